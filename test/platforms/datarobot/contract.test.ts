import type { Deployment } from "../../../src/deployments/deployment.ts";
import type { ModelPackage } from "../../../src/deployments/model-package.ts";
import type { Platform } from "../../../src/ports/platform.ts";
import { platformContract } from "../../contracts/platform.ts";
import { byWords, fakeWorld } from "./world.ts";

/** Who made it is a name here, not an email. Humility rules, launches with errors and applications are told by no public read. */
const tells = (deployment: Deployment): Deployment => ({
  ...deployment,
  createdBy: "Olivia",
  settings: { ...deployment.settings, humility: { ...deployment.settings.humility, rules: [] } },
  launchWarning: false,
  applications: [],
});

/** A version tells neither what it can do in humility and intervals, nor its metrics, nor which columns its training data has. */
const tellsPackage = (model: ModelPackage): ModelPackage => ({
  ...model,
  features: model.features?.toSorted((a, b) => (a.name < b.name ? -1 : 1)) ?? null,
  humilitySupport: null,
  predictionIntervals: null,
  explanations: model.explanations === "SHAP" ? "SHAP" : null,
  trainingData: model.trainingData === null ? null : { ...model.trainingData, columns: null },
  metrics: [],
});

platformContract(
  "DataRobot, its reads",
  async (world) => {
    const made = await fakeWorld(world);
    return { platform: byWords(made.reads, world, made) as unknown as Platform, close: made.close };
  },
  {
    tells,
    tellsPackage,
    // DataRobot searches labels and descriptions for what was typed, and an id is looked up.
    finds: {
      CARD: ["d-card-default", "d-fraud-77"],
      "fraud-77": [],
      edge: [],
      boosting: [],
      detection: [],
      "credit serverless": [],
      "crad-default": [],
      "card-defualt": [],
      "crad serverles": [],
      carddefault: [],
      detecton: [],
      gradeint: [],
    },
    // Of versions it searches the names.
    findsVersions: { keras: [], "p-2": [] },
    // It orders by the label alone.
    equalLabelsInAnyOrder: true,
    // Its lists do not say by which grant a deployment is somebody's.
    mineAreOwned: true,
    fewerFigures: true,
    // No public read tells of a launch that went on with errors.
    hidesLaunchWarnings: true,
    effects: false,
  },
);
