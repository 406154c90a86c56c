// Health notices: who hears of which change of a deployment's health, and that it is said once, whatever goes wrong around it.
import { beforeEach, describe, expect, test } from "vitest";
import type { Deployment, HealthStatus } from "../../src/deployments/deployment.ts";
import { HEALTH_LEVELS, type HealthLevel, METRICS, type Metric } from "../../src/deployments/health.ts";
import { type DeploymentId, deploymentId } from "../../src/deployments/ids.ts";
import { preferenceRecordId, watchRecordId } from "../../src/operations/health-record.ts";
import { TIMING } from "../../src/operations/timing.ts";
import { type Platform, PlatformUnavailable } from "../../src/ports/platform.ts";
import type { Commit, CommitAnswer, Store } from "../../src/ports/store.ts";
import { refusal, value } from "../support/answers.ts";
import { sampleActor, slackId } from "../support/fake-directory.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";
import { aPerson } from "../support/request-builders.ts";

const LABEL = "card-default";
const LOOK = TIMING.healthLook;
const HEALTHY: Deployment["health"] = {
  service: { status: "passing", message: "" },
  drift: { status: "passing", message: "" },
  accuracy: { status: "passing", message: "" },
};

let rig: OperationsRig;
let id: DeploymentId;
type Options = Parameters<typeof operationsRig>[0];
async function start(options: Options = {}, health = HEALTHY): Promise<void> {
  rig = await operationsRig(options);
  id = await rig.byLabel(LABEL);
  await changeDeployment(rig, LABEL, { health });
}
beforeEach(() => start());

const set = (name: string, level: HealthLevel) => rig.operations.setHealthNotices(rig.actor(name), id, level);
async function chosen(name: string, level: HealthLevel): Promise<void> {
  value(await set(name, level));
  await rig.settle();
}
async function turn(metric: Metric, status: HealthStatus, message = "Something happened."): Promise<void> {
  const { health } = await deploymentOf(rig, LABEL);
  await changeDeployment(rig, LABEL, { health: { ...health, [metric]: { status, message } } });
}
const told = () =>
  rig.messenger.healthNotices.map(({ target, view }) => ({
    to: target.kind === "user" ? target.user : target.kind === "channel" ? target.channel : target.kind,
    said: view.changes.map(({ metric, from, to }) => `${metric} ${from.status} ${to.status}`),
  }));
const changesInTrail = () => rig.audit.filter(({ event }) => event === "preference.changed");

/** Every change of status that there is. */
const STATUSES = ["passing", "warning", "failing", "unknown", "unavailable"] as const;
const MOVES = STATUSES.flatMap((from) =>
  STATUSES.filter((to) => to !== from).map((to) => [from, to] as const),
);

/** It takes no message, and says for how long. */
const slackIsBusy = (times: number, retryAfterMs: number): void =>
  rig.messenger.fail({
    times,
    executed: false,
    answer: { outcome: "not-delivered", retryAfterMs, reason: "ratelimited" },
  });

