// Sharing: from asking to done, on the local platform. Reference: deployment actions, section 3.6; each trap is a test.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { wordsOf } from "../../src/actions/request-words.ts";
import { inputFor, type ShareInput, shareInput } from "../../src/actions/share/input.ts";
import type { Grant, Role } from "../../src/deployments/deployment.ts";
import { grantedTo } from "../../src/deployments/sharing.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { draw } from "../../src/slack/drawing.ts";
import { value } from "../support/answers.ts";
import { askFor, confirm, confirmed, goThrough, submit, type Wish } from "../support/asking.ts";
import { grantTo } from "../support/builders.ts";
import { slackId } from "../support/fake-directory.ts";
import { firstAnswerLost, LOST_ANSWERS } from "../support/lost-answers.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";
import { aPerson } from "../support/request-builders.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

const wishOf = (input: Partial<ShareInput>, label = "card-default"): Wish => ({
  action: "share",
  label,
  input: { ...inputFor([]), ...input } as unknown as Json,
});
const asked = (name: string, input: Partial<ShareInput>) => askFor(rig, name, wishOf(input));
const share = (name: string, input: Partial<ShareInput>, label?: string) =>
  goThrough(rig, name, wishOf(input, label));

const email = (name: string) => ({ kind: "user", email: `${name}@example.com` }) as const;
const row = (name: string, role: Role | null) =>
  inputFor([{ subject: email(name), role }]).grants[0] ?? { subject: email(name), role: "NO_ROLE" as const };
const held = async (name: string, label = "card-default") =>
  grantedTo((await deploymentOf(rig, label)).grants, email(name));
const invited = () =>
  rig.messenger
    .of("invitation")
    .flatMap(({ target, exhibit }) =>
      target.kind === "user" && exhibit.kind === "invitation"
        ? [{ user: target.user, role: exhibit.role }]
        : [],
    );
const refusalOf = ({ state }: ChangeRequest) => (state.name === "refused" ? state.refusal : null);
const invitationText = (role: Role): string => {
  const shown = rig.messenger
    .of("invitation")
    .find(({ exhibit }) => "role" in exhibit && exhibit.role === role);
  if (shown === undefined) throw new Error(`no invitation as ${role}`);
  const drawn = draw(shown);
  return drawn.kind === "message" ? JSON.stringify(drawn.card) : "";
};

