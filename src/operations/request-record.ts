// How a change request is kept in the store: its value, its indexes and its alarm.

import type { DeploymentId, RequestId } from "../deployments/ids.ts";
import type { Put, StoredRecord } from "../ports/store.ts";
import { type ChangeRequest, isFinal, type Json } from "../requests/request.ts";
import { TIMING } from "./timing.ts";

export interface RequestRecord {
  readonly request: ChangeRequest;
  /** Grows with every change of the request; what was shown last is compared with it. */
  readonly content: number;
  /** The content for which all deliveries were woken. */
  readonly shown: number;
  /** When the request itself wants to go on (assess, apply, look again, remind, expire); null: it waits for a person. */
  readonly wakeAt: number | null;
  /** Failed tries of the present step, for the pause before the next. */
  readonly tries: number;
  /** Its notices are made: whom it concerned was decided once, when it had happened. Absent: not yet. */
  readonly noticed?: true;
  /** Why an approved request is not applied yet, for people. */
  readonly heldBy: string | null;
  /** The opening of the store in which its effect was called last: with a later one that call's process is gone. */
  readonly calledIn?: string;
}

/** A record as read, with the storage version that a later put has to name. */
export interface Stored<T> {
  readonly id: string;
  readonly rev: number;
  readonly value: T;
}

export const requestRecordId = (id: RequestId): string => `request:${id}`;

export const REQUEST_INDEX = {
  deployment: "request-by-deployment",
  openOnDeployment: "request-open-on-deployment",
  requester: "request-by-requester",
  openByRequester: "request-open-by-requester",
  state: "request-by-state",
  view: "request-by-view",
} as const;

export function requestFromStore(record: StoredRecord): Stored<RequestRecord> {
  return { id: record.id, rev: record.rev, value: record.value as unknown as RequestRecord };
}

/**
 * Until when whoever called the platform holds the record; null: no call is under way. Between the intent and the first word about
 * its call, the alarm is the time of the call itself.
 */
function callHeldUntil({ request, wakeAt }: RequestRecord): number | null {
  const { state } = request;
  if (state.name !== "executing" || wakeAt !== state.intent.lastCallAt) return null;
  return state.intent.lastCallAt + TIMING.lease;
}

/**
 * The put of a request. Its alarm is now when deliveries are behind its content, else when it wants to be woken. Whatever is written
 * meanwhile, a call under way keeps its hold: a second one at the same time could be a second effect.
 */
export function putRequest(record: RequestRecord, now: number): Put {
  const { request } = record;
  const open = !isFinal(request.state);
  const at = { sort: request.createdAt };
  const heldUntil = callHeldUntil(record);
  return {
    kind: "request",
    id: requestRecordId(request.id),
    value: record as unknown as Json,
    alarmAt: record.content > record.shown ? now : record.wakeAt,
    ...(heldUntil === null ? {} : { heldUntil, heldSince: record.calledIn ?? "" }),
    index: [
      { name: REQUEST_INDEX.deployment, key: request.deploymentId, ...at },
      { name: REQUEST_INDEX.requester, key: request.requester.id, ...at },
      { name: REQUEST_INDEX.state, key: request.state.name, ...at },
      ...(open
        ? [
            { name: REQUEST_INDEX.openOnDeployment, key: request.deploymentId, ...at },
            { name: REQUEST_INDEX.openByRequester, key: request.requester.id, ...at },
          ]
        : []),
      ...(request.origin.viewId === null
        ? []
        : [{ name: REQUEST_INDEX.view, key: request.origin.viewId, ...at }]),
    ],
  };
}

/** The mark that a deployment has an effect under way (or in doubt): it takes no other one. */
export interface BusyRecord {
  readonly request: RequestId;
  readonly reference: string;
  readonly since: number;
}
export const busyRecordId = (deployment: DeploymentId): string => `busy:${deployment}`;