describe("who hears of a change", () => {
  test.each(HEALTH_LEVELS.flatMap((level) => MOVES.map(([from, to]) => [level, from, to] as const)))(
    "%s: from %s to %s",
    async (level, from, to) => {
      await start({}, { ...HEALTHY, drift: { status: from, message: "" } });
      await chosen("uma", level);
      await turn("drift", to);
      await rig.pass(LOOK);
      const hears = level === "all" || (level === "critical" && to === "failing");
      expect(told()).toEqual(hears ? [{ to: slackId("uma"), said: [`drift ${from} ${to}`] }] : []);
    },
  );

  test.each(METRICS)("%s is one of the three that are looked at", async (metric) => {
    await chosen("olivia", "critical");
    await turn(metric, "failing", "2 of 14 features drifted.");
    await rig.pass(LOOK);
    expect(told()).toEqual([{ to: slackId("olivia"), said: [`${metric} passing failing`] }]);
    expect(rig.messenger.healthNotices[0]?.view).toMatchObject({
      level: "critical",
      deployment: { label: LABEL },
      changes: [{ to: { message: "2 of 14 features drifted." } }],
    });
  });

  test("several changes of one look are one message, to each with what they want to hear", async () => {
    await chosen("olivia", "all");
    await chosen("uma", "critical");
    await turn("service", "failing");
    await turn("accuracy", "warning");
    await rig.pass(LOOK);
    expect(told()).toHaveLength(2);
    expect(told()).toContainEqual({ to: slackId("uma"), said: ["service passing failing"] });
    expect(told()).toContainEqual({
      to: slackId("olivia"),
      said: ["service passing failing", "accuracy passing warning"],
    });
  });

  test("another sentence about the same status is no change", async () => {
    await start({}, { ...HEALTHY, service: { status: "failing", message: "1 error." } });
    await chosen("uma", "all");
    await turn("service", "failing", "2 errors.");
    await rig.pass(3 * LOOK);
    expect(told()).toEqual([]);
  });

  test("the first look is silent, however bad it is", async () => {
    await start({}, { ...HEALTHY, service: { status: "failing", message: "" } });
    await chosen("uma", "all");
    await rig.pass(3 * LOOK);
    expect(told()).toEqual([]);
  });

  test("there and back between two looks is silent; there, and back a look later, are two notices", async () => {
    await chosen("uma", "all");
    await turn("service", "failing");
    await turn("service", "passing");
    await rig.pass(LOOK);
    expect(told()).toEqual([]);
    await turn("service", "failing");
    await rig.pass(LOOK);
    await turn("service", "passing");
    await rig.pass(LOOK);
    await rig.pass(4 * LOOK);
    expect(told().map(({ said }) => said)).toEqual([
      ["service passing failing"],
      ["service failing passing"],
    ]);
  });

  test("nobody does who has chosen nothing, and nothing is looked at", async () => {
    await rig.settle();
    expect(await rig.store.get(watchRecordId(id))).toBeNull();
    expect(await rig.store.nextAlarm(["health-watch"])).toBeNull();
  });

  test("other deployments are not theirs to hear of", async () => {
    await chosen("olivia", "all");
    const other = await deploymentOf(rig, "ext-fraud");
    const service = {
      status: other.health.service.status === "failing" ? "passing" : "failing",
      message: "",
    };
    await changeDeployment(rig, "ext-fraud", {
      health: { ...other.health, service: service as Deployment["health"]["service"] },
    });
    await rig.pass(LOOK);
    expect(told()).toEqual([]);
  });
});

