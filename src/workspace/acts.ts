// What people can do in the local Slack, and what they then see. Tests, curl and the browser page all go through this.
import type { Fault } from "./faults.ts";
import type { RequestEntry } from "./request-log.ts";
import type { Json, WorkspaceFile, WorkspaceMessage, WorkspaceView } from "./state.ts";

/** What came of an act, as the person sees it. */
export interface Outcome {
  /** Slack's word when the bot did not take it (`operation_timeout`, `dispatch_failed`, ...); null: taken. */
  readonly error: string | null;
  /** Of a submission: texts beside the fields, by block_id. */
  readonly fieldErrors: Readonly<Record<string, string>>;
  /** Of a submission: the view is gone. */
  readonly closed: boolean;
  /** Time to the bot's answer; null when nothing was sent. */
  readonly ms: number | null;
  /** What the bot answered in the acknowledgement itself. */
  readonly answer: unknown;
}

/** A person cannot do this: the control is not there, the field is empty, the channel is not theirs. */
export class PersonCannot extends Error {
  override readonly name = "PersonCannot";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Name (`olivia`) or user id. */
export type Who = string;
/** Name with or without `#`, id, or `@pointsman` for the direct message with the bot. */
export type Where = string;

/** The message or view that is meant. Without either: the open modal, or the newest message that shows the control. */
export interface At {
  readonly message?: { readonly channel: string; readonly ts: string } | undefined;
  readonly view?: { readonly id: string } | undefined;
}

export interface Press extends At {
  readonly person: Who;
  readonly actionId: string;
  readonly blockId?: string | undefined;
  /** Which one of several buttons with this action_id; with `force` any value at all. */
  readonly value?: string | undefined;
  /** Sends it although the person could not: another value, a control that is not there, a channel not theirs. */
  readonly force?: boolean | undefined;
  /** Answer to the button's confirm dialog, where it has one; true when not said. */
  readonly confirm?: boolean | undefined;
}

export interface Choose extends At {
  readonly person: Who;
  readonly actionId: string;
  readonly blockId?: string | undefined;
  /** Value or shown text of an option, several of them for multi selects and boxes, null to clear. */
  readonly option: string | readonly string[] | null;
  readonly force?: boolean | undefined;
  readonly confirm?: boolean | undefined;
}

export interface Suggest extends At {
  readonly person: Who;
  readonly actionId: string;
  readonly blockId?: string | undefined;
  /** What was typed. */
  readonly text: string;
}

export interface Suggested {
  readonly options: readonly Json[];
  readonly groups: readonly Json[] | null;
  /** Why the menu shows nothing; null when it shows the options. */
  readonly problem: string | null;
}

/** Text, number or date for fields, value or shown text for choices, a list for several, null to clear. */
export type FieldValue = string | readonly string[] | null;

export interface Fill {
  readonly person: Who;
  readonly view?: { readonly id: string } | undefined;
  /** By action_id or block_id. */
  readonly values: Readonly<Record<string, FieldValue>>;
}

export interface Submit {
  readonly person: Who;
  /** The open one when not said; a view that is closed by now only with `force`. */
  readonly view?: WorkspaceView | { readonly id: string } | undefined;
  readonly values?: Readonly<Record<string, FieldValue>> | undefined;
  /** Sends it although Slack would not: required fields empty, or the view closed by now. */
  readonly force?: boolean | undefined;
}

export type Change =
  | {
      readonly person: Who;
      /** Makes the person when there is none of this name. */
      readonly create?: boolean | undefined;
      readonly deleted?: boolean | undefined;
      readonly email?: string | null | undefined;
      readonly emailConfirmed?: boolean | undefined;
      readonly guest?: "none" | "multi-channel" | "single-channel" | undefined;
      readonly admin?: boolean | undefined;
      readonly otherCompany?: boolean | undefined;
      /** Another app's bot user. */
      readonly bot?: boolean | undefined;
      /** Invited, and has not accepted yet. */
      readonly invited?: boolean | undefined;
    }
  | {
      /** Handle; made when there is none. */
      readonly group: string;
      readonly add?: readonly Who[] | undefined;
      readonly remove?: readonly Who[] | undefined;
      readonly disabled?: boolean | undefined;
    }
  | {
      readonly channel: Where;
      readonly create?: "public" | "private" | undefined;
      readonly archived?: boolean | undefined;
      /** Is the bot in it? */
      readonly bot?: boolean | undefined;
      readonly externallyShared?: boolean | undefined;
      /** Another company was invited; ends when it accepts (`externallyShared`). */
      readonly sharingPending?: boolean | undefined;
      readonly add?: readonly Who[] | undefined;
      readonly remove?: readonly Who[] | undefined;
    }
  | { readonly app: "installed" | "token-revoked" | "uninstalled" };

export interface WaitOptions {
  readonly timeoutMs?: number;
  /** Named in the error when it does not come. */
  readonly what?: string;
}

export interface WorkspaceActs {
  /** The whole line as typed: `/deployments replace card-default`. */
  command(
    person: Who,
    channel: Where,
    text: string,
    options?: { readonly force?: boolean },
  ): Promise<Outcome>;
  /** Mentions the bot; its name is put before the text unless it is in there. */
  mention(
    person: Who,
    channel: Where,
    text: string,
    options?: { readonly thread?: string },
  ): Promise<Outcome>;
  /** An ordinary message; links in it reach the bot when the app unfurls their domain. */
  say(person: Who, channel: Where, text: string, options?: { readonly thread?: string }): Promise<Outcome>;
  press(press: Press): Promise<Outcome>;
  choose(choose: Choose): Promise<Outcome>;
  suggest(suggest: Suggest): Promise<Suggested>;
  fill(fill: Fill): Promise<Outcome>;
  submit(submit: Submit): Promise<Outcome>;
  /** Closes the top modal, or with `all` the whole stack. */
  closeView(person: Who, options?: { readonly all?: boolean }): Promise<Outcome>;
  /** `messages`: the other tab of the app's own place, the direct message; the bot hears of both. */
  openHome(person: Who, tab?: "home" | "messages"): Promise<Outcome>;
  shortcut(person: Who, callbackId: string, at?: At): Promise<Outcome>;

