// One process per data directory: an exclusive transaction on a side file, held for the life of the process.
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { explain, explainFile, sqliteCode } from "./failures.ts";

/** The store cannot be opened. `message` is for people: path, user, what to do. */
export class StoreNotOpened extends Error {
  override readonly name = "StoreNotOpened";
}

export const OWNER_WAIT_MS = 1_000;
const BUSY = 5;

/** Makes the directory, only for this user, where it is missing. Throws `StoreNotOpened`. */
export function makeDirectory(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreNotOpened(explainFile(error, dir), { cause: error });
  }
}

/**
 * Makes an empty file, only for this user, where it is missing. An existing file is not opened: closing a second descriptor would
 * drop the POSIX locks that SQLite holds on it in this process.
 */
export function makeFile(path: string, dir: string): void {
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return;
    throw new StoreNotOpened(explainFile(error, dir), { cause: error });
  }
}

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
