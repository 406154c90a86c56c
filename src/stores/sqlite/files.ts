// Directories and files of SQLite databases, made for their owner alone.
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { explainFile } from "./failures.ts";

/** The store cannot be opened. `message` is for people: path, user, what to do. */
export class StoreNotOpened extends Error {
  override readonly name = "StoreNotOpened";
}

/** Another process may have been faster. */
function makeOne(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

/** Makes the directory, only for this user, where it is missing. Throws `StoreNotOpened`. */
export function makeDirectory(dir: string): void {
  try {
    // One by one: asked to make all at once, Node never ends on a file system that answers ENOENT inside a folder that is there (/proc).
    const missing: string[] = [];
    for (let path = resolve(dir); !existsSync(path); path = dirname(path)) missing.unshift(path);
    for (const path of missing) makeOne(path);
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
