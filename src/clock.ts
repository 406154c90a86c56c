import type { Clock } from "./ports/clock.ts";

/** The computer's own time. It may jump when the computer's clock is set; nothing relies on it going forward only. */
export const systemClock: Clock = { now: () => Date.now() };
