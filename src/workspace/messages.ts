// Messages: posting, finding, changing, and who sees them.
import type { Context } from "./context.ts";
import { records, stateOf, withIds } from "./elements.ts";
import { sendEvent } from "./events.ts";
import { APP, BOT, BOT_USER, type Person, TEAM } from "./people.ts";
import type { Json, StateValues, WorkspaceFile, WorkspaceMessage } from "./state.ts";

/** Slack cuts longer texts on posting. */
const LONGEST_TEXT = 40_000;

export interface NewMessage {
  readonly channel: string;
  readonly text: string;
  readonly blocks?: readonly unknown[] | undefined;
  readonly attachments?: unknown[] | undefined;
  readonly metadata?: Json | undefined;
  readonly threadTs?: string | undefined;
  readonly broadcast?: boolean | undefined;
  readonly ephemeralTo?: string | undefined;
  readonly files?: WorkspaceFile[] | undefined;
}

export function postAsBot(context: Context, message: NewMessage): WorkspaceMessage {
  const posted = add(context, {
    type: "message",
    channel: message.channel,
    ts: context.state.nextTs(),
    user: BOT_USER,
    team: TEAM,
    bot_id: BOT,
    app_id: APP,
    text: message.text.slice(0, LONGEST_TEXT),
    ...(message.blocks && message.blocks.length > 0
      ? { blocks: withIds(context.state, message.blocks) }
      : {}),
    ...(message.attachments ? { attachments: message.attachments } : {}),
    ...(message.metadata ? { metadata: message.metadata } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(message.threadTs && message.broadcast ? { reply_broadcast: true } : {}),
    ...(message.ephemeralTo ? { ephemeral_to: message.ephemeralTo } : {}),
    ...(message.files ? { files: message.files } : {}),
  });
  tellOfOwn(context, posted);
  return posted;
}

/** An app that hears of direct messages hears of its own as well (reference: Slack platform, section 2.4). */
function tellOfOwn(context: Context, message: WorkspaceMessage): void {
  const channel = context.state.channels.get(message.channel);
  if (channel?.kind !== "im" || message.ephemeral_to !== undefined) return;
  const event = {
    ...shownMessage(context, message),
    type: "message",
    channel: channel.id,
    channel_type: "im",
  };
  void sendEvent(context, event, { channel, subscription: "message.im" });
}

export function postAsPerson(
  context: Context,
  person: Person,
  message: { readonly channel: string; readonly text: string; readonly threadTs?: string | undefined },
): WorkspaceMessage {
  return add(context, {
    type: "message",
    channel: message.channel,
    ts: context.state.nextTs(),
    user: person.id,
    team: person.team,
    text: message.text,
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
  });
}

function add(context: Context, message: WorkspaceMessage): WorkspaceMessage {
  context.state.messages.push(message);
  if (message.thread_ts !== undefined && message.ephemeral_to === undefined) {
    const replies = repliesTo(context, message.channel, message.thread_ts);
    context.state.replies.set(`${message.channel} ${message.thread_ts}`, [...replies, message.ts]);
  }
  noteChange(context, message);
  return message;
}

const repliesTo = (context: Context, channel: string, ts: string): readonly string[] =>
  context.state.replies.get(`${channel} ${ts}`) ?? [];

/** All blocks of a message that have controls: its own, and those that were attached to its links. */
export const blocksIn = (message: WorkspaceMessage): Json[] => [
  ...(message.blocks ?? []),
  ...records(message.attachments).flatMap((one) => records(one.blocks)),
];

/** Shows something below the links of a message. */
export function attach(context: Context, message: WorkspaceMessage, attachments: readonly Json[]): void {
  message.attachments = attachments.map((one) => ({
    ...one,
    ...(Array.isArray(one.blocks) ? { blocks: withIds(context.state, one.blocks) } : {}),
  }));
  noteChange(context, message);
}

export const findMessage = (context: Context, channel: string, ts: string): WorkspaceMessage | undefined =>
  context.state.messages.find((message) => message.channel === channel && message.ts === ts);

export interface Change {
  readonly text: string;
  /** Undefined: no blocks any more. */
  readonly blocks: readonly unknown[] | undefined;
  readonly attachments?: unknown[] | undefined;
  /** Undefined: as it was; `{}`: none any more. */
  readonly metadata?: Json | undefined;
}

export function changeMessage(context: Context, message: WorkspaceMessage, change: Change): void {
  message.text = change.text;
  if (change.blocks && change.blocks.length > 0) message.blocks = withIds(context.state, change.blocks);
  else delete message.blocks;
  if (change.attachments) message.attachments = change.attachments;
  if (change.metadata && Object.keys(change.metadata).length === 0) delete message.metadata;
  else if (change.metadata) message.metadata = change.metadata;
  // Messages with blocks get no "edited" mark.
  if (message.blocks === undefined) message.edited = { user: message.user, ts: context.state.nextTs() };
  noteChange(context, message);
}

function noteChange(context: Context, message: WorkspaceMessage): void {
  context.state.changed();
  context.state.messageVersions.set(message, context.state.version());
}

export function deleteMessage(context: Context, message: WorkspaceMessage): void {
  const { messages } = context.state;
  messages.splice(messages.indexOf(message), 1);
  if (message.thread_ts !== undefined) {
    const left = repliesTo(context, message.channel, message.thread_ts).filter((ts) => ts !== message.ts);
    context.state.replies.set(`${message.channel} ${message.thread_ts}`, left);
  }
  context.state.changed();
}

/** Messages of a channel that this person sees, oldest first; private ones to others are not among them. */
export function messagesSeenBy(context: Context, channel: string, person: string): WorkspaceMessage[] {
  const members = context.state.channels.get(channel)?.members;
  if (!members?.has(person)) return [];
  return context.state.messages.filter(
    (message) =>
      message.channel === channel && (message.ephemeral_to === undefined || message.ephemeral_to === person),
  );
}

/** What the person has entered into the controls of a message; untouched ones are there with their initial value. */
export function messageState(context: Context, message: WorkspaceMessage, person: string): StateValues {
  const key = `${person} ${message.channel} ${message.ts}`;
  const values = stateOf(blocksIn(message), context.state.messageStates.get(key));
  context.state.messageStates.set(key, values);
  return values;
}

/** As Slack shows it in answers and payloads: without what only we keep, and the head of a thread with its replies. */
export function shownMessage(
  context: Context,
  message: WorkspaceMessage,
  options: { readonly metadata?: boolean } = {},
): Json {
  const { channel: _channel, ephemeral_to: _person, metadata, ...shown } = message;
  const replies = repliesTo(context, message.channel, message.ts);
  return structuredClone({
    ...shown,
    ...(replies.length > 0
      ? { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1) }
      : {}),
    ...(options.metadata && metadata ? { metadata } : {}),
  });
}
