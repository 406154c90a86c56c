// A served model with a champion, settings, health, people it is shared with.
// Reference: deployment actions, section 1.1.
import type { Application } from "./application.ts";
import type { ChallengerId, DeploymentId, PackageId, UseCaseId } from "./ids.ts";
import type { HumilityTrigger } from "./model-package.ts";

/** From least to most important. */
export const IMPORTANCES = ["LOW", "MODERATE", "HIGH", "CRITICAL"] as const;
export type Importance = (typeof IMPORTANCES)[number];

/** By which policies look at a deployment: one whose importance is not recorded is guarded as if it were of every one. */
export const importancesOf = ({ importance }: Pick<Deployment, "importance">): readonly Importance[] =>
  importance === null ? IMPORTANCES : [importance];

export const DEPLOYMENT_STATUSES = [
  "active",
  "inactive",
  "launching",
  "stopping",
  "replacingModel",
  "errored",
  "archived",
  // The platform names one that this version does not know.
  "unknown",
] as const;
export type DeploymentStatus = (typeof DEPLOYMENT_STATUSES)[number];

/** Changes of status that are under way: two at once would race on the platform. */
export const TRANSITIONS: readonly DeploymentStatus[] = ["launching", "stopping", "replacingModel"];

/** Whether a deployment of this status counts against the limit of active ones (reference section 9). What is on its way still counts. */
export const countsAsActive = (status: DeploymentStatus): boolean =>
  status !== "inactive" && status !== "errored" && status !== "archived";

/** `unknown`: too few predictions to say. `unavailable`: monitoring is not set up. Reference section 9. */
export const HEALTH_STATUSES = ["passing", "warning", "failing", "unknown", "unavailable"] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

export interface Health {
  readonly status: HealthStatus;
  /** One sentence for people, for example "2 of 14 features drifted". */
  readonly message: string;
}

export const ENVIRONMENT_PLATFORMS = [
  "aws",
  "gcp",
  "azure",
  "onPremise",
  "datarobot",
  "openShift",
  "snowflake",
  "other",
] as const;
export type EnvironmentPlatform = (typeof ENVIRONMENT_PLATFORMS)[number];

export const MODEL_FORMATS = ["datarobot", "datarobotScoringCode", "customModel", "externalModel"] as const;
export type ModelFormat = (typeof MODEL_FORMATS)[number];

/** Where predictions are made. It cannot change after a deployment was created. */
export interface PredictionEnvironment {
  readonly id: string;
  readonly name: string;
  readonly platform: EnvironmentPlatform;
  readonly supportedModelFormats: readonly ModelFormat[];
  readonly managedByManagementAgent: boolean;
}

export interface HumilityRule {
  readonly name: string;
  readonly trigger: HumilityTrigger;
}

export interface DeploymentSettings {
  readonly drift: { readonly target: boolean; readonly features: boolean };
  readonly associationId: { readonly columns: readonly string[]; readonly required: boolean };
  readonly challengersEnabled: boolean;
  readonly humility: { readonly enabled: boolean; readonly rules: readonly HumilityRule[] };
  readonly predictionIntervals: { readonly enabled: boolean; readonly percentiles: readonly number[] };
  readonly segments: { readonly enabled: boolean; readonly attributes: readonly string[] };
}

export const ROLES = ["CONSUMER", "USER", "OWNER"] as const;
/** From weakest to strongest. */
export type Role = (typeof ROLES)[number];

/** To whom a deployment is shared. Emails in lower case; groups by handle or platform id. */
export type GrantSubject =
  | { readonly kind: "user"; readonly email: string }
  | { readonly kind: "group"; readonly group: string }
  | { readonly kind: "organisation" };

export interface Grant {
  readonly subject: GrantSubject;
  readonly role: Role;
}

export interface Challenger {
  readonly id: ChallengerId;
  readonly packageId: PackageId;
}

/** The seven reasons of the reference, section 3.2. */
export const REPLACEMENT_REASONS = [
  "ACCURACY",
  "DATA_DRIFT",
  "ERRORS",
  "SCHEDULED_REFRESH",
  "SCORING_SPEED",
  "DEPRECATION",
  "OTHER",
] as const;
export type ReplacementReason = (typeof REPLACEMENT_REASONS)[number];

/** One champion of the model history, newest first in lists. */
export interface HistoryEntry {
  readonly packageId: PackageId;
  readonly packageName: string;
  readonly from: number;
  /** Null for the model that the deployment was created with, and where none is recorded. */
  readonly reason: ReplacementReason | null;
  /** Null: not recorded. */
  readonly by: string | null;
  /** The change request whose effect this was; null when it was made elsewhere. */
  readonly effectKey: string | null;
}

export interface Deployment {
  readonly id: DeploymentId;
  readonly label: string;
  readonly description: string;
  /** Null: the platform records none; see `importancesOf`. */
  readonly importance: Importance | null;
  readonly status: DeploymentStatus;
  readonly approval: "APPROVED" | "PENDING";
  /** Null: not recorded. */
  readonly createdAt: number | null;
  readonly createdBy: string | null;
  readonly championId: PackageId;
  readonly championSince: number | null;
  readonly environment: PredictionEnvironment;
  readonly settings: DeploymentSettings;
  readonly challengers: readonly Challenger[];
  readonly health: { readonly service: Health; readonly drift: Health; readonly accuracy: Health };
  readonly usage: { readonly dailyRates: readonly number[]; readonly lastPredictionAt: number | null };
  readonly grants: readonly Grant[];
  /** Use Cases that it is linked to, in the order in which that was done. */
  readonly useCases: readonly UseCaseId[];
  /** Newest first; the champion is the first. */
  readonly history: readonly HistoryEntry[];
  /** A custom model that launched with errors: once deactivated it cannot come back (reference 3.10). */
  readonly launchWarning: boolean;
  /** First scoring-code download on a plan where that makes the deployment permanent; else null. */
  readonly permanentSince: number | null;
  readonly scoringCode: boolean;
  /** Oldest first. With the first one the association id stays as it is for good (reference 3.3). */
  readonly applications: readonly Application[];
  /** Where its predictions are asked for; null: nothing is recorded. Foreign text: see `predictionAddress`. */
  readonly predictionUrl: string | null;
}

/** As it was just before it was deleted here. */
export interface FormerDeployment extends Deployment {
  /** `by`: name for the platform's own records. Null: it was not noted. */
  readonly deleted: { readonly at: number; readonly by: string } | null;
}

/** What lists, menus and searches need of a deployment. */
export interface DeploymentSummary {
  readonly id: DeploymentId;
  readonly label: string;
  readonly importance: Importance | null;
  readonly status: DeploymentStatus;
  /** As `Deployment.launchWarning`. */
  readonly launchWarning: boolean;
  readonly environmentName: string;
  readonly championName: string;
  readonly health: {
    readonly service: HealthStatus;
    readonly drift: HealthStatus;
    readonly accuracy: HealthStatus;
  };
}
