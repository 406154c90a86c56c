// Says again that a review is waited for.
import { actions, type Card, card, context, section } from "../../block-kit/blocks.ts";
import { date, md, NOTHING } from "../../block-kit/text.ts";
import type { RequestView } from "../../requests/request-view.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { ask, mentioned, named, requestButton, reviewBy } from "./request-parts.ts";
import { sentences, stateSentence } from "./state-sentences.ts";
import { stateWords } from "./state-words.ts";

/** Says again that a review is waited for; a request that waits no longer says so instead of asking. */
export function reminder(view: RequestView): Card {
  const { request } = view;
  const openRequest = actions([requestButton(request, ACTION_IDS.openRequest, "Open request")]);
  if (request.state.name !== "pending") {
    const over = sentences([md`${stateWords(request)}: ${ask(request)}.`, stateSentence(request, named)]);
    return card(over, [section(over)], openRequest);
  }
  const end = reviewBy(request);
  const ends = end === null ? NOTHING : md`Without a decision it ends ${date(end)}.`;
  const since = md`It waits since ${date(request.state.since)}.`;
  return card(
    sentences([md`Reminder: ${ask(request)} (${request.reference}). Please review.`, since, ends]),
    [section(md`⏰ *Reminder* – ${ask(request, mentioned)}. Please review.`), context(since, ends)],
    openRequest,
  );
}
