// How many mails are under way at one time, and when the others shall ask again.
import type { Clock } from "../ports/clock.ts";

const INTERVAL_MS = 1_000;
/** Those who come back are told apart up to here. */
const LONGEST_ROW_MS = 10 * 60_000;

export interface Turns {
  /** A place, to be given back; or when to ask again, each a second later than the one before. */
  take(): { over(): void } | { readonly comeBackIn: number };
}

export function turns(clock: Clock, atOnce: number): Turns {
  let underWay = 0;
  let rowEnd = 0;
  return {
    take() {
      if (underWay < atOnce) {
        underWay += 1;
        return {
          over: () => {
            underWay -= 1;
          },
        };
      }
      const now = clock.now();
      rowEnd = Math.min(Math.max(now, rowEnd) + INTERVAL_MS, now + LONGEST_ROW_MS);
      return { comeBackIn: rowEnd - now };
    },
  };
}
