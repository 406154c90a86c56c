// DataRobot's REST API as calls with known ends: reads that are repeated and either answer or throw, writes that are sent once.
import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import type { Secret } from "../../config/secret.ts";
import type { Clock } from "../../ports/clock.ts";
import { PlatformUnavailable } from "../../ports/platform.ts";
import { addressOf, type Query } from "./http/address.ts";
import { type Download, startDownload } from "./http/download.ts";
import { exchange, type Fetch, type HttpAnswer } from "./http/exchange.ts";
import { createRecentReads } from "./http/recent-reads.ts";
import { isAbsence, refuseOthers, troubleWith } from "./http/refusals.ts";
import { parsedBody, retryAfterMs } from "./http/said.ts";
import { createSlots } from "./http/slots.ts";
import { neverSent, type WriteAnswer, writeAnswer } from "./http/write-answer.ts";
import { pageOf } from "./wire/page.ts";

export { pathOf, type Query } from "./http/address.ts";
export type { Download } from "./http/download.ts";
export { NotPermitted, RefusedRead } from "./http/refusals.ts";
export type { WriteAnswer } from "./http/write-answer.ts";

export interface Log {
  warn(fields: object, event: string): void;
}

export interface ReadOptions {
  readonly token: Secret;
  readonly query?: Query;
  /** An answer that was asked for at most so long ago will do. Default 0: what decides a permission or an effect is read anew. */
  readonly maxAgeMs?: number;
}

/** A field of a write's body; a member that is undefined is left out. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** One look at a status record: 200, or 303 with the address of what came of the work. */
export interface StatusAnswer {
  readonly status: number;
  readonly location: string | null;
  readonly body: unknown;
}

/**
 * Paths begin with a slash, end with one, and are made by `pathOf`. Reads are repeated on 429, 5xx and broken connections within their
 * deadline; null is DataRobot's own 404: not there, or not visible to the token. They throw `NotPermitted` for 401 and 403,
 * `RefusedRead` for other refusals, and `PlatformUnavailable` for all else, with method, path and, where a body is not as its schema
 * says, the path inside it.
 */
export interface Client {
  get<T>(path: string, options: ReadOptions & { readonly schema: z.ZodType<T> }): Promise<T | null>;
  /** All pages, at most `max` items. Follows offset and limit by itself, never `next`, which is known to lose filters. */
  list<T>(
    path: string,
    options: ReadOptions & { readonly schema: z.ZodType<T>; readonly max: number },
  ): Promise<readonly T[] | null>;
  /** Plain text. `path`: also an address as `status` takes it. */
  text(path: string, options: ReadOptions): Promise<string | null>;
  /** `location` as a write's answer gave it: an address of this API, whatever name the host goes by there. */
  status(location: string, options: Pick<ReadOptions, "token">): Promise<StatusAnswer | null>;
  /** Sent once; every read after it is a new one. Never throws but for bugs. */
  send(
    method: "POST" | "PATCH" | "PUT" | "DELETE",
    path: string,
    options: { readonly token: Secret; readonly body?: Json; readonly query?: Query },
  ): Promise<WriteAnswer>;
  /** `path`: also an address as `status` takes it. Not repeated once the first byte is there. */
  stream(path: string, options: Pick<ReadOptions, "token" | "query">): Promise<Download | null>;
  /** Reads that are asked for from now on are new ones: something was changed, or is known to have changed. */
  forget(): void;
  /** Gives up reads, waits for the answers of writes. Calls that come later are not sent. */
  close(): Promise<void>;
}

