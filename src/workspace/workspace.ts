// The local Slack: one server on loopback that is Slack to the bot and a workspace to people, tests and curl.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Router from "find-my-way";
import { LIMITS } from "../block-kit/limits.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { WorkspaceActs } from "./acts.ts";
import { actsOn } from "./acts-here.ts";
import { answerApi, answerResponseUrl, sendFile, takeUpload } from "./api-route.ts";
import type { Context, WorkspaceLog } from "./context.ts";
import { controlOf } from "./control-routes.ts";
import { createFaults } from "./faults.ts";
import { isForeign, sendText } from "./http.ts";
import { grantsOf } from "./manifest.ts";
import { sendDocument, sendPageFile } from "./page-files.ts";
import { warmUp } from "./payload-check.ts";
import type { Person } from "./people.ts";
import { createRequestLog } from "./request-log.ts";
import { createResponseUrls } from "./response-urls.ts";
import { createSockets } from "./socket-mode.ts";
import { createState } from "./state.ts";
import { createTriggers } from "./triggers.ts";

export interface WorkspaceOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: WorkspaceLog;
  /** The bot's address; `/slack/events` is added when it has no path. Without it, and until `setBotUrl`: Socket Mode only. */
  readonly botUrl?: string;
  readonly signingSecret: string;
  readonly botToken: string;
  readonly appToken: string;
  /** Text of the app's manifest (YAML or JSON): scopes, commands, events and tabs are checked against it. */
  readonly manifest?: string;
  /** Instead of the sample fleet's people. */
  readonly people?: readonly Person[];
  /** Names the records of the bot: what a browser remembers of work on them is forgotten with other ones. Default: each start has its own. */
  readonly records?: string;
  /** Default: Slack's 3 s. */
  readonly ackMs?: number;
  /** Default: at once, after 1 minute, after 5 minutes. */
  readonly eventRetriesMs?: readonly number[];
  /** Default true: blocks without `text` beside them are refused, which Slack itself does not do. */
  readonly fallbackText?: boolean;
}

export interface Workspace extends WorkspaceActs {
  readonly port: number;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** For `slackApiUrl`; ends in `/api/`. */
  readonly apiUrl: string;
  setBotUrl(url: string): void;
  /** Sockets of the bot that are connected right now. */
  socketsConnected(): number;
  stop(): Promise<void>;
}

/** Leaves the start of a bot in the same process alone. */
const WARM_UP_AFTER_MS = 500;

const EVENTS_PATH = "/slack/events";

function eventsUrl(url: string): string {
  const parsed = new URL(url);
  if (parsed.pathname === "/") parsed.pathname = EVENTS_PATH;
  return parsed.href;
}

/** Listens on 127.0.0.1 only. Rejects with the system's error (`EADDRINUSE`) when the port is taken. */
export async function startWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { clock, ids, log } = options;
  const timers = new Set<NodeJS.Timeout>();
  let port = 0;
  const state = createState({ clock, ids, ...(options.people ? { people: options.people } : {}) });
  const context: Context = {
    clock,
    ids,
    log,
    state,
    records: options.records ?? ids.unique(),
    settings: {
      signingSecret: options.signingSecret,
      botToken: options.botToken,
      appToken: options.appToken,
      ackMs: options.ackMs ?? LIMITS.ackMs,
      eventRetriesMs: options.eventRetriesMs ?? [0, 60_000, 300_000],
      fallbackText: options.fallbackText ?? true,
    },
    grants: grantsOf(options.manifest ?? null),
    triggers: createTriggers({ clock, ids }),
    responseUrls: createResponseUrls(() => context),
    faults: createFaults(),
    requests: createRequestLog(clock.now, state.changed),
    sockets: createSockets({ ids, changed: state.changed }),
    botUrl: options.botUrl === undefined ? null : eventsUrl(options.botUrl),
    baseUrl: () => `http://127.0.0.1:${port}`,
    later(waitMs, work) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        work().catch((error: unknown) => log.error("workspace.later-failed", { error }));
      }, waitMs);
      timer.unref();
      timers.add(timer);
    },
  };
  const acts = actsOn(context);
  const router = routesOf(context, acts);
  const server = createServer((request, response) => {
    if (isForeign(request, port))
      return sendText(response, 403, "Only from this computer, and from its own pages.\n");
    Promise.resolve(router.lookup(request, response)).catch((error: unknown) => {
      log.error("workspace.request-failed", { error, url: request.url });
      if (!response.headersSent) sendText(response, 500, "internal_error");
    });
  });
  server.on("upgrade", (request, socket, head) => {
    if (isForeign(request, port) || !request.url?.startsWith("/link/")) {
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
      return;
    }
    context.sockets.accept(request, socket, head).catch((error: unknown) => {
      log.error("workspace.socket-failed", { error });
      socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  port = (server.address() as AddressInfo).port;
  context.later(WARM_UP_AFTER_MS, warmUp);
  log.info("workspace.listening", { url: context.baseUrl() });
  return {
    ...acts,
    port,
    url: context.baseUrl(),
    apiUrl: `${context.baseUrl()}/api/`,
    setBotUrl(url) {
      context.botUrl = eventsUrl(url);
    },
    socketsConnected: context.sockets.connected,
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      await context.sockets.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function routesOf(context: Context, acts: WorkspaceActs) {
  const control = controlOf(context, acts);
  const router = Router({
    ignoreTrailingSlash: true,
    maxParamLength: 500,
    defaultRoute: (_request, response) => sendText(response, 404, "Nothing here.\n"),
  });
  for (const path of ["/", "/gallery"])
    router.on("GET", path, (_request, response) => sendDocument(response));
  router.on("GET", "/page/:name", async (_request, response, params) => {
    if (!(await sendPageFile(response, params.name ?? ""))) sendText(response, 404, "Nothing here.\n");
  });
  router.on(["GET", "POST"], "/api/:method", (request, response, params) =>
    answerApi(context, request, response, params.method ?? ""),
  );
  router.on("POST", "/response/:id", (request, response, params) =>
    answerResponseUrl(context, request, response, params.id ?? ""),
  );
  router.on("POST", "/upload/:id/:secret", (request, response, params) =>
    takeUpload(context, request, response, { id: params.id ?? "", secret: params.secret ?? "" }),
  );
  router.on("GET", "/files/:id/:name", (request, response, params) =>
    sendFile(context, response, params.id ?? "", { download: request.url?.endsWith("?download=1") === true }),
  );
  router.on("POST", "/control/:act", (request, response, params) =>
    control.post(request, response, params.act ?? ""),
  );
  router.on("GET", "/control/:what", (request, response, params) =>
    control.get(request, response, [params.what ?? ""]),
  );
  router.on("GET", "/control/:what/:name", (request, response, params) =>
    control.get(request, response, [params.what ?? "", params.name ?? ""]),
  );
  return router;
}
