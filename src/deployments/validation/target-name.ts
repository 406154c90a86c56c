// Check 7: both models predict the same target.
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";
import { hasNoTarget, isProven, notRecorded } from "./target.ts";

const { passing, failing, notEvaluated } = resultsOf("target-name");

export const check = (r: Replacement): CheckResult => {
  const [champion, candidate] = [r.champion.target, r.candidate.target];
  const compared = { champion: champion.name ?? "not recorded", candidate: candidate.name ?? "not recorded" };
  if (hasNoTarget(champion) && hasNoTarget(candidate) && champion.type === candidate.type)
    return passing("Neither model has a target, as is usual for their type.", {
      compared: { champion: "no target", candidate: "no target" },
    });
  if (champion.name === null || candidate.name === null)
    return notEvaluated(
      notRecorded(r, "target name", (of) => of.target.name === null),
      { compared },
    );
  if (champion.name !== candidate.name)
    return failing("The candidate predicts another target than the champion.", { compared });
  return passing(
    isProven(r) ? "Both models predict the same target." : "The recorded target names are the same.",
    { compared },
  );
};
