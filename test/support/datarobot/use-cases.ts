// Use Cases and their links to deployments: reference section 7.
import { z } from "zod";
import { deploymentAs, grantedRole, maySee, useCaseAs } from "./access.ts";
import { type Answer, noContent, notFound, ok, Refusal } from "./answer.ts";
import { readBody } from "./body.ts";
import { type Call, param } from "./call.ts";
import { deploymentWire } from "./deployment-wire.ts";
import { recordEffect } from "./effects.ts";
import { flag, oneOf, ordered, orderOf, page, paged, readQuery, text } from "./query.ts";
import { grantWire } from "./sharing.ts";
import type { UseCase, World } from "./state.ts";
import { accountOf, when } from "./wire.ts";

function useCaseUser(world: World, id: string): Record<string, unknown> {
  const { email, firstName, lastName } = accountOf(world, id);
  return { id, fullName: `${firstName} ${lastName}`.trim(), email, username: email, userhash: id };
}

function useCaseWire(world: World, useCase: UseCase): Record<string, unknown> {
  const people = useCase.members.filter(({ type }) => type === "user");
  const owners = people.filter(({ role }) => role === "OWNER");
  return {
    id: useCase.id,
    name: useCase.name,
    description: useCase.description,
    createdAt: when(useCase.createdAt),
    created: useCaseUser(world, useCase.createdBy),
    updatedAt: when(useCase.updatedAt),
    updated: useCaseUser(world, useCase.updatedBy),
    modelsCount: 0,
    projectsCount: 0,
    datasetsCount: 0,
    notebooksCount: 0,
    applicationsCount: 0,
    playgroundsCount: 0,
    vectorDatabasesCount: 0,
    filesCount: 0,
    owners: owners.map(({ id }) => useCaseUser(world, id)),
    members: people.map(({ id }) => useCaseUser(world, id)),
  };
}

const ENTITY_TYPES = [
  "project",
  "dataset",
  "file",
  "notebook",
  "application",
  "recipe",
  "playground",
  "vectorDatabase",
  "syftrSearchInstance",
  "embeddingModelValidation",
  "customModelVersion",
  "registeredModelVersion",
  "deployment",
  "customApplication",
  "customJob",
] as const;
const ORDERS = [
  "name",
  "createdAt",
  "createdBy",
  "updatedAt",
  "updatedBy",
  "description",
  "stage",
  "riskLevel",
  "potentialValue",
  "projectsCount",
];

const LIST = {
  ...page(),
  search: text,
  projectId: text,
  applicationId: text,
  entityId: text,
  entityType: oneOf(...ENTITY_TYPES),
  orderBy: orderOf(...ORDERS),
  sort: orderOf(...ORDERS),
  usecaseType: oneOf("all", "general", "walkthrough"),
  riskLevel: text,
  stage: text,
  createdBy: text,
  showOrgUseCases: flag,
};

/** Its `next` loses the two filters by entity: following it leads to Use Cases that have nothing to do with it. */
export function listUseCases(call: Call): Answer {
  const { world } = call;
  const { query, found } = search(call);
  const loses = ["entityType", "entityId"];
  return ok(paged(call, found, query, (one) => useCaseWire(world, one), loses));
}

export function listShortenedUseCases(call: Call): Answer {
  const { query, found } = search(call);
  return ok(paged(call, found, query, ({ id, name }) => ({ id, name })));
}

function search(call: Call) {
  const { world, account } = call;
  const query = readQuery(call, LIST);
  const words = query.search?.toLowerCase() ?? "";
  const found = [...world.useCases.values()].filter(
    (one) =>
      grantedRole(world, one.members, account) !== null &&
      `${one.name}\n${one.description ?? ""}`.toLowerCase().includes(words) &&
      (query.createdBy === null || one.createdBy === query.createdBy) &&
      query.projectId === null &&
      query.applicationId === null &&
      (query.entityId === null || one.links.some(({ entityId }) => entityId === query.entityId)) &&
      (query.entityType === null || one.links.some(({ entityType }) => entityType === query.entityType)),
  );
  const order = query.orderBy ?? query.sort ?? "-updatedAt";
  const sorted = ordered(found, order, (one, field) => {
    if (field === "updatedAt") return one.updatedAt;
    if (field === "createdAt") return one.createdAt;
    return field === "description" ? one.description : one.name;
  });
  return { query, found: sorted };
}

const NAMED = { name: z.string().min(1).max(100), description: z.string().max(1_000).nullable() };
const CREATE = z.strictObject({ name: NAMED.name.optional(), description: NAMED.description.optional() });

