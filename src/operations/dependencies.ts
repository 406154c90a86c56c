// Everything that operations are handed. Wiring happens at start, tests hand in fakes.
import type { Edition } from "../deployments/validation/check.ts";
import type { People } from "../people/people.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Links } from "../ports/links.ts";
import type { Messenger } from "../ports/messenger.ts";
import type { Platform } from "../ports/platform.ts";
import type { Store } from "../ports/store.ts";
import type { PolicyFile } from "../requests/policy.ts";
import type { Journal } from "./journal.ts";
import type { Accounts } from "./linked-accounts.ts";
import type { Recents } from "./recents.ts";
import type { Log } from "./surprise.ts";

/** With `/` and the prefix of the install. */
export interface CommandWords {
  readonly deployments: string;
  readonly approvals: string;
}

export interface Dependencies {
  readonly store: Store;
  readonly journal: Journal;
  readonly platform: Platform;
  readonly people: People;
  readonly messenger: Messenger;
  /** A mail server is set: what Slack will never show somebody goes to their address. */
  readonly mails: boolean;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** The policy file in force now. */
  readonly policies: () => PolicyFile;
  readonly edition: Edition;
  readonly links: Links;
  /** Channel for notices that no route covers; null: none. */
  readonly notifyChannel: string | null;
  /** Verifies the audit lanes that hold a request's entries; one sentence per finding. */
  readonly verifyAuditOf: (request: string) => Promise<readonly string[]>;
  /** The slash commands as they are installed, for sentences that say what to type. */
  readonly commands: CommandWords;
  /** Accounts of the platform that people have linked; null: it has none, and a confirmed email is enough. */
  readonly accounts: Accounts | null;
  readonly recents: Recents;
  /** Wakes the alarm loop: something is due. */
  readonly nudge: () => void;
}
