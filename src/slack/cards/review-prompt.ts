// The ask to reviewers, in a channel and as direct message: starts with the ask, holds what they need to decide.
import type { KnownBlock } from "@slack/types";
import { shownFacts, wordsOf } from "../../actions/request-words.ts";
import { actions, type Card, card, context, fields, header, lines, section } from "../../block-kit/blocks.ts";
import { bold, code, date, type Mrkdwn, md, NOTHING, name, sentence } from "../../block-kit/text.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import type { RequestView } from "../../requests/request-view.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { attestations, checksBlocks, checksText } from "./checks.ts";
import { factSentence, factWords } from "./facts.ts";
import {
  ask,
  change,
  commentBlock,
  importanceFact,
  mentioned,
  named,
  notDoneBlock,
  onApproval,
  policyWords,
  reference,
  requestButton,
  reviewButtons,
  reviewBy,
  reviewedDeploymentButton,
  reviewersWords,
  reviewsBlocks,
} from "./request-parts.ts";
import { sentences, stateSentence } from "./state-sentences.ts";
import { importanceWords, stateSign, stateWords } from "./state-words.ts";
import { toldLines } from "./told.ts";

/** Room for one shown fact: lists of features are already short, foreign names may not be. */
const FACT_LENGTH = 800;

/**
 * The prompt for one edition. While that edition waits for review it has the review buttons, whoever looks at it
 * (the press is authorised, not the sight); decided or outdated it shows the outcome and no review buttons.
 */
export function reviewPrompt(view: RequestView, shown: { readonly edition: number }): Card {
  const { request } = view;
  if (request.edition !== shown.edition) return outdated(request, shown.edition);
  return request.state.name === "pending" ? open(view) : decided(view);
}

function open(view: RequestView): Card {
  const { request } = view;
  const { assessment } = request;
  const end = reviewBy(request);
  const due = end === null ? md`Please review.` : md`Please review by ${date(end)}.`;
  const body: (KnownBlock | null)[] = [
    header(
      `${stateSign(request).emoji} Review asked: ${wordsOf(request).title(request)} of ${name(request.deploymentLabel, 80)}`,
    ),
    section(md`${ask(request, mentioned)}. *${due}*`),
    ...fields([
      { label: "Old → new", value: change(request) },
      ...wordsOf(request)
        .details(request)
        .map((fact) => ({ label: fact.label, value: factWords(fact) })),
      ...importanceFact(request),
      { label: "Policy", value: policyWords(request) },
    ]),
    commentBlock(request),
    notDoneBlock(view),
    ...lines(factLines(request), 4),
    ...checksBlocks(request, {
      fileAt: "in the thread",
      advice: false,
      passing: "counted",
      given: shownFacts(request).map(({ label }) => label),
    }),
    ...lines(attestations(request), 2),
    ...reviewsBlocks(request),
    ...lines(
      [
        md`*On approval:* ${onApproval(request)}`,
        md`*May review:* ${reviewersWords(view.reviewers)}`,
        ...(view.approval === null ? [] : [md`*So far:* ${view.approval.sentence}`]),
      ],
      1,
    ),
    context(md`${reference(request)}, asked ${date(request.createdAt)}, id ${code(request.id)}`),
  ];
  const evidence = assessment === null ? null : requestButton(request, ACTION_IDS.evidence, "Evidence file");
  return card(
    openText(view, due),
    body,
    actions([...reviewButtons(view), reviewedDeploymentButton(request), evidence]),
  );
}

/** All that the blocks say and that decides: phones and screen readers get this alone. */
function openText(view: RequestView, due: Mrkdwn): Mrkdwn {
  const { request } = view;
  const { assessment } = request;
  return sentences([
    md`${ask(request)}. ${due} (${request.reference})`,
    ...wordsOf(request)
      .details(request)
      .map((fact) => md`${fact.label}: ${factSentence(fact)}`),
    request.comment.trim() === "" ? NOTHING : md`Comment: ${sentence(request.comment, 300)}`,
    assessment === null
      ? NOTHING
      : md`${importanceWords(assessment.importance)}. Policy: ${policyWords(request)}.`,
    ...(assessment?.shown ?? [])
      .slice(0, 12)
      .map((fact) => md`${name(fact.label)}: ${factSentence(fact, 200)}`),
    checksText(assessment),
    ...attestations(request).slice(0, 2),
    md`${onApproval(request)} Answer with Approve, Ask for changes or Comment.`,
  ]);
}

const factLines = (request: ChangeRequest): Mrkdwn[] =>
  shownFacts(request).map((fact) => md`${bold(fact.label)}: ${factWords(fact, FACT_LENGTH)}`);

function decided(view: RequestView): Card {
  const { request } = view;
  const body: (KnownBlock | null)[] = [
    section(md`*${stateWords(request)}* – ${ask(request, mentioned)}`),
    section(stateSentence(request)),
    commentBlock(request),
    ...reviewsBlocks(request),
    ...lines(toldLines(view), 1),
    context(md`${reference(request)}. Nothing is left to review here.`),
  ];
  return card(
    sentences([
      md`${stateWords(request)}: ${ask(request)} (${request.reference}).`,
      stateSentence(request, named),
    ]),
    body,
    actions([requestButton(request, ACTION_IDS.openRequest, "Open request")]),
  );
}

function outdated(request: ChangeRequest, edition: number): Card {
  const why = md`${name(request.requester.name)} made edition ${request.edition} of ${request.reference}; edition ${edition} is outdated and its reviews no longer count.`;
  return card(
    md`Outdated: ${why} Answer the newer message or open the request.`,
    [
      section(md`🗂️ *Outdated* – ${ask(request)}`),
      section(md`${why} Answer the newer message, or open the request as it is now.`),
    ],
    actions([requestButton(request, ACTION_IDS.openRequest, "Open request")]),
  );
}
