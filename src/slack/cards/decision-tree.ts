// A decision as a tree that people can read: `why`.
import type { KnownBlock, RichTextList } from "@slack/types";
import { type Card, card, header } from "../../block-kit/blocks.ts";
import { cut, type Mrkdwn, md, oneLine } from "../../block-kit/text.ts";
import type { Decision, Outcome } from "../../deployments/decision.ts";
import { sentences } from "./state-sentences.ts";

const SIGNS: Readonly<Record<Outcome, string>> = {
  allowed: "✅ Allowed",
  denied: "⛔ Not allowed",
  waiting: "⏳ Waiting",
  aside: "➖ Does not apply",
};
const MOST_NODES = 60;
/** Slack indents lists up to here. */
const MOST_DEPTH = 6;
const SENTENCE_LENGTH = 250;

interface Line {
  readonly depth: number;
  readonly text: string;
}

/** `title` is own words and names; it is shown as data. */
export function decisionTree(title: string, decision: Decision): Card {
  const all = flatten(decision, 0);
  const shown = all.slice(0, MOST_NODES);
  const left = all.length - shown.length;
  const ending = left > 0 ? [{ depth: 0, text: `… and ${left} more` }] : [];
  return card(treeText(title, shown), [header(title), tree([...shown, ...ending])]);
}

const flatten = (decision: Decision, depth: number): Line[] => [
  { depth, text: `${SIGNS[decision.outcome]} – ${cut(oneLine(decision.sentence), SENTENCE_LENGTH)}` },
  ...decision.because.flatMap((each) => flatten(each, depth + 1)),
];

/** Rich text never parses what its text elements hold. */
function tree(lines: readonly Line[]): KnownBlock {
  const elements: RichTextList[] = lines.map(({ depth, text }) => ({
    type: "rich_text_list",
    style: "bullet",
    indent: Math.min(depth, MOST_DEPTH),
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
  }));
  return { type: "rich_text", elements };
}

const treeText = (title: string, lines: readonly Line[]): Mrkdwn =>
  sentences([md`${title}:`, ...lines.slice(0, 15).map(({ text }) => md`${text}`)]);
