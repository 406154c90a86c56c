import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createCache } from "../../src/stores/cache.ts";

const failed = vi.fn();

beforeEach(() => {
  failed.mockClear();
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const serialising = () => {
  const kept = new Map<string, unknown>();
  return {
    get: async <T>(key: string) => kept.get(key) as T,
    set: async (key: string, value: unknown) => kept.set(key, value),
    delete: async (key: string) => kept.delete(key),
    clear: async () => kept.clear(),
  };
};

describe.each([
  ["in memory", () => ({})],
  ["in a store of its own", () => ({ store: serialising() })],
])("a cache %s", (_, where) => {
  const open = () => createCache({ ...where(), namespace: "n", failed });

  test("gives back what was set until its time is over", async () => {
    const cache = open();
    await cache.set("k", { list: [1, "ü", null], nested: { yes: true } }, 5_000);
    expect(await cache.get("k")).toEqual({ list: [1, "ü", null], nested: { yes: true } });
    vi.setSystemTime(1_004_999);
    expect(await cache.get("k")).toBeDefined();
    vi.setSystemTime(1_005_001);
    expect(await cache.get("k")).toBeUndefined();
    expect(failed).not.toHaveBeenCalled();
  });

  test("forgets what was deleted, knows nothing that was not set, and keeps the newest", async () => {
    const cache = open();
    expect(await cache.get("k")).toBeUndefined();
    for (const value of ["old", "new"]) await cache.set("k", value, 5_000);
    expect(await cache.get("k")).toBe("new");
    await cache.delete("k");
    expect(await cache.get("k")).toBeUndefined();
  });

  test("keeps nothing that is over at once, and nothing that its setter changes later", async () => {
    const cache = open();
    await cache.set("k", 1, 0);
    expect(await cache.get("k")).toBeUndefined();
    const value = { list: [1] };
    await cache.set("k", value, 5_000);
    value.list.push(2);
    expect(await cache.get("k")).toEqual({ list: [1] });
  });

  test("takes null, false and hostile keys like any other", async () => {
    const cache = open();
    for (const value of [null, false, 0, ""]) {
      await cache.set("'; -- \u0000 é", value, 5_000);
      expect(await cache.get("'; -- \u0000 é")).toBe(value);
    }
    expect(await cache.get("'; -- ")).toBeUndefined();
  });
});

test("namespaces in one store do not see each other", async () => {
  const store = serialising();
  const [one, two] = ["one", "two"].map((namespace) => createCache({ store, namespace, failed }));
  await one?.set("k", 1, 5_000);
  expect(await two?.get("k")).toBeUndefined();
  expect(await createCache({ store, namespace: "one", failed }).get("k")).toBe(1);
});

test("memory does not grow for ever", async () => {
  const cache = createCache({ namespace: "n", failed });
  for (let n = 0; n <= 20_000; n += 1) await cache.set(`k${n}`, n, 5_000);
  expect(await cache.get("k0")).toBeUndefined();
  expect(await cache.get("k20000")).toBe(20_000);
});

test("a cache that fails is a miss that is counted, call by call, and never an error of its caller", async () => {
  const broken = async () => {
    throw new Error("broken");
  };
  const cache = createCache({
    store: { get: broken, set: broken, delete: broken, clear: broken },
    namespace: "n",
    failed,
  });
  expect(await cache.get("k")).toBeUndefined();
  await cache.set("k", 2, 5_000);
  await cache.delete("k");
  expect(failed.mock.calls.map(([operation]) => operation)).toEqual(["get", "set", "delete"]);
});
