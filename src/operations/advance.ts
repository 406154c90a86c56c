// Applies an event to a stored request: the transition, the next alarm, the digest, the audit fact.
import { type Answer, ok } from "../deployments/decision.ts";
import type { AuditEvent, AuditFact } from "../requests/audit.ts";
import { expiresAt, remindAt } from "../requests/deadlines.ts";
import type { Actor, Person } from "../requests/person.ts";
import { type ChangeRequest, isFinal, type Json } from "../requests/request.ts";
import { waitsForHand } from "../requests/state-words.ts";
import { type RequestEvent, transition } from "../requests/transition.ts";
import { bytesOf } from "./assess.ts";
import type { Dependencies } from "./dependencies.ts";
import type { RequestRecord } from "./request-record.ts";
import { TIMING } from "./timing.ts";

type Deps = Pick<Dependencies, "ids">;

/** The record after the event; a refusal when the state machine has another answer. Pure but for the hash. */
export function advance(deps: Deps, record: RequestRecord, event: RequestEvent): Answer<RequestRecord> {
  const moved = transition(record.request, event);
  if (!moved.ok) return moved;
  const request = withDigest(deps, moved.value);
  return ok({
    request,
    content: record.content + 1,
    shown: record.shown,
    wakeAt: wakeAt(request),
    tries: 0,
    heldBy: null,
  });
}

/** What was confirmed or goes to review is fixed by its digest; a new edition has none yet. */
function withDigest(deps: Deps, request: ChangeRequest): ChangeRequest {
  const fixed = request.state.name === "pending" || request.state.name === "approved";
  if (!fixed || request.assessment === null || request.digestBytes !== null) return request;
  const digestBytes = bytesOf(request, request.assessment);
  return { ...request, digestBytes, digest: `v1:${deps.ids.hash(digestBytes)}` };
}

/** When a request goes on by itself. Executing and unknown ones set their own times. */
export function wakeAt(request: ChangeRequest): number | null {
  const { state } = request;
  if (isFinal(state)) return null;
  const expiry = expiresAt(request);
  switch (state.name) {
    case "checking":
      return state.since;
    case "checked":
      return state.since + TIMING.remindToConfirm;
    case "pending":
      return earliest(expiry, remindAt(request));
    case "approved":
      return waitsForHand(request) ? expiry : state.since;
    case "executing":
      return state.intent.lastCallAt;
    case "unknown":
      return state.since;
    default:
      return expiry;
  }
}

const earliest = (...times: readonly (number | null)[]): number | null => {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/** An audit fact about a request. */
export function about(
  request: ChangeRequest,
  fact: {
    readonly at: number;
    readonly event: AuditEvent;
    readonly who: Person | Actor | "system";
    readonly why: string;
    readonly allowed?: boolean;
    readonly details?: Json;
  },
): AuditFact {
  return {
    at: fact.at,
    event: fact.event,
    action: request.action,
    request: request.id,
    deployment: request.deploymentId,
    who:
      fact.who === "system" ? "system" : "slackUser" in fact.who ? { person: fact.who } : { actor: fact.who },
    allowed: fact.allowed ?? true,
    why: fact.why,
    details: { edition: request.edition, reference: request.reference, ...asObject(fact.details) },
  };
}

const asObject = (details: Json | undefined): { readonly [key: string]: Json } => {
  if (details === undefined || details === null) return {};
  if (typeof details === "object" && !Array.isArray(details))
    return details as { readonly [key: string]: Json };
  return { details };
};
