// Which policies a change request falls under. Several match: all of them have to be satisfied.
import type { ActionName } from "../deployments/action-names.ts";
import { allowed, aside, type Decision } from "../deployments/decision.ts";
import type { Importance } from "../deployments/deployment.ts";
import { ruleWords } from "./approval.ts";
import { canonicalJson } from "./digest.ts";
import { matchesGlob } from "./label-glob.ts";
import { NEVER_GATED, type Policy, type PolicyFile } from "./policy.ts";
import type { MatchedPolicy } from "./request.ts";
import { namesOf } from "./state-words.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Wish {
  readonly action: ActionName;
  /**
   * Of the deployment; when the action changes it, the old and the new one: either may match (reference 6.2). Empty: what is asked for
   * is no trigger, so no policy applies (reference 3.12).
   */
  readonly importances: readonly Importance[];
  readonly label: string;
  /** Handles of the requester's groups. */
  readonly requesterGroups: readonly string[];
  /** Set when the wish goes back to an earlier champion. */
  readonly rollbackTo: { readonly servedUntil: number } | null;
  readonly now: number;
  /** sha256 as lower-case hex. */
  readonly hash: (text: string) => string;
}

export interface Matching {
  /** Empty: no approval is needed. */
  readonly policies: readonly MatchedPolicy[];
  /** Why these, why none, or that the rollback rule waived them; one plain sentence. */
  readonly note: string;
  /** Every policy with the reason why it applies or not. `allowed`: applies or waived; `aside`: does not apply. */
  readonly decision: Decision;
}

/** Policies in the order of the file. A rollback within the days of the rollback rule is waived by all of them. */
export function matchPolicies(file: Pick<PolicyFile, "policies" | "rollback">, wish: Wish): Matching {
  // Also a policy that does not come from the file's parser cannot gate these.
  if (NEVER_GATED.includes(wish.action)) {
    const note = "No policy can ask for an approval of this.";
    return { policies: [], note, decision: aside(note) };
  }
  const looked = file.policies.map((policy) => ({ policy, decision: applies(policy, wish) }));
  const because = looked.map(({ decision }) => decision);
  const matching = looked
    .filter(({ decision }) => decision.outcome === "allowed")
    .map(({ policy }) => policy);
  if (matching.length === 0) {
    const note =
      file.policies.length === 0 ? "There are no approval policies." : "No approval policy applies to this.";
    return { policies: [], note, decision: aside(note, because) };
  }
  const names = namesOf(matching.map(({ name }) => ({ name: quoted(name) })));
  const waiver = waiverOf(file, wish);
  if (waiver !== null) {
    return { policies: [], note: `${waiver} Waived: ${names}.`, decision: allowed(waiver, because) };
  }
  const note =
    matching.length === 1
      ? `The policy ${names} applies.`
      : `The policies ${names} apply; all must be satisfied.`;
  const policies = matching.map((policy) => ({ policy, ruleHash: wish.hash(canonicalJson(policy.rule)) }));
  return { policies, note, decision: allowed(note, because) };
}

/** True when the condition's patterns match the label; null: any label. */
export const labelMatches = (patterns: readonly string[] | null, label: string): boolean =>
  patterns === null || patterns.some((pattern) => matchesGlob(pattern, label));

function applies(policy: Policy, wish: Wish): Decision {
  const { importance, labels, requesterGroups } = policy.when;
  const name = quoted(policy.name);
  if (!policy.actions.includes(wish.action)) {
    return aside(`${name} is about ${namesOf(policy.actions.map((action) => ({ name: action })))}.`);
  }
  if (wish.importances.length === 0)
    return aside(`${name} is about the importance, and that stays as it is.`);
  if (importance !== null && !wish.importances.some((level) => importance.includes(level))) {
    return aside(
      `${name} is for importance ${importance.join(", ")}; this is ${[...new Set(wish.importances)].join(" and ")}.`,
    );
  }
  if (!labelMatches(labels, wish.label)) {
    return aside(`${name} is for labels like ${(labels ?? []).join(", ")}.`);
  }
  const mine = wish.requesterGroups.map((group) => group.toLowerCase());
  if (requesterGroups !== null && !requesterGroups.some((group) => mine.includes(group.toLowerCase()))) {
    return aside(`${name} is for requests by ${requesterGroups.map((group) => `@${group}`).join(", ")}.`);
  }
  return allowed(`${name} applies: ${ruleWords(policy.rule)}.`);
}

function waiverOf(file: Pick<PolicyFile, "rollback">, wish: Wish): string | null {
  const days = file.rollback.withoutApprovalDays;
  if (days === null || wish.rollbackTo === null) return null;
  if (wish.now - wish.rollbackTo.servedUntil > days * DAY_MS) return null;
  return `No approval is needed to go back to a champion of the last ${days === 1 ? "day" : `${days} days`}.`;
}

const quoted = (name: string): string => `"${name}"`;
