// Keyv's store over one small SQLite file. Keyv 5 hands over a ttl in milliseconds (Keyv 6 an absolute time: one line to change).
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { KeyvStoreAdapter } from "keyv";
import { makeDirectory, makeFile } from "./files.ts";

const FILE = "cache.sqlite";
/** How many writes pass between two looks for what is over. */
const SWEEP_EVERY = 500;

export interface CacheAdapter extends KeyvStoreAdapter {
  disconnect(): Promise<void>;
}

function openCache(dir: string): DatabaseSync {
  const path = join(dir, FILE);
  makeDirectory(dir);
  makeFile(path, dir);
  const db = new DatabaseSync(path, { timeout: 500 });
  try {
    db.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
      CREATE TABLE IF NOT EXISTS cache (key TEXT PRIMARY KEY, value TEXT NOT NULL, until INTEGER) STRICT, WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS cache_until ON cache (until) WHERE until IS NOT NULL`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * What it holds may be lost at any time: NORMAL synchronisation, and several processes may share it. Throws when the file cannot be used:
 * also later, in every call, and never answers "not there" instead.
 */
export function sqliteCacheAdapter(options: {
  readonly dir: string;
  readonly now: () => number;
}): CacheAdapter {
  const db = openCache(options.dir);
  const read = db.prepare("SELECT value FROM cache WHERE key = ? AND (until IS NULL OR until > ?)");
  const write = db.prepare("INSERT OR REPLACE INTO cache (key, value, until) VALUES (?, ?, ?)");
  const drop = db.prepare("DELETE FROM cache WHERE key = ?");
  const sweep = db.prepare("DELETE FROM cache WHERE until <= ?");
  let writes = 0;

  const adapter: CacheAdapter = {
    opts: {},
    // Errors are thrown, not emitted: there is nothing to listen to.
    on: () => adapter,
    async get<Value>(key: string) {
      const row = read.get(key, options.now());
      return row === undefined ? undefined : (row.value as Value);
    },
    async set(key: string, value: unknown, ttl?: number) {
      if (typeof value !== "string") throw new TypeError("The cache keeps serialised text.");
      const until = ttl === undefined ? null : options.now() + Math.trunc(ttl);
      if (writes % SWEEP_EVERY === 0) sweep.run(options.now());
      writes += 1;
      write.run(key, value, until);
      return true;
    },
    async delete(key) {
      return drop.run(key).changes === 1;
    },
    async clear() {
      db.exec("DELETE FROM cache");
    },
    async disconnect() {
      db.close();
    },
  };
  return adapter;
}
