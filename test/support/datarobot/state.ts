// What the fake DataRobot keeps. Handlers change it in place; only what `wire` functions make of it leaves the process.
import type { ChangeRequest, Policy } from "./governance.ts";
import type { Options } from "./options.ts";
import type { Settings } from "./settings-shape.ts";
import type { Work } from "./work.ts";

export type Role = "OWNER" | "USER" | "CONSUMER";
export type RecipientType = "user" | "group" | "organization";

export interface Grant {
  readonly type: RecipientType;
  readonly id: string;
  role: Role;
}

export interface Account {
  readonly id: string;
  /** Short name, for example `olivia`. */
  readonly key: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly organizationId: string;
  /** Has Admin API access: users, groups, organizations, policies. */
  admin: boolean;
  /** Sees every deployment of the organization as a User does, whatever is shared. */
  seesAll: boolean;
  /** Reviewer of every change request of the organization. */
  mlopsAdmin: boolean;
  /** The organization has the approval workflow; without it the governance endpoints answer 403. */
  approvalWorkflow: boolean;
  active: boolean;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  /** Ids of accounts. */
  members: string[];
}

export interface Organization {
  readonly id: string;
  readonly name: string;
}

export type DeploymentStatus =
  | "active"
  | "inactive"
  | "stopping"
  | "launching"
  | "archived"
  | "replacingModel"
  | "errored";
export type HealthStatus = "unknown" | "warning" | "passing" | "unavailable" | "failing";
export type Importance = "CRITICAL" | "HIGH" | "MODERATE" | "LOW";

export interface Health {
  status: HealthStatus;
  message: string;
}

export interface Challenger {
  readonly id: string;
  name: string;
  readonly versionId: string;
  readonly environmentId: string;
}

export interface FormerChampion {
  readonly versionId: string;
  readonly deployedAt: number;
  readonly reason: string | null;
  readonly by: string;
}

/** What one model's predictions of one hour left. */
export interface MeasuredHour {
  readonly hour: number;
  readonly modelId: string;
  readonly predictions: number;
  readonly requests: number;
  readonly actuals: number;
  readonly drift: number | null;
  readonly accuracy: number | null;
  readonly refused: number;
  readonly failed: number;
  readonly responseMs: number | null;
}

export interface LogEntry {
  readonly at: number;
  readonly level: string;
  readonly message: string;
}

export interface Deployment {
  readonly id: string;
  label: string;
  description: string | null;
  importance: Importance;
  status: DeploymentStatus;
  approvalStatus: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly organizationId: string;
  championId: string;
  championSince: number;
  readonly environmentId: string;
  settings: Settings;
  humilityRules: readonly { readonly id: string; readonly name: string; readonly trigger: string }[];
  challengers: Challenger[];
  health: { service: Health; drift: Health; accuracy: Health };
  usage: { dailyRates: readonly number[]; lastTimestamp: number | null };
  grants: Grant[];
  /** Newest first; the champion is the first. */
  history: FormerChampion[];
  /** Oldest first. Never changed in place: deployments may share it. */
  hours: readonly MeasuredHour[];
  /** A custom model that launched with errors: once it is off it cannot be launched again. */
  launchWarning: boolean;
  runtimeLog: readonly LogEntry[];
  startupLog: readonly LogEntry[];
  readonly scoringCode: boolean;
  scoringCodeDownloadedAt: number | null;
  readonly predictionUrl: string | null;
  /** Deleted: reads of the item that still find it. Null: not deleted. */
  goneAfter: number | null;
  /** Reads of the item that still show the champion of before. */
  stale: { readonly versionId: string; left: number } | null;
  /** The work that is under way. */
  workId: string | null;
}

export interface Feature {
  readonly name: string;
  readonly type: string;
}

