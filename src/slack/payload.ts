// The border to Slack: a verified request body -> exactly the parts that we use, with the actor from the signed payload.
// What does not parse is `unknown`: it is acknowledged and said, never guessed.
import { z } from "zod";
import type { Actor } from "../requests/person.ts";

const text = z.string().max(200_000);
const id = z.string().min(1).max(300);

/** Stands for the channel while a message is still being written. */
const COMPOSER = "COMPOSER";

const option = z.looseObject({ value: text, text: z.looseObject({ text }).nullish() });
const element = z.looseObject({
  value: text.nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
});
/** `state.values[block_id][action_id]` as Slack sends it. */
const stateValues = z.record(z.string(), z.record(z.string(), element));
export type ViewState = z.output<typeof stateValues>;

const view = z.looseObject({
  id,
  hash: text.nullish(),
  callback_id: text.nullish(),
  private_metadata: text.nullish(),
  type: text.nullish(),
  state: z.looseObject({ values: stateValues }).nullish(),
});

const interaction = z.looseObject({
  user: z.looseObject({ id, team_id: id.nullish() }),
  team: z.looseObject({ id, enterprise_id: id.nullish() }).nullish(),
  enterprise: z.looseObject({ id }).nullish(),
  trigger_id: text.nullish(),
  response_url: text.nullish(),
});

const command = z.looseObject({
  command: text,
  text: text.nullish(),
  user_id: id,
  team_id: id,
  enterprise_id: text.nullish(),
  channel_id: id,
  response_url: text,
  trigger_id: text,
});

const press = z.looseObject({
  ...interaction.shape,
  type: z.literal("block_actions"),
  actions: z
    .array(z.looseObject({ ...element.shape, type: text.nullish(), action_id: id, block_id: text.nullish() }))
    .min(1),
  channel: z.looseObject({ id }).nullish(),
  container: z
    .looseObject({
      type: text.nullish(),
      message_ts: text.nullish(),
      thread_ts: text.nullish(),
      channel_id: text.nullish(),
      is_ephemeral: z.boolean().nullish(),
    })
    .nullish(),
  message: z.looseObject({ thread_ts: text.nullish() }).nullish(),
  view: view.nullish(),
});

const optionLoad = z.looseObject({
  ...interaction.shape,
  type: z.literal("block_suggestion"),
  action_id: id,
  value: text.nullish(),
  view: view.nullish(),
});

const viewAction = z.looseObject({
  ...interaction.shape,
  type: z.enum(["view_submission", "view_closed"]),
  view,
});

const event = z.looseObject({
  type: z.literal("event_callback"),
  event_id: id,
  team_id: text.nullish(),
  enterprise_id: text.nullish(),
  is_ext_shared_channel: z.boolean().nullish(),
  event: z.looseObject({
    type: id,
    user: z.union([text, z.looseObject({ id })]).nullish(),
    user_team: text.nullish(),
    source_team: text.nullish(),
    team: text.nullish(),
    text: text.nullish(),
    channel: z.union([text, z.looseObject({ id })]).nullish(),
    ts: text.nullish(),
    thread_ts: text.nullish(),
    tab: text.nullish(),
    bot_id: text.nullish(),
    view: view.nullish(),
    message_ts: text.nullish(),
    links: z.array(z.looseObject({ url: text })).nullish(),
  }),
});

export interface ViewReference {
  /** Two submits of one form have one id. Other forms in the same window (pushed on it before or after) have others. */
  readonly id: string;
  readonly hash: string | null;
  readonly callbackId: string;
  readonly metadata: string;
  readonly state: ViewState;
  readonly home: boolean;
}

/** A message in a conversation; `ts` is null for ephemeral ones, which cannot be edited. */
export interface MessageReference {
  readonly channel: string;
  readonly ts: string | null;
  readonly threadTs: string | null;
}

