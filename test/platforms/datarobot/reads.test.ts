// What the contract suite does not ask: whose eyes a read uses, how deep it is, and what older servers answer.
import { afterEach, describe, expect, it } from "vitest";
import { deploymentId, useCaseId } from "../../../src/deployments/ids.ts";
import type { LogEntry } from "../../../src/deployments/logs.ts";
import { checkToken } from "../../../src/platforms/datarobot/accounts.ts";
import { PlatformUnavailable } from "../../../src/ports/platform.ts";
import { SERVICE, type World } from "../../contracts/platform.ts";
import { aChallenger, aDeployment, aPackage, grantTo } from "../../support/builders.ts";
import { hexId } from "../../support/datarobot/ids.ts";
import { accountId, ORGANIZATION } from "../../support/datarobot/sample-people.ts";
import { aPerson, callerOf } from "../../support/request-builders.ts";
import { clientRig, onlyScriptedAnswers, scripted, TOKEN } from "./rig.ts";
import { type FakeWorld, fakeWorld } from "./world.ts";

onlyScriptedAnswers();

const made: FakeWorld[] = [];
async function worldWith(
  world: Partial<World>,
  options: Parameters<typeof fakeWorld>[1] = {},
): Promise<FakeWorld> {
  const one = await fakeWorld(
    { packages: [1, 2, 3, 4].map((version) => aPackage({ version })), ...world },
    options,
  );
  made.push(one);
  return one;
}
afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one.close()));
});

const CARD = deploymentId(hexId("d-card-default"));
const olivia = callerOf("olivia");

/** The role, and the reason in words. */
async function roleOf({ reads }: FakeWorld, name: string, of = CARD) {
  const deployment = aDeployment({ id: of });
  const { role, decision } = await reads.accounts.roleOn(aPerson(name), deployment);
  return { role, outcome: decision.outcome, sentence: decision.sentence };
}

describe("the role of a person", () => {
  it("is what DataRobot shows and lists to the person's own account", async () => {
    const world = await worldWith({ deployments: [aDeployment()] });
    expect(await roleOf(world, "olivia")).toMatchObject({ role: "OWNER", outcome: "allowed" });
    expect(await roleOf(world, "uma")).toMatchObject({ role: "USER", outcome: "allowed" });
    expect(await roleOf(world, "ben")).toMatchObject({ role: null, outcome: "denied" });
  });

  it("is Owner also through a group, which only DataRobot's own list tells", async () => {
    const world = await worldWith({
      deployments: [
        aDeployment({
          grants: [grantTo("olivia", "OWNER"), { subject: { kind: "group", group: "ml" }, role: "OWNER" }],
        }),
      ],
    });
    world.fake.world.groups.get(hexId("group ml"))?.members.push(accountId("ben"));
    const ben = await roleOf(world, "ben");
    expect(ben.role).toBe("OWNER");
    expect(ben.sentence).toContain("lists it among those that ben@example.com owns");
  });

  it("is Consumer only by a grant to the very account, which the service reads", async () => {
    const world = await worldWith({ deployments: [aDeployment()] });
    expect(await roleOf(world, "carl")).toMatchObject({ role: "CONSUMER", outcome: "allowed" });
    const grants = [
      grantTo("olivia", "OWNER"),
      { subject: { kind: "organisation" }, role: "CONSUMER" } as const,
    ];
    const other = await worldWith({ deployments: [aDeployment({ grants })] });
    expect(await roleOf(other, "carl")).toMatchObject({ role: null });
  });

  it("is none without a linked account, and on what is no deployment", async () => {
    const world = await worldWith({ deployments: [aDeployment()] }, { unlinked: ["olivia"] });
    const none = await roleOf(world, "olivia");
    expect(none.role).toBeNull();
    expect(none.sentence).toContain("No DataRobot account is linked");
    expect(await roleOf(world, "uma", deploymentId("../users"))).toMatchObject({ role: null });
    expect(world.fake.log).toEqual([]);
  });

  it("is none where DataRobot does not take the token any more, and the link is told of it", async () => {
    const world = await worldWith({ deployments: [aDeployment()] });
    world.fake.faults.add({ on: "**", kind: "status", status: 401, times: 3 });
    const otto = await roleOf(world, "otto");
    expect(otto.role).toBeNull();
    expect(otto.sentence).toContain("does not accept the token of otto@example.com");
    expect(world.linkedAccounts.broken).toEqual(["otto@example.com"]);
  });

  it("is an error, and no role, when DataRobot does not answer", async () => {
    const world = await worldWith({ deployments: [aDeployment()] });
    world.fake.faults.add({ on: "**", kind: "html", status: 502, times: 100 });
    await expect(roleOf(world, "olivia")).rejects.toThrow(PlatformUnavailable);
  });

  it("is read anew each time", async () => {
    const world = await worldWith({ deployments: [aDeployment()] });
    expect((await roleOf(world, "olivia")).role).toBe("OWNER");
    const kept = world.fake.world.deployments.get(CARD);
    if (kept !== undefined) kept.grants = kept.grants.filter(({ id }) => id !== accountId("olivia"));
    expect((await roleOf(world, "olivia")).role).toBeNull();
  });
});

