// The sample fleet of the local platform, translated once into what DataRobot would keep: the same labels, people, versions,
// settings, history and figures, so that a bot shows the same on both.
import type {
  Deployment as FleetDeployment,
  Grant as FleetGrant,
} from "../../../src/deployments/deployment.ts";
import type { ModelPackage } from "../../../src/deployments/model-package.ts";
import { sampleFleet } from "../../../src/platforms/local/fleet/sample-fleet.ts";
import { sampleLogs } from "../../../src/platforms/local/fleet/sample-logs.ts";
import { sampleStatistics } from "../../../src/platforms/local/fleet/sample-statistics.ts";
import { sampleUseCases } from "../../../src/platforms/local/fleet/use-cases.ts";
import { hexId } from "./ids.ts";
import { accountId, groupId, ORGANIZATION } from "./sample-people.ts";
import { settingsOf } from "./sample-settings.ts";
import type {
  Deployment,
  Environment,
  Grant,
  LogEntry,
  MeasuredHour,
  RegisteredModel,
  UseCase,
  Version,
} from "./state.ts";

export interface Sample {
  readonly deployments: readonly Deployment[];
  readonly versions: readonly Version[];
  readonly registeredModels: readonly RegisteredModel[];
  readonly environments: readonly Environment[];
  readonly useCases: readonly UseCase[];
}

const known = (id: string): string => (/^[0-9a-f]{24}$/.test(id) ? id : hexId(id));
/** The fleet writes `Olivia` where the wire has the id of her account. */
const byName = (name: string | null): string => accountId((name ?? "service").toLowerCase());

function grantOf({ subject, role }: FleetGrant): Grant {
  switch (subject.kind) {
    case "user":
      return { type: "user", id: accountId(subject.email.replace(/@example\.com$/, "")), role };
    case "group":
      return { type: "group", id: groupId(subject.group), role };
    case "organisation":
      return { type: "organization", id: ORGANIZATION.id, role };
  }
}

/** A package without a source model has a model of its own, as external ones do. */
const modelIdOf = (of: ModelPackage): string => known(of.sourceModel?.modelId ?? `model of ${of.id}`);

function versionOf(of: ModelPackage): Version {
  const { target, trainingData, sourceModel } = of;
  return {
    id: known(of.id),
    registeredModelId: known(of.registeredModel.id),
    number: of.version,
    name: of.name,
    kind: of.kind,
    modelId: modelIdOf(of),
    projectId: sourceModel === null ? null : known(sourceModel.experimentId),
    projectName: sourceModel === null ? null : sourceModel.experimentId,
    modelType: of.modelType,
    target: {
      name: target.name,
      type: target.type,
      classNames: target.classes,
      classCount: target.classCount,
    },
    timeSeries: of.timeSeries,
    segments: of.combined?.segments ?? null,
    features: of.features,
    trainingData:
      trainingData === null
        ? null
        : {
            name: trainingData.name,
            rows: trainingData.rows,
            createdAt: trainingData.trainedAt,
            columns: trainingData.columns ?? [],
          },
    humilitySupport: of.humilitySupport ?? [],
    intervals: of.predictionIntervals ?? [],
    explanations: of.explanations ?? "none",
    driftSupport: of.driftSupport ?? { target: false, features: false },
    archived: of.archived,
    deprecated: of.deprecated,
    disabled: of.disabled,
    build: of.build === "building" ? "inProgress" : of.build,
    tests: of.tests,
    metrics: of.metrics,
    createdBy: byName(of.author),
    createdAt: of.createdAt ?? 0,
  };
}

function registeredModelsOf(packages: readonly ModelPackage[]): RegisteredModel[] {
  const byModel = Map.groupBy(packages, ({ registeredModel }) => registeredModel.id);
  return [...byModel].map(([id, of]) => {
    const times = of.map(({ createdAt }) => createdAt ?? 0);
    return {
      id: known(id),
      name: of[0]?.registeredModel.name ?? id,
      description: null,
      createdAt: Math.min(...times),
      modifiedAt: Math.max(...times),
      createdBy: byName(of[0]?.author ?? null),
      isArchived: false,
      grants: [{ type: "organization", id: ORGANIZATION.id, role: "USER" }],
    };
  });
}

const LEVELS: Readonly<Record<string, string>> = { WARNING: "warn" };

function logOf(logs: Fleet["logs"], id: string, kind: "runtime" | "startup"): readonly LogEntry[] {
  const found = logs.find(({ of }) => of.deploymentId === id && of.kind === kind);
  return (found?.entries ?? []).map(({ at, level, text }) => ({
    at,
    level: LEVELS[level] ?? level.toLowerCase(),
    message: text,
  }));
}

/** What the parts of the sample are made from. */
interface Fleet {
  readonly deployments: readonly FleetDeployment[];
  readonly packages: ReadonlyMap<string, ModelPackage>;
  readonly logs: ReturnType<typeof sampleLogs>;
  readonly hours: ReadonlyMap<string, readonly MeasuredHour[]>;
  readonly now: number;
}

/** The last one: tests start many fakes at one moment, and nothing of this is ever changed. */
let made: Fleet | null = null;

