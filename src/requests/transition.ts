// The request state machine as a total function: every event in every state has an answer.
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import type { PackageId } from "../deployments/ids.ts";
import { checkTitle } from "../deployments/words.ts";
import { mayEdit } from "./editing.ts";
import type { Person } from "./person.ts";
import { conflictWithState, inState, isRequester, notTheRequester, outdated } from "./refusals.ts";
import {
  type Assessment,
  type ChangeRequest,
  type DigestChange,
  type Intent,
  isFinal,
  type Json,
  type Origin,
  type Outcome,
  type RequestState,
  type Review,
  type Settlement,
} from "./request.ts";
import { moveByReview } from "./review-transition.ts";
import { needsApproval, waitsForHand } from "./state-words.ts";

export { describeState } from "./state-words.ts";

/** Everything that can happen to a request. `at` is epoch ms from the Clock port. */
export type RequestEvent =
  | { readonly type: "assessed"; readonly at: number; readonly assessment: Assessment }
  /** By the checking, or in approved just before the effect: the requester lost the right, the deployment is gone. */
  | { readonly type: "refused"; readonly at: number; readonly refusal: Refusal }
  | {
      readonly type: "confirmed";
      readonly at: number;
      readonly by: Person;
      /** What the person was shown; another edition than the current one is refused as outdated. Likewise below. */
      readonly edition: number;
      readonly warningsRead: boolean;
      readonly attested: readonly PackageId[];
      /** The view in which it was confirmed, which may be another one than the asking one; absent: the answer goes where it went. */
      readonly viewId?: string;
    }
  | { readonly type: "reviewed"; readonly review: Review; readonly approvedNow: boolean }
  | {
      readonly type: "edited";
      readonly at: number;
      readonly by: Person;
      readonly edition: number;
      readonly input: Json;
      readonly comment: string;
      readonly apply: ChangeRequest["apply"];
      /** The view that the edit came from: the new answer goes there. */
      readonly origin: Origin;
    }
  | { readonly type: "asked-again"; readonly at: number; readonly by: Person; readonly edition: number }
  | {
      readonly type: "cancelled";
      readonly at: number;
      readonly by: Person | "system";
      readonly reason: string;
    }
  | { readonly type: "expired"; readonly at: number }
  | { readonly type: "found-stale"; readonly at: number; readonly changes: readonly DigestChange[] }
  /** Just before the effect: a reviewer lost the right, so the approvals are too few. approved -> pending, same edition. */
  | { readonly type: "approval-lost"; readonly at: number }
  /** By the requester, in approved, when `apply` is by-hand; twice: conflict. */
  | { readonly type: "apply-asked"; readonly at: number; readonly by: Person; readonly edition: number }
  /** approved -> executing, and executing -> executing with attempt + 1 before another call of a goal-state effect. */
  | { readonly type: "intended"; readonly at: number; readonly intent: Intent }
  | { readonly type: "succeeded"; readonly at: number; readonly outcome: Outcome }
  /** In executing: the platform took the call on and is at it. */
  | { readonly type: "accepted"; readonly at: number; readonly ticket?: string }
  /** `changed`: something is different from before all the same. */
  | { readonly type: "failed"; readonly at: number; readonly reason: string; readonly changed: boolean }
  | { readonly type: "doubted"; readonly at: number; readonly why: string }
  | {
      readonly type: "settled";
      readonly at: number;
      readonly settlement: Settlement;
      readonly as: { readonly name: "succeeded"; readonly outcome: Outcome } | { readonly name: "failed" };
    }
  | { readonly type: "reminded"; readonly at: number }
  | { readonly type: "view-closed"; readonly at: number };

export type Transition = (request: ChangeRequest, event: RequestEvent) => Answer<ChangeRequest>;

type EventOf<T extends RequestEvent["type"]> = Extract<RequestEvent, { readonly type: T }>;

/** States before anything was sent to the platform. */
const BEFORE_EXECUTING = [
  "checking",
  "checked",
  "pending",
  "changes-requested",
  "approved",
  "stale",
] as const;
const IN_DOUBT = ["executing", "unknown"] as const;

/**
 * The request after the event, or why the event means nothing now: a refusal that says in a sentence what the state is, who
 * brought it about, and since when (`at`). Never throws, never changes its arguments.
 * It trusts the caller with what it cannot see: roles, who may review, `approvedNow`, the digest.
 */
