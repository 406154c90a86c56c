// What a person gets: scoring code and applications, by the real process over signed HTTP requests. Each payload of the bot is checked
// by the local Slack as Slack itself would.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import type { FieldValue } from "../../src/workspace/acts.ts";
import type { WorkspaceMessage } from "../../src/workspace/state.ts";
import { type BotProcess, startBotProcess, temporaryFolder } from "../support/bot-process.ts";
import {
  actionForm,
  at,
  auditOf,
  auditVerify,
  buttonValue,
  CLEAN,
  checkedView,
  directMessage,
  expectNothingRefused,
  hasControl,
  messageWords,
  modalWith,
  submitAndConfirm,
  viewWords,
} from "../support/journey.ts";
import { type JourneyPlatform, journeyPlatform, PLATFORM } from "../support/journey-platform.ts";
import { WorkspaceClient } from "../support/workspace-client.ts";

let folder: ReturnType<typeof temporaryFolder>;
let bot: BotProcess;
let slack: WorkspaceClient;
let platform: JourneyPlatform;
const id = (ofSample: string) => platform.id(ofSample);

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  bot = await startBotProcess({
    env: { DATA_DIR: folder.path, WORKSPACE: "on", ...platform.env, ...env },
    cwd: folder.path,
  });
  slack = new WorkspaceClient(bot.workspace);
  await platform.ready(slack);
}
// The local Slack lives as long as its bot, so each story has records of its own.
beforeEach(async () => {
  folder = temporaryFolder();
  platform = journeyPlatform(folder.path);
  await platform.start();
});
afterEach(async () => {
  bot.signal("SIGKILL");
  await bot.ended;
  folder.remove();
  await platform.close();
});

const form = (person: string, what: RegExp) => actionForm(slack, person, what);

const CODE = { [ACTION_IDS.codeLanguage]: "Python API", [ACTION_IDS.codeForm]: "Binary JAR" };

/** From the command to the card that offers the result. */
async function make(
  person: string,
  command: string,
  fields: Readonly<Record<string, FieldValue>>,
  control: string,
): Promise<WorkspaceMessage> {
  const before = (await slack.directMessages(person)).filter((one) => hasControl(one, control)).length;
  await slack.command(person, "general", `/deployments ${command}`);
  await form(person, /./);
  const submitted = await slack.submit({ person, values: fields });
  if (submitted.error !== null) throw new Error(JSON.stringify(submitted));
  await checkedView(slack, person);
  await slack.submit({ person });
  const card = await slack.waitFor(
    async () => {
      const cards = (await slack.directMessages(person)).filter((one) => hasControl(one, control));
      return cards.length > before ? (cards.at(-1) ?? null) : null;
    },
    { what: `${person}'s card with ${control}`, timeoutMs: 15_000 },
  );
  await slack.closeView(person, { all: true });
  return card;
}

/** What the person alone was shown after a press on the card: its text and the address of its button. */
async function pressed(person: string, card: WorkspaceMessage, actionId: string) {
  const count = (await slack.ephemerals(person, card.channel)).length;
  await slack.press({ person, actionId, ...at(card) });
  const told = await slack.waitFor(
    async () => {
      const all = await slack.ephemerals(person, card.channel);
      return all.length > count ? (all.at(-1) ?? null) : null;
    },
    { what: `${person}'s answer to ${actionId}`, timeoutMs: 15_000 },
  );
  const address = /"url":"([^"]+)"/.exec(JSON.stringify(told.blocks))?.[1] ?? "";
  return { words: messageWords(told), address };
}

/** A press is acknowledged before it is answered: the trail has its refusal soon after. */
const refusedPress = () =>
  slack.waitFor(
    async () => (await auditOf(folder.path)).find(({ event }) => event === "press.refused") ?? null,
    { what: "the refused press in the trail", timeoutMs: 15_000 },
  );

