// What people get when they name, list and look at things: names as people give and type them, decisions, requests.
import { beforeEach, describe, expect, test } from "vitest";
import { ACTIONS } from "../../src/actions/index.ts";
import type { Decision } from "../../src/deployments/decision.ts";
import { deploymentId, registeredModelId } from "../../src/deployments/ids.ts";
import { deploymentPut } from "../../src/platforms/local/records.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { refusal, value } from "../support/answers.ts";
import { APPROVERS, slackId } from "../support/fake-directory.ts";
import { HOSTILE } from "../support/foreign-text.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { changeDeployment, changePackage, copyDeployment, deploymentOf, put } from "../support/registry.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});

const DAY = 24 * 3_600_000;
const lookup = async (text: string, name = "olivia") =>
  value(await rig.operations.lookup(rig.actor(name), text));
const foundLabel = async (text: string) => {
  const found = await lookup(text);
  return found.found === "one" ? found.deployment.label : found.found;
};

describe("a name", () => {
  test("that nobody uses finds nothing, and what is similar is told", async () => {
    expect(await lookup("quarterly-forecast-of-nothing")).toEqual({ found: "none", similar: [] });
    const near = await lookup("card-defualt");
    expect(near.found).toBe("none");
    expect(near.found === "none" && near.similar.map(({ label }) => label)).toEqual(["card-default"]);
  });

  test("that two deployments share is a choice, told apart by environment and id", async () => {
    const { environment } = await deploymentOf(rig, "share");
    await copyDeployment(rig, "share", {
      id: deploymentId("d-share-2"),
      environment: { ...environment, name: "Elsewhere" },
    });
    const found = await lookup("share");
    if (found.found !== "many") throw new Error(found.found);
    expect(new Set(found.candidates.map(({ id }) => id))).toEqual(new Set(["d-share", "d-share-2"]));
    expect(new Set(found.candidates.map((each) => each.environmentName)).size).toBe(2);
    expect(await foundLabel("d-share-2")).toBe("share");
  });

  test("that is also an action's name finds the deployment called share", async () => {
    expect(await foundLabel("share")).toBe("share");
  });

  test("is found by a part when only one has it; with several parts it is a choice", async () => {
    expect(await foundLabel("vibration")).toBe("factory-vibration");
    expect(await lookup("sales")).toMatchObject({
      found: "many",
      candidates: [{ label: "regional-sales" }, { label: "shop-sales" }],
    });
  });

  test("is found exactly, however many deployments merely contain it and come first", async () => {
    const like = await deploymentOf(rig, "share");
    await put(
      rig,
      ...Array.from({ length: 300 }, (_, n) =>
        deploymentPut({ ...like, id: deploymentId(`d-like-${n}`), label: `a ${n} zebra` }),
      ),
      deploymentPut({ ...like, id: deploymentId("d-zebra"), label: "zebra" }),
    );
    expect(await lookup("zebra")).toMatchObject({ found: "one", deployment: { id: "d-zebra" } });
  });

  test.each([
    ["with a broadcast and formatting", '<!here> *bold* & "quotes"', "<!here> *bold* & \u201cquotes\u201d"],
    ["with right-to-left marks", "safe\u202Egnp.exe\u2066x\u2069", "safegnp.exex"],
    ["with invisible characters", "zero\u200Bwidth\uFEFF\u00AD\u200D", "zerowidth"],
    ["with an accent written as two characters", "cre\u0301dit", "CR\u00C9DIT"],
    ["with a long dash", "card\u2013default\u2014eu", "card-default-eu"],
    ["with doubled and hard blanks", "a\u00A0 b", "a b"],
    ["in full-width letters", "ＣＡＲＤ", "card"],
    ["of 10,000 characters", "x".repeat(10_000), "x".repeat(10_000)],
  ])("%s is found as people can type it", async (_, label, typed) => {
    await changeDeployment(rig, "share", { label });
    expect(await foundLabel(typed)).toBe(label);
  });

  test("never fails, whatever is typed, and 10,000 characters are answered as fast as ten", async () => {
    for (const text of HOSTILE) {
      expect(["one", "many", "none"]).toContain((await lookup(text)).found);
      value(await rig.operations.search(rig.actor("olivia"), { text, filter: {}, limit: 10 }));
    }
    const started = performance.now();
    for (let n = 0; n < 50; n += 1) await lookup(`${"<!channel> ".repeat(900)}${n}`);
    expect((performance.now() - started) / 50).toBeLessThan(50);
  });
});

