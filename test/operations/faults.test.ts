// The same journey under faults of every port, and with the process dying at every step: an effect happens once or not at all,
// nothing acknowledged is lost, nobody is told twice, and the audit trail verifies.
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/deployments/decision.ts";
import { verifyAudit } from "../../src/operations/audit-verify.ts";
import { readTrailEntry } from "../../src/operations/trail.ts";
import type { Messenger } from "../../src/ports/messenger.ts";
import { type Platform, PlatformUnavailable } from "../../src/ports/platform.ts";
import { type Store, StoreUnavailable } from "../../src/ports/store.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { underAgent } from "../support/every-effect.ts";
import {
  faultyDirectory,
  faultyMessenger,
  faultyPlatform,
  faultyStore,
  underFaults,
} from "../support/fault-rig.ts";
import { mortalRig } from "../support/mortal-process.ts";
import { AUDIT_KEY, type OperationsRig, operationsRig } from "../support/operations-rig.ts";

/** `SIMULATED_RUNS=10000` for the long run. */
const RUNS = Number(process.env.SIMULATED_RUNS ?? 60);
const FIRST_SEED = Number(process.env.SIMULATION_SEED ?? 1);
const HOUR = 3_600_000;

/** Presses until it is acknowledged or refused for a reason that stays: as a person would. */
async function insist<T>(rig: OperationsRig, press: () => Promise<Answer<T>>): Promise<Answer<T>> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    const answer = await press();
    if (answer.ok || answer.refusal.code !== "error") return answer;
    if (tries % 10 === 9) await rig.settle(2_000).catch(() => undefined);
  }
  throw new Error("It never went through.");
}

/** Under an agent a replacement takes this time. */
const WORK_MS = 3_000;
async function effects(rig: OperationsRig): Promise<number> {
  const deployment = await rig.platform.deployment(await rig.byLabel("card-default"));
  return deployment?.history.filter((entry) => entry.effectKey !== null).length ?? 0;
}

/** Counted by what Slack shows: nobody is told twice. */
function noticesPerTarget(rig: OperationsRig): number[] {
  const seen = new Map<string, number>();
  for (const { target } of rig.messenger.of("outcome-notice")) {
    const key = JSON.stringify(target);
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return [...seen.values()];
}

async function expectKept(rig: OperationsRig, request: ChangeRequest): Promise<void> {
  const { name } = request.state;
  const happened = await effects(rig);
  expect(["succeeded", "failed", "refused", "stale", "expired", "pending"]).toContain(name);
  expect(happened).toBe(name === "succeeded" ? 1 : 0);
  for (const times of noticesPerTarget(rig)) expect(times).toBe(1);
  if (name !== "succeeded") expect(rig.messenger.of("outcome-notice")).toEqual([]);
  const report = await verifyAudit({ store: rig.store, keys: [AUDIT_KEY] });
  expect(report.findings).toEqual([]);
  const { entries } = await rig.store.auditAbout({ about: { request: request.id }, limit: 200 });
  const told = entries
    .flatMap((entry) => readTrailEntry(entry) ?? [])
    .filter(({ event }) => event === "effect.succeeded");
  expect(told).toHaveLength(name === "succeeded" ? 1 : 0);
}

describe("seeded faults of every port", () => {
  test(`${RUNS} runs from seed ${FIRST_SEED}: once or not at all, and nothing left in doubt`, {
    timeout: RUNS * 2_000,
  }, async () => {
    const ends = new Map<string, number>();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
      await underFaults({ seed }, async (faults) => {
        let calm = false;
        const when = <T extends object>(port: T, faulty: T): T =>
          new Proxy(port, { get: (_, key) => Reflect.get(calm ? port : faulty, key) });
        // Faults start when the fleet is there.
        calm = true;
        const rig = await operationsRig({
          seed,
          // Every second one takes its time: it is ended by an alarm of the platform.
          workMs: seed % 2 === 0 ? WORK_MS : 0,
          wrapStore: (store) => when<Store>(store, faultyStore(store, faults)),
          wrapPlatform: (platform) => when<Platform>(platform, faultyPlatform(platform, faults)),
          wrapMessenger: (messenger) => when<Messenger>(messenger, faultyMessenger(messenger, faults)),
          wrapDirectory: (directory) => when(directory, faultyDirectory(directory, faults)),
        });
        if (seed % 2 === 0) await underAgent(rig, "card-default");
        calm = false;
        const asked = await insist(rig, () => rig.ask("olivia", {}).catch(asRefusal));
        if (!asked.ok) throw new Error(`Refused: ${asked.refusal.sentence}`);
        for (let tries = 0; tries < 100; tries += 1) {
          if ((await rig.request(asked.value.id)).state.name !== "checking") break;
          await rig.settle(HOUR).catch(() => undefined);
        }
        const approved = await insist(rig, async () =>
          rig.operations.review(rig.actor("ada"), asked.value.id, {
            edition: 1,
            decision: "approve",
            comment: "",
          }),
        );
        // A lost answer looks like a duplicate the second time.
        if (!approved.ok) expect(["conflict", "forbidden", "not-found"]).toContain(approved.refusal.code);
        await rig.settle(HOUR).catch(() => undefined);
        calm = true;
        rig.restart();
        await rig.settle(HOUR);
        const request = await rig.request(asked.value.id);
        ends.set(request.state.name, (ends.get(request.state.name) ?? 0) + 1);
        await expectKept(rig, request);
      });
    }
    console.log(`ends of ${RUNS} runs: ${[...ends].map(([state, times]) => `${state} ${times}`).join(", ")}`);
    expect(ends.get("unknown")).toBeUndefined();
    expect(ends.get("succeeded") ?? 0).toBeGreaterThan(RUNS * 0.8);
  });
});

