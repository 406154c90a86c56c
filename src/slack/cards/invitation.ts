// That a deployment is shared with somebody for the first time. Reference: deployment actions, sections 3.6 and 7.
import { actions, type Card, card, context, section } from "../../block-kit/blocks.ts";
import { bold, code, type Mrkdwn, md, mention, name } from "../../block-kit/text.ts";
import type { Role } from "../../deployments/deployment.ts";
import { ROLE_WORDS } from "../../deployments/words.ts";
import type { RequestView } from "../../requests/request-view.ts";
import { openDeploymentButton } from "./request-parts.ts";

/** A User or an Owner gets a button that opens it; a Consumer, who cannot open it, the id. What else was shared is not said. */
export function invitation({ request }: RequestView, role: Role): Card {
  const what = md`shared the deployment ${bold(request.deploymentLabel)} with you as *${ROLE_WORDS[role]}*`;
  const text = md`${name(request.requester.name)} shared the deployment ${request.deploymentLabel} with you as ${ROLE_WORDS[role]}. ${means(request.deploymentId, role)}`;
  return card(
    text,
    [
      section(md`🤝 ${mention(request.requester.slackUser)} ${what}.`),
      section(means(request.deploymentId, role)),
      context(md`${request.reference}`),
    ],
    actions([role === "CONSUMER" ? null : openDeploymentButton(request)]),
  );
}

const means = (id: string, role: Role): Mrkdwn =>
  role === "CONSUMER"
    ? md`Its id is ${code(id)}: with it you ask for predictions and for scoring code. It is in no list of yours.`
    : md`*Open deployment* shows it. The model and its project are shared on their own.`;