describe("whoever asked by name", () => {
  const opened = async (name: string) => {
    const found = await lookup("card-default", name);
    if (found.found !== "one") throw new Error(found.found);
    return found;
  };

  test("is read once for the look-up and the card together, and anew by the next command", async () => {
    const { caller, deployment } = await opened("olivia");
    const forLookup = { ...rig.directory.asked };
    const seen = value(await rig.operations.seeDeployment(caller, deployment.id));
    expect(seen).toMatchObject({ role: "OWNER", person: { slackUser: slackId("olivia") } });
    expect(rig.directory.asked).toEqual(forLookup);
    rig.directory.deactivate("olivia");
    expect(refusal(await rig.operations.lookup(rig.actor("olivia"), "card-default")).sentence).toContain(
      "deactivated",
    );
  });

  test("gets through a group what an Owner gives it, and nothing once that is taken away", async () => {
    const { grants } = await deploymentOf(rig, "card-default");
    const toGroup = { subject: { kind: "group", group: APPROVERS }, role: "USER" } as const;
    await changeDeployment(rig, "card-default", { grants: [...grants, toGroup] });
    const { caller, deployment } = await opened("ada");
    expect(value(await rig.operations.seeDeployment(caller, deployment.id)).role).toBe("USER");
    await changeDeployment(rig, "card-default", { grants });
    expect(refusal(await rig.operations.seeDeployment(caller, deployment.id)).code).toBe("not-found");
  });
});

describe("why", () => {
  const why = async (name: string, action: "replace-model" | "view" | "share" | "relaunch", label: string) =>
    await rig.operations.why(rig.actor(name), action, await rig.byLabel(label));
  const sentences = (decision: Decision): string[] => [
    decision.sentence,
    ...decision.because.flatMap(sentences),
  ];

  test("for somebody who may: person, grant, role, availability and policy, each with its outcome", async () => {
    const decision = value(await why("olivia", "replace-model", "card-default"));
    expect(decision).toMatchObject({
      outcome: "allowed",
      sentence: 'Olivia may use "Replace model" on card-default now.',
      because: [
        { outcome: "allowed", sentence: "Owner through the grant to olivia@example.com." },
        { outcome: "allowed" },
        { outcome: "allowed" },
        {
          outcome: "waiting",
          sentence: "It needs approval before it is applied.",
          because: [
            {
              outcome: "waiting",
              sentence:
                '"Important replacements" applies: 1 approval of group ml-approvers or the MLOps administrators.',
            },
          ],
        },
      ],
    });
  });

  test("for a role that is too low: which is held, which is needed, who can grant it", async () => {
    const decision = value(await why("uma", "replace-model", "card-default"));
    expect(decision.outcome).toBe("denied");
    expect(sentences(decision)).toContain(
      '"Replace model" needs the role Owner; the role held is User. An Owner of the deployment can grant it.',
    );
  });

  test("for what the deployment does not offer now: why, and what to do", async () => {
    await changeDeployment(rig, "card-default", { status: "launching" });
    const decision = value(await why("olivia", "replace-model", "card-default"));
    expect(decision.outcome).toBe("denied");
    expect(sentences(decision).join(" ")).toContain("launching at the moment. Wait until that has ended");
  });

  test("for an action that this version does not run: the decision is told all the same", async () => {
    const decision = value(await why("olivia", "relaunch", "card-default"));
    expect(decision).toMatchObject({ outcome: "denied", sentence: expect.stringContaining("Relaunch") });
    expect(sentences(decision).join(" ")).toContain("needs the role Owner; the role held is Owner");
  });

  test("says of policies which apply, which do not, and why", async () => {
    const decision = value(await why("olivia", "replace-model", "house-value"));
    expect(sentences(decision)).toContain(
      '"Important replacements" is for importance HIGH, CRITICAL; this is LOW.',
    );
    rig.policies = { ...SAMPLE_POLICIES, policies: [] };
    expect(sentences(value(await why("olivia", "replace-model", "house-value")))).toContain(
      "There are no approval policies.",
    );
  });

  test("names the group, the organisation or the administrators that a role came from", async () => {
    const { grants } = await deploymentOf(rig, "share");
    await changeDeployment(rig, "share", {
      grants: [...grants, { subject: { kind: "group", group: "ml-approvers" }, role: "USER" }],
    });
    expect(sentences(value(await why("ada", "view", "share"))).join(" ")).toContain(
      "User through the grant to the group ml-approvers",
    );
    expect(sentences(value(await why("carl", "view", "support-ticket-routing"))).join(" ")).toContain(
      "User through the grant to the organisation",
    );
    expect(sentences(value(await why("mona", "view", "card-default"))).join(" ")).toContain(
      "MLOps administrator, which gives User on every deployment",
    );
  });
});

