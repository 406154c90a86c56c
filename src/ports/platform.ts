// The Platform port: where deployments live, in the domain's words. `local` and `datarobot` implement it.

import type { ActionName } from "../deployments/action-names.ts";
import type { ActiveLimit } from "../deployments/active-limit.ts";
import type { Application } from "../deployments/application.ts";
import type { Decision, Refusal } from "../deployments/decision.ts";
import type {
  Deployment,
  DeploymentStatus,
  DeploymentSummary,
  FormerDeployment,
  Importance,
  ReplacementReason,
  Role,
} from "../deployments/deployment.ts";
import type {
  ChallengerId,
  DeploymentId,
  PackageId,
  RegisteredModelId,
  UseCaseId,
} from "../deployments/ids.ts";
import type { LogEntry, LogKind } from "../deployments/logs.ts";
import type { ModelPackage } from "../deployments/model-package.ts";
import type { MonitoredTime, Monitoring } from "../deployments/monitoring.ts";
import type { CodeOptions, ScoringCode } from "../deployments/scoring-code.ts";
import type { GrantDifference } from "../deployments/sharing.ts";
import type { StatisticsHour, StatisticsRange } from "../deployments/statistics.ts";
import type { UseCase } from "../deployments/use-case.ts";
import type { PlatformVerdict } from "../deployments/validation/platform-verdict.ts";
import type { Person } from "../requests/person.ts";
import type { Claim, RecordKind } from "./store.ts";

/** Whose eyes a read uses. `service` is for execution and drawing; it decides nothing for anybody. */
export type Caller = PersonCaller | { readonly kind: "service" };

