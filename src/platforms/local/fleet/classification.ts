// Classes and numbers without time: segments, humility, challengers, an inactive one, and labels that are hard on a bot.
import {
  atRisk,
  BOTH_OWNERS,
  binary,
  categorical,
  dates,
  ENVIRONMENTS,
  type FleetPart,
  failing,
  healthy,
  multiclass,
  notMonitored,
  numeric,
  regression,
  scored,
  served,
  text,
  to,
  toEverybody,
  unknown,
  versionsOf,
} from "./building.ts";

/** Multiclass with segment analysis: 2 may replace the champion 1; 3 has one class more; 4 lacks the segment attribute. */
export function ticketRouting(now: number): FleetPart {
  const classes = ["billing", "technical", "cancellation", "other"];
  const line = {
    key: "ticket-routing",
    model: "Ticket routing",
    target: multiclass("queue", classes),
    features: [
      ...text("subject", "body"),
      ...categorical("product", "language"),
      ...numeric("customer_years"),
    ],
    rows: 54_000,
    author: "Otto",
  };
  const version = versionsOf({ ...line, otherColumns: categorical("region") }, now);
  const withoutRegion = versionsOf(line, now);
  const v1 = version(1, { daysAgo: 88, metrics: scored("Accuracy", 0.874, 0.871, 0.872) });
  const v2 = version(2, { daysAgo: 10, metrics: scored("Accuracy", 0.892, 0.887, 0.889) });
  const v3 = version(3, { daysAgo: 6, target: multiclass("queue", [...classes, "fraud"]) });
  const v4 = withoutRegion(4, { daysAgo: 2, metrics: scored("Accuracy", 0.894, 0.89, 0.891) });
  const deployment = served(
    {
      key: "ticket-routing",
      label: "support-ticket-routing",
      description: "Sends each new ticket to a queue. Everybody may look at it.",
      environment: ENVIRONMENTS.production,
      grants: [...BOTH_OWNERS, toEverybody("USER")],
      settings: { segments: { enabled: true, attributes: ["region"] } },
      health: {
        service: atRisk("3 requests were refused as malformed in the last 24 hours."),
        drift: healthy("No feature drifted."),
        accuracy: healthy("Accuracy 0.868, similar to 0.871 at deployment time."),
      },
      daily: [3_120, 3_344, 3_298, 3_401, 3_027, 1_204, 998],
      champions: [{ package: v1, daysAgo: 80, by: "Otto" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3, v4] };
}

/** Regression with humility rules, explained by SHAP: 2 may replace the champion 1; 3 supports neither rule. */
export function houseValue(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "house-value",
      model: "House value",
      target: regression("sale_price"),
      modelType: "Light Gradient Boosted Trees Regressor",
      explanations: "SHAP",
      features: [
        ...numeric("living_area_m2", "rooms", "built", "latitude", "longitude"),
        ...categorical("energy_class", "heating"),
        ...dates("last_renovation"),
      ],
      rows: 118_000,
    },
    now,
  );
  const v1 = version(1, { daysAgo: 121, metrics: scored("RMSE", 48_120, 48_630, 48_412) });
  const v2 = version(2, { daysAgo: 15, metrics: scored("RMSE", 45_870, 46_204, 46_011) });
  const v3 = version(3, { daysAgo: 7, modelType: "Decision table", humilitySupport: [] });
  const deployment = served(
    {
      key: "house-value",
      label: "house-value",
      description: "First estimate for a mortgage; far-off inputs go to a person.",
      importance: "LOW",
      environment: ENVIRONMENTS.production,
      grants: [to("olivia", "OWNER"), to("uma", "USER")],
      settings: {
        humility: {
          enabled: true,
          rules: [
            { name: "Unusual estimate", trigger: "uncertainPrediction" },
            { name: "Living area out of range", trigger: "outlyingInput" },
          ],
        },
      },
      daily: [640, 702, 688, 715, 590, 210, 180],
      champions: [{ package: v1, daysAgo: 117, by: "Olivia" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3] };
}

/** Three challengers (2, 3, 4): 5 may replace the champion 1; 6 is the same model as the challenger 2. */
export function customerChurn(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "customer-churn",
      model: "Customer churn",
      target: binary("churned", ["yes", "no"]),
      features: [
        ...numeric("tenure_months", "monthly_charge", "support_calls", "data_gb"),
        ...categorical("contract", "payment_method"),
      ],
      rows: 71_000,
    },
    now,
  );
  const v1 = version(1, { daysAgo: 210, metrics: scored("AUC", 0.8421, 0.8405, 0.841) });
  const v2 = version(2, { daysAgo: 62, metrics: scored("AUC", 0.8517, 0.8494, 0.8501) });
  const v3 = version(3, {
    daysAgo: 60,
    author: "Otto",
    modelType: "Keras Slim Residual Network Classifier",
    metrics: scored("AUC", 0.8466, 0.8442, 0.8439),
  });
  const v4 = version(4, {
    daysAgo: 33,
    kind: "custom",
    author: "Uma",
    modelType: "scikit-learn pipeline",
    tests: { status: "passed", failed: [] },
    metrics: scored("AUC", 0.8483, 0.8479, 0.8475),
  });
  const v5 = version(5, { daysAgo: 5, metrics: scored("AUC", 0.8561, 0.8538, 0.8544) });
  const v6 = version(6, { daysAgo: 2, sourceModel: v2.sourceModel, metrics: v2.metrics });
  const deployment = served(
    {
      key: "customer-churn",
      label: "customer-churn",
      description: "Who will leave in the next three months. Three challengers shadow the champion.",
      importance: "HIGH",
      environment: ENVIRONMENTS.production,
      grants: [...BOTH_OWNERS, to("uma", "USER")],
      challengers: [v2, v3, v4],
      settings: { associationId: { columns: ["customer_id"], required: true } },
      health: {
        service: healthy("No errors in the last 24 hours."),
        drift: healthy("No feature drifted."),
        accuracy: failing("AUC 0.781, severely below 0.841 at deployment time."),
      },
      daily: [11_020, 10_987, 11_104, 11_231, 11_078, 9_640, 9_512],
      champions: [{ package: v1, daysAgo: 204, by: "Olivia" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2, v3, v4, v5, v6] };
}

/** Inactive since its season ended: 2 may replace the champion 1. */
export function springCampaign(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "spring-campaign",
      model: "Campaign response",
      target: binary("responded", ["1", "0"]),
      features: [...numeric("age", "orders_last_year", "basket_value"), ...categorical("segment", "channel")],
      rows: 39_000,
      author: "Uma",
    },
    now,
  );
  const v1 = version(1, { daysAgo: 284, metrics: scored("AUC", 0.681, 0.677, 0.679) });
  const v2 = version(2, { daysAgo: 20, metrics: scored("AUC", 0.702, 0.697, 0.699) });
  const deployment = served(
    {
      key: "spring-campaign",
      label: "spring-campaign",
      description: "Whom to write to in spring. Switched off until next year.",
      importance: "LOW",
      status: "inactive",
      environment: ENVIRONMENTS.production,
      grants: [...BOTH_OWNERS],
      health: {
        service: unknown("No predictions in the last 24 hours."),
        drift: unknown("Fewer than 100 predictions."),
        accuracy: unknown("Fewer than 100 predictions."),
      },
      usage: { dailyRates: [0, 0, 0, 0, 0, 0, 0], lastPredictionAt: now - 171 * 24 * 60 * 60 * 1_000 },
      daily: [],
      champions: [{ package: v1, daysAgo: 280, by: "Olivia" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2] };
}

/** A name that is also an action's word. 2 may replace the champion 1. */
export function share(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "share",
      model: "Share of wallet",
      target: regression("share_of_wallet"),
      modelType: "Elastic-Net Regressor",
      features: [...numeric("income_band", "products", "years"), ...categorical("branch")],
      rows: 25_000,
    },
    now,
  );
  const v1 = version(1, { daysAgo: 66, metrics: scored("MAE", 0.083, 0.085, 0.084) });
  const v2 = version(2, { daysAgo: 11, metrics: scored("MAE", 0.079, 0.081, 0.08) });
  const deployment = served(
    {
      key: "share",
      label: "share",
      description: "Which part of a household's banking is with us.",
      importance: "LOW",
      environment: ENVIRONMENTS.production,
      grants: [...BOTH_OWNERS, to("uma", "USER")],
      health: {
        service: healthy("No errors in the last 24 hours."),
        drift: healthy("No feature drifted."),
        accuracy: notMonitored("Accuracy is not set up."),
      },
      daily: [210, 190, 240, 205, 220, 30, 25],
      champions: [{ package: v1, daysAgo: 61, by: "Otto" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2] };
}

/** A label that tries to mention a channel and to format. 2 may replace the champion 1. */
export function oddLabel(now: number): FleetPart {
  const version = versionsOf(
    {
      key: "odd-label",
      model: 'Upsell <!here> & "friends"',
      target: binary("bought", ["yes", "no"]),
      features: [...numeric("visits", "minutes"), ...categorical("device")],
      rows: 12_000,
      author: "Otto",
    },
    now,
  );
  const v1 = version(1, { daysAgo: 45, metrics: scored("AUC", 0.713, 0.709, 0.71) });
  const v2 = version(2, { daysAgo: 13, metrics: scored("AUC", 0.731, 0.724, 0.726) });
  const deployment = served(
    {
      key: "odd-label",
      label: '<!channel> *bold* & "quotes"',
      description: "Named by somebody who likes _formatting_ and <https://example.com|links>.",
      environment: ENVIRONMENTS.staging,
      grants: [...BOTH_OWNERS],
      daily: [40, 35, 52, 47, 38, 12, 9],
      champions: [{ package: v1, daysAgo: 41, by: "Otto" }],
    },
    now,
  );
  return { deployments: [deployment], packages: [v1, v2] };
}
