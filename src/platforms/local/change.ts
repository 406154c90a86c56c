// Every effect of the local platform but a replacement: read, decide, one commit. Reference: deployment actions, sections 3.3-3.12.
import { type Deployment, TRANSITIONS } from "../../deployments/deployment.ts";
import type { ScoringCode } from "../../deployments/scoring-code.ts";
import { applyChanges, grantedTo, lastOwner, takesAnOwner, userOwners } from "../../deployments/sharing.ts";
import { healthAfterClearing } from "../../deployments/statistics.ts";
import { STATUS_WORDS } from "../../deployments/words.ts";
import type { Clock } from "../../ports/clock.ts";
import { type DeploymentChange, type EffectAnswer, PlatformUnavailable } from "../../ports/platform.ts";
import { type Commit, type Put, type Store, type StoredRecord, StoreMisuse } from "../../ports/store.ts";
import { withApplication } from "./applications.ts";
import { logRecordsOf } from "./logs.ts";
import {
  deploymentPut,
  deploymentRecordId,
  effectPut,
  effectRecordId,
  formerPut,
  formerRecordId,
  packageRecordId,
  parseDeployment,
  parseEffect,
  parsePackage,
} from "./records.ts";
import { archiveOf } from "./scoring-code.ts";
import { clearedStatistics, statisticsRecordsOf } from "./statistics.ts";

/** Lost races before the caller is told to come back later. */
const TRIES = 5;
const BUSY_RETRY_MS = 1_000;
const FULL_STORE_RETRY_MS = 60_000;

interface Decided {
  /** What becomes of the deployment; null: it is deleted. */
  readonly becomes: Deployment | null;
  /** What becomes of the records beside it. */
  readonly beside?: {
    /** As they were read: whoever wrote one of them meanwhile wins. */
    readonly read: readonly StoredRecord[];
    readonly put: readonly Put[];
    readonly remove: readonly StoredRecord[];
  };
  /** What a build made; kept with the effect's record. */
  readonly code?: ScoringCode;
}

const refused = (sentence: string): EffectAnswer => ({ outcome: "refused", sentence });
const notDelivered = (sentence: string, retryAfterMs: number): EffectAnswer => ({
  outcome: "not-delivered",
  sentence,
  retryAfterMs,
});

/** The effect's own record is written with it: whoever asks again finds it, also after the deployment is gone. */
export async function changeDeployment(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  command: DeploymentChange,
): Promise<EffectAnswer> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    let read: readonly (StoredRecord | null)[];
    let beside: readonly StoredRecord[];
    try {
      read = await store.getMany([
        deploymentRecordId(command.deploymentId),
        effectRecordId(command.effectKey),
        formerRecordId(command.deploymentId),
      ]);
      beside = await recordsBeside(store, command);
    } catch (error) {
      if (error instanceof StoreMisuse) throw error;
      return notDelivered("The local registry cannot be read now, so nothing was changed.", BUSY_RETRY_MS);
    }
    const [stored = null, effect = null, former = null] = read;
    if (effect !== null) return { outcome: "done", at: parseEffect(effect).at };
    if (stored === null) return refused("This deployment does not exist any more.");
    const at = clock.now();
    const decision = decideOrRefuse(stored, command, { beside, at });
    if ("outcome" in decision) return decision;
    const commit = commitOf(command, { stored, former, decision, at });
    const answer = await committed(store, commit);
    switch (answer.outcome) {
      case "committed":
        return { outcome: "done", at };
      case "failed":
        return notDelivered(`Nothing was changed: ${answer.reason}`, FULL_STORE_RETRY_MS);
      case "unknown":
        return { outcome: "unknown", sentence: "The local registry did not say whether it kept the change." };
      case "conflict":
        continue;
    }
  }
  return notDelivered("Others change this deployment all the time; nothing was changed.", BUSY_RETRY_MS);
}

/** Records of their own that the change is about: statistics to be cleared, and all that goes with a deployment. */
async function recordsBeside(store: Store, command: DeploymentChange): Promise<readonly StoredRecord[]> {
  switch (command.kind) {
    case "clear-statistics":
      return await statisticsRecordsOf(store, command.deploymentId);
    case "build-scoring-code": {
      const model = await store.get(packageRecordId(command.model));
      return model === null ? [] : [model];
    }
    case "delete":
      return [
        ...(await statisticsRecordsOf(store, command.deploymentId)),
        ...(await logRecordsOf(store, command.deploymentId)),
      ];
    default:
      return [];
  }
}

function commitOf(
  command: DeploymentChange,
  found: {
    readonly stored: StoredRecord;
    readonly former: StoredRecord | null;
    readonly decision: Decided;
    readonly at: number;
  },
): Commit {
  const { stored, former, decision, at } = found;
  const { put, remove } = decision.beside ?? { put: [], remove: [] };
  const { code } = decision;
  const effect = effectPut(command.effectKey, {
    deploymentId: command.deploymentId,
    at,
    ...(code === undefined ? {} : { code }),
  });
  const kept = decision.becomes === null ? formerPut(parseDeployment(stored)) : null;
  const expect = [
    { id: stored.id, rev: stored.rev },
    { id: effect.id, rev: 0 },
    ...(kept === null ? [] : [{ id: kept.id, rev: former?.rev ?? 0 }]),
    ...(decision.beside?.read ?? []).map(({ id, rev }) => ({ id, rev })),
  ];
  return {
    expect,
    put: [
      ...(decision.becomes === null ? [] : [deploymentPut(decision.becomes)]),
      ...(kept === null ? [] : [kept]),
      effect,
      ...put,
    ],
    remove: [...(decision.becomes === null ? [stored.id] : []), ...remove.map(({ id }) => id)],
    audit: [],
  };
}

