// `whoami`: how this person is known here, and where rights come from.
import { type Card, card, context, header, lines } from "../../block-kit/blocks.ts";
import { code, type Mrkdwn, md, mention, name } from "../../block-kit/text.ts";
import type { WhoAmI } from "../../operations/operations.ts";
import { sentences } from "./state-sentences.ts";

/** `command` is the slash command as installed. */
export function whoAmICard(me: WhoAmI, command = "/deployments"): Card {
  const { person, groups, administrator, mlopsAdministrator, sentences: why } = me;
  const email = person.email === null ? md`no confirmed email` : md`${name(person.email)}`;
  const shown = groups
    .slice(0, 20)
    .map((group) => name(group, 60))
    .join(", ");
  const member =
    groups.length === 0
      ? md`none`
      : md`${shown}${groups.length > 20 ? ` and ${groups.length - 20} more` : ""}`;
  const rights: Mrkdwn[] = [
    md`*Administrator of this bot:* ${administrator ? "yes" : "no"}`,
    md`*MLOps administrator:* ${mlopsAdministrator ? "yes" : "no"}`,
  ];
  return card(
    sentences([
      md`You are ${name(person.name)}, ${email}. Groups: ${member}.`,
      md`Administrator: ${administrator ? "yes" : "no"}. MLOps administrator: ${mlopsAdministrator ? "yes" : "no"}.`,
      ...why.map((sentence) => md`${sentence}`),
    ]),
    [
      header("Who I am here"),
      ...lines([md`*Person:* ${mention(person.slackUser)}, ${email}`, md`*Groups:* ${member}`, ...rights], 1),
      ...lines(
        why.map((sentence) => md`• ${sentence}`),
        3,
      ),
      context(
        md`Person id ${code(person.id)}. Why something is allowed or not: ${code(`${command} why <action> <name>`)}.`,
      ),
    ],
  );
}
