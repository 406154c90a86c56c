// What a channel is: externally shared ones are read by other companies. Not said is treated as shared.
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { type CallFailure, callFailure } from "./call-failure.ts";
import type { ShortCache } from "./directory.ts";

export type ChannelKind =
  /** Of this workspace alone: everybody who reads there is a member. */
  | "inside"
  /** Other companies read there, or will. */
  | "shared-outside"
  /** A direct message, or a channel that the bot cannot look at. */
  | "unknown";

export interface Channels {
  /** `fresh` reads past the cache: before something is posted for everybody there to read. */
  kind(channel: string, options?: { readonly fresh?: boolean }): Promise<ChannelKind>;
  /** The kind as it is now, past the cache, or why the bot cannot look at the channel. Throws nothing. */
  look(channel: string): Promise<"inside" | "shared-outside" | CallFailure>;
  /** Id of a channel that is known by name, without its mark; null: there is none that the bot sees. Throws what the client throws. */
  idOf(name: string): Promise<string | null>;
  forget(channel: string): Promise<void>;
}

export const isChannelId = (channel: string): boolean => /^[CGD][A-Z0-9]{6,}$/.test(channel);

const TTL_MS = 5 * 60_000;

const info = z.looseObject({
  channel: z.looseObject({
    is_im: z.boolean().nullish(),
    is_mpim: z.boolean().nullish(),
    is_ext_shared: z.boolean().nullish(),
    is_pending_ext_shared: z.boolean().nullish(),
  }),
});
const kinds = z.enum(["inside", "shared-outside", "unknown"]);

const listed = z.looseObject({
  channels: z.array(z.looseObject({ id: z.string().min(1), name: z.string().nullish() })),
  response_metadata: z.looseObject({ next_cursor: z.string().nullish() }).nullish(),
});
/** The most that Slack gives at once, and how often it is asked. */
const LIST_PAGE = 1000;
const LIST_PAGES = 10;

export function slackChannels(client: WebClient, cache: ShortCache): Channels {
  const key = (channel: string) => `slack-channel:${channel}`;
  const nameKey = (name: string) => `slack-channel-name:${name}`;
  /** How often Slack said that a channel has changed; channels of one workspace are few. */
  const forgotten = new Map<string, number>();

  async function ask(channel: string): Promise<ChannelKind | CallFailure> {
    try {
      const { channel: found } = info.parse(await client.conversations.info({ channel }));
      if (found.is_im || found.is_mpim) return "unknown";
      // Only a plain "no" is a no.
      return found.is_ext_shared === false && found.is_pending_ext_shared !== true
        ? "inside"
        : "shared-outside";
    } catch (error) {
      return callFailure(error);
    }
  }

  const kind: Channels["kind"] = async (channel, options) => {
    // Direct messages need a scope of their own to be looked at, and nothing is ever posted into somebody else's.
    if (channel.startsWith("D")) return "unknown";
    if (options?.fresh !== true) {
      const known = kinds.safeParse(await cache.get(key(channel)));
      if (known.success) return known.data;
    }
    const asked = forgotten.get(channel) ?? 0;
    const found = await ask(channel);
    const answer = typeof found === "string" ? found : "unknown";
    // A refusal stays one for a while; silence is asked again.
    if (typeof found === "string" || found.kind === "refused") await keep(channel, answer, asked);
    return answer;
  };

  /** Not what was asked before Slack said that the channel has changed. */
  async function keep(channel: string, answer: ChannelKind, asked: number): Promise<void> {
    if ((forgotten.get(channel) ?? 0) === asked) await cache.set(key(channel), answer, TTL_MS);
  }

  return {
    kind,
    async look(channel) {
      const asked = forgotten.get(channel) ?? 0;
      const found = await ask(channel);
      // A group direct message is a place that no notice is meant for.
      if (found === "unknown") return { kind: "refused", error: "is_direct_message" };
      if (typeof found === "string") await keep(channel, found, asked);
      return found;
    },
    async idOf(name) {
      const known = z.string().safeParse(await cache.get(nameKey(name)));
      if (known.success) return known.data;
      let cursor: string | undefined;
      for (let turn = 0; turn < LIST_PAGES; turn += 1) {
        const answer = listed.parse(
          await client.conversations.list({
            types: "public_channel,private_channel",
            exclude_archived: true,
            limit: LIST_PAGE,
            ...(cursor ? { cursor } : {}),
          }),
        );
        const found = answer.channels.find((each) => each.name === name);
        if (found !== undefined) {
          await cache.set(nameKey(name), found.id, TTL_MS);
          return found.id;
        }
        cursor = answer.response_metadata?.next_cursor || undefined;
        if (cursor === undefined) return null;
      }
      return null;
    },
    async forget(channel) {
      forgotten.set(channel, (forgotten.get(channel) ?? 0) + 1);
      await cache.delete(key(channel));
    },
  };
}
