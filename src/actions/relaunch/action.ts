// Launch a deployment anew through its management agent. Reference: deployment actions, section 3.9.
import { z } from "zod";
import type { DeploymentStatus } from "../../deployments/deployment.ts";
import { ACTION_TITLES, STATUS_WORDS } from "../../deployments/words.ts";
import type { EffectAction } from "../action.ts";
import { withoutRoom } from "../active-place.ts";
import { deploymentState } from "../goal-state.ts";
import { statusAssessment } from "../status-facts.ts";

const input = z.object({});

export const relaunch: EffectAction = {
  kind: "effect",
  name: "relaunch",
  words: {
    title: ACTION_TITLES.relaunch,
    commands: ["relaunch", "restart"],
    help: "Relaunch a deployment that a management agent runs.",
  },
  input,
  // One that has errored counts again once it is launched.
  assess: async (_, context) => (await withoutRoom(context)) ?? statusAssessment(context),
  effect: deploymentState({
    command: (_, before) => ({
      kind: "relaunch",
      expected: (before as { status: DeploymentStatus }).status,
    }),
    // A relaunch ends as it began: that it happened is known by its key, or by the launch that is seen.
    shows: ({ status, launchWarning }) => ({ status, launchWarning }),
    reached: () => false,
  }),
  tells: "nobody",
  change: ({ assessment }) => {
    const facts = assessment?.facts as { readonly status?: DeploymentStatus } | undefined;
    return {
      from: facts?.status === undefined ? "as it is" : STATUS_WORDS[facts.status],
      to: "launched anew",
    };
  },
};