describe("whose eyes a read uses", () => {
  it("are the caller's own, and nobody's without a linked account", async () => {
    const world = await worldWith({ deployments: [aDeployment()] }, { unlinked: ["uma"] });
    const { reads, fake } = world;
    const all = { text: "", filter: {}, limit: 10 };
    expect((await reads.deployments(all, olivia)).items).toHaveLength(1);
    expect(new Set(fake.log.map(({ by }) => by))).toEqual(new Set(["olivia"]));
    const before = fake.log.length;
    const uma = callerOf("uma");
    expect(await reads.deployments(all, uma)).toEqual({ items: [], next: null });
    expect(await reads.useCases({ text: "", limit: 10 }, uma)).toEqual({ items: [], next: null });
    expect(await reads.logs({ deploymentId: CARD, kind: "runtime" }, uma)).toBeNull();
    expect(fake.log).toHaveLength(before);
  });

  it("tell of a link that is refused, and the read fails", async () => {
    const { reads, fake, linkedAccounts } = await worldWith({ deployments: [aDeployment()] });
    fake.faults.add({ on: "**", kind: "status", status: 401, times: 2 });
    const asked = reads.deployments({ text: "", filter: {}, limit: 10 }, olivia);
    await expect(asked).rejects.toThrow(PlatformUnavailable);
    expect(linkedAccounts.broken).toEqual(["olivia@example.com"]);
  });
});

describe("the depth of a read", () => {
  /** The first round trip knows the id alone, so its calls are those that name no other one. */
  async function roundTrips(world: FakeWorld, read: () => Promise<unknown>): Promise<number> {
    const before = world.fake.log.length;
    await read();
    const calls = world.fake.log.slice(before);
    const inFirst = calls.filter(
      ({ path }) => path.startsWith(`/deployments/${CARD}/`) || path === "/useCases/",
    );
    return inFirst.length === calls.length ? 1 : 2;
  }

  it("is one for a deployment, and for a card whose champion is the first", async () => {
    const world = await worldWith({ deployments: [aDeployment()] }, { latencyMs: 5 });
    expect(await roundTrips(world, () => world.reads.deployment(CARD))).toBe(1);
    const paths = world.fake.log.map(({ path }) => path);
    expect(paths).toHaveLength(new Set(paths).size);
  });

  it("is two where challengers and the champion before are named by the first answers", async () => {
    const world = await worldWith({ deployments: [aDeployment({ challengers: [aChallenger(4)] })] });
    expect(await roundTrips(world, () => world.reads.overview(CARD))).toBe(2);
    const second = world.fake.log
      .map(({ path }) => path)
      .filter((path) => path.startsWith("/modelPackages/"));
    expect(second.toSorted()).toEqual(
      ["p-2", "p-4"]
        .flatMap((id) => [`/modelPackages/${hexId(id)}/`, `/modelPackages/${hexId(id)}/features/`])
        .toSorted(),
    );
  });
});

