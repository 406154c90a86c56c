// Bolt: verifies and receives, over HTTP or Socket Mode; one dispatch takes it from there.
import { type IncomingMessage, type RequestListener, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { App, HTTPReceiver, type Receiver, SocketModeReceiver } from "@slack/bolt";
import type { AnyAction } from "../actions/action.ts";
import type { Operations } from "../operations/operations.ts";
import { type Log, surprise } from "../operations/surprise.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { DeploymentLinks } from "../ports/links.ts";
import { boltLogger } from "./bolt-log.ts";
import { callFailure, slackError } from "./call-failure.ts";
import type { SlackConnection, SlackTransport } from "./connection.ts";
import { background, DEADLINES, type Deadlines } from "./deadline.ts";
import { acknowledgement, type DispatchParts, dispatch } from "./dispatch.ts";
import type { Registry } from "./handlers/parts.ts";
import { jsonAnswer } from "./json-answer.ts";
import { commandWords, SLACK_PATH } from "./manifest.ts";
import { pictureFiles } from "./pictures/picture-files.ts";
import { redraws } from "./redraws.ts";
import { socketConnection } from "./socket-connection.ts";
import { clientOptions, INTERACTIVE_TIMEOUT_MS } from "./web-clients.ts";

/** Slack's largest requests are submits of full modals, far below this. */
const BODY_LIMIT = 1024 * 1024;
/** Bolt refuses what is older; this is for what is newer. */
const LARGEST_CLOCK_LEAD_S = 5 * 60;

export interface SlackOptions {
  readonly transport: SlackTransport;
  readonly connection: SlackConnection;
  readonly operations: Operations;
  /** True when the event id was seen before, else remembers it durably. */
  readonly seen: (eventId: string) => Promise<boolean>;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly actions: readonly AnyAction[];
  readonly commandPrefix: string;
  readonly registry: Registry;
  readonly links: DeploymentLinks;
  /** The platform has accounts, which people link. */
  readonly hasAccounts: boolean;
  readonly deadlines?: Partial<Deadlines>;
  /** Lets time pass between two tries of one thing; by the process's timer without it. */
  readonly pause?: (ms: number) => Promise<void>;
}

export interface Slack {
  /** For `POST /slack/events` of our own server; null in Socket Mode. */
  readonly requestListener: RequestListener | null;
  /** Throws `SlackRefused` when Slack does not accept the tokens. Slack being out of reach is no reason to stay down. */
  start(): Promise<void>;
  /** Takes no more and waits up to `ms` for what is under way. */
  stop(ms?: number): Promise<void>;
  /** False while a Socket Mode connection is down. */
  connected(): boolean;
}

/** The tokens are wrong: the sentence says which, and what to do. */
export class SlackRefused extends Error {
  override readonly name = "SlackRefused";
}

const refuseStart = (variable: string, reason: string, cause: unknown): never => {
  throw new SlackRefused(
    `Slack does not accept ${variable} (${reason}). Copy it again from the app's pages at https://api.slack.com/apps; reinstall the app if it was removed.`,
    { cause },
  );
};

const pause = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });

/** An answer that costs the person nothing, for requests that nobody has acknowledged. */
function lastAnswer(log: Log): (args: { response: ServerResponse }) => void {
  return ({ response }) => {
    log.error("slack.request.not-acknowledged", {});
    if (response.headersSent) return;
    response.writeHead(200);
    response.end();
  };
}

function fromTheFuture(request: IncomingMessage, clock: Clock): boolean {
  const stamp = Number(request.headers["x-slack-request-timestamp"]);
  return Number.isFinite(stamp) && stamp - clock.now() / 1000 > LARGEST_CLOCK_LEAD_S;
}

/** What answers which request; Bolt hands its listeners the request alone. */
type Responses = WeakMap<IncomingMessage, ServerResponse>;
/** Among Bolt's own properties of a context. */
const RESPONSE = "httpResponse";

function httpListener(receiver: HTTPReceiver, options: SlackOptions, responses: Responses): RequestListener {
  return (request, response) => {
    if (fromTheFuture(request, options.clock)) {
      options.log.warn("slack.request.from-the-future", {});
      response.writeHead(401, { connection: "close" });
      response.end();
      request.resume();
      return;
    }
    responses.set(request, response);
    receiver.requestListener(request, response);
  };
}

