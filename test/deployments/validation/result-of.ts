import type { CheckName, CheckResult, Replacement } from "../../../src/deployments/validation/check.ts";
import { validateReplacement } from "../../../src/deployments/validation/validate.ts";
import { aReplacement } from "../../support/builders.ts";

/** What one check says of a replacement that is fine but for what the test names. */
export function resultOf(check: CheckName, over: Partial<Replacement> = {}): CheckResult {
  const found = validateReplacement(aReplacement(over)).checks.find((one) => one.check === check);
  if (found === undefined) throw new Error(`The verdict has no result of ${check}.`);
  return found;
}