describe("a choice", () => {
  test("is a person's own, is in the trail, and is read back", async () => {
    expect(value(await set("uma", "critical"))).toEqual({ level: "critical", changed: true, label: LABEL });
    expect(value(await rig.operations.healthNotices(rig.actor("uma"), id))).toBe("critical");
    expect(value(await rig.operations.healthNotices(rig.actor("olivia"), id))).toBe("none");
    expect(changesInTrail()).toMatchObject([
      {
        deployment: id,
        allowed: true,
        who: { person: { email: "uma@example.com" } },
        details: { healthNotices: "critical", before: "none" },
      },
    ]);
  });

  test("that is made twice changes nothing the second time, and says so", async () => {
    for (const level of ["none", "all"] as const) {
      const before = changesInTrail().length;
      await set("uma", level);
      const entries = changesInTrail().length;
      const commits = rig.store.commits();
      expect(value(await set("uma", level))).toMatchObject({ level, changed: false });
      expect(rig.store.commits()).toBe(commits);
      expect(changesInTrail().length).toBe(entries);
      expect(entries - before).toBe(level === "none" ? 0 : 1);
    }
  });

  test("made on two replicas at once is made once", async () => {
    const other = rig.replica();
    const answers = await Promise.all([
      set("uma", "all"),
      other.operations.setHealthNotices(rig.actor("uma"), id, "all"),
    ]);
    expect(answers.map((answer) => value(answer).changed).sort()).toEqual([false, true]);
    expect(changesInTrail()).toHaveLength(1);
  });

  test.each([
    ["carl", "not-found"],
    ["ben", "not-found"],
    ["gus", "not-a-person"],
    ["xena", "not-a-person"],
  ])("is not %s's to make, and the trail says who tried", async (name, code) => {
    expect(refusal(await set(name, "all")).code).toBe(code);
    expect(rig.audit.at(-1)).toMatchObject({
      event: "press.refused",
      deployment: id,
      allowed: false,
      details: { press: "health notices" },
    });
    expect(await rig.store.get(watchRecordId(id))).toBeNull();
  });

  test("for a deployment that is not there is refused", async () => {
    const nowhere = rig.operations.setHealthNotices(rig.actor("olivia"), deploymentId("d-nowhere"), "all");
    expect(refusal(await nowhere).code).toBe("not-found");
  });

  test("turned off ends it, and with the last one the looking", async () => {
    await chosen("uma", "all");
    await chosen("olivia", "all");
    await chosen("uma", "none");
    await turn("service", "failing");
    await rig.pass(LOOK);
    expect(told().map(({ to }) => to)).toEqual([slackId("olivia")]);
    await chosen("olivia", "none");
    await rig.pass(LOOK);
    expect(await rig.store.get(watchRecordId(id))).toBeNull();
  });

  test("is listed with its deployment for the person alone, until they may not see it any more", async () => {
    await chosen("uma", "critical");
    const listed = async (name: string) =>
      value(await rig.operations.chosenHealthNotices(rig.actor(name))).chosen;
    expect(await listed("uma")).toMatchObject([{ deployment: { id, label: LABEL }, level: "critical" }]);
    expect(await listed("olivia")).toEqual([]);
    await changeDeployment(rig, LABEL, { grants: await withoutUma() });
    expect(await listed("uma")).toEqual([]);
  });
});

const withoutUma = async () => {
  const { grants } = await deploymentOf(rig, LABEL);
  return grants.filter(({ subject }) => subject.kind !== "user" || subject.email !== "uma@example.com");
};

describe("somebody who may not hear of it any more", () => {
  test.each<[string, () => Promise<unknown> | unknown]>([
    ["has lost the role", async () => changeDeployment(rig, LABEL, { grants: await withoutUma() })],
    [
      "is a Consumer now",
      async () =>
        changeDeployment(rig, LABEL, {
          grants: [
            ...(await withoutUma()),
            { subject: { kind: "user", email: "uma@example.com" }, role: "CONSUMER" },
          ],
        }),
    ],
    ["has left", () => rig.directory.deactivate("uma")],
    ["goes by another email now", () => rig.directory.set("uma", { email: "uma.new@example.com" })],
  ])("hears nothing: %s", async (_, lose) => {
    await chosen("uma", "all");
    await chosen("olivia", "all");
    await lose();
    await turn("service", "failing");
    await rig.pass(LOOK);
    expect(told().map(({ to }) => to)).toEqual([slackId("olivia")]);
  });

  test("hears nothing of what waited for Slack meanwhile; nor does who turned it off meanwhile", async () => {
    await chosen("uma", "all");
    await chosen("olivia", "all");
    await chosen("otto", "all");
    slackIsBusy(3, 60_000);
    await turn("service", "failing");
    await rig.pass(LOOK);
    expect(told()).toEqual([]);
    await changeDeployment(rig, LABEL, { grants: await withoutUma() });
    await chosen("otto", "none");
    await rig.pass(2 * 60_000);
    expect(told().map(({ to }) => to)).toEqual([slackId("olivia")]);
  });
});