describe("scoring code", () => {
  it("comes to a Consumer who knows the id, by a link that works once", async () => {
    await start();
    await slack.command("carl", "general", "/deployments code card-default");
    const [told] = (await slack.ephemerals("carl", "general")).toReversed();
    expect(told === undefined ? "" : messageWords(told)).toContain("No deployment that you may see");
    await slack.command("carl", "general", `/deployments code ${id("d-card-default")}`);
    const asked = await form("carl", new RegExp(id("d-card-default")));
    expect(viewWords(asked)).not.toMatch(/DataRobot production|Olivia/);
    const conflict = await slack.submit({
      person: "carl",
      values: {
        ...CODE,
        [ACTION_IDS.codeForm]: "Source",
        [ACTION_IDS.codeInclude]: ["Monitoring agent"],
      },
    });
    expect(JSON.stringify(conflict)).toMatch(/Source is there only without/);
    await slack.closeView("carl", { all: true });
    const card = await make("carl", `code ${id("d-card-default")}`, CODE, ACTION_IDS.download);
    const { words, address } = await pressed("carl", card, ACTION_IDS.download);
    expect(words).toContain("ScoringCodeModel");
    expect(address).toContain("http://127.0.0.1:");
    const sha256 = /[0-9a-f]{64}/.exec(words)?.[0];
    // Somebody else presses what was never shown to them.
    const value = buttonValue(card, ACTION_IDS.download);
    await slack.press({ person: "uma", actionId: ACTION_IDS.download, value, ...at(card), force: true });
    await refusedPress();
    expect((await fetch(address)).status).toBe(200);
    const answer = await fetch(address, { method: "POST" });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(createHash("sha256").update(bytes).digest("hex")).toEqual(
      // DataRobot tells none, and the bot does not keep the file: it is reckoned while it passes through.
      PLATFORM === "local" ? sha256 : expect.stringMatching(/^[0-9a-f]{64}$/),
    );
    expect(bytes.length).toBeGreaterThan(0);
    expect((await fetch(address, { method: "POST" })).status).toBe(410);
    const trail = (await auditOf(folder.path)).map(({ event }) => event);
    expect(trail.filter((event) => event === "scoring-code.downloaded")).toHaveLength(1);
    expect(await auditVerify(folder.path)).toMatch(CLEAN);
    await expectNothingRefused(slack);
  });

  it("comes as a file where the policy file says so, and on a legacy plan makes the deployment permanent", async () => {
    const policy = join(folder.path, "slack.yml");
    writeFileSync(policy, "scoring-code: slack\n");
    await start({ POLICY_FILE: policy, DATAROBOT_PLAN: "legacy" });
    await slack.command("olivia", "general", "/deployments code house-value");
    await form("olivia", /makes this deployment permanent/);
    const without = await slack.submit({ person: "olivia", values: CODE });
    expect(without.error).toBe("fields_incomplete");
    await slack.closeView("olivia", { all: true });
    const fields = { ...CODE, [ACTION_IDS.codeAcknowledged]: ["I acknowledge this"] };
    const card = await make("olivia", "code house-value", fields, ACTION_IDS.download);
    expect((await platform.deployment("d-house-value")).permanentSince).toBeNull();
    const { words } = await pressed("olivia", card, ACTION_IDS.download);
    const file = await slack.waitFor(
      async () => (await slack.directMessages("olivia")).flatMap(({ files }) => files ?? []).at(-1) ?? null,
      { what: "the file", timeoutMs: 15_000 },
    );
    expect(words).toContain(file.title);
    expect(file.title).toMatch(/\.jar$/);
    expect((await platform.deployment("d-house-value")).permanentSince).not.toBeNull();
    await slack.command("olivia", "general", "/deployments delete house-value");
    await modalWith(slack, "olivia", "the refusal", (view) =>
      /can no longer be deleted/.test(viewWords(view)),
    );
    await expectNothingRefused(slack);
  });
});

