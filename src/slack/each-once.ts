// Channels that are named in two ways, by id and by name, as one.
import { DirectoryUnavailable } from "../ports/directory.ts";
import type { Messenger } from "../ports/messenger.ts";
import { callFailure } from "./call-failure.ts";
import { type Channels, isChannelId } from "./channels.ts";

/** Two names are never one channel, nor two ids: Slack is asked only where there are both. */
export const eachOnce =
  (known: Pick<Channels, "idOf">): Messenger["eachOnce"] =>
  async (channels) => {
    const named = [...new Set(channels)];
    const ways = new Set(named.map(isChannelId));
    if (ways.size < 2) return named;
    const ids = await Promise.all(named.map(async (channel) => (await idOf(known, channel)) ?? channel));
    return named.filter((_, at) => ids.indexOf(ids[at] ?? "") === at);
  };

/** Null: there is none that the bot sees. Where Slack says no for good, nothing can be posted by that name either. */
async function idOf(known: Pick<Channels, "idOf">, channel: string): Promise<string | null> {
  if (isChannelId(channel)) return channel;
  try {
    return await known.idOf(channel.replace(/^#/, ""));
  } catch (error) {
    const failure = callFailure(error);
    if (failure.kind === "refused") return null;
    throw new DirectoryUnavailable(`Slack does not say which channel ${channel} is: ${failure.reason}`);
  }
}
