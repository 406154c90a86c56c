// What is done is what was approved (design section 4, promise 3): the bytes under the digest, and how two of them differ.
import type { ActionName } from "../deployments/action-names.ts";
import type { Importance } from "../deployments/deployment.ts";
import type { DeploymentId, PackageId } from "../deployments/ids.ts";
import type { CheckResult } from "../deployments/validation/check.ts";
import type { Json } from "./request.ts";

const VERSION = "v1:";

export interface DigestParts {
  readonly action: ActionName;
  readonly deploymentId: DeploymentId;
  readonly input: Json;
  readonly facts: Json;
  /** Only name, status and `evaluated` count: a check may be worded anew without making an approval stale. */
  readonly checks: readonly Pick<CheckResult, "check" | "status" | "evaluated">[];
  readonly importance: Importance;
  readonly policies: readonly { readonly policy: { readonly id: string }; readonly ruleHash: string }[];
  readonly attested: readonly PackageId[];
}

/**
 * JSON with sorted keys and without white space: equal values give equal text, whatever the order in which they were made.
 * Keys are sorted by UTF-16 code units, numbers are written as JSON writes them (-0 as 0), as RFC 8785 does.
 * Throws for numbers that JSON does not have: a fact that is not a number is a mistake in the program.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError(`${value} has no place in JSON.`);
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** The bytes under the digest. The order of checks, policies and attested packages does not matter. */
export function digestBytes(parts: DigestParts): string {
  const { action, deploymentId, input, facts, importance } = parts;
  return (
    VERSION +
    canonicalJson({
      action,
      deployment: deploymentId,
      input,
      facts,
      check: Object.fromEntries(
        parts.checks.map(({ check, status, evaluated }) => [check, { status, evaluated }]),
      ),
      importance,
      policy: Object.fromEntries(parts.policies.map(({ policy, ruleHash }) => [policy.id, ruleHash])),
      attested: [...new Set(parts.attested)].sort(),
    })
  );
}

export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** What the bytes say, or null when they are not of this version: then nothing can be compared. */
export function readDigestBytes(bytes: string): Json | null {
  if (!bytes.startsWith(VERSION)) return null;
  try {
    return JSON.parse(bytes.slice(VERSION.length)) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
