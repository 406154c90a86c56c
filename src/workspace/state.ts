// Everything the local Slack knows, in memory, and the news that something of it changed.
import type { Clock, Ids } from "../ports/clock.ts";
import {
  BOT_USER,
  type Channel,
  type Group,
  idOf,
  type Person,
  sampleChannels,
  sampleGroups,
  samplePeople,
} from "./people.ts";

export type Json = Record<string, unknown>;
export type StateValue = { readonly type: string } & Json;
/** By block_id, then action_id. */
export type StateValues = Record<string, Record<string, StateValue>>;

/** As Slack's API shows a message, with the channel; `ephemeral_to` is ours: the one person who sees it. */
export interface WorkspaceMessage {
  readonly type: "message";
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly team: string;
  readonly bot_id?: string;
  readonly app_id?: string;
  text: string;
  blocks?: Json[];
  attachments?: unknown[];
  metadata?: Json;
  edited?: { user: string; ts: string };
  files?: WorkspaceFile[];
  readonly thread_ts?: string;
  /** A thread reply that is shown in the channel too. */
  readonly reply_broadcast?: boolean;
  readonly ephemeral_to?: string;
}

/** As Slack's API shows a view. */
export interface WorkspaceView {
  readonly id: string;
  readonly team_id: string;
  readonly type: "modal" | "home";
  readonly blocks: Json[];
  readonly private_metadata: string;
  readonly callback_id: string;
  readonly external_id: string;
  readonly state: { readonly values: StateValues };
  readonly hash: string;
  readonly title: Json | null;
  readonly submit: Json | null;
  readonly close: Json | null;
  readonly clear_on_close: boolean;
  readonly notify_on_close: boolean;
  readonly root_view_id: string;
  readonly previous_view_id: string | null;
  readonly app_id: string;
  readonly app_installed_team_id: string;
  readonly bot_id: string;
}

/** A view that somebody has before them, or their Home. */
export interface OpenView {
  readonly owner: string;
  /** The conversation that its owner was looking at when the first one of the stack opened; null: none. */
  readonly conversation: string | null;
  view: WorkspaceView;
}

export interface WorkspaceFile {
  readonly id: string;
  readonly name: string;
  title: string;
  readonly mimetype: string;
  readonly size: number;
  readonly alt_txt?: string;
  readonly user: string;
  readonly created: number;
  readonly url_private: string;
  readonly url_private_download: string;
  readonly permalink: string;
}

export interface Upload {
  readonly id: string;
  readonly secret: string;
  readonly name: string;
  readonly length: number;
  readonly altText: string | null;
  bytes: Buffer | null;
  done: boolean;
}

/** What Slack itself tells a person, for example that a command timed out. */
export interface Notice {
  readonly person: string;
  readonly channel: string | null;
  readonly text: string;
  readonly at: number;
}

export interface State {
  readonly people: Map<string, Person>;
  readonly channels: Map<string, Channel>;
  readonly groups: Map<string, Group>;
  /** In the order of posting. */
  readonly messages: WorkspaceMessage[];
  /** Time stamps of the replies that all see, by channel and time stamp of the thread's head. */
  readonly replies: Map<string, readonly string[]>;
  /** The version at which a message was last posted or changed. */
  readonly messageVersions: WeakMap<WorkspaceMessage, number>;
  readonly views: Map<string, OpenView>;
  /** Ids of a person's open modals, the top one last. */
  readonly stacks: Map<string, string[]>;
  /** View id of a person's Home. */
  readonly homes: Map<string, string>;
  /** What a person has entered into controls of a message: by person, channel and ts. */
  readonly messageStates: Map<string, StateValues>;
  /** Options that the bot offered, by view id or message, and action_id. */
  readonly offered: Map<string, Json[]>;
  readonly uploads: Map<string, Upload>;
  readonly files: Map<string, WorkspaceFile>;
  readonly notices: Notice[];
  /** The app's place in the workspace; `token-revoked`: still there, but its bot token is good for nothing. */
  app: "installed" | "token-revoked" | "uninstalled";
  /** Message time stamps: the clock's time, never the same twice. */
  nextTs(): string;
  newId(prefix: string): string;
  /** Wakes all who wait in `after`. */
  changed(): void;
  readonly version: () => number;
  /** The version as soon as it is newer than the one given, or after the time is over. */
  after(version: number, waitMs: number): Promise<number>;
}

export function createState(deps: {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly people?: readonly Person[];
}): State {
  const people = deps.people ?? samplePeople();
  let lastMicros = 0;
  let version = 1;
  const waiting = new Set<() => void>();
  return {
    people: new Map(people.map((person) => [person.id, person])),
    channels: new Map(sampleChannels(people).map((channel) => [channel.id, channel])),
    groups: new Map(sampleGroups().map((group) => [group.id, group])),
    messages: [],
    replies: new Map(),
    messageVersions: new WeakMap(),
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    messageStates: new Map(),
    offered: new Map(),
    uploads: new Map(),
    files: new Map(),
    notices: [],
    app: "installed",
    nextTs() {
      lastMicros = Math.max(deps.clock.now() * 1000, lastMicros + 1);
      return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, "0")}`;
    },
    newId: (prefix) => `${prefix}${deps.ids.hash(deps.ids.unique()).slice(0, 10).toUpperCase()}`,
    changed() {
      version += 1;
      for (const wake of waiting) wake();
    },
    version: () => version,
    after(known, waitMs) {
      if (version > known || waitMs <= 0) return Promise.resolve(version);
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve(version);
        };
        const timer = setTimeout(done, waitMs);
        waiting.add(done);
      });
    },
  };
}

/** The direct message between the bot and a person, opened when there is none. */
export function openDirectMessage(state: State, person: Person): Channel {
  const id = idOf("D0", person.id.replace(/^U0/, ""));
  const known = state.channels.get(id);
  if (known) return known;
  const channel: Channel = {
    id,
    name: person.id,
    kind: "im",
    members: new Set([person.id, BOT_USER]),
    partner: person.id,
    archived: false,
    externallyShared: false,
    sharingPending: false,
  };
  state.channels.set(id, channel);
  return channel;
}

/** May the bot know of this channel at all? Slack hides private ones that it is not in. */
export const visibleToBot = (channel: Channel): boolean =>
  channel.kind === "public" || channel.members.has(BOT_USER);
