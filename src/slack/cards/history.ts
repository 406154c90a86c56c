// The history of one deployment: its champions, and the requests about it with their evidence.
import type { KnownBlock } from "@slack/types";
import { REASON_LABELS } from "../../actions/replace-model/words.ts";
import { actions, button, type Card, card, context, header, lines, section } from "../../block-kit/blocks.ts";
import { bold, code, date, type Mrkdwn, md, NOTHING, name } from "../../block-kit/text.ts";
import type { HistoryView } from "../../operations/operations.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import { ACTION_IDS, historyValue } from "../action-ids.ts";
import { requestButton } from "./request-parts.ts";
import { listedChange, sentences } from "./state-sentences.ts";
import { stateWords } from "./state-words.ts";

const SHOWN_MODELS = 15;
/** Rows of a page: two blocks each. */
const SHOWN_REQUESTS = 15;

export function historyCard(view: HistoryView): Card {
  const requests = view.requests.items.slice(0, SHOWN_REQUESTS);
  const left = view.models.length - SHOWN_MODELS;
  const deleted = deletedWords(view);
  const body: (KnownBlock | null)[] = [
    header(`History of ${name(view.label, 120)}`),
    deleted === null ? null : section(md`🗑️ *Deleted:* ${deleted}`),
    section(md`*Champions, newest first*`),
    ...lines(
      view.models.length === 0
        ? [md`None recorded.`]
        : view.models.slice(0, SHOWN_MODELS).map(modelLine(view.deleted !== null)),
      3,
    ),
    ...(left > 0 ? [context(md`… and ${left} earlier`)] : []),
    section(md`*Requests, newest first*`),
    ...(requests.length === 0 ? [section(md`None yet.`)] : requests.flatMap(requestRow)),
    context(md`Deployment id ${code(view.deploymentId)}`),
  ];
  return card(text(view, requests), body, more(view));
}

/** Null while it is there. */
function deletedWords({ deleted }: HistoryView): Mrkdwn | null {
  if (deleted === null) return null;
  if (deleted === "unknown") return md`This deployment was deleted. What is here is what was kept of it.`;
  return md`${name(deleted.by)} deleted this deployment ${date(deleted.at)}. What is here is what was kept of it.`;
}

type Model = HistoryView["models"][number];

const modelLine =
  (gone: boolean) =>
  (model: Model, at: number): Mrkdwn =>
    md`${at > 0 ? "▫️ earlier" : gone ? "▫️ last" : "🏆 champion"} ${bold(model.packageName)} since ${date(model.from)}, ${reason(model)}${by(model)}`;

const by = (model: Model): Mrkdwn => (model.by === null ? NOTHING : md`, by ${name(model.by)}`);

const reason = (model: Model): string =>
  model.reason === null ? "deployed" : `reason ${REASON_LABELS[model.reason]}`;

const requestRow = (request: ChangeRequest): KnownBlock[] => [
  section(
    md`*${stateWords(request)}* – ${request.reference}: ${listedChange(request)}\nAsked by ${name(request.requester.name)}, ${date(request.createdAt)}; in this state since ${date(request.state.since)}`,
  ),
  ...actions([
    requestButton(request, ACTION_IDS.openRequest, "Open request"),
    request.assessment === null ? null : requestButton(request, ACTION_IDS.evidence, "Evidence file"),
  ]),
];

function more(view: HistoryView): KnownBlock[] {
  if (view.requests.next === null) return [];
  const label = `More requests on ${name(view.label, 50)}`;
  return actions([
    button(
      ACTION_IDS.historyMore,
      { text: "More", label },
      historyValue(view.deploymentId, view.requests.next),
    ),
  ]);
}

function text(view: HistoryView, requests: readonly ChangeRequest[]): Mrkdwn {
  return sentences([
    md`History of ${name(view.label)}.`,
    deletedWords(view) ?? NOTHING,
    ...view.models
      .slice(0, 5)
      .map(
        (model) => md`${name(model.packageName)} since ${date(model.from)}, ${reason(model)}${by(model)}.`,
      ),
    ...requests
      .slice(0, 10)
      .map((request) => md`${request.reference}: ${stateWords(request)}. ${listedChange(request)}.`),
  ]);
}