export interface ClientParts {
  /** With `/api/v2`. Only loopback may go without TLS. */
  readonly endpoint: URL;
  readonly clock: Clock;
  readonly log: Log;
  /** Default: the process's own, which keeps connections open. */
  readonly fetch?: Fetch;
  /** Calls at once, default 12: a card takes nine. */
  readonly concurrency?: number;
  /** Milliseconds for a read with all of its repetitions (default 10 000), and for a write (default 60 000). */
  readonly deadlines?: { readonly read: number; readonly write: number };
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;
/** The most that any list of DataRobot gives at once. */
const PAGE = 100;
const SENDABLE = /^[\x20-\x7e]*$/;
const TOO_BUSY = "too many calls came before this one.";

/** Throws for an endpoint that would send tokens readable over a network. */
export function createDataRobotClient(parts: ClientParts): Client {
  const { clock, log } = parts;
  const addresses = addressOf(parts.endpoint);
  const fetch: Fetch = (url, init) => (parts.fetch ?? globalThis.fetch)(url, init);
  const wait = parts.wait ?? ((ms, signal) => delay(ms, undefined, { signal, ref: false }));
  const deadlines = parts.deadlines ?? { read: 10_000, write: 60_000 };
  const slots = createSlots(parts.concurrency ?? 12);
  const recent = createRecentReads<HttpAnswer>(clock);
  const closing = new AbortController();
  const writes = new Set<Promise<unknown>>();

  function headersOf(token: Secret, more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const own = token.reveal();
    // `fetch` would refuse it with an error that repeats it, and errors are logged.
    if (!SENDABLE.test(own)) throw new Error("An API token has signs that no header takes.");
    return {
      authorization: `Bearer ${own}`,
      accept: "application/json",
      "user-agent": "pointsman",
      ...more,
    };
  }
  /** Of a path, or of an address as `status` takes it. */
  const urlOf = (path: string, query?: Query): URL =>
    /^https?:/.test(path) ? addresses.within(path) : addresses.of(path, query);
  const within = (ms: number): AbortSignal => AbortSignal.any([AbortSignal.timeout(ms), closing.signal]);

  /** Any answer but 429 and 5xx. Throws `PlatformUnavailable` when there is none within the deadline. */
  async function readOnce(url: URL, token: Secret, sent: () => void): Promise<HttpAnswer> {
    const signal = within(deadlines.read);
    const what = `GET ${url.pathname}`;
    const headers = headersOf(token);
    for (let attempt = 1; ; attempt += 1) {
      const leave = await slots.take(signal).catch((cause: unknown) => {
        throw new PlatformUnavailable(`${what}: ${TOO_BUSY}`, { cause });
      });
      sent();
      const came = await exchange({ fetch, url, init: { headers }, signal }).finally(leave);
      const trouble = troubleWith(came);
      if (trouble === null && came.kind === "answer") return came;
      const asked = came.kind === "answer" ? retryAfterMs(came.headers, clock.now()) : null;
      const pauseMs = asked ?? FIRST_PAUSE_MS * 2 ** (attempt - 1);
      log.warn({ path: url.pathname, attempt, trouble, pauseMs }, "datarobot.read-troubled");
      if (attempt >= ATTEMPTS || pauseMs > deadlines.read || signal.aborted)
        throw new PlatformUnavailable(`${what}: ${trouble}.`, {
          cause: came.kind === "answer" ? undefined : came.cause,
        });
      await wait(pauseMs, signal).catch((cause: unknown) => {
        throw new PlatformUnavailable(`${what}: ${trouble}, and there is no time to try again.`, { cause });
      });
    }
  }

  const read = (url: URL, { token, maxAgeMs = 0 }: ReadOptions): Promise<HttpAnswer> =>
    recent.read(`${token.reveal()} ${url.href}`, maxAgeMs, (sent) => readOnce(url, token, sent));

  /** Null for 404; the body of a 2xx. */
  async function bodyOf(path: string, options: ReadOptions): Promise<unknown> {
    const answer = await read(addresses.of(path, options.query), options);
    const body = parsedBody(answer.text);
    const what = `GET ${path}`;
    if (isAbsence(answer, body)) return null;
    refuseOthers(what, answer, body);
    if (body === undefined)
      throw new PlatformUnavailable(`${what}: ${answer.status} with a body that is not JSON.`);
    return body;
  }

  async function sendOnce(
    ...[method, path, { token, body, query }]: Parameters<Client["send"]>
  ): Promise<WriteAnswer> {
    if (closing.signal.aborted) return neverSent("the bot is stopping");
    const url = addresses.of(path, query);
    const json = body === undefined ? null : JSON.stringify(body);
    const headers = headersOf(token, json === null ? {} : { "content-type": "application/json" });
    const signal = AbortSignal.timeout(deadlines.write);
    const leave = await slots.take(signal).catch(() => null);
    if (leave === null) return neverSent("too many calls came before");
    const came = await exchange({ fetch, url, init: { method, headers, body: json }, signal }).finally(leave);
    const answer = writeAnswer(came, clock.now());
    if (answer.outcome !== "answered")
      log.warn({ method, path, outcome: answer.outcome }, "datarobot.write-troubled");
    return answer;
  }

  const get: Client["get"] = async (path, options) => {
    const body = await bodyOf(path, options);
    if (body === null) return null;
    const parsed = options.schema.safeParse(body);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new PlatformUnavailable(
      `GET ${path}: not what was expected at "${issue?.path.join(".") ?? ""}": ${issue?.message ?? "no reason"}`,
    );
  };

  return {
    get,
    async list(path, { schema, max, query, ...options }) {
      const pageSchema = pageOf(schema);
      const page = (offset: number) =>
        get(path, {
          ...options,
          schema: pageSchema,
          query: { ...query, offset, limit: Math.min(PAGE, max - offset) },
        });
      const first = await page(0);
      if (first === null) return null;
      const items = [...first.data];
      // Where the total is told, all other pages are asked for at once; what came or went meanwhile is next time's.
      const total = Math.min(first.totalCount ?? 0, max);
      if (total > items.length && items.length === PAGE) {
        const offsets = Array.from({ length: Math.ceil(total / PAGE) - 1 }, (_, i) => (i + 1) * PAGE);
        const others = await Promise.all(offsets.map(page));
        return [...items, ...others.flatMap((other) => other?.data ?? [])];
      }
      let last: typeof first | null = first;
      while (last?.more === true && last.data.length > 0 && items.length < max) {
        last = await page(items.length);
        items.push(...(last?.data ?? []));
      }
      return items.slice(0, max);
    },
    async text(path, options) {
      const answer = await read(urlOf(path, options.query), options);
      const body = parsedBody(answer.text);
      if (isAbsence(answer, body)) return null;
      refuseOthers(`GET ${path}`, answer, body);
      return answer.text;
    },
    async status(location, { token }) {
      const url = addresses.within(location);
      const answer = await read(url, { token });
      const body = parsedBody(answer.text);
      if (isAbsence(answer, body)) return null;
      if (answer.status !== 303) refuseOthers(`GET ${url.pathname}`, answer, body);
      return { status: answer.status, location: answer.headers.get("location"), body };
    },
    async send(...call) {
      recent.forget();
      const sent = sendOnce(...call).finally(recent.forget);
      writes.add(sent);
      return await sent.finally(() => writes.delete(sent));
    },
    async stream(path, { token, query }) {
      const url = urlOf(path, query);
      const init = { headers: { ...headersOf(token), accept: "*/*" } };
      const leave = await slots.take(within(deadlines.read)).catch((cause: unknown) => {
        throw new PlatformUnavailable(`GET ${url.pathname}: ${TOO_BUSY}`, { cause });
      });
      // What comes after the first byte takes minutes, and must not stand in the way of everything else.
      return await startDownload(
        { fetch, url, init },
        { idleMs: deadlines.write, stop: closing.signal },
      ).finally(leave);
    },
    forget: recent.forget,
    async close() {
      closing.abort(new Error("the bot is stopping"));
      await Promise.allSettled(writes);
    },
  };
}
