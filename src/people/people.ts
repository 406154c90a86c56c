// actor -> person -> role on a deployment, with the reason. Design section 5; reference section 2.3.
import type { Answer, Decision } from "../deployments/decision.ts";
import type { Deployment, Role } from "../deployments/deployment.ts";
import type { DirectoryGroup } from "../ports/directory.ts";
import type { PersonCaller } from "../ports/platform.ts";
import type { Grantees } from "../requests/grantees.ts";
import type { Actor, Person } from "../requests/person.ts";
import type { ReviewerSource } from "../requests/policy.ts";

/** `fresh` reads past every cache: before an effect and before a vote counts. */
export interface Freshness {
  readonly fresh?: boolean;
}

/** `groups`: the person's, as they were read in the same interaction, so that they are not read again; `fresh` does not trust them. */
export interface RoleOptions extends Freshness {
  readonly groups?: readonly string[];
}

export interface RoleFinding {
  /** Null: no right at all. `CONSUMER` is treated like null everywhere but scoring code. */
  readonly role: Role | null;
  /** Which grant or group it came from, as a tree. */
  readonly decision: Decision;
  /** True: held as an MLOps administrator alone; no grant gives as much. */
  readonly withoutGrant?: true;
}

export interface People {
  /** The refusal says which condition failed and who can help. Throws `DirectoryUnavailable`. */
  person(actor: Actor, options?: Freshness): Promise<Answer<Person>>;
  /** What is known of those who are to be given a role. */
  grantees(options?: Freshness): Grantees;
  /** Handles of the person's groups. */
  groups(person: Person, options?: Freshness): Promise<readonly string[]>;
  /** All user groups that somebody can be given a role through. Throws `DirectoryUnavailable`. */
  userGroups(): Promise<readonly DirectoryGroup[]>;
  caller(person: Person, options?: Freshness): Promise<PersonCaller>;
  /**
   * Most permissive grant over user, group, organisation; MLOps administrators count as User. Where the platform has accounts of its own, it
   * decides, and `PlatformUnavailable` is thrown when it does not.
   */
  roleOn(person: Person, deployment: Deployment, options?: RoleOptions): Promise<RoleFinding>;
  isAdministrator(person: Person, options?: Freshness): Promise<boolean>;
  isMlopsAdministrator(person: Person, options?: Freshness): Promise<boolean>;
  /**
   * Persons behind a reviewer source now; outsiders, guests and leavers are left out. No duplicates. `fresh` reads past the cache who
   * has a named address and who is in a group, not each member: a group of fifty must not cost fifty calls at every press. Whoever's vote
   * counts is read by `person`.
   */
  reviewers(source: ReviewerSource, deployment: Deployment, options?: Freshness): Promise<readonly Person[]>;
  /**
   * Everybody with at least User (with `consumers`: with any role) through any grant, for notices: those who can be reached in Slack,
   * those whom only a mail reaches, and who or what cannot be reached. No duplicates.
   */
  sharedWith(deployment: Deployment, options: { readonly consumers: boolean }): Promise<Reached>;
  /** Confirmed address of a member, in lower case; null: the account is nobody's who may be told anything. */
  address(slackUser: string): Promise<string | null>;
}

export interface Reached {
  readonly people: readonly (Person & { readonly role: Role })[];
  /** Addresses that a deployment is shared with and that no Slack account is proven to own. */
  readonly byMail: readonly { readonly address: string; readonly role: Role }[];
  /** Each with the reason, for people. */
  readonly unreachable: readonly { readonly who: string; readonly reason: string }[];
}
