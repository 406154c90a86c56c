// What a Consumer may know of a deployment whose scoring code they ask for: its id, and what the model is. Reference: deployment
// actions, section 2.3.
import type { Deployment, Health } from "./deployment.ts";

const UNKNOWN: Health = { status: "unknown", message: "" };

/** The deployment without everything that only those who may open it see; its id stands for its name. */
export const asConsumerSees = (deployment: Deployment): Deployment => ({
  ...deployment,
  label: deployment.id,
  description: "",
  createdBy: null,
  environment: { ...deployment.environment, id: "", name: "" },
  settings: {
    drift: { target: false, features: false },
    associationId: { columns: [], required: false },
    challengersEnabled: false,
    humility: { enabled: false, rules: [] },
    predictionIntervals: { enabled: false, percentiles: [] },
    segments: { enabled: false, attributes: [] },
  },
  challengers: [],
  health: { service: UNKNOWN, drift: UNKNOWN, accuracy: UNKNOWN },
  usage: { dailyRates: [], lastPredictionAt: null },
  grants: [],
  useCases: [],
  history: [],
  applications: [],
  predictionUrl: null,
});
