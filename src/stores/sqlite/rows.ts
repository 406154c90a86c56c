// Rows of the embedded store as the port's types.
import type { SQLOutputValue } from "node:sqlite";
import {
  type IndexEntry,
  RECORD_KINDS,
  type RecordKind,
  type SealedEntry,
  type StoredRecord,
} from "../../ports/store.ts";
import type { Json } from "../../requests/request.ts";

export type Row = Record<string, SQLOutputValue>;

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === "string") return value;
  throw new TypeError(`Column ${column} of the store holds no text.`);
}

export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === "number") return value;
  throw new TypeError(`Column ${column} of the store holds no number.`);
}

export const textOrNull = (row: Row, column: string): string | null =>
  row[column] === null ? null : text(row, column);

export const numberOrNull = (row: Row, column: string): number | null =>
  row[column] === null ? null : number(row, column);

function kindOf(row: Row): RecordKind {
  const kind = RECORD_KINDS.find((known) => known === row.kind);
  if (kind === undefined) throw new TypeError("The store holds a record of an unknown kind.");
  return kind;
}

/** Our own JSON, written by the same store: parsed, not checked again. */
const parsed = <T extends Json | readonly IndexEntry[]>(json: string): T => JSON.parse(json);

export const listedOf = (row: Row): readonly IndexEntry[] => parsed(text(row, "listed"));

/** Null for a removed record. */
export function recordOf(row: Row): StoredRecord | null {
  const value = textOrNull(row, "value");
  if (value === null) return null;
  return {
    kind: kindOf(row),
    id: text(row, "id"),
    value: parsed<Json>(value),
    alarmAt: numberOrNull(row, "alarm_at"),
    index: listedOf(row),
    rev: number(row, "rev"),
  };
}

export function entryOf(row: Row): SealedEntry {
  return {
    lane: text(row, "lane"),
    seq: number(row, "seq"),
    mac: text(row, "mac"),
    body: text(row, "body"),
    personal: textOrNull(row, "personal"),
    request: textOrNull(row, "request"),
    deployment: textOrNull(row, "deployment"),
    at: number(row, "at"),
  };
}
