import type { KnownBlock } from "@slack/types";
import { describe, expect, it } from "vitest";
import { allowed, aside, denied } from "../../../src/deployments/decision.ts";
import { deploymentId } from "../../../src/deployments/ids.ts";
import type { SeenDeployment } from "../../../src/operations/operations.ts";
import { ACTION_IDS, parseActionValue, parseListValue } from "../../../src/slack/action-ids.ts";
import { decisionTree } from "../../../src/slack/cards/decision-tree.ts";
import { deploymentCard } from "../../../src/slack/cards/deployment-card.ts";
import { deploymentList } from "../../../src/slack/cards/deployment-list.ts";
import { helpCard } from "../../../src/slack/cards/help.ts";
import { inbox } from "../../../src/slack/cards/inbox.ts";
import { manyFound, noneFound } from "../../../src/slack/cards/lookup.ts";
import { refusalCard } from "../../../src/slack/cards/refusal.ts";
import { settingsCard } from "../../../src/slack/cards/settings.ts";
import { aDeployment, aPackage, someSettings } from "../../support/builders.ts";
import { aPerson, NOW } from "../../support/request-builders.ts";
import { pending } from "./views.ts";

const elements = (card: { readonly blocks: readonly KnownBlock[] }) =>
  card.blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
const actionIds = (card: { readonly blocks: readonly KnownBlock[] }) =>
  elements(card).flatMap((element) =>
    "action_id" in element && element.action_id ? [element.action_id] : [],
  );
const seen = (card: unknown): string => JSON.stringify(card);

const owner: SeenDeployment = {
  deployment: aDeployment(),
  champion: aPackage(),
  challengers: [],
  person: aPerson(),
  role: "OWNER",
  menu: [
    { action: "view", title: "View", refused: null },
    { action: "replace-model", title: "Replace model", refused: null },
    { action: "delete", title: "Delete", refused: "Scoring code was downloaded." },
  ],
  open: [pending()],
  link: "https://pointsman.example.com/deployments/card-default",
};

describe("the card of a deployment", () => {
  it("has its link to copy for the person alone, and none that others would not reach", () => {
    const link = "`https://pointsman.example.com/deployments/card-default`";
    expect(seen(deploymentCard(owner, { now: NOW, audience: "me" }))).toContain(link);
    expect(seen(deploymentCard(owner, { now: NOW, audience: "channel" }))).not.toContain(link);
    const unreached = { ...owner, link: null };
    expect(seen(deploymentCard(unreached, { now: NOW, audience: "me" }))).not.toContain("Link to copy");
  });

  it("is this, for an Owner", () => {
    expect(deploymentCard(owner, { now: NOW, audience: "me" })).toMatchSnapshot();
  });

  it("offers in its menu only what this person may do now", () => {
    const menu = elements(deploymentCard(owner, { now: NOW, audience: "me" })).find(
      (each) => each.type === "static_select",
    );
    const values =
      menu?.type === "static_select" ? menu.options?.map((each) => parseActionValue(each.value ?? "")) : [];
    expect(values).toEqual([{ action: "replace-model", deployment: "d-card-default" }]);
  });

  it("has no menu and no replacement for somebody who may only look, and says why", () => {
    const user: SeenDeployment = {
      ...owner,
      role: "USER",
      menu: [
        { action: "replace-model", title: "Replace model", refused: "Replacing needs an Owner; ask Otto." },
      ],
    };
    const card = deploymentCard(user, { now: NOW, audience: "me" });
    expect(actionIds(card)).toEqual([
      ACTION_IDS.monitoring,
      ACTION_IDS.settings,
      ACTION_IDS.history,
      ACTION_IDS.postHere,
    ]);
    expect(seen(card)).toContain("Replacing needs an Owner; ask Otto.");
  });

  it("posted for all shows nobody's rights", () => {
    const card = deploymentCard(owner, { now: NOW, audience: "channel" });
    expect(actionIds(card)).toEqual([ACTION_IDS.openDeployment]);
    expect(seen(card)).not.toContain("You are");
  });

  it("says that a custom model launched with errors, and that an approval is waited for", () => {
    const cardOf = (over: Parameters<typeof aDeployment>[0]) =>
      deploymentCard({ ...owner, deployment: aDeployment(over) }, { now: NOW, audience: "me" });
    const warned = cardOf({ launchWarning: true });
    for (const text of [warned.text, seen(warned.blocks)])
      expect(text).toContain("⚠️ active, WARNING: launched with errors");
    expect(seen(cardOf({ launchWarning: true, status: "inactive" }))).not.toContain("WARNING");
    const waits = cardOf({ approval: "PENDING" });
    for (const text of [waits.text, seen(waits.blocks)]) expect(text).toContain("⏳ NEEDS APPROVAL");
    expect(seen(cardOf({}))).not.toMatch(/WARNING|NEEDS APPROVAL/);
  });

  it("says health in words, not by colour alone", () => {
    const failing = aDeployment({
      health: {
        service: { status: "failing", message: "3 server errors." },
        drift: { status: "unknown", message: "" },
        accuracy: { status: "unavailable", message: "" },
      },
    });
    const { text } = deploymentCard({ ...owner, deployment: failing }, { now: NOW, audience: "me" });
    expect(text).toContain("Service health ❌ failing, data drift ❔ unknown, accuracy ➖ not monitored.");
  });
});