describe("a first invitation", () => {
  test("brings a Consumer the id and no way to open it, a User the button", async () => {
    const done = await share("olivia", { people: [slackId("ada")], role: "CONSUMER" });
    expect(done.state.name).toBe("succeeded");
    expect(await held("ada")).toBe("CONSUMER");
    await share("olivia", { people: [slackId("ben")], role: "USER" });
    expect(invited()).toEqual([
      { user: slackId("ada"), role: "CONSUMER" },
      { user: slackId("ben"), role: "USER" },
    ]);
    expect(invitationText("CONSUMER")).toContain("d-card-default");
    expect(invitationText("CONSUMER")).not.toContain("deployment.open");
    expect(invitationText("USER")).toContain("deployment.open");
    expect(
      rig.audit.filter(({ event, action }) => event === "effect.succeeded" && action === "share"),
    ).toHaveLength(2);
  });

  test("is told once and only after it has happened; a change of level and a removal are told to nobody", async () => {
    const wish = await asked("olivia", { people: [slackId("ada")], role: "USER" });
    expect(invited()).toEqual([]);
    await confirmed(rig, "olivia", wish);
    expect(invited()).toHaveLength(1);
    expect((await share("olivia", { grants: [row("ada", "OWNER")] })).state.name).toBe("succeeded");
    expect((await share("olivia", { grants: [row("ada", null)] })).state.name).toBe("succeeded");
    expect(await held("ada")).toBeNull();
    expect(invited()).toHaveLength(1);
    expect(rig.messenger.of("outcome-notice").filter(({ target }) => target.kind === "user")).toEqual([]);
  });

  test("of a group goes to each member without a grant of their own, and to whoever asked never", async () => {
    for (const name of ["uma", "carl", "olivia"]) rig.directory.addToGroup("ml-approvers", name);
    const done = await share("olivia", { groups: ["ml-approvers"], role: "USER" });
    expect(done.state.name).toBe("succeeded");
    expect(
      invited()
        .map(({ user }) => user)
        .sort(),
    ).toEqual([slackId("ada"), slackId("ben")]);
  });

  test("of the organisation sends no message to its 3,000 members; the card says how they learn of it", async () => {
    for (let i = 0; i < 3_000; i += 1)
      rig.directory.add({ ...DIRECTORY_USER, user: `U0MEMBER${i}`, email: `member${i}@example.com` });
    const done = await share("olivia", { organisation: true, role: "CONSUMER" });
    expect(done.state.name).toBe("succeeded");
    expect(
      rig.messenger.messages.filter(
        ({ target }) => target.kind === "user" && target.user !== slackId("olivia"),
      ),
    ).toEqual([]);
    expect(wordsOf(done).notDone(done, { mails: false }).join(" ")).toContain(
      "give them the id d-card-default",
    );
    const shown = value(await rig.operations.request(rig.actor("olivia"), done.id));
    expect(JSON.stringify(requestCard(shown))).toContain("Nobody of the organisation gets a message");
  });

  test.each([
    [
      false,
      "No message reaches those who are not in Slack (new.hire@example.com), since this bot sends no mail",
    ],
    [true, "No direct message reaches those who are not in Slack (new.hire@example.com): they get a mail."],
  ])("of an address that is not in Slack says what holds here (mail: %s)", async (mails, words) => {
    const checked = await asked("olivia", { emails: ["new.hire@example.com"], role: "USER" });
    expect(wordsOf(checked).notDone(checked, { mails }).join(" ")).toContain(words);
  });

  test("of an address that is not in Slack reaches nobody, and the card names it", async () => {
    const done = await share("olivia", { emails: ["new.hire@example.com"], role: "USER" });
    expect(done.state.name).toBe("succeeded");
    expect(invited()).toEqual([]);
    expect(wordsOf(done).notDone(done, { mails: false }).join(" ")).toContain("new.hire@example.com");
    const { grants } = await deploymentOf(rig, "card-default");
    expect(grantedTo(grants, { kind: "user", email: "new.hire@example.com" })).toBe("USER");
  });

  test("is counted on the card", async () => {
    const done = await share("olivia", { people: [slackId("ada"), slackId("ben")], role: "USER" });
    const { told } = value(await rig.operations.request(rig.actor("olivia"), done.id));
    // In whatever order they were sent.
    const both = [slackId("ada"), slackId("ben")].map((slackUser) => ({ kind: "user", slackUser }));
    const [lines] = told.filter(({ kind }) => kind === "invited");
    expect(lines).toEqual({ kind: "invited", by: "direct-message", to: expect.arrayContaining(both) });
    expect(lines).toHaveProperty("to.length", 2);
    expect(told).not.toContainEqual(expect.objectContaining({ kind: "people" }));
  });
});

const DIRECTORY_USER = {
  team: "T0POINTSMAN",
  enterprise: null,
  name: "Member",
  emailConfirmed: true,
  deleted: false,
  bot: false,
  guest: false,
  timeZone: null,
} as const;

