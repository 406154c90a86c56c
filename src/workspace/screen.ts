// What a person sees, as text for a terminal: channels, direct messages, the open modal, and how to act on it.
import type { Context } from "./context.ts";
import { isEmpty, isRecord, ownOptions, type Place, placesOf, records } from "./elements.ts";
import { isExternal } from "./entering.ts";
import { blocksIn, messagesSeenBy } from "./messages.ts";
import { BOT_NAME, BOT_USER, type Channel, type Person } from "./people.ts";
import { blocksLines, readable, textOf } from "./screen-blocks.ts";
import type { Json, WorkspaceMessage, WorkspaceView } from "./state.ts";
import { topView } from "./views.ts";

/** What would steer the terminal instead of being read: foreign text may hold it. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Bidi_Control}]/gu;

/** Messages of a channel on the screen. */
const LAST = 8;

export function screenOf(context: Context, person: Person): string {
  const channels = [...context.state.channels.values()].filter((channel) => channel.members.has(person.id));
  const parts = channels.map((channel) => channelPart(context, person, channel));
  const notices = context.state.notices.filter((notice) => notice.person === person.id).slice(-3);
  const modal = topView(context, person.id);
  return [
    `== ${person.realName} (${person.name})${person.deleted ? ", deactivated" : ""} ==`,
    ...parts.filter((part) => part !== null),
    ...(notices.length > 0 ? ["", "Slack says:", ...notices.map((notice) => `  ${notice.text}`)] : []),
    ...(modal ? ["", ...viewLines(context, modal)] : []),
    "",
    howTo(context, person, modal),
  ]
    .join("\n")
    .replace(UNPRINTABLE, "");
}

/** Everything that became visible to the person since: what a terminal user wants to see after an act. */
export function newsFor(
  context: Context,
  person: Person,
  since: { readonly version: number; readonly notices: number },
): string {
  const lines: string[] = [];
  for (const channel of context.state.channels.values()) {
    const fresh = messagesSeenBy(context, channel.id, person.id).filter(
      (message) => (context.state.messageVersions.get(message) ?? 0) > since.version,
    );
    if (fresh.length > 0) {
      lines.push(
        "",
        titleOf(context, channel),
        ...fresh.flatMap((message) => messageLines(context, message)),
      );
    }
  }
  const notices = context.state.notices.slice(since.notices).filter((notice) => notice.person === person.id);
  if (notices.length > 0) lines.push("", "Slack says:", ...notices.map((notice) => `  ${notice.text}`));
  const modal = topView(context, person.id);
  if (modal) lines.push("", ...viewLines(context, modal));
  if (lines.length === 0) lines.push("", "(nothing new to see)");
  return `${lines.slice(1).join("\n")}\n\n${howTo(context, person, modal)}\n`.replace(UNPRINTABLE, "");
}

function titleOf(context: Context, channel: Channel): string {
  const marks = [
    channel.kind === "private" ? "private" : null,
    channel.externallyShared ? "shared with another company" : null,
    channel.archived ? "archived" : null,
    channel.members.has(BOT_USER) ? null : `without ${BOT_NAME}`,
  ].filter((mark) => mark !== null);
  const name =
    channel.kind === "im"
      ? `@${BOT_NAME} with ${context.state.people.get(channel.partner ?? "")?.name ?? ""}`
      : `#${channel.name}`;
  return marks.length > 0 ? `${name} (${marks.join(", ")})` : name;
}

function channelPart(context: Context, person: Person, channel: Channel): string | null {
  const seen = messagesSeenBy(context, channel.id, person.id);
  if (seen.length === 0) return `\n${titleOf(context, channel)}`;
  const left = seen.length - LAST;
  return [
    `\n${titleOf(context, channel)}`,
    ...(left > 0 ? [`  … ${left} earlier`] : []),
    ...seen.slice(-LAST).flatMap((message) => messageLines(context, message)),
  ].join("\n");
}

