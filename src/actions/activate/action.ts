// Let a deployment take predictions again. Reference: deployment actions, section 3.10.
import { z } from "zod";
import type { DeploymentStatus } from "../../deployments/deployment.ts";
import { ACTION_TITLES } from "../../deployments/words.ts";
import type { EffectAction } from "../action.ts";
import { deploymentState } from "../goal-state.ts";
import { statusAssessment } from "../status-facts.ts";

const input = z.object({});

export const activate: EffectAction = {
  kind: "effect",
  name: "activate",
  words: {
    title: ACTION_TITLES.activate,
    commands: ["activate"],
    help: "Activate an inactive deployment: it takes predictions again.",
  },
  input,
  assess: async (_, context) => statusAssessment(context),
  effect: deploymentState({
    command: (_, before) => ({
      kind: "set-status",
      to: "active",
      expected: (before as { status: DeploymentStatus }).status,
    }),
    shows: ({ status }) => ({ status }),
    reached: (deployment) => deployment?.status === "active",
  }),
  tells: "nobody",
  change: () => ({ from: "inactive", to: "active" }),
};
