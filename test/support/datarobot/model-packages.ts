// Model packages, the older name of registered model versions: reference section 11.
import { type Answer, forbidden, invalid, noContent, notFound, ok } from "./answer.ts";
import { type Call, param } from "./call.ts";
import { flag, oneOf, ordered, page, paged, readQuery, text, whole } from "./query.ts";
import type { Version } from "./state.ts";
import { isCompatible, modelKindOf, versionWire, visibleVersion } from "./versions.ts";

const PACKAGES = {
  ...page(),
  modelId: text,
  similarTo: text,
  forChallenger: flag,
  search: text,
  predictionThreshold: text,
  imported: flag,
  predictionEnvironmentId: text,
  modelKind: text,
  buildStatus: oneOf("inProgress", "complete", "failed"),
};

/** The older list of all versions. */
export function listModelPackages(call: Call): Answer {
  const { world, account } = call;
  const query = readQuery(call, PACKAGES);
  const similar = query.similarTo === null ? null : visibleVersion(world, query.similarTo, account);
  if (query.similarTo !== null && similar === null)
    throw invalid("Invalid field data", { similarTo: "There is no such model package." });
  const search = query.search?.toLowerCase() ?? "";
  const found = [...world.versions.values()].filter(
    (version) =>
      visibleVersion(world, version.id, account) !== null &&
      (similar === null || (version.id !== similar.id && isCompatible(version, similar))) &&
      (query.modelId === null || version.modelId === query.modelId) &&
      (query.imported === null || (version.kind === "imported") === query.imported) &&
      (query.modelKind === null || modelKindOf(version)[query.modelKind] === true) &&
      (query.buildStatus === null || version.build === query.buildStatus) &&
      version.name.toLowerCase().includes(search),
  );
  return ok(
    paged(
      call,
      ordered(found, "-createdAt", (one) => one.createdAt),
      query,
      (one) => versionWire(world, one),
    ),
  );
}

function packageOf(call: Call): Version {
  const version = visibleVersion(call.world, param(call, "modelPackageId"), call.account);
  if (version === null) throw notFound();
  return version;
}

const packageCapabilities = (version: Version): Record<string, boolean> => ({
  supportsAutomaticActuals: version.timeSeries !== null,
  supportsChallengerModels: true,
  supportsFeatureDriftTracking: version.driftSupport.features,
  supportsTargetDriftTracking: version.driftSupport.target,
  supportsHumilityRules: version.humilitySupport.length > 0,
  supportsPredictionIntervals: version.intervals.length > 0,
  supportsScoringCodeDownload: version.kind === "native",
  supportsShapBasedPredictionExplanations: version.explanations === "SHAP",
});

export function readModelPackage(call: Call): Answer {
  readQuery(call, {});
  const version = packageOf(call);
  return ok({ ...versionWire(call.world, version), capabilities: packageCapabilities(version) });
}

export function readPackageCapabilities(call: Call): Answer {
  readQuery(call, {});
  return ok({
    data: Object.entries(packageCapabilities(packageOf(call))).map(([name, supported]) => ({
      name,
      supported,
      messages: [],
    })),
  });
}

export function listPackageFeatures(call: Call): Answer {
  const query = readQuery(call, { ...page(), search: text, orderBy: text, predictionThreshold: whole(null) });
  const { features } = packageOf(call);
  if (features === null) throw invalid("Features are not available: the model package has no training data.");
  return ok(
    paged(call, features, query, ({ name, type }) => ({
      name,
      featureType: type,
      importance: null,
      dateFormat: null,
      knownInAdvance: false,
    })),
  );
}

export function archivePackage(call: Call): Answer {
  const version = packageOf(call);
  if (version.createdBy !== call.account.id) throw forbidden();
  version.archived = true;
  return noContent;
}
