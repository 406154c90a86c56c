import { systemClock } from "../clock.ts";
import type { MailConfig } from "../config.ts";
import type { Finding } from "../slack/doctor.ts";
import { openMail } from "../start/mail.ts";

/** Whether the mail server that is set takes mails from us; null: none is set. Sends nothing. */
export async function mailFinding(config: MailConfig | null): Promise<Finding | null> {
  const mail = await openMail(config, systemClock);
  if (config === null || mail === null) return null;
  const { host, port } = config.server;
  const where = `The mail server ${host}, port ${port}`;
  const answer = await mail.check();
  switch (answer.outcome) {
    case "ready":
      return { severity: "fine", sentence: `${where}, answers, and mails can be sent.`, fix: "" };
    case "refused":
      return {
        severity: "mistake",
        sentence: `${where}, does not serve the bot as SMTP_URL is set: ${answer.reason}.`,
        fix: "Correct SMTP_URL: `smtps:` or `smtp:`, user, password. A certificate of your own authority is trusted with NODE_EXTRA_CA_CERTS.",
      };
    case "silent":
      return {
        severity: "warning",
        sentence: `${where}, could not be asked: ${answer.reason}.`,
        fix: "Look at host and port of SMTP_URL and at the network between. Until it answers, mails wait.",
      };
  }
}
