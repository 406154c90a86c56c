// Every path of the fake: method, path below `/api/v2`, and the function that answers. The first that fits wins.
import {
  evaluateEntitlements,
  ping,
  readAccount,
  readRateLimitUsage,
  readVersionOfServer,
} from "./account.ts";
import type { Handler } from "./call.ts";
import {
  deleteDeployment,
  editDeployment,
  listDeployments,
  listFeatures,
  readCapabilities,
  readDeployment,
} from "./deployments.ts";
import { listEnvironments, listPredictionServers, readEnvironment } from "./environments.ts";
import { isHexId } from "./ids.ts";
import { listModelHistory, readChampionPackage, replaceModel, validateModel } from "./model.ts";
import {
  archivePackage,
  archiveRegisteredModel,
  editRegisteredModel,
  listModelDeployments,
  listModelPackages,
  listModelShares,
  listPackageFeatures,
  listRegisteredModels,
  listVersionDeployments,
  listVersions,
  readModelPackage,
  readPackageCapabilities,
  readRegisteredModel,
  readVersion,
} from "./registered-models.ts";
import {
  addChallenger,
  editChallenger,
  editSettings,
  listChallengers,
  listSegmentAttributes,
  listSegmentValues,
  readChallenger,
  readSettings,
  removeChallenger,
} from "./settings.ts";
import { listSharedRoles, updateSharedRoles } from "./sharing.ts";
import { listStatuses, readStatus, removeStatus } from "./statuses.ts";

type Row = readonly [method: string, path: string, handler: Handler];

export const ROUTES: readonly Row[] = [
  ["GET", "/ping", ping],
  ["GET", "/version/", readVersionOfServer],
  ["GET", "/account/info/", readAccount],
  ["GET", "/account/rateLimitUsage/", readRateLimitUsage],
  ["POST", "/entitlements/evaluate/", evaluateEntitlements],

  ["GET", "/status/", listStatuses],
  ["GET", "/status/:statusId/", readStatus],
  ["DELETE", "/status/:statusId/", removeStatus],

  ["GET", "/deployments/", listDeployments],
  ["GET", "/deployments/:deploymentId/", readDeployment],
  ["PATCH", "/deployments/:deploymentId/", editDeployment],
  ["DELETE", "/deployments/:deploymentId/", deleteDeployment],
  ["GET", "/deployments/:deploymentId/capabilities/", readCapabilities],
  ["GET", "/deployments/:deploymentId/features/", listFeatures],
  ["POST", "/deployments/:deploymentId/model/validation/", validateModel],
  ["PATCH", "/deployments/:deploymentId/model/", replaceModel],
  ["GET", "/deployments/:deploymentId/modelHistory/", listModelHistory],
  ["GET", "/deployments/:deploymentId/championModelPackage/", readChampionPackage],
  ["GET", "/deployments/:deploymentId/sharedRoles/", listSharedRoles],
  ["PATCH", "/deployments/:deploymentId/sharedRoles/", updateSharedRoles],
  ["GET", "/deployments/:deploymentId/settings/", readSettings],
  ["PATCH", "/deployments/:deploymentId/settings/", editSettings],
  ["GET", "/deployments/:deploymentId/challengers/", listChallengers],
  ["POST", "/deployments/:deploymentId/challengers/", addChallenger],
  ["GET", "/deployments/:deploymentId/challengers/:challengerId/", readChallenger],
  ["PATCH", "/deployments/:deploymentId/challengers/:challengerId/", editChallenger],
  ["DELETE", "/deployments/:deploymentId/challengers/:challengerId/", removeChallenger],
  ["GET", "/deployments/:deploymentId/segmentAttributes/", listSegmentAttributes],
  ["GET", "/deployments/:deploymentId/segmentValues/", listSegmentValues],

  ["GET", "/registeredModels/", listRegisteredModels],
  ["GET", "/registeredModels/:registeredModelId/", readRegisteredModel],
  ["PATCH", "/registeredModels/:registeredModelId/", editRegisteredModel],
  ["DELETE", "/registeredModels/:registeredModelId/", archiveRegisteredModel],
  ["GET", "/registeredModels/:registeredModelId/deployments/", listModelDeployments],
  ["GET", "/registeredModels/:registeredModelId/sharedRoles/", listModelShares],
  ["GET", "/registeredModels/:registeredModelId/versions/", listVersions],
  ["GET", "/registeredModels/:registeredModelId/versions/:versionId/", readVersion],
  ["GET", "/registeredModels/:registeredModelId/versions/:versionId/deployments/", listVersionDeployments],

  ["GET", "/modelPackages/", listModelPackages],
  ["GET", "/modelPackages/:modelPackageId/", readModelPackage],
  ["GET", "/modelPackages/:modelPackageId/capabilities/", readPackageCapabilities],
  ["GET", "/modelPackages/:modelPackageId/features/", listPackageFeatures],
  ["POST", "/modelPackages/:modelPackageId/archive/", archivePackage],

  ["GET", "/predictionEnvironments/", listEnvironments],
  ["GET", "/predictionEnvironments/:predictionEnvironmentId/", readEnvironment],
  ["GET", "/predictionServers/", listPredictionServers],
];

interface Route {
  readonly handler: Handler;
  readonly params: Readonly<Record<string, string>>;
}

const bySize = Map.groupBy(
  ROUTES.map(([method, path, handler]) => ({ method, parts: path.split("/"), handler })),
  ({ parts }) => parts.length,
);

/** Null: it does not fit. A part whose name ends in `Id` is a hexadecimal id. */
function paramsOf(parts: readonly string[], given: readonly string[]): Route["params"] | null {
  const params: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const value = given[at] ?? "";
    if (!part.startsWith(":")) {
      if (part !== value) return null;
      continue;
    }
    if (value === "" || (part.endsWith("Id") && !isHexId(value))) return null;
    params[part.slice(1)] = value;
  }
  return params;
}

export function findRoute(method: string, path: string): Route | "no such path" | "no such method" {
  const given = path.split("/");
  let there = false;
  for (const row of bySize.get(given.length) ?? []) {
    const params = paramsOf(row.parts, given);
    if (params === null) continue;
    if (row.method === method) return { handler: row.handler, params };
    there = true;
  }
  return there ? "no such method" : "no such path";
}
