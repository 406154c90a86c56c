// Where something may be shown to everybody at once: only in channels that are of this workspace alone.
import type { Card } from "../../block-kit/blocks.ts";
import { type Answer, ok, type Refusal, refuse } from "../../deployments/decision.ts";
import { callFailure } from "../call-failure.ts";
import type { Parts } from "./parts.ts";

export const notHere = (sentence: string, next: string): Refusal => ({ code: "unavailable", sentence, next });

/** A message for everybody in the channel, where `whyNotForAll` found nothing against it. The refusal says why it did not get there. */
export async function postForAll(
  parts: Pick<Parts, "client" | "log">,
  { channel, threadTs }: { readonly channel: string; readonly threadTs: string | null },
  { text, blocks }: Card,
): Promise<Answer<null>> {
  try {
    await parts.client.chat.postMessage({
      channel,
      text,
      blocks,
      parse: "none",
      unfurl_links: false,
      unfurl_media: false,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
    });
    return ok(null);
  } catch (error) {
    const failure = callFailure(error);
    parts.log.warn("slack.post-for-all.failed", { channel, ...failure });
    if (failure.kind === "unknown") {
      return refuse(
        notHere("Slack did not say whether it was posted.", "Look into the channel before you try again."),
      );
    }
    return refuse(
      failure.kind === "refused" && ["not_in_channel", "channel_not_found"].includes(failure.error)
        ? notHere("The bot is not in this channel.", "Invite the bot, then try again.")
        : notHere("Slack did not take the message.", "Try again in a minute."),
    );
  }
}

/** Null: everybody who reads in the channel now is of this workspace. What cannot be seen counts as shared. */
export async function whyNotForAll(parts: Pick<Parts, "channels">, channel: string): Promise<Refusal | null> {
  switch (await parts.channels.kind(channel, { fresh: true })) {
    case "inside":
      return null;
    case "shared-outside":
      return notHere(
        "This channel is shared with another company.",
        "Post it in a channel of this workspace.",
      );
    case "unknown":
      return notHere(
        "The bot cannot see what kind of channel this is.",
        "Invite the bot to the channel, then press again.",
      );
  }
}
