// Slack delivers events at least once, up to four times with one id: the second one is dropped on every replica.
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import { DAY } from "./timing.ts";

/** Slack may repeat an event for up to 24 h when delayed events are on (Slack platform, section 2.4). */
const KEEP = 2 * DAY;

/**
 * Answers true when this event id was seen before, else remembers it durably. Throws when the store cannot tell: the event is then
 * not acted on, and Slack sends it again.
 */
export function createSeenEvents(deps: {
  readonly store: Store;
  readonly clock: Clock;
}): (eventId: string) => Promise<boolean> {
  return async (eventId) => {
    const id = `seen:${eventId}`;
    const answer = await deps.store.commit({
      expect: [{ id, rev: 0 }],
      put: [{ kind: "seen", id, value: null, alarmAt: deps.clock.now() + KEEP, index: [] }],
      remove: [],
      audit: [],
    });
    if (answer.outcome === "committed") return false;
    if (answer.outcome === "conflict") return true;
    throw new Error(`Event ${eventId} could not be remembered: ${answer.reason}`);
  };
}
