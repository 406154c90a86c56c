// The Mail port on SMTP. nodemailer speaks the protocol and makes the message; how far a letter came is watched here, because only
// that says whether it may be sent again.
import { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Secret } from "../config/secret.ts";
import type { Clock } from "../ports/clock.ts";
import type { Correspondent, Letter, Mail, MailAnswer, MailCheck } from "../ports/mail.ts";
import { answerOf, checkOf, type SmtpError, type Stage } from "./smtp-failure.ts";
import { turns } from "./turns.ts";

export interface SmtpParts {
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly encryption: "tls" | "starttls" | "plain";
    readonly login: { readonly user: string; readonly password: Secret } | null;
  };
  readonly from: Correspondent;
  readonly clock: Clock;
  /** For each wait of its own: connecting, the greeting, silence afterwards. Together below a delivery's lease. */
  readonly timeoutMs?: number;
  /** Certificates that are trusted beside the system's; for tests. */
  readonly ca?: string;
}

const TIMEOUT_MS = 8_000;
/** However much the server talks without coming to an end. */
const OVERALL_MS = 25_000;
/** Connections at one time: a slow server must not take the places of what goes to Slack. */
const AT_ONCE = 2;

/** One address that can stand in a header and in a command by itself: no lists, groups, comments, quotes or line ends. */
const SINGLE_ADDRESS = /^[^\s@<>()[\]\\,;:"\p{C}]{1,64}@[^\s@<>()[\]\\,;:"\p{C}]{1,253}$/u;

/** Opens a connection for each letter and closes it. Nothing is open before the first one. */
export function smtpMail(parts: SmtpParts): Mail {
  const { server, from } = parts;
  const queue = turns(parts.clock, AT_ONCE);
  const secrets = server.login === null ? [] : [server.login.password.reveal(), server.login.user];

  async function send(letter: Letter): Promise<MailAnswer> {
    if (!SINGLE_ADDRESS.test(letter.to))
      return { outcome: "impossible", reason: "no mail can be sent to an address written like this" };
    const turn = queue.take();
    if ("comeBackIn" in turn) {
      const reason = "other mails go first";
      return { outcome: "not-delivered", retryAfterMs: turn.comeBackIn, reason, waits: true };
    }
    let stage: Stage = "before";
    try {
      const message = await composed(letter, from);
      const content = Readable.from(
        (function* () {
          stage = "content";
          yield message;
        })(),
        { objectMode: false },
      );
      await connected((connection, done) =>
        connection.send({ from: from.address, to: [letter.to], size: message.length }, content, done),
      );
      return { outcome: "sent" };
    } catch (error) {
      return answerOf(smtpError(error), stage, { to: letter.to, secrets });
    } finally {
      turn.over();
    }
  }

  async function check(): Promise<MailCheck> {
    try {
      await connected((_connection, done) => done(null));
      return { outcome: "ready" };
    } catch (error) {
      return checkOf(smtpError(error), { to: null, secrets });
    }
  }

  /** A connection, encrypted and logged in, for one piece of work. Rejects with what went wrong first. */
  function connected(
    work: (connection: SMTPConnection, done: (error: Error | null) => void) => void,
  ): Promise<void> {
    const connection = new SMTPConnection(connectionOptions(parts));
    return new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => end(Object.assign(new Error("it took too long"), { code: "ETIMEDOUT", command: "CONN" })),
        OVERALL_MS,
      );
      let over = false;
      let ready = server.encryption === "plain";
      /** The first end counts. What fails while saying goodbye changes nothing about what was taken. */
      const end = (error: Error | null): void => {
        if (over) return;
        over = true;
        clearTimeout(late);
        if (error === null) {
          connection.quit();
          resolve();
        } else {
          connection.close();
          reject(ready ? error : withoutEncryption(error));
        }
      };
      connection.on("error", end);
      connection.once("end", () =>
        end(Object.assign(new Error("it was closed"), { code: "ECONNECTION", command: "CONN" })),
      );
      connection.connect((error) => {
        if (error) return end(error);
        ready = true;
        if (server.login === null) return work(connection, end);
        const { user, password } = server.login;
        connection.login({ user, pass: password.reveal() }, (refused) =>
          refused ? end(refused) : work(connection, end),
        );
      });
    });
  }

  return { send, check };
}

function connectionOptions({ server, timeoutMs = TIMEOUT_MS, ca }: SmtpParts) {
  return {
    host: server.host,
    port: server.port,
    secure: server.encryption === "tls",
    requireTLS: server.encryption === "starttls",
    ignoreTLS: server.encryption === "plain",
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // Nothing of a session is logged: it has addresses, and the login.
    logger: false,
    tls: { minVersion: "TLSv1.2" as const, ...(ca === undefined ? {} : { ca }) },
  };
}

/** Plain text alone; that nobody's holiday answers to it is asked for (RFC 3834). */
function composed(letter: Letter, from: Correspondent): Promise<Buffer> {
  return new MailComposer({
    from: correspondent(from),
    to: correspondent({ name: null, address: letter.to }),
    ...(letter.replyTo !== null && SINGLE_ADDRESS.test(letter.replyTo.address)
      ? { replyTo: correspondent(letter.replyTo) }
      : {}),
    subject: letter.subject,
    text: letter.text,
    date: new Date(letter.date),
    messageId: `<${letter.deliveryId}@${from.address.slice(from.address.lastIndexOf("@") + 1)}>`,
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

const correspondent = ({ name, address }: Correspondent) => ({ name: name ?? "", address });

/** What it throws is an `Error` with more on it. */
/**
 * A connection that is closed before it is encrypted: who refuses a certificate hears of the closing first, or of the reason, as the
 * machine has it.
 */
const withoutEncryption = (error: Error): Error =>
  smtpError(error).code === "ECONNECTION"
    ? Object.assign(new Error(error.message), { code: "ETLS", command: "CONN" })
    : error;

function smtpError(error: unknown): SmtpError {
  return error instanceof Error ? error : { message: String(error) };
}
