// Directories and files of SQLite databases, made for their owner alone.
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { explainFile } from "./failures.ts";

/** The store cannot be opened. `message` is for people: path, user, what to do. */
export class StoreNotOpened extends Error {
  override readonly name = "StoreNotOpened";
}

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
