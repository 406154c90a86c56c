// Registered model versions, also called model packages, as the wire shows them: reference section 11.
import { seesModel } from "./access.ts";
import { notFound } from "./answer.ts";
import type { Account, Deployment, Version, World } from "./state.ts";
import { accountOf, userWire, when, whenOrNull } from "./wire.ts";

export function deploymentVersion(world: World, { championId }: Deployment): Version {
  const version = world.versions.get(championId);
  if (version === undefined) throw notFound();
  return version;
}

/** Null: it is not there, or the caller may not read it. */
export function visibleVersion(world: World, id: string, account: Account): Version | null {
  const version = world.versions.get(id);
  if (version === undefined) return null;
  return seesModel(world, world.registeredModels.get(version.registeredModelId), account) ? version : null;
}

const EXECUTION = {
  native: "dedicated",
  imported: "dedicated",
  custom: "custom_inference_model",
  external: "external",
} as const;

export const modelKindOf = (version: Version): Record<string, boolean> => ({
  isTimeSeries: version.timeSeries !== null,
  isMultiseries: version.timeSeries?.multiseries === true,
  isUnsupervisedLearning: version.target.type === "AnomalyDetection",
  isAnomalyDetectionModel: version.target.type === "AnomalyDetection",
  isFeatureDiscovery: false,
  isCombinedModel: version.segments !== null,
  isDecisionFlow: false,
  isUnstructured: version.target.type === "Unstructured",
});

/** Two of one kind, target and series: what `compatibleWithModelPackageId` asks for. The verdict is the validation's. */
export function isCompatible(one: Version, other: Version): boolean {
  const external = (version: Version) => version.kind === "external";
  const series = (version: Version) =>
    version.timeSeries === null ? "none" : version.timeSeries.multiseries ? "multi" : "single";
  const classNames = (version: Version) => [...(version.target.classNames ?? [])].toSorted().join("\n");
  return (
    external(one) === external(other) &&
    one.target.name === other.target.name &&
    one.target.type === other.target.type &&
    classNames(one) === classNames(other) &&
    series(one) === series(other)
  );
}

export const activeDeployments = (world: World, version: Version): readonly Deployment[] =>
  [...world.deployments.values()].filter(
    ({ championId, goneAfter }) => championId === version.id && goneAfter === null,
  );

export function versionWire(world: World, version: Version): Record<string, unknown> {
  const { target, timeSeries, trainingData, kind } = version;
  const creator = accountOf(world, version.createdBy);
  const creatorName = `${creator.firstName} ${creator.lastName}`.trim();
  return {
    id: version.id,
    registeredModelId: version.registeredModelId,
    registeredModelVersion: version.number,
    name: version.name,
    modelId: version.modelId,
    modelExecutionType: EXECUTION[kind],
    isArchived: version.archived,
    isDeprecated: version.deprecated,
    buildStatus: version.build,
    stage: "Registered",
    permissions: ["CAN_VIEW"],
    activeDeploymentCount: activeDeployments(world, version).length,
    target: {
      name: target.name ?? "",
      type: target.type ?? "",
      // The wire never names more than 100; `classCount` tells how many there are.
      classNames: target.classNames?.slice(0, 100) ?? null,
      classCount: target.classCount,
      predictionThreshold: target.type === "Binary" ? 0.5 : null,
      predictionProbabilitiesColumn: null,
    },
    modelKind: modelKindOf(version),
    modelDescription: {
      modelName: version.modelType ?? "",
      description: version.name,
      location: null,
      buildEnvironmentType: kind === "native" ? "DataRobot" : "Python",
      modelCreatedAt: when(version.createdAt),
      modelCreatorEmail: creator.email,
      modelCreatorId: creator.id,
      modelCreatorName: creatorName,
    },
    sourceMeta: {
      projectId: version.projectId,
      projectName: version.projectName,
      environmentUrl: null,
      scoringCode:
        kind === "native" ? { dataRobotPredictionVersion: null, location: "local_leaderboard" } : null,
      customModelDetails:
        kind === "custom"
          ? {
              id: version.registeredModelId,
              versionLabel: `${version.number}.0`,
              createdAt: when(version.createdAt),
              creatorId: creator.id,
              creatorName,
              creatorEmail: creator.email,
            }
          : null,
      useCaseDetails: null,
    },
    datasets: {
      baselineSegmentedBy: [],
      datasetName: trainingData?.name ?? null,
      trainingDataCatalogId: trainingData === null ? null : version.modelId,
      trainingDataCatalogVersionId: trainingData === null ? null : version.modelId,
      trainingDataCreatedAt: whenOrNull(trainingData?.createdAt ?? null),
      trainingDataCreatorEmail: trainingData === null ? null : creator.email,
      trainingDataCreatorId: trainingData === null ? null : creator.id,
      trainingDataCreatorName: trainingData === null ? null : creatorName,
      trainingDataSize: trainingData?.rows ?? null,
      holdoutDatasetName: null,
      holdoutDataCatalogId: null,
    },
    timeseries: {
      seriesColumnName: timeSeries?.seriesColumn ?? null,
      datetimeColumnName:
        timeSeries === null ? null : (version.features?.find(({ type }) => type === "Date")?.name ?? null),
      datetimeColumnFormat: timeSeries === null ? null : "%Y-%m-%d",
      forecastDistances: timeSeries === null ? [] : [1],
      forecastDistancesTimeUnit: timeSeries === null ? null : "DAY",
      isCrossSeries: false,
      isNewSeriesSupport: version.humilitySupport.includes("newSeries"),
    },
    importMeta:
      kind === "imported"
        ? {
            originalFileName: `${version.name}.mlpkg`,
            containsLeaderboardMeta: true,
            dateCreated: when(version.createdAt),
            creatorId: creator.id,
            creatorUsername: creator.email,
            creatorFullName: creatorName,
          }
        : {},
    biasAndFairness: null,
    tags: [],
    userProvidedId: null,
    updatedAt: when(version.createdAt),
    updatedBy: userWire(world, version.createdBy),
    createdAt: when(version.createdAt),
    createdBy: userWire(world, version.createdBy),
  };
}
