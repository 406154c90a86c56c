// conversations.*: channels as the bot may see them; history only with the history scopes.
import type { ConversationsInfoResponse } from "@slack/web-api";
import type { Context } from "../context.ts";
import { shownMessage } from "../messages.ts";
import { BOT_USER, type Channel, OTHER_TEAM, TEAM } from "../people.ts";
import { openDirectMessage, visibleToBot, type WorkspaceMessage } from "../state.ts";
import {
  type Answer,
  type Args,
  botIsIn,
  botMethod,
  findChannel,
  isTrue,
  type Method,
  missingArgument,
  missingScope,
  page,
  type Refused,
  refuse,
  textOf,
} from "./method.ts";

type Conversation = NonNullable<ConversationsInfoResponse["channel"]>;

const FAMILY = { public: "channels", private: "groups", im: "im" } as const;

function shownChannel(channel: Channel): Conversation {
  const im = channel.kind === "im";
  return {
    id: channel.id,
    ...(im ? { user: channel.partner ?? "" } : { name: channel.name }),
    is_channel: channel.kind === "public",
    is_group: false,
    is_im: im,
    is_mpim: false,
    is_private: channel.kind !== "public",
    is_archived: channel.archived,
    is_general: channel.name === "general",
    is_member: botIsIn(channel),
    is_shared: channel.externallyShared,
    is_ext_shared: channel.externallyShared,
    is_org_shared: false,
    is_pending_ext_shared: channel.sharingPending,
    context_team_id: TEAM,
    ...(channel.externallyShared ? { connected_team_ids: [OTHER_TEAM] } : {}),
    num_members: channel.members.size,
  };
}

/** The channel, when the app may read about channels of its kind. */
function readable(context: Context, args: Args, right: "read" | "history"): Channel | Refused {
  const id = textOf(args, "channel");
  if (id === undefined) return missingArgument("channel");
  const channel = findChannel(context, id);
  if (channel === null) return refuse("channel_not_found");
  return missingScope(context, `${FAMILY[channel.kind]}:${right}`) ?? channel;
}

function info(context: Context, args: Args): Answer {
  const channel = readable(context, args, "read");
  return "error" in channel ? channel : { ok: true, channel: shownChannel(channel) };
}

function list(context: Context, args: Args): Answer {
  const types = (textOf(args, "types") ?? "public_channel").split(",").map((type) => type.trim());
  const kinds = types.map((type) => type.replace(/_channel$/, ""));
  for (const kind of kinds) {
    if (kind !== "public" && kind !== "private" && kind !== "im" && kind !== "mpim")
      return refuse("invalid_types");
    const refused =
      kind === "mpim" ? missingScope(context, "mpim:read") : missingScope(context, `${FAMILY[kind]}:read`);
    if (refused) return refused;
  }
  const withoutArchived = isTrue(args.exclude_archived);
  const all = [...context.state.channels.values()].filter(
    (channel) =>
      visibleToBot(channel) && kinds.includes(channel.kind) && !(withoutArchived && channel.archived),
  );
  const part = page(all, args, 1000);
  if ("error" in part) return part;
  return { ok: true, channels: part.items.map(shownChannel), response_metadata: { next_cursor: part.next } };
}

function members(context: Context, args: Args): Answer {
  const channel = readable(context, args, "read");
  if ("error" in channel) return channel;
  const part = page([...channel.members], args, 1000);
  if ("error" in part) return part;
  return { ok: true, members: part.items, response_metadata: { next_cursor: part.next } };
}

function open(context: Context, args: Args): Answer {
  const known = textOf(args, "channel");
  if (known !== undefined) {
    const channel = findChannel(context, known);
    return channel?.kind === "im" ? { ok: true, channel: { id: channel.id } } : refuse("channel_not_found");
  }
  const users = (textOf(args, "users") ?? "").split(",").filter((id) => id !== "");
  const [id, ...more] = users;
  if (id === undefined) return missingArgument("users");
  if (more.length > 0) return missingScope(context, "mpim:write") ?? refuse("not_enough_users");
  if (id === BOT_USER) return refuse("cannot_dm_bot");
  const person = context.state.people.get(id);
  if (person === undefined) return refuse("user_not_found");
  if (person.deleted) return refuse("user_disabled");
  if (person.team !== TEAM) return refuse("user_not_visible");
  const channel = openDirectMessage(context.state, person);
  return { ok: true, channel: isTrue(args.return_im) ? shownChannel(channel) : { id: channel.id } };
}

function between(args: Args, all: readonly WorkspaceMessage[]): WorkspaceMessage[] {
  const oldest = Number(textOf(args, "oldest") ?? 0);
  const latest = Number(textOf(args, "latest") ?? Number.POSITIVE_INFINITY);
  const inclusive = isTrue(args.inclusive);
  return all.filter((message) => {
    const ts = Number(message.ts);
    return inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
  });
}

function messagesPage(context: Context, args: Args, all: readonly WorkspaceMessage[]): Answer {
  const part = page(all, args, 999);
  if ("error" in part) return part;
  return {
    ok: true,
    messages: part.items.map((message) =>
      shownMessage(context, message, { metadata: isTrue(args.include_all_metadata) }),
    ),
    has_more: part.next !== "",
    response_metadata: { next_cursor: part.next },
  };
}

/** Newest first; thread replies only where they were shown in the channel too. */
function history(context: Context, args: Args): Answer {
  const channel = readable(context, args, "history");
  if ("error" in channel) return channel;
  if (!botIsIn(channel)) return refuse("not_in_channel");
  const all = context.state.messages.filter(
    (message) =>
      message.channel === channel.id &&
      message.ephemeral_to === undefined &&
      (message.thread_ts === undefined || message.reply_broadcast === true),
  );
  return messagesPage(context, args, between(args, all).reverse());
}

/** The parent first, then its replies, oldest first. */
function replies(context: Context, args: Args): Answer {
  const channel = readable(context, args, "history");
  if ("error" in channel) return channel;
  if (!botIsIn(channel)) return refuse("not_in_channel");
  const ts = textOf(args, "ts");
  if (ts === undefined) return missingArgument("ts");
  const all = context.state.messages.filter(
    (message) =>
      message.channel === channel.id &&
      message.ephemeral_to === undefined &&
      (message.ts === ts || message.thread_ts === ts),
  );
  if (all.length === 0) return refuse("thread_not_found");
  return messagesPage(context, args, between(args, all));
}

/** Channels can be named before the kind is known, so the scope is asked for inside. */
export const conversationsMethods: Readonly<Record<string, Method>> = {
  "conversations.info": botMethod(null, info),
  "conversations.list": botMethod(null, list),
  "conversations.members": botMethod(null, members),
  "conversations.open": botMethod("im:write", open),
  "conversations.history": botMethod(null, history),
  "conversations.replies": botMethod(null, replies),
};
