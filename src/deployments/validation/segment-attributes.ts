// Check 15: the attributes by which the deployment is analysed are in the candidate's training data. Severity: our rule.
import type { ModelPackage } from "../model-package.ts";
import { counted, enumerated } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { configurableResultsOf } from "./results.ts";

const { passing, differing, notEvaluated } = configurableResultsOf("segment-attributes");

export const check = (r: Replacement): CheckResult => {
  const { enabled, attributes } = r.deployment.settings.segments;
  if (!enabled) return passing("Not needed: segment analysis is off.");
  const own = ownAttributes(r.candidate);
  const tracked = attributes.filter((attribute) => !own.has(attribute));
  if (tracked.length === 0)
    return passing("Segment analysis follows no attribute that would have to be in training data.");
  if (r.candidate.trainingData === null)
    return notEvaluated(
      `${r.candidate.name} (candidate) has no training data, so its segment attributes cannot be compared.`,
      { items: tracked },
    );
  if (r.candidate.trainingData.columns === null)
    return notEvaluated(
      `Which columns the training data of ${r.candidate.name} (candidate) has is not recorded, so segment attributes cannot be compared.`,
      { items: tracked },
    );
  const columns = new Set(r.candidate.trainingData.columns.map(({ name }) => name));
  const missing = tracked.filter((attribute) => !columns.has(attribute));
  const present = tracked.filter((attribute) => columns.has(attribute));
  const compared = {
    champion: enumerated(tracked),
    candidate: present.length === 0 ? "none of them" : enumerated(present),
  };
  if (missing.length > 0)
    return differing(
      r,
      `The candidate's training data lacks ${counted(missing.length, "attribute")} by which this deployment is analysed.`,
      { compared, items: missing },
    );
  return passing("The candidate's training data has every attribute by which this deployment is analysed.", {
    compared,
  });
};

/** Attributes that time series bring along by themselves (reference section 10, "Segments"). */
function ownAttributes({ timeSeries }: ModelPackage): ReadonlySet<string> {
  if (timeSeries === null) return new Set();
  return new Set(["Forecast Distance", ...(timeSeries.multiseries ? ["series id"] : [])]);
}
