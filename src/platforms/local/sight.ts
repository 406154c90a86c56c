// Which deployments a caller sees in lists. The same rule as everywhere (`roleOf`), in a form that is quick over 100,000.
import type { Grant, GrantSubject, Role } from "../../deployments/deployment.ts";
import { roleOf } from "../../deployments/permissions.ts";
import type { Caller } from "../../ports/platform.ts";

/** What the platform needs to know of a person beyond the grants. */
export interface Rights {
  /** MLOps administrators are at least User on every deployment (reference section 2.3). */
  isMlopsAdministrator(who: { readonly email: string | null; readonly groups: readonly string[] }): boolean;
}

export interface Sight {
  readonly all: boolean;
  /** Grants to any of these reach the caller. */
  readonly subjects: ReadonlySet<string>;
  /** The caller as a person; null: no person, or one without email. */
  readonly own: string | null;
}

const keyOf = (subject: GrantSubject): string => {
  switch (subject.kind) {
    case "user":
      return `user:${subject.email}`;
    case "group":
      return `group:${subject.group}`;
    case "organisation":
      return "organisation";
  }
};

/** Subjects that a deployment's grants make at least User: a Consumer sees nothing in lists (design section 5). */
export const viewersOf = (grants: readonly Grant[]): readonly string[] => [
  ...new Set(grants.filter((grant) => grant.role !== "CONSUMER").map((grant) => keyOf(grant.subject))),
];

export function sightOf(caller: Caller, rights: Rights): Sight {
  if (caller.kind === "service") return { all: true, subjects: new Set(), own: null };
  const { person, groups } = caller;
  const own = person.email === null ? null : keyOf({ kind: "user", email: person.email });
  return {
    all: rights.isMlopsAdministrator({ email: person.email, groups }),
    subjects: new Set([
      ...(own === null ? [] : [own]),
      ...groups.map((group) => keyOf({ kind: "group", group })),
      keyOf({ kind: "organisation" }),
    ]),
    own,
  };
}

/** The caller's role for a list row; the service, which acts for nobody, is shown as User. */
export function roleFor(grants: readonly Grant[], caller: Caller, sight: Sight): Role | null {
  if (caller.kind === "service") return "USER";
  // Every person whom `people` admits is a member of the organisation (design section 5).
  const who = { email: caller.person.email ?? "", groups: caller.groups, inOrganisation: true };
  const { role } = roleOf(grants, who);
  return sight.all && role !== "OWNER" ? "USER" : role;
}
