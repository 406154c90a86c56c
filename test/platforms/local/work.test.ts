// What takes its time on the local platform: taken on, seen meanwhile, ended once. Reference: deployment actions, sections 3.2, 3.4,
// 3.9-3.11 and 9.
import { describe, expect, test } from "vitest";
import type { Deployment } from "../../../src/deployments/deployment.ts";
import { deploymentId, packageId } from "../../../src/deployments/ids.ts";
import type { ModelPackage } from "../../../src/deployments/model-package.ts";
import { completeWork } from "../../../src/platforms/local/complete-work.ts";
import { createLocalPlatform, type LocalPlatformParts } from "../../../src/platforms/local/local-platform.ts";
import { deploymentPut, packageRecordId, workRecordId } from "../../../src/platforms/local/records.ts";
import type { ChangeCommand, DeploymentChange, EffectAnswer, Platform } from "../../../src/ports/platform.ts";
import type { Store } from "../../../src/ports/store.ts";
import { aCommand, SERVICE } from "../../contracts/platform.ts";
import { aDeployment, anEnvironment, aPackage, grantTo } from "../../support/builders.ts";
import { fakeClock } from "../../support/clock.ts";
import { faultRig, faultyStore } from "../../support/fault-rig.ts";
import { seededIds } from "../../support/ids.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { aPerson } from "../../support/request-builders.ts";
import { fill } from "./fill.ts";

const CARD = deploymentId("d-card-default");
const WORK_MS = 5_000;
const AGENT = anEnvironment({ managedByManagementAgent: true });
const custom = (over: Partial<ModelPackage> = {}): ModelPackage => aPackage({ kind: "custom", ...over });

interface Given extends Partial<LocalPlatformParts> {
  readonly deployment?: Partial<Deployment>;
  readonly champion?: ModelPackage;
  readonly others?: readonly Deployment[];
}

async function world({ deployment = {}, champion = aPackage(), others = [], ...over }: Given = {}) {
  const memory = memoryStore();
  const clock = fakeClock();
  const rig = faultRig({ seed: 1, rates: {} });
  const store = faultyStore(memory, rig);
  await fill(memory, {
    deployments: [aDeployment(deployment), ...others],
    packages: [champion, aPackage({ version: 4 }), aPackage({ version: 5 })],
  });
  const parts = { store, clock, ids: seededIds(), workMs: WORK_MS, ...over };
  const make = () => createLocalPlatform(parts);
  return { platform: await make(), replica: make, store, memory, clock, rig };
}
type World = Awaited<ReturnType<typeof world>>;

/** Under one key each, unless told otherwise. */
const change = (command: ChangeCommand, over: Partial<DeploymentChange> = {}): DeploymentChange =>
  ({
    deploymentId: CARD,
    effectKey: "effect-1",
    as: aPerson("olivia"),
    ...command,
    ...over,
  }) as DeploymentChange;

const RELAUNCH = change({ kind: "relaunch", expected: "active" });
const ACTIVATE = change({ kind: "set-status", to: "active", expected: "inactive" });
const DEACTIVATE = change({ kind: "set-status", to: "inactive", expected: "active" });
const DELETE = change({ kind: "delete", ignoreManagementAgent: false });
const BUILD = change({
  kind: "build-scoring-code",
  model: packageId("p-3"),
  options: { form: "binary", include: ["agent"] },
});

/** As the alarm loop does it; answers how many records were due. */
async function wake({
  store,
  clock,
  platform,
}: Pick<World, "store" | "clock" | "platform">): Promise<number> {
  const kinds = ["local-work"] as const;
  const claims = await store.claimDue({ now: clock.now(), leaseMs: 40_000, limit: 16, kinds });
  for (const claim of claims) await platform.alarms?.step(claim);
  return claims.length;
}
async function later(given: World): Promise<void> {
  given.clock.advance(WORK_MS);
  expect(await wake(given)).toBe(1);
}
const read = async (platform: Platform): Promise<Deployment> => {
  const deployment = await platform.deployment(CARD);
  if (deployment === null) throw new Error("the deployment is gone");
  return deployment;
};
const startupLog = async (platform: Platform) =>
  (await platform.logs({ deploymentId: CARD, kind: "startup" }, SERVICE)) ?? [];

