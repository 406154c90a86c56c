// Buttons about one request. Each names the record and the edition that the person was shown.

import { wordsOf } from "../../actions/request-words.ts";
import type { Card, Modal } from "../../block-kit/blocks.ts";
import { md, utc } from "../../block-kit/text.ts";
import { type Answer, ok, type Refusal, refuse } from "../../deployments/decision.ts";
import { requestId } from "../../deployments/ids.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import type { RequestView, TrailEntry } from "../../requests/request-view.ts";
import { ACTION_IDS, parseRequestValue } from "../action-ids.ts";
import { deploymentCard } from "../cards/deployment-card.ts";
import { evidenceFile } from "../cards/evidence.ts";
import { requestCard } from "../cards/request-card.ts";
import { stateSentence } from "../cards/state-sentences.ts";
import { stateWords } from "../cards/state-words.ts";
import { formOf, isRollback } from "../forms.ts";
import { checkResultView } from "../views/check-result.ts";
import { askForChangesView, cancelView, commentView, settleView } from "../views/reason-forms.ts";
import { openLoaded } from "./open-form.ts";
import { guarded, type Parts } from "./parts.ts";
import {
  type Ack,
  answerWith,
  type Press,
  type PressEvent,
  placeOfPress,
  record,
  STRANGE_CONTROL,
  say,
} from "./press.ts";
import { deploymentFor } from "./run-reading.ts";
import { sendToPerson } from "./send-to-person.ts";
import { tellRefusal } from "./tell.ts";
import { formParts } from "./zone.ts";

interface Named {
  readonly id: ReturnType<typeof requestId>;
  readonly edition: number;
}

/** Reads the button's value, or says that it is not one of ours. */
const onRequest =
  (work: (parts: Parts, press: PressEvent, ack: Ack, named: Named) => Promise<void>): Press =>
  async (parts, press, ack) => {
    const value = parseRequestValue(press.value ?? "");
    if (value === null) {
      await ack();
      return tellRefusal(parts, placeOfPress(press), STRANGE_CONTROL);
    }
    return work(parts, press, ack, { id: requestId(value.id), edition: value.edition });
  };

/** What was recorded and how the request stands now; never that anything was done on the platform. */
export const recorded = (what: string, request: ChangeRequest): Card =>
  say(
    md`☑️ Recorded: ${what} ${request.reference} (${request.deploymentLabel}). *${stateWords(request)}* – ${stateSentence(request)}`,
  );

const approve = onRequest((parts, press, ack, { id, edition }) =>
  record(
    parts,
    press,
    ack,
    "approve",
    () => parts.operations.review(press.actor, id, { edition, decision: "approve", comment: "" }),
    (request) => recorded("you approved", request),
  ),
);

const askAgain = onRequest((parts, press, ack, { id, edition }) =>
  record(
    parts,
    press,
    ack,
    "ask again",
    () => parts.operations.askAgain(press.actor, id, { edition }),
    (request) => recorded("you asked again for", request),
  ),
);

const apply = onRequest((parts, press, ack, { id, edition }) =>
  record(
    parts,
    press,
    ack,
    "apply",
    () => parts.operations.apply(press.actor, id, { edition }),
    (request) => recorded("you asked to apply", request),
  ),
);

const outdated = (request: ChangeRequest): Refusal => ({
  code: "outdated",
  sentence: `What you were shown of ${request.reference} is outdated: it is at edition ${request.edition} now.`,
  next: "Open the request again and look at it before you answer.",
});

interface ViewPress {
  readonly title: string;
  /** The form is about exactly what the person was shown. */
  readonly sameEdition: boolean;
  content(parts: Parts, press: PressEvent, view: RequestView): Answer<Modal> | Promise<Answer<Modal>>;
}

/** Opens a view about the request as it is now. */
const opens = ({ title, sameEdition, content }: ViewPress): Press =>
  onRequest(async (parts, press, ack, { id, edition }) => {
    const read = guarded(parts, title, async (): Promise<Answer<Modal>> => {
      const found = await parts.operations.request(press.actor, id);
      if (!found.ok) return found;
      if (sameEdition && found.value.request.edition !== edition)
        return refuse(outdated(found.value.request));
      return content(parts, press, found.value);
    });
    const again = () => say(md`Slack did not open *${title}* in time. Press the button again.`);
    await Promise.all([ack(), openLoaded(parts, placeOfPress(press), title, read, again)]);
  });

/** Who may review is decided at the submit; a form whose submit is refused anyway is not offered. */
function reviewing(view: RequestView, form: (request: ChangeRequest) => Modal): Answer<Modal> {
  const { request, may, approval } = view;
  if (may.review) return ok(form(request));
  return refuse({
    code: "forbidden",
    sentence: `You cannot review ${request.reference} now. ${stateWords(request)}.`,
    next: "Reviewers are named by the policy; nobody reviews their own request.",
    ...(approval === null ? {} : { decision: approval }),
  });
}

