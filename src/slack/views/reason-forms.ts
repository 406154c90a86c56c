// Small forms about one request that ask for a text: ask for changes, comment, settle, cancel.
import type { KnownBlock } from "@slack/types";
import {
  input,
  type Modal,
  modal,
  option,
  radioButtons,
  section,
  textInput,
} from "../../block-kit/blocks.ts";
import { chosen, parseStateValues, typed } from "../../block-kit/state-values.ts";
import { md, NOTHING } from "../../block-kit/text.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import { ACTION_IDS, CALLBACK_IDS, parseRequestValue, requestValue } from "../action-ids.ts";
import { ask, mentioned } from "../cards/request-parts.ts";

const REASON_BLOCK = "reason";
const SETTLE_BLOCK = "settle";
/** What reviewers write is shown on cards: longer belongs into a document. */
const MOST = 2000;

interface Words {
  readonly callbackId: string;
  readonly title: string;
  readonly submit: string;
  readonly label: string;
  readonly placeholder: string;
  readonly hint: string;
  readonly optional?: boolean;
  readonly before?: readonly KnownBlock[];
}

function reasonForm(request: ChangeRequest, words: Words): Modal {
  return modal({
    callbackId: words.callbackId,
    title: words.title,
    submit: words.submit,
    close: "Back",
    metadata: requestValue(request.id, request.edition),
    blocks: [
      section(md`${ask(request, mentioned)} (${request.reference})`),
      ...(words.before ?? []),
      input({
        blockId: REASON_BLOCK,
        label: words.label,
        hint: words.hint,
        optional: words.optional ?? false,
        element: textInput(ACTION_IDS.reason, { placeholder: words.placeholder, maxLength: MOST }),
      }),
    ],
  });
}

export const askForChangesView = (request: ChangeRequest): Modal =>
  reasonForm(request, {
    callbackId: CALLBACK_IDS.askForChanges,
    title: "Ask for changes",
    submit: "Ask for changes",
    label: "What has to change?",
    placeholder: "For example: choose a version that was trained after October",
    hint: "The requester gets it at once and answers with a new edition.",
  });

export const commentView = (request: ChangeRequest): Modal =>
  reasonForm(request, {
    callbackId: CALLBACK_IDS.comment,
    title: "Comment",
    submit: "Comment",
    label: "Comment",
    placeholder: "A question or a remark",
    hint: "A comment decides nothing.",
  });

export const cancelView = (request: ChangeRequest): Modal =>
  reasonForm(request, {
    callbackId: CALLBACK_IDS.cancel,
    title: "Cancel request",
    submit: "Cancel request",
    label: "Reason",
    placeholder: "For example: a newer version comes tomorrow",
    hint: "Shown on the card and kept in the audit trail.",
    optional: true,
  });

/** For a request whose outcome nobody knows. */
export const settleView = (request: ChangeRequest): Modal =>
  reasonForm(request, {
    callbackId: CALLBACK_IDS.settle,
    title: "Settle the outcome",
    submit: "Settle",
    label: "How do you know?",
    placeholder: "For example: the deployment's history shows the new model since 10:02",
    hint: "Kept in the audit trail with your name. Nothing is sent to the platform.",
    before: [
      section(
        md`The platform did not say whether it happened.${request.state.name === "unknown" ? md` ${request.state.why}` : NOTHING} Look there first.`,
      ),
      input({
        blockId: SETTLE_BLOCK,
        label: "What happened?",
        element: radioButtons(ACTION_IDS.settleAs, [
          option("It happened", "happened", "The platform shows the change."),
          option("It did not happen", "not-happened", "The platform shows the old state."),
        ]),
      }),
    ],
  });

/** Errors by block id, as `response_action: errors` wants them. */
export type FormErrors = Readonly<Record<string, string>>;

export type ReasonAnswer =
  | { readonly ok: true; readonly id: string; readonly edition: number; readonly text: string }
  | { readonly ok: false; readonly errors: FormErrors };

/** `optional`: an empty text is an answer (cancel). */
export function parseReason(
  values: unknown,
  metadata: string,
  options: { readonly optional: boolean } = { optional: false },
): ReasonAnswer {
  const shown = parseRequestValue(metadata);
  const state = parseStateValues(values);
  if (shown === null || state === null) return { ok: false, errors: { [REASON_BLOCK]: STRANGE } };
  const text = typed(state, REASON_BLOCK, ACTION_IDS.reason);
  if (text === "" && !options.optional)
    return { ok: false, errors: { [REASON_BLOCK]: "Please write a few words." } };
  if (text.length > MOST) return { ok: false, errors: { [REASON_BLOCK]: `At most ${MOST} characters.` } };
  return { ok: true, ...shown, text };
}

const STRANGE = "This form is not from this version. Close it and open it again.";

export type SettleAnswer =
  | {
      readonly ok: true;
      readonly id: string;
      readonly edition: number;
      readonly text: string;
      readonly happened: boolean;
    }
  | { readonly ok: false; readonly errors: FormErrors };

export function parseSettle(values: unknown, metadata: string): SettleAnswer {
  const reason = parseReason(values, metadata);
  const state = parseStateValues(values);
  const as = state === null ? null : chosen(state, SETTLE_BLOCK, ACTION_IDS.settleAs);
  const missing = as === "happened" || as === "not-happened" ? {} : { [SETTLE_BLOCK]: "Say what happened." };
  if (!reason.ok) return { ok: false, errors: { ...reason.errors, ...missing } };
  if (as !== "happened" && as !== "not-happened") return { ok: false, errors: missing };
  return { ...reason, happened: as === "happened" };
}

/** Where a refusal of these forms is shown. */
export const REASON_FORM_BLOCK: string = REASON_BLOCK;
