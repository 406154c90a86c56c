// Reading logs on the local platform. Reference: deployment actions, section 3.7.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DeploymentStatus } from "../../src/deployments/deployment.ts";
import { deploymentId } from "../../src/deployments/ids.ts";
import {
  boundedLog,
  LOG_BYTES,
  LOG_LEVELS,
  type LogEntry,
  type LogFilter,
  type LogKind,
  logLine,
  pageOfLog,
} from "../../src/deployments/logs.ts";
import type { LogAsk } from "../../src/operations/operations.ts";
import { value } from "../support/answers.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";
import { aPerson } from "../support/request-builders.ts";

const HOUR_MS = 60 * 60 * 1_000;
const ALL: LogFilter = { text: "", level: null, from: null, to: null };

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

const ask = (over: Partial<LogAsk> = {}): LogAsk => ({ kind: null, filter: ALL, offset: 0, ...over });
const read = async (name: string, label: string, over: Partial<LogAsk> = {}) =>
  rig.operations.readLog(rig.actor(name), await rig.byLabel(label), ask(over));
async function page(label: string, over: Partial<LogAsk> = {}) {
  const seen = value(await read("otto", label, over));
  if (seen.page === null) throw new Error(seen.off);
  return seen.page;
}
async function report(label: string, kind: LogKind, ...entries: readonly LogEntry[]): Promise<void> {
  await rig.platform.reportLog?.({ deploymentId: await rig.byLabel(label), kind }, entries);
}
const events = (name: string) => rig.audit.filter(({ event }) => event === name);

describe("a log", () => {
  test("comes newest first, twenty at a time, to the very end", async () => {
    const seen: LogEntry[] = [];
    const { matching } = await page("document-classifier");
    expect(matching).toBeGreaterThan(500);
    for (let offset = 0; offset < matching; offset += 20) {
      const { entries } = await page("document-classifier", { offset });
      expect(entries).toHaveLength(Math.min(20, matching - offset));
      seen.push(...entries);
    }
    expect(seen).toHaveLength(matching);
    expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).toSorted((a, b) => b - a));
    expect(seen.at(-1)?.text).toContain("Starting gunicorn");
    expect((await page("document-classifier", { offset: matching })).entries).toEqual([]);
  });

  test("shows what was written since at once", async () => {
    await report("document-classifier", "runtime", { at: rig.clock.now(), level: "INFO", text: "Just now" });
    expect((await page("document-classifier")).entries[0]?.text).toBe("Just now");
  });

  test("is filtered by text, level and time together", async () => {
    const now = rig.clock.now();
    const { entries } = await page("document-classifier", {
      filter: { text: "TRACEBACK", level: "WARNING", from: now - 48 * HOUR_MS, to: now },
    });
    expect(entries.length).toBeGreaterThan(0);
    for (const { at, level, text } of entries) {
      expect(text).toContain("Traceback");
      expect(["WARNING", "ERROR", "CRITICAL"]).toContain(level);
      expect(at).toBeGreaterThanOrEqual(now - 48 * HOUR_MS);
    }
    const none = await page("document-classifier", { filter: { ...ALL, text: "no such words" } });
    expect(none).toMatchObject({ entries: [], matching: 0, empty: false });
  });

  test("is what matches, page by page, whatever is asked for", () => {
    const entry = fc.record({
      at: fc.integer({ min: 0, max: 50 }),
      level: fc.constantFrom(...LOG_LEVELS),
      text: fc.constantFrom("alpha", "Beta", "alpha BETA", ""),
    });
    const filter = fc.record({
      text: fc.constantFrom("", "alpha", "beta", "BETA"),
      level: fc.option(fc.constantFrom(...LOG_LEVELS)),
      from: fc.option(fc.integer({ min: 0, max: 50 })),
      to: fc.option(fc.integer({ min: 0, max: 50 })),
    });
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 60 }),
        filter,
        fc.integer({ min: 1, max: 7 }),
        (log, of, limit) => {
          const { matching, empty } = pageOfLog(log, of, { offset: 0, limit });
          const pages = Array.from({ length: Math.ceil(matching / limit) }, (_, i) =>
            pageOfLog(log, of, { offset: i * limit, limit }),
          );
          const expected = log.filter(
            ({ at, level, text }) =>
              text.toLowerCase().includes(of.text.toLowerCase()) &&
              (of.level === null || LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(of.level)) &&
              at >= (of.from ?? 0) &&
              at <= (of.to ?? 50),
          );
          expect(pages.flatMap(({ entries }) => entries)).toEqual(expected.toReversed());
          expect(empty).toBe(log.length === 0);
        },
      ),
    );
  });
});

