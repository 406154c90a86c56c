// The settings of a deployment, on the wire and in the fake alike: reference section 14.
export interface Settings {
  associationId: { columnNames: string[]; requiredInPredictionRequests: boolean; autoGenerateId: boolean };
  targetDrift: { enabled: boolean };
  featureDrift: { enabled: boolean; featureSelection: string; trackedFeatures: string[] };
  predictionIntervals: { enabled: boolean; percentiles: number[] };
  predictionWarning: { enabled: boolean; customBoundaries: { lower: number; upper: number } | null };
  humility: { enabled: boolean };
  challengerModels: { enabled: boolean };
  segmentAnalysis: { enabled: boolean; attributes: string[] };
  predictionsDataCollection: { enabled: boolean };
  predictionsByForecastDate: {
    enabled: boolean;
    columnName: string | null;
    datetimeFormat: string | null;
  };
  automaticActuals: { enabled: boolean };
  batchMonitoring: { enabled: boolean };
  biasAndFairness: {
    protectedFeatures: string[];
    preferableTargetValue: string | number | boolean | null;
    fairnessMetricsSet: string | null;
    fairnessThreshold: number | null;
  } | null;
  predictionsSettings: {
    minComputes: number | null;
    maxComputes: number | null;
    resourceBundleId: string | null;
  };
}