export const transition: Transition = (request, event) => {
  switch (event.type) {
    case "assessed":
      return assessed(request, event);
    case "refused":
      if (!inState(request, ["checking", "approved"])) return conflictWithState(request);
      return ok(to(request, { name: "refused", since: event.at, refusal: event.refusal }));
    case "confirmed":
      return confirmed(request, event);
    case "reviewed":
      return moveByReview(request, event.review, event.approvedNow);
    case "edited":
      return edited(request, event);
    case "asked-again":
      return askedAgain(request, event);
    case "cancelled":
      return cancelled(request, event);
    case "expired":
      if (!inState(request, BEFORE_EXECUTING)) return conflictWithState(request);
      return ok(to(request, { name: "expired", since: event.at }));
    case "found-stale":
      if (!inState(request, ["approved"])) return conflictWithState(request);
      return ok(to(request, { name: "stale", since: event.at, changes: event.changes }));
    case "approval-lost":
      if (!inState(request, ["approved"])) return conflictWithState(request);
      return ok(to(request, { name: "pending", since: event.at }));
    case "apply-asked":
      return applyAsked(request, event);
    case "intended":
      return intended(request, event);
    case "succeeded":
      if (!inState(request, IN_DOUBT)) return conflictWithState(request);
      return ok(to(request, { name: "succeeded", since: event.at, outcome: event.outcome }));
    case "failed":
      if (!inState(request, IN_DOUBT)) return conflictWithState(request);
      return ok(
        to(request, {
          name: "failed",
          since: event.at,
          reason: event.reason,
          settledBy: null,
          ...(event.changed ? { changed: true } : {}),
        }),
      );
    case "accepted":
      return accepted(request, event);
    case "doubted":
      if (request.state.name !== "executing") return conflictWithState(request);
      return ok(
        to(request, { name: "unknown", since: event.at, intent: request.state.intent, why: event.why }),
      );
    case "settled":
      return settled(request, event);
    case "reminded":
      if (!inState(request, ["pending"])) return conflictWithState(request);
      return ok({ ...request, remindedAt: event.at });
    case "view-closed":
      return ok({ ...request, origin: { ...request.origin, viewId: null } });
  }
};

function accepted(request: ChangeRequest, { at, ticket }: EventOf<"accepted">): Answer<ChangeRequest> {
  const { state } = request;
  if (state.name !== "executing") return conflictWithState(request);
  const intent = ticket === undefined ? state.intent : { ...state.intent, ticket };
  return ok({ ...request, state: { ...state, intent, acceptedAt: at } });
}

/**
 * Whether the requester has to confirm before it goes on: warnings were found, something is to be attested, or no policy matches,
 * so that confirming starts the effect.
 */
export const mustBeConfirmed = (assessment: Assessment): boolean =>
  assessment.status === "warning" || assessment.toAttest.length > 0 || !needsApproval(assessment);

function assessed(request: ChangeRequest, event: EventOf<"assessed">): Answer<ChangeRequest> {
  if (!inState(request, ["checking"])) return conflictWithState(request);
  const { assessment, at } = event;
  const known: ChangeRequest = { ...request, assessment };
  if (assessment.status === "failing") {
    return ok(to(known, { name: "refused", since: at, refusal: failingValidation(assessment) }));
  }
  if (mustBeConfirmed(assessment)) return ok(to(known, { name: "checked", since: at }));
  return ok(to({ ...known, remindedAt: at }, { name: "pending", since: at }));
}

function failingValidation(assessment: Assessment): Refusal {
  const failing = assessment.checks.filter((check) => check.status === "failing");
  return {
    code: "failing-validation",
    sentence:
      `Validation failed. ${failing.map((check) => `${checkTitle(check)}: ${check.sentence}`).join(" ")}`.trimEnd(),
    next: "Repair what failed or choose another version, and ask again.",
  };
}