describe("Use Cases", () => {
  const cases = ["Churn", "Credit risk"].map((name) => ({
    id: hexId(`uc ${name}`),
    name,
    description: null,
    createdAt: 1_000,
    createdBy: accountId("olivia"),
    updatedAt: 1_000,
    updatedBy: accountId("olivia"),
    members: [{ type: "user" as const, id: accountId("olivia"), role: "OWNER" as const }],
    links: [
      {
        id: hexId(`link ${name}`),
        entityType: "deployment",
        entityId: CARD,
        createdAt: 1_000,
        createdBy: accountId("olivia"),
      },
    ],
  }));

  it("are those of the caller, by name, searched by DataRobot, page by page", async () => {
    const { reads, fake } = await worldWith({ deployments: [aDeployment()] });
    for (const one of cases.toReversed()) fake.world.useCases.set(one.id, one);
    const first = await reads.useCases({ text: "", limit: 1 }, olivia);
    expect(first.items).toEqual([
      {
        id: hexId("uc Churn"),
        name: "Churn",
        description: "",
        createdAt: 1_000,
        createdBy: "Olivia",
        grants: [grantTo("olivia", "OWNER")],
      },
    ]);
    const rest = await reads.useCases({ text: "", limit: 1, after: first.next ?? "missing" }, olivia);
    expect([rest.items.map(({ name }) => name), rest.next]).toEqual([["Credit risk"], null]);
    expect((await reads.useCases({ text: "risk", limit: 5 }, olivia)).items.map(({ name }) => name)).toEqual([
      "Credit risk",
    ]);
    expect((await reads.useCases({ text: "", limit: 5 }, callerOf("ben"))).items).toEqual([]);
  });

  it("are read by id in the order that was asked for, null for what is none of the caller's", async () => {
    const { reads, fake } = await worldWith({ deployments: [aDeployment()] });
    for (const one of cases) fake.world.useCases.set(one.id, one);
    const ids = [hexId("uc Credit risk"), hexId("uc none"), "nonsense", hexId("uc Churn")].map(useCaseId);
    const read = await reads.useCasesById(ids, olivia);
    expect(read.map((one) => one?.name ?? null)).toEqual(["Credit risk", null, null, "Churn"]);
    expect(await reads.useCasesById(ids, callerOf("ben"))).toEqual([null, null, null, null]);
  });

  it("of a deployment are asked for at once: the address of the next page loses the filters", async () => {
    const { reads, fake } = await worldWith({ deployments: [aDeployment()] });
    fake.world.useCases.clear();
    for (let i = 0; i < 30; i += 1) {
      const one = cases[0];
      if (one === undefined) throw new Error("there are two");
      const id = hexId(`uc ${i}`);
      fake.world.useCases.set(id, {
        ...one,
        id,
        members: [{ type: "organization", id: ORGANIZATION.id, role: "USER" }],
        links: i % 2 === 0 ? one.links : [],
      });
    }
    expect((await reads.deployment(CARD))?.useCases).toHaveLength(15);
  });
});

