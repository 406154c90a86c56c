import { expect, it } from "vitest";
import type { Target } from "../../../src/deployments/model-package.ts";
import { aCandidate, aPackage, aTarget } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

const compare = (champion: Partial<Target>, candidate: Partial<Target>) =>
  resultOf("class-names", {
    champion: aPackage({ target: aTarget({ type: "Multiclass", ...champion }) }),
    candidate: aCandidate({ target: aTarget({ type: "Multiclass", ...candidate }) }),
  });
const numbered = (count: number, first = 0): string[] =>
  Array.from({ length: count }, (_, i) => `class ${first + i}`);

it("passes for the same classes in another order and still shows both lists", () => {
  expect(
    compare({ classes: ["a", "b", "c"], classCount: 3 }, { classes: ["c", "a", "b"], classCount: 3 }),
  ).toMatchObject({ status: "passing", compared: { champion: "a, b, c", candidate: "c, a, b" } });
});

it("fails for other classes and names those missing and those added", () => {
  expect(
    compare({ classes: ["a", "b", "c"], classCount: 3 }, { classes: ["a", "c", "d"], classCount: 3 }),
  ).toMatchObject({
    status: "failing",
    items: ["missing: b", "added: d"],
    sentence: "The candidate lacks 1 class of the champion and adds 1 class.",
  });
});

it("fails when the candidate only adds or only lacks a class", () => {
  const [two, three] = [
    { classes: ["a", "b"], classCount: 2 },
    { classes: ["a", "b", "c"], classCount: 3 },
  ];
  expect(compare(two, three)).toMatchObject({ status: "failing", items: ["added: c"] });
  expect(compare(three, two)).toMatchObject({ status: "failing", items: ["missing: c"] });
});

it("fails for cut lists that are the same while the counts differ", () => {
  expect(
    compare({ classes: numbered(100), classCount: 120 }, { classes: numbered(100), classCount: 121 }),
  ).toMatchObject({ status: "failing", compared: { champion: "120 classes", candidate: "121 classes" } });
});

it("fails for cut lists that differ, and names every difference", () => {
  const result = compare(
    { classes: numbered(100), classCount: 150 },
    { classes: numbered(100, 40), classCount: 150 },
  );
  expect(result.status).toBe("failing");
  expect(result.items).toHaveLength(80);
});

it("warns for cut lists and counts that are the same: the rest was never compared", () => {
  expect(
    compare({ classes: numbered(100), classCount: 150 }, { classes: numbered(100), classCount: 150 }),
  ).toMatchObject({ status: "warning", evaluated: false });
});

it("warns for lists as long as the platform's limit without a count: they may have been cut", () => {
  expect(
    compare({ classes: numbered(100), classCount: null }, { classes: numbered(100), classCount: null }),
  ).toMatchObject({ status: "warning", evaluated: false });
});

it("passes for whole lists of exactly 100 classes", () => {
  expect(
    compare({ classes: numbered(100), classCount: 100 }, { classes: numbered(100), classCount: 100 }).status,
  ).toBe("passing");
});

it.each([null, []])(
  "warns, without having been evaluated, where classes are not recorded (%j)",
  (classes) => {
    expect(compare({ classes: ["a", "b"], classCount: 2 }, { classes, classCount: null })).toMatchObject({
      status: "warning",
      evaluated: false,
      sentence: expect.stringContaining("(candidate)"),
    });
  },
);

it("fails where classes are not recorded but their counts are, and differ", () => {
  expect(compare({ classes: null, classCount: 3 }, { classes: null, classCount: 4 }).status).toBe("failing");
});

it("is not needed where neither model classifies", () => {
  const regression = { type: "Regression", classes: null, classCount: null } as const;
  expect(compare(regression, regression).status).toBe("passing");
});

it("warns where nothing says whether a model classifies", () => {
  const unknown = { type: null, classes: null, classCount: null };
  expect(compare(unknown, unknown)).toMatchObject({ status: "warning", evaluated: false });
});
