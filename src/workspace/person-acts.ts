// Typing: commands, mentions, messages, links, Home, shortcuts.
import { type At, nothingSent, type Outcome, PersonCannot } from "./acts.ts";
import type { Context } from "./context.ts";
import { type BotAnswer, deliver, type RequestKind } from "./deliver.ts";
import { isRecord } from "./elements.ts";
import { sendEvent } from "./events.ts";
import { activePerson, channelNamed, messageSurface, ownChannel, personNamed } from "./find.ts";
import { commandForm, globalShortcut, messageShortcut } from "./interactions.ts";
import { shareLinks, withLinks } from "./links.ts";
import { findMessage, postAsPerson } from "./messages.ts";
import { BOT_NAME, BOT_USER, type Channel, type Person, TEAM } from "./people.ts";
import { respond } from "./response-urls.ts";
import { openDirectMessage } from "./state.ts";

export const outcomeOf = (answer: BotAnswer | null): Outcome =>
  answer === null ? nothingSent : { ...nothingSent, error: answer.error, ms: answer.ms, answer: answer.body };

/** Slack itself tells the person something. */
export function tell(context: Context, person: Person, channel: Channel | null, text: string): void {
  context.state.notices.push({
    person: person.id,
    channel: channel?.id ?? null,
    text,
    at: context.clock.now(),
  });
  context.state.changed();
}

/** A fault for the next request of this kind, and a trigger that honours it. */
export function prepare(
  context: Context,
  kind: RequestKind,
  person: Person,
  from: { readonly view?: string | null; readonly channel: string | null },
) {
  const fault = context.faults.onDelivery(kind);
  const triggerId = context.triggers.issue(
    { person: person.id, view: from.view ?? null, channel: from.channel },
    { expired: fault?.kind === "expired-trigger" },
  );
  return { fault, triggerId };
}

/** Where people can type: no archived channel, and no direct message that the app keeps to itself. */
function needWritable(context: Context, channel: Channel): void {
  if (channel.archived) throw new PersonCannot("is_archived", `${channel.name} is archived.`);
  if (channel.kind === "im" && !context.grants.messagesTabWritable) {
    throw new PersonCannot("messages_tab_read_only", "Sending messages and commands to this app is off.");
  }
}

export async function command(
  context: Context,
  act: {
    readonly person: string;
    readonly channel: string;
    readonly text: string;
    readonly force?: boolean | undefined;
  },
): Promise<Outcome> {
  const person = act.force ? personNamed(context, act.person) : activePerson(context, act.person);
  const channel = act.force
    ? channelNamed(context, act.channel, person)
    : ownChannel(context, act.channel, person);
  const match = /^(\/\S+)\s*([\s\S]*)$/.exec(act.text.trim());
  const name = match?.[1];
  if (name === undefined) throw new PersonCannot("not_a_command", "A command begins with a slash.");
  if (!context.grants.hasCommand(name) || context.state.app === "uninstalled") {
    const text = `${name} is not a valid command.`;
    tell(context, person, channel, text);
    return { ...nothingSent, error: "not_a_valid_command" };
  }
  // Commands belong to the workspace that installed the app; people of other companies cannot use them.
  if (person.team !== TEAM && !act.force) {
    tell(context, person, channel, `${name} is not available to people of other companies.`);
    return { ...nothingSent, error: "command_not_available" };
  }
  if (!act.force) needWritable(context, channel);
  const { fault, triggerId } = prepare(context, "command", person, { channel: channel.id });
  const text = context.grants.escapesMentions(name)
    ? escapeMentions(context, match?.[2] ?? "")
    : (match?.[2] ?? "");
  const body = commandForm(context, person, channel, { command: name, text, triggerId });
  const answer = await deliver(context, { kind: "command", body, fault });
  if (answer.error !== null) {
    tell(context, person, channel, `${name} failed with the error "${answer.error}"`);
    return outcomeOf(answer);
  }
  return await showAnswer(context, person, channel, act.text, answer);
}

/** A text or a message in the acknowledgement itself: to the person alone unless it says `in_channel`. */
async function showAnswer(
  context: Context,
  person: Person,
  channel: Channel,
  typed: string,
  answer: BotAnswer,
): Promise<Outcome> {
  if (answer.body === null) return outcomeOf(answer);
  const message = isRecord(answer.body) ? answer.body : { text: String(answer.body) };
  if (message.response_type === "in_channel")
    postAsPerson(context, person, { channel: channel.id, text: typed });
  if (message.text === undefined && message.blocks === undefined) return outcomeOf(answer);
  const shown = await respond(context, { person: person.id, channel: channel.id, message: null }, message);
  if (shown.status === 200) return outcomeOf(answer);
  tell(context, person, channel, `The answer could not be shown: ${JSON.stringify(shown.body)}`);
  return { ...outcomeOf(answer), error: "invalid_command_response" };
}