describe("logs", () => {
  const entries: readonly LogEntry[] = [
    { at: Date.UTC(2026, 10, 24, 8), level: "INFO", text: "Starting" },
    {
      at: Date.UTC(2026, 10, 24, 8, 1),
      level: "ERROR",
      text: "It broke\n  File x, line 1\n  File y, line 2",
    },
  ];
  const custom = aPackage({ kind: "custom" });
  const world = (kind: "runtime" | "startup") => ({
    deployments: [aDeployment()],
    packages: [custom],
    logs: [{ of: { deploymentId: deploymentId("d-card-default"), kind }, entries }],
  });

  it("of older servers are collected as text, lines without a time belonging to the entry before", async () => {
    const { reads } = await worldWith(world("runtime"), { newer: false, workMs: 1_500 });
    expect(await reads.logs({ deploymentId: CARD, kind: "runtime" }, olivia)).toEqual(entries);
  });

  it("of an older server that never finishes collecting are an error in words", async () => {
    const { reads } = await worldWith(world("runtime"), { newer: false, workMs: 60_000 });
    await expect(reads.logs({ deploymentId: CARD, kind: "runtime" }, olivia)).rejects.toThrow(
      /still collecting the log/,
    );
  });

  it("are empty where an older server has none to give, as of a deployment that does not run", async () => {
    const off = { ...world("runtime"), deployments: [aDeployment({ status: "inactive" })] };
    const { reads } = await worldWith(off, { newer: false });
    expect(await reads.logs({ deploymentId: CARD, kind: "runtime" }, olivia)).toEqual([]);
  });

  it("of a start are the text that is kept", async () => {
    const { reads } = await worldWith(world("startup"));
    expect(await reads.logs({ deploymentId: CARD, kind: "startup" }, olivia)).toEqual(entries);
    expect(await reads.logs({ deploymentId: CARD, kind: "runtime" }, olivia)).toEqual([]);
    expect(await reads.logs({ deploymentId: CARD, kind: "runtime" }, callerOf("ben"))).toBeNull();
  });
});

describe("everything else", () => {
  it("knows no limit, is ready only where its token is taken, and counts what the service sees", async () => {
    const { reads, fake } = await worldWith({ deployments: [aDeployment()] });
    expect(await reads.activeLimit()).toBeNull();
    expect(await reads.ready()).toBe(true);
    fake.world.tokens.delete(fake.tokens.service);
    expect(await reads.ready()).toBe(false);
  });

  it("takes scoring code for what makes permanent only on a plan where it does", async () => {
    const deployment = aDeployment({ permanentSince: 5_000 });
    const legacy = await worldWith({ deployments: [deployment] }, { permanent: true });
    expect((await legacy.reads.deployment(CARD))?.permanentSince).toBe(5_000);
    const now = await worldWith({ deployments: [deployment] });
    expect((await now.reads.deployment(CARD))?.permanentSince).toBeNull();
  });

  it("reads lists anew once something was changed, and may show them for a moment before", async () => {
    const { reads, fake, client } = await worldWith({ deployments: [aDeployment()] });
    const label = async () =>
      (await reads.deployments({ text: "", filter: {}, limit: 10 }, olivia)).items.map((one) => one.label);
    expect(await label()).toEqual(["card-default"]);
    const kept = fake.world.deployments.get(CARD);
    if (kept !== undefined) kept.label = "renamed";
    expect(await label()).toEqual(["card-default"]);
    client.forget();
    expect(await label()).toEqual(["renamed"]);
    // What decides is never old.
    if (kept !== undefined) kept.label = "again";
    expect((await reads.deployment(CARD))?.label).toBe("again");
    expect((await reads.deployments({ text: "", filter: {}, limit: 10 }, SERVICE)).items[0]?.role).toBe(
      "USER",
    );
  });

  it("tells whose a key is, that it is none, or that nobody knows", async () => {
    const check = checkToken(clientRig().client);
    const info = () => scripted().get("/api/v2/account/info/");
    info().reply(200, { uid: "u1", email: "a@example.com", firstName: "Ada", lastName: null });
    expect(await check(TOKEN)).toEqual({
      outcome: "valid",
      account: { uid: "u1", email: "a@example.com", name: "Ada" },
    });
    info().reply(401, { message: "no" });
    expect(await check(TOKEN)).toMatchObject({ outcome: "refused" });
    for (const [status, body] of [
      [403, {}],
      [302, {}],
      [200, "<html>"],
      [200, { uid: 7 }],
    ] as const) {
      info().reply(status, body);
      expect([status, (await check(TOKEN)).outcome]).toEqual([status, "unavailable"]);
    }
  });
});
