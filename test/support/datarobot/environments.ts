// Prediction environments: reference section 11.
import { type Answer, notFound, ok } from "./answer.ts";
import { type Call, param } from "./call.ts";
import { page, paged, readQuery, text, texts } from "./query.ts";
import type { Environment } from "./state.ts";

const environmentWire = (one: Environment): Record<string, unknown> => ({
  ...one,
  description: null,
  managedBy: one.isManagedByManagementAgent ? "managementAgent" : "selfManaged",
  plugin: null,
  permissions: ["CAN_VIEW"],
  isDeleted: false,
});

export function listEnvironments(call: Call): Answer {
  const query = readQuery(call, { ...page(), search: text, supportedModelFormats: texts });
  const found = [...call.world.environments.values()].filter(
    ({ name, supportedModelFormats }) =>
      name.toLowerCase().includes(query.search?.toLowerCase() ?? "") &&
      (query.supportedModelFormats ?? []).every((format) => supportedModelFormats.includes(format)),
  );
  return ok(paged(call, found, query, environmentWire));
}

export function readEnvironment(call: Call): Answer {
  readQuery(call, {});
  const found = call.world.environments.get(param(call, "predictionEnvironmentId"));
  if (found === undefined) throw notFound();
  return ok(environmentWire(found));
}

export function listPredictionServers(call: Call): Answer {
  const query = readQuery(call, page());
  return ok(paged(call, [], query, (one) => one));
}
