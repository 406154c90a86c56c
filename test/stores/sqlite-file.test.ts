// What is special to the SQLite store: its file, its owner, and what happens when disk or process fail.
import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openAuditLane } from "../../src/operations/audit-lane.ts";
import { verifyAudit } from "../../src/operations/audit-verify.ts";
import { type Store, StoreUnavailable } from "../../src/ports/store.ts";
import { prepareSchema, SCHEMA_VERSION } from "../../src/stores/sqlite/schema.ts";
import {
  openSqliteStore,
  openSqliteStoreReadOnly,
  STORE_FILE,
  StoreNotOpened,
} from "../../src/stores/sqlite/sqlite-store.ts";
import { prepareStatements } from "../../src/stores/sqlite/statements.ts";
import { commitOf, putOf } from "../contracts/store-values.ts";
import { AUDIT_KEY, auditFact } from "../support/audit-facts.ts";
import { seededIds, seededRandom } from "../support/ids.ts";

const PROGRAM = fileURLToPath(new URL("committing-process.ts", import.meta.url));
const START_MS = 15_000;

let root: string;
let dir: string;
const opened: Store[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sqlite-"));
  dir = join(root, "data");
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const store of opened.splice(0)) await store.close();
  rmSync(root, { recursive: true, force: true });
});

async function open(options: Partial<Parameters<typeof openSqliteStore>[0]> = {}): Promise<Store> {
  const store = await openSqliteStore({ dir, ...options });
  opened.push(store);
  return store;
}

const creation = (id: string, value: string = id) =>
  commitOf({ expect: [{ id: `request:${id}`, rev: 0 }], put: [putOf(id, { value })] });

/** Starts the committing process; its lines come one by one. */
function start(options: { lane: string; count?: number; uid?: number; fileBlocks?: number }) {
  const { lane, count = 1_000_000, uid, fileBlocks } = options;
  const args = [PROGRAM, dir, lane, String(count), ...(uid === undefined ? [] : [String(uid)])];
  const limit = fileBlocks === undefined ? "" : `ulimit -f ${fileBlocks}; `;
  const child = spawn("/bin/bash", ["-c", `${limit}exec "$0" "$@"`, process.execPath, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const lines: string[] = [];
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  const line = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`No "${wanted}" in time, only: ${lines.slice(-3)}`)),
        START_MS,
      );
      const look = () => {
        if (!lines.some((one) => one.startsWith(wanted))) return;
        clearTimeout(timer);
        reader.off("line", look);
        resolve();
      };
      reader.on("line", look);
      look();
    });
  return { child, lines, line, ended };
}

describe("one owner", () => {
  test("a second one in the same process is refused in words, and may come when the first is closed", async () => {
    const first = await open();
    const second = openSqliteStore({ dir });
    await expect(second).rejects.toThrow(StoreNotOpened);
    await expect(second).rejects.toThrow(`Another running Pointsman uses the data directory ${dir}`);
    // The refused one has taken nothing from the first.
    expect(await first.commit(creation("a"))).toEqual({ outcome: "committed" });
    await first.close();
    expect(await (await open()).get("request:a")).not.toBeNull();
  });

  test("a second process is refused while the first lives, and kill -9 frees the store", async () => {
    const first = start({ lane: "p1" });
    await first.line("committed");
    const second = start({ lane: "p2" });
    await second.ended;
    expect(second.lines.join()).toMatch(/^error Another running Pointsman uses .*DATA_DIR/);
    first.child.kill("SIGKILL");
    await first.ended;
    expect(await (await open()).get("request:p1-0")).not.toBeNull();
  });

  test("claims of an owner that died are due again at once for the next", async () => {
    const first = await open();
    await first.commit(
      commitOf({ expect: [{ id: "request:a", rev: 0 }], put: [putOf("a", { alarmAt: 5 })] }),
    );
    const ask = { now: 10, leaseMs: 60_000, limit: 5, kinds: ["request"] as const };
    expect(await first.claimDue(ask)).toHaveLength(1);
    await first.close();
    const second = await open();
    expect(await second.nextAlarm(["request"])).toBe(5);
    expect(await second.claimDue(ask)).toMatchObject([{ record: { id: "request:a", rev: 3 } }]);
  });
});

