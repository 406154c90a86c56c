// How `SMTP_URL` and `MAIL_FROM` are read. No message repeats what was given: an address with a password is a secret.
import { z } from "zod";
import { Secret } from "./secret.ts";

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /**
   * `tls`: encrypted from the first byte. `starttls`: refused unless the server changes over to it. `plain`: on this computer alone, where
   * servers bring certificates that nobody signed.
   */
  readonly encryption: "tls" | "starttls" | "plain";
  readonly login: { readonly user: string; readonly password: Secret } | null;
}

export interface Sender {
  /** Null: the address alone. */
  readonly name: string | null;
  readonly address: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;
const HOST = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i;
const IPV6 = /^\[([0-9a-f:.]+)\]$/i;
const DEFAULT_PORTS = { "smtp:": 587, "smtps:": 465 } as const;
const HOW =
  "must be `smtp://` or `smtps://`, then `user:password@` where the server asks for it, host and port";

/** Percent signs in user and password stand for what an address cannot hold; null where they stand for nothing. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The server, or what is wrong with the address. */
function serverOf(text: string): SmtpServer | string {
  if (!URL.canParse(text)) return HOW;
  const url = new URL(text);
  const { protocol } = url;
  if (protocol !== "smtp:" && protocol !== "smtps:") return HOW;
  const host = IPV6.exec(url.hostname)?.[1] ?? url.hostname;
  if (!HOST.test(host) && host === url.hostname) return `${HOW}; the host is missing or is none`;
  if (url.search !== "" || url.hash !== "" || !["", "/"].includes(url.pathname))
    return "takes nothing behind host and port: encryption is always asked for and cannot be switched off";
  const port = url.port === "" ? DEFAULT_PORTS[protocol] : Number(url.port);
  if (port === 0) return "needs a port from 1 to 65535";
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (user === null || password === null)
    return "has a `%` in user or password that stands for nothing: write it as `%25`";
  if ((user === "") !== (password === ""))
    return "needs user and password together, `user:password@`, or neither";
  const onThisComputer = LOOPBACK.test(host);
  return {
    host,
    port,
    encryption: protocol === "smtps:" ? "tls" : onThisComputer ? "plain" : "starttls",
    login: user === "" ? null : { user, password: new Secret(password) },
  };
}

export const smtpServer = z.string().transform((text, context): SmtpServer => {
  const read = serverOf(text);
  if (typeof read !== "string") return read;
  context.addIssue({ code: "custom", message: read });
  return z.NEVER;
});

const ADDRESS = z.email().max(254);
/** No quotes and no angle brackets: a name that needs them is rare, and what is between them would have to be understood. */
const NAMED = /^([^"<>@\p{C}]{1,100}?) *<([^<>]+)>$/u;

export const sender = z.string().transform((text, context): Sender => {
  const [, name = null, inBrackets = text] = NAMED.exec(text) ?? [];
  const address = ADDRESS.safeParse(inBrackets);
  if (address.success) return { name, address: address.data };
  context.addIssue({
    code: "custom",
    message: "must be an email address, alone or as `Name <name@example.com>`",
  });
  return z.NEVER;
});