/** A store that throws in a commit may have kept it. */
async function committed(store: Store, commit: Commit): ReturnType<Store["commit"]> {
  try {
    return await store.commit(commit);
  } catch (error) {
    if (error instanceof StoreMisuse) throw error;
    return { outcome: "unknown", reason: error instanceof Error ? error.message : "" };
  }
}

interface Found {
  readonly beside: readonly StoredRecord[];
  readonly at: number;
}

function decideOrRefuse(
  stored: StoredRecord,
  command: DeploymentChange,
  found: Found,
): EffectAnswer | Decided {
  try {
    return decide(parseDeployment(stored), command, found);
  } catch (error) {
    if (error instanceof PlatformUnavailable) return refused(`${error.message} Nothing was changed.`);
    throw error;
  }
}

/** What must hold at the moment of the effect; the rest was checked before. */
function decide(deployment: Deployment, command: DeploymentChange, found: Found): EffectAnswer | Decided {
  const running = TRANSITIONS.includes(deployment.status);
  if (running && waits(command))
    return refused(
      `The deployment is ${STATUS_WORDS[deployment.status]} at the moment, so nothing was changed.`,
    );
  switch (command.kind) {
    case "set-status":
      if (deployment.status !== command.expected) return changed(deployment);
      return { becomes: { ...deployment, status: command.to } };
    case "relaunch":
      if (deployment.status !== command.expected) return changed(deployment);
      return { becomes: { ...deployment, status: "active", launchWarning: false } };
    case "edit": {
      const { label, description, importance } = deployment;
      const { expected } = command;
      const same =
        label === expected.label &&
        description === expected.description &&
        importance === expected.importance;
      if (!same) return refused("Somebody else edited the deployment in the meantime; nothing was changed.");
      return { becomes: { ...deployment, ...command.to } };
    }
    case "share":
      return shared(deployment, command.changes);
    case "use-cases":
      return linked(deployment, command);
    case "clear-statistics": {
      const { put, remove, left } = clearedStatistics(found.beside, command, found.at);
      const health = healthAfterClearing(deployment, left, found.at);
      return { becomes: { ...deployment, health }, beside: { read: found.beside, put, remove } };
    }
    case "build-scoring-code":
      return built(deployment, command, found);
    case "create-application": {
      const after = withApplication(deployment, command, found.at);
      return "refused" in after ? refused(after.refused) : { becomes: after };
    }
    case "delete":
      return { becomes: null, beside: { read: found.beside, put: [], remove: found.beside } };
  }
}

/** Whether the change has to wait until the status has changed. Who has access, what it is linked to and what is recorded is no matter of status. */
function waits(command: DeploymentChange): boolean {
  switch (command.kind) {
    case "share":
    case "use-cases":
    case "clear-statistics":
    case "build-scoring-code":
    case "create-application":
      return false;
    // An agent that hangs keeps the status for ever; not waiting for it is what the option is for.
    case "delete":
      return !command.ignoreManagementAgent;
    default:
      return true;
  }
}

function shared(
  deployment: Deployment,
  changes: Extract<DeploymentChange, { kind: "share" }>["changes"],
): EffectAnswer | Decided {
  const { grants } = deployment;
  if (changes.some(({ subject, before }) => grantedTo(grants, subject) !== before))
    return refused(
      "Somebody else changed the sharing of the deployment in the meantime; nothing was changed.",
    );
  const after = applyChanges(grants, changes);
  if (takesAnOwner(grants, changes) && userOwners(after).length === 0) {
    const { sentence, next } = lastOwner();
    return refused(`${sentence} ${next}`);
  }
  return { becomes: { ...deployment, grants: after } };
}

function linked(
  deployment: Deployment,
  { to, useCases }: Extract<DeploymentChange, { kind: "use-cases" }>,
): EffectAnswer | Decided {
  const isLinked = (id: (typeof useCases)[number]) => deployment.useCases.includes(id);
  if (to === "linked" ? useCases.some(isLinked) : !useCases.every(isLinked))
    return refused("Somebody else changed the links of the deployment in the meantime; nothing was changed.");
  const after =
    to === "linked"
      ? [...deployment.useCases, ...useCases]
      : deployment.useCases.filter((id) => !useCases.includes(id));
  return { becomes: { ...deployment, useCases: after } };
}

function built(
  deployment: Deployment,
  { model, options }: Extract<DeploymentChange, { kind: "build-scoring-code" }>,
  { beside }: Found,
): EffectAnswer | Decided {
  const [stored] = beside;
  if (deployment.championId !== model)
    return refused("Another model serves by now, so nothing was built. Ask again for the code of that one.");
  if (stored === undefined) return refused("The registered model version is not there any more.");
  const archive = archiveOf(parsePackage(stored), options);
  if (archive === null) return refused("The model is too large to be built here.");
  const code = { ...archive.code, deploymentId: deployment.id };
  return { becomes: deployment, beside: { read: beside, put: [], remove: [] }, code };
}

const changed = ({ status }: Deployment): EffectAnswer =>
  refused(`The deployment is ${STATUS_WORDS[status]} by now, so nothing was changed.`);
