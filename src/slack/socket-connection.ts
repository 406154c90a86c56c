// Keeps one Socket Mode connection. The library's own reconnecting ends in an unhandled rejection when Slack or the
// network does not answer for a moment, which ends the process; so it is switched off and done here.
import type { SocketModeReceiver } from "@slack/bolt";
import type { Log } from "../operations/surprise.ts";
import { callFailure } from "./call-failure.ts";

type SocketClient = SocketModeReceiver["client"];

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

export interface SocketConnection {
  /** Resolves after the first try. Rejects when Slack refuses the app token; anything else is tried again for ever. */
  start(): Promise<void>;
  stop(): Promise<void>;
  connected(): boolean;
}

export function socketConnection(parts: {
  readonly client: SocketClient;
  readonly log: Log;
  readonly pause: (ms: number) => Promise<void>;
}): SocketConnection {
  const { client, log } = parts;
  let stopping = false;
  let connected = false;
  let failures = 0;

  const ended = () => new Promise<void>((resolve) => client.once("disconnected", () => resolve()));

  /** Null when connected. */
  async function connect(): Promise<unknown> {
    try {
      await client.start();
      // Stopped while it was connecting: what has come up after all goes down again.
      if (stopping) {
        await client.disconnect();
        return null;
      }
      connected = true;
      failures = 0;
      log.info("slack.socket.connected", {});
      return null;
    } catch (error) {
      failures += 1;
      log.warn("slack.socket.not-connected", { failures, ...callFailure(error) });
      return error ?? new Error("the connection ended before it was ready");
    }
  }

  async function keep(): Promise<void> {
    while (!stopping) {
      if (connected) {
        await ended();
        connected = false;
        if (stopping) return;
        log.info("slack.socket.disconnected", {});
      } else {
        // Slack refreshes sockets every few hours: the first try comes at once.
        await parts.pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10)));
      }
      if (!stopping) await connect();
    }
  }

  return {
    async start() {
      const error = await connect();
      if (error !== null && callFailure(error).kind === "refused") throw error;
      void keep();
    },
    async stop() {
      stopping = true;
      if (connected) await client.disconnect();
      connected = false;
    },
    connected: () => connected,
  };
}
