// Registered models and their versions: reference section 11.
import { z } from "zod";
import { grantedRole, seesModel } from "./access.ts";
import { type Answer, forbidden, invalid, noContent, notFound, ok } from "./answer.ts";
import { readBody } from "./body.ts";
import { type Call, param } from "./call.ts";
import { flag, moment, oneOf, ordered, page, paged, readQuery, text, texts } from "./query.ts";
import { grantWire } from "./sharing.ts";
import type { RegisteredModel, Version, World } from "./state.ts";
import { isCompatible, modelKindOf, versionWire, visibleVersion } from "./versions.ts";
import { accountOf, userWire, when } from "./wire.ts";

const FILTERS = {
  ...page(),
  search: text,
  sortDirection: oneOf("asc", "desc"),
  targetName: text,
  targetType: text,
  createdBy: text,
  compatibleWithLeaderboardModelId: text,
  compatibleWithModelPackageId: text,
  forChallenger: flag,
  predictionThreshold: text,
  imported: flag,
  predictionEnvironmentId: text,
  modelKind: text,
  buildStatus: oneOf("inProgress", "complete", "failed"),
  stage: oneOf("Registered", "Development", "Staging", "Production", "Archived"),
  tagKeys: texts,
  tagValues: texts,
  tagFilters: texts,
};
type Filters = Omit<ReturnType<typeof readQuery<typeof FILTERS>>, "offset" | "limit">;

/** Both filters name what cannot be looked up: 422 rather than everything. */
function comparedWith(call: Call, { compatibleWithModelPackageId: id }: Filters): Version | null {
  if (id === null) return null;
  const version = visibleVersion(call.world, id, call.account);
  if (version === null)
    throw invalid("Invalid field data", { compatibleWithModelPackageId: "There is no such model package." });
  return version;
}

function versionMatches(world: World, one: Version, query: Filters, compared: Version | null): boolean {
  const kinds = modelKindOf(one);
  const creator = accountOf(world, one.createdBy);
  return (
    (compared === null || isCompatible(one, compared)) &&
    (query.compatibleWithLeaderboardModelId === null ||
      [...world.versions.values()].some(
        (other) => other.modelId === query.compatibleWithLeaderboardModelId && isCompatible(one, other),
      )) &&
    (query.targetName === null || one.target.name === query.targetName) &&
    (query.targetType === null || one.target.type === query.targetType) &&
    (query.createdBy === null || creator.email === query.createdBy || creator.id === query.createdBy) &&
    (query.imported === null || (one.kind === "imported") === query.imported) &&
    (query.modelKind === null || kinds[query.modelKind] === true) &&
    (query.buildStatus === null || one.build === query.buildStatus) &&
    (query.stage === null || query.stage === "Registered") &&
    query.tagKeys === null &&
    query.tagValues === null &&
    query.tagFilters === null
  );
}

const versionsOf = (world: World, { id }: RegisteredModel): readonly Version[] =>
  [...world.versions.values()].filter(({ registeredModelId }) => registeredModelId === id);

function modelWire(world: World, model: RegisteredModel): Record<string, unknown> {
  const versions = versionsOf(world, model);
  const newest = versions.reduce<Version | null>(
    (best, one) => (best === null || one.number > best.number ? one : best),
    null,
  );
  const first = versions.toSorted((a, b) => a.number - b.number)[0];
  return {
    id: model.id,
    name: model.name,
    // Text: the official client of 3.4 does not take null.
    description: model.description ?? "",
    createdAt: when(model.createdAt),
    modifiedAt: when(model.modifiedAt),
    createdBy: userWire(world, model.createdBy),
    modifiedBy: newest === null ? null : userWire(world, newest.createdBy),
    target: { name: first?.target.name ?? "", type: first?.target.type ?? "" },
    lastVersionNum: newest?.number ?? 0,
    isArchived: model.isArchived,
    isGlobal: false,
  };
}

const MODELS = {
  ...FILTERS,
  sortKey: oneOf("createdAt", "modifiedAt", "name"),
  createdAtStartTs: moment,
  createdAtEndTs: moment,
  modifiedAtStartTs: moment,
  modifiedAtEndTs: moment,
  isGlobal: flag,
};

export function listRegisteredModels(call: Call): Answer {
  const { world, account } = call;
  const query = readQuery(call, MODELS);
  const compared = comparedWith(call, query);
  const between = (at: number, from: number | null, to: number | null): boolean =>
    (from === null || at >= from) && (to === null || at < to);
  const found = [...world.registeredModels.values()].filter(
    (model) =>
      !model.isArchived &&
      seesModel(world, model, account) &&
      query.isGlobal !== true &&
      (query.search === null || model.name.toLowerCase().includes(query.search.toLowerCase())) &&
      between(model.createdAt, query.createdAtStartTs, query.createdAtEndTs) &&
      between(model.modifiedAt, query.modifiedAtStartTs, query.modifiedAtEndTs) &&
      versionsOf(world, model).some((version) => versionMatches(world, version, query, compared)),
  );
  const key = query.sortKey ?? "modifiedAt";
  const sorted = ordered(found, query.sortDirection === "asc" ? key : `-${key}`, (one, field) =>
    field === "name" ? one.name : field === "createdAt" ? one.createdAt : one.modifiedAt,
  );
  return ok(paged(call, sorted, query, (one) => modelWire(world, one)));
}