describe("what a management agent runs, and custom models", () => {
  const CASES: readonly (readonly [
    what: string,
    given: Given,
    command: DeploymentChange,
    during: Deployment["status"],
    after: Deployment["status"],
  ])[] = [
    ["are launched anew", { deployment: { environment: AGENT } }, RELAUNCH, "launching", "active"],
    [
      "of an agent are activated",
      { deployment: { environment: AGENT, status: "inactive" } },
      ACTIVATE,
      "launching",
      "active",
    ],
    [
      "that are custom are activated",
      { deployment: { status: "inactive" }, champion: custom() },
      ACTIVATE,
      "launching",
      "active",
    ],
    ["that are custom are deactivated", { champion: custom() }, DEACTIVATE, "stopping", "inactive"],
  ];

  test.each(CASES)(
    "%s: seen meanwhile, done when the time is over, and once",
    async (_, given, command, during, after) => {
      const made = await world(given);
      const { platform, clock, memory } = made;
      const began = clock.now();
      expect(await platform.change(command)).toEqual({ outcome: "accepted" });
      expect((await read(platform)).status).toBe(during);
      expect((await platform.deployments({ text: "", filter: {}, limit: 5 }, SERVICE)).items[0]?.status).toBe(
        during,
      );
      expect(await platform.effect({ effectKey: "effect-1" })).toEqual({ state: "under-way", since: began });
      // Asked again: it is under way, not begun anew. Anything else waits.
      expect(await platform.change(command)).toEqual({ outcome: "accepted" });
      expect((await platform.change({ ...RELAUNCH, effectKey: "effect-2" })).outcome).toBe("refused");
      clock.advance(WORK_MS - 1);
      expect(await wake(made)).toBe(0);
      clock.advance(1);
      expect(await wake(made)).toBe(1);
      expect((await read(platform)).status).toBe(after);
      const done = { outcome: "done", at: began + WORK_MS };
      expect(await platform.effect({ effectKey: "effect-1" })).toEqual({ state: "done", at: done.at });
      expect(await platform.change(command)).toEqual(done);
      expect(await memory.get(workRecordId("effect-1"))).toBeNull();
      expect(await memory.nextAlarm(["local-work"])).toBeNull();
    },
  );

  test("where nothing serves, nothing takes time: the others are done at once", async () => {
    const { platform } = await world();
    expect((await platform.change(DEACTIVATE)).outcome).toBe("done");
    expect((await read(platform)).status).toBe("inactive");
  });

  test("without a time of its own all of it is done at once", async () => {
    for (const [, given, command, , after] of CASES) {
      const { platform } = await world({ ...given, workMs: 0 });
      expect((await platform.change(command)).outcome).toBe("done");
      expect((await read(platform)).status).toBe(after);
    }
  });

  test("keep what others change meanwhile", async () => {
    const made = await world({ deployment: { environment: AGENT } });
    await made.platform.change(RELAUNCH);
    const changes = [{ subject: grantTo("ada", "USER").subject, before: null, role: "USER" }] as const;
    expect(
      (await made.platform.change(change({ kind: "share", changes }, { effectKey: "share-1" }))).outcome,
    ).toBe("done");
    await later(made);
    const { status, grants } = await read(made.platform);
    expect([status, grants.length]).toEqual(["active", 5]);
  });
});

describe("a replacement under an agent", () => {
  const given = { deployment: { environment: AGENT } };

  test("leaves the champion alone until the new model is there, and makes one entry of the history", async () => {
    const made = await world(given);
    const { platform, clock } = made;
    expect(await platform.replaceModel(aCommand())).toEqual({ outcome: "accepted" });
    expect(await read(platform)).toMatchObject({ status: "replacingModel", championId: "p-3" });
    expect((await platform.replaceModel(aCommand({ effectKey: "effect-2" }))).outcome).toBe("refused");
    await later(made);
    expect(await read(platform)).toMatchObject({
      status: "active",
      championId: "p-4",
      championSince: clock.now(),
      history: [{ effectKey: "effect-1", from: clock.now() }, {}, {}],
    });
    expect(await platform.replaceModel(aCommand())).toEqual({ outcome: "done", at: clock.now() });
  });

  test("of an inactive one is done at once, as is one without an agent", async () => {
    for (const deployment of [{ environment: AGENT, status: "inactive" as const }, {}]) {
      const { platform } = await world({ deployment });
      expect((await platform.replaceModel(aCommand())).outcome).toBe("done");
    }
  });

  test("that fails leaves champion and history as they were, and the deployment errored", async () => {
    const made = await world(given);
    const before = await read(made.platform);
    await made.platform.replaceModel(aCommand());
    const report = { ok: false, why: "the agent has no disk space left.", log: [] } as const;
    expect(await reported(made, report)).toBe("completed");
    expect(await read(made.platform)).toEqual({ ...before, status: "errored" });
    expect(await made.platform.replaceModel(aCommand())).toMatchObject({
      outcome: "failed",
      sentence: expect.stringContaining("no disk space left. The champion is unchanged"),
    });
  });
});

