// What happens inside the one transaction of a commit or a claim.
import type { Claim, Commit, Put, SealedEntry, Store } from "../../ports/store.ts";
import { holdOf, indexPlace } from "../commit-shape.ts";
import type { Written } from "./connection.ts";
import { listedOf, number, type Row, recordOf, text } from "./rows.ts";
import type { Statements } from "./statements.ts";

const conflict = (id: string): Written<never> => ({ kept: false, answer: { outcome: "conflict", id } });

const revOf = (row: Row | undefined): number =>
  row === undefined || row.value === null ? 0 : number(row, "rev");

function delist(sql: Statements, row: Row): void {
  for (const entry of listedOf(row)) {
    sql.delist.run(text(row, "kind"), indexPlace(entry), entry.sort, text(row, "id"));
  }
}

function put(
  sql: Statements,
  { written, opening }: { readonly written: number; readonly opening: string },
  record: Put,
  row: Row | undefined,
): void {
  const value = JSON.stringify(record.value);
  const listed = JSON.stringify(record.index);
  const heldUntil = holdOf(record, opening);
  if (row === undefined)
    sql.insert.run(record.id, record.kind, value, record.alarmAt, heldUntil, listed, written);
  else sql.update.run(value, record.alarmAt, heldUntil, listed, written, record.id);
  if (row !== undefined && row.listed === listed) return;
  if (row !== undefined) delist(sql, row);
  for (const entry of record.index) sql.enlist.run(record.kind, indexPlace(entry), entry.sort, record.id);
}

/** The first entry of each lane must follow the lane's stored head; later ones follow the first (`checkCommit`). */
function brokenLane(sql: Statements, entries: readonly SealedEntry[]): string | null {
  const seen = new Set<string>();
  for (const { lane, seq } of entries) {
    if (seen.has(lane)) continue;
    seen.add(lane);
    const head = sql.head.get(lane);
    if (seq !== (head === undefined ? 0 : number(head, "seq")) + 1) return lane;
  }
  return null;
}

/** The commit has passed `checkCommit`. */
export function commitIn(sql: Statements, commit: Commit, opening: string): Written<null> {
  const rows = new Map<string, Row>();
  for (const { id, rev } of commit.expect) {
    const row = sql.record.get(id);
    if (revOf(row) !== rev) return conflict(id);
    if (row !== undefined) rows.set(id, row);
  }
  const lane = brokenLane(sql, commit.audit);
  if (lane !== null) return conflict(`audit:${lane}`);

  let written = number(sql.lastWritten.get() ?? {}, "written");
  for (const record of commit.put) {
    written += 1;
    put(sql, { written, opening }, record, rows.get(record.id));
  }
  for (const id of commit.remove) {
    const row = rows.get(id);
    if (row === undefined) continue;
    written += 1;
    delist(sql, row);
    sql.update.run(null, null, null, "[]", written, id);
  }
  for (const entry of commit.audit) {
    sql.append.run(
      entry.lane,
      entry.seq,
      entry.mac,
      entry.body,
      entry.personal,
      entry.request,
      entry.deployment,
      entry.at,
    );
  }
  return { kept: true, value: null };
}

/** Each kind has its own order of alarms; the oldest over all of them are taken. */
export function claimIn(
  sql: Statements,
  ask: Parameters<Store["claimDue"]>[0],
  touched: (ids: readonly string[]) => void,
): Written<readonly Claim[]> {
  const due = [...new Set(ask.kinds)]
    .flatMap((kind) => sql.due.all(kind, ask.now, ask.now, ask.limit))
    .map((row) => ({ id: text(row, "id"), alarmAt: number(row, "alarm_at") }))
    .sort((a, b) => a.alarmAt - b.alarmAt || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)))
    .slice(0, ask.limit);
  touched(due.map(({ id }) => id));
  const leaseUntil = ask.now + ask.leaseMs;
  const claims = due.flatMap(({ id }): Claim[] => {
    sql.lease.run(leaseUntil, id);
    const row = sql.record.get(id);
    const record = row === undefined ? null : recordOf(row);
    return record === null ? [] : [{ record, leaseUntil }];
  });
  return { kept: true, value: claims };
}
