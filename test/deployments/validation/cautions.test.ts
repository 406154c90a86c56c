import { describe, expect, it } from "vitest";
import { challengerId } from "../../../src/deployments/ids.ts";
import { replacementCautions } from "../../../src/deployments/validation/cautions.ts";
import { aCandidate, aDeployment, aPackage, someSettings } from "../../support/builders.ts";

describe("cautions before a replacement", () => {
  it("are none for an active, approved deployment", () => {
    expect(replacementCautions(aDeployment())).toEqual([]);
    expect(
      replacementCautions(aDeployment(), { champion: aPackage(), candidate: aCandidate(), promote: null }),
    ).toEqual([]);
  });

  it.each([
    ["inactive", "does not activate it"],
    ["errored", "has errored"],
    ["archived", "archived"],
    ["launching", "no replacement can start before"],
    ["stopping", "no replacement can start before"],
    ["replacingModel", "no replacement can start before"],
  ] as const)("say it of a deployment that is %s", (status, words) => {
    expect(replacementCautions(aDeployment({ status }))).toEqual([expect.stringContaining(words)]);
  });

  it("say that the champion had launched with errors and that the deployment waits for approval", () => {
    expect(replacementCautions(aDeployment({ launchWarning: true, approval: "PENDING" }))).toHaveLength(2);
  });

  it("say that the humility rule for new series goes with a model of another experiment, and only then", () => {
    const rules = [{ name: "New stores", trigger: "newSeries" }] as const;
    const deployment = aDeployment({ settings: someSettings({ humility: { enabled: true, rules } }) });
    const from = (experimentId: string) =>
      replacementCautions(deployment, {
        champion: aPackage(),
        candidate: aCandidate({ sourceModel: { experimentId, modelId: "m-9" } }),
        promote: null,
      });
    expect(from("e-other")).toEqual([expect.stringContaining("humility rule for new series")]);
    expect(from("e-credit-default")).toEqual([]);
  });

  it("say that an external champion does not become a challenger when one is promoted", () => {
    const sides = { champion: aPackage({ kind: "external" }), candidate: aCandidate({ kind: "external" }) };
    expect(replacementCautions(aDeployment(), { ...sides, promote: challengerId("c-4") })).toEqual([
      expect.stringContaining("will not become a challenger"),
    ]);
    expect(replacementCautions(aDeployment(), { ...sides, promote: null })).toEqual([]);
  });
});
