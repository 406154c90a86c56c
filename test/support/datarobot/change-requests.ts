// Change requests: reference section 13. Somebody asks, others review, the server or the requester applies.
import { z } from "zod";
import { deploymentAs, isOpen, isReviewer, maySee, roleOn } from "./access.ts";
import { type Answer, created, forbidden, invalid, notFound, ok } from "./answer.ts";
import { id, readBody } from "./body.ts";
import { type Call, param } from "./call.ts";
import { actionNamed, readChange } from "./change-actions.ts";
import { recordEffect } from "./effects.ts";
import type { ChangeRequest } from "./governance.ts";
import { holding } from "./hold.ts";
import { policyFor, sameWord } from "./policy-match.ts";
import { flag, oneOf, ordered, orderOf, page, paged, readQuery, texts } from "./query.ts";
import type { Account, Deployment, World } from "./state.ts";
import { accepted } from "./statuses.ts";
import { when, whenOrNull } from "./wire.ts";

export function requireWorkflow({ account }: Call): void {
  if (!account.approvalWorkflow) throw forbidden("The approval workflow is not enabled.");
}

const word = (...allowed: readonly string[]) =>
  z.string().transform((given, context) => {
    const found = allowed.find((one) => sameWord(one, given));
    if (found !== undefined) return found;
    context.addIssue({ code: "custom", message: `value is not one of ${allowed.join(", ")}` });
    return z.NEVER;
  });

const CHANGE = z.record(z.string(), z.unknown()).nullable();
const CREATE = z.strictObject({
  entityType: word("deployment"),
  entityId: id,
  action: z.string(),
  // Left out by the official client where it is null.
  change: CHANGE.default(null),
  autoApply: z.boolean(),
  comment: z.string().optional(),
});

/** Only who could do it without a policy may ask for it. */
export function createChangeRequest(call: Call): Answer {
  readQuery(call, {});
  requireWorkflow(call);
  const { world, account } = call;
  const body = readBody(call, CREATE);
  const action = actionNamed(body.action);
  if (action === null) throw invalid("Invalid field data", { action: "There is no such action." });
  const deployment = deploymentAs({ ...call, params: { deploymentId: body.entityId } }, "OWNER");
  const { intent } = readChange(action, { world, account, deployment }, body.change);
  const policy = policyFor(world, account, deployment, intent);
  const now = world.now();
  const request: ChangeRequest = {
    id: world.newId("change request"),
    entityId: deployment.id,
    action,
    change: body.change,
    changeVersionId: world.newId("change version"),
    status: "pending",
    autoApply: body.autoApply,
    comment: body.comment ?? "",
    numApprovalsRequired: policy?.approvals ?? 1,
    policyId: policy?.id ?? null,
    createdAt: now,
    updatedAt: now,
    processedAt: null,
    statusChangedAt: null,
    statusChangedBy: null,
    userId: account.id,
    reviews: [],
  };
  world.changeRequests.set(request.id, request);
  recordEffect(world, account, "create-change-request", deployment.id, { id: request.id, action });
  return created(changeRequestWire(world, request, account));
}

const deploymentOf = (world: World, { entityId }: ChangeRequest): Deployment | undefined =>
  world.deployments.get(entityId);

export function changeRequestWire(
  world: World,
  request: ChangeRequest,
  account: Account,
): Record<string, unknown> {
  const deployment = deploymentOf(world, request);
  const own = request.userId === account.id;
  const owns = deployment !== undefined && roleOn(world, deployment, account) === "OWNER";
  const reviewable =
    request.status === "pending" || request.status === "approved" || request.status === "changesRequested";
  return {
    id: request.id,
    entityType: "DEPLOYMENT",
    entityId: request.entityId,
    action: request.action,
    change: request.change,
    changeVersionId: request.changeVersionId,
    status: request.status,
    autoApply: request.autoApply,
    comment: request.comment,
    numApprovalsRequired: request.numApprovalsRequired,
    createdAt: when(request.createdAt),
    updatedAt: when(request.updatedAt),
    processedAt: whenOrNull(request.processedAt),
    statusChangedAt: whenOrNull(request.statusChangedAt),
    statusChangedBy: request.statusChangedBy,
    userId: request.userId,
    userName: world.accounts.get(request.userId)?.email ?? "",
    diff: diffOf(world, request),
    userOperations: {
      canUpdate: own && reviewable,
      canCancel: own && reviewable,
      canResolve: owns && request.status === "approved",
      canComment: reviewable,
      canReview: reviewable && !own && isReviewer(world, request, account),
    },
  };
}

/** Sentences; none where the change is not possible (any more). */
function diffOf(world: World, request: ChangeRequest): Record<string, readonly string[]> {
  const deployment = deploymentOf(world, request);
  const account = world.accounts.get(request.userId);
  if (deployment === undefined || account === undefined) return { changesFrom: [], changesTo: [] };
  try {
    const { from, to } = readChange(request.action, { world, account, deployment }, request.change);
    return { changesFrom: from, changesTo: to };
  } catch {
    return { changesFrom: [], changesTo: [] };
  }
}

/** 404 for one of a deployment that the caller cannot see. */
export function changeRequestOf(call: Call): ChangeRequest {
  requireWorkflow(call);
  const { world, account } = call;
  const request = world.changeRequests.get(param(call, "changeRequestId"));
  if (request === undefined || !visible(world, request, account)) throw notFound();
  return request;
}

/** The requester still sees a request whose deployment is gone. */
function visible(world: World, request: ChangeRequest, account: Account): boolean {
  const deployment = deploymentOf(world, request);
  if (request.userId === account.id) return true;
  return (
    deployment !== undefined && (maySee(world, deployment, account) || isReviewer(world, request, account))
  );
}