test("killed at random moments, five times, it has everything that it acknowledged, whole, with a clean trail", async () => {
  const random = seededRandom(20_261_124);
  const acknowledged: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    const running = start({ lane: `p${round}` });
    await running.line(`committed ${Math.floor(random() * 150)}`);
    running.child.kill("SIGKILL");
    await running.ended;
    const done = running.lines.flatMap((line) => (line.startsWith("committed ") ? [line.slice(10)] : []));
    acknowledged.push(...done.map((n) => `request:p${round}-${n}`));
  }
  const store = await open();
  for (const id of acknowledged) {
    expect(await store.get(id), id).not.toBeNull();
    expect(await store.get(`${id}-pair`), id).not.toBeNull();
    expect((await store.auditAbout({ about: { request: id.slice(8) }, limit: 5 })).entries).toHaveLength(1);
  }
  expect(await verifyAudit({ store, keys: [AUDIT_KEY] })).toMatchObject({ clean: true, lanes: 5 });
}, 60_000);

describe("a store that is full", () => {
  const fill = async (store: Store): Promise<string> => {
    for (let n = 0; n < 1_000; n += 1) {
      const answer = await store.commit(creation(`fill-${n}`, "x".repeat(20_000)));
      if (answer.outcome !== "committed") return answer.outcome === "failed" ? answer.reason : answer.outcome;
    }
    return "never full";
  };

  test("says so and what to do, writes nothing by halves, keeps reading, and works again when there is room", async () => {
    const store = await open({ maxPages: 60 });
    expect(await fill(store)).toMatch(/store\.sqlite is full: free space .* Nothing was changed\.$/);
    const big = putOf("big", { value: "x".repeat(100_000), index: [{ name: "i", key: "k", sort: 1 }] });
    const lane = openAuditLane({ store, key: AUDIT_KEY, lane: "p1", ids: seededIds(1) });
    const both = {
      expect: [
        { id: "request:small", rev: 0 },
        { id: big.id, rev: 0 },
      ],
      put: [putOf("small"), big],
      audit: [auditFact("small")],
    };
    expect(await lane.commit(both)).toMatchObject({ outcome: "failed" });
    expect(await store.getMany(["request:small", "request:big"])).toEqual([null, null]);
    expect(await store.laneHeads()).toEqual([]);
    expect(await store.probe()).toMatch(/full/);
    expect(await store.get("request:fill-0")).not.toBeNull();
    await store.close();
    const roomy = await open();
    const again = openAuditLane({ store: roomy, key: AUDIT_KEY, lane: "p2", ids: seededIds(2) });
    expect(await again.commit(both)).toEqual({ outcome: "committed" });
    expect(await roomy.probe()).toBeNull();
  });

  test("is not started: the error names the file and the remedy", async () => {
    const store = await open({ maxPages: 60 });
    await fill(store);
    await store.close();
    await expect(openSqliteStore({ dir, maxPages: 60 })).rejects.toThrow(
      /cannot be started: .* is full: free space/,
    );
    // A refused start leaves the directory to the next one.
    await open();
  });
});

