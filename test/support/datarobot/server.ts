// The HTTP side: authorization, bodies, faults, the log. What a path does stands in `routes.ts`.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Answer, Refusal } from "./answer.ts";
import { forbiddenCall, type LoggedCall } from "./call-log.ts";
import type { Faults, Misbehaviour } from "./faults.ts";
import { settlePolicies } from "./policies.ts";
import { findRoute } from "./router.ts";
import type { Account, World } from "./state.ts";

const BASE = "/api/v2";
const LARGEST_BODY = 1_000_000;

export interface Served {
  readonly world: World;
  readonly faults: Faults;
  readonly calls: LoggedCall[];
  /** Answers what is below `/__control/`; null: there is no such thing. */
  readonly control: (request: IncomingMessage, path: string, body: string) => Answer | null;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function createHttpServer(served: Served): Server {
  return createServer((request, response) => {
    void answer(served, request, response).catch((error: unknown) => {
      // A mistake in the fake itself: a test should see it, and not take it for a fault that it asked for.
      console.error("The fake DataRobot failed:", error);
      send(response, { status: 500, json: { message: `The fake failed: ${String(error)}` } });
    });
  });
}

async function answer(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { world, calls } = served;
  const url = new URL(request.url ?? "/", world.url);
  const text = await bodyOf(request);
  if (text === null) return send(response, { status: 413, json: { message: "Request too large." } });
  if (url.pathname.startsWith("/__control/")) {
    const controlled = served.control(request, url.pathname.slice("/__control/".length), text);
    return send(response, controlled ?? { status: 404, json: { message: "There is no such control." } });
  }
  if (url.pathname === "/sign-in") return send(response, page(200, "Sign in"));
  if (!url.pathname.startsWith(`${BASE}/`)) return send(response, page(404, "Not found"));

  const method = request.method ?? "GET";
  const path = url.pathname.slice(BASE.length);
  const account = accountOf(world, request.headers.authorization);
  const body = parsed(text);
  const fault = served.faults.take(method, path);
  const entry: LoggedCall = {
    at: world.now(),
    method,
    path,
    query: Object.fromEntries(url.searchParams),
    by: account?.key ?? null,
    body: body.value,
    status: null,
    fault: fault?.kind ?? null,
    forbidden: forbiddenCall(method, path, url.searchParams),
  };
  calls.push(entry);
  const say = (given: Answer): void => {
    entry.status = given.status;
    send(response, given);
  };

  if (world.options.latencyMs > 0) await wait(world.options.latencyMs);
  if (fault !== null) {
    const before = await instead(fault, request, world);
    if (before === "nothing") return;
    if (before !== "go on") return say(before);
  }
  world.work.settle();
  settlePolicies(world);
  const made = handled(world, { method, path, url, account, body, forbidden: entry.forbidden });
  const after = fault === null ? made : await afterwards(fault, request, made);
  if (after !== null) say(after);
}

/** What the call gets in place of being handled. */
async function instead(
  fault: Misbehaviour,
  request: IncomingMessage,
  world: World,
): Promise<Answer | "nothing" | "go on"> {
  switch (fault.kind) {
    case "rate-limit":
      return {
        status: 429,
        headers: { "retry-after": String(fault.retryAfterS ?? 1) },
        json: { message: "Too many requests." },
      };
    case "status":
      return { status: fault.status, json: fault.body ?? { message: "The service is not available." } };
    case "html":
      return page(fault.status ?? 502, "502 Bad Gateway");
    case "login-redirect":
      return { ...page(302, "Sign in"), headers: { location: `${new URL(world.url).origin}/sign-in` } };
    case "hang":
      return "nothing";
    case "drop":
      request.socket.destroy();
      return "nothing";
    case "delay":
      await wait(fault.ms);
      return "go on";
    default:
      return "go on";
  }
}

/** What becomes of the answer; null: it is not sent. */
async function afterwards(
  fault: Misbehaviour,
  request: IncomingMessage,
  made: Answer,
): Promise<Answer | null> {
  switch (fault.kind) {
    case "lost-answer":
      request.socket.destroy();
      return null;
    case "hang-after":
      return null;
    case "late-answer":
      await wait(fault.ms);
      return made;
    case "status-after":
      return { status: fault.status, json: { message: "Something went wrong." } };
    case "html-after":
      return page(fault.status ?? 502, "502 Bad Gateway");
    default:
      return made;
  }
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly url: URL;
  readonly account: Account | null;
  readonly body: { readonly value: unknown } | { readonly value: undefined; readonly broken: true };
  readonly forbidden: string | null;
}

function handled(world: World, { method, path, url, account, body, forbidden }: Asked): Answer {
  if (account === null)
    return { status: 401, json: { message: "Invalid Authorization header. No credentials provided." } };
  if (forbidden !== null)
    return { status: 403, json: { message: `The fake does not do that: ${forbidden}.` } };
  const route = findRoute(method, path);
  if (route === "no such path") {
    const withSlash = `${path}/`;
    const slash =
      world.options.withoutSlash === "redirect" && findRoute(method, withSlash) !== "no such path";
    return slash
      ? { status: 308, headers: { location: `${world.url}${withSlash}${url.search}` } }
      : { status: 404, json: { message: "Not Found" } };
  }
  if (route === "no such method")
    return { status: 405, json: { message: "The method is not allowed for the requested URL." } };
  if ("broken" in body) return { status: 400, json: { message: "The body is not JSON." } };
  try {
    const { handler, params } = route;
    return handler({ method, path, params, query: url.searchParams, body: body.value, account, world });
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, json: error.body };
    throw error;
  }
}

function accountOf(world: World, header: string | undefined): Account | null {
  const [, token = ""] = /^(?:Bearer|Token) (\S+)$/.exec(header ?? "") ?? [];
  const account = world.accounts.get(world.tokens.get(token) ?? "");
  return account?.active === true ? account : null;
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > LARGEST_BODY) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): Asked["body"] {
  if (text === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { value: undefined, broken: true };
  }
}

const page = (status: number, title: string): Answer => ({
  status,
  bytes: {
    type: "text/html; charset=utf-8",
    content: Buffer.from(`<!doctype html><title>${title}</title><h1>${title}</h1>\n`),
  },
});

function send(response: ServerResponse, { status, headers = {}, json, bytes }: Answer): void {
  if (response.destroyed || response.headersSent) return;
  const type = bytes?.type ?? (json === undefined ? null : "application/json");
  const content =
    bytes?.content ?? (json === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(json)));
  response.writeHead(status, {
    ...(type === null ? {} : { "content-type": type }),
    ...(status === 204 || status === 304 ? {} : { "content-length": content.length }),
    ...headers,
  });
  response.end(status === 204 ? undefined : content);
}
