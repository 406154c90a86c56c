// The page's way to the workspace: the same acts over HTTP that tests and curl use.
import type { Outcome, Suggested } from "../acts.ts";
import type { PageAnswer } from "../page-reads.ts";
import type { RequestEntry } from "../request-log.ts";
import type { Json } from "../state.ts";

/** The workspace said why this cannot be done; the sentence is for the person. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** What went wrong, for the person. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function json(response: Response): Promise<unknown> {
  if (response.ok) return await response.json();
  // Of a server that breaks down, or of something between it and the page, the answer need not be JSON.
  const body: unknown = await response.json().catch(() => null);
  const { message, error } = (body ?? {}) as { message?: string; error?: string };
  throw new Refused(message ?? error ?? `The workspace answered ${response.status}.`);
}

async function get(path: string, signal?: AbortSignal): Promise<unknown> {
  return json(await fetch(path, { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) }));
}

async function post(path: string, body: Json): Promise<unknown> {
  return json(
    await fetch(path, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

/** An act of a person; throws `Refused` when they cannot do it. */
export const act = async (name: string, body: Json): Promise<Outcome> =>
  (await post(`/control/${name}`, body)) as Outcome;

export const suggest = async (body: Json): Promise<Suggested> =>
  (await post("/control/suggest", body)) as Suggested;

/** Faults and changes of the workspace itself. */
export const arrange = (what: "fault" | "clear-faults" | "change", body: Json): Promise<unknown> =>
  post(`/control/${what}`, body);

export interface OfferedShortcut {
  readonly type: "global" | "message";
  readonly callbackId: string;
  readonly name: string;
  readonly description: string;
}

export const offeredShortcuts = async (): Promise<readonly OfferedShortcut[]> =>
  (await get("/control/shortcuts")) as readonly OfferedShortcut[];

export interface Look {
  readonly person: string;
  readonly channel: string;
  readonly since: number;
  readonly until: string;
  readonly thread: string;
}

export const look = async ({ person, ...query }: Look, signal: AbortSignal): Promise<PageAnswer> =>
  (await get(
    `/control/page/${encodeURIComponent(person)}?${new URLSearchParams({ ...query, since: String(query.since) })}`,
    signal,
  )) as PageAnswer;

const WAIT_MS = 25_000;

/** Resolves with the version as soon as it is newer, or with the same one after a while. */
export const nextVersion = async (since: number, signal: AbortSignal): Promise<number> =>
  ((await get(`/control/changes?since=${since}&waitMs=${WAIT_MS}`, signal)) as { version: number }).version;

export const requestsSince = async (since: number, signal: AbortSignal): Promise<readonly RequestEntry[]> =>
  (await get(`/control/requests?since=${since}`, signal)) as readonly RequestEntry[];
