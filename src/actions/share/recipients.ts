// From those who were named to the subjects of grants: unknown and unfit ones are refused by name, all at once.
import type { Refusal } from "../../deployments/decision.ts";
import { type Grant, type GrantSubject, ROLES, type Role } from "../../deployments/deployment.ts";
import { type GrantChange, grantedTo, subjectName } from "../../deployments/sharing.ts";
import { ROLE_WORDS } from "../../deployments/words.ts";
import type { Grantee, Grantees } from "../../requests/grantees.ts";
import type { NamedChange } from "./input.ts";

/** Questions to the directory at one time. */
const AT_ONCE = 8;

type Found =
  | { readonly change: GrantChange; readonly notInSlack: string | null }
  /** Why this one gets nothing, naming them. */
  | { readonly problem: string };

export type Resolved =
  | { readonly changes: readonly GrantChange[]; readonly notInSlack: readonly string[] }
  | { readonly refusal: Refusal };

interface Asked {
  readonly grantees: Grantees;
  readonly grants: readonly Grant[];
  /** Of whoever asks: an address that Slack does not know counts to the same organisation with the same domain only. */
  readonly domain: string | null;
}

/** Throws `DirectoryUnavailable`. Whoever loses a grant need not be active, nor known any more: a grant has to be there. */
export async function resolveNamed(named: readonly NamedChange[], asked: Asked): Promise<Resolved> {
  const found: Found[] = [];
  for (let from = 0; from < named.length; from += AT_ONCE) {
    const some = named.slice(from, from + AT_ONCE);
    found.push(...(await Promise.all(some.map((one) => resolve(one, asked)))));
  }
  const problems = found.flatMap((one) => ("problem" in one ? [one.problem] : []));
  if (problems.length > 0)
    return {
      refusal: {
        code: "invalid",
        sentence: `Nothing was changed. ${problems.join(" ")}`,
        next: "Correct or leave out those, then try again.",
      },
    };
  const fit = found.flatMap((one) => ("problem" in one ? [] : [one]));
  return {
    changes: fit.map(({ change }) => change),
    notInSlack: [...new Set(fit.flatMap(({ notInSlack }) => notInSlack ?? []))],
  };
}

async function resolve({ to, role }: NamedChange, asked: Asked): Promise<Found> {
  if ("slackUser" in to) {
    const found = await asked.grantees.person({ slackUser: to.slackUser });
    const { email, cannot, mlopsAdministrator } = found;
    const called = calledWhenPicked(found, to.slackUser);
    if (email === null)
      return { problem: `${called}: ${cannot ?? "Slack knows no such account in this workspace."}` };
    const known = { called, cannot, mlopsAdministrator, notInSlack: null };
    return person({ kind: "user", email }, role, known, asked);
  }
  switch (to.kind) {
    case "user": {
      if (role === null) return removal(to, asked);
      const { slackUser, cannot, mlopsAdministrator } = await asked.grantees.person({ email: to.email });
      const known = slackUser !== null;
      const stranger = known || domainOf(to.email) === asked.domain ? cannot : strangerWords(asked.domain);
      const notInSlack = known ? null : to.email;
      return person(to, role, { called: to.email, cannot: stranger, mlopsAdministrator, notInSlack }, asked);
    }
    case "group": {
      if (role === null) return removal(to, asked);
      const now = grantedTo(asked.grants, to);
      const lowers = now !== null && ROLES.indexOf(role) <= ROLES.indexOf(now);
      if (!lowers && (await asked.grantees.groupSize(to.group)) === null)
        return { problem: groupGone(to.group, now) };
      return { change: { subject: to, role }, notInSlack: null };
    }
    case "organisation":
      return role === null ? removal(to, asked) : { change: { subject: to, role }, notInSlack: null };
  }
}

/** Whoever was picked is known to people by the name that the list showed; an account that Slack does not show has none but its id. */
function calledWhenPicked({ name, email }: Grantee, slackUser: string): string {
  const shown = name?.trim() || `the account ${slackUser}`;
  return email === null ? shown : `${shown} (${email})`;
}

const strangerWords = (domain: string | null): string =>
  `Slack knows no account with this address, and it is not one of your organisation${domain === null ? "" : ` (@${domain})`}, within which deployments are shared. Check how it is spelt; somebody from outside has to become a member of this Slack workspace first.`;

/** A group that Slack does not know (any more) may keep what it has or get less: nobody can say whom more would reach. */
const groupGone = (group: string, now: Role | null): string =>
  now === null
    ? `${group}: there is no Slack user group called so.`
    : `${group}: Slack knows no user group called so any more. Its role can be lowered or taken away, not raised from ${ROLE_WORDS[now]}.`;

interface Known {
  /** As they were named by whoever asks. */
  readonly called: string;
  readonly cannot: string | null;
  readonly mlopsAdministrator: boolean;
  readonly notInSlack: string | null;
}

function person(
  subject: Extract<GrantSubject, { kind: "user" }>,
  role: Role | null,
  { called, cannot, mlopsAdministrator, notInSlack }: Known,
  asked: Asked,
): Found {
  if (role === null) return removal(subject, asked);
  if (cannot !== null) return { problem: `${called}: ${cannot}` };
  // Reference 2.3: an explicit share to one may be User or Owner.
  if (mlopsAdministrator && role === "CONSUMER")
    return {
      problem: `${called}: an MLOps administrator is at least User everywhere, so give ${ROLE_WORDS.USER} or ${ROLE_WORDS.OWNER}.`,
    };
  return { change: { subject, role }, notInSlack };
}

const removal = (subject: GrantSubject, { grants }: Asked): Found =>
  grantedTo(grants, subject) === null
    ? { problem: `${subjectName(subject)}: there is no grant of their own that could be taken away.` }
    : { change: { subject, role: null }, notInSlack: null };

/** Null for what is no address. */
export const domainOf = (email: string | null): string | null => {
  const at = email?.lastIndexOf("@") ?? -1;
  return email === null || at < 0 ? null : email.slice(at + 1).toLowerCase();
};