describe("the menu", () => {
  test("has every action of this version with the reason where it is refused", async () => {
    const owner = value(await rig.operations.menu(rig.actor("olivia"), await rig.byLabel("card-default")));
    expect(owner.slice(0, 2)).toEqual([
      { action: "view", title: "Open deployment", refused: null },
      { action: "replace-model", title: "Replace model", refused: null },
    ]);
    expect(owner.find(({ action }) => action === "activate")).toEqual({
      action: "activate",
      title: "Activate",
      refused: "This deployment is active already. There is nothing to do.",
    });
    expect(owner.map(({ action }) => action)).toEqual(ACTIONS.map(({ name }) => name));
    const user = value(await rig.operations.menu(rig.actor("uma"), await rig.byLabel("card-default")));
    expect(user[1]?.refused).toContain("needs the role Owner; the role held is User");
  });

  test("does not offer what the deployment's state forbids", async () => {
    await changeDeployment(rig, "card-default", { status: "replacingModel" });
    const menu = value(await rig.operations.menu(rig.actor("olivia"), await rig.byLabel("card-default")));
    expect(menu[1]?.refused).toContain("replacing its model at the moment");
  });
});

describe("whoami", () => {
  test("says who, which groups, which rights the policy file gives, and where roles come from", async () => {
    const ada = value(await rig.operations.whoAmI(rig.actor("ada")));
    expect(ada.administrator).toBe(false);
    expect(ada.sentences.slice(0, 4)).toEqual([
      "You are Ada, known by the confirmed email ada@example.com.",
      "Your Slack user groups are @ml-approvers; grants to them reach you.",
      "You are not an administrator of this bot.",
      "You are not an MLOps administrator.",
    ]);
    const mona = value(await rig.operations.whoAmI(rig.actor("mona")));
    expect(mona.administrator).toBe(true);
    expect(mona.sentences.join(" ")).toMatch(/administrator of this bot.*You are an MLOps administrator/);
    expect(mona.sentences.join(" ")).toContain("all that a User may do but giving yourself a role");
  });

  test("refuses who is no person, with the condition that failed and who can help", async () => {
    rig.directory.unconfirmEmail("uma");
    expect(refusal(await rig.operations.whoAmI(rig.actor("uma")))).toMatchObject({
      code: "not-a-person",
      sentence: expect.stringContaining("not confirmed"),
      next: expect.stringContaining("administrator of the Slack workspace"),
    });
    expect(refusal(await rig.operations.whoAmI(rig.actor("xena"))).sentence).toContain("other organisations");
  });
});

describe("versions in the searched list", () => {
  test("those that cannot replace the champion say why", async () => {
    await changePackage(rig, "p-card-default-2", { archived: true });
    const versions = value(
      await rig.operations.versions(
        rig.actor("olivia"),
        await rig.byLabel("card-default"),
        registeredModelId("rm-card-default"),
        "",
      ),
    );
    const why = new Map(versions.map((one) => [one.package.version, one.incompatible]));
    expect(why.get(4)).toBeNull();
    expect(why.get(2)).toMatch(/archived/i);
    expect(why.get(3)).toMatch(/champion/i);
    expect(why.get(7)).toMatch(/target/i);
    expect(why.get(8)).toMatch(/same model|same source/i);
    expect([...why.keys()]).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });
});