describe("a deletion", () => {
  test("waits for the agent: it stands there as stopping, and is gone with everything when that is over", async () => {
    const made = await world({ deployment: { environment: AGENT } });
    const { platform } = made;
    const before = await read(platform);
    expect(await platform.change(DELETE)).toEqual({ outcome: "accepted" });
    expect((await read(platform)).status).toBe("stopping");
    await later(made);
    expect(await platform.deployment(CARD)).toBeNull();
    expect(await platform.former(CARD)).toEqual({
      ...before,
      status: "stopping",
      deleted: { at: expect.any(Number), by: expect.any(String) },
    });
    expect(await platform.effect({ effectKey: "effect-1" })).toMatchObject({ state: "done" });
  });

  test("that ignores the agent does not wait, also not for one that hangs; what that was at ends with it", async () => {
    const made = await world({ deployment: { environment: AGENT } });
    const { platform } = made;
    await platform.change(RELAUNCH);
    const forced = change({ kind: "delete", ignoreManagementAgent: true }, { effectKey: "forced" });
    expect((await platform.change(forced)).outcome).toBe("done");
    expect(await platform.deployment(CARD)).toBeNull();
    await later(made);
    expect(await platform.effect({ effectKey: "effect-1" })).toMatchObject({
      state: "failed",
      sentence: expect.stringContaining("deleted"),
    });
    expect(await platform.deployment(CARD)).toBeNull();
  });

  test("without an agent is done at once, and so is one of what is inactive: nothing is to be stopped", async () => {
    for (const deployment of [{}, { environment: AGENT, status: "inactive" as const }]) {
      const { platform } = await world({ deployment });
      expect((await platform.change(DELETE)).outcome).toBe("done");
    }
  });
});

describe("work whose model cannot be read at its end", () => {
  test("ends, gives the status back, and says why", async () => {
    const made = await world({ champion: custom() });
    const { platform, memory } = made;
    expect(await platform.change(DEACTIVATE)).toEqual({ outcome: "accepted" });
    const stored = await memory.get(packageRecordId("p-3"));
    if (stored === null) throw new Error("the champion has no record");
    const broken = { ...(stored.value as object), kind: "of another version" };
    await memory.commit({
      expect: [{ id: stored.id, rev: stored.rev }],
      put: [{ kind: "local-package", id: stored.id, value: broken, alarmAt: null, index: stored.index }],
      remove: [],
      audit: [],
    });
    await later(made);
    expect((await read(platform)).status).toBe("active");
    expect(await platform.effect({ effectKey: "effect-1" })).toMatchObject({
      state: "failed",
      sentence: expect.stringContaining("Nothing was changed"),
    });
  });
});

describe("a build of scoring code", () => {
  test("is a job that leaves the deployment alone, and has its file when it reports", async () => {
    const made = await world();
    const { platform } = made;
    const before = await read(platform);
    expect(await platform.change(BUILD)).toEqual({ outcome: "accepted" });
    expect(await read(platform)).toEqual(before);
    expect(await platform.scoringCode("effect-1")).toBeNull();
    expect((await platform.downloadScoringCode("effect-1")).outcome).toBe("refused");
    await later(made);
    expect(await platform.scoringCode("effect-1")).toMatchObject({ packageId: "p-3" });
    expect((await platform.downloadScoringCode("effect-1")).outcome).toBe("ready");
  });

  test("fails when another model serves by its end, and nothing is handed out", async () => {
    const made = await world();
    const { platform } = made;
    await platform.change(BUILD);
    await platform.replaceModel(aCommand({ effectKey: "effect-2" }));
    await later(made);
    expect(await platform.effect({ effectKey: "effect-1" })).toMatchObject({
      state: "failed",
      sentence: expect.stringContaining("Another model serves by now"),
    });
    expect((await read(platform)).championId).toBe("p-4");
    expect((await platform.downloadScoringCode("effect-1")).outcome).toBe("refused");
  });
});

