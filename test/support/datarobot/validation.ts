// What a replacement compares, and its verdicts: a comparison of the fake's own, made from the reference alone.

import type { Deployment, Version, World } from "./state.ts";
import { deploymentVersion } from "./versions.ts";

export type CheckStatus = "passing" | "warning" | "failing";
export interface Check {
  readonly status: CheckStatus;
  readonly message: string;
}
export interface Verdict extends Check {
  readonly checks: Readonly<Record<string, Check>>;
}

const pass = (message: string): Check => ({ status: "passing", message });
const warn = (message: string): Check => ({ status: "warning", message });
const fail = (message: string): Check => ({ status: "failing", message });
const judged = (good: boolean, message: string): Check => (good ? pass("The check passed.") : fail(message));

const FAMILY = { external: "external", native: "datarobot", custom: "datarobot", imported: "datarobot" };
const seriesOf = ({ timeSeries }: Version): string =>
  timeSeries === null ? "none" : timeSeries.multiseries ? "multiseries" : "single series";

const NO_DATA = "The features cannot be compared: training data is missing.";

function features(champion: Version, candidate: Version): Check {
  if (champion.features === null || candidate.features === null) return warn(NO_DATA);
  const before = new Set(champion.features.map(({ name }) => name));
  const added = candidate.features.filter(({ name }) => !before.has(name)).map(({ name }) => name);
  return added.length === 0
    ? pass("The new model needs no additional features.")
    : warn(`The new model needs additional features: ${added.join(", ")}.`);
}

function featureTypes(champion: Version, candidate: Version): Check {
  if (champion.features === null || candidate.features === null) return warn(NO_DATA);
  const before = new Map(champion.features.map(({ name, type }) => [name, type]));
  const changed = candidate.features.flatMap(({ name, type }) => {
    const old = before.get(name);
    return old === undefined || old === type ? [] : [`${name} (${old} to ${type})`];
  });
  return changed.length === 0
    ? pass("The types of all features match.")
    : warn(`Types of features differ: ${changed.join(", ")}.`);
}

function classes(champion: Version, candidate: Version): Check {
  const [old, next] = [champion.target.classNames, candidate.target.classNames];
  if (old === null && next === null) return pass("The target has no classes.");
  const same =
    old !== null &&
    next !== null &&
    champion.target.classCount === candidate.target.classCount &&
    old.every((name) => next.includes(name));
  return judged(same, "The classes of the target differ.");
}

function canBeDeployed({ archived, deprecated, disabled, build }: Version): Check {
  const states = [
    ...(archived ? ["archived"] : []),
    ...(deprecated ? ["deprecated"] : []),
    ...(disabled ? ["disabled"] : []),
    ...(build === "complete" ? [] : [`not built (${build})`]),
  ];
  return judged(states.length === 0, `The model package is ${states.join(", ")}.`);
}

function tested({ kind, tests }: Version): Check {
  if (kind !== "custom") return pass("The model needs no tests.");
  if (tests?.status === "passed") return pass("The custom model passed its tests.");
  return fail(
    tests?.status === "failed"
      ? `Tests of the custom model failed: ${tests.failed.join(", ")}.`
      : "The custom model was not tested.",
  );
}

function humility(deployment: Deployment, candidate: Version): Check {
  if (!deployment.settings.humility.enabled) return pass("Humility is not enabled.");
  const missing = deployment.humilityRules.filter(
    ({ trigger }) => !candidate.humilitySupport.includes(trigger),
  );
  return judged(
    missing.length === 0,
    `The new model does not support the humility rules ${missing.map(({ name }) => name).join(", ")}.`,
  );
}

function intervals({ settings }: Deployment, candidate: Version): Check {
  const { enabled, percentiles } = settings.predictionIntervals;
  if (!enabled) return pass("Prediction intervals are not enabled.");
  return judged(
    percentiles.every((percentile) => candidate.intervals.includes(percentile)),
    `The new model does not compute prediction intervals of ${percentiles.join(", ")} percent.`,
  );
}

