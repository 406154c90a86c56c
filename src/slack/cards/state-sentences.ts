// What a request's state means for a person and what to do next: one sentence each, on cards and in notes.

import { changeOf, wordsOf } from "../../actions/request-words.ts";
import { AT_WORK } from "../../actions/words.ts";
import { date, listed, type Mrkdwn, md, NOTHING, name, sentence } from "../../block-kit/text.ts";
import type { Decision } from "../../deployments/decision.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import type { RequestView } from "../../requests/request-view.ts";
import { agreed, needsApproval } from "../../requests/state-words.ts";
import { mentioned, type Naming, onApproval, reviewBy } from "./request-parts.ts";

/** What happened, as it stands. */
export function stateSentence(request: ChangeRequest, who: Naming = mentioned): Mrkdwn {
  const { state } = request;
  const { unchanged } = wordsOf(request);
  switch (state.name) {
    case "checking":
      return md`The checks are running. You can close this; the result comes to you.`;
    case "checked":
      return md`The checks are done, ${date(state.since)}.`;
    case "refused":
      return md`${sentence(state.refusal.sentence)} ${unchanged}`;
    case "pending":
      return md`Asked for review, ${date(state.since)}.`;
    case "changes-requested":
      return md`${who(state.by)} asked for changes, ${date(state.since)}: ${sentence(state.comment)}`;
    case "approved":
      if (!needsApproval(request.assessment))
        return md`Confirmed by ${who(request.requester)}, ${date(state.since)}; no approval is needed.`;
      return state.applyAskedBy === null
        ? md`Approved, ${date(state.since)}.`
        : md`Approved; ${who(state.applyAskedBy)} pressed Apply now, ${date(state.since)}.`;
    case "stale":
      return md`It is not applied, because what was ${agreed(request)} is not what is there now. ${unchanged}`;
    case "executing":
      return state.acceptedAt === undefined
        ? md`Sent to the platform, ${date(state.intent.at)}. It is done when the platform says so.`
        : md`Since ${date(state.acceptedAt)}. ${(wordsOf(request).underWay ?? AT_WORK).sentence}`;
    case "succeeded":
      return succeeded(request, state.outcome, who);
    case "failed":
      return md`${sentence(state.reason)}${state.changed === true ? NOTHING : md` ${unchanged}`}${settled(state.settledBy, who)}`;
    case "unknown":
      return md`The platform did not say whether it happened: ${sentence(state.why)} It is looked up, not sent again. Until it is known nothing else is changed on this deployment.`;
    case "cancelled":
      // The system does it where the deployment is gone: of that nothing is unchanged.
      if (state.by === "system")
        return md`Cancelled by the system, ${date(state.since)}: ${sentence(state.reason)}`;
      return md`Cancelled by ${who(state.by)}, ${date(state.since)}${state.reason.trim() === "" ? "." : md`: ${sentence(state.reason)}`} ${unchanged}`;
    case "expired":
      // The digest is fixed when it is confirmed, or goes to review without a confirmation.
      return request.digest === null
        ? md`The result of the checks was not confirmed in time; it ended ${date(state.since)}. ${unchanged}`
        : md`It was not ${needsApproval(request.assessment) ? "approved and applied" : "applied"} in time; it ended ${date(state.since)}. ${unchanged}`;
  }
}

type State<Name> = Extract<ChangeRequest["state"], { name: Name }>;

function succeeded(request: ChangeRequest, outcome: State<"succeeded">["outcome"], who: Naming): Mrkdwn {
  const { did } = wordsOf(request);
  const by =
    outcome.account === undefined ? NOTHING : md` In DataRobot it was done as ${name(outcome.account)}.`;
  const how = outcome.known === "found" ? md` It was found on the platform afterwards.` : NOTHING;
  return md`${who(request.requester)} ${did(request)} ${name(request.deploymentLabel)}, ${date(outcome.at)}.${how}${by}${settled(outcome.settledBy, who)}`;
}

const settled = (by: State<"failed">["settledBy"], who: Naming): Mrkdwn =>
  by === null ? NOTHING : md` Settled by ${who(by.by)}, ${date(by.at)}: ${sentence(by.reason)}`;

