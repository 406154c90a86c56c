// The Messenger port: shows a record somewhere. The Slack adapter renders at send time.
import type { Role } from "../deployments/deployment.ts";
import type { RequestId } from "../deployments/ids.ts";
import type { RequestView } from "../requests/request-view.ts";

/** Where something is shown. `user` opens the direct message by itself. */
export type Target =
  | { readonly kind: "channel"; readonly channel: string }
  | { readonly kind: "user"; readonly user: string }
  | { readonly kind: "view"; readonly viewId: string; readonly user: string }
  /** In the thread of another delivery's message. */
  | { readonly kind: "thread"; readonly of: string };

/** What is shown. The names are the delivery's purpose, used in ids, metrics and audit. */
export type Exhibit =
  /** The request as its requester sees it (edited in place). */
  | { readonly kind: "request-card"; readonly request: RequestId }
  /** The ask to a reviewer for one edition (edited in place until it is decided, or outdated by a later edition). */
  | { readonly kind: "review-prompt"; readonly request: RequestId; readonly edition: number }
  /** The result of checking, in the view that asked. */
  | { readonly kind: "check-result"; readonly request: RequestId }
  /** That it has happened: posted once, never before. */
  | { readonly kind: "outcome-notice"; readonly request: RequestId }
  /** To somebody to whom it was shared for the first time: posted once, after the fact. */
  | { readonly kind: "invitation"; readonly request: RequestId; readonly role: Role }
  /** All added features and all checks, as a file. */
  | { readonly kind: "checks-file"; readonly request: RequestId }
  | { readonly kind: "reminder"; readonly request: RequestId }
  /** One short line to the requester: approved by, changes asked by, expired. */
  | { readonly kind: "requester-note"; readonly request: RequestId; readonly about: string };

export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

export interface ShowCommand {
  readonly target: Target;
  readonly exhibit: Exhibit;
  /** Read just before the call: what is shown is the record as it is now. */
  readonly view: RequestView;
  /** Message to edit; null: post a new one. */
  readonly posted: Posted | null;
  /** Thread to reply in, for `thread` targets. */
  readonly thread: Posted | null;
  /** Goes into message metadata (no secrets): finds our message again after a lost answer. */
  readonly deliveryId: string;
  /** Hash of what was shown last; the same again is not sent. */
  readonly shownHash: string | null;
}

export type ShowAnswer =
  | { readonly outcome: "shown"; readonly posted: Posted | null; readonly hash: string }
  | { readonly outcome: "unchanged" }
  /** The view is gone or cannot be updated: show it another way. */
  | { readonly outcome: "gone" }
  /** Proven that it was not shown; again after `retryAfterMs`. */
  | {
      readonly outcome: "not-delivered";
      readonly retryAfterMs: number;
      readonly reason: string;
      /** It was not tried: others come first, or Slack asked for a pause. That is no failure, however often. */
      readonly waits?: true;
    }
  /** It may have been shown: edits are repeated, prompts sent again, notices never. */
  | { readonly outcome: "unknown"; readonly reason: string }
  /** It can never be shown there (`channel_not_found`, `is_archived`, ...): reason in Slack's words. */
  | { readonly outcome: "impossible"; readonly reason: string };

/** What looking for our own message (by its metadata) after a lost answer found. */
export type FindAnswer =
  | { readonly outcome: "found"; readonly posted: Posted }
  /** Looked through everything since `since`: it is not there. */
  | { readonly outcome: "absent" }
  /** No history scope, or Slack did not answer: nobody knows. */
  | { readonly outcome: "cannot-look" };

export interface Messenger {
  show(command: ShowCommand): Promise<ShowAnswer>;
  /** Looks for the message of a delivery that may have been posted at or after `since` (epoch ms). Views are never found. */
  find(ask: {
    readonly target: Target;
    readonly thread: Posted | null;
    readonly deliveryId: string;
    readonly since: number;
  }): Promise<FindAnswer>;
}
