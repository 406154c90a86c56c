// A file to the person who asked for it, as a direct message: what it holds may not be for the others in a channel.
import { type Card, card, section } from "../../block-kit/blocks.ts";
import { md } from "../../block-kit/text.ts";
import { type Answer, ok, refuse } from "../../deployments/decision.ts";
import type { Actor } from "../../requests/person.ts";
import type { TextFile } from "../cards/checks-file.ts";
import { type BinaryFile, sendFile } from "../send-file.ts";
import type { Parts } from "./parts.ts";

/** `what` names it in a sentence: `evidence file`. Answers with what to tell the person where they pressed. */
export async function sendToPerson(
  parts: Pick<Parts, "client" | "log">,
  actor: Actor,
  what: string,
  file: TextFile | BinaryFile,
): Promise<Answer<Card>> {
  const sent = await sendFile(parts.client, { channel: actor.user, threadTs: null }, file);
  if (sent.outcome === "sent") {
    const text = md`📎 The ${what} ${file.filename} is in your messages with me.`;
    return ok(card(text, [section(text)]));
  }
  const { failure, method } = sent;
  parts.log.warn("slack.file.not-sent", { what, method, ...failure });
  return refuse({
    code: "error",
    sentence: `Slack did not take the ${what}.`,
    next:
      failure.kind === "refused" && failure.error === "missing_scope"
        ? "Ask an administrator to add the scope files:write to the bot's app."
        : "Try again in a minute.",
  });
}
