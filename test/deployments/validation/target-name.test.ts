import { expect, it } from "vitest";
import { aCandidate, aPackage, aTarget } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

it("passes for the same target and still shows both names", () => {
  expect(resultOf("target-name")).toMatchObject({
    status: "passing",
    compared: { champion: "default", candidate: "default" },
  });
});

it("fails for another target and shows both names", () => {
  const candidate = aCandidate({ target: aTarget({ name: "Default" }) });
  expect(resultOf("target-name", { candidate })).toMatchObject({
    status: "failing",
    evaluated: true,
    compared: { champion: "default", candidate: "Default" },
  });
});

it("warns, without having been evaluated, where a name is not recorded, and says of which package", () => {
  const target = aTarget({ name: null });
  expect(resultOf("target-name", { candidate: aCandidate({ target }) })).toMatchObject({
    status: "warning",
    evaluated: false,
    sentence: expect.stringContaining("Credit default v4 (candidate)"),
    compared: { champion: "default", candidate: "not recorded" },
  });
  expect(resultOf("target-name", { champion: aPackage({ target }) })).toMatchObject({
    status: "warning",
    evaluated: false,
  });
  expect(
    resultOf("target-name", { champion: aPackage({ target }), candidate: aCandidate({ target }) }),
  ).toMatchObject({ status: "warning", evaluated: false });
});

it("compares recorded names without training data too, and claims no more than that they are recorded", () => {
  const bare = aCandidate({ trainingData: null, features: null });
  expect(resultOf("target-name", { candidate: bare })).toMatchObject({
    status: "passing",
    sentence: "The recorded target names are the same.",
  });
  const other = aCandidate({ trainingData: null, target: aTarget({ name: "churn" }) });
  expect(resultOf("target-name", { candidate: other }).status).toBe("failing");
});

it("compares names that are recorded although the type usually has none", () => {
  const target = aTarget({ name: "outcome", type: "Unstructured", classes: null, classCount: null });
  const candidate = aCandidate({ target: { ...target, name: "score" } });
  expect(resultOf("target-name", { champion: aPackage({ target }), candidate }).status).toBe("failing");
});

it("passes for two models of a type that has no target", () => {
  const target = aTarget({ name: null, type: "AnomalyDetection", classes: null, classCount: null });
  expect(
    resultOf("target-name", { champion: aPackage({ target }), candidate: aCandidate({ target }) }),
  ).toMatchObject({ status: "passing", compared: { champion: "no target", candidate: "no target" } });
});
