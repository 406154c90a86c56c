// Statistics of the sample fleet: two weeks of hours that go with each deployment's usage and health.
import type { Deployment } from "../../../deployments/deployment.ts";
import type { ModelPackage } from "../../../deployments/model-package.ts";
import type { MeasuredHour } from "../../../deployments/monitoring.ts";
import { fullHourBefore, HOUR_MS } from "../../../deployments/statistics.ts";
import { sampleMeasures } from "./sample-measures.ts";

const DAYS = 14;
const HOURS_OF_A_DAY = 24;
/** Actual values come to one prediction in so many. */
const ACTUALS = 4;

/** Share of a day's predictions in each hour of UTC: people are awake, computers not much less. In thousandths, 1,000 together. */
const DAY_SHAPE = [
  22, 20, 19, 18, 20, 26, 34, 44, 55, 60, 62, 61, 56, 58, 61, 60, 57, 52, 46, 42, 38, 34, 30, 25,
] as const;

/** The hours that have ended, oldest first; none for a deployment without predictions in the last days. */
export function sampleStatistics(
  deployment: Deployment,
  champion: ModelPackage | null,
  now: number,
): readonly MeasuredHour[] {
  const { usage, history, settings, health } = deployment;
  const end = fullHourBefore(now);
  const drift = settings.drift.target || settings.drift.features;
  return Array.from({ length: DAYS * HOURS_OF_A_DAY }, (_, i) => end - (DAYS * HOURS_OF_A_DAY - i) * HOUR_MS)
    .map((hour, at): MeasuredHour | null => {
      // Whoever served when the hour began; before the first champion there was nothing.
      const model = history.find(({ from }) => from <= hour)?.packageId;
      const daysAgo = Math.floor((end - HOUR_MS - hour) / (HOURS_OF_A_DAY * HOUR_MS));
      const rates = usage.dailyRates;
      const rate = rates.at(-1 - (daysAgo % Math.max(rates.length, 1))) ?? 0;
      const share = DAY_SHAPE[(hour / HOUR_MS) % HOURS_OF_A_DAY] ?? 0;
      const predictions = Math.round((rate * share) / 1_000);
      if (model === undefined || predictions === 0) return null;
      const requests = Math.ceil(predictions / 10);
      const actuals = health.accuracy.status === "unavailable" ? 0 : Math.floor(predictions / ACTUALS);
      const hours = DAYS * HOURS_OF_A_DAY;
      const measured = { hoursAgo: hours - 1 - at, hours, requests, predictions, actuals };
      return {
        hour,
        model,
        predictions,
        service: requests,
        drift: drift ? predictions : 0,
        accuracy: actuals,
        measured: sampleMeasures(deployment, champion, measured),
      };
    })
    .filter((hour) => hour !== null);
}
