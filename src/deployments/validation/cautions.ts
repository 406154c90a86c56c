// What a person should know before a replacement although no check is about it.
import type { Deployment } from "../deployment.ts";
import { STATUS_WORDS } from "../words.ts";
import type { Replacement } from "./check.ts";

/**
 * Sentences for people, none when there is nothing to say. Never a reason to refuse. With the sides given also what the replacement
 * itself changes beside the champion (reference section 3.2, "Side effects" and "Alternative entry").
 */
export function replacementCautions(
  deployment: Deployment,
  sides?: Pick<Replacement, "champion" | "candidate" | "promote">,
): string[] {
  return [...ofStatus(deployment), ...(sides === undefined ? [] : ofSides(deployment, sides))];
}

function ofStatus({ status, approval, launchWarning }: Deployment): string[] {
  const cautions: string[] = [];
  if (status === "inactive")
    cautions.push(
      "This deployment is inactive: it serves no predictions, and replacing its model does not activate it.",
    );
  else if (status === "archived")
    cautions.push("This deployment is archived: its model cannot be replaced any more.");
  else if (status === "errored")
    cautions.push(
      "This deployment has errored and serves no predictions; the replacement may end in the same error.",
    );
  else if (status !== "active")
    cautions.push(
      `This deployment is ${STATUS_WORDS[status]}: no replacement can start before that has ended.`,
    );
  if (launchWarning) cautions.push("The model that serves now had launched with errors.");
  if (approval === "PENDING") cautions.push("This deployment itself still waits for its approval.");
  return cautions;
}

function ofSides(
  { settings }: Deployment,
  { champion, candidate, promote }: Pick<Replacement, "champion" | "candidate" | "promote">,
): string[] {
  const cautions: string[] = [];
  const newSeries = settings.humility.rules.filter(({ trigger }) => trigger === "newSeries");
  const sameExperiment =
    champion.sourceModel !== null &&
    champion.sourceModel.experimentId === candidate.sourceModel?.experimentId;
  if (settings.humility.enabled && newSeries.length > 0 && !sameExperiment)
    cautions.push(
      "The candidate comes from another experiment, so the humility rule for new series will be disabled.",
    );
  if (promote !== null && champion.kind === "external")
    cautions.push("The champion is an external model, so it will not become a challenger.");
  return cautions;
}
