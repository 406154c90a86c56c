import { expect, it } from "vitest";
import { DEFAULT_SEVERITIES } from "../../../src/deployments/validation/severities.ts";
import { aCandidate, aDeployment, someSettings } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

const using = (enabled: boolean, ...percentiles: number[]) =>
  aDeployment({ settings: someSettings({ predictionIntervals: { enabled, percentiles } }) });
const computing = (...predictionIntervals: number[]) => aCandidate({ predictionIntervals });

it("passes when intervals are off, whatever the candidate can compute", () => {
  expect(
    resultOf("prediction-intervals", { deployment: using(false, 80), candidate: computing() }),
  ).toMatchObject({ status: "passing", ourRule: false });
});

it("passes when the candidate can compute the size in use, and shows both sides", () => {
  expect(
    resultOf("prediction-intervals", { deployment: using(true, 80), candidate: computing(80, 90) }),
  ).toMatchObject({ status: "passing", compared: { champion: "80 %", candidate: "80 % and 90 %" } });
});

it("fails by default for a size that the candidate cannot compute, by our rule, naming it", () => {
  expect(
    resultOf("prediction-intervals", { deployment: using(true, 80), candidate: computing(90) }),
  ).toMatchObject({ status: "failing", ourRule: true, items: ["80 %"] });
});

it("fails for a candidate that computes no intervals at all", () => {
  expect(
    resultOf("prediction-intervals", { deployment: using(true, 80), candidate: computing() }),
  ).toMatchObject({ status: "failing", items: ["80 %"], compared: { candidate: "none" } });
});

it("only warns when the policy file says so", () => {
  const severities = { ...DEFAULT_SEVERITIES, "prediction-intervals": "warning" } as const;
  expect(
    resultOf("prediction-intervals", { deployment: using(true, 80), candidate: computing(90), severities }),
  ).toMatchObject({ status: "warning", ourRule: true });
});

it("warns, without having been evaluated, when the size in use is not recorded", () => {
  expect(
    resultOf("prediction-intervals", { deployment: using(true), candidate: computing(80) }),
  ).toMatchObject({ status: "warning", evaluated: false });
});