/** `ask` of the rig looks a deployment up before it presses; that read may meet a fault as well. */
const asRefusal = (error: unknown): Answer<never> => {
  if (error instanceof PlatformUnavailable || error instanceof StoreUnavailable)
    return { ok: false, refusal: { code: "error", sentence: error.message, next: "" } };
  throw error;
};

describe("the process dies at every step", () => {
  test.each([
    ["before the step took place", false, 0],
    ["after the step took place", true, 0],
    ["before the step of an effect that takes its time", false, WORK_MS],
    ["after the step of an effect that takes its time", true, WORK_MS],
  ])("%s", { timeout: 60_000 }, async (_, executed, workMs) => {
    let steps = 0;
    for (let nth = 1; nth < 400; nth += 1) {
      const { rig, dieAt } = await mortalRig({ workMs });
      if (workMs > 0) await underAgent(rig, "card-default");
      const asked = await rig.ask("olivia", {});
      if (!asked.ok) throw new Error(asked.refusal.sentence);
      await rig.settle();
      const died = await dieAt(nth, executed, async () => {
        await rig.operations.review(rig.actor("ada"), asked.value.id, {
          edition: 1,
          decision: "approve",
          comment: "",
        });
        await rig.settle();
      });
      steps = nth;
      await rig.settle();
      // An approval that was never acknowledged is pressed again.
      if ((await rig.request(asked.value.id)).state.name === "pending") {
        const again = await rig.operations.review(rig.actor("ada"), asked.value.id, {
          edition: 1,
          decision: "approve",
          comment: "",
        });
        expect(again.ok).toBe(true);
        await rig.settle();
      }
      const request = await rig.request(asked.value.id);
      expect(request.state.name, `death at step ${nth}`).toBe("succeeded");
      await expectKept(rig, request);
      expect(rig.messenger.of("outcome-notice")).toHaveLength(3);
      if (!died) break;
    }
    console.log(`died at each of ${steps - 1} steps`);
    expect(steps).toBeGreaterThan(10);
    expect(steps).toBeLessThan(400);
  });
});
