// All 17 checks of a replacement, always all of them: a person repairs everything in one go. Reference section 4.
import { isVisible } from "../permissions.ts";
import {
  CHECK_NAMES,
  type CheckName,
  type CheckResult,
  type CheckStatus,
  type Replacement,
  type Verdict,
} from "./check.ts";
import { check as classNames } from "./class-names.ts";
import { check as combinedModelSegments } from "./combined-model-segments.ts";
import { check as compatibleClass } from "./compatible-class.ts";
import { check as customModelTests } from "./custom-model-tests.ts";
import { check as deployable } from "./deployable.ts";
import { check as driftTracking } from "./drift-tracking.ts";
import { check as featureTypes } from "./feature-types.ts";
import { check as humilityRules } from "./humility-rules.ts";
import { check as noNewFeatures } from "./no-new-features.ts";
import { check as notCurrentModel } from "./not-current-model.ts";
import { check as permission } from "./permission.ts";
import { check as predictionIntervals } from "./prediction-intervals.ts";
import { resultsOf } from "./results.ts";
import { check as segmentAttributes } from "./segment-attributes.ts";
import { check as targetName } from "./target-name.ts";
import { check as targetType } from "./target-type.ts";
import { check as timeSeries } from "./time-series.ts";
import { withoutTrainingData } from "./training-data.ts";
import { check as uniqueAmongChallengers } from "./unique-among-challengers.ts";

const CHECKS: Readonly<Record<CheckName, (r: Replacement) => CheckResult>> = {
  permission,
  "compatible-class": compatibleClass,
  "not-current-model": notCurrentModel,
  "unique-among-challengers": uniqueAmongChallengers,
  deployable,
  "custom-model-tests": customModelTests,
  "target-name": targetName,
  "target-type": targetType,
  "class-names": classNames,
  "feature-types": featureTypes,
  "no-new-features": noNewFeatures,
  "humility-rules": humilityRules,
  "time-series": timeSeries,
  "prediction-intervals": predictionIntervals,
  "segment-attributes": segmentAttributes,
  "combined-model-segments": combinedModelSegments,
  "drift-tracking": driftTracking,
};

/**
 * Runs all checks, in the reference's order; the verdict is the worst of them. Total and deterministic. Who may not see the
 * deployment or the candidate learns nothing of them: the other checks are then not evaluated, and permission fails anyway.
 */
export function validateReplacement(r: Replacement): Verdict {
  const maySee = r.candidateReadable && isVisible("replace-model", r.role);
  const checks = CHECK_NAMES.map((name) =>
    maySee || name === "permission"
      ? CHECKS[name](r)
      : resultsOf(name).notEvaluated("Not compared: a right is missing."),
  );
  return {
    status: worst(checks.map(({ status }) => status)),
    checks,
    withoutTrainingData: maySee ? withoutTrainingData(r) : [],
  };
}

export const worst = (statuses: readonly CheckStatus[]): CheckStatus =>
  statuses.includes("failing") ? "failing" : statuses.includes("warning") ? "warning" : "passing";