describe("the list", () => {
  const summary = {
    id: deploymentId("d-card-default"),
    label: "card-default",
    importance: "HIGH",
    status: "active",
    launchWarning: false,
    environmentName: "DataRobot serverless",
    championName: "Credit default v3",
    health: { service: "passing", drift: "warning", accuracy: "passing" },
    role: "OWNER",
  } as const;
  const list = {
    rows: [{ summary, menu: owner.menu }],
    filter: "all",
    text: "",
    next: null,
    empty: null,
  } as const;

  it("has Open and a select of this person's actions in each row", () => {
    expect(actionIds(deploymentList(list, "/deployments"))).toEqual([
      ACTION_IDS.listFilter,
      ACTION_IDS.openDeployment,
      ACTION_IDS.deploymentMenu,
    ]);
  });

  it("shows the badge of one that launched with errors, as its card does", () => {
    const warned = { ...list, rows: [{ summary: { ...summary, launchWarning: true }, menu: [] }] };
    const card = deploymentList(warned, "/deployments");
    for (const shown of [card.text, seen(card.blocks)])
      expect(shown).toContain("⚠️ active, WARNING: launched with errors");
  });

  it("goes on where it stopped, with filter and text", () => {
    const card = deploymentList({ ...list, filter: "failing", text: "fraud eu", next: "c2" }, "/deployments");
    const more = elements(card).find((each) => "action_id" in each && each.action_id === ACTION_IDS.listMore);
    expect(more && "value" in more ? parseListValue(more.value ?? "") : null).toEqual({
      filter: "failing",
      text: "fraud eu",
      cursor: "c2",
    });
  });

  it("says what to do when nothing is found, and keeps the filter at hand", () => {
    const none = deploymentList({ ...list, rows: [], text: "frud" }, "/deployments");
    expect(none.text).toContain("Try fewer letters");
    expect(actionIds(none)).toEqual([ACTION_IDS.listFilter]);
  });

  it("offers the sample fleet to an administrator of an empty registry, and to nobody else", () => {
    const empty = (administrator: boolean, canAdopt = true) =>
      deploymentList({ ...list, rows: [], empty: { administrator, canAdopt } }, "/deployments");
    expect(actionIds(empty(true))).toEqual([ACTION_IDS.adoptSampleFleet]);
    expect(actionIds(empty(true, false))).toEqual([]);
    expect(actionIds(empty(false))).toEqual([]);
    expect(empty(false).text).toContain("Ask an administrator");
  });

  it("names the command as it is installed", () => {
    expect(seen(deploymentList(list, "/staging-deployments"))).toContain("/staging-deployments &lt;name&gt;");
  });
});

