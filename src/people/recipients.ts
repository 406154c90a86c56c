// From lists of emails and groups to the persons behind them now: for reviews and for notices.
import type { Answer } from "../deployments/decision.ts";
import { type Grant, ROLES, type Role } from "../deployments/deployment.ts";
import type { Directory, DirectoryUser } from "../ports/directory.ts";
import { type Person, samePerson } from "../requests/person.ts";
import type { PolicyFile } from "../requests/policy.ts";
import type { Freshness, People, Reached } from "./people.ts";

export type Recipients = Pick<People, "reviewers" | "sharedWith" | "address">;

export interface Log {
  warn(fields: object, event: string): void;
}

/** Questions to the directory at one time for one list: Slack allows about 50 a minute of them, and most come from a cache. */
const AT_ONCE = 8;

export function createRecipients(parts: {
  readonly directory: Directory;
  readonly policies: () => PolicyFile;
  /** Refused to those who are no person now: guests, outsiders, leavers. */
  readonly admission: (user: DirectoryUser | null) => Promise<Answer<Person>>;
  readonly log: Log | undefined;
}): Recipients {
  const { directory, policies, admission, log } = parts;

  async function admitted(user: DirectoryUser | null): Promise<Person | null> {
    const answer = await admission(user);
    return answer.ok ? answer.value : null;
  }

  const byId = async (user: string, options: Freshness = {}): Promise<DirectoryUser | null> => {
    const { team, enterprise } = await directory.home();
    return directory.user({ user, team, enterprise }, options);
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
      const found = await eachOf(grants, behind);
      return {
        // Strongest first, so of several grants to one person the strongest stays.
        people: distinct(found.flatMap(({ people = [] }) => people)),
        byMail: distinctBy(
          found.flatMap(({ byMail = [] }) => byMail),
          ({ address }) => address,
        ),
        unreachable: distinctBy(
          found.flatMap(({ unreachable = [] }) => unreachable),
          ({ who }) => who,
        ),
      };
    },

    async address(slackUser) {
      return (await admitted(await byId(slackUser, { fresh: true })))?.email ?? null;
    },
  };

  async function behind({ subject, role }: Grant): Promise<Partial<Reached>> {
    switch (subject.kind) {
      case "user":
        return ofAddress(subject.email.toLowerCase(), role);
      case "group": {
        const people = await ofGroup(subject.group, {});
        return people === null
          ? nobody(`the group ${subject.group}`, "there is no Slack user group called so")
          : { people: people.map((person) => ({ ...person, role })) };
      }
      case "organisation":
        return nobody("everybody in the organisation", "no message goes to a whole organisation");
    }
  }

  /**
   * The address itself is what somebody shared with, so a mail reaches the right one where no Slack account is proven to own it. Who
   * left, is a guest or belongs to another company is told nothing.
   */
  async function ofAddress(address: string, role: Role): Promise<Partial<Reached>> {
    const user = await directory.userByEmail(address);
    if (user === null) return { byMail: [{ address, role }] };
    const answer = await admission(user);
    if (answer.ok) return { people: [{ ...answer.value, role }] };
    const { ok: lacksConfirmationAlone } = await admission({ ...user, emailConfirmed: true });
    return lacksConfirmationAlone
      ? { byMail: [{ address, role }] }
      : nobody(address, answer.refusal.sentence);
  }
}

const nobody = (who: string, reason: string): Partial<Reached> => ({ unreachable: [{ who, reason }] });

/** The first of those with one key stays. */
const distinctBy = <T>(all: readonly T[], key: (one: T) => string): readonly T[] =>
  all.filter((one, i) => all.findIndex((other) => key(other) === key(one)) === i);

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
