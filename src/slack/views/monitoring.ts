// The view of a deployment's monitoring: health with its sentences, the picture of the last days, and the same days as a table.
import type { KnownBlock, RichTextBlock } from "@slack/types";
import { context, fields, image, type Modal, modal, section } from "../../block-kit/blocks.ts";
import { bold, date, type Mrkdwn, md, NOTHING, name } from "../../block-kit/text.ts";
import { type MonitoredDay, type Monitoring, nothingRecorded } from "../../deployments/monitoring.ts";
import { momentWords } from "../../deployments/time-zones.ts";
import { counted } from "../../deployments/words.ts";
import type { SeenMonitoring } from "../../operations/operations.ts";
import { CALLBACK_IDS } from "../action-ids.ts";
import { fileSafe } from "../cards/checks-file.ts";
import { deploymentState, health } from "../cards/state-words.ts";
import { monitoringSvg } from "../pictures/chart-svg.ts";
import { measureFigure, shortCount } from "../pictures/figures.ts";
import {
  altText,
  dateOf,
  dayNames,
  errorsOf,
  metricName,
  monitoringPicture,
} from "../pictures/monitoring-picture.ts";
import type { DrawnPicture } from "../pictures/picture-files.ts";

export const MONITORING_TITLE = "Monitoring";

/** `none`: there is nothing to draw, or it is still being drawn. */
export type PicturePlace =
  | { readonly kind: "none" }
  | { readonly kind: "shown"; readonly file: string; readonly picture: DrawnPicture }
  | { readonly kind: "failed" };

/** `timeZone`: an IANA name that this runtime knows. */
export function monitoringView(
  seen: SeenMonitoring,
  options: { readonly timeZone: string; readonly picture: PicturePlace },
): Modal {
  const { deployment } = seen;
  const { usage, championSince } = deployment;
  const last =
    usage.lastPredictionAt === null
      ? md`no prediction yet`
      : md`last one ${momentWords(usage.lastPredictionAt, options.timeZone)}`;
  return modal({
    callbackId: CALLBACK_IDS.notice,
    title: MONITORING_TITLE,
    blocks: [
      section(
        md`${bold(deployment.label)} in ${name(deployment.environment.name)}, ${deploymentState(deployment)}`,
      ),
      ...fields([
        { label: "Service health", value: health(deployment.health.service) },
        { label: "Data drift", value: health(deployment.health.drift) },
        { label: "Accuracy", value: health(deployment.health.accuracy) },
        { label: "Predictions", value: last },
      ]),
      ...pictureBlocks(options.picture),
      ...daysBlocks(seen, options.timeZone),
      context(
        md`Service health is about the last 24 hours. Drift and accuracy are of the champion alone${championSince === null ? NOTHING : md`, from when it began to serve: ${date(championSince)}`}.`,
      ),
    ],
  });
}

/** Null: nothing is recorded that could be drawn. */
export function drawnMonitoring(
  { deployment, monitoring }: SeenMonitoring,
  timeZone: string,
): DrawnPicture | null {
  if (monitoring === null || nothingRecorded(monitoring)) return null;
  const picture = monitoringPicture(deployment, monitoring, timeZone);
  return {
    svg: monitoringSvg(picture),
    filename: `monitoring-${fileSafe(deployment.label)}.png`,
    title: `Monitoring of ${name(deployment.label)}`,
    altText: altText(picture),
  };
}

function pictureBlocks(place: PicturePlace): KnownBlock[] {
  switch (place.kind) {
    case "none":
      return [];
    case "shown":
      return [image({ slackFile: place.file, title: place.picture.title, alt: place.picture.altText })];
    case "failed":
      return [context(md`The picture of this cannot be shown now; the table has the same days.`)];
  }
}

