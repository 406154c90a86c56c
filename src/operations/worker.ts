// The alarm loop: claims due records and takes each one step further. One loop for requests, one for deliveries and so on, so that a
// slow Slack does not hold up an effect.
import type { Claim, RecordKind } from "../ports/store.ts";
import { deliver } from "./deliver.ts";
import type { Dependencies } from "./dependencies.ts";
import { lookAtHealth } from "./health-watch.ts";
import { stepRequest } from "./progress.ts";
import { surprise } from "./surprise.ts";
import { SECOND, TIMING } from "./timing.ts";

export interface Worker {
  start(): void;
  /** Something is due: look now. */
  nudge(): void;
  /** Takes nothing new and waits for what is under way. */
  stop(): Promise<void>;
  /** Works until nothing is due at the clock's present time; for tests and for the command line. Answers the number of steps. */
  drain(options?: { readonly most?: number }): Promise<number>;
}

const AT_ONCE = 16;
/** Other replicas may have made something due: look this often at least. */
const LOOK_EVERY = SECOND;

export function createWorker(deps: Dependencies): Worker {
  const loops = [
    createLoop(deps, "request", (claim) => stepRequest(deps, claim)),
    createLoop(deps, "delivery", (claim) => deliver(deps, claim)),
    createLoop(deps, "health-watch", (claim) => lookAtHealth(deps, claim)),
    createLoop(deps, "seen", (claim) => forget(deps, claim)),
    // What takes a platform of ours its time: nobody else comes back to it.
    ...(deps.platform.alarms === undefined
      ? []
      : [createLoop(deps, deps.platform.alarms.kind, deps.platform.alarms.step)]),
  ];
  return {
    start: () => {
      for (const loop of loops) loop.start();
    },
    nudge: () => {
      for (const loop of loops) loop.nudge();
    },
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
    drain: async ({ most = 10_000 } = {}) => {
      let steps = 0;
      for (;;) {
        let taken = 0;
        for (const loop of loops) taken += await loop.round();
        steps += taken;
        if (taken === 0) return steps;
        if (steps > most) throw new Error(`Still something due after ${steps} steps.`);
      }
    },
  };
}

interface Loop {
  start(): void;
  nudge(): void;
  stop(): Promise<void>;
  /** Claims what is due and works on it; answers how many records. */
  round(): Promise<number>;
}

function createLoop(deps: Dependencies, kind: RecordKind, work: (claim: Claim) => Promise<void>): Loop {
  const underWay = new Set<Promise<void>>();
  /** By record: its latest piece of work. One that hangs beyond its lease is in nobody's hands any more. */
  const inHand = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  let running = false;

  async function take(limit: number): Promise<readonly Claim[]> {
    return await deps.store.claimDue({ now: deps.clock.now(), leaseMs: TIMING.lease, limit, kinds: [kind] });
  }

  /**
   * One record is never worked on twice at once here, though its lease may end while a call is under way: a clock that jumps, a
   * computer that slept. Whoever comes second has an old `rev` by then, or finds what the first has recorded.
   */
  function begin(claim: Claim): Promise<void> {
    const { id } = claim.record;
    const worked = (inHand.get(id) ?? Promise.resolve())
      .then(() => withinLease(id, work(claim)))
      .catch((error: unknown) => {
        surprise(deps, `work on ${id}`, error);
      })
      .finally(() => {
        underWay.delete(worked);
        if (inHand.get(id) === worked) inHand.delete(id);
        if (running) nudge();
      });
    underWay.add(worked);
    inHand.set(id, worked);
    return worked;
  }

  /** A read that never answers must not keep its record, and one of the few places, for ever. Real time: it is about this process. */
  async function withinLease(id: string, work: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<"over">((resolve) => {
      timer = setTimeout(() => resolve("over"), TIMING.lease);
      timer.unref();
    });
    try {
      if ((await Promise.race([work, over])) !== "over") return;
    } finally {
      clearTimeout(timer);
    }
    deps.log.error("work-beyond-its-lease", { record: id });
    work.catch((error: unknown) => {
      surprise(deps, `late work on ${id}`, error);
    });
  }

  function nudge(): void {
    if (!running) return;
    if (looking !== null) {
      lookAgain = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => {
        surprise(deps, `looking for due ${kind} records`, error);
        schedule(LOOK_EVERY);
      })
      .finally(() => {
        looking = null;
        if (lookAgain) {
          lookAgain = false;
          nudge();
        }
      });
  }

  async function look(): Promise<void> {
    const free = AT_ONCE - underWay.size;
    if (free <= 0) return;
    for (const claim of await take(free)) void begin(claim);
    const next = await deps.store.nextAlarm([kind]);
    const wait = next === null ? LOOK_EVERY : next - deps.clock.now();
    schedule(Math.max(0, Math.min(wait, LOOK_EVERY)));
  }

  function schedule(ms: number): void {
    if (timer !== null) clearTimeout(timer);
    if (!running) return;
    timer = setTimeout(nudge, ms);
    timer.unref();
  }

  return {
    start: () => {
      running = true;
      nudge();
    },
    nudge,
    stop: async () => {
      running = false;
      if (timer !== null) clearTimeout(timer);
      if (looking !== null) await looking;
      await Promise.all(underWay);
    },
    round: async () => {
      const claims = await take(AT_ONCE);
      await Promise.all(claims.map(begin));
      return claims.length;
    },
  };
}

/** An event id is kept as long as Slack may repeat it. */
async function forget(deps: Dependencies, { record }: Claim): Promise<void> {
  await deps.journal.commit({
    expect: [{ id: record.id, rev: record.rev }],
    put: [],
    remove: [record.id],
    audit: [],
  });
}
