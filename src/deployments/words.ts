// The domain's values in words for people. One table per kind of value; no formatting, nothing of Slack.

import type { ActionName } from "./action-names.ts";
import type { DeploymentStatus, HealthStatus, Importance, ModelFormat, Role } from "./deployment.ts";
import type { HumilityTrigger, ModelPackage, PackageKind, TargetType } from "./model-package.ts";
import { type AssessedCheck, type CheckName, subjectOf } from "./validation/check.ts";

/** On buttons and in titles, as the product's menus name them (reference section 2.1); `view` is what its button does. */
export const ACTION_TITLES: Readonly<Record<ActionName, string>> = {
  view: "Open deployment",
  "replace-model": "Replace model",
  "create-application": "Create application",
  "scoring-code": "Get scoring code",
  "use-cases": "Link to Use Cases",
  share: "Share",
  logs: "View logs",
  "clear-statistics": "Clear statistics",
  relaunch: "Relaunch",
  activate: "Activate",
  deactivate: "Deactivate",
  delete: "Delete",
  edit: "Edit",
};

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  OWNER: "Owner",
  USER: "User",
  CONSUMER: "Consumer",
};

export const STATUS_WORDS: Readonly<Record<DeploymentStatus, string>> = {
  active: "active",
  inactive: "inactive",
  launching: "launching",
  stopping: "stopping",
  replacingModel: "replacing its model",
  errored: "errored",
  archived: "archived",
  unknown: "in a state that is not known here",
};

export const IMPORTANCE_WORDS: Readonly<Record<Importance, string>> = {
  CRITICAL: "Critical",
  HIGH: "High",
  MODERATE: "Moderate",
  LOW: "Low",
};

export const HEALTH_WORDS: Readonly<Record<HealthStatus, string>> = {
  passing: "passing",
  warning: "at risk",
  failing: "failing",
  unknown: "unknown",
  unavailable: "not monitored",
};

export const FORMAT_WORDS: Readonly<Record<ModelFormat, string>> = {
  datarobot: "DataRobot models",
  datarobotScoringCode: "DataRobot scoring code",
  customModel: "custom models",
  externalModel: "external models",
};

export const KIND_WORDS: Readonly<Record<PackageKind, string>> = {
  native: "DataRobot model",
  custom: "custom inference model",
  external: "external model",
  imported: "imported .mlpkg model",
};

export const TARGET_TYPE_WORDS: Readonly<Record<TargetType, string>> = {
  Binary: "binary classification",
  Multiclass: "multiclass classification",
  Multilabel: "multilabel classification",
  Regression: "regression",
  AnomalyDetection: "anomaly detection",
  TextGeneration: "text generation",
  Unstructured: "unstructured",
};

export const HUMILITY_TRIGGER_WORDS: Readonly<Record<HumilityTrigger, string>> = {
  uncertainPrediction: "uncertain prediction",
  outlyingInput: "outlying input",
  lowObservationRegion: "low observation region",
  newSeries: "new series",
};

/** `not time series`, `single series` or `multiseries`. */
export function seriesWords(of: Pick<ModelPackage, "timeSeries">): string {
  if (of.timeSeries === null) return "not time series";
  return of.timeSeries.multiseries ? "multiseries" : "single series";
}

/** `counted(1, "class", "classes")` is `1 class`; thousands are grouped. Whole numbers, not below 0. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

// Not `toLocaleString`: its first call loads locale data, which takes longer than a whole validation may.
const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** `a`, `a and b`, `a, b and c`. */
export function enumerated(words: readonly string[], last = "and"): string {
  const head = words.slice(0, -1);
  const tail = words.at(-1) ?? "";
  return head.length === 0 ? tail : `${head.join(", ")} ${last} ${tail}`;
}

/** The checks of a replacement as people read them. */
export const CHECK_TITLES: Readonly<Record<CheckName, string>> = {
  permission: "Permission",
  "compatible-class": "Compatible kind of model",
  "not-current-model": "Not the current model",
  "unique-among-challengers": "Unique among challengers",
  deployable: "Can be deployed",
  "custom-model-tests": "Custom model tests",
  "target-name": "Target name",
  "target-type": "Target type",
  "class-names": "Class names",
  "feature-types": "Feature types",
  "no-new-features": "No new features",
  "humility-rules": "Humility rules",
  "time-series": "Time series",
  "prediction-intervals": "Prediction intervals",
  "segment-attributes": "Segment attributes",
  "combined-model-segments": "Combined model segments",
  "drift-tracking": "Drift tracking",
};

/** One of the platform's own with the name that it has there: foreign text. */
export function checkTitle(check: AssessedCheck): string {
  const subject = subjectOf(check);
  if (subject === null) return "name" in check ? check.name : check.check;
  return "name" in check ? `${CHECK_TITLES[subject]} (${check.name})` : CHECK_TITLES[subject];
}
