// The record behind a delivery: whether there is still something to say of it, and what it looks like now.
import { type HealthLevel, wanted } from "../deployments/health.ts";
import { isVisible } from "../deployments/permissions.ts";
import type { HealthExhibit, RequestExhibit, Shown, Target } from "../ports/messenger.ts";
import type { ChangeRequest } from "../requests/request.ts";
import { type DeliveryRecord, NOBODY_CAN_APPROVE, tellsOutcome } from "./delivery-record.ts";
import type { Dependencies } from "./dependencies.ts";
import { healthLevelOf } from "./health-record.ts";
import { notices } from "./notices.ts";
import { requestFromStore, requestRecordId } from "./request-record.ts";
import { requestView, TO_REQUESTER, TO_REVIEWERS } from "./request-views.ts";
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
  const stored = await deps.store.get(requestRecordId(exhibit.request));
  if (stored === null) throw new Error(`Delivery ${id} shows a request that is not there.`);
  const record = requestFromStore(stored).value;
  const toReviewers = exhibit.kind === "review-prompt" || exhibit.kind === "reminder";
  return {
    request: record.request,
    shown: async (isNew) => {
      if (isNew && isOvertaken(exhibit, record.request)) return null;
      // What waits, waits perhaps for hours: to whom it is no news any more, or no business, it is not told.
      const waited = isNew && tries > 0 && tellsOutcome(exhibit);
      if (waited && !(await stillConcerns(deps, record.request, { id, target }))) return null;
      return { exhibit, view: await requestView(deps, record, toReviewers ? TO_REVIEWERS : TO_REQUESTER) };
    },
  };
}

/** Whether a notice would be made for this target now as well. */
async function stillConcerns(
  deps: Dependencies,
  request: ChangeRequest,
  { id, target }: Pick<DeliveryRecord, "id" | "target">,
): Promise<boolean> {
  const now = await notices(deps, request);
  if (now.some((wished) => wished.id === id)) return true;
  if (target.kind !== "mail") return false;
  // In place of a direct message that Slack refuses for good.
  for (const { target: other } of now)
    if (other.kind === "user" && (await deps.people.address(other.user)) === target.to) return true;
  return false;
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
