// Deployments and packages of every kind for property tests. Small pools of names, so that both sides often share some.
import fc from "fast-check";
import { DEPLOYMENT_STATUSES, MODEL_FORMATS, ROLES } from "../../src/deployments/deployment.ts";
import { challengerId, packageId } from "../../src/deployments/ids.ts";
import {
  HUMILITY_TRIGGERS,
  type ModelPackage,
  PACKAGE_KINDS,
  TARGET_TYPES,
} from "../../src/deployments/model-package.ts";
import {
  CONFIGURABLE_CHECKS,
  type Replacement,
  type Severities,
} from "../../src/deployments/validation/check.ts";
import { aDeployment, anEnvironment, aPackage, someSettings, trainingData } from "../support/builders.ts";

const orNull = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null, freq: 4 });
const someOf = <T>(all: readonly T[]) => fc.subarray([...all]);

/** Names are unique within one list, as on the platform. */
export const anyFeatures = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("AGE", "SEX", "PAY_0", "PAY_2", "REGION", "constructor", "__proto__"),
    type: fc.constantFrom("Numeric", "Categorical", "Text"),
  }),
  { selector: ({ name }) => name, maxLength: 6 },
);

const anyName = fc.oneof(
  fc.constantFrom("default", "churn"),
  fc.string({ maxLength: 300, unit: "grapheme" }),
);

export const anyPackage: fc.Arbitrary<ModelPackage> = fc
  .record({
    version: fc.integer({ min: 1, max: 5 }),
    kind: fc.constantFrom(...PACKAGE_KINDS),
    sourceModel: orNull(
      fc.record({
        experimentId: fc.constantFrom("e-1", "e-2"),
        modelId: fc.constantFrom("m-1", "m-2", "m-3"),
      }),
    ),
    target: fc.record({
      name: orNull(anyName),
      type: orNull(fc.constantFrom(...TARGET_TYPES)),
      classes: orNull(fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 4 })),
      classCount: orNull(fc.integer({ min: 0, max: 200 })),
    }),
    timeSeries: orNull(fc.record({ multiseries: fc.boolean(), seriesColumn: orNull(fc.constant("store")) })),
    combined: orNull(fc.record({ segments: someOf(["north", "south", "west"]) })),
    features: orNull(anyFeatures),
    trainingData: orNull(anyFeatures.map((columns) => trainingData({ columns }))),
    humilitySupport: someOf(HUMILITY_TRIGGERS),
    predictionIntervals: someOf([80, 90, 95]),
    driftSupport: fc.record({ target: fc.boolean(), features: fc.boolean() }),
    archived: fc.boolean(),
    deprecated: fc.boolean(),
    disabled: fc.boolean(),
    build: fc.constantFrom("complete" as const, "building" as const, "failed" as const),
    tests: orNull(
      fc.record({
        status: fc.constantFrom("passed" as const, "failed" as const, "untested" as const),
        failed: someOf(["Startup", "Null imputation"]),
      }),
    ),
  })
  .map((over) => aPackage(over));

const anySeverities: fc.Arbitrary<Severities> = fc
  .tuple(...CONFIGURABLE_CHECKS.map(() => fc.constantFrom("warning" as const, "failing" as const)))
  .map(([humility = "failing", intervals = "failing", segments = "failing", drift = "warning"]) => ({
    "humility-rules": humility,
    "prediction-intervals": intervals,
    "segment-attributes": segments,
    "drift-tracking": drift,
  }));

const anyDeployment = fc
  .record({
    status: fc.constantFrom(...DEPLOYMENT_STATUSES),
    challengers: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }).map((versions) =>
      versions.map((version) => ({
        id: challengerId(`c-${version}`),
        packageId: packageId(`p-${version}`),
      })),
    ),
    environment: fc
      .record({
        platform: fc.constantFrom("datarobot" as const, "aws" as const),
        supportedModelFormats: someOf(MODEL_FORMATS),
      })
      .map((over) => anEnvironment(over)),
    settings: fc
      .record({
        drift: fc.record({ target: fc.boolean(), features: fc.boolean() }),
        humility: fc.record({
          enabled: fc.boolean(),
          rules: fc.array(
            fc.record({ name: fc.constant("a rule"), trigger: fc.constantFrom(...HUMILITY_TRIGGERS) }),
            { maxLength: 3 },
          ),
        }),
        predictionIntervals: fc.record({ enabled: fc.boolean(), percentiles: someOf([80, 90]) }),
        segments: fc.record({
          enabled: fc.boolean(),
          attributes: someOf(["REGION", "AGE", "Forecast Distance"]),
        }),
      })
      .map((over) => someSettings(over)),
  })
  .map((over) => aDeployment(over));

export const anyReplacement: fc.Arbitrary<Replacement> = fc.record({
  deployment: anyDeployment,
  champion: anyPackage,
  challengers: fc.array(
    fc.record({ id: fc.constantFrom("c-1", "c-2", "c-3").map(challengerId), package: orNull(anyPackage) }),
    { maxLength: 3 },
  ),
  candidate: anyPackage,
  promote: orNull(fc.constantFrom("c-1", "c-2", "c-9").map(challengerId)),
  role: orNull(fc.constantFrom(...ROLES)),
  candidateReadable: fc.boolean(),
  edition: fc.constantFrom("saas" as const, "self-managed" as const),
  severities: anySeverities,
});
