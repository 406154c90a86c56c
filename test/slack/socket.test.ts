// Socket Mode against a real WebSocket server that hangs up, stays silent and comes back.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { ACTIONS } from "../../src/actions/index.ts";
import { Secret } from "../../src/config/secret.ts";
import { ok } from "../../src/deployments/decision.ts";
import { createSlack, type Slack, SlackRefused } from "../../src/slack/bolt-app.ts";
import { connectSlack } from "../../src/slack/connection.ts";
import { fakeClock } from "../support/clock.ts";
import { slackId, TEAM } from "../support/fake-directory.ts";
import { seededIds } from "../support/ids.ts";
import { fakeOperations, mapCache, recordingLog } from "./rig.ts";

interface SocketRig {
  readonly slack: Slack;
  readonly log: ReturnType<typeof recordingLog>;
  /** Answers of `apps.connections.open`, first to last; the last one stays. */
  readonly opens: ("ok" | "down" | "refused")[];
  readonly sockets: WebSocket[];
  /** How long it waited before each new try, in ms; no real time passes. */
  readonly waits: number[];
  /** Sends an envelope and waits for its acknowledgement's payload. */
  send(payload: Record<string, unknown>): Promise<unknown>;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function socketRig(opens: SocketRig["opens"]): Promise<SocketRig> {
  const sockets: WebSocket[] = [];
  const waits: number[] = [];
  const wss = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    request.resume();
    if (request.url === "/api/auth.test") return answer(200, { ok: true, team_id: TEAM, user_id: "U0BOT" });
    const next = opens.length > 1 ? opens.shift() : opens[0];
    if (next === "down") return answer(503, {});
    if (next === "refused") return answer(200, { ok: false, error: "invalid_auth" });
    const { port } = server.address() as AddressInfo;
    answer(200, { ok: true, url: `ws://127.0.0.1:${port}/link` });
  });
  server.on("upgrade", (request, socket, head) => {
    wss.handleUpgrade(request, socket, head, (connection) => {
      sockets.push(connection);
      connection.send(JSON.stringify({ type: "hello", num_connections: 1 }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const log = recordingLog();
  const clock = fakeClock();
  const ids = seededIds();
  const transport = {
    mode: "socket",
    botToken: new Secret("xoxb-1"),
    appToken: new Secret("xapp-1"),
    apiUrl: `http://127.0.0.1:${port}/api/`,
  } as const;
  const slack = createSlack({
    transport,
    connection: connectSlack({ transport, log, clock, ids, cache: mapCache() }),
    operations: fakeOperations({ lookup: async () => ok({ found: "none", similar: [] }) }),
    seen: async () => false,
    log,
    clock,
    ids,
    actions: ACTIONS,
    commandPrefix: "",
    registry: { isEmpty: async () => false, canAdopt: false },
    links: { ofDeployment: () => null, deploymentIn: () => null },
    hasAccounts: false,
    pause: async (ms) => {
      waits.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
  });
  closers.push(async () => {
    await slack.stop(100);
    for (const socket of sockets) socket.terminate();
    wss.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    slack,
    log,
    opens,
    sockets,
    waits,
    send(payload) {
      const socket = sockets.at(-1);
      if (socket === undefined) throw new Error("nobody is connected");
      const answer = new Promise((resolve) => {
        socket.on("message", (data) => {
          const message = JSON.parse(String(data));
          if (message.envelope_id === "e1") resolve(message.payload);
        });
      });
      socket.send(
        JSON.stringify({
          envelope_id: "e1",
          type: "slash_commands",
          accepts_response_payload: true,
          payload,
        }),
      );
      return answer;
    },
  };
}

const HELP = {
  command: "/deployments",
  text: "help",
  user_id: slackId("olivia"),
  team_id: TEAM,
  channel_id: "C1",
  response_url: "http://127.0.0.1:9/",
  trigger_id: "1.2",
};

describe("Socket Mode", () => {
  it("answers a command with its acknowledgement", async () => {
    const rig = await socketRig(["ok"]);
    await rig.slack.start();
    expect(rig.slack.connected()).toBe(true);
    expect(rig.slack.requestListener).toBeNull();
    expect(await rig.send(HELP)).toMatchObject({
      response_type: "ephemeral",
      text: expect.stringContaining("What you can do"),
    });
  });

  it("comes back when Slack hangs up, even if Slack is down at first", async () => {
    const rig = await socketRig(["ok", "down", "down", "ok"]);
    await rig.slack.start();
    rig.sockets[0]?.close();
    await expect.poll(() => rig.sockets.length, { timeout: 8_000 }).toBe(2);
    expect(rig.log.lines.map(({ event }) => event)).toContain("slack.socket.disconnected");
    await expect.poll(() => rig.slack.connected()).toBe(true);
    expect(await rig.send(HELP)).toMatchObject({ response_type: "ephemeral" });
    // The first try comes at once, the next ones ever later.
    expect(rig.waits).toEqual([1_000, 2_000]);
  });

  it("comes back when Slack asks for it", async () => {
    const rig = await socketRig(["ok"]);
    await rig.slack.start();
    rig.sockets[0]?.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
    await expect.poll(() => rig.sockets.length, { timeout: 5_000 }).toBe(2);
  });

  it("is started although Slack is down, and connects once it is back", async () => {
    const rig = await socketRig(["down", "ok"]);
    await rig.slack.start();
    expect(rig.slack.connected()).toBe(false);
    await expect.poll(() => rig.slack.connected(), { timeout: 5_000 }).toBe(true);
  });

  it("is not started with an app token that Slack refuses", async () => {
    const rig = await socketRig(["refused"]);
    await expect(rig.slack.start()).rejects.toThrow(SlackRefused);
    await expect(rig.slack.start()).rejects.toThrow(/SLACK_APP_TOKEN.*invalid_auth/);
  });

  it("does not come back once it is stopped", async () => {
    const rig = await socketRig(["ok"]);
    await rig.slack.start();
    const left = new Promise((resolve) => rig.sockets[0]?.once("close", resolve));
    await rig.slack.stop(100);
    await left;
    // A new try would be on its way by now: it starts in the same turn in which the end is noticed.
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(rig.waits).toEqual([]);
    expect(rig.sockets).toHaveLength(1);
    expect(rig.slack.connected()).toBe(false);
  });
});
