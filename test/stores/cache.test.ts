import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Cache, createCache } from "../../src/stores/cache.ts";

let dir: string;
const opened: Cache[] = [];
const failed = vi.fn();

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "cache-"));
  failed.mockClear();
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const cache of opened.splice(0)) await cache.close();
  rmSync(dir, { recursive: true, force: true });
});

function open(where: string | null, namespace = "n"): Cache {
  const cache = createCache({ dir: where, namespace, failed });
  opened.push(cache);
  return cache;
}

describe.each([
  ["in a file", () => dir],
  ["in memory", () => null],
])("a cache %s", (_, where) => {
  test("gives back what was set until its time is over", async () => {
    const cache = open(where());
    await cache.set("k", { list: [1, "ü", null], nested: { yes: true } }, 5_000);
    expect(await cache.get("k")).toEqual({ list: [1, "ü", null], nested: { yes: true } });
    vi.setSystemTime(1_004_999);
    expect(await cache.get("k")).toBeDefined();
    vi.setSystemTime(1_005_001);
    expect(await cache.get("k")).toBeUndefined();
    expect(failed).not.toHaveBeenCalled();
  });

  test("forgets what was deleted, knows nothing that was not set, and keeps the newest", async () => {
    const cache = open(where());
    expect(await cache.get("k")).toBeUndefined();
    for (const value of ["old", "new"]) await cache.set("k", value, 5_000);
    expect(await cache.get("k")).toBe("new");
    await cache.delete("k");
    expect(await cache.get("k")).toBeUndefined();
  });

  test("keeps nothing that is over at once, and hands out copies", async () => {
    const cache = open(where());
    await cache.set("k", 1, 0);
    expect(await cache.get("k")).toBeUndefined();
    const value = { list: [1] };
    await cache.set("k", value, 5_000);
    value.list.push(2);
    expect(await cache.get("k")).toEqual({ list: [1] });
  });

  test("takes null, false and hostile keys like any other", async () => {
    const cache = open(where());
    for (const value of [null, false, 0, ""]) {
      await cache.set("'; -- \u0000 é", value, 5_000);
      expect(await cache.get("'; -- \u0000 é")).toBe(value);
    }
    expect(await cache.get("'; -- ")).toBeUndefined();
  });
});

describe("the cache file", () => {
  test("is shared by namespaces that do not see each other, and survives its process", async () => {
    const [one, two] = [open(dir, "one"), open(dir, "two")];
    await one.set("k", 1, 5_000);
    expect(await two.get("k")).toBeUndefined();
    expect(await open(dir, "one").get("k")).toBe(1);
  });

  test("loses what is over, so that it does not grow for ever", async () => {
    const cache = open(dir);
    for (let n = 0; n < 400; n += 1) await cache.set(`k${n}`, n, 1_000);
    vi.setSystemTime(2_000_000);
    for (let n = 400; n < 502; n += 1) await cache.set(`k${n}`, n, 1_000);
    const file = new DatabaseSync(join(dir, "cache.sqlite"), { readOnly: true });
    expect(file.prepare("SELECT count(*) AS n FROM cache").get()).toEqual({ n: 102 });
    file.close();
  });

  test("is for its owner alone", async () => {
    await open(dir).set("k", 1, 5_000);
    expect(statSync(join(dir, "cache.sqlite")).mode & 0o077).toBe(0);
  });
});

describe("a cache that fails", () => {
  test("is a miss that is counted, call by call, and never an error of its caller", async () => {
    const cache = open(dir);
    await cache.set("k", 1, 5_000);
    const breaker = new DatabaseSync(join(dir, "cache.sqlite"));
    breaker.exec("DROP TABLE cache");
    breaker.close();
    expect(await cache.get("k")).toBeUndefined();
    await cache.set("k", 2, 5_000);
    await cache.delete("k");
    expect(failed.mock.calls.map(([operation]) => operation)).toEqual(["get", "set", "delete"]);
  });

  test("to open is told once and stays empty", async () => {
    writeFileSync(join(dir, "cache.sqlite"), "no database ".repeat(1_000));
    const cache = open(dir);
    await cache.set("k", 1, 5_000);
    expect(await cache.get("k")).toBeUndefined();
    expect(failed.mock.calls.map(([operation]) => operation)).toEqual(["open"]);
  });
});
