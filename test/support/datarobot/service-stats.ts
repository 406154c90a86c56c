// What was measured of predictions: reference section 3, "Other reads". The shapes are those that the official client insists on.
import { deploymentAs } from "./access.ts";
import { type Answer, invalid, notFound, ok } from "./answer.ts";
import { id as hexId } from "./body.ts";
import type { Call } from "./call.ts";
import { hasModel } from "./monitoring-deletions.ts";
import { moment, oneOf, page, paged, readQuery, text, texts, whole } from "./query.ts";
import type { Deployment, MeasuredHour, Version, World } from "./state.ts";
import { deploymentVersion } from "./versions.ts";
import { when } from "./wire.ts";

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;
const BUCKETS = { PT1H: HOUR_MS, P1D: DAY_MS, P7D: 7 * DAY_MS, P1M: 30 * DAY_MS } as const;

const TIME = { start: moment, end: moment, modelId: text };
const SEGMENT = { segmentAttribute: text, segmentValue: text };
const OVER_TIME = { bucketSize: oneOf("PT1H", "P1D", "P7D", "P1M") };

interface Asked {
  readonly deployment: Deployment;
  readonly version: Version;
  readonly modelId: string;
  readonly start: number;
  readonly end: number;
  /** Of the model, in the time. */
  readonly hours: readonly MeasuredHour[];
}

/** The last seven days of the champion, unless asked otherwise; whole hours only. */
function asked(
  call: Call,
  query: { readonly start: number | null; readonly end: number | null; readonly modelId: string | null },
): Asked {
  const { world } = call;
  const deployment = deploymentAs(call, "USER");
  const version = deploymentVersion(world, deployment);
  const modelId = query.modelId ?? version.modelId;
  if (!hexId.safeParse(modelId).success || !hasModel(world, deployment, modelId)) throw notFound();
  const end = query.end ?? Math.ceil(world.now() / HOUR_MS) * HOUR_MS;
  const start = query.start ?? end - 7 * DAY_MS;
  const errors = {
    ...(start % HOUR_MS === 0 ? {} : { start: "is not a whole hour" }),
    ...(end % HOUR_MS === 0 ? {} : { end: "is not a whole hour" }),
  };
  if (Object.keys(errors).length > 0) throw invalid("Invalid field data", errors);
  if (start >= end) throw invalid("Invalid field data", { end: "is not after start" });
  const hours = deployment.hours.filter(
    (hour) => hour.modelId === modelId && hour.hour >= start && hour.hour < end,
  );
  return { deployment, version, modelId, start, end, hours };
}

const sum = (hours: readonly MeasuredHour[], of: (hour: MeasuredHour) => number): number =>
  hours.reduce((all, hour) => all + of(hour), 0);

function mean(
  hours: readonly MeasuredHour[],
  of: (hour: MeasuredHour) => number | null,
  weight: (hour: MeasuredHour) => number,
): number | null {
  const measured = hours.filter((hour) => of(hour) !== null);
  const weights = sum(measured, weight);
  return weights === 0 ? null : sum(measured, (hour) => (of(hour) ?? 0) * weight(hour)) / weights;
}

const responseTime = (hours: readonly MeasuredHour[]) =>
  mean(
    hours,
    ({ responseMs }) => responseMs,
    ({ requests }) => requests,
  );
const accuracyOf = (hours: readonly MeasuredHour[]) =>
  mean(
    hours,
    ({ accuracy }) => accuracy,
    ({ actuals }) => actuals,
  );
const driftOf = (hours: readonly MeasuredHour[]) =>
  mean(
    hours,
    ({ drift }) => drift,
    ({ predictions }) => predictions,
  );
const rate = (hours: readonly MeasuredHour[], of: (hour: MeasuredHour) => number): number =>
  sum(hours, of) /
  Math.max(
    sum(hours, ({ requests }) => requests),
    1,
  );

