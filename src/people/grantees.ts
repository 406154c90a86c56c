// What Slack and the policy file say of those who are to be given a role: active, of this organisation, an administrator already?
import type { Directory, DirectoryUser } from "../ports/directory.ts";
import type { Grantee, Grantees } from "../requests/grantees.ts";
import type { PolicyFile } from "../requests/policy.ts";
import { admit } from "./admission.ts";
import { isListed } from "./listed.ts";
import type { Freshness } from "./people.ts";

export interface GranteeParts {
  readonly directory: Directory;
  readonly policies: () => PolicyFile;
}

/**
 * The same conditions as for those who press: who could not use a role is not given one. For a hundred at a time: fresh, it asks Slack
 * once for each person, by the method that allows the most, and once for all groups.
 */
export function createGrantees({ directory, policies }: GranteeParts, options: Freshness): Grantees {
  let groupsRead: Promise<unknown> | null = null;
  /** One list has every group with its members: read fresh once, it is fresh for all. */
  async function afterGroups<T>(ask: (options: Freshness) => Promise<T>): Promise<T> {
    if (options.fresh !== true) return ask({});
    if (groupsRead !== null) {
      await groupsRead;
      return ask({});
    }
    const first = ask(options);
    groupsRead = first;
    return first;
  }

  const byId = async (slackUser: string): Promise<DirectoryUser | null> => {
    const { team, enterprise } = await directory.home();
    return directory.user({ user: slackUser, team, enterprise }, options);
  };

  /** Whose address it is changes seldom, so that is asked of the cache; what becomes of the person is asked of Slack. */
  async function byEmail(email: string): Promise<DirectoryUser | null> {
    const known = await directory.userByEmail(email);
    if (known === null || options.fresh !== true) return known;
    const now = await byId(known.user);
    return emailOf(now) === email ? now : directory.userByEmail(email, options);
  }

  return {
    async person(by): Promise<Grantee> {
      const user = "email" in by ? await byEmail(by.email.toLowerCase()) : await byId(by.slackUser);
      const { mlopsAdministrators, admitGuests } = policies();
      if (user === null) {
        const email = "email" in by ? by.email.toLowerCase() : null;
        const mlopsAdministrator = isListed(mlopsAdministrators, { email, groups: [] });
        return { name: null, email, slackUser: null, cannot: null, mlopsAdministrator };
      }
      const admission = admit(user, { home: await directory.home(), admitGuests, actor: null });
      const groups = await afterGroups((how) => directory.groupsOf(user.user, how));
      const email = emailOf(user);
      return {
        name: user.name,
        email,
        slackUser: user.user,
        cannot: admission.ok ? null : admission.refusal.sentence,
        mlopsAdministrator: isListed(mlopsAdministrators, { email, groups }),
      };
    },
    async groupSize(handle) {
      const members = await afterGroups((how) => directory.groupMembers(handle, how));
      return members === null ? null : members.length;
    },
  };
}

/** In lower case; null where there is none. */
const emailOf = (user: DirectoryUser | null): string | null => user?.email?.trim().toLowerCase() || null;
