// The contract suite's worlds, put into the fake DataRobot; and a platform on it that goes by the suite's ids.
import { Secret } from "../../../src/config/secret.ts";
import type { Deployment, Grant } from "../../../src/deployments/deployment.ts";
import type { ModelPackage } from "../../../src/deployments/model-package.ts";
import { type Client, createDataRobotClient } from "../../../src/platforms/datarobot/client.ts";
import { createDataRobotReads, type DataRobotReads } from "../../../src/platforms/datarobot/reads.ts";
import type { LinkedAccounts } from "../../../src/ports/linked-accounts.ts";
import type { Caller } from "../../../src/ports/platform.ts";
import type { World } from "../../contracts/platform.ts";
import { type FakeClock, fakeClock } from "../../support/clock.ts";
import {
  type FakeDataRobot,
  type FakeDataRobotOptions,
  startFakeDataRobot,
} from "../../support/datarobot/fake-datarobot.ts";
import { hexId } from "../../support/datarobot/ids.ts";
import { accountId, groupId, ORGANIZATION } from "../../support/datarobot/sample-people.ts";
import type * as Kept from "../../support/datarobot/state.ts";

export interface FakeWorld {
  readonly fake: FakeDataRobot;
  readonly clock: FakeClock;
  readonly client: Client;
  readonly reads: DataRobotReads;
  readonly linkedAccounts: LinkedAccounts & { readonly broken: readonly string[] };
  close(): Promise<void>;
}

/** A fake DataRobot that holds this world and nothing else, with the reads on it. Everybody of the sample has linked an account. */
export async function fakeWorld(
  world: Partial<World>,
  options: FakeDataRobotOptions & {
    readonly unlinked?: readonly string[];
    readonly permanent?: boolean;
  } = {},
): Promise<FakeWorld> {
  const { unlinked = [], permanent = false, ...ofFake } = options;
  const clock = fakeClock();
  const fake = await startFakeDataRobot({ clock, staleReads: 0, ...ofFake });
  fillFake(fake, world);
  const broken: string[] = [];
  const linkedAccounts = {
    broken,
    tokenOf: async ({ email }: { readonly email: string | null }) => {
      const account = [...fake.world.accounts.values()].find((one) => one.email === email);
      const token = [...fake.world.tokens].find(([, id]) => id === account?.id)?.[0];
      if (account === undefined || token === undefined || unlinked.includes(account.key)) return null;
      return { token: new Secret(token), uid: account.id, email: account.email };
    },
    missing: async () => null,
    linkBroken: async ({ email }: { readonly email: string | null }) => void broken.push(email ?? ""),
  };
  const client = createDataRobotClient({
    endpoint: new URL(fake.url),
    clock,
    log: { warn: () => undefined },
    wait: async (ms) => clock.advance(ms),
  });
  const reads = createDataRobotReads({
    client,
    clock,
    serviceToken: new Secret(fake.tokens.service),
    linkedAccounts,
    wait: async (ms) => clock.advance(ms),
    scoringCodeMakesPermanent: permanent,
  });
  return {
    fake,
    clock,
    client,
    reads,
    linkedAccounts,
    async close() {
      await client.close();
      await fake.close();
    },
  };
}

const PEOPLE = /^(\w+)@example\.com$/i;
const personOf = (name: string | null): string =>
  accountId((name ?? "service").toLowerCase().replace(PEOPLE, "$1"));

/** In place of all that the fake starts with. */
export function fillFake({ world: kept }: FakeDataRobot, world: Partial<World>): void {
  const { deployments = [], packages = [] } = world;
  for (const map of [
    kept.deployments,
    kept.versions,
    kept.registeredModels,
    kept.environments,
    kept.useCases,
  ])
    map.clear();
  // Names without a surname, as the suite has them.
  for (const [id, account] of kept.accounts) kept.accounts.set(id, { ...account, lastName: "" });
  for (const name of ["ml", "sales"])
    kept.groups.set(groupId(name), { id: groupId(name), name, organizationId: ORGANIZATION.id, members: [] });
  for (const model of packages) {
    const version = versionOf(model);
    kept.versions.set(version.id, version);
    kept.registeredModels.set(version.registeredModelId, {
      id: version.registeredModelId,
      name: model.registeredModel.name,
      description: null,
      createdAt: version.createdAt,
      modifiedAt: version.createdAt,
      createdBy: version.createdBy,
      isArchived: false,
      grants: [{ type: "organization", id: ORGANIZATION.id, role: "USER" }],
    });
  }
  for (const deployment of deployments) {
    const environment = deployment.environment;
    kept.environments.set(hexId(environment.id), {
      id: hexId(environment.id),
      name: environment.name,
      platform: environment.platform,
      isManagedByManagementAgent: environment.managedByManagementAgent,
      supportedModelFormats: environment.supportedModelFormats,
    });
    kept.deployments.set(hexId(deployment.id), deploymentOf(deployment, world));
  }
}

