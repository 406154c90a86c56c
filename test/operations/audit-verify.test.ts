import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fileHeadSink, headLine, headSink, parseHeadLine } from "../../src/operations/audit-heads.ts";
import { openAuditLane } from "../../src/operations/audit-lane.ts";
import { type AuditReport, verifyAudit, verifyAuditOf } from "../../src/operations/audit-verify.ts";
import type { LaneHead, SealedEntry, Store } from "../../src/ports/store.ts";
import {
  openSqliteStore,
  openSqliteStoreReadOnly,
  STORE_FILE,
} from "../../src/stores/sqlite/sqlite-store.ts";
import { AUDIT_KEY, auditFact } from "../support/audit-facts.ts";
import { seededIds } from "../support/ids.ts";
import { memoryStore } from "../support/memory-store.ts";

/** Lanes p1 (6 entries), p2 (4) and p3 (1), about requests a, b and c in turn. */
async function writeTrail(store: Store, key = AUDIT_KEY): Promise<void> {
  for (const [lane, count] of [
    ["p1", 6],
    ["p2", 4],
    ["p3", 1],
  ] as const) {
    const writer = openAuditLane({ store, key, lane, ids: seededIds(count) });
    for (let n = 0; n < count; n += 1) {
      const audit = [auditFact(["a", "b", "c"][n % 3] ?? "a", { details: { step: n } })];
      await writer.commit({ expect: [], put: [], audit });
    }
  }
}

async function trail(): Promise<SealedEntry[]> {
  const store = memoryStore();
  await writeTrail(store);
  const lanes = ["p1", "p2", "p3"].map((lane) => store.auditLane({ lane, afterSeq: 0, limit: 100 }));
  return (await Promise.all(lanes)).flat();
}

/** A store that holds exactly these entries, tampered with or not. */
function storeOf(entries: readonly SealedEntry[]): Pick<Store, "laneHeads" | "auditLane" | "auditAbout"> {
  const inLane = (lane: string) =>
    entries.filter((entry) => entry.lane === lane).toSorted((a, b) => a.seq - b.seq);
  return {
    async laneHeads() {
      return [...new Set(entries.map((entry) => entry.lane))].flatMap((lane) => {
        const last = inLane(lane).at(-1);
        return last === undefined ? [] : [{ lane, seq: last.seq, mac: last.mac }];
      });
    },
    async auditLane({ lane, afterSeq, limit }) {
      return inLane(lane)
        .filter((entry) => entry.seq > afterSeq)
        .slice(0, limit);
    },
    async auditAbout({ about, limit }) {
      const wanted = "request" in about ? about.request : "";
      return { entries: entries.filter((entry) => entry.request === wanted).slice(0, limit), next: null };
    },
  };
}

const headsOf = (entries: readonly SealedEntry[]): Promise<readonly LaneHead[]> =>
  storeOf(entries).laneHeads();
const verify = (entries: readonly SealedEntry[], heads?: readonly LaneHead[]): Promise<AuditReport> =>
  verifyAudit({ store: storeOf(entries), keys: [AUDIT_KEY], ...(heads === undefined ? {} : { heads }) });
const told = (report: AuditReport) => report.findings.map(({ kind, lane, seq }) => `${kind} ${lane}/${seq}`);

const replaceAt = (
  entries: readonly SealedEntry[],
  place: number,
  parts: Partial<SealedEntry>,
): SealedEntry[] => entries.map((entry, n) => (n === place ? { ...entry, ...parts } : entry));

function flip(text: string, place: number, by: number): string {
  const bytes = Buffer.from(text);
  const at = place % bytes.length;
  bytes[at] = (bytes[at] ?? 0) ^ by;
  return bytes.toString("latin1");
}

