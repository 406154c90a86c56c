// The real Bolt app over real HTTP, with signed requests; Slack's Web API is scripted, the operations are a fake.
import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import nock from "nock";
import { expect } from "vitest";
import { ACTIONS } from "../../src/actions/index.ts";
import { checkHome, checkMessage, checkView } from "../../src/block-kit/check.ts";
import { Secret } from "../../src/config/secret.ts";
import { createLinks } from "../../src/http/links.ts";
import type { Operations } from "../../src/operations/operations.ts";
import type { Log } from "../../src/operations/surprise.ts";
import { createSlack, type Slack, type SlackOptions } from "../../src/slack/bolt-app.ts";
import { connectSlack, type SlackConnection } from "../../src/slack/connection.ts";
import type { Deadlines } from "../../src/slack/deadline.ts";
import type { ShortCache } from "../../src/slack/directory.ts";
import { type FakeClock, fakeClock } from "../support/clock.ts";
import { slackId, TEAM } from "../support/fake-directory.ts";
import { seededIds } from "../support/ids.ts";

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
export const BOT_USER = "U0POINTSMAN";
export const CHANNEL = "C0DEPLOYMENTS";

export interface Call {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;
/** Status and body, or an error of the connection. */
export type Script = (
  args: Json,
) => { status?: number; body?: Json | string; headers?: Record<string, string> } | Error;

export interface Logged {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function recordingLog(): Log & { readonly lines: Logged[] } {
  const lines: Logged[] = [];
  const at = (level: Logged["level"]) => (event: string, fields: Readonly<Record<string, unknown>>) => {
    lines.push({ level, event, fields });
  };
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

export function mapCache(): ShortCache & { readonly map: Map<string, unknown> } {
  const map = new Map<string, unknown>();
  return {
    map,
    get: async (key) => map.get(key),
    set: async (key, value) => void map.set(key, value),
    delete: async (key) => void map.delete(key),
  };
}

/** Operations of which only the named ones may be asked: any other call fails the test with its name. */
export function fakeOperations(given: Partial<Operations>): Operations {
  return new Proxy(given as Operations, {
    get(target, name: string) {
      const own = target[name as keyof Operations];
      if (own !== undefined) return own;
      return () => {
        throw new Error(`the test did not expect operations.${name}`);
      };
    },
  });
}

const STANDARD: Readonly<Record<string, Script>> = {
  "auth.test": () => ({ body: { team_id: TEAM, user_id: BOT_USER, bot_id: "B0POINTSMAN" } }),
  "views.open": () => ({ body: { view: { id: "V0OPENED", hash: "1.abc" } } }),
  "views.push": () => ({ body: { view: { id: "V0PUSHED", hash: "1.abc" } } }),
  "conversations.info": () => ({ body: { channel: { id: CHANNEL, is_ext_shared: false } } }),
  "conversations.open": () => ({ body: { channel: { id: "D0DIRECT" } } }),
};

/** Everything that goes to Slack, as it goes: `response_url` and file bytes under names of their own. */
export interface WebApi {
  readonly calls: Call[];
  script(method: string, script: Script): void;
  of(method: string): readonly Json[];
}

const parsed = (body: string): Json => {
  const entries = [...new URLSearchParams(body)].map(([key, value]) => {
    const json = /^[[{]/.test(value) ? JSON.parse(value) : value;
    return [key, json] as const;
  });
  return Object.fromEntries(entries);
};

/** What Slack would refuse never passes a test unseen. */
function expectValid(method: string, args: Json): void {
  if (method === "views.publish") expect(checkHome(args.view)).toEqual([]);
  else if (method.startsWith("views.")) expect(checkView(args.view)).toEqual([]);
  else if (method === "chat.unfurl") {
    for (const [url, { fallback, blocks }] of Object.entries(args.unfurls as Record<string, Json>)) {
      expect(URL.canParse(url)).toBe(true);
      expect(checkMessage({ text: fallback, blocks })).toEqual([]);
    }
  } else if (["chat.postMessage", "chat.update", "chat.postEphemeral", "response_url"].includes(method)) {
    expect(checkMessage({ text: args.text, blocks: args.blocks })).toEqual([]);
  }
}

export function scriptedWebApi(): WebApi {
  const calls: Call[] = [];
  const scripts = new Map<string, Script>(Object.entries(STANDARD));
  const answer = (method: string, args: Json): nock.ReplyFnResult => {
    calls.push({ method, args });
    expectValid(method, args);
    const said = scripts.get(method)?.(args) ?? {};
    if (said instanceof Error) throw said;
    const body = typeof said.body === "string" ? said.body : JSON.stringify({ ok: true, ...said.body });
    return [said.status ?? 200, body, said.headers ?? {}];
  };
  const method = (request: Request): string => new URL(request.url).pathname.replace("/api/", "");
  nock("https://slack.com")
    .persist()
    .post(/^\/api\//)
    .reply(async (request: Request) => answer(method(request), parsed(await request.text())));
  nock("https://hooks.slack.com")
    .persist()
    .post(/.*/)
    .reply(async (request: Request) => answer("response_url", (await request.json()) as Json));
  nock("https://files.slack.com")
    .persist()
    .post(/.*/)
    .reply(async (request: Request) => answer("upload", { text: await request.text() }));
  return {
    calls,
    script: (method, script) => void scripts.set(method, script),
    of: (method) => calls.filter((call) => call.method === method).map(({ args }) => args),
  };
}

export interface SlackRig {
  readonly api: WebApi;
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof recordingLog>;
  readonly cache: ReturnType<typeof mapCache>;
  readonly slack: Slack;
  readonly connection: SlackConnection;
  /** Sends a body with a signature of its own making. */
  send(
    body: string,
    over?: { headers?: Record<string, string>; json?: boolean; at?: number },
  ): Promise<Response>;
  command(text: string, over?: Json): Promise<Response>;
  press(actionId: string, value: string, over?: Json): Promise<Response>;
  interaction(payload: Json): Promise<Response>;
  submission(view: Json, over?: Json): Promise<Response>;
  options(actionId: string, value: string, view: Json): Promise<Response>;
  event(event: Json, over?: Json): Promise<Response>;
  /** Waits for all that goes on after the acknowledgement. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface RigOptions {
  readonly operations?: Partial<Operations>;
  readonly deadlines?: Partial<Deadlines>;
  readonly seen?: SlackOptions["seen"];
  readonly registry?: SlackOptions["registry"];
  readonly commandPrefix?: string;
  readonly hasAccounts?: boolean;
  readonly start?: boolean;
  readonly pause?: SlackOptions["pause"];
}

/** Its public address is `https://pointsman.example.com`. */
const LINKS = createLinks({
  keys: [new Uint8Array(32)],
  publicUrl: "https://pointsman.example.com",
  ownAddress: () => "",
});

export const RESPONSE_URL = "https://hooks.slack.com/actions/T0/1/x";

const person = (name: string) => ({ id: slackId(name), team_id: TEAM });

export async function slackRig(options: RigOptions = {}): Promise<SlackRig> {
  const api = scriptedWebApi();
  const log = recordingLog();
  const cache = mapCache();
  const clock = fakeClock(Date.now());
  const ids = seededIds();
  const transport = {
    mode: "http",
    botToken: new Secret("xoxb-test"),
    signingSecret: new Secret(SECRET),
    apiUrl: null,
  } as const;
  const connection = connectSlack({ transport, log, clock, ids, cache });
  const slack = createSlack({
    transport,
    connection,
    operations: fakeOperations(options.operations ?? {}),
    seen: options.seen ?? (async () => false),
    log,
    clock,
    ids,
    actions: ACTIONS,
    commandPrefix: options.commandPrefix ?? "",
    registry: options.registry ?? { isEmpty: async () => false, canAdopt: false },
    links: LINKS,
    hasAccounts: options.hasAccounts ?? false,
    ...(options.pause === undefined ? {} : { pause: options.pause }),
    ...(options.deadlines === undefined ? {} : { deadlines: options.deadlines }),
  });
  if (options.start !== false) await slack.start();
  const listener = slack.requestListener;
  if (listener === null) throw new Error("the rig is over HTTP");
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const send: SlackRig["send"] = (body, over = {}) => {
    const at = String(Math.floor((over.at ?? Date.now()) / 1000));
    const signature = createHmac("sha256", SECRET).update(`v0:${at}:${body}`).digest("hex");
    return fetch(`http://127.0.0.1:${port}/slack/events`, {
      method: "POST",
      body,
      headers: {
        "content-type": over.json ? "application/json" : "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": at,
        "x-slack-signature": `v0=${signature}`,
        ...over.headers,
      },
      signal: AbortSignal.timeout(8_000),
    });
  };
  const interaction = (payload: Json) =>
    send(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
  const common = { user: person("olivia"), team: { id: TEAM }, trigger_id: "1.2.trigger" };

  return {
    api,
    clock,
    log,
    cache,
    slack,
    connection,
    send,
    interaction,
    command: (text, over = {}) =>
      send(
        new URLSearchParams({
          command: "/deployments",
          text,
          user_id: slackId("olivia"),
          team_id: TEAM,
          channel_id: CHANNEL,
          response_url: RESPONSE_URL,
          trigger_id: "1.2.trigger",
          ...(over as Record<string, string>),
        }).toString(),
      ),
    press: (actionId, value, over = {}) =>
      interaction({
        ...common,
        type: "block_actions",
        response_url: RESPONSE_URL,
        channel: { id: CHANNEL },
        container: {
          type: "message",
          message_ts: "1700000000.000100",
          channel_id: CHANNEL,
          is_ephemeral: true,
        },
        actions: [{ type: "button", action_id: actionId, block_id: "b", value }],
        ...over,
      }),
    submission: (view, over = {}) =>
      interaction({
        ...common,
        type: "view_submission",
        view: { id: "V0FORM", type: "modal", ...view },
        ...over,
      }),
    options: (actionId, value, view) =>
      interaction({ ...common, type: "block_suggestion", action_id: actionId, block_id: "b", value, view }),
    event: (event, over = {}) =>
      send(JSON.stringify({ type: "event_callback", event_id: "Ev01", team_id: TEAM, event, ...over }), {
        json: true,
      }),
    settled: () => slack.stop(5_000),
    async close() {
      await slack.stop(100);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      nock.cleanAll();
    },
  };
}

export function onlyScripted(): void {
  nock.disableNetConnect();
  nock.enableNetConnect(/^127\.0\.0\.1/);
}

/** The card of an ephemeral answer that came with the acknowledgement. */
export async function ephemeralIn(response: Response): Promise<{ text: string; blocks: unknown[] }> {
  expect(response.status).toBe(200);
  const body = (await response.json()) as { response_type: string; text: string; blocks: unknown[] };
  expect(body.response_type).toBe("ephemeral");
  expect(checkMessage({ text: body.text, blocks: body.blocks })).toEqual([]);
  return body;
}
