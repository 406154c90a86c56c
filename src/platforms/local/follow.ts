// Keeps an index in this process in step with the store, whoever writes there.
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../ports/clock.ts";
import { PlatformUnavailable } from "../../ports/platform.ts";
import { type RecordKind, type Store, type StoredRecord, StoreMisuse } from "../../ports/store.ts";

export interface Follower {
  /** Resolves when the index holds every write of this process and all others up to `staleAfterMs` ago. Throws `PlatformUnavailable`. */
  catchUp(): Promise<void>;
  /** Says that this process wrote: the next `catchUp` reads, however fresh the index is. */
  wrote(): void;
}

export interface Followed {
  readonly kind: RecordKind;
  /** In order of writing. */
  apply(change: { readonly put: readonly StoredRecord[]; readonly removed: readonly string[] }): void;
}

/** Records in one read: large enough to load 100,000 quickly, small enough not to hold up a request meanwhile. */
const READ_LIMIT = 1_000;

export function follow(
  { store, clock, staleAfterMs }: { store: Store; clock: Clock; staleAfterMs: number },
  followed: Followed,
): Follower {
  let cursor: string | null = null;
  let readAt: number | null = null;
  let wroteSince = false;
  let reading: Promise<void> | null = null;

  const fresh = (): boolean => {
    if (readAt === null || wroteSince) return false;
    const age = clock.now() - readAt;
    // A clock that was set back proves nothing.
    return age >= 0 && age <= staleAfterMs;
  };

  async function read(): Promise<void> {
    // Both before the first read: what is written from here on counts as unread.
    wroteSince = false;
    const startedAt = clock.now();
    for (;;) {
      const answer = await store.changedSince({ kind: followed.kind, cursor, limit: READ_LIMIT });
      // Whoever keeps an index makes it anew after a change: nothing new must not look like one.
      if (answer.changes.length > 0) {
        followed.apply({
          put: answer.changes.flatMap((change) => (change.removed ? [] : [change.record])),
          removed: answer.changes.flatMap((change) => (change.removed ? [change.id] : [])),
        });
      }
      cursor = answer.cursor;
      if (answer.upToDate) break;
      await setImmediate();
    }
    readAt = startedAt;
  }

  return {
    wrote() {
      wroteSince = true;
    },
    async catchUp() {
      while (!fresh()) {
        reading ??= read().finally(() => {
          reading = null;
        });
        try {
          await reading;
        } catch (error) {
          wroteSince = true;
          if (error instanceof StoreMisuse) throw error;
          throw new PlatformUnavailable("The local registry cannot be read now.", { cause: error });
        }
      }
    },
  };
}
