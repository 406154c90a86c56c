// `help`, built from the actions that there are.
import { type Card, card, context, header, lines, section } from "../../block-kit/blocks.ts";
import { code, listed, type Mrkdwn, md } from "../../block-kit/text.ts";
import { sentences } from "./state-sentences.ts";

export interface HelpView {
  /** The slash commands as installed, with `/` and any prefix. */
  readonly commands: { readonly deployments: string; readonly approvals: string };
  readonly actions: readonly {
    readonly words: { readonly commands: readonly string[]; readonly help: string };
  }[];
}

export function helpCard({ commands, actions }: HelpView): Card {
  const { deployments, approvals } = commands;
  const rows: readonly (readonly [string, string])[] = [
    [deployments, "Your deployments, those you used last first."],
    [
      `${deployments} list <filter> <text>`,
      "Some of them; filters: all, mine, failing, important, inactive. A part of a name is enough.",
    ],
    [
      `${deployments} <name>`,
      "One deployment: health, champion, open requests, what you may do. An id works too.",
    ],
    ...actions.flatMap(({ words }): [string, string][] => {
      const [command, ...aliases] = words.commands;
      if (command === undefined) return [];
      const also = aliases.length === 0 ? "" : ` Also: ${aliases.join(", ")}.`;
      return [[`${deployments} ${command} <name>`, `${words.help}${also}`]];
    }),
    [`${deployments} rollback <name>`, "Back to the previous champion: the same form, prefilled."],
    [
      `${deployments} history <name>`,
      "Earlier champions and requests, with an evidence file for each request.",
    ],
    [`${deployments} why <action> <name>`, "Why you may do something or not, as a tree."],
    [
      `${deployments} subscribe <name>`,
      "Tell this channel when the deployment changes; unsubscribe ends it.",
    ],
    [`${deployments} whoami`, "How you are known here."],
    [approvals, "What waits for your review, and what you asked for."],
  ];
  return card(sentences([md`What you can do:`, ...rows.map(([command, what]) => md`${command}: ${what}`)]), [
    header("What you can do"),
    ...lines(rows.map(row), 4),
    section(
      md`A name that is also a word of the list goes in quotes: ${code(`${deployments} "share"`)}. In threads, where slash commands do not work, mention the bot with the same words.`,
    ),
    context(md`Nothing changes a deployment before you confirmed it and everybody has approved who has to.`),
  ]);
}

const row = ([command, what]: readonly [string, string]): Mrkdwn =>
  listed([code(command), md`${what}`], 2, " – ");
