// chat.*: who may post where, what a message may hold, and what can be changed afterwards.
import type { Context } from "../context.ts";
import { isRecord } from "../elements.ts";
import { linksIn } from "../links.ts";
import { attach, changeMessage, deleteMessage, findMessage, postAsBot, shownMessage } from "../messages.ts";
import { refusalOfMessage } from "../payload-check.ts";
import { BOT, BOT_USER, type Channel, TEAM } from "../people.ts";
import { type Json, openDirectMessage, type WorkspaceMessage } from "../state.ts";
import {
  type Answer,
  type Args,
  botIsIn,
  botMethod,
  findChannel,
  isTrue,
  type Method,
  missingArgument,
  type Refused,
  refuse,
  textOf,
} from "./method.ts";

/** Where a post goes: a channel by id or name, or the direct message with a user, opened by the post itself. */
function destination(context: Context, wanted: string): Channel | Refused {
  if (wanted === BOT_USER) return refuse("cannot_dm_bot");
  const person = context.state.people.get(wanted);
  if (person) {
    // The bot has no direct messages with people of other companies, and none with deactivated ones.
    return person.deleted || person.team !== TEAM
      ? refuse("channel_not_found")
      : openDirectMessage(context.state, person);
  }
  return findChannel(context, wanted, "id-or-name") ?? refuse("channel_not_found");
}

function mayPost(context: Context, channel: Channel): Refused | null {
  if (channel.archived) return refuse("is_archived");
  if (channel.kind === "im" && !context.grants.messagesTab) return refuse("messages_tab_disabled");
  if (!botIsIn(channel) && !context.grants.hasScope("chat:write.public")) return refuse("not_in_channel");
  return null;
}

interface Contents {
  readonly text: string;
  readonly blocks: unknown[] | undefined;
  readonly attachments: unknown[] | undefined;
  readonly metadata: Record<string, unknown> | undefined;
}

async function contents(context: Context, args: Args, way: "post" | "update"): Promise<Contents | Refused> {
  if (args.markdown_text !== undefined && (args.text !== undefined || args.blocks !== undefined)) {
    return refuse("markdown_text_conflict");
  }
  if (typeof args.blocks === "string") return refuse("invalid_blocks_format");
  if (typeof args.metadata === "string") return refuse("invalid_metadata_format");
  const refusal = await refusalOfMessage(context, args, way);
  if (refusal) return refuse(refusal.error, { ...refusal });
  return {
    text: textOf(args, "text") ?? textOf(args, "markdown_text") ?? "",
    blocks: Array.isArray(args.blocks) ? args.blocks : undefined,
    attachments: Array.isArray(args.attachments) ? args.attachments : undefined,
    metadata: isRecord(args.metadata) ? args.metadata : undefined,
  };
}

async function postMessage(context: Context, args: Args): Promise<Answer> {
  const wanted = textOf(args, "channel");
  if (wanted === undefined) return missingArgument("channel");
  const channel = destination(context, wanted);
  if ("error" in channel) return channel;
  const message = await contents(context, args, "post");
  if ("error" in message) return message;
  const refused = mayPost(context, channel);
  if (refused) return refused;
  const threadTs = textOf(args, "thread_ts");
  if (threadTs !== undefined) {
    const parent = findMessage(context, channel.id, threadTs);
    if (parent === undefined) return refuse("thread_not_found");
    if (parent.ephemeral_to !== undefined) return refuse("cannot_reply_to_message");
  }
  const posted = postAsBot(context, {
    ...message,
    channel: channel.id,
    threadTs,
    broadcast: isTrue(args.reply_broadcast),
  });
  return {
    ok: true,
    channel: channel.id,
    ts: posted.ts,
    message: shownMessage(context, posted, { metadata: true }),
  };
}

async function postEphemeral(context: Context, args: Args): Promise<Answer> {
  const wanted = textOf(args, "channel");
  const user = textOf(args, "user");
  if (wanted === undefined) return missingArgument("channel");
  if (user === undefined) return missingArgument("user");
  const channel = findChannel(context, wanted, "id-or-name");
  if (channel === null) return refuse("channel_not_found");
  const message = await contents(context, args, "post");
  if ("error" in message) return message;
  if (channel.archived) return refuse("is_archived");
  if (!botIsIn(channel)) return refuse("not_in_channel");
  if (!channel.members.has(user)) return refuse("user_not_in_channel");
  const threadTs = textOf(args, "thread_ts");
  if (threadTs !== undefined && !findMessage(context, channel.id, threadTs))
    return refuse("thread_not_found");
  const posted = postAsBot(context, { ...message, channel: channel.id, threadTs, ephemeralTo: user });
  return { ok: true, message_ts: posted.ts };
}

