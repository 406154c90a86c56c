// The mail server, where one is set. nodemailer is loaded only then.
import type { MailConfig } from "../config.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../ports/clock.ts";
import type { Mail } from "../ports/mail.ts";

/** Null: no mail is sent. Connects nowhere yet. */
export async function openMail(config: MailConfig | null, clock: Clock): Promise<Mail | null> {
  if (config === null) return null;
  const { smtpMail } = await import("../mail/smtp.ts");
  return smtpMail({ ...config, clock });
}

/** A mail server that is down is no reason to stay down too: it is logged, and mails wait for it. */
export async function noteMail(mail: Mail | null, log: Log): Promise<void> {
  if (mail === null) return;
  const answer = await mail.check();
  if (answer.outcome === "ready") log.info("mail.ready");
  else log.warn("mail.not-ready", { ...answer });
}
