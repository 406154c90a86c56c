// What each modal's submit asks for: its fields, parsed once.

import { findAction } from "../../actions/index.ts";
import type { Modal } from "../../block-kit/blocks.ts";
import { md } from "../../block-kit/text.ts";
import type { ActionName } from "../../deployments/action-names.ts";
import { deploymentId, requestId } from "../../deployments/ids.ts";
import { ACTION_TITLES } from "../../deployments/words.ts";
import type { ChangeRequest, Json, Origin, ReviewDecision } from "../../requests/request.ts";
import { CALLBACK_IDS } from "../action-ids.ts";
import { stateSentence } from "../cards/state-sentences.ts";
import { stateWords } from "../cards/state-words.ts";
import { fieldsOf } from "../forms.ts";
import { parseActionForm, parseActionFormMetadata } from "../views/action-form.ts";
import { checkResultBlock, parseCheckResult } from "../views/check-result.ts";
import { noticeView } from "../views/notice.ts";
import { parseReason, parseSettle, REASON_FORM_BLOCK } from "../views/reason-forms.ts";
import {
  blockOfField,
  type FormMetadata,
  parseFormMetadata,
  parseReplaceModelForm,
} from "../views/replace-model-state.ts";
import { searchLogs } from "./logs.ts";
import type { Parts } from "./parts.ts";
import { notice, type Prepared, requestModal, STRANGE_FORM, type SubmissionEvent } from "./submissions.ts";

type Prepare = (parts: Parts, submission: SubmissionEvent) => Prepared | Promise<Prepared>;

const strange = (title: string): Prepared => ({ ok: false, answer: notice(title, STRANGE_FORM) });

const errors = (fields: Readonly<Record<string, string>>): Prepared => ({
  ok: false,
  answer: { response_action: "errors", errors: fields },
});

interface Fields {
  readonly input: Json;
  readonly comment: string;
  readonly apply: ChangeRequest["apply"];
}

/** One write: a new request, or the next edition of the one that is edited. */
function writeWish(
  { operations }: Parts,
  { actor, view }: SubmissionEvent,
  action: ActionName,
  metadata: Pick<FormMetadata, "deploymentId" | "label" | "edit" | "mends" | "channel">,
  { input, comment, apply }: Fields,
) {
  const origin: Origin = { viewId: view.id, channel: metadata.channel };
  if (metadata.edit !== null) {
    const { id, edition } = metadata.edit;
    return operations.edit(actor, requestId(id), { edition, input, comment, apply, origin });
  }
  return operations.ask(actor, {
    action,
    deploymentId: deploymentId(metadata.deploymentId),
    deploymentLabel: metadata.label,
    input,
    comment,
    apply,
    origin,
    // The window of a refused request becomes the form again, and the next submit of it another wish.
    ...(metadata.mends === null
      ? { wishKey: view.id }
      : { wishKey: `${view.id} after ${metadata.mends}`, mends: requestId(metadata.mends) }),
  });
}

const replaceModel: Prepare = (parts, submission) => {
  const title = "Replace model";
  const metadata = parseFormMetadata(submission.view.metadata);
  if (metadata === null) return strange(title);
  const fields = parseReplaceModelForm(submission.view.state, metadata);
  if (!fields.ok) return errors(fields.errors);
  return {
    ok: true,
    wish: {
      title,
      write: () => writeWish(parts, submission, "replace-model", metadata, fields),
      done: (request) => requestModal(parts, submission, title, request),
      errorBlock: ({ field }) => blockOfField(field, metadata),
    },
  };
};

/** The form of every other action: its schema says what is wrong with a field, before anything is recorded. */
const actionFormWish: Prepare = (parts, submission) => {
  const metadata = parseActionFormMetadata(submission.view.metadata);
  if (metadata === null) return strange("Pointsman");
  const title = ACTION_TITLES[metadata.action].slice(0, 24);
  const fields = fieldsOf(metadata.action);
  const action = findAction(metadata.action);
  const answer =
    fields === null
      ? null
      : parseActionForm(submission.view.state, fields, { ...metadata, now: parts.clock.now() });
  if (fields === null || answer === null || action?.kind !== "effect") return strange(title);
  const parsed = action.input.safeParse(answer.input);
  const wrong = (parsed.error?.issues ?? []).flatMap(({ path, message }) => {
    const block = fields.blockOf(typeof path[0] === "string" ? path[0] : undefined);
    return block === null ? [] : [[block, message] as const];
  });
  const beside = { ...answer.errors, ...Object.fromEntries(wrong) };
  if (Object.keys(beside).length > 0) return errors(beside);
  if (!parsed.success) return strange(title);
  return {
    ok: true,
    wish: {
      title,
      write: () => writeWish(parts, submission, metadata.action, metadata, answer),
      done: (request) => requestModal(parts, submission, title, request),
      errorBlock: ({ field }) => fields.blockOf(field),
    },
  };
};

