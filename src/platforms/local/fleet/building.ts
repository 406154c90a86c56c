// How the sample fleet is written down: a line of versions of one registered model, and a deployment of one of them.
import type {
  Deployment,
  DeploymentSettings,
  Grant,
  Health,
  HistoryEntry,
  PredictionEnvironment,
  ReplacementReason,
  Role,
} from "../../../deployments/deployment.ts";
import { challengerId, deploymentId, packageId, registeredModelId } from "../../../deployments/ids.ts";
import type { Feature, Metric, ModelPackage, Target } from "../../../deployments/model-package.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const MINUTE_MS = 60 * 1_000;

/** One registered model with its deployment, or several of them. */
export interface FleetPart {
  readonly deployments: readonly Deployment[];
  readonly packages: readonly ModelPackage[];
}

export const numeric = (...names: readonly string[]): Feature[] =>
  names.map((name) => ({ name, type: "Numeric" }));
export const categorical = (...names: readonly string[]): Feature[] =>
  names.map((name) => ({ name, type: "Categorical" }));
export const text = (...names: readonly string[]): Feature[] => names.map((name) => ({ name, type: "Text" }));
export const dates = (...names: readonly string[]): Feature[] =>
  names.map((name) => ({ name, type: "Date" }));

/** The minority class first. */
export const binary = (name: string, classes: readonly [string, string]): Target => ({
  name,
  type: "Binary",
  classes,
  classCount: 2,
});
export const multiclass = (name: string, classes: readonly string[]): Target => ({
  name,
  type: "Multiclass",
  classes,
  classCount: classes.length,
});
export const regression = (name: string): Target => ({
  name,
  type: "Regression",
  classes: null,
  classCount: null,
});

/** Values of a metric on validation, cross-validation and holdout data. */
export function scored(name: string, validation: number, crossValidation: number, holdout: number): Metric[] {
  return [
    { name, value: validation, partition: "validation" },
    { name, value: crossValidation, partition: "crossValidation" },
    { name, value: holdout, partition: "holdout" },
  ];
}

/** What the versions of one registered model have in common; a version may differ in any of it. */
export interface Line extends Partial<Omit<ModelPackage, "features">> {
  /** Short name in ids, for example `card-default`. */
  readonly key: string;
  readonly model: string;
  readonly target: Target;
  readonly features: readonly Feature[];
  /** Columns of the training data beside features and target. */
  readonly otherColumns?: readonly Feature[];
  readonly rows: number;
}

export interface Version extends Partial<ModelPackage> {
  readonly daysAgo: number;
}

/** A native model, deployable, with training data, unless line or version say otherwise. */
export function versionsOf(line: Line, now: number): (version: number, is: Version) => ModelPackage {
  const { key, model, rows, otherColumns = [], features: lineFeatures, target: lineTarget, ...common } = line;
  return (version, { daysAgo, ...own }) => {
    const createdAt = now - daysAgo * DAY_MS;
    const trainedAt = createdAt - DAY_MS;
    const target = own.target ?? lineTarget;
    const features = own.features === undefined ? lineFeatures : own.features;
    const targetColumn: Feature[] =
      target.name === null
        ? []
        : [{ name: target.name, type: target.type === "Regression" ? "Numeric" : "Categorical" }];
    return {
      id: packageId(`p-${key}-${version}`),
      registeredModel: { id: registeredModelId(`rm-${key}`), name: model },
      version,
      name: `${model} v${version}`,
      kind: "native",
      sourceModel: { experimentId: `exp-${key}`, modelId: `m-${key}-${version}` },
      modelType: "Light Gradient Boosted Trees Classifier",
      target,
      timeSeries: null,
      combined: null,
      features,
      trainingData: {
        name: `${key}-${new Date(trainedAt).toISOString().slice(0, 10)}.csv`,
        rows: rows + version * Math.round(rows / 40),
        trainedAt,
        columns: [...otherColumns, ...(features ?? []), ...targetColumn],
      },
      humilitySupport: ["uncertainPrediction", "outlyingInput", "lowObservationRegion"],
      predictionIntervals: [],
      explanations: "XEMP",
      driftSupport: { target: true, features: true },
      archived: false,
      deprecated: false,
      disabled: false,
      build: "complete",
      tests: null,
      metrics: [],
      author: "Olivia",
      createdAt,
      ...common,
      ...own,
    };
  };
}

