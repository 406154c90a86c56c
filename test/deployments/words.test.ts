import { describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/actions/index.ts";
import { ACTION_TITLES, counted, enumerated, seriesWords } from "../../src/deployments/words.ts";
import { aPackage } from "../support/builders.ts";

describe("words for people", () => {
  it("have one title for each action, which the action takes as its own", () => {
    expect(ACTIONS.map(({ name, words }) => [name, words.title])).toEqual(
      ACTIONS.map(({ name }) => [name, ACTION_TITLES[name]]),
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

  it("tells kinds of series apart", () => {
    expect(seriesWords(aPackage())).toBe("not time series");
    expect(seriesWords(aPackage({ timeSeries: { multiseries: true, seriesColumn: "store" } }))).toBe(
      "multiseries",
    );
    expect(seriesWords(aPackage({ timeSeries: { multiseries: false, seriesColumn: null } }))).toBe(
      "single series",
    );
  });
});