describe("looking", () => {
  test("leaves nothing in the audit trail but evidence, which is a download", async () => {
    const asked = value(await rig.ask("olivia", {}));
    await rig.settle();
    const entries = rig.audit.length;
    const id = await rig.byLabel("card-default");
    const uma = rig.actor("uma");
    await rig.operations.seeDeployment(uma, id);
    await rig.operations.search(uma, { text: "", filter: {}, limit: 10 });
    await rig.operations.history(uma, id);
    await rig.operations.request(uma, asked.id);
    await rig.operations.why(uma, "replace-model", id);
    await rig.operations.versions(rig.actor("olivia"), id, registeredModelId("rm-card-default"), "");
    await rig.worker.drain();
    expect(rig.audit).toHaveLength(entries);
    const evidence = value(await rig.operations.evidence(uma, asked.id));
    expect(rig.audit.at(-1)).toMatchObject({
      event: "evidence.downloaded",
      who: { person: { name: "Uma" } },
      request: asked.id,
    });
    // Who reads the evidence is in it.
    expect(evidence.trail.map(({ event, who }) => [event, who])).toContainEqual([
      "evidence.downloaded",
      "Uma (U0UMA)",
    ]);
  });
});

describe("the inbox", () => {
  const askFor = async (name: string, label: string, packageId: string, wishKey: string) => {
    rig.clock.advance(60_000);
    const asked = value(
      await rig.ask(name, { label, packageId, wishKey, origin: { viewId: wishKey, channel: null } }),
    );
    await rig.settle();
    return await rig.request(asked.id);
  };
  const references = (requests: readonly ChangeRequest[]) => requests.map(({ reference }) => reference);
  const inbox = async (name: string) => value(await rig.operations.inbox(rig.actor(name)));

  test("holds what the person may review, oldest first, and what they asked, newest first", async () => {
    const first = await askFor("olivia", "card-default", "p-card-default-4", "V1");
    const second = await askFor("otto", "card-default", "p-card-default-4", "V2");
    expect(references((await inbox("ada")).waiting)).toEqual(references([first, second]));
    expect((await inbox("ada")).asked).toEqual([]);
    expect(references((await inbox("olivia")).asked)).toEqual(references([first]));
    expect((await inbox("uma")).waiting).toEqual([]);
    // The MLOps administrator is a reviewer of every request.
    expect(references((await inbox("mona")).waiting)).toEqual(references([first, second]));
  });

  test("never offers somebody their own request, and drops what is decided", async () => {
    rig.directory.addToGroup("ml-approvers", "olivia");
    const own = await askFor("olivia", "card-default", "p-card-default-4", "V1");
    expect((await inbox("olivia")).waiting).toEqual([]);
    value(
      await rig.operations.review(rig.actor("ada"), own.id, { edition: 1, decision: "approve", comment: "" }),
    );
    await rig.settle();
    expect((await inbox("ben")).waiting).toEqual([]);
  });

  test("shows open ones before ended ones, and forgets those after seven days", async () => {
    const ended = await askFor("olivia", "card-default", "p-card-default-7", "V1");
    expect(ended.state.name).toBe("refused");
    const open = await askFor("olivia", "card-default", "p-card-default-4", "V2");
    const later = await askFor("olivia", "card-default", "p-card-default-7", "V3");
    expect(references((await inbox("olivia")).asked)).toEqual(references([open, later, ended]));
    rig.clock.advance(8 * DAY);
    expect(references((await inbox("olivia")).asked)).toEqual(references([open]));
  });

  test("begins with what waits for the person who asked", async () => {
    const checked = await askFor("olivia", "house-value", "p-house-value-2", "V1");
    expect(checked.state.name).toBe("checked");
    const newer = await askFor("olivia", "card-default", "p-card-default-4", "V2");
    expect(newer.state.name).toBe("pending");
    expect(references((await inbox("olivia")).asked)).toEqual(references([checked, newer]));
  });

  test("has the open ones behind any number of ended ones", async () => {
    const open = await askFor("olivia", "card-default", "p-card-default-4", "V0");
    for (let n = 1; n <= 60; n += 1)
      value(
        await rig.ask("olivia", {
          packageId: "p-card-default-7",
          wishKey: `V${n}`,
          origin: { viewId: null, channel: null },
        }),
      );
    await rig.settle();
    const { asked } = await inbox("olivia");
    expect(asked[0]?.reference).toBe(open.reference);
    expect(asked.length).toBeLessThanOrEqual(50);
  });
});

