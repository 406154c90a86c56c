// What the cards of a change request have in common: the ask, who decides, what happens next, the buttons.
import type { Button, KnownBlock } from "@slack/types";
import { changeOf, wordsOf } from "../../actions/request-words.ts";
import { button, confirm, lines, section } from "../../block-kit/blocks.ts";
import {
  bold,
  date,
  listed,
  type Mrkdwn,
  md,
  mention,
  NAME_LENGTH,
  NOTHING,
  name,
  quote,
} from "../../block-kit/text.ts";
import { expiresAt } from "../../requests/deadlines.ts";
import type { Person } from "../../requests/person.ts";
import { type ChangeRequest, effectKeyOf, isFinal, type Review } from "../../requests/request.ts";
import type { RequestView } from "../../requests/request-view.ts";
import { ACTION_IDS, actionValue, applicationValue, requestValue } from "../action-ids.ts";
import { importanceWords } from "./state-words.ts";

const SHOWN_REVIEWERS = 10;
const SHOWN_REVIEWS = 8;

/** How a person is written: by id where Slack shows who it is, by name where a mention would ring. */
export type Naming = (person: Person) => Mrkdwn;
export const mentioned: Naming = (person) => mention(person.slackUser);
export const named: Naming = (person) => md`${name(person.name)}`;

/** `Olivia asks to replace the model of *card-default*: Credit default v3 → *Credit default v4*`, without a full stop. */
export function ask(request: ChangeRequest, who: Naming = named): Mrkdwn {
  const asks = isFinal(request.state) ? "asked to" : "asks to";
  return md`${who(request.requester)} ${asks} ${wordsOf(request).wish(request)} ${bold(request.deploymentLabel)}: ${change(request)}`;
}

export const change = (request: ChangeRequest): Mrkdwn => {
  const { from, to } = changeOf(request);
  return md`${name(from)} → ${bold(to)}`;
};

/** The deployment's importance, unless the request itself is about it: then old and new stand among its details under that name. */
export function importanceFact(request: ChangeRequest): { label: string; value: Mrkdwn }[] {
  const { assessment } = request;
  const label = "Importance";
  if (
    assessment === null ||
    wordsOf(request)
      .details(request)
      .some((fact) => fact.label === label)
  )
    return [];
  return [{ label, value: md`${importanceWords(assessment.importance)}` }];
}

/** Action, deployment and change as a plain sentence, short enough for a dialog. */
function dialogWords(request: ChangeRequest): string {
  const { from, to } = changeOf(request);
  const { title } = wordsOf(request);
  return `${title(request)}, ${name(request.deploymentLabel, 60)}: ${name(from, 60)} → ${name(to, 60)}.`;
}

export const policyNames = (request: ChangeRequest): readonly string[] =>
  (request.assessment?.policies ?? []).map(({ policy }) => policy.name);

/** Policy names, or why there is none. */
export function policyWords(request: ChangeRequest): Mrkdwn {
  const names = policyNames(request);
  if (names.length === 0) return md`${request.assessment?.policyNote ?? "not known yet"}`;
  return listed(
    names.map((each) => md`${name(each)}`),
    5,
  );
}

/** Everybody who may still review: the first ten, and how many more. */
export function reviewersWords(reviewers: readonly string[]): Mrkdwn {
  if (reviewers.length === 0)
    return md`nobody who can be reached now. An administrator can add reviewers to the policy.`;
  return listed(reviewers.map(mention), SHOWN_REVIEWERS);
}

/** When it ends without a decision, epoch ms; null: it does not wait for one, or waits for ever. */
export const reviewBy = (request: ChangeRequest): number | null =>
  request.state.name === "pending" ? expiresAt(request) : null;

/** What an approval sets going. */
export const onApproval = (request: ChangeRequest): string =>
  request.apply === "on-approval"
    ? "Once approved it is checked again and applied at once."
    : `Once approved it waits until ${name(request.requester.name)} presses Apply now; it is checked again then.`;

const REVIEW_WORDS = {
  approve: { emoji: "👍", word: "Approved" },
  "ask-for-changes": { emoji: "✏️", word: "Changes asked for" },
  comment: { emoji: "💬", word: "Comment" },
} as const;

function reviewLine(review: Review, current: number): Mrkdwn {
  const { emoji, word } = REVIEW_WORDS[review.decision];
  const old = review.edition === current ? NOTHING : md` _(edition ${review.edition}, no longer counts)_`;
  const comment = review.comment.trim() === "" ? NOTHING : md`: ${name(review.comment, 300)}`;
  return md`${emoji} ${word} by ${mention(review.by.slackUser)}, ${date(review.at)}${old}${comment}`;
}

/** The latest reviews, newest last; empty without any. */
export function reviewsBlocks(request: ChangeRequest): KnownBlock[] {
  if (request.reviews.length === 0) return [];
  const left = request.reviews.length - SHOWN_REVIEWS;
  const earlier = left > 0 ? [md`… ${left} earlier`] : [];
  const shown = request.reviews.slice(-SHOWN_REVIEWS).map((review) => reviewLine(review, request.edition));
  return lines([md`*Reviews*`, ...earlier, ...shown], 2);
}

export const commentBlock = (request: ChangeRequest): KnownBlock | null =>
  request.comment.trim() === "" ? null : section(md`*Comment*\n${quote(request.comment)}`);

/** Nothing where it ended without having happened: advice for before would be too late, and nothing is so now. */
export const notDoneBlock = ({ request, here }: RequestView): KnownBlock | null => {
  const words = wordsOf(request);
  const sentences = words.notDone(request, here);
  const cameToNothing = isFinal(request.state) && request.state.name !== "succeeded";
  if (cameToNothing || sentences.length === 0) return null;
  return section(
    listed([md`*${words.notDoneTitle(request)}*`, ...sentences.map((each) => md`• ${each}`)], 10, "\n"),
  );
};

