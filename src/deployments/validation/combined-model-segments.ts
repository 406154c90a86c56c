// Check 16: a segmented (combined) time-series model keeps its segments. Nothing published describes it: fail on any difference.
import type { ModelPackage } from "../model-package.ts";
import { counted } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";
import { setDifference } from "./set-difference.ts";

const { passing, failing, notEvaluated } = resultsOf("combined-model-segments");

export const check = ({ champion, candidate }: Replacement): CheckResult => {
  if (champion.combined === null && candidate.combined === null)
    return passing("Not needed: neither model is a combined model.");
  const compared = { champion: words(champion), candidate: words(candidate) };
  const difference = setDifference(champion.combined?.segments ?? [], candidate.combined?.segments ?? [], [
    "segment",
    "segments",
  ]);
  const { items } = difference;
  if (champion.combined === null || candidate.combined === null)
    return failing("A combined model and a model without segments cannot replace each other.", {
      compared,
      items,
    });
  if (champion.combined.segments === null || candidate.combined.segments === null)
    return notEvaluated("Both are combined models, and the segments of one are not recorded.", { compared });
  if (items.length > 0) return failing(`The candidate ${difference.words}.`, { compared, items });
  return passing("Both combined models have the same segments.", { compared });
};

function words({ combined }: ModelPackage): string {
  if (combined === null) return "not combined";
  return combined.segments === null
    ? "segments not recorded"
    : counted(new Set(combined.segments).size, "segment");
}
