// What the local platform keeps in the store, and the border where it is parsed.
import { z } from "zod";
import { APPLICATION_SHARINGS, APPLICATION_TEMPLATES } from "../../deployments/application.ts";
import {
  DEPLOYMENT_STATUSES,
  type Deployment,
  ENVIRONMENT_PLATFORMS,
  type FormerDeployment,
  HEALTH_STATUSES,
  IMPORTANCES,
  MODEL_FORMATS,
  REPLACEMENT_REASONS,
  ROLES,
} from "../../deployments/deployment.ts";
import {
  challengerId,
  deploymentId,
  packageId,
  personId,
  registeredModelId,
  useCaseId,
} from "../../deployments/ids.ts";
import {
  EXPLANATION_METHODS,
  HUMILITY_TRIGGERS,
  type ModelPackage,
  PACKAGE_KINDS,
  TARGET_TYPES,
} from "../../deployments/model-package.ts";
import { nameKey } from "../../deployments/names.ts";
import { PlatformUnavailable } from "../../ports/platform.ts";
import type { Put, StoredRecord } from "../../ports/store.ts";
import type { Json } from "../../requests/request.ts";
import { storedScoringCode } from "./scoring-code.ts";

const DEPLOYMENT_PREFIX = "local-deployment:";
const PACKAGE_PREFIX = "local-package:";
export const deploymentRecordId = (id: string): string => `${DEPLOYMENT_PREFIX}${id}`;
export const packageRecordId = (id: string): string => `${PACKAGE_PREFIX}${id}`;
/** The id of the deployment or package that a record holds. */
export const domainIdOf = (recordId: string): string => recordId.slice(recordId.indexOf(":") + 1);
/** One for each effect that is over, by its key: what became of it, and when. */
export const effectRecordId = (effectKey: string): string => `local-effect:${effectKey}`;
/** One for each effect that takes its time, by its key, until it is over. */
export const workRecordId = (effectKey: string): string => `local-work:${effectKey}`;
/** A deleted deployment as it was: its history can still be asked for. */
export const formerRecordId = (id: string): string => `local-former:${id}`;
/** Present once the sample fleet was adopted, for ever: a second adoption is refused. */
export const SAMPLE_FLEET_RECORD = "local-fleet:sample";

const time = z.number().int();
const deploymentKey = z.string().min(1).transform(deploymentId);
const packageKey = z.string().min(1).transform(packageId);

const health = z.object({ status: z.enum(HEALTH_STATUSES), message: z.string() });
const humilityRule = z.object({ name: z.string(), trigger: z.enum(HUMILITY_TRIGGERS) });
export const storedGrant = z.object({
  subject: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("user"), email: z.string().toLowerCase() }),
    z.object({ kind: z.literal("group"), group: z.string() }),
    z.object({ kind: z.literal("organisation") }),
  ]),
  role: z.enum(ROLES),
});

const application = z.object({
  id: z.string().min(1),
  template: z.enum(APPLICATION_TEMPLATES),
  name: z.string(),
  sharing: z.enum(APPLICATION_SHARINGS),
  creator: z.object({
    id: z.string().min(1).transform(personId),
    email: z.string().nullable(),
    name: z.string(),
  }),
  createdAt: time,
});

const deploymentFields = z.object({
  id: deploymentKey,
  label: z.string(),
  description: z.string(),
  importance: z.enum(IMPORTANCES),
  status: z.enum(DEPLOYMENT_STATUSES),
  approval: z.enum(["APPROVED", "PENDING"]),
  createdAt: time,
  createdBy: z.string(),
  championId: packageKey,
  championSince: time,
  environment: z.object({
    id: z.string(),
    name: z.string(),
    platform: z.enum(ENVIRONMENT_PLATFORMS),
    supportedModelFormats: z.array(z.enum(MODEL_FORMATS)),
    managedByManagementAgent: z.boolean(),
  }),
  settings: z.object({
    drift: z.object({ target: z.boolean(), features: z.boolean() }),
    associationId: z.object({ columns: z.array(z.string()), required: z.boolean() }),
    challengersEnabled: z.boolean(),
    humility: z.object({ enabled: z.boolean(), rules: z.array(humilityRule) }),
    predictionIntervals: z.object({ enabled: z.boolean(), percentiles: z.array(z.number()) }),
    segments: z.object({ enabled: z.boolean(), attributes: z.array(z.string()) }),
  }),
  challengers: z.array(z.object({ id: z.string().min(1).transform(challengerId), packageId: packageKey })),
  health: z.object({ service: health, drift: health, accuracy: health }),
  usage: z.object({ dailyRates: z.array(z.number()), lastPredictionAt: time.nullable() }),
  grants: z.array(storedGrant),
  // Records from before there were links have none.
  useCases: z.array(z.string().min(1).transform(useCaseId)).default([]),
  history: z.array(
    z.object({
      packageId: packageKey,
      packageName: z.string(),
      from: time,
      reason: z.enum(REPLACEMENT_REASONS).nullable(),
      by: z.string(),
      effectKey: z.string().nullable(),
    }),
  ),
  launchWarning: z.boolean(),
  permanentSince: time.nullable(),
  scoringCode: z.boolean(),
  // Records from before there were applications have neither.
  applications: z.array(application).default([]),
  predictionUrl: z.string().nullable().default(null),
});
const storedDeployment: z.ZodType<Deployment> = deploymentFields;
const storedFormer: z.ZodType<FormerDeployment> = deploymentFields.extend({
  // Records from before it was noted do not have it.
  deleted: z.object({ at: time, by: z.string() }).nullable().default(null),
});

const feature = z.object({ name: z.string(), type: z.string() });