/** A button about one request: it names record and edition, and its label for screen readers names the object. */
export function requestButton(
  request: ChangeRequest,
  actionId: string,
  text: string,
  more: Parameters<typeof button>[3] = {},
): Button | null {
  const label = `${text} ${request.reference}: ${name(request.deploymentLabel, 40)}`;
  return button(actionId, { text, label }, requestValue(request.id, request.edition), more);
}

const PRIMARY = { style: "primary" } as const;

export const continueButton = (request: ChangeRequest): Button | null =>
  requestButton(request, ACTION_IDS.continue, "Continue", PRIMARY);

export const editButton = (request: ChangeRequest): Button | null =>
  requestButton(request, ACTION_IDS.edit, "Edit", PRIMARY);

export const askAgainButton = (request: ChangeRequest): Button | null =>
  requestButton(request, ACTION_IDS.askAgain, "Ask again", PRIMARY);

export const applyButton = (request: ChangeRequest): Button | null =>
  requestButton(request, ACTION_IDS.apply, "Apply now", {
    ...PRIMARY,
    confirm: confirm({
      title: `Apply ${request.reference} now?`,
      text: `${dialogWords(request)} It is checked again first.`,
      confirm: "Apply now",
    }),
  });

/** What the person may do to bring the request on; the first of them is the one to press. */
export function stepButtons(view: RequestView): (Button | null)[] {
  const { request, may } = view;
  return [
    resultButton(view),
    may.confirm ? continueButton(request) : null,
    may.apply ? applyButton(request) : null,
    may.askAgain ? askAgainButton(request) : null,
    retryButton(request),
    may.readLogs ? logsButton(request) : null,
    mendButton(view),
    may.settle ? requestButton(request, ACTION_IDS.settle, "Settle") : null,
  ];
}

/** Approve, ask for changes, comment: for a request that waits for review. */
export function reviewButtons(view: RequestView): (Button | null)[] {
  const { request } = view;
  return [
    requestButton(request, ACTION_IDS.approve, "Approve", {
      style: "primary",
      confirm: confirm({
        title: `Approve ${request.reference}?`,
        text: `${dialogWords(request)} ${onApproval(request)}`,
        confirm: "Approve",
      }),
    }),
    requestButton(request, ACTION_IDS.askForChanges, "Ask for changes"),
    requestButton(request, ACTION_IDS.comment, "Comment"),
  ];
}

/** The deployment as its reviewers may read it. */
export const reviewedDeploymentButton = (request: ChangeRequest): Button | null =>
  requestButton(request, ACTION_IDS.reviewedDeployment, "Look at deployment");

/**
 * The way back after a success, for a reader who may go it: opens the prefilled form, changes nothing by itself. Null where there is
 * none.
 */
export function inverseButton({ request, may }: RequestView): Button | null {
  const { inverse } = wordsOf(request);
  if (!may.undo || inverse === null || inverse.offered?.(request) === false) return null;
  if (inverse.prefill !== undefined) return requestButton(request, ACTION_IDS.undo, inverse.label);
  const words = { text: inverse.label, label: `${inverse.label} ${name(request.deploymentLabel, 50)}` };
  return inverse.rollback
    ? button(ACTION_IDS.rollBack, words, request.deploymentId)
    : button(ACTION_IDS.deploymentAction, words, actionValue(inverse.action, request.deploymentId));
}

/** The way on after a failure: opens the prefilled form. Null where people ask anew. */
function retryButton(request: ChangeRequest): Button | null {
  const { retry } = wordsOf(request);
  if (request.state.name !== "failed" || retry?.offered(request) !== true) return null;
  return requestButton(request, ACTION_IDS.retry, retry.label, PRIMARY);
}

/** The way back to the form after a refusal that another input could get past. Null where there is none. */
export function mendButton({ request, may }: RequestView): Button | null {
  if (request.state.name !== "refused" || !may.edit) return null;
  return requestButton(request, ACTION_IDS.edit, "Edit", { style: "primary" });
}

/** What a success made, for whoever asked: a link or file of their own at each press. Null where there is nothing to be had. */
export function resultButton({ request, may }: RequestView): Button | null {
  const { result } = wordsOf(request);
  if (result === undefined || !may.take) return null;
  if (result.opens === "download") return requestButton(request, ACTION_IDS.download, result.label, PRIMARY);
  const label = `${result.label} of ${name(request.deploymentLabel, 40)}`;
  // An application's id is the key of the effect that made it.
  const value = applicationValue(request.deploymentId, effectKeyOf(request));
  return button(ACTION_IDS.openApplication, { text: result.label, label }, value, PRIMARY);
}

function logsButton(request: ChangeRequest): Button | null {
  const label = `View logs of ${name(request.deploymentLabel, 50)}`;
  return button(
    ACTION_IDS.deploymentAction,
    { text: "View logs", label },
    actionValue("logs", request.deploymentId),
  );
}

export function openDeploymentButton(request: ChangeRequest): Button | null {
  const label = `Open deployment ${name(request.deploymentLabel, 50)}`;
  return button(ACTION_IDS.openDeployment, { text: "Open deployment", label }, request.deploymentId);
}

export function historyButton(request: ChangeRequest): Button | null {
  const label = `History of ${name(request.deploymentLabel, 50)}`;
  return button(ACTION_IDS.history, { text: "History", label }, request.deploymentId);
}

/** One line that tells a request apart in lists: reference, ask, state is added by the caller. */
export const reference = (request: ChangeRequest): Mrkdwn =>
  md`${name(request.reference, NAME_LENGTH)}, edition ${request.edition}`;
