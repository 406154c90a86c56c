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
  /** Why the outcome reached nobody or who was told: plain sentences for the card. */
  readonly told: readonly string[];
  /** Why an approved request is not being applied yet, for example another one runs on the deployment; null: nothing holds it. */
  readonly heldBy: string | null;
  readonly now: number;
}
