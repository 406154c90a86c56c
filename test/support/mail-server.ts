// A real mail server on a free port of this computer, which keeps what it takes and can be told to misbehave.
import { createServer, type Server, type Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";

/** Made for these tests: it proves nothing to anybody, and its key is no secret. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUdQzoKh64QnpTdMJu9nEteJZ/qoIwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDEzMTMyOFoYDzIxMjYxMDMx
MTMxMzI4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASMPBDA3t4oIw6aKDiSiyebVddWth6OahkceycCBiiwGjiNIdAef60R
4JI+2FIGtHsXMxUmZpT3MkgTm4atdd9Yo28wbTAdBgNVHQ4EFgQUk+r4BjjGsCZZ
ZmcIw8sP2XgabF4wHwYDVR0jBBgwFoAUk+r4BjjGsCZZZmcIw8sP2XgabF4wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhANnO+MLQL7TBOVcl1ouAq3onMQIHYRbgDf9EWLM14Ph6AiBo
OORZf8tc5G1I53oV5T+ejwQYlMkp4TTseKp5jR0LGw==
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgd7ACT8lz/bZPKg9N
rUiM2tCnflyzMms6X62OGjRp7yqhRANCAASMPBDA3t4oIw6aKDiSiyebVddWth6O
ahkceycCBiiwGjiNIdAef60R4JI+2FIGtHsXMxUmZpT3MkgTm4atdd9Y
-----END PRIVATE KEY-----
`;

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly encrypted: boolean;
  readonly user: unknown;
  /** As it came. */
  readonly raw: string;
  /** Names in lower case, unfolded. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded. */
  readonly text: string;
}

export interface Refusal {
  readonly at: "connect" | "sender" | "recipient" | "content";
  readonly code: number;
  readonly words: string;
  /** Absent: every time. */
  readonly times?: number;
}

export interface MailServer {
  readonly port: number;
  readonly taken: TakenMail[];
  /** What it was asked before any content: sender and recipients, also of mails that were not taken. */
  readonly asked: string[];
  refuse(refusal: Refusal): void;
  /** Called when a mail was taken, before the sender is told so. */
  whenTaken(look: () => void): void;
  stop(): Promise<void>;
}

export async function mailServer(
  options: {
    readonly encryption?: "none" | "starttls" | "tls";
    readonly login?: { readonly user: string; readonly password: string };
  } = {},
): Promise<MailServer> {
  const { encryption = "none", login } = options;
  const taken: TakenMail[] = [];
  const asked: string[] = [];
  let look: () => void = () => undefined;
  let refusals: { readonly refusal: Refusal; left: number }[] = [];

  /** The error of the next refusal at this place, or null. */
  function refusedAt(place: Refusal["at"]): Error | null {
    const found = refusals.find(({ refusal }) => refusal.at === place);
    if (found === undefined) return null;
    found.left -= 1;
    refusals = refusals.filter(({ left }) => left > 0);
    return Object.assign(new Error(found.refusal.words), { responseCode: found.refusal.code });
  }

  const handlers: SMTPServerOptions = {
    onConnect: (_session, done) => done(refusedAt("connect")),
    onAuth: ({ username, password }, _session, done) =>
      username === login?.user && password === login?.password
        ? done(null, { user: username })
        : done(Object.assign(new Error(`No such login: ${username} ${password}`), { responseCode: 535 })),
    onMailFrom: ({ address }, _session, done) => {
      asked.push(`from ${address}`);
      done(refusedAt("sender"));
    },
    onRcptTo: ({ address }, _session, done) => {
      asked.push(`to ${address}`);
      done(refusedAt("recipient"));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("end", () => {
        const refused = refusedAt("content");
        if (refused === null) {
          taken.push(takenMail(session, Buffer.concat(chunks).toString("utf8")));
          look();
        }
        done(refused);
      });
    },
  };
  const server = new SMTPServer({
    secure: encryption === "tls",
    key: KEY,
    cert: CERTIFICATE,
    disabledCommands: [
      ...(encryption === "starttls" ? [] : ["STARTTLS"]),
      ...(login === undefined ? ["AUTH"] : []),
    ],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    ...handlers,
  });
  // Clients that turn away from a certificate they do not trust.
  server.on("error", () => undefined);
  const port = await listening(server.listen(0, "127.0.0.1"));
  return {
    port,
    taken,
    asked,
    refuse: (refusal) => refusals.push({ refusal, left: refusal.times ?? Number.POSITIVE_INFINITY }),
    whenTaken: (next) => {
      look = next;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function takenMail(session: SMTPServerSession, raw: string): TakenMail {
  const end = raw.indexOf("\r\n\r\n");
  const headers = new Map(
    raw
      .slice(0, end)
      .replaceAll(/\r\n[ \t]+/g, " ")
      .split("\r\n")
      .map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
  );
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom === false ? "" : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    encrypted: session.secure,
    user: session.user,
    raw,
    headers,
    text: decoded(raw.slice(end + 4), headers.get("content-transfer-encoding") ?? "7bit"),
  };
}

function decoded(body: string, encoding: string): string {
  const text = body.replaceAll("\r\n", "\n");
  if (encoding === "base64") return Buffer.from(text, "base64").toString("utf8").replaceAll("\r\n", "\n");
  if (encoding !== "quoted-printable") return text;
  const bytes = text
    .replaceAll("=\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_sign, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** One that answers each line as `answers` says and breaks off, or falls silent, where it says nothing. */
export async function scriptedServer(
  answers: (line: string, socket: Socket) => string | "break off" | "silence",
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    const answer = (line: string): void => {
      const words = answers(line, socket);
      if (words === "break off") socket.destroy();
      else if (words !== "silence") socket.write(`${words}\r\n`);
    };
    let rest = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) answer(line);
    });
    answer("CONNECTED");
  });
  const port = await listening(server.listen(0, "127.0.0.1"));
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port.");
  return address.port;
}
