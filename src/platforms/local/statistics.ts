// Statistics of the local registry: one record for a deployment and month, a row for each hour and model.
import { z } from "zod";
import { type DeploymentId, packageId } from "../../deployments/ids.ts";
import type { MeasuredHour, MonitoredTime } from "../../deployments/monitoring.ts";
import {
  fullHourBefore,
  HOUR_MS,
  inRange,
  type StatisticsHour,
  type StatisticsRange,
} from "../../deployments/statistics.ts";
import type { StatisticsQuery } from "../../ports/platform.ts";
import type { Put, Store, StoredRecord } from "../../ports/store.ts";
import { parse } from "./records.ts";

/** Older hours are not shown and go with the next write, so that a deployment has five records at most. */
const KEPT_MS = 90 * 24 * HOUR_MS;
const MOST_MONTHS = 200;
const INDEX = "statistics";

const count = z.number().int().min(0);
const measure = z.number().nullable();
const counted = [
  z.number().int(),
  z.string().min(1).transform(packageId),
  count,
  count,
  count,
  count,
] as const;
/**
 * Hour, model, predictions, service, drift, accuracy, and where it was measured: refused, failed, response time, drift, accuracy.
 * Names in each of 1,500 rows would be most of the record.
 */
const row = z.union([z.tuple(counted), z.tuple([...counted, count, count, measure, measure, measure])]);
const monthSchema = z.object({ deploymentId: z.string(), month: z.string(), rows: z.array(row) });

/** `2026-11` of UTC. */
function monthOf(hour: number): string {
  const date = new Date(hour);
  return `${date.getUTCFullYear()}-${String(date.getUTCMonth() + 1).padStart(2, "0")}`;
}

const monthPut = (deploymentId: DeploymentId, month: string, hours: readonly MeasuredHour[]): Put => ({
  kind: "local-statistics",
  id: `local-statistics:${deploymentId} ${month}`,
  value: {
    deploymentId,
    month,
    rows: hours.map(({ hour, model, predictions, service, drift, accuracy, measured: of }) => [
      hour,
      model,
      predictions,
      service,
      drift,
      accuracy,
      ...(of === undefined ? [] : [of.refused, of.failed, of.responseMs, of.drift, of.accuracy]),
    ]),
  },
  alarmAt: null,
  index: [{ name: INDEX, key: deploymentId, sort: Date.parse(`${month}-01T00:00:00Z`) }],
});

/** Of a deployment that had none before. */
export function newStatisticsPuts(
  deploymentId: DeploymentId,
  hours: readonly MeasuredHour[],
): readonly Put[] {
  const months = Map.groupBy(hours, ({ hour }) => monthOf(hour));
  return [...months].map(([month, of]) => monthPut(deploymentId, month, of));
}

/** All months of a deployment, oldest first. */
export async function statisticsRecordsOf(
  store: Store,
  deploymentId: DeploymentId,
): Promise<readonly StoredRecord[]> {
  const page = await store.list({
    kind: "local-statistics",
    index: INDEX,
    key: deploymentId,
    order: "ascending",
    limit: MOST_MONTHS,
  });
  return page.records;
}

function hoursOf(record: StoredRecord): readonly MeasuredHour[] {
  return parse(monthSchema, record).rows.map((columns) => {
    const [hour, model, predictions, service, drift, accuracy] = columns;
    const counts = { hour, model, predictions, service, drift, accuracy };
    if (columns.length === 6) return counts;
    const [, , , , , , refused, failed, responseMs, driftIndex, accuracyValue] = columns;
    return {
      ...counts,
      measured: { refused, failed, responseMs, drift: driftIndex, accuracy: accuracyValue },
    };
  });
}

const kept =
  (now: number) =>
  ({ hour }: StatisticsHour): boolean =>
    hour >= fullHourBefore(now) - KEPT_MS;

/** Hours of one model in the range, oldest first; those of the last 90 days. */
export async function readStatistics(
  store: Store,
  { deploymentId, model, range }: StatisticsQuery,
  now: number,
): Promise<readonly StatisticsHour[]> {
  const records = await statisticsRecordsOf(store, deploymentId);
  return records
    .flatMap(hoursOf)
    .filter((hour) => hour.model === model && inRange(hour, range))
    .filter(kept(now))
    .map(({ measured: _measured, ...counts }) => counts)
    .toSorted((a, b) => a.hour - b.hour);
}

/** What was measured in a time, of all models; of the last 90 days. */
export async function measuredHours(
  store: Store,
  deploymentId: DeploymentId,
  time: MonitoredTime,
  now: number,
): Promise<readonly MeasuredHour[]> {
  const records = await statisticsRecordsOf(store, deploymentId);
  return records
    .flatMap(hoursOf)
    .filter((hour) => inRange(hour, time))
    .filter(kept(now));
}

export interface Cleared {
  readonly put: readonly Put[];
  readonly remove: readonly StoredRecord[];
  /** What is there afterwards, of all models. */
  readonly left: readonly StatisticsHour[];
}

/** The records without the hours of one model in the range, and without those that are too old; months without any hour go. */
export function clearedStatistics(
  records: readonly StoredRecord[],
  { deploymentId, model, range }: { deploymentId: DeploymentId; model: string; range: StatisticsRange },
  now: number,
): Cleared {
  const stays = (hour: StatisticsHour): boolean =>
    kept(now)(hour) && !(hour.model === model && inRange(hour, range));
  const months = records.map((record) => {
    const before = hoursOf(record);
    const left = before.filter(stays);
    return { record, left, changed: left.length < before.length };
  });
  const changed = months.filter((month) => month.changed);
  return {
    put: changed.flatMap(({ record, left }) => {
      const [first] = left;
      return first === undefined
        ? []
        : [{ ...monthPut(deploymentId, monthOf(first.hour), left), id: record.id }];
    }),
    remove: changed.flatMap(({ record, left }) => (left.length === 0 ? [record] : [])),
    left: months.flatMap((month) => month.left),
  };
}