function versionOf(model: ModelPackage): Kept.Version {
  const { target, trainingData, sourceModel } = model;
  return {
    id: hexId(model.id),
    registeredModelId: hexId(model.registeredModel.id),
    number: model.version,
    name: model.name,
    kind: model.kind,
    modelId: modelIdOf(model),
    projectId: sourceModel === null ? null : hexId(sourceModel.experimentId),
    projectName: sourceModel?.experimentId ?? null,
    modelType: model.modelType,
    target: {
      name: target.name,
      type: target.type,
      classNames: target.classes,
      classCount: target.classCount,
    },
    timeSeries: model.timeSeries,
    segments: model.combined?.segments ?? null,
    features: model.features,
    trainingData:
      trainingData === null
        ? null
        : {
            name: trainingData.name,
            rows: trainingData.rows,
            createdAt: trainingData.trainedAt,
            columns: trainingData.columns ?? [],
          },
    humilitySupport: model.humilitySupport ?? [],
    intervals: model.predictionIntervals ?? [],
    explanations: model.explanations ?? "none",
    driftSupport: model.driftSupport ?? { target: false, features: false },
    archived: model.archived,
    deprecated: model.deprecated,
    disabled: model.disabled,
    build: model.build === "building" ? "inProgress" : model.build,
    tests: model.tests,
    metrics: model.metrics,
    createdBy: personOf(model.author),
    createdAt: model.createdAt ?? 0,
  };
}

const modelIdOf = ({ id, sourceModel }: ModelPackage): string =>
  hexId(sourceModel?.modelId ?? `model of ${id}`);

function grantOf({ subject, role }: Grant): Kept.Grant {
  switch (subject.kind) {
    case "user":
      return { type: "user", id: personOf(subject.email), role };
    case "group":
      return { type: "group", id: groupId(subject.group), role };
    case "organisation":
      return { type: "organization", id: ORGANIZATION.id, role };
  }
}

const on = (enabled: boolean) => ({ enabled });

