// People who press at once, windows that close, two replicas that work at the same time, commits that land late: whatever the order, an
// effect happens once, one call is under way at a time, and in the end every card shows how it ended.
import { describe, expect, test } from "vitest";
import { verifyAudit } from "../../src/operations/audit-verify.ts";
import type { Messenger } from "../../src/ports/messenger.ts";
import type { Platform } from "../../src/ports/platform.ts";
import type { Store } from "../../src/ports/store.ts";
import { isFinal } from "../../src/requests/request.ts";
import {
  type FaultRig,
  type FaultyStore,
  faultyDirectory,
  faultyMessenger,
  faultyPlatform,
  faultyStore,
  underFaults,
} from "../support/fault-rig.ts";
import { AUDIT_KEY, type OperationsRig, operationsRig } from "../support/operations-rig.ts";

/** `SIMULATED_RUNS=10000` for the long run. */
const RUNS = Number(process.env.SIMULATED_RUNS ?? 100);
const FIRST_SEED = Number(process.env.SIMULATION_SEED ?? 1);
const STEPS = 40;
const HOUR = 3_600_000;

/** Longer than any deadline of a call, shorter than any lease: what the clock may do while one is under way. */
const LONGEST_CALL = 20_000;

interface Scene {
  readonly rig: OperationsRig;
  /** Largest number of calls with one name that were under way at one time: one effect, one new message. */
  readonly mostAtOnce: () => number;
  readonly landLate: () => Promise<void>;
  calm(): void;
  /** Lets time pass, as long as no call under way becomes older than calls may. */
  pass(ms: number): void;
}

async function scene(seed: number, faults: FaultRig): Promise<Scene> {
  let calm = true;
  let most = 0;
  let store: FaultyStore | null = null;
  const began: { readonly name: string; readonly at: number }[] = [];
  const when = <T extends object>(port: T, faulty: T): T =>
    new Proxy(port, { get: (_, key) => Reflect.get(calm ? port : faulty, key) });
  /** Others get their turns while the call is under way. */
  async function underWay<T>(name: string, turns: number, work: () => Promise<T>): Promise<T> {
    const call = { name, at: rig.clock.now() };
    began.push(call);
    most = Math.max(most, began.filter((one) => one.name === name).length);
    try {
      for (let turn = calm ? 0 : faults.draw(turns); turn > 0; turn -= 1) await aTurn();
      return await work();
    } finally {
      began.splice(began.indexOf(call), 1);
    }
  }
  const longCalls = (platform: Platform): Platform =>
    Object.assign(Object.create(platform), {
      replaceModel: (command: Parameters<Platform["replaceModel"]>[0]) =>
        underWay("effect", 80, () => platform.replaceModel(command)),
    });
  const longShows = (messenger: Messenger): Messenger => ({
    ...messenger,
    show: (command) =>
      command.posted === null && command.target.kind !== "view"
        ? underWay(command.deliveryId, 20, () => messenger.show(command))
        : messenger.show(command),
  });
  const rig: OperationsRig = await operationsRig({
    seed,
    wrapStore: (real) => {
      store = faultyStore(real, faults);
      return when<Store>(real, store);
    },
    wrapPlatform: (real) => when<Platform>(longCalls(real), faultyPlatform(longCalls(real), faults)),
    wrapMessenger: (real) => when<Messenger>(longShows(real), faultyMessenger(longShows(real), faults)),
    wrapDirectory: (real) => when(real, faultyDirectory(real, faults)),
  });
  calm = false;
  return {
    rig,
    mostAtOnce: () => most,
    landLate: async () => await store?.landLate(),
    calm: () => {
      calm = true;
    },
    pass: (ms) => {
      const then = rig.clock.now() + ms;
      if (began.every(({ at }) => then - at <= LONGEST_CALL)) rig.clock.advance(ms);
    },
  };
}

const aTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function play({ rig, calm, landLate, mostAtOnce, pass }: Scene, faults: FaultRig): Promise<string> {
  const asked = await insistOnAsking(rig);
  const other = rig.replica();
  const running: Promise<unknown>[] = [];
  const start = (work: Promise<unknown>) => {
    running.push(work.catch(() => undefined));
  };
  const edition = async () =>
    (await rig.store.get(`request:${asked}`)) !== null && (await rig.request(asked)).edition;
  for (let step = 0; step < STEPS; step += 1) {
    const operations = faults.draw(2) === 0 ? rig.operations : other.operations;
    const worker = faults.draw(2) === 0 ? rig.worker : other.worker;
    const now = await edition();
    if (now === false) throw new Error("The request is gone.");
    switch (faults.draw(12)) {
      case 0:
        start(operations.review(rig.actor("ada"), asked, { edition: now, decision: "approve", comment: "" }));
        break;
      case 1:
        start(operations.review(rig.actor("ben"), asked, { edition: now, decision: "approve", comment: "" }));
        break;
      case 2:
        start(operations.viewClosed(rig.actor("olivia"), "V1"));
        break;
      case 3:
        if (faults.draw(4) === 0) start(operations.cancel(rig.actor("olivia"), asked, { reason: "" }));
        break;
      case 4:
        if (faults.draw(3) === 0)
          start(
            operations.edit(rig.actor("olivia"), asked, {
              edition: now,
              input: { reason: "ERRORS", packageId: "p-card-default-4", promote: null, rollback: false },
              comment: "",
              apply: faults.draw(2) === 0 ? "on-approval" : "by-hand",
              origin: { viewId: null, channel: null },
            }),
          );
        break;
      case 5:
        start(operations.apply(rig.actor("olivia"), asked, { edition: now }));
        break;
      case 6:
        start(operations.askAgain(rig.actor("olivia"), asked, { edition: now }));
        break;
      case 7:
        pass(faults.draw(8_000));
        break;
      default:
        start(worker.drain());
    }
    for (let turn = faults.draw(4); turn > 0; turn -= 1) await aTurn();
  }
  await Promise.all(running);
  calm();
  await landLate();
  rig.restart();
  await rig.settle(2 * HOUR);
  const request = await rig.request(asked);
  const { name } = request.state;

  const deployment = await rig.platform.deployment(await rig.byLabel("card-default"));
  const effects = deployment?.history.filter((entry) => entry.effectKey !== null) ?? [];
  expect(effects.length).toBe(name === "succeeded" ? 1 : 0);
  expect(mostAtOnce()).toBeLessThanOrEqual(1);
  expect(["checking", "executing", "unknown"]).not.toContain(name);
  expect(await rig.store.get(`busy:${request.deploymentId}`)).toBeNull();
  if (name === "approved") expect(request.apply).toBe("by-hand");

  const votes = request.reviews.filter((review) => review.edition === request.edition);
  expect(new Set(votes.map(({ by }) => by.id)).size).toBe(votes.length);

  const notices = rig.messenger.of("outcome-notice");
  expect(new Set(notices.map(({ target }) => JSON.stringify(target))).size).toBe(notices.length);
  if (name !== "succeeded") expect(notices).toEqual([]);

  // A copy of a message whose answer was lost may stay behind; the delivery's own message never does.
  const edited = [...rig.messenger.of("request-card"), ...rig.messenger.of("review-prompt")];
  for (const id of new Set(edited.map(({ deliveryId }) => deliveryId))) {
    const shown = edited
      .filter(({ deliveryId }) => deliveryId === id)
      .map(({ view }) => [view.request.state.name, view.request.edition]);
    expect(shown).toContainEqual([name, request.edition]);
  }
  if (isFinal(request.state) && name !== "refused")
    expect(rig.messenger.of("request-card").length).toBeGreaterThan(0);

  const report = await verifyAudit({ store: rig.store, keys: [AUDIT_KEY] });
  expect(report.findings).toEqual([]);
  return name;
}

async function insistOnAsking(rig: OperationsRig) {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await rig.ask("olivia", {}).catch(() => null);
    if (answer?.ok) return answer.value.id;
    if (answer !== null && answer.refusal.code !== "error") throw new Error(answer.refusal.sentence);
  }
  throw new Error("It never went through.");
}

describe("whatever the order", () => {
  test(`${RUNS} runs from seed ${FIRST_SEED}`, { timeout: RUNS * 2_000 }, async () => {
    const ends = new Map<string, number>();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
      const rates = {
        refused: 0.02,
        "timed-out": 0.02,
        "executed-then-timed-out": 0.02,
        slow: 0.02,
        late: 0.01,
      };
      await underFaults({ seed, rates }, async (faults) => {
        const end = await play(await scene(seed, faults), faults);
        ends.set(end, (ends.get(end) ?? 0) + 1);
      });
    }
    console.log(`ends of ${RUNS} runs: ${[...ends].map(([state, times]) => `${state} ${times}`).join(", ")}`);
    // Enough of them get through for the rest to say something; how many is a matter of the seeds.
    expect(ends.get("succeeded") ?? 0).toBeGreaterThan(RUNS / 6);
  });
});