function trackedSegments({ settings }: Deployment, candidate: Version): Check {
  const { enabled, attributes } = settings.segmentAnalysis;
  if (!enabled) return pass("Segment analysis is not enabled.");
  if (candidate.trainingData === null)
    return warn("Segment attributes cannot be compared: training data is missing.");
  const columns = new Set(candidate.trainingData.columns.map(({ name }) => name));
  const missing = attributes.filter((name) => !columns.has(name));
  return judged(
    missing.length === 0,
    `The training data lacks the segment attributes ${missing.join(", ")}.`,
  );
}

function combined(champion: Version, candidate: Version): Check {
  const next = candidate.segments ?? [];
  const missing = (champion.segments ?? []).filter((segment) => !next.includes(segment));
  const both = (champion.segments === null) === (candidate.segments === null);
  return judged(both && missing.length === 0, `Segments are missing: ${missing.join(", ") || "all"}.`);
}

function drift({ settings }: Deployment, { driftSupport }: Version): Check {
  const lost = [
    ...(settings.targetDrift.enabled && !driftSupport.target ? ["target drift"] : []),
    ...(settings.featureDrift.enabled && !driftSupport.features ? ["feature drift"] : []),
  ];
  return lost.length === 0
    ? pass("Drift tracking goes on.")
    : warn(`Not tracked any more: ${lost.join(", ")}.`);
}

/** All checks, whatever the first ones say. */
export function validateReplacement(
  world: World,
  deployment: Deployment,
  candidate: Version,
  permitted: boolean,
): Verdict {
  const champion = deploymentVersion(world, deployment);
  const challengers = deployment.challengers.map(({ versionId }) => world.versions.get(versionId));
  const { target: old } = champion;
  const { target: next } = candidate;
  const checks: Record<string, Check> = {
    permission: judged(permitted, "You may not replace the model of this deployment."),
    supported: judged(
      FAMILY[champion.kind] === FAMILY[candidate.kind],
      "An external model can only be replaced by an external one.",
    ),
    modelCanBeDeployed: canBeDeployed(candidate),
    modelStatus: judged(candidate.build === "complete", "The model package is not built."),
    predictionReady: tested(candidate),
    notCurrentModel: judged(candidate.modelId !== champion.modelId, "The model is the current one already."),
    validChallenger: judged(
      challengers.every((one) => one?.modelId !== candidate.modelId) ||
        (world.options.promotion === "swaps" && challengers.some((one) => one?.id === candidate.id)),
      "The model is a challenger of this deployment already.",
    ),
    target: judged(old.name === next.name, `The target differs: ${old.name} and ${next.name}.`),
    targetType: judged(old.type === next.type, `The target type differs: ${old.type} and ${next.type}.`),
    targetClasses: classes(champion, candidate),
    features: features(champion, candidate),
    featureDataTypes: featureTypes(champion, candidate),
    seriesType: judged(
      seriesOf(champion) === seriesOf(candidate),
      `The series type differs: ${seriesOf(champion)} and ${seriesOf(candidate)}.`,
    ),
    timeSeriesCompatibility: judged(
      (champion.timeSeries === null) === (candidate.timeSeries === null),
      "Only one of the models is a time series model.",
    ),
    humilityRules: humility(deployment, candidate),
    predictionIntervals: intervals(deployment, candidate),
    containsTrackedSegmentAttributes: trackedSegments(deployment, candidate),
    combinedModelSegments: combined(champion, candidate),
    driftTracking: drift(deployment, candidate),
  };
  const statuses = Object.values(checks).map(({ status }) => status);
  if (statuses.includes("failing"))
    return { status: "failing", message: "Model cannot be used as a replacement.", checks };
  if (statuses.includes("warning"))
    return { status: "warning", message: "Model can be used as a replacement, with warnings.", checks };
  return { status: "passing", message: "Model can be used as a replacement.", checks };
}