export interface PersonCaller {
  readonly kind: "person";
  readonly person: Person;
  readonly groups: readonly string[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface DeploymentQuery {
  /** Part of label, id, environment or champion name; typo-tolerant; empty: all. */
  readonly text: string;
  readonly filter: {
    /** Only those shared with the caller directly as a person. */
    readonly mine?: boolean | undefined;
    /** Only those shared with the caller: as a person, by a group or with the organisation; not by being an MLOps administrator. */
    readonly shared?: boolean | undefined;
    /** Errored, launched with errors, or failing in service health, drift or accuracy. */
    readonly failing?: boolean | undefined;
    readonly importance?: Importance | undefined;
    readonly inactive?: boolean | undefined;
  };
  readonly limit: number;
  readonly after?: string | undefined;
}

/** A deployment as one caller may see it: never answered to a Consumer (design section 5). */
export interface SeenSummary extends DeploymentSummary {
  readonly role: Role;
}

export interface RegisteredModel {
  readonly id: RegisteredModelId;
  readonly name: string;
  readonly versions: number;
}

export interface ReplaceModelCommand {
  readonly deploymentId: DeploymentId;
  readonly packageId: PackageId;
  readonly promote: ChallengerId | null;
  readonly reason: ReplacementReason;
  /** Recorded with the history entry, so that a later look can tell our effect from somebody else's. */
  readonly effectKey: string;
  /** The champion that the request was approved against: another one is a conflict, nothing is done. */
  readonly expectedChampion: PackageId;
  /** In whose name, and where people have accounts of their own on the platform, by whose account. */
  readonly as: Person;
}

interface ChangeBase {
  readonly deploymentId: DeploymentId;
  /** Kept by platforms that record effect keys, so that a later look can tell our effect from somebody else's. */
  readonly effectKey: string;
  /** In whose name, and where people have accounts of their own on the platform, by whose account. */
  readonly as: Person;
}

/** What is to be done to a deployment. What is expected was approved: where the platform finds something else, nothing is done. */
export type ChangeCommand =
  | {
      readonly kind: "set-status";
      readonly to: "active" | "inactive";
      readonly expected: DeploymentStatus;
    }
  | { readonly kind: "relaunch"; readonly expected: DeploymentStatus }
  | {
      readonly kind: "edit";
      readonly to: EditableFields;
      readonly expected: EditableFields;
    }
  /** One change for each subject; `before` is the role that its own grant must still give. The last Owner in person stays. */
  | { readonly kind: "share"; readonly changes: readonly GrantDifference[] }
  /** All of them or none: what is to be linked is not yet, what is to be unlinked is. Neither side is ever deleted by it. */
  | {
      readonly kind: "use-cases";
      readonly to: "linked" | "unlinked";
      readonly useCases: readonly UseCaseId[];
    }
  /** `ignoreManagementAgent`: does not wait for an agent that is down (reference 3.11). */
  | { readonly kind: "delete"; readonly ignoreManagementAgent: boolean }
  /** Removes what is recorded of one model's predictions in these hours, for good (reference 3.8). */
  | { readonly kind: "clear-statistics"; readonly model: PackageId; readonly range: StatisticsRange }
  /** Of the champion, which must still be this one. What it made is answered by `scoringCode`. Changes nothing else. */
  | { readonly kind: "build-scoring-code"; readonly model: PackageId; readonly options: CodeOptions }
  /**
   * Its id is the effect key. An association id, which must still have these columns, is required from then on and stays as it is
   * (reference 3.3).
   */
  | {
      readonly kind: "create-application";
      readonly application: Pick<Application, "template" | "name" | "sharing" | "creator">;
      readonly associationId: readonly string[];
    };

/** Every change of a deployment but its model. */
export type DeploymentChange = ChangeBase & ChangeCommand;

export interface CreateUseCaseCommand {
  readonly name: string;
  readonly description: string;
  /** Kept with the Use Case: a creation that is asked for again finds the first. */
  readonly effectKey: string;
  /** Its Owner. */
  readonly as: Person;
}

/** As `EffectAnswer`, with the Use Case where there is one. */
export type UseCaseAnswer =
  | { readonly outcome: "done"; readonly at: number; readonly useCase: UseCase }
  | Extract<EffectAnswer, { readonly outcome: "refused" | "not-delivered" | "unknown" }>;

export type CodeDownload =
  | {
      readonly outcome: "ready";
      readonly code: ScoringCode;
      /** Exactly the bytes of `code.sha256`, where that is known; once. Throws `PlatformUnavailable` when it breaks off. */
      readonly content: AsyncIterable<Uint8Array>;
    }
  /** The platform said no; nothing changed. Sentence for people. */
  | { readonly outcome: "refused"; readonly sentence: string };

export interface EditableFields {
  readonly label: string;
  readonly description: string;
  /** Null: not recorded, and as what is wanted: left as it is. */
  readonly importance: Importance | null;
}

export interface LogQuery {
  readonly deploymentId: DeploymentId;
  readonly kind: LogKind;
}

export interface StatisticsQuery {
  readonly deploymentId: DeploymentId;
  readonly model: PackageId;
  readonly range: StatisticsRange;
}

export interface MonitoringQuery {
  readonly deploymentId: DeploymentId;
  readonly time: MonitoredTime;
}

/** What a call that changes the platform answers. It throws only for bugs. */
export type EffectAnswer =
  /** It happened. `at` is the platform's time of it. */
  | { readonly outcome: "done"; readonly at: number }
  /**
   * Taken on, not done yet: look again with the action's `happened()`. `ticket`: what the platform wants to be asked with, in its own
   * words; it is kept with the intent.
   */
  | { readonly outcome: "accepted"; readonly ticket?: string }
  /** It was tried and went wrong, and is over. Something may be different from before. Sentence for people. */
  | { readonly outcome: "failed"; readonly sentence: string }
  /** The platform said no; nothing changed. Sentence for people. */
  | { readonly outcome: "refused"; readonly sentence: string }
  /** Proven: the call never reached the platform (connection refused, 429). May be repeated after `retryAfterMs`. */
  | { readonly outcome: "not-delivered"; readonly sentence: string; readonly retryAfterMs: number }
  /** Anything else: it may have happened. */
  | { readonly outcome: "unknown"; readonly sentence: string };

/** By what an effect of ours is found again. */
export interface EffectReference {
  readonly effectKey: string;
  /** What the platform gave when it took the effect on; absent: nothing. */
  readonly ticket?: string | undefined;
}

/** What the platform's own record says of one effect. */
export type EffectRecord =
  | { readonly state: "under-way"; readonly since: number }
  | { readonly state: "done"; readonly at: number }
  /** Final: it does not happen any more under this key. Sentence for people. */
  | { readonly state: "failed"; readonly at: number; readonly sentence: string };

/** `refused`: nothing was kept, with a sentence for whoever reports. */
export type ReportAnswer =
  | { readonly outcome: "kept" }
  | { readonly outcome: "refused"; readonly sentence: string };

/** Records of a platform's own that carry an alarm: the alarm loop claims those that are due and hands each over. */
export interface PlatformAlarms {
  readonly kind: RecordKind;
  /** One step of a claimed record; may come twice and on two processes, does its work once. What it throws is logged, and it comes again. */
  step(claim: Claim): Promise<void>;
}

export type { PlatformVerdict };

/**
 * Present where people act under accounts of the platform's own: the platform then decides roles, in place of the grants, because its
 * groups and organisations are not Slack's.
 */
export interface PlatformAccounts {
  /** Null: the person can act. Otherwise why not, and what to do about it. */
  missing(person: Person): Promise<Refusal | null>;
  /**
   * The person's role by the platform's own word, with the reason. `fresh` passes every cache. Throws `PlatformUnavailable`: callers refuse
   * then (design section 4, promise 7).
   */
  roleOn(
    person: Person,
    deployment: Deployment,
    options?: { readonly fresh?: boolean },
  ): Promise<{ readonly role: Role | null; readonly decision: Decision }>;
}

/** Reads that fail throw `PlatformUnavailable`; "not there or not visible" is null, never an error. */
export class PlatformUnavailable extends Error {
  override readonly name = "PlatformUnavailable";
}

export interface DeploymentOverview {
  readonly deployment: Deployment;
  /** Null where the package cannot be read. */
  readonly champion: ModelPackage | null;
  /** In the order of the deployment's challengers; null where one cannot be read. */
  readonly challengers: readonly (ModelPackage | null)[];
  /** The champion before this one; null when there is none or it cannot be read. */
  readonly previousChampion: ModelPackage | null;
}

export interface Platform {
  readonly name: "local" | "datarobot";
  readonly accounts?: PlatformAccounts | undefined;
  /** True when history entries carry the effect key of every effect of ours: then an absent key proves that it did not happen. */
  readonly recordsEffectKeys: boolean;
  /** Why nobody can have this action here, one or two sentences for people with what to do instead; null: the platform can. */
  cannot(action: ActionName): string | null;
  /** Only deployments on which the caller is Owner or User; recently used first is the caller's business. By label, then id. */
  deployments(query: DeploymentQuery, caller: Caller): Promise<Page<SeenSummary>>;
  /** With grants and history. Not filtered by role: `people` decides with the grants; callers never show it before. */
  deployment(id: DeploymentId): Promise<Deployment | null>;
  /** The deployment with the packages that its card and its forms show, in as few round trips as the platform can. Read as the service. */
  overview(id: DeploymentId): Promise<DeploymentOverview | null>;
  registeredModels(
    query: { text: string; limit: number; after?: string | undefined },
    caller: Caller,
  ): Promise<Page<RegisteredModel>>;
  /** Newest version first. */
  versions(
    query: { registeredModelId: RegisteredModelId; text: string; limit: number; after?: string | undefined },
    caller: Caller,
  ): Promise<Page<ModelPackage>>;
  /** In the order of the ids; null where it does not exist or the caller may not read it. */
  packages(ids: readonly PackageId[], caller: Caller): Promise<readonly (ModelPackage | null)[]>;
  /** Absent: the platform leaves it to us. Null: there is no such deployment or version, or the caller may not see it. */
  verdict?(
    replacement: { readonly deploymentId: DeploymentId; readonly packageId: PackageId },
    caller: Caller,
  ): Promise<PlatformVerdict | null>;
  replaceModel(command: ReplaceModelCommand): Promise<EffectAnswer>;
  /** Only Use Cases that the caller may link deployments to; by name, then id. */
  useCases(
    query: { readonly text: string; readonly limit: number; readonly after?: string | undefined },
    caller: Caller,
  ): Promise<Page<UseCase>>;
  /** In the order of the ids; null where there is none, or the caller may not link to it. */
  useCasesById(ids: readonly UseCaseId[], caller: Caller): Promise<readonly (UseCase | null)[]>;
  /**
   * Use Cases that a deployment is linked to, as far as the caller sees them. Only where they may see more of them than
   * `Deployment.useCases` names.
   */
  linkedUseCases?(id: DeploymentId, caller: Caller): Promise<readonly UseCaseId[]>;
  /** Once for each effect key: a repeated call answers with the one that the first made. */
  createUseCase(command: CreateUseCaseCommand): Promise<UseCaseAnswer>;
  /** The Use Case that this effect of ours created; null: none. */
  useCaseMadeBy(effectKey: string): Promise<UseCase | null>;
  /** Once for each effect key: a repeated call answers the first one's time and changes nothing. */
  change(command: DeploymentChange): Promise<EffectAnswer>;
  /**
   * What became of this effect of ours, by the platform's own record; null: it has no record of it, keeps none, or has one that only says
   * that its work has ended: then the deployment shows what came of it.
   */
  effect(reference: EffectReference): Promise<EffectRecord | null>;
  /** How many deployments may be active and how many are; null: there is no limit, or the platform does not tell. */
  activeLimit(): Promise<ActiveLimit | null>;
  /** As the deployment was just before it was deleted here; null: it was not, or nothing was kept. */
  former(id: DeploymentId): Promise<FormerDeployment | null>;
  /** Those that were called so when they were deleted here (capitals do not matter), last deleted first, at most ten. */
  formerCalled(name: string): Promise<readonly FormerDeployment[]>;
  /** Oldest first, the newest `LOG_BYTES` of it; empty where nothing was written. Null: no such deployment. */
  logs(query: LogQuery, caller: Caller): Promise<readonly LogEntry[] | null>;
  /**
   * Adds what whoever runs the model wrote, in its order; only where the platform does not collect logs by itself. Refused for a
   * deployment that takes no reports now (`takesReports`). Throws `PlatformUnavailable` when it may not have been kept: a repeat may
   * then add it twice, which a log bears.
   */
  reportLog?(of: LogQuery, entries: readonly LogEntry[]): Promise<ReportAnswer>;
  /** Hours in which there is anything, oldest first. Null: no such deployment. */
  statistics(query: StatisticsQuery): Promise<readonly StatisticsHour[] | null>;
  /** Day by day, in as few calls as the platform can; what it does not record is null. Null: no such deployment. */
  monitoring(query: MonitoringQuery): Promise<Monitoring | null>;
  /** True: with its first download of scoring code a deployment becomes permanent (legacy plans, reference 3.4). */
  readonly scoringCodeMakesPermanent: boolean;
  /** What the build of this effect key made; null: there is none. */
  scoringCode(effectKey: string): Promise<ScoringCode | null>;
  /** To be called when somebody gets it: on legacy plans the deployment is permanent before the first byte is handed out. */
  downloadScoringCode(effectKey: string): Promise<CodeDownload>;
  /** Counts for people who start with nothing: 0 deployments is an empty registry. */
  size(): Promise<{ readonly deployments: number; readonly packages: number }>;
  /** Copies the sample fleet into an empty platform; refused in words when it is not empty or not ours. */
  adoptSampleFleet?(): Promise<{ readonly adopted: number } | { readonly refused: string }>;
  /** Work of the platform's own that the alarm loop of this process has to bring on; absent: there is none. */
  readonly alarms?: PlatformAlarms;
  /** True when it answers; for readiness. */
  ready(): Promise<boolean>;
}
