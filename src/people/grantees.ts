// What Slack and the policy file say of those who are to be given a role: active, of this organisation, an administrator already?
import type { Directory } from "../ports/directory.ts";
import type { Grantee, Grantees } from "../requests/grantees.ts";
import type { PolicyFile } from "../requests/policy.ts";
import { admit } from "./admission.ts";
import { isListed } from "./listed.ts";
import type { Freshness } from "./people.ts";

export interface GranteeParts {
  readonly directory: Directory;
  readonly policies: () => PolicyFile;
}

/** The same conditions as for those who press: who could not use a role is not given one. */
export const createGrantees = ({ directory, policies }: GranteeParts, options: Freshness): Grantees => ({
  async person(by): Promise<Grantee> {
    const home = await directory.home();
    const user =
      "email" in by
        ? await directory.userByEmail(by.email.toLowerCase(), options)
        : await directory.user({ user: by.slackUser, team: home.team, enterprise: home.enterprise }, options);
    if (user === null) {
      const email = "email" in by ? by.email.toLowerCase() : null;
      const listed = isListed(policies().mlopsAdministrators, { email, groups: [] });
      return { email, slackUser: null, cannot: null, mlopsAdministrator: listed };
    }
    const admission = admit(user, { home, admitGuests: policies().admitGuests, actor: null });
    const groups = await directory.groupsOf(user.user, options);
    const email = user.email?.trim().toLowerCase() || null;
    return {
      email,
      slackUser: user.user,
      cannot: admission.ok ? null : admission.refusal.sentence,
      mlopsAdministrator: isListed(policies().mlopsAdministrators, { email, groups }),
    };
  },
  async groupSize(handle) {
    const members = await directory.groupMembers(handle, options);
    return members === null ? null : members.length;
  },
});
