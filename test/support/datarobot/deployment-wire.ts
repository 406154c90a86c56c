// A deployment as `GET /deployments/{id}/` shows it: reference section 3.
import { isOpen, roleOn } from "./access.ts";
import type { Account, Deployment, Health, Version, World } from "./state.ts";
import { accountOf, userWire, when, whenOrNull } from "./wire.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** One capability with the reason where it is missing. */
interface Capability {
  readonly name: string;
  readonly supported: boolean;
  readonly why: string;
}

export const championOf = (world: World, { championId }: Deployment): Version | undefined =>
  world.versions.get(championId);

export function capabilitiesOf(world: World, deployment: Deployment): readonly Capability[] {
  const champion = championOf(world, deployment);
  const external = champion?.kind === "external";
  const custom = champion?.kind === "custom";
  const series = champion?.timeSeries !== null;
  const has = (name: string, supported: boolean, why = "The model does not support it.") => ({
    name,
    supported,
    why,
  });
  return [
    has("supportsModelReplacement", true),
    has("supportsScoringCodeDownload", deployment.scoringCode, "The model has no scoring code."),
    has("supportsChallengerModels", true),
    has("supportsFeatureDriftTracking", champion?.driftSupport.features === true),
    has("supportsTargetDriftTracking", champion?.driftSupport.target === true),
    has("supportsHumilityRules", (champion?.humilitySupport.length ?? 0) > 0),
    has("supportsHumilityRecommendedRules", !external && !series),
    has("supportsHumilityRulesDefaultCalculations", !external && !series),
    has("supportsPredictionIntervals", (champion?.intervals.length ?? 0) > 0),
    has("supportsPredictionWarning", champion?.target.type === "Regression"),
    has("supportsSecondaryDatasets", false, "The model has no secondary datasets."),
    has("supportsAutomaticActuals", series),
    has("supportsFeatureTypeInfoValidation", champion?.features !== null),
    has("supportsPortablePredictionServer", !external),
    has("supportsRetraining", !external && !custom),
    has("supportsSegmentedAnalysisDriftAndAccuracy", champion?.trainingData !== null),
    has("supportsShapBasedPredictionExplanations", champion?.explanations === "SHAP"),
  ];
}

/** What the caller may do. The full list of names is not known: these are the ones that were seen. */
function permissionsOf(role: string | null): readonly string[] {
  if (role === "OWNER") return ["CAN_VIEW", "CAN_SHARE", "CAN_MAKE_PREDICTIONS", "CAN_DELETE_DEPLOYMENT"];
  return role === "USER" ? ["CAN_VIEW", "CAN_SHARE", "CAN_MAKE_PREDICTIONS"] : [];
}

function ownersOf(world: World, { grants }: Deployment): Record<string, unknown> {
  const owners = grants.filter(({ type, role }) => type === "user" && role === "OWNER");
  return {
    count: owners.length,
    preview: owners.slice(0, 5).map(({ id }) => {
      const { email, firstName, lastName } = accountOf(world, id);
      return { id, email, firstName, lastName };
    }),
  };
}

export function modelWire(version: Version, deployedAt: number): Record<string, unknown> {
  const unsupervised = version.target.type === "AnomalyDetection";
  return {
    id: version.modelId,
    type: version.modelType ?? "",
    targetName: version.target.name ?? "",
    targetType: version.target.type ?? "",
    ...(version.projectId === null ? {} : { projectId: version.projectId }),
    projectName: version.projectName ?? "",
    buildEnvironmentType: version.kind === "native" ? "DataRobot" : "Python",
    deployedAt: when(deployedAt),
    isDeprecated: version.deprecated,
    unsupervisedMode: unsupervised,
    ...(unsupervised ? { unsupervisedType: "anomaly" } : {}),
    unstructuredModelKind: version.target.type === "Unstructured",
    ...(version.kind === "custom" ? { customModelImage: customModelImage(version) } : {}),
  };
}

const customModelImage = ({ id, name, number, registeredModelId }: Version): Record<string, unknown> => ({
  customModelId: registeredModelId,
  customModelName: name,
  customModelVersionId: id,
  customModelVersionLabel: `${number}.0`,
  executionEnvironmentId: "5e8c889607389fe0f466c72d",
  executionEnvironmentName: "[DataRobot] Python 3.11",
  executionEnvironmentVersionId: "65c5aef4d1f1d8a4e6a3b9f1",
  executionEnvironmentVersionLabel: "v10",
});

/** `shown`: the champion that this read shows, which is the one of before for a while after a replacement. */
export function deploymentWire(
  world: World,
  deployment: Deployment,
  account: Account,
  shown = deployment.championId,
): Record<string, unknown> {
  const now = world.now();
  const version = world.versions.get(shown);
  const environment = world.environments.get(deployment.environmentId);
  const since = deployment.history.find(({ versionId }) => versionId === shown)?.deployedAt ?? now;
  const opened = [...world.changeRequests.values()].filter(
    (request) => request.entityId === deployment.id && isOpen(request),
  );
  const health = (of: Health, days: number) => ({
    status: of.status,
    message: of.message,
    startDate: when(now - days * DAY_MS),
    endDate: when(now),
  });
  return {
    id: deployment.id,
    label: deployment.label,
    description: deployment.description,
    status: deployment.status,
    createdAt: when(deployment.createdAt),
    importance: deployment.importance,
    approvalStatus: deployment.approvalStatus,
    governance: {
      approvalStatus: deployment.approvalStatus,
      hasOpenedChangeRequests: opened.length > 0,
    },
    openedChangeRequests: opened.map(({ id }) => id),
    userProvidedId: null,
    permissions: permissionsOf(roleOn(world, deployment, account)),
    owners: ownersOf(world, deployment),
    creator: userWire(world, deployment.createdBy),
    ...(deployment.predictionUrl === null
      ? {}
      : {
          defaultPredictionServer: {
            id: "5b5f32f5962d740f98b9f5a4",
            url: deployment.predictionUrl,
            "datarobot-key": "datarobot-key-of-the-fake",
          },
        }),
    ...(version === undefined
      ? {}
      : {
          model: modelWire(version, since),
          modelPackage: {
            id: version.id,
            name: version.name,
            ...(world.options.newer ? { registeredModelId: version.registeredModelId } : {}),
          },
        }),
    ...(environment === undefined
      ? {}
      : {
          predictionEnvironment: {
            id: environment.id,
            name: environment.name,
            platform: environment.platform,
            isManagedByManagementAgent: environment.isManagedByManagementAgent,
            plugin: null,
            supportedModelFormats: environment.supportedModelFormats,
          },
        }),
    predictionUsage: {
      dailyRates: deployment.usage.dailyRates,
      lastTimestamp: whenOrNull(deployment.usage.lastTimestamp),
    },
    serviceHealth: health(deployment.health.service, 1),
    modelHealth: health(deployment.health.drift, 7),
    accuracyHealth: health(deployment.health.accuracy, 7),
    fairnessHealth: { ...health({ status: "unavailable", message: "" }, 7) },
    capabilities: Object.fromEntries(
      capabilitiesOf(world, deployment).map(({ name, supported }) => [name, supported]),
    ),
    settings: {
      humbleAiEnabled: deployment.settings.humility.enabled,
      predictionIntervalsEnabled: deployment.settings.predictionIntervals.enabled,
      predictionWarningEnabled: deployment.settings.predictionWarning.enabled,
    },
    ...(deployment.scoringCodeDownloadedAt === null
      ? {}
      : { scoringCodeInitialDownload: { timestamp: when(deployment.scoringCodeDownloadedAt) } }),
  };
}
