// The connection to one database file: opened with its safety settings, one write at a time, opened again after a doubtful one.
import { DatabaseSync } from "node:sqlite";
import { type CommitAnswer, StoreUnavailable } from "../../ports/store.ts";
import { explain, failedWrite } from "./failures.ts";
import { StoreNotOpened } from "./files.ts";
import { prepareSchema, schemaMismatch } from "./schema.ts";
import { prepareStatements, type Statements } from "./statements.ts";

const LOCK_WAIT_MS = 5_000;

/** pino's loggers fit. */
export interface StoreLog {
  error(fields: Record<string, unknown>, event: string): void;
}

export interface ConnectionOptions {
  readonly path: string;
  readonly readOnly: boolean;
  /** Upper bound of the file in pages of 4 KB; null: the disk is the bound. */
  readonly maxPages: number | null;
  readonly log: StoreLog | null;
}

export type Written<T> =
  | { readonly kept: true; readonly value: T }
  | { readonly kept: false; readonly answer: CommitAnswer };

export interface Connection {
  /** Throws `StoreUnavailable`. */
  read<T>(work: (sql: Statements) => T): T;
  /** `work` in one transaction; it may end it without writing by answering `kept: false`. Throws for bugs alone. */
  write<T>(work: (sql: Statements) => Written<T>): Written<T>;
  close(): void;
}

interface Session {
  readonly db: DatabaseSync;
  readonly sql: Statements;
}

function openSession(options: ConnectionOptions): Session {
  const db = new DatabaseSync(options.path, { timeout: LOCK_WAIT_MS, readOnly: options.readOnly });
  try {
    db.exec("PRAGMA trusted_schema=OFF");
    // First of all, so that a file that is not ours stays as it is.
    const mismatch = options.readOnly ? schemaMismatch(db) : prepareSchema(db);
    if (mismatch !== null) throw new StoreNotOpened(`The store ${options.path} cannot be used: ${mismatch}`);
    if (!options.readOnly) {
      db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
      if (options.maxPages !== null) db.exec(`PRAGMA max_page_count=${Math.trunc(options.maxPages)}`);
    }
    return { db, sql: prepareStatements(db) };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Throws `StoreNotOpened` with a sentence for people. */
export function connect(options: ConnectionOptions): Connection {
  let session: Session | null;
  let closed = false;
  try {
    session = openSession(options);
  } catch (error) {
    if (error instanceof StoreNotOpened) throw error;
    throw new StoreNotOpened(explain(error, options.path), { cause: error });
  }

  function current(): Session {
    if (closed) throw new StoreUnavailable("The store is closed.");
    if (session !== null) return session;
    try {
      session = openSession(options);
      return session;
    } catch (error) {
      throw new StoreUnavailable(explain(error, options.path), { cause: error });
    }
  }

  function report(error: unknown, step: string): void {
    options.log?.error({ err: error, path: options.path, step }, "store.write-failed");
  }

  function rollBack(db: DatabaseSync): void {
    if (!db.isTransaction) return;
    try {
      db.exec("ROLLBACK");
    } catch (error) {
      report(error, "rollback");
      letGo();
    }
  }

  /**
   * After an I/O error of COMMIT this connection may see less than the file holds. A new one reads what is really there, so that what
   * is read from now on stays true after a crash.
   */
  function letGo(): void {
    try {
      session?.db.close();
    } catch (error) {
      report(error, "close");
    }
    session = null;
  }

  return {
    read(work) {
      const { sql } = current();
      try {
        return work(sql);
      } catch (error) {
        if (failedWrite(error, "before-commit", options.path) === null) throw error;
        throw new StoreUnavailable(explain(error, options.path), { cause: error });
      }
    },

    write(work) {
      let open: Session;
      try {
        open = current();
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        return { kept: false, answer: { outcome: "failed", reason: error.message } };
      }
      let step: "before-commit" | "commit" = "before-commit";
      try {
        open.db.exec("BEGIN IMMEDIATE");
        const written = work(open.sql);
        if (!written.kept) {
          open.db.exec("ROLLBACK");
          return written;
        }
        step = "commit";
        open.db.exec("COMMIT");
        return written;
      } catch (error) {
        report(error, step);
        const answer = failedWrite(error, step, options.path);
        if (answer?.outcome === "unknown") letGo();
        else rollBack(open.db);
        if (answer === null) throw error;
        return { kept: false, answer };
      }
    },

    close() {
      closed = true;
      session?.db.close();
      session = null;
    },
  };
}