describe("a disk that fails", () => {
  test("in the middle of the work ends in an honest unknown, and nothing acknowledged is lost", async () => {
    const running = start({ lane: "p1", fileBlocks: 600 });
    await running.ended;
    const acknowledged = running.lines.filter((line) => line.startsWith("committed "));
    expect(acknowledged.length).toBeGreaterThan(10);
    const [outcome, reason, there] = running.lines.slice(-3);
    expect(outcome).toMatch(/^unknown \d+$/);
    expect(reason).toMatch(/disk under the store .* Whether the last change was kept is not known yet\.$/);
    const store = await open();
    for (const line of acknowledged) {
      expect(await store.get(`request:p1-${line.slice(10)}-pair`), line).not.toBeNull();
    }
    const doubtful = `request:p1-${outcome?.slice(8)}`;
    expect(`there ${(await store.get(doubtful)) !== null}`).toBe(there);
    expect(await verifyAudit({ store, keys: [AUDIT_KEY] })).toMatchObject({ clean: true });
  });

  const failAtCommit = (errcode: number, when: "before" | "after") => {
    const real = DatabaseSync.prototype.exec;
    vi.spyOn(DatabaseSync.prototype, "exec").mockImplementationOnce(function (this: DatabaseSync, sql) {
      // BEGIN goes through; the next call is COMMIT.
      real.call(this, sql);
      vi.spyOn(DatabaseSync.prototype, "exec").mockImplementationOnce(function (this: DatabaseSync, next) {
        expect(next).toBe("COMMIT");
        if (when === "after") real.call(this, next);
        throw Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR", errcode });
      });
    });
  };
  const IOERR_FSYNC = 1034;

  test.each(["before", "after"] as const)(
    "an I/O error of COMMIT is unknown, and what is read next is what stays (%s it took effect)",
    async (when) => {
      const log = { error: vi.fn() };
      const store = await open({ log });
      failAtCommit(IOERR_FSYNC, when);
      expect(await store.commit(creation("a"))).toMatchObject({
        outcome: "unknown",
        reason: /reported an error/,
      });
      expect(log.error).toHaveBeenCalledWith(
        expect.objectContaining({ step: "commit" }),
        "store.write-failed",
      );
      const there = (await store.get("request:a")) !== null;
      expect(there).toBe(when === "after");
      expect(await store.commit(creation("b"))).toEqual({ outcome: "committed" });
      await store.close();
      expect((await (await open()).get("request:a")) !== null).toBe(there);
    },
  );

  test.each(["before", "after"] as const)(
    "the audit lane turns that unknown into certainty (%s it took effect)",
    async (when) => {
      const store = await open();
      const lane = openAuditLane({ store, key: AUDIT_KEY, lane: "p1", ids: seededIds(1) });
      failAtCommit(IOERR_FSYNC, when);
      expect(await lane.commit({ ...creation("a"), audit: [auditFact("a")] })).toEqual({
        outcome: "committed",
      });
      expect(await store.get("request:a")).toMatchObject({ rev: 1 });
      expect((await store.auditAbout({ about: { request: "a" }, limit: 5 })).entries).toHaveLength(1);
    },
  );

  test.each([
    [13, /full/],
    [8, /read-only for user/],
    [5, /held by another program/],
  ])("a refusal of COMMIT with code %i is a certain no", async (errcode, words) => {
    const store = await open();
    failAtCommit(errcode, "before");
    expect(await store.commit(creation("a"))).toMatchObject({ outcome: "failed", reason: words });
    expect(await store.get("request:a")).toBeNull();
    expect(await store.commit(creation("a"))).toEqual({ outcome: "committed" });
  });

  test("a claim that cannot be kept throws, and the record stays due", async () => {
    const store = await open();
    await store.commit(
      commitOf({ expect: [{ id: "request:a", rev: 0 }], put: [putOf("a", { alarmAt: 5 })] }),
    );
    const ask = { now: 10, leaseMs: 1_000, limit: 5, kinds: ["request"] as const };
    failAtCommit(13, "before");
    await expect(store.claimDue(ask)).rejects.toThrow(StoreUnavailable);
    expect(await store.claimDue(ask)).toHaveLength(1);
  });
});

