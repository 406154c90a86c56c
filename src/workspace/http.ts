// The workspace's HTTP: bodies, answers, and whom it talks to at all.
import type { IncomingMessage, ServerResponse } from "node:http";

/** Uploads included. */
const LARGEST_BODY = 30 * 1024 * 1024;

/** Null: larger than we read. */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** For the workspace's own page and for programs; in no frame, and no script of anybody's. */
const OWN_PAGES = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
};

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...OWN_PAGES, ...headers });
  response.end(JSON.stringify(body));
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    ...OWN_PAGES,
  });
  response.end(text);
}

/**
 * Anybody who can reach the workspace can be anybody in it, so a page of another origin, or one that had its own name
 * resolve to this computer, must not reach it.
 */
export function isForeign(request: IncomingMessage, port: number): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(request.headers.host ?? "")) return true;
  // A browser says so of requests that another page makes, also of those without an origin (images, forms by GET, `no-cors`).
  const site = request.headers["sec-fetch-site"];
  if (site === "cross-site" || site === "same-site") return true;
  const { origin } = request.headers;
  return origin !== undefined && !hosts.some((host) => origin === `http://${host}`);
}
