// What people are told about the state of a request: in a word on cards, in a sentence when it stands in the way.
import type { Person } from "./person.ts";
import type { Assessment, ChangeRequest, Review } from "./request.ts";
import { humansAmong } from "./same-people.ts";

/** The state in a few plain words, without formatting: "waiting for review", "cancelled by Ada". */
export function describeState(request: ChangeRequest): string {
  const { state } = request;
  switch (state.name) {
    case "checking":
      return "being checked";
    case "checked":
      return `checked, waiting for ${request.requester.name} to confirm`;
    case "refused":
      return "refused";
    case "pending":
      return "waiting for review";
    case "changes-requested":
      return `changes asked for by ${state.by.name}`;
    case "approved":
      if (waitsForHand(request)) return `approved, waiting for ${request.requester.name} to apply it`;
      return needsApproval(request.assessment)
        ? "approved, about to be applied"
        : "confirmed, about to be applied";
    case "stale":
      return `out of date, changed since it was ${agreed(request)}`;
    case "executing":
      return "being applied";
    case "succeeded":
      return "done";
    case "failed":
      return "failed";
    case "unknown":
      return "outcome unknown";
    case "cancelled":
      return state.by === "system" ? "cancelled automatically" : `cancelled by ${state.by.name}`;
    case "expired":
      return "expired";
  }
}

/** Where a request stands, as the answer to a press that comes too late or too early. */
export interface Standing {
  readonly sentence: string;
  /** What the person can do about it. */
  readonly next: string;
  /** Since when (epoch ms). */
  readonly at: number;
}

/** Says in a plain sentence what the state is, who brought it about where that is known, and what comes next. */
export function standing(request: ChangeRequest): Standing {
  const { state, reference, requester } = request;
  const says = (sentence: string, next: string): Standing => ({
    sentence: `${reference} ${sentence}`,
    next,
    at: state.since,
  });
  const askAnew = "Ask for the change anew if it is still wanted.";
  switch (state.name) {
    case "checking":
      return says("is still being checked.", "Wait for the result: it comes by itself.");
    case "checked":
      return says(
        `has been checked and waits for ${requester.name} to confirm it.`,
        `${requester.name} can confirm, edit or cancel it.`,
      );
    case "refused":
      return says(`has been refused: ${state.refusal.sentence}`, askAnew);
    case "pending":
      return says("is waiting for review.", "Its card names who may review it.");
    case "changes-requested":
      return says(
        `has had changes asked for by ${state.by.name}: ${state.comment}`,
        `${requester.name} can edit it, which starts a new review, or cancel it.`,
      );
    case "approved":
      return approvedStanding(request, says);
    case "stale":
      return says(
        `is out of date: things changed since it was ${agreed(request)}.`,
        `${requester.name} can ask again, edit it or cancel it.`,
      );
    case "executing":
      return says(
        state.acceptedAt === undefined
          ? "is being applied right now."
          : "was taken on by the platform, which is at it.",
        "Wait for the outcome: it comes by itself.",
      );
    case "succeeded":
      return says(
        `has already been done: from ${state.outcome.from} to ${state.outcome.to}.`,
        "Nothing is left to do.",
      );
    case "failed":
      return says(`has already ended: it failed. ${state.reason}`, askAnew);
    case "unknown":
      return says(
        `may or may not have been applied: ${state.why}`,
        "It is looked up; an Owner or an administrator can settle it.",
      );
    case "cancelled": {
      const by = state.by === "system" ? "automatically" : `by ${state.by.name}`;
      return says(
        `has already been cancelled ${by}${state.reason === "" ? "." : `: ${state.reason}`}`,
        askAnew,
      );
    }
    case "expired":
      return says(
        `has expired: it was not ${needsApproval(request.assessment) ? "approved and applied" : "confirmed and applied"} in time.`,
        askAnew,
      );
  }
}

function approvedStanding(
  request: ChangeRequest,
  says: (sentence: string, next: string) => Standing,
): Standing {
  if (!needsApproval(request.assessment)) {
    return says("has already been confirmed and is about to be applied.", "Wait for the outcome.");
  }
  const by = namesOf(approversOf(request));
  const next = waitsForHand(request)
    ? `${request.requester.name} can apply or cancel it.`
    : "It is applied next: wait for the outcome.";
  return says(`has already been approved${by === "" ? "" : ` by ${by}`}.`, next);
}

/** True when an approval policy matched. */
export const needsApproval = (assessment: Assessment | null): boolean =>
  assessment !== null && assessment.policies.length > 0;

/** What was done to it before it may be applied: where no policy matched nobody approved it. */
export const agreed = (request: ChangeRequest): "approved" | "confirmed" =>
  needsApproval(request.assessment) ? "approved" : "confirmed";

/** True while an approved request is to be applied by hand and the requester has not asked for it. */
export const waitsForHand = (request: ChangeRequest): boolean =>
  request.state.name === "approved" &&
  request.state.applyAskedBy === null &&
  request.apply === "by-hand" &&
  needsApproval(request.assessment);

/** True while nothing goes on before the requester does something: confirm, edit, apply or ask again. */
export const waitsForRequester = (request: ChangeRequest): boolean =>
  ["checked", "changes-requested", "stale"].includes(request.state.name) || waitsForHand(request);

/**
 * The review by which each person decided on the current edition: the latest that is not a comment. Several accounts of one
 * person are one person, among everybody given as well.
 */
export function decidingReviews(
  request: Pick<ChangeRequest, "reviews" | "edition" | "requester">,
  everybody: readonly Person[] = [],
): readonly Review[] {
  const deciding = request.reviews.filter(
    (review) => review.edition === request.edition && review.decision !== "comment",
  );
  const humanOf = humansAmong([
    request.requester,
    ...everybody,
    ...request.reviews.map((review) => review.by),
  ]);
  const latest = new Map(deciding.map((review) => [humanOf(review.by), review]));
  return deciding.filter((review) => latest.get(humanOf(review.by)) === review);
}

const approversOf = (request: ChangeRequest): readonly Person[] =>
  decidingReviews(request).flatMap((review) => (review.decision === "approve" ? [review.by] : []));

/** "Ada", "Ada and Ben", "Ada, Ben and Mona". */
export function namesOf(people: readonly Pick<Person, "name">[], word: "and" | "or" = "and"): string {
  const names = people.map((person) => person.name);
  const last = names.pop();
  if (last === undefined) return "";
  return names.length === 0 ? last : `${names.join(", ")} ${word} ${last}`;
}
