// Models of time: one series, many series, and a combined model of segments.
import {
  BOTH_OWNERS,
  categorical,
  dates,
  ENVIRONMENTS,
  type FleetPart,
  failing,
  healthy,
  numeric,
  regression,
  scored,
  served,
  to,
  versionsOf,
} from "./building.ts";

/** Single series with 80 % intervals: 2 may replace the champion 1; 3 computes no intervals; 4 is multiseries. */
export function energyDemand(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "energy-demand",
      model: "Energy demand",
      target: regression("demand_mwh"),
      modelType: "Seasonal ARIMA with gradient boosted residuals",
      timeSeries: { multiseries: false, seriesColumn: null },
      features: [
        ...dates("hour"),
        ...numeric("temperature_c", "wind_ms", "cloud_cover"),
        ...categorical("holiday"),
      ],
      rows: 61_000,
      humilitySupport: ["outlyingInput"],
      predictionIntervals: [50, 80, 90, 95],
    },
    now,
  );
  const v1 = version(1, { daysAgo: 74, metrics: scored("MASE", 0.912, 0.931, 0.924) });
  const v2 = version(2, { daysAgo: 7, metrics: scored("MASE", 0.867, 0.88, 0.876) });
  const v3 = version(3, { daysAgo: 5, author: "Otto", modelType: "Prophet", predictionIntervals: [] });
  const v4 = version(4, {
    daysAgo: 2,
    author: "Otto",
    timeSeries: { multiseries: true, seriesColumn: "grid_zone" },
  });
  const deployment = served(
    {
      key: "energy-demand",
      label: "energy-demand",
      description: "Demand of the next 48 hours, with the range that trading needs.",
      importance: "HIGH",
      environment: ENVIRONMENTS.production,
      grants: [...BOTH_OWNERS, to("uma", "USER")],
      scoringCode: true,
      settings: { predictionIntervals: { enabled: true, percentiles: [80] } },
      daily: [24, 24, 24, 24, 24, 24, 24],
      champions: [{ package: v1, daysAgo: 70, by: "Olivia" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3, v4] };
}

/**
 * Many series with the rule for new ones: 2 is of the same experiment; 3 of another, so that a replacement switches the rule
 * off; 4 knows one series only.
 */
export function shopSales(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "shop-sales",
      model: "Sales by shop",
      target: regression("sales_eur"),
      modelType: "Temporal hierarchical gradient boosting",
      timeSeries: { multiseries: true, seriesColumn: "shop" },
      features: [...dates("day"), ...categorical("shop", "promotion"), ...numeric("footfall", "stock")],
      rows: 480_000,
      humilitySupport: ["newSeries", "outlyingInput"],
      predictionIntervals: [80, 90],
    },
    now,
  );
  const v1 = version(1, { daysAgo: 133, metrics: scored("RMSE", 812.4, 820.1, 817.9) });
  const v2 = version(2, { daysAgo: 18, metrics: scored("RMSE", 774.8, 781.3, 779.2) });
  const v3 = version(3, {
    daysAgo: 6,
    author: "Otto",
    sourceModel: { experimentId: "exp-shop-sales-2", modelId: "m-shop-sales-3" },
    metrics: scored("RMSE", 760.2, 768.7, 765.5),
  });
  const v4 = version(4, { daysAgo: 3, timeSeries: { multiseries: false, seriesColumn: null } });
  const deployment = served(
    {
      key: "shop-sales",
      label: "shop-sales",
      description: "Sales of each shop for the next 14 days.",
      environment: ENVIRONMENTS.production,
      grants: [...BOTH_OWNERS],
      settings: {
        humility: { enabled: true, rules: [{ name: "A shop we have not seen", trigger: "newSeries" }] },
        drift: { target: true, features: false },
      },
      daily: [5_320, 5_320, 5_320, 5_334, 5_334, 5_334, 5_334],
      champions: [{ package: v1, daysAgo: 128, by: "Otto" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3, v4] };
}

/** Combined model: 2 covers the champion's segments; 3 lacks one. */
export function regionalSales(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "regional-sales",
      model: "Sales by region (combined)",
      target: regression("sales_eur"),
      modelType: "Combined model",
      timeSeries: { multiseries: true, seriesColumn: "region" },
      combined: { segments: ["north", "south", "west"] },
      features: [...dates("week"), ...categorical("region"), ...numeric("price_index", "temperature_c")],
      rows: 92_000,
      humilitySupport: ["newSeries"],
      predictionIntervals: [80],
    },
    now,
  );
  const v1 = version(1, { daysAgo: 109, metrics: scored("RMSE", 18_240, 18_415, 18_371) });
  const v2 = version(2, { daysAgo: 14, metrics: scored("RMSE", 17_680, 17_843, 17_790) });
  const v3 = version(3, { daysAgo: 4, combined: { segments: ["north", "south"] } });
  const deployment = served(
    {
      key: "regional-sales",
      label: "regional-sales",
      description: "One model per region, served as one.",
      environment: ENVIRONMENTS.production,
      grants: [...BOTH_OWNERS],
      scoringCode: false,
      health: {
        service: healthy("No errors in the last 24 hours."),
        drift: failing("1 of 4 features drifted: price_index, of high importance."),
        accuracy: healthy("RMSE 18,510, similar to deployment time."),
      },
      daily: [156, 156, 156, 156, 156, 0, 0],
      champions: [{ package: v1, daysAgo: 101, by: "Olivia" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3] };
}
