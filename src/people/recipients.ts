// From lists of emails and groups to the persons behind them now: for reviews and for notices.
import {
  type Deployment,
  type Grant,
  type GrantSubject,
  ROLES,
  type Role,
} from "../deployments/deployment.ts";
import type { Directory, DirectoryUser } from "../ports/directory.ts";
import { type Person, samePerson } from "../requests/person.ts";
import type { PolicyFile, ReviewerSource } from "../requests/policy.ts";
import type { Freshness } from "./people.ts";

export interface Recipients {
  reviewers(source: ReviewerSource, deployment: Deployment, options?: Freshness): Promise<readonly Person[]>;
  sharedWith(
    deployment: Deployment,
    options: { readonly consumers: boolean },
  ): Promise<{
    readonly people: readonly (Person & { readonly role: Role })[];
    readonly unreachable: readonly string[];
  }>;
}

export interface Log {
  warn(fields: object, event: string): void;
}

/** Questions to the directory at one time for one list: Slack allows about 50 a minute of them, and most come from a cache. */
const AT_ONCE = 8;

export function createRecipients(parts: {
  readonly directory: Directory;
  readonly policies: () => PolicyFile;
  /** Null for those who are no person now: guests, outsiders, leavers. */
  readonly admitted: (user: DirectoryUser | null) => Promise<Person | null>;
  readonly log: Log | undefined;
}): Recipients {
  const { directory, policies, admitted, log } = parts;

  const byId = async (user: string): Promise<DirectoryUser | null> => {
    const { team, enterprise } = await directory.home();
    return directory.user({ user, team, enterprise });
  };

  const byEmail = async (email: string, options: Freshness = {}): Promise<Person | null> =>
    admitted(await directory.userByEmail(email.toLowerCase(), options));

  /** Null: there is no such group. */
  async function ofGroup(handle: string, options: Freshness): Promise<readonly Person[] | null> {
    const members = await directory.groupMembers(handle, options);
    if (members === null) {
      log?.warn({ group: handle }, "people.no-such-group");
      return null;
    }
    const people = await eachOf(members, async (user) => admitted(await byId(user)));
    return people.flatMap((person) => person ?? []);
  }

  async function listed(
    list: { readonly people: readonly string[]; readonly groups: readonly string[] },
    options: Freshness,
  ): Promise<readonly Person[]> {
    const people = await eachOf(list.people, (email) => byEmail(email, options));
    const groups = await eachOf(list.groups, (group) => ofGroup(group, options));
    return distinct([...people, ...groups.flatMap((members) => members ?? [])].flatMap((one) => one ?? []));
  }

  return {
    async reviewers(source, deployment, options = {}) {
      switch (source.kind) {
        case "person":
          return listed({ people: [source.email], groups: [] }, options);
        case "group":
          return listed({ people: [], groups: [source.group] }, options);
        case "mlops-administrators":
          return listed(policies().mlopsAdministrators, options);
        case "owners":
          return listed(subjectsOf(deployment.grants.filter((grant) => grant.role === "OWNER")), options);
      }
    },

    async sharedWith(deployment, { consumers }) {
      const grants = deployment.grants
        .filter((grant) => consumers || grant.role !== "CONSUMER")
        .toSorted(strongestFirst);
      const reached = await eachOf(grants, async ({ subject, role }) => {
        const people = await behind(subject);
        return { subject, people: people?.map((person) => ({ ...person, role })) ?? null };
      });
      return {
        // Strongest first, so of several grants to one person the strongest stays.
        people: distinct(reached.flatMap(({ people }) => people ?? [])),
        unreachable: reached.flatMap(({ subject, people }) => (people === null ? [nameOf(subject)] : [])),
      };
    },
  };

  /** Null: nobody can be reached through this grant. */
  async function behind(subject: GrantSubject): Promise<readonly Person[] | null> {
    switch (subject.kind) {
      case "user": {
        const person = await byEmail(subject.email);
        return person === null ? null : [person];
      }
      case "group":
        return ofGroup(subject.group, {});
      case "organisation":
        return null;
    }
  }
}

const nameOf = (subject: GrantSubject): string => {
  switch (subject.kind) {
    case "user":
      return subject.email;
    case "group":
      return `the group ${subject.group}`;
    case "organisation":
      return "everybody in the organisation (shared as a whole)";
  }
};

const subjectsOf = (grants: readonly Grant[]) => ({
  people: grants.flatMap(({ subject }) => (subject.kind === "user" ? [subject.email] : [])),
  groups: grants.flatMap(({ subject }) => (subject.kind === "group" ? [subject.group] : [])),
});

const strongestFirst = (a: Grant, b: Grant): number => ROLES.indexOf(b.role) - ROLES.indexOf(a.role);

/** Of several accounts of one person the first stays. */
const distinct = <T extends Person>(people: readonly T[]): readonly T[] =>
  people.filter((person, i) => people.findIndex((other) => samePerson(other, person)) === i);

/** In the order given, `AT_ONCE` at one time. */
async function eachOf<T, U>(items: readonly T[], ask: (item: T) => Promise<U>): Promise<readonly U[]> {
  const answers: U[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    answers.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(ask))));
  }
  return answers;
}
