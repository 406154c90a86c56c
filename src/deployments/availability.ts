// Whether a deployment offers an action now, whoever asks. Reference section 3; the role is decided in permissions.ts.
import type { ActionName } from "./action-names.ts";
import { allowed, type Decision, denied } from "./decision.ts";
import { type Deployment, TRANSITIONS } from "./deployment.ts";
import { runtimeLogs } from "./logs.ts";
import type { ModelPackage } from "./model-package.ts";
import { ACTION_TITLES, STATUS_WORDS } from "./words.ts";

type Rule = (deployment: Deployment, champion: ModelPackage | null) => Decision;

/**
 * Every denial says why and what to do. `champion` null: its package cannot be read; actions that depend on its kind are denied then.
 * An archived deployment offers nothing but a look at it.
 */
export function availability(
  action: ActionName,
  deployment: Deployment,
  champion: ModelPackage | null,
): Decision {
  if (deployment.status === "archived" && action !== "view")
    return denied(
      `This deployment is archived, so "${ACTION_TITLES[action]}" is not available. Use another deployment of the model, or create one.`,
    );
  return RULES[action](deployment, champion);
}

const always =
  (action: ActionName): Rule =>
  () =>
    allowed(`"${ACTION_TITLES[action]}" is available on every deployment.`);

function transition(deployment: Deployment): Decision | null {
  if (deployment.status === "unknown")
    return denied(
      "The platform shows this deployment in a state that is not known here, so nothing is done to it. Look at it on the platform, or wait until it is over.",
    );
  if (!TRANSITIONS.includes(deployment.status)) return null;
  return denied(
    `This deployment is ${STATUS_WORDS[deployment.status]} at the moment. Wait until that has ended, then try again.`,
  );
}

const replaceModel: Rule = (deployment) =>
  transition(deployment) ??
  allowed(
    deployment.status === "inactive" || deployment.status === "errored"
      ? `The model can be replaced; the deployment is ${STATUS_WORDS[deployment.status]} and stays so.`
      : "The model can be replaced.",
  );

const scoringCode: Rule = (deployment, champion) => {
  if (champion?.kind === "custom")
    return denied(
      "Custom models have no scoring code. Ask the author for the source, or deploy a DataRobot model.",
    );
  if (champion?.kind === "external")
    return denied("External models have no scoring code here. Get the model where it was built.");
  if (champion?.target.type === "Multilabel")
    return denied("Multilabel models have no scoring code. Make predictions through the deployment.");
  if (!deployment.scoringCode)
    return denied(
      "The model of this deployment does not support scoring code. Make predictions through the deployment, or replace the model by one that does.",
    );
  return allowed("The model supports scoring code.");
};

const logs: Rule = (deployment, champion) => {
  if (champion === null)
    return denied(
      "The champion of this deployment cannot be read, so it is not known whether it has logs. Ask an administrator to look at its registered model version.",
    );
  if (champion.kind !== "custom")
    return denied(
      "Only custom models write logs, and the champion is none. Look at the deployment's service health instead.",
    );
  // Startup logs stay readable whatever became of the launch; which of the two can be read is said by `runtimeLogs`.
  const runtime = runtimeLogs(deployment);
  return allowed(
    runtime.outcome === "allowed"
      ? "The champion is a custom model, which writes logs."
      : `The startup log of the custom model can be read. ${runtime.sentence}`,
  );
};

/** The way that is open: what is down is only activated, and what had launched with errors is not before it is corrected. */
function insteadOfRelaunch({ status, launchWarning }: Deployment): string {
  if (launchWarning) return "Correct its model, or replace it, instead.";
  return status === "inactive" || status === "errored"
    ? "Activate this one instead."
    : "Deactivate and activate this one instead.";
}

const relaunch: Rule = (deployment) => {
  if (!deployment.environment.managedByManagementAgent)
    return denied(
      `Only deployments in an environment with a management agent can be relaunched. ${insteadOfRelaunch(deployment)}`,
    );
  // Our reading: a relaunch ends in active, so on an inactive one it would be an activation past its policies and the limit.
  if (deployment.status === "inactive")
    return denied("This deployment is inactive, so there is nothing to relaunch. Activate it instead.");
  return transition(deployment) ?? allowed("The management agent can relaunch this deployment.");
};

const activate: Rule = (deployment) => {
  if (deployment.status === "active")
    return denied("This deployment is active already. There is nothing to do.");
  const running = transition(deployment);
  if (running !== null) return running;
  if (deployment.launchWarning)
    return denied(
      "The custom model of this deployment had launched with errors, so it cannot be activated again before they are resolved. Correct the model, or replace it first.",
    );
  return allowed(`This deployment is ${STATUS_WORDS[deployment.status]} and can be activated.`);
};

const deactivate: Rule = (deployment) => {
  if (deployment.status === "inactive")
    return denied("This deployment is inactive already. There is nothing to do.");
  if (deployment.status === "errored")
    return denied(
      deployment.launchWarning
        ? "This deployment has errored and is inactive already. Replace its model, or delete it, instead."
        : "This deployment has errored and is inactive already. Activate it to try again, replace its model, or delete it, instead.",
    );
  return (
    transition(deployment) ??
    allowed(
      deployment.launchWarning
        ? "This deployment can be deactivated, but its custom model had launched with errors: it cannot be activated again before they are resolved."
        : "This deployment is active and can be deactivated.",
    )
  );
};

const remove: Rule = (deployment) => {
  if (deployment.permanentSince !== null)
    return denied(
      "Scoring code of this deployment was downloaded on a plan where that makes it permanent, so it can no longer be deleted. Deactivate it instead.",
    );
  if (deployment.approval === "PENDING")
    return denied(
      "This deployment still waits for its approval, and cannot be deleted before. Ask its reviewers to decide first.",
    );
  // An agent that hangs keeps the status for ever; deleting without waiting for it is the way out (reference 3.11).
  if (deployment.environment.managedByManagementAgent)
    return allowed("This deployment can be deleted, with or without waiting for its management agent.");
  return transition(deployment) ?? allowed("This deployment can be deleted.");
};

const RULES: Readonly<Record<ActionName, Rule>> = {
  view: always("view"),
  "replace-model": replaceModel,
  "create-application": always("create-application"),
  "scoring-code": scoringCode,
  "use-cases": always("use-cases"),
  share: always("share"),
  logs,
  "clear-statistics": always("clear-statistics"),
  relaunch,
  activate,
  deactivate,
  delete: remove,
  edit: always("edit"),
};
