// Applications of the local registry: they are part of their deployment's record. Reference: deployment actions, section 3.3.
import { MOST_APPLICATIONS } from "../../deployments/application.ts";
import type { Deployment } from "../../deployments/deployment.ts";
import { nameKey } from "../../deployments/names.ts";
import type { CommandOf } from "./read-side.ts";

const sameColumns = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((column, i) => column === b[i]);

/** The deployment with one more application, under the effect's key; or why not, in a sentence. */
export function withApplication(
  deployment: Deployment,
  command: CommandOf<"create-application">,
  now: number,
): Deployment | { readonly refused: string } {
  const { applications, settings } = deployment;
  const { columns } = settings.associationId;
  if (!sameColumns(columns, command.associationId))
    return { refused: "Somebody else changed the association id in the meantime; nothing was created." };
  if (applications.some(({ name }) => nameKey(name) === nameKey(command.application.name)))
    return { refused: "The deployment has an application of this name by now; nothing was created." };
  if (applications.length >= MOST_APPLICATIONS)
    return { refused: `The deployment has ${MOST_APPLICATIONS} applications by now; nothing was created.` };
  return {
    ...deployment,
    settings: {
      ...settings,
      associationId: { columns, required: settings.associationId.required || columns.length > 0 },
    },
    applications: [...applications, { ...command.application, id: command.effectKey, createdAt: now }],
  };
}
