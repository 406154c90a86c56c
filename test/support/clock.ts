import type { Clock } from "../../src/ports/clock.ts";

export interface FakeClock extends Clock {
  advance(ms: number): void;
  set(at: number): void;
}

/** A clock that moves only when it is told to. Starts on 2026-11-24, 09:00 UTC. */
export function fakeClock(start: number = Date.UTC(2026, 10, 24, 9, 0, 0)): FakeClock {
  let at = start;
  return {
    now: () => at,
    advance(ms) {
      at += ms;
    },
    set(next) {
      at = next;
    },
  };
}
