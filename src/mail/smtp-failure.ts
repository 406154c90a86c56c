// What went wrong between us and the mail server, and what it proves about the letter.
import type { MailAnswer, MailCheck } from "../ports/mail.ts";

/** What nodemailer puts on an error of its connection; all of it may be missing. */
export interface SmtpError {
  readonly message: string;
  readonly code?: string | undefined;
  /** The system's, where `code` is nodemailer's. */
  readonly originalCode?: string | undefined;
  /** The command that was answered, or `CONN`: the connection itself. */
  readonly command?: string | undefined;
  /** The server's own words. */
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
}

/** How far the letter had come. */
export type Stage =
  /** Its content was not begun: the server cannot have taken it. */
  | "before"
  /** Its content was begun: only the server's own answer to it says that it was not taken. */
  | "content";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** The operations wait longer with every try; these are the shortest pauses. */
const BUSY_RETRY_MS = MINUTE;
const SILENT_RETRY_MS = 15 * SECOND;
/** Login, encryption and sender are ours to repair: nothing about the letter is wrong. */
const REPAIR_RETRY_MS = 10 * MINUTE;

const WORDS: Readonly<Record<string, string>> = {
  ECONNECTION: "the connection to the mail server broke off",
  ETIMEDOUT: "the mail server did not answer in time",
  ESOCKET: "the mail server cannot be reached",
  EDNS: "the mail server's name cannot be found",
  ETLS: "no encrypted connection to the mail server could be made",
  EPROTOCOL: "the mail server gave an answer that is none of this protocol",
  EAUTH: "the mail server does not accept user and password of SMTP_URL",
};

const LONGEST_REASON = 300;

/** Certificates that nobody trusts, or that are another's; a server that does not speak TLS at that port. */
const ENCRYPTION = /CERT|SIGNED|ISSUER|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO/;

const kindOf = ({ code = "", originalCode = "" }: SmtpError): string =>
  code === "ESOCKET" && ENCRYPTION.test(originalCode) ? "ETLS" : code;

/** One line for people: what it was, then the server's own words or the system's. */
export function reasonOf(error: SmtpError, repeated: Repeated): string {
  const known = WORDS[kindOf(error)];
  const words = error.response ?? (known === undefined ? "" : error.message);
  const what = known ?? "the mail server refused it";
  const line = (words === "" ? what : `${what}: ${words}`).replace(/\s+/g, " ");
  return struck(line, repeated).slice(0, LONGEST_REASON);
}

/** What servers like to repeat, and nobody shall read. */
export interface Repeated {
  /** Null where there is no recipient yet. */
  readonly to: string | null;
  readonly secrets: readonly string[];
}

function struck(text: string, { to, secrets }: Repeated): string {
  const line =
    to === null
      ? text
      : text.replaceAll(anyCase(`<${to}>`), "this address").replaceAll(anyCase(to), "this address");
  return secrets
    .filter((secret) => secret !== "")
    .reduce((rest, secret) => rest.replaceAll(secret, "***"), line);
}

const anyCase = (text: string): RegExp => new RegExp(text.replaceAll(/[^\p{L}\p{N}]/gu, "\\$&"), "gi");

const isOursToRepair = (error: SmtpError): boolean =>
  ["EAUTH", "ETLS"].includes(kindOf(error)) ||
  (error.command === "MAIL FROM" && (error.responseCode ?? 0) >= 500);

/** What the error proves, in words without address and login. */
export function answerOf(error: SmtpError, stage: Stage, repeated: Repeated): MailAnswer {
  const reason = reasonOf(error, repeated);
  const { command, responseCode = 0 } = error;
  // What is read after the content answers the content only where nodemailer says so: a server that goes away says 421 to nothing.
  if (stage === "content" && !(command === "DATA" && responseCode >= 400))
    return { outcome: "unknown", reason };
  if (isOursToRepair(error)) return { outcome: "not-delivered", retryAfterMs: REPAIR_RETRY_MS, reason };
  const isAboutTheLetter = command === "RCPT TO" || command === "DATA" || error.code === "EMESSAGE";
  if (isAboutTheLetter && responseCode >= 500) return { outcome: "impossible", reason };
  const retryAfterMs = responseCode >= 400 ? BUSY_RETRY_MS : SILENT_RETRY_MS;
  return { outcome: "not-delivered", retryAfterMs, reason };
}

export const checkOf = (error: SmtpError, repeated: Repeated): MailCheck => ({
  outcome: isOursToRepair(error) || (error.responseCode ?? 0) >= 500 ? "refused" : "silent",
  reason: reasonOf(error, repeated),
});
