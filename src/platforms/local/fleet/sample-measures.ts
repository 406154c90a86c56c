// What would have been measured of the sample fleet's predictions, so that it goes with the health that its deployments show.
import type { Deployment, HealthStatus } from "../../../deployments/deployment.ts";
import type { ModelPackage } from "../../../deployments/model-package.ts";
import type { Measured } from "../../../deployments/monitoring.ts";

const DAY_HOURS = 24;
/** Metrics of which less is better. */
const ERRORS = ["RMSE", "MAE", "LogLoss", "MAPE"];

/** Where drift stood two weeks ago and where it stands now. */
const DRIFT: Readonly<Record<HealthStatus, readonly [number, number] | null>> = {
  passing: [0.045, 0.05],
  warning: [0.06, 0.17],
  failing: [0.09, 0.34],
  unknown: null,
  unavailable: null,
};
/** How much better than now the model was on the data held back: at the start, and now. */
const LOSS: Readonly<Record<HealthStatus, readonly [number, number] | null>> = {
  passing: [0.002, 0.003],
  warning: [0.004, 0.03],
  failing: [0.006, 0.071],
  unknown: null,
  unavailable: null,
};

/** -1 to 1, the same for the same number: a sample is not random. */
const wave = (seed: number): number => (Math.sin(seed * 12.9898) + Math.sin(seed * 4.1414)) / 2;

const round = (value: number, digits: number): number => Number(value.toPrecision(digits));

export interface SampleHour {
  /** From the newest, which is 0. */
  readonly hoursAgo: number;
  /** All hours of the sample. */
  readonly hours: number;
  readonly requests: number;
  readonly predictions: number;
  readonly actuals: number;
}

/** Of one hour in which the champion served; a model before it left drift and accuracy behind. */
export function sampleMeasures(
  { health, id }: Pick<Deployment, "health" | "id">,
  champion: ModelPackage | null,
  hour: SampleHour,
): Measured {
  const { hoursAgo, hours } = hour;
  const seed = hoursAgo + id.length * 7;
  const along = ([then, now]: readonly [number, number]): number => {
    const gone = 1 - hoursAgo / hours;
    return (then + (now - then) * gone ** 2) * (1 + wave(Math.floor(hoursAgo / DAY_HOURS) + id.length) / 10);
  };
  const drift = DRIFT[health.drift.status];
  const loss = LOSS[health.accuracy.status];
  const [metric] = champion?.metrics.filter(({ partition }) => partition === "holdout") ?? [];
  const fails = errorsOf(health.service, hoursAgo);
  const errors = Math.min(fails, hour.requests);
  return {
    refused: health.service.status === "warning" ? errors : 0,
    failed: health.service.status === "failing" ? errors : 0,
    responseMs:
      hour.requests === 0 ? null : Math.round(24 + (id.length % 5) * 9 + 6 * wave(seed) + 4 * fails),
    drift: drift === null || hour.predictions === 0 ? null : round(along(drift), 3),
    accuracy:
      loss === null || metric === undefined || hour.actuals === 0
        ? null
        : round(metric.value * (1 + (ERRORS.includes(metric.name) ? along(loss) : -along(loss))), 4),
  };
}

/** As many in the last 24 hours as the health message says, and fewer before. */
function errorsOf({ status, message }: Deployment["health"]["service"], hoursAgo: number): number {
  if (status !== "failing" && status !== "warning") return 0;
  const said = Number(/^\d+/.exec(message)?.[0] ?? 0);
  const days = Math.floor(hoursAgo / DAY_HOURS);
  const ofTheDay = Math.floor(said / 3 ** days);
  const at = hoursAgo % DAY_HOURS;
  // Spread over the day, the first ones first.
  return Math.floor(((at + 1) * ofTheDay) / DAY_HOURS) - Math.floor((at * ofTheDay) / DAY_HOURS);
}
