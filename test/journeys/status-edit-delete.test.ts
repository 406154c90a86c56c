// What a person gets: activating, deactivating, launching anew, editing and deleting, by the real process over signed HTTP requests.
// Each payload of the bot is checked by the local Slack as Slack itself would.
import { expect, it } from "vitest";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import type { FieldValue } from "../../src/workspace/acts.ts";
import type { WorkspaceMessage } from "../../src/workspace/state.ts";
import {
  actionForm,
  at,
  auditOf,
  auditVerify,
  CLEAN,
  directMessage,
  expectNothingRefused,
  hasControl,
  messageWords,
  modalWith,
  submitAndConfirm,
  told,
  viewWords,
} from "../support/journey.ts";
import { oneBot } from "../support/one-bot.ts";

const { dataDir, slack, platform } = oneBot();

const open = async (text: string): Promise<string> => {
  await slack.command("olivia", "general", `/deployments ${text}`);
  return viewWords(await actionForm(slack, "olivia", /./));
};

/** From the open form to the card that says how it ended. */
async function through(
  values: Readonly<Record<string, FieldValue>>,
  ends: RegExp,
): Promise<WorkspaceMessage> {
  await submitAndConfirm(slack, "olivia", values);
  return await cardThat(ends);
}

/** Her own card, not the short message about it in its thread. */
const cardThat = (says: RegExp): Promise<WorkspaceMessage> =>
  slack.waitFor(
    async () =>
      (await slack.directMessages("olivia"))
        .filter((one) => says.test(messageWords(one)) && one.thread_ts === undefined)
        .at(-1) ?? null,
    { what: `a card that says ${says}`, timeoutMs: 15_000 },
  );

it("edits what may be edited, says beside each field what is wrong, and takes it back", async () => {
  expect(await open("edit house-value")).toContain(
    "Policies on edits look at the old and the new importance",
  );
  const empty = await slack.submit({
    person: "olivia",
    values: { [ACTION_IDS.editLabel]: "  ", [ACTION_IDS.editImportance]: "Critical" },
  });
  expect(empty.fieldErrors).toEqual({ "edit.label": "Type a label." });
  for (const [field, length] of [
    ["editLabel", 513],
    ["editDescription", 2_001],
  ] as const) {
    const long = { [ACTION_IDS.editLabel]: "house-value", [ACTION_IDS[field]]: "x".repeat(length) };
    const refused = await slack.submit({ person: "olivia", values: long });
    expect(Object.keys(refused.fieldErrors)).toEqual([
      field === "editLabel" ? "edit.label" : "edit.description",
    ]);
  }
  const card = await through(
    {
      [ACTION_IDS.editLabel]: "churn <!channel>",
      [ACTION_IDS.editDescription]: "Who leaves?",
      [ACTION_IDS.editImportance]: "Moderate",
    },
    /✅ Done[\s\S]*churn/,
  );
  expect(JSON.stringify(card)).not.toContain("<!channel>");
  const before = { label: "churn <!channel>", description: "Who leaves?", importance: "MODERATE" };
  expect(await platform.deployment("d-house-value")).toMatchObject(before);

  await slack.press({ person: "olivia", actionId: ACTION_IDS.undo, ...at(card) });
  await actionForm(slack, "olivia", /house-value|churn/);
  await submitAndConfirm(slack, "olivia", {});
  await slack.waitFor(async () => (await platform.deployment("d-house-value")).label === "house-value", {
    what: "the label of before",
    timeoutMs: 15_000,
  });
});

