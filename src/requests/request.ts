// A change request: a person's wish to run an action with certain input, from asking to its end.
import type { ActionName } from "../deployments/action-names.ts";
import type { Refusal } from "../deployments/decision.ts";
import type { Importance } from "../deployments/deployment.ts";
import type { DeploymentId, PackageId, RequestId } from "../deployments/ids.ts";
import type { AssessedCheck, CheckStatus } from "../deployments/validation/check.ts";
import type { Actor, Person } from "./person.ts";
import type { Policy } from "./policy.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One line of facts that reviewers see; plain text both. */
export interface FactLine {
  readonly label: string;
  /** Times in it are in UTC: it also stands where nobody's zone is known. */
  readonly value: string;
  /** The same in pieces with blanks between them, its times as epoch ms, for readers with a clock of their own; people by Slack id. */
  readonly pieces?: readonly (string | number | { readonly slackUser: string })[];
}

/** What the checking of one edition found: all that reviewers see and the digest covers. */
export interface Assessment {
  readonly at: number;
  readonly status: CheckStatus;
  readonly checks: readonly AssessedCheck[];
  /** Machine facts of the action (champion id, source models, settings, ...): they go into the digest. */
  readonly facts: Json;
  /** The same and more, for people. Health and traffic belong here and not into `facts`: they change by the hour. */
  readonly shown: readonly FactLine[];
  /** Null: not recorded. */
  readonly importance: Importance | null;
  /** What is attested by ticking the box, one sentence each; the confirmation names the packages. */
  readonly toAttest: readonly { readonly packageId: PackageId; readonly sentence: string }[];
  readonly policies: readonly MatchedPolicy[];
  /** Why no policy applies, or that a rule waived them; plain sentence. */
  readonly policyNote: string;
}

export interface MatchedPolicy {
  readonly policy: Policy;
  /** sha256 of the canonical rule: part of the digest, so that a changed policy makes the approval stale. */
  readonly ruleHash: string;
}

export interface Confirmation {
  readonly by: Person;
  readonly at: number;
  readonly attested: readonly PackageId[];
}

export type ReviewDecision = "approve" | "ask-for-changes" | "comment";

export interface Review {
  readonly by: Person;
  readonly actor: Actor;
  readonly at: number;
  readonly edition: number;
  readonly decision: ReviewDecision;
  readonly comment: string;
}

/** Written before the platform is called. `effectKey` is the same for every attempt of one edition. */
export interface Intent {
  readonly effectKey: string;
  readonly at: number;
  readonly attempt: number;
  /** What the platform showed just before: `happened()` compares with it. */
  readonly before: Json;
  /** Written just before each call: whether the call ran is told by the platform only. */
  readonly lastCallAt: number;
  /** What the platform gave when it took the present call on, to ask it with later. */
  readonly ticket?: string;
  /** Email of the platform's own account that the present call is made by; absent: the platform has no accounts of its own. */
  readonly account?: string;
}

export interface DigestChange {
  /** Path in words, for example "candidate target name". */
  readonly what: string;
  readonly approved: string;
  readonly now: string;
}

