// Check 11: the candidate needs no feature that the champion did not. Candidate minus champion: a dropped feature is silent.
import { counted } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";
import { comparableFeatures } from "./training-data.ts";

const { passing, warning, notEvaluated } = resultsOf("no-new-features");

export const check = (r: Replacement): CheckResult => {
  const features = comparableFeatures(r);
  if ("missing" in features) return notEvaluated(features.missing);
  const compared = {
    champion: counted(features.champion.size, "feature"),
    candidate: counted(features.candidate.length, "feature"),
  };
  // Set difference and not a count: one dropped and one added would be equal in number, and break predictions.
  const added = features.candidate.map(({ name }) => name).filter((name) => !features.champion.has(name));
  if (added.length > 0)
    return warning(
      `The candidate needs ${counted(added.length, "feature")} that the champion does not. Check that the data sent has them.`,
      { compared, items: added },
    );
  return passing("The candidate needs no feature that the champion does not.", { compared });
};
