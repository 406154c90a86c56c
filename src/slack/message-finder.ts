// Looks for our own message by its metadata after a lost answer. Works with the optional history scopes only.
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Log } from "../operations/surprise.ts";
import type { FindAnswer, Messenger } from "../ports/messenger.ts";
import { callFailure } from "./call-failure.ts";
import { type Channels, isChannelId } from "./channels.ts";

export const METADATA_EVENT = "pointsman_delivery";

const PAGE = 100;
/** More messages than this since the doubt: nobody looks through them all. */
const PAGES = 10;
/** Slack's clock and ours differ; a message from just before is still ours. */
const CLOCK_SLACK_MS = 60_000;

const page = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        ts: z.string(),
        metadata: z
          .looseObject({
            event_type: z.string().nullish(),
            event_payload: z.looseObject({ delivery: z.unknown() }).nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
  has_more: z.boolean().nullish(),
  response_metadata: z.looseObject({ next_cursor: z.string().nullish() }).nullish(),
});
const opened = z.looseObject({ channel: z.looseObject({ id: z.string().min(1) }) });
export function finder(client: WebClient, channels: Pick<Channels, "idOf">, log: Log): Messenger["find"] {
  async function channelOf(ask: Parameters<Messenger["find"]>[0]): Promise<string | null> {
    if (ask.target.kind === "thread") return ask.thread?.channel ?? null;
    if (ask.target.kind === "user") {
      return opened.parse(await client.conversations.open({ users: ask.target.user })).channel.id;
    }
    if (ask.target.kind !== "channel") return null;
    const { channel } = ask.target;
    // Policy files name channels, history wants their ids.
    return isChannelId(channel) ? channel : await channels.idOf(channel.replace(/^#/, ""));
  }

  async function look(ask: Parameters<Messenger["find"]>[0]): Promise<FindAnswer> {
    const channel = await channelOf(ask);
    if (channel === null) return { outcome: "cannot-look" };
    const oldest = String(Math.max(0, ask.since - CLOCK_SLACK_MS) / 1000);
    let cursor: string | undefined;
    for (let turn = 0; turn < PAGES; turn += 1) {
      const common = {
        channel,
        oldest,
        limit: PAGE,
        include_all_metadata: true,
        ...(cursor ? { cursor } : {}),
      };
      const answer = page.parse(
        ask.target.kind === "thread" && ask.thread !== null
          ? await client.conversations.replies({ ...common, ts: ask.thread.ts })
          : await client.conversations.history(common),
      );
      const found = (answer.messages ?? []).find(
        ({ metadata }) =>
          metadata?.event_type === METADATA_EVENT && metadata.event_payload?.delivery === ask.deliveryId,
      );
      if (found !== undefined) return { outcome: "found", posted: { channel, ts: found.ts } };
      cursor = answer.response_metadata?.next_cursor || undefined;
      if (!answer.has_more || cursor === undefined) return { outcome: "absent" };
    }
    return { outcome: "cannot-look" };
  }

  return async (ask) => {
    try {
      return await look(ask);
    } catch (error) {
      log.info("slack.find.cannot-look", { delivery: ask.deliveryId, ...callFailure(error) });
      return { outcome: "cannot-look" };
    }
  };
}