function deploymentOf(
  of: Deployment,
  { packages = [], statistics = [], logs = [] }: Partial<World>,
): Kept.Deployment {
  const { settings } = of;
  const logOf = (kind: "runtime" | "startup") =>
    logs
      .filter((log) => log.of.deploymentId === of.id && log.of.kind === kind)
      .flatMap(({ entries }) => entries)
      .map(({ at, level, text }) => ({
        at,
        level: level === "WARNING" ? "warn" : level.toLowerCase(),
        message: text,
      }));
  return {
    id: hexId(of.id),
    label: of.label,
    description: of.description,
    importance: of.importance ?? "LOW",
    status: of.status === "unknown" ? "errored" : of.status,
    approvalStatus: of.approval,
    createdAt: of.createdAt ?? 0,
    createdBy: personOf(of.createdBy),
    organizationId: ORGANIZATION.id,
    championId: hexId(of.championId),
    championSince: of.championSince ?? 0,
    environmentId: hexId(of.environment.id),
    settings: {
      associationId: {
        columnNames: [...settings.associationId.columns],
        requiredInPredictionRequests: settings.associationId.required,
        autoGenerateId: false,
      },
      targetDrift: on(settings.drift.target),
      featureDrift: { ...on(settings.drift.features), featureSelection: "auto", trackedFeatures: [] },
      predictionIntervals: {
        ...on(settings.predictionIntervals.enabled),
        percentiles: [...settings.predictionIntervals.percentiles],
      },
      predictionWarning: { ...on(false), customBoundaries: null },
      humility: on(settings.humility.enabled),
      challengerModels: on(settings.challengersEnabled),
      segmentAnalysis: { ...on(settings.segments.enabled), attributes: [...settings.segments.attributes] },
      predictionsDataCollection: on(settings.challengersEnabled),
      predictionsByForecastDate: { ...on(false), columnName: null, datetimeFormat: null },
      automaticActuals: on(false),
      batchMonitoring: on(false),
      biasAndFairness: null,
      predictionsSettings: { minComputes: null, maxComputes: null, resourceBundleId: null },
    },
    humilityRules: settings.humility.rules.map(({ name, trigger }) => ({ id: hexId(name), name, trigger })),
    challengers: of.challengers.map(({ id, packageId }) => ({
      id: hexId(id),
      name: packageId,
      versionId: hexId(packageId),
      environmentId: hexId(of.environment.id),
    })),
    health: {
      service: { ...of.health.service },
      drift: { ...of.health.drift },
      accuracy: { ...of.health.accuracy },
    },
    usage: { dailyRates: of.usage.dailyRates, lastTimestamp: of.usage.lastPredictionAt },
    grants: of.grants.map(grantOf),
    history: of.history.map(({ packageId, from, reason, by }) => ({
      versionId: hexId(packageId),
      deployedAt: from,
      reason,
      by: personOf(by),
    })),
    hours: statistics
      .filter((each) => each.of === of.id)
      .flatMap(({ hours }) => hours)
      .map(({ hour, model, predictions, service, accuracy, measured }) => {
        const served = packages.find(({ id }) => id === model);
        return {
          hour,
          modelId: served === undefined ? hexId(model) : modelIdOf(served),
          predictions,
          requests: service,
          actuals: accuracy,
          drift: measured?.drift ?? null,
          accuracy: measured?.accuracy ?? null,
          refused: measured?.refused ?? 0,
          failed: measured?.failed ?? 0,
          responseMs: measured?.responseMs ?? null,
        };
      }),
    launchWarning: of.launchWarning,
    runtimeLog: logOf("runtime"),
    startupLog: logOf("startup"),
    scoringCode: of.scoringCode,
    scoringCodeDownloadedAt: of.permanentSince,
    predictionUrl: of.predictionUrl,
    goneAfter: null,
    stale: null,
    workId: null,
  };
}

/** All ids that a world names. */
function idsOf(world: World): readonly string[] {
  return [
    ...world.deployments.flatMap((one) => [
      one.id,
      one.championId,
      one.environment.id,
      ...one.challengers.flatMap(({ id, packageId }) => [id, packageId]),
      ...one.history.map(({ packageId }) => packageId),
    ]),
    ...world.packages.flatMap(({ id, registeredModel, sourceModel }) => [
      id,
      registeredModel.id,
      ...(sourceModel === null ? [] : [sourceModel.experimentId, sourceModel.modelId]),
    ]),
  ];
}

/** DataRobot's ids are 24 hexadecimal characters, the suite's are words: in both directions each text that is an id is changed for the other. */
export function byWords<P extends object>(platform: P, world: World, { fake }: Pick<FakeWorld, "fake">): P {
  const hex = new Map(idsOf(world).map((id) => [id, hexId(id)]));
  const words = new Map([...hex].map(([id, hexadecimal]) => [hexadecimal, id]));
  const wrapped = Object.entries(platform).map(([name, member]) => {
    if (typeof member !== "function") return [name, member];
    const call = async (...args: readonly unknown[]) => {
      for (const arg of args) if (isCaller(arg)) joinGroups(fake, arg);
      return changed(await member(...args.map((arg) => changed(arg, hex))), words);
    };
    return [name, call];
  });
  return Object.fromEntries(wrapped) as P;
}

function changed(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return ids.get(value) ?? value;
  if (Array.isArray(value)) return value.map((each) => changed(each, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, changed(each, ids)]));
}

const isCaller = (arg: unknown): arg is Caller =>
  typeof arg === "object" &&
  arg !== null &&
  "kind" in arg &&
  (arg.kind === "person" || arg.kind === "service");

/** On DataRobot groups have members of their own: those that the suite's caller comes with are made so. */
function joinGroups({ world }: FakeDataRobot, caller: Caller): void {
  if (caller.kind !== "person") return;
  const id = personOf(caller.person.email);
  for (const group of world.groups.values())
    group.members = [
      ...group.members.filter((member) => member !== id),
      ...(caller.groups.includes(group.name) ? [id] : []),
    ];
}
