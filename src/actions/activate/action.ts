// Let a deployment take predictions again. Reference: deployment actions, section 3.10.
import { z } from "zod";
import type { DeploymentStatus } from "../../deployments/deployment.ts";
import { launchDoubt } from "../../deployments/launch.ts";
import { ACTION_TITLES } from "../../deployments/words.ts";
import type { AssessContext, EffectAction } from "../action.ts";
import { offerLimit, withoutRoom } from "../active-place.ts";
import { deploymentState } from "../goal-state.ts";
import { erredOnTheWay, statusAssessment } from "../status-facts.ts";

const input = z.object({});

async function assess(context: AssessContext): ReturnType<EffectAction["assess"]> {
  const full = await withoutRoom(context);
  if (full !== null) return full;
  const { platform, deployment } = context;
  const [champion = null] = await platform.packages([deployment.championId], { kind: "service" });
  const doubt = launchDoubt(champion);
  const found = statusAssessment(context);
  return doubt === null
    ? found
    : { ...found, shown: [...found.shown, { label: "Custom model tests", value: doubt }] };
}

export const activate: EffectAction = {
  kind: "effect",
  name: "activate",
  words: {
    title: ACTION_TITLES.activate,
    commands: ["activate"],
    help: "Activate an inactive deployment: it takes predictions again.",
  },
  input,
  offers: offerLimit,
  assess: (_, context) => assess(context),
  effect: deploymentState({
    command: (_, before) => ({
      kind: "set-status",
      to: "active",
      expected: (before as { status: DeploymentStatus }).status,
    }),
    shows: ({ status }) => ({ status }),
    reached: (deployment) => deployment?.status === "active",
    wentWrong: erredOnTheWay,
  }),
  auditName: () => "Deployment Activated",
  tells: "nobody",
  change: () => ({ from: "inactive", to: "active" }),
};
