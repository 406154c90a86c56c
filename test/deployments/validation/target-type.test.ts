import { expect, it } from "vitest";
import { aCandidate, aPackage, aTarget } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

it("passes for the same type and still shows both", () => {
  expect(resultOf("target-type")).toMatchObject({
    status: "passing",
    compared: { champion: "binary classification", candidate: "binary classification" },
  });
});

it("fails for another type and shows both", () => {
  const candidate = aCandidate({ target: aTarget({ type: "Regression", classes: null, classCount: null }) });
  expect(resultOf("target-type", { candidate })).toMatchObject({
    status: "failing",
    compared: { champion: "binary classification", candidate: "regression" },
  });
});

it.each(["champion", "candidate"] as const)(
  "warns, without having been evaluated, where the type of the %s is not recorded",
  (side) => {
    const target = aTarget({ type: null });
    const over =
      side === "champion" ? { champion: aPackage({ target }) } : { candidate: aCandidate({ target }) };
    expect(resultOf("target-type", over)).toMatchObject({
      status: "warning",
      evaluated: false,
      sentence: expect.stringContaining(`(${side})`),
    });
  },
);

it("compares recorded types without training data too, and claims no more than that they are recorded", () => {
  const champion = aPackage({ trainingData: null });
  expect(resultOf("target-type", { champion })).toMatchObject({
    status: "passing",
    sentence: "The recorded target types are the same.",
  });
  const candidate = aCandidate({ target: aTarget({ type: "Multiclass" }) });
  expect(resultOf("target-type", { champion, candidate }).status).toBe("failing");
});
