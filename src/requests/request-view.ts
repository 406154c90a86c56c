import type { Decision } from "../deployments/decision.ts";
import type { ChangeRequest } from "./request.ts";

/** Whom a notice is meant for. A channel is a Slack id, or a name as the policy file has it. */
export type Recipient =
  | { readonly kind: "channel"; readonly channel: string }
  | { readonly kind: "user"; readonly slackUser: string }
  /** An address, or a group that is not there. */
  | { readonly kind: "named"; readonly name: string };

/** One thing to say about who was told of the outcome. */
export type Told =
  | { readonly kind: "channels"; readonly channels: readonly string[] }
  /** Nothing names a channel for this deployment. */
  | { readonly kind: "no-channel" }
  /** `people`: those whom it is shared with, but for whoever asked. `invited`: those to whom it was shared for the first time. */
  | {
      readonly kind: "people" | "invited";
      readonly by: "direct-message" | "email";
      readonly to: readonly Recipient[];
    }
  /** `trouble`: why a mail among them has not gone yet; null: nothing is known to be wrong. */
  | { readonly kind: "on-the-way"; readonly count: number; readonly trouble: string | null }
  /** `missed`: not told. `doubtful`: perhaps told. All for one reason. */
  | { readonly kind: "missed" | "doubtful"; readonly to: readonly Recipient[]; readonly reason: string };

/** What of this installation decides what is said to people. */
export interface Installation {
  /** A mail server is set: whom no direct message reaches gets a mail. */
  readonly mails: boolean;
}

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
    /** Have what it made, where it makes something to be had. */
    readonly take: boolean;
    /** Read the log of a launch that failed. */
    readonly readLogs: boolean;
  };
  /** The approval decision as a tree: who approved, who else may. Null before policies are known. */
  readonly approval: Decision | null;
  /** Slack user ids of everyone who may review now, at most 50. */
  readonly reviewers: readonly string[];
  /** Who was told of the outcome, and whom it did not reach. Empty before it has happened and in what is shown to reviewers. */
  readonly told: readonly Told[];
  /** Why an approved request is not being applied yet, for example another one runs on the deployment; null: nothing holds it. */
  readonly heldBy: string | null;
  readonly here: Installation;
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
