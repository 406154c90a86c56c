// A registered model version, also called a model package, and the registered model. Reference section 11.
import { z } from "zod";
import { TARGET_TYPES } from "../../../deployments/model-package.ts";
import { maybe, maybeFlag, maybeMoment, maybeNumber, maybeText, oneOf, text, user } from "./fields.ts";

export const wireModelPackage = z.object({
  id: text,
  registeredModelId: maybeText,
  registeredModelVersion: maybeNumber,
  name: maybeText,
  modelId: maybeText,
  modelExecutionType: oneOf(["dedicated", "custom_inference_model", "external"], null),
  isArchived: maybeFlag,
  isDeprecated: maybeFlag,
  buildStatus: oneOf(["inProgress", "complete", "failed"], null),
  target: maybe(
    z.object({
      name: maybeText,
      type: oneOf(TARGET_TYPES, null),
      classNames: maybe(z.array(text)),
      classCount: maybeNumber,
    }),
  ),
  modelKind: maybe(
    z.object({ isTimeSeries: maybeFlag, isMultiseries: maybeFlag, isCombinedModel: maybeFlag }),
  ),
  modelDescription: maybe(
    z.object({ modelName: maybeText, modelCreatedAt: maybeMoment, modelCreatorName: maybeText }),
  ),
  sourceMeta: maybe(z.object({ projectId: maybeText })),
  datasets: maybe(
    z.object({
      datasetName: maybeText,
      trainingDataCatalogId: maybeText,
      trainingDataCreatedAt: maybeMoment,
      trainingDataSize: maybeNumber,
    }),
  ),
  timeseries: maybe(z.object({ seriesColumnName: maybeText })),
  importMeta: maybe(z.object({ originalFileName: maybeText })),
  /** Only where one is asked for by its id alone. */
  capabilities: maybe(
    z.object({
      supportsTargetDriftTracking: maybeFlag,
      supportsFeatureDriftTracking: maybeFlag,
      supportsShapBasedPredictionExplanations: maybeFlag,
    }),
  ),
  createdAt: maybeMoment,
  createdBy: maybe(user),
});
export type WireModelPackage = z.output<typeof wireModelPackage>;

export const wireRegisteredModel = z.object({
  id: text,
  name: text,
  lastVersionNum: maybeNumber,
  isArchived: maybeFlag,
});