/** Everything that a metric of service health can be. */
const METRICS: Readonly<Record<string, (hours: readonly MeasuredHour[]) => number | null>> = {
  totalPredictions: (hours) => sum(hours, ({ predictions }) => predictions),
  totalRequests: (hours) => sum(hours, ({ requests }) => requests),
  slowRequests: () => 0,
  executionTime: (hours) => {
    const time = responseTime(hours);
    return time === null ? null : time / 2;
  },
  responseTime,
  userErrorRate: (hours) => rate(hours, ({ refused }) => refused),
  serverErrorRate: (hours) => rate(hours, ({ failed }) => failed),
  numConsumers: (hours) => (hours.length === 0 ? 0 : 1),
  cacheHitRatio: (hours) => (hours.length === 0 ? 0 : 1),
  medianLoad: (hours) => sum(hours, ({ requests }) => requests) / Math.max(hours.length * 60, 1),
  peakLoad: (hours) => Math.max(0, ...hours.map(({ requests }) => Math.ceil(requests / 60))),
};

const period = (start: number, end: number) => ({ start: when(start), end: when(end) });

const STATS = {
  ...TIME,
  ...SEGMENT,
  executionTimeQuantile: text,
  responseTimeQuantile: text,
  slowRequestsThreshold: whole(null),
};

export function readServiceStats(call: Call): Answer {
  const query = readQuery(call, STATS);
  const { modelId, start, end, hours } = asked(call, query);
  return ok({
    period: period(start, end),
    modelId,
    metrics: Object.fromEntries(Object.entries(METRICS).map(([name, of]) => [name, of(hours)])),
    segmentAttribute: query.segmentAttribute,
    segmentValue: query.segmentValue,
  });
}

function inBuckets<T>(
  { start, end, hours }: Asked,
  bucketSize: keyof typeof BUCKETS | null,
  of: (hours: readonly MeasuredHour[]) => T,
): readonly (T & { readonly period: ReturnType<typeof period> })[] {
  const size = BUCKETS[bucketSize ?? "P1D"];
  return Array.from({ length: Math.ceil((end - start) / size) }, (_, i) => {
    const from = start + i * size;
    const to = Math.min(from + size, end);
    return { period: period(from, to), ...of(hours.filter(({ hour }) => hour >= from && hour < to)) };
  });
}

const STATS_OVER_TIME = {
  ...TIME,
  ...SEGMENT,
  ...OVER_TIME,
  metric: oneOf(
    "totalPredictions",
    "totalRequests",
    "slowRequests",
    "executionTime",
    "responseTime",
    "userErrorRate",
    "serverErrorRate",
    "numConsumers",
    "cacheHitRatio",
    "medianLoad",
    "peakLoad",
  ),
  quantile: text,
  threshold: whole(null),
};

export function readServiceStatsOverTime(call: Call): Answer {
  const query = readQuery(call, STATS_OVER_TIME);
  const of = asked(call, query);
  const metric = query.metric ?? "totalPredictions";
  const value = (hours: readonly MeasuredHour[]) => ({ value: METRICS[metric]?.(hours) ?? null });
  return ok({
    metric,
    modelId: of.modelId,
    buckets: inBuckets(of, query.bucketSize, value),
    summary: { period: period(of.start, of.end), ...value(of.hours) },
    segmentAttribute: query.segmentAttribute,
    segmentValue: query.segmentValue,
  });
}

/** As measured on the data held back. */
const baselineOf = ({ metrics }: Version) => metrics.filter(({ partition }) => partition === "holdout");
const ofModel = (world: World, modelId: string, fallback: Version): Version =>
  [...world.versions.values()].find((version) => version.modelId === modelId) ?? fallback;

export function readAccuracy(call: Call): Answer {
  const query = readQuery(call, { ...TIME, ...SEGMENT, targetClass: texts, metric: text });
  const { modelId, start, end, hours, version } = asked(call, query);
  const metrics = baselineOf(ofModel(call.world, modelId, version)).map(({ name, value: baseline }, at) => {
    // Only the first metric is measured.
    const value = at === 0 ? accuracyOf(hours) : null;
    return [
      name,
      {
        baselineValue: baseline,
        value,
        percentChange: value === null ? null : Number((((value - baseline) / baseline) * 100).toFixed(2)),
      },
    ];
  });
  return ok({
    period: period(start, end),
    modelId,
    metrics: Object.fromEntries(metrics),
    segmentAttribute: query.segmentAttribute,
    segmentValue: query.segmentValue,
  });
}