describe("a launch that fails", () => {
  const broken = custom({ tests: { status: "failed", failed: ["Startup", "Null imputation"] } });
  const given = { deployment: { status: "inactive" }, champion: broken } as const;

  test.each([
    ["after its time", WORK_MS],
    ["at once", 0],
  ])(
    "%s leaves the deployment errored, with the reason in its record and in its startup log",
    async (_, workMs) => {
      const made = await world({ ...given, workMs });
      const { platform } = made;
      const first = await platform.change(ACTIVATE);
      if (workMs > 0) {
        expect(first).toEqual({ outcome: "accepted" });
        await later(made);
      }
      const sentence = expect.stringContaining(
        "tests of Credit default v3 failed (Startup and Null imputation)",
      );
      expect(await platform.effect({ effectKey: "effect-1" })).toMatchObject({ state: "failed", sentence });
      expect(await platform.change(ACTIVATE)).toEqual({ outcome: "failed", sentence });
      expect((await read(platform)).status).toBe("errored");
      const log = await startupLog(platform);
      expect(log.map(({ level }) => level)).toEqual(["INFO", "ERROR", "ERROR", "CRITICAL"]);
      expect(log.map(({ text }) => text).join("\n")).toContain("Startup");
    },
  );

  test("is tried again under another key, and its log goes on", async () => {
    const { platform } = await world({ ...given, workMs: 0 });
    await platform.change(ACTIVATE);
    const again = change(
      { kind: "set-status", to: "active", expected: "errored" },
      { effectKey: "effect-2" },
    );
    expect((await platform.change(again)).outcome).toBe("failed");
    expect(await startupLog(platform)).toHaveLength(8);
  });

  test("does not concern who only stops it", async () => {
    const made = await world({ champion: broken });
    await made.platform.change(DEACTIVATE);
    await later(made);
    expect((await read(made.platform)).status).toBe("inactive");
  });
});

const reported = (made: World, report: Parameters<typeof completeWork>[2], effectKey = "effect-1") =>
  completeWork(
    { ...made, ids: seededIds(), activeLimit: async () => null, workMs: WORK_MS },
    effectKey,
    report,
  );

describe("a report of whoever does the work", () => {
  test("ends it before its time, and the alarm finds nothing left to do", async () => {
    const made = await world({ deployment: { environment: AGENT } });
    await made.platform.change(RELAUNCH);
    const claimed = await made.store.get(workRecordId("effect-1"));
    expect(await reported(made, { ok: true })).toBe("completed");
    expect((await read(made.platform)).status).toBe("active");
    expect(await reported(made, { ok: false, why: "too late.", log: [] })).toBe("over");
    if (claimed === null) throw new Error("nothing was taken on");
    await made.platform.alarms?.step({ record: claimed, leaseUntil: 0 });
    expect((await read(made.platform)).status).toBe("active");
    expect(await made.platform.effect({ effectKey: "effect-1" })).toMatchObject({ state: "done" });
  });

  const why = "the agent is down.";
  test.each([
    ["stopped", { champion: custom() } as Given, DEACTIVATE, "active"],
    ["deleted", { deployment: { environment: AGENT } } as Given, DELETE, "active"],
    ["built", {} as Given, BUILD, "active"],
    ["launched", { deployment: { environment: AGENT } } as Given, RELAUNCH, "errored"],
  ] as const)("that it was not %s is the end of it, with the reason", async (_, given, command, status) => {
    const made = await world(given);
    await made.platform.change(command);
    const at = made.clock.now();
    expect(await reported(made, { ok: false, why, log: [{ at, level: "ERROR", text: "Down." }] })).toBe(
      "completed",
    );
    expect((await read(made.platform)).status).toBe(status);
    expect(await made.platform.effect({ effectKey: "effect-1" })).toMatchObject({
      state: "failed",
      sentence: expect.stringContaining(why),
    });
    expect((await startupLog(made.platform)).at(-1)?.text).toBe("Down.");
    // Logs of other models than custom ones are shown to nobody.
    expect(JSON.stringify(await made.platform.effect({ effectKey: "effect-1" }))).not.toContain("View logs");
  });

  test("about nothing that is under way changes nothing", async () => {
    const made = await world();
    expect(await reported(made, { ok: true }, "effect-none")).toBe("over");
    expect(await read(made.platform)).toEqual(aDeployment());
  });
});