describe("a User", () => {
  test("gives User and Consumer, and changes levels to those", async () => {
    expect((await share("uma", { people: [slackId("ada")], role: "USER" })).state.name).toBe("succeeded");
    expect((await share("uma", { grants: [row("carl", "USER")] })).state.name).toBe("succeeded");
    expect((await share("uma", { grants: [row("ada", null)] })).state.name).toBe("succeeded");
    expect(await held("ada")).toBeNull();
  });

  test("gives no Owner, and neither lowers nor removes one", async () => {
    const owner = await share("uma", { people: [slackId("ada")], role: "OWNER" });
    expect(refusalOf(owner)).toMatchObject({
      code: "forbidden",
      sentence: expect.stringContaining("ada@example.com"),
    });
    for (const role of ["CONSUMER", null] as const) {
      const touched = await share("uma", { grants: [row("otto", role)] });
      expect(refusalOf(touched)).toMatchObject({
        code: "forbidden",
        sentence: expect.stringContaining("otto@example.com is Owner"),
      });
    }
    expect(await held("otto")).toBe("OWNER");
  });

  test("raises neither themselves nor a group above their level", async () => {
    expect(refusalOf(await share("uma", { grants: [row("uma", "OWNER")] }))?.code).toBe("forbidden");
    expect(refusalOf(await share("uma", { groups: ["ml-approvers"], role: "OWNER" }))?.code).toBe(
      "forbidden",
    );
    await changeDeployment(rig, "card-default", {
      grants: [
        grantTo("olivia", "OWNER"),
        grantTo("uma", "USER"),
        { subject: { kind: "group", group: "ml-approvers" }, role: "OWNER" },
      ],
    });
    expect(refusalOf(await share("uma", { groups: ["ml-approvers"], role: "NO_ROLE" }))?.code).toBe(
      "forbidden",
    );
  });

  test("is what an MLOps administrator counts as", async () => {
    expect(refusalOf(await share("mona", { people: [slackId("ada")], role: "OWNER" }))?.code).toBe(
      "forbidden",
    );
    expect((await share("mona", { people: [slackId("ada")], role: "USER" })).state.name).toBe("succeeded");
  });

  test.each([
    ["in person", { people: [slackId("mona")] }],
    ["by an address", { emails: ["Mona@Example.com"] }],
    ["through a group of theirs", { groups: ["ml-approvers"] }],
    ["through the organisation", { organisation: true }],
  ])("an MLOps administrator does not become by that alone, %s", async (_how, to) => {
    rig.directory.addToGroup("ml-approvers", "mona");
    const before = (await deploymentOf(rig, "card-default")).grants;
    expect(refusalOf(await share("mona", { ...to, role: "USER" }))).toMatchObject({
      code: "forbidden",
      sentence: expect.stringContaining("as an MLOps administrator alone"),
    });
    expect((await deploymentOf(rig, "card-default")).grants).toEqual(before);
  });

  test("an MLOps administrator stays who has a grant besides: they share as every User does", async () => {
    await share("olivia", { people: [slackId("mona")], role: "USER" });
    expect((await share("mona", { organisation: true, role: "CONSUMER" })).state.name).toBe("succeeded");
  });

  test("an MLOps administrator is for links to Use Cases, too", async () => {
    expect(
      value(await rig.operations.why(rig.actor("mona"), "use-cases", await rig.byLabel("card-default"))),
    ).toMatchObject({ outcome: "allowed" });
  });

  test("who is lowered between asking and confirming gives nothing any more", async () => {
    const wish = await asked("uma", { people: [slackId("ada")], role: "USER" });
    await share("olivia", { grants: [row("uma", "CONSUMER")] });
    const done = await confirmed(rig, "uma", wish);
    expect(done.state.name).toBe("refused");
    expect(await held("ada")).toBeNull();
  });
});

test("a Consumer learns nothing of it", async () => {
  expect(refusalOf(await share("carl", { people: [slackId("ada")], role: "CONSUMER" }))?.code).toBe(
    "not-found",
  );
});