const LIST = {
  ...page(),
  entityType: oneOf("deployment", "Deployment", "DEPLOYMENT"),
  entityId: texts,
  myRequests: flag,
  showApproved: flag,
  showCancelled: flag,
  status: texts,
  orderBy: orderOf("createdAt", "processedAt", "updatedAt"),
};

export function listChangeRequests(call: Call): Answer {
  requireWorkflow(call);
  const { world, account } = call;
  const query = readQuery(call, LIST);
  if (query.entityType === null) throw invalid("Invalid field data", { entityType: "is required" });
  const found = [...world.changeRequests.values()].filter(
    (one) =>
      visible(world, one, account) &&
      (query.entityId === null || query.entityId.includes(one.entityId)) &&
      (query.myRequests === null || (one.userId === account.id) === query.myRequests) &&
      (query.showApproved === null || (one.status === "approved") === query.showApproved) &&
      (query.showCancelled === null || (one.status === "cancelled") === query.showCancelled) &&
      (query.status === null || query.status.some((status) => sameWord(status, one.status))),
  );
  const sorted = ordered(found, query.orderBy ?? "-createdAt", (one, field) =>
    field === "processedAt" ? one.processedAt : field === "updatedAt" ? one.updatedAt : one.createdAt,
  );
  return ok(paged(call, sorted, query, (one) => changeRequestWire(world, one, account)));
}

export function readChangeRequest(call: Call): Answer {
  readQuery(call, {});
  return ok(changeRequestWire(call.world, changeRequestOf(call), call.account));
}

const EDIT = z.strictObject({
  change: CHANGE.optional(),
  autoApply: z.boolean().optional(),
  comment: z.string().optional(),
});

/** A new change makes a new version: reviews of the one before do not count for it. */
export function editChangeRequest(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const { change, autoApply, comment } = readBody(call, EDIT);
  const request = changeRequestOf(call);
  if (request.userId !== account.id) throw forbidden();
  if (!isOpen(request) || request.status === "resolving")
    throw invalid(`The change request is ${request.status}.`);
  const deployment = deploymentOf(world, request);
  if (change !== undefined && deployment !== undefined) {
    readChange(request.action, { world, account, deployment }, change);
    request.change = change;
    request.changeVersionId = world.newId("change version");
    setStatus(world, request, "pending", account.id);
  }
  if (autoApply !== undefined) request.autoApply = autoApply;
  if (comment !== undefined) request.comment = comment;
  request.updatedAt = world.now();
  recordEffect(world, account, "edit-change-request", request.entityId, { id: request.id });
  return ok(changeRequestWire(world, request, account));
}

/** `by` null: the system. */
export function setStatus(
  world: World,
  request: ChangeRequest,
  status: ChangeRequest["status"],
  by: string | null,
): void {
  request.status = status;
  request.statusChangedAt = by === null ? null : world.now();
  request.statusChangedBy = by;
  request.updatedAt = world.now();
  if (status === "resolved" || status === "cancelled") request.processedAt = world.now();
}

const STATUS = z.strictObject({ status: word("cancelled", "resolving") });

/** 200 with a `Location`, for both. */
export function changeRequestStatus(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const { status } = readBody(call, STATUS);
  const request = changeRequestOf(call);
  if (status === "resolving") return accepted(world, apply(world, request, account), 200);
  if (request.userId !== account.id) throw forbidden();
  if (!isOpen(request) || request.status === "resolving")
    throw invalid(`The change request is ${request.status}.`);
  const statusId = world.work.start({
    kind: "cancel-change-request",
    accountId: account.id,
    description: "Cancel the change request",
    run() {
      setStatus(world, request, "cancelled", account.id);
      recordEffect(world, account, "cancel-change-request", request.entityId, { id: request.id });
      return { location: `${world.url}/changeRequests/${request.id}/` };
    },
    undo: () => undefined,
  });
  return accepted(world, statusId, 200);
}

/** Throws 403 and 422 for what cannot be applied now. `by` null: the system, for `autoApply`. The id of the status record. */
export function apply(world: World, request: ChangeRequest, by: Account | null): string {
  const deployment = deploymentOf(world, request);
  const account = world.accounts.get(request.userId);
  if (deployment === undefined || deployment.goneAfter !== null || account === undefined) throw notFound();
  if (by !== null && roleOn(world, deployment, by) !== "OWNER") throw forbidden();
  if (request.status !== "approved") throw invalid("Only an approved change request can be applied.");
  const change = readChange(request.action, { world, account, deployment }, request.change);
  const statusId = holding(world, deployment, {
    kind: "apply-change-request",
    accountId: (by ?? account).id,
    meanwhile: change.meanwhile ?? deployment.status,
    location: `${world.url}/changeRequests/${request.id}/`,
    perform() {
      const failure = change.perform();
      if (failure === null) setStatus(world, request, "resolved", by?.id ?? null);
      return failure;
    },
    // What was approved stays approved: it can be applied again, or cancelled.
    failed: () => setStatus(world, request, "approved", null),
  });
  setStatus(world, request, "resolving", by?.id ?? null);
  return statusId;
}

export function listSuggestedReviewers(call: Call): Answer {
  const { world } = call;
  const query = readQuery(call, page());
  const request = changeRequestOf(call);
  const found = [...world.accounts.values()].filter(
    (one) => one.id !== request.userId && one.active && isReviewer(world, request, one),
  );
  return ok(
    paged(call, found, query, ({ id: userId, email, firstName, lastName }) => ({
      userId,
      username: email,
      firstName,
      lastName,
    })),
  );
}
