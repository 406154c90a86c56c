// Check 1: the person owns the deployment and may read the candidate.
import { decideRole } from "../permissions.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";

const { passing, failing } = resultsOf("permission");

export const check = (r: Replacement): CheckResult => {
  const byRole = decideRole("replace-model", r.role);
  const missing: string[] = [];
  if (byRole.outcome !== "allowed") missing.push(byRole.sentence);
  if (!r.candidateReadable)
    missing.push(
      "The candidate's registered model version may not be read. Its owner can share the registered model.",
    );
  if (missing.length > 0) return failing(missing.join(" "), { items: missing });
  return passing(`${byRole.sentence} The candidate may be read.`);
};
