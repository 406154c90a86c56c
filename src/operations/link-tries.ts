// How often somebody may try to link an account: the page behind a link is open to whoever holds it.
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import { change, type Journal } from "./journal.ts";
import type { LinkKey } from "./person-link-record.ts";
import { MINUTE } from "./timing.ts";

/** More slips than anybody makes with copy and paste. */
export const MOST_TRIES = 10;
export const TRIES_WITHIN = 10 * MINUTE;

interface Tries {
  readonly since: number;
  readonly count: number;
}

/** Counted before the platform is asked, so that many at once are not more. False: it is one too many. */
export async function countTry(
  deps: { readonly store: Store; readonly journal: Journal; readonly clock: Clock },
  { installation, user }: LinkKey,
): Promise<boolean> {
  const id = `seen:link-tries:${installation}:${user}`;
  return await change(deps, id, (stored) => {
    const now = deps.clock.now();
    const kept = stored === null ? null : (stored.value as unknown as Tries);
    const tries = kept !== null && now - kept.since < TRIES_WITHIN ? kept : { since: now, count: 0 };
    if (tries.count >= MOST_TRIES) return { write: false, value: false };
    const { since, count } = tries;
    return {
      write: true,
      value: true,
      commit: {
        expect: [{ id, rev: stored?.rev ?? 0 }],
        put: [
          {
            kind: "seen",
            id,
            value: { since, count: count + 1 },
            // Forgotten when it says nothing any more.
            alarmAt: since + TRIES_WITHIN,
            index: [],
          },
        ],
        audit: [],
      },
    };
  });
}