describe("a channel that has subscribed", () => {
  const subscribe = (on: boolean) => rig.operations.subscribe(rig.actor("olivia"), id, "C0ML", on);

  test("hears of every change, until it unsubscribes", async () => {
    value(await subscribe(true));
    await rig.settle();
    await turn("drift", "warning");
    await rig.pass(LOOK);
    expect(told()).toEqual([{ to: "C0ML", said: ["drift passing warning"] }]);
    expect(rig.messenger.healthNotices[0]?.view.level).toBeNull();
    value(await subscribe(false));
    await turn("drift", "failing");
    await rig.pass(LOOK);
    expect(told()).toHaveLength(1);
    expect(await rig.store.get(watchRecordId(id))).toBeNull();
  });

  test("hears nothing of what waited for Slack when it unsubscribed", async () => {
    value(await subscribe(true));
    await rig.settle();
    slackIsBusy(1, 60_000);
    await turn("drift", "failing");
    await rig.pass(LOOK);
    value(await subscribe(false));
    await rig.pass(2 * 60_000);
    expect(told()).toEqual([]);
  });
});

describe("once, whatever happens", () => {
  const isLook = ({ put }: Commit) =>
    put[0]?.kind === "health-watch" && put.some(({ kind }) => kind === "delivery");
  /** The commits of a look that found something get this done with them instead. */
  const meddling = (meddle: (commit: Commit, store: Store) => Promise<CommitAnswer | null>) => ({
    wrapStore: (store: Store): Store =>
      Object.assign(Object.create(store), {
        commit: async (commit: Commit) =>
          (isLook(commit) ? await meddle(commit, store) : null) ?? (await store.commit(commit)),
      }),
  });
  const LOST = { outcome: "unknown", reason: "No answer." } as const;

  test.each<[string, (commit: Commit, store: Store) => Promise<CommitAnswer>]>([
    ["its write was lost before it was made", async () => LOST],
    [
      "its write was made and the answer was lost",
      async (commit, store) => {
        await store.commit(commit);
        return LOST;
      },
    ],
    ["the store was full", async () => ({ outcome: "failed", reason: "Full." })],
  ])("a look whose word is not taken: %s", async (_, lose) => {
    let lost = 0;
    await start(
      meddling(async (commit, store) => {
        lost += 1;
        return lost === 1 ? await lose(commit, store) : null;
      }),
    );
    await chosen("uma", "critical");
    await turn("service", "failing");
    await rig.pass(LOOK + 60_000);
    expect(lost).toBeGreaterThan(0);
    expect(told()).toEqual([{ to: slackId("uma"), said: ["service passing failing"] }]);
    await rig.pass(4 * LOOK);
    expect(told()).toHaveLength(1);
  });

  test("a process that dies before it could write what it saw leaves it to the next one", async () => {
    let reached: () => void = () => undefined;
    const writing = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let dies = true;
    await start(
      meddling(async () => {
        if (!dies) return null;
        reached();
        return await new Promise<never>(() => undefined);
      }),
    );
    await chosen("uma", "critical");
    await turn("service", "failing");
    rig.clock.advance(LOOK);
    void rig.worker.drain();
    await writing;
    expect(told()).toEqual([]);
    dies = false;
    rig.restart();
    await rig.pass(60_000);
    expect(told()).toEqual([{ to: slackId("uma"), said: ["service passing failing"] }]);
  });

  test("a process that dies between the look and the message: another one sends it", async () => {
    await chosen("uma", "critical");
    await turn("service", "failing");
    rig.clock.advance(LOOK);
    // The look was written; Slack does not take the message yet.
    slackIsBusy(1, 30_000);
    await rig.worker.drain();
    expect(told()).toEqual([]);
    rig.restart();
    await rig.pass(60_000);
    expect(told()).toEqual([{ to: slackId("uma"), said: ["service passing failing"] }]);
  });

  test("two replicas that look at the same time tell it once", async () => {
    await chosen("uma", "all");
    const other = rig.replica();
    for (const status of ["failing", "passing", "warning"] as const) {
      await turn("service", status);
      rig.clock.advance(LOOK);
      await Promise.all([rig.worker.drain(), other.worker.drain()]);
    }
    expect(told().map(({ said }) => said)).toEqual([
      ["service passing failing"],
      ["service failing passing"],
      ["service passing warning"],
    ]);
  });

  test.each([
    ["can be looked for", true],
    ["cannot be looked for", false],
  ])("a message whose answer was lost and that %s is not sent twice", async (_, canLook) => {
    rig.messenger.canLook = canLook;
    await chosen("uma", "critical");
    await turn("service", "failing");
    rig.messenger.fail({ times: 1, executed: true, answer: { outcome: "unknown", reason: "timed out" } });
    await rig.pass(LOOK + 60_000);
    expect(told()).toHaveLength(1);
  });

  test("a message that provably never came to be is sent again", async () => {
    await chosen("uma", "critical");
    await turn("service", "failing");
    rig.messenger.fail({ times: 1, executed: false, answer: { outcome: "unknown", reason: "timed out" } });
    await rig.pass(LOOK + 60_000);
    expect(told()).toHaveLength(1);
  });

  test("a choice that is made while the last one ends is not lost with the looking", async () => {
    let raced = false;
    await start({
      wrapStore: (store): Store =>
        Object.assign(Object.create(store), {
          commit: async (commit: Commit) => {
            if (commit.remove.includes(watchRecordId(id)) && !raced) {
              raced = true;
              value(await set("olivia", "all"));
            }
            return await store.commit(commit);
          },
        }),
    });
    await chosen("uma", "all");
    await chosen("uma", "none");
    await rig.pass(LOOK);
    expect(raced).toBe(true);
    await turn("service", "failing");
    await rig.pass(LOOK);
    expect(told().map(({ to }) => to)).toEqual([slackId("olivia")]);
  });
});

