// Settings, challengers and segments of a deployment: reference section 14.
import { z } from "zod";
import { deploymentAs } from "./access.ts";
import { type Answer, conflict, invalid, noContent, notFound, ok } from "./answer.ts";
import { id as hexId, readBody } from "./body.ts";
import { type Call, param } from "./call.ts";
import { championOf } from "./deployment-wire.ts";
import { recordEffect } from "./effects.ts";
import { oneOf, page, paged, readQuery, text } from "./query.ts";
import type { Challenger, Deployment, World } from "./state.ts";
import { accepted } from "./statuses.ts";
import { visibleVersion } from "./versions.ts";

export function readSettings(call: Call): Answer {
  readQuery(call, {});
  return ok(deploymentAs(call, "USER").settings);
}

const enabled = z.strictObject({ enabled: z.boolean() });
const PATCH = z.strictObject({
  associationId: z
    .strictObject({
      columnNames: z.array(z.string()).optional(),
      requiredInPredictionRequests: z.boolean().optional(),
      autoGenerateId: z.boolean().optional(),
    })
    .optional(),
  targetDrift: enabled.optional(),
  featureDrift: z
    .strictObject({
      enabled: z.boolean(),
      featureSelection: z.enum(["auto", "manual"]).optional(),
      trackedFeatures: z.array(z.string()).optional(),
    })
    .optional(),
  predictionIntervals: z
    .strictObject({
      enabled: z.boolean(),
      percentiles: z.array(z.int().min(1).max(100)).max(1).optional(),
    })
    .optional(),
  predictionWarning: z
    .strictObject({
      enabled: z.boolean(),
      customBoundaries: z.strictObject({ lower: z.number(), upper: z.number() }).nullable().optional(),
    })
    .optional(),
  humility: enabled.optional(),
  challengerModels: enabled.optional(),
  segmentAnalysis: z
    .strictObject({ enabled: z.boolean(), attributes: z.array(z.string()).optional() })
    .optional(),
  predictionsDataCollection: enabled.optional(),
  predictionsByForecastDate: z
    .strictObject({
      enabled: z.boolean(),
      columnName: z.string().nullable().optional(),
      datetimeFormat: z.string().nullable().optional(),
    })
    .optional(),
  automaticActuals: enabled.optional(),
  batchMonitoring: enabled.optional(),
  predictionsSettings: z
    .strictObject({
      minComputes: z.int().nullable().optional(),
      maxComputes: z.int().nullable().optional(),
      resourceBundleId: z.string().nullable().optional(),
    })
    .optional(),
});

export function editSettings(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const changes = readBody(call, PATCH);
  const deployment = deploymentAs(call, "OWNER");
  if (Object.keys(changes).length === 0) throw invalid("At least one setting is required.");
  if (deployment.workId !== null) throw conflict("Another change of this deployment is under way.");
  const merged = (): void => {
    const { settings } = deployment;
    for (const [name, change] of Object.entries(changes)) {
      const before = Object.entries(settings).find(([key]) => key === name)?.[1];
      Object.assign(settings, { [name]: { ...before, ...change } });
    }
  };
  return accepted(
    world,
    startChange(world, deployment, account.id, "edit-settings", () => {
      merged();
      recordEffect(world, account, "edit-settings", deployment.id, changes);
      return "";
    }),
  );
}

function startChange(
  world: World,
  deployment: Deployment,
  accountId: string,
  kind: string,
  /** Path of what it made, below the deployment's. */
  apply: () => string,
): string {
  return world.work.start({
    kind,
    accountId,
    description: `${kind} of ${deployment.label}`,
    run() {
      return { location: `${world.url}/deployments/${deployment.id}/${apply()}` };
    },
    undo: () => undefined,
  });
}

function challengerWire(world: World, { id: own, name, versionId, environmentId }: Challenger) {
  const version = world.versions.get(versionId);
  const environment = world.environments.get(environmentId);
  return {
    id: own,
    name,
    model: {
      id: version?.modelId ?? "",
      name: version?.modelType ?? "",
      description: version?.name ?? "",
      executionType:
        version?.kind === "custom"
          ? "custom_inference_model"
          : version?.kind === "external"
            ? "external"
            : "dedicated",
      projectId: version?.projectId ?? null,
      projectName: version?.projectName ?? null,
      datasetName: version?.trainingData?.name ?? null,
      isDeprecated: version?.deprecated ?? false,
    },
    modelPackage: { id: versionId, name: version?.name ?? "" },
    predictionEnvironment: { id: environmentId, name: environment?.name ?? "" },
  };
}

