// What the browser page shows of the workspace to one person, in one answer: only so many messages, and only those that changed.
import type { Context } from "./context.ts";
import { messagesSeenBy } from "./messages.ts";
import { BOT_NAME, BOT_USER, type Channel, type Person, TEAM } from "./people.ts";
import type { Json, WorkspaceMessage, WorkspaceView } from "./state.ts";
import { stackOf, topView } from "./views.ts";

/** Messages of a channel that the page holds at once; earlier ones are fetched when they are looked for. */
export const PAGE_WINDOW = 150;

export interface SeenPerson
  extends Pick<Person, "id" | "name" | "realName" | "deleted" | "guest" | "admin" | "timeZone"> {
  readonly otherCompany: boolean;
  /** Newest message by somebody else that this person sees anywhere, to show that there is news; empty: none. */
  readonly latest: string;
}

export interface SeenChannel extends Pick<Channel, "id" | "name" | "kind" | "archived" | "externallyShared"> {
  readonly hasBot: boolean;
  /** The app takes no messages and commands in its own place (its manifest says so). */
  readonly readOnly: boolean;
  /** Newest message in it by somebody else; empty: none. */
  readonly latest: string;
}

export interface SeenWindow {
  /** Time stamps of what is in the window, oldest first. */
  readonly order: readonly string[];
  readonly earlier: number;
  readonly later: number;
  /** Those of the window that were posted or changed after `since`. */
  readonly changed: readonly WorkspaceMessage[];
  /** Replies by the time stamp of their first message. */
  readonly replies: Readonly<Record<string, number>>;
}

export interface PageAnswer {
  readonly version: number;
  /** Names the records that the bot works on: what the browser remembers of the tour belongs to them. */
  readonly records: string;
  readonly me: SeenPerson;
  readonly people: readonly SeenPerson[];
  readonly groups: readonly { readonly id: string; readonly handle: string }[];
  readonly bot: { readonly id: string; readonly name: string };
  readonly channels: readonly SeenChannel[];
  /** Names of all channels, for mentions of ones that this person is not in. */
  readonly channelNames: Readonly<Record<string, string>>;
  /** Null: the channel does not exist for this person. */
  readonly window: SeenWindow | null;
  /** The messages of the open thread, its first one first; empty: none is open. */
  readonly thread: readonly WorkspaceMessage[];
  readonly modal: { readonly view: WorkspaceView; readonly depth: number } | null;
  readonly home: WorkspaceView | null;
  readonly notices: readonly {
    readonly text: string;
    readonly at: number;
    readonly channel: string | null;
  }[];
  readonly commands: readonly Json[];
  readonly faults: readonly Json[];
}

export interface PageQuestion {
  readonly channel: string;
  readonly since: number;
  /** The newest message of the window; empty: the newest that there is. */
  readonly until: string;
  /** Time stamp of the first message of the open thread; empty: none is open. */
  readonly thread: string;
}

export function pageAnswer(context: Context, person: Person, question: PageQuestion): PageAnswer {
  const { state } = context;
  const people = [...state.people.values()];
  const channels = [...state.channels.values()];
  const latest = latestByPlace(context, people);
  const seen = messagesSeenBy(context, question.channel, person.id);
  const view = topView(context, person.id);
  return structuredClone({
    version: state.version(),
    records: context.records,
    me: seenPerson(person, latest),
    people: people.map((one) => seenPerson(one, latest)),
    groups: [...state.groups.values()].map(({ id, handle }) => ({ id, handle })),
    bot: { id: BOT_USER, name: BOT_NAME },
    channels: channels
      .filter((channel) => channel.members.has(person.id))
      .map((channel) => ({
        id: channel.id,
        name: channel.name,
        kind: channel.kind,
        archived: channel.archived,
        externallyShared: channel.externallyShared,
        hasBot: channel.members.has(BOT_USER),
        readOnly: channel.kind === "im" && !context.grants.messagesTabWritable,
        latest: latest.get(`${person.id} ${channel.id}`) ?? "",
      })),
    channelNames: Object.fromEntries(
      channels.filter((channel) => channel.kind === "public").map(({ id, name }) => [id, name]),
    ),
    window: state.channels.get(question.channel)?.members.has(person.id)
      ? windowOf(context, seen, question)
      : null,
    thread:
      question.thread === ""
        ? []
        : seen.filter((one) => one.ts === question.thread || one.thread_ts === question.thread),
    modal: view === null ? null : { view, depth: stackOf(context, person.id).length },
    home: state.views.get(state.homes.get(person.id) ?? "")?.view ?? null,
    notices: state.notices
      .filter((notice) => notice.person === person.id)
      .slice(-20)
      .map(({ text, at, channel }) => ({ text, at, channel })),
    commands: context.grants.commands as readonly unknown[] as readonly Json[],
    faults: context.faults.pending() as readonly unknown[] as readonly Json[],
  });
}

const seenPerson = (person: Person, latest: ReadonlyMap<string, string>): SeenPerson => ({
  id: person.id,
  name: person.name,
  realName: person.realName,
  deleted: person.deleted,
  guest: person.guest,
  admin: person.admin,
  timeZone: person.timeZone,
  otherCompany: person.team !== TEAM,
  latest: latest.get(person.id) ?? "",
});

/** Newest message by somebody else, by person and by person and channel; one pass over all messages. */
function latestByPlace(context: Context, people: readonly Person[]): ReadonlyMap<string, string> {
  const latest = new Map<string, string>();
  const newer = (key: string, ts: string): void => {
    if (ts > (latest.get(key) ?? "")) latest.set(key, ts);
  };
  for (const message of context.state.messages) {
    const members = context.state.channels.get(message.channel)?.members;
    const readers =
      message.ephemeral_to === undefined ? people : people.filter(({ id }) => id === message.ephemeral_to);
    for (const { id } of readers) {
      if (!members?.has(id) || message.user === id) continue;
      newer(`${id} ${message.channel}`, message.ts);
      // Of channels everybody is told by a mark; for whom something waits is told by what is theirs alone.
      if (context.state.channels.get(message.channel)?.kind === "im") newer(id, message.ts);
    }
  }
  return latest;
}

/** A reply lives in its thread unless it was sent to the channel too. */
const inChannel = (message: WorkspaceMessage): boolean =>
  message.thread_ts === undefined || message.thread_ts === message.ts || message.reply_broadcast === true;

function windowOf(
  context: Context,
  seen: readonly WorkspaceMessage[],
  { since, until }: PageQuestion,
): SeenWindow {
  const all = seen.filter(inChannel);
  const last = until === "" ? -1 : all.findLastIndex((message) => message.ts <= until);
  const end = last === -1 ? all.length : last + 1;
  const start = Math.max(0, end - PAGE_WINDOW);
  const shown = all.slice(start, end);
  const replies: Record<string, number> = {};
  for (const { thread_ts: thread, ts } of seen) {
    if (thread !== undefined && thread !== ts) replies[thread] = (replies[thread] ?? 0) + 1;
  }
  return {
    order: shown.map(({ ts }) => ts),
    earlier: start,
    later: all.length - end,
    changed: shown.filter((message) => (context.state.messageVersions.get(message) ?? 0) > since),
    replies,
  };
}
