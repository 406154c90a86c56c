// Every statement of the embedded store, prepared once per connection. Each has an index behind it.
import type { DatabaseSync } from "node:sqlite";

const AUDIT_COLUMNS = "n, lane, seq, mac, body, personal, request, deployment, at";
const RECORD_COLUMNS = "r.id, r.kind, r.rev, r.value, r.alarm_at, r.lease_until, r.listed, r.written";

export function prepareStatements(db: DatabaseSync) {
  const prepare = (sql: string) => db.prepare(sql);
  return {
    record: prepare(`SELECT ${RECORD_COLUMNS} FROM record r WHERE r.id = ?`),
    lastWritten: prepare("SELECT coalesce(max(written), 0) AS written FROM record"),
    insert: prepare(
      "INSERT INTO record (id, kind, rev, value, alarm_at, lease_until, listed, written) VALUES (?, ?, 1, ?, ?, ?, ?, ?)",
    ),
    update: prepare(
      "UPDATE record SET rev = rev + 1, value = ?, alarm_at = ?, lease_until = ?, listed = ?, written = ? WHERE id = ?",
    ),
    enlist: prepare("INSERT INTO listing (kind, place, sort, id) VALUES (?, ?, ?, ?)"),
    delist: prepare("DELETE FROM listing WHERE kind = ? AND place = ? AND sort = ? AND id = ?"),
    ascending: prepare(
      `SELECT ${RECORD_COLUMNS}, l.sort FROM listing l CROSS JOIN record r ON r.id = l.id
       WHERE l.kind = ? AND l.place = ? AND (l.sort, l.id) > (?, ?) ORDER BY l.sort, l.id LIMIT ?`,
    ),
    descending: prepare(
      `SELECT ${RECORD_COLUMNS}, l.sort FROM listing l CROSS JOIN record r ON r.id = l.id
       WHERE l.kind = ? AND l.place = ? AND (l.sort, l.id) < (?, ?) ORDER BY l.sort DESC, l.id DESC LIMIT ?`,
    ),
    due: prepare(
      `SELECT r.id, r.alarm_at FROM record r WHERE r.kind = ? AND r.alarm_at <= ?
       AND (r.lease_until IS NULL OR r.lease_until <= ?) ORDER BY r.alarm_at, r.id LIMIT ?`,
    ),
    lease: prepare("UPDATE record SET rev = rev + 1, lease_until = ? WHERE id = ?"),
    endLeases: prepare("UPDATE record SET lease_until = NULL WHERE lease_until IS NOT NULL"),
    firstFreeAlarm: prepare(
      "SELECT alarm_at AS at FROM record WHERE kind = ? AND alarm_at IS NOT NULL AND lease_until IS NULL ORDER BY alarm_at LIMIT 1",
    ),
    /** The comparison with 0 (every lease is later) leads to the index of leases instead of one over all records of the kind. */
    firstHeldAlarm: prepare(
      "SELECT min(max(alarm_at, lease_until)) AS at FROM record WHERE kind = ? AND lease_until >= 0 AND alarm_at IS NOT NULL",
    ),
    changed: prepare(
      `SELECT ${RECORD_COLUMNS} FROM record r WHERE r.kind = ? AND r.written > ? ORDER BY r.written LIMIT ?`,
    ),
    append: prepare(
      "INSERT INTO audit (lane, seq, mac, body, personal, request, deployment, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    head: prepare("SELECT lane, seq, mac FROM audit WHERE lane = ? ORDER BY seq DESC LIMIT 1"),
    /** Hops from lane to lane over the unique index instead of reading every entry. */
    lanes: prepare(
      `WITH RECURSIVE hop (lane) AS (SELECT min(lane) FROM audit
         UNION ALL SELECT (SELECT min(lane) FROM audit WHERE lane > hop.lane) FROM hop WHERE hop.lane IS NOT NULL)
       SELECT lane FROM hop WHERE lane IS NOT NULL`,
    ),
    lane: prepare(`SELECT ${AUDIT_COLUMNS} FROM audit WHERE lane = ? AND seq > ? ORDER BY seq LIMIT ?`),
    aboutRequest: prepare(
      `SELECT ${AUDIT_COLUMNS} FROM audit WHERE request = ? AND n > ? ORDER BY n LIMIT ?`,
    ),
    aboutDeployment: prepare(
      `SELECT ${AUDIT_COLUMNS} FROM audit WHERE deployment = ? AND n > ? ORDER BY n LIMIT ?`,
    ),
    putProbe: prepare("INSERT INTO probe (filler) VALUES (?)"),
    dropProbe: prepare("DELETE FROM probe"),
  };
}

export type Statements = ReturnType<typeof prepareStatements>;
