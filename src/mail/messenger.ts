// Deliveries by mail: the same records as what Slack shows, rendered at send time, through the Mail port.
import type { Clock } from "../ports/clock.ts";
import type { DeploymentLinks } from "../ports/links.ts";
import type { Mail } from "../ports/mail.ts";
import type { Messenger, ShowAnswer, ShowCommand } from "../ports/messenger.ts";
import type { ChangeRequest } from "../requests/request.ts";
import { type LetterFacts, letterOf } from "./letter.ts";

export interface MailMessengerParts {
  /** Null: no mail server is set. */
  readonly mail: Mail | null;
  readonly clock: Clock;
  readonly log: { warn(event: string, fields: Readonly<Record<string, unknown>>): void };
  /** Where people enter their Slack; null when that is not known now. */
  readonly slackUrl: () => Promise<string | null>;
  readonly links: Pick<DeploymentLinks, "ofDeployment">;
  readonly command: string;
  readonly environmentName: string | null;
}

/** Why nobody gets a mail, for those who read the card. */
export const NO_MAIL = "no email is set up (SMTP_URL)";

/** What goes by mail goes there, all else to Slack. */
export function withMail(slack: Messenger, parts: MailMessengerParts): Messenger {
  return {
    show: async (command) =>
      command.target.kind === "mail" ? await send(parts, command.target.to, command) : slack.show(command),
    eachOnce: slack.eachOnce,
    // Nobody can look into other people's mail.
    find: async (ask) => (ask.target.kind === "mail" ? { outcome: "cannot-look" } : slack.find(ask)),
  };
}

async function send(parts: MailMessengerParts, to: string, command: ShowCommand): Promise<ShowAnswer> {
  const { mail, clock, log } = parts;
  const { exhibit, view, deliveryId } = command;
  if (mail === null) return { outcome: "impossible", reason: NO_MAIL };
  // What has no request is not told by mail.
  const letter =
    "request" in view ? letterOf(exhibit, view.request, await facts(parts, view.request, to)) : null;
  if (letter === null) return { outcome: "impossible", reason: "this is not told by email" };
  const answer = await mail.send({ ...letter, to, deliveryId, date: clock.now() });
  if (answer.outcome === "sent") return { outcome: "shown", posted: null, hash: deliveryId };
  if (answer.outcome !== "not-delivered" || answer.waits !== true)
    log.warn("mail.failed", { exhibit: exhibit.kind, delivery: deliveryId, ...answer });
  return answer;
}

const facts = async (
  { slackUrl, links, command, environmentName }: MailMessengerParts,
  { deploymentId }: ChangeRequest,
  to: string,
): Promise<LetterFacts> => ({
  to,
  slackUrl: await slackUrl(),
  link: links.ofDeployment(deploymentId),
  command,
  environmentName,
});
