import { expect, test } from "vitest";
import { StoreUnavailable } from "../../src/ports/store.ts";
import { commitOf, putOf } from "../contracts/store-values.ts";
import { fakeClock } from "./clock.ts";
import { faultRig, faultyMessenger, faultyStore, underFaults } from "./fault-rig.ts";
import { memoryStore } from "./memory-store.ts";

const first = commitOf({ expect: [{ id: "request:a", rev: 0 }], put: [putOf("a")] });
const quiet = { seed: 1, rates: {} };

test("the same seed gives the same faults, another seed others", () => {
  const run = (seed: number) => {
    const rig = faultRig({ seed, rates: { refused: 0.3, late: 0.2 } });
    return Array.from({ length: 50 }, () => rig.choose("store.commit"));
  };
  expect(run(5)).toEqual(run(5));
  expect(run(5)).not.toEqual(run(6));
  expect(new Set(run(5))).toEqual(new Set([null, "refused", "late"]));
});

test.each([
  ["refused", "failed", false],
  ["timed-out", "unknown", false],
  ["executed-then-timed-out", "unknown", true],
  ["slow", "committed", true],
  [null, "committed", true],
] as const)("a commit that is %s answers %s; written: %s", async (fault, outcome, written) => {
  const inner = memoryStore();
  const rig = faultRig(quiet);
  rig.script("store.commit", fault);
  expect(await faultyStore(inner, rig).commit(first)).toMatchObject({ outcome });
  expect((await inner.get("request:a")) !== null).toBe(written);
});

test("a late commit answers unknown and lands by itself within the next calls", async () => {
  const inner = memoryStore();
  const rig = faultRig(quiet);
  rig.script("store.commit", "late");
  const store = faultyStore(inner, rig);
  expect(await store.commit(first)).toMatchObject({ outcome: "unknown" });
  expect(await inner.get("request:a")).toBeNull();
  for (let call = 0; call < 6; call += 1) await store.nextAlarm([]);
  expect(await inner.get("request:a")).not.toBeNull();
});

test("reads fail by throwing what the port names, shows fail as values", async () => {
  const rig = faultRig(quiet);
  rig.script("store.get", "timed-out");
  await expect(faultyStore(memoryStore(), rig).get("request:a")).rejects.toThrow(StoreUnavailable);
  rig.script("messenger.show", "executed-then-timed-out");
  let shown = 0;
  const messenger = faultyMessenger(
    {
      async show() {
        shown += 1;
        return { outcome: "unchanged" };
      },
      eachOnce: async (channels) => channels,
      async find() {
        return { outcome: "absent" };
      },
    },
    rig,
  );
  const command = {} as Parameters<typeof messenger.show>[0];
  expect(await messenger.show(command)).toMatchObject({ outcome: "unknown" });
  expect(shown).toBe(1);
  rig.script("messenger.find", "refused");
  const ask = {} as Parameters<typeof messenger.find>[0];
  expect(await messenger.find(ask)).toEqual({ outcome: "cannot-look" });
});

test("a slow call lets the handed-in clock pass, not real time", async () => {
  const clock = fakeClock(0);
  const rig = faultRig({ ...quiet, clock, slowMs: 9_000 });
  rig.script("store.get", "slow");
  await faultyStore(memoryStore(), rig).get("request:a");
  expect(clock.now()).toBe(9_000);
});

test("a failure under faults names the seed and what happened, calm ends the faults", async () => {
  const failing = underFaults({ seed: 77, rates: { "timed-out": 1 } }, async (rig) => {
    const store = faultyStore(memoryStore(), rig);
    await store.commit(first);
    rig.calm();
    expect(await store.commit(first)).toEqual({ outcome: "committed" });
    throw new Error("lost an effect");
  });
  await expect(failing).rejects.toThrow(/seed 77: lost an effect[\s\S]*1 store\.commit timed-out/);
});
