// Tables of the embedded store. One version number; a newer database is never touched.
import type { DatabaseSync } from "node:sqlite";

export const SCHEMA_VERSION = 1;

/**
 * `record` keeps a row for removed ids (`value` null): its `rev` goes on counting, and change lists can tell of the removal.
 * `written` is the place in the order of all writes. `place` in `listing` is `indexPlace` (name and key as JSON).
 */
const TABLES = `
  CREATE TABLE record (
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    rev INTEGER NOT NULL,
    value TEXT,
    alarm_at INTEGER,
    lease_until INTEGER,
    listed TEXT NOT NULL,
    written INTEGER NOT NULL UNIQUE
  ) STRICT;
  CREATE INDEX record_written ON record (kind, written);
  CREATE INDEX record_alarm ON record (kind, alarm_at, id) WHERE alarm_at IS NOT NULL;
  CREATE INDEX record_lease ON record (kind, lease_until) WHERE lease_until IS NOT NULL;
  CREATE TABLE listing (
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    sort REAL NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (kind, place, sort, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE audit (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    lane TEXT NOT NULL,
    seq INTEGER NOT NULL,
    mac TEXT NOT NULL,
    body TEXT NOT NULL,
    personal TEXT,
    request TEXT,
    deployment TEXT,
    at INTEGER NOT NULL,
    UNIQUE (lane, seq)
  ) STRICT;
  CREATE INDEX audit_request ON audit (request, n) WHERE request IS NOT NULL;
  CREATE INDEX audit_deployment ON audit (deployment, n) WHERE deployment IS NOT NULL;
  CREATE TABLE probe (n INTEGER PRIMARY KEY, filler TEXT NOT NULL) STRICT;
`;

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
}

/** Null when this program can read the database, else a sentence for people. */
export function schemaMismatch(db: DatabaseSync): string | null {
  const version = versionOf(db);
  if (version === SCHEMA_VERSION) return null;
  if (version > SCHEMA_VERSION) {
    return `It was written by a newer Pointsman (layout ${version}, this one knows ${SCHEMA_VERSION}). Start that version again, or restore a backup from before the update.`;
  }
  return "It holds no store of Pointsman yet.";
}

/** Creates the tables in an empty database. Answers a sentence for people when the database is not for this program. */
export function prepareSchema(db: DatabaseSync): string | null {
  if (versionOf(db) === 0) {
    const foreign = db.prepare("SELECT count(*) AS tables FROM sqlite_schema").get()?.tables;
    if (foreign !== 0) return "It is a database of another program. Choose another data directory.";
    db.exec(`BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version=${SCHEMA_VERSION}; COMMIT`);
  }
  return schemaMismatch(db);
}
