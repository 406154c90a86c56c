// The result of checking in the modal that asked: what was found, what has to be read or attested, what comes next.
import type { InputBlock, KnownBlock } from "@slack/types";
import { wordsOf } from "../../actions/request-words.ts";
import {
  actions,
  checkboxes,
  context,
  header,
  input,
  lines,
  type Modal,
  modal,
  option,
  section,
} from "../../block-kit/blocks.ts";
import { parseStateValues, ticked } from "../../block-kit/state-values.ts";
import { date, md, name } from "../../block-kit/text.ts";
import { type PackageId, packageId } from "../../deployments/ids.ts";
import type { Assessment, ChangeRequest } from "../../requests/request.ts";
import type { RequestView } from "../../requests/request-view.ts";
import { ACTION_IDS, CALLBACK_IDS, parseRequestValue, requestValue } from "../action-ids.ts";
import { checksBlocks } from "../cards/checks.ts";
import {
  ask,
  askAgainButton,
  mendButton,
  mentioned,
  notDoneBlock,
  onApproval,
  policyNames,
  policyWords,
  resultButton,
  reviewersWords,
} from "../cards/request-parts.ts";
import { nextStep, staleLines, stateSentence } from "../cards/state-sentences.ts";
import { stateWords } from "../cards/state-words.ts";
import { toldLines } from "../cards/told.ts";

const WARNINGS_BLOCK = "checks.warnings-read";
const attestBlock = (at: number): string => `checks.attest:${at}`;
/** More packages than two cannot lack training data: champion and candidate. */
const MOST_ATTESTED = 5;

/** Shown from *Select* on: checking, then the result; once confirmed, who was asked. */
export function checkResultView(view: RequestView): Modal {
  const { request, may } = view;
  const { state, assessment } = request;
  if (state.name === "checking") return checkingView(request);
  const asks = state.name === "checked" && may.confirm && assessment !== null && attestable(assessment);
  return modal({
    callbackId: CALLBACK_IDS.checkResult,
    title: title(request),
    submit: asks ? submitWords(request) : null,
    close: asks ? "Not now" : "Close",
    metadata: requestValue(request.id, request.edition),
    notifyOnClose: true,
    blocks: [
      section(md`*${stateWords(request)}* – ${stateSentence(request)}`),
      section(ask(request, mentioned)),
      ...lines(staleLines(request), 2),
      ...checksBlocks(request, { fileAt: "that comes with the card", advice: true, passing: "named" }),
      notDoneBlock(view),
      ...(asks ? toConfirm(request, assessment) : afterwards(view)),
      context(
        md`${request.reference}, edition ${request.edition}, checked ${date(assessment?.at ?? state.since)}`,
      ),
    ],
  });
}

const title = (request: ChangeRequest): string => wordsOf(request).title(request);

/** While it is checked nothing but the record is needed to draw that. */
export function checkingView(request: ChangeRequest): Modal {
  return modal({
    callbackId: CALLBACK_IDS.checkResult,
    title: title(request),
    metadata: requestValue(request.id, request.edition),
    notifyOnClose: true,
    blocks: [
      section(md`🔎 *Checking…*`),
      section(ask(request, mentioned)),
      section(
        md`You can close this window: nothing is lost. The result then comes as a direct message with *Continue*.`,
      ),
      context(md`${request.reference}`),
    ],
  });
}

function submitWords(request: ChangeRequest): string {
  return policyNames(request).length === 0 ? wordsOf(request).confirm(request) : "Ask for approval";
}

function toConfirm(request: ChangeRequest, assessment: Assessment): KnownBlock[] {
  const policies = policyNames(request);
  const then =
    policies.length === 0
      ? md`*Next:* ${assessment.policyNote} Press *${wordsOf(request).confirm(request)}*: it starts at once.`
      : md`*Next:* Press *Ask for approval*. Policy: ${policyWords(request)}. ${onApproval(request)}`;
  return [
    ...(assessment.status === "warning" ? [warningsRead()] : []),
    ...assessment.toAttest.slice(0, MOST_ATTESTED).flatMap((attest, at) => attestInput(attest, at)),
    section(then),
  ];
}

/** A required box: Slack does not let the form go without its tick. */
const warningsRead = (): InputBlock =>
  input({
    blockId: WARNINGS_BLOCK,
    label: "Warnings",
    element: checkboxes(ACTION_IDS.warningsRead, [
      option("I have read every warning and want to go on", "read"),
    ]),
  });

type ToAttest = Assessment["toAttest"][number];

const attestOption = (attest: ToAttest) => option("I attest this", attest.packageId);

/** False when a package id does not fit into Slack's option: then nobody can attest it here, and nothing can be confirmed. */
const attestable = ({ toAttest }: Assessment): boolean =>
  toAttest.length <= MOST_ATTESTED && toAttest.every((attest) => attestOption(attest) !== null);

/** One input for each package: a group of boxes is content with a single tick. */
function attestInput(attest: ToAttest, at: number): InputBlock[] {
  const box = attestOption(attest);
  if (box === null) return [];
  return [
    input({
      blockId: attestBlock(at),
      label: `⚠️ ${name(attest.sentence, 1500)}`,
      element: checkboxes(ACTION_IDS.attest, [box]),
    }),
  ];
}

/** What comes after, for a view in which nothing is to be confirmed. */
function afterwards(view: RequestView): KnownBlock[] {
  const next = nextStep(view);
  const asked =
    view.request.state.name === "pending"
      ? [md`*Asked:* ${reviewersWords(view.reviewers)}`, md`*Policy:* ${policyWords(view.request)}`]
      : [];
  return [
    ...lines([...asked, ...toldLines(view)], 2),
    ...(view.request.state.name === "checked" ? [header("Nothing to confirm here")] : []),
    ...(next === null ? [] : [section(md`*Next:* ${next}`)]),
    ...actions([
      resultButton(view),
      view.may.askAgain ? askAgainButton(view.request) : null,
      mendButton(view),
    ]),
  ];
}

export interface CheckResultAnswer {
  readonly id: string;
  readonly edition: number;
  readonly warningsRead: boolean;
  readonly attested: readonly PackageId[];
}

/** Null when metadata or values are not those of this view. What must be ticked is decided by the operations. */
export function parseCheckResult(values: unknown, metadata: string): CheckResultAnswer | null {
  const shown = parseRequestValue(metadata);
  const state = parseStateValues(values);
  if (shown === null || state === null) return null;
  const attested = Array.from({ length: MOST_ATTESTED }, (_, at) =>
    ticked(state, attestBlock(at), ACTION_IDS.attest),
  );
  return {
    ...shown,
    warningsRead: ticked(state, WARNINGS_BLOCK, ACTION_IDS.warningsRead).includes("read"),
    attested: attested.flat().map(packageId),
  };
}

/** Block of the submitted view beside which a refusal of confirming is shown; null: none of its inputs, show it as a notice. */
export function checkResultBlock(field: string | undefined, blocks: readonly string[]): string | null {
  const block = field === "warningsRead" ? WARNINGS_BLOCK : field === "attested" ? attestBlock(0) : null;
  return block !== null && blocks.includes(block) ? block : null;
}
