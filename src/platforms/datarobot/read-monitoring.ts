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
  type WireHistoryEntry,
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
 * In two round trips: the first one names the models that served in these days. Service is of all of them, accuracy of the champion,
 * from the day on which it began to serve. Drift has no public series, so no day has one.
 */
export const monitoring =
  ({ client, serviceToken: token }: ReadParts): Platform["monitoring"] =>
  async ({ deploymentId: id, time }) => {
    if (!isId(id)) return null;
    const [seen, history] = await Promise.all([
      client.get(pathOf("deployments", id), { token, schema: wireDeployment }),
      modelHistory(client, id, token),
    ]);
    if (seen === null) return null;
    const span = { id, token, bucket: "P1D", ...wholeHours(time) } as const;
    const champion = seen.model?.id ?? null;
    const since = seen.model?.deployedAt ?? newestFirst(history)[0]?.since ?? null;
    const [accuracy, ...served] = await Promise.all([
      accuracyOverTime(client, { ...span, model: champion }),
      ...servingIn(champion, history, time).map((model) => serviceOf(client, { ...span, model })),
    ]);
    const accurate: Values = new Map(
      (accuracy?.buckets ?? []).flatMap(({ period, value }) =>
        period === null || value === null || (since !== null && period.start + DAY_MS <= since)
          ? []
          : [[period.start, value] as const],
      ),
    );
    return {
      days: Array.from({ length: Math.max(Math.ceil((time.to - time.from) / DAY_MS), 0) }, (_, i) =>
        dayOf(time.from + i * DAY_MS, served, accurate),
      ),
      metric:
        accuracy?.metric == null
          ? null
          : { name: accuracy.metric, atDeployment: accuracy.baseline?.value ?? null },
      driftLimit: null,
    };
  };

const modelHistory = async (client: Client, id: DeploymentId, token: Secret) =>
  (await client
    .list(pathOf("deployments", id, "modelHistory"), { token, schema: wireHistoryEntry, max: 1_000 })
    .catch(notOffered)) ?? [];

const newestFirst = (history: readonly WireHistoryEntry[]) =>
  history
    .map(({ model, startDate }) => ({ id: model?.id ?? null, since: startDate ?? model?.deployedAt ?? null }))
    .filter(({ since }) => since !== null)
    .sort((a, b) => (b.since ?? 0) - (a.since ?? 0));

/** The champion, and whoever served before it within the time. */
function servingIn(
  champion: string | null,
  history: readonly WireHistoryEntry[],
  { from }: Span,
): readonly (string | null)[] {
  const entries = newestFirst(history);
  // One that began before the time was the last to reach into it.
  const last = entries.findIndex(({ since }) => (since ?? 0) <= from);
  const reaching = last === -1 ? entries : entries.slice(0, last + 1);
  return [...new Set([champion, ...reaching.map(({ id }) => id).filter((id) => id !== null)])];
}

type Service = Readonly<Record<keyof typeof SERVICE_METRICS, Values | null>>;

async function serviceOf(client: Client, asked: Asked): Promise<Service> {
  const metric = (name: keyof typeof SERVICE_METRICS) => serviceMetric(client, asked, name);
  const [predictions, requests, refused, failed, responseMs] = await Promise.all([
    metric("predictions"),
    metric("requests"),
    metric("refused"),
    metric("failed"),
    metric("responseMs"),
  ]);
  return { predictions, requests, refused, failed, responseMs };
}

/** A day without a request is one of which nothing is recorded: DataRobot fills its series with zeros. */
function dayOf(from: number, served: readonly Service[], accuracy: Values): MonitoredDay {
  const at = (values: Values | null): number | null =>
    [...(values ?? [])].find(([start]) => start >= from && start < from + DAY_MS)?.[1] ?? null;
  const models = served
    .map((service) => ({ service, requests: at(service.requests) ?? 0 }))
    .filter(({ requests }) => requests > 0);
  const sum = (of: (service: Service, requests: number) => number | null): number | null =>
    models.reduce<number | null>((total, { service, requests }) => {
      const value = of(service, requests);
      return value === null ? total : (total ?? 0) + value;
    }, null);
  const rated = (name: "refused" | "failed") =>
    sum((service, requests) => {
      const rate = at(service[name]);
      return rate === null ? null : Math.round(rate * requests);
    });
  const timed = models.filter(({ service }) => at(service.responseMs) !== null);
  const timedRequests = timed.reduce((total, { requests }) => total + requests, 0);
  return {
    from,
    predictions: sum((service) => at(service.predictions)),
    requests: sum((_, requests) => requests),
    refused: rated("refused"),
    failed: rated("failed"),
    responseMs:
      timedRequests === 0
        ? null
        : timed.reduce(
            (total, { service, requests }) => total + (at(service.responseMs) ?? 0) * requests,
            0,
          ) / timedRequests,
    drift: null,
    accuracy: at(accuracy),
  };
}

