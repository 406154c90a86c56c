import type { Decision } from "../deployments/decision.ts";
import type { ChangeRequest } from "./request.ts";

/** A request with what the asking person may do with it now. Rendering needs nothing else. */
export interface RequestView {
  readonly request: ChangeRequest;
  readonly may: {
    readonly review: boolean;
    readonly cancel: boolean;
    readonly edit: boolean;
    readonly confirm: boolean;
    readonly apply: boolean;
    readonly askAgain: boolean;
    readonly settle: boolean;
  };
  /** The approval decision as a tree: who approved, who else may. Null before policies are known. */
  readonly approval: Decision | null;
  /** Slack user ids of everyone who may review now, at most 50. */
  readonly reviewers: readonly string[];
  /** Who was told of the outcome, and whom it did not reach: plain sentences. Empty in what is shown to reviewers. */
  readonly told: readonly string[];
  /** Why an approved request is not being applied yet, for example another one runs on the deployment; null: nothing holds it. */
  readonly heldBy: string | null;
  readonly now: number;
}

/** One entry of the audit trail as people read it. */
export interface TrailEntry {
  readonly at: number;
  readonly event: string;
  /** Name and Slack user of a person, `system`, or that it was redacted. */
  readonly who: string;
  readonly allowed: boolean;
  readonly why: string;
}

/** Everything about one request, for its evidence file: who, when, checks as seen, reviews, digest, outcome, audit verification. */
export interface Evidence {
  readonly view: RequestView;
  readonly trail: readonly TrailEntry[];
  /** What verifying the audit lanes found; one sentence each. */
  readonly verification: readonly string[];
}