const askForChanges = opens({
  title: "Ask for changes",
  sameEdition: true,
  content: (_, __, view) => reviewing(view, askForChangesView),
});

const comment = opens({
  title: "Comment",
  sameEdition: true,
  content: (_, __, view) => ok(commentView(view.request)),
});

const cancel = opens({
  title: "Cancel request",
  sameEdition: false,
  content: (_, __, view) => ok(cancelView(view.request)),
});

const settle = opens({
  title: "Settle the outcome",
  sameEdition: false,
  content: (_, __, view) => ok(settleView(view.request)),
});

const continueRequest = opens({
  title: "Result of the checks",
  sameEdition: false,
  content: (_, __, view) => ok(checkResultView(view)),
});

const edit = opens({
  title: "Edit request",
  sameEdition: true,
  content: (parts, press, { request }) => {
    const form = formOf(request.action);
    if (form === null) throw new Error(`${request.action} has no form`);
    return form.open(formParts(parts), press.actor, {
      deployment: request.deploymentId,
      rollback: isRollback(request),
      earlier: request,
      registeredModel: null,
      channel: press.message?.channel ?? null,
    });
  },
});

const openRequest = onRequest((parts, press, ack, { id }) =>
  answerWith(parts, press, ack, "open request", async () => {
    const found = await parts.operations.request(press.actor, id);
    return found.ok ? ok(requestCard(found.value)) : found;
  }),
);

/** For the person alone; who only reviews may read it and nothing else. */
const reviewedDeployment = onRequest((parts, press, ack, { id }) =>
  answerWith(parts, press, ack, "look at deployment", async () => {
    const found = await parts.operations.deploymentUnderReview(press.actor, id);
    if (!found.ok) return found;
    const { value } = found;
    if (value.as === "member") return deploymentFor(parts, placeOfPress(press), value.deployment);
    return ok(deploymentCard(value.seen, { now: parts.clock.now(), audience: "reviewer" }));
  }),
);

const trailLine = ({ at, event, who, allowed, why }: TrailEntry): string =>
  `${utc(at)} ${event} by ${who}, ${allowed ? "allowed" : "refused"}: ${why}`;

/** The file goes to the person alone, as a direct message. */
const evidence = onRequest((parts, press, ack, { id }) =>
  answerWith(parts, press, ack, "evidence", async () => {
    const found = await parts.operations.evidence(press.actor, id);
    if (!found.ok) return found;
    const { view, trail, verification } = found.value;
    const file = evidenceFile(view.request, {
      approval: view.approval,
      told: view.told,
      trail: trail.map(trailLine),
      verification,
      madeAt: parts.clock.now(),
    });
    return sendToPerson(parts, press.actor, "evidence file", file);
  }),
);

/** The way back as a new request: its form, filled in with what there was before. What may be asked is decided at the submit. */
const undo = opens({
  title: "Undo",
  sameEdition: false,
  content: (parts, { actor, message }, { request }) => {
    const { inverse } = wordsOf(request);
    const form = inverse === null ? null : formOf(inverse.action);
    if (inverse === null || form === null) return refuse(STRANGE_CONTROL);
    return form.open(formParts(parts), actor, {
      deployment: request.deploymentId,
      rollback: inverse.rollback,
      earlier: null,
      prefill: inverse.prefill?.(request),
      registeredModel: null,
      channel: message?.channel ?? null,
    });
  },
});

/** The way on after a failure as a new request: its form, filled in with what was asked for and what is left of it. */
const retry = opens({
  title: "Try again",
  sameEdition: false,
  content: (parts, { actor, message }, { request }) => {
    const form = formOf(request.action);
    const way = request.state.name === "failed" ? wordsOf(request).retry : undefined;
    if (form === null || way?.offered(request) !== true) return refuse(STRANGE_CONTROL);
    return form.open(formParts(parts), actor, {
      deployment: request.deploymentId,
      rollback: false,
      earlier: null,
      prefill: way.prefill(request),
      registeredModel: null,
      channel: message?.channel ?? null,
    });
  },
});

export const REQUEST_PRESSES = {
  [ACTION_IDS.approve]: approve,
  [ACTION_IDS.askForChanges]: askForChanges,
  [ACTION_IDS.comment]: comment,
  [ACTION_IDS.continue]: continueRequest,
  [ACTION_IDS.edit]: edit,
  [ACTION_IDS.askAgain]: askAgain,
  [ACTION_IDS.apply]: apply,
  [ACTION_IDS.cancel]: cancel,
  [ACTION_IDS.settle]: settle,
  [ACTION_IDS.evidence]: evidence,
  [ACTION_IDS.openRequest]: openRequest,
  [ACTION_IDS.reviewedDeployment]: reviewedDeployment,
  [ACTION_IDS.undo]: undo,
  [ACTION_IDS.retry]: retry,
} as const satisfies Record<string, Press>;
