// What a person gets: sharing a deployment and linking it, from Slack to the record and back, by the real process over signed HTTP
// requests. Each payload of the bot is checked by the local Slack as Slack itself would.
import { describe, expect, it } from "vitest";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import type { FieldValue } from "../../src/workspace/acts.ts";
import {
  actionForm,
  at,
  auditVerify,
  CLEAN,
  checkedView,
  directMessage,
  expectNothingRefused,
  hasControl,
  messageWords,
  submitAndConfirm,
  viewWords,
} from "../support/journey.ts";
import { oneBot } from "../support/one-bot.ts";

const { dataDir, slack, platform } = oneBot();

const deployment = () => platform.deployment("d-card-default");
const form = (person: string, what: RegExp) => actionForm(slack, person, what);

/** Submits the open form, confirms the result of the checks, and answers the card that says Done. */
async function through(person: string, values: Readonly<Record<string, FieldValue>>, done: RegExp) {
  await submitAndConfirm(slack, person, values);
  const card = await slack.waitFor(
    async () =>
      (await slack.directMessages(person))
        .filter((one) => done.test(messageWords(one)) && hasControl(one, ACTION_IDS.undo))
        .at(-1) ?? null,
    { what: `the card of ${person}: ${done}`, timeoutMs: 15_000 },
  );
  return card;
}

describe("sharing", () => {
  it("invites by role, and Undo brings back the grants as they were", async () => {
    const before = (await deployment()).grants;
    await slack.command("olivia", "general", "/deployments share card-default");
    await form("olivia", /Shared with/);
    const card = await through(
      "olivia",
      {
        "share.people": ["ada"],
        "share.emails": "new.hire@example.com",
        "share.role": "Consumer",
        "share.grant:USER:user:uma@example.com": "Owner",
      },
      /uma@example\.com \(was User\)/,
    );
    const invitation = await directMessage(slack, "ada", /with you as/);
    expect(messageWords(invitation)).toContain(platform.id("d-card-default"));
    expect(hasControl(invitation, ACTION_IDS.openDeployment)).toBe(false);
    expect((await slack.directMessages("uma")).map(messageWords).join()).not.toContain("with you as");
    await directMessage(slack, "olivia", /Told 1 person by direct message/);

    await slack.press({ person: "olivia", actionId: ACTION_IDS.undo, ...at(card) });
    await form("olivia", /uma@example\.com \(Owner\)/);
    await through("olivia", {}, /new\.hire@example\.com \(was Consumer\)/);
    expect((await deployment()).grants).toEqual(before);
  });

  it("finds user groups as they are typed, and their grant reaches the members", async () => {
    await slack.command("olivia", "general", "/deployments share house-value");
    await form("olivia", /Shared with/);
    const offered = await slack.suggest({ person: "olivia", actionId: ACTION_IDS.shareGroups, text: "@ml" });
    expect(JSON.stringify(offered)).toContain("ML approvers, 2 members");
    await through(
      "olivia",
      { "share.groups": ["ml-approvers"], "share.role": "User" },
      /the group ml-approvers/,
    );
    await directMessage(slack, "ben", /with you as/);
    await slack.command("olivia", "general", "/deployments share house-value");
    await form("olivia", /the group ml-approvers/);
    await through("olivia", { "share.grant:USER:group:ml-approvers": "Take away" }, /Access taken away/);
  });

  it("offers a User what a User may give, and says beside the field what is wrong", async () => {
    await slack.command("uma", "general", "/deployments share card-default");
    const shown = await form("uma", /Shared with/);
    expect(viewWords(shown)).toContain("olivia@example.com: Owner");
    const empty = await slack.submit({ person: "uma" });
    expect(JSON.stringify(empty)).toContain("Name somebody");
    const forbidden = await slack.submit({
      person: "uma",
      values: { "share.emails": "eve@elsewhere.org", "share.role": "User" },
    });
    expect(forbidden.error).toBeNull();
    expect(viewWords(await checkedView(slack, "uma"))).toMatch(
      /eve@elsewhere\.org: .*one of your organisation \(@example\.com\)/,
    );
    await slack.closeView("uma", { all: true });
  });
});

describe("Use Cases", () => {
  it("are created, linked and unlinked in the three ways of one form", async () => {
    await slack.command("uma", "general", "/deployments link card-default");
    await form("uma", /It is linked to Credit risk/);
    await slack.fill({ person: "uma", values: { [ACTION_IDS.useCasesWay]: "create" } });
    await form("uma", /you as its Owner/);
    const card = await through(
      "uma",
      { [ACTION_IDS.useCasesName]: "Late payers" },
      /created a Use Case linked to/,
    );
    expect((await deployment()).useCases).toHaveLength(2);

    await slack.press({ person: "uma", actionId: ACTION_IDS.undo, ...at(card) });
    expect(viewWords(await form("uma", /Unlink selected/))).toContain("Late payers");
    await through("uma", {}, /unlinked Use Cases from/);
    expect((await deployment()).useCases).toEqual([platform.id("uc-credit-risk")]);

    // Neither side was deleted: it is offered again.
    await slack.command("uma", "general", "/deployments link card-default");
    await form("uma", /It is linked to Credit risk/);
    const offered = await slack.suggest({ person: "uma", actionId: ACTION_IDS.useCasesSelect, text: "late" });
    expect(JSON.stringify(offered)).toContain("Late payers");
    await slack.closeView("uma", { all: true });
  });
});

it("leaves nothing that Slack refused, and a trail that verifies", async () => {
  await expectNothingRefused(slack);
  expect(await auditVerify(dataDir)).toMatch(CLEAN);
});
