import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IMPORTANCES, REPLACEMENT_REASONS } from "../../src/deployments/deployment.ts";
import {
  compareImportance,
  counted,
  enumerated,
  environmentWords,
  REASON_WORDS,
  seriesWords,
} from "../../src/deployments/words.ts";
import { anEnvironment, aPackage } from "../support/builders.ts";

describe("words for people", () => {
  it("names the seven reasons of a replacement as the product does", () => {
    expect(REPLACEMENT_REASONS.map((reason) => REASON_WORDS[reason])).toEqual([
      "Accuracy",
      "Data Drift",
      "Errors",
      "Scheduled Refresh",
      "Scoring Speed",
      "Deprecation",
      "Other",
    ]);
  });

  it("sorts importance from low to critical", () => {
    expect([...IMPORTANCES].reverse().sort(compareImportance)).toEqual([
      "LOW",
      "MODERATE",
      "HIGH",
      "CRITICAL",
    ]);
    expect(compareImportance("HIGH", "MODERATE")).toBeGreaterThan(0);
  });

  it("compares importance the other way round with the sign turned", () => {
    const importance = fc.constantFrom(...IMPORTANCES);
    fc.assert(
      fc.property(importance, importance, (a, b) => {
        expect(Math.sign(compareImportance(a, b)) + Math.sign(compareImportance(b, a))).toBe(0);
        expect(compareImportance(a, b) === 0).toBe(a === b);
      }),
    );
  });

  it("counts and lists as people write", () => {
    expect(counted(1, "class", "classes")).toBe("1 class");
    expect(counted(0, "feature")).toBe("0 features");
    expect(counted(999, "feature")).toBe("999 features");
    expect(counted(3000, "feature")).toBe("3,000 features");
    expect(counted(1_234_567, "feature")).toBe("1,234,567 features");
    expect(enumerated([])).toBe("");
    expect(enumerated(["a"])).toBe("a");
    expect(enumerated(["a", "b", "c"], "or")).toBe("a, b or c");
  });

  it("tells kinds of series and environments apart", () => {
    expect(seriesWords(aPackage())).toBe("not time series");
    expect(seriesWords(aPackage({ timeSeries: { multiseries: true, seriesColumn: "store" } }))).toBe(
      "multiseries",
    );
    expect(seriesWords(aPackage({ timeSeries: { multiseries: false, seriesColumn: null } }))).toBe(
      "single series",
    );
    const edge = anEnvironment({ name: "Edge", platform: "aws", managedByManagementAgent: true });
    expect(environmentWords(edge)).toBe("Edge (AWS, management agent)");
  });
});
