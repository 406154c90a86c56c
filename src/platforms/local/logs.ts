// Logs of custom models in the local registry: chunks of one deployment and kind, appended at the end, the oldest go.
import { z } from "zod";
import type { DeploymentId } from "../../deployments/ids.ts";
import {
  boundedLog,
  LOG_BYTES,
  LOG_KINDS,
  LOG_LEVELS,
  type LogEntry,
  logBytes,
  takesReports,
} from "../../deployments/logs.ts";
import type { LogQuery, ReportAnswer } from "../../ports/platform.ts";
import { type Commit, type Put, type Store, type StoredRecord, StoreUnavailable } from "../../ports/store.ts";
import { deploymentRecordId, parse, parseDeployment } from "./records.ts";

/** A chunk takes entries until it has so many bytes: rewriting it stays cheap, and reading the whole is few records. */
const CHUNK_BYTES = 64_000;
/** One message may be as long as a chunk, no longer. */
const ENTRY_LENGTH = 16_000;
/** With half-full chunks a log has not more than 32; the store lists 200 at once. */
const MOST_CHUNKS = 200;
const TRIES = 5;
const INDEX = "log";

const chunkSchema = z.object({
  number: z.number().int().min(0),
  entries: z.array(z.object({ at: z.number().int(), level: z.enum(LOG_LEVELS), text: z.string() })),
});
type Chunk = z.output<typeof chunkSchema>;

const keyOf = ({ deploymentId, kind }: LogQuery): string => `${kind} ${deploymentId}`;

const chunkPut = (of: LogQuery, chunk: Chunk): Put => ({
  kind: "local-log",
  id: `local-log:${keyOf(of)} ${chunk.number}`,
  value: chunk,
  alarmAt: null,
  index: [{ name: INDEX, key: keyOf(of), sort: chunk.number }],
});

const bytesOf = (entries: readonly LogEntry[]): number =>
  entries.reduce((sum, entry) => sum + logBytes(entry), 0);

/** The chunks to write so that these entries stand at the end, and how many of the oldest chunks go. */
function appended(
  chunks: readonly Chunk[],
  entries: readonly LogEntry[],
): { readonly put: readonly Chunk[]; readonly dropped: readonly Chunk[] } {
  const last = chunks.at(-1);
  const put: Chunk[] = [];
  let open: Chunk = last === undefined ? { number: 0, entries: [] } : { ...last, entries: [...last.entries] };
  let bytes = bytesOf(open.entries);
  for (const { text, ...entry } of entries) {
    const kept = { ...entry, text: text.toWellFormed().slice(0, ENTRY_LENGTH).toWellFormed() };
    const own = bytesOf([kept]);
    if (bytes + own > CHUNK_BYTES && open.entries.length > 0) {
      put.push(open);
      open = { number: open.number + 1, entries: [] };
      bytes = 0;
    }
    open.entries.push(kept);
    bytes += own;
  }
  put.push(open);
  const whole = [...chunks.filter(({ number }) => number < (put[0]?.number ?? 0)), ...put];
  // A chunk goes when those after it are a whole log already.
  let after = 0;
  let first = whole.length;
  while (first > 0 && after < LOG_BYTES) {
    first -= 1;
    after += bytesOf(whole[first]?.entries ?? []);
  }
  const gone = new Set(whole.slice(0, first).map(({ number }) => number));
  return {
    put: put.filter(({ number }) => !gone.has(number)),
    dropped: chunks.filter(({ number }) => gone.has(number)),
  };
}

/** A log that was not there before. */
export const newLogPuts = (of: LogQuery, entries: readonly LogEntry[]): readonly Put[] =>
  entries.length === 0 ? [] : appended([], entries).put.map((chunk) => chunkPut(of, chunk));

/** All records of a log, oldest first. */
async function recordsOf(store: Store, of: LogQuery): Promise<readonly StoredRecord[]> {
  const page = await store.list({
    kind: "local-log",
    index: INDEX,
    key: keyOf(of),
    order: "ascending",
    limit: MOST_CHUNKS,
  });
  return page.records;
}

/** Every record of a deployment's logs: they go with it. */
export async function logRecordsOf(
  store: Store,
  deploymentId: DeploymentId,
): Promise<readonly StoredRecord[]> {
  return (await Promise.all(LOG_KINDS.map((kind) => recordsOf(store, { deploymentId, kind })))).flat();
}

/** Oldest first, the newest `LOG_BYTES`. */
export async function readLog(store: Store, of: LogQuery): Promise<readonly LogEntry[]> {
  const records = await recordsOf(store, of);
  return boundedLog(records.flatMap((record) => parse(chunkSchema, record).entries));
}

/** Of the startup log: a launch that fails writes there. */
export const startupRecordsOf = (store: Store, id: DeploymentId): Promise<readonly StoredRecord[]> =>
  recordsOf(store, { deploymentId: id, kind: "startup" });

type LogCommit = Pick<Commit, "expect" | "put" | "remove">;

/** What has to be written so that these entries stand at the end of a startup log as it was read; nothing without entries. */
export const startupCommit = (
  id: DeploymentId,
  records: readonly StoredRecord[],
  entries: readonly LogEntry[],
): LogCommit =>
  entries.length === 0
    ? { expect: [], put: [], remove: [] }
    : logCommit({ deploymentId: id, kind: "startup" }, records, entries);

function logCommit(of: LogQuery, records: readonly StoredRecord[], entries: readonly LogEntry[]): LogCommit {
  const revs = new Map(records.map(({ id, rev }) => [id, rev]));
  const { put, dropped } = appended(
    records.map((record) => parse(chunkSchema, record)),
    entries,
  );
  const puts = put.map((chunk) => chunkPut(of, chunk));
  const remove = dropped.map((chunk) => chunkPut(of, chunk).id);
  const expect = [...puts.map(({ id }) => id), ...remove].map((id) => ({ id, rev: revs.get(id) ?? 0 }));
  return { expect, put: puts, remove };
}

/**
 * Adds what whoever runs the model wrote, in its order; refused for a deployment that takes no reports at this moment. A long message is cut;
 * past the bound the oldest go. Throws `StoreUnavailable` when the store did not keep it, or cannot say: a repeat may then add it twice,
 * which a log bears.
 */
export async function appendLog(
  store: Store,
  of: LogQuery,
  entries: readonly LogEntry[],
): Promise<ReportAnswer> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const deployment = await store.get(deploymentRecordId(of.deploymentId));
    if (deployment === null) return { outcome: "refused", sentence: "There is no such deployment." };
    const takes = takesReports(parseDeployment(deployment), of.kind);
    if (takes.outcome !== "allowed") return { outcome: "refused", sentence: takes.sentence };
    if (entries.length === 0) return KEPT;
    const { expect, put, remove } = logCommit(of, await recordsOf(store, of), entries);
    const answer = await store.commit({
      // Whoever deactivates it at this moment wins.
      expect: [...expect, { id: deployment.id, rev: deployment.rev }],
      put,
      remove,
      audit: [],
    });
    if (answer.outcome === "committed") return KEPT;
    if (answer.outcome !== "conflict") throw new StoreUnavailable(answer.reason);
  }
  throw new StoreUnavailable("Others write this log all the time.");
}

const KEPT: ReportAnswer = { outcome: "kept" };
