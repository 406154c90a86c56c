// Let a deployment take no predictions. Reference: deployment actions, section 3.10.
import { z } from "zod";
import type { DeploymentStatus } from "../../deployments/deployment.ts";
import { ACTION_TITLES } from "../../deployments/words.ts";
import type { EffectAction } from "../action.ts";
import { offerLimit } from "../active-place.ts";
import { deploymentState } from "../goal-state.ts";
import { erredOnTheWay, statusAssessment } from "../status-facts.ts";

const input = z.object({});

export const deactivate: EffectAction = {
  kind: "effect",
  name: "deactivate",
  words: {
    title: ACTION_TITLES.deactivate,
    commands: ["deactivate"],
    help: "Deactivate a deployment: it takes no predictions until it is activated again.",
  },
  input,
  offers: offerLimit,
  assess: async (_, context) => statusAssessment(context),
  effect: deploymentState({
    command: (_, before) => ({
      kind: "set-status",
      to: "inactive",
      expected: (before as { status: DeploymentStatus }).status,
    }),
    shows: ({ status }) => ({ status }),
    reached: (deployment) => deployment?.status === "inactive",
    wentWrong: erredOnTheWay,
  }),
  auditName: () => "Deployment Deactivated",
  tells: "nobody",
  change: () => ({ from: "active", to: "inactive" }),
};