export interface Version {
  readonly id: string;
  readonly registeredModelId: string;
  readonly number: number;
  readonly name: string;
  readonly kind: "native" | "custom" | "external" | "imported";
  readonly modelId: string;
  readonly projectId: string | null;
  readonly projectName: string | null;
  readonly modelType: string | null;
  readonly target: {
    readonly name: string | null;
    readonly type: string | null;
    readonly classNames: readonly string[] | null;
    readonly classCount: number | null;
  };
  readonly timeSeries: { readonly multiseries: boolean; readonly seriesColumn: string | null } | null;
  readonly segments: readonly string[] | null;
  readonly features: readonly Feature[] | null;
  readonly trainingData: {
    readonly name: string;
    readonly rows: number | null;
    readonly createdAt: number | null;
    readonly columns: readonly Feature[];
  } | null;
  readonly humilitySupport: readonly string[];
  readonly intervals: readonly number[];
  readonly explanations: string;
  readonly driftSupport: { readonly target: boolean; readonly features: boolean };
  archived: boolean;
  readonly deprecated: boolean;
  readonly disabled: boolean;
  readonly build: "inProgress" | "complete" | "failed";
  readonly tests: { readonly status: string; readonly failed: readonly string[] } | null;
  readonly metrics: readonly { readonly name: string; readonly value: number; readonly partition: string }[];
  readonly createdBy: string;
  readonly createdAt: number;
}

export interface RegisteredModel {
  readonly id: string;
  name: string;
  description: string | null;
  readonly createdAt: number;
  modifiedAt: number;
  readonly createdBy: string;
  isArchived: boolean;
  grants: Grant[];
}

export interface Environment {
  readonly id: string;
  readonly name: string;
  readonly platform: string;
  readonly isManagedByManagementAgent: boolean;
  readonly supportedModelFormats: readonly string[];
}

export interface UseCase {
  readonly id: string;
  name: string;
  description: string | null;
  readonly createdAt: number;
  readonly createdBy: string;
  updatedAt: number;
  updatedBy: string;
  members: Grant[];
  links: {
    readonly id: string;
    readonly entityType: string;
    readonly entityId: string;
    readonly createdAt: number;
    readonly createdBy: string;
  }[];
}

export interface Application {
  readonly id: string;
  name: string;
  description: string | null;
  readonly family: "noCode" | "qanda" | "custom";
  readonly applicationTypeId: string | null;
  deploymentIds: string[];
  readonly createdAt: number;
  readonly createdBy: string;
  updatedAt: number;
  status: string;
  readonly sourceId: string | null;
  readonly sourceVersionId: string | null;
  readonly environmentId: string | null;
  grants: Grant[];
}

export interface ApplicationSource {
  readonly id: string;
  name: string;
  readonly templateId: string | null;
  readonly createdBy: string;
  versions: {
    readonly id: string;
    label: string;
    runtimeParameters: { readonly fieldName: string; readonly type: string; value: unknown }[];
  }[];
}

/** A file that was made and can be fetched. */
export interface Build {
  readonly id: string;
  readonly deploymentId: string;
  readonly content: Uint8Array;
  readonly filename: string;
  readonly type: string;
}

/** Something that changed the platform. The truth for "nothing happens twice". */
export interface Effect {
  readonly kind: string;
  /** Null: of no deployment. */
  readonly deploymentId: string | null;
  /** Short name of the account. */
  readonly by: string;
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
  /** True: made through `control`, as if somebody did it in DataRobot's own pages. */
  elsewhere: boolean;
}

export interface World {
  /** With `/api/v2`, without a slash at the end. */
  url: string;
  readonly now: () => number;
  readonly newId: (kind: string) => string;
  readonly options: Options;
  readonly accounts: Map<string, Account>;
  /** Token -> account id. */
  readonly tokens: Map<string, string>;
  readonly groups: Map<string, Group>;
  readonly organizations: Map<string, Organization>;
  readonly deployments: Map<string, Deployment>;
  readonly versions: Map<string, Version>;
  readonly registeredModels: Map<string, RegisteredModel>;
  readonly environments: Map<string, Environment>;
  readonly useCases: Map<string, UseCase>;
  readonly applications: Map<string, Application>;
  readonly applicationSources: Map<string, ApplicationSource>;
  readonly changeRequests: Map<string, ChangeRequest>;
  readonly policies: Map<string, Policy>;
  readonly builds: Map<string, Build>;
  readonly work: Work;
  readonly effects: Effect[];
}
