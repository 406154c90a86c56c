// What is recorded of a deployment's predictions, by the hour and the model. Reference: deployment actions, sections 3.8 and 9.
import type { Deployment, Health } from "./deployment.ts";
import type { PackageId } from "./ids.ts";

export const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;

/** What one model's predictions of one hour left. */
export interface StatisticsHour {
  /** Start of the hour, epoch ms: statistics are kept by full hours of UTC. */
  readonly hour: number;
  readonly model: PackageId;
  readonly predictions: number;
  /** Requests counted for service health. */
  readonly service: number;
  /** Predictions compared with the training data. */
  readonly drift: number;
  /** Predictions compared with what really happened. */
  readonly accuracy: number;
}

/** Hours from `from` (null: the first one) up to, and without, `to`. Epoch ms, both full hours. */
export interface StatisticsRange {
  readonly from: number | null;
  readonly to: number;
}

export interface StatisticsCount {
  readonly hours: number;
  readonly predictions: number;
  readonly service: number;
  readonly drift: number;
  readonly accuracy: number;
}

export const isFullHour = (at: number): boolean => at % HOUR_MS === 0;
/** The full hour at or before a moment. */
export const fullHourBefore = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;

export const inRange = ({ hour }: Pick<StatisticsHour, "hour">, { from, to }: StatisticsRange): boolean =>
  (from === null || hour >= from) && hour < to;

export function countStatistics(hours: readonly StatisticsHour[]): StatisticsCount {
  const sum = (of: (hour: StatisticsHour) => number) => hours.reduce((total, hour) => total + of(hour), 0);
  return {
    hours: new Set(hours.map(({ hour }) => hour)).size,
    predictions: sum(({ predictions }) => predictions),
    service: sum(({ service }) => service),
    drift: sum(({ drift }) => drift),
    accuracy: sum(({ accuracy }) => accuracy),
  };
}

/** Fewer predictions say nothing about drift and accuracy (reference section 9). */
const ENOUGH = 100;

/** The rule of `healthAfterClearing` for people: whichever model and time is cleared, what is left decides. */
export const HEALTH_AFTER_CLEARING = `Parts of health are unknown afterwards, until data returns: service health when nothing is left of the last 24 hours, data drift when fewer than ${ENOUGH} predictions of the champion are left, accuracy when the outcome of fewer than ${ENOUGH} of them is known.`;

/**
 * Health once only `left` is there: unknown until data returns (reference sections 3.8 and 9). Service health is about the last 24 hours
 * of whichever model, the other two about the champion; what is not monitored stays so, and what enough data is left for stays as it is.
 */
export function healthAfterClearing(
  { health, championId }: Pick<Deployment, "health" | "championId">,
  left: readonly StatisticsHour[],
  now: number,
): Deployment["health"] {
  const ofChampion = countStatistics(left.filter(({ model }) => model === championId));
  const lately = countStatistics(left.filter(({ hour }) => hour > now - DAY_MS));
  const after = (before: Health, enough: boolean, missing: string): Health =>
    enough || before.status === "unavailable"
      ? before
      : { status: "unknown", message: `Statistics were cleared: ${missing}` };
  const few = `fewer than ${ENOUGH} predictions are left.`;
  return {
    service: after(health.service, lately.service > 0, "no predictions of the last 24 hours are left."),
    drift: after(health.drift, ofChampion.drift >= ENOUGH, few),
    accuracy: after(health.accuracy, ofChampion.accuracy >= ENOUGH, few),
  };
}

export type HealthPart = keyof Deployment["health"];

/** Which parts clearing makes unknown that are not so now. */
export function unknownAfterClearing(
  deployment: Pick<Deployment, "health" | "championId">,
  left: readonly StatisticsHour[],
  now: number,
): readonly HealthPart[] {
  const after = healthAfterClearing(deployment, left, now);
  return (["service", "drift", "accuracy"] as const).filter(
    (part) => after[part].status === "unknown" && deployment.health[part].status !== "unknown",
  );
}

/** What health after clearing rests on: all of the champion, and the last 24 hours of whatever served in them. */
export function healthRestsOn(
  { history, championId }: Pick<Deployment, "history" | "championId">,
  now: number,
): readonly { readonly model: PackageId; readonly range: StatisticsRange }[] {
  const to = fullHourBefore(now) + HOUR_MS;
  const lately = fullHourBefore(now - DAY_MS);
  // Newest first: each served until the one before it in the list began.
  const served = history.filter((_, at) => (history[at - 1]?.from ?? now) > lately);
  const others = new Set(served.map(({ packageId }) => packageId).filter((model) => model !== championId));
  return [
    { model: championId, range: { from: null, to } },
    ...[...others].map((model) => ({ model, range: { from: lately, to } })),
  ];
}
