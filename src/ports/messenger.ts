// The Messenger port: shows a record somewhere. Adapters render at send time.
import type { Deployment, Role } from "../deployments/deployment.ts";
import type { HealthChange, HealthLevel } from "../deployments/health.ts";
import type { DeploymentId, RequestId } from "../deployments/ids.ts";
import type { Actor } from "../requests/person.ts";
import type { RequestView } from "../requests/request-view.ts";

/** Where something is shown. `user` opens the direct message by itself. */
export type Target =
  | { readonly kind: "channel"; readonly channel: string }
  | { readonly kind: "user"; readonly user: string }
  | { readonly kind: "view"; readonly viewId: string; readonly user: string }
  /** In the thread of another delivery's message. */
  | { readonly kind: "thread"; readonly of: string }
  /** By email, to one address in lower case. */
  | { readonly kind: "mail"; readonly to: string }
  /** Nowhere: who should have heard of it and cannot be reached. Kept so that the card names them; never handed to the messenger. */
  | { readonly kind: "unreachable"; readonly who: string; readonly reason: string };

/** What is shown of a request. The names are the delivery's purpose, used in ids, metrics and audit. */
export type RequestExhibit =
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

/** That the health of a deployment changed between two looks: posted once, after the fact. */
export interface HealthExhibit {
  readonly kind: "health-notice";
  readonly deployment: DeploymentId;
  /** When it was looked at and seen to have changed, and the look before, epoch ms. */
  readonly at: number;
  readonly before: number;
  readonly changes: readonly HealthChange[];
  /** Who has asked to hear of it; null: the channel has subscribed. */
  readonly reader: Actor | null;
}

/** To somebody whose linked account the platform does not take any more: posted once. */
export interface AccountExhibit {
  readonly kind: "account-notice";
  readonly reader: Actor;
  /** When it was found, epoch ms. */
  readonly at: number;
}

export type Exhibit = RequestExhibit | HealthExhibit | AccountExhibit;

export interface AccountNoticeView {
  /** Of the account of the platform. */
  readonly email: string;
  /** What to type to link it again. */
  readonly command: string;
}

export interface HealthNoticeView {
  /** Those that the reader wants to hear of now; never empty. */
  readonly changes: readonly HealthChange[];
  /** The reader's own choice; null: a channel, which hears of all. */
  readonly level: HealthLevel | null;
  /** As it is now: what it is called, and how it does. */
  readonly deployment: Deployment;
}

/** An exhibit with its record, read just before the call: what is shown is the record as it is now. */
export type Shown =
  | { readonly exhibit: RequestExhibit; readonly view: RequestView }
  | { readonly exhibit: HealthExhibit; readonly view: HealthNoticeView }
  | { readonly exhibit: AccountExhibit; readonly view: AccountNoticeView };

export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

export type ShowCommand = Shown & {
  readonly target: Target;
  /** Message to edit; null: post a new one. */
  readonly posted: Posted | null;
  /** Thread to reply in, for `thread` targets. */
  readonly thread: Posted | null;
  /** Goes into message metadata (no secrets): finds our message again after a lost answer. */
  readonly deliveryId: string;
  /** Hash of what was shown last; the same again is not sent. */
  readonly shownHash: string | null;
};

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
  /**
   * Channels by id or name, each once and as it is named first. What nobody can be shown in stays as it is named. Throws
   * `DirectoryUnavailable` while Slack does not say which name is whose.
   */
  eachOnce(channels: readonly string[]): Promise<readonly string[]>;
  /** Looks for the message of a delivery that may have been posted at or after `since` (epoch ms). Views are never found. */
  find(ask: {
    readonly target: Target;
    readonly thread: Posted | null;
    readonly deliveryId: string;
    readonly since: number;
  }): Promise<FindAnswer>;
}
