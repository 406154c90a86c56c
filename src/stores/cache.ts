// The cache: answers that may be old and may be lost.
import { Keyv, type KeyvStoreAdapter, type StoredData } from "keyv";
import { LRUCache } from "lru-cache";
import type { Json } from "../requests/request.ts";

export interface Cache {
  /** Undefined when it is not there, too old, or the cache failed. What is answered is shared: it is read, never changed. */
  get(key: string): Promise<Json | undefined>;
  set(key: string, value: Json, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}

/** What a `Map` offers of itself, and what Keyv's adapters do. */
export type CacheStore = Pick<KeyvStoreAdapter, "get" | "set" | "delete" | "clear"> & {
  disconnect?: () => Promise<void>;
};

export interface CacheOptions {
  /** Where it keeps things. Default: this process's memory, as one machine needs no more; what is used least goes first. */
  readonly store?: CacheStore;
  /** Keeps the keys of one use apart from those of others. */
  readonly namespace: string;
  /** Hears of every failure, to count it. A failing `delete` may leave an old answer until its time is over. */
  readonly failed: (operation: "get" | "set" | "delete", error: unknown) => void;
}

/** Answers about so many people, groups and channels; the longest is a workspace's list of user groups. */
const KEPT = 20_000;

function inMemory(): CacheStore {
  const kept = new LRUCache<string, object>({ max: KEPT });
  return {
    get: async <T>(key: string) => kept.get(key) as StoredData<T> | undefined,
    // Keyv hands its own time to live over as a third argument, which this class would take for options.
    set: (key, value: object) => kept.set(key, value) === kept,
    delete: async (key) => kept.delete(key),
    clear: async () => kept.clear(),
  };
}

/**
 * A cache and nothing else: no approval, lock, intent, de-duplication or audit entry goes through it, as it has no compare-and-set and may
 * forget. It never fails its caller: a failure is told to `failed` and is a miss.
 */
export function createCache({ store, namespace, failed }: CacheOptions): Cache {
  // Without `throwOnErrors` Keyv answers a failure like an empty cache, and a failed write with `true`.
  const keyv = new Keyv<Json>({
    store: store ?? inMemory(),
    namespace,
    throwOnErrors: true,
    emitErrors: false,
  });
  // In memory things are kept as they are: each command looks its person up several times.
  if (store === undefined) keyv.serialize = undefined;
  return {
    async get(key) {
      try {
        return await keyv.get(key);
      } catch (error) {
        failed("get", error);
        return undefined;
      }
    },
    async set(key, value, ttlMs) {
      // Keyv takes 0 for "for ever".
      if (ttlMs <= 0) return;
      try {
        await keyv.set(key, structuredClone(value), ttlMs);
      } catch (error) {
        failed("set", error);
      }
    },
    async delete(key) {
      try {
        await keyv.delete(key);
      } catch (error) {
        failed("delete", error);
      }
    },
    async close() {
      await keyv.disconnect();
    },
  };
}