const APPLICATIONS = {
  local: () => {
    it("is created by an Owner, and opened from the card by whoever it is shared with", async () => {
      await start();
      await slack.command("olivia", "general", "/deployments application card-default");
      await form("olivia", /can no longer be turned off/);
      await slack.closeView("olivia", { all: true });
      const fields = {
        [ACTION_IDS.applicationTemplate]: "Predictor",
        [ACTION_IDS.applicationName]: "Will <!channel> pay?",
        [ACTION_IDS.applicationSharing]: "Everybody the deployment is shared with",
      };
      const card = await make("olivia", "application card-default", fields, ACTION_IDS.openApplication);
      const own = await pressed("olivia", card, ACTION_IDS.openApplication);
      expect(await (await fetch(own.address)).text()).toContain("Will &#60;!channel&#62; pay?");
      // The window that asked offers it as well, and the answer opens above it.
      await slack.command("olivia", "general", "/deployments application house-value");
      await form("olivia", /no prediction address/);
      await slack.submit({ person: "olivia", values: fields });
      await checkedView(slack, "olivia");
      await slack.submit({ person: "olivia" });
      await modalWith(slack, "olivia", "the result", (view) =>
        JSON.stringify(view.blocks).includes(ACTION_IDS.openApplication),
      );
      await slack.press({ person: "olivia", actionId: ACTION_IDS.openApplication });
      await modalWith(slack, "olivia", "the link", (view) =>
        JSON.stringify(view.blocks).includes('"url":"http://127.0.0.1:'),
      );
      await slack.closeView("olivia", { all: true });
      await slack.command("uma", "general", "/deployments card-default");
      const seen = await slack.waitFor(
        async () =>
          (await slack.ephemerals("uma", "general")).findLast((one) =>
            hasControl(one, ACTION_IDS.openApplication),
          ) ?? null,
        { what: "uma's card", timeoutMs: 15_000 },
      );
      const hers = await pressed("uma", seen, ACTION_IDS.openApplication);
      expect((await fetch(hers.address)).status).toBe(200);
      // Ada has no role on it: the same press is refused.
      const value = buttonValue(card, ACTION_IDS.openApplication);
      await slack.press({
        person: "ada",
        actionId: ACTION_IDS.openApplication,
        value,
        ...at(card),
        force: true,
      });
      await refusedPress();
      await directMessage(slack, "olivia", /Create application/);
      await expectNothingRefused(slack);
    });

    it("that was refused for its name is asked for anew from the same window, with what was typed", async () => {
      await start();
      const fields = {
        [ACTION_IDS.applicationTemplate]: "Predictor",
        [ACTION_IDS.applicationName]: "Will they pay?",
        [ACTION_IDS.applicationSharing]: "Everybody the deployment is shared with",
      };
      await make("olivia", "application card-default", fields, ACTION_IDS.openApplication);
      await slack.command("olivia", "general", "/deployments application card-default");
      await form("olivia", /can no longer be turned off/);
      await slack.submit({ person: "olivia", values: fields });
      await modalWith(slack, "olivia", "the refusal", (view) => /Press Edit/.test(viewWords(view)));
      await slack.press({ person: "olivia", actionId: ACTION_IDS.edit });
      const again = await modalWith(slack, "olivia", "the form again", (view) =>
        /was refused:\S* The deployment has an application of this name already/.test(viewWords(view)),
      );
      expect(JSON.stringify(again)).toContain("Will they pay?");
      await submitAndConfirm(slack, "olivia", { [ACTION_IDS.applicationName]: "Will they really pay?" });
      await directMessage(slack, "olivia", /created an application[\s\S]*Will they really pay\?/);
      const { applications } = await platform.deployment("d-card-default");
      expect(applications.map(({ name, sharing }) => [name, sharing])).toEqual([
        ["Will they pay?", "everybody"],
        ["Will they really pay?", "everybody"],
      ]);
      await expectNothingRefused(slack);
    });
  },
  // Its applications have pages of DataRobot's own: the bot creates them where it is told how, and says where they are.
  datarobot: () => {
    const fields = {
      [ACTION_IDS.applicationTemplate]: "Predictor",
      [ACTION_IDS.applicationName]: "Will <!channel> pay?",
      [ACTION_IDS.applicationSharing]: "Only me",
    };

    it("is created by an Owner where it is configured how, under the name that was typed", async () => {
      await start({ DATAROBOT_APPLICATIONS: "no-code" });
      await slack.command("olivia", "general", "/deployments application card-default");
      await form("olivia", /./);
      await submitAndConfirm(slack, "olivia", fields);
      await directMessage(slack, "olivia", /created an application/);
      const { applications } = await platform.deployment("d-card-default");
      expect(applications.map(({ name }) => name)).toEqual(["Will <!channel> pay?"]);
      await expectNothingRefused(slack);
    });

    it("is refused with the way to DataRobot's own page where nobody said how", async () => {
      await start();
      await slack.command("olivia", "general", "/deployments application card-default");
      await modalWith(slack, "olivia", "the refusal", (view) =>
        /is not configured here[\s\S]*Create it there: http/.test(viewWords(view)),
      );
      await expectNothingRefused(slack);
    });
  },
};
describe("an application", APPLICATIONS[PLATFORM]);
