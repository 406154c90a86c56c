// Who is behind a Slack id, an address or a group that somebody named to be given a role. Reference: deployment actions, section 3.6.
/** What is known of one who is to be given a role. */
export interface Grantee {
  /** As Slack shows it; null: it knows no such account. */
  readonly name: string | null;
  /** In lower case; null: Slack shows none, or knows no such account. */
  readonly email: string | null;
  /** Null: no account of this workspace has the address. */
  readonly slackUser: string | null;
  /** Why nothing may be given to this account, one sentence for people; null: nothing stands against it. */
  readonly cannot: string | null;
  readonly mlopsAdministrator: boolean;
}

/** Every question may throw `DirectoryUnavailable`. */
export interface Grantees {
  person(by: { readonly slackUser: string } | { readonly email: string }): Promise<Grantee>;
  /** How many are in the group; null: there is none called so. */
  groupSize(handle: string): Promise<number | null>;
}