  change(change: Change): Promise<void>;
  fault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  /** Tells Socket Mode clients to connect again. */
  refreshSockets(reason: "warning" | "refresh_requested" | "link_disabled"): Promise<void>;

  /** Oldest first. With `seenBy` what that person sees, private ones to them included; without, what all see. */
  messages(channel: Where, seenBy?: Who): Promise<WorkspaceMessage[]>;
  directMessages(person: Who): Promise<WorkspaceMessage[]>;
  ephemerals(person: Who, channel: Where): Promise<WorkspaceMessage[]>;
  /** The modal on top, or null. */
  openView(person: Who): Promise<WorkspaceView | null>;
  home(person: Who): Promise<WorkspaceView | null>;
  files(): Promise<WorkspaceFile[]>;
  fileText(id: string): Promise<string>;
  requests(since?: number): Promise<RequestEntry[]>;
  /** What Slack itself told the person. */
  notices(person: Who): Promise<string[]>;
  /** All that the person sees, as text. */
  screen(person: Who): Promise<string>;
  /** Looks again whenever something changed, until it finds something; fails after `timeoutMs` (5 s). */
  waitFor<T>(
    look: () => T | Promise<T>,
    options?: WaitOptions,
  ): Promise<Exclude<T, null | undefined | false>>;
}

export const nothingSent: Outcome = { error: null, fieldErrors: {}, closed: false, ms: null, answer: null };

/** One loop for the workspace itself and for its client. */
export async function waitUntil<T>(
  look: () => T | Promise<T>,
  options: WaitOptions,
  news: { version(): Promise<number>; after(version: number, waitMs: number): Promise<number> },
  story: () => Promise<string>,
): Promise<Exclude<T, null | undefined | false>> {
  const timeoutMs = options.timeoutMs ?? 5000;
  const until = performance.now() + timeoutMs;
  for (;;) {
    const version = await news.version();
    const found = await look();
    if (found !== null && found !== undefined && found !== false) {
      return found as Exclude<T, null | undefined | false>;
    }
    const left = until - performance.now();
    if (left <= 0) {
      throw new Error(`waited ${timeoutMs} ms for ${options.what ?? "something"}\n${await story()}`);
    }
    await news.after(version, Math.min(left, 1000));
  }
}
