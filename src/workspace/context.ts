// What every part of the local Slack works with.
import type { Clock, Ids } from "../ports/clock.ts";
import type { Faults } from "./faults.ts";
import type { Grants } from "./manifest.ts";
import type { RequestLog } from "./request-log.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { Sockets } from "./socket-mode.ts";
import type { State } from "./state.ts";
import type { Triggers } from "./triggers.ts";

/** Fixed event names with fields. */
export interface WorkspaceLog {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface Settings {
  readonly signingSecret: string;
  readonly botToken: string;
  readonly appToken: string;
  /** How long the bot has for an answer; Slack's 3 s unless a test cannot wait. */
  readonly ackMs: number;
  /** Waits before an event is sent again; Slack's: at once, after 1 minute, after 5 minutes. */
  readonly eventRetriesMs: readonly number[];
  /** Blocks without `text` beside them are refused; Slack itself would take them. */
  readonly fallbackText: boolean;
}

export interface Context {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: WorkspaceLog;
  readonly settings: Settings;
  readonly grants: Grants;
  readonly state: State;
  /** Names the records that the bot works on. */
  readonly records: string;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly sockets: Sockets;
  /** Where requests go over HTTP; null: Socket Mode only. Known later than the workspace, so it can be set. */
  botUrl: string | null;
  /** `http://127.0.0.1:port`, known once it listens. */
  readonly baseUrl: () => string;
  /** Does it later, unless the workspace has stopped. */
  readonly later: (waitMs: number, work: () => Promise<void>) => void;
}