describe("at least one Owner in person", () => {
  test("remains: the last one cannot step down, whatever group owns it too", async () => {
    await changeDeployment(rig, "card-default", {
      grants: [
        grantTo("olivia", "OWNER"),
        { subject: { kind: "group", group: "ml-approvers" }, role: "OWNER" },
      ],
    });
    for (const role of ["USER", null] as const)
      expect(refusalOf(await share("olivia", { grants: [row("olivia", role)] }))).toMatchObject({
        code: "conflict",
        next: expect.stringContaining("Add another Owner first"),
      });
    // With another one in the same request it goes.
    const done = await share("olivia", {
      people: [slackId("ada")],
      role: "OWNER",
      grants: [row("olivia", null)],
    });
    expect(done.state.name).toBe("succeeded");
    expect(await held("ada")).toBe("OWNER");
  });

  test("can act: an Owner who has left does not count", async () => {
    rig.directory.deactivate("otto");
    expect(refusalOf(await share("olivia", { grants: [row("olivia", "USER")] }))?.code).toBe("conflict");
  });

  test("remains when two Owners remove each other at the same time", async () => {
    const first = await asked("olivia", { grants: [row("otto", null)] });
    const second = await asked("otto", { grants: [row("olivia", null)] });
    value(await confirm(rig, "olivia", first));
    value(await confirm(rig, "otto", second));
    await rig.settle();
    const states = [(await rig.request(first.id)).state.name, (await rig.request(second.id)).state.name];
    expect(states).toContain("succeeded");
    const { grants } = await deploymentOf(rig, "card-default");
    expect(grants.filter(({ role }) => role === "OWNER")).toHaveLength(1);
  });

  test("is looked for by the platform itself at the moment of the change", async () => {
    await changeDeployment(rig, "card-default", {
      grants: [grantTo("olivia", "OWNER"), grantTo("uma", "USER")],
    });
    const answer = await rig.platform.change({
      kind: "share",
      deploymentId: (await deploymentOf(rig, "card-default")).id,
      effectKey: "e-1",
      as: aPerson("olivia"),
      changes: [{ subject: email("olivia"), before: "OWNER", role: null }],
    });
    expect(answer).toMatchObject({ outcome: "refused", sentence: expect.stringContaining("another Owner") });
    expect(await held("olivia")).toBe("OWNER");
  });
});

