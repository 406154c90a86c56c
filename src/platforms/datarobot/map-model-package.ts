// A model package of the wire in the domain's words. Pure. "Not recorded" is never "different": what is not told is null.
import { packageId, registeredModelId } from "../../deployments/ids.ts";
import type { Feature, ModelPackage, PackageKind } from "../../deployments/model-package.ts";
import { nameOf } from "./wire/fields.ts";
import type { WireModelPackage } from "./wire/model-package.ts";

export interface ReadPackage {
  readonly wire: WireModelPackage;
  /** Null: not recorded, or not read. */
  readonly features: readonly Feature[] | null;
  /** Null: not read. */
  readonly registeredModelName: string | null;
}

const BUILDS = { complete: "complete", inProgress: "building", failed: "failed" } as const;

export function modelPackageOf({ wire, features, registeredModelName }: ReadPackage): ModelPackage {
  const name = wire.name ?? wire.modelDescription?.modelName ?? wire.id;
  const kind = kindOf(wire);
  const { modelKind, target, datasets, capabilities, modelDescription } = wire;
  return {
    id: packageId(wire.id),
    registeredModel: {
      id: registeredModelId(wire.registeredModelId ?? ""),
      name: registeredModelName ?? name,
    },
    version: wire.registeredModelVersion ?? 1,
    name,
    kind,
    sourceModel: sourceOf(wire, kind),
    modelType: present(modelDescription?.modelName),
    target: {
      name: present(target?.name),
      type: target?.type ?? null,
      classes: target?.classNames ?? null,
      classCount: target?.classCount ?? target?.classNames?.length ?? null,
    },
    timeSeries:
      modelKind?.isTimeSeries === true
        ? {
            multiseries: modelKind.isMultiseries ?? false,
            seriesColumn: present(wire.timeseries?.seriesColumnName),
          }
        : null,
    combined: modelKind?.isCombinedModel === true ? { segments: null } : null,
    features,
    trainingData: trainingDataOf(datasets),
    humilitySupport: null,
    predictionIntervals: null,
    explanations: capabilities?.supportsShapBasedPredictionExplanations === true ? "SHAP" : null,
    driftSupport:
      capabilities?.supportsTargetDriftTracking == null || capabilities.supportsFeatureDriftTracking == null
        ? null
        : {
            target: capabilities.supportsTargetDriftTracking,
            features: capabilities.supportsFeatureDriftTracking,
          },
    archived: wire.isArchived ?? false,
    deprecated: wire.isDeprecated ?? false,
    // Nothing public tells it: the validation does.
    disabled: false,
    build: wire.buildStatus === null ? "complete" : BUILDS[wire.buildStatus],
    tests: kind === "custom" ? { status: "unknown", failed: [] } : null,
    metrics: [],
    author: nameOf(wire.createdBy) ?? present(modelDescription?.modelCreatorName),
    createdAt: wire.createdAt ?? modelDescription?.modelCreatedAt ?? null,
  };
}

const present = (text: string | null | undefined): string | null => (text ?? "").trim() || null;

function kindOf({ modelExecutionType, importMeta }: WireModelPackage): PackageKind {
  if (modelExecutionType === "custom_inference_model") return "custom";
  if (modelExecutionType === "external") return "external";
  return present(importMeta?.originalFileName) === null ? "native" : "imported";
}

/** A model of DataRobot is told by its experiment and its id; of the others the id is the version's own. */
function sourceOf({ modelId, sourceMeta }: WireModelPackage, kind: PackageKind): ModelPackage["sourceModel"] {
  if (kind === "external" || modelId === null) return null;
  return { experimentId: sourceMeta?.projectId ?? "", modelId };
}

/** Which columns it has beyond the features is not told. */
function trainingDataOf(datasets: WireModelPackage["datasets"]): ModelPackage["trainingData"] {
  const name = present(datasets?.datasetName) ?? present(datasets?.trainingDataCatalogId);
  if (datasets === null || name === null) return null;
  return {
    name,
    rows: datasets.trainingDataSize,
    trainedAt: datasets.trainingDataCreatedAt,
    columns: null,
  };
}