export type Incoming =
  | {
      readonly kind: "command";
      readonly actor: Actor;
      readonly command: string;
      readonly text: string;
      readonly channel: string;
      readonly responseUrl: string;
      readonly triggerId: string;
    }
  | {
      readonly kind: "press";
      readonly actor: Actor;
      readonly actionId: string;
      /** Of the button, or of the chosen option; null when nothing is chosen. */
      readonly value: string | null;
      /** Of the chosen option, as it was shown; empty for buttons. */
      readonly label: string;
      readonly triggerId: string | null;
      readonly responseUrl: string | null;
      readonly message: MessageReference | null;
      readonly view: ViewReference | null;
    }
  | {
      readonly kind: "options";
      readonly actor: Actor;
      readonly actionId: string;
      readonly text: string;
      readonly view: ViewReference | null;
    }
  | { readonly kind: "submission"; readonly actor: Actor; readonly view: ViewReference }
  | { readonly kind: "closed"; readonly actor: Actor; readonly view: ViewReference }
  | {
      readonly kind: "mention";
      readonly actor: Actor;
      readonly eventId: string;
      readonly text: string;
      readonly channel: string;
      readonly ts: string;
      readonly threadTs: string | null;
      readonly sharedOutside: boolean;
    }
  /** Links to the app's domains in a message of this channel, as they were typed. */
  | {
      readonly kind: "links-shared";
      readonly actor: Actor;
      readonly eventId: string;
      readonly channel: string;
      readonly messageTs: string;
      readonly urls: readonly string[];
      readonly sharedOutside: boolean;
    }
  | { readonly kind: "home-opened"; readonly actor: Actor; readonly eventId: string }
  /** Of a user, user group, channel or the app itself: `subject` is the user's or channel's id. */
  | {
      readonly kind: "event";
      readonly eventId: string;
      readonly type: string;
      readonly subject: string | null;
    }
  | {
      readonly kind: "unknown";
      readonly about: string;
      readonly actor: Actor | null;
      readonly responseUrl: string | null;
    };

const filled = (value: string | null | undefined): string | null =>
  value === undefined || value === null || value === "" ? null : value;

function viewReference(parsed: z.output<typeof view>): ViewReference {
  return {
    id: parsed.id,
    hash: filled(parsed.hash),
    callbackId: parsed.callback_id ?? "",
    metadata: parsed.private_metadata ?? "",
    state: parsed.state?.values ?? {},
    home: parsed.type === "home",
  };
}

/** The actor's own team comes first: a button is also pressed by people of other companies. */
function actorOf(body: z.output<typeof interaction>, installation: string): Actor | null {
  const team = body.user.team_id ?? body.team?.id;
  if (team === undefined || team === null) return null;
  return {
    installation,
    enterprise: filled(body.enterprise?.id) ?? filled(body.team?.enterprise_id),
    team,
    user: body.user.id,
  };
}

function parseCommand(body: unknown, installation: string): Incoming | null {
  const parsed = command.safeParse(body);
  if (!parsed.success) return null;
  const { data } = parsed;
  return {
    kind: "command",
    actor: { installation, enterprise: filled(data.enterprise_id), team: data.team_id, user: data.user_id },
    command: data.command,
    text: data.text ?? "",
    channel: data.channel_id,
    responseUrl: data.response_url,
    triggerId: data.trigger_id,
  };
}

/** The thread in which a press was made; null for the head of a thread, which stands in the channel and names itself. */
function inThread({
  container,
  message,
}: Pick<z.output<typeof press>, "container" | "message">): string | null {
  const thread = filled(container?.thread_ts) ?? filled(message?.thread_ts);
  return thread === filled(container?.message_ts) ? null : thread;
}

function parsePress(body: unknown, installation: string): Incoming | null {
  const parsed = press.safeParse(body);
  if (!parsed.success) return null;
  const { data } = parsed;
  const actor = actorOf(data, installation);
  const [action] = data.actions;
  if (actor === null || action === undefined) return null;
  const channel = data.channel?.id ?? filled(data.container?.channel_id);
  return {
    kind: "press",
    actor,
    actionId: action.action_id,
    value: action.selected_option?.value ?? action.value ?? null,
    label: action.selected_option?.text?.text ?? "",
    triggerId: filled(data.trigger_id),
    responseUrl: filled(data.response_url),
    message:
      channel === null
        ? null
        : {
            channel,
            ts: data.container?.is_ephemeral === true ? null : filled(data.container?.message_ts),
            threadTs: inThread(data),
          },
    view: data.view === undefined || data.view === null ? null : viewReference(data.view),
  };
}