/** `scheduled` comes with scheduled apply. */
export type RequestState =
  | { readonly name: "checking"; readonly since: number }
  /** Checks are done; the requester has to confirm (and attest, where training data is missing). */
  | { readonly name: "checked"; readonly since: number }
  | { readonly name: "refused"; readonly since: number; readonly refusal: Refusal }
  | { readonly name: "pending"; readonly since: number }
  | {
      readonly name: "changes-requested";
      readonly since: number;
      readonly by: Person;
      readonly comment: string;
    }
  /** `applyAskedBy`: set when the requester of an apply-by-hand request pressed *Apply now*. */
  | { readonly name: "approved"; readonly since: number; readonly applyAskedBy: Person | null }
  | { readonly name: "stale"; readonly since: number; readonly changes: readonly DigestChange[] }
  | {
      readonly name: "executing";
      readonly since: number;
      readonly intent: Intent;
      /** When the platform took the present call on; absent: it has not said so. */
      readonly acceptedAt?: number;
    }
  | { readonly name: "succeeded"; readonly since: number; readonly outcome: Outcome }
  | {
      readonly name: "failed";
      readonly since: number;
      readonly reason: string;
      readonly settledBy: Settlement | null;
      /** It was tried, and something is different from before; absent: nothing is known to be. */
      readonly changed?: true;
    }
  | { readonly name: "unknown"; readonly since: number; readonly intent: Intent; readonly why: string }
  | {
      readonly name: "cancelled";
      readonly since: number;
      readonly by: Person | "system";
      readonly reason: string;
    }
  | { readonly name: "expired"; readonly since: number };
export type RequestStateName = RequestState["name"];

export interface Settlement {
  readonly by: Person;
  readonly at: number;
  readonly reason: string;
}

export interface Outcome {
  /** When it happened on the platform. */
  readonly at: number;
  /** Old and new in words, for example `Credit default v3` and `Credit default v4`. */
  readonly from: string;
  readonly to: string;
  /** How we know: the platform's own answer (at once, or after it had taken it on), a look after a lost one, or a person who settled it. */
  readonly known: "answer" | "found" | "settled";
  /** Email of the platform's own account by which it was done; absent: the platform has none, or a person settled it. */
  readonly account?: string;
  readonly settledBy: Settlement | null;
}

/** Where the person asked: the answer goes there as long as it is open, else by direct message. */
export interface Origin {
  /** Id of the open Slack view, null when it was closed or never there. */
  readonly viewId: string | null;
  /** Channel in which the command or button was used, for the next step only; never for notices. */
  readonly channel: string | null;
}

export interface ChangeRequest {
  readonly id: RequestId;
  /** Short number that people can say aloud and quote, for example `R-7K2M`. */
  readonly reference: string;
  readonly action: ActionName;
  readonly deploymentId: DeploymentId;
  /** The refused request whose form this one was sent from; absent: it was asked for by itself. */
  readonly mends?: { readonly id: RequestId; readonly reference: string };
  /** As it was when asked: the deployment may be renamed or gone later. */
  readonly deploymentLabel: string;
  readonly requester: Person;
  readonly requesterActor: Actor;
  readonly createdAt: number;
  readonly origin: Origin;
  /** 1 for the first; each edit and each *Ask again* makes the next. */
  readonly edition: number;
  /** The action's parsed input. */
  readonly input: Json;
  readonly comment: string;
  /** Apply at once on approval, or by hand. Means nothing when no policy matches. */
  readonly apply: "on-approval" | "by-hand";
  readonly assessment: Assessment | null;
  readonly confirmation: Confirmation | null;
  /** Canonical bytes whose sha256 is the digest; kept so that `stale` can show what changed. */
  readonly digestBytes: string | null;
  readonly digest: string | null;
  /** Of all editions, oldest first; only those of the current edition count. */
  readonly reviews: readonly Review[];
  readonly state: RequestState;
  /** When reviewers were last reminded (or first asked). */
  readonly remindedAt: number | null;
}

export const FINAL_STATES = ["refused", "succeeded", "failed", "cancelled", "expired"] as const;
export const isFinal = (state: RequestState): boolean =>
  (FINAL_STATES as readonly RequestStateName[]).includes(state.name);

/** The deployment is gone by it: what is left to be opened is its history, by its id. */
export const tookItAway = ({ action, state }: Pick<ChangeRequest, "action" | "state">): boolean =>
  action === "delete" && state.name === "succeeded";

/** The same for every attempt of one edition: by it the platform's records tell our effect from somebody else's. */
export const effectKeyOf = ({ id, edition }: Pick<ChangeRequest, "id" | "edition">): string =>
  `${id}.${edition}`;
