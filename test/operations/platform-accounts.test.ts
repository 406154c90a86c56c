// A platform with accounts and work of its own: who is not linked there can do nothing, it decides roles, and it is asked with the
// ticket that it gave. Design sections 5 and 8.
import { beforeEach, describe, expect, test } from "vitest";
import type { Refusal } from "../../src/deployments/decision.ts";
import { allowed, denied } from "../../src/deployments/decision.ts";
import type { Role } from "../../src/deployments/deployment.ts";
import {
  type EffectAnswer,
  type EffectRecord,
  type EffectReference,
  type Platform,
  PlatformUnavailable,
  type ReplaceModelCommand,
} from "../../src/ports/platform.ts";
import { refusal, value } from "../support/answers.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";

const NOT_LINKED: Refusal = {
  code: "not-linked",
  sentence: "Your account is not linked yet.",
  next: "Link it first.",
};

/** Roles by name, as the platform says them; those who are not in it are not linked. */
let linked: Map<string, Role | null>;
let down: boolean;
let answers: EffectAnswer[];
let known: EffectRecord | null;
let references: EffectReference[];
let commands: ReplaceModelCommand[];
let rig: OperationsRig;

beforeEach(async () => {
  linked = new Map([["Olivia", "OWNER"]]);
  [down, answers, known, references, commands] = [false, [], null, [], []];
  rig = await operationsRig({
    wrapPlatform: (platform): Platform => ({
      ...platform,
      recordsEffectKeys: false,
      accounts: {
        missing: async ({ name }) => (linked.has(name) ? null : NOT_LINKED),
        async roleOn({ name }) {
          if (down) throw new PlatformUnavailable("It is down.");
          const role = linked.get(name) ?? null;
          return role === null
            ? { role, decision: denied("The platform shows nothing.") }
            : { role, decision: allowed(`The platform says ${role}.`) };
        },
      },
      effect: async (reference) => {
        references.push(reference);
        return known;
      },
      replaceModel: async (command) => {
        commands.push(command);
        return answers.shift() ?? (await platform.replaceModel(command));
      },
    }),
  });
});

const search = (name: string) =>
  rig.operations.search(rig.actor(name), { text: "", filter: {}, limit: 10, after: undefined });

/** What became of the wish without anybody else's doing. */
async function ended(name: string) {
  const { id } = value(await rig.ask(name, {}));
  await rig.settle();
  return await rig.request(id);
}

describe("accounts of the platform's own", () => {
  test("who is not linked is told so by every list, form and wish, and the trail keeps the wish", async () => {
    // Otto is an Owner by the grants.
    expect(refusal(await search("otto"))).toEqual(NOT_LINKED);
    expect(refusal(await rig.operations.lookup(rig.actor("otto"), "card-default"))).toEqual(NOT_LINKED);
    const id = await rig.byLabel("card-default");
    expect(refusal(await rig.operations.seeDeployment(rig.actor("otto"), id))).toEqual(NOT_LINKED);
    expect((await ended("otto")).state).toMatchObject({ name: "refused", refusal: NOT_LINKED });
    expect(rig.audit.filter(({ event }) => event === "request.refused")).toMatchObject([
      { why: NOT_LINKED.sentence, allowed: false },
    ]);
  });

  test("roles are the platform's to say, whatever the grants are", async () => {
    const id = await rig.byLabel("card-default");
    linked.set("Olivia", "USER");
    linked.set("Otto", null);
    expect((await ended("olivia")).state).toMatchObject({ name: "refused", refusal: { code: "forbidden" } });
    expect(refusal(await rig.operations.seeDeployment(rig.actor("otto"), id)).code).toBe("not-found");
    // Nor does the policy file give a role there.
    linked.set("Mona", null);
    expect(refusal(await rig.operations.seeDeployment(rig.actor("mona"), id)).code).toBe("not-found");
    linked.set("Carl", "OWNER");
    expect(value(await rig.operations.seeDeployment(rig.actor("carl"), id)).role).toBe("OWNER");
  });

  test("no word of the platform is no right", async () => {
    down = true;
    expect((await ended("olivia")).state.name).toBe("checking");
    const id = await rig.byLabel("card-default");
    expect(refusal(await rig.operations.seeDeployment(rig.actor("olivia"), id)).code).toBe("error");
  });

  test("a link that is gone when it is to be applied ends the request before any call", async () => {
    const asked = value(await rig.ask("olivia", {}));
    await rig.settle();
    linked.delete("Olivia");
    const { edition } = await rig.request(asked.id);
    value(
      await rig.operations.review(rig.actor("ada"), asked.id, { edition, decision: "approve", comment: "" }),
    );
    await rig.settle();
    expect((await rig.request(asked.id)).state).toMatchObject({ name: "refused", refusal: NOT_LINKED });
    expect(commands).toEqual([]);
  });
});

