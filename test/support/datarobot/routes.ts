// Every path of the fake: method, path below `/api/v2`, and the function that answers. The first that fits wins.
import {
  evaluateEntitlements,
  ping,
  readAccount,
  readRateLimitUsage,
  readVersionOfServer,
} from "./account.ts";
import {
  attachDeployment,
  createApplication,
  deleteApplication,
  detachDeployment,
  editApplication,
  listApplicationRoles,
  listApplications,
  readApplication,
} from "./applications.ts";
import type { Handler } from "./call.ts";
import {
  changeRequestStatus,
  createChangeRequest,
  editChangeRequest,
  listChangeRequests,
  listSuggestedReviewers,
  readChangeRequest,
} from "./change-requests.ts";
import {
  checkApplicationName,
  createCustomApplication,
  createQanda,
  createSource,
  createSourceFromTemplate,
  editCustomApplication,
  editSourceVersion,
  listCustomApplications,
  listSources,
  listTemplates,
  readCustomApplication,
  readSource,
  readTemplate,
} from "./custom-applications.ts";
import { createFromModelPackage } from "./deployment-creation.ts";
import {
  deleteDeployment,
  editDeployment,
  listDeployments,
  listFeatures,
  readCapabilities,
  readDeployment,
} from "./deployments.ts";
import {
  listDirectoryEntities,
  listGroups,
  listGroupUsers,
  listOrganizations,
  listOrganizationUsers,
  listUsers,
  readGroup,
  readOrganization,
  readUser,
} from "./directory.ts";
import { listEnvironments, listPredictionServers, readEnvironment } from "./environments.ts";
import { isHexId } from "./ids.ts";
import { collectRuntimeLog, listOtelLogs, listPods, readRuntimeLog, readStartupLog } from "./logs.ts";
import { listModelHistory, readChampionPackage, replaceModel, validateModel } from "./model.ts";
import { deleteMonitoringData } from "./monitoring-deletions.ts";
import {
  createPolicy,
  deletePolicy,
  listPolicies,
  listPolicyTriggers,
  listShareableRequests,
  matchPolicy,
  putPolicy,
  readPolicy,
} from "./policies.ts";
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
import { addReview, listReviews, readReview } from "./reviews.ts";
import { buildModelPackage, buildScoringCode, downloadBuild, downloadScoringCode } from "./scoring-code.ts";
import {
  listFeatureDrift,
  readAccuracy,
  readAccuracyOverTime,
  readPredictionsOverTime,
  readServiceStats,
  readServiceStatsOverTime,
  readTargetDrift,
} from "./service-stats.ts";
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
import { changeStatus } from "./status-changes.ts";
import { listStatuses, readStatus, removeStatus } from "./statuses.ts";
import {
  createUseCase,
  deleteUseCase,
  editUseCase,
  linkDeployment,
  listShortenedUseCases,
  listUseCaseDeployments,
  listUseCaseRoles,
  listUseCases,
  readUseCase,
  unlinkDeployment,
} from "./use-cases.ts";

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
  ["POST", "/deployments/fromModelPackage/", createFromModelPackage],
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
  ["PATCH", "/deployments/:deploymentId/status/", changeStatus],
  ["POST", "/deployments/:deploymentId/monitoringDataDeletions/", deleteMonitoringData],
  ["GET", "/deployments/:deploymentId/scoringCode/", downloadScoringCode],
  ["POST", "/deployments/:deploymentId/scoringCodeBuilds/", buildScoringCode],
  ["GET", "/deployments/:deploymentId/scoringCodeBuilds/:buildId/", downloadBuild],
  ["POST", "/deployments/:deploymentId/modelPackageFileBuilds/", buildModelPackage],
  ["GET", "/deployments/:deploymentId/modelPackageFileBuilds/:buildId/", downloadBuild],
  ["GET", "/deployments/:deploymentId/serviceStats/", readServiceStats],
  ["GET", "/deployments/:deploymentId/serviceStatsOverTime/", readServiceStatsOverTime],
  ["GET", "/deployments/:deploymentId/accuracy/", readAccuracy],
  ["GET", "/deployments/:deploymentId/accuracyOverTime/", readAccuracyOverTime],
  ["GET", "/deployments/:deploymentId/targetDrift/", readTargetDrift],
  ["GET", "/deployments/:deploymentId/featureDrift/", listFeatureDrift],
  ["GET", "/deployments/:deploymentId/predictionsOverTime/", readPredictionsOverTime],

  ["GET", "/otel/deployment/:deploymentId/logs/", listOtelLogs],
  ["GET", "/otel/deployment/:deploymentId/logs/podInfo/", listPods],
  ["GET", "/customModelDeployments/:deploymentId/logs/", readStartupLog],
  ["POST", "/customModelDeployments/:deploymentId/logs/", collectRuntimeLog],
  ["GET", "/customModelDeployments/:deploymentId/logs/:logId/", readRuntimeLog],

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

  ["GET", "/useCases/", listUseCases],
  ["POST", "/useCases/", createUseCase],
  ["GET", "/useCasesWithShortenedInfo/", listShortenedUseCases],
  ["GET", "/useCases/:useCaseId/", readUseCase],
  ["PATCH", "/useCases/:useCaseId/", editUseCase],
  ["DELETE", "/useCases/:useCaseId/", deleteUseCase],
  ["GET", "/useCases/:useCaseId/sharedRoles/", listUseCaseRoles],
  ["GET", "/useCases/:useCaseId/deployments/", listUseCaseDeployments],
  ["POST", "/useCases/:useCaseId/deployments/:deploymentId/", linkDeployment],
  ["DELETE", "/useCases/:useCaseId/deployments/:deploymentId/", unlinkDeployment],

  ["GET", "/applications/", listApplications],
  ["POST", "/applications/", createApplication],
  ["GET", "/applications/:applicationId/", readApplication],
  ["PATCH", "/applications/:applicationId/", editApplication],
  ["DELETE", "/applications/:applicationId/", deleteApplication],
  ["GET", "/applications/:applicationId/sharedRoles/", listApplicationRoles],
  ["POST", "/applications/:applicationId/deployments/", attachDeployment],
  ["DELETE", "/applications/:applicationId/deployments/:deploymentId/", detachDeployment],

  ["GET", "/customApplications/", listCustomApplications],
  ["POST", "/customApplications/", createCustomApplication],
  ["POST", "/customApplications/qanda/", createQanda],
  ["GET", "/customApplications/nameCheck/", checkApplicationName],
  ["GET", "/customApplications/:applicationId/", readCustomApplication],
  ["PATCH", "/customApplications/:applicationId/", editCustomApplication],
  ["DELETE", "/customApplications/:applicationId/", deleteApplication],
  ["GET", "/customApplications/:applicationId/sharedRoles/", listApplicationRoles],
  ["GET", "/customApplicationSources/", listSources],
  ["POST", "/customApplicationSources/", createSource],
  ["POST", "/customApplicationSources/fromCustomTemplate/", createSourceFromTemplate],
  ["GET", "/customApplicationSources/:sourceId/", readSource],
  ["PATCH", "/customApplicationSources/:sourceId/versions/:versionId/", editSourceVersion],
  ["GET", "/customTemplates/", listTemplates],
  ["GET", "/customTemplates/:templateId/", readTemplate],

  ["GET", "/directoryEntities/", listDirectoryEntities],
  ["GET", "/groups/", listGroups],
  ["GET", "/groups/:groupId/", readGroup],
  ["GET", "/groups/:groupId/users/", listGroupUsers],
  ["GET", "/organizations/", listOrganizations],
  ["GET", "/organizations/:organizationId/", readOrganization],
  ["GET", "/organizations/:organizationId/users/", listOrganizationUsers],
  ["GET", "/users/", listUsers],
  ["GET", "/users/:userId/", readUser],
  ["GET", "/users/:userId/rateLimitUsage/", readRateLimitUsage],

  ["GET", "/approvalPolicyMatch/", matchPolicy],
  ["GET", "/approvalPolicies/", listPolicies],
  ["POST", "/approvalPolicies/", createPolicy],
  ["GET", "/approvalPolicies/:policyId/", readPolicy],
  ["PUT", "/approvalPolicies/:policyId/", putPolicy],
  ["DELETE", "/approvalPolicies/:policyId/", deletePolicy],
  ["GET", "/approvalPolicies/:policyId/shareableChangeRequests/", listShareableRequests],
  ["GET", "/approvalPolicyTriggers/", listPolicyTriggers],

  ["GET", "/changeRequests/", listChangeRequests],
  ["POST", "/changeRequests/", createChangeRequest],
  ["GET", "/changeRequests/:changeRequestId/", readChangeRequest],
  ["PATCH", "/changeRequests/:changeRequestId/", editChangeRequest],
  ["PATCH", "/changeRequests/:changeRequestId/status/", changeRequestStatus],
  ["GET", "/changeRequests/:changeRequestId/suggestedReviewers/", listSuggestedReviewers],
  ["GET", "/changeRequests/:changeRequestId/reviews/", listReviews],
  ["POST", "/changeRequests/:changeRequestId/reviews/", addReview],
  ["GET", "/changeRequests/:changeRequestId/reviews/:reviewId/", readReview],
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
