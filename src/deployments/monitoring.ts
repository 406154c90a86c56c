// How a deployment did, by the day: service, drift and accuracy as figures. Reference: deployment actions, section 9.
import type { Deployment } from "./deployment.ts";
import { fullHourBefore, HOUR_MS, type StatisticsHour } from "./statistics.ts";

export const DAY_MS = 24 * HOUR_MS;
/** Days that are looked at, the one that is running included. */
export const MONITORED_DAYS = 14;

/** What was measured of one model's predictions of one hour; null: not measured. */
export interface Measured {
  /** Requests refused because of what was sent (4xx). */
  readonly refused: number;
  /** Requests that ended in an error of the server (5xx). */
  readonly failed: number;
  /** Time of a typical (median) answer. */
  readonly responseMs: number | null;
  /** The highest population stability index among target and tracked features, against the training data. */
  readonly drift: number | null;
  /** In the champion's metric, against what really happened. */
  readonly accuracy: number | null;
}

export interface MeasuredHour extends StatisticsHour {
  readonly measured?: Measured;
}

/** One day. Null: not recorded, which is not the same as none. */
export interface MonitoredDay {
  /** Epoch ms; the day ends 24 hours later, or where the asked time does. */
  readonly from: number;
  /** Of whichever model served. */
  readonly predictions: number | null;
  readonly requests: number | null;
  readonly refused: number | null;
  readonly failed: number | null;
  readonly responseMs: number | null;
  /** Of the champion alone, from when it began to serve, as `accuracy` is: what it did when it served earlier is not told. */
  readonly drift: number | null;
  readonly accuracy: number | null;
}

export interface Monitoring {
  /** Oldest first, without a gap. */
  readonly days: readonly MonitoredDay[];
  /** What accuracy is measured in, and its value when the champion was deployed; null: not known. */
  readonly metric: { readonly name: string; readonly atDeployment: number | null } | null;
  /** From this drift on a feature counts as drifted; null: not known. */
  readonly driftLimit: number | null;
}

/** Days of 24 hours from `from` on; the last one ends at `to`. Epoch ms. */
export interface MonitoredTime {
  readonly from: number;
  readonly to: number;
}

/** The days up to now, for a reader whose today began at `today` (epoch ms, a full hour). */
export const lastDays = (today: number, now: number): MonitoredTime => ({
  from: today - (MONITORED_DAYS - 1) * DAY_MS,
  to: now,
});

/** Nothing at all is recorded in these days. */
export const nothingRecorded = ({ days }: Pick<Monitoring, "days">): boolean =>
  days.every(({ from: _from, ...figures }) => Object.values(figures).every((figure) => figure === null));

type Champion = Pick<Deployment, "championId" | "championSince">;

/**
 * Days from what was measured by the hour. A day without any hour is one of which nothing is recorded. The hour in which the champion began
 * to serve is its own.
 */
export function monitoredDays(
  hours: readonly MeasuredHour[],
  { from, to }: MonitoredTime,
  champion: Champion,
): readonly MonitoredDay[] {
  const byDay = Map.groupBy(hours, ({ hour }) => Math.floor((hour - from) / DAY_MS));
  return Array.from({ length: Math.max(Math.ceil((to - from) / DAY_MS), 0) }, (_, day) =>
    dayOf(from + day * DAY_MS, byDay.get(day) ?? [], champion),
  );
}

function dayOf(
  from: number,
  hours: readonly MeasuredHour[],
  { championId, championSince }: Champion,
): MonitoredDay {
  const since = championSince === null ? null : fullHourBefore(championSince);
  const measured = hours.flatMap(({ measured: of, hour, model, predictions, service, accuracy }) =>
    of === undefined
      ? []
      : [{ ...of, hour, model, weight: { predictions, requests: service, actuals: accuracy } }],
  );
  const own = measured.filter(({ hour, model }) => model === championId && (since === null || hour >= since));
  return {
    from,
    predictions: sum(hours, ({ predictions }) => predictions),
    requests: sum(hours, ({ service }) => service),
    refused: sum(measured, ({ refused }) => refused),
    failed: sum(measured, ({ failed }) => failed),
    responseMs: mean(measured, ({ responseMs, weight }) => [responseMs, weight.requests]),
    drift: mean(own, ({ drift, weight }) => [drift, weight.predictions]),
    accuracy: mean(own, ({ accuracy, weight }) => [accuracy, weight.actuals]),
  };
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number | null =>
  all.length === 0 ? null : all.reduce((total, one) => total + of(one), 0);

/** By weight. Of medians and of a metric such as AUC it comes near, no more; what gives exact ones answers by the day itself. */
function mean<T>(
  all: readonly T[],
  of: (one: T) => readonly [value: number | null, weight: number],
): number | null {
  let total = 0;
  let weights = 0;
  for (const one of all) {
    const [value, weight] = of(one);
    if (value === null || weight === 0) continue;
    total += value * weight;
    weights += weight;
  }
  return weights === 0 ? null : total / weights;
}
