// How it is kept which account of the platform somebody acts with: one record for each Slack account, and one for each account of the
// platform that says whose it is, so that no two people link the same one.
import type { PlatformAccount } from "../ports/linked-accounts.ts";
import type { Expectation, Put, StoredRecord } from "../ports/store.ts";
import type { Actor, Person } from "../requests/person.ts";
import type { Json } from "../requests/request.ts";

export interface PersonLink {
  /** Who linked it, as they pressed. */
  readonly owner: Actor;
  /** Confirmed email of the Slack account at that time: with another one it may be another person's by now. */
  readonly slackEmail: string | null;
  readonly slackName: string;
  /** Address of the platform's API: a token never goes to another one. */
  readonly server: string;
  readonly account: PlatformAccount;
  readonly linkedAt: number;
  /** As the cipher made it; null: the platform refused it later, and it was forgotten. */
  readonly sealed: string | null;
  /** When the platform was found to refuse it, epoch ms; null: it was not. */
  readonly brokenAt: number | null;
}

/** Which Slack account: what a link is found by. */
export type LinkKey = Pick<Actor, "installation" | "user">;

export const personLinkId = ({ installation, user }: LinkKey): string =>
  `person-link:${installation}:${user}`;

/** What the token is sealed with: neither another record's owner nor another account or server opens it. */
export const boundTo = (
  { installation, user }: LinkKey,
  { owner, server, account }: Pick<PersonLink, "owner" | "server" | "account">,
): Json => ({ for: "person-link", installation, team: owner.team, user, server, uid: account.uid });

export const personLinkFrom = (stored: StoredRecord): PersonLink => stored.value as unknown as PersonLink;

export const putPersonLink = (link: PersonLink): Put => ({
  kind: "person-link",
  id: personLinkId(link.owner),
  value: link as unknown as Json,
  alarmAt: null,
  index: [],
});

/** `hash`: ids of the platform are foreign text, and addresses long. */
export const accountHolderId = (
  hash: (text: string) => string,
  { server, account }: Pick<PersonLink, "server" | "account">,
): string => `person-link:account:${hash(`${server}\n${account.uid}`).slice(0, 32)}`;

export const holderFrom = (stored: StoredRecord): LinkKey => stored.value as unknown as LinkKey;

export const putAccountHolder = (id: string, { installation, user }: LinkKey): Put => ({
  kind: "person-link",
  id,
  value: { installation, user },
  alarmAt: null,
  index: [],
});

/** Whether the link is still this person's: the Slack account has the email that it was linked with. */
export const isStillOf = (link: PersonLink, person: Pick<Person, "email">): boolean =>
  link.slackEmail !== null && link.slackEmail === person.email;

export const expectedAsRead = (id: string, stored: StoredRecord | null): Expectation => ({
  id,
  rev: stored?.rev ?? 0,
});
