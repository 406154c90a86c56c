// What stands below a deployment's link for everybody in a channel: its name, as whoever pasted the link could have typed it.
import { button, type Card, card, section } from "../../block-kit/blocks.ts";
import { bold, md, name } from "../../block-kit/text.ts";
import type { SeenDeployment } from "../../operations/operations.ts";
import { ACTION_IDS } from "../action-ids.ts";

/** Nothing of its state, and nobody's rights: whoever presses *Open* sees what they may see. */
export function deploymentUnfurl({ deployment }: Pick<SeenDeployment, "deployment">): Card {
  const environment = name(deployment.environment.name);
  return card(md`Deployment ${name(deployment.label)} in ${environment}. Open it to see what you may see.`, [
    section(
      md`${bold(deployment.label)}\nDeployment in ${environment}`,
      button(
        ACTION_IDS.openDeployment,
        { text: "Open", label: `Open ${name(deployment.label, 60)} for me alone` },
        deployment.id,
      ),
    ),
  ]);
}
