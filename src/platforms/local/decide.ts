// What a command makes of a deployment, or why not: what must hold at the moment of the effect; the rest was checked before.
// Reference: deployment actions, sections 3.2-3.12.
import { type Deployment, TRANSITIONS } from "../../deployments/deployment.ts";
import { applyChanges, grantedTo, lastOwner, takesAnOwner, userOwners } from "../../deployments/sharing.ts";
import { healthAfterClearing } from "../../deployments/statistics.ts";
import { STATUS_WORDS } from "../../deployments/words.ts";
import type { EffectAnswer } from "../../ports/platform.ts";
import { withApplication } from "./applications.ts";
import { type Decided, type Moment, refused } from "./decided.ts";
import type { CommandOf, LocalCommand, ReadSide } from "./read-side.ts";
import { parsePackage } from "./records.ts";
import { decideReplacement } from "./replacement.ts";
import { archiveOf } from "./scoring-code.ts";
import { clearedStatistics } from "./statistics.ts";

/** Pure. Throws `PlatformUnavailable` where a record beside the deployment cannot be read. */
export function decide(
  deployment: Deployment,
  command: LocalCommand,
  side: Pick<ReadSide, "beside" | "model" | "champion">,
  moment: Moment,
): EffectAnswer | Decided {
  const running = TRANSITIONS.includes(deployment.status);
  if (running && waits(command))
    return refused(
      `The deployment is ${STATUS_WORDS[deployment.status]} at the moment, so nothing was changed.`,
    );
  switch (command.kind) {
    case "replace-model":
      return decideReplacement(deployment, command, side, moment);
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
      const { put, remove, left } = clearedStatistics(side.beside, command, moment.at);
      const health = healthAfterClearing(deployment, left, moment.at);
      return { becomes: { ...deployment, health }, beside: { read: side.beside, put, remove } };
    }
    case "build-scoring-code":
      return built(deployment, command, side);
    case "create-application": {
      const after = withApplication(deployment, command, moment.at);
      return "refused" in after ? refused(after.refused) : { becomes: after };
    }
    case "delete":
      // A download may have made it so since it was asked, also while an agent is at it.
      if (deployment.permanentSince !== null)
        return refused(
          "Its scoring code was downloaded in the meantime, which keeps it for good; nothing was deleted.",
        );
      return { becomes: null, beside: { read: side.beside, put: [], remove: side.beside } };
  }
}

/** Whether the change has to wait until the status has changed. Who has access, what it is linked to and what is recorded is no matter of status. */
function waits(command: LocalCommand): boolean {
  switch (command.kind) {
    case "share":
    case "use-cases":
    case "clear-statistics":
    case "build-scoring-code":
    case "create-application":
    // It says by itself what it has to wait for.
    case "replace-model":
      return false;
    // An agent that hangs keeps the status for ever; not waiting for it is what the option is for.
    case "delete":
      return !command.ignoreManagementAgent;
    default:
      return true;
  }
}

function shared(deployment: Deployment, changes: CommandOf<"share">["changes"]): EffectAnswer | Decided {
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

function linked(deployment: Deployment, { to, useCases }: CommandOf<"use-cases">): EffectAnswer | Decided {
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
  { model, options }: CommandOf<"build-scoring-code">,
  { model: stored }: Pick<ReadSide, "model">,
): EffectAnswer | Decided {
  if (deployment.championId !== model)
    return refused("Another model serves by now, so nothing was built. Ask again for the code of that one.");
  if (stored === null) return refused("The registered model version is not there any more.");
  const archive = archiveOf(parsePackage(stored), options);
  if (archive === null) return refused("The model is too large to be built here.");
  const code = { ...archive.code, deploymentId: deployment.id };
  return { becomes: deployment, beside: { read: [stored], put: [], remove: [] }, code };
}

const changed = ({ status }: Deployment): EffectAnswer =>
  refused(`The deployment is ${STATUS_WORDS[status]} by now, so nothing was changed.`);
