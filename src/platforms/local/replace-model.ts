// The one effect of the local platform: another champion, in one commit. Reference: deployment actions, section 3.2.
import { formatDistanceStrict } from "date-fns/formatDistanceStrict";
import type { Deployment, DeploymentSettings, Health } from "../../deployments/deployment.ts";
import { challengerId } from "../../deployments/ids.ts";
import type { ModelPackage } from "../../deployments/model-package.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import { type EffectAnswer, PlatformUnavailable, type ReplaceModelCommand } from "../../ports/platform.ts";
import { type CommitAnswer, type Store, type StoredRecord, StoreMisuse } from "../../ports/store.ts";
import {
  deploymentPut,
  deploymentRecordId,
  packageRecordId,
  parseDeployment,
  parsePackage,
} from "./records.ts";

/** Lost races before the caller is told to come back later. */
const TRIES = 5;
const BUSY_RETRY_MS = 1_000;
const FULL_STORE_RETRY_MS = 60_000;

/**
 * Reads, decides and commits. `done` is answered once for each effect key, with the time of the first; a repeated call changes
 * nothing. Whatever did not end in a commit answers that nothing changed, or `unknown` when the store cannot say.
 */
export async function replaceModel(
  { store, clock, ids }: { readonly store: Store; readonly clock: Clock; readonly ids: Ids },
  command: ReplaceModelCommand,
): Promise<EffectAnswer> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    let read: ReadSide;
    try {
      read = await readSide(store, command);
    } catch (error) {
      if (error instanceof StoreMisuse) throw error;
      // Nothing of this call was written: reading changes nothing, and a lost race wrote nothing.
      return notDelivered("The local registry cannot be read now, so nothing was changed.", BUSY_RETRY_MS);
    }
    const decision = decideOrRefuse(read, command, clock.now());
    if ("outcome" in decision) return decision;

    const replaced = withNewChampion({ ...decision, command, at: clock.now(), newId: ids.unique() });
    const answer = await commit(store, {
      expect: [read.deployment, read.candidate].flatMap((record) =>
        record === null ? [] : [{ id: record.id, rev: record.rev }],
      ),
      put: [deploymentPut(replaced)],
    });
    switch (answer.outcome) {
      case "committed":
        return { outcome: "done", at: replaced.championSince };
      case "failed":
        return notDelivered(`Nothing was changed: ${answer.reason}`, FULL_STORE_RETRY_MS);
      case "unknown":
        return {
          outcome: "unknown",
          sentence: "The local registry did not say whether it kept the new champion.",
        };
      case "conflict":
        continue;
    }
  }
  return notDelivered("Others change this deployment all the time; nothing was changed.", BUSY_RETRY_MS);
}

interface ReadSide {
  readonly deployment: StoredRecord | null;
  readonly champion: StoredRecord | null;
  readonly candidate: StoredRecord | null;
}

async function readSide(store: Store, command: ReplaceModelCommand): Promise<ReadSide> {
  const [deployment = null, champion = null, candidate = null] = await store.getMany([
    deploymentRecordId(command.deploymentId),
    packageRecordId(command.expectedChampion),
    packageRecordId(command.packageId),
  ]);
  return { deployment, champion, candidate };
}

/** A store that throws in a commit may have kept it. */
async function commit(
  store: Store,
  change: Pick<Parameters<Store["commit"]>[0], "expect" | "put">,
): Promise<CommitAnswer> {
  try {
    return await store.commit({ ...change, remove: [], audit: [] });
  } catch (error) {
    if (error instanceof StoreMisuse) throw error;
    return { outcome: "unknown", reason: error instanceof Error ? error.message : "" };
  }
}

interface Decided {
  readonly deployment: Deployment;
  readonly champion: ModelPackage | null;
  readonly candidate: ModelPackage;
}

/** A record that cannot be read as a deployment or package stays as it is. */
function decideOrRefuse(...given: Parameters<typeof decide>): EffectAnswer | Decided {
  try {
    return decide(...given);
  } catch (error) {
    if (error instanceof PlatformUnavailable) return refused(`${error.message} Nothing was changed.`);
    throw error;
  }
}

/** What must hold at the moment of the effect; whether the model fits was validated before. */
function decide(read: ReadSide, command: ReplaceModelCommand, now: number): EffectAnswer | Decided {
  if (read.deployment === null) return refused("This deployment does not exist any more.");
  const deployment = parseDeployment(read.deployment);
  const earlier = deployment.history.find((entry) => entry.effectKey === command.effectKey);
  if (earlier !== undefined) return { outcome: "done", at: earlier.from };
  const busy = inTransition(deployment);
  if (busy !== null) return refused(busy);
  if (deployment.championId !== command.expectedChampion) return refused(changedMeanwhile(deployment, now));
  if (command.packageId === deployment.championId)
    return refused("This registered model version is the champion already.");
  if (read.candidate === null) return refused("This registered model version does not exist any more.");
  const candidate = parsePackage(read.candidate);
  if (candidate.archived) return refused(`${candidate.name} was archived, so it cannot serve any more.`);
  const promoted = deployment.challengers.find((challenger) => challenger.id === command.promote);
  if (command.promote !== null && promoted?.packageId !== command.packageId)
    return refused(`${candidate.name} is not that challenger of the deployment any more.`);
  return { deployment, champion: read.champion === null ? null : parsePackage(read.champion), candidate };
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
      return null;
  }
}

function changedMeanwhile(deployment: Deployment, now: number): string {
  const [current] = deployment.history;
  if (current === undefined) return "The champion is not the one that was approved against.";
  const ago = formatDistanceStrict(current.from, now, { addSuffix: true });
  return `${current.by} made ${current.packageName} the champion ${ago}; this replacement was meant for another one.`;
}

function withNewChampion(
  change: Decided & { command: ReplaceModelCommand; at: number; newId: string },
): Deployment {
  const { deployment, champion, candidate, command, at } = change;
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
    challengers: challengersAfter(change),
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
function challengersAfter({
  deployment,
  champion,
  command,
  newId,
}: Decided & { command: ReplaceModelCommand; newId: string }): Deployment["challengers"] {
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
    (percentile) => !candidate.predictionIntervals.includes(percentile),
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

const refused = (sentence: string): EffectAnswer => ({ outcome: "refused", sentence });
const notDelivered = (sentence: string, retryAfterMs: number): EffectAnswer => ({
  outcome: "not-delivered",
  sentence,
  retryAfterMs,
});