/** Only `data`: this list has no pages. */
export function listChallengers(call: Call): Answer {
  readQuery(call, {});
  const { challengers } = deploymentAs(call, "USER");
  return ok({ data: challengers.map((one) => challengerWire(call.world, one)) });
}

const ADD = z.strictObject({
  name: z.string().min(1),
  modelPackageId: hexId,
  predictionEnvironmentId: hexId,
});

export function addChallenger(call: Call): Answer {
  const { world, account } = call;
  const { name, modelPackageId, predictionEnvironmentId } = readBody(call, ADD);
  const deployment = deploymentAs(call, "OWNER");
  const version = visibleVersion(world, modelPackageId, account);
  const champion = championOf(world, deployment);
  if (version === null)
    throw invalid("Invalid field data", { modelPackageId: "There is no such model package." });
  if (!world.environments.has(predictionEnvironmentId))
    throw invalid("Invalid field data", { predictionEnvironmentId: "There is no such environment." });
  const taken = [deployment.championId, ...deployment.challengers.map(({ versionId }) => versionId)];
  if (taken.some((one) => world.versions.get(one)?.modelId === version.modelId))
    throw invalid("The model is in this deployment already.");
  if (version.target.type !== champion?.target.type) throw invalid("The target type differs.");
  if (deployment.challengers.length >= 5) throw invalid("A deployment has at most 5 challengers.");
  return accepted(
    world,
    startChange(world, deployment, account.id, "add-challenger", () => {
      const id = world.newId("challenger");
      deployment.challengers.push({
        id,
        name,
        versionId: version.id,
        environmentId: predictionEnvironmentId,
      });
      recordEffect(world, account, "add-challenger", deployment.id, { versionId: version.id });
      return `challengers/${id}/`;
    }),
  );
}

function challengerOf(call: Call, least: "OWNER" | "USER") {
  const deployment = deploymentAs(call, least);
  const challenger = deployment.challengers.find((one) => one.id === param(call, "challengerId"));
  if (challenger === undefined) throw notFound();
  return { deployment, challenger };
}

export function readChallenger(call: Call): Answer {
  readQuery(call, {});
  return ok(challengerWire(call.world, challengerOf(call, "USER").challenger));
}

const RENAME = z.strictObject({
  name: z.string().min(1).optional(),
  predictionEnvironmentId: hexId.optional(),
});

export function editChallenger(call: Call): Answer {
  const { name } = readBody(call, RENAME);
  const { challenger } = challengerOf(call, "OWNER");
  if (name !== undefined) challenger.name = name;
  return ok(challengerWire(call.world, challenger));
}

export function removeChallenger(call: Call): Answer {
  const { deployment, challenger } = challengerOf(call, "OWNER");
  deployment.challengers = deployment.challengers.filter((one) => one !== challenger);
  recordEffect(call.world, call.account, "remove-challenger", deployment.id, { id: challenger.id });
  return noContent;
}

const SEGMENTS = {
  monitoringType: oneOf("serviceHealth", "dataDrift", "accuracy", "humility", "customMetrics", "geospatial"),
};
const SERVICE_SEGMENTS = ["DataRobot-Consumer", "DataRobot-Host-IP", "DataRobot-Remote-IP"];

export function listSegmentAttributes(call: Call): Answer {
  const { monitoringType } = readQuery(call, SEGMENTS);
  const { settings } = deploymentAs(call, "USER");
  if (!settings.segmentAnalysis.enabled) return ok({ data: [] });
  const own = settings.segmentAnalysis.attributes;
  return ok({
    data: monitoringType === null || monitoringType === "serviceHealth" ? [...SERVICE_SEGMENTS, ...own] : own,
  });
}

export function listSegmentValues(call: Call): Answer {
  const query = readQuery(call, { ...page(), segmentAttribute: text, search: text });
  deploymentAs(call, "USER");
  return ok(paged(call, [], query, (one) => one));
}
