import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compatible, fitsEnvironment } from "../../src/deployments/compatibility.ts";
import type { ModelFormat } from "../../src/deployments/deployment.ts";
import { PACKAGE_KINDS, type PackageKind } from "../../src/deployments/model-package.ts";
import { anEnvironment } from "../support/builders.ts";

// Typed by hand from the reference, section 5: champion, candidate, self-managed, saas.
const TABLE: readonly [champion: PackageKind, candidate: PackageKind, selfManaged: boolean, saas: boolean][] =
  [
    ["external", "external", true, true],
    ["external", "native", false, false],
    ["external", "custom", false, false],
    ["external", "imported", false, false],
    ["native", "external", false, false],
    ["native", "native", true, true],
    ["native", "custom", true, true],
    ["native", "imported", true, false],
    ["custom", "external", false, false],
    ["custom", "native", true, true],
    ["custom", "custom", true, true],
    ["custom", "imported", true, false],
    ["imported", "external", false, false],
    ["imported", "native", true, true],
    ["imported", "custom", true, true],
    ["imported", "imported", true, false],
  ];

describe("which kind of model may replace which", () => {
  it("is decided for every pair", () => {
    expect(TABLE).toHaveLength(PACKAGE_KINDS.length ** 2);
  });

  it.each(TABLE)("%s by %s: self-managed %s, saas %s", (champion, candidate, selfManaged, saas) => {
    expect(compatible({ kind: champion }, { kind: candidate }, "self-managed").ok).toBe(selfManaged);
    expect(compatible({ kind: champion }, { kind: candidate }, "saas").ok).toBe(saas);
  });

  it("is symmetric on self-managed installations", () => {
    const kind = fc.constantFrom(...PACKAGE_KINDS);
    fc.assert(
      fc.property(kind, kind, (one, other) => {
        const there = compatible({ kind: one }, { kind: other }, "self-managed").ok;
        expect(compatible({ kind: other }, { kind: one }, "self-managed").ok).toBe(there);
      }),
    );
  });

  it("names both kinds when they do not go together", () => {
    const { sentence } = compatible({ kind: "external" }, { kind: "custom" }, "saas");
    expect(sentence).toContain("the champion is an external model");
    expect(sentence).toContain("the candidate a custom inference model");
  });

  it("says on saas why an imported model is no candidate", () => {
    const { sentence } = compatible({ kind: "native" }, { kind: "imported" }, "saas");
    expect(sentence).toContain(".mlpkg");
    expect(sentence).toContain("only on self-managed");
  });
});

describe("what an environment can run", () => {
  const runs = (kind: PackageKind, platform: "aws" | "datarobot", formats: readonly ModelFormat[]) =>
    fitsEnvironment({ kind }, anEnvironment({ platform, supportedModelFormats: formats })).ok;

  it.each([
    ["native", ["datarobot"], true],
    ["native", ["datarobotScoringCode"], true],
    ["native", ["customModel", "externalModel"], false],
    ["imported", ["datarobot"], true],
    ["imported", ["externalModel"], false],
    ["custom", ["customModel"], true],
    ["custom", ["datarobot", "datarobotScoringCode"], false],
    ["external", ["externalModel"], true],
    ["external", ["datarobot", "customModel"], false],
  ] as const)("a %s model outside DataRobot where %j is supported: %s", (kind, formats, ok) => {
    expect(runs(kind, "aws", formats)).toBe(ok);
  });

  it("never takes an external model in an environment of DataRobot, whatever its formats say", () => {
    expect(runs("external", "datarobot", ["externalModel"])).toBe(false);
    expect(runs("external", "datarobot", [])).toBe(false);
  });

  it("does not take missing formats for a mismatch", () => {
    expect(runs("custom", "aws", [])).toBe(true);
  });

  it("names the environment and what it runs", () => {
    const environment = anEnvironment({
      name: "Edge",
      platform: "aws",
      supportedModelFormats: ["customModel"],
    });
    expect(fitsEnvironment({ kind: "native" }, environment).sentence).toBe(
      "The environment Edge runs only custom models, and the candidate is a DataRobot model.",
    );
  });
});