/** What to do next, for the person who sees the card. Null: nothing is left to do. */
export function nextStep(view: RequestView): Mrkdwn | null {
  const { request, may, heldBy } = view;
  const { state } = request;
  switch (state.name) {
    case "checking":
      return md`Wait for the result; nothing is lost when you close this.`;
    case "checked":
      return may.confirm
        ? md`Press Continue to read the result and go on.`
        : md`${name(request.requester.name)} has to confirm it.`;
    case "refused":
      return may.edit
        ? md`${sentence(state.refusal.next)} Press Edit: the form opens with what you typed.`
        : md`${sentence(state.refusal.next)}`;
    case "pending":
      return pendingStep(view);
    case "changes-requested":
      return may.edit
        ? md`Press Edit to answer with a new edition, or Cancel request.`
        : md`${name(request.requester.name)} edits or cancels it.`;
    case "approved":
      if (heldBy !== null) return md`It waits: ${sentence(heldBy)}`;
      if (may.apply) return md`Press Apply now when you are ready.`;
      return request.apply === "by-hand" && state.applyAskedBy === null
        ? md`${name(request.requester.name)} applies it by hand.`
        : md`It is applied within moments.`;
    case "stale":
      return may.askAgain
        ? md`Read what changed and press Ask again: it is checked ${needsApproval(request.assessment) ? "and reviewed " : ""}anew.`
        : md`${name(request.requester.name)} can ask again.`;
    case "unknown":
      return may.settle
        ? md`Look at the deployment. When you know what happened, press Settle and say why you know.`
        : md`An Owner of the deployment or an administrator can settle it.`;
    case "failed":
      return may.readLogs
        ? md`Press View logs: the startup log says what went wrong. Then ask again with a new request.`
        : md`Find out what went wrong, then ask again with a new request.`;
    case "expired":
      return md`Ask again with a new request.`;
    case "executing":
      return state.acceptedAt === undefined
        ? md`Wait; this card changes when it is known.`
        : md`Wait; this card changes when that has ended. Nothing else is changed on the deployment meanwhile.`;
    case "succeeded": {
      const { result } = wordsOf(request);
      return may.take && result !== undefined
        ? md`Press ${result.label}; what you get is for you alone.`
        : null;
    }
    case "cancelled":
      return state.by === "system"
        ? md`Nothing is left to do; ask for it on another deployment if it is still wanted.`
        : null;
  }
}

function pendingStep(view: RequestView): Mrkdwn {
  const end = reviewBy(view.request);
  const by = end === null ? NOTHING : md` Without a decision it ends ${date(end)}.`;
  const stuck = view.approval === null ? null : firstDenied(view.approval);
  if (stuck !== null)
    return md`It cannot be approved as things are: ${sentence(stuck.sentence)} Ask an administrator of this bot to change who may review (the policy file, or the members of its groups), or cancel the request.${by}`;
  const what = onApproval(view.request);
  return view.may.review
    ? md`Please approve, ask for changes or comment. ${what}${by}`
    : md`Wait for a reviewer. ${what}${by}`;
}

/** The innermost reason why a decision is denied; null when it is not. */
function firstDenied(decision: Decision): Decision | null {
  if (decision.outcome !== "denied") return null;
  for (const part of decision.because) {
    const inner = firstDenied(part);
    if (inner !== null) return inner;
  }
  return decision;
}

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** What is different now from what was approved, or confirmed: lines for a stale request. */
export function staleLines(request: ChangeRequest): Mrkdwn[] {
  if (request.state.name !== "stale") return [];
  const { changes } = request.state;
  const shown = changes
    .slice(0, 20)
    .map(
      (each) =>
        md`• *${name(capitalised(each.what))}:* ${name(each.approved, 200)}, now ${name(each.now, 200)}`,
    );
  return changes.length > 20 ? [...shown, md`… and ${changes.length - 20} more`] : shown;
}

/** `Credit default v3 → Credit default v4`, plain, for one-line places. */
export const changeWords = (request: ChangeRequest): string => {
  const { from, to } = changeOf(request);
  return `${name(from)} → ${name(to)}`;
};

/** `Replace model, Credit default v3 → Credit default v4`: where many requests are listed, each says what it is about. */
export const listedChange = (request: ChangeRequest): string =>
  `${wordsOf(request).title(request)}, ${changeWords(request)}`;

/** Sentences in one text, for the top-level `text`. */
export const sentences = (parts: readonly Mrkdwn[]): Mrkdwn =>
  listed(
    parts.filter((part) => !part.empty),
    20,
    " ",
  );
