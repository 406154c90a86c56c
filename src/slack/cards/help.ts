// `help`, built from the actions that there are.
import { type Card, card, context, header, lines, section } from "../../block-kit/blocks.ts";
import { code, listed, type Mrkdwn, md } from "../../block-kit/text.ts";

export interface HelpView {
  /** The slash commands as installed, with `/` and any prefix. */
  readonly commands: { readonly deployments: string; readonly approvals: string };
  readonly actions: readonly {
    readonly kind: "read" | "effect";
    readonly words: { readonly commands: readonly string[]; readonly help: string };
  }[];
  /** People link an account of the platform. */
  readonly hasAccounts: boolean;
}

/** More than there can be: thirteen actions and the commands beside them. */
const MOST_ROWS = 40;

/** A command and what it does. */
type Row = readonly [string, string];

interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Grouped by what somebody came for: look, change, follow, ask. */
export function helpCard(view: HelpView): Card {
  const groups = groupsOf(view);
  const { deployments } = view.commands;
  return card(
    listed(
      [
        md`What you can do:`,
        ...groups.flatMap(({ rows }) => rows).map(([command, what]) => md`${command}: ${what}`),
      ],
      MOST_ROWS,
      " ",
    ),
    [
      header("What you can do"),
      ...groups.flatMap(({ title, rows }) => lines([md`*${title}*`, ...rows.map(row)], 2)),
      section(
        md`A name that is also a word of the list goes in quotes: ${code(`${deployments} "share"`)}. In threads, where slash commands do not work, mention the bot with the same words.`,
      ),
      context(
        md`Nothing changes a deployment before you confirmed it and everybody has approved who has to.`,
      ),
    ],
  );
}

function groupsOf({
  commands: { deployments, approvals },
  actions,
  hasAccounts,
}: HelpView): readonly Group[] {
  const actionRows = (kind: "read" | "effect"): Row[] =>
    actions
      .filter((action) => action.kind === kind)
      .flatMap(({ words }): Row[] => {
        const [command, ...aliases] = words.commands;
        if (command === undefined) return [];
        const also = aliases.length === 0 ? "" : ` Also: ${aliases.join(", ")}.`;
        return [[`${deployments} ${command} <name>`, `${words.help}${also}`]];
      });
  return [
    {
      title: "Look",
      rows: [
        [deployments, "Your deployments, those you used last first."],
        [
          `${deployments} list <filter> <text>`,
          "Some of them; filters: all, mine, failing, important, inactive. A part of a name is enough.",
        ],
        [
          `${deployments} <name>`,
          "One deployment: health, champion, open requests, what you may do. An id works too.",
        ],
        ...actionRows("read"),
        [
          `${deployments} history <name>`,
          "Earlier champions and requests, with an evidence file for each request.",
        ],
      ],
    },
    {
      title: "Change",
      rows: [
        ...actionRows("effect"),
        [`${deployments} rollback <name>`, "Back to the previous champion: the same form, prefilled."],
      ],
    },
    {
      title: "Follow",
      rows: [
        [approvals, "What waits for your review, and what you asked for."],
        [`${deployments} subscribe <name>`, "Tell this channel when the deployment or its health changes."],
        [`${deployments} unsubscribe <name>`, "Tell this channel no longer."],
        [`${deployments} settings <name>`, "Tell me alone when its health changes; and what it is set to."],
      ],
    },
    {
      title: "Ask",
      rows: [
        [`${deployments} why <action> <name>`, "Why you may do something or not, as a tree."],
        [`${deployments} whoami`, "How you are known here, and in which groups."],
        ...(hasAccounts
          ? ([
              [
                `${deployments} link`,
                "Link your DataRobot account, so that everything is done there as you.",
              ],
              [`${deployments} unlink`, "Take it back."],
            ] as const)
          : []),
        [`${deployments} help`, "This list."],
      ],
    },
  ];
}

const row = ([command, what]: Row): Mrkdwn => listed([code(command), md`${what}`], 2, " – ");