function daysBlocks({ monitoring, deployment }: SeenMonitoring, timeZone: string): KnownBlock[] {
  if (monitoring === null) {
    return [
      section(
        md`⚠️ The platform does not tell the figures of the last days now. Open this again in a minute.`,
      ),
    ];
  }
  const { days } = monitoring;
  const uncounted = isUncounted(monitoring, deployment.usage.lastPredictionAt);
  if (nothingRecorded(monitoring)) {
    return [
      section(
        md`📭 Nothing is recorded of the last ${counted(days.length, "day")}. Figures stand here once predictions were made and reported; cleared statistics do not come back.`,
      ),
      ...(uncounted ? [context(UNCOUNTED)] : []),
    ];
  }
  const missing = missingFigures(monitoring);
  return [
    section(
      md`*Day by day*, the newest first: predictions, requests, errors, ms of a typical answer, drift, ${metricName(monitoring)}. Days are those of ${timeZone}. ${dateOf(dayNames(days, timeZone).at(-1))} is not over.`,
    ),
    table(monitoring, timeZone),
    ...(missing.empty ? [] : [context(missing)]),
    ...(uncounted ? [context(UNCOUNTED)] : []),
  ];
}

/** The last prediction falls in a day of these of which none is counted. */
function isUncounted({ days }: Monitoring, lastPredictionAt: number | null): boolean {
  if (lastPredictionAt === null) return false;
  const day = days.findLast(({ from }) => from <= lastPredictionAt);
  return day !== undefined && (day.predictions ?? 0) === 0;
}

const UNCOUNTED = md`The last prediction is not among these figures: its hour is not over yet, or its statistics were cleared.`;

interface Column {
  readonly head: string;
  /** In a sentence about what is missing. */
  readonly noun: string;
  readonly of: (day: MonitoredDay) => number | null;
  readonly figure: (value: number | null) => string;
}

/** Of a longer name the picture has it, and the sentence below the table. */
const HEAD_LENGTH = 8;

/** Heads and figures are short: a line that is broken in a window, or on a phone, is no line of a table. */
const columnsOf = (monitoring: Monitoring): readonly Column[] => {
  const metric = metricName(monitoring);
  return [
    { head: "Preds", noun: "predictions", of: (day) => day.predictions, figure: shortCount },
    { head: "Reqs", noun: "requests", of: (day) => day.requests, figure: shortCount },
    { head: "Errs", noun: "errors", of: errorsOf, figure: shortCount },
    { head: "ms", noun: "response times", of: (day) => day.responseMs, figure: shortCount },
    { head: "Drift", noun: "drift", of: (day) => day.drift, figure: measureFigure },
    {
      head: metric.length > HEAD_LENGTH ? "Accuracy" : metric,
      noun: "accuracy",
      of: (day) => day.accuracy,
      figure: measureFigure,
    },
  ];
};

/** A window has no tables: columns of preformatted text, which Slack never parses. */
function table(monitoring: Monitoring, timeZone: string): RichTextBlock {
  const columns = columnsOf(monitoring).filter((column) => isRecorded(monitoring, column));
  const names = dayNames(monitoring.days, timeZone).map(dateOf);
  const rows = [
    ["Day", ...columns.map(({ head }) => head)],
    ...monitoring.days
      .map((day, at) => [names[at] ?? "", ...columns.map(({ of, figure }) => figure(of(day)))])
      .toReversed(),
  ];
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const text = rows
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join("  "),
    )
    .join("\n");
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text }] }],
  };
}

const isRecorded = ({ days }: Monitoring, { of }: Column): boolean => days.some((day) => of(day) !== null);

/** What is not there is said; a day without a figure is a dash. */
function missingFigures(monitoring: Monitoring): Mrkdwn {
  const columns = columnsOf(monitoring);
  const none = columns.filter((column) => !isRecorded(monitoring, column)).map(({ noun }) => noun);
  const gaps = columns.some(
    (column) => isRecorded(monitoring, column) && monitoring.days.some((day) => column.of(day) === null),
  );
  return md`${none.length === 0 ? NOTHING : md`Not recorded here: ${none.join(", ")}. `}${gaps ? md`– is a day of which nothing of this is recorded.` : NOTHING}`;
}