describe("which log", () => {
  test("opens first is the runtime log while the deployment runs", async () => {
    expect(value(await read("otto", "network-anomalies"))).toMatchObject({ kind: "runtime" });
  });

  test.each(["inactive", "errored"] satisfies DeploymentStatus[])(
    "can be read while %s is the startup log alone",
    async (status) => {
      await changeDeployment(rig, "network-anomalies", { status });
      const first = value(await read("otto", "network-anomalies"));
      expect(first.kind).toBe("startup");
      expect(first.page?.entries.map(({ text }) => text).join("\n")).toContain("scaler.joblib");
      expect(events("press.refused")).toEqual([]);
      const runtime = value(await read("otto", "network-anomalies", { kind: "runtime" }));
      expect(runtime).toMatchObject({ page: null, off: expect.stringContaining("disabled") });
      const id = await rig.byLabel("network-anomalies");
      expect(await rig.operations.wholeLog(rig.actor("otto"), id, "runtime")).toMatchObject({
        ok: false,
        refusal: { code: "unavailable" },
      });
      expect(events("press.refused")).toHaveLength(2);
    },
  );

  test("is empty where the launch did not fail, or failed outside the container", async () => {
    expect(await page("document-classifier", { kind: "startup" })).toMatchObject({
      entries: [],
      empty: true,
    });
    const id = await rig.byLabel("document-classifier");
    expect(await rig.operations.wholeLog(rig.actor("otto"), id, "startup")).toMatchObject({
      ok: false,
      refusal: { sentence: expect.stringContaining("empty") },
    });
  });

  test("there is none of what is no custom model, nor of an archived deployment", async () => {
    expect(await read("olivia", "house-value")).toMatchObject({
      ok: false,
      refusal: { code: "unavailable", sentence: expect.stringContaining("Only custom models") },
    });
    await changeDeployment(rig, "document-classifier", { status: "archived" });
    expect(await read("otto", "document-classifier")).toMatchObject({ ok: false });
  });
});

describe("a read", () => {
  test("is for Owners and Users; a Consumer and strangers learn nothing", async () => {
    expect((await read("uma", "document-classifier")).ok).toBe(true);
    for (const name of ["ada", "gus", "xena"]) {
      const answer = await read(name, "document-classifier");
      expect(answer.ok, name).toBe(false);
    }
    // Ada's group is a Consumer: the same answer as for what does not exist.
    expect(await read("ada", "document-classifier")).toMatchObject({ refusal: { code: "not-found" } });
    expect(await rig.operations.readLog(rig.actor("ada"), deploymentId("d-none"), ask())).toMatchObject({
      refusal: { code: "not-found" },
    });
  });

  test("is an entry of the trail, with what was looked for, and so is a file and a refused attempt", async () => {
    await page("lead-scoring", { filter: { ...ALL, text: "biotech", level: "ERROR" } });
    expect(events("logs.read")).toEqual([
      expect.objectContaining({
        action: "logs",
        deployment: await rig.byLabel("lead-scoring"),
        allowed: true,
        who: { person: expect.objectContaining({ name: "Otto" }) },
        details: { kind: "runtime", text: "biotech", level: "ERROR", from: null, to: null, offset: 0 },
      }),
    ]);
    value(await rig.operations.wholeLog(rig.actor("uma"), await rig.byLabel("lead-scoring"), "runtime"));
    expect(events("logs.downloaded")).toEqual([
      expect.objectContaining({ who: { person: expect.objectContaining({ name: "Uma" }) } }),
    ]);
    await read("ada", "lead-scoring");
    await rig.operations.wholeLog(rig.actor("ada"), await rig.byLabel("lead-scoring"), "runtime");
    expect(events("press.refused").map(({ details }) => details)).toEqual([
      { code: "not-found", press: "read logs" },
      { code: "not-found", press: "download logs" },
    ]);
  });

  test("does not happen when it cannot be recorded", async () => {
    await rig.store.close();
    let asked = 0;
    rig = await operationsRig({
      wrapStore: (store) => ({
        ...store,
        commit: async (commit) =>
          commit.audit.length > 0 ? { outcome: "failed", reason: "Full." } : store.commit(commit),
      }),
      wrapPlatform: (platform) => ({
        ...platform,
        logs: (query, caller) => {
          asked += 1;
          return platform.logs(query, caller);
        },
      }),
    });
    expect(await read("otto", "lead-scoring")).toMatchObject({ ok: false, refusal: { code: "error" } });
    expect(asked).toBe(0);
  });
});

