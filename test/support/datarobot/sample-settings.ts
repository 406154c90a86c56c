// Settings of a deployment of the sample fleet as the wire has them.
import type { Deployment } from "../../../src/deployments/deployment.ts";
import type { Settings } from "./settings-shape.ts";

export function settingsOf({ settings }: Deployment): Settings {
  const { associationId, drift, humility, predictionIntervals, segments, challengersEnabled } = settings;
  return {
    associationId: {
      columnNames: [...associationId.columns],
      requiredInPredictionRequests: associationId.required,
      autoGenerateId: false,
    },
    targetDrift: { enabled: drift.target },
    featureDrift: { enabled: drift.features, featureSelection: "auto", trackedFeatures: [] },
    predictionIntervals: {
      enabled: predictionIntervals.enabled,
      percentiles: [...predictionIntervals.percentiles],
    },
    predictionWarning: { enabled: false, customBoundaries: null },
    humility: { enabled: humility.enabled },
    challengerModels: { enabled: challengersEnabled },
    segmentAnalysis: { enabled: segments.enabled, attributes: [...segments.attributes] },
    predictionsDataCollection: { enabled: challengersEnabled },
    predictionsByForecastDate: { enabled: false, columnName: null, datetimeFormat: null },
    automaticActuals: { enabled: false },
    batchMonitoring: { enabled: false },
    biasAndFairness: null,
    predictionsSettings: { minComputes: null, maxComputes: null, resourceBundleId: null },
  };
}
