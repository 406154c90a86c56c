// Two Web API clients, since one 429 or one slow call of a notice must not keep a modal from opening.
// Neither repeats a call by itself: with the library's defaults one dropped connection posts a message twice.
import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Secret } from "../config/secret.ts";
import type { Log } from "../operations/surprise.ts";
import { boltLogger } from "./bolt-log.ts";

/** A trigger lives 3 s: a view that has not opened by then never will. */
export const INTERACTIVE_TIMEOUT_MS = 2_000;
export const DELIVERY_TIMEOUT_MS = 5_000;
/** When Slack answers 429 without saying for how long. */
export const DEFAULT_RETRY_AFTER_S = 30;

export interface WebClients {
  /** For modals, ephemeral answers and reads that somebody waits for. */
  readonly interactive: WebClient;
  /** For cards, prompts and notices: the messenger paces it. */
  readonly delivery: WebClient;
}

export interface WebClientSettings {
  readonly botToken: Secret;
  /** Ends in `/api/`; null: Slack's own. */
  readonly apiUrl: string | null;
  readonly log: Log;
  readonly timeoutMs?: { readonly interactive?: number; readonly delivery?: number };
}

type Fetch = NonNullable<WebClientOptions["fetch"]>;

/** The client throws a nameless error for a 429 without a valid `Retry-After`; with one it says what it was. */
const fetchWithRetryAfter: Fetch = async (url, init) => {
  const response = await fetch(url, init);
  if (response.status !== 429 || /^\d+$/.test(response.headers.get("retry-after") ?? "")) return response;
  const headers = new Headers(response.headers);
  headers.set("retry-after", String(DEFAULT_RETRY_AFTER_S));
  return new Response(await response.arrayBuffer(), { status: 429, headers });
};

/** Options of both clients, and of Bolt's own and Socket Mode's. */
export const clientOptions = (
  settings: Omit<WebClientSettings, "botToken">,
  timeout: number,
): WebClientOptions => ({
  ...(settings.apiUrl === null ? {} : { slackApiUrl: settings.apiUrl }),
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout,
  fetch: fetchWithRetryAfter,
  logger: boltLogger(settings.log),
  // A method name is never an address: nothing foreign decides where the token goes.
  allowAbsoluteUrls: false,
});

export function webClients(settings: WebClientSettings): WebClients {
  const token = settings.botToken.reveal();
  const client = (timeout: number) => new WebClient(token, clientOptions(settings, timeout));
  return {
    interactive: client(settings.timeoutMs?.interactive ?? INTERACTIVE_TIMEOUT_MS),
    delivery: client(settings.timeoutMs?.delivery ?? DELIVERY_TIMEOUT_MS),
  };
}
