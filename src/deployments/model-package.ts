// A registered model version: what a replacement compares. Reference: deployment actions, section 1.2.
import type { PackageId, RegisteredModelId } from "./ids.ts";

/** `imported` is a .mlpkg file: it exists only on self-managed installations. */
export const PACKAGE_KINDS = ["native", "custom", "external", "imported"] as const;
export type PackageKind = (typeof PACKAGE_KINDS)[number];

export const TARGET_TYPES = [
  "Binary",
  "Multiclass",
  "Multilabel",
  "Regression",
  "AnomalyDetection",
  "TextGeneration",
  "Unstructured",
] as const;
export type TargetType = (typeof TARGET_TYPES)[number];

export interface Feature {
  readonly name: string;
  /** As the platform names it, for example `Numeric`, `Categorical`, `Text`, `Date`. */
  readonly type: string;
}

/** Absent facts are null: "not recorded" is never the same as "different" (reference section 4, note A). */
export interface Target {
  readonly name: string | null;
  readonly type: TargetType | null;
  /** Minority (positive) class first for binary targets. The platform cuts the list at 100. */
  readonly classes: readonly string[] | null;
  readonly classCount: number | null;
}

export interface TrainingData {
  readonly name: string;
  readonly rows: number | null;
  readonly trainedAt: number | null;
  /** Columns of the training data, the features among them; segment attributes are looked up here. Null: not recorded. */
  readonly columns: readonly Feature[] | null;
}

export const HUMILITY_TRIGGERS = [
  "uncertainPrediction",
  "outlyingInput",
  "lowObservationRegion",
  "newSeries",
] as const;
export type HumilityTrigger = (typeof HUMILITY_TRIGGERS)[number];

/** How the model can explain a prediction; `none`: not at all. */
export const EXPLANATION_METHODS = ["XEMP", "SHAP", "none"] as const;
export type ExplanationMethod = (typeof EXPLANATION_METHODS)[number];

export interface CustomModelTests {
  /** `unknown`: the platform does not tell; it may refuse the model all the same. */
  readonly status: "passed" | "failed" | "untested" | "unknown";
  /** Names of the tests that ended in an error. */
  readonly failed: readonly string[];
}

export interface Metric {
  readonly name: string;
  readonly value: number;
  /** For example `validation`, `crossValidation`, `holdout`. */
  readonly partition: string;
}

export interface ModelPackage {
  readonly id: PackageId;
  readonly registeredModel: { readonly id: RegisteredModelId; readonly name: string };
  readonly version: number;
  /** As shown to people, for example `Credit default v4`. */
  readonly name: string;
  readonly kind: PackageKind;
  /** Two packages built from one source model are the same model. Null when it is unknown (external). */
  readonly sourceModel: { readonly experimentId: string; readonly modelId: string } | null;
  /** For example `XGBoost Classifier`. */
  readonly modelType: string | null;
  readonly target: Target;
  readonly timeSeries: { readonly multiseries: boolean; readonly seriesColumn: string | null } | null;
  /** A segmented (combined) time-series model and the segments that it covers; of null it is not recorded which. */
  readonly combined: { readonly segments: readonly string[] | null } | null;
  /** What the model needs to predict. Null when no training data (or schema) is recorded. */
  readonly features: readonly Feature[] | null;
  readonly trainingData: TrainingData | null;
  /** Null: not recorded, as with the three below. */
  readonly humilitySupport: readonly HumilityTrigger[] | null;
  /** Interval sizes (percent) that the model can compute; empty: none. */
  readonly predictionIntervals: readonly number[] | null;
  readonly explanations: ExplanationMethod | null;
  readonly driftSupport: { readonly target: boolean; readonly features: boolean } | null;
  readonly archived: boolean;
  readonly deprecated: boolean;
  readonly disabled: boolean;
  readonly build: "complete" | "building" | "failed";
  /** Only of custom models. */
  readonly tests: CustomModelTests | null;
  readonly metrics: readonly Metric[];
  readonly author: string | null;
  readonly createdAt: number | null;
}
