// The payloads of commands and interactions, field by field as Slack sends them.
import type { Context } from "./context.ts";
import { placesOf, records } from "./elements.ts";
import { messageState, shownMessage } from "./messages.ts";
import { APP, type Channel, type Person, TEAM, TEAM_DOMAIN } from "./people.ts";
import { originOf } from "./response-urls.ts";
import type { Json, WorkspaceMessage, WorkspaceView } from "./state.ts";

/** Deprecated by Slack and still sent. */
const TOKEN = "local-workspace";

/** Where a control stands. */
export type Surface =
  | { readonly kind: "message"; readonly message: WorkspaceMessage; readonly channel: Channel }
  | { readonly kind: "view"; readonly view: WorkspaceView };

const NAMES = { public: null, private: "privategroup", im: "directmessage" } as const;
export const channelName = (channel: Channel): string => NAMES[channel.kind] ?? channel.name;

const teamOf = (person: Person): Json => ({
  id: person.team,
  domain: person.team === TEAM ? TEAM_DOMAIN : "otherco",
});

const common = (person: Person): Json => ({
  team: teamOf(person),
  user: { id: person.id, name: person.name, username: person.name, team_id: person.team },
  api_app_id: APP,
  token: TOKEN,
  enterprise: null,
  is_enterprise_install: false,
});

export function commandForm(
  context: Context,
  person: Person,
  channel: Channel,
  words: { readonly command: string; readonly text: string; readonly triggerId: string },
): Json {
  return {
    token: TOKEN,
    team_id: person.team,
    team_domain: TEAM_DOMAIN,
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: person.id,
    user_name: person.name,
    command: words.command,
    text: words.text,
    api_app_id: APP,
    is_enterprise_install: "false",
    response_url: context.responseUrls.issue({ person: person.id, channel: channel.id, message: null }),
    trigger_id: words.triggerId,
  };
}

/** Controls below a link stand in an attachment, and the app is told in which one. */
function attachmentOf(message: WorkspaceMessage, blockId: string): Json | null {
  const one = records(message.attachments).find((each) =>
    records(each.blocks).some((block) => block.block_id === blockId),
  );
  if (one === undefined) return null;
  const { id, is_app_unfurl, app_unfurl_url } = one;
  return { type: "message_attachment", attachment_id: id, is_app_unfurl, app_unfurl_url };
}

function surfacePart(context: Context, person: Person, surface: Surface, blockId: string): Json {
  if (surface.kind === "view") {
    return {
      container: { type: "view", view_id: surface.view.id },
      view: structuredClone(surface.view),
    };
  }
  const { message, channel } = surface;
  const ephemeral = message.ephemeral_to !== undefined;
  return {
    container: {
      ...(attachmentOf(message, blockId) ?? { type: "message" }),
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
    },
    channel: { id: channel.id, name: channelName(channel) },
    // Slack keeps no ephemeral message, so it cannot send it along.
    ...(ephemeral ? {} : { message: shownMessage(context, message, { metadata: true }) }),
    state: { values: structuredClone(messageState(context, message, person.id)) },
  };
}

export function blockActions(
  context: Context,
  person: Person,
  surface: Surface,
  action: Json,
  triggerId: string,
): Json {
  return {
    type: "block_actions",
    ...common(person),
    ...surfacePart(context, person, surface, String(action.block_id)),
    trigger_id: triggerId,
    ...(surface.kind === "message"
      ? { response_url: context.responseUrls.issue(originOf(surface.message, person.id)) }
      : {}),
    actions: [{ ...structuredClone(action), action_ts: context.state.nextTs() }],
  };
}

export function blockSuggestion(
  context: Context,
  person: Person,
  surface: Surface,
  asked: { readonly blockId: string; readonly actionId: string; readonly text: string },
): Json {
  const { state: _state, ...part } = surfacePart(context, person, surface, asked.blockId);
  return {
    type: "block_suggestion",
    ...common(person),
    ...part,
    block_id: asked.blockId,
    action_id: asked.actionId,
    value: asked.text,
  };
}

export const viewSubmission = (
  context: Context,
  person: Person,
  view: WorkspaceView,
  triggerId: string,
): Json => ({
  type: "view_submission",
  ...common(person),
  trigger_id: triggerId,
  view: structuredClone(view),
  response_urls: askedResponseUrls(context, person, view),
});

/** Submissions have response URLs only for selects of conversations that asked for one with `response_url_enabled`. */
function askedResponseUrls(context: Context, person: Person, view: WorkspaceView): Json[] {
  return placesOf(view.blocks).flatMap(({ blockId, actionId, element, input }) => {
    if (input === null || element.response_url_enabled !== true) return [];
    const value = view.state.values[blockId]?.[actionId];
    const channel = value?.selected_conversation ?? value?.selected_channel;
    if (typeof channel !== "string") return [];
    const url = context.responseUrls.issue({ person: person.id, channel, message: null });
    return [{ block_id: blockId, action_id: actionId, channel_id: channel, response_url: url }];
  });
}

export const viewClosed = (person: Person, view: WorkspaceView, cleared: boolean): Json => ({
  type: "view_closed",
  ...common(person),
  view: structuredClone(view),
  is_cleared: cleared,
});

export const globalShortcut = (
  context: Context,
  person: Person,
  callbackId: string,
  triggerId: string,
): Json => ({
  type: "shortcut",
  ...common(person),
  callback_id: callbackId,
  trigger_id: triggerId,
  action_ts: context.state.nextTs(),
});

export const messageShortcut = (
  context: Context,
  person: Person,
  surface: Extract<Surface, { kind: "message" }>,
  callbackId: string,
  triggerId: string,
): Json => ({
  type: "message_action",
  ...common(person),
  callback_id: callbackId,
  trigger_id: triggerId,
  action_ts: context.state.nextTs(),
  message_ts: surface.message.ts,
  message: shownMessage(context, surface.message),
  channel: { id: surface.channel.id, name: channelName(surface.channel) },
  response_url: context.responseUrls.issue(originOf(surface.message, person.id)),
});