describe("recipients", () => {
  const cases: readonly { who: string; input: Partial<ShareInput>; names: string; set?: () => void }[] = [
    { who: "of another company", input: { people: [slackId("xena")] }, names: "xena@example.com" },
    { who: "who are guests", input: { people: [slackId("gus")] }, names: "gus@example.com" },
    {
      who: "who left",
      input: { emails: ["ben@example.com"] },
      names: "ben@example.com",
      set: () => rig.directory.deactivate("ben"),
    },
    { who: "who were picked by their name", input: { people: [slackId("xena")] }, names: "Xena" },
    { who: "whom Slack does not know", input: { people: ["U0NOBODY"] }, names: "U0NOBODY" },
    {
      who: "at another organisation's address",
      input: { emails: ["eve@elsewhere.org"] },
      names: "eve@elsewhere.org",
    },
    { who: "that are no group", input: { groups: ["no-such-group"] }, names: "no-such-group" },
  ];
  test.each(cases)("$who are refused by name, and nothing is shared", async ({ input, names, set }) => {
    set?.();
    const refused = await share("olivia", {
      ...input,
      people: [...(input.people ?? []), slackId("ada")],
      role: "USER",
    });
    expect(refusalOf(refused)).toMatchObject({ code: "invalid", sentence: expect.stringContaining(names) });
    expect(refusalOf(refused)?.sentence).not.toContain("ada");
    expect(await held("ada")).toBeNull();
  });

  test("who leave before the effect get nothing", async () => {
    const wish = await asked("olivia", { people: [slackId("ada")], role: "USER" });
    rig.directory.deactivate("ada");
    expect((await confirmed(rig, "olivia", wish)).state.name).toBe("refused");
    expect(await held("ada")).toBeNull();
  });

  test("that are groups are compared as Slack compares handles", async () => {
    const done = await share("olivia", { groups: ["ML-Approvers"], role: "USER" }, "house-value");
    expect(done.state.name).toBe("succeeded");
    const ada = await rig.operations.seeDeployment(rig.actor("ada"), done.deploymentId);
    expect(ada.ok).toBe(true);
  });

  test("of a hundred are asked about once each, and the groups once, when it is fresh", async () => {
    const names = Array.from({ length: 90 }, (_, i) => `member${i}`);
    for (const name of names)
      rig.directory.add({ ...DIRECTORY_USER, user: slackId(name), email: `${name}@example.com` });
    const wish = await asked("olivia", {
      people: names.map(slackId),
      groups: ["ml-approvers"],
      role: "CONSUMER",
    });
    const before = { ...rig.directory.asked };
    await confirmed(rig, "olivia", wish);
    // Whoever asks, and each recipient, and the list of groups for both.
    expect(rig.directory.asked.fresh - before.fresh).toBeLessThan(100);
    expect((await rig.request(wish.id)).state.name).toBe("succeeded");
  });

  test("who got another address meanwhile are not taken for its owner", async () => {
    const wish = await asked("olivia", { emails: ["ben@example.com"], role: "USER" });
    rig.directory.set("ben", { email: "benjamin@example.com" });
    const done = await confirmed(rig, "olivia", wish);
    // Nobody has the address any more, which is another thing than what was confirmed.
    expect(done.state.name).not.toBe("succeeded");
    expect(await held("ben")).toBeNull();
  });

  test("who have left can be removed, and not given another role", async () => {
    rig.directory.deactivate("uma");
    expect(refusalOf(await share("olivia", { grants: [row("uma", "OWNER")] }))?.sentence).toContain(
      "uma@example.com",
    );
    expect((await share("olivia", { people: [slackId("uma")], role: "NO_ROLE" })).state.name).toBe(
      "succeeded",
    );
    expect(await held("uma")).toBeNull();
  });

  test("who are MLOps administrators are not made Consumers", async () => {
    expect(
      refusalOf(await share("olivia", { emails: ["mona@example.com"], role: "CONSUMER" }))?.sentence,
    ).toContain("MLOps administrator");
    expect((await share("olivia", { emails: ["mona@example.com"], role: "OWNER" })).state.name).toBe(
      "succeeded",
    );
  });

  test("who are named twice are one, and two roles for one are asked about", async () => {
    const twice = { people: [slackId("ada")], emails: ["ADA@example.com"] };
    expect(
      refusalOf(await share("olivia", { ...twice, role: "USER", grants: [row("ada", "OWNER")] }))?.sentence,
    ).toContain("Two different roles");
    expect((await share("olivia", { ...twice, role: "USER" })).state.name).toBe("succeeded");
    expect(
      (await deploymentOf(rig, "card-default")).grants.filter(
        ({ subject }) => subject.kind === "user" && subject.email === "ada@example.com",
      ),
    ).toHaveLength(1);
  });
});

