// Check 5: the candidate's version is in a state in which it can be deployed.
import type { ModelPackage } from "../model-package.ts";
import { enumerated } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";

const { passing, failing } = resultsOf("deployable");

/** What keeps a version from being deployed, in words; empty: nothing. */
export function undeployableStates(candidate: ModelPackage): string[] {
  const states: string[] = [];
  if (candidate.archived) states.push("archived");
  if (candidate.deprecated) states.push("deprecated");
  if (candidate.disabled) states.push("disabled");
  if (candidate.build === "failed") states.push("not built: its build failed");
  if (candidate.build === "building") states.push("not built yet: its build is running");
  return states;
}

export const check = ({ candidate }: Replacement): CheckResult => {
  const states = undeployableStates(candidate);
  if (states.length === 0) return passing(`${candidate.name} can be deployed.`);
  return failing(`${candidate.name} is ${enumerated(states)}. Choose another version.`, { items: states });
};
