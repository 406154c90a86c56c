// Check 14: the candidate can compute the prediction intervals that are on. Severity: our rule.
import { counted, enumerated } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { configurableResultsOf } from "./results.ts";

const { passing, differing, notEvaluated } = configurableResultsOf("prediction-intervals");

export const check = (r: Replacement): CheckResult => {
  const { enabled, percentiles } = r.deployment.settings.predictionIntervals;
  if (!enabled) return passing("Not needed: prediction intervals are off.");
  const supported = r.candidate.predictionIntervals;
  if (supported === null)
    return notEvaluated("Which prediction intervals the candidate can compute is not recorded.");
  const compared = {
    champion: percentiles.length === 0 ? "on, size not recorded" : sizes(percentiles),
    candidate: supported.length === 0 ? "none" : sizes(supported),
  };
  if (supported.length === 0)
    return differing(r, "The candidate cannot compute prediction intervals, which are on.", {
      compared,
      items: percentiles.map((size) => `${size} %`),
    });
  if (percentiles.length === 0)
    return notEvaluated("Prediction intervals are on, but their size is not recorded.", { compared });
  const missing = percentiles.filter((size) => !supported.includes(size));
  if (missing.length > 0)
    return differing(
      r,
      `The candidate cannot compute ${counted(missing.length, "size")} of prediction intervals that the deployment uses.`,
      { compared, items: missing.map((size) => `${size} %`) },
    );
  return passing("The candidate can compute the prediction intervals of the deployment.", { compared });
};

const sizes = (percentiles: readonly number[]): string => enumerated(percentiles.map((size) => `${size} %`));
