// Mentions of the bot: the same words as after the command, in threads too. No modal opens from a mention: a button does.
import { asTyped } from "../../deployments/names.ts";
import { parse, typedText } from "../grammar.ts";
import type { Incoming } from "../payload.ts";
import { present } from "./commands.ts";
import { guarded, type Parts, type Place } from "./parts.ts";
import { run } from "./run-reading.ts";
import { tellRefusal } from "./tell.ts";

type Mention = Extract<Incoming, { kind: "mention" }>;

/** Answers the person alone, in the thread in which the bot was mentioned. */
export async function handleMention(parts: Parts, mention: Mention): Promise<void> {
  const place: Place = {
    actor: mention.actor,
    channel: mention.channel,
    threadTs: mention.threadTs,
    responseUrl: null,
    triggerId: null,
    view: null,
  };
  const text = asTyped(typedText(mention.text, await parts.botUser()));
  const readings = text === "" ? ([{ kind: "help" }] as const) : parse(text, { actions: parts.actions });
  const reply = await guarded(parts, "mention", () => run(parts, place, readings));
  if (reply.ok) await present(parts, place, reply.value);
  else await tellRefusal(parts, place, reply.refusal);
}
