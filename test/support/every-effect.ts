// One wish for each action that changes something, on the sample fleet: for tests that go over all of them.
import { ACTIONS } from "../../src/actions/index.ts";
import { inputFor } from "../../src/actions/share/input.ts";
import type { ActionName } from "../../src/deployments/action-names.ts";
import { fullHourBefore } from "../../src/deployments/statistics.ts";
import type { Json } from "../../src/requests/request.ts";
import type { Wish } from "./asking.ts";
import type { OperationsRig } from "./operations-rig.ts";
import { changeDeployment, deploymentOf } from "./registry.ts";

export type EffectName = Exclude<ActionName, "view" | "logs">;

export const EFFECT_NAMES = ACTIONS.flatMap(({ kind, name }) =>
  kind === "effect" ? [name as EffectName] : [],
);

interface Sample {
  readonly label: string;
  readonly input: (rig: OperationsRig) => Json;
  /** Makes the action possible there. */
  readonly before?: (rig: OperationsRig) => Promise<void>;
}

/** A management agent runs the deployment from now on. */
export async function underAgent(rig: OperationsRig, label: string): Promise<void> {
  const { environment } = await deploymentOf(rig, label);
  await changeDeployment(rig, label, { environment: { ...environment, managedByManagementAgent: true } });
}

const SAMPLES: Record<EffectName, Sample> = {
  "replace-model": {
    label: "card-default",
    input: () => ({ reason: "ACCURACY", packageId: "p-card-default-4", promote: null, rollback: false }),
  },
  "create-application": {
    label: "card-default",
    input: () => ({ template: "predictor", name: "Will they pay?", sharing: "everybody" }),
  },
  "scoring-code": {
    label: "card-default",
    input: () => ({ language: "cli", include: [], form: "binary", acknowledged: false }),
  },
  "use-cases": {
    label: "card-default",
    input: () => ({ way: "create", name: "Late payers", description: "" }),
  },
  share: {
    label: "card-default",
    input: () =>
      ({
        ...inputFor([]),
        emails: ["ben@example.com"],
        role: "USER",
      }) as unknown as Json,
  },
  "clear-statistics": {
    label: "house-value",
    input: ({ clock }) => ({
      model: "p-house-value-1",
      range: "whole",
      start: null,
      end: null,
      until: fullHourBefore(clock.now()),
      reason: "A load test had filled them.",
      confirmed: true,
    }),
  },
  relaunch: { label: "house-value", input: () => ({}), before: (rig) => underAgent(rig, "house-value") },
  activate: {
    label: "house-value",
    input: () => ({}),
    before: (rig) => changeDeployment(rig, "house-value", { status: "inactive" }),
  },
  deactivate: { label: "house-value", input: () => ({}) },
  delete: { label: "house-value", input: () => ({ typedName: "house-value", ignoreManagementAgent: false }) },
  edit: {
    label: "house-value",
    input: () => ({ label: "House prices", description: "New.", importance: "LOW" }),
  },
};

/** Olivia may wish it, and no policy but none stands before it; the deployment is made ready for it. */
export async function wishFor(rig: OperationsRig, action: EffectName): Promise<Wish> {
  const { label, input, before } = SAMPLES[action];
  await before?.(rig);
  return { action, label, input: input(rig) };
}
