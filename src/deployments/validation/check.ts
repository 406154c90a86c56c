// What a replacement check is given and what it answers. Reference: deployment actions, section 4.
import type { Deployment, Role } from "../deployment.ts";
import type { ChallengerId } from "../ids.ts";
import type { ModelPackage } from "../model-package.ts";

/** In the order of the reference's table; the number is the position, counted from 1. */
export const CHECK_NAMES = [
  "permission",
  "compatible-class",
  "not-current-model",
  "unique-among-challengers",
  "deployable",
  "custom-model-tests",
  "target-name",
  "target-type",
  "class-names",
  "feature-types",
  "no-new-features",
  "humility-rules",
  "time-series",
  "prediction-intervals",
  "segment-attributes",
  "combined-model-segments",
  "drift-tracking",
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

export type CheckStatus = "passing" | "warning" | "failing";

/** On `saas` an imported .mlpkg is no candidate (reference section 5). */
export type Edition = "saas" | "self-managed";

/** Checks whose severity nothing published states: the policy file may set it (reference section 12.3). */
export const CONFIGURABLE_CHECKS = [
  "humility-rules",
  "prediction-intervals",
  "segment-attributes",
  "drift-tracking",
] as const satisfies readonly CheckName[];
export type ConfigurableCheck = (typeof CONFIGURABLE_CHECKS)[number];
export type Severities = Readonly<Record<ConfigurableCheck, "warning" | "failing">>;

export interface Replacement {
  readonly deployment: Deployment;
  readonly champion: ModelPackage;
  /** With their packages; a challenger whose package cannot be read has null. */
  readonly challengers: readonly { readonly id: ChallengerId; readonly package: ModelPackage | null }[];
  readonly candidate: ModelPackage;
  /** Set when this challenger is promoted: the only path on which it may be the candidate. */
  readonly promote: ChallengerId | null;
  readonly role: Role | null;
  readonly candidateReadable: boolean;
  readonly edition: Edition;
  readonly severities: Severities;
}

export interface CheckResult {
  readonly check: CheckName;
  readonly status: CheckStatus;
  /** False when facts were missing: then the status is never `passing` for want of them (note A). */
  readonly evaluated: boolean;
  /** Plain sentence for people, without formatting. */
  readonly sentence: string;
  /** Both compared values in words, where the check compares two. */
  readonly compared: { readonly champion: string; readonly candidate: string } | null;
  /** All items that the check found (added features, retyped features, rules, ...), never cut. */
  readonly items: readonly string[];
  /** True when the severity comes from our own rule and not from a published one. */
  readonly ourRule: boolean;
}

/** A check of the platform's own: its word decides, beside what our own comparison finds (see `underPlatformVerdict`). */
export interface PlatformCheck extends Omit<CheckResult, "check"> {
  /** Unlike all of ours, and the same for one name of the platform's. */
  readonly check: `platform:${string}`;
  /** As the platform names it: foreign text. */
  readonly name: string;
  /** Which of ours compares the same; null: none that is known. */
  readonly pairsWith: CheckName | null;
  /** Set where our own comparison says otherwise: one of the two fails and the other does not. */
  readonly ours: Pick<CheckResult, "status" | "sentence"> | null;
}

export type AssessedCheck = CheckResult | PlatformCheck;

/** What a check compares, in our own words for it; null: it is known to the platform alone. */
export const subjectOf = (check: AssessedCheck): CheckName | null =>
  "pairsWith" in check ? check.pairsWith : check.check;

/** Whether people have to look at it: it does not pass, or somebody says otherwise. */
export const needsReading = (check: AssessedCheck): boolean => check.status !== "passing" || differs(check);
/** Whether the platform and our own comparison say otherwise. */
export const differs = (
  check: AssessedCheck,
): check is PlatformCheck & { readonly ours: NonNullable<PlatformCheck["ours"]> } =>
  "pairsWith" in check && check.ours !== null;

export interface Verdict {
  readonly status: CheckStatus;
  /** All 17, in order. */
  readonly checks: readonly CheckResult[];
  /** Sides without training data (note A): the target cannot be verified, somebody has to attest it. */
  readonly withoutTrainingData: readonly ("champion" | "candidate")[];
}