describe("an action that the platform does not have", () => {
  test("is in no menu, is refused with the platform's reason, and why says it", async () => {
    const without = await operationsRig({
      wrapPlatform: (platform): Platform => ({
        ...platform,
        cannot: (action) => (action === "deactivate" ? "Only on its own pages: https://example.com" : null),
      }),
    });
    const id = await without.byLabel("card-default");
    const olivia = without.actor("olivia");
    const menu = value(await without.operations.menu(olivia, id));
    expect(menu.find(({ action }) => action === "deactivate")?.refused).toContain("https://example.com");
    expect(menu.find(({ action }) => action === "delete")?.refused).toBeNull();
    const asked = await without.ask("olivia", { action: "deactivate", input: {} });
    await without.settle();
    expect((await without.request(value(asked).id)).state).toMatchObject({
      name: "refused",
      refusal: { code: "unavailable", sentence: expect.stringContaining("https://example.com") },
    });
    const why = value(await without.operations.why(olivia, "deactivate", id));
    expect(why.outcome).toBe("denied");
    expect(JSON.stringify(why)).toContain("https://example.com");
  });
});

async function approved(): Promise<() => ReturnType<OperationsRig["request"]>> {
  const asked = value(await rig.ask("olivia", {}));
  await rig.settle();
  const { edition } = await rig.request(asked.id);
  value(
    await rig.operations.review(rig.actor("ada"), asked.id, { edition, decision: "approve", comment: "" }),
  );
  await rig.worker.drain();
  return () => rig.request(asked.id);
}

describe("the ticket of an effect", () => {
  test("is kept with the intent, and the platform is asked with it until it says what became of it", async () => {
    answers = [{ outcome: "accepted", ticket: "status/1" }];
    known = { state: "under-way", since: rig.clock.now() };
    const request = await approved();
    expect((await request()).state).toMatchObject({ name: "executing", intent: { ticket: "status/1" } });
    await rig.pass(60_000);
    expect(references.length).toBeGreaterThan(1);
    const asked = references.map(({ effectKey, ticket }) => ({ effectKey, ticket }));
    expect(new Set(asked.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify({ effectKey: commands[0]?.effectKey, ticket: "status/1" })]),
    );
    known = { state: "failed", at: rig.clock.now(), sentence: "The container did not start." };
    await rig.pass(60_000);
    expect((await request()).state).toMatchObject({
      name: "failed",
      reason: "The container did not start.",
      changed: true,
    });
    expect(commands).toHaveLength(1);
  });

  test("whose work has ended says nothing by itself: the deployment shows what came of it", async () => {
    answers = [{ outcome: "accepted", ticket: "status/1" }];
    const request = await approved();
    await rig.pass(60_000);
    expect((await request()).state.name).toBe("executing");
    expect(commands).toHaveLength(1);
    answers = [];
    const [command] = commands;
    if (command !== undefined) await rig.platform.replaceModel(command);
    await rig.pass(60_000);
    expect((await request()).state).toMatchObject({ name: "succeeded", outcome: { known: "answer" } });
  });

  test("names the person in whose name it is", async () => {
    await approved();
    expect(commands).toMatchObject([{ as: { name: "Olivia", email: "olivia@example.com" } }]);
  });
});
