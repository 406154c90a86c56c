import { describe, expect, it } from "vitest";
import { aCandidate, aPackage, features } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

it("passes when every feature in both models has the same type", () => {
  expect(resultOf("feature-types")).toMatchObject({ status: "passing", items: [] });
});

it("warns for a retyped feature and gives the feature, its old and its new type", () => {
  const champion = aPackage({ features: features("AGE", { PAY_0: "Numeric" }) });
  const candidate = aCandidate({ features: features("AGE", { PAY_0: "Categorical" }) });
  expect(resultOf("feature-types", { champion, candidate })).toMatchObject({
    status: "warning",
    evaluated: true,
    items: ["PAY_0 (Numeric → Categorical)"],
  });
});

it("does not count a retyped feature as new as well", () => {
  const champion = aPackage({ features: features({ PAY_0: "Numeric" }) });
  const candidate = aCandidate({ features: features({ PAY_0: "Categorical" }) });
  expect(resultOf("no-new-features", { champion, candidate })).toMatchObject({
    status: "passing",
    items: [],
  });
});

it("ignores features that only one model has", () => {
  const champion = aPackage({ features: features("AGE", { OLD: "Text" }) });
  const candidate = aCandidate({ features: features("AGE", { NEW: "Date" }) });
  expect(resultOf("feature-types", { champion, candidate }).status).toBe("passing");
});

it("names all retyped features, however many", () => {
  const names = Array.from({ length: 3000 }, (_, i) => `F_${i}`);
  const typed = (type: string) => names.map((name) => ({ name, type }));
  const result = resultOf("feature-types", {
    champion: aPackage({ features: typed("Numeric") }),
    candidate: aCandidate({ features: typed("Text") }),
  });
  expect(result.items).toHaveLength(3000);
});

describe.each(["feature-types", "no-new-features"] as const)("%s without the facts", (check) => {
  it.each([
    ["the champion", { champion: aPackage({ trainingData: null }) }, "Credit default v3 (champion)"],
    ["the candidate", { candidate: aCandidate({ trainingData: null }) }, "Credit default v4 (candidate)"],
    [
      "the candidate's features",
      { candidate: aCandidate({ features: null }) },
      "Credit default v4 (candidate)",
    ],
  ])(
    "warns, without having been evaluated, when %s lacks training data, naming the package",
    (_, over, named) => {
      expect(resultOf(check, over)).toMatchObject({
        status: "warning",
        evaluated: false,
        sentence: expect.stringContaining(named),
      });
    },
  );

  it("names both packages when both lack training data", () => {
    const over = {
      champion: aPackage({ trainingData: null }),
      candidate: aCandidate({ trainingData: null }),
    };
    expect(resultOf(check, over).sentence).toContain(
      "Credit default v3 (champion) and Credit default v4 (candidate)",
    );
  });
});
