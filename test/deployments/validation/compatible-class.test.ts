import { expect, it } from "vitest";
import { aCandidate, aDeployment, anEnvironment, aPackage } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

const tested = { status: "passed", failed: [] } as const;

it("passes for two DataRobot models and still shows both kinds", () => {
  expect(resultOf("compatible-class")).toMatchObject({
    status: "passing",
    compared: { champion: "DataRobot model", candidate: "DataRobot model" },
  });
});

it("passes for a custom model that replaces a DataRobot model", () => {
  expect(
    resultOf("compatible-class", { candidate: aCandidate({ kind: "custom", tests: tested }) }).status,
  ).toBe("passing");
});

it("fails for an external model that would replace a DataRobot model, naming both kinds", () => {
  const deployment = aDeployment({
    environment: anEnvironment({ platform: "aws", supportedModelFormats: [] }),
  });
  expect(
    resultOf("compatible-class", {
      deployment,
      candidate: aCandidate({ kind: "external", sourceModel: null }),
    }),
  ).toMatchObject({
    status: "failing",
    compared: { champion: "DataRobot model", candidate: "external model" },
  });
});

it("fails for an imported model on saas and passes on a self-managed installation", () => {
  const candidate = aCandidate({ kind: "imported" });
  expect(resultOf("compatible-class", { candidate, edition: "saas" }).status).toBe("failing");
  expect(resultOf("compatible-class", { candidate, edition: "self-managed" }).status).toBe("passing");
});

it("fails when the deployment's environment cannot run the candidate, naming the environment", () => {
  const environment = anEnvironment({
    name: "Edge",
    platform: "aws",
    supportedModelFormats: ["externalModel"],
  });
  expect(resultOf("compatible-class", { deployment: aDeployment({ environment }) })).toMatchObject({
    status: "failing",
    sentence: expect.stringContaining("Edge"),
  });
});

it("names every problem, kind and environment", () => {
  const candidate = aCandidate({ kind: "external", sourceModel: null });
  expect(resultOf("compatible-class", { champion: aPackage(), candidate }).items).toHaveLength(2);
});
