// What a channel is: externally shared ones are read by other companies. Not said is treated as shared.
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { slackError } from "./call-failure.ts";
import type { ShortCache } from "./directory.ts";

export type ChannelKind =
  /** Of this workspace alone: everybody who reads there is a member. */
  | "inside"
  /** Other companies read there, or will. */
  | "shared-outside"
  /** A direct message, or a channel that the bot cannot look at. */
  | "unknown";

export interface Channels {
  kind(channel: string): Promise<ChannelKind>;
  forget(channel: string): Promise<void>;
}

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

export function slackChannels(client: WebClient, cache: ShortCache): Channels {
  const key = (channel: string) => `slack-channel:${channel}`;

  async function ask(channel: string): Promise<{ kind: ChannelKind; keep: boolean }> {
    try {
      const { channel: found } = info.parse(await client.conversations.info({ channel }));
      if (found.is_im || found.is_mpim) return { kind: "unknown", keep: true };
      // Only a plain "no" is a no.
      const inside = found.is_ext_shared === false && found.is_pending_ext_shared !== true;
      return { kind: inside ? "inside" : "shared-outside", keep: true };
    } catch (error) {
      // A refusal stays one for a while; silence is asked again.
      return { kind: "unknown", keep: slackError(error) !== null };
    }
  }

  return {
    async kind(channel) {
      // Direct messages need a scope of their own to be looked at, and nothing is ever posted into somebody else's.
      if (channel.startsWith("D")) return "unknown";
      const known = kinds.safeParse(await cache.get(key(channel)));
      if (known.success) return known.data;
      const { kind, keep } = await ask(channel);
      if (keep) await cache.set(key(channel), kind, TTL_MS);
      return kind;
    },
    forget: (channel) => cache.delete(key(channel)),
  };
}
