// A store that is full, fails, or does not say whether it kept something: people are told, nothing is half-written, and there is no
// effect without its entry in the audit trail.
import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Answer } from "../../src/deployments/decision.ts";
import { packageId } from "../../src/deployments/ids.ts";
import { verifyAudit } from "../../src/operations/audit-verify.ts";
import { readTrailEntry } from "../../src/operations/trail.ts";
import type { Commit, CommitAnswer, Store } from "../../src/ports/store.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { openSqliteStore } from "../../src/stores/sqlite/sqlite-store.ts";
import { refusal, value } from "../support/answers.ts";
import { type FaultRig, faultRig, faultyStore } from "../support/fault-rig.ts";
import type { MemoryStore } from "../support/memory-store.ts";
import { AUDIT_KEY, type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";
import { scratchDir } from "../support/scratch.ts";
import { type ScriptedPlatform, scriptedPlatform } from "../support/scripted-platform.ts";

const HOUR = 3_600_000;

let faults: FaultRig;
let platform: ScriptedPlatform;
let rig: OperationsRig;
/** While true no commit of the operations is taken. */
let full = false;
/** Answers a commit instead of the store; null: the store does. */
let refuse: (commit: Commit) => CommitAnswer | null = () => null;
beforeEach(async () => {
  faults = faultRig({ seed: 1, rates: {} });
  platform = scriptedPlatform();
  full = false;
  refuse = () => null;
  rig = await operationsRig({
    wrapPlatform: platform.wrap,
    wrapStore: (store) => {
      const faulty = faultyStore(store, faults);
      return {
        ...faulty,
        commit: async (commit) =>
          full
            ? { outcome: "failed", reason: "The store is full: free space on its disk, then try again." }
            : (refuse(commit) ?? (await faulty.commit(commit))),
      };
    },
    policies: { ...SAMPLE_POLICIES, rollback: { withoutApprovalDays: null } },
  });
});

async function asked(over: Parameters<OperationsRig["ask"]>[1] = {}): Promise<ChangeRequest> {
  const answer = value(await rig.ask("olivia", over));
  await rig.settle();
  return await rig.request(answer.id);
}
const review = (name: string, request: ChangeRequest, decision: "approve" | "ask-for-changes" = "approve") =>
  rig.operations.review(rig.actor(name), request.id, {
    edition: request.edition,
    decision,
    comment: decision === "approve" ? "" : "Why now?",
  });
const champion = async () => (await deploymentOf(rig, "card-default")).championId;

/** Every press that writes, on a request that is ready for it. */
const PRESSES: Readonly<
  Record<string, () => Promise<{ press: () => Promise<Answer<unknown>>; event: string }>>
> = {
  ask: async () => ({ press: () => rig.ask("olivia", {}), event: "request.asked" }),
  confirm: async () => {
    const request = await asked({ packageId: "p-card-default-6" });
    const shown = { edition: 1, warningsRead: true, attested: [packageId("p-card-default-6")] };
    return {
      press: () => rig.operations.confirm(rig.actor("olivia"), request.id, shown),
      event: "request.confirmed",
    };
  },
  approve: async () => {
    const request = await asked();
    return { press: () => review("ada", request), event: "request.reviewed" };
  },
  "ask for changes": async () => {
    const request = await asked();
    return { press: () => review("ada", request, "ask-for-changes"), event: "request.reviewed" };
  },
  edit: async () => {
    const request = await asked();
    const edit = {
      edition: 1,
      input: request.input,
      comment: "Better.",
      apply: "by-hand",
      origin: request.origin,
    } as const;
    return {
      press: () => rig.operations.edit(rig.actor("olivia"), request.id, edit),
      event: "request.edited",
    };
  },
  "ask again": async () => {
    const request = await asked();
    await changeDeployment(rig, "card-default", { importance: "CRITICAL" });
    value(await review("ada", request));
    await rig.settle();
    return {
      press: () => rig.operations.askAgain(rig.actor("olivia"), request.id, { edition: 1 }),
      event: "request.asked-again",
    };
  },
  cancel: async () => {
    const request = await asked();
    return {
      press: () => rig.operations.cancel(rig.actor("olivia"), request.id, { reason: "Not now." }),
      event: "request.cancelled",
    };
  },
  apply: async () => {
    const request = await asked({ apply: "by-hand" });
    value(await review("ada", request));
    await rig.settle();
    return {
      press: () => rig.operations.apply(rig.actor("olivia"), request.id, { edition: 1 }),
      event: "request.apply-asked",
    };
  },
  settle: async () => {
    platform.recordsEffectKeys = false;
    platform.script({ answer: { outcome: "unknown", sentence: "No answer." } });
    const request = await asked();
    value(await review("ada", request));
    await rig.worker.drain();
    await changeDeployment(rig, "card-default", { championSince: rig.clock.now() });
    await rig.pass(HOUR);
    return {
      press: () =>
        rig.operations.settle(rig.actor("otto"), request.id, { happened: true, reason: "I looked." }),
      event: "effect.settled",
    };
  },
  subscribe: async () => {
    const id = await rig.byLabel("card-default");
    return {
      press: () => rig.operations.subscribe(rig.actor("uma"), id, "C1", true),
      event: "subscription.changed",
    };
  },
  "health notices": async () => {
    const id = await rig.byLabel("card-default");
    return {
      press: () => rig.operations.setHealthNotices(rig.actor("uma"), id, "critical"),
      event: "preference.changed",
    };
  },
  evidence: async () => {
    const request = await asked();
    return {
      press: () => rig.operations.evidence(rig.actor("ada"), request.id),
      event: "evidence.downloaded",
    };
  },
};

const times = (event: string) => rig.audit.filter((fact) => fact.event === event).length;

describe("a full store", () => {
  test.each(Object.keys(PRESSES))(
    "%s: the person is told why and what to do, nothing changed, and it works when there is room",
    async (name) => {
      const ready = await PRESSES[name]?.();
      if (ready === undefined) throw new Error(name);
      const [before, entries] = [rig.store.commits(), times(ready.event)];
      full = true;
      const answer = refusal(await ready.press());
      expect(answer.code).toBe("error");
      expect(answer.sentence).toMatch(/could not be recorded, so nothing was done: .*(full|audit)/);
      expect(answer.next).toMatch(/^Try again\..*quote \S+\.$/);
      expect(rig.store.commits()).toBe(before);
      expect(times(ready.event)).toBe(entries);
      full = false;
      value(await ready.press());
      expect(times(ready.event)).toBe(entries + 1);
    },
  );

  test.each(
    Object.keys(PRESSES).flatMap((name) => [
      [name, "after the write", "executed-then-timed-out"] as const,
      [name, "before the write", "timed-out"] as const,
    ]),
  )("%s whose answer got lost %s: it is recorded once, and the person is told so", async (name, _, fault) => {
    const ready = await PRESSES[name]?.();
    if (ready === undefined) throw new Error(name);
    const entries = times(ready.event);
    faults.script("store.commit", fault);
    value(await ready.press());
    expect(times(ready.event)).toBe(entries + 1);
    const report = await verifyAudit({ store: rig.store, keys: [AUDIT_KEY] });
    expect(report.findings).toEqual([]);
  });

  test("a race that is lost five times is tried again; one that stays lost is told, and nothing was done", async () => {
    const request = await asked();
    let lost = 0;
    refuse = (commit) => {
      if (!commit.audit.some(({ body }) => body.includes("request.reviewed")) || lost >= 5) return null;
      lost += 1;
      return { outcome: "conflict", id: `request:${request.id}` };
    };
    value(await review("ada", request));
    expect(lost).toBe(5);
    const other = await asked({ wishKey: "V2" });
    refuse = () => ({ outcome: "conflict", id: `request:${other.id}` });
    expect(refusal(await review("ada", other))).toMatchObject({
      code: "error",
      sentence: expect.stringContaining("the record kept changing"),
    });
    expect((await rig.request(other.id)).reviews).toEqual([]);
  });

  test("what is read while nothing can be written still comes", async () => {
    const request = await asked();
    full = true;
    value(await rig.operations.seeDeployment(rig.actor("olivia"), request.deploymentId));
    value(await rig.operations.history(rig.actor("olivia"), request.deploymentId));
    value(await rig.operations.inbox(rig.actor("ada")));
    value(await rig.operations.request(rig.actor("ada"), request.id));
  });

  test("a refused press is still refused when the refusal cannot be recorded, and the log says so", async () => {
    const request = await asked();
    full = true;
    expect(refusal(await review("uma", request)).code).toBe("forbidden");
    expect(rig.logged.map(({ event }) => event)).toContain("refusal-not-audited");
  });
});

describe("no effect without its intent in the audit trail", () => {
  test("with a store that takes nothing an approved request is not applied; with room again it is, once", async () => {
    const request = await asked();
    value(await review("ada", request));
    full = true;
    await rig.worker.drain({ most: 50 }).catch(() => undefined);
    expect(platform.calls).toEqual([]);
    expect(await champion()).toBe("p-card-default-3");
    full = false;
    await rig.pass(60_000);
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
    expect(platform.calls).toHaveLength(1);
    expect(times("effect.intended")).toBe(1);
  });

  test.each([
    ["is refused", { outcome: "failed", reason: "The store is full." }],
    ["has no answer", { outcome: "unknown", reason: "The store did not answer." }],
  ] as const)("an intent whose commit %s makes no call before it stands", async (_, answer) => {
    const request = await asked();
    let refused = 0;
    let callsThen = -1;
    refuse = (commit) => {
      if (!commit.audit.some(({ body }) => body.includes("effect.intended")) || refused >= 3) return null;
      refused += 1;
      callsThen = platform.calls.length;
      return answer;
    };
    value(await review("ada", request));
    await rig.pass(2 * 60_000);
    expect(refused).toBe(3);
    expect(callsThen).toBe(0);
    expect(platform.calls).toHaveLength(1);
    expect(times("effect.intended")).toBe(1);
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
  });

  test("an outcome that cannot be recorded is found afterwards: one effect, one outcome, told once", async () => {
    const request = await asked();
    value(await review("ada", request));
    // From the call on, nothing can be written.
    platform.script({ answer: { outcome: "done", at: rig.clock.now() }, executed: true });
    const calls = platform.calls;
    const push = calls.push.bind(calls);
    calls.push = (...given) => {
      full = true;
      return push(...given);
    };
    await rig.worker.drain({ most: 50 }).catch(() => undefined);
    expect(calls).toHaveLength(1);
    expect((await rig.request(request.id)).state.name).toBe("executing");
    expect(rig.messenger.of("outcome-notice")).toEqual([]);
    expect(rig.logged.map(({ event }) => event)).toContain("outcome-not-recorded");
    full = false;
    await rig.pass(2 * 60_000);
    expect((await rig.request(request.id)).state).toMatchObject({
      name: "succeeded",
      outcome: { known: "found" },
    });
    expect(calls).toHaveLength(1);
    expect(times("effect.succeeded")).toBe(1);
    expect(rig.messenger.of("outcome-notice")).toHaveLength(3);
  });
});

describe("reads that fail", () => {
  test("end in an error with an id to quote", async () => {
    const request = await asked();
    faults.script("store.get", "refused");
    expect(refusal(await rig.operations.request(rig.actor("ada"), request.id))).toMatchObject({
      code: "error",
      sentence: "The bot's own store cannot be read right now, so nothing was done.",
      next: expect.stringMatching(/^Try again in a minute\..*quote/),
    });
  });

  test("in a step of the work only delay it", async () => {
    const answer = value(await rig.ask("olivia", {}));
    faults.script("store.get", "refused", "refused");
    faults.script("store.list", "refused");
    faults.script("store.claimDue", null, "refused");
    await rig.pass(30_000).catch(() => undefined);
    await rig.pass(30_000);
    expect((await rig.request(answer.id)).state.name).toBe("pending");
    expect(rig.messenger.of("review-prompt")).toHaveLength(4);
  });
});

describe("a real SQLite file that fills up in the middle of the work", () => {
  let dir: string;
  const opened: Store[] = [];
  beforeEach(() => {
    dir = scratchDir("full-");
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const open = async (maxPages?: number): Promise<MemoryStore> => {
    const store = await openSqliteStore({ dir, ...(maxPages === undefined ? {} : { maxPages }) });
    opened.push(store);
    return { ...store, commits: () => 0, reopen: () => undefined };
  };

  test("tells people, keeps what was acknowledged whole, and goes on from there when there is room", {
    timeout: 60_000,
  }, async () => {
    const pages = 400;
    rig = await operationsRig({ store: await open(pages) });
    const kept: ChangeRequest[] = [];
    let told = null;
    for (let n = 0; n < 2_000 && told === null; n += 1) {
      const wishKey = `V${n}`;
      const answer = await rig.ask("olivia", {
        wishKey,
        packageId: "p-card-default-7",
        comment: "x".repeat(3_000),
        origin: { viewId: null, channel: null },
      });
      if (answer.ok) kept.push(answer.value);
      else told = answer.refusal;
    }
    expect(told).toMatchObject({
      code: "error",
      sentence: expect.stringMatching(/could not be recorded.*store\.sqlite is full: free space on its disk/),
      next: expect.stringMatching(/quote/),
    });
    expect(kept.length).toBeGreaterThan(20);
    for (const store of opened.splice(0)) await store.close();

    const roomy = await open();
    for (const { id } of kept.slice(-3)) {
      expect(await roomy.get(`request:${id}`)).not.toBeNull();
      const { entries } = await roomy.auditAbout({ about: { request: id }, limit: 10 });
      expect(entries.flatMap((entry) => readTrailEntry(entry)?.event ?? [])).toEqual(["request.asked"]);
    }
    const report = await verifyAudit({ store: roomy, keys: [AUDIT_KEY] });
    expect(report.findings).toEqual([]);
    // Nothing of what was refused is there: as many requests as were acknowledged.
    let after: string | undefined;
    let found = 0;
    do {
      const page = await roomy.list({
        kind: "request",
        index: "request-by-state",
        key: "checking",
        order: "ascending",
        limit: 200,
        after,
      });
      found += page.records.length;
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(found).toBe(kept.length);
  });
});
