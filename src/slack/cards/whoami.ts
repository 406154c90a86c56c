// `whoami`: how this person is known here, and where rights come from.
import { type Card, card, context, header, lines, section } from "../../block-kit/blocks.ts";
import { code, md, mention } from "../../block-kit/text.ts";
import type { WhoAmI } from "../../operations/operations.ts";
import { sentences } from "./state-sentences.ts";

/** `command` is the slash command as installed. */
export function whoAmICard({ person, sentences: why }: WhoAmI, command: string): Card {
  const found = why.map((sentence) => md`${sentence}`);
  return card(sentences(found), [
    header("Who I am here"),
    section(mention(person.slackUser)),
    ...lines(
      found.map((sentence) => md`• ${sentence}`),
      3,
    ),
    context(
      md`Person id ${code(person.id)}. Why something is allowed or not: ${code(`${command} why <action> <name>`)}.`,
    ),
  ]);
}
