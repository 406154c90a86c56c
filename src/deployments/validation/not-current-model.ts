// Check 3: a model is not replaced by itself, whatever package it comes in.
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";
import { identityWords, isSameModel } from "./same-model.ts";

const { passing, failing } = resultsOf("not-current-model");

export const check = ({ champion, candidate }: Replacement): CheckResult => {
  const compared = {
    champion: identityWords(champion, candidate),
    candidate: identityWords(candidate, champion),
  };
  if (isSameModel(champion, candidate))
    return failing(
      candidate.id === champion.id
        ? `${candidate.name} is the champion already. Choose another version.`
        : `${candidate.name} is the model that serves now as ${champion.name}. Choose another version.`,
      { compared, items: [champion.name] },
    );
  const known = champion.sourceModel !== null && candidate.sourceModel !== null;
  return passing(
    known
      ? "The candidate is another model than the champion."
      : "The candidate is another package than the champion; a source model is not recorded on both sides.",
    { compared },
  );
};
