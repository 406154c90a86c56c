// One process per data directory: an exclusive transaction on a side file, held for the life of the process.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { explain, sqliteCode } from "./failures.ts";
import { makeFile, StoreNotOpened } from "./files.ts";

export const OWNER_WAIT_MS = 1_000;
const BUSY = 5;

/** The operating system frees it when the process ends, kill -9 included. Throws `StoreNotOpened`. */
export function takeOwnerLock(dir: string): { release(): void } {
  const path = join(dir, "owner.lock");
  makeFile(path, dir);
  let db: DatabaseSync | null = null;
  try {
    const lock = new DatabaseSync(path, { timeout: OWNER_WAIT_MS });
    db = lock;
    lock.exec("BEGIN EXCLUSIVE");
    return { release: () => lock.close() };
  } catch (error) {
    db?.close();
    const sentence =
      sqliteCode(error) === BUSY
        ? `Another running Pointsman uses the data directory ${dir}. Stop it first, or give this one its own directory by DATA_DIR. Several processes cannot share one SQLite store.`
        : explain(error, path);
    throw new StoreNotOpened(sentence, { cause: error });
  }
}
