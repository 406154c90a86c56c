// Check 6: a custom inference model has passed its tests. "Passed" is "no error", not "all green" (reference section 10).
import { enumerated } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";

const { passing, failing, notEvaluated } = resultsOf("custom-model-tests");

export const check = ({ candidate }: Replacement): CheckResult => {
  if (candidate.kind !== "custom")
    return passing("Not needed: the candidate is not a custom inference model.");
  if (candidate.tests === null || candidate.tests.status === "untested")
    return failing(`${candidate.name} is not tested. Run its custom model tests first.`, {
      items: ["not tested"],
    });
  const { status, failed } = candidate.tests;
  if (status === "failed" || failed.length > 0) {
    const named = failed.length === 0 ? "; which ones is not recorded" : `: ${enumerated(failed)}`;
    return failing(`${candidate.name} failed its custom model tests${named}. Correct it and test again.`, {
      items: failed,
    });
  }
  if (status === "unknown")
    return notEvaluated(`Whether ${candidate.name} passed its custom model tests is not recorded.`);
  return passing(`${candidate.name} passed its custom model tests.`);
};