describe("groups", () => {
  const found = async (text: string, who = "olivia") =>
    value(await rig.operations.userGroups(rig.actor(who), await rig.byLabel("card-default"), text)).map(
      ({ handle }) => handle,
    );
  const groupRow = (group: string, role: Role | null) =>
    inputFor([{ subject: { kind: "group", group }, role }]).grants;
  const heldBy = async (group: string) =>
    grantedTo((await deploymentOf(rig, "card-default")).grants, { kind: "group", group });
  const grantGroup = async (group: string, role: Role) => {
    const { grants } = await deploymentOf(rig, "card-default");
    await changeDeployment(rig, "card-default", {
      grants: [...grants, { subject: { kind: "group", group }, role }],
    });
  };

  test("are found by a part of their handle or name, those that begin so first", async () => {
    for (const handle of ["data", "big-data", "zoo"]) rig.directory.addToGroup(handle, "uma");
    expect(await found("")).toEqual(["big-data", "data", "ml-approvers", "zoo"]);
    expect(await found("@data")).toEqual(["data", "big-data"]);
    expect(await found("ML Appr")).toEqual(["ml-approvers"]);
    expect(await found("nobody")).toEqual([]);
    for (let i = 0; i < 150; i += 1) rig.directory.addToGroup(`many-${i}`, "uma");
    expect(await found("many")).toHaveLength(100);
  });

  test("are listed for those alone who may share, and not at all while Slack is silent", async () => {
    const id = await rig.byLabel("card-default");
    expect(await found("", "uma")).toEqual(["ml-approvers"]);
    expect(await rig.operations.userGroups(rig.actor("carl"), id, "")).toMatchObject({
      refusal: { code: "not-found" },
    });
    rig.directory.fail(true);
    expect(await rig.operations.userGroups(rig.actor("olivia"), id, "")).toMatchObject({
      ok: false,
      refusal: { code: "error" },
    });
  });

  test("that Slack does not know any more keep what they have, get less or nothing, and never more", async () => {
    await grantGroup("left-overs", "USER");
    const raised = await share("olivia", { grants: groupRow("left-overs", "OWNER") });
    expect(refusalOf(raised)?.sentence).toContain("can be lowered or taken away, not raised from User");
    expect((await share("olivia", { grants: groupRow("left-overs", "CONSUMER") })).state.name).toBe(
      "succeeded",
    );
    expect(await heldBy("left-overs")).toBe("CONSUMER");
    expect((await share("olivia", { grants: groupRow("left-overs", null) })).state.name).toBe("succeeded");
    expect(await heldBy("left-overs")).toBeNull();
    expect(refusalOf(await share("olivia", { groups: ["left-overs"], role: "USER" }))?.sentence).toContain(
      "no Slack user group called so",
    );
  });

  test("of elsewhere, whose names are no handles, are taken away like any other", async () => {
    await grantGroup("Data Science, EMEA", "USER");
    expect((await share("olivia", { grants: groupRow("Data Science, EMEA", null) })).state.name).toBe(
      "succeeded",
    );
    expect(await heldBy("Data Science, EMEA")).toBeNull();
  });
});