const checkResult: Prepare = async (parts, submission) => {
  const title = "Result of the checks";
  const answer = parseCheckResult(submission.view.state, submission.view.metadata);
  if (answer === null) return strange(title);
  const { edition, warningsRead, attested } = answer;
  const id = requestId(answer.id);
  // Slack takes errors only for inputs that the view has; those are in its state.
  const inputs = Object.keys(submission.view.state);
  return {
    ok: true,
    wish: {
      title,
      write: () =>
        parts.operations.confirm(submission.actor, id, {
          edition,
          warningsRead,
          attested,
          viewId: submission.view.id,
        }),
      done: (request) => requestModal(parts, submission, title, request),
      errorBlock: ({ field }) => checkResultBlock(field, inputs),
    },
  };
};

/** After a small form: what is recorded and how the request stands. */
const recordedModal = (title: string, what: string, request: ChangeRequest): Promise<Modal> =>
  Promise.resolve(
    noticeView(title, [
      md`☑️ *Recorded:* ${what} ${request.reference}.`,
      md`*${stateWords(request)}* – ${stateSentence(request)}`,
    ]),
  );

const review =
  (title: string, decision: ReviewDecision, what: string): Prepare =>
  (parts, { actor, view }) => {
    const answer = parseReason(view.state, view.metadata);
    if (!answer.ok) return errors(answer.errors);
    const { id, edition, text } = answer;
    return {
      ok: true,
      wish: {
        title,
        write: () => parts.operations.review(actor, requestId(id), { edition, decision, comment: text }),
        done: (request) => recordedModal(title, what, request),
        errorBlock: () => REASON_FORM_BLOCK,
      },
    };
  };

const cancel: Prepare = (parts, { actor, view }) => {
  const title = "Cancel request";
  const answer = parseReason(view.state, view.metadata, { optional: true });
  if (!answer.ok) return errors(answer.errors);
  return {
    ok: true,
    wish: {
      title,
      write: () => parts.operations.cancel(actor, requestId(answer.id), { reason: answer.text }),
      done: (request) => recordedModal(title, "you cancelled", request),
      errorBlock: () => REASON_FORM_BLOCK,
    },
  };
};

const settle: Prepare = (parts, { actor, view }) => {
  const title = "Settle the outcome";
  const answer = parseSettle(view.state, view.metadata);
  if (!answer.ok) return errors(answer.errors);
  const { id, happened, text } = answer;
  return {
    ok: true,
    wish: {
      title,
      write: () => parts.operations.settle(actor, requestId(id), { happened, reason: text }),
      done: (request) => recordedModal(title, "you settled", request),
      errorBlock: () => REASON_FORM_BLOCK,
    },
  };
};

type CallbackId = (typeof CALLBACK_IDS)[keyof typeof CALLBACK_IDS];

/** Every modal; null: there is nothing to submit in it. The compiler asks for a missing one. */
export const WISHES: Readonly<Record<CallbackId, Prepare | null>> = {
  [CALLBACK_IDS.replaceModel]: replaceModel,
  [CALLBACK_IDS.actionForm]: actionFormWish,
  [CALLBACK_IDS.checkResult]: checkResult,
  [CALLBACK_IDS.logs]: searchLogs,
  [CALLBACK_IDS.askForChanges]: review("Ask for changes", "ask-for-changes", "you asked for changes to"),
  [CALLBACK_IDS.comment]: review("Comment", "comment", "your comment on"),
  [CALLBACK_IDS.settle]: settle,
  [CALLBACK_IDS.cancel]: cancel,
  [CALLBACK_IDS.notice]: null,
};

export const isCallbackId = (text: string): text is CallbackId => Object.hasOwn(WISHES, text);