describe("choices", () => {
  const named = (id: string, environmentName: string) => ({
    id: deploymentId(id),
    label: "fraud",
    environmentName,
  });

  it("tell equal names apart by environment and the end of the id, and carry the id", () => {
    const card = manyFound(
      "fraud",
      [named("65f0aaaaaa111111", "EU"), named("65f0aaaaaa222222", "US")],
      "replace-model",
    );
    expect(card.text).toContain("fraud in EU, id ends 111111; fraud in US, id ends 222222");
    expect(seen(card.blocks)).toContain('replace-model \\"65f0aaaaaa222222\\"');
  });

  it("offer what is similar, or say where to look", () => {
    const command = "/deployments";
    expect(noneFound("frud", [named("d-1", "EU")], "", { command }).text).toContain(
      "Did you mean one of these?",
    );
    expect(noneFound("frud", [], "", { command }).text).toContain("ask an Owner");
    const slip = noneFound("repalce fraud", [], "", { command, corrected: "replace fraud" });
    expect(slip.text).toContain("There is no action *repalce*. Did you mean `/deployments replace fraud`?");
    expect(slip.text).not.toContain("ask an Owner");
    expect(seen(slip.blocks)).toContain('"value":"replace fraud"');
  });
});

describe("the settings of a deployment", () => {
  it("are shown with what they are about, and what is off says so", () => {
    const deployment = aDeployment({
      settings: someSettings({
        associationId: { columns: ["account"], required: true },
        predictionIntervals: { enabled: true, percentiles: [80] },
        segments: { enabled: false, attributes: [] },
      }),
    });
    const { text } = settingsCard(
      { ...owner, deployment, challengers: [aPackage({ version: 5 }), null] },
      "critical",
    );
    for (const words of [
      "Association id: `account`, required",
      "Prediction intervals: on: `80 %`",
      "Segments: off: none",
      "Credit default v5, one that cannot be read",
      "Your health notices: Critical only",
    ])
      expect(text).toContain(words);
  });
});

