// Where something may be shown to everybody at once: only in channels that are of this workspace alone.
import type { Refusal } from "../../deployments/decision.ts";
import type { Parts } from "./parts.ts";

export const notHere = (sentence: string, next: string): Refusal => ({ code: "unavailable", sentence, next });

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
