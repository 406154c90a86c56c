// What every store promises (src/ports/store.ts, design section 9). Each adapter's test calls this with its own way to open one.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Commit,
  type IndexEntry,
  type Put,
  type SealedEntry,
  type Store,
  type StoredRecord,
  StoreMisuse,
} from "../../src/ports/store.ts";
import type { Json } from "../../src/requests/request.ts";
import { commitOf, entryOf, putOf, T0 } from "./store-values.ts";

export interface OpenedStore {
  readonly store: Store;
  /** Closes it and opens the same one again. */
  reopen(): Promise<Store>;
  close(): Promise<void>;
}

const create = (put: Put): Commit => commitOf({ expect: [{ id: put.id, rev: 0 }], put: [put] });
const at = (sort: number, key = "all", name = "by-time"): IndexEntry => ({ name, key, sort });

export function storeContract(name: string, makeStore: () => Promise<OpenedStore>): void {
  describe(`${name} keeps the promises of the Store port`, () => {
    let opened: OpenedStore;
    let store: Store;
    beforeEach(async () => {
      opened = await makeStore();
      store = opened.store;
    });
    afterEach(async () => {
      await opened.close();
    });

    const revOf = async (id: string): Promise<number> => (await store.get(id))?.rev ?? 0;
    const change = async (put: Put): Promise<void> => {
      const rev = await revOf(put.id);
      expect(await store.commit(commitOf({ expect: [{ id: put.id, rev }], put: [put] }))).toEqual({
        outcome: "committed",
      });
    };
    const drop = async (id: string): Promise<void> => {
      const rev = await revOf(id);
      expect(await store.commit(commitOf({ expect: [{ id, rev }], remove: [id] }))).toEqual({
        outcome: "committed",
      });
    };
    const walk = async (limit: number, order: "ascending" | "descending"): Promise<string[]> => {
      const seen: string[] = [];
      let after: string | undefined;
      for (let page = 0; page < 100; page += 1) {
        const answer = await store.list({
          kind: "request",
          index: "by-time",
          key: "all",
          order,
          limit,
          after,
        });
        expect(answer.records.length).toBeLessThanOrEqual(limit);
        seen.push(...answer.records.map((record) => record.id));
        if (answer.next === null) return seen;
        after = answer.next;
      }
      throw new Error("The listing does not end.");
    };
    const claim = (now: number, parts: Partial<Parameters<Store["claimDue"]>[0]> = {}) =>
      store.claimDue({ now, leaseMs: 1_000, limit: 10, kinds: ["request"], ...parts });

    describe("writing", () => {
      test("a committed record comes back as it was put, with rev 1", async () => {
        const put = putOf("a", { value: { n: [1, null, "é", true] }, alarmAt: T0, index: [at(5)] });
        expect(await store.commit(create(put))).toEqual({ outcome: "committed" });
        expect(await store.get(put.id)).toEqual({ ...put, rev: 1 });
      });

      test("a record that does not exist is null, alone and among others", async () => {
        await change(putOf("a"));
        expect(await store.get("request:none")).toBeNull();
        const many = await store.getMany(["request:none", "request:a", "request:none"]);
        expect(many.map((record) => record?.id ?? null)).toEqual([null, "request:a", null]);
      });

      test("each put makes the rev larger", async () => {
        await change(putOf("a"));
        await change(putOf("a", { value: 2 }));
        expect(await store.get("request:a")).toMatchObject({ rev: 2, value: 2 });
      });

      test("rev 0 means that the record must not exist yet", async () => {
        await change(putOf("a", { value: "first" }));
        expect(await store.commit(create(putOf("a", { value: "second" })))).toEqual({
          outcome: "conflict",
          id: "request:a",
        });
        expect(await store.get("request:a")).toMatchObject({ rev: 1, value: "first" });
      });

      test("of two writers with the same rev one wins and the other meets a conflict", async () => {
        await change(putOf("a"));
        const write = (value: string) =>
          store.commit(commitOf({ expect: [{ id: "request:a", rev: 1 }], put: [putOf("a", { value })] }));
        const answers = await Promise.all([write("x"), write("y")]);
        expect(answers.map((answer) => answer.outcome).sort()).toEqual(["committed", "conflict"]);
        expect(await revOf("request:a")).toBe(2);
      });

      test("a rev that is too new, or of a record that is not there, is a conflict", async () => {
        await change(putOf("a"));
        for (const [id, rev] of [
          ["a", 2],
          ["b", 1],
        ] as const) {
          expect(
            await store.commit(commitOf({ expect: [{ id: `request:${id}`, rev }], put: [putOf(id)] })),
          ).toEqual({ outcome: "conflict", id: `request:${id}` });
        }
      });

      test("the first expectation that fails is named, and nothing of the commit is written", async () => {
        await change(putOf("a"));
        await change(putOf("b"));
        const answer = await store.commit({
          expect: [
            { id: "request:a", rev: 1 },
            { id: "request:new", rev: 0 },
            { id: "request:b", rev: 9 },
            { id: "request:c", rev: 9 },
          ],
          put: [putOf("a", { value: "changed", index: [at(1)] }), putOf("new")],
          remove: ["request:b"],
          audit: [entryOf("lane", 1)],
        });
        expect(answer).toEqual({ outcome: "conflict", id: "request:b" });
        expect(await store.get("request:a")).toMatchObject({ rev: 1, value: { name: "a" } });
        expect(await store.get("request:new")).toBeNull();
        expect(await store.get("request:b")).not.toBeNull();
        expect(await walk(10, "ascending")).toEqual([]);
        expect(await store.laneHeads()).toEqual([]);
      });

      test("an expectation alone guards a record that the commit does not change", async () => {
        await change(putOf("guard"));
        const guarded = (rev: number) =>
          store.commit(
            commitOf({
              expect: [
                { id: "request:guard", rev },
                { id: "request:a", rev: 0 },
              ],
              put: [putOf("a")],
            }),
          );
        expect(await guarded(2)).toEqual({ outcome: "conflict", id: "request:guard" });
        expect(await guarded(1)).toEqual({ outcome: "committed" });
        expect(await revOf("request:guard")).toBe(1);
      });

      test("a removed record is gone, also from lists, and its id may be used again", async () => {
        await change(putOf("a", { index: [at(1)], alarmAt: T0 }));
        await drop("request:a");
        expect(await store.get("request:a")).toBeNull();
        expect(await walk(10, "ascending")).toEqual([]);
        expect(await claim(T0)).toEqual([]);
        expect(await store.commit(create(putOf("a", { value: "again" })))).toEqual({ outcome: "committed" });
        expect(await store.get("request:a")).toMatchObject({ value: "again" });
      });

      test("a version read before a removal never fits the record that came after it", async () => {
        await change(putOf("a"));
        const old = await revOf("request:a");
        await drop("request:a");
        await change(putOf("a", { value: "another one's" }));
        expect(
          await store.commit(commitOf({ expect: [{ id: "request:a", rev: old }], remove: ["request:a"] })),
        ).toEqual({ outcome: "conflict", id: "request:a" });
      });

      test("what was read cannot change the store: it is a copy, or it is frozen", async () => {
        await change(putOf("a", { value: { list: [1] } }));
        const read = await store.get("request:a");
        const changing = () => Object.assign(read?.value ?? {}, { list: "changed" });
        if (Object.isFrozen(read?.value)) expect(changing).toThrow(TypeError);
        else changing();
        expect(await store.get("request:a")).toMatchObject({ value: { list: [1] } });
      });

      test("an empty commit is committed", async () => {
        expect(await store.commit(commitOf({}))).toEqual({ outcome: "committed" });
      });

      const misuses: Record<string, Commit> = {
        "a put without an expectation": commitOf({ put: [putOf("a")] }),
        "a removal without an expectation": commitOf({ remove: ["request:a"] }),
        "a removal of what must not exist": commitOf({
          expect: [{ id: "request:a", rev: 0 }],
          remove: ["request:a"],
        }),
        "two puts of one record": commitOf({
          expect: [{ id: "request:a", rev: 0 }],
          put: [putOf("a"), putOf("a")],
        }),
        "a put and a removal of one record": commitOf({
          expect: [{ id: "request:a", rev: 1 }],
          put: [putOf("a")],
          remove: ["request:a"],
        }),
        "two expectations that contradict each other": commitOf({
          expect: [
            { id: "request:a", rev: 0 },
            { id: "request:a", rev: 1 },
          ],
          put: [putOf("a")],
        }),
        "an id of another kind": create(putOf("a", { id: "busy:a" })),
        "an id that an encoding would change": create(putOf("\ud800")),
        "an id with a zero character": create(putOf("\u0000")),
        "an alarm that is no whole number": create(putOf("a", { alarmAt: 1.5 })),
        "a sort that is no number": create(putOf("a", { index: [at(Number.NaN)] })),
        "two places under one key": create(putOf("a", { index: [at(1), at(2)] })),
        "audit entries with a gap": commitOf({ audit: [entryOf("lane", 1), entryOf("lane", 3)] }),
        "an audit entry before the first": commitOf({ audit: [entryOf("lane", 0)] }),
        "a negative rev": commitOf({ expect: [{ id: "request:a", rev: -1 }] }),
      };
      test.each(Object.entries(misuses))(
        "%s is a mistake of the program and does nothing",
        async (_, commit) => {
          await expect(store.commit(commit)).rejects.toThrow(StoreMisuse);
          expect(await store.get("request:a")).toBeNull();
          expect(await store.laneHeads()).toEqual([]);
        },
      );

      test("the same expectation twice is one expectation", async () => {
        const expectation = { id: "request:a", rev: 0 };
        expect(
          await store.commit(commitOf({ expect: [expectation, expectation], put: [putOf("a")] })),
        ).toEqual({
          outcome: "committed",
        });
      });
    });

    describe("what records may hold", () => {
      const hostile = [
        "",
        "'; DROP TABLE record; --",
        '"quoted" \\ and \n lines \t',
        "\u0000 zero \u0001",
        "\ud800 half a pair",
        "\u202e right to left \u2066",
        "<!channel> &amp; <@U1>",
        "emoji 👩‍🔬 and é as e\u0301",
        "__proto__",
        "{bot}:rec:*?[",
        "x".repeat(10_000),
      ];
      test.each(hostile)("text %j survives as value, index name and index key", async (text) => {
        const index = [{ name: text, key: text, sort: 1 }];
        const put = putOf("a", { value: { [text]: text, list: [text] }, index });
        await change(put);
        expect(await store.get("request:a")).toEqual({ ...put, rev: 1 });
        const found = await store.list({
          kind: "request",
          index: text,
          key: text,
          order: "ascending",
          limit: 5,
        });
        expect(found.records.map((record) => record.id)).toEqual(["request:a"]);
        const other = await store.list({
          kind: "request",
          index: text,
          key: `${text}x`,
          order: "ascending",
          limit: 5,
        });
        expect(other.records).toEqual([]);
      });

      test("index names and keys do not run into each other", async () => {
        await change(putOf("a", { index: [{ name: "x:y", key: "z", sort: 0 }] }));
        await change(putOf("b", { index: [{ name: "x", key: "y:z", sort: 0 }] }));
        await change(putOf("c", { index: [{ name: "x", key: "\ufffd", sort: 0 }] }));
        await change(putOf("d", { index: [{ name: "x", key: "\ud800", sort: 0 }] }));
        for (const [id, index, key] of [
          ["a", "x:y", "z"],
          ["b", "x", "y:z"],
          ["c", "x", "\ufffd"],
          ["d", "x", "\ud800"],
        ] as const) {
          const page = await store.list({ kind: "request", index, key, order: "ascending", limit: 5 });
          expect(page.records.map((record) => record.id)).toEqual([`request:${id}`]);
        }
      });

      test.each(["request:with space", "request:%_*?", "request:\u{1f600}", `request:${"i".repeat(500)}`])(
        "id %j can be used",
        async (id) => {
          await change(putOf("", { id }));
          expect((await store.get(id))?.id).toBe(id);
        },
      );

      test("an id that no record can have is simply not there", async () => {
        await change(putOf("\ufffd"));
        for (const id of ["", "request:\ud800", "request:\u0000", "x".repeat(10_000)]) {
          expect(await store.get(id)).toBeNull();
        }
      });

      test("a value of one megabyte survives", async () => {
        const value: Json = { text: "ü".repeat(500_000), numbers: [1e-7, -0.5, Number.MAX_SAFE_INTEGER] };
        await change(putOf("big", { value }));
        expect((await store.get("request:big"))?.value).toEqual(value);
      });
    });

    describe("listing", () => {
      test("records come in the order of their sort, and page by page in both directions none is lost or doubled", async () => {
        const sorts = [5, -3, 10, 9, 2.5, 0, T0, 100, 1, -1_000];
        for (const sort of sorts) await change(putOf(`r${sort}`, { index: [at(sort)] }));
        const ordered = sorts.toSorted((a, b) => a - b).map((sort) => `request:r${sort}`);
        for (const limit of [1, 3, 10, 200]) {
          expect(await walk(limit, "ascending")).toEqual(ordered);
          expect(await walk(limit, "descending")).toEqual(ordered.toReversed());
        }
      });

      test("records with an equal sort go by the bytes of their ids", async () => {
        const ids = ["b", "a", "Z", "é", "\u{1f600}", "\uffee"];
        for (const id of ids) await change(putOf(id, { index: [at(7)] }));
        const ordered = ["Z", "a", "b", "é", "\uffee", "\u{1f600}"].map((id) => `request:${id}`);
        for (const limit of [1, 2, 50]) {
          expect(await walk(limit, "ascending")).toEqual(ordered);
          expect(await walk(limit, "descending")).toEqual(ordered.toReversed());
        }
      });

      test("a put replaces all earlier index entries of the record", async () => {
        await change(putOf("a", { index: [at(1), { name: "open", key: "d1", sort: 0 }] }));
        await change(putOf("a", { index: [at(9), { name: "open", key: "d2", sort: 0 }] }));
        const listed = async (index: string, key: string) =>
          (await store.list({ kind: "request", index, key, order: "ascending", limit: 5 })).records.length;
        expect([
          await listed("open", "d1"),
          await listed("open", "d2"),
          await listed("by-time", "all"),
        ]).toEqual([0, 1, 1]);
        await change(putOf("a", { index: [] }));
        expect([await listed("open", "d2"), await listed("by-time", "all")]).toEqual([0, 0]);
      });

      test("a list holds the records of its kind only, as they are now", async () => {
        await change(putOf("a", { index: [at(1)] }));
        await change(putOf("", { kind: "delivery", id: "delivery:a", index: [at(1)] }));
        await change(putOf("a", { value: "newer", index: [at(1)] }));
        const page = await store.list({
          kind: "request",
          index: "by-time",
          key: "all",
          order: "ascending",
          limit: 5,
        });
        expect(page.records).toEqual([expect.objectContaining({ id: "request:a", value: "newer", rev: 2 })]);
      });

      test("records that come and go while somebody pages do not disturb the others", async () => {
        for (const sort of [1, 2, 3, 4, 5]) await change(putOf(`r${sort}`, { index: [at(sort)] }));
        const ask = { kind: "request", index: "by-time", key: "all", order: "ascending", limit: 2 } as const;
        const first = await store.list(ask);
        await drop("request:r2");
        await change(putOf("r0", { index: [at(0)] }));
        const rest = await store.list({ ...ask, limit: 10, after: first.next ?? undefined });
        expect(rest.records.map((record) => record.id)).toEqual(["request:r3", "request:r4", "request:r5"]);
      });

      test("the last full page says that it is the last", async () => {
        for (const sort of [1, 2]) await change(putOf(`r${sort}`, { index: [at(sort)] }));
        const page = await store.list({
          kind: "request",
          index: "by-time",
          key: "all",
          order: "ascending",
          limit: 2,
        });
        expect(page.next).toBeNull();
      });

      test("a limit outside 1 to 200 and a foreign cursor are mistakes of the program", async () => {
        const ask = { kind: "request", index: "by-time", key: "all", order: "ascending" } as const;
        for (const limit of [0, 201, 1.5, -1]) {
          await expect(store.list({ ...ask, limit })).rejects.toThrow(StoreMisuse);
        }
        for (const after of ["", "nonsense", Buffer.from("[1]").toString("base64url")]) {
          await expect(store.list({ ...ask, limit: 5, after })).rejects.toThrow(StoreMisuse);
        }
      });
    });

    describe("alarms", () => {
      const ids = (claims: readonly { record: StoredRecord }[]) => claims.map((held) => held.record.id);

      test("a record is claimed when its alarm is due, not before", async () => {
        await change(putOf("a", { alarmAt: T0 + 5 }));
        await change(putOf("never"));
        expect(await claim(T0 + 4)).toEqual([]);
        const [held] = await claim(T0 + 5);
        expect(held).toMatchObject({ record: { id: "request:a", alarmAt: T0 + 5 }, leaseUntil: T0 + 1_005 });
      });

      test("a claim makes the rev larger, so that a late writer with the old one meets a conflict", async () => {
        await change(putOf("a", { alarmAt: T0 }));
        const [held] = await claim(T0);
        expect(held?.record.rev).toBe(2);
        expect(await revOf("request:a")).toBe(2);
        const write = (rev: number) =>
          store.commit(commitOf({ expect: [{ id: "request:a", rev }], put: [putOf("a")] }));
        expect(await write(1)).toEqual({ outcome: "conflict", id: "request:a" });
        expect(await write(2)).toEqual({ outcome: "committed" });
      });

      test("nobody claims a held record before its lease ends; then a later holder fences out the earlier", async () => {
        await change(putOf("a", { alarmAt: T0 }));
        const [first] = await claim(T0);
        expect(await claim(T0 + 999)).toEqual([]);
        const [second] = await claim(T0 + 1_000);
        expect(second?.record.rev).toBeGreaterThan(first?.record.rev ?? 0);
        const late = await store.commit(
          commitOf({ expect: [{ id: "request:a", rev: first?.record.rev ?? 0 }], put: [putOf("a")] }),
        );
        expect(late).toEqual({ outcome: "conflict", id: "request:a" });
      });

      test("a put ends the lease and sets the next alarm", async () => {
        await change(putOf("a", { alarmAt: T0 }));
        await claim(T0);
        await change(putOf("a", { alarmAt: T0 + 10 }));
        expect(ids(await claim(T0 + 10))).toEqual(["request:a"]);
        await change(putOf("a", { alarmAt: null }));
        expect(await claim(T0 + 1_000_000)).toEqual([]);
      });

      test("the oldest alarms come first, over all asked kinds, and no more than the limit", async () => {
        await change(putOf("late", { alarmAt: T0 + 3 }));
        await change(putOf("early", { alarmAt: T0 + 1 }));
        await change(putOf("", { kind: "delivery", id: "delivery:x", alarmAt: T0 + 2 }));
        await change(putOf("", { kind: "busy", id: "busy:x", alarmAt: T0 }));
        expect(ids(await claim(T0 + 9, { limit: 2, kinds: ["request", "delivery"] }))).toEqual([
          "request:early",
          "delivery:x",
        ]);
        expect(ids(await claim(T0 + 9, { kinds: ["request", "delivery"] }))).toEqual(["request:late"]);
      });

      test("many claimers at once share the due records out, none gets one twice", async () => {
        for (let n = 0; n < 30; n += 1) await change(putOf(`r${n}`, { alarmAt: T0 + n }));
        const rounds = await Promise.all(Array.from({ length: 10 }, () => claim(T0 + 100, { limit: 4 })));
        const taken = rounds.flatMap(ids);
        expect(taken).toHaveLength(30);
        expect(new Set(taken).size).toBe(30);
      });

      test("a put may go on holding its record: nobody claims it before that time, also when its alarm is due", async () => {
        await change(putOf("a", { alarmAt: T0 }));
        await change(putOf("b", { alarmAt: T0, heldUntil: T0 + 500 }));
        expect(ids(await claim(T0 + 499))).toEqual(["request:a"]);
        expect(await store.nextAlarm(["request"])).toBe(T0 + 500);
        const held = await store.get("request:b");
        expect(held).not.toHaveProperty("heldUntil");
        expect(ids(await claim(T0 + 500))).toEqual(["request:b"]);
      });

      test("a hold may be gone on with by another put, until the store is opened again", async () => {
        const since = store.opening();
        expect(store.opening()).toBe(since);
        const held = putOf("b", { alarmAt: T0, heldUntil: T0 + 500, heldSince: since });
        await change(held);
        await change({ ...held, value: "woken" });
        expect(await claim(T0 + 499)).toEqual([]);
        const record = await store.get("request:b");
        expect(Object.keys(record ?? {})).not.toEqual(expect.arrayContaining(["heldSince"]));

        store = await opened.reopen();
        expect(store.opening()).not.toBe(since);
        await change({ ...held, value: "woken again" });
        expect(ids(await claim(T0))).toEqual(["request:b"]);
        await change({ ...held, heldSince: store.opening() });
        expect(await claim(T0 + 499)).toEqual([]);
      });

      test("a hold that has a beginning and no end is a mistake", async () => {
        await expect(store.commit(create(putOf("a", { heldSince: "1" })))).rejects.toThrow(StoreMisuse);
      });

      test("the next alarm is the earliest; a held one counts with the end of its lease", async () => {
        expect(await store.nextAlarm(["request"])).toBeNull();
        await change(putOf("b", { alarmAt: T0 + 5_000 }));
        await change(putOf("a", { alarmAt: T0 }));
        await change(putOf("", { kind: "delivery", id: "delivery:x", alarmAt: T0 - 5 }));
        expect(await store.nextAlarm(["request"])).toBe(T0);
        expect(await store.nextAlarm(["request", "delivery"])).toBe(T0 - 5);
        await claim(T0);
        expect(await store.nextAlarm(["request"])).toBe(T0 + 1_000);
        await drop("request:a");
        expect(await store.nextAlarm(["request"])).toBe(T0 + 5_000);
        await drop("request:b");
        expect(await store.nextAlarm(["request"])).toBeNull();
        expect(await store.nextAlarm([])).toBeNull();
      });
    });

    describe("changes", () => {
      const since = (cursor: string | null, limit = 100) =>
        store.changedSince({ kind: "request", cursor, limit });
      const names = (answer: Awaited<ReturnType<Store["changedSince"]>>) =>
        answer.changes.map((one) => (one.removed ? `-${one.id}` : one.record.id));

      test("every record comes in order of its last write, then only what is new", async () => {
        for (const id of ["a", "b", "c"]) await change(putOf(id));
        await change(putOf("a", { value: "again" }));
        const first = await since(null);
        expect(names(first)).toEqual(["request:b", "request:c", "request:a"]);
        expect(first.upToDate).toBe(true);
        expect(names(await since(first.cursor))).toEqual([]);
        await change(putOf("b", { value: "new" }));
        await change(putOf("", { kind: "delivery", id: "delivery:x" }));
        const second = await since(first.cursor);
        expect(second.changes).toEqual([
          { removed: false, record: expect.objectContaining({ id: "request:b", value: "new", rev: 2 }) },
        ]);
      });

      test("a removal is told at its place, and a record that came back as a record", async () => {
        for (const id of ["a", "b"]) await change(putOf(id));
        const { cursor } = await since(null);
        await drop("request:a");
        await change(putOf("c"));
        const removal = await since(cursor);
        expect(names(removal)).toEqual(["-request:a", "request:c"]);
        expect(names(await since(removal.cursor))).toEqual([]);
        await change(putOf("a"));
        expect(names(await since(cursor))).toEqual(["request:c", "request:a"]);
      });

      test("page by page nothing is missed, and only the last page is up to date", async () => {
        for (let n = 0; n < 7; n += 1) await change(putOf(`r${n}`));
        const seen: string[] = [];
        const upToDate: boolean[] = [];
        let cursor: string | null = null;
        do {
          const page = await since(cursor, 3);
          seen.push(...names(page));
          upToDate.push(page.upToDate);
          cursor = page.cursor;
        } while (upToDate.at(-1) === false);
        expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `request:r${n}`));
        expect(upToDate).toEqual([false, false, true]);
      });

      test("a claim is no change", async () => {
        await change(putOf("a", { alarmAt: T0 }));
        const { cursor } = await since(null);
        await claim(T0);
        expect(names(await since(cursor))).toEqual([]);
      });

      test("a cursor is there also when there is nothing yet", async () => {
        const empty = await since(null);
        expect(empty).toMatchObject({ changes: [], upToDate: true });
        await change(putOf("a"));
        expect(names(await since(empty.cursor))).toEqual(["request:a"]);
      });
    });

    describe("audit", () => {
      const append = (...audit: SealedEntry[]) => store.commit(commitOf({ audit }));

      test("entries come back byte for byte, in order, with their lane's head", async () => {
        const entries = [
          entryOf("l1", 1, {
            body: '{"a":"\\u0000é"}',
            personal: '{"who":"ü"}',
            request: "r",
            deployment: "d",
          }),
          entryOf("l1", 2),
        ];
        expect(await append(...entries)).toEqual({ outcome: "committed" });
        expect(await store.auditLane({ lane: "l1", afterSeq: 0, limit: 10 })).toEqual(entries);
        expect(await store.auditLane({ lane: "l1", afterSeq: 1, limit: 10 })).toEqual([entries[1]]);
        expect(await store.auditLane({ lane: "l1", afterSeq: 0, limit: 1 })).toEqual([entries[0]]);
        expect(await store.auditLane({ lane: "none", afterSeq: 0, limit: 10 })).toEqual([]);
        expect(await store.laneHeads()).toEqual([{ lane: "l1", seq: 2, mac: "mac-l1-2" }]);
      });

      test("an entry that does not follow its lane's head is a conflict on the lane, and the records are not written", async () => {
        await append(entryOf("l1", 1));
        for (const seq of [1, 3]) {
          const put = putOf("a");
          expect(
            await store.commit(
              commitOf({ expect: [{ id: put.id, rev: 0 }], put: [put], audit: [entryOf("l1", seq)] }),
            ),
          ).toEqual({ outcome: "conflict", id: "audit:l1" });
        }
        expect(await append(entryOf("l2", 2))).toEqual({ outcome: "conflict", id: "audit:l2" });
        expect(await store.get("request:a")).toBeNull();
        expect(await store.laneHeads()).toEqual([{ lane: "l1", seq: 1, mac: "mac-l1-1" }]);
      });

      test("one commit may write to several lanes", async () => {
        await append(entryOf("l2", 1), entryOf("l1", 1), entryOf("l2", 2));
        expect(await store.laneHeads()).toEqual([
          { lane: "l1", seq: 1, mac: "mac-l1-1" },
          { lane: "l2", seq: 2, mac: "mac-l2-2" },
        ]);
      });

      test("entries about a request or a deployment come oldest first over all lanes, page by page", async () => {
        for (let n = 1; n <= 5; n += 1) {
          await append(
            entryOf("l2", n, { request: "r1", deployment: "d1" }),
            entryOf("l1", n, { request: n % 2 === 0 ? "r2" : null, deployment: "d1" }),
          );
        }
        const pages = async (about: Parameters<Store["auditAbout"]>[0]["about"], limit: number) => {
          const seen: string[] = [];
          let after: string | undefined;
          do {
            const page = await store.auditAbout({ about, limit, after });
            seen.push(...page.entries.map((entry) => `${entry.lane}/${entry.seq}`));
            after = page.next ?? undefined;
          } while (after !== undefined);
          return seen;
        };
        const all = [1, 2, 3, 4, 5].flatMap((n) => [`l2/${n}`, `l1/${n}`]);
        for (const limit of [1, 3, 5, 200]) {
          expect(await pages({ request: "r1" }, limit)).toEqual([1, 2, 3, 4, 5].map((n) => `l2/${n}`));
          expect(await pages({ request: "r2" }, limit)).toEqual(["l1/2", "l1/4"]);
          expect(await pages({ deployment: "d1" }, limit)).toEqual(all);
        }
        expect(await pages({ request: "none" }, 10)).toEqual([]);
        expect(await pages({ deployment: "\ud800" }, 10)).toEqual([]);
      });

      test("limits and cursors that no answer gave are mistakes of the program", async () => {
        await expect(store.auditLane({ lane: "l", afterSeq: 0, limit: 1_001 })).rejects.toThrow(StoreMisuse);
        await expect(store.auditAbout({ about: { request: "r" }, limit: 201 })).rejects.toThrow(StoreMisuse);
        await expect(store.auditAbout({ about: { request: "r" }, limit: 1, after: "x" })).rejects.toThrow(
          StoreMisuse,
        );
      });
    });

    test("50 writers that raise one counter at once, each retrying after a conflict, count to 50", async () => {
      await change(putOf("counter", { value: 0 }));
      const raise = async (): Promise<number> => {
        for (let attempt = 1; attempt <= 100; attempt += 1) {
          const now = await store.get("request:counter");
          if (now === null) throw new Error("The counter is gone.");
          const answer = await store.commit(
            commitOf({
              expect: [{ id: now.id, rev: now.rev }],
              put: [putOf("counter", { value: Number(now.value) + 1 })],
            }),
          );
          if (answer.outcome === "committed") return attempt;
          expect(answer).toEqual({ outcome: "conflict", id: "request:counter" });
        }
        throw new Error("It never won.");
      };
      await Promise.all(Array.from({ length: 50 }, raise));
      expect(await store.get("request:counter")).toMatchObject({ value: 50, rev: 51 });
    });

    test("a store that can keep things passes its own probe and shows no trace of it", async () => {
      expect(await store.probe()).toBeNull();
      expect(await store.nextAlarm(["request", "switch", "seen"])).toBeNull();
    });

    test("a closed store keeps nothing and says so", async () => {
      await store.close();
      await store.close();
      expect(await store.commit(create(putOf("a")))).toMatchObject({ outcome: "failed" });
      await expect(store.get("request:a")).rejects.toThrow("closed");
    });

    test("everything is there after closing and opening again", async () => {
      await change(putOf("a", { value: "kept", alarmAt: T0, index: [at(3)] }));
      await change(putOf("gone"));
      await drop("request:gone");
      await claim(T0);
      await store.commit(commitOf({ audit: [entryOf("l1", 1, { request: "r1" })] }));
      const { cursor } = await store.changedSince({ kind: "request", cursor: null, limit: 100 });
      store = await opened.reopen();
      expect(await store.get("request:a")).toMatchObject({ value: "kept", rev: 2, alarmAt: T0 });
      expect(await store.get("request:gone")).toBeNull();
      expect(await walk(10, "ascending")).toEqual(["request:a"]);
      expect(await store.laneHeads()).toEqual([{ lane: "l1", seq: 1, mac: "mac-l1-1" }]);
      expect((await store.auditAbout({ about: { request: "r1" }, limit: 5 })).entries).toHaveLength(1);
      expect((await claim(T0 + 1_000)).map((held) => held.record.rev)).toEqual([3]);
      await change(putOf("gone"));
      expect(await store.changedSince({ kind: "request", cursor, limit: 100 })).toMatchObject({
        changes: [{ removed: false, record: { id: "request:gone", rev: 3 } }],
      });
    });
  });
}
