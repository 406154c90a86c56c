// Who will miss the next credit-card payment: columns of the public data set "Default of Credit Card Clients" (UCI, 2016).
import {
  atRisk,
  BOTH_OWNERS,
  binary,
  categorical,
  ENVIRONMENTS,
  type FleetPart,
  healthy,
  numeric,
  scored,
  served,
  to,
  versionsOf,
} from "./building.ts";
import { CREDIT_RISK } from "./use-cases.ts";

const TARGET = binary("default payment next month", ["1", "0"]);

const PAYMENT_STATUS = ["PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"];
const AMOUNTS = [1, 2, 3, 4, 5, 6].flatMap((month) => [`BILL_AMT${month}`, `PAY_AMT${month}`]);
const FEATURES = [
  ...numeric("LIMIT_BAL"),
  ...categorical("SEX", "EDUCATION", "MARRIAGE"),
  ...numeric("AGE", ...PAYMENT_STATUS, ...AMOUNTS.toSorted()),
];

/**
 * Versions 1 to 8: 3 is champion, after 1 and 2; 4 passes; 5 adds `UTIL_6M` and retypes `PAY_0`; 6 has no training data; 7 has
 * another target; 8 was built from the champion's source model.
 */
export function cardDefault(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "card-default",
      model: "Credit card default",
      target: TARGET,
      features: FEATURES,
      otherColumns: numeric("ID"),
      rows: 30_000,
    },
    now,
  );
  const v1 = version(1, {
    daysAgo: 412,
    modelType: "Elastic-Net Classifier",
    metrics: [...scored("AUC", 0.7214, 0.7198, 0.7206), ...scored("LogLoss", 0.4672, 0.4681, 0.4677)],
    deprecated: true,
  });
  const v2 = version(2, {
    daysAgo: 236,
    modelType: "Random Forest Classifier",
    metrics: [...scored("AUC", 0.7635, 0.7619, 0.7628), ...scored("LogLoss", 0.4391, 0.4402, 0.4395)],
  });
  const v3 = version(3, {
    daysAgo: 26,
    modelType: "eXtreme Gradient Boosted Trees Classifier",
    metrics: [...scored("AUC", 0.7782, 0.7769, 0.7774), ...scored("LogLoss", 0.4301, 0.431, 0.4305)],
  });
  const v4 = version(4, {
    daysAgo: 9,
    metrics: [...scored("AUC", 0.7861, 0.7848, 0.7853), ...scored("LogLoss", 0.4254, 0.4262, 0.4259)],
  });
  const v5 = version(5, {
    daysAgo: 6,
    author: "Otto",
    modelType: "CatBoost Classifier",
    features: [
      ...FEATURES.map((feature) =>
        feature.name === "PAY_0" ? { name: "PAY_0", type: "Categorical" } : feature,
      ),
      ...numeric("UTIL_6M"),
    ],
    metrics: [...scored("AUC", 0.7914, 0.7877, 0.7859), ...scored("LogLoss", 0.4219, 0.4247, 0.4256)],
  });
  const v6 = version(6, {
    daysAgo: 5,
    author: "Otto",
    modelType: "Stacked ensemble",
    features: null,
    trainingData: null,
    metrics: [],
  });
  const v7 = version(7, {
    daysAgo: 3,
    author: "Uma",
    target: binary("late payment next month", ["1", "0"]),
    metrics: scored("AUC", 0.7448, 0.7436, 0.7441),
  });
  const v8 = version(8, {
    daysAgo: 2,
    author: "Otto",
    modelType: v3.modelType,
    sourceModel: v3.sourceModel,
    metrics: v3.metrics,
  });
  const deployment = served(
    {
      key: "card-default",
      label: "card-default",
      description: "Scores every card account each night: will the holder miss the next payment?",
      importance: "HIGH",
      environment: ENVIRONMENTS.production,
      grants: [...BOTH_OWNERS, to("uma", "USER"), to("carl", "CONSUMER")],
      useCases: [CREDIT_RISK],
      settings: { associationId: { columns: ["ID"], required: true } },
      health: {
        service: healthy("No errors in the last 24 hours."),
        drift: atRisk("1 of 23 features drifted: PAY_AMT6, of low importance."),
        accuracy: healthy("AUC 0.775, similar to 0.777 at deployment time."),
      },
      daily: [29_610, 30_044, 30_118, 29_987, 30_205, 28_730, 28_412],
      // Version 2 served until 20 days ago: the sample policy lets a champion of the last 30 days come back without approval.
      champions: [
        { package: v3, daysAgo: 20, by: "Olivia", reason: "ACCURACY" },
        { package: v2, daysAgo: 230, by: "Otto", reason: "SCHEDULED_REFRESH" },
        { package: v1, daysAgo: 405, by: "Olivia" },
      ],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3, v4, v5, v6, v7, v8] };
}
