// Records that were read lately, kept in memory. Only the store's one owner may: nobody else can change a record under it.
import { LRUCache } from "lru-cache";
import type { Store, StoredRecord } from "../../ports/store.ts";

export interface KeptRecords extends Pick<Store, "get" | "getMany"> {
  /** To be called in the same turn as a write and before it, with every id that it may touch. */
  forget(ids: readonly string[]): void;
}

/** A record as it was read, with the length of its value as text: what it costs to keep. */
export interface ReadRecord {
  readonly record: StoredRecord;
  readonly length: number;
}

/** Together; a package with 10,000 features has half a million characters, a usual record two thousand. */
const KEPT_CHARACTERS = 16_000_000;

/**
 * Reads by id that ask `read` once for each record until it is written again. Records are shared, so they are frozen. What is not there
 * is asked for each time. Throws what `read` throws.
 */
export function keptRecords(read: (id: string) => ReadRecord | null): KeptRecords {
  const kept = new LRUCache<string, StoredRecord>({ maxSize: KEPT_CHARACTERS });
  const get = (id: string): StoredRecord | null => {
    const known = kept.get(id);
    if (known !== undefined) return known;
    const found = read(id);
    if (found === null) return null;
    kept.set(id, frozen(found.record), { size: found.length + 1 });
    return found.record;
  };
  return {
    get: async (id) => get(id),
    getMany: async (ids) => ids.map(get),
    forget(ids) {
      for (const id of ids) kept.delete(id);
    },
  };
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}
