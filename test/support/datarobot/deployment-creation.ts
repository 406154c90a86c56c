// Deployment of a registered model version: reference section 11.
import { z } from "zod";
import { type Answer, conflict, invalid } from "./answer.ts";
import { id, readBody } from "./body.ts";
import type { Call } from "./call.ts";
import { recordEffect } from "./effects.ts";
import { readQuery } from "./query.ts";
import type { Account, Deployment, Version, World } from "./state.ts";
import { activeCount } from "./status-changes.ts";
import { accepted } from "./statuses.ts";
import { visibleVersion } from "./versions.ts";

const BODY = z.strictObject({
  modelPackageId: id,
  label: z.string().min(1).max(512),
  description: z.string().nullable().optional(),
  importance: z.enum(["CRITICAL", "HIGH", "MODERATE", "LOW"]).optional(),
  predictionEnvironmentId: id.nullable().optional(),
  defaultPredictionServerId: id.nullable().optional(),
  predictionThreshold: z.number().optional(),
  userProvidedId: z.string().optional(),
  additionalMetadata: z.array(z.unknown()).optional(),
  status: z.enum(["active", "inactive"]).optional(),
});

export function createFromModelPackage(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const body = readBody(call, BODY);
  const version = visibleVersion(world, body.modelPackageId, account);
  const [anywhere] = world.environments.values();
  const environmentId = body.predictionEnvironmentId ?? anywhere?.id ?? "";
  if (version === null)
    throw invalid("Invalid field data", { modelPackageId: "There is no such model package." });
  if (!world.environments.has(environmentId))
    throw invalid("Invalid field data", { predictionEnvironmentId: "There is no such environment." });
  const { activeLimit } = world.options;
  if (activeLimit !== null && activeCount(world) >= activeLimit)
    throw conflict(`The limit of ${activeLimit} active deployments is reached.`);
  const deployment = newDeployment(world, account, version, environmentId, body.label);
  deployment.description = body.description ?? null;
  deployment.importance = body.importance ?? "MODERATE";
  deployment.status = "launching";
  world.deployments.set(deployment.id, deployment);
  deployment.workId = world.work.start({
    kind: "create-deployment",
    accountId: account.id,
    description: `Launch ${deployment.label}`,
    run() {
      deployment.workId = null;
      deployment.status = body.status ?? "active";
      recordEffect(world, account, "create-deployment", deployment.id);
      return { location: `${world.url}/deployments/${deployment.id}/` };
    },
    undo() {
      deployment.workId = null;
      deployment.status = "errored";
    },
  });
  return accepted(world, deployment.workId, 202, { id: deployment.id });
}

function newDeployment(
  world: World,
  account: Account,
  version: Version,
  environmentId: string,
  label: string,
): Deployment {
  const now = world.now();
  const none = (status: "unknown" | "unavailable", message: string) => ({ status, message });
  return {
    id: world.newId("deployment"),
    label,
    description: null,
    importance: "MODERATE",
    status: "active",
    approvalStatus: "APPROVED",
    createdAt: now,
    createdBy: account.id,
    organizationId: account.organizationId,
    championId: version.id,
    championSince: now,
    environmentId,
    settings: {
      associationId: { columnNames: [], requiredInPredictionRequests: false, autoGenerateId: false },
      targetDrift: { enabled: false },
      featureDrift: { enabled: false, featureSelection: "auto", trackedFeatures: [] },
      predictionIntervals: { enabled: false, percentiles: [] },
      predictionWarning: { enabled: false, customBoundaries: null },
      humility: { enabled: false },
      challengerModels: { enabled: false },
      segmentAnalysis: { enabled: false, attributes: [] },
      predictionsDataCollection: { enabled: false },
      predictionsByForecastDate: { enabled: false, columnName: null, datetimeFormat: null },
      automaticActuals: { enabled: false },
      batchMonitoring: { enabled: false },
      biasAndFairness: null,
      predictionsSettings: { minComputes: null, maxComputes: null, resourceBundleId: null },
    },
    humilityRules: [],
    challengers: [],
    health: {
      service: none("unknown", "No predictions in the last 24 hours."),
      drift: none("unavailable", "Drift tracking is off."),
      accuracy: none("unavailable", "Accuracy is not set up."),
    },
    usage: { dailyRates: [0, 0, 0, 0, 0, 0, 0], lastTimestamp: null },
    grants: [{ type: "user", id: account.id, role: "OWNER" }],
    history: [{ versionId: version.id, deployedAt: now, reason: null, by: account.id }],
    hours: [],
    launchWarning: false,
    runtimeLog: [],
    startupLog: [],
    scoringCode: version.kind === "native",
    scoringCodeDownloadedAt: null,
    predictionUrl: null,
    goneAfter: null,
    stale: null,
    workId: null,
  };
}