function messageLines(context: Context, message: WorkspaceMessage): string[] {
  const who = message.bot_id ? BOT_NAME : (context.state.people.get(message.user)?.name ?? message.user);
  const marks = [
    message.ephemeral_to ? "only visible to you" : null,
    message.thread_ts ? `in thread ${message.thread_ts}` : null,
    message.edited ? "edited" : null,
  ].filter((mark) => mark !== null);
  const time = new Date(Number(message.ts) * 1000).toISOString().slice(11, 16);
  const head = `  ${time} ${who}${marks.length > 0 ? ` (${marks.join(", ")})` : ""}  [${message.channel} ${message.ts}]`;
  const body = message.blocks
    ? blocksLines(context, message.blocks, {})
    : readable(context, message.text).split("\n");
  const unfurls = records(message.attachments).flatMap((one) =>
    blocksLines(context, records(one.blocks), {}).map((line) => `│ ${line}`),
  );
  const files = (message.files ?? []).map((file) => `📄 ${file.title} ${file.url_private}`);
  return [head, ...[...body, ...unfurls, ...files].map((line) => `    ${line}`)];
}

function viewLines(context: Context, view: WorkspaceView): string[] {
  const bar = "─".repeat(60);
  const buttons = [view.submit, view.close]
    .filter((one) => one !== null)
    .map((one) => `[ ${textOf(context, one)} ]`);
  return [
    bar,
    `MODAL  ${textOf(context, view.title)}`,
    ...blocksLines(context, view.blocks, view.state.values).map((line) => `  ${line}`),
    `  ${buttons.join("  ")}`,
    bar,
  ];
}

/** What this person can do next, ready to be sent: only controls that they see, only values that are offered. */
function howTo(context: Context, person: Person, modal: WorkspaceView | null): string {
  const send = (path: string, body: Json): string =>
    `  curl -d '${JSON.stringify({ as: person.name, ...body })}' ${context.baseUrl()}/control/${path}`;
  const controls = (modal ? placesOf(modal.blocks) : newestControls(context, person)).filter(
    (place) => place.input === null,
  );
  const button = controls.find(({ element }) => element.type === "button");
  const menu = controls.find(({ element }) => ownOptions(element).length > 0);
  const acts = [
    ...(button ? [send("press", { action: button.actionId })] : []),
    ...(menu ? [send("choose", { action: menu.actionId, option: firstOption(menu.element) })] : []),
  ];
  const command = (text: string): string => send("command", { channel: channelFor(context, person), text });
  return [
    "Next, for example:",
    ...(modal ? modalActs(modal, send) : []),
    ...acts,
    ...(modal
      ? []
      : acts.length > 0
        ? [command("/deployments")]
        : ["", " whoami", " help"].map((words) => command(`/deployments${words}`))),
    `  curl ${context.baseUrl()}/control/as/${person.name}`,
  ].join("\n");
}

function modalActs(modal: WorkspaceView, send: (path: string, body: Json) => string): string[] {
  const fields = placesOf(modal.blocks).filter((place) => place.input !== null);
  const open = fields.filter(
    (place) => place.input?.optional !== true && isEmpty(modal.state.values[place.blockId]?.[place.actionId]),
  );
  const key = ({ actionId, blockId }: Place): string =>
    fields.filter((other) => other.actionId === actionId).length > 1 ? blockId : actionId;
  const values = Object.fromEntries(open.map((place) => [key(place), exampleFor(place.element)]));
  const loading = [...open, ...fields].find((place) => isExternal(place.element));
  return [
    ...(modal.submit ? [send("submit", open.length === 0 ? {} : { values })] : []),
    ...(loading ? [send("suggest", { action: loading.actionId, text: "" })] : []),
    send("close", {}),
  ];
}

const firstOption = (element: Json): string => {
  const [first] = ownOptions(element);
  return isRecord(first?.text) ? String(first.text.text) : "…";
};

const exampleFor = (element: Json): Json | string | string[] =>
  element.type === "checkboxes" ? [firstOption(element)] : firstOption(element);

/** Of the newest message that has any. */
function newestControls(context: Context, person: Person): readonly Place[] {
  const seen = [...context.state.channels.values()]
    .flatMap((channel) => messagesSeenBy(context, channel.id, person.id))
    .toSorted((a, b) => Number(b.ts) - Number(a.ts));
  for (const message of seen) {
    const places = placesOf(blocksIn(message));
    if (places.length > 0) return places;
  }
  return [];
}

/** Where this person can type a command: a channel that the bot is in, else any of their own. */
function channelFor(context: Context, person: Person): string {
  const own = [...context.state.channels.values()].filter(
    (channel) => channel.kind !== "im" && !channel.archived && channel.members.has(person.id),
  );
  const channel = own.find(({ members }) => members.has(BOT_USER)) ?? own[0];
  return channel?.name ?? `@${BOT_NAME}`;
}
