// The view of a deployment's monitoring: health with its sentences, the picture of the last days, and the same days as a table.
import type { KnownBlock, RichTextBlock } from "@slack/types";
import { context, fields, image, type Modal, modal, section } from "../../block-kit/blocks.ts";
import { bold, date, type Mrkdwn, md, NOTHING, name } from "../../block-kit/text.ts";
import { type MonitoredDay, type Monitoring, nothingRecorded } from "../../deployments/monitoring.ts";
import { counted } from "../../deployments/words.ts";
import type { SeenMonitoring } from "../../operations/operations.ts";
import { CALLBACK_IDS } from "../action-ids.ts";
import { fileSafe } from "../cards/checks-file.ts";
import { deploymentState, health } from "../cards/state-words.ts";
import { monitoringSvg } from "../pictures/chart-svg.ts";
import { countFigure, measureFigure } from "../pictures/figures.ts";
import {
  altText,
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
  { deployment, monitoring }: SeenMonitoring,
  options: { readonly timeZone: string; readonly picture: PicturePlace },
): Modal {
  const { usage, championSince } = deployment;
  const last =
    usage.lastPredictionAt === null ? md`no prediction yet` : md`last one ${date(usage.lastPredictionAt)}`;
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
      ...daysBlocks(monitoring, options.timeZone),
      context(
        md`Service health is about the last 24 hours. Drift and accuracy are of the champion${championSince === null ? NOTHING : md`, which serves since ${date(championSince)}`}.`,
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

function daysBlocks(monitoring: Monitoring | null, timeZone: string): KnownBlock[] {
  if (monitoring === null) {
    return [
      section(
        md`⚠️ The platform does not tell the figures of the last days now. Open this again in a minute.`,
      ),
    ];
  }
  const { days } = monitoring;
  if (nothingRecorded(monitoring)) {
    return [
      section(
        md`📭 Nothing is recorded of the last ${counted(days.length, "day")}. Figures stand here once predictions were made and reported; cleared statistics do not come back.`,
      ),
    ];
  }
  const missing = missingFigures(monitoring);
  return [
    section(md`*Day by day*, the newest first. Days are those of ${timeZone}.`),
    table(monitoring, timeZone),
    ...(missing.empty ? [] : [context(missing)]),
  ];
}

interface Column {
  readonly head: string;
  /** In a sentence about what is missing. */
  readonly noun: string;
  readonly of: (day: MonitoredDay) => number | null;
  readonly figure: (value: number | null) => string;
}

const columnsOf = (monitoring: Monitoring): readonly Column[] => [
  { head: "Predictions", noun: "predictions", of: (day) => day.predictions, figure: countFigure },
  { head: "Requests", noun: "requests", of: (day) => day.requests, figure: countFigure },
  { head: "Errors", noun: "errors", of: errorsOf, figure: countFigure },
  { head: "ms", noun: "response times", of: (day) => day.responseMs, figure: countFigure },
  { head: "Drift", noun: "drift", of: (day) => day.drift, figure: measureFigure },
  { head: metricName(monitoring), noun: "accuracy", of: (day) => day.accuracy, figure: measureFigure },
];

/** A window has no tables: columns of preformatted text, which Slack never parses. */
function table(monitoring: Monitoring, timeZone: string): RichTextBlock {
  const columns = columnsOf(monitoring).filter((column) => isRecorded(monitoring, column));
  const names = dayNames(monitoring.days, timeZone);
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
  return md`${none.length === 0 ? NOTHING : md`Not recorded here: ${none.join(", ")}. `}${gaps ? md`– is a day of which nothing is recorded.` : NOTHING}`;
}
