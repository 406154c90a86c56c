// Slack waits three seconds, once. What is not ready by then is answered honestly and finished afterwards.

export type Timely<T> =
  | { readonly late: false; readonly value: T }
  /** `rest` is the same work, still under way. */
  | { readonly late: true; readonly rest: Promise<T> };

/** Waits for the work at most `ms`. It is never ended: a write that is late still counts. Rejects when the work does in time. */
export async function within<T>(ms: number, work: Promise<T>): Promise<Timely<T>> {
  let timer: NodeJS.Timeout | undefined;
  const bell = new Promise<Timely<T>>((resolve) => {
    timer = setTimeout(() => resolve({ late: true, rest: work }), ms);
  });
  try {
    return await Promise.race([work.then((value): Timely<T> => ({ late: false, value })), bell]);
  } finally {
    clearTimeout(timer);
    // A late failure belongs to whoever goes on with `rest`; without one it must not end the process.
    work.catch(() => undefined);
  }
}

/** Work that goes on after the acknowledgement: counted, so that stopping waits for it. */
export interface Background {
  run(work: Promise<unknown>): void;
  /** Resolves when all of it is over, or after `ms`. */
  settle(ms: number): Promise<void>;
}

export function background(): Background {
  const running = new Set<Promise<unknown>>();
  return {
    run(work) {
      const done = work.finally(() => running.delete(done));
      running.add(done);
      done.catch(() => undefined);
    },
    async settle(ms) {
      await within(ms, Promise.allSettled([...running]));
    },
  };
}

/** How long each kind of answer may take before something is said instead, in ms; all under Slack's three seconds. */
export interface Deadlines {
  /** A durable write before its acknowledgement. */
  readonly write: number;
  /** A read whose answer may ride on the acknowledgement of a command. */
  readonly read: number;
  /** Option loads. */
  readonly options: number;
  /** Finding a deployment by name before a modal opens: its trigger dies at three seconds. */
  readonly lookup: number;
  /** Whatever nobody acknowledged by then gets an empty answer, never Bolt's 404. */
  readonly last: number;
}

export const DEADLINES: Deadlines = { write: 2_400, read: 1_500, options: 2_200, lookup: 800, last: 2_900 };
