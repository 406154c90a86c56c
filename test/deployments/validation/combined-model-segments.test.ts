import { expect, it } from "vitest";
import { aCandidate, aPackage } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

const compare = (champion: readonly string[] | null, candidate: readonly string[] | null) =>
  resultOf("combined-model-segments", {
    champion: aPackage({ combined: champion === null ? null : { segments: champion } }),
    candidate: aCandidate({ combined: candidate === null ? null : { segments: candidate } }),
  });

it("is not needed where neither model is combined", () => {
  expect(compare(null, null).status).toBe("passing");
});

it("passes for the same segments in another order and still shows both", () => {
  expect(compare(["north", "south"], ["south", "north"])).toMatchObject({
    status: "passing",
    compared: { champion: "2 segments", candidate: "2 segments" },
  });
});

it("fails for other segments and names those missing and those added", () => {
  expect(compare(["north", "south"], ["north", "west"])).toMatchObject({
    status: "failing",
    items: ["missing: south", "added: west"],
  });
});

it("fails when only one of the models is combined, even without recorded segments", () => {
  expect(compare([], null).status).toBe("failing");
  expect(compare(null, []).status).toBe("failing");
});

it("fails when only one of the models is combined, naming the segments", () => {
  expect(compare(["north"], null)).toMatchObject({ status: "failing", items: ["missing: north"] });
  expect(compare(null, ["north"])).toMatchObject({
    status: "failing",
    items: ["added: north"],
    compared: { champion: "not combined", candidate: "1 segment" },
  });
});