describe("other answers", () => {
  it("a decision is a tree of words, indented by depth", () => {
    const card = decisionTree("May you replace the model of card-default?", {
      outcome: "denied",
      sentence: "You are User here.",
      because: [{ outcome: "denied", sentence: "Replacing needs Owner.", because: [] }],
    });
    const [, tree] = card.blocks;
    const lists = tree?.type === "rich_text" ? tree.elements : [];
    expect(lists.map((each) => (each.type === "rich_text_list" ? each.indent : null))).toEqual([0, 1]);
    expect(card.text).toContain(
      "⛔ Not allowed – You are User here. ⛔ Not allowed – Replacing needs Owner.",
    );
  });

  it("what does not apply is neither allowed nor refused", () => {
    const because = [aside('"Nights" is about delete.')];
    expect(decisionTree("Why?", allowed("You may.", because)).text).toContain(
      '➖ Does not apply – "Nights" is about delete.',
    );
  });

  it("a refusal says what was wrong, what to do, and the id to quote", () => {
    const { text } = refusalCard({ refusal: { sentence: "No.", next: "Ask Otto." }, quoteId: "E-1" });
    expect(text).toBe("⛔ No. *Next:* Ask Otto. Quote `E-1` when you ask for help.");
    const decision = denied("No.", [allowed("You are Owner."), denied("It is inactive."), denied("No.")]);
    const { blocks } = refusalCard({ refusal: { sentence: "No.", next: "", decision }, quoteId: null });
    expect(seen(blocks)).toContain("It is inactive.");
    expect(seen(blocks)).not.toContain("You are Owner.");
  });

  it("help names every action by its command, with the installed slash command", () => {
    const words = { commands: ["replace", "replace-model"], help: "Replace the champion." };
    const card = helpCard({
      commands: { deployments: "/x-deployments", approvals: "/x-approvals" },
      actions: [
        { kind: "effect", words },
        { kind: "read", words: { commands: ["view"], help: "Show it." } },
      ],
      hasAccounts: false,
    });
    expect(card.text).toContain(
      "/x-deployments replace &lt;name&gt;: Replace the champion. Also: replace-model.",
    );
    expect(card.text).toContain("/x-approvals");
    const shown = seen(card.blocks);
    const order = "*Look* list view *Change* replace rollback *Follow* subscribe *Ask* why".split(" ");
    const places = order.map((part) =>
      shown.indexOf(part.startsWith("*") ? part : `/x-deployments ${part} `),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("the inbox names the action, and offers the step that waits for the reader", () => {
    const checked = pending({ action: "deactivate", input: {}, state: { name: "checked", since: NOW } });
    const card = inbox({ waiting: [], asked: [checked, pending()] }, "/deployments");
    expect(card.text).toContain(
      "R-7K2M, Deactivate deployment, card-default: 📝 Checked, not confirmed yet.",
    );
    expect(card.text).toContain("It waits for you: Press Continue");
    expect(actionIds(card)).toEqual([ACTION_IDS.continue, ACTION_IDS.openRequest]);
    expect(seen(card.blocks)).toContain("Deactivate deployment, active → inactive");
    expect(seen(card.blocks)).toContain("Replace model, Credit default v3 → Credit default v4");
  });

  it.each([
    [
      "changes-requested",
      { name: "changes-requested", since: NOW, by: aPerson("ada"), comment: "Why?" },
      ACTION_IDS.edit,
    ],
    ["stale", { name: "stale", since: NOW, changes: [] }, ACTION_IDS.askAgain],
    [
      "approved, to be applied by hand",
      { name: "approved", since: NOW, applyAskedBy: null },
      ACTION_IDS.apply,
    ],
  ] as const)("the inbox offers the step of one that is %s", (_, state, step) => {
    const card = inbox({ waiting: [], asked: [pending({ state, apply: "by-hand" })] }, "/deployments");
    expect(actionIds(card)).toEqual([step, ACTION_IDS.openRequest]);
    expect(card.text).toContain("It waits for you:");
  });

  it("what the inbox has no room for is said as it is: nothing of what was asked waits for a decision of the reader", () => {
    const many = Array.from({ length: 20 }, () => pending());
    const blocks = seen(inbox({ waiting: many, asked: many }, "/deployments").blocks);
    expect(blocks).toContain("… and 5 asked later; they move up when these are decided.");
    expect(blocks).toContain("… and 5 more; `/deployments history &lt;name&gt;` shows every request");
  });

  it("an empty inbox says what happens next", () => {
    const card = inbox({ waiting: [], asked: [] }, "/deployments");
    expect(card.text).toBe("Nothing waits for your review. You have asked for nothing lately.");
    expect(seen(card.blocks)).toContain("You get a message when a review is asked of you.");
  });
});

describe("the settings of a deployment", () => {
  it("say drift, challengers and humility rules as they are", () => {
    const deployment = aDeployment({
      settings: someSettings({
        drift: { target: true, features: false },
        challengersEnabled: true,
        humility: { enabled: true, rules: [{ name: "Odd amounts", trigger: "outlyingInput" }] },
      }),
    });
    const challengers = [aPackage({ name: "Credit default v9" })];
    const { text, blocks } = settingsCard({ ...owner, deployment, challengers }, "none");
    expect(text).toContain("Drift tracking: Target on, features off.");
    expect(text).toContain("Challengers: on: Credit default v9.");
    expect(text).toContain("Humility rules: on: `Odd amounts`.");
    for (const row of [
      "*Drift tracking*\\nTarget on, features off",
      "*Challengers*\\non: Credit default v9",
      "*Humility rules*\\non: `Odd amounts`",
    ])
      expect(seen(blocks)).toContain(row);
    const plain = settingsCard(owner, "none").text;
    expect(plain).toContain("Drift tracking: Target on, features on.");
    expect(plain).toContain("Challengers: off: none.");
    expect(plain).toContain("Humility rules: off: none.");
  });
});