describe("the end of the work", () => {
  test.each(["refused", "timed-out", "executed-then-timed-out", "late"] as const)(
    "happens once when the store's answer to it is %s",
    async (fault) => {
      const made = await world({ deployment: { environment: AGENT } });
      const { platform, clock, rig, store } = made;
      await platform.replaceModel(aCommand());
      clock.advance(WORK_MS);
      rig.script("store.commit", fault);
      expect(await wake(made)).toBe(1);
      // The lease ends, and it is due again, on whatever process.
      clock.advance(40_001);
      await wake({ ...made, platform: await made.replica() });
      await store.landLate();
      const { history, status } = await read(platform);
      expect(history.filter(({ effectKey }) => effectKey === "effect-1")).toHaveLength(1);
      expect(status).toBe("active");
      expect(await made.memory.nextAlarm(["local-work"])).toBeNull();
    },
  );

  test("happens once on two replicas that hold it at the same time", async () => {
    const made = await world({ deployment: { environment: AGENT } });
    const { platform, clock, store } = made;
    const other = await made.replica();
    await platform.replaceModel(aCommand());
    clock.advance(WORK_MS);
    const ask = { now: clock.now(), leaseMs: 0, limit: 1, kinds: ["local-work"] } as const;
    const [mine] = await store.claimDue(ask);
    clock.advance(1);
    const [theirs] = await store.claimDue({ ...ask, now: clock.now() });
    if (mine === undefined || theirs === undefined) throw new Error("it was not due twice");
    await Promise.all([platform.alarms?.step(mine), other.alarms?.step(theirs)]);
    expect((await read(platform)).history).toHaveLength(3);
  });

  test("leaves alone what somebody changed past it", async () => {
    const made = await world({ deployment: { environment: AGENT } });
    await made.platform.change(RELAUNCH);
    const changed = aDeployment({ environment: AGENT, status: "inactive" });
    await overwrite(made.memory, changed);
    await later(made);
    expect(await read(made.platform)).toEqual(changed);
    expect(await made.platform.effect({ effectKey: "effect-1" })).toMatchObject({ state: "failed" });
  });
});

async function overwrite(store: Store, deployment: Deployment): Promise<void> {
  const put = deploymentPut(deployment);
  const rev = (await store.get(put.id))?.rev ?? 0;
  await store.commit({ expect: [{ id: put.id, rev }], put: [put], remove: [], audit: [] });
}

