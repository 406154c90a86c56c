// Who may give whom which role on a deployment, and what its grants are afterwards. Reference: deployment actions, section 3.6.
import type { Refusal } from "./decision.ts";
import { type Grant, type GrantSubject, ROLES, type Role } from "./deployment.ts";
import { strongest } from "./permissions.ts";
import { enumerated, ROLE_WORDS } from "./words.ts";

/** So many changes fit in one request. */
export const MOST_CHANGES = 100;

export interface GrantChange {
  readonly subject: GrantSubject;
  /** Null: the grant is taken away. */
  readonly role: Role | null;
}

/** A change beside what it changes. */
export interface GrantDifference extends GrantChange {
  /** The role that the subject's own grant gives now; null: there is none, so this is a first invitation. */
  readonly before: Role | null;
}

/** Equal for two subjects that one grant would reach alike: emails in whatever capitals. */
export function subjectKey(subject: GrantSubject): string {
  switch (subject.kind) {
    case "user":
      return `user:${subject.email.toLowerCase()}`;
    case "group":
      return `group:${subject.group}`;
    case "organisation":
      return "organisation";
  }
}

export function subjectName(subject: GrantSubject): string {
  switch (subject.kind) {
    case "user":
      return subject.email.toLowerCase();
    case "group":
      return `the group ${subject.group}`;
    case "organisation":
      return "the whole organisation";
  }
}

/** The role of the subject's own grant; of several the strongest. Null: it has none, whatever reaches it through others. */
export const grantedTo = (grants: readonly Grant[], subject: GrantSubject): Role | null =>
  strongest(
    grants.filter((grant) => subjectKey(grant.subject) === subjectKey(subject)).map(({ role }) => role),
  );

/** One change for each subject, in the order of their first mention; `contradictory` names those that were given two roles. */
export function mergeChanges(changes: readonly GrantChange[]): {
  readonly merged: readonly GrantChange[];
  readonly contradictory: readonly GrantSubject[];
} {
  const merged = new Map<string, GrantChange>();
  const contradictory = new Map<string, GrantSubject>();
  for (const change of changes) {
    const key = subjectKey(change.subject);
    const first = merged.get(key);
    if (first === undefined) merged.set(key, change);
    else if (first.role !== change.role) contradictory.set(key, change.subject);
  }
  return { merged: [...merged.values()], contradictory: [...contradictory.values()] };
}

/** Each change beside the grant that it changes; what is so already is left out. */
export const differences = (
  grants: readonly Grant[],
  changes: readonly GrantChange[],
): readonly GrantDifference[] =>
  changes
    .map((change) => ({ ...change, before: grantedTo(grants, change.subject) }))
    .filter(({ role, before }) => role !== before);

/** The grants afterwards: a changed one keeps its place, a new one comes last. Of merged changes. */
export function applyChanges(grants: readonly Grant[], changes: readonly GrantChange[]): readonly Grant[] {
  const wanted = new Map(changes.map((change) => [subjectKey(change.subject), change]));
  const placed = new Set<string>();
  const after = grants.flatMap((grant): readonly Grant[] => {
    const key = subjectKey(grant.subject);
    const change = wanted.get(key);
    if (change === undefined) return [grant];
    // A subject that is there twice is there once afterwards.
    if (change.role === null || placed.has(key)) return [];
    placed.add(key);
    return [{ subject: grant.subject, role: change.role }];
  });
  const added = [...wanted].flatMap(([key, { subject, role }]) =>
    role === null || placed.has(key) ? [] : [{ subject, role }],
  );
  return [...after, ...added];
}

/** Emails of the people who are Owner by a grant of their own: a group's grant does not stand in for a person. */
export const userOwners = (grants: readonly Grant[]): readonly string[] => [
  ...new Set(
    grants.flatMap(({ subject, role }) =>
      subject.kind === "user" && role === "OWNER" ? [subject.email.toLowerCase()] : [],
    ),
  ),
];

/** Whether a person stops being an Owner by it: only then does it matter who remains. */
export const takesAnOwner = (grants: readonly Grant[], changes: readonly GrantChange[]): boolean => {
  const after = userOwners(applyChanges(grants, changes));
  return userOwners(grants).some((owner) => !after.includes(owner));
};

/** What is left without an Owner cannot be shared, changed or deleted by anybody. */
export const lastOwner = (): Refusal => ({
  code: "conflict",
  sentence:
    "Nobody would be left who is an Owner in person and can act: a group of Owners does not stand in for one.",
  next: "Add another Owner first, then do this.",
});

/** An MLOps administrator is User as long as the list says so (reference section 2.3), and makes nothing more of it alone. */
export const lastingRole = (own: readonly GrantDifference[]): Refusal => ({
  code: "forbidden",
  field: "role",
  sentence: `You are User here as an MLOps administrator alone, and nobody gives themselves a lasting role by that: what is given to ${enumerated(own.map(({ subject }) => subjectName(subject)))} would reach you too.`,
  next: "Leave that out, or ask an Owner or a User of the deployment to share it so.",
});

/** The roles that somebody at this level may give. */
export const grantable = (level: Role): readonly Role[] => ROLES.slice(0, ROLES.indexOf(level) + 1);

const above = (role: Role | null, level: Role): boolean => role !== null && !grantable(level).includes(role);

/**
 * Whether somebody at this level may make these changes: at most their own level is given, and nobody above it is touched, neither
 * lowered nor removed. Null: they may. Everything that they may not is named at once.
 */
export function beyondLevel(wanted: readonly GrantDifference[], level: Role): Refusal | null {
  const tooHigh = wanted.filter(({ role }) => above(role, level));
  const untouchable = wanted.filter(({ before }) => above(before, level));
  if (tooHigh.length === 0 && untouchable.length === 0) return null;
  const sentences = [
    ...tooHigh.map(({ subject, role }) =>
      role === null ? [] : `${ROLE_WORDS[role]} for ${subjectName(subject)} is more than you can give.`,
    ),
    ...untouchable.map(({ subject, before }) =>
      before === null
        ? []
        : `${subjectName(subject)} is ${ROLE_WORDS[before]}, and you cannot change or remove somebody above you.`,
    ),
  ].flat();
  const may = enumerated(
    grantable(level).map((role) => ROLE_WORDS[role]),
    "or",
  );
  return {
    code: "forbidden",
    field: "role",
    sentence: `You are ${ROLE_WORDS[level]} here, so you can give ${may}. ${sentences.join(" ")}`,
    next: "Leave those out, or ask an Owner to do it.",
  };
}
