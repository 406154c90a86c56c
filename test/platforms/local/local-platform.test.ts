import { describe, expect, test } from "vitest";
import { deploymentId, packageId, registeredModelId } from "../../../src/deployments/ids.ts";
import { createLocalPlatform, type LocalPlatformParts } from "../../../src/platforms/local/local-platform.ts";
import { deploymentPut, deploymentRecordId } from "../../../src/platforms/local/records.ts";
import { PlatformUnavailable } from "../../../src/ports/platform.ts";
import type { Store } from "../../../src/ports/store.ts";
import { aCommand, SERVICE } from "../../contracts/platform.ts";
import { aDeployment, aPackage } from "../../support/builders.ts";
import { fakeClock } from "../../support/clock.ts";
import { faultRig, faultyStore } from "../../support/fault-rig.ts";
import { seededIds } from "../../support/ids.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { callerOf } from "../../support/request-builders.ts";
import { fill } from "./fill.ts";

const ALL = { text: "", filter: {}, limit: 50 };
const OLIVIA = callerOf("olivia");
const CARD = deploymentId("d-card-default");

async function world(over: Partial<LocalPlatformParts> = {}) {
  const store = memoryStore();
  const clock = fakeClock();
  const rig = faultRig({ seed: 1, rates: {} });
  const faulty = faultyStore(store, rig);
  await fill(store, {
    deployments: [aDeployment()],
    packages: [3, 4, 5].map((version) => aPackage({ version })),
  });
  const platform = await createLocalPlatform({ store: faulty, clock, ids: seededIds(), ...over });
  return { platform, store, faulty, clock, rig };
}

const relabel = async (store: Store, label: string): Promise<void> => {
  const record = await store.get(deploymentRecordId(CARD));
  await store.commit({
    expect: [{ id: deploymentRecordId(CARD), rev: record?.rev ?? 0 }],
    put: [deploymentPut(aDeployment({ label }))],
    remove: [],
    audit: [],
  });
};

describe("what another process wrote", () => {
  test("shows in lists after a second, and in a single read at once", async () => {
    const { platform, store, clock } = await world();
    const labels = async () => (await platform.deployments(ALL, OLIVIA)).items.map(({ label }) => label);
    expect(await labels()).toEqual(["card-default"]);
    await relabel(store, "renamed");
    expect((await platform.deployment(CARD))?.label).toBe("renamed");
    expect(await labels()).toEqual(["card-default"]);
    clock.advance(1_001);
    expect(await labels()).toEqual(["renamed"]);
  });

  test("shows when the clock was set back, too", async () => {
    const { platform, store, clock } = await world();
    await platform.deployments(ALL, OLIVIA);
    await relabel(store, "renamed");
    clock.advance(-60_000);
    expect((await platform.deployments(ALL, OLIVIA)).items[0]?.label).toBe("renamed");
  });

  test("leaves lists when it was removed", async () => {
    const { platform, store, clock } = await world();
    expect((await platform.deployments(ALL, OLIVIA)).items).toHaveLength(1);
    const rev = (await store.get(deploymentRecordId(CARD)))?.rev ?? 0;
    await store.commit({
      expect: [{ id: deploymentRecordId(CARD), rev }],
      put: [],
      remove: [deploymentRecordId(CARD)],
      audit: [],
    });
    clock.advance(1_001);
    expect((await platform.deployments(ALL, OLIVIA)).items).toEqual([]);
    expect(await platform.size()).toEqual({ deployments: 0, packages: 3 });
  });
});

