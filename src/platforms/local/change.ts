// Every effect of the local platform but a replacement: read, decide, one commit. Reference: deployment actions, sections 3.9-3.12.
import { type Deployment, TRANSITIONS } from "../../deployments/deployment.ts";
import { applyChanges, grantedTo, lastOwner, takesAnOwner, userOwners } from "../../deployments/sharing.ts";
import { STATUS_WORDS } from "../../deployments/words.ts";
import type { Clock } from "../../ports/clock.ts";
import { type DeploymentChange, type EffectAnswer, PlatformUnavailable } from "../../ports/platform.ts";
import { type Commit, type Store, type StoredRecord, StoreMisuse } from "../../ports/store.ts";
import {
  deploymentPut,
  deploymentRecordId,
  effectPut,
  effectRecordId,
  formerPut,
  formerRecordId,
  parseDeployment,
  parseEffect,
} from "./records.ts";

/** Lost races before the caller is told to come back later. */
const TRIES = 5;
const BUSY_RETRY_MS = 1_000;
const FULL_STORE_RETRY_MS = 60_000;

/** What becomes of the deployment; null: it is deleted. */
type Decided = { readonly becomes: Deployment | null };

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
    try {
      read = await store.getMany([
        deploymentRecordId(command.deploymentId),
        effectRecordId(command.effectKey),
        formerRecordId(command.deploymentId),
      ]);
    } catch (error) {
      if (error instanceof StoreMisuse) throw error;
      return notDelivered("The local registry cannot be read now, so nothing was changed.", BUSY_RETRY_MS);
    }
    const [stored = null, effect = null, former = null] = read;
    if (effect !== null) return { outcome: "done", at: parseEffect(effect).at };
    if (stored === null) return refused("This deployment does not exist any more.");
    const decision = decideOrRefuse(stored, command);
    if ("outcome" in decision) return decision;
    const at = clock.now();
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
  const expect = [
    { id: stored.id, rev: stored.rev },
    { id: effectRecordId(command.effectKey), rev: 0 },
  ];
  const effect = effectPut(command.effectKey, { deploymentId: command.deploymentId, at });
  if (decision.becomes !== null)
    return { expect, put: [deploymentPut(decision.becomes), effect], remove: [], audit: [] };
  const kept = formerPut(parseDeployment(stored));
  return {
    expect: [...expect, { id: kept.id, rev: former?.rev ?? 0 }],
    put: [kept, effect],
    remove: [stored.id],
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

function decideOrRefuse(stored: StoredRecord, command: DeploymentChange): EffectAnswer | Decided {
  try {
    return decide(parseDeployment(stored), command);
  } catch (error) {
    if (error instanceof PlatformUnavailable) return refused(`${error.message} Nothing was changed.`);
    throw error;
  }
}

/** What must hold at the moment of the effect; the rest was checked before. */
function decide(deployment: Deployment, command: DeploymentChange): EffectAnswer | Decided {
  const running = TRANSITIONS.includes(deployment.status);
  // An agent that hangs keeps the status for ever; not waiting for it is what the option is for. Who has access is no matter of status.
  const waits = command.kind === "delete" ? !command.ignoreManagementAgent : command.kind !== "share";
  if (running && waits)
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
    case "delete":
      return { becomes: null };
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

const changed = ({ status }: Deployment): EffectAnswer =>
  refused(`The deployment is ${STATUS_WORDS[status]} by now, so nothing was changed.`);