function fleetAt(now: number): Fleet {
  if (made?.now === now) return made;
  const { deployments, packages: all } = sampleFleet(now);
  const packages = new Map<string, ModelPackage>(all.map((one) => [one.id, one]));
  const hours = new Map(deployments.map((one) => [one.id as string, hoursOf(one, packages, now)]));
  made = { deployments, packages, logs: sampleLogs(now), hours, now };
  return made;
}

function hoursOf(
  of: FleetDeployment,
  packages: ReadonlyMap<string, ModelPackage>,
  now: number,
): readonly MeasuredHour[] {
  return sampleStatistics(of, packages.get(of.championId) ?? null, now).map((hour) => {
    const model = packages.get(hour.model);
    const { measured } = hour;
    return {
      hour: hour.hour,
      modelId: model === undefined ? known(hour.model) : modelIdOf(model),
      predictions: hour.predictions,
      requests: hour.service,
      actuals: hour.accuracy,
      drift: measured?.drift ?? null,
      accuracy: measured?.accuracy ?? null,
      refused: measured?.refused ?? 0,
      failed: measured?.failed ?? 0,
      responseMs: measured?.responseMs ?? null,
    };
  });
}

function deploymentOf(of: FleetDeployment, fleet: Fleet): Deployment {
  const { packages } = fleet;
  return {
    id: known(of.id),
    label: of.label,
    description: of.description,
    importance: of.importance ?? "LOW",
    status: of.status === "unknown" ? "errored" : of.status,
    approvalStatus: of.approval,
    createdAt: of.createdAt ?? 0,
    createdBy: byName(of.createdBy),
    organizationId: ORGANIZATION.id,
    championId: known(of.championId),
    championSince: of.championSince ?? 0,
    environmentId: known(of.environment.id),
    settings: settingsOf(of),
    humilityRules: of.settings.humility.rules.map(({ name, trigger }, i) => ({
      id: hexId(`humility rule ${i} of ${of.id}`),
      name,
      trigger,
    })),
    challengers: of.challengers.map(({ id, packageId }) => ({
      id: known(id),
      name: packages.get(packageId)?.name ?? packageId,
      versionId: known(packageId),
      environmentId: known(of.environment.id),
    })),
    health: {
      service: { ...of.health.service },
      drift: { ...of.health.drift },
      accuracy: { ...of.health.accuracy },
    },
    usage: { dailyRates: of.usage.dailyRates, lastTimestamp: of.usage.lastPredictionAt },
    grants: of.grants.map(grantOf),
    history: of.history.map(({ packageId, from, reason, by }) => ({
      versionId: known(packageId),
      deployedAt: from,
      reason,
      by: byName(by),
    })),
    hours: fleet.hours.get(of.id) ?? [],
    launchWarning: of.launchWarning,
    runtimeLog: logOf(fleet.logs, of.id, "runtime"),
    startupLog: logOf(fleet.logs, of.id, "startup"),
    scoringCode: of.scoringCode,
    scoringCodeDownloadedAt: null,
    predictionUrl: of.predictionUrl,
    goneAfter: null,
    stale: null,
    workId: null,
  };
}

/** One more of a deployment, for a bench. What is changed in place is copied, the rest is shared. */
function copyOf(of: Deployment, number: number): Deployment {
  const { service, drift, accuracy } = of.health;
  return {
    ...of,
    id: hexId(`copy ${number} of ${of.id}`),
    label: `${of.label} ${String(number).padStart(5, "0")}`,
    settings: { ...of.settings },
    challengers: of.challengers.map((one) => ({ ...one })),
    health: { service: { ...service }, drift: { ...drift }, accuracy: { ...accuracy } },
    grants: of.grants.map((one) => ({ ...one })),
    history: [...of.history],
  };
}

/** With `deployments` more than the fleet has, copies under other labels are added up to that number. */
export function sample(now: number, deployments = 0): Sample {
  const fleet = fleetAt(now);
  const packages = [...fleet.packages.values()];
  const originals = fleet.deployments.map((one) => deploymentOf(one, fleet));
  const copies = Array.from({ length: Math.max(deployments - originals.length, 0) }, (_, i) => {
    const original = originals[i % originals.length];
    if (original === undefined) throw new Error("The sample fleet is empty.");
    return copyOf(original, i + 1);
  });
  const environments = new Map(fleet.deployments.map(({ environment }) => [environment.id, environment]));
  return {
    deployments: [...originals, ...copies],
    versions: packages.map(versionOf),
    registeredModels: registeredModelsOf(packages),
    environments: [...environments.values()].map((one) => ({
      id: known(one.id),
      name: one.name,
      platform: one.platform,
      isManagedByManagementAgent: one.managedByManagementAgent,
      supportedModelFormats: one.supportedModelFormats,
    })),
    useCases: sampleUseCases(now).map((one) => ({
      id: known(one.id),
      name: one.name,
      description: one.description,
      createdAt: one.createdAt ?? 0,
      createdBy: byName(one.createdBy),
      updatedAt: one.createdAt ?? 0,
      updatedBy: byName(one.createdBy),
      members: one.grants.map(grantOf),
      links: fleet.deployments
        .filter(({ useCases }) => useCases.includes(one.id))
        .map(({ id, createdAt }) => ({
          id: hexId(`link ${one.id} ${id}`),
          entityType: "deployment",
          entityId: known(id),
          createdAt: Math.max(createdAt ?? 0, one.createdAt ?? 0),
          createdBy: byName(one.createdBy),
        })),
    })),
  };
}
