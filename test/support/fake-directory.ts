// A Directory in memory with the sample people: everything that Slack could say of a person can be set.
import type { Directory, DirectoryUser } from "../../src/ports/directory.ts";
import { DirectoryUnavailable } from "../../src/ports/directory.ts";
import type { Actor } from "../../src/requests/person.ts";

export const TEAM = "T0POINTSMAN";
export const OTHER_TEAM = "T0OTHERCO";
export const APPROVERS = "ml-approvers";
export const SAMPLE_PEOPLE = ["olivia", "otto", "uma", "carl", "ada", "ben", "mona", "gus", "xena"] as const;
export type SamplePerson = (typeof SAMPLE_PEOPLE)[number];

/** `slackId("olivia")` is `U0OLIVIA`: the local Slack uses the same rule. */
export const slackId = (name: string): string => `U0${name.toUpperCase()}`;
export const emailOf = (name: string): string => `${name}@example.com`;

/** The actor behind a sample person, as a signed payload would name it. */
export function sampleActor(name: string, over: Partial<Actor> = {}): Actor {
  const team = name === "xena" ? OTHER_TEAM : TEAM;
  return { installation: TEAM, enterprise: null, team, user: slackId(name), ...over };
}

export interface FakeDirectory extends Directory {
  /** Changes what Slack says of a person; the name need not be a sample person's. */
  set(name: string, change: Partial<DirectoryUser>): void;
  add(user: DirectoryUser): void;
  deactivate(name: string): void;
  unconfirmEmail(name: string): void;
  addToGroup(group: string, name: string): void;
  removeFromGroup(group: string, name: string): void;
  removeGroup(group: string): void;
  /** The enterprise of the home; null: none. */
  setEnterprise(enterprise: string | null): void;
  /** While true every question throws `DirectoryUnavailable`. */
  fail(on: boolean): void;
  /** How often each question was asked, and how often it had to be answered fresh. */
  readonly asked: { user: number; group: number; fresh: number };
}

/** olivia, otto, uma, carl, ada, ben, mona, gus (guest) and xena (another company); ada and ben are `ml-approvers`. */
export function fakeDirectory(): FakeDirectory {
  const users = new Map<string, DirectoryUser>(
    SAMPLE_PEOPLE.map((name) => [slackId(name), sampleUser(name)]),
  );
  const groups = new Map<string, Set<string>>([[APPROVERS, new Set([slackId("ada"), slackId("ben")])]]);
  const asked = { user: 0, group: 0, fresh: 0 };
  let enterprise: string | null = null;
  let failing = false;

  const answer = (about: "user" | "group", options: { fresh?: boolean } | undefined): void => {
    asked[about] += 1;
    if (options?.fresh === true) asked.fresh += 1;
    if (failing) throw new DirectoryUnavailable("Slack does not answer.");
  };
  const change = (name: string, part: Partial<DirectoryUser>): void => {
    const user = users.get(slackId(name));
    if (user === undefined) throw new Error(`no such person in the fake directory: ${name}`);
    users.set(user.user, { ...user, ...part });
  };

  return {
    asked,
    async user(actor, options) {
      answer("user", options);
      return users.get(actor.user) ?? null;
    },
    async userByEmail(email) {
      answer("user", undefined);
      const wanted = email.toLowerCase();
      return [...users.values()].find((user) => user.email?.toLowerCase() === wanted) ?? null;
    },
    async groupMembers(handle, options) {
      answer("group", options);
      const members = groups.get(handle);
      return members === undefined ? null : [...members];
    },
    async groups() {
      answer("group", undefined);
      return [...groups].map(([handle, members]) => ({
        handle,
        name: handle.replaceAll("-", " "),
        size: members.size,
      }));
    },
    async groupsOf(user, options) {
      answer("group", options);
      return [...groups].filter(([, members]) => members.has(user)).map(([handle]) => handle);
    },
    async home() {
      answer("user", undefined);
      return { team: TEAM, enterprise, botUser: "U0POINTSMAN", url: "https://example.slack.com/" };
    },
    set: change,
    add(user) {
      users.set(user.user, user);
    },
    deactivate: (name) => change(name, { deleted: true }),
    unconfirmEmail: (name) => change(name, { emailConfirmed: false }),
    addToGroup(group, name) {
      groups.set(group, new Set([...(groups.get(group) ?? []), slackId(name)]));
    },
    removeFromGroup(group, name) {
      groups.get(group)?.delete(slackId(name));
    },
    removeGroup(group) {
      groups.delete(group);
    },
    setEnterprise(next) {
      enterprise = next;
    },
    fail(on) {
      failing = on;
    },
  };
}

function sampleUser(name: SamplePerson): DirectoryUser {
  return {
    user: slackId(name),
    team: name === "xena" ? OTHER_TEAM : TEAM,
    enterprise: null,
    name: name.charAt(0).toUpperCase() + name.slice(1),
    email: emailOf(name),
    emailConfirmed: true,
    deleted: false,
    bot: false,
    guest: name === "gus",
    timeZone: name === "ada" ? "Asia/Tokyo" : "Europe/Berlin",
  };
}