function dispatchParts(options: SlackOptions): DispatchParts {
  const { connection } = options;
  return {
    operations: options.operations,
    client: connection.clients.interactive,
    directory: connection.directory,
    channels: connection.channels,
    gate: connection.gate,
    redraws: redraws(),
    background: background(),
    deadlines: { ...DEADLINES, ...options.deadlines },
    pictures: pictureFiles({ client: connection.clients.interactive, log: options.log }),
    pause: options.pause ?? pause,
    log: options.log,
    clock: options.clock,
    ids: options.ids,
    actions: options.actions,
    commands: commandWords(options.commandPrefix),
    registry: options.registry,
    links: options.links,
    hasAccounts: options.hasAccounts,
    seen: options.seen,
    installation: async () => (await connection.home()).team,
    botUser: async () => (await connection.home()).botUser,
  };
}

/** Bolt around the dispatch: no listener of Bolt's own, so that nothing can be left without an answer. */
function boltApp(options: SlackOptions, receiver: Receiver, parts: DispatchParts): App {
  const { connection, log, transport } = options;
  const app = new App({
    receiver,
    deferInitialization: true,
    convoStore: false,
    logger: boltLogger(log),
    clientOptions: clientOptions({ apiUrl: transport.apiUrl, log }, INTERACTIVE_TIMEOUT_MS),
    // Known once for all requests: Bolt would ask `auth.test` again and again. It never fails: Bolt would acknowledge
    // with nothing, which closes a submitted view as if all were well; the dispatch says what is wrong.
    authorize: async () => {
      const botToken = transport.botToken.reveal();
      try {
        const { botUser, botId } = await connection.home();
        return { botToken, botUserId: botUser, ...(botId === null ? {} : { botId }) };
      } catch (error) {
        log.warn("slack.home.unknown", { ...callFailure(error) });
        return { botToken };
      }
    },
  });
  app.use(async (args) => {
    // Events are acknowledged by Bolt before this; all other kinds bring their `ack`, whose type depends on the kind.
    const ack = "ack" in args ? (args.ack as (body?: unknown) => Promise<void>) : async () => undefined;
    const response = args.context[RESPONSE];
    const send = response instanceof ServerResponse ? jsonAnswer(response, ack) : ack;
    const work = dispatch(parts, args.body, acknowledgement(send, log));
    parts.background.run(work);
    await work;
  });
  // What Bolt itself stumbles over; the dispatch never throws.
  app.error(async (error) => {
    surprise(options, "receiving from slack", error);
  });
  return app;
}

export function createSlack(options: SlackOptions): Slack {
  const { transport, connection, log } = options;
  const parts = dispatchParts(options);
  const responses: Responses = new WeakMap();
  const logger = boltLogger(log);
  const http =
    transport.mode === "http"
      ? new HTTPReceiver({
          signingSecret: transport.signingSecret.reveal(),
          endpoints: SLACK_PATH,
          logger,
          bodyLimit: BODY_LIMIT,
          customPropertiesExtractor: (request) => ({ [RESPONSE]: responses.get(request) }),
          unhandledRequestTimeoutMillis: parts.deadlines.last,
          unhandledRequestHandler: lastAnswer(log),
        })
      : null;
  const socketReceiver =
    transport.mode === "socket"
      ? new SocketModeReceiver({
          appToken: transport.appToken.reveal(),
          logger,
          autoReconnectEnabled: false,
          installerOptions: {
            clientOptions: clientOptions({ apiUrl: transport.apiUrl, log }, INTERACTIVE_TIMEOUT_MS),
          },
        })
      : null;
  const receiver = http ?? socketReceiver;
  if (receiver === null) throw new Error("a transport is HTTP or Socket Mode");
  const app = boltApp(options, receiver, parts);
  const socket =
    socketReceiver === null
      ? null
      : socketConnection({
          client: socketReceiver.client,
          log,
          pause: options.pause ?? pause,
        });

  return {
    requestListener: http === null ? null : httpListener(http, options, responses),
    async start() {
      await app.init();
      try {
        await connection.home();
      } catch (error) {
        const refused = slackError(error);
        if (refused !== null) refuseStart("SLACK_BOT_TOKEN", refused, error);
        log.warn("slack.start.unreachable", {});
      }
      try {
        await socket?.start();
      } catch (error) {
        refuseStart("SLACK_APP_TOKEN", slackError(error) ?? "no reason given", error);
      }
    },
    async stop(ms = 10_000) {
      await socket?.stop();
      await parts.background.settle(ms);
    },
    connected: () => socket?.connected() ?? true,
  };
}
