// What the picture of a deployment's monitoring shows, as facts: it is drawn from them, and its alt text is written from them.
import { name } from "../../block-kit/text.ts";
import type { Deployment } from "../../deployments/deployment.ts";
import { DAY_MS, type MonitoredDay, type Monitoring } from "../../deployments/monitoring.ts";
import { HEALTH_WORDS } from "../../deployments/words.ts";
import { countFigure, measureFigure, NO_FIGURE } from "./figures.ts";

export interface Panel {
  readonly title: string;
  /** In words; empty: it has none. */
  readonly state: string;
  readonly shape: "bars" | "line" | "line from zero";
  readonly colour: "usage" | "errors" | "drift" | "accuracy";
  /** One for each day; null: not recorded. */
  readonly values: readonly (number | null)[];
  readonly figure: (value: number | null) => string;
  /** The newest day of which something is recorded, with its figure. */
  readonly newest: string;
  /** Drawn dashed, and what it is in words; null: there is none. */
  readonly dashed: { readonly value: number; readonly words: string } | null;
}

export interface Picture {
  /** Name of each day, oldest first. */
  readonly days: readonly string[];
  readonly panels: readonly Panel[];
  /** Another champion took over within these days: how many of them before, and the words for it. */
  readonly changed: { readonly after: number; readonly words: string } | null;
}

const SO_FAR = " so far";
const dateOf = (day: string = ""): string => day.replace(SO_FAR, "");

/** `24 Nov` for each day; the one that is not over is said to be so. */
export function dayNames(days: readonly Pick<MonitoredDay, "from">[], timeZone: string): readonly string[] {
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short" });
  // From noon: where clocks are put forward, or half an hour apart, a day may begin just before midnight.
  const names = days.map(({ from }) => day.format(from + DAY_MS / 2));
  return names.map((each, at) => (at === names.length - 1 ? `${each}${SO_FAR}` : each));
}

/** Longer ones would run into the newest value. */
const METRIC_LENGTH = 16;
export const metricName = ({ metric }: Monitoring): string =>
  metric === null ? "Accuracy" : name(metric.name, METRIC_LENGTH);

/** Of both kinds; null where neither is recorded. */
export const errorsOf = ({ refused, failed }: MonitoredDay): number | null =>
  refused === null && failed === null ? null : (refused ?? 0) + (failed ?? 0);

export function monitoringPicture(
  { health, championSince }: Pick<Deployment, "health" | "championSince">,
  monitoring: Monitoring,
  timeZone: string,
): Picture {
  const { days, metric, driftLimit } = monitoring;
  const names = dayNames(days, timeZone);
  const panel = (
    of: (day: MonitoredDay) => number | null,
    { dashed, ...rest }: Omit<Panel, "values" | "newest">,
  ): Panel => {
    const values = days.map(of);
    const at = values.findLastIndex((value) => value !== null);
    if (at === -1) return { ...rest, values, newest: "nothing recorded", dashed: null };
    return { ...rest, values, newest: `${dateOf(names[at])}: ${rest.figure(values[at] ?? null)}`, dashed };
  };
  const after = championSince === null ? 0 : (championSince - (days[0]?.from ?? 0)) / DAY_MS;
  const since = names[Math.floor(after)];
  return {
    days: names,
    changed: after > 0 && since !== undefined ? { after, words: `champion since ${dateOf(since)}` } : null,
    panels: [
      panel(({ predictions }) => predictions, {
        title: "Predictions a day",
        state: "",
        shape: "bars",
        colour: "usage",
        figure: countFigure,
        dashed: null,
      }),
      panel(errorsOf, {
        title: "Errors a day",
        state: `service health ${HEALTH_WORDS[health.service.status]}`,
        shape: "bars",
        colour: "errors",
        figure: countFigure,
        dashed: null,
      }),
      panel(({ drift }) => drift, {
        title: "Data drift",
        state: HEALTH_WORDS[health.drift.status],
        shape: "line from zero",
        colour: "drift",
        figure: measureFigure,
        dashed: dashed(driftLimit, (limit) => `limit ${limit}`),
      }),
      panel(({ accuracy }) => accuracy, {
        title: metricName(monitoring),
        state: `accuracy ${HEALTH_WORDS[health.accuracy.status]}`,
        shape: "line",
        colour: "accuracy",
        figure: measureFigure,
        dashed: dashed(metric?.atDeployment ?? null, (value) => `${value} at deployment`),
      }),
    ],
  };
}

const dashed = (value: number | null, words: (figure: string) => string): Panel["dashed"] =>
  value === null ? null : { value, words: `dashed: ${words(measureFigure(value))}` };

/** What stands behind a chart's title. */
export const notesOf = ({ state, dashed: line }: Panel): readonly string[] =>
  [state, line?.words ?? ""].filter((words) => words !== "");

/** All that the picture says, for whoever does not see it: every word of it and every value. */
export function altText({ days, panels, changed }: Picture): string {
  const between = `${days[0] ?? ""} to ${days.at(-1) ?? ""}`;
  const charts = panels.map((panel) => {
    const { title, values, figure, newest } = panel;
    const head = [title, ...notesOf(panel)].join(", ");
    if (values.every((value) => value === null)) return `${head}: ${newest}.`;
    return `${head}. By the day: ${values.map(figure).join("; ")}. Newest, ${newest}.`;
  });
  const none = panels.some(({ values }) => values.includes(null)) ? ` ${NO_FIGURE} is not recorded.` : "";
  const model = changed === null ? "" : ` A vertical line: ${changed.words}.`;
  return `Charts by the day, ${between}.${none}${model} ${charts.join(" ")}`;
}