function modelOf(call: Call): RegisteredModel {
  const model = call.world.registeredModels.get(param(call, "registeredModelId"));
  if (model === undefined || !seesModel(call.world, model, call.account)) throw notFound();
  return model;
}

function ownModelOf(call: Call): RegisteredModel {
  const model = modelOf(call);
  if (model.createdBy === call.account.id) return model;
  if (grantedRole(call.world, model.grants, call.account) !== "OWNER") throw forbidden();
  return model;
}

export function readRegisteredModel(call: Call): Answer {
  readQuery(call, {});
  return ok(modelWire(call.world, modelOf(call)));
}

const RENAME = z.strictObject({ name: z.string().min(1).optional(), description: z.string().optional() });

export function editRegisteredModel(call: Call): Answer {
  const { name, description } = readBody(call, RENAME);
  const model = ownModelOf(call);
  if (name !== undefined) model.name = name;
  if (description !== undefined) model.description = description;
  model.modifiedAt = call.world.now();
  return ok(modelWire(call.world, model));
}

/** It goes to the archive. */
export function archiveRegisteredModel(call: Call): Answer {
  ownModelOf(call).isArchived = true;
  return noContent;
}

const VERSIONS = {
  ...FILTERS,
  sortKey: oneOf("version", "modelType", "status", "createdAt", "updatedAt"),
  useCaseId: text,
};

export function listVersions(call: Call): Answer {
  const { world } = call;
  const query = readQuery(call, VERSIONS);
  const compared = comparedWith(call, query);
  const search = query.search?.toLowerCase() ?? "";
  const found = versionsOf(world, modelOf(call)).filter(
    (version) =>
      version.name.toLowerCase().includes(search) && versionMatches(world, version, query, compared),
  );
  const key = query.sortKey ?? "version";
  const sorted = ordered(found, query.sortDirection === "asc" ? key : `-${key}`, (one, field) => {
    if (field === "modelType") return one.modelType;
    if (field === "status") return one.build;
    return field === "version" ? one.number : one.createdAt;
  });
  return ok(paged(call, sorted, query, (one) => versionWire(world, one)));
}

function versionOf(call: Call): Version {
  const model = modelOf(call);
  const version = call.world.versions.get(param(call, "versionId"));
  if (version === undefined || version.registeredModelId !== model.id) throw notFound();
  return version;
}

export function readVersion(call: Call): Answer {
  readQuery(call, {});
  return ok(versionWire(call.world, versionOf(call)));
}

const DEPLOYMENTS = {
  ...page(),
  search: text,
  sortKey: oneOf("createdAt", "label", "firstDeployedAt"),
  sortDirection: oneOf("asc", "desc"),
};

function deploymentsOf(call: Call, versions: readonly Version[]): Answer {
  const { world } = call;
  const query = readQuery(call, DEPLOYMENTS);
  const rows = [...world.deployments.values()].flatMap((deployment) =>
    deployment.goneAfter !== null
      ? []
      : versions.flatMap((version) => {
          const isChallenger = deployment.challengers.some(({ versionId }) => versionId === version.id);
          const first = deployment.history.findLast(({ versionId }) => versionId === version.id);
          if (!isChallenger && first === undefined) return [];
          return [{ deployment, version, isChallenger, first: first ?? null }];
        }),
  );
  return ok(
    paged(call, rows, query, ({ deployment, version, isChallenger, first }) => ({
      id: deployment.id,
      label: deployment.label,
      status: deployment.status,
      registeredModelVersion: version.number,
      currentlyDeployed: deployment.championId === version.id,
      isChallenger,
      firstDeployedAt: first === null ? null : when(first.deployedAt),
      firstDeployedBy: first === null ? null : userWire(world, first.by),
      createdBy: userWire(world, deployment.createdBy),
      predictionEnvironment: world.environments.get(deployment.environmentId) ?? null,
    })),
  );
}

export const listModelDeployments = (call: Call): Answer =>
  deploymentsOf(call, versionsOf(call.world, modelOf(call)));
export const listVersionDeployments = (call: Call): Answer => deploymentsOf(call, [versionOf(call)]);

export function listModelShares(call: Call): Answer {
  const query = readQuery(call, { ...page(), id: text, name: text, shareRecipientType: text });
  return ok(paged(call, modelOf(call).grants, query, (grant) => grantWire(call.world, grant)));
}
