// Requests to the bot, as Slack sends them: signed over HTTP, or as envelopes over Socket Mode.
import { createHmac } from "node:crypto";
import type { Context } from "./context.ts";
import { isRecord } from "./elements.ts";
import type { DeliveryFault } from "./faults.ts";
import type { Json } from "./state.ts";

export type RequestKind =
  | "command"
  | "block_actions"
  | "view_submission"
  | "view_closed"
  | "block_suggestion"
  | "shortcut"
  | "message_action"
  | "event";

export interface BotRequest {
  readonly kind: RequestKind;
  /** Fields of a command's form, the payload of an interaction, the body of an event. */
  readonly body: Json;
  readonly fault: DeliveryFault | null;
  readonly retry?: { readonly num: number; readonly reason: string };
}

export interface BotAnswer {
  /** Null: answered with 2xx in time. Else Slack's word for what went wrong. */
  readonly error: "operation_timeout" | "dispatch_failed" | "http_client_error" | "http_service_error" | null;
  readonly status: number | null;
  /** Null: empty. A text stays a text when it is not JSON. */
  readonly body: unknown;
  readonly ms: number;
  /** Asked by the bot with `x-slack-no-retry`. */
  readonly noRetry: boolean;
}

const SOCKET_TYPES = { command: "slash_commands", event: "events_api" } as const;
const WITH_ANSWER: readonly RequestKind[] = ["command", "view_submission", "block_suggestion"];

/** `v0=` and the HMAC-SHA256 of `v0:timestamp:body` in hex (reference: Slack platform, section 2.3). */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

/** Sends once, or twice when a fault says so; the first one's answer counts. Never throws. */
export async function deliver(context: Context, request: BotRequest): Promise<BotAnswer> {
  if (request.fault?.kind === "delay") {
    const { ms } = request.fault;
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
  const first = send(context, request);
  if (request.fault?.kind === "twice") void send(context, request);
  return await first;
}

async function send(context: Context, request: BotRequest): Promise<BotAnswer> {
  const began = performance.now();
  // Over Socket Mode Slack sends nothing to request URLs.
  if (!context.grants.interactivity && request.kind !== "command" && request.kind !== "event") {
    return { ...none("dispatch_failed"), ms: 0 };
  }
  if (context.state.app === "uninstalled" && !isGoodbye(request.body)) {
    return { ...none("dispatch_failed"), ms: 0 };
  }
  const overSocket = context.sockets.connected() > 0 || context.botUrl === null;
  const given = overSocket
    ? await sendOverSocket(context, request)
    : await post(context, request, context.botUrl ?? "");
  const answer = request.fault?.kind === "lost-answer" ? none("operation_timeout") : given;
  const ms = Math.round((performance.now() - began) * 10) / 10;
  context.requests.add({
    direction: "to-bot",
    name: request.kind,
    request: request.body,
    answer: answer.body,
    status: answer.status,
    ms,
    late: answer.error === "operation_timeout",
    retry: request.retry?.num ?? 0,
  });
  if (answer.error !== null) {
    context.log.warn("workspace.bot-did-not-answer", { kind: request.kind, error: answer.error, ms });
  }
  return { ...answer, ms };
}

/** What an app hears after it was uninstalled: that it was. */
const isGoodbye = (body: Json): boolean =>
  isRecord(body.event) && ["app_uninstalled", "tokens_revoked"].includes(String(body.event.type));

type Sent = Omit<BotAnswer, "ms">;
const none = (error: BotAnswer["error"]): Sent => ({ error, status: null, body: null, noRetry: false });

async function sendOverSocket(context: Context, request: BotRequest): Promise<Sent> {
  if (context.sockets.connected() === 0) return none("dispatch_failed");
  const kind = request.kind;
  const answer = await context.sockets.send(
    {
      type: kind === "command" || kind === "event" ? SOCKET_TYPES[kind] : "interactive",
      payload: request.body,
      acceptsAnswer: WITH_ANSWER.includes(kind),
      retry: request.retry ?? null,
    },
    context.settings.ackMs,
  );
  if (answer === null) return none("operation_timeout");
  const { payload } = answer;
  // Clients send an empty object where there is nothing to say.
  const empty = payload === undefined || payload === null || Object.keys(payload).length === 0;
  return { error: null, status: 200, body: empty ? null : payload, noRetry: false };
}

async function post(context: Context, request: BotRequest, url: string): Promise<Sent> {
  const { contentType, body } = encode(request);
  // The bot compares with the real time, whatever the clock of the workspace says.
  const timestamp = String(Math.floor(Date.now() / 1000));
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(context.settings.ackMs),
      headers: {
        "content-type": contentType,
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signatureOf(context.settings.signingSecret, timestamp, body),
        ...(request.retry
          ? { "x-slack-retry-num": String(request.retry.num), "x-slack-retry-reason": request.retry.reason }
          : {}),
      },
    });
    const text = await response.text();
    const { status } = response;
    const error = response.ok ? null : status >= 500 ? "http_service_error" : "http_client_error";
    return { error, status, body: parsed(text), noRetry: response.headers.get("x-slack-no-retry") === "1" };
  } catch (cause) {
    const late = cause instanceof Error && cause.name === "TimeoutError";
    return none(late ? "operation_timeout" : "dispatch_failed");
  }
}

function encode(request: BotRequest): { contentType: string; body: string } {
  if (request.kind === "event")
    return { contentType: "application/json", body: JSON.stringify(request.body) };
  const fields =
    request.kind === "command"
      ? Object.entries(request.body).map(([key, value]): [string, string] => [key, String(value)])
      : [["payload", JSON.stringify(request.body)] as [string, string]];
  return { contentType: "application/x-www-form-urlencoded", body: new URLSearchParams(fields).toString() };
}

function parsed(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    // A plain text is an answer too.
    return text;
  }
}
