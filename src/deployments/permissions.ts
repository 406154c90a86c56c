// Who may do what to one deployment, by role. Role is necessary, not sufficient: see availability.ts.
import type { ActionName } from "./action-names.ts";
import { allowed, type Decision, denied } from "./decision.ts";
import { type Grant, type GrantSubject, ROLES, type Role } from "./deployment.ts";
import { ACTION_TITLES, counted, enumerated, ROLE_WORDS } from "./words.ts";

const ONLY_OWNERS = { OWNER: true, USER: false, CONSUMER: false } as const;
const USERS_AND_OWNERS = { OWNER: true, USER: true, CONSUMER: false } as const;
const EVERY_ROLE = { OWNER: true, USER: true, CONSUMER: true } as const;

/** Reference section 2.1; `edit` from 3.12. */
export const PERMISSIONS: Readonly<Record<ActionName, Readonly<Record<Role, boolean>>>> = {
  view: USERS_AND_OWNERS,
  "replace-model": ONLY_OWNERS,
  "create-application": ONLY_OWNERS,
  "scoring-code": EVERY_ROLE,
  "use-cases": USERS_AND_OWNERS,
  share: USERS_AND_OWNERS,
  logs: USERS_AND_OWNERS,
  "clear-statistics": ONLY_OWNERS,
  relaunch: ONLY_OWNERS,
  activate: ONLY_OWNERS,
  deactivate: ONLY_OWNERS,
  delete: ONLY_OWNERS,
  edit: ONLY_OWNERS,
};

/**
 * May somebody who asks for this action learn that the deployment exists? A Consumer only for scoring code; without a role never.
 * False: answer as for a deployment that does not exist (reference section 2.3).
 */
export const isVisible = (action: ActionName, role: Role | null): boolean =>
  role !== null && (PERMISSIONS.view[role] || PERMISSIONS[action][role]);

/** Whether the role allows the action. Where it does not even show the deployment, a Consumer and nobody get the same answer. */
export function decideRole(action: ActionName, role: Role | null): Decision {
  const title = `"${ACTION_TITLES[action]}"`;
  const able = ROLES.filter((one) => PERMISSIONS[action][one]);
  const needed = `${title} needs the role ${enumerated(
    able.map((one) => ROLE_WORDS[one]),
    "or",
  )}`;
  if (role !== null && PERMISSIONS[action][role])
    return allowed(`${needed}; the role held is ${ROLE_WORDS[role]}.`);
  const held =
    role !== null && isVisible(action, role)
      ? `the role held is ${ROLE_WORDS[role]}`
      : "no role that shows the deployment is held";
  return denied(`${needed}; ${held}. ${whoGrants(able)} of the deployment can grant it.`);
}

/** People grant at most their own role, and a Consumer grants none (reference section 3.6). */
const whoGrants = (able: readonly Role[]): string =>
  able[0] === "OWNER" ? "An Owner" : "An Owner or a User";

/** The strongest role; null when there is none. */
export function strongest(roles: Iterable<Role>): Role | null {
  let best: Role | null = null;
  for (const role of roles) if (best === null || ROLES.indexOf(role) > ROLES.indexOf(best)) best = role;
  return best;
}

export interface Reach {
  /** Confirmed email; case does not matter. */
  readonly email: string;
  /** Handles or platform ids of the person's groups. */
  readonly groups: readonly string[];
  /** A member of the organisation that the deployment belongs to. */
  readonly inOrganisation: boolean;
}

/**
 * The most permissive grant over user, group and organisation wins, in whatever order they come (reference section 2.3).
 * The decision names the grant that the role came from, and holds every grant that reaches this person; grants of others stay unsaid.
 */
export function roleOf(
  grants: readonly Grant[],
  reach: Reach,
): { readonly role: Role | null; readonly decision: Decision } {
  const reaching = grants.filter((grant) => reaches(grant.subject, reach)).sort(byStrength);
  const best = reaching[0];
  if (best === undefined) {
    const groups = reach.groups.length === 0 ? "no group" : counted(reach.groups.length, "group");
    return {
      role: null,
      decision: denied(
        `No grant of the deployment reaches ${reach.email}: none to this person, to their groups (${groups}) or to their organisation.`,
      ),
    };
  }
  const among = reaching.length === 1 ? "" : `, the strongest of ${counted(reaching.length, "grant")}`;
  return {
    role: best.role,
    decision: allowed(
      `${ROLE_WORDS[best.role]} through the grant to ${subjectWords(best.subject)}${among}.`,
      reaching.map((grant) =>
        allowed(`The grant to ${subjectWords(grant.subject)} gives ${ROLE_WORDS[grant.role]}.`),
      ),
    ),
  };
}

function reaches(subject: GrantSubject, reach: Reach): boolean {
  switch (subject.kind) {
    case "user":
      return subject.email !== "" && subject.email.toLowerCase() === reach.email.toLowerCase();
    case "group":
      return reach.groups.includes(subject.group);
    case "organisation":
      return reach.inOrganisation;
  }
}

const CLOSENESS = { user: 0, group: 1, organisation: 2 } as const;

/** Strongest first; of equal ones the closest to the person, then by name: the same answer for every order of grants. */
function byStrength(a: Grant, b: Grant): number {
  const strength = ROLES.indexOf(b.role) - ROLES.indexOf(a.role);
  if (strength !== 0) return strength;
  const closeness = CLOSENESS[a.subject.kind] - CLOSENESS[b.subject.kind];
  if (closeness !== 0) return closeness;
  const [left, right] = [subjectWords(a.subject), subjectWords(b.subject)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function subjectWords(subject: GrantSubject): string {
  switch (subject.kind) {
    case "user":
      return subject.email.toLowerCase();
    case "group":
      return `the group ${subject.group}`;
    case "organisation":
      return "the organisation";
  }
}
