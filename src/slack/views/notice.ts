// Modals with nothing to submit: loading, texts, refusals.
import { context, type Modal, modal, section } from "../../block-kit/blocks.ts";
import { type Mrkdwn, md } from "../../block-kit/text.ts";
import { CALLBACK_IDS } from "../action-ids.ts";
import { type RefusalView, refusalControls, refusalLines } from "../cards/refusal.ts";

/** Opened at once while the platform is read; the real view takes its place. */
export const loadingView = (title: string): Modal =>
  modal({
    callbackId: CALLBACK_IDS.notice,
    title,
    blocks: [section(md`⏳ Loading… this takes a moment.`)],
  });

/** Lines are ours; foreign text within them is data already. */
export const noticeView = (title: string, lines: readonly Mrkdwn[]): Modal =>
  modal({ callbackId: CALLBACK_IDS.notice, title, blocks: lines.map((line) => section(line)) });

export function refusalView(title: string, view: RefusalView): Modal {
  const { sentence, next, because, id } = refusalLines(view);
  return modal({
    callbackId: CALLBACK_IDS.notice,
    title,
    blocks: [
      section(sentence),
      ...because.map((line) => section(line)),
      next.empty ? null : section(next),
      id.empty ? null : context(id),
      ...refusalControls(view),
    ],
  });
}