function parseOptionLoad(body: unknown, installation: string): Incoming | null {
  const parsed = optionLoad.safeParse(body);
  if (!parsed.success) return null;
  const actor = actorOf(parsed.data, installation);
  if (actor === null) return null;
  return {
    kind: "options",
    actor,
    actionId: parsed.data.action_id,
    text: parsed.data.value ?? "",
    view:
      parsed.data.view === undefined || parsed.data.view === null ? null : viewReference(parsed.data.view),
  };
}

function parseViewAction(body: unknown, installation: string): Incoming | null {
  const parsed = viewAction.safeParse(body);
  if (!parsed.success) return null;
  const actor = actorOf(parsed.data, installation);
  if (actor === null) return null;
  return {
    kind: parsed.data.type === "view_closed" ? "closed" : "submission",
    actor,
    view: viewReference(parsed.data.view),
  };
}

const idOf = (value: string | { id: string } | null | undefined): string | null =>
  typeof value === "string" ? filled(value) : (value?.id ?? null);

function parseEvent(body: unknown, installation: string): Incoming | null {
  const parsed = event.safeParse(body);
  if (!parsed.success) return null;
  const { data } = parsed;
  const { event: inner, event_id: eventId } = data;
  const user = idOf(inner.user);
  const channel = idOf(inner.channel);
  const team =
    filled(inner.user_team) ?? filled(inner.source_team) ?? filled(inner.team) ?? filled(data.team_id);
  const actor: Actor | null =
    user === null || team === null
      ? null
      : { installation, enterprise: filled(data.enterprise_id), team, user };
  if (inner.type === "app_mention" && actor !== null && channel !== null && inner.ts) {
    return {
      kind: "mention",
      actor,
      eventId,
      text: inner.text ?? "",
      channel,
      ts: inner.ts,
      threadTs: filled(inner.thread_ts),
      sharedOutside: data.is_ext_shared_channel === true,
    };
  }
  // In a message that is still being written nobody knows yet where it goes: nothing is shown there.
  if (
    inner.type === "link_shared" &&
    actor !== null &&
    channel !== null &&
    inner.message_ts &&
    channel !== COMPOSER
  ) {
    return {
      kind: "links-shared",
      actor,
      eventId,
      channel,
      messageTs: inner.message_ts,
      urls: (inner.links ?? []).map(({ url }) => url),
      sharedOutside: data.is_ext_shared_channel === true,
    };
  }
  if (inner.type === "app_home_opened" && inner.tab === "home" && actor !== null) {
    return { kind: "home-opened", actor, eventId };
  }
  return { kind: "event", eventId, type: inner.type, subject: user ?? channel };
}

const shape = z.looseObject({
  type: text.nullish(),
  command: text.nullish(),
  response_url: text.nullish(),
  user: z.looseObject({ id, team_id: text.nullish() }).nullish(),
  team: z.looseObject({ id }).nullish(),
});

/** `installation` is the workspace that the bot token belongs to. */
export function parseIncoming(body: unknown, installation: string): Incoming {
  const outline = shape.safeParse(body);
  const type = outline.success ? (outline.data.command ? "command" : (outline.data.type ?? "")) : "";
  const parsers: Record<string, (body: unknown, installation: string) => Incoming | null> = {
    command: parseCommand,
    block_actions: parsePress,
    block_suggestion: parseOptionLoad,
    view_submission: parseViewAction,
    view_closed: parseViewAction,
    event_callback: parseEvent,
  };
  const parsed = Object.hasOwn(parsers, type) ? parsers[type]?.(body, installation) : null;
  if (parsed !== null && parsed !== undefined) return parsed;
  const known = interaction.safeParse(body);
  return {
    kind: "unknown",
    about: type === "" ? "no type" : type.slice(0, 60),
    actor: known.success ? actorOf(known.data, installation) : null,
    responseUrl: outline.success ? filled(outline.data.response_url) : null,
  };
}
