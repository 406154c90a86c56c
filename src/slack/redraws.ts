// Controls that change the form they stand in, pressed faster than it is redrawn. Slack refuses an update that names an older state of a
// view: rightly when somebody else drew it (a submit, another replica), but our own redraw of a moment ago is no reason to leave out this one.
import { LRUCache } from "lru-cache";
import type { OpenView } from "./handlers/views.ts";

/** More forms than are open at one time. */
const VIEWS = 1_000;

export interface Redraws {
  /**
   * Runs `redraw` after those of the same view before it, with the hash that the view has by them. It answers what the view is
   * then, null when it was not redrawn.
   */
  inTurn(view: OpenView, redraw: (at: OpenView) => Promise<OpenView | null>): Promise<void>;
}

interface Line {
  /** What the view's hash was, oldest first, by our own redraws. */
  readonly hashes: string[];
  last: Promise<void>;
}

export function redraws(): Redraws {
  const lines = new LRUCache<string, Line>({ max: VIEWS });

  async function next(line: Line, view: OpenView, redraw: (at: OpenView) => Promise<OpenView | null>) {
    const { hash } = view;
    const now = hash !== null && line.hashes.includes(hash) ? (line.hashes.at(-1) ?? hash) : hash;
    const after = await redraw({ id: view.id, hash: now });
    if (after === null || after.hash === null) return;
    if (now !== null && !line.hashes.includes(now)) line.hashes.push(now);
    line.hashes.push(after.hash);
  }

  return {
    inTurn(view, redraw) {
      const line = lines.get(view.id) ?? { hashes: [], last: Promise.resolve() };
      lines.set(view.id, line);
      const turn = line.last.then(() => next(line, view, redraw));
      // Whoever is next does not care how this one ended.
      line.last = turn.catch(() => undefined);
      return turn;
    },
  };
}
