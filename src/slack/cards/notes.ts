// Short messages about a request: to its requester, and reminders to its reviewers.
import { actions, type Card, card, context, section } from "../../block-kit/blocks.ts";
import { date, md, NOTHING, name } from "../../block-kit/text.ts";
import type { RequestView } from "../../requests/request-view.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { ask, askWithMention, requestButton, reviewBy } from "./request-parts.ts";
import { nextStep, sentences, stateSentence } from "./state-sentences.ts";
import { stateWords } from "./state-words.ts";

/** One line to the requester about what happened to the request, with the next step; always the current state. */
export function requesterNote(view: RequestView): Card {
  const { request } = view;
  const next = nextStep(view);
  const line = sentences([
    md`${stateWords(request)}: ${request.reference}, ${name(request.deploymentLabel)}.`,
    stateSentence(request),
    next === null ? NOTHING : md`Next: ${next}`,
  ]);
  const act = view.may.confirm
    ? requestButton(request, ACTION_IDS.continue, "Continue", { style: "primary" })
    : requestButton(request, ACTION_IDS.openRequest, "Open request");
  return card(line, [section(line)], actions([act]));
}

/** Says again that a review is waited for; a request that waits no longer says so instead of asking. */
export function reminder(view: RequestView): Card {
  const { request } = view;
  const openRequest = actions([requestButton(request, ACTION_IDS.openRequest, "Open request")]);
  if (request.state.name !== "pending") {
    const over = sentences([md`${stateWords(request)}: ${ask(request)}.`, stateSentence(request)]);
    return card(over, [section(over)], openRequest);
  }
  const end = reviewBy(request);
  const ends = end === null ? NOTHING : md`Without a decision it ends ${date(end)}.`;
  const since = md`It waits since ${date(request.state.since)}.`;
  return card(
    sentences([md`Reminder: ${ask(request)} (${request.reference}). Please review.`, since, ends]),
    [section(md`⏰ *Reminder* – ${askWithMention(request)}. Please review.`), context(since, ends)],
    openRequest,
  );
}