const storedPackage: z.ZodType<ModelPackage> = z.object({
  id: packageKey,
  registeredModel: z.object({ id: z.string().min(1).transform(registeredModelId), name: z.string() }),
  version: z.number().int(),
  name: z.string(),
  kind: z.enum(PACKAGE_KINDS),
  sourceModel: z.object({ experimentId: z.string(), modelId: z.string() }).nullable(),
  modelType: z.string().nullable(),
  target: z.object({
    name: z.string().nullable(),
    type: z.enum(TARGET_TYPES).nullable(),
    classes: z.array(z.string()).nullable(),
    classCount: z.number().int().nullable(),
  }),
  timeSeries: z.object({ multiseries: z.boolean(), seriesColumn: z.string().nullable() }).nullable(),
  combined: z.object({ segments: z.array(z.string()) }).nullable(),
  features: z.array(feature).nullable(),
  trainingData: z
    .object({
      name: z.string(),
      rows: z.number().int().nullable(),
      trainedAt: time.nullable(),
      columns: z.array(feature),
    })
    .nullable(),
  humilitySupport: z.array(z.enum(HUMILITY_TRIGGERS)),
  predictionIntervals: z.array(z.number()),
  // Records of before have no such field, and were taken for models with XEMP.
  explanations: z.enum(EXPLANATION_METHODS).default("XEMP"),
  driftSupport: z.object({ target: z.boolean(), features: z.boolean() }),
  archived: z.boolean(),
  deprecated: z.boolean(),
  disabled: z.boolean(),
  build: z.enum(["complete", "building", "failed"]),
  tests: z
    .object({ status: z.enum(["passed", "failed", "untested"]), failed: z.array(z.string()) })
    .nullable(),
  metrics: z.array(z.object({ name: z.string(), value: z.number(), partition: z.string() })),
  author: z.string().nullable(),
  createdAt: time,
});

/** The part of a deployment that lists and searches need: parsing it alone keeps loading 100,000 of them short. */
const listedDeployment = z.object({
  id: deploymentKey,
  label: z.string(),
  importance: z.enum(IMPORTANCES),
  status: z.enum(DEPLOYMENT_STATUSES),
  championId: z.string(),
  environment: z.object({ name: z.string() }),
  health: z.object({ service: health, drift: health, accuracy: health }),
  grants: z.array(storedGrant),
  history: z.array(z.object({ packageName: z.string() })),
  launchWarning: z.boolean(),
});
export type ListedDeployment = z.output<typeof listedDeployment>;

const listedPackage = z.object({
  id: packageKey,
  registeredModel: z.object({ id: z.string().min(1).transform(registeredModelId), name: z.string() }),
  version: z.number().int(),
  name: z.string(),
  modelType: z.string().nullable(),
});
export type ListedPackage = z.output<typeof listedPackage>;

const serving = z.object({ status: z.enum(DEPLOYMENT_STATUSES), championId: packageKey });
/** What has to be known of a deployment before the rest of it is looked at; null where not even that can be read. */
export const servingIn = (record: StoredRecord): z.output<typeof serving> | null =>
  serving.safeParse(record.value).data ?? null;

/** Throws `PlatformUnavailable` for a record that the schema does not know. */
export function parse<T>(schema: z.ZodType<T>, record: StoredRecord): T {
  const parsed = schema.safeParse(record.value);
  if (parsed.success) return parsed.data;
  throw new PlatformUnavailable(`The record ${record.id} of the local registry cannot be read.`, {
    cause: parsed.error,
  });
}

/** Throws `PlatformUnavailable` for a record that is not a deployment; so do the other four for theirs. */
export const parseDeployment = (record: StoredRecord): Deployment => parse(storedDeployment, record);
export const parseFormer = (record: StoredRecord): FormerDeployment => parse(storedFormer, record);
export const parsePackage = (record: StoredRecord): ModelPackage => parse(storedPackage, record);
export const parseListedDeployment = (record: StoredRecord): ListedDeployment =>
  parse(listedDeployment, record);
export const parseListedPackage = (record: StoredRecord): ListedPackage => parse(listedPackage, record);

const storedEffect = z.object({
  deploymentId: z.string(),
  at: time,
  /** What a build made. */
  code: storedScoringCode.optional(),
  /** Why it went wrong; absent: it happened. */
  failed: z.string().optional(),
});
export type StoredEffect = z.output<typeof storedEffect>;
export const parseEffect = (record: StoredRecord): StoredEffect => parse(storedEffect, record);

export const effectPut = (effectKey: string, effect: StoredEffect): Put => ({
  kind: "local-effect",
  id: effectRecordId(effectKey),
  value: toJson(effect),
  alarmAt: null,
  index: [],
});

/** Found by its id, and by what it was called. */
export const FORMER_BY_NAME = "local-former-by-name";

export const formerPut = (
  deployment: Deployment,
  deleted: NonNullable<FormerDeployment["deleted"]>,
): Put => ({
  kind: "local-former",
  id: formerRecordId(deployment.id),
  value: toJson({ ...deployment, deleted } satisfies FormerDeployment),
  alarmAt: null,
  index: [{ name: FORMER_BY_NAME, key: nameKey(deployment.label), sort: deleted.at }],
});

/** The deployment as a record. Its type holds JSON values only, so a copy through JSON changes nothing. */
export const deploymentPut = (deployment: Deployment): Put => ({
  kind: "local-deployment",
  id: deploymentRecordId(deployment.id),
  value: toJson(deployment),
  alarmAt: null,
  index: [],
});

/** The registered model version as a record. */
export const packagePut = (version: ModelPackage): Put => ({
  kind: "local-package",
  id: packageRecordId(version.id),
  value: toJson(version),
  alarmAt: null,
  index: [],
});

const toJson = (value: Deployment | FormerDeployment | ModelPackage | StoredEffect): Json =>
  JSON.parse(JSON.stringify(value));
