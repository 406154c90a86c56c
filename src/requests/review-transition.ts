// What one review does to a request: reviews belong to an edition, and nobody decides on their own request.
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import { conflictWithState, inState, outdated } from "./refusals.ts";
import type { ChangeRequest, RequestState, Review } from "./request.ts";
import { type HumanOf, humansAmong } from "./same-people.ts";
import { decidingReviews } from "./state-words.ts";

/** States in which what people say still matters to somebody. */
const OPEN_TO_COMMENTS = ["pending", "changes-requested", "approved", "stale"] as const;

/**
 * The request with the review, or why it does not count. `approvedNow` is told by the caller, who knows who may review: whether all
 * rules are satisfied with this review among the others.
 *
 * Only the person who asked for changes can take that back, by approving the same edition: their latest decision counts.
 */
export function moveByReview(
  request: ChangeRequest,
  review: Review,
  approvedNow: boolean,
): Answer<ChangeRequest> {
  if (!inState(request, [...OPEN_TO_COMMENTS, "checking", "checked"])) {
    return conflictWithState(request);
  }
  if (review.edition !== request.edition) return outdated(request, review.edition);
  if (!inState(request, OPEN_TO_COMMENTS)) return conflictWithState(request);
  if (review.decision !== "approve" && review.comment.trim() === "") return refuse(withoutWords(review));

  const humanOf = humansAmong([request.requester, review.by, ...request.reviews.map(({ by }) => by)]);
  if (review.decision === "comment") {
    return isRepeated(request, review, humanOf)
      ? refuse(alreadySaid(request))
      : ok(withReview(request, review));
  }
  if (humanOf(request.requester) === humanOf(review.by)) return refuse(ownRequest(request));

  const earlier = decidingReviews(request, [review.by]).find(({ by }) => humanOf(by) === humanOf(review.by));
  // Waiting although the same approval satisfies every rule now: a right had been lost and is back, so the press counts anew.
  const regained = request.state.name === "pending" && approvedNow;
  if (
    earlier?.decision === review.decision &&
    inState(request, ["pending", "changes-requested"]) &&
    !regained
  ) {
    return refuse(alreadyDecided(request, earlier));
  }
  const takesBack =
    request.state.name === "changes-requested" && review.decision === "approve" && earlier !== undefined;
  if (request.state.name !== "pending" && !takesBack) return conflictWithState(request);
  return ok({ ...withReview(request, review), state: stateAfter(request, review, approvedNow) });
}

function stateAfter(request: ChangeRequest, review: Review, approvedNow: boolean): RequestState {
  if (review.decision === "ask-for-changes") {
    return { name: "changes-requested", since: review.at, by: review.by, comment: review.comment };
  }
  if (approvedNow) return { name: "approved", since: review.at, applyAskedBy: null };
  return request.state.name === "pending" ? request.state : { name: "pending", since: review.at };
}

const withReview = (request: ChangeRequest, review: Review): ChangeRequest => ({
  ...request,
  reviews: [...request.reviews, review],
});

const isRepeated = (request: ChangeRequest, review: Review, humanOf: HumanOf): boolean =>
  request.reviews.some(
    (earlier) =>
      earlier.edition === review.edition &&
      earlier.decision === review.decision &&
      earlier.comment === review.comment &&
      humanOf(earlier.by) === humanOf(review.by),
  );

const ownRequest = (request: ChangeRequest): Refusal => ({
  code: "conflict",
  sentence: `${request.reference} is your own request, and nobody decides on their own request.`,
  next: "Ask another reviewer: the card names who may.",
});

const alreadyDecided = (request: ChangeRequest, earlier: Review): Refusal => ({
  code: "conflict",
  sentence:
    earlier.decision === "approve"
      ? `${request.reference} has already been approved by ${earlier.by.name}.`
      : `${earlier.by.name} has already asked for changes on ${request.reference}.`,
  next: "Nothing is left to do for you: your review counts.",
  at: earlier.at,
});

const alreadySaid = (request: ChangeRequest): Refusal => ({
  code: "conflict",
  sentence: `This comment is already on ${request.reference}.`,
  next: "Nothing is left to do.",
});

const withoutWords = (review: Review): Refusal => ({
  code: "invalid",
  sentence:
    review.decision === "comment" ? "The comment is empty." : "It is not said which changes are needed.",
  next: "Write a sentence and send it again.",
  field: "comment",
});