describe("the directory and its files", () => {
  test("are made for their owner alone", async () => {
    const store = await open();
    await store.commit(creation("a"));
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dir))
      expect(`${name} ${(statSync(join(dir, name)).mode & 0o777).toString(8)}`).toBe(`${name} 600`);
    expect(readdirSync(dir)).toContain(`${STORE_FILE}-wal`);
  });

  test("are kept on disk before a commit is acknowledged: WAL with full synchronisation", async () => {
    const exec = vi.spyOn(DatabaseSync.prototype, "exec");
    await open();
    const statements = exec.mock.calls.map(([sql]) => sql).join(";");
    expect(statements).toMatch(/journal_mode=WAL/);
    expect(statements).toMatch(/synchronous=FULL/);
  });

  test("a path that is a file is refused with path, user and remedy", async () => {
    writeFileSync(dir, "");
    await expect(openSqliteStore({ dir })).rejects.toThrow(
      new RegExp(`data directory ${dir} cannot be used by user .* set DATA_DIR`),
    );
  });

  test("a directory that its user may not write, or not read, is refused with path, user and remedy", async () => {
    const uid = process.getuid?.() === 0 ? 65_534 : (process.getuid?.() ?? 0);
    chmodSync(root, 0o755);
    mkdirSync(dir);
    chownSync(dir, uid, uid);
    for (const mode of [0o500, 0o000]) {
      chmodSync(dir, mode);
      const running = start({ lane: "p1", count: 1, uid });
      await running.ended;
      expect(running.lines.join("\n")).toMatch(
        new RegExp(`^error .*${dir}.* user .*uid ${uid}.*make it writable for this user, or set DATA_DIR`),
      );
    }
    chmodSync(dir, 0o700);
  });

  test("a store of a newer version is refused in words and not touched", async () => {
    await (await open()).close();
    const path = join(dir, STORE_FILE);
    const file = new DatabaseSync(path);
    file.exec(`PRAGMA user_version=${SCHEMA_VERSION + 1}`);
    file.close();
    await expect(openSqliteStore({ dir })).rejects.toThrow(
      /written by a newer Pointsman .* Start that version again/,
    );
    await expect(openSqliteStoreReadOnly({ dir })).rejects.toThrow(/newer Pointsman/);
  });

  test("a database of another program is refused and not touched", async () => {
    mkdirSync(dir);
    const path = join(dir, STORE_FILE);
    const file = new DatabaseSync(path);
    file.exec("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
    file.close();
    const before = readFileSync(path);
    await expect(openSqliteStore({ dir })).rejects.toThrow(/database of another program/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("a damaged file is refused with the advice to restore a backup", async () => {
    mkdirSync(dir);
    writeFileSync(join(dir, STORE_FILE), "this is no database ".repeat(500));
    await expect(openSqliteStore({ dir })).rejects.toThrow(
      /damaged or no SQLite database: .* restore a backup/,
    );
  });
});

test("every statement finds its rows by an index, in order, without going through a table", () => {
  const db = new DatabaseSync(":memory:");
  expect(prepareSchema(db)).toBeNull();
  const statements = Object.entries(prepareStatements(db)).filter(([name]) => !name.endsWith("Probe"));
  expect(statements.length).toBeGreaterThan(15);
  for (const [name, { sourceSQL }] of statements) {
    const holes = sourceSQL.split("?").length - 1;
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sourceSQL}`).all(...Array<number>(holes).fill(1));
    const index = { due: "record_alarm", firstFreeAlarm: "record_alarm", firstHeldAlarm: "record_lease" }[
      name
    ];
    if (index !== undefined)
      expect(`${name}: ${plan.map((step) => step.detail)}`).toContain(`INDEX ${index} (`);
    for (const step of plan) {
      expect(`${name}: ${step.detail}`).not.toMatch(/TEMP B-TREE|SCAN (?!hop|CONSTANT)(?!.*USING)/);
    }
  }
  db.close();
});

describe("reading beside the running process", () => {
  test("sees every commit, and cannot write", async () => {
    const store = await open();
    const reader = await openSqliteStoreReadOnly({ dir });
    expect(await reader.get("request:a")).toBeNull();
    await store.commit(creation("a"));
    expect(await reader.get("request:a")).toMatchObject({ value: "a" });
    expect(Object.keys(reader)).not.toEqual(expect.arrayContaining(["commit"]));
    expect(Object.keys(reader)).not.toEqual(expect.arrayContaining(["claimDue"]));
    await reader.close();
    expect(await store.commit(creation("b"))).toEqual({ outcome: "committed" });
  });

  test("works after the process ended, also after kill -9", async () => {
    const running = start({ lane: "p1" });
    await running.line("committed 5");
    running.child.kill("SIGKILL");
    await running.ended;
    const reader = await openSqliteStoreReadOnly({ dir });
    expect(await reader.get("request:p1-5-pair")).not.toBeNull();
    await reader.close();
  });

  test("says where there is no store, and creates none", async () => {
    await expect(openSqliteStoreReadOnly({ dir })).rejects.toThrow(
      /cannot be opened by user .* check that it exists/,
    );
    expect(existsSync(dir)).toBe(false);
  });
});
