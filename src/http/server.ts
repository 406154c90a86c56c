// The process's one HTTP server: a small router with time-outs, request ids, and an end that lets answers finish.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import findMyWay from "find-my-way";
import type { Log } from "../log.ts";
import type { Metrics, RouteLabel } from "../metrics.ts";
import type { Ids } from "../ports/clock.ts";

export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly label: RouteLabel;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
}

export interface HttpServer {
  /** Port 0: any free one. Answers the port, or `busy` when another process has it. Other errors throw. */
  listen(at: { readonly port: number; readonly host: string }): Promise<number | "busy">;
  /** Takes nothing new, lets open answers finish for up to `graceMs`, then cuts them off. */
  close(graceMs: number): Promise<void>;
}

/** Slack's requests are small and come from a fast network: whoever is slower than this is not Slack. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
} as const;

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(text);
}

interface Place {
  label: RouteLabel;
}

/** A route that fails is answered 500 with the id that the log has; what nobody serves is answered 404. Both in JSON. */
export function createHttpServer(deps: {
  readonly routes: readonly Route[];
  readonly log: Log;
  readonly metrics: Metrics;
  readonly ids: Ids;
}): HttpServer {
  let closing = false;
  const requestIds = new WeakMap<IncomingMessage, string>();
  const places = new WeakMap<IncomingMessage, Place>();

  const fail = (request: IncomingMessage, response: ServerResponse, error: unknown): void => {
    const id = requestIds.get(request) ?? "unknown";
    deps.log.error("http.failed", { id, path: pathOf(request), error });
    if (response.headersSent) response.destroy();
    else answerJson(response, 500, { error: "internal", id });
  };

  const router = findMyWay({
    defaultRoute: (_request, response) => answerJson(response, 404, { error: "not_found" }),
    onBadUrl: (_path, _request, response) => answerJson(response, 400, { error: "bad_url" }),
  });
  for (const route of deps.routes) {
    router.on(route.method, route.path, async (request, response) => {
      const place = places.get(request);
      if (place !== undefined) place.label = route.label;
      try {
        await route.handle(request, response);
      } catch (error) {
        fail(request, response, error);
      }
    });
  }

  const listener: RequestListener = (request, response) => {
    const id = deps.ids.unique();
    const place: Place = { label: "other" };
    const began = process.hrtime.bigint();
    requestIds.set(request, id);
    places.set(request, place);
    response.setHeader("x-request-id", id);
    response.once("close", () => {
      // A kept-alive connection would hold up the end of the server until its time-out.
      if (closing) setImmediate(() => server.closeIdleConnections());
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      // Broken off before an answer: Nginx's number for it.
      const status = response.writableFinished ? response.statusCode : 499;
      deps.metrics.served(place.label, status, seconds);
      deps.log.debug("http.served", { id, route: place.label, status, ms: Math.round(seconds * 1000) });
    });
    router.lookup(request, response);
  };

  const server = createServer(LIMITS, listener);
  server.on("clientError", (error, socket) => {
    deps.log.debug("http.unreadable", { error });
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
    else socket.destroy();
  });

  return {
    listen: ({ port, host }) =>
      new Promise((resolve, reject) => {
        const failed = (error: NodeJS.ErrnoException): void =>
          error.code === "EADDRINUSE" ? resolve("busy") : reject(error);
        server.once("error", failed);
        server.listen(port, host, () => {
          server.off("error", failed);
          server.on("error", (error) => deps.log.error("http.server-failed", { error }));
          resolve(portOf(server.address()));
        });
      }),
    close: (graceMs) =>
      new Promise((resolve) => {
        closing = true;
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

/** Without the query: it may carry what no log should. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0] ?? "";
}