describe("verifying the audit trail", () => {
  let entries: SealedEntry[];
  beforeEach(async () => {
    entries = await trail();
  });

  test("an untouched trail is clean, and the report says what it cannot know without heads from outside", async () => {
    const report = await verify(entries);
    expect(report).toMatchObject({ clean: true, lanes: 3, entries: 11, redacted: 0, findings: [] });
    expect(report.cannotKnow).toEqual([expect.stringContaining("Without heads noted outside the store")]);
  });

  test("with heads it is clean too, and promises more", async () => {
    const report = await verify(entries, await headsOf(entries));
    expect(report.clean).toBe(true);
    expect(report.cannotKnow).toEqual([expect.stringContaining("later than the last noted head")]);
  });

  test("an empty store is clean", async () => {
    expect(await verify([])).toMatchObject({ clean: true, lanes: 0, entries: 0 });
  });

  test("any changed byte of any entry is found, at its place", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(10),
        fc.constantFrom("mac", "body", "personal", "request", "deployment", "at"),
        fc.nat(5_000),
        fc.integer({ min: 1, max: 127 }),
        async (place, field, offset, by) => {
          const entry = entries[place];
          const was = entry?.[field];
          const now = typeof was === "number" ? was + by : was === null ? "x" : flip(was ?? "", offset, by);
          const report = await verify(replaceAt(entries, place, { [field]: now }));
          const found = [`altered ${entry?.lane}/${entry?.seq}`];
          // The only entry of its lane: nothing else there fits the key either.
          if (entry?.lane === "p3") found.push("unknown-key p3/null");
          expect(found).toContain(told(report)[0]);
          expect(report.findings.every((finding) => finding.lane === entry?.lane)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("a removed entry that is not the last of its lane is a gap", async () => {
    for (const [place, entry] of entries.entries()) {
      const last = entries.findLast((other) => other.lane === entry.lane);
      if (entry === last) continue;
      expect(told(await verify(entries.toSpliced(place, 1)))).toEqual([`gap ${entry.lane}/${entry.seq + 1}`]);
    }
  });

  test("two entries that changed places are found, also over lanes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10), fc.nat(10), async (one, other) => {
        fc.pre(one !== other);
        const [a, b] = [entries[one], entries[other]];
        if (a === undefined || b === undefined) return;
        const at = ({ lane, seq }: SealedEntry) => ({ lane, seq });
        const swapped = replaceAt(replaceAt(entries, one, { ...b, ...at(a) }), other, { ...a, ...at(b) });
        expect(told(await verify(swapped))).toEqual(
          expect.arrayContaining([`swapped ${a.lane}/${a.seq}`, `swapped ${b.lane}/${b.seq}`]),
        );
      }),
    );
  });

  test("closing a gap by renumbering is found", async () => {
    const renumbered = entries
      .toSpliced(1, 1)
      .map((entry) => (entry.lane === "p1" && entry.seq > 2 ? { ...entry, seq: entry.seq - 1 } : entry));
    expect((await verify(renumbered)).findings.map((finding) => finding.kind)).toContain("swapped");
  });

  test("a doubled entry is found", async () => {
    const [first] = entries;
    const doubled = first === undefined ? [] : [...entries, { ...first, lane: "p3", seq: 2 }];
    expect(told(await verify(doubled))).toEqual(["swapped p3/2"]);
  });

  test("a cut tail is found with heads, and without them the report says that it cannot be", async () => {
    for (const cut of [1, 2, 5]) {
      const kept = entries.filter((entry) => entry.lane !== "p1" || entry.seq <= 6 - cut);
      expect(told(await verify(kept, await headsOf(entries)))).toEqual(["cut-tail p1/6"]);
      expect((await verify(kept)).clean).toBe(true);
    }
  });

  test("a lane that is gone is found with heads", async () => {
    const kept = entries.filter((entry) => entry.lane !== "p2");
    expect(told(await verify(kept, await headsOf(entries)))).toEqual(["missing-lane p2/4"]);
  });

  test("an older copy of the whole store is found with heads", async () => {
    const older = entries.filter((entry) => entry.lane === "p1");
    const report = await verify(older, await headsOf(entries));
    expect(told(report)).toEqual(expect.arrayContaining(["rollback p3/1"]));
  });

  test("heads that were noted earlier in a lane are fine, and so is a lane that was not noted yet", async () => {
    const [first, second] = entries;
    const noted = [first, second]
      .flatMap((entry) => entry ?? [])
      .map(({ lane, seq, mac }) => ({ lane, seq, mac }));
    expect((await verify(entries, noted)).clean).toBe(true);
  });

  test("a lane that was taken back and written anew by somebody with the key is found with heads", async () => {
    const heads = await headsOf(entries);
    const store = memoryStore();
    const writer = openAuditLane({ store, key: AUDIT_KEY, lane: "p3", ids: seededIds(99) });
    await writer.commit({ expect: [], put: [], audit: [auditFact("forged")] });
    const anew = [
      ...entries.filter((entry) => entry.lane !== "p3"),
      ...(await store.auditLane({ lane: "p3", afterSeq: 0, limit: 9 })),
    ];
    expect((await verify(anew)).clean).toBe(true);
    expect(told(await verify(anew, heads))).toEqual(["rollback p3/1"]);
  });

  test("an entry forged without the key is found", async () => {
    const forger = memoryStore();
    await writeTrail(forger, Buffer.alloc(32, 8));
    const [forged] = await forger.auditLane({ lane: "p1", afterSeq: 2, limit: 1 });
    expect(told(await verify(replaceAt(entries, 2, { ...forged })))).toContain("altered p1/3");
  });

  test("lanes of an earlier key verify with both keys given; without one the lane is named as a whole", async () => {
    const store = memoryStore();
    await writeTrail(store);
    const old = Buffer.alloc(32, 1);
    const before = openAuditLane({ store, key: old, lane: "p0", ids: seededIds(5) });
    for (const id of ["a", "b"]) await before.commit({ expect: [], put: [], audit: [auditFact(id)] });
    expect((await verifyAudit({ store, keys: [AUDIT_KEY, old] })).clean).toBe(true);
    expect(told(await verifyAudit({ store, keys: [AUDIT_KEY] }))).toEqual(["unknown-key p0/null"]);
  });

  test("a redacted entry stays valid and is counted", async () => {
    const report = await verify(replaceAt(entries, 4, { personal: null }));
    expect(report).toMatchObject({ clean: true, redacted: 1 });
    expect(report.cannotKnow.join(" ")).toContain("Of 1 entries the personal part was taken out");
  });

  test("thousands of damaged entries are counted, not collected", async () => {
    const store = memoryStore();
    const lane = openAuditLane({ store, key: AUDIT_KEY, lane: "p1", ids: seededIds(1) });
    const audit = Array.from({ length: 2_500 }, (_, n) => auditFact(`r${n}`));
    await lane.commit({ expect: [], put: [], audit });
    const pages = [0, 1_000, 2_000].map((afterSeq) =>
      store.auditLane({ lane: "p1", afterSeq, limit: 1_000 }),
    );
    const damaged = (await Promise.all(pages))
      .flat()
      .map((entry) => (entry.seq > 1 ? { ...entry, mac: "0" } : entry));
    const report = await verify(damaged);
    expect(report.findings).toHaveLength(1_000);
    expect(report.moreFindings).toBe(1_499);
  });

  describe("for one request", () => {
    const verifyOf = (kept: readonly SealedEntry[], request: string) =>
      verifyAuditOf(storeOf(kept), [AUDIT_KEY], { request });

    test("reads the lanes with its entries up to the last of them", async () => {
      expect(await verifyOf(entries, "c")).toMatchObject({ clean: true, lanes: 2, entries: 6 + 3 });
    });

    test("finds damage before its last entry and leaves what comes later", async () => {
      expect(told(await verifyOf(replaceAt(entries, 0, { mac: "0" }), "b"))).toEqual(["altered p1/1"]);
      expect((await verifyOf(replaceAt(entries, 5, { mac: "0" }), "b")).clean).toBe(true);
    });

    test("says when there is nothing about it", async () => {
      const report = await verifyOf(entries, "none");
      expect(report).toMatchObject({ clean: true, lanes: 0 });
      expect(report.cannotKnow[0]).toContain("no entry about this request");
    });
  });
});

