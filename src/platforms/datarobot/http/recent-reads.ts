// Reads that are shared: one answer for everybody who asks the same within a moment, as long as we changed nothing ourselves.
import type { Clock } from "../../../ports/clock.ts";

/** No answer is kept for longer, whatever a caller would bear. */
const LONGEST_MS = 5_000;

interface Entry<T> {
  readonly answer: Promise<T>;
  /** When the call that answers was last sent; null: not yet, so whoever joins loses nothing. */
  readonly sentAt: () => number | null;
}

export interface RecentReads<T> {
  /**
   * The answer of a call that was sent at most `maxAgeMs` ago, or of a new one. With 0 the call is sent after this question, so its answer
   * is never older. `read` calls `sent` each time that it sends.
   */
  read(key: string, maxAgeMs: number, read: (sent: () => void) => Promise<T>): Promise<T>;
  /** From now on every read is a new one, those under way included. */
  forget(): void;
}

export function createRecentReads<T>(clock: Clock): RecentReads<T> {
  const entries = new Map<string, Entry<T>>();

  function dropOld(): void {
    for (const [key, { sentAt }] of entries) {
      const at = sentAt();
      if (at !== null && clock.now() - at > LONGEST_MS) entries.delete(key);
    }
  }
  function serves({ sentAt }: Entry<T>, maxAgeMs: number): boolean {
    const at = sentAt();
    return at === null || (maxAgeMs > 0 && clock.now() - at <= Math.min(maxAgeMs, LONGEST_MS));
  }

  return {
    read(key, maxAgeMs, read) {
      const kept = entries.get(key);
      if (kept !== undefined && serves(kept, maxAgeMs)) return kept.answer;
      dropOld();
      let at: number | null = null;
      const answer = read(() => {
        at = clock.now();
      });
      const entry: Entry<T> = { answer, sentAt: () => at };
      entries.set(key, entry);
      // An error is the answer only of those who waited for it.
      answer.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      return answer;
    },
    forget: () => entries.clear(),
  };
}
