// Submits of modals: parse, one durable write, acknowledge with what is true, all else follows from the record.
import type { Modal } from "../../block-kit/blocks.ts";
import { type Mrkdwn, md } from "../../block-kit/text.ts";
import type { Answer, Refusal } from "../../deployments/decision.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import { within } from "../deadline.ts";
import type { Incoming } from "../payload.ts";
import { checkingView, checkResultView } from "../views/check-result.ts";
import { noticeView } from "../views/notice.ts";
import { guarded, type Parts, type Place } from "./parts.ts";
import { tell } from "./tell.ts";
import { refusedView, updateView } from "./views.ts";

export type SubmissionEvent = Extract<Incoming, { kind: "submission" }>;

export type SubmissionAnswer =
  | { readonly response_action: "errors"; readonly errors: Readonly<Record<string, string>> }
  | { readonly response_action: "update" | "push"; readonly view: Modal };
export type SubmissionAck = (answer?: SubmissionAnswer) => Promise<void>;

/** What one form wants done with its fields. */
export interface Wish {
  readonly title: string;
  /** The durable write. */
  write(): Promise<Answer<ChangeRequest>>;
  /** What stands in the view once it is recorded. */
  done(request: ChangeRequest): Promise<Modal>;
  /** The input beside which a refusal belongs; null: it is shown as a notice. */
  errorBlock(refusal: Refusal): string | null;
}

export type Prepared =
  | { readonly ok: true; readonly wish: Wish }
  | { readonly ok: false; readonly answer: SubmissionAnswer };

const RECORDING: readonly Mrkdwn[] = [
  md`⏳ *Recording…* It is not recorded yet: this takes longer than usual.`,
  md`This window shows when it is. When you close it, the answer comes as a direct message.`,
];

export const notice = (title: string, refusal: Refusal): SubmissionAnswer => ({
  response_action: "push",
  view: refusedView(title, refusal),
});

const FIELD_ERROR_LENGTH = 300;

const fieldError = (refusal: Refusal): string =>
  `${refusal.sentence} ${refusal.next}`.trim().slice(0, FIELD_ERROR_LENGTH);

function refused(wish: Wish, refusal: Refusal): SubmissionAnswer {
  const block = wish.errorBlock(refusal);
  return block === null
    ? notice(wish.title, refusal)
    : { response_action: "errors", errors: { [block]: fieldError(refusal) } };
}

/**
 * Slack takes errors only beside inputs that the submitted view has, and answers others with trouble of its own: what is about one
 * that is not there stands at the first input.
 */
export function besideInputs(
  { state }: Pick<SubmissionEvent["view"], "state">,
  answer: SubmissionAnswer,
): SubmissionAnswer {
  if (answer.response_action !== "errors") return answer;
  const absent = Object.entries(answer.errors).filter(([block]) => !Object.hasOwn(state, block));
  if (absent.length === 0) return answer;
  const said = absent.map(([, sentence]) => sentence).join(" ");
  const [first] = Object.keys(state);
  if (first === undefined) return notice("Pointsman", { code: "invalid", sentence: said, next: "" });
  const { [first]: own, ...present } = Object.fromEntries(
    Object.entries(answer.errors).filter(([block]) => Object.hasOwn(state, block)),
  );
  return {
    response_action: "errors",
    errors: {
      [first]: (own === undefined ? said : `${own} ${said}`).slice(0, FIELD_ERROR_LENGTH),
      ...present,
    },
  };
}

interface Outcome {
  readonly answer: SubmissionAnswer;
  /** Draws it as it is now: later than the answer, it may have moved on. */
  readonly redraw: () => Promise<Modal>;
}

/** Recorded already, or refused: nothing is claimed before it is so. */
async function outcome(parts: Parts, wish: Wish): Promise<Outcome> {
  const written = await guarded(parts, `submit ${wish.title}`, () => wish.write());
  if (!written.ok) {
    const modal = refusedView(wish.title, written.refusal);
    return { answer: refused(wish, written.refusal), redraw: async () => modal };
  }
  const redraw = () => wish.done(written.value);
  return { answer: { response_action: "update", view: await redraw() }, redraw };
}

const placeOfSubmission = ({ actor }: SubmissionEvent): Place => ({
  actor,
  channel: null,
  threadTs: null,
  responseUrl: null,
  triggerId: null,
  view: null,
});

/** The late end of a write: into the view if it is still open, else as a direct message. */
async function finish(
  parts: Parts,
  submission: SubmissionEvent,
  wish: Wish,
  rest: ReturnType<typeof outcome>,
): Promise<void> {
  const { answer, redraw } = await rest;
  const { id } = submission.view;
  await parts.gate.open(id);
  // Results wait meanwhile: one that came first would be overwritten by this older state, for good.
  const release = parts.gate.hold(id);
  let modal: Modal;
  try {
    modal = await redraw();
    if (await updateView(parts, { id, hash: null }, modal)) return;
  } finally {
    release();
  }
  const place = placeOfSubmission(submission);
  if (answer.response_action === "update") {
    const blocks = modal.blocks.filter(({ type }) => type !== "input");
    await tell(parts, place, { text: `${wish.title}: recorded.`, blocks });
    return;
  }
  await tell(parts, place, { text: `${wish.title}: not done.`, blocks: modal.blocks });
}

export async function submit(
  parts: Parts,
  submission: SubmissionEvent,
  ack: SubmissionAck,
  wish: Wish,
): Promise<void> {
  const release = parts.gate.hold(submission.view.id);
  try {
    const timely = await within(parts.deadlines.write, outcome(parts, wish));
    if (!timely.late) {
      await ack(timely.value.answer);
      return;
    }
    await ack({ response_action: "update", view: noticeView(wish.title, RECORDING) });
    parts.background.run(finish(parts, submission, wish, timely.rest));
  } finally {
    release();
  }
}

/** The request in the view that asked. While it is checked nothing but the record is needed to draw that. */
export async function requestModal(
  parts: Parts,
  { actor }: Pick<SubmissionEvent, "actor">,
  title: string,
  request: ChangeRequest,
): Promise<Modal> {
  if (request.state.name === "checking") return checkingView(request);
  const read = guarded(parts, "request after submit", () => parts.operations.request(actor, request.id));
  // It is recorded: a slow read must not make the submit look lost.
  const timely = await within(parts.deadlines.lookup, read);
  if (timely.late || !timely.value.ok) {
    return noticeView(title, [
      md`☑️ *Recorded* as ${request.reference}.`,
      md`The details come as a message; you can close this window.`,
    ]);
  }
  return checkResultView(timely.value.value);
}

/** A form of an older version, or one that cannot be submitted. */
export const STRANGE_FORM: Refusal = {
  code: "invalid",
  sentence: "This form is from another version of the bot, so nothing was done.",
  next: "Close it and open it again.",
};
