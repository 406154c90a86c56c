// The Directory port: who is behind a Slack user id, and who is in a group.
import type { Actor } from "../requests/person.ts";

/** As `users.info` tells it; null where Slack did not say. Denied when in doubt: the people module decides. */
export interface DirectoryUser {
  readonly user: string;
  readonly team: string | null;
  readonly enterprise: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly emailConfirmed: boolean;
  readonly deleted: boolean;
  readonly bot: boolean;
  /** Any guest, single- or multi-channel. */
  readonly guest: boolean;
  /** IANA zone, for example `Europe/Berlin`; null when unknown. */
  readonly timeZone: string | null;
}

/** A user group as people pick it. */
export interface DirectoryGroup {
  /** Without `@`, in lower case: by it grants and policies name the group. */
  readonly handle: string;
  readonly name: string;
  /** How many members it has. */
  readonly size: number;
}

export class DirectoryUnavailable extends Error {
  override readonly name = "DirectoryUnavailable";
}

export interface Directory {
  /** Null: Slack knows no such user. Throws `DirectoryUnavailable`. `fresh` reads past the cache (before an effect). */
  user(
    actor: Pick<Actor, "user" | "team" | "enterprise">,
    options?: { fresh?: boolean },
  ): Promise<DirectoryUser | null>;
  /** Deactivated accounts as well: who left is somebody else than who was never there. Throws `DirectoryUnavailable`. */
  userByEmail(email: string, options?: { fresh?: boolean }): Promise<DirectoryUser | null>;
  /** Slack user ids of a user group by handle without `@`; null: no such group. A disabled group has no members. */
  groupMembers(handle: string, options?: { fresh?: boolean }): Promise<readonly string[] | null>;
  /** All groups that are in use. Throws `DirectoryUnavailable`. */
  groups(): Promise<readonly DirectoryGroup[]>;
  /** Handles of the groups that the user is in. */
  groupsOf(user: string, options?: { fresh?: boolean }): Promise<readonly string[]>;
  /** Home of the bot: who is a member and who is an outsider is told by these. */
  home(): Promise<{
    readonly team: string;
    readonly enterprise: string | null;
    readonly botUser: string;
    /** Where people enter it, for example `https://example.slack.com/`; null when Slack did not say. */
    readonly url: string | null;
  }>;
}
