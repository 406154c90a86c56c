import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { readBody, readFact } from "../../src/operations/audit-entry.ts";
import { openAuditLane } from "../../src/operations/audit-lane.ts";
import { verifyAudit } from "../../src/operations/audit-verify.ts";
import type { LaneHead, SealedEntry, Store } from "../../src/ports/store.ts";
import { putOf } from "../contracts/store-values.ts";
import { AUDIT_KEY, auditFact } from "../support/audit-facts.ts";
import { type Fault, faultRig, faultyStore, underFaults } from "../support/fault-rig.ts";
import { seededIds } from "../support/ids.ts";
import { memoryStore } from "../support/memory-store.ts";

const laneOver = (store: Store, lane = "p1", seed = 1) =>
  openAuditLane({ store, key: AUDIT_KEY, lane, ids: seededIds(seed) });

/** Creates record `request:<id>` and tells it. */
const creation = (id: string) => ({
  expect: [{ id: `request:${id}`, rev: 0 }],
  put: [putOf(id)],
  audit: [auditFact(id)],
});

async function allEntries(store: Store): Promise<SealedEntry[]> {
  const entries: SealedEntry[] = [];
  for (const { lane } of await store.laneHeads()) {
    entries.push(...(await store.auditLane({ lane, afterSeq: 0, limit: 1_000 })));
  }
  return entries;
}

async function expectCleanTrail(store: Store): Promise<void> {
  const report = await verifyAudit({ store, keys: [AUDIT_KEY] });
  expect(report.findings).toEqual([]);
}

/** A store under scripted faults of its commits, with the real one behind it. */
function scripted(...faults: (Fault | null)[]) {
  const inner = memoryStore();
  const rig = faultRig({ seed: 3, rates: {} });
  rig.script("store.commit", ...faults);
  return { inner, rig, store: faultyStore(inner, rig) };
}