function confirmed(request: ChangeRequest, event: EventOf<"confirmed">): Answer<ChangeRequest> {
  if (isFinal(request.state)) return conflictWithState(request);
  if (event.edition !== request.edition) return outdated(request, event.edition);
  const { assessment } = request;
  if (!inState(request, ["checked"]) || assessment === null) return conflictWithState(request);
  if (!isRequester(request, event.by)) return notTheRequester(request, "confirm it");
  if (assessment.status === "warning" && !event.warningsRead) {
    return refuse({
      code: "invalid",
      sentence: "The checks found warnings that have not been confirmed.",
      next: "Read the warnings and confirm that you have.",
      field: "warningsRead",
    });
  }
  const missing = assessment.toAttest.find(({ packageId }) => !event.attested.includes(packageId));
  if (missing !== undefined) {
    return refuse({
      code: "invalid",
      sentence: `The package ${missing.packageId} has not been attested. ${missing.sentence}`,
      next: "Tick the box if it is so, or cancel.",
      field: "attested",
    });
  }
  const attested = assessment.toAttest.map(({ packageId }) => packageId);
  const origin = event.viewId === undefined ? request.origin : { ...request.origin, viewId: event.viewId };
  const confirmation = { by: event.by, at: event.at, attested };
  const known: ChangeRequest = { ...request, origin, confirmation };
  if (!needsApproval(assessment)) {
    return ok(to(known, { name: "approved", since: event.at, applyAskedBy: null }));
  }
  return ok(to({ ...known, remindedAt: event.at }, { name: "pending", since: event.at }));
}

function edited(request: ChangeRequest, event: EventOf<"edited">): Answer<ChangeRequest> {
  const may = mayEdit(request, event.by, event.edition);
  if (!may.ok) return may;
  const { input, comment, apply, origin } = event;
  return ok(nextEdition({ ...request, input, comment, apply, origin }, event.at));
}

function askedAgain(request: ChangeRequest, event: EventOf<"asked-again">): Answer<ChangeRequest> {
  if (isFinal(request.state)) return conflictWithState(request);
  if (event.edition !== request.edition) return outdated(request, event.edition);
  if (!inState(request, ["stale"])) return conflictWithState(request);
  if (!isRequester(request, event.by)) return notTheRequester(request, "ask again");
  return ok(nextEdition(request, event.at));
}

function cancelled(request: ChangeRequest, event: EventOf<"cancelled">): Answer<ChangeRequest> {
  if (!inState(request, BEFORE_EXECUTING)) return conflictWithState(request);
  if (event.by !== "system" && !isRequester(request, event.by)) return notTheRequester(request, "cancel it");
  return ok(to(request, { name: "cancelled", since: event.at, by: event.by, reason: event.reason }));
}

function applyAsked(request: ChangeRequest, event: EventOf<"apply-asked">): Answer<ChangeRequest> {
  if (isFinal(request.state)) return conflictWithState(request);
  if (event.edition !== request.edition) return outdated(request, event.edition);
  if (!isRequester(request, event.by)) return notTheRequester(request, "apply it");
  if (request.state.name !== "approved" || !waitsForHand(request)) return conflictWithState(request);
  return ok({ ...request, state: { ...request.state, applyAskedBy: event.by } });
}

/** The first call, or another one of the same effect: attempts count without gaps, so that two processes cannot both make the next. */
function intended(request: ChangeRequest, event: EventOf<"intended">): Answer<ChangeRequest> {
  const { state } = request;
  const { intent } = event;
  const first = state.name === "approved" && !waitsForHand(request) && intent.attempt === 1;
  const again =
    state.name === "executing" &&
    intent.effectKey === state.intent.effectKey &&
    intent.attempt === state.intent.attempt + 1;
  if (!first && !again) return conflictWithState(request);
  return ok(to(request, { name: "executing", since: again ? state.since : event.at, intent }));
}

function settled(request: ChangeRequest, event: EventOf<"settled">): Answer<ChangeRequest> {
  if (!inState(request, ["unknown"])) return conflictWithState(request);
  const { settlement, at } = event;
  if (event.as.name === "succeeded") {
    const outcome: Outcome = { ...event.as.outcome, known: "settled", settledBy: settlement };
    return ok(to(request, { name: "succeeded", since: at, outcome }));
  }
  return ok(to(request, { name: "failed", since: at, reason: settlement.reason, settledBy: settlement }));
}

/** Reviews are kept, but they are of an older edition now; everything that was found or confirmed is found anew. */
function nextEdition(request: ChangeRequest, at: number): ChangeRequest {
  return {
    ...request,
    edition: request.edition + 1,
    assessment: null,
    confirmation: null,
    digestBytes: null,
    digest: null,
    remindedAt: null,
    state: { name: "checking", since: at },
  };
}

const to = (request: ChangeRequest, state: RequestState): ChangeRequest => ({ ...request, state });
