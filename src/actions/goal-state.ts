// Effects that are a state to reach: sent again only after a look that shows the old state (design section 4, promise 2).
import type { Deployment } from "../deployments/deployment.ts";
import { TRANSITIONS } from "../deployments/deployment.ts";
import type { DeploymentChange } from "../ports/platform.ts";
import { canonicalJson } from "../requests/digest.ts";
import type { ChangeRequest, Json } from "../requests/request.ts";
import type { Effect, Happened } from "./action.ts";

type Bare<Change> = Change extends unknown ? Omit<Change, "deploymentId" | "effectKey" | "by"> : never;

export interface GoalState {
  /** What the platform is told; who asked and the effect key are added. */
  command(request: ChangeRequest, before: Json): Bare<DeploymentChange>;
  /** The part of the deployment that the effect changes, as it is. */
  shows(deployment: Deployment, request: ChangeRequest): Json;
  /** Whether a deployment (null: it is gone) is as the request wants it. */
  reached(deployment: Deployment | null, request: ChangeRequest): boolean;
  /** False: it is done whatever the status, so a change of status that hangs says nothing about it. Default true. */
  readonly concernsStatus?: boolean;
}

/** An effect through the platform's `change`. */
export const goalState = (goal: GoalState): Effect => ({
  kind: "goal-state",
  before: async (platform, request) => {
    const deployment = await platform.deployment(request.deploymentId);
    return deployment === null ? null : goal.shows(deployment, request);
  },
  call: (platform, request, intent) =>
    platform.change({
      ...goal.command(request, intent.before),
      deploymentId: request.deploymentId,
      effectKey: intent.effectKey,
      by: request.requester.name,
    }),
  async happened(platform, request, intent): Promise<Happened> {
    const at = await platform.effectAt(intent.effectKey);
    if (at !== null) return { answer: "yes", at };
    const deployment = await platform.deployment(request.deploymentId);
    const waits = goal.concernsStatus ?? true;
    if (waits && deployment !== null && TRANSITIONS.includes(deployment.status))
      return { answer: "in-progress" };
    const now = deployment === null ? null : goal.shows(deployment, request);
    if (canonicalJson(now) === canonicalJson(intent.before)) return { answer: "no" };
    // Where the platform keeps no keys, the state that was asked for is taken for ours: nobody else may change a busy deployment here.
    if (!platform.recordsEffectKeys && goal.reached(deployment, request))
      return { answer: "yes", at: intent.lastCallAt };
    return {
      answer: "changed-by-others",
      certain: platform.recordsEffectKeys,
      sentence:
        deployment === null
          ? "The deployment does not exist any more."
          : "Somebody else changed the deployment in the meantime.",
    };
  },
});
