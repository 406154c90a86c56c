// The card of one request, for the person who asked (or who opened it): state, checks, who decides, next step, buttons.
import type { Button, KnownBlock } from "@slack/types";
import { cardFacts, shownFacts, wordsOf } from "../../actions/request-words.ts";
import { actions, type Card, card, context, fields, header, lines, section } from "../../block-kit/blocks.ts";
import { code, date, type Mrkdwn, md, NOTHING, name, sentence } from "../../block-kit/text.ts";
import { NEVER_GATED } from "../../requests/policy.ts";
import { type ChangeRequest, isFinal, tookItAway } from "../../requests/request.ts";
import type { RequestView } from "../../requests/request-view.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { attestations, checksBlocks, checksText } from "./checks.ts";
import { factSentence, factWords } from "./facts.ts";
import {
  ask,
  change,
  commentBlock,
  historyButton,
  importanceFact,
  inverseButton,
  mentioned,
  named,
  notDoneBlock,
  policyWords,
  reference,
  requestButton,
  reviewButtons,
  reviewedDeploymentButton,
  reviewersWords,
  reviewsBlocks,
  stepButtons,
} from "./request-parts.ts";
import { nextStep, sentences, staleLines, stateSentence } from "./state-sentences.ts";
import { stateSign, stateWords } from "./state-words.ts";
import { toldLines, toldWords } from "./told.ts";

/** Everything that the person may know and do about the request now. */
export function requestCard(view: RequestView): Card {
  const { request } = view;
  const next = nextStep(view);
  const words = wordsOf(request);
  const body: (KnownBlock | null)[] = [
    header(`${stateSign(request).emoji} ${words.title(request)}: ${name(request.deploymentLabel, 80)}`),
    section(md`*${stateWords(request)}* – ${stateSentence(request)}`),
    request.state.name === "succeeded" ? null : section(ask(request, mentioned)),
    ...fields(facts(request)),
    commentBlock(request),
    ...lines(staleLines(request), 2),
    notDoneBlock(view),
    ...reviewersFacts(view),
    ...checksBlocks(request, {
      fileAt: "in the thread",
      advice: true,
      passing: "counted",
      given: facts(request).map(({ label }) => label),
    }),
    ...lines(attestations(request), 2),
    ...reviewsBlocks(request),
    ...approval(view),
    ...lines(toldLines(view), 2),
    next === null ? null : section(md`*Next:* ${next}`),
    context(
      md`${reference(request)}, asked ${date(request.createdAt)}${mended(request)}, id ${code(request.id)}, deployment id ${code(request.deploymentId)}`,
    ),
  ];
  return card(text(view), body, actions(buttons(view)));
}

const mended = ({ mends }: ChangeRequest): Mrkdwn =>
  mends === undefined ? NOTHING : md` anew after ${mends.reference} was refused`;

/** Whoever may approve from here sees what the prompt to reviewers shows. */
function reviewersFacts({ request, may }: RequestView): KnownBlock[] {
  const { assessment } = request;
  if (!may.review || assessment === null || assessment.checks.length === 0) return [];
  const repeated = cardFacts(request).map(({ label }) => label);
  return lines(
    shownFacts(request)
      .filter(({ label }) => !repeated.includes(label))
      .map((fact) => md`*${name(fact.label)}:* ${factWords(fact, 300)}`),
    3,
  );
}

function text(view: RequestView): Mrkdwn {
  const { request } = view;
  const next = nextStep(view);
  const comment = request.comment.trim() === "" ? [] : [md`Comment: ${sentence(request.comment, 300)}`];
  return sentences([
    md`${ask(request)} (${request.reference}).`,
    md`${stateWords(request)}: ${stateSentence(request, named)}`,
    ...wordsOf(request)
      .details(request)
      .map((fact) => md`${fact.label}: ${factSentence(fact)}`),
    ...comment,
    checksText(request.assessment),
    ...toldWords(view),
    tookItAway(request) ? md`Its id was ${code(request.deploymentId)}.` : NOTHING,
    ...(next === null ? [] : [md`Next: ${next}`]),
  ]);
}

/** It ended without having happened. */
const isOver = ({ state }: ChangeRequest): boolean => isFinal(state) && state.name !== "succeeded";

function facts(request: ChangeRequest): { label: string; value: Mrkdwn }[] {
  const words = wordsOf(request);
  const { assessment } = request;
  return [
    { label: isOver(request) ? "Asked for" : "Old → new", value: change(request) },
    ...words.details(request).map((fact) => ({ label: fact.label, value: factWords(fact) })),
    ...cardFacts(request)
      .slice(0, 4)
      .map((fact) => ({ label: name(fact.label), value: factWords(fact, 300) })),
    ...(assessment === null || NEVER_GATED.includes(request.action)
      ? []
      : [...importanceFact(request), { label: "Policy", value: policyWords(request) }]),
  ];
}

/** Who decides and what an approval sets going; nothing once it is over or before policies are known. */
function approval(view: RequestView): KnownBlock[] {
  const { request } = view;
  if (view.approval === null || (request.assessment?.policies ?? []).length === 0) return [];
  if (request.state.name === "stale")
    return [section(md`*Approval:* it was for what was checked then, and no longer counts.`)];
  const waits = request.state.name === "pending";
  const because = view.approval.because.slice(0, 5).map((each) => md`• ${each.sentence}`);
  return lines(
    [
      md`*Approval:* ${view.approval.sentence}`,
      ...because,
      ...(waits ? [md`*May review:* ${reviewersWords(view.reviewers)}`] : []),
    ],
    2,
  );
}

function buttons(view: RequestView): (Button | null)[] {
  const { request, may } = view;
  return [
    ...stepButtons(view),
    ...(may.review ? [...reviewButtons(view), reviewedDeploymentButton(request)] : []),
    may.edit && request.state.name !== "refused" ? requestButton(request, ACTION_IDS.edit, "Edit") : null,
    may.cancel ? requestButton(request, ACTION_IDS.cancel, "Cancel request", { style: "danger" }) : null,
    request.assessment === null ? null : requestButton(request, ACTION_IDS.evidence, "Evidence file"),
    inverseButton(view),
    tookItAway(request) ? historyButton(request) : null,
  ];
}
