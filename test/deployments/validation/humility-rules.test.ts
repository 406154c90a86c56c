import { expect, it } from "vitest";
import type { HumilityRule } from "../../../src/deployments/deployment.ts";
import { DEFAULT_SEVERITIES } from "../../../src/deployments/validation/severities.ts";
import { aCandidate, aDeployment, someSettings } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

const rules: readonly HumilityRule[] = [
  { name: "Unsure near the cut", trigger: "uncertainPrediction" },
  { name: "Odd incomes", trigger: "outlyingInput" },
];
const deployment = aDeployment({ settings: someSettings({ humility: { enabled: true, rules } }) });
const candidate = aCandidate({ humilitySupport: ["uncertainPrediction"] });

it("passes when humility is off, whatever the candidate supports", () => {
  const off = aDeployment({ settings: someSettings({ humility: { enabled: false, rules } }) });
  expect(resultOf("humility-rules", { deployment: off, candidate })).toMatchObject({
    status: "passing",
    ourRule: false,
  });
});

it("passes when the candidate supports every rule, and shows both sides", () => {
  expect(
    resultOf("humility-rules", {
      deployment,
      candidate: aCandidate({ humilitySupport: ["outlyingInput", "uncertainPrediction"] }),
    }),
  ).toMatchObject({
    status: "passing",
    compared: {
      champion: "uncertain prediction and outlying input",
      candidate: "outlying input and uncertain prediction",
    },
  });
});

it("fails by default for a rule that the candidate does not support, by our rule, naming it", () => {
  expect(resultOf("humility-rules", { deployment, candidate })).toMatchObject({
    status: "failing",
    ourRule: true,
    items: ["Odd incomes (outlying input)"],
  });
});

it("only warns when the policy file says so", () => {
  const severities = { ...DEFAULT_SEVERITIES, "humility-rules": "warning" } as const;
  expect(resultOf("humility-rules", { deployment, candidate, severities })).toMatchObject({
    status: "warning",
    evaluated: true,
    ourRule: true,
  });
});
