// A policy says which change requests need which approvals. Types; the rules are beside this file.
import type { ActionName } from "../deployments/action-names.ts";
import type { Importance } from "../deployments/deployment.ts";
import type { Severities } from "../deployments/validation/check.ts";

/** Where reviewers come from. Emails in lower case, groups by handle without `@`. */
export type ReviewerSource =
  | { readonly kind: "person"; readonly email: string }
  | { readonly kind: "group"; readonly group: string }
  | { readonly kind: "owners" }
  | { readonly kind: "mlops-administrators" };

export type Rule =
  | { readonly kind: "approvals"; readonly count: number; readonly from: readonly ReviewerSource[] }
  | { readonly kind: "all"; readonly rules: readonly Rule[] }
  | { readonly kind: "any"; readonly rules: readonly Rule[] };

export interface Condition {
  /** Null: any importance. */
  readonly importance: readonly Importance[] | null;
  /** Glob patterns on the label (`*`, `?`), any of them; null: any label. */
  readonly labels: readonly string[] | null;
  /** Requester in any of these groups; null: everybody. */
  readonly requesterGroups: readonly string[] | null;
}

/** Looking changes nothing, and a file that scores is no change of the deployment: no policy asks for an approval of these. */
export const NEVER_GATED: readonly ActionName[] = ["view", "scoring-code", "logs"];

export interface Policy {
  readonly id: string;
  readonly name: string;
  readonly actions: readonly ActionName[];
  readonly when: Condition;
  readonly rule: Rule;
  readonly reminderMs: number | null;
  readonly expiryMs: number | null;
}

/** A champion of the last days may come back without approval, validated all the same. */
export interface RollbackRule {
  /** How many days back a champion counts; null: rollbacks need approval like every replacement. */
  readonly withoutApprovalDays: number | null;
}

/** `people` are emails, `groups` handles. */
export interface PeopleList {
  readonly people: readonly string[];
  readonly groups: readonly string[];
}

export interface NotificationRoute {
  readonly actions: readonly ActionName[] | null;
  readonly labels: readonly string[] | null;
  /** Channel name without `#`, or a channel id. */
  readonly channel: string;
}

export interface PolicyFile {
  readonly policies: readonly Policy[];
  readonly rollback: RollbackRule;
  readonly administrators: PeopleList;
  readonly mlopsAdministrators: PeopleList;
  readonly admitGuests: boolean;
  /** Whether those who may only predict hear of a deletion; default true (reference section 7). */
  readonly tellConsumersOfDeletion: boolean;
  /** How scoring code reaches whoever asked for it: by a link of their own, or as a file in Slack, which keeps a copy. */
  readonly scoringCode: "link" | "slack";
  readonly severities: Severities;
  /** How many deployments of the local platform may be active at once; null: as many as there are. */
  readonly activeDeployments: number | null;
  readonly routes: readonly NotificationRoute[];
}
