// The view of logs: opened, filtered and paged in place, and sent as a file. Each read is authorised and audited by the operations.
import type { Modal } from "../../block-kit/blocks.ts";
import { type Answer, ok, refuse } from "../../deployments/decision.ts";
import { type DeploymentId, deploymentId } from "../../deployments/ids.ts";
import { LOG_KINDS, logLine } from "../../deployments/logs.ts";
import { ACTION_TITLES } from "../../deployments/words.ts";
import type { WholeLog } from "../../operations/operations.ts";
import type { Actor } from "../../requests/person.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { fileSafe, type TextFile } from "../cards/checks-file.ts";
import { within } from "../deadline.ts";
import {
  type LogsChoice,
  logAsk,
  logsView,
  NO_CHOICE,
  parseLogsChoice,
  parseLogsMetadata,
} from "../views/logs.ts";
import { loadingView } from "../views/notice.ts";
import { guarded, type Parts } from "./parts.ts";
import { answerWith, type Press, placeOfPress, STRANGE_CONTROL } from "./press.ts";
import { sendToPerson } from "./send-to-person.ts";
import { notice, type Prepared, STRANGE_FORM, type SubmissionEvent } from "./submissions.ts";
import { tellRefusal } from "./tell.ts";
import { refusedView, updateView } from "./views.ts";
import { zoneOf } from "./zone.ts";

const TITLE = ACTION_TITLES.logs;

interface Wanted {
  readonly deployment: DeploymentId;
  readonly choice: LogsChoice;
  readonly before: number;
  readonly offset: number;
}

async function drawn(parts: Parts, actor: Actor, wanted: Wanted): Promise<Answer<Modal>> {
  const { deployment, choice, before, offset } = wanted;
  const [seen, timeZone] = await Promise.all([
    parts.operations.readLog(actor, deployment, logAsk(choice, { before, offset })),
    zoneOf(parts, actor),
  ]);
  return seen.ok ? ok(logsView(seen.value, { choice, before, timeZone })) : seen;
}

export const openLogs = (parts: Parts, actor: Actor, deployment: DeploymentId): Promise<Answer<Modal>> =>
  drawn(parts, actor, { deployment, choice: NO_CHOICE, before: parts.clock.now(), offset: 0 });

/** What an open view of logs asks for; null when it is not one of ours. */
function wantedBy(
  parts: Parts,
  view: { readonly metadata: string; readonly state: unknown },
  page: { readonly offset: number; readonly turning: boolean },
): Wanted | null {
  const metadata = parseLogsMetadata(view.metadata);
  const choice = parseLogsChoice(view.state);
  if (metadata === null || choice === null) return null;
  return {
    deployment: deploymentId(metadata.deploymentId),
    choice,
    before: page.turning ? metadata.before : parts.clock.now(),
    offset: page.offset,
  };
}

const redraw =
  (pageOf: (value: string | null) => { readonly offset: number; readonly turning: boolean } | null): Press =>
  async (parts, press, ack) => {
    await ack();
    const { view, actor } = press;
    const page = pageOf(press.value);
    const wanted = view === null || page === null ? null : wantedBy(parts, view, page);
    if (view === null || wanted === null) return tellRefusal(parts, placeOfPress(press), STRANGE_CONTROL);
    const modal = await guarded(parts, "logs", () => drawn(parts, actor, wanted));
    if (!modal.ok) return tellRefusal(parts, placeOfPress(press), modal.refusal);
    await updateView(parts, { id: view.id, hash: view.hash }, modal.value);
  };

/** Another filter, or *Newest*: from the newest entry on, as things are now. */
const anew = redraw(() => ({ offset: 0, turning: false }));

const more = redraw((value) =>
  value !== null && /^\d{1,9}$/.test(value) ? { offset: Number(value), turning: true } : null,
);

/** *Search*: the same view in place; a slow platform fills it in afterwards. */
export async function searchLogs(parts: Parts, { view, actor }: SubmissionEvent): Promise<Prepared> {
  const wanted = wantedBy(parts, view, { offset: 0, turning: false });
  if (wanted === null) return { ok: false, answer: notice(TITLE, STRANGE_FORM) };
  const modalOf = async (): Promise<Modal> => {
    const modal = await guarded(parts, "logs", () => drawn(parts, actor, wanted));
    return modal.ok ? modal.value : refusedView(TITLE, modal.refusal);
  };
  const timely = await within(parts.deadlines.write, modalOf());
  if (!timely.late) return { ok: false, answer: { response_action: "update", view: timely.value } };
  const fill = async () => {
    const modal = await timely.rest;
    await parts.gate.open(view.id);
    await updateView(parts, { id: view.id, hash: null }, modal);
  };
  parts.background.run(fill());
  return { ok: false, answer: { response_action: "update", view: loadingView(TITLE) } };
}

/** As the model wrote it, oldest first. */
const logFile = ({ deployment, kind, entries }: WholeLog): TextFile => ({
  filename: `logs-${fileSafe(deployment.label)}-${kind}.txt`,
  title: `The ${kind} log of ${deployment.label}`.slice(0, 200).toWellFormed(),
  text: entries.map(logLine).join(""),
});

const sendWhole: Press = (parts, press, ack) =>
  answerWith(parts, press, ack, "whole log", async () => {
    const metadata = parseLogsMetadata(press.view?.metadata ?? "");
    const kind = LOG_KINDS.find((each) => each === press.value);
    if (metadata === null || kind === undefined) return refuse(STRANGE_CONTROL);
    const whole = await parts.operations.wholeLog(press.actor, deploymentId(metadata.deploymentId), kind);
    return whole.ok ? sendToPerson(parts, press.actor, "log", logFile(whole.value)) : whole;
  });

export const LOG_PRESSES = {
  [ACTION_IDS.logsKind]: anew,
  [ACTION_IDS.logsLevel]: anew,
  [ACTION_IDS.logsTime]: anew,
  [ACTION_IDS.logsFrom]: anew,
  [ACTION_IDS.logsTo]: anew,
  [ACTION_IDS.logsText]: anew,
  [ACTION_IDS.logsNewest]: anew,
  [ACTION_IDS.logsMore]: more,
  [ACTION_IDS.logsFile]: sendWhole,
} as const satisfies Record<string, Press>;
