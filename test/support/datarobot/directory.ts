// People, groups and organizations: reference section 8. All but the search for a group are for administrators.
import { requireAdmin } from "./access.ts";
import { type Answer, notFound, ok } from "./answer.ts";
import { type Call, param } from "./call.ts";
import { oneOf, page, paged, readQuery, text } from "./query.ts";
import type { Account, Group, World } from "./state.ts";
import { when } from "./wire.ts";

/** By exact name, for everybody. */
export function listDirectoryEntities(call: Call): Answer {
  const query = readQuery(call, { ...page(), entityType: oneOf("group"), name: text });
  const found = [...call.world.groups.values()].filter(
    ({ name, organizationId }) =>
      organizationId === call.account.organizationId && (query.name === null || name === query.name),
  );
  return ok(
    paged(call, found, query, ({ id, name, members }) => ({
      id,
      name,
      entityType: "group",
      description: null,
      provisioningSource: "manual",
      memberCount: members.length,
      externalIdpGroupId: null,
      updatedAt: when(call.world.now()),
    })),
  );
}

const groupWire = (world: World, { id, name, organizationId, members }: Group) => ({
  id,
  name,
  email: null,
  description: null,
  orgId: organizationId,
  orgName: world.organizations.get(organizationId)?.name ?? "",
  membersCount: members.length,
  createdBy: null,
});

const userOf = (world: World, one: Account) => ({
  id: one.id,
  userId: one.id,
  username: one.email,
  email: one.email,
  firstName: one.firstName,
  lastName: one.lastName,
  organization: world.organizations.get(one.organizationId)?.name ?? "",
  organizationId: one.organizationId,
  orgAdmin: one.admin,
  activated: one.active,
  status: one.active ? "active" : "inactive",
});

/** Of the administrator's own organization. */
function groupsOf(call: Call): readonly Group[] {
  requireAdmin(call);
  return [...call.world.groups.values()].filter((one) => one.organizationId === call.account.organizationId);
}

function usersOf(call: Call): readonly Account[] {
  requireAdmin(call);
  return [...call.world.accounts.values()].filter(
    (one) => one.organizationId === call.account.organizationId,
  );
}

export function listGroups(call: Call): Answer {
  const query = readQuery(call, { ...page(), namePart: text, name: text });
  const found = groupsOf(call).filter(({ name }) => name.includes(query.namePart ?? query.name ?? ""));
  return ok(paged(call, found, query, (one) => groupWire(call.world, one)));
}

function groupOf(call: Call): Group {
  const found = groupsOf(call).find(({ id }) => id === param(call, "groupId"));
  if (found === undefined) throw notFound();
  return found;
}

export function readGroup(call: Call): Answer {
  readQuery(call, {});
  return ok(groupWire(call.world, groupOf(call)));
}

export function listGroupUsers(call: Call): Answer {
  const query = readQuery(call, page());
  const members = groupOf(call).members.flatMap((id) => call.world.accounts.get(id) ?? []);
  return ok(paged(call, members, query, (one) => userOf(call.world, one)));
}

export function listOrganizations(call: Call): Answer {
  requireAdmin(call);
  const query = readQuery(call, { ...page(), namePart: text });
  const found = [...call.world.organizations.values()].filter(
    ({ id, name }) => id === call.account.organizationId && name.includes(query.namePart ?? ""),
  );
  return ok(paged(call, found, query, ({ id, name }) => organizationWire(call, id, name)));
}

const organizationWire = (call: Call, id: string, name: string) => ({
  id,
  name,
  membersCount: usersOf(call).length,
  groupsCount: groupsOf(call).length,
});

function organizationOf(call: Call) {
  requireAdmin(call);
  const found = call.world.organizations.get(param(call, "organizationId"));
  if (found === undefined || found.id !== call.account.organizationId) throw notFound();
  return found;
}

export function readOrganization(call: Call): Answer {
  readQuery(call, {});
  const { id, name } = organizationOf(call);
  return ok(organizationWire(call, id, name));
}

export function listOrganizationUsers(call: Call): Answer {
  const query = readQuery(call, page());
  organizationOf(call);
  return ok(paged(call, usersOf(call), query, (one) => userOf(call.world, one)));
}

export function listUsers(call: Call): Answer {
  const query = readQuery(call, { ...page(), namePart: text, username: text });
  const part = query.namePart?.toLowerCase() ?? "";
  const found = usersOf(call).filter(
    ({ email, firstName, lastName }) =>
      `${email} ${firstName} ${lastName}`.toLowerCase().includes(part) &&
      (query.username === null || email.toLowerCase() === query.username.toLowerCase()),
  );
  return ok(paged(call, found, query, (one) => userOf(call.world, one)));
}

export function readUser(call: Call): Answer {
  readQuery(call, {});
  const found = usersOf(call).find(({ id }) => id === param(call, "userId"));
  if (found === undefined) throw notFound();
  return ok(userOf(call.world, found));
}
