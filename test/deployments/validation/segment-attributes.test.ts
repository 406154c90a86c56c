import { expect, it } from "vitest";
import { DEFAULT_SEVERITIES } from "../../../src/deployments/validation/severities.ts";
import { aCandidate, aDeployment, features, someSettings, trainingData } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

const analysedBy = (enabled: boolean, ...attributes: string[]) =>
  aDeployment({ settings: someSettings({ segments: { enabled, attributes } }) });
const trainedOn = (...columns: string[]) =>
  aCandidate({ trainingData: trainingData({ columns: features(...columns) }) });

it("passes when segment analysis is off, whatever the training data has", () => {
  const deployment = analysedBy(false, "REGION");
  expect(resultOf("segment-attributes", { deployment, candidate: trainedOn("AGE") }).status).toBe("passing");
});

it("passes when every attribute is in the training data, though it is no feature of the model", () => {
  const deployment = analysedBy(true, "REGION");
  expect(resultOf("segment-attributes", { deployment })).toMatchObject({
    status: "passing",
    compared: { champion: "REGION", candidate: "REGION" },
  });
});

it("fails by default for attributes that the training data lacks, by our rule, naming them", () => {
  const deployment = analysedBy(true, "REGION", "BRANCH");
  expect(resultOf("segment-attributes", { deployment, candidate: trainedOn("AGE", "REGION") })).toMatchObject(
    {
      status: "failing",
      ourRule: true,
      items: ["BRANCH"],
    },
  );
});

it("only warns when the policy file says so", () => {
  const severities = { ...DEFAULT_SEVERITIES, "segment-attributes": "warning" } as const;
  const over = { deployment: analysedBy(true, "REGION"), candidate: trainedOn("AGE"), severities };
  expect(resultOf("segment-attributes", over)).toMatchObject({ status: "warning", evaluated: true });
});

it("warns, without having been evaluated, when the candidate has no training data", () => {
  const over = { deployment: analysedBy(true, "REGION"), candidate: aCandidate({ trainingData: null }) };
  expect(resultOf("segment-attributes", over)).toMatchObject({
    status: "warning",
    evaluated: false,
    items: ["REGION"],
  });
});

it("does not look for attributes that time series bring along by themselves", () => {
  const deployment = analysedBy(true, "Forecast Distance", "series id");
  const over = (multiseries: boolean) => ({
    deployment,
    candidate: aCandidate({ timeSeries: { multiseries, seriesColumn: multiseries ? "store" : null } }),
  });
  expect(resultOf("segment-attributes", over(true)).status).toBe("passing");
  expect(resultOf("segment-attributes", over(false))).toMatchObject({
    status: "failing",
    items: ["series id"],
  });
});
