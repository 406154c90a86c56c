// Models that run outside: one nobody manages, one through a management agent, one inside a warehouse.
import {
  BOTH_OWNERS,
  binary,
  categorical,
  ENVIRONMENTS,
  type FleetPart,
  failing,
  healthy,
  notMonitored,
  numeric,
  regression,
  scored,
  served,
  to,
  toGroup,
  unknown,
  versionsOf,
} from "./building.ts";

/** External: 2 may replace the champion 1; 3 has another target; 4 was archived. */
export function extFraud(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "ext-fraud",
      model: "Card fraud (fraud engine)",
      kind: "external",
      sourceModel: null,
      modelType: "Rule-guided neural network",
      target: binary("is_fraud", ["fraud", "genuine"]),
      features: [
        ...numeric("amount", "seconds_since_last", "distance_km"),
        ...categorical("merchant_category", "country", "entry_mode"),
      ],
      rows: 1_800_000,
      humilitySupport: [],
      driftSupport: { target: true, features: true },
      author: "Otto",
    },
    now,
  );
  const v1 = version(1, { daysAgo: 198, metrics: scored("AUC", 0.9612, 0.9607, 0.9609) });
  const v2 = version(2, { daysAgo: 12, metrics: scored("AUC", 0.9671, 0.966, 0.9664) });
  const v3 = version(3, { daysAgo: 4, target: binary("chargeback", ["yes", "no"]) });
  const v4 = version(4, { daysAgo: 3, archived: true });
  const deployment = served(
    {
      key: "ext-fraud",
      label: "ext-fraud",
      description: "The fraud engine's own model; predictions are reported by the monitoring agent.",
      importance: "CRITICAL",
      environment: ENVIRONMENTS.fraudEngine,
      grants: [...BOTH_OWNERS, toGroup("ml-approvers", "USER"), to("carl", "CONSUMER")],
      scoringCode: false,
      health: {
        service: healthy("No errors in the last 24 hours."),
        drift: healthy("No feature drifted."),
        accuracy: notMonitored("Actual values are not reported."),
      },
      daily: [412_300, 418_870, 431_020, 447_515, 502_110, 388_402, 351_994],
      champions: [{ package: v1, daysAgo: 190, by: "Otto" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3, v4] };
}

/** Under a management agent, with 5xx errors: 2 may replace the champion 1; 3 was never built. */
export function factoryVibration(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "factory-vibration",
      model: "Bearing failure",
      target: binary("fails_within_48h", ["true", "false"]),
      features: numeric("rms_x", "rms_y", "rms_z", "kurtosis", "temperature_c", "rpm", "hours_since_service"),
      otherColumns: categorical("machine"),
      rows: 86_000,
      author: "Otto",
    },
    now,
  );
  const v1 = version(1, { daysAgo: 143, metrics: scored("AUC", 0.8893, 0.8871, 0.8866) });
  const v2 = version(2, { daysAgo: 8, metrics: scored("AUC", 0.9027, 0.9011, 0.9008) });
  const v3 = version(3, { daysAgo: 1, build: "failed" });
  const deployment = served(
    {
      key: "factory-vibration",
      label: "factory-vibration",
      description: "Stops a line before a bearing fails. The management agent runs it next to the machines.",
      importance: "CRITICAL",
      environment: ENVIRONMENTS.factory,
      grants: [...BOTH_OWNERS, to("uma", "USER")],
      health: {
        service: failing("14 requests ended in a server error in the last 24 hours."),
        drift: failing("2 of 7 features drifted, among them rms_z, of high importance."),
        accuracy: unknown("Fewer than 100 actual values."),
      },
      daily: [86_400, 86_391, 86_400, 86_388, 86_400, 61_002, 60_870],
      champions: [{ package: v1, daysAgo: 139, by: "Otto" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3] };
}

/** Two deployments of one name in different environments. 2 may replace 1 in the warehouse; staging has it already, 3 comes next. */
export function priceElasticity(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "price-elasticity",
      model: "Price elasticity",
      target: regression("units_sold"),
      modelType: "Generalized Additive Model",
      features: [
        ...numeric("price", "discount", "week_of_year", "stock"),
        ...categorical("category", "store_type"),
      ],
      rows: 240_000,
    },
    now,
  );
  const v1 = version(1, { daysAgo: 160, metrics: scored("RMSE", 14.82, 14.97, 14.91) });
  const v2 = version(2, { daysAgo: 31, metrics: scored("RMSE", 13.36, 13.52, 13.47) });
  const v3 = version(3, { daysAgo: 4, metrics: scored("RMSE", 13.1, 13.29, 13.25) });
  const common = {
    label: "price-elasticity",
    description: "Units sold at a price, for the weekly price list.",
    grants: BOTH_OWNERS,
  };
  const warehouse = served(
    {
      ...common,
      key: "price-elasticity-warehouse",
      environment: ENVIRONMENTS.snowflake,
      daily: [0, 0, 41_200, 0, 0, 0, 0],
      champions: [{ package: v1, daysAgo: 155, by: "Olivia" }],
    },
    now,
  );
  const staging = served(
    {
      ...common,
      key: "price-elasticity-staging",
      importance: "LOW",
      environment: ENVIRONMENTS.staging,
      daily: [120, 80, 95, 110, 60, 0, 0],
      champions: [
        { package: v2, daysAgo: 28, by: "Olivia", reason: "ACCURACY" },
        { package: v1, daysAgo: 158, by: "Olivia" },
      ],
    },
    now,
  );
  return { deployments: [warehouse, staging], packages: [v1, v2, v3] };
}
