// What was measured of predictions. Shapes and names are guesses but for the paths; see guesses.ts.
import type { Secret } from "../../config/secret.ts";
import type { DeploymentId, PackageId } from "../../deployments/ids.ts";
import { DAY_MS, type MonitoredDay } from "../../deployments/monitoring.ts";
import { fullHourBefore, HOUR_MS, type StatisticsHour } from "../../deployments/statistics.ts";
import type { Platform } from "../../ports/platform.ts";
import { type Client, pathOf } from "./client.ts";
import {
  HOURLY_AT_MOST_DAYS,
  isId,
  SERVICE_METRICS,
  wireAccuracyOverTime,
  wireHistoryEntry,
  wireStatsOverTime,
} from "./guesses.ts";
import type { ReadParts } from "./parts.ts";
import { notOffered } from "./read-deployment.ts";
import { wireDeployment } from "./wire/deployment.ts";
import { wireModelPackage } from "./wire/model-package.ts";

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Asked extends Span {
  readonly id: DeploymentId;
  readonly token: Secret;
  /** DataRobot's id of the model; null: the champion. */
  readonly model: string | null;
  readonly bucket: "PT1H" | "P1D";
}

const queryOf = ({ from, to, model, bucket }: Asked) => ({
  start: new Date(from).toISOString(),
  end: new Date(to).toISOString(),
  modelId: model ?? undefined,
  bucketSize: bucket,
});

type Values = ReadonlyMap<number, number>;

/** By the start of each bucket in which something was measured; null: the metric is not offered. */
async function serviceMetric(
  client: Client,
  asked: Asked,
  metric: keyof typeof SERVICE_METRICS,
): Promise<Values | null> {
  const read = await client
    .get(pathOf("deployments", asked.id, "serviceStatsOverTime"), {
      token: asked.token,
      schema: wireStatsOverTime,
      query: { ...queryOf(asked), metric: SERVICE_METRICS[metric] },
    })
    .catch(notOffered);
  return read === null
    ? null
    : new Map(
        read.buckets.flatMap(({ period, value }) =>
          period === null || value === null ? [] : [[period.start, value] as const],
        ),
      );
}

const accuracyOverTime = (client: Client, asked: Asked) =>
  client
    .get(pathOf("deployments", asked.id, "accuracyOverTime"), {
      token: asked.token,
      schema: wireAccuracyOverTime,
      query: queryOf(asked),
    })
    .catch(notOffered);

/** Statistics are kept, and asked for, by whole hours. */
const wholeHours = ({ from, to }: Span): Span => ({
  from: fullHourBefore(from),
  to: Math.ceil(to / HOUR_MS) * HOUR_MS,
});

/**
 * In one round trip, of the champion: which model served before it is known only afterwards, and its part of the days before the last
 * replacement is not shown. Drift has no public series, so no day has one.
 */
export const monitoring =
  ({ client, serviceToken: token }: ReadParts): Platform["monitoring"] =>
  async ({ deploymentId: id, time }) => {
    if (!isId(id)) return null;
    const asked: Asked = { id, token, model: null, bucket: "P1D", ...wholeHours(time) };
    const metric = (name: keyof typeof SERVICE_METRICS) => serviceMetric(client, asked, name);
    const [seen, predictions, requests, refused, failed, responseMs, accuracy] = await Promise.all([
      client.get(pathOf("deployments", id), { token, schema: wireDeployment }),
      metric("predictions"),
      metric("requests"),
      metric("refused"),
      metric("failed"),
      metric("responseMs"),
      accuracyOverTime(client, asked),
    ]);
    if (seen === null) return null;
    const accurate: Values = new Map(
      (accuracy?.buckets ?? []).flatMap(({ period, value }) =>
        period === null || value === null ? [] : [[period.start, value] as const],
      ),
    );
    const days = Array.from({ length: Math.max(Math.ceil((time.to - time.from) / DAY_MS), 0) }, (_, i) =>
      day(time.from + i * DAY_MS, { predictions, requests, refused, failed, responseMs, accuracy: accurate }),
    );
    return {
      days,
      metric:
        accuracy?.metric == null
          ? null
          : { name: accuracy.metric, atDeployment: accuracy.baseline?.value ?? null },
      driftLimit: null,
    };
  };