/**
 * By the hour. In two round trips, the first of which names the model; of a time longer than a month in three: the days in which there is
 * anything come first. How many predictions were compared with the training data is not told by the hour: it is taken to be all of them.
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
    const asked = { id, token, model: modelId };
    const whole = wholeHours({ from, to: range.to });
    const windows =
      whole.to - whole.from <= WINDOW_MS
        ? [whole]
        : windowsOf(await recordedDays(client, { ...asked, ...whole }), whole);
    const read = await Promise.all(windows.map((window) => hoursOf(client, { ...asked, ...window }, model)));
    return read.flat();
  };

/** So long a time is asked for by the hour at once. */
const WINDOW_MS = HOURLY_AT_MOST_DAYS * DAY_MS;
/** Beyond so many the rest is read by the day, each day as one hour: nobody waits for years of hours. */
const MOST_WINDOWS = 12;

interface Window extends Span {
  readonly bucket: Asked["bucket"];
}

async function recordedDays(client: Client, asked: Omit<Asked, "bucket">): Promise<readonly number[]> {
  const daily = { ...asked, bucket: "P1D" } as const;
  const [predictions, requests] = await Promise.all([
    serviceMetric(client, daily, "predictions"),
    serviceMetric(client, daily, "requests"),
  ]);
  const days = [...(predictions ?? []), ...(requests ?? [])].filter(([, value]) => value > 0);
  return [...new Set(days.map(([start]) => start))].sort((a, b) => a - b);
}

function windowsOf(days: readonly number[], { to }: Span): readonly Window[] {
  const windows: Window[] = [];
  for (const day of days) {
    const last = windows.at(-1);
    if (last !== undefined && day < last.to) continue;
    windows.push({ from: day, to: Math.min(day + WINDOW_MS, to), bucket: "PT1H" });
  }
  const [first] = windows.slice(MOST_WINDOWS);
  return first === undefined
    ? windows
    : [...windows.slice(0, MOST_WINDOWS), { from: first.from, to, bucket: "P1D" }];
}

async function hoursOf(
  client: Client,
  asked: Omit<Asked, "bucket"> & Partial<Pick<Asked, "bucket">>,
  model: PackageId,
): Promise<readonly StatisticsHour[]> {
  const hourly: Asked = { bucket: "PT1H", ...asked };
  const [predictions, requests, accuracy] = await Promise.all([
    serviceMetric(client, hourly, "predictions"),
    serviceMetric(client, hourly, "requests"),
    accuracyOverTime(client, hourly),
  ]);
  const actuals: Values = new Map(
    (accuracy?.buckets ?? []).flatMap(({ period, sampleSize }) =>
      period === null ? [] : [[period.start, sampleSize ?? 0] as const],
    ),
  );
  const hours = [predictions, requests, actuals].flatMap((values) => [...(values?.keys() ?? [])]);
  return [...new Set(hours)]
    .sort((a, b) => a - b)
    .map((hour): StatisticsHour => {
      const made = predictions?.get(hour) ?? 0;
      const service = requests?.get(hour) ?? 0;
      return { hour, model, predictions: made, service, drift: made, accuracy: actuals.get(hour) ?? 0 };
    })
    .filter(({ predictions: made, service, accuracy: compared }) => made + service + compared > 0);
}

/** DataRobot's id of the model of a package: statistics are kept by it. Null: it is not told. */
export async function modelIdOf(
  client: Client,
  { id, model, token }: { readonly id: DeploymentId; readonly model: PackageId; readonly token: Secret },
): Promise<string | null> {
  const [history, version] = await Promise.all([
    modelHistory(client, id, token),
    isId(model)
      ? client.get(pathOf("modelPackages", model), { token, schema: wireModelPackage }).catch(notOffered)
      : null,
  ]);
  return version?.modelId ?? history.find((entry) => entry.modelPackage?.id === model)?.model?.id ?? null;
}