describe("the history", () => {
  test("has champions and requests, newest first, page by page", async () => {
    for (let n = 1; n <= 12; n += 1) {
      rig.clock.advance(1_000);
      value(await rig.ask("olivia", { packageId: "p-card-default-7", wishKey: `V${n}` }));
    }
    await rig.settle();
    const id = await rig.byLabel("card-default");
    const first = value(await rig.operations.history(rig.actor("uma"), id));
    expect(first.models.map(({ packageName }) => packageName)).toEqual([
      "Credit card default v3",
      "Credit card default v2",
      "Credit card default v1",
    ]);
    expect(first.requests.items).toHaveLength(10);
    const second = value(
      await rig.operations.history(rig.actor("uma"), id, first.requests.next ?? undefined),
    );
    expect(second.requests.items).toHaveLength(2);
    const created = [...first.requests.items, ...second.requests.items].map(({ createdAt }) => createdAt);
    expect(created).toEqual(created.toSorted((a, b) => b - a));
  });
});

describe("what a view of a request lets each audience do", () => {
  const pressable = async (name: string, request: ChangeRequest) => {
    const answer = await rig.operations.request(rig.actor(name), request.id);
    if (!answer.ok) return answer.refusal.code;
    return Object.entries(answer.value.may)
      .filter(([, may]) => may)
      .map(([control]) => control)
      .sort();
  };
  const everybody = async (request: ChangeRequest) =>
    Object.fromEntries(
      await Promise.all(
        ["olivia", "otto", "uma", "ada", "mona", "carl"].map(
          async (name) => [name, await pressable(name, await rig.request(request.id))] as const,
        ),
      ),
    );
  const NOBODY_ELSE = { otto: [], uma: [], ada: [], mona: [], carl: "not-found" };

  test("checked: the requester confirms, edits, cancels", async () => {
    const asked = value(await rig.ask("olivia", { packageId: "p-card-default-5" }));
    await rig.settle();
    expect(await everybody(asked)).toEqual({ ...NOBODY_ELSE, olivia: ["cancel", "confirm", "edit"] });
  });

  test("pending: reviewers review; the requester edits and cancels", async () => {
    const asked = value(await rig.ask("olivia", {}));
    await rig.settle();
    expect(await everybody(asked)).toEqual({
      ...NOBODY_ELSE,
      olivia: ["cancel", "edit"],
      ada: ["review"],
      mona: ["review"],
    });
  });

  test("approved, by hand: the requester applies; done: Owners may ask for the way back", async () => {
    const asked = value(await rig.ask("olivia", { apply: "by-hand" }));
    await rig.settle();
    value(
      await rig.operations.review(rig.actor("ada"), asked.id, {
        edition: 1,
        decision: "approve",
        comment: "",
      }),
    );
    await rig.settle();
    expect(await everybody(asked)).toEqual({ ...NOBODY_ELSE, olivia: ["apply", "cancel", "edit"] });
    value(await rig.operations.apply(rig.actor("olivia"), asked.id, { edition: 1 }));
    await rig.settle();
    expect(await everybody(asked)).toEqual({ ...NOBODY_ELSE, olivia: ["undo"], otto: ["undo"] });
  });

  test("a reviewer's view says nothing of notices, the requester's says who was told", async () => {
    const asked = value(await rig.ask("olivia", {}));
    await rig.settle();
    value(
      await rig.operations.review(rig.actor("ada"), asked.id, {
        edition: 1,
        decision: "approve",
        comment: "",
      }),
    );
    await rig.settle();
    const told = [
      { kind: "channels", channels: ["ml-deployments"] },
      {
        kind: "people",
        by: "direct-message",
        to: expect.arrayContaining([
          { kind: "user", slackUser: slackId("otto") },
          { kind: "user", slackUser: slackId("uma") },
        ]),
      },
    ];
    expect(value(await rig.operations.request(rig.actor("olivia"), asked.id)).told).toEqual(told);
    for (const prompt of rig.messenger.of("review-prompt")) expect(prompt.view.told).toEqual([]);
    expect(rig.messenger.of("request-card")[0]?.view.told).toEqual(told);
  });
});
