// Check 10: features that both models need have the same type.
import { counted } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";
import { comparableFeatures } from "./training-data.ts";

const { passing, warning, notEvaluated } = resultsOf("feature-types");

export const check = (r: Replacement): CheckResult => {
  const features = comparableFeatures(r);
  if ("missing" in features) return notEvaluated(features.missing);
  const retyped: string[] = [];
  let common = 0;
  for (const { name, type } of features.candidate) {
    const old = features.champion.get(name);
    if (old === undefined) continue;
    common += 1;
    if (old !== type) retyped.push(`${name} (${old} → ${type})`);
  }
  if (retyped.length > 0)
    return warning(`${counted(retyped.length, "feature")} changed type. Check that the data sent fits.`, {
      items: retyped,
    });
  return passing(
    common === 0
      ? "No feature is in both models, so no type could change."
      : `The types of ${counted(common, "feature")} in both models are the same.`,
  );
};