/** As `should_escape` does: `@olivia` becomes `<@U0OLIVIA|olivia>`, `#general` becomes `<#C0GENERAL|general>`. */
function escapeMentions(context: Context, text: string): string {
  const people = [...context.state.people.values()];
  const channels = [...context.state.channels.values()];
  return text
    .replace(/@([\w-]+)/g, (typed, name) => {
      const found = people.find((person) => person.name === name);
      return found ? `<@${found.id}|${found.name}>` : typed;
    })
    .replace(/#([\w-]+)/g, (typed, name) => {
      const found = channels.find((channel) => channel.kind !== "im" && channel.name === name);
      return found ? `<#${found.id}|${found.kind === "private" ? "" : found.name}>` : typed;
    });
}

interface Said {
  readonly person: string;
  readonly channel: string;
  readonly text: string;
  readonly thread?: string | undefined;
}

export async function mention(context: Context, act: Said): Promise<Outcome> {
  const tag = `<@${BOT_USER}>`;
  const text = act.text.replaceAll(`@${BOT_NAME}`, tag);
  return await say(context, { ...act, text: text.includes(tag) ? text : `${tag} ${text}` });
}

/** As Slack's message box sends it: mentions of who is there and addresses as such, everything else that would
 * be markup as the signs typed. */
function typedText(context: Context, text: string): string {
  const { people, channels } = context.state;
  const known = (id: string): boolean => id === BOT_USER || people.has(id) || channels.has(id);
  return text
    .split(/(<[@#][A-Z0-9]+(?:\|[^<>]*)?>)/)
    .map((part) => {
      const id = /^<[@#]([A-Z0-9]+)/.exec(part)?.[1];
      if (id !== undefined && known(id)) return part;
      return withLinks(part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
    })
    .join("");
}

export async function say(context: Context, said: Said): Promise<Outcome> {
  const act = { ...said, text: typedText(context, said.text) };
  const person = activePerson(context, act.person);
  const channel = ownChannel(context, act.channel, person);
  needWritable(context, channel);
  if (act.thread !== undefined && !findMessage(context, channel.id, act.thread)) {
    throw new PersonCannot("thread_not_found", "There is no such thread.");
  }
  const message = postAsPerson(context, person, {
    channel: channel.id,
    text: act.text,
    threadTs: act.thread,
  });
  const base = {
    user: person.id,
    team: person.team,
    text: act.text,
    ts: message.ts,
    channel: channel.id,
    event_ts: message.ts,
    ...(act.thread ? { thread_ts: act.thread } : {}),
  };
  const answers: (BotAnswer | null)[] = [];
  // Of channels that it is not in the bot hears nothing but links.
  if (!channel.members.has(BOT_USER)) return outcomeOf(await shareLinks(context, act.text, base, channel));
  if (channel.kind === "im") {
    answers.push(
      await sendEvent(
        context,
        { type: "message", channel_type: "im", ...base },
        { channel, subscription: "message.im" },
      ),
    );
  } else if (act.text.includes(`<@${BOT_USER}>`)) {
    answers.push(await sendEvent(context, { type: "app_mention", ...base }, { channel }));
  }
  answers.push(await shareLinks(context, act.text, base, channel));
  return outcomeOf(answers.find((answer) => answer !== null) ?? null);
}

/** Both tabs of the app's own place tell the bot; only Home needs a view from it. */
export async function openHome(
  context: Context,
  who: string,
  tab: "home" | "messages" = "home",
): Promise<Outcome> {
  const person = activePerson(context, who);
  if (tab === "home" ? !context.grants.homeTab : !context.grants.messagesTab) {
    throw new PersonCannot("no_such_tab", `The app has no ${tab === "home" ? "Home" : "Messages"} tab.`);
  }
  const channel = openDirectMessage(context.state, person);
  const home = context.state.views.get(context.state.homes.get(person.id) ?? "");
  return outcomeOf(
    await sendEvent(context, {
      type: "app_home_opened",
      user: person.id,
      channel: channel.id,
      tab,
      ...(home && tab === "home" ? { view: structuredClone(home.view) } : {}),
    }),
  );
}

export async function shortcut(
  context: Context,
  act: { readonly person: string; readonly callbackId: string } & At,
): Promise<Outcome> {
  const person = activePerson(context, act.person);
  const type = act.message ? "message" : "global";
  if (!context.grants.hasShortcut(type, act.callbackId)) {
    throw new PersonCannot("no_such_shortcut", `The app has no ${type} shortcut ${act.callbackId}.`);
  }
  // As commands do, they belong to the workspace that installed the app.
  if (person.team !== TEAM) {
    throw new PersonCannot("shortcut_not_available", "Shortcuts are for people of the app's own workspace.");
  }
  const surface = act.message ? messageSurface(context, person, act.message) : null;
  const kind = surface ? "message_action" : "shortcut";
  const { fault, triggerId } = prepare(context, kind, person, { channel: surface?.channel.id ?? null });
  const body = surface
    ? messageShortcut(context, person, surface, act.callbackId, triggerId)
    : globalShortcut(context, person, act.callbackId, triggerId);
  const answer = await deliver(context, { kind, body, fault });
  if (answer.error !== null) {
    tell(
      context,
      person,
      surface?.channel ?? null,
      `The app did not answer ${act.callbackId}: ${answer.error}`,
    );
  }
  return outcomeOf(answer);
}