describe("the whole log", () => {
  test("is all of it, oldest first, whatever the filters are", async () => {
    const { matching } = await page("lead-scoring");
    const id = await rig.byLabel("lead-scoring");
    const { entries } = value(await rig.operations.wholeLog(rig.actor("otto"), id, "runtime"));
    expect(entries).toHaveLength(matching);
    expect(entries[0]?.text).toContain("Starting gunicorn");
  });

  test("has at most 1 MB as a file: the oldest go, the newest stay in their order", async () => {
    const id = await rig.byLabel("lead-scoring");
    const text = "ü".repeat(900);
    for (let part = 0; part < 10; part += 1) {
      const at = rig.clock.now() + part * 100;
      const entries = Array.from(
        { length: 100 },
        (_, i): LogEntry => ({
          at: at + i,
          level: "INFO",
          text: `${part * 100 + i} ${text}`,
        }),
      );
      await report("lead-scoring", "runtime", ...entries);
    }
    const { entries } = value(await rig.operations.wholeLog(rig.actor("otto"), id, "runtime"));
    const file = entries.map(logLine).join("");
    expect(Buffer.byteLength(file)).toBeLessThanOrEqual(LOG_BYTES);
    expect(Buffer.byteLength(file)).toBeGreaterThan(LOG_BYTES - 2_000);
    const numbers = entries.map((entry) => Number.parseInt(entry.text, 10));
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => 1_000 - numbers.length + i));
    // The records are bounded as well, and short ones.
    const list = {
      kind: "local-log",
      index: "log",
      key: `runtime ${id}`,
      order: "ascending",
      limit: 200,
    } as const;
    const { records } = await rig.store.list(list);
    const sizes = records.map((record) => Buffer.byteLength(JSON.stringify(record.value)));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1.2 * LOG_BYTES);
    for (const size of sizes) expect(size).toBeLessThan(80_000);
  });

  test("takes one message of any length, cut, and loses nothing of the others", async () => {
    const now = rig.clock.now();
    await report("lead-scoring", "runtime", { at: now, level: "ERROR", text: "x".repeat(2_000_000) });
    await report("lead-scoring", "runtime", { at: now + 1, level: "INFO", text: "after" });
    const { entries, matching } = await page("lead-scoring");
    expect(entries[0]?.text).toBe("after");
    expect(entries[1]?.text.length).toBe(16_000);
    expect(matching).toBeGreaterThan(100);
  });

  test("keeps what two writers add at the same time", async () => {
    const at = rig.clock.now();
    const { matching } = await page("lead-scoring");
    await Promise.all(
      ["a", "b", "c"].map((text) => report("lead-scoring", "runtime", { at, level: "INFO", text })),
    );
    expect((await page("lead-scoring")).matching).toBe(matching + 3);
  });

  test("is bounded by bytes, not by letters, and keeps the newest", () => {
    const entry = fc.record({
      at: fc.constant(0),
      level: fc.constantFrom(...LOG_LEVELS),
      text: fc.integer({ min: 0, max: 400_000 }).map((length) => "é".repeat(length)),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (log) => {
        const kept = boundedLog(log);
        const bytes = (of: readonly LogEntry[]) => Buffer.byteLength(of.map(logLine).join(""));
        expect(bytes(kept)).toBeLessThanOrEqual(LOG_BYTES);
        expect(kept).toEqual(log.slice(log.length - kept.length));
        if (kept.length < log.length)
          expect(bytes(log.slice(log.length - kept.length - 1))).toBeGreaterThan(LOG_BYTES);
      }),
      { numRuns: 30 },
    );
  });
});

test("logs go with their deployment", async () => {
  const { id } = await deploymentOf(rig, "network-anomalies");
  const gone = {
    kind: "delete",
    ignoreManagementAgent: false,
    deploymentId: id,
    effectKey: "e",
    as: aPerson("otto"),
  } as const;
  expect(await rig.platform.change(gone)).toMatchObject({ outcome: "done" });
  expect(await rig.platform.logs({ deploymentId: id, kind: "startup" }, { kind: "service" })).toBeNull();
  for (const kind of ["runtime", "startup"]) {
    const list = {
      kind: "local-log",
      index: "log",
      key: `${kind} ${id}`,
      order: "ascending",
      limit: 10,
    } as const;
    expect((await rig.store.list(list)).records).toEqual([]);
  }
});
