// `whoami`: how this person is known here, and where rights come from.
import { type Card, card, context, header, lines, section } from "../../block-kit/blocks.ts";
import { code, md, mention } from "../../block-kit/text.ts";
import type { WhoAmI } from "../../operations/operations.ts";
import { accountBlocks, accountWords } from "./account.ts";
import { sentences } from "./state-sentences.ts";

/** `command` is the slash command as installed. */
export function whoAmICard({ person, account, sentences: why }: WhoAmI, command: string): Card {
  const found = why.map((sentence) => md`${sentence}`);
  const linked = accountWords(account);
  return card(sentences(linked.empty ? found : [...found, linked]), [
    header("Who I am here"),
    section(mention(person.slackUser)),
    ...lines(
      found.map((sentence) => md`• ${sentence}`),
      3,
    ),
    ...accountBlocks(account),
    context(
      md`Person id ${code(person.id)}. Why something is allowed or not: ${code(`${command} why <action> <name>`)}.`,
    ),
  ]);
}
