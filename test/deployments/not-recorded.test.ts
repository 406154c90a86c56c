// A fact that is not recorded is never a difference, and never a reason to guard less.
import { describe, expect, it } from "vitest";
import { availability } from "../../src/deployments/availability.ts";
import { IMPORTANCES, importancesOf } from "../../src/deployments/deployment.ts";
import type { ModelPackage } from "../../src/deployments/model-package.ts";
import { CHECK_NAMES, type CheckName } from "../../src/deployments/validation/check.ts";
import { matchPolicies } from "../../src/requests/matching.ts";
import { aCandidate, aDeployment, aPackage, someSettings, trainingData } from "../support/builders.ts";
import { aPolicy } from "../support/request-builders.ts";
import { resultOf } from "./validation/result-of.ts";

const everything = aDeployment({
  settings: someSettings({
    humility: { enabled: true, rules: [{ name: "Odd", trigger: "outlyingInput" }] },
    predictionIntervals: { enabled: true, percentiles: [80] },
    segments: { enabled: true, attributes: ["REGION"] },
  }),
});

describe("a check whose fact is not recorded", () => {
  const combined = aPackage({ combined: { segments: ["a"] } });
  const CASES: Readonly<Partial<Record<CheckName, Partial<ModelPackage>>>> = {
    "humility-rules": { humilitySupport: null },
    "prediction-intervals": { predictionIntervals: null },
    "drift-tracking": { driftSupport: null },
    "segment-attributes": { trainingData: trainingData({ columns: null }) },
    "custom-model-tests": { kind: "custom", tests: { status: "unknown", failed: [] } },
    "combined-model-segments": { combined: { segments: null } },
  };
  it.each(CHECK_NAMES.filter((name) => name in CASES))("warns that it was not evaluated: %s", (check) => {
    const over = CASES[check];
    const champion = check === "combined-model-segments" ? combined : aPackage();
    const result = resultOf(check, { deployment: everything, candidate: aCandidate(over), champion });
    expect(result).toMatchObject({ status: "warning", evaluated: false });
    expect(result.sentence).toMatch(/not recorded/);
  });
});

describe("a deployment without a recorded importance", () => {
  it("is guarded by the policies of every importance", () => {
    expect(importancesOf(aDeployment({ importance: null }))).toEqual(IMPORTANCES);
    expect(importancesOf(aDeployment({ importance: "LOW" }))).toEqual(["LOW"]);
    const policy = aPolicy({ when: { ...aPolicy().when, importance: ["CRITICAL"] } });
    const matched = matchPolicies(
      { policies: [policy], rollback: { withoutApprovalDays: null } },
      {
        action: "replace-model",
        importances: importancesOf(aDeployment({ importance: null })),
        label: "x",
        requesterGroups: [],
        rollbackTo: null,
        now: 0,
        hash: (text) => text,
      },
    );
    expect(matched.policies).toHaveLength(1);
  });
});

it("a state that is not known is looked at, and nothing that depends on it is done", () => {
  const deployment = aDeployment({ status: "unknown" });
  expect(availability("view", deployment, aPackage()).outcome).toBe("allowed");
  for (const action of ["replace-model", "activate", "deactivate", "delete"] as const)
    expect([action, availability(action, deployment, aPackage()).outcome]).toEqual([action, "denied"]);
});
