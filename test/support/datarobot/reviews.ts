// Reviews of change requests: reference section 13. A review is signed by the owner of the token.
import { z } from "zod";
import { isReviewer } from "./access.ts";
import { type Answer, created, forbidden, invalid, notFound, ok } from "./answer.ts";
import { id, readBody } from "./body.ts";
import { type Call, param } from "./call.ts";
import { apply, changeRequestOf, setStatus } from "./change-requests.ts";
import { recordEffect } from "./effects.ts";
import type { ChangeRequest, Review } from "./governance.ts";
import { sameWord } from "./policy-match.ts";
import { page, paged, readQuery, text } from "./query.ts";
import type { Account, World } from "./state.ts";
import { when } from "./wire.ts";

const STATUSES = ["approved", "changesRequested", "commented"] as const;
const ADD = z.strictObject({
  changeVersionId: id,
  status: z.string().transform((given, context) => {
    const found = STATUSES.find((one) => sameWord(one, given));
    if (found !== undefined) return found;
    context.addIssue({ code: "custom", message: `value is not one of ${STATUSES.join(", ")}` });
    return z.NEVER;
  }),
  comment: z.string().optional(),
});

const reviewWire = (world: World, request: ChangeRequest, one: Review): Record<string, unknown> => ({
  id: one.id,
  changeRequestId: request.id,
  changeVersionId: one.changeVersionId,
  status: one.status,
  comment: one.comment,
  userId: one.userId,
  userName: world.accounts.get(one.userId)?.email ?? "",
  createdAt: when(one.createdAt),
});

export function addReview(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const body = readBody(call, ADD);
  const request = changeRequestOf(call);
  const review = reviewed(world, request, account, { ...body, comment: body.comment ?? "" });
  return created(reviewWire(world, request, review));
}

/** Throws what stands against it: 403 for who may not, 422 for another version or a request that is closed. */
export function reviewed(
  world: World,
  request: ChangeRequest,
  account: Account,
  given: Pick<Review, "changeVersionId" | "status" | "comment">,
): Review {
  const decides = given.status !== "commented";
  if (decides && request.userId === account.id)
    throw forbidden("Nobody reviews a change request of their own.");
  if (decides && !isReviewer(world, request, account))
    throw forbidden("You are no reviewer of this change request.");
  if (!["pending", "approved", "changesRequested"].includes(request.status))
    throw invalid(`The change request is ${request.status}.`);
  if (given.changeVersionId !== request.changeVersionId)
    throw invalid("Invalid field data", { changeVersionId: "The change request was changed since." });
  const review: Review = {
    ...given,
    id: world.newId("review"),
    userId: account.id,
    createdAt: world.now(),
  };
  request.reviews.push(review);
  request.updatedAt = world.now();
  recordEffect(world, account, "review", request.entityId, { id: request.id, status: given.status });
  decide(world, request, account);
  return review;
}

/** The last word of each reviewer on this version counts. */
function decide(world: World, request: ChangeRequest, account: Account): void {
  const last = new Map(
    request.reviews
      .filter(
        ({ changeVersionId, status }) =>
          changeVersionId === request.changeVersionId && status !== "commented",
      )
      .map(({ userId, status }) => [userId, status]),
  );
  const words = [...last.values()];
  const approvals = words.filter((status) => status === "approved").length;
  if (words.includes("changesRequested")) {
    setStatus(world, request, "changesRequested", account.id);
  } else if (approvals >= request.numApprovalsRequired) {
    if (request.status !== "approved") setStatus(world, request, "approved", account.id);
    if (request.autoApply) applyByItself(world, request);
  } else if (request.status !== "pending") {
    setStatus(world, request, "pending", account.id);
  }
}

/** What cannot be applied now stays approved. */
function applyByItself(world: World, request: ChangeRequest): void {
  try {
    apply(world, request, null);
  } catch {
    setStatus(world, request, "approved", null);
  }
}

export function listReviews(call: Call): Answer {
  const query = readQuery(call, { ...page(), status: text, changeVersionId: text });
  const request = changeRequestOf(call);
  const found = request.reviews.filter(
    (one) =>
      (query.status === null || sameWord(one.status, query.status)) &&
      (query.changeVersionId === null || one.changeVersionId === query.changeVersionId),
  );
  return ok(paged(call, found, query, (one) => reviewWire(call.world, request, one)));
}

export function readReview(call: Call): Answer {
  readQuery(call, {});
  const request = changeRequestOf(call);
  const found = request.reviews.find((one) => one.id === param(call, "reviewId"));
  if (found === undefined) throw notFound();
  return ok(reviewWire(call.world, request, found));
}
