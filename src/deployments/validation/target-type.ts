// Check 8: both models solve the same type of problem.
import type { TargetType } from "../model-package.ts";
import { TARGET_TYPE_WORDS } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";
import { isProven, notRecorded } from "./target.ts";

const { passing, failing, notEvaluated } = resultsOf("target-type");

export const check = (r: Replacement): CheckResult => {
  const [champion, candidate] = [r.champion.target.type, r.candidate.target.type];
  const compared = { champion: words(champion), candidate: words(candidate) };
  if (champion === null || candidate === null)
    return notEvaluated(
      notRecorded(r, "target type", (of) => of.target.type === null),
      { compared },
    );
  if (champion !== candidate)
    return failing("The candidate has another target type than the champion.", { compared });
  return passing(
    isProven(r) ? "Both models have the same target type." : "The recorded target types are the same.",
    { compared },
  );
};

const words = (type: TargetType | null): string => (type === null ? "not recorded" : TARGET_TYPE_WORDS[type]);
