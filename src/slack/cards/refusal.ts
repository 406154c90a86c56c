// A refusal in words: what was wrong, what to do, and the id to quote.
import type { KnownBlock } from "@slack/types";
import { actions, type Card, card, context, section } from "../../block-kit/blocks.ts";
import { code, type Mrkdwn, md, NOTHING } from "../../block-kit/text.ts";
import type { Decision, Refusal } from "../../deployments/decision.ts";
import { linkAccountButton } from "./account.ts";
import { sentences } from "./state-sentences.ts";

export interface RefusalView {
  readonly refusal: Pick<Refusal, "sentence" | "next" | "decision"> & Partial<Pick<Refusal, "code">>;
  /** Finds it in log and audit; null where nothing was kept. */
  readonly quoteId: string | null;
}

export function refusalLines({ refusal, quoteId }: RefusalView): {
  sentence: Mrkdwn;
  next: Mrkdwn;
  because: Mrkdwn[];
  id: Mrkdwn;
} {
  return {
    sentence: md`⛔ ${refusal.sentence}`,
    next: refusal.next.trim() === "" ? NOTHING : md`*Next:* ${refusal.next}`,
    because: inTheWay(refusal)
      .slice(0, 5)
      .map((each) => md`• ${each.sentence}`),
    id: quoteId === null ? NOTHING : md`Quote ${code(quoteId)} when you ask for help.`,
  };
}

/** What stands in the way and is not said by the refusal itself; the rest of the decision is for `why`. */
const inTheWay = ({ sentence, decision }: RefusalView["refusal"]): readonly Decision[] =>
  (decision?.because ?? []).filter((each) => each.outcome !== "allowed" && each.sentence !== sentence);

/** What the next step is a press away from. */
export const refusalControls = ({ refusal }: RefusalView): readonly KnownBlock[] =>
  refusal.code === "not-linked" ? actions([linkAccountButton("Link account")]) : [];

export function refusalCard(view: RefusalView): Card {
  const { sentence, next, because, id } = refusalLines(view);
  return card(
    sentences([sentence, next, id]),
    [
      section(sentence),
      ...because.map((line) => section(line)),
      next.empty ? null : section(next),
      id.empty ? null : context(id),
    ],
    refusalControls(view),
  );
}
