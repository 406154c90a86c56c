import { expect, it } from "vitest";
import { aCandidate, aPackage, features } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

const compare = (champion: readonly string[], candidate: readonly string[]) =>
  resultOf("no-new-features", {
    champion: aPackage({ features: features(...champion) }),
    candidate: aCandidate({ features: features(...candidate) }),
  });

it("passes for the same features and still shows both counts", () => {
  expect(compare(["AGE", "SEX"], ["SEX", "AGE"])).toMatchObject({
    status: "passing",
    compared: { champion: "2 features", candidate: "2 features" },
  });
});

it("warns for added features and lists exactly them", () => {
  expect(compare(["AGE", "SEX"], ["AGE", "SEX", "UTIL_6M", "UTIL_3M"])).toMatchObject({
    status: "warning",
    evaluated: true,
    items: ["UTIL_6M", "UTIL_3M"],
  });
});

it("stays silent for dropped features", () => {
  expect(compare(["AGE", "SEX", "PAY_0"], ["AGE"])).toMatchObject({ status: "passing", items: [] });
});

it("warns for a swap although the number of features is the same", () => {
  expect(compare(["AGE", "PAY_0"], ["AGE", "PAY_2"])).toMatchObject({ status: "warning", items: ["PAY_2"] });
});

it("lists all of 3,000 added features", () => {
  const added = Array.from({ length: 3000 }, (_, i) => `F_${i}`);
  const result = compare(["AGE"], ["AGE", ...added]);
  expect(result.items).toEqual(added);
  expect(result.sentence).toContain("3,000 features");
});

it("takes names like those of object properties for what they are", () => {
  expect(compare(["AGE"], ["AGE", "constructor", "__proto__"]).items).toEqual(["constructor", "__proto__"]);
});