it("deactivates and activates, each offered as the way back of the other", async () => {
  await open("deactivate customer-churn");
  const off = await through({}, /✅ Done[\s\S]*customer-churn/);
  expect((await platform.deployment("d-customer-churn")).status).toBe("inactive");
  expect(await told(slack, "olivia", "/deployments customer-churn")).toContain("INACTIVE");
  await slack.command("olivia", "general", "/deployments deactivate customer-churn");
  await modalWith(slack, "olivia", "the refusal", (view) => /inactive/i.test(viewWords(view)));
  await slack.closeView("olivia", { all: true });

  await slack.press({ person: "olivia", actionId: ACTION_IDS.deploymentAction, ...at(off) });
  await actionForm(slack, "olivia", /Activate/);
  await submitAndConfirm(slack, "olivia", {});
  await slack.waitFor(async () => (await platform.deployment("d-customer-churn")).status === "active", {
    what: "an active deployment",
    timeoutMs: 15_000,
  });
});

const RELAUNCH = {
  async local() {
    await open("relaunch factory-vibration");
    await submitAndConfirm(slack, "olivia", {});
    const launching = await cardThat(/factory-vibration[\s\S]*🚀 Launching/);
    expect(await told(slack, "olivia", "/deployments factory-vibration")).toContain("LAUNCHING");
    const done = await cardThat(/factory-vibration[\s\S]*✅ Done|✅ Done[\s\S]*factory-vibration/);
    expect(done.ts).toBe(launching.ts);
    expect(hasControl(done, ACTION_IDS.undo)).toBe(false);
  },
  // DataRobot's API has none: said before anything is asked for, with the way to DataRobot's own page.
  async datarobot() {
    await slack.command("olivia", "general", "/deployments relaunch factory-vibration");
    const refusal = await modalWith(slack, "olivia", "the refusal", (view) =>
      /has no relaunch/.test(viewWords(view)),
    );
    expect(viewWords(refusal)).toMatch(/Relaunch it in DataRobot: http/);
    await slack.closeView("olivia", { all: true });
  },
};
it("launches anew what an agent runs, and the card says so while it lasts", RELAUNCH[platform.name]);

it("says why a launch failed, with the log that has more", async () => {
  await open("activate claims-triage");
  await through({}, /❌ Failed[\s\S]*claims-triage|claims-triage[\s\S]*❌ Failed/);
  expect((await platform.deployment("d-claims-triage")).status).toBe("errored");
});

it("deletes what was typed, tells all it was shared with, and knows it afterwards by its id", async () => {
  expect(await open("delete spring-campaign")).toContain("This cannot be undone");
  const wrong = await slack.submit({
    person: "olivia",
    values: { [ACTION_IDS.deleteTypedName]: "spring-campain" },
  });
  expect(Object.keys(wrong.fieldErrors)).toEqual(["delete.typed-name"]);
  const { grants } = await platform.deployment("d-spring-campaign");
  expect(grants.join()).toContain("otto@example.com");
  const card = await through(
    { [ACTION_IDS.deleteTypedName]: "spring-campaign" },
    /✅ Done[\s\S]*spring-campaign/,
  );
  expect(hasControl(card, ACTION_IDS.undo)).toBe(false);
  expect(messageWords(await directMessage(slack, "otto", /deleted/))).toContain(
    platform.id("d-spring-campaign"),
  );
  await slack.waitFor(
    async () => (await slack.messages("ml-deployments")).some(({ text }) => /deleted/.test(text)),
    { what: "the channel's notice", timeoutMs: 15_000 },
  );
  expect(await told(slack, "otto", "/deployments spring-campaign")).toContain("was deleted");
  expect(await told(slack, "carl", "/deployments spring-campaign")).toContain(
    "No deployment that you may see",
  );
  expect(await told(slack, "otto", `/deployments history ${platform.id("d-spring-campaign")}`)).toMatch(
    /[Dd]elete/,
  );
});

it("leaves nothing that Slack refused, and a trail that verifies", async () => {
  await expectNothingRefused(slack);
  expect((await auditOf(dataDir)).filter(({ event }) => event === "effect.succeeded").length).toBe(
    { local: 6, datarobot: 5 }[platform.name],
  );
  expect(await auditVerify(dataDir)).toMatch(CLEAN);
});
