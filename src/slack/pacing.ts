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
  /** Takes the channel's next turn and says how long to wait for it; null when the row is too long to stand in. */
  turn(channel: string): number | null;
}

export function pacing(clock: Clock): Pacing {
  const blocked = new Map<string, number>();
  const nextTurn = new Map<string, number>();
  return {
    blockedFor: (method) => Math.max(0, (blocked.get(method) ?? 0) - clock.now()),
    block(method, ms) {
      blocked.set(method, Math.max(blocked.get(method) ?? 0, clock.now() + ms));
    },
    turn(channel) {
      const now = clock.now();
      const at = Math.max(now, nextTurn.get(channel) ?? 0);
      if (at - now > LONGEST_WAIT_MS) return null;
      nextTurn.delete(channel);
      nextTurn.set(channel, at + POST_INTERVAL_MS);
      // Oldest first: what has had its turn long ago needs no memory.
      for (const [old, next] of nextTurn) {
        if (nextTurn.size <= REMEMBERED && next > now) break;
        if (next <= now || nextTurn.size > REMEMBERED) nextTurn.delete(old);
      }
      return at - now;
    },
  };
}
