// A delivery: the durable wish that a card, prompt, notice or view shows a record as it is.
import type { Ids } from "../ports/clock.ts";
import type { Exhibit, Posted, Target } from "../ports/messenger.ts";
import type { Put, StoredRecord } from "../ports/store.ts";
import type { Json } from "../requests/request.ts";
import type { Stored } from "./request-record.ts";

export type DeliveryState =
  /** Wants to be shown (again). */
  | "due"
  | "shown"
  /** Nobody knows whether the notice was posted; it is not sent again. */
  | "unknown"
  /** It can never be shown there; `reason` says why. */
  | "impossible"
  /** The view is gone: the answer goes another way. Or what was to be said is over, and another message says what came of it. */
  | "gone";

export interface DeliveryRecord {
  readonly id: string;
  readonly exhibit: Exhibit;
  readonly target: Target;
  readonly state: DeliveryState;
  readonly posted: Posted | null;
  readonly shownHash: string | null;
  /** Set before a new message is posted: a crash in between is then known. */
  readonly postingSince: number | null;
  /** While a new message is on its way to Slack: until then its process alone holds the delivery, whoever wakes it. */
  readonly postingUntil: number | null;
  /** The opening of the store in which that began: with a later one its process is gone. */
  readonly postingIn?: string;
  readonly tries: number;
  /** Grows with every wake: one that comes while it is being shown is not lost. */
  readonly wakes: number;
  readonly reason: string;
  /** When it was shown for the first time. */
  readonly firstShownAt: number | null;
}

/** Those of a request are listed for its card; notices of health and of accounts stand for themselves. */
export const DELIVERY_INDEX = "delivery-by-request";
export const deliveryRecordId = (id: string): string => `delivery:${id}`;

/** What shall be shown where. The id follows from both, so that a wish made twice is one delivery. */
export interface Wish {
  readonly id: string;
  readonly exhibit: Exhibit;
  readonly target: Target;
}

/** `nth` tells apart exhibits that are shown more than once, such as reminders. */
export function wish(ids: Ids, exhibit: Exhibit, target: Target, nth = ""): Wish {
  const key = JSON.stringify([exhibit, targetKey(target), nth]);
  return { id: ids.hash(key).slice(0, 32), exhibit, target };
}

function targetKey(target: Target): string {
  switch (target.kind) {
    case "channel":
      return `channel ${target.channel}`;
    case "user":
      return `user ${target.user}`;
    case "view":
      return `view ${target.viewId}`;
    case "thread":
      return `thread ${target.of}`;
    case "mail":
      return `mail ${target.to}`;
    case "unreachable":
      return `unreachable ${target.who}`;
  }
}

export const newDelivery = (wished: Wish): DeliveryRecord => ({
  id: wished.id,
  exhibit: wished.exhibit,
  target: wished.target,
  state: "due",
  posted: null,
  shownHash: null,
  postingSince: null,
  postingUntil: null,
  tries: 0,
  wakes: 0,
  reason: "",
  firstShownAt: null,
});

export function deliveryFromStore(record: StoredRecord): Stored<DeliveryRecord> {
  return { id: record.id, rev: record.rev, value: record.value as unknown as DeliveryRecord };
}

/** A message that is on its way keeps its hold through every wake: two processes would post it twice. Of a process that died it has none. */
export function putDelivery(delivery: DeliveryRecord, alarmAt: number | null): Put {
  return {
    kind: "delivery",
    id: deliveryRecordId(delivery.id),
    value: delivery as unknown as Json,
    alarmAt,
    index:
      "request" in delivery.exhibit ? [{ name: DELIVERY_INDEX, key: delivery.exhibit.request, sort: 0 }] : [],
    ...(delivery.postingUntil === null
      ? {}
      : { heldUntil: delivery.postingUntil, heldSince: delivery.postingIn ?? "" }),
  };
}

/** What a note is about that is no state of the request. */
export const NOBODY_CAN_APPROVE = "nobody-can-approve";

type OutcomeExhibit = Extract<Exhibit, { readonly kind: "outcome-notice" | "invitation" }>;

/** It tells somebody that it has happened. */
export const tellsOutcome = (exhibit: Exhibit): exhibit is OutcomeExhibit =>
  exhibit.kind === "outcome-notice" || exhibit.kind === "invitation";

/** Posted once and never edited: said after the fact, so in doubt it is not said twice. */
export const isNotice = (exhibit: Exhibit): boolean =>
  tellsOutcome(exhibit) ||
  exhibit.kind === "reminder" ||
  exhibit.kind === "requester-note" ||
  exhibit.kind === "health-notice" ||
  exhibit.kind === "account-notice" ||
  exhibit.kind === "checks-file";
