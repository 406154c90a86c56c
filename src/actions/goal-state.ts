// Effects that are a state to reach: sent again only after a look that shows the old state (design section 4, promise 2).
import { type Deployment, TRANSITIONS } from "../deployments/deployment.ts";
import type { ChangeCommand, Platform } from "../ports/platform.ts";
import { canonicalJson } from "../requests/digest.ts";
import type { ChangeRequest, Json } from "../requests/request.ts";
import type { Effect, Happened } from "./action.ts";
import { recorded, sendChange } from "./change.ts";

export interface GoalState<Seen> {
  /** What the effect changes, as it is now. Null: the deployment is gone. */
  look(platform: Platform, request: ChangeRequest): Promise<Seen | null>;
  /** What the platform is told; who asked and the effect key are added. */
  command(request: ChangeRequest, before: Json): ChangeCommand;
  /** The part that the effect changes; kept in the intent, and compared with what a later look shows. */
  shows(seen: Seen, request: ChangeRequest): Json;
  /** Whether it (null: the deployment is gone) is as the request wants it. */
  reached(seen: Seen | null, request: ChangeRequest): boolean;
  /** Whether the platform may still be at it. */
  inProgress(seen: Seen): boolean;
  /** Where the platform keeps no keys: what a look shows of an effect that was tried and went wrong, as a sentence; null: nothing. */
  wentWrong?(seen: Seen, request: ChangeRequest): string | null;
  /** Where the platform keeps no keys: the same may be asked for again whatever of it is done, because what is asked for never changes. */
  readonly repeatable?: true;
  /** Said when a look shows neither the old state nor ours. */
  readonly changedSentence: string;
}

/** An effect through the platform's `change`. */
export const goalState = <Seen>(goal: GoalState<Seen>): Effect => ({
  kind: "goal-state",
  before: async (platform, request) => {
    const seen = await goal.look(platform, request);
    return seen === null ? null : goal.shows(seen, request);
  },
  call: (platform, request, intent) =>
    sendChange(platform, request, intent, goal.command(request, intent.before)),
  async happened(platform, request, intent): Promise<Happened> {
    const known = await recorded(platform, intent);
    if (known !== null) return known;
    const seen = await goal.look(platform, request);
    if (seen !== null && goal.inProgress(seen)) return { answer: "in-progress" };
    const now = seen === null ? null : goal.shows(seen, request);
    if (canonicalJson(now) === canonicalJson(intent.before)) return { answer: "no" };
    // Where the platform keeps no keys, the state that was asked for is taken for ours: nobody else may change a busy deployment here.
    if (!platform.recordsEffectKeys) {
      if (goal.reached(seen, request)) return { answer: "yes", at: intent.lastCallAt };
      const wrong = seen === null ? null : (goal.wentWrong?.(seen, request) ?? null);
      if (wrong !== null) return { answer: "failed", sentence: wrong };
      if (seen !== null && goal.repeatable === true) return { answer: "no" };
    }
    // A call that was late may have arrived between the two looks.
    return (
      (await recorded(platform, intent)) ?? {
        answer: "changed-by-others",
        certain: platform.recordsEffectKeys,
        sentence: seen === null ? "The deployment does not exist any more." : goal.changedSentence,
      }
    );
  },
});

interface DeploymentState extends Pick<GoalState<Deployment>, "command" | "shows" | "reached" | "wentWrong"> {
  /** False: it is done whatever the status, so a change of status that hangs says nothing about it. Default true. */
  readonly concernsStatus?: boolean;
}

/** A state of the deployment itself. */
export const deploymentState = ({ concernsStatus = true, ...goal }: DeploymentState): Effect =>
  goalState<Deployment>({
    ...goal,
    look: (platform, request) => platform.deployment(request.deploymentId),
    inProgress: ({ status }) => concernsStatus && TRANSITIONS.includes(status),
    changedSentence: "Somebody else changed the deployment in the meantime.",
  });
