// Web API calls, uploads and response URLs over HTTP, with the faults that were asked for.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "./context.ts";
import type { ApiFault } from "./faults.ts";
import { readBody, sendJson, sendText } from "./http.ts";
import { call, parseArgs, tokenOf } from "./web-api/call.ts";
import { refuse } from "./web-api/method.ts";

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** As the bot sees it: status and body, or the connection gone. */
type Reply =
  | { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }
  | "reset";

/** `errorStatus`: what Slack answers refusals with in this place. */
async function withFaults(
  context: Context,
  name: string,
  errorStatus: number,
  work: () => Promise<Reply>,
): Promise<Reply> {
  const fault = context.faults.onCall(name);
  const early = await before(fault, errorStatus);
  if (early !== null) return early;
  const answer = await work();
  if (fault?.kind === "lost-answer") return "reset";
  if (fault?.kind === "late-answer") await wait(fault.ms);
  return answer;
}

/** What a fault does before any work; null: the work is done. */
async function before(fault: ApiFault | null, errorStatus: number): Promise<Reply | null> {
  switch (fault?.kind) {
    case "delay":
      await wait(fault.ms);
      return null;
    case "rate-limit":
      return {
        status: 429,
        body: refuse("ratelimited"),
        headers: { "retry-after": String(fault.retryAfterS) },
      };
    case "status":
      return { status: fault.status, body: refuse("internal_error") };
    case "error":
      return { status: errorStatus, body: refuse(fault.error) };
    case "reset":
      return "reset";
    default:
      return null;
  }
}

interface Called {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** `performance.now()` when it came. */
  readonly began: number;
  readonly name: string;
  /** For the log. */
  readonly shown: unknown;
}

/** Notes down what was asked and what came of it, and answers. */
function finish(context: Context, { request, response, began, name, shown }: Called, said: Reply): void {
  context.requests.add({
    direction: "from-bot",
    name,
    request: shown,
    answer: said === "reset" ? null : said.body,
    status: said === "reset" ? null : said.status,
    ms: Math.round((performance.now() - began) * 10) / 10,
    late: false,
    retry: 0,
  });
  if (said === "reset") request.socket.destroy();
  else if (typeof said.body === "string") sendText(response, said.status, said.body);
  else sendJson(response, said.status, said.body, said.headers);
}

export async function answerApi(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  method: string,
): Promise<void> {
  const began = performance.now();
  const body = await readBody(request);
  if (body === null) return sendJson(response, 413, refuse("request_too_large"));
  const query = new URL(request.url ?? "/", "http://loopback").searchParams;
  const contentType = request.headers["content-type"] ?? "";
  const args = parseArgs(contentType, body.toString("utf8"), query);
  const { token: _secret, ...shown } = args ?? {};
  const scopes = context.grants.scopes;
  const said = await withFaults(context, method, 200, async () => ({
    status: 200,
    body: args === null ? refuse("invalid_json") : await call(context, method, args, tokenOf(request, args)),
    ...(scopes ? { headers: { "x-oauth-scopes": scopes.join(",") } } : {}),
  }));
  finish(context, { request, response, began, name: method, shown }, said);
}

export async function answerResponseUrl(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
): Promise<void> {
  const began = performance.now();
  const body = await readBody(request);
  const args =
    body === null ? null : parseArgs("application/json", body.toString("utf8"), new URLSearchParams());
  const said = await withFaults(context, "response_url", 404, () => context.responseUrls.post(id, args));
  finish(context, { request, response, began, name: "response_url", shown: args }, said);
}

export async function takeUpload(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  path: { readonly id: string; readonly secret: string },
): Promise<void> {
  const began = performance.now();
  const body = await readBody(request);
  const contentType = request.headers["content-type"] ?? "";
  const said = await withFaults(context, "upload", 400, () => keepUpload(context, path, body, contentType));
  const shown = { file_id: path.id, bytes: body?.length ?? null };
  finish(context, { request, response, began, name: "upload", shown }, said);
}

async function keepUpload(
  context: Context,
  path: { readonly id: string; readonly secret: string },
  body: Buffer | null,
  contentType: string,
): Promise<Reply> {
  const upload = context.state.uploads.get(path.id);
  if (body === null || upload === undefined || upload.secret !== path.secret || upload.done) {
    return { status: 404, body: "no such upload" };
  }
  const bytes = await uploaded(body, contentType);
  if (bytes.length !== upload.length) {
    return { status: 400, body: `length is ${bytes.length}, announced were ${upload.length}` };
  }
  upload.bytes = bytes;
  return { status: 200, body: `OK - ${bytes.length}` };
}

/** Clients send the bytes as they are, or as the one file of a form. */
async function uploaded(body: Buffer, contentType: string): Promise<Buffer> {
  if (!contentType.startsWith("multipart/form-data")) return body;
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": contentType },
  }).formData();
  for (const value of form.values()) {
    return typeof value === "string" ? Buffer.from(value) : Buffer.from(await value.arrayBuffer());
  }
  return Buffer.alloc(0);
}

/** Shown as what they say, whatever is in them; everything else is downloaded. */
const SHOWN: Readonly<Record<string, string>> = {
  "text/plain": "text/plain; charset=utf-8",
  "text/csv": "text/plain; charset=utf-8",
  "text/markdown": "text/plain; charset=utf-8",
  "application/json": "text/plain; charset=utf-8",
  "image/png": "image/png",
  "image/jpeg": "image/jpeg",
  "image/gif": "image/gif",
};

/** Text and pictures are shown, with `?download=1` and of other kinds they are downloaded. */
export function sendFile(
  context: Context,
  response: ServerResponse,
  id: string,
  options: { readonly download: boolean },
): void {
  const file = context.state.files.get(id);
  const bytes = context.state.uploads.get(id)?.bytes;
  if (file === undefined || bytes === null || bytes === undefined) {
    sendText(response, 404, "no such file");
    return;
  }
  const shown = options.download ? undefined : SHOWN[file.mimetype];
  response.writeHead(200, {
    "content-type": shown ?? file.mimetype,
    "content-disposition": `${shown === undefined ? "attachment" : "inline"}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
  });
  response.end(bytes);
}