describe("the limit of active deployments", () => {
  const other = (id: string, status: Deployment["status"]): Deployment =>
    aDeployment({ id: deploymentId(id), label: id, status });
  const limited = (limit: number, others: readonly Deployment[], over: Given = {}) =>
    world({ deployment: { status: "inactive" }, others, activeDeployments: () => limit, workMs: 0, ...over });

  test("counts what is active or on its way, and neither inactive nor errored nor archived ones", async () => {
    const statuses = [
      "active",
      "launching",
      "stopping",
      "replacingModel",
      "inactive",
      "errored",
      "archived",
    ] as const;
    const { platform } = await limited(
      9,
      statuses.map((status) => other(`d-${status}`, status)),
    );
    expect(await platform.activeLimit()).toEqual({ limit: 9, active: 4 });
    const { platform: without } = await world();
    expect(await without.activeLimit()).toBeNull();
  });

  test("refuses one more with how many there are, and takes it when another one was deactivated", async () => {
    const { platform } = await limited(2, [other("d-a", "active"), other("d-b", "active")]);
    const answer: EffectAnswer = await platform.change(ACTIVATE);
    expect(answer).toEqual({
      outcome: "refused",
      sentence:
        "The limit is 2 active deployments, and 2 are active already, so this one cannot become active.",
    });
    expect((await read(platform)).status).toBe("inactive");
    const off = change(
      { kind: "set-status", to: "inactive", expected: "active" },
      { effectKey: "off", deploymentId: deploymentId("d-a") },
    );
    expect((await platform.change(off)).outcome).toBe("done");
    expect((await platform.change(ACTIVATE)).outcome).toBe("done");
    expect(await platform.activeLimit()).toEqual({ limit: 2, active: 2 });
  });

  test("is for an errored one that is launched anew, too, and not for one that counts already", async () => {
    const { platform } = await limited(1, [other("d-a", "active"), other("d-b", "errored")]);
    const relaunch = (id: string, expected: Deployment["status"]) =>
      platform.change(
        change({ kind: "relaunch", expected }, { effectKey: id, deploymentId: deploymentId(id) }),
      );
    expect((await relaunch("d-b", "errored")).outcome).toBe("refused");
    expect((await relaunch("d-a", "active")).outcome).toBe("done");
  });

  test.each([
    ["at once", 0],
    ["with their time", WORK_MS],
  ])(
    "lets one of two through that are activated at the same moment on two replicas, %s",
    async (_, workMs) => {
      for (let seed = 0; seed < 10; seed += 1) {
        const given = { environment: AGENT, status: "inactive" as const };
        const made = await limited(2, [other("d-a", "active"), { ...other("d-b", "inactive"), ...given }], {
          workMs,
          deployment: given,
        });
        const replica = await made.replica();
        // Both have an index that is as fresh as it gets.
        expect(await made.platform.activeLimit()).toEqual({ limit: 2, active: 1 });
        expect(await replica.activeLimit()).toEqual({ limit: 2, active: 1 });
        const answers = await Promise.all([
          made.platform.change(ACTIVATE),
          replica.change({ ...ACTIVATE, effectKey: "effect-2", deploymentId: deploymentId("d-b") }),
        ]);
        expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual([
          workMs > 0 ? "accepted" : "done",
          "refused",
        ]);
        expect(await made.platform.activeLimit()).toEqual({ limit: 2, active: 2 });
      }
    },
  );

  test("holds however many try at once, one after the other", async () => {
    const many = Array.from({ length: 12 }, (_, i) => other(`d-${i}`, "inactive"));
    const { platform } = await limited(5, many);
    for (let round = 0; round < 12; round += 1)
      await Promise.all(
        many.map(({ id }) => platform.change({ ...ACTIVATE, deploymentId: id, effectKey: `on-${id}` })),
      );
    expect(await platform.activeLimit()).toEqual({ limit: 5, active: 5 });
  });
});

describe("reports into logs", () => {
  const entries = [{ at: 1, level: "INFO", text: "Serving" }] as const;
  const report = (platform: Platform, kind: "runtime" | "startup", id = CARD) =>
    platform.reportLog?.({ deploymentId: id, kind }, entries);

  test("of an inactive deployment are refused with the reason, and nothing is kept", async () => {
    const { platform } = await world({ deployment: { status: "inactive" } });
    for (const kind of ["runtime", "startup"] as const) {
      expect(await report(platform, kind)).toEqual({
        outcome: "refused",
        sentence: expect.stringContaining("The deployment is inactive, so it takes no reports."),
      });
      expect(await platform.logs({ deploymentId: CARD, kind }, SERVICE)).toEqual([]);
    }
  });

  test("of one that errored go into its startup log alone, and of none into none", async () => {
    const { platform } = await world({ deployment: { status: "errored" } });
    expect(await report(platform, "runtime")).toMatchObject({ outcome: "refused" });
    expect(await report(platform, "startup")).toEqual({ outcome: "kept" });
    expect(await report(platform, "runtime", deploymentId("d-none"))).toMatchObject({ outcome: "refused" });
  });

  test("end with the deactivation: one that was under way before it is not kept after it", async () => {
    const { platform, memory, clock } = await world();
    expect(await report(platform, "runtime")).toEqual({ outcome: "kept" });
    const deactivated = Promise.withResolvers<void>();
    const slow: Store = {
      ...memory,
      commit: async (commit) => {
        await deactivated.promise;
        return await memory.commit(commit);
      },
    };
    const other = await createLocalPlatform({ store: slow, clock, ids: seededIds() });
    const told = report(other, "runtime");
    // It has read the deployment as active when this answers.
    await new Promise((resolve) => setImmediate(resolve));
    expect((await platform.change(DEACTIVATE)).outcome).toBe("done");
    deactivated.resolve();
    expect(await told).toMatchObject({ outcome: "refused" });
    expect(await platform.logs({ deploymentId: CARD, kind: "runtime" }, SERVICE)).toHaveLength(1);
  });
});
