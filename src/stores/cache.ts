// The cache: answers that may be old and may be lost.
import { Keyv } from "keyv";
import type { Json } from "../requests/request.ts";
import { sqliteCacheAdapter } from "./sqlite/cache-adapter.ts";

export interface Cache {
  /** Undefined when it is not there, too old, or the cache failed. */
  get(key: string): Promise<Json | undefined>;
  set(key: string, value: Json, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}

export interface CacheOptions {
  /** Directory of `cache.sqlite`; null: in memory, for tests and for processes without a directory. */
  readonly dir: string | null;
  /** Keeps the keys of one use apart from those of others. */
  readonly namespace: string;
  /** Hears of every failure, to count it. A failing `delete` may leave an old answer until its time is over. */
  readonly failed: (operation: "open" | "get" | "set" | "delete", error: unknown) => void;
}

/**
 * A cache and nothing else: no approval, lock, intent, de-duplication or audit entry goes through it, as it has no compare-and-set and may
 * forget. It never fails its caller: a failure is told to `failed` and is a miss. What does not open stays empty.
 */
export function createCache(options: CacheOptions): Cache {
  const { namespace, failed } = options;

  function open(): Keyv<Json> | null {
    try {
      const store =
        options.dir === null ? new Map() : sqliteCacheAdapter({ dir: options.dir, now: Date.now });
      // Without `throwOnErrors` Keyv answers a failure like an empty cache, and a failed write with `true`.
      return new Keyv<Json>({ store, namespace, throwOnErrors: true, emitErrors: false });
    } catch (error) {
      failed("open", error);
      return null;
    }
  }

  const keyv = open();
  return {
    async get(key) {
      try {
        return await keyv?.get(key);
      } catch (error) {
        failed("get", error);
        return undefined;
      }
    },
    async set(key, value, ttlMs) {
      // Keyv takes 0 for "for ever".
      if (ttlMs <= 0) return;
      try {
        await keyv?.set(key, value, ttlMs);
      } catch (error) {
        failed("set", error);
      }
    },
    async delete(key) {
      try {
        await keyv?.delete(key);
      } catch (error) {
        failed("delete", error);
      }
    },
    async close() {
      await keyv?.disconnect();
    },
  };
}
