// Random commands against the SQLite store and the store in memory: both must answer the same.
import { rmSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import { openSqliteStore } from "../../src/stores/sqlite/sqlite-store.ts";
import { commitOf, entryOf, putOf } from "../contracts/store-values.ts";
import { type MemoryStore, memoryStore } from "../support/memory-store.ts";
import { scratchDir } from "../support/scratch.ts";

interface Model {
  readonly memory: MemoryStore;
}
interface Real {
  store: Store;
  readonly dir: string;
}
type Step = (store: Store) => Promise<unknown>;

/** Runs the same step on both and compares answers, mistakes of the program included. */
class Both implements fc.AsyncCommand<Model, Real> {
  readonly name: string;
  readonly step: Step;
  constructor(name: string, step: Step) {
    this.name = name;
    this.step = step;
  }
  check(): boolean {
    return true;
  }
  async run(model: Model, real: Real): Promise<void> {
    const answerOf = (store: Store) =>
      this.step(store).catch((error: unknown) => `thrown: ${error instanceof Error ? error.name : error}`);
    expect(await answerOf(real.store)).toEqual(await answerOf(model.memory));
  }
  toString(): string {
    return this.name;
  }
}

class Reopen implements fc.AsyncCommand<Model, Real> {
  check(): boolean {
    return true;
  }
  async run(model: Model, real: Real): Promise<void> {
    await model.memory.close();
    model.memory.reopen();
    await real.store.close();
    real.store = await openSqliteStore({ dir: real.dir });
  }
  toString(): string {
    return "reopen";
  }
}

const KINDS = ["request", "delivery"] as const;
const id = fc.tuple(fc.constantFrom(...KINDS), fc.constantFrom("a", "b", "c", "é", "\u{1f600}"));
const time = fc.integer({ min: 0, max: 50 });
const key = fc.constantFrom("x", "y", "\u0000");
const kind = fc.constantFrom(...KINDS);
/** Mostly the rev that is stored, so that most commits get through. */
const rev = fc.oneof(
  { weight: 9, arbitrary: fc.constant("stored" as const) },
  { weight: 1, arbitrary: fc.nat(4) },
);

/** Rarely a mistake of the program, so that most commits are about the data. */
const mistaken = fc.oneof(
  { weight: 19, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(true) },
);

const change = fc.record({
  id,
  rev,
  mistaken,
  remove: fc.boolean(),
  value: fc.jsonValue(),
  alarmAt: fc.option(time, { freq: 3 }),
  heldUntil: fc.option(time, { freq: 1, nil: undefined }),
  index: fc.uniqueArray(
    fc.record({
      name: fc.constant("i"),
      key,
      sort: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ noNaN: true })),
    }),
    { maxLength: 2, selector: (entry) => entry.key },
  ),
});
const changes = fc.uniqueArray(change, { maxLength: 3, selector: (one) => one.id.join(":") });
const entry = fc.option(
  fc.record({
    lane: fc.constantFrom("l1", "l2"),
    seq: fc.oneof(fc.constant("next" as const), fc.integer({ min: 1, max: 5 })),
  }),
);

const commands = [
  fc.tuple(changes, entry).map(([changed, told]) => {
    const step: Step = async (store) => {
      const expectations = [];
      const put = [];
      const remove = [];
      for (const one of changed) {
        const [ofKind, name] = one.id;
        const full = `${ofKind}:${name}`;
        const stored = (await store.get(full))?.rev ?? 0;
        const { value, alarmAt, index, heldUntil } = one;
        expectations.push({ id: full, rev: one.rev === "stored" ? stored : one.rev });
        if (one.remove && (stored > 0 || one.mistaken)) remove.push(full);
        else {
          const record = { kind: ofKind, id: one.mistaken ? `x${full}` : full, alarmAt, index };
          put.push({
            ...putOf(name),
            ...record,
            value: JSON.parse(JSON.stringify(value)),
            ...(heldUntil === undefined ? {} : { heldUntil }),
          });
        }
      }
      const head = (await store.laneHeads()).find(({ lane }) => lane === told?.lane);
      const seq = told?.seq === "next" ? (head?.seq ?? 0) + 1 : (told?.seq ?? 1);
      const audit = told === null ? [] : [entryOf(told.lane, seq, { request: "r" })];
      return store.commit(commitOf({ expect: expectations, put, remove, audit }));
    };
    return new Both(`commit ${JSON.stringify({ changed, told })}`, step);
  }),
  id.map((parts) => new Both(`get ${parts}`, (store) => store.get(parts.join(":")))),
  fc
    .record({
      kind,
      key,
      order: fc.constantFrom("ascending", "descending"),
      limit: fc.integer({ min: 1, max: 3 }),
    })
    .map(
      (ask) =>
        new Both(`list ${JSON.stringify(ask)}`, async (store) => {
          const pages = [];
          let after: string | undefined;
          do {
            const page = await store.list({ ...ask, index: "i", after });
            pages.push(page);
            after = page.next ?? undefined;
          } while (after !== undefined);
          return pages;
        }),
    ),
  fc
    .record({
      now: time,
      leaseMs: fc.integer({ min: 1, max: 20 }),
      limit: fc.integer({ min: 1, max: 3 }),
      kinds: fc.subarray([...KINDS]),
    })
    .map((ask) => new Both(`claim ${JSON.stringify(ask)}`, (store) => store.claimDue(ask))),
  fc.subarray([...KINDS]).map((kinds) => new Both(`next alarm ${kinds}`, (store) => store.nextAlarm(kinds))),
  fc
    .record({ kind, cursor: fc.option(fc.nat(20).map(String)), limit: fc.integer({ min: 1, max: 4 }) })
    .map((ask) => new Both(`changes ${JSON.stringify(ask)}`, (store) => store.changedSince(ask))),
  fc.constant(
    new Both("audit", async (store) => [
      await store.laneHeads(),
      await store.auditAbout({ about: { request: "r" }, limit: 200 }),
    ]),
  ),
  fc.constant(new Reopen()),
];

test("the SQLite store and the model in memory answer the same to any row of calls", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.commands([...commands.slice(0, 1), ...commands.slice(0, 1), ...commands], {
        maxCommands: 60,
        size: "max",
      }),
      async (row) => {
        const dir = scratchDir("model-");
        const real: Real = { store: await openSqliteStore({ dir }), dir };
        try {
          await fc.asyncModelRun(() => ({ model: { memory: memoryStore() }, real }), row);
        } finally {
          await real.store.close();
          rmSync(dir, { recursive: true });
        }
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);
