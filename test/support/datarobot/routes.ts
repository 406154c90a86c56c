// Every path of the fake: method, path below `/api/v2`, and the function that answers. The first that fits wins.
import * as account from "./account.ts";
import * as applications from "./applications.ts";
import type { Handler } from "./call.ts";
import * as changeRequests from "./change-requests.ts";
import * as customApplications from "./custom-applications.ts";
import * as deploymentCreation from "./deployment-creation.ts";
import * as deployments from "./deployments.ts";
import * as directory from "./directory.ts";
import * as environments from "./environments.ts";
import * as logs from "./logs.ts";
import * as model from "./model.ts";
import * as modelPackages from "./model-packages.ts";
import * as monitoringDeletions from "./monitoring-deletions.ts";
import * as policies from "./policies.ts";
import * as registeredModels from "./registered-models.ts";
import * as reviews from "./reviews.ts";
import * as scoringCode from "./scoring-code.ts";
import * as serviceStats from "./service-stats.ts";
import * as settings from "./settings.ts";
import * as sharing from "./sharing.ts";
import * as statusChanges from "./status-changes.ts";
import * as statuses from "./statuses.ts";
import * as useCases from "./use-cases.ts";

export type Row = readonly [method: string, path: string, handler: Handler];

export const ROUTES: readonly Row[] = [
  ["GET", "/ping", account.ping],
  ["GET", "/version/", account.readVersionOfServer],
  ["GET", "/account/info/", account.readAccount],
  ["GET", "/account/rateLimitUsage/", account.readRateLimitUsage],
  ["POST", "/entitlements/evaluate/", account.evaluateEntitlements],

  ["GET", "/status/", statuses.listStatuses],
  ["GET", "/status/:statusId/", statuses.readStatus],

  ["GET", "/deployments/", deployments.listDeployments],
  ["POST", "/deployments/fromModelPackage/", deploymentCreation.createFromModelPackage],
  ["GET", "/deployments/:deploymentId/", deployments.readDeployment],
  ["PATCH", "/deployments/:deploymentId/", deployments.editDeployment],
  ["DELETE", "/deployments/:deploymentId/", deployments.deleteDeployment],
  ["GET", "/deployments/:deploymentId/capabilities/", deployments.readCapabilities],
  ["GET", "/deployments/:deploymentId/features/", deployments.listFeatures],
  ["POST", "/deployments/:deploymentId/model/validation/", model.validateModel],
  ["PATCH", "/deployments/:deploymentId/model/", model.replaceModel],
  ["GET", "/deployments/:deploymentId/modelHistory/", model.listModelHistory],
  ["GET", "/deployments/:deploymentId/championModelPackage/", model.readChampionPackage],
  ["GET", "/deployments/:deploymentId/sharedRoles/", sharing.listSharedRoles],
  ["PATCH", "/deployments/:deploymentId/sharedRoles/", sharing.updateSharedRoles],
  ["GET", "/deployments/:deploymentId/settings/", settings.readSettings],
  ["PATCH", "/deployments/:deploymentId/settings/", settings.editSettings],
  ["GET", "/deployments/:deploymentId/challengers/", settings.listChallengers],
  ["POST", "/deployments/:deploymentId/challengers/", settings.addChallenger],
  ["GET", "/deployments/:deploymentId/challengers/:challengerId/", settings.readChallenger],
  ["PATCH", "/deployments/:deploymentId/challengers/:challengerId/", settings.editChallenger],
  ["DELETE", "/deployments/:deploymentId/challengers/:challengerId/", settings.removeChallenger],
  ["GET", "/deployments/:deploymentId/segmentAttributes/", settings.listSegmentAttributes],
  ["GET", "/deployments/:deploymentId/segmentValues/", settings.listSegmentValues],
  ["PATCH", "/deployments/:deploymentId/status/", statusChanges.changeStatus],
  ["POST", "/deployments/:deploymentId/monitoringDataDeletions/", monitoringDeletions.deleteMonitoringData],
  ["GET", "/deployments/:deploymentId/scoringCode/", scoringCode.downloadScoringCode],
  ["POST", "/deployments/:deploymentId/scoringCodeBuilds/", scoringCode.buildScoringCode],
  ["GET", "/deployments/:deploymentId/scoringCodeBuilds/:buildId/", scoringCode.downloadBuild],
  ["POST", "/deployments/:deploymentId/modelPackageFileBuilds/", scoringCode.buildModelPackage],
  ["GET", "/deployments/:deploymentId/modelPackageFileBuilds/:buildId/", scoringCode.downloadBuild],
  ["GET", "/deployments/:deploymentId/serviceStats/", serviceStats.readServiceStats],
  ["GET", "/deployments/:deploymentId/serviceStatsOverTime/", serviceStats.readServiceStatsOverTime],
  ["GET", "/deployments/:deploymentId/accuracy/", serviceStats.readAccuracy],
  ["GET", "/deployments/:deploymentId/accuracyOverTime/", serviceStats.readAccuracyOverTime],
  ["GET", "/deployments/:deploymentId/targetDrift/", serviceStats.readTargetDrift],
  ["GET", "/deployments/:deploymentId/featureDrift/", serviceStats.listFeatureDrift],
  ["GET", "/deployments/:deploymentId/predictionsOverTime/", serviceStats.readPredictionsOverTime],

  ["GET", "/otel/deployment/:deploymentId/logs/", logs.listOtelLogs],
  ["GET", "/otel/deployment/:deploymentId/logs/podInfo/", logs.listPods],
  ["GET", "/customModelDeployments/:deploymentId/logs/", logs.readStartupLog],
  ["POST", "/customModelDeployments/:deploymentId/logs/", logs.collectRuntimeLog],
  ["GET", "/customModelDeployments/:deploymentId/logs/:logId/", logs.readRuntimeLog],

  ["GET", "/registeredModels/", registeredModels.listRegisteredModels],
  ["GET", "/registeredModels/:registeredModelId/", registeredModels.readRegisteredModel],
  ["PATCH", "/registeredModels/:registeredModelId/", registeredModels.editRegisteredModel],
  ["DELETE", "/registeredModels/:registeredModelId/", registeredModels.archiveRegisteredModel],
  ["GET", "/registeredModels/:registeredModelId/deployments/", registeredModels.listModelDeployments],
  ["GET", "/registeredModels/:registeredModelId/sharedRoles/", registeredModels.listModelShares],
  ["GET", "/registeredModels/:registeredModelId/versions/", registeredModels.listVersions],
  ["GET", "/registeredModels/:registeredModelId/versions/:versionId/", registeredModels.readVersion],
  [
    "GET",
    "/registeredModels/:registeredModelId/versions/:versionId/deployments/",
    registeredModels.listVersionDeployments,
  ],

  ["GET", "/modelPackages/", modelPackages.listModelPackages],
  ["GET", "/modelPackages/:modelPackageId/", modelPackages.readModelPackage],
  ["GET", "/modelPackages/:modelPackageId/capabilities/", modelPackages.readPackageCapabilities],
  ["GET", "/modelPackages/:modelPackageId/features/", modelPackages.listPackageFeatures],
  ["POST", "/modelPackages/:modelPackageId/archive/", modelPackages.archivePackage],

  ["GET", "/predictionEnvironments/", environments.listEnvironments],
  ["GET", "/predictionEnvironments/:predictionEnvironmentId/", environments.readEnvironment],
  ["GET", "/predictionServers/", environments.listPredictionServers],

  ["GET", "/useCases/", useCases.listUseCases],
  ["POST", "/useCases/", useCases.createUseCase],
  ["GET", "/useCasesWithShortenedInfo/", useCases.listShortenedUseCases],
  ["GET", "/useCases/:useCaseId/", useCases.readUseCase],
  ["PATCH", "/useCases/:useCaseId/", useCases.editUseCase],
  ["DELETE", "/useCases/:useCaseId/", useCases.deleteUseCase],
  ["GET", "/useCases/:useCaseId/sharedRoles/", useCases.listUseCaseRoles],
  ["GET", "/useCases/:useCaseId/deployments/", useCases.listUseCaseDeployments],
  ["POST", "/useCases/:useCaseId/deployments/:deploymentId/", useCases.linkDeployment],
  ["DELETE", "/useCases/:useCaseId/deployments/:deploymentId/", useCases.unlinkDeployment],

  ["GET", "/applications/", applications.listApplications],
  ["POST", "/applications/", applications.createApplication],
  ["GET", "/applications/:applicationId/", applications.readApplication],
  ["PATCH", "/applications/:applicationId/", applications.editApplication],
  ["DELETE", "/applications/:applicationId/", applications.deleteApplication],
  ["GET", "/applications/:applicationId/sharedRoles/", applications.listApplicationRoles],
  ["POST", "/applications/:applicationId/deployments/", applications.attachDeployment],
  ["DELETE", "/applications/:applicationId/deployments/:deploymentId/", applications.detachDeployment],

  ["GET", "/customApplications/", customApplications.listCustomApplications],
  ["POST", "/customApplications/", customApplications.createCustomApplication],
  ["POST", "/customApplications/qanda/", customApplications.createQanda],
  ["GET", "/customApplications/nameCheck/", customApplications.checkApplicationName],
  ["GET", "/customApplications/:applicationId/", customApplications.readCustomApplication],
  ["PATCH", "/customApplications/:applicationId/", customApplications.editCustomApplication],
  ["DELETE", "/customApplications/:applicationId/", applications.deleteApplication],
  ["GET", "/customApplications/:applicationId/sharedRoles/", applications.listApplicationRoles],
  ["GET", "/customApplicationSources/", customApplications.listSources],
  ["POST", "/customApplicationSources/", customApplications.createSource],
  ["POST", "/customApplicationSources/fromCustomTemplate/", customApplications.createSourceFromTemplate],
  ["GET", "/customApplicationSources/:sourceId/", customApplications.readSource],
  ["PATCH", "/customApplicationSources/:sourceId/versions/:versionId/", customApplications.editSourceVersion],
  ["GET", "/customTemplates/", customApplications.listTemplates],
  ["GET", "/customTemplates/:templateId/", customApplications.readTemplate],

  ["GET", "/directoryEntities/", directory.listDirectoryEntities],
  ["GET", "/groups/", directory.listGroups],
  ["GET", "/groups/:groupId/", directory.readGroup],
  ["GET", "/groups/:groupId/users/", directory.listGroupUsers],
  ["GET", "/organizations/", directory.listOrganizations],
  ["GET", "/organizations/:organizationId/", directory.readOrganization],
  ["GET", "/organizations/:organizationId/users/", directory.listOrganizationUsers],
  ["GET", "/users/", directory.listUsers],
  ["GET", "/users/:userId/", directory.readUser],
  ["GET", "/users/:userId/rateLimitUsage/", account.readRateLimitUsage],

  ["GET", "/approvalPolicyMatch/", policies.matchPolicy],
  ["GET", "/approvalPolicies/", policies.listPolicies],
  ["POST", "/approvalPolicies/", policies.createPolicy],
  ["GET", "/approvalPolicies/:policyId/", policies.readPolicy],
  ["PUT", "/approvalPolicies/:policyId/", policies.putPolicy],
  ["DELETE", "/approvalPolicies/:policyId/", policies.deletePolicy],
  ["GET", "/approvalPolicies/:policyId/shareableChangeRequests/", policies.listShareableRequests],
  ["GET", "/approvalPolicyTriggers/", policies.listPolicyTriggers],

  ["GET", "/changeRequests/", changeRequests.listChangeRequests],
  ["POST", "/changeRequests/", changeRequests.createChangeRequest],
  ["GET", "/changeRequests/:changeRequestId/", changeRequests.readChangeRequest],
  ["PATCH", "/changeRequests/:changeRequestId/", changeRequests.editChangeRequest],
  ["PATCH", "/changeRequests/:changeRequestId/status/", changeRequests.changeRequestStatus],
  ["GET", "/changeRequests/:changeRequestId/suggestedReviewers/", changeRequests.listSuggestedReviewers],
  ["GET", "/changeRequests/:changeRequestId/reviews/", reviews.listReviews],
  ["POST", "/changeRequests/:changeRequestId/reviews/", reviews.addReview],
  ["GET", "/changeRequests/:changeRequestId/reviews/:reviewId/", reviews.readReview],
];
