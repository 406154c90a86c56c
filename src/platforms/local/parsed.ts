// Parsed records by version: checking a large record against its schema costs more than reading it.
import type { StoredRecord } from "../../ports/store.ts";

const KEPT = 1_000;

/**
 * The parser, with its last answers kept as long as the record's `rev` is the same. Answers are shared: they are read, never changed.
 * `parse` must depend on the record alone.
 */
export function keptByRev<T>(parse: (record: StoredRecord) => T): (record: StoredRecord) => T {
  const kept = new Map<string, { readonly rev: number; readonly parsed: T }>();
  return (record) => {
    const known = kept.get(record.id);
    if (known !== undefined && known.rev === record.rev) return known.parsed;
    const parsed = parse(record);
    // The oldest goes first: a map keeps the order of insertion.
    kept.delete(record.id);
    kept.set(record.id, { rev: record.rev, parsed });
    const oldest = kept.size > KEPT ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return parsed;
  };
}
