// Models that were not built by the platform: custom ones with and without tests and training data, and an imported package.
import type { Target } from "../../../deployments/model-package.ts";
import {
  BOTH_OWNERS,
  binary,
  categorical,
  daysBefore,
  ENVIRONMENTS,
  type FleetPart,
  healthy,
  multiclass,
  notMonitored,
  numeric,
  scored,
  served,
  text,
  to,
  toGroup,
  unknown,
  versionsOf,
} from "./building.ts";

const PASSED = { status: "passed", failed: [] } as const;

/** Custom: 2 passed its tests and may replace the champion 1; 3 failed two of them; 4 was never tested. */
export function documentClassifier(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "document-classifier",
      model: "Document classifier",
      kind: "custom",
      target: multiclass("document_type", ["invoice", "contract", "letter", "identity card"]),
      modelType: "PyTorch transformer",
      features: [...text("ocr_text"), ...numeric("pages")],
      rows: 18_500,
      author: "Uma",
      humilitySupport: [],
      tests: PASSED,
    },
    now,
  );
  const v1 = version(1, { daysAgo: 93, metrics: scored("Accuracy", 0.941, 0.938, 0.939) });
  const v2 = version(2, { daysAgo: 8, metrics: scored("Accuracy", 0.956, 0.951, 0.953) });
  const v3 = version(3, { daysAgo: 5, tests: { status: "failed", failed: ["Startup", "Null imputation"] } });
  const v4 = version(4, { daysAgo: 1, tests: { status: "untested", failed: [] } });
  const deployment = served(
    {
      key: "document-classifier",
      label: "document-classifier",
      description: "Sorts what the mail room scans.",
      environment: ENVIRONMENTS.production,
      grants: [...BOTH_OWNERS, to("uma", "USER"), toGroup("ml-approvers", "CONSUMER")],
      scoringCode: false,
      settings: { drift: { target: true, features: false } },
      daily: [1_870, 1_902, 1_855, 1_931, 1_764, 120, 0],
      champions: [{ package: v1, daysAgo: 90, by: "Otto" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3, v4] };
}

/** Custom and inactive: the champion 1 cannot be launched, because its tests fail since then; 2 passed and may replace it. */
export function claimsTriage(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "claims-triage",
      model: "Claims triage",
      kind: "custom",
      target: binary("needs_adjuster", ["yes", "no"]),
      modelType: "scikit-learn pipeline",
      features: [...numeric("claim_amount", "days_open"), ...categorical("product"), ...text("description")],
      rows: 64_000,
      author: "Otto",
      humilitySupport: [],
      tests: PASSED,
    },
    now,
  );
  const v1 = version(1, {
    daysAgo: 120,
    metrics: scored("AUC", 0.871, 0.866, 0.868),
    tests: { status: "failed", failed: ["Startup"] },
  });
  const v2 = version(2, { daysAgo: 6, metrics: scored("AUC", 0.884, 0.88, 0.881) });
  const deployment = served(
    {
      key: "claims-triage",
      label: "claims-triage",
      description:
        "Which insurance claims an adjuster sees first. Off since its environment image was rebuilt.",
      status: "inactive",
      environment: ENVIRONMENTS.staging,
      grants: [...BOTH_OWNERS, to("uma", "USER")],
      scoringCode: false,
      health: {
        service: unknown("No predictions in the last 24 hours."),
        drift: unknown("Fewer than 100 predictions."),
        accuracy: unknown("Fewer than 100 predictions."),
      },
      usage: { dailyRates: [0, 0, 0, 0, 0, 0, 0], lastPredictionAt: daysBefore(now, 23) },
      daily: [],
      champions: [{ package: v1, daysAgo: 116, by: "Otto" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2] };
}

/** Custom, launched with errors, and without a target: 2 may replace the champion 1. */
export function networkAnomalies(now: number): FleetPart {
  const noTarget: Target = { name: null, type: "AnomalyDetection", classes: null, classCount: null };
  const version = versionsOf(
    {
      key: "network-anomalies",
      model: "Network anomalies",
      kind: "custom",
      target: noTarget,
      modelType: "Isolation forest",
      features: [
        ...numeric("bytes_in", "bytes_out", "connections", "failed_logins"),
        ...categorical("subnet"),
      ],
      rows: 900_000,
      author: "Otto",
      tests: PASSED,
      driftSupport: { target: false, features: true },
    },
    now,
  );
  const v1 = version(1, { daysAgo: 37 });
  const v2 = version(2, { daysAgo: 4 });
  const deployment = served(
    {
      key: "network-anomalies",
      label: "network-anomalies",
      description: "Odd traffic in the office network.",
      environment: ENVIRONMENTS.staging,
      grants: [to("otto", "OWNER"), to("olivia", "USER")],
      scoringCode: false,
      launchWarning: true,
      settings: { drift: { target: false, features: true } },
      health: {
        service: healthy("No errors in the last 24 hours."),
        drift: unknown("Fewer than 100 predictions."),
        accuracy: notMonitored("There are no actual values to compare with."),
      },
      daily: [0, 0, 0, 12, 31, 8, 5],
      champions: [{ package: v1, daysAgo: 36, by: "Otto" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2] };
}

/** The champion 1 has no training data: every replacement has to be attested; 2 may come, and so may 3, which has none either. */
export function leadScoring(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "lead-scoring",
      model: "Lead scoring",
      kind: "custom",
      target: binary("converted", ["1", "0"]),
      modelType: "scikit-learn pipeline",
      features: [...numeric("visits", "mails_opened", "employees"), ...categorical("industry", "source")],
      rows: 22_000,
      author: "Otto",
      tests: PASSED,
    },
    now,
  );
  const without = { features: null, trainingData: null };
  const v1 = version(1, { daysAgo: 175, ...without });
  const v2 = version(2, { daysAgo: 12, metrics: scored("AUC", 0.774, 0.769, 0.77) });
  const v3 = version(3, { daysAgo: 6, ...without });
  const deployment = served(
    {
      key: "lead-scoring",
      label: "lead-scoring",
      description: "Which leads sales calls first. Handed over without its training data.",
      environment: ENVIRONMENTS.production,
      grants: [to("otto", "OWNER"), to("uma", "USER")],
      scoringCode: false,
      settings: { drift: { target: true, features: false } },
      daily: [480, 512, 530, 499, 505, 60, 41],
      champions: [{ package: v1, daysAgo: 170, by: "Otto" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3] };
}

/** An imported .mlpkg serves: 2 is imported too and a candidate on self-managed installations only; 3 is a native model. */
export function legacyScorecard(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "legacy-scorecard",
      model: "Legacy scorecard",
      kind: "imported",
      target: binary("bad_loan", ["1", "0"]),
      modelType: "Logistic scorecard",
      features: [
        ...numeric("income", "loan_amount", "debt_ratio", "delinquencies"),
        ...categorical("purpose"),
      ],
      rows: 45_000,
    },
    now,
  );
  const v1 = version(1, {
    daysAgo: 520,
    sourceModel: { experimentId: "exp-air-gapped", modelId: "m-scorecard-1" },
    metrics: scored("AUC", 0.731, 0.728, 0.729),
  });
  const v2 = version(2, {
    daysAgo: 25,
    sourceModel: { experimentId: "exp-air-gapped", modelId: "m-scorecard-2" },
    metrics: scored("AUC", 0.744, 0.74, 0.741),
  });
  const v3 = version(3, {
    daysAgo: 16,
    kind: "native",
    sourceModel: { experimentId: "exp-legacy-scorecard", modelId: "m-legacy-scorecard-3" },
    modelType: "Generalized linear model",
    metrics: scored("AUC", 0.749, 0.745, 0.746),
  });
  const deployment = served(
    {
      key: "legacy-scorecard",
      label: "legacy-scorecard",
      description: "Came as a file from the installation without a network.",
      importance: "MODERATE",
      environment: ENVIRONMENTS.production,
      grants: [...BOTH_OWNERS],
      daily: [910, 934, 902, 950, 921, 310, 290],
      champions: [{ package: v1, daysAgo: 512, by: "Olivia" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3] };
}