describe("a request", () => {
  const many = (count: number): ShareInput["emails"] =>
    Array.from({ length: count }, (_, i) => `person${i}@example.com`);

  test("holds up to 100 changes", async () => {
    expect((await share("olivia", { emails: many(100), role: "CONSUMER" })).state.name).toBe("succeeded");
    expect((await deploymentOf(rig, "card-default")).grants).toHaveLength(104);
    await expect(share("olivia", { emails: many(101), role: "USER" })).rejects.toThrow("At most 100 changes");
  });

  test.each([
    ["emails", { emails: many(101), people: ["U0ADA"], role: "USER" }, 2],
    ["groups", { groups: many(60).map((_, i) => `g${i}`), emails: many(50), role: "USER" }, 10],
    ["people", { people: many(101).map((_, i) => `U${i}`), organisation: true, role: "USER" }, 2],
  ] as const)("of more says beside the field %s how many have to go", (field, over, left) => {
    const parsed = shareInput.safeParse({ ...inputFor([]), ...over });
    expect(parsed.error?.issues).toEqual([
      expect.objectContaining({ path: [field], message: expect.stringContaining(`Take ${left} out`) }),
    ]);
  });

  test("counts what is named and what is changed below together", () => {
    const grants = Array.from({ length: 60 }, (_, i) => row(`p${i}`, "USER"));
    const fits = (emails: number) =>
      shareInput.safeParse({ ...inputFor([]), emails: many(emails), role: "USER", grants }).success;
    expect([fits(40), fits(41)]).toEqual([true, false]);
  });

  test("for an address of elsewhere says why it is not taken, and what can be done", async () => {
    const { sentence } =
      refusalOf(await share("olivia", { emails: ["eve@elsewhere.org"], role: "USER" })) ?? {};
    expect(sentence).toContain("eve@elsewhere.org");
    expect(sentence).toContain("not one of your organisation (@example.com)");
    expect(sentence).toContain("become a member of this Slack workspace first");
  });

  test.each([
    { what: "names nobody", input: {}, says: "Name somebody" },
    { what: "names no role", input: { people: ["U0ADA"] }, says: "Choose the role" },
    {
      what: "has no address",
      input: { emails: ["ada at example"], role: "USER" as const },
      says: "is no email address",
    },
  ])("that $what is refused before anything is recorded", async ({ input, says }) => {
    await expect(share("olivia", input)).rejects.toThrow(says);
  });

  test("for what is so already, or for a removal of nobody, is refused", async () => {
    expect(refusalOf(await share("olivia", { grants: [row("uma", "USER")] }))?.code).toBe("conflict");
    expect(
      refusalOf(await share("olivia", { emails: ["ada@example.com"], role: "NO_ROLE" }))?.sentence,
    ).toContain("ada@example.com");
  });

  test.each<[string, Partial<ShareInput>, string, string, string]>([
    ["granted", { people: [slackId("ada")], role: "USER" }, "Share", "Share now", "shared"],
    ["changed", { grants: [row("uma", "OWNER")] }, "Change role", "Change role now", "changed a role on"],
    [
      "taken away",
      { grants: [row("uma", null)] },
      "Take access away",
      "Take access away",
      "took away access to",
    ],
    [
      "mixed",
      { people: [slackId("ada")], role: "USER", grants: [row("uma", null)] },
      "Change access",
      "Change access now",
      "changed who has access to",
    ],
  ])("is called after what it does: %s", async (_, input, title, confirm, did) => {
    const done = await share("olivia", input);
    expect(done.state.name).toBe("succeeded");
    const words = wordsOf(done);
    expect([words.title(done), words.confirm(done), words.did(done)]).toEqual([title, confirm, did]);
  });

  test("says that it gives no access to the model, its project or candidates", async () => {
    const checked = await asked("olivia", { people: [slackId("ada")], role: "USER" });
    expect(wordsOf(checked).notDone(checked, { mails: false }).join(" ")).toContain("no access to the model");
  });

  test("goes on while the deployment's status changes: access is no matter of status", async () => {
    await changeDeployment(rig, "card-default", { status: "launching" });
    expect((await share("olivia", { people: [slackId("ada")], role: "USER" })).state.name).toBe("succeeded");
  });

  test("under a policy is approved first, and what changed meanwhile makes it out of date", async () => {
    const [policy] = SAMPLE_POLICIES.policies;
    if (policy === undefined) throw new Error("The sample policy is there.");
    rig.policies = { ...rig.policies, policies: [{ ...policy, actions: ["share"] }] };
    const wish = await asked("olivia", { grants: [row("carl", "OWNER")] });
    expect(wish.state.name).toBe("pending");
    const { grants } = await deploymentOf(rig, "card-default");
    await changeDeployment(rig, "card-default", {
      grants: grants.map((grant): Grant => (grant.role === "CONSUMER" ? { ...grant, role: "USER" } : grant)),
    });
    value(
      await rig.operations.review(rig.actor("ada"), wish.id, {
        edition: 1,
        decision: "approve",
        comment: "",
      }),
    );
    await rig.settle();
    expect((await rig.request(wish.id)).state.name).toBe("stale");
    expect(await held("carl")).toBe("USER");
  });
});