describe("a store in trouble", () => {
  test("makes reads throw PlatformUnavailable, and readiness false, until it answers again", async () => {
    const { platform, rig } = await world();
    rig.script("store.get", "refused", "timed-out");
    await expect(platform.deployment(CARD)).rejects.toThrow(PlatformUnavailable);
    expect(await platform.ready()).toBe(false);
    expect(await platform.ready()).toBe(true);
    rig.script("store.getMany", "refused");
    await expect(platform.packages([packageId("p-3")], SERVICE)).rejects.toThrow(PlatformUnavailable);
    rig.script("store.changedSince", "refused");
    await expect(platform.deployments(ALL, OLIVIA)).rejects.toThrow(PlatformUnavailable);
    expect((await platform.deployments(ALL, OLIVIA)).items).toHaveLength(1);
  });

  test("that cannot be read before an effect is proven non-delivery", async () => {
    const { platform, rig } = await world();
    rig.script("store.getMany", "timed-out");
    expect((await platform.replaceModel(aCommand())).outcome).toBe("not-delivered");
    expect((await platform.deployment(CARD))?.championId).toBe("p-3");
  });

  test("that is full keeps the old champion and says why", async () => {
    const { platform, rig } = await world();
    rig.script("store.commit", "refused");
    expect(await platform.replaceModel(aCommand())).toMatchObject({
      outcome: "not-delivered",
      sentence: expect.stringContaining("full"),
    });
    expect((await platform.deployment(CARD))?.championId).toBe("p-3");
  });

  test.each(["timed-out", "executed-then-timed-out", "late"] as const)(
    "that does not say what became of a commit (%s) is unknown, and asking again with the key makes it happen once",
    async (fault) => {
      const { platform, faulty, rig } = await world();
      rig.script("store.commit", fault);
      expect((await platform.replaceModel(aCommand())).outcome).toBe("unknown");
      expect((await platform.replaceModel(aCommand())).outcome).toBe("done");
      await faulty.landLate();
      const after = await platform.deployment(CARD);
      expect(after?.history.filter((entry) => entry.effectKey === "effect-1")).toHaveLength(1);
      expect(after?.championId).toBe("p-4");
    },
  );

  test("where a race is lost again and again gives up after five tries, with nothing changed", async () => {
    const store = memoryStore();
    await fill(store, {
      deployments: [aDeployment()],
      packages: [3, 4].map((version) => aPackage({ version })),
    });
    let tries = 0;
    const contested: Store = {
      ...store,
      async commit(commit) {
        tries += 1;
        await relabel(store, `label ${tries}`);
        return store.commit(commit);
      },
    };
    const platform = await createLocalPlatform({ store: contested, clock: fakeClock(), ids: seededIds() });
    expect((await platform.replaceModel(aCommand())).outcome).toBe("not-delivered");
    expect(tries).toBe(5);
    expect((await platform.deployment(CARD))?.history).toHaveLength(2);
  });

  test("where a race is lost once replaces the model and keeps the other's change", async () => {
    const store = memoryStore();
    await fill(store, {
      deployments: [aDeployment()],
      packages: [3, 4].map((version) => aPackage({ version })),
    });
    let tries = 0;
    const contested: Store = {
      ...store,
      async commit(commit) {
        tries += 1;
        if (tries === 1) await relabel(store, "renamed meanwhile");
        return store.commit(commit);
      },
    };
    const platform = await createLocalPlatform({ store: contested, clock: fakeClock(), ids: seededIds() });
    expect((await platform.replaceModel(aCommand())).outcome).toBe("done");
    expect(await platform.deployment(CARD)).toMatchObject({ label: "renamed meanwhile", championId: "p-4" });
  });
});

describe("a record that cannot be read", () => {
  test("is left out of lists with a log line, refuses effects, and throws for who asks for it alone", async () => {
    const logged: string[] = [];
    const { platform, store, clock } = await world({
      log: { warn: (fields, event) => logged.push(`${event} ${JSON.stringify(fields).slice(0, 60)}`) },
    });
    await fill(store, { deployments: [aDeployment({ id: deploymentId("d-other"), label: "other" })] });
    const id = deploymentRecordId(CARD);
    await store.commit({
      expect: [{ id, rev: (await store.get(id))?.rev ?? 0 }],
      put: [{ ...deploymentPut(aDeployment()), value: { id: "d-card-default", label: 7 } }],
      remove: [],
      audit: [],
    });
    clock.advance(2_000);
    expect((await platform.deployments(ALL, OLIVIA)).items.map(({ label }) => label)).toEqual(["other"]);
    expect(logged).toEqual([expect.stringMatching(/^local-platform.unreadable-record .*d-card-default/)]);
    expect((await platform.replaceModel(aCommand())).outcome).toBe("refused");
    await expect(platform.deployment(CARD)).rejects.toThrow(PlatformUnavailable);
  });
});

describe("who sees what", () => {
  test("an MLOps administrator is User on every deployment, and Owner where shared so", async () => {
    const { platform, store } = await world({
      isMlopsAdministrator: ({ email, groups }) => email === "mona@example.com" || groups.includes("mlops"),
    });
    await fill(store, {
      deployments: [
        aDeployment({
          id: deploymentId("d-owned"),
          label: "owned",
          grants: [{ subject: { kind: "user", email: "mona@example.com" }, role: "OWNER" }],
        }),
      ],
    });
    const rolesOf = async (...caller: Parameters<typeof callerOf>) =>
      (await platform.deployments(ALL, callerOf(...caller))).items.map(({ role }) => role);
    expect(await rolesOf("mona")).toEqual(["USER", "OWNER"]);
    expect(await rolesOf("carl", "mlops")).toEqual(["USER", "USER"]);
    expect(await rolesOf("carl")).toEqual([]);
  });

  test("the service sees all, as User", async () => {
    const { platform } = await world();
    expect((await platform.deployments(ALL, SERVICE)).items.map(({ role }) => role)).toEqual(["USER"]);
  });

  test("every member reads packages, also without any deployment; a guest reads none", async () => {
    const { platform } = await world({ isGuest: async (person) => person.email === "gus@example.com" });
    const versions = { registeredModelId: registeredModelId("rm-credit-default"), text: "", limit: 10 };
    const counts = async (name: string) => [
      (await platform.packages([packageId("p-3")], callerOf(name))).filter((version) => version !== null)
        .length,
      (await platform.versions(versions, callerOf(name))).items.length,
      (await platform.registeredModels({ text: "", limit: 10 }, callerOf(name))).items.length,
    ];
    expect(await counts("carl")).toEqual([1, 3, 1]);
    expect(await counts("gus")).toEqual([0, 0, 0]);
  });
});
