// What was read lately, kept in memory. Only the store's one owner may: nobody else can change a record under it.
import { LRUCache } from "lru-cache";
import type { Listing, RecordPage, Store, StoredRecord } from "../../ports/store.ts";

export interface KeptRecords extends Pick<Store, "get" | "getMany" | "list"> {
  /** To be called in the same turn as a write and before it, with every id that it may touch. */
  forget(ids: readonly string[]): void;
  /** After a write whose end is not known, and at the end: everything is read again. */
  forgetAll(): void;
}

/** What was read, with the length of its values as text: what it costs to keep. */
export interface Sized<T> {
  readonly found: T;
  readonly length: number;
}

/** Throw `StoreUnavailable`; a listing that no program should ask for throws `StoreMisuse`. */
export interface Reading {
  record(id: string): Sized<StoredRecord> | null;
  list(listing: Listing): Sized<RecordPage>;
}

/** Together; a package with 10,000 features has half a million characters, a usual record two thousand. */
const KEPT_CHARACTERS = 16_000_000;
const KEPT_PAGES = 1_000;
/** Longer pages are read anew: what is asked for again and again is short, mostly empty. */
const LONGEST_PAGE = 20_000;

/**
 * Reads by id that ask once for each record until it is written again, and short pages until anything is written. What is answered is
 * shared, so it is frozen. What is not there is asked for each time.
 */
export function keptRecords(reading: Reading): KeptRecords {
  const records = new LRUCache<string, StoredRecord>({ maxSize: KEPT_CHARACTERS });
  const pages = new LRUCache<string, RecordPage>({ max: KEPT_PAGES });
  const get = (id: string): StoredRecord | null => {
    const known = records.get(id);
    if (known !== undefined) return known;
    const read = reading.record(id);
    if (read === null) return null;
    records.set(id, frozen(read.found), { size: read.length + 1 });
    return read.found;
  };
  return {
    get: async (id) => get(id),
    getMany: async (ids) => ids.map(get),
    async list(listing) {
      const { kind, index, key, order, after, limit } = listing;
      const asked = JSON.stringify([kind, index, key, order, after, limit]);
      const known = pages.get(asked);
      if (known !== undefined) return known;
      const { found, length } = reading.list(listing);
      if (length <= LONGEST_PAGE) pages.set(asked, frozen(found));
      return found;
    },
    forget(ids) {
      if (ids.length > 0) pages.clear();
      for (const id of ids) records.delete(id);
    },
    forgetAll() {
      pages.clear();
      records.clear();
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
