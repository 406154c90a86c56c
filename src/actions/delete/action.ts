// Take a deployment out of the inventory, for everybody and for good. Reference: deployment actions, section 3.11.
import { z } from "zod";
import type { Refusal } from "../../deployments/decision.ts";
import { isTyped, nameToType } from "../../deployments/names.ts";
import { ACTION_TITLES, STATUS_WORDS } from "../../deployments/words.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import type { EffectAction } from "../action.ts";
import { deploymentState } from "../goal-state.ts";
import { championName } from "../status-facts.ts";

export const deleteInput = z.object({
  /** Typed by the person: the deployment's name. */
  typedName: z.string({ error: "Type the deployment's name." }).trim().min(1, "Type the deployment's name."),
  ignoreManagementAgent: z.boolean(),
});
const inputOf = (request: ChangeRequest): z.output<typeof deleteInput> => deleteInput.parse(request.input);

export function notItsName({ typedName }: z.output<typeof deleteInput>, label: string): Refusal | null {
  if (isTyped(typedName, label)) return null;
  return {
    code: "invalid",
    field: "typedName",
    sentence: `What was typed is not the deployment's name, ${label}.`,
    next: "Type the name as it stands there, or close the form.",
  };
}

export const remove: EffectAction = {
  kind: "effect",
  name: "delete",
  words: {
    title: ACTION_TITLES.delete,
    commands: ["delete", "remove"],
    help: "Delete a deployment for everybody. It cannot be undone.",
  },
  input: deleteInput,
  slip: (raw, label) => notItsName(deleteInput.parse(raw), label),
  assess: async (raw, { deployment }) => {
    // Its name may be another one by now.
    const refusal = notItsName(deleteInput.parse(raw), nameToType(deployment));
    if (refusal !== null) return { refusal };
    return {
      status: "passing",
      checks: [],
      facts: {
        label: deployment.label,
        status: deployment.status,
        champion: deployment.championId,
        managedByManagementAgent: deployment.environment.managedByManagementAgent,
      },
      shown: [
        { label: "Status", value: STATUS_WORDS[deployment.status] },
        { label: "Champion", value: championName(deployment) },
        { label: "Environment", value: deployment.environment.name },
        // Another one may have the same name in the same place.
        { label: "Deployment id", value: deployment.id },
        { label: "Shared with", value: `${deployment.grants.length} people, groups and organisations` },
      ],
      toAttest: [],
      rollbackTo: null,
    };
  },
  effect: deploymentState({
    command: (request) => ({
      kind: "delete",
      ignoreManagementAgent: inputOf(request).ignoreManagementAgent,
    }),
    shows: ({ label, championId, championSince }) => ({ label, championId, championSince }),
    reached: (deployment) => deployment === null,
  }),
  auditName: () => "Deployment Deleted",
  tells: "everybody-it-was-shared-with",
  change: () => ({ from: "there", to: "deleted for good" }),
};
