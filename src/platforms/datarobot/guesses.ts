// Everything about DataRobot's API that is guessed and not known, each with the section of the reference that leaves it open. One edit
// here corrects a guess everywhere. What public material states stands where it is used.
import type { CheckName } from "../../deployments/validation/check.ts";

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
export const CONSOLE_LIST = "/console-nextgen/deployments";

/** Section 7: the longest description of a Use Case is not published; the product's form takes so many characters. */
export const USE_CASE_DESCRIPTION_MOST = 1_000;

/** Section 5: the runtime parameter by which an application of a template is told its deployment, unless the configuration names it. */
export const TEMPLATE_PARAMETER = "DEPLOYMENT_ID";
