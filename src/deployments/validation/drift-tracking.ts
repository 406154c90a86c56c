// Check 17: the drift tracking that is on still works with the candidate. Severity: our rule.
import { enumerated } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { configurableResultsOf } from "./results.ts";

const { passing, differing, notEvaluated } = configurableResultsOf("drift-tracking");

interface Drift {
  readonly target: boolean;
  readonly features: boolean;
}

export const check = (r: Replacement): CheckResult => {
  const tracked = r.deployment.settings.drift;
  if (!tracked.target && !tracked.features) return passing("Not needed: drift tracking is off.");
  const supported = r.candidate.driftSupport;
  if (supported === null)
    return notEvaluated("Whether the candidate supports drift tracking is not recorded.");
  const compared = {
    champion: enumerated(words(tracked)),
    candidate: enumerated(words(supported)) || "none",
  };
  const lost = words({
    target: tracked.target && !supported.target,
    features: tracked.features && !supported.features,
  });
  if (lost.length > 0)
    return differing(r, `With the candidate the deployment loses tracking of ${enumerated(lost)}.`, {
      compared,
      items: lost,
    });
  return passing("The candidate supports the drift tracking of the deployment.", { compared });
};

const words = (drift: Drift): string[] => [
  ...(drift.target ? ["target drift"] : []),
  ...(drift.features ? ["feature drift"] : []),
];
