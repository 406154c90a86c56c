// Small builders for tests about deployments: each gives a complete value, and takes what the test is about.
import type {
  Challenger,
  Deployment,
  DeploymentSettings,
  Grant,
  PredictionEnvironment,
  Role,
} from "../../src/deployments/deployment.ts";
import { challengerId, deploymentId, packageId, registeredModelId } from "../../src/deployments/ids.ts";
import type { Feature, ModelPackage, Target, TrainingData } from "../../src/deployments/model-package.ts";
import type { Replacement } from "../../src/deployments/validation/check.ts";
import { DEFAULT_SEVERITIES } from "../../src/deployments/validation/severities.ts";

const DAY = 24 * 60 * 60 * 1000;
/** 2026-11-24, 09:00 UTC: when the fake clock starts. */
const NOW = Date.UTC(2026, 10, 24, 9, 0, 0);

/** `features("LIMIT_BAL", "AGE")` are numeric; `features({ SEX: "Categorical" })` says the type. */
export function features(...given: readonly (string | Readonly<Record<string, string>>)[]): Feature[] {
  return given.flatMap((one) =>
    typeof one === "string"
      ? [{ name: one, type: "Numeric" }]
      : Object.entries(one).map(([name, type]) => ({ name, type })),
  );
}

/** What the packages of the builders need to predict. */
export const CARD_FEATURES: readonly Feature[] = features(
  "LIMIT_BAL",
  { SEX: "Categorical", EDUCATION: "Categorical" },
  "AGE",
  "PAY_0",
  "BILL_AMT1",
  "PAY_AMT1",
);

export function aTarget(over: Partial<Target> = {}): Target {
  return { name: "default", type: "Binary", classes: ["1", "0"], classCount: 2, ...over };
}

export function trainingData(over: Partial<TrainingData> = {}): TrainingData {
  return {
    name: "card-default-2026.csv",
    rows: 30_000,
    trainedAt: NOW - 30 * DAY,
    columns: [...CARD_FEATURES, ...features({ REGION: "Categorical" })],
    ...over,
  };
}

/** `Credit default v3`, the native binary champion of `card-default`: complete, deployable, with training data. */
export function aPackage(over: Partial<ModelPackage> = {}): ModelPackage {
  const version = over.version ?? 3;
  return {
    id: packageId(`p-${version}`),
    registeredModel: { id: registeredModelId("rm-credit-default"), name: "Credit default" },
    version,
    name: `Credit default v${version}`,
    kind: "native",
    sourceModel: { experimentId: "e-credit-default", modelId: `m-${version}` },
    modelType: "XGBoost Classifier",
    target: aTarget(),
    timeSeries: null,
    combined: null,
    features: CARD_FEATURES,
    trainingData: trainingData(),
    humilitySupport: ["uncertainPrediction", "outlyingInput", "lowObservationRegion"],
    predictionIntervals: [],
    explanations: "XEMP",
    driftSupport: { target: true, features: true },
    archived: false,
    deprecated: false,
    disabled: false,
    build: "complete",
    tests: null,
    metrics: [{ name: "AUC", value: 0.77, partition: "validation" }],
    author: "Olivia",
    createdAt: NOW - 20 * DAY,
    ...over,
  };
}

/** `Credit default v4`: may replace `aPackage()` with every check passing. */
export function aCandidate(over: Partial<ModelPackage> = {}): ModelPackage {
  return aPackage({ version: 4, metrics: [{ name: "AUC", value: 0.79, partition: "validation" }], ...over });
}

export function anEnvironment(over: Partial<PredictionEnvironment> = {}): PredictionEnvironment {
  return {
    id: "env-datarobot",
    name: "DataRobot serverless",
    platform: "datarobot",
    supportedModelFormats: ["datarobot", "customModel"],
    managedByManagementAgent: false,
    ...over,
  };
}

/** Drift tracking on; humility, prediction intervals, segments and challengers off. */
export function someSettings(over: Partial<DeploymentSettings> = {}): DeploymentSettings {
  return {
    drift: { target: true, features: true },
    associationId: { columns: ["ID"], required: false },
    challengersEnabled: false,
    humility: { enabled: false, rules: [] },
    predictionIntervals: { enabled: false, percentiles: [] },
    segments: { enabled: false, attributes: [] },
    ...over,
  };
}

/** `grantTo("uma", "USER")` is a grant to uma@example.com. */
export const grantTo = (name: string, role: Role): Grant => ({
  subject: { kind: "user", email: `${name}@example.com` },
  role,
});

/** `aChallenger(4)` is the challenger whose package is `p-4`. */
export const aChallenger = (version: number): Challenger => ({
  id: challengerId(`c-${version}`),
  packageId: packageId(`p-${version}`),
});

/** `card-default`: active, HIGH, champion `aPackage()`; Olivia and Otto own it, Uma is User, Carl is Consumer. */
export function aDeployment(over: Partial<Deployment> = {}): Deployment {
  const championId = over.championId ?? packageId("p-3");
  const championSince = over.championSince ?? NOW - 10 * DAY;
  return {
    id: deploymentId("d-card-default"),
    label: "card-default",
    description: "Who will miss the next credit-card payment.",
    importance: "HIGH",
    status: "active",
    approval: "APPROVED",
    createdAt: NOW - 100 * DAY,
    createdBy: "olivia@example.com",
    championId,
    championSince,
    environment: anEnvironment(),
    settings: someSettings(),
    challengers: [],
    health: {
      service: { status: "passing", message: "No errors in the last 24 hours." },
      drift: { status: "passing", message: "0 of 7 features drifted." },
      accuracy: { status: "passing", message: "AUC 0.77, as at deployment time." },
    },
    usage: { dailyRates: [1200, 1180, 1210, 1250, 1190, 900, 870], lastPredictionAt: NOW - 60_000 },
    grants: [
      grantTo("olivia", "OWNER"),
      grantTo("otto", "OWNER"),
      grantTo("uma", "USER"),
      grantTo("carl", "CONSUMER"),
    ],
    useCases: [],
    applications: [],
    predictionUrl: null,
    history: [
      {
        packageId: championId,
        packageName: championId === "p-3" ? "Credit default v3" : `Package ${championId}`,
        from: championSince,
        reason: "ACCURACY",
        by: "Olivia",
        effectKey: null,
      },
      {
        packageId: packageId("p-2"),
        packageName: "Credit default v2",
        from: NOW - 100 * DAY,
        reason: null,
        by: "Olivia",
        effectKey: null,
      },
    ],
    launchWarning: false,
    permanentSince: null,
    scoringCode: true,
    ...over,
  };
}

/** An Owner replaces `aPackage()` by `aCandidate()` on `aDeployment()`: all 17 checks pass. */
export function aReplacement(over: Partial<Replacement> = {}): Replacement {
  return {
    deployment: aDeployment(),
    champion: aPackage(),
    challengers: [],
    candidate: aCandidate(),
    promote: null,
    role: "OWNER",
    candidateReadable: true,
    edition: "saas",
    severities: DEFAULT_SEVERITIES,
    ...over,
  };
}