export function createUseCase(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const { name = "Untitled Use Case", description = null } = readBody(call, CREATE);
  const id = world.newId("use case");
  const now = world.now();
  const useCase: UseCase = {
    id,
    name,
    description,
    createdAt: now,
    createdBy: account.id,
    updatedAt: now,
    updatedBy: account.id,
    members: [{ type: "user", id: account.id, role: "OWNER" }],
    links: [],
  };
  world.useCases.set(id, useCase);
  recordEffect(world, account, "create-use-case", null, { id, name });
  return { status: world.options.codes.createUseCase, json: useCaseWire(world, useCase) };
}

export function readUseCase(call: Call): Answer {
  readQuery(call, {});
  return ok(useCaseWire(call.world, useCaseAs(call, "CONSUMER")));
}

const EDIT = z.strictObject({
  name: NAMED.name.nullable().optional(),
  description: NAMED.description.optional(),
});

export function editUseCase(call: Call): Answer {
  const { name, description } = readBody(call, EDIT);
  const useCase = useCaseAs(call, "USER");
  if (typeof name === "string") useCase.name = name;
  if (description !== undefined) useCase.description = description;
  touch(call, useCase);
  return ok(useCaseWire(call.world, useCase));
}

export function deleteUseCase(call: Call): Answer {
  readQuery(call, {});
  const useCase = useCaseAs(call, "OWNER");
  call.world.useCases.delete(useCase.id);
  recordEffect(call.world, call.account, "delete-use-case", null, { id: useCase.id });
  return noContent;
}

export function listUseCaseRoles(call: Call): Answer {
  const query = readQuery(call, { ...page(), id: text, name: text, shareRecipientType: text });
  const { members } = useCaseAs(call, "CONSUMER");
  return ok(paged(call, members, query, (grant) => grantWire(call.world, grant)));
}

function touch({ world, account }: Call, useCase: UseCase): void {
  useCase.updatedAt = world.now();
  useCase.updatedBy = account.id;
}

const DEPLOYMENTS = {
  ...page(),
  search: text,
  orderBy: orderOf("createdAt", "createdBy", "lastActivity", "name", "updatedAt", "updatedBy"),
};

export function listUseCaseDeployments(call: Call): Answer {
  const { world, account } = call;
  const query = readQuery(call, DEPLOYMENTS);
  const found = useCaseAs(call, "CONSUMER")
    .links.flatMap(({ entityId }) => world.deployments.get(entityId) ?? [])
    .filter(
      (one) =>
        maySee(world, one, account) && one.label.toLowerCase().includes(query.search?.toLowerCase() ?? ""),
    );
  const sorted = ordered(found, query.orderBy ?? "-createdAt", (one, field) =>
    field === "name" ? one.label : one.createdAt,
  );
  return ok(paged(call, sorted, query, (one) => deploymentWire(world, one, account)));
}

/** Not idempotent: a second link is refused. */
export function linkDeployment(call: Call): Answer {
  readQuery(call, {});
  readBody(call, z.strictObject({}));
  const { world, account } = call;
  const useCase = useCaseAs(call, "USER");
  const deployment = deploymentAs(call, "USER");
  if (useCase.links.some(({ entityId }) => entityId === deployment.id))
    throw new Refusal(
      world.options.codes.alreadyLinked,
      `Deployment ${deployment.id} is already linked to this Use Case.`,
    );
  const link = {
    id: world.newId("link"),
    entityType: "deployment",
    entityId: deployment.id,
    createdAt: world.now(),
    createdBy: account.id,
  };
  useCase.links.push(link);
  touch(call, useCase);
  recordEffect(world, account, "link", deployment.id, { useCaseId: useCase.id });
  return {
    status: world.options.codes.link,
    json: {
      id: link.id,
      entityType: link.entityType,
      entityId: link.entityId,
      useCaseId: useCase.id,
      // The name that the official client of 3.4 reads.
      experimentContainerId: useCase.id,
      createdAt: when(link.createdAt),
      created: useCaseUser(world, account.id),
      isDeleted: false,
    },
  };
}

export function unlinkDeployment(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const useCase = useCaseAs(call, "USER");
  const deploymentId = param(call, "deploymentId");
  if (!useCase.links.some(({ entityId }) => entityId === deploymentId)) throw notFound();
  useCase.links = useCase.links.filter(({ entityId }) => entityId !== deploymentId);
  touch(call, useCase);
  recordEffect(world, account, "unlink", deploymentId, { useCaseId: useCase.id });
  return world.options.codes.unlink === 204 ? noContent : ok({});
}
