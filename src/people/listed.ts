import type { PeopleList } from "../requests/policy.ts";

/** Is somebody in a list of the policy file, as a person or through a group? Emails compare in lower case, groups by handle. */
export function isListed(
  list: PeopleList,
  who: { readonly email: string | null; readonly groups: readonly string[] },
): boolean {
  const email = who.email?.toLowerCase();
  return (
    (email !== undefined && list.people.some((person) => person.toLowerCase() === email)) ||
    list.groups.some((group) => who.groups.includes(group))
  );
}