export function readAccuracyOverTime(call: Call): Answer {
  const query = readQuery(call, { ...TIME, ...SEGMENT, ...OVER_TIME, targetClass: texts, metric: text });
  const of = asked(call, query);
  const baselines = baselineOf(ofModel(call.world, of.modelId, of.version));
  const [first] = baselines;
  const chosen = query.metric === null ? first : baselines.find(({ name }) => name === query.metric);
  if (query.metric !== null && chosen === undefined)
    throw invalid("Invalid field data", { metric: "is not a metric of this model" });
  const value = (hours: readonly MeasuredHour[]) => ({
    value: chosen === first ? accuracyOf(hours) : null,
    sampleSize: sum(hours, ({ actuals }) => actuals),
  });
  return ok({
    metric: chosen?.name ?? "LogLoss",
    modelId: of.modelId,
    buckets: inBuckets(of, query.bucketSize, value),
    summary: { period: period(of.start, of.end), ...value(of.hours) },
    baseline: { period: null, value: chosen?.value ?? null, sampleSize: null },
    segmentAttribute: query.segmentAttribute,
    segmentValue: query.segmentValue,
  });
}

const DRIFT = {
  ...TIME,
  ...SEGMENT,
  metric: oneOf("psi", "kl_divergence", "dissimilarity", "hellinger", "js_divergence"),
};

export function readTargetDrift(call: Call): Answer {
  const query = readQuery(call, DRIFT);
  const { deployment, version, modelId, start, end, hours } = asked(call, query);
  if (!deployment.settings.targetDrift.enabled) throw invalid("Target drift tracking is not enabled.");
  const drift = driftOf(hours);
  return ok({
    period: period(start, end),
    metric: query.metric ?? "psi",
    modelId,
    targetName: version.target.name,
    // The largest drift that was measured is shown as that of the first feature; the target's is half of it.
    driftScore: drift === null ? null : drift / 2,
    sampleSize: sum(hours, ({ predictions }) => predictions),
    baselineSampleSize: version.trainingData?.rows ?? null,
    segmentAttribute: query.segmentAttribute,
    segmentValue: query.segmentValue,
  });
}

export function listFeatureDrift(call: Call): Answer {
  const query = readQuery(call, { ...page(), ...DRIFT });
  const { deployment, version, modelId, start, end, hours } = asked(call, query);
  if (!deployment.settings.featureDrift.enabled) throw invalid("Feature drift tracking is not enabled.");
  const drift = driftOf(hours);
  const features = (version.features ?? []).slice(0, 25);
  return ok({
    period: period(start, end),
    metric: query.metric ?? "psi",
    modelId,
    segmentAttribute: query.segmentAttribute,
    segmentValue: query.segmentValue,
    ...paged(call, features, query, ({ name }) => {
      const at = features.findIndex((one) => one.name === name);
      return {
        name,
        driftScore: drift === null ? null : Number((drift / (at + 1)).toFixed(4)),
        featureImpact: Number((1 / (at + 1)).toFixed(4)),
        sampleSize: sum(hours, ({ predictions }) => predictions),
        baselineSampleSize: version.trainingData?.rows ?? null,
      };
    }),
  });
}

export function readPredictionsOverTime(call: Call): Answer {
  const query = readQuery(call, {
    ...TIME,
    ...SEGMENT,
    ...OVER_TIME,
    modelIds: texts,
    targetClass: texts,
    includePercentiles: text,
  });
  const of = asked(call, query);
  return ok({
    baselines: [],
    buckets: inBuckets(of, query.bucketSize, (hours) => ({
      modelId: of.modelId,
      rowCount: sum(hours, ({ predictions }) => predictions),
    })),
  });
}
