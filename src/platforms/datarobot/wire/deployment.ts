// A deployment, alone and in lists. Reference section 3.
import { z } from "zod";
import {
  DEPLOYMENT_STATUSES,
  ENVIRONMENT_PLATFORMS,
  HEALTH_STATUSES,
  IMPORTANCES,
} from "../../../deployments/deployment.ts";
import { maybe, maybeFlag, maybeMoment, maybeNumber, maybeText, oneOf, text, user } from "./fields.ts";

const health = maybe(z.object({ status: oneOf(HEALTH_STATUSES, "unknown"), message: maybeText }));

export const wireDeployment = z.object({
  id: text,
  label: text,
  description: maybeText,
  status: oneOf(DEPLOYMENT_STATUSES, "unknown"),
  createdAt: maybeMoment,
  importance: oneOf(IMPORTANCES, null),
  approvalStatus: maybeText,
  governance: maybe(z.object({ approvalStatus: maybeText })),
  owners: maybe(z.object({ preview: maybe(z.array(user)) })),
  defaultPredictionServer: maybe(z.object({ url: maybeText })),
  model: maybe(
    z.object({
      id: maybeText,
      type: maybeText,
      deployedAt: maybeMoment,
      /** Present: the model is a custom one. */
      customModelImage: maybe(z.object({})),
    }),
  ),
  /** The registered model version. */
  modelPackage: maybe(z.object({ id: text, name: maybeText, registeredModelId: maybeText })),
  predictionEnvironment: maybe(
    z.object({
      id: text,
      name: maybeText,
      platform: oneOf(ENVIRONMENT_PLATFORMS, "other"),
      isManagedByManagementAgent: maybeFlag,
      supportedModelFormats: maybe(z.array(text)),
    }),
  ),
  predictionUsage: maybe(z.object({ dailyRates: maybe(z.array(z.number())), lastTimestamp: maybeMoment })),
  serviceHealth: health,
  /** Drift. */
  modelHealth: health,
  accuracyHealth: health,
  /** By name. */
  capabilities: maybe(z.record(z.string(), z.unknown())),
  scoringCodeInitialDownload: maybe(z.object({ timestamp: maybeMoment })),
});
export type WireDeployment = z.output<typeof wireDeployment>;

/** `GET /deployments/{id}/capabilities/`, which newer clients prefer to the field. */
export const wireCapabilities = z.object({
  data: z.array(z.object({ name: text, supported: z.boolean() })),
});

/** Of a deployment and of a model package. */
export const wireFeature = z.object({ name: text, featureType: maybeText });

/** `GET /deployments/{id}/challengers/`: all at once, without the envelope of a list. */
export const wireChallengers = z.object({
  data: z.array(z.object({ id: text, modelPackage: maybe(z.object({ id: text })) })),
});

/** `GET /deployments/{id}/sharedRoles/`. `name` is the email of a user. */
export const wireSharedRole = z.object({
  id: text,
  name: maybeText,
  role: oneOf(["OWNER", "USER", "CONSUMER"], null),
  shareRecipientType: oneOf(["user", "group", "organization"], null),
});
export type WireSharedRole = z.output<typeof wireSharedRole>;

/** `GET /directoryEntities/?entityType=group&name=…`, for everybody. Reference section 8. */
export const wireGroup = z.object({ id: text });

const enabled = maybe(z.object({ enabled: maybeFlag }));

/** `GET /deployments/{id}/settings/`. Reference section 14. */
export const wireSettings = z.object({
  associationId: maybe(
    z.object({ columnNames: maybe(z.array(text)), requiredInPredictionRequests: maybeFlag }),
  ),
  targetDrift: enabled,
  featureDrift: enabled,
  predictionIntervals: maybe(z.object({ enabled: maybeFlag, percentiles: maybe(z.array(z.number())) })),
  humility: enabled,
  challengerModels: enabled,
  segmentAnalysis: maybe(z.object({ enabled: maybeFlag, attributes: maybe(z.array(text)) })),
});
export type WireSettings = z.output<typeof wireSettings>;

/** `GET /account/info/`. Reference section 12. */
export const wireAccount = z.object({
  uid: text,
  email: maybeText,
  firstName: maybeText,
  lastName: maybeText,
  orgId: maybeText,
});

/** One look at a count. */
export const wireCount = z.object({ totalCount: maybeNumber });