describe("Undo", () => {
  test("asks for the grants as they were, in a form of its own", async () => {
    const before = (await deploymentOf(rig, "card-default")).grants;
    const done = await share("olivia", {
      people: [slackId("ada")],
      role: "USER",
      grants: [row("carl", null), row("uma", "OWNER")],
    });
    expect(done.state.name).toBe("succeeded");
    const { inverse } = wordsOf(done);
    expect(inverse).toMatchObject({ label: "Undo", action: "share" });
    const back = inverse?.prefill?.(done) as unknown as ShareInput;
    expect((await share("olivia", back)).state.name).toBe("succeeded");
    const after = (await deploymentOf(rig, "card-default")).grants;
    const named = (grants: readonly Grant[]) =>
      new Map(grants.map(({ subject, role }) => [JSON.stringify(subject), role]));
    expect(named(after)).toEqual(named(before));
  });
});

describe("the effect of sharing", () => {
  test.each(LOST_ANSWERS)("happens once when the platform $what", async (fault) => {
    await rig.store.close();
    const lost = firstAnswerLost(fault);
    rig = await operationsRig({ wrapPlatform: lost.wrap });
    // A status that hangs is no reason to be in doubt about a grant.
    await changeDeployment(rig, "card-default", { status: "launching" });
    const request = await share("olivia", { people: [slackId("ada")], role: "USER" });
    await rig.settle(3_600_000);
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
    expect(lost.calls).toBe(fault.executed ? 1 : 2);
    expect(invited()).toHaveLength(1);
  });
});

describe("a card", () => {
  const card = async (who: string, request: ChangeRequest) =>
    requestCard(value(await rig.operations.request(rig.actor(who), request.id)));
  const SHARED: Partial<ShareInput> = {
    people: [slackId("ada")],
    emails: ["eve@elsewhere.example"],
    groups: ["ml-approvers"],
    organisation: true,
    role: "USER",
  };

  test("names whom and what was asked for before anything is known of them, and after a refusal", async () => {
    const { id } = value(await submit(rig, "olivia", wishOf(SHARED)));
    const before = await card("olivia", await rig.request(id));
    await rig.settle();
    const refused = await rig.request(id);
    expect(refused.state.name).toBe("refused");
    for (const { text, blocks } of [before, await card("olivia", refused)]) {
      const said = JSON.stringify(blocks);
      for (const all of [text, said]) {
        expect(all).toContain(`<@${slackId("ada")}> · eve@elsewhere.example · the group ml-approvers`);
        expect(all).toContain("the whole organisation");
        expect(all).toContain("User for somebody of this workspace, and 3 more changes");
        expect(all).not.toMatch(/shared as asked|was (User|Owner|Consumer)|taken away/);
      }
    }
    expect(JSON.stringify((await card("olivia", refused)).blocks)).toContain("*Asked for*");
  });

  test("says what is to be taken away, and that it was only when it is", async () => {
    const { id } = await asked("olivia", { grants: [row("carl", null)] });
    const waits = await card("olivia", await rig.request(id));
    expect(waits.text).toContain("Take away access of: carl@example.com (now Consumer).");
    await confirmed(rig, "olivia", { id });
    const done = await card("olivia", await rig.request(id));
    expect(done.text).toContain("Access taken away: carl@example.com (was Consumer).");
  });

  test("of one that was cancelled never says that anything was changed", async () => {
    const request = await asked("olivia", { grants: [row("uma", "OWNER"), row("carl", null)] });
    value(await rig.operations.cancel(rig.actor("olivia"), request.id, { reason: "" }));
    const { text, blocks } = await card("olivia", await rig.request(request.id));
    for (const said of [text, JSON.stringify(blocks)]) {
      expect(said).toContain("uma@example.com (now User)");
      expect(said).toContain("Take away access of");
      expect(said).not.toMatch(/taken away|changed who has access/);
    }
  });

  test("of many names twelve, and counts the others", async () => {
    const people = Array.from({ length: 14 }, (_, at) => `new.${at}@elsewhere.example`);
    const request = await asked("olivia", { emails: people, role: "CONSUMER" });
    const { text } = await card("olivia", request);
    expect(text).toContain("new.11@elsewhere.example and 2 more");
  });
});