describe("a platform that does not answer", () => {
  test("is asked again, and what changed meanwhile is told", async () => {
    let away = false;
    await start({
      wrapPlatform: (platform): Platform =>
        Object.assign(Object.create(platform), {
          deployment: async (of: DeploymentId) => {
            if (away) throw new PlatformUnavailable("Down.");
            return await platform.deployment(of);
          },
        }),
    });
    await chosen("uma", "critical");
    await turn("service", "failing");
    away = true;
    await rig.pass(8 * LOOK);
    expect(told()).toEqual([]);
    away = false;
    await rig.pass(LOOK);
    expect(told()).toEqual([{ to: slackId("uma"), said: ["service passing failing"] }]);
  });
});

describe("a deployment that is deleted", () => {
  test("is looked at no longer, and the choices go with it", async () => {
    await chosen("uma", "all");
    const answer = await rig.platform.change({
      kind: "delete",
      deploymentId: id,
      effectKey: "k",
      as: aPerson("olivia"),
      ignoreManagementAgent: false,
    });
    expect(answer.outcome).toBe("done");
    await rig.pass(LOOK);
    expect(told()).toEqual([]);
    expect(await rig.store.nextAlarm(["health-watch"])).toBeNull();
    const uma = value(await rig.operations.whoAmI(sampleActor("uma"))).person;
    expect(await rig.store.get(preferenceRecordId(id, uma.id))).toBeNull();
    expect(changesInTrail().at(-1)).toMatchObject({ who: "system", deployment: id });
  });

  test("between the look and the message: the notice of the deletion says it all", async () => {
    await chosen("uma", "all");
    await turn("service", "failing");
    rig.clock.advance(LOOK);
    slackIsBusy(1, 30_000);
    await rig.worker.drain();
    await rig.platform.change({
      kind: "delete",
      deploymentId: id,
      effectKey: "k",
      as: aPerson("olivia"),
      ignoreManagementAgent: false,
    });
    await rig.pass(LOOK);
    expect(told()).toEqual([]);
  });
});