interface Series {
  readonly predictions: Values | null;
  readonly requests: Values | null;
  readonly refused: Values | null;
  readonly failed: Values | null;
  readonly responseMs: Values | null;
  readonly accuracy: Values;
}

/** A day without a request is one of which nothing is recorded: DataRobot fills its series with zeros. */
function day(from: number, series: Series): MonitoredDay {
  const at = (values: Values | null): number | null => {
    const found = [...(values ?? [])].find(([start]) => start >= from && start < from + DAY_MS);
    return found?.[1] ?? null;
  };
  const requests = at(series.requests);
  const nothing = requests === null || requests === 0;
  const ofRequests = (rate: number | null): number | null =>
    rate === null || requests === null || nothing ? null : Math.round(rate * requests);
  return {
    from,
    predictions: nothing ? null : at(series.predictions),
    requests: nothing ? null : requests,
    refused: ofRequests(at(series.refused)),
    failed: ofRequests(at(series.failed)),
    responseMs: nothing ? null : at(series.responseMs),
    drift: null,
    accuracy: at(series.accuracy),
  };
}

/**
 * By the hour; a time of more than a month by the day, each day counted as one. In two round trips: the first one names the model. How
 * many predictions were compared with the training data is not told by the hour: it is taken to be all of them.
 */
export const statistics =
  ({ client, serviceToken: token }: ReadParts): Platform["statistics"] =>
  async ({ deploymentId: id, model, range }) => {
    if (!isId(id)) return null;
    const [seen, modelId] = await Promise.all([
      client.get(pathOf("deployments", id), { token, schema: wireDeployment }),
      modelIdOf(client, { id, model, token }),
    ]);
    if (seen === null) return null;
    const from = range.from ?? seen.createdAt;
    if (modelId === null || from === null || from >= range.to) return [];
    const long = range.to - from > HOURLY_AT_MOST_DAYS * DAY_MS;
    const asked: Asked = {
      id,
      token,
      model: modelId,
      bucket: long ? "P1D" : "PT1H",
      ...wholeHours({ from, to: range.to }),
    };
    const [predictions, requests, accuracy] = await Promise.all([
      serviceMetric(client, asked, "predictions"),
      serviceMetric(client, asked, "requests"),
      accuracyOverTime(client, asked),
    ]);
    const actuals = new Map(
      (accuracy?.buckets ?? []).flatMap(({ period, sampleSize }) =>
        period === null ? [] : [[period.start, sampleSize ?? 0] as const],
      ),
    );
    const hours = new Set([
      ...(predictions ?? new Map()).keys(),
      ...(requests ?? new Map()).keys(),
      ...actuals.keys(),
    ]);
    return [...hours]
      .sort((a, b) => a - b)
      .map((hour): StatisticsHour => {
        const made = predictions?.get(hour) ?? 0;
        return {
          hour,
          model,
          predictions: made,
          service: requests?.get(hour) ?? 0,
          drift: made,
          accuracy: actuals.get(hour) ?? 0,
        };
      })
      .filter(({ predictions: made, service, accuracy: compared }) => made + service + compared > 0);
  };

/** DataRobot's id of the model of a package: statistics are kept by it. Null: it is not told. */
export async function modelIdOf(
  client: Client,
  { id, model, token }: { readonly id: DeploymentId; readonly model: PackageId; readonly token: Secret },
): Promise<string | null> {
  const [history, version] = await Promise.all([
    client
      .list(pathOf("deployments", id, "modelHistory"), { token, schema: wireHistoryEntry, max: 1_000 })
      .catch(notOffered),
    isId(model)
      ? client.get(pathOf("modelPackages", model), { token, schema: wireModelPackage }).catch(notOffered)
      : null,
  ]);
  return version?.modelId ?? history?.find((entry) => entry.modelPackage?.id === model)?.model?.id ?? null;
}
