// What an error of SQLite means for what was asked, in words for people. Codes: https://sqlite.org/rescode.html
import { userInfo } from "node:os";
import type { CommitAnswer } from "../../ports/store.ts";

const BUSY = 5;
const NOMEM = 7;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** The primary result code of an error from node:sqlite, null for any other error. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  return error.errcode & 0xff;
}

function currentUser(): string {
  try {
    const { username, uid } = userInfo();
    return `${username} (uid ${uid})`;
  } catch {
    // A container may run under a uid without a name.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

/** Sentence for people about a failure at `path`: what is wrong and what to do. */
export function explain(error: unknown, path: string): string {
  switch (sqliteCode(error)) {
    case FULL:
      return `The store ${path} is full: free space on its disk (or raise its limit), then try again.`;
    case READONLY:
      return `The store ${path} is read-only for user ${currentUser()}: make it and its directory writable, then try again.`;
    case BUSY:
      return `The store ${path} is held by another program: close whatever has it open for writing, then try again.`;
    case CORRUPT:
    case NOTADB:
      return `The store ${path} is damaged or no SQLite database: stop, keep a copy, and restore a backup.`;
    case CANTOPEN:
      return `The store ${path} cannot be opened by user ${currentUser()}: check that it exists and that this user may read and write it and its directory.`;
    case NOMEM:
      return `There was not enough memory for the store ${path}: give the process more.`;
    case IOERR:
      return `The disk under the store ${path} reported an error: check the disk and the space on it.`;
    default:
      return `The store ${path} failed for user ${currentUser()}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Sentence for a file system call that failed (`EACCES`, `ENOTDIR`, ...). */
export function explainFile(error: unknown, path: string): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "error";
  return `The data directory ${path} cannot be used by user ${currentUser()} (${code}): create it, or make it writable for this user, or set DATA_DIR to another one.`;
}

/**
 * What a failed write answers. Before COMMIT ran, a rollback makes certain that nothing was written. An error of COMMIT itself is
 * certain only where SQLite says that the write was refused (full, read-only, busy): after an I/O error the frames may be on disk.
 * Null: no failure of the environment but a bug, to be thrown.
 */
export function failedWrite(
  error: unknown,
  step: "before-commit" | "commit",
  path: string,
): CommitAnswer | null {
  const code = sqliteCode(error);
  if (code === null) return null;
  const refused = [FULL, READONLY, BUSY].includes(code);
  const environment = refused || [NOMEM, IOERR, CORRUPT, NOTADB, CANTOPEN].includes(code);
  if (step === "commit" && !refused) {
    return {
      outcome: "unknown",
      reason: `${explain(error, path)} Whether the last change was kept is not known yet.`,
    };
  }
  return environment ? { outcome: "failed", reason: `${explain(error, path)} Nothing was changed.` } : null;
}
