// Socket Mode: tickets, hello, envelopes and their acknowledgement, disconnect (reference: Slack platform, section 11).
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import type { Ids } from "../ports/clock.ts";
import { APP } from "./people.ts";

/** For the other side's goodbye. */
const GOODBYE_MS = 500;

async function hangUp(socket: WebSocket): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
  socket.close(1001);
  await closed;
  clearTimeout(timer);
}

/** Slack allows so many sockets for one app. */
const MOST_SOCKETS = 10;

export interface Envelope {
  readonly type: "slash_commands" | "interactive" | "events_api";
  readonly payload: unknown;
  readonly acceptsAnswer: boolean;
  readonly retry: { readonly num: number; readonly reason: string } | null;
}

export interface Sockets {
  /** For one connection. */
  ticket(): string;
  readonly connected: () => number;
  /** Slack's answer to the upgrade of a connection to `/link/`. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Sends to one of the sockets; the payload of its acknowledgement, or null when none came in time. */
  send(envelope: Envelope, waitMs: number): Promise<{ readonly payload: unknown } | null>;
  /** Tells every client to come again, as Slack does every few hours. */
  refresh(reason: "warning" | "refresh_requested" | "link_disabled"): void;
  /** Says goodbye, and hangs up on those who do not answer within half a second. */
  close(): Promise<void>;
}

export function createSockets(deps: { readonly ids: Ids; readonly changed: () => void }): Sockets {
  const tickets = new Set<string>();
  const open: WebSocket[] = [];
  const waiting = new Map<string, (payload: unknown) => void>();
  let server: WebSocketServer | null = null;
  let next = 0;

  const drop = (socket: WebSocket): void => {
    const at = open.indexOf(socket);
    if (at >= 0) open.splice(at, 1);
    deps.changed();
  };

  const hear = (text: string): void => {
    let message: { envelope_id?: unknown; payload?: unknown };
    try {
      message = JSON.parse(text);
    } catch {
      // Slack ignores what is not JSON; so does this.
      return;
    }
    const id = String(message.envelope_id);
    waiting.get(id)?.(message.payload);
    waiting.delete(id);
  };

  const greet = (socket: WebSocket): void => {
    open.push(socket);
    socket.on("message", (data) => hear(String(data)));
    socket.on("close", () => drop(socket));
    socket.on("error", () => drop(socket));
    const ping = setInterval(() => socket.ping(), 10_000);
    ping.unref();
    socket.on("close", () => clearInterval(ping));
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: open.length,
        connection_info: { app_id: APP },
        debug_info: { host: "pointsman-workspace", approximate_connection_time: 18_060 },
      }),
    );
    deps.changed();
  };

  return {
    ticket() {
      const ticket = deps.ids.hash(deps.ids.unique()).slice(0, 32);
      tickets.add(ticket);
      return ticket;
    },
    connected: () => open.length,
    async accept(request, socket, head) {
      const ticket = new URL(request.url ?? "/", "http://loopback").searchParams.get("ticket") ?? "";
      if (!tickets.delete(ticket) || open.length >= MOST_SOCKETS) {
        socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
        return;
      }
      if (server === null) {
        const { WebSocketServer } = await import("ws");
        server = new WebSocketServer({ noServer: true });
      }
      server.handleUpgrade(request, socket, head, greet);
    },
    send(envelope, waitMs) {
      const socket = open[next % open.length];
      next += 1;
      if (socket === undefined) return Promise.resolve(null);
      const id = deps.ids.unique();
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          resolve(null);
        }, waitMs);
        waiting.set(id, (payload) => {
          clearTimeout(timer);
          resolve({ payload });
        });
        socket.send(
          JSON.stringify({
            envelope_id: id,
            type: envelope.type,
            payload: envelope.payload,
            accepts_response_payload: envelope.acceptsAnswer,
            ...(envelope.retry
              ? { retry_attempt: envelope.retry.num, retry_reason: envelope.retry.reason }
              : {}),
          }),
        );
      });
    },
    refresh(reason) {
      for (const socket of open) {
        socket.send(
          JSON.stringify({ type: "disconnect", reason, debug_info: { host: "pointsman-workspace" } }),
        );
      }
    },
    async close() {
      await Promise.all([...open].map(hangUp));
      server?.close();
    },
  };
}
