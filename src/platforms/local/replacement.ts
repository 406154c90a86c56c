// Another champion: what has to hold for it, and what becomes of the deployment. Reference: deployment actions, section 3.2.
import { formatDistanceStrict } from "date-fns/formatDistanceStrict";
import type { Deployment, DeploymentSettings, Health } from "../../deployments/deployment.ts";
import { challengerId } from "../../deployments/ids.ts";
import type { ModelPackage } from "../../deployments/model-package.ts";
import type { EffectAnswer } from "../../ports/platform.ts";
import { type Decided, type Moment, refused } from "./decided.ts";
import type { CommandOf, ReadSide } from "./read-side.ts";
import { parsePackage } from "./records.ts";

interface Replacement {
  readonly deployment: Deployment;
  readonly champion: ModelPackage | null;
  readonly candidate: ModelPackage;
  readonly command: CommandOf<"replace-model">;
}

/** What must hold at the moment of the effect; whether the model fits was validated before. */
export function decideReplacement(
  deployment: Deployment,
  command: CommandOf<"replace-model">,
  side: Pick<ReadSide, "model" | "champion">,
  moment: Moment,
): EffectAnswer | Decided {
  // By the history alone for those that were made before effects had records of their own.
  const earlier = deployment.history.find((entry) => entry.effectKey === command.effectKey);
  if (earlier !== undefined) return { outcome: "done", at: earlier.from };
  const busy = inTransition(deployment);
  if (busy !== null) return refused(busy);
  if (deployment.championId !== command.expectedChampion)
    return refused(changedMeanwhile(deployment, moment.at));
  if (command.packageId === deployment.championId)
    return refused("This registered model version is the champion already.");
  if (side.model === null) return refused("This registered model version does not exist any more.");
  const candidate = parsePackage(side.model);
  if (candidate.archived) return refused(`${candidate.name} was archived, so it cannot serve any more.`);
  const promoted = deployment.challengers.find((challenger) => challenger.id === command.promote);
  if (command.promote !== null && promoted?.packageId !== command.packageId)
    return refused(`${candidate.name} is not that challenger of the deployment any more.`);
  const champion = side.champion === null ? null : parsePackage(side.champion);
  return {
    becomes: withNewChampion({ deployment, champion, candidate, command }, moment),
    beside: { read: [side.model], put: [], remove: [] },
  };
}

function inTransition(deployment: Deployment): string | null {
  switch (deployment.status) {
    case "launching":
      return "The deployment is being launched; wait until that is over.";
    case "stopping":
      return "The deployment is being stopped; wait until that is over.";
    case "replacingModel":
      return "Another replacement is running on this deployment; wait until that is over.";
    case "archived":
      return "The deployment was archived, so its model cannot be replaced.";
    case "active":
    case "inactive":
    case "errored":
    case "unknown":
      return null;
  }
}

function changedMeanwhile(deployment: Deployment, now: number): string {
  const [current] = deployment.history;
  if (current === undefined) return "The champion is not the one that was approved against.";
  const ago = formatDistanceStrict(current.from, now, { addSuffix: true });
  return `${current.by} made ${current.packageName} the champion ${ago}; this replacement was meant for another one.`;
}

function withNewChampion(change: Replacement, { at, newId }: Moment): Deployment {
  const { deployment, champion, candidate, command } = change;
  return {
    ...deployment,
    championId: candidate.id,
    championSince: at,
    history: [
      {
        packageId: candidate.id,
        packageName: candidate.name,
        from: at,
        reason: command.reason,
        by: command.by,
        effectKey: command.effectKey,
      },
      ...deployment.history,
    ],
    challengers: challengersAfter(change, newId),
    settings: settingsAfter(deployment.settings, champion, candidate),
    health: {
      // Service health is about the last 24 hours, whichever model served; the other two are about one model.
      service: deployment.health.service,
      drift: healthAfter(deployment.health.drift),
      accuracy: healthAfter(deployment.health.accuracy),
    },
    // The warning was about the old model's launch.
    launchWarning: false,
  };
}

/** The old champion takes the promoted challenger's place, except an external one, which cannot be a challenger. */
function challengersAfter(
  { deployment, champion, command }: Replacement,
  newId: string,
): Deployment["challengers"] {
  if (command.promote === null) return deployment.challengers;
  return deployment.challengers.flatMap((challenger) => {
    if (challenger.id !== command.promote) return [challenger];
    if (champion === null || champion.kind === "external") return [];
    return [{ id: challengerId(newId), packageId: champion.id }];
  });
}

/** Drift settings stay as they were; what the new model cannot do, or what belongs to another experiment, is switched off. */
function settingsAfter(
  settings: DeploymentSettings,
  champion: ModelPackage | null,
  candidate: ModelPackage,
): DeploymentSettings {
  const { humility, predictionIntervals } = settings;
  const intervalsGo = predictionIntervals.percentiles.some(
    (percentile) => candidate.predictionIntervals?.includes(percentile) !== true,
  );
  // A time-series deployment has one humility rule (reference section 10), so the multiseries rule is all there is.
  const multiseriesRule = humility.rules.some((rule) => rule.trigger === "newSeries");
  return {
    ...settings,
    predictionIntervals: intervalsGo ? { ...predictionIntervals, enabled: false } : predictionIntervals,
    humility:
      multiseriesRule && !sameExperiment(champion, candidate) ? { ...humility, enabled: false } : humility,
  };
}

const sameExperiment = (champion: ModelPackage | null, candidate: ModelPackage): boolean =>
  champion !== null &&
  champion.sourceModel !== null &&
  champion.sourceModel.experimentId === candidate.sourceModel?.experimentId;

/** Under 100 predictions of the new model nothing is known of it (reference section 9). */
const healthAfter = (health: Health): Health =>
  health.status === "unavailable"
    ? health
    : { status: "unknown", message: "Fewer than 100 predictions since the model was replaced." };