describe("the trail in a SQLite file", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "audit-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  test("is found changed after somebody edited the file, and is verified beside the running process", async () => {
    const store = await openSqliteStore({ dir });
    await writeTrail(store);
    const reader = await openSqliteStoreReadOnly({ dir });
    const heads = await reader.laneHeads();
    expect((await verifyAudit({ store: reader, keys: [AUDIT_KEY], heads })).clean).toBe(true);
    await reader.close();
    await store.close();

    const file = new DatabaseSync(join(dir, STORE_FILE));
    file.exec(`UPDATE audit SET body = replace(body, '"allowed":true', '"allowed":false') WHERE lane = 'p1' AND seq = 2;
      UPDATE audit SET request = NULL WHERE lane = 'p1' AND seq = 4;
      DELETE FROM audit WHERE lane = 'p2' AND seq IN (2, 4)`);
    file.close();

    const after = await openSqliteStoreReadOnly({ dir });
    expect(told(await verifyAudit({ store: after, keys: [AUDIT_KEY], heads })).sort()).toEqual([
      "altered p1/2",
      "altered p1/4",
      "cut-tail p2/4",
      "gap p2/3",
    ]);
    await after.close();
  });
});

describe("heads noted outside the store", () => {
  const head = (seq: number, lane = "p1"): LaneHead => ({ lane, seq, mac: "ab".repeat(32) });

  test("a line is read back, also from inside a log line; other lines are none", () => {
    expect(parseHeadLine(headLine(head(3)))).toEqual(head(3));
    expect(parseHeadLine(`{"level":30,"msg":"${headLine(head(4, "p1~x"))}"}`)).toEqual(head(4, "p1~x"));
    for (const line of [
      "",
      "audit-head v1 lane=p1 seq=x mac=ab",
      headLine(head(1)).slice(0, -1),
      `${headLine(head(1))}0`,
    ]) {
      expect(parseHeadLine(line)).toBeNull();
    }
  });

  describe("with the clock in hand", () => {
    beforeEach(() => {
      vi.useFakeTimers();
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    test("the first is kept at once, then at most one line a second, and the newest at closing", async () => {
      const kept: string[] = [];
      const sink = headSink({
        keep: async (lines) => void kept.push(lines),
        failed: (error) => {
          throw error;
        },
      });
      sink.note(head(1));
      await vi.advanceTimersByTimeAsync(0);
      expect(kept).toEqual([`${headLine(head(1))}\n`]);
      for (const seq of [2, 3, 4]) sink.note(head(seq));
      await vi.advanceTimersByTimeAsync(999);
      expect(kept).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(kept.slice(1)).toEqual([`${headLine(head(4))}\n`]);
      sink.note(head(5));
      await sink.close();
      expect(kept.slice(2)).toEqual([`${headLine(head(5))}\n`]);
      expect(vi.getTimerCount()).toBe(0);
    });

    test("a line that could not be kept is told and comes again with the next", async () => {
      const kept: string[] = [];
      const failures: unknown[] = [];
      let broken = true;
      const sink = headSink({
        async keep(lines) {
          if (broken) throw new Error("disk");
          kept.push(lines);
        },
        failed: (error) => void failures.push(error),
      });
      sink.note(head(1));
      await vi.advanceTimersByTimeAsync(0);
      expect(failures).toEqual([new Error("disk")]);
      broken = false;
      await vi.advanceTimersByTimeAsync(1_000);
      expect(kept).toEqual([`${headLine(head(1))}\n`]);
      await sink.close();
    });
  });

  test("a file keeps them over restarts, only for its owner", async () => {
    const dir = mkdtempSync(join(tmpdir(), "heads-"));
    const path = join(dir, "audit-heads.log");
    for (const seq of [1, 2]) {
      const failed = vi.fn();
      const sink = fileHeadSink({ path, failed });
      sink.note(head(seq));
      await sink.close();
      expect(failed).not.toHaveBeenCalled();
    }
    const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
    expect(lines.map(parseHeadLine)).toEqual([head(1), head(2)]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    rmSync(dir, { recursive: true });
  });
});
