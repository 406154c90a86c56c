// A workspace on a free port with a clock that the test moves, and a plain bot that answers as it is told.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { LogLevel, WebClient } from "@slack/web-api";
import type { WorkspaceLog } from "../../src/workspace/context.ts";
import { startWorkspace, type Workspace, type WorkspaceOptions } from "../../src/workspace/workspace.ts";
import { type FakeClock, fakeClock } from "../support/clock.ts";
import { seededIds } from "../support/ids.ts";

export const TOKENS = { botToken: "xoxb-local", appToken: "xapp-local", signingSecret: "signing-secret" };

const ignore = (): void => undefined;
export const silentLog: WorkspaceLog = { debug: ignore, info: ignore, warn: ignore, error: ignore };

export interface Heard {
  readonly headers: IncomingMessage["headers"];
  readonly raw: string;
  /** Form fields of a command, payload of an interaction, body of an event. */
  readonly body: Record<string, unknown>;
}

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Never answers. */
  readonly silent?: boolean;
}

export interface PlainBot {
  readonly url: string;
  readonly heard: Heard[];
  /** Answers from now on; the default is an empty 200. */
  answer(next: (heard: Heard) => Answer): void;
  stop(): Promise<void>;
}

function read(raw: string, contentType: string): Record<string, unknown> {
  if (contentType.startsWith("application/json")) return JSON.parse(raw);
  const fields = Object.fromEntries(new URLSearchParams(raw));
  return fields.payload === undefined ? fields : JSON.parse(fields.payload);
}

export async function startPlainBot(): Promise<PlainBot> {
  const heard: Heard[] = [];
  let answer: (heard: Heard) => Answer = () => ({});
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks).toString("utf8");
      const one = {
        headers: request.headers,
        raw,
        body: read(raw, request.headers["content-type"] ?? ""),
      };
      heard.push(one);
      const { status = 200, body = "", headers = {}, silent = false } = answer(one);
      if (silent) return;
      response.writeHead(status, headers);
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    answer(next) {
      answer = next;
    },
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** The same over Socket Mode: connected when it resolves, acknowledges every envelope with what it is told to answer. */
export async function startSocketBot(apiUrl: string): Promise<SocketBot> {
  const opened = await fetch(`${apiUrl}apps.connections.open`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKENS.appToken}` },
  });
  const { url } = (await opened.json()) as { url: string };
  const socket = new WebSocket(url);
  const said: Record<string, unknown>[] = [];
  let answer: (envelope: Record<string, unknown>) => unknown = () => undefined;
  const greeted = new Promise<void>((resolve, reject) => {
    socket.addEventListener("error", () => reject(new Error("the socket was refused")));
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(String(data)) as Record<string, unknown>;
      said.push(message);
      if (message.type === "hello") resolve();
      if (message.envelope_id === undefined) return;
      const payload = answer(message);
      if (payload === "silence") return;
      socket.send(
        JSON.stringify({ envelope_id: message.envelope_id, ...(payload === undefined ? {} : { payload }) }),
      );
    });
  });
  const closed = new Promise<void>((resolve) => socket.addEventListener("close", () => resolve()));
  await greeted;
  return {
    said,
    answer(next) {
      answer = next;
    },
    async stop() {
      socket.close();
      await closed;
    },
  };
}

export interface SocketBot {
  /** Everything that came, `hello` first. */
  readonly said: readonly Record<string, unknown>[];
  /** Answers from now on: a payload, undefined for none, `silence` for no acknowledgement at all. */
  answer(next: (envelope: Record<string, unknown>) => unknown): void;
  stop(): Promise<void>;
}

export interface Rig {
  readonly workspace: Workspace;
  readonly bot: PlainBot;
  readonly clock: FakeClock;
  /** The bot's own client. */
  readonly api: WebClient;
  /** The name of the error that Slack answers, with all that stands beside it; `ok` when it did not refuse. */
  refusal(method: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export async function openWorkspace(options: Partial<WorkspaceOptions> = {}): Promise<Rig> {
  const clock = fakeClock();
  const bot = await startPlainBot();
  const workspace = await startWorkspace({
    port: 0,
    clock,
    ids: seededIds(),
    log: silentLog,
    botUrl: bot.url,
    ...TOKENS,
    ...options,
  });
  const api = new WebClient(TOKENS.botToken, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
    rejectRateLimitedCalls: true,
  });
  return {
    workspace,
    bot,
    clock,
    api,
    async refusal(method, args = {}) {
      const response = await fetch(`${workspace.apiUrl}${method}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${TOKENS.botToken}`,
          "content-type": "application/json; charset=utf-8",
        },
        body: JSON.stringify(args),
      });
      return (await response.json()) as Record<string, unknown>;
    },
    async stop() {
      await workspace.stop();
      await bot.stop();
    },
  };
}
