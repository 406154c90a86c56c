// The embedded store: one SQLite file, one owner process, every commit one transaction that is on disk when it is acknowledged.
import { join } from "node:path";
import { type Store, StoreUnavailable } from "../../ports/store.ts";
import { checkCommit, checkLimit, LIST_LIMIT } from "../commit-shape.ts";
import { type Connection, connect, type StoreLog, type Written } from "./connection.ts";
import { makeDirectory, makeFile, StoreNotOpened } from "./files.ts";
import { keptRecords } from "./kept-records.ts";
import { takeOwnerLock } from "./owner-lock.ts";
import { type ReadOnlyStore, readingOf, readsOf } from "./reads.ts";
import { number } from "./rows.ts";
import { claimIn, commitIn } from "./writes.ts";

export type { StoreLog } from "./connection.ts";
export { StoreNotOpened } from "./files.ts";
export type { ReadOnlyStore } from "./reads.ts";

export const STORE_FILE = "store.sqlite";
/** More than a page, so that the probe needs room on the disk and not only in a page that is there already. */
const PROBE_FILLER = "p".repeat(16_384);

export interface SqliteStoreOptions {
  readonly dir: string;
  readonly log?: StoreLog;
  /** Upper bound of the file in pages of 4 KB; beyond it the store answers that it is full. Without: the disk is the bound. */
  readonly maxPages?: number;
}

/**
 * Opens the store of this directory for its one owner, makes it when it is missing (mode 0700, files 0600) and writes and deletes a
 * probe. Throws `StoreNotOpened` with path, user and remedy: also when another process has it, or when a newer version wrote it.
 * Leases of an earlier owner end here: it cannot be alive.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { dir } = options;
  makeDirectory(dir);
  const lock = takeOwnerLock(dir);
  try {
    const path = join(dir, STORE_FILE);
    makeFile(path, dir);
    const connection = connect({
      path,
      readOnly: false,
      maxPages: options.maxPages ?? null,
      log: options.log ?? null,
    });
    try {
      const opening = takeOver(connection, path);
      return storeOver(connection, opening, () => lock.release());
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Answers what tells this opening from every one in which something was written: a hold is a write. */
function takeOver(connection: Connection, path: string): string {
  const refused = probe(connection);
  if (refused !== null) throw new StoreNotOpened(`The store ${path} cannot be started: ${refused}`);
  const freed = connection.write((sql) => {
    sql.endLeases.run();
    return { kept: true, value: String(number(sql.lastWritten.get() ?? {}, "written")) };
  });
  if (!freed.kept) throw new StoreNotOpened(`The store ${path} cannot be started: ${reasonOf(freed)}`);
  return freed.value;
}

function reasonOf(written: Extract<Written<unknown>, { kept: false }>): string {
  const { answer } = written;
  return answer.outcome === "failed" || answer.outcome === "unknown" ? answer.reason : answer.outcome;
}

function probe(connection: Connection): string | null {
  for (const step of ["putProbe", "dropProbe"] as const) {
    const written = connection.write((sql) => {
      if (step === "putProbe") sql.putProbe.run(PROBE_FILLER);
      else sql.dropProbe.run();
      return { kept: true, value: null };
    });
    if (!written.kept) return reasonOf(written);
  }
  return null;
}

function storeOver(connection: Connection, opening: string, release: () => void): Store {
  let closed = false;
  const { forget, forgetAll, ...kept } = keptRecords(readingOf(connection));
  return {
    ...readsOf(connection),
    ...kept,

    async commit(commit) {
      checkCommit(commit);
      // Nothing can be read between this and the write: both are in one turn.
      forget([...commit.put.map(({ id }) => id), ...commit.remove]);
      const written = connection.write((sql) => commitIn(sql, commit, opening));
      if (!written.kept && written.answer.outcome === "unknown") forgetAll();
      return written.kept ? { outcome: "committed" } : written.answer;
    },

    opening: () => opening,

    async claimDue(ask) {
      checkLimit(ask.limit, LIST_LIMIT);
      // Which ones it takes is found out inside.
      const written = connection.write((sql) => claimIn(sql, ask, forget));
      if (!written.kept) forgetAll();
      if (!written.kept) throw new StoreUnavailable(reasonOf(written));
      return written.value;
    },

    async probe() {
      return probe(connection);
    },

    async close() {
      if (closed) return;
      closed = true;
      forgetAll();
      connection.close();
      release();
    },
  };
}

/**
 * The reading half, usable beside the running process (also as another user who may read the files and write to the directory, as WAL
 * needs). Throws `StoreNotOpened`; never creates anything.
 */
export async function openSqliteStoreReadOnly(options: { readonly dir: string }): Promise<ReadOnlyStore> {
  const connection = connect({
    path: join(options.dir, STORE_FILE),
    readOnly: true,
    maxPages: null,
    log: null,
  });
  return { ...readsOf(connection), close: async () => connection.close() };
}
