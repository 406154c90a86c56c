// List, read, edit and delete deployments: reference sections 3 and 10.
import { z } from "zod";
import { deploymentAs, maySee, roleOn } from "./access.ts";
import { type Answer, forbidden, invalid, noContent, notFound, ok } from "./answer.ts";
import { readBody } from "./body.ts";
import { type Call, param } from "./call.ts";
import { capabilitiesOf, championOf, deploymentWire } from "./deployment-wire.ts";
import { recordEffect } from "./effects.ts";
import { refuseCovered } from "./policy-match.ts";
import {
  flag,
  moment,
  oneOf,
  ordered,
  orderOf,
  page,
  paged,
  readQuery,
  severalOf,
  text,
  texts,
  whole,
} from "./query.ts";
import type { Account, Deployment, HealthStatus, World } from "./state.ts";

const HEALTH = ["unknown", "warning", "passing", "unavailable", "failing"] as const;
const IMPORTANCES = ["CRITICAL", "HIGH", "MODERATE", "LOW"] as const;

const LIST = {
  ...page(20),
  orderBy: orderOf(
    "label",
    "serviceHealth",
    "modelHealth",
    "accuracyHealth",
    "recentPredictions",
    "lastPredictionTimestamp",
    "currentModelDeployedTimestamp",
    "createdAtTimestamp",
    "importance",
    "fairnessHealth",
    "customMetricsHealth",
    "actualsTimelinessHealth",
    "predictionsTimelinessHealth",
  ),
  search: text,
  serviceHealth: severalOf(...HEALTH),
  modelHealth: severalOf(...HEALTH),
  accuracyHealth: severalOf(...HEALTH),
  role: oneOf("OWNER", "USER"),
  status: severalOf("active", "inactive", "stopping", "launching", "archived", "replacingModel", "errored"),
  importance: severalOf(...IMPORTANCES),
  lastPredictionTimestampStart: moment,
  lastPredictionTimestampEnd: moment,
  predictionUsageDailyAvgGreaterThan: whole(null),
  predictionUsageDailyAvgLessThan: whole(null),
  defaultPredictionServerId: texts,
  buildEnvironmentType: severalOf("DataRobot", "Python", "R", "Java", "Julia", "Legacy", "Other"),
  executionEnvironmentType: severalOf("datarobot", "external"),
  predictionEnvironmentPlatform: severalOf(
    "aws",
    "gcp",
    "azure",
    "onPremise",
    "datarobot",
    "openShift",
    "other",
    "snowflake",
  ),
  createdByMe: flag,
  createdBy: text,
  championModelExecutionType: severalOf("custom_inference_model", "external", "dedicated"),
  championModelTargetType: texts,
  tagKeys: texts,
  tagValues: texts,
  predictionEnvironmentTagKeys: texts,
  predictionEnvironmentTagValues: texts,
};
type Filters = ReturnType<typeof readQuery<typeof LIST>>;

const dailyAverage = ({ usage }: Deployment): number =>
  usage.dailyRates.reduce((sum, rate) => sum + rate, 0) / Math.max(usage.dailyRates.length, 1);

const EXECUTION = {
  native: "dedicated",
  imported: "dedicated",
  custom: "custom_inference_model",
  external: "external",
};

function matches(world: World, one: Deployment, account: Account, query: Filters): boolean {
  const within = <T>(value: T, list: readonly T[] | null): boolean => list === null || list.includes(value);
  const champion = championOf(world, one);
  const platform = world.environments.get(one.environmentId)?.platform ?? "other";
  const search = query.search?.toLowerCase() ?? "";
  const { lastTimestamp } = one.usage;
  const average = dailyAverage(one);
  return (
    maySee(world, one, account) &&
    (query.role === null || roleOn(world, one, account) === query.role) &&
    within(one.status, query.status) &&
    within(one.importance, query.importance) &&
    within(one.health.service.status, query.serviceHealth) &&
    within(one.health.drift.status, query.modelHealth) &&
    within(one.health.accuracy.status, query.accuracyHealth) &&
    within(champion?.kind === "native" ? "DataRobot" : "Python", query.buildEnvironmentType) &&
    within(champion?.kind === "external" ? "external" : "datarobot", query.executionEnvironmentType) &&
    within(EXECUTION[champion?.kind ?? "native"], query.championModelExecutionType) &&
    within(champion?.target.type ?? "", query.championModelTargetType) &&
    within(platform, query.predictionEnvironmentPlatform) &&
    (query.createdBy === null || one.createdBy === query.createdBy) &&
    (query.createdByMe === null || (one.createdBy === account.id) === query.createdByMe) &&
    (query.lastPredictionTimestampStart === null ||
      (lastTimestamp !== null && lastTimestamp >= query.lastPredictionTimestampStart)) &&
    (query.lastPredictionTimestampEnd === null ||
      (lastTimestamp !== null && lastTimestamp < query.lastPredictionTimestampEnd)) &&
    (query.predictionUsageDailyAvgGreaterThan === null ||
      average > query.predictionUsageDailyAvgGreaterThan) &&
    (query.predictionUsageDailyAvgLessThan === null || average < query.predictionUsageDailyAvgLessThan) &&
    // Nothing of the fake has tags or a prediction server of its own.
    [
      query.tagKeys,
      query.tagValues,
      query.predictionEnvironmentTagKeys,
      query.predictionEnvironmentTagValues,
      query.defaultPredictionServerId,
    ].every((list) => list === null) &&
    (search === "" ||
      one.label.toLowerCase().includes(search) ||
      (one.description ?? "").toLowerCase().includes(search))
  );
}

