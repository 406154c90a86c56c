// Slack allows one message a second per channel, and says per method how long to wait after a 429.
import type { Clock } from "../ports/clock.ts";

export const POST_INTERVAL_MS = 1_000;
/** A wait up to this is sat out; a longer one is given back to the record's alarm. */
export const LONGEST_WAIT_MS = 1_500;
const REMEMBERED = 2_000;

export interface Pacing {
  /** Milliseconds until the method may be called again after its last 429; 0: now. */
  blockedFor(method: string): number;
  block(method: string, ms: number): void;
  /** Takes the channel's next turn, after a short wait; or says when to come back, each caller a second later than the one before. */
  turn(channel: string): { readonly wait: number } | { readonly comeBackIn: number };
}

/** Those who come back are told apart up to here. */
const LONGEST_ROW_MS = 60 * 60_000;

export function pacing(clock: Clock): Pacing {
  const blocked = new Map<string, number>();
  const nextTurn = new Map<string, number>();
  const rowEnd = new Map<string, number>();

  /** Oldest first: what has had its turn long ago needs no memory. */
  function forget(times: Map<string, number>, now: number): void {
    for (const [old, next] of times) {
      if (times.size <= REMEMBERED && next > now) break;
      if (next <= now || times.size > REMEMBERED) times.delete(old);
    }
  }
  function put(times: Map<string, number>, channel: string, at: number): void {
    times.delete(channel);
    times.set(channel, at);
    forget(times, clock.now());
  }

  return {
    blockedFor: (method) => Math.max(0, (blocked.get(method) ?? 0) - clock.now()),
    block(method, ms) {
      blocked.set(method, Math.max(blocked.get(method) ?? 0, clock.now() + ms));
    },
    turn(channel) {
      const now = clock.now();
      const at = Math.max(now, nextTurn.get(channel) ?? 0);
      if (at - now <= LONGEST_WAIT_MS) {
        put(nextTurn, channel, at + POST_INTERVAL_MS);
        return { wait: at - now };
      }
      const end = Math.max(at, rowEnd.get(channel) ?? 0);
      put(rowEnd, channel, Math.min(end + POST_INTERVAL_MS, now + LONGEST_ROW_MS));
      return { comeBackIn: end - now };
    },
  };
}
