// Everything that the adapter takes for granted and public material does not say. One table: what a look at a real installation
// (`{endpoint}/openapi.yaml`) corrects, it corrects here.
import { z } from "zod";
import type { ModelFormat } from "../../deployments/deployment.ts";
import type { LogLevel } from "../../deployments/logs.ts";
import type { CheckName } from "../../deployments/validation/check.ts";
import { maybe, maybeMoment, maybeNumber, maybeText, moment, text, user } from "./wire/fields.ts";

/**
 * Section 3: `APPROVED` has been seen, the other values are not found. None at all: the approval workflow is off. Any other word means
 * that somebody has still to approve, so that nothing is taken for approved which is not.
 */
export const isApproved = (approvalStatus: string | null): boolean =>
  approvalStatus === null || approvalStatus.toUpperCase() === "APPROVED";

/** Sections 3 and 11: the values of `supportedModelFormats` are taken to be those of the product. What is not among them is left out. */
export const MODEL_FORMATS: Readonly<Record<string, ModelFormat>> = {
  datarobot: "datarobot",
  datarobotScoringCode: "datarobotScoringCode",
  customModel: "customModel",
  externalModel: "externalModel",
};

/** Section 3: `/modelHistory/` exists, its shape is not captured; taken to be a page of these, in whichever order. */
export const wireHistoryEntry = z.object({
  modelPackage: maybe(z.object({ id: text, name: maybeText })),
  model: maybe(z.object({ id: maybeText, deployedAt: maybeMoment })),
  startDate: maybeMoment,
  reason: maybeText,
  changedBy: maybe(user),
});
export type WireHistoryEntry = z.output<typeof wireHistoryEntry>;

/** Section 3: who created a deployment is not among the fields; newer servers are taken to name them so. */
export const wireCreator = z.object({ creator: maybe(user) });

const period = maybe(z.object({ start: moment, end: moment }));

/** Section 3: the statistics exist, their shapes are those which the official Python client insists on. Errors are rates of all requests. */
export const wireStatsOverTime = z.object({
  buckets: z.array(z.object({ period, value: maybeNumber })),
});
export const wireAccuracyOverTime = z.object({
  metric: maybeText,
  buckets: z.array(z.object({ period, value: maybeNumber, sampleSize: maybeNumber })),
  baseline: maybe(z.object({ value: maybeNumber })),
});
export const SERVICE_METRICS = {
  predictions: "totalPredictions",
  requests: "totalRequests",
  refused: "userErrorRate",
  failed: "serverErrorRate",
  responseMs: "responseTime",
} as const;
/** How long a time may be asked for by the hour; a longer one is asked for by the day. */
export const HOURLY_AT_MOST_DAYS = 31;

/** Section 9: `warn` and `warning` are the same, and a level that is not known is information. */
export const LOG_LEVELS: Readonly<Record<string, LogLevel>> = {
  debug: "DEBUG",
  info: "INFO",
  warn: "WARNING",
  warning: "WARNING",
  error: "ERROR",
  critical: "CRITICAL",
};

/** Section 2, asynchronous work: the failures, by how the word begins; everything else but `COMPLETED` goes on. */
export const FAILED_STATUS = /^(error|abort|expired|failed)/i;
export const COMPLETED_STATUS = /^completed$/i;
export const NOT_BEGUN_STATUS = /^initialized$/i;

/** Section 3, links: where predictions are asked for on a prediction server. */
export const predictionUrlOf = (server: string, deploymentId: string): string =>
  `${server.replace(/\/+$/, "")}/predApi/v1.0/deployments/${deploymentId}/predictions`;

/** Section 9: lines of the older text logs; what does not begin so belongs to the line before. */
export const TEXT_LOG_LINE =
  /^\[?(?<at>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)\]?[\s:-]+(?:\[?(?<level>debug|info|warn|warning|error|critical)\]?[\s:-]+)?(?<text>.*)$/i;

/** Section 2: ids are 24 hexadecimal characters, so what is none names nothing, and DataRobot is not asked. */
export const isId = (named: string): boolean => /^[0-9a-f]{24}$/i.test(named);

/** Section 4: what each name of a validation compares, in the words of our own comparison; a name that is not here pairs with none. */
const PAIRS: Readonly<Record<string, CheckName>> = {
  permission: "permission",
  supported: "compatible-class",
  notCurrentModel: "not-current-model",
  validChallenger: "unique-among-challengers",
  modelCanBeDeployed: "deployable",
  predictionReady: "deployable",
  modelStatus: "custom-model-tests",
  target: "target-name",
  targetType: "target-type",
  targetClasses: "class-names",
  featureDataTypes: "feature-types",
  features: "no-new-features",
  humilityRules: "humility-rules",
  seriesType: "time-series",
  timeSeriesCompatibility: "time-series",
  predictionIntervals: "prediction-intervals",
  containsTrackedSegmentAttributes: "segment-attributes",
  combinedModelSegments: "combined-model-segments",
  driftTracking: "drift-tracking",
};
export const pairedCheck = (name: string): CheckName | null =>
  Object.hasOwn(PAIRS, name) ? (PAIRS[name] ?? null) : null;

/** Section 4: these six reasons are taken for certain; whether `DEPRECATION`, which the product offers too, is taken is not known. */
export const SURE_REASONS = [
  "ACCURACY",
  "DATA_DRIFT",
  "ERRORS",
  "SCHEDULED_REFRESH",
  "SCORING_SPEED",
  "OTHER",
] as const;

/** Sections 7 and 13: codes with which a second link, or what an approval policy covers, is refused. The message tells them apart. */
const ALREADY_LINKED = /already linked/i;
const COVERED_CODES: readonly number[] = [403, 409, 422];
const COVERED = /\bapproval\b|\bchange request/i;
export const saysAlreadyLinked = (message: string): boolean => ALREADY_LINKED.test(message);
export const saysCoveredByPolicy = (status: number, message: string): boolean =>
  COVERED_CODES.includes(status) && COVERED.test(message);

/** Section 2: an account's own status records are read with its own token; that others may read them is not said anywhere. */
export const STATUS_IN_LOCATION = "/status/";

/** Section 3: the page of one deployment is known, the list of all is inferred from it. */
export const CONSOLE_LIST = ["console-nextgen", "deployments"].join("/");

/** Section 7: the longest description of a Use Case is not published; the product's form takes so many characters. */
export const USE_CASE_DESCRIPTION_MOST = 1_000;

/** Section 5: the runtime parameter by which an application of a template is told its deployment, unless the configuration names it. */
export const TEMPLATE_PARAMETER = "DEPLOYMENT_ID";
