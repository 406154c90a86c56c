// Who may do what: reference section 2, "Roles". What a caller may not see answers as what is not there.
import { forbidden, notFound } from "./answer.ts";
import { type Call, param } from "./call.ts";
import type { ChangeRequest } from "./governance.ts";
import { ORGANIZATION } from "./sample-people.ts";
import type { Account, Deployment, Grant, RegisteredModel, Role, UseCase, World } from "./state.ts";

const RANK: Readonly<Record<Role, number>> = { CONSUMER: 1, USER: 2, OWNER: 3 };

const stronger = (a: Role | null, b: Role | null): Role | null =>
  a === null ? b : b === null ? a : RANK[a] >= RANK[b] ? a : b;

const reaches = (world: World, { type, id }: Grant, account: Account): boolean => {
  switch (type) {
    case "user":
      return id === account.id;
    case "group":
      return world.groups.get(id)?.members.includes(account.id) === true;
    case "organization":
      return id === account.organizationId;
  }
};

/** The strongest of all grants that reach the account; null: none does. */
export function grantedRole(world: World, grants: readonly Grant[], account: Account): Role | null {
  let role: Role | null = null;
  for (const grant of grants) if (reaches(world, grant, account)) role = stronger(role, grant.role);
  return role;
}

/** Whoever a policy names as reviewer sees the deployment while a change request of it is open. */
function reviews(world: World, deployment: Deployment, account: Account): boolean {
  if (world.changeRequests.size === 0) return false;
  return [...world.changeRequests.values()].some(
    (request) => request.entityId === deployment.id && isOpen(request) && isReviewer(world, request, account),
  );
}

export const isOpen = ({ status }: ChangeRequest): boolean =>
  status === "pending" || status === "approved" || status === "changesRequested" || status === "resolving";

/** MLOps administrators are reviewers in any case. */
export function isReviewer(world: World, { policyId }: ChangeRequest, account: Account): boolean {
  if (account.mlopsAdmin && account.organizationId === ORGANIZATION.id) return true;
  const groups = world.policies.get(policyId ?? "")?.review?.groups ?? [];
  return groups.some(({ id }) => world.groups.get(id)?.members.includes(account.id) === true);
}

export function roleOn(world: World, deployment: Deployment, account: Account): Role | null {
  const granted = grantedRole(world, deployment.grants, account);
  if (granted === "OWNER" || granted === "USER") return granted;
  const everywhere = account.seesAll && deployment.organizationId === account.organizationId;
  return stronger(granted, everywhere || reviews(world, deployment, account) ? "USER" : null);
}

export const maySee = (world: World, deployment: Deployment, account: Account): boolean => {
  const role = roleOn(world, deployment, account);
  return role === "OWNER" || role === "USER";
};

/** The deployment of the path as somebody with at least this role; 404 for who cannot see it, 403 for who can and may not. */
export function deploymentAs(call: Call, least: Role): Deployment {
  const { world, account } = call;
  const deployment = world.deployments.get(param(call, "deploymentId"));
  if (deployment === undefined || deployment.goneAfter !== null) throw notFound();
  const role = roleOn(world, deployment, account);
  if (role === null) throw notFound();
  if (RANK[role] >= RANK[least]) return deployment;
  throw role === "CONSUMER" ? notFound() : forbidden();
}

export const seesModel = (world: World, model: RegisteredModel | undefined, account: Account): boolean =>
  model !== undefined && grantedRole(world, model.grants, account) !== null;

/** 404 for who is no member; 403 for a member who may only read. */
export function useCaseAs(call: Call, least: Role): UseCase {
  const useCase = call.world.useCases.get(param(call, "useCaseId"));
  if (useCase === undefined) throw notFound();
  const role = grantedRole(call.world, useCase.members, call.account);
  if (role === null) throw notFound();
  if (RANK[role] < RANK[least]) throw forbidden("You may not change this Use Case.");
  return useCase;
}

export function requireAdmin({ account }: Call): void {
  if (!account.admin) throw forbidden("You do not have Admin API access.");
}
