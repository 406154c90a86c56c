// The record behind a delivery: whether there is still something to say of it, and what it looks like now.
import { type HealthLevel, wanted } from "../deployments/health.ts";
import { isVisible } from "../deployments/permissions.ts";
import type { AccountExhibit, HealthExhibit, RequestExhibit, Shown, Target } from "../ports/messenger.ts";
import { decideApproval } from "../requests/approval.ts";
import type { ChangeRequest } from "../requests/request.ts";
import { type DeliveryRecord, NOBODY_CAN_APPROVE, tellsOutcome } from "./delivery-record.ts";
import type { Dependencies } from "./dependencies.ts";
import { eligibleReviewers } from "./eligible.ts";
import { healthLevelOf } from "./health-record.ts";
import { stillConcerns } from "./notices.ts";
import { requestFromStore, requestRecordId } from "./request-record.ts";
import { type Audience, requestView, TO_REVIEWERS, toRequester, toTold } from "./request-views.ts";
import { subscriptionRecordId } from "./subscription-record.ts";

export interface Exhibited {
  /** Whose answer goes another way when its view is gone; null: there is no such answer. */
  readonly request: ChangeRequest | null;
  /** As it is when this is called. Null: nothing is to be posted any more that is not there yet. */
  shown(isNew: boolean): Promise<Shown | null>;
}

/** Throws where the record of a request is missing, and what reading throws: the delivery is tried again then. */
export async function exhibited(
  deps: Dependencies,
  { id, exhibit, target, tries }: DeliveryRecord,
): Promise<Exhibited> {
  if (exhibit.kind === "health-notice")
    return { request: null, shown: () => healthNotice(deps, exhibit, target) };
  if (exhibit.kind === "account-notice") return { request: null, shown: () => accountNotice(deps, exhibit) };
  const stored = await deps.store.get(requestRecordId(exhibit.request));
  if (stored === null) throw new Error(`Delivery ${id} shows a request that is not there.`);
  const record = requestFromStore(stored).value;
  return {
    request: record.request,
    shown: async (isNew) => {
      // Of a window that shows something else by now the request knows nothing: its answer goes another way.
      if (target.kind === "view" && target.viewId !== record.request.origin.viewId) return null;
      if (isNew && isOvertaken(exhibit, record.request)) return null;
      if (isNew && tries > 0 && !(await isStillFor(deps, record.request, { exhibit, target }))) return null;
      return {
        exhibit,
        view: await requestView(deps, record, await audience(deps, record.request, { exhibit, target })),
      };
    },
  };
}

async function audience(
  deps: Dependencies,
  request: ChangeRequest,
  { exhibit, target }: { readonly exhibit: RequestExhibit; readonly target: Target },
): Promise<Audience> {
  if (exhibit.kind === "review-prompt" || exhibit.kind === "reminder") return TO_REVIEWERS;
  if (!tellsOutcome(exhibit)) return toRequester(request);
  if (target.kind !== "user") return toTold(null);
  // Whoever shares the deployment is of the workspace in which it was asked for.
  const who = await deps.people.person({ ...request.requesterActor, user: target.user });
  return toTold(who.ok ? who.value : null);
}

/** What waits, waits perhaps for hours: to whom it is no news any more, or no business, it is not told. */
async function isStillFor(
  deps: Dependencies,
  request: ChangeRequest,
  { exhibit, target }: Pick<DeliveryRecord, "exhibit" | "target">,
): Promise<boolean> {
  if (tellsOutcome(exhibit)) return await stillConcerns(deps, request, target);
  if (exhibit.kind !== "review-prompt" || target.kind !== "user") return true;
  const deployment = await deps.platform.deployment(request.deploymentId);
  if (deployment === null) return false;
  const { mayReview } = decideApproval({
    request,
    eligible: await eligibleReviewers(deps, request, deployment),
  });
  return mayReview.some(({ slackUser }) => slackUser === target.user);
}

/** A short message about a state that is over, after an outage: the next one says what came of it, and would say it a second time. */
function isOvertaken(exhibit: RequestExhibit, { state }: ChangeRequest): boolean {
  switch (exhibit.kind) {
    case "reminder":
      return state.name !== "pending";
    case "requester-note":
      return state.name !== (exhibit.about === NOBODY_CAN_APPROVE ? "pending" : exhibit.about);
    default:
      return false;
  }
}

/** As long as the link is not linked anew, or gone. */
async function accountNotice(deps: Dependencies, exhibit: AccountExhibit): Promise<Shown | null> {
  const who = await deps.people.person(exhibit.reader);
  if (!who.ok || deps.accounts === null) return null;
  const found = await deps.accounts.find(who.value);
  if (found.state !== "unusable" || found.link.brokenAt !== exhibit.at) return null;
  return { exhibit, view: { email: found.link.account.email, command: deps.commands.deployments } };
}

/** To those alone who may still see the deployment and still want to hear of it: a notice may wait through an outage of hours. */
async function healthNotice(
  deps: Dependencies,
  exhibit: HealthExhibit,
  target: Target,
): Promise<Shown | null> {
  const deployment = await deps.platform.deployment(exhibit.deployment);
  if (deployment === null) return null;
  const { reader, changes } = exhibit;
  let level: HealthLevel | null = null;
  if (reader !== null) {
    const who = await deps.people.person(reader);
    if (!who.ok || !isVisible("view", (await deps.people.roleOn(who.value, deployment)).role)) return null;
    level = await healthLevelOf(deps, deployment.id, who.value);
  } else if (target.kind === "channel") {
    if ((await deps.store.get(subscriptionRecordId(deployment.id, target.channel))) === null) return null;
  }
  const left = wanted(level ?? "all", changes);
  return left.length === 0 ? null : { exhibit, view: { changes: left, level, deployment } };
}
