// How many calls run at once: DataRobot's rate limits are not published, so a busy minute must not become a burst.

export interface Slots {
  /** Resolves when there is room, in the order of asking, with the function that gives the room back. Rejects when the signal fires first. */
  take(signal: AbortSignal): Promise<() => void>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting = new Set<() => void>();

  function giveBack(): void {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  }
  const once = (give: () => void): (() => void) => {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      give();
    };
  };

  return {
    async take(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return once(giveBack);
      }
      await new Promise<void>((resolve, reject) => {
        const leave = () => {
          waiting.delete(enter);
          reject(signal.reason);
        };
        const enter = () => {
          waiting.delete(enter);
          signal.removeEventListener("abort", leave);
          resolve();
        };
        waiting.add(enter);
        signal.addEventListener("abort", leave, { once: true });
      });
      return once(giveBack);
    },
  };
}
