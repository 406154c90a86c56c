// What a request looks like to those who may see it: the record, what may be done with it, who may review, who was told.
import { effectAction } from "../actions/index.ts";
import type { ActionName } from "../deployments/action-names.ts";
import { availability } from "../deployments/availability.ts";
import type { Decision } from "../deployments/decision.ts";
import { DirectoryUnavailable } from "../ports/directory.ts";
import { PlatformUnavailable } from "../ports/platform.ts";
import { decideApproval } from "../requests/approval.ts";
import { type ChangeRequest, isFinal, type RequestStateName } from "../requests/request.ts";
import type { RequestView } from "../requests/request-view.ts";
import { waitsForHand } from "../requests/state-words.ts";
import type { Dependencies } from "./dependencies.ts";
import { eligibleReviewers } from "./eligible.ts";
import { deliveriesOf } from "./fan-out.ts";
import { presentOrFormer } from "./former.ts";
import type { RequestRecord } from "./request-record.ts";
import { told } from "./told.ts";

/** What those are to the request for whom it is shown, all that applies; nothing of it: they see it and press nothing. */
export interface Audience {
  readonly requester: boolean;
  readonly reviews: boolean;
  /** An Owner of the deployment or an administrator. */
  readonly settles: boolean;
  /** May open the deployment, and read its logs where it has some. */
  readonly looks: boolean;
  /** Is it drawn again when another notice was sent? Elsewhere what it says of notices would go out of date. */
  readonly hearsOfNotices: boolean;
}

/** The requester's own card and notes. Whether the requester is still an Owner is decided at the press. */
export const TO_REQUESTER: Audience = {
  requester: true,
  reviews: false,
  settles: true,
  looks: true,
  hearsOfNotices: true,
};
/** Prompts and reminders, which all reviewers of a channel see alike. */
export const TO_REVIEWERS: Audience = {
  requester: false,
  reviews: true,
  settles: false,
  looks: false,
  hearsOfNotices: false,
};

/** What launches a model. */
const LAUNCHES: readonly ActionName[] = ["activate", "relaunch", "replace-model"];

const EDITABLE: readonly RequestStateName[] = [
  "checked",
  "pending",
  "changes-requested",
  "approved",
  "stale",
];

type Deps = Pick<Dependencies, "store" | "platform" | "people" | "clock" | "mails">;

/**
 * The view for an audience. `may` says which controls make sense to show; every press is decided again.
 * When reviewers cannot be read now, the view says so by an empty list and no decision, and shows the rest.
 */
export async function requestView(
  deps: Deps,
  record: RequestRecord,
  audience: Audience,
): Promise<RequestView> {
  const { request } = record;
  const { state } = request;
  const { requester } = audience;
  const [approval, deliveries, readLogs] = await Promise.all([
    approvalOf(deps, record),
    deliveriesOf(deps, request),
    audience.looks && launchLeftALog(deps, request),
  ]);
  return {
    request,
    may: {
      review: audience.reviews && state.name === "pending",
      cancel: requester && !isFinal(state) && state.name !== "executing" && state.name !== "unknown",
      edit: requester && EDITABLE.includes(state.name),
      confirm: requester && state.name === "checked",
      apply: requester && waitsForHand(request),
      askAgain: requester && state.name === "stale",
      settle: audience.settles && state.name === "unknown",
      take: requester && state.name === "succeeded" && effectAction(request.action).makes === true,
      readLogs,
    },
    approval: approval?.decision ?? null,
    reviewers: approval?.reviewers ?? [],
    told: audience.hearsOfNotices ? told(deliveries) : [],
    heldBy: record.heldBy,
    here: { mails: deps.mails },
    now: deps.clock.now(),
  };
}

/** What of it went wrong stands in the startup log; only custom models write one. Where that cannot be read now, no log is offered. */
async function launchLeftALog(deps: Deps, { action, state, deploymentId }: ChangeRequest): Promise<boolean> {
  if (state.name !== "failed" || state.changed !== true || !LAUNCHES.includes(action)) return false;
  try {
    const overview = await deps.platform.overview(deploymentId);
    if (overview === null) return false;
    return availability("logs", overview.deployment, overview.champion).outcome === "allowed";
  } catch (error) {
    if (error instanceof PlatformUnavailable) return false;
    throw error;
  }
}

async function approvalOf(
  deps: Deps,
  { request }: RequestRecord,
): Promise<{ readonly decision: Decision; readonly reviewers: readonly string[] } | null> {
  const policies = request.assessment?.policies ?? [];
  if (policies.length === 0) return null;
  try {
    const deployment = await presentOrFormer(deps, request.deploymentId);
    if (deployment === null) return null;
    const { decision, mayReview } = decideApproval({
      request,
      eligible: await eligibleReviewers(deps, request, deployment),
    });
    return { decision, reviewers: mayReview.slice(0, 50).map((person) => person.slackUser) };
  } catch (error) {
    if (error instanceof DirectoryUnavailable || error instanceof PlatformUnavailable) return null;
    throw error;
  }
}
