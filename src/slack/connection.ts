// Everything that goes out to Slack. It needs no operations, so that the operations can be made from it.
import { setTimeout as sleep } from "node:timers/promises";
import type { Secret } from "../config/secret.ts";
import type { Log } from "../operations/surprise.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Messenger } from "../ports/messenger.ts";
import { type Channels, slackChannels } from "./channels.ts";
import { type Home, homeOf, type ShortCache, type SlackDirectory, slackDirectory } from "./directory.ts";
import { slackMessenger } from "./messenger.ts";
import { type ViewGate, viewGate } from "./view-gate.ts";
import { type WebClientSettings, type WebClients, webClients } from "./web-clients.ts";

/** Of a real workspace, or of the local one: the bot does not know the difference. */
export type SlackTransport =
  | {
      readonly mode: "http";
      readonly botToken: Secret;
      readonly signingSecret: Secret;
      /** Ends in `/api/`; null: Slack's own. */
      readonly apiUrl: string | null;
    }
  | {
      readonly mode: "socket";
      readonly botToken: Secret;
      readonly appToken: Secret;
      readonly apiUrl: string | null;
    };

export interface SlackConnection {
  readonly messenger: Messenger;
  readonly directory: SlackDirectory;
  readonly channels: Channels;
  readonly clients: WebClients;
  readonly gate: ViewGate;
  /** Who the bot is. Throws what the Web API client throws. */
  readonly home: () => Promise<Home>;
}

export interface ConnectionParts {
  readonly transport: SlackTransport;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly cache: ShortCache;
  readonly timeoutMs?: NonNullable<WebClientSettings["timeoutMs"]>;
}

/** Makes clients; calls nothing. */
export function connectSlack({
  transport,
  log,
  clock,
  ids,
  cache,
  timeoutMs,
}: ConnectionParts): SlackConnection {
  const clients = webClients({
    botToken: transport.botToken,
    apiUrl: transport.apiUrl,
    log,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const home = homeOf(clients.interactive);
  const gate = viewGate();
  const channels = slackChannels(clients.interactive, cache);
  return {
    clients,
    gate,
    home,
    directory: slackDirectory({ client: clients.interactive, cache, home }),
    channels,
    messenger: slackMessenger({
      client: clients.delivery,
      channels,
      ids,
      clock,
      log,
      gate,
      pause: (ms) => sleep(ms),
    }),
  };
}
