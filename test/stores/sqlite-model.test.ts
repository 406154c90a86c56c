// Random commands against the SQLite store and the store in memory: both must answer the same.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import { openSqliteStore } from "../../src/stores/sqlite/sqlite-store.ts";
import { commitOf, entryOf, putOf } from "../contracts/store.ts";
import { type MemoryStore, memoryStore } from "../support/memory-store.ts";

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
const rev = fc.option(fc.integer({ min: 0, max: 4 }), { freq: 5, nil: "stored" as const });

const change = fc.record({
  id,
  rev,
  remove: fc.boolean(),
  value: fc.jsonValue(),
  alarmAt: fc.option(time),
  index: fc.array(
    fc.record({ name: fc.constant("i"), key, sort: fc.double({ noNaN: true, min: -5, max: 5 }) }),
    {
      maxLength: 2,
    },
  ),
});

const commands = [
  fc
    .tuple(
      fc.array(change, { maxLength: 3 }),
      fc.option(fc.record({ lane: key, seq: fc.integer({ min: 1, max: 5 }) })),
    )
    .map(([changes, entry]) => {
      const step: Step = async (store) => {
        const expectations = await Promise.all(
          changes.map(async (one) => {
            const full = one.id.join(":");
            return { id: full, rev: one.rev === "stored" ? ((await store.get(full))?.rev ?? 0) : one.rev };
          }),
        );
        const put = changes.flatMap(({ id: [ofKind, name], remove, value, alarmAt, index }) =>
          remove
            ? []
            : [
                {
                  ...putOf(name),
                  kind: ofKind,
                  id: `${ofKind}:${name}`,
                  value: JSON.parse(JSON.stringify(value)),
                  alarmAt,
                  index,
                },
              ],
        );
        const remove = changes.filter((one) => one.remove).map((one) => one.id.join(":"));
        const audit =
          entry === null
            ? []
            : [entryOf(`lane-${entry.lane.length}${entry.lane === "x"}`, entry.seq, { request: "r" })];
        return store.commit(commitOf({ expect: expectations, put, remove, audit }));
      };
      return new Both(`commit ${JSON.stringify({ changes, entry })}`, step);
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
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (row) => {
      const dir = mkdtempSync(join(tmpdir(), "model-"));
      const real: Real = { store: await openSqliteStore({ dir }), dir };
      try {
        await fc.asyncModelRun(() => ({ model: { memory: memoryStore() }, real }), row);
      } finally {
        await real.store.close();
        rmSync(dir, { recursive: true });
      }
    }),
    { numRuns: 120 },
  );
}, 60_000);
