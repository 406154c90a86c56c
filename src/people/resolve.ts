// People are members of the workspace by confirmed email; groups are Slack user groups. Their roles come from a deployment's grants, or,
// where the platform has accounts of its own, from its word (design section 5).
import { allowed, type Decision } from "../deployments/decision.ts";
import type { Deployment } from "../deployments/deployment.ts";
import { roleOf } from "../deployments/permissions.ts";
import type { Directory } from "../ports/directory.ts";
import type { PlatformAccounts } from "../ports/platform.ts";
import type { Person } from "../requests/person.ts";
import type { PolicyFile } from "../requests/policy.ts";
import { admit } from "./admission.ts";
import { createGrantees } from "./grantees.ts";
import { isListed } from "./listed.ts";
import type { Freshness, People, RoleFinding, RoleOptions } from "./people.ts";
import { createRecipients, type Log } from "./recipients.ts";

export interface PeopleParts {
  readonly directory: Directory;
  /** Of the platform, where it has accounts of its own. */
  readonly accounts?: PlatformAccounts | undefined;
  /** Read at each question: the file may be loaded again while the process runs. */
  readonly policies: () => PolicyFile;
  readonly log?: Log;
}

/** Every question may throw `DirectoryUnavailable`: who asks refuses then, and gives no right. */
export function createPeople({ directory, accounts, policies, log }: PeopleParts): People {
  const groups = (person: Person, options?: Freshness): Promise<readonly string[]> =>
    directory.groupsOf(person.slackUser, options);

  const listed = async (
    list: "administrators" | "mlopsAdministrators",
    person: Person,
    options?: Freshness,
  ): Promise<boolean> =>
    isListed(policies()[list], { email: person.email, groups: await groups(person, options) });

  async function roleOn(person: Person, deployment: Deployment, options?: RoleOptions): Promise<RoleFinding> {
    // A Slack group may bear the name of a group over there, and be other people: its grants are no business of this function then.
    if (accounts !== undefined) return await accounts.roleOn(person, deployment, options);
    const read = options?.fresh === true ? undefined : options?.groups;
    const of = { email: person.email, groups: read ?? (await groups(person, options)) };
    const found = roleOf(deployment.grants, {
      email: of.email ?? "",
      groups: of.groups,
      inOrganisation: true,
    });
    if (found.role === "OWNER" || found.role === "USER") return found;
    if (!isListed(policies().mlopsAdministrators, of)) return found;
    return { role: "USER", decision: asAdministrator(person, found.decision), withoutGrant: true };
  }

  const recipients = createRecipients({
    directory,
    policies,
    admission: async (user) =>
      admit(user, { home: await directory.home(), admitGuests: policies().admitGuests, actor: null }),
    log,
  });

  return {
    async person(actor, options) {
      const [user, home] = await Promise.all([directory.user(actor, options), directory.home()]);
      return admit(user, { home, admitGuests: policies().admitGuests, actor });
    },
    grantees: (options = {}) => createGrantees({ directory, policies }, options),
    groups,
    userGroups: () => directory.groups(),
    async caller(person, options) {
      return { kind: "person", person, groups: await groups(person, options) };
    },
    roleOn,
    isAdministrator: (person, options) => listed("administrators", person, options),
    isMlopsAdministrator: (person, options) => listed("mlopsAdministrators", person, options),
    ...recipients,
  };
}

/** Reference section 2.3: an MLOps administrator is User on every deployment of the organisation, never Owner by that. */
const asAdministrator = (person: Person, byGrants: Decision): Decision =>
  allowed(`${person.name} is an MLOps administrator, which gives User on every deployment.`, [
    byGrants,
    allowed(
      "The policy file lists this person, or one of their groups, under its MLOps administrators; by that alone nobody gives themselves a role.",
    ),
  ]);
