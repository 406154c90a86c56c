import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { challengerId } from "../../../src/deployments/ids.ts";
import type { ModelPackage } from "../../../src/deployments/model-package.ts";
import type { Replacement } from "../../../src/deployments/validation/check.ts";
import { quickIncompatibility } from "../../../src/deployments/validation/quick-incompatibility.ts";
import { validateReplacement } from "../../../src/deployments/validation/validate.ts";
import {
  aCandidate,
  aChallenger,
  aDeployment,
  anEnvironment,
  aPackage,
  aReplacement,
  aTarget,
} from "../../support/builders.ts";
import { anyReplacement } from "../arbitraries.ts";

const anywhere = aDeployment({ environment: anEnvironment({ platform: "aws", supportedModelFormats: [] }) });
const of = (over: Partial<Replacement>) => quickIncompatibility(aReplacement(over));

describe("why a version cannot be chosen at all", () => {
  it("is nothing for one that fits", () => {
    expect(of({})).toBeNull();
  });

  it("is being the champion already", () => {
    expect(of({ candidate: aReplacement({}).champion })).toBe("This is the champion");
  });

  it.each<[string, Partial<ModelPackage>, string]>([
    ["archived", { archived: true }, "Archived for good"],
    ["disabled", { disabled: true }, "Disabled"],
    ["deprecated", { deprecated: true }, "Deprecated"],
    ["build failed", { build: "failed" }, "Its build failed"],
    ["being built", { build: "building" }, "Still being built"],
    [
      "champion's source model",
      { sourceModel: { experimentId: "e-credit-default", modelId: "m-3" } },
      "Same model as the champion",
    ],
    [
      "another target",
      { target: aTarget({ name: "churn" }) },
      "Predicts churn; the champion predicts default",
    ],
    [
      "another target with a long name",
      { target: aTarget({ name: "x".repeat(100) }) },
      "Predicts another target than the champion",
    ],
    [
      "another target type",
      { target: aTarget({ type: "Regression", classes: null, classCount: null }) },
      "Regression; the champion is binary classification",
    ],
    [
      "imported on saas",
      { kind: "imported" },
      "Imported .mlpkg models work only on self-managed installations",
    ],
    ["custom, untested", { kind: "custom", tests: null }, "Its custom model tests have not been run"],
    [
      "custom, tests failed",
      { kind: "custom", tests: { status: "failed", failed: [] } },
      "Its custom model tests failed",
    ],
  ])("says it of a version that is %s", (_, over, sentence) => {
    expect(of({ candidate: aCandidate(over) })).toBe(sentence);
  });

  it("says both kinds for an external version of a DataRobot deployment", () => {
    expect(of({ deployment: anywhere, candidate: aCandidate({ kind: "external" }) })).toBe(
      "External model; the champion is another kind (DataRobot model)",
    );
  });

  it("says that the environment cannot run it", () => {
    const environment = anEnvironment({ platform: "aws", supportedModelFormats: ["customModel"] });
    expect(of({ deployment: aDeployment({ environment }) })).toBe(
      "The deployment's environment cannot run this DataRobot model",
    );
  });

  it("says that it is a challenger, by source model or, where that cannot be read, by package", () => {
    const twin = aPackage({ version: 5, sourceModel: { experimentId: "e-credit-default", modelId: "m-4" } });
    const sentence = "Already a challenger of this deployment; promote it instead";
    expect(of({ challengers: [{ id: challengerId("c-5"), package: twin }] })).toBe(
      "Same model as the challenger Credit default v5; promote that instead",
    );
    const long = aPackage({ ...twin, name: "x".repeat(80) });
    expect(of({ challengers: [{ id: challengerId("c-5"), package: long }] })).toBe(
      "Same model as a challenger; promote that instead",
    );
    const itself = [{ id: challengerId("c-4"), package: aCandidate() }];
    expect(of({ challengers: itself })).toBe(sentence);
    expect(of({ deployment: aDeployment({ challengers: [aChallenger(4)] }) })).toBe(sentence);
  });

  it("names both targets as long as the sentence stays shorter than 75 characters", () => {
    const named = (length: number) =>
      of({ candidate: aCandidate({ target: aTarget({ name: "x".repeat(length) }) }) });
    const around = "Predicts ; the champion predicts default".length;
    expect(named(74 - around)).toHaveLength(74);
    expect(named(75 - around)).toBe("Predicts another target than the champion");
  });

  it("is shorter than 75 characters, whatever the names, and cut by nobody", () => {
    fc.assert(
      fc.property(anyReplacement, (r) => {
        const sentence = quickIncompatibility(r);
        if (sentence !== null) {
          expect(sentence.length).toBeGreaterThan(0);
          expect(sentence.length).toBeLessThan(75);
        }
      }),
    );
  });

  it("never hides a version that the full validation would let through", () => {
    fc.assert(
      fc.property(anyReplacement, (r) => {
        if (quickIncompatibility(r) !== null)
          expect(
            validateReplacement({ ...r, role: "OWNER", candidateReadable: true, promote: null }).status,
          ).toBe("failing");
      }),
      { numRuns: 2000 },
    );
  });
});