function orderField(one: Deployment, field: string): string | number | null {
  const rank = (status: HealthStatus): number => HEALTH.indexOf(status);
  switch (field) {
    case "label":
      return one.label;
    case "serviceHealth":
      return rank(one.health.service.status);
    case "modelHealth":
      return rank(one.health.drift.status);
    case "accuracyHealth":
      return rank(one.health.accuracy.status);
    case "importance":
      return IMPORTANCES.length - IMPORTANCES.indexOf(one.importance);
    case "recentPredictions":
      return dailyAverage(one);
    case "lastPredictionTimestamp":
      return one.usage.lastTimestamp;
    case "currentModelDeployedTimestamp":
      return one.championSince;
    case "createdAtTimestamp":
      return one.createdAt;
    default:
      return 0;
  }
}

export function listDeployments(call: Call): Answer {
  const { world, account } = call;
  const query = readQuery(call, LIST);
  if (query.importance !== null && !account.approvalWorkflow)
    throw forbidden("The approval workflow is not enabled.");
  const found = [...world.deployments.values()].filter(
    (one) => one.goneAfter === null && matches(world, one, account, query),
  );
  const sorted = ordered(found, query.orderBy ?? "-lastPredictionTimestamp", orderField);
  return ok(
    paged(call, sorted, query, (one) =>
      deploymentWire(world, one, account, one.stale?.versionId ?? one.championId),
    ),
  );
}

/** A deleted one is still found for some reads; after a replacement some reads show the champion of before. */
export function readDeployment(call: Call): Answer {
  const { world, account } = call;
  readQuery(call, {});
  const deployment = world.deployments.get(param(call, "deploymentId"));
  if (deployment === undefined || !maySee(world, deployment, account)) throw notFound();
  if (deployment.goneAfter !== null) {
    if (deployment.goneAfter <= 0) {
      world.deployments.delete(deployment.id);
      throw notFound();
    }
    deployment.goneAfter -= 1;
  }
  const { stale } = deployment;
  if (stale === null) return ok(deploymentWire(world, deployment, account));
  stale.left -= 1;
  if (stale.left <= 0) deployment.stale = null;
  return ok(deploymentWire(world, deployment, account, stale.versionId));
}

export function readCapabilities(call: Call): Answer {
  readQuery(call, {});
  const deployment = deploymentAs(call, "USER");
  if (!call.world.options.newer) throw notFound();
  return ok({
    data: capabilitiesOf(call.world, deployment).map(({ name, supported, why }) => ({
      name,
      supported,
      messages: supported ? [] : [why],
    })),
  });
}

const EDIT = z.strictObject({
  label: z.string().min(1).max(512).optional(),
  description: z.string().max(10_000).nullable().optional(),
  importance: z.enum(IMPORTANCES).optional(),
});

export function editDeployment(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const { label, description, importance } = readBody(call, EDIT);
  const deployment = deploymentAs(call, "OWNER");
  if (importance !== undefined && importance !== deployment.importance)
    refuseCovered(call, deployment, { entityType: "deployment", action: "update", importance });
  if (label !== undefined) deployment.label = label;
  if (description !== undefined) deployment.description = description;
  if (importance !== undefined) deployment.importance = importance;
  recordEffect(world, account, "edit", deployment.id, { label, description, importance });
  return noContent;
}

export function deleteDeployment(call: Call): Answer {
  const { world, account } = call;
  const { ignoreManagementAgent } = readQuery(call, { ignoreManagementAgent: flag });
  const deployment = deploymentAs(call, "OWNER");
  refuseCovered(call, deployment, { entityType: "deployment", action: "delete" });
  if (deployment.workId !== null) throw invalid("Another change of this deployment is under way.");
  removeDeployment(world, deployment);
  recordEffect(world, account, "delete", deployment.id, {
    ignoreManagementAgent: ignoreManagementAgent ?? false,
  });
  return noContent;
}

export function removeDeployment(world: World, deployment: Deployment): void {
  deployment.goneAfter = world.options.lingeringReads;
  for (const useCase of world.useCases.values()) {
    useCase.links = useCase.links.filter(({ entityId }) => entityId !== deployment.id);
  }
}

const FEATURES = {
  ...page(),
  search: text,
  orderBy: orderOf("name", "importance"),
  includeNonPredictionFeatures: flag,
  forSegmentedAnalysis: flag,
};

export function listFeatures(call: Call): Answer {
  const { world } = call;
  const query = readQuery(call, FEATURES);
  const champion = championOf(world, deploymentAs(call, "USER"));
  if (champion === undefined || champion.features === null)
    throw invalid("Features are not available: the model has no training data.");
  const predicting = new Set(champion.features.map(({ name }) => name));
  const all =
    query.includeNonPredictionFeatures === true
      ? (champion.trainingData?.columns ?? champion.features)
      : champion.features;
  const search = query.search?.toLowerCase() ?? "";
  const found = all
    .map((feature, at) => ({
      name: feature.name,
      featureType: feature.type,
      importance: predicting.has(feature.name) ? Number((1 / (at + 1)).toFixed(4)) : null,
      dateFormat: feature.type === "Date" ? "%Y-%m-%d" : null,
      knownInAdvance: false,
    }))
    .filter(({ name }) => name.toLowerCase().includes(search))
    .filter(({ featureType }) => query.forSegmentedAnalysis !== true || featureType === "Categorical");
  const sorted = ordered(found, query.orderBy ?? "name", (one, field) =>
    field === "name" ? one.name : one.importance,
  );
  return ok(paged(call, sorted, query, (one) => one));
}