describe("an audit lane", () => {
  test("writes records and their facts in one commit, numbered without gaps", async () => {
    const store = memoryStore();
    const lane = laneOver(store);
    for (const id of ["a", "b"]) expect(await lane.commit(creation(id))).toEqual({ outcome: "committed" });
    await lane.commit({ expect: [], put: [], audit: [auditFact("c"), auditFact("d")] });
    const entries = await allEntries(store);
    expect(entries.map((entry) => `${entry.lane}/${entry.seq} ${entry.request}`)).toEqual([
      "p1/1 a",
      "p1/2 b",
      "p1/3 c",
      "p1/4 d",
    ]);
    expect(await store.get("request:b")).not.toBeNull();
    await expectCleanTrail(store);
  });

  test("keeps names and free text outside of the bytes under the MAC, and reads them back", async () => {
    const store = memoryStore();
    await laneOver(store).commit(creation("a"));
    const [entry] = await allEntries(store);
    expect(entry?.body).not.toMatch(/olivia|fresher|Owner/i);
    expect(entry && readFact(entry)).toMatchObject({
      event: "request.asked",
      action: "replace-model",
      request: "a",
      allowed: true,
      personal: {
        who: { person: { email: "olivia@example.com" } },
        why: "Olivia is Owner through a direct grant.",
        details: { comment: "fresher data" },
      },
    });
    expect(entry && readFact({ ...entry, personal: null })).toMatchObject({ request: "a", personal: null });
  });

  test("salts: the same fact twice leaves two different hashes", async () => {
    const store = memoryStore();
    await laneOver(store).commit({ expect: [], put: [], audit: [auditFact("a"), auditFact("a")] });
    const hashes = (await allEntries(store)).map((entry) => readBody(entry)?.personalHash);
    expect(new Set(hashes).size).toBe(2);
  });

  test("a conflict on a record writes no entry, and the next commit takes the same place", async () => {
    const store = memoryStore();
    const lane = laneOver(store);
    await lane.commit(creation("a"));
    expect(await lane.commit(creation("a"))).toEqual({ outcome: "conflict", id: "request:a" });
    await lane.commit(creation("b"));
    expect((await allEntries(store)).map((entry) => entry.request)).toEqual(["a", "b"]);
  });

  test("a full store: nothing is written, the reason is handed on, and it goes on when there is room", async () => {
    const { inner, store } = scripted("refused");
    const lane = laneOver(store);
    expect(await lane.commit(creation("a"))).toMatchObject({ outcome: "failed", reason: /full/ });
    expect([await inner.get("request:a"), await inner.laneHeads()]).toEqual([null, []]);
    expect(await lane.commit(creation("a"))).toEqual({ outcome: "committed" });
    await expectCleanTrail(inner);
  });

  test("an answer that got lost after the write is found in the lane", async () => {
    const { inner, store } = scripted("executed-then-timed-out");
    expect(await laneOver(store).commit(creation("a"))).toEqual({ outcome: "committed" });
    expect(inner.commits()).toBe(1);
    await expectCleanTrail(inner);
  });

  test("a write that did not arrive is proven so by taking its place, and is then made again", async () => {
    const { inner, store } = scripted("timed-out");
    expect(await laneOver(store).commit(creation("a"))).toEqual({ outcome: "committed" });
    expect((await allEntries(inner)).map((entry) => readBody(entry)?.kind)).toEqual(["fenced", "fact"]);
    await expectCleanTrail(inner);
  });

  test("a store that loses every write and takes every fence ends in a proven no", async () => {
    const { inner, store } = scripted("timed-out", null, "timed-out", null, "timed-out", null);
    expect(await laneOver(store).commit(creation("a"))).toMatchObject({
      outcome: "failed",
      reason: /Nothing was changed/,
    });
    expect(await inner.get("request:a")).toBeNull();
    await expectCleanTrail(inner);
  });

  test("a store that does not answer at all leaves the outcome unknown, and the next commit opens a new lane", async () => {
    const { inner, rig, store } = scripted(null, "late", "timed-out");
    const lane = laneOver(store);
    await lane.commit(creation("a"));
    rig.script("store.auditLane", "timed-out");
    expect(await lane.commit(creation("b"))).toMatchObject({ outcome: "unknown" });
    expect(await lane.commit(creation("c"))).toEqual({ outcome: "committed" });
    const heads = await inner.laneHeads();
    expect(heads).toHaveLength(2);
    expect(heads[1]?.lane).toMatch(/^p1~/);
    await expectCleanTrail(inner);
    await store.landLate();
    expect(await inner.get("request:b")).not.toBeNull();
    await expectCleanTrail(inner);
  });

  test("two processes that were given one lane's name part ways and lose nothing", async () => {
    const store = memoryStore();
    const [one, two] = [laneOver(store, "p1", 1), laneOver(store, "p1", 2)];
    for (const id of ["a", "b", "c"]) {
      expect(await one.commit(creation(`one-${id}`))).toEqual({ outcome: "committed" });
      expect(await two.commit(creation(`two-${id}`))).toEqual({ outcome: "committed" });
    }
    const facts = (await allEntries(store)).filter((entry) => entry.request !== null);
    expect(facts.map((entry) => entry.request).sort()).toEqual(
      ["a", "b", "c"].flatMap((id) => [`one-${id}`, `two-${id}`]).sort(),
    );
    await expectCleanTrail(store);
  });

  test("many commits at once each get a place of their own", async () => {
    const store = memoryStore();
    const lane = laneOver(store);
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => lane.commit(creation(`r${n}`))));
    expect(new Set(answers.map((answer) => answer.outcome))).toEqual(new Set(["committed"]));
    expect(await store.laneHeads()).toMatchObject([{ lane: "p1", seq: 60 }]);
    await expectCleanTrail(store);
  });

  test("a commit without facts passes and takes no place", async () => {
    const store = memoryStore();
    const lane = laneOver(store);
    expect(await lane.commit({ ...creation("a"), audit: [] })).toEqual({ outcome: "committed" });
    expect(await store.laneHeads()).toEqual([]);
  });

  test("a mistake of the program is thrown, and the lane goes on", async () => {
    const store = memoryStore();
    const lane = laneOver(store);
    await expect(lane.commit({ expect: [], put: [putOf("a")], audit: [auditFact("a")] })).rejects.toThrow();
    expect(await lane.commit(creation("a"))).toEqual({ outcome: "committed" });
    await expectCleanTrail(store);
  });

  test("each new head is noted, and closing waits for the running commit", async () => {
    const noted: LaneHead[] = [];
    const close = vi.fn(async () => undefined);
    const store = memoryStore();
    const heads = { note: (head: LaneHead) => void noted.push(head), close };
    const lane = openAuditLane({ store, key: AUDIT_KEY, lane: "p1", ids: seededIds(1), heads });
    const running = lane.commit(creation("a"));
    await lane.close();
    expect(await running).toEqual({ outcome: "committed" });
    expect(noted).toEqual(await store.laneHeads());
    expect(close).toHaveBeenCalledOnce();
  });

  test("a lane's name without place in a line is refused", () => {
    for (const lane of ["", "two words", "line\n", "ü"]) {
      expect(() => laneOver(memoryStore(), lane)).toThrow(TypeError);
    }
  });

  test("under any faults: no record without its entry, no entry without its record, and answers are true", async () => {
    const rates = { refused: 0.1, "timed-out": 0.15, "executed-then-timed-out": 0.15, late: 0.2, slow: 0.05 };
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        await underFaults({ seed, rates }, async (rig) => {
          const inner = memoryStore();
          const store = faultyStore(inner, rig);
          const lane = laneOver(store);
          const answers = new Map<string, string>();
          const names = Array.from({ length: 12 }, (_, n) => `r${n}`);
          await Promise.all(
            names.map(async (id) => {
              answers.set(id, (await lane.commit(creation(id))).outcome);
            }),
          );
          rig.calm();
          await store.landLate();
          const told = (await allEntries(inner)).flatMap((entry) => entry.request ?? []);
          for (const id of names) {
            const there = (await inner.get(`request:${id}`)) !== null;
            expect(told.filter((request) => request === id)).toHaveLength(there ? 1 : 0);
            if (answers.get(id) === "committed") expect(there).toBe(true);
            if (answers.get(id) === "failed") expect(there).toBe(false);
          }
          await expectCleanTrail(inner);
        });
      }),
      { numRuns: 300 },
    );
  });
});