/** The message when the bot may change it: its own, and never an ephemeral one. */
function own(context: Context, args: Args, error: string) {
  const wanted = textOf(args, "channel");
  const ts = textOf(args, "ts");
  if (wanted === undefined) return missingArgument("channel");
  if (ts === undefined) return missingArgument("ts");
  const channel = findChannel(context, wanted);
  if (channel === null) return refuse("channel_not_found");
  const message = findMessage(context, channel.id, ts);
  if (message === undefined || message.ephemeral_to !== undefined) return refuse("message_not_found");
  if (message.bot_id !== BOT) return refuse(error);
  if (channel.archived) return refuse("is_archived");
  return { channel, message };
}

async function update(context: Context, args: Args): Promise<Answer> {
  const found = own(context, args, "cant_update_message");
  if ("error" in found) return found;
  const next = await contents(context, args, "update");
  if ("error" in next) return next;
  changeMessage(context, found.message, {
    ...next,
    // Blocks alone leave the text as it was; a text alone takes the blocks away.
    text: args.text === undefined && next.blocks ? found.message.text : next.text,
  });
  return {
    ok: true,
    channel: found.channel.id,
    ts: found.message.ts,
    text: found.message.text,
    message: shownMessage(context, found.message, { metadata: true }),
  };
}

function remove(context: Context, args: Args): Answer {
  const found = own(context, args, "cant_delete_message");
  if ("error" in found) return found;
  deleteMessage(context, found.message);
  return { ok: true, channel: found.channel.id, ts: found.message.ts };
}

function getPermalink(context: Context, args: Args): Answer {
  const wanted = textOf(args, "channel");
  const ts = textOf(args, "message_ts");
  if (wanted === undefined) return missingArgument("channel");
  if (ts === undefined) return missingArgument("message_ts");
  const channel = findChannel(context, wanted);
  if (channel === null) return refuse("channel_not_found");
  const message = findMessage(context, channel.id, ts);
  if (message === undefined || message.ephemeral_to !== undefined) return refuse("message_not_found");
  const thread = message.thread_ts ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : "";
  return {
    ok: true,
    channel: channel.id,
    permalink: `${context.baseUrl()}/archives/${channel.id}/p${message.ts.replace(".", "")}${thread}`,
  };
}

/** The message whose links are meant: by channel and time stamp, or by what the event called them. */
function sharedIn(context: Context, args: Args): WorkspaceMessage | undefined {
  const [channelId, seconds, micros] = (textOf(args, "unfurl_id") ?? "").split(".");
  const byId = textOf(args, "source") !== undefined && micros !== undefined;
  const channel = findChannel(context, (byId ? channelId : textOf(args, "channel")) ?? "");
  const ts = byId ? `${seconds}.${micros}` : (textOf(args, "ts") ?? "");
  return channel ? findMessage(context, channel.id, ts) : undefined;
}

async function unfurl(context: Context, args: Args): Promise<Answer> {
  const message = sharedIn(context, args);
  if (message === undefined) return refuse("cannot_unfurl_message");
  if (args.unfurls === undefined) return refuse("missing_unfurls");
  if (!isRecord(args.unfurls)) return refuse("invalid_unfurls_format");
  const shown: Json[] = [];
  for (const [url, part] of Object.entries(args.unfurls)) {
    if (!isRecord(part)) return refuse("invalid_unfurls_format");
    if (!linksIn(message.text).includes(url)) return refuse("cannot_unfurl_url");
    if (Array.isArray(part.blocks)) {
      const refusal = await refusalOfMessage(context, { text: url, blocks: part.blocks }, "post");
      if (refusal) return refuse(refusal.error, { ...refusal });
    }
    shown.push({ ...part, id: shown.length + 1, from_url: url, is_app_unfurl: true, app_unfurl_url: url });
  }
  attach(context, message, shown);
  return { ok: true };
}

export const chatMethods: Readonly<Record<string, Method>> = {
  "chat.postMessage": botMethod("chat:write", postMessage),
  "chat.postEphemeral": botMethod("chat:write", postEphemeral),
  "chat.update": botMethod("chat:write", update),
  "chat.delete": botMethod("chat:write", remove),
  "chat.getPermalink": botMethod(null, getPermalink),
  "chat.unfurl": botMethod("links:write", unfurl),
};