/** `champions` newest first: the first one serves now, since `daysAgo`. */
export interface Served
  extends Partial<Omit<Deployment, "id" | "history" | "settings" | "challengers" | "championId">> {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly environment: PredictionEnvironment;
  readonly grants: readonly Grant[];
  readonly settings?: Partial<DeploymentSettings>;
  readonly challengers?: readonly ModelPackage[];
  /** Predictions a day over the last seven days, oldest first. */
  readonly daily: readonly number[];
  readonly champions: readonly {
    readonly package: ModelPackage;
    readonly daysAgo: number;
    readonly by: string;
    /** Left out for the model that the deployment was created with. */
    readonly reason?: ReplacementReason;
  }[];
}

/** Active, approved, drift tracking on, everything healthy, unless told otherwise. */
export function served(deployment: Served, now: number): Deployment {
  const { key, champions, daily, settings, challengers = [], ...own } = deployment;
  const history = champions.map(
    (champion): HistoryEntry => ({
      packageId: champion.package.id,
      packageName: champion.package.name,
      from: now - champion.daysAgo * DAY_MS,
      reason: champion.reason ?? null,
      by: champion.by,
      effectKey: null,
    }),
  );
  const [current] = history;
  const first = history.at(-1);
  if (current === undefined || first === undefined)
    throw new Error(`${key} of the sample fleet has no champion`);
  return {
    id: deploymentId(`d-${key}`),
    importance: "MODERATE",
    status: "active",
    approval: "APPROVED",
    createdAt: first.from,
    createdBy: first.by,
    championId: current.packageId,
    championSince: current.from,
    challengers: challengers.map((challenger) => ({
      id: challengerId(`c-${challenger.id.slice(2)}`),
      packageId: challenger.id,
    })),
    health: {
      service: healthy("No errors in the last 24 hours."),
      drift: healthy("No feature drifted."),
      accuracy: healthy("Similar to deployment time."),
    },
    usage: { dailyRates: daily, lastPredictionAt: now - 3 * MINUTE_MS },
    history,
    useCases: [],
    launchWarning: false,
    permanentSince: null,
    scoringCode: true,
    applications: [],
    predictionUrl: null,
    ...own,
    settings: {
      drift: { target: true, features: true },
      associationId: { columns: [], required: false },
      challengersEnabled: challengers.length > 0,
      humility: { enabled: false, rules: [] },
      predictionIntervals: { enabled: false, percentiles: [] },
      segments: { enabled: false, attributes: [] },
      ...settings,
    },
  };
}

export const daysBefore = (now: number, days: number): number => now - days * DAY_MS;

export const healthy = (message: string): Health => ({ status: "passing", message });
export const atRisk = (message: string): Health => ({ status: "warning", message });
export const failing = (message: string): Health => ({ status: "failing", message });
export const unknown = (message: string): Health => ({ status: "unknown", message });
export const notMonitored = (message: string): Health => ({ status: "unavailable", message });

/** `to("uma", "USER")` is a grant to uma@example.com. */
export const to = (name: string, role: Role): Grant => ({
  subject: { kind: "user", email: `${name}@example.com` },
  role,
});
export const toGroup = (group: string, role: Role): Grant => ({ subject: { kind: "group", group }, role });
export const toEverybody = (role: Role): Grant => ({ subject: { kind: "organisation" }, role });

export const BOTH_OWNERS: readonly Grant[] = [to("olivia", "OWNER"), to("otto", "OWNER")];

/** Production and staging of DataRobot, a cluster with a management agent, and two places that run external models. */
export const ENVIRONMENTS = {
  production: {
    id: "env-production",
    name: "DataRobot production",
    platform: "datarobot",
    supportedModelFormats: ["datarobot", "customModel"],
    managedByManagementAgent: false,
  },
  staging: {
    id: "env-staging",
    name: "DataRobot staging",
    platform: "datarobot",
    supportedModelFormats: ["datarobot", "customModel"],
    managedByManagementAgent: false,
  },
  factory: {
    id: "env-factory",
    name: "Factory edge cluster",
    platform: "aws",
    supportedModelFormats: ["datarobot", "datarobotScoringCode", "customModel"],
    managedByManagementAgent: true,
  },
  fraudEngine: {
    id: "env-fraud-engine",
    name: "Fraud engine",
    platform: "onPremise",
    supportedModelFormats: ["externalModel"],
    managedByManagementAgent: false,
  },
  snowflake: {
    id: "env-snowflake",
    name: "Snowflake warehouse",
    platform: "snowflake",
    supportedModelFormats: ["datarobotScoringCode", "datarobot"],
    managedByManagementAgent: false,
  },
} as const satisfies Record<string, PredictionEnvironment>;
