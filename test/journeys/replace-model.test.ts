// What a person gets: a model is replaced from Slack, step by step, by the real process over signed HTTP requests. Each payload of the
// bot is checked by the local Slack as Slack itself would.
import { describe, expect, it } from "vitest";
import { packageId } from "../../src/deployments/ids.ts";
import { ACTION_IDS, CALLBACK_IDS } from "../../src/slack/action-ids.ts";
import type { WorkspaceView } from "../../src/workspace/state.ts";
import { startBotProcess, temporaryFolder } from "../support/bot-process.ts";
import {
  approve,
  ask,
  at,
  auditOf,
  auditVerify,
  buttonValue,
  CLEAN,
  checkedView,
  directMessage,
  dueDeliveries,
  expectNothingRefused,
  formOf,
  hasControl,
  lastPrivate,
  loadedForm,
  messageWords,
  modalWith,
  noticesIn,
  promptFor,
  select,
  told,
  viewWords,
} from "../support/journey.ts";
import { oneBot } from "../support/one-bot.ts";
import { PROJECT } from "../support/source-files.ts";
import { WorkspaceClient } from "../support/workspace-client.ts";

const ADDED = Array.from({ length: 30 }, (_, at) => `ADDED_${String(at + 1).padStart(2, "0")}`);

const { dataDir, slack, platform } = oneBot((_folder, { addVersion }) =>
  addVersion("p-card-default-4", {
    id: packageId("p-card-default-9"),
    version: 9,
    name: "Credit card default v9",
    modelId: "m-card-default-9",
    features: ADDED.map((name) => ({ name, type: "Numeric" })),
  }),
);
const { id } = platform;
/** DataRobot asks by checks of its own, which are more than ours. */
const CHECKS = { local: 17, datarobot: 19 }[platform.name];

const closeAll = (person: string) => slack.closeView(person, { all: true });
const referenceIn = (words: string): string => /R-[0-9A-Z]+/.exec(words)?.[0] ?? "no reference";
const champion = async (ofSample: string) => (await platform.deployment(ofSample)).championId;
const about = async (reference: string) =>
  (await auditOf(dataDir)).filter(({ details }) => details?.reference === reference);

/** The block of the newest private message that holds this text, such as one row's menu. */
async function blockWith(person: string, channel: string, actionId: string, text: string) {
  const message = (await slack.ephemerals(person, channel)).at(-1);
  const block = message?.blocks?.find(
    (each) => JSON.stringify(each).includes(`"${actionId}"`) && JSON.stringify(each).includes(text),
  );
  if (message === undefined || block === undefined) throw new Error(`no ${actionId} with ${text}`);
  return { ...at(message), blockId: String(block.block_id) };
}

/** The request's card in the requester's direct messages, once it says this. */
const cardOf = (person: string, reference: string, pattern: RegExp) =>
  slack.waitFor(
    async () =>
      (await slack.directMessages(person)).find(
        (one) =>
          one.thread_ts === undefined && one.text.includes(reference) && pattern.test(messageWords(one)),
      ) ?? null,
    { what: `the card of ${reference} that says ${pattern}`, timeoutMs: 15_000 },
  );

async function noticesAbout(reference: string) {
  const of = async (person: string) =>
    noticesIn(await slack.directMessages(person)).filter(({ text }) => text.includes(reference)).length;
  const inChannel = async (channel: string) =>
    noticesIn(await slack.messages(channel)).filter(({ text }) => text.includes(reference)).length;
  return {
    "ml-deployments": await inChannel("ml-deployments"),
    general: await inChannel("general"),
    olivia: await of("olivia"),
    otto: await of("otto"),
    uma: await of("uma"),
    carl: await of("carl"),
    ada: await of("ada"),
  };
}

type Told = Partial<Awaited<ReturnType<typeof noticesAbout>>>;
/** What was expected of each request: looked at once more when nothing is left to be said. */
const expected = new Map<string, Told>();

/** Until everybody who has to know knows. */
async function everybodyTold(reference: string, who: Told): Promise<void> {
  expected.set(reference, who);
  await slack.waitFor(
    async () => {
      const found = await noticesAbout(reference);
      return Object.entries(who).every(([name, times]) => found[name as keyof typeof found] === times);
    },
    { what: `notices about ${reference}: ${JSON.stringify(who)}`, timeoutMs: 20_000 },
  );
}

describe("the form opens", () => {
  it("from a row of the list and from the button on the card", async () => {
    expect(await told(slack, "olivia", "/deployments")).toMatch(/card-default.*active.*High importance/);
    const menu = await blockWith("olivia", "general", ACTION_IDS.deploymentMenu, id("d-card-default"));
    await slack.choose({
      person: "olivia",
      actionId: ACTION_IDS.deploymentMenu,
      option: `replace-model ${id("d-card-default")}`,
      ...menu,
    });
    expect(viewWords(await loadedForm(slack, "olivia"))).toMatch(/card-default/);
    await closeAll("olivia");

    const open = await blockWith("olivia", "general", ACTION_IDS.openDeployment, id("d-card-default"));
    await slack.press({ person: "olivia", actionId: ACTION_IDS.openDeployment, ...open });
    await slack.waitFor(async () => /Service health/.test(await lastPrivate(slack, "olivia", "general")));
    const card = await lastPrivate(slack, "olivia", "general");
    for (const words of [
      /Credit card default v3.*serving for 20 days/,
      /Data drift[\s\S]*at risk/,
      /You are Owner here/,
    ])
      expect(card).toMatch(words);
    await slack.press({ person: "olivia", actionId: ACTION_IDS.deploymentAction });
    expect(viewWords(await loadedForm(slack, "olivia"))).toMatch(/card-default/);
    await closeAll("olivia");
  });

  it("from a mention in a thread, behind a button, since Slack opens no form for a mention", async () => {
    await slack.say("olivia", "ml-deployments", "Drift looks bad today");
    const thread = (await slack.messages("ml-deployments")).at(-1)?.ts ?? "";
    await slack.mention("olivia", "ml-deployments", "replace card-default", { thread });
    const offered = await slack.waitFor(
      async () =>
        (await slack.ephemerals("olivia", "ml-deployments")).find((one) =>
          hasControl(one, ACTION_IDS.deploymentAction),
        ) ?? null,
    );
    expect(offered.thread_ts).toBe(thread);
    await slack.press({ person: "olivia", actionId: ACTION_IDS.deploymentAction, ...at(offered) });
    expect(viewWords(await loadedForm(slack, "olivia"))).toMatch(/card-default/);
    await closeAll("olivia");
  });

  it("with the champion, seven reasons, searched lists and when to apply, on the command", async () => {
    const form = await formOf(slack, "olivia", "/deployments replace card-default");
    const words = viewWords(form);
    expect(words).toMatch(/Replace registered model version/);
    expect(words).toMatch(/Champion[\s\S]*Credit card default v3/);
    expect(words).toMatch(/Model age[\s\S]*20 days/);
    expect(words).toMatch(/Data drift[\s\S]*at risk[\s\S]*Accuracy[\s\S]*passing/);
    for (const reason of [
      "Accuracy",
      "Data Drift",
      "Errors",
      "Scheduled Refresh",
      "Scoring Speed",
      "Deprecation",
      "Other",
    ])
      expect(words.split("\n")).toContain(reason);
    expect(words).toMatch(/Apply replacement[\s\S]*On approval[\s\S]*By hand/);
    expect(words).toMatch(/Approval needed, policy \*Important replacements\*/);
    expect(words.split("\n").at(-1)).toBe("Select");

    const models = await slack.suggest({
      person: "olivia",
      actionId: ACTION_IDS.registeredModel,
      text: "credit",
    });
    expect(models.options.map(({ value }) => value)).toContain(id("rm-card-default"));
    const { options } = await slack.suggest({ person: "olivia", actionId: ACTION_IDS.version, text: "" });
    const said = Object.fromEntries(
      options.map(({ value, description }) => [value, (description as { text: string } | undefined)?.text]),
    );
    expect(said).toMatchObject({
      [`! ${id("p-card-default-8")}`]: "Same model as the champion",
      [`! ${id("p-card-default-7")}`]: "Predicts another target than the champion",
      [`! ${id("p-card-default-3")}`]: expect.stringMatching(/the champion$/),
      [`! ${id("p-card-default-1")}`]: "Deprecated",
    });
    expect(Object.keys(said)).toEqual(
      expect.arrayContaining(["p-card-default-4", "p-card-default-5", "p-card-default-6"].map(id)),
    );

    // Another registered model: what was chosen stays, the version below it is another list.
    await slack.fill({ person: "olivia", values: { [ACTION_IDS.replacementReason]: "Other" } });
    await slack.fill({ person: "olivia", values: { [ACTION_IDS.registeredModel]: id("rm-customer-churn") } });
    const changed = await modalWith(slack, "olivia", "the other list", (view) =>
      view.blocks.some((block) => String(block.block_id) === `replace.version:${id("rm-customer-churn")}`),
    );
    expect(JSON.stringify(changed.state.values)).toContain('"OTHER"');
    const others = await slack.suggest({ person: "olivia", actionId: ACTION_IDS.version, text: "" });
    expect(others.options.length).toBeGreaterThan(0);
    const churning = Array.from({ length: 9 }, (_, at) => at + 1).map(
      (number) => `! ${id(`p-customer-churn-${number}`)}`,
    );
    for (const { value, description } of others.options) {
      expect(churning).toContain(value);
      expect(JSON.stringify(description)).toMatch(/Predicts (churned|another target)/);
    }
    await closeAll("olivia");
  });

  it("without asking when to apply where no policy matches", async () => {
    const words = viewWords(await formOf(slack, "olivia", "/deployments replace house-value"));
    expect(words).not.toMatch(/Apply replacement/);
    expect(words).toMatch(/No approval needed\./);
    await closeAll("olivia");
  });
});

describe("what cannot take the champion's place is blocked", () => {
  it.each([
    ["p-card-default-7", /Predicts another target/],
    ["p-card-default-8", /Same model as the champion/],
  ])("%s is marked in the list and refused beside the field", async (version, why) => {
    const form = await formOf(slack, "olivia", "/deployments replace card-default");
    const outcome = await slack.submit({
      person: "olivia",
      values: { [ACTION_IDS.replacementReason]: "Accuracy", [ACTION_IDS.version]: `! ${id(version)}` },
    });
    expect(outcome.error).toBe("fields_refused");
    expect(Object.values(outcome.fieldErrors).join()).toMatch(why);
    await closeAll("olivia");

    // A tampered client sends it all the same: then the checks say no.
    const state = JSON.parse(JSON.stringify(await tampered(form, id(version))));
    await slack.submit({ person: "olivia", view: state, force: true });
    const told = await directMessage(
      slack,
      "olivia",
      new RegExp(`⛔[\\s\\S]*${version.replace("p-card-default-", "v")}`),
    );
    expect(messageWords(told)).toMatch(/Refused/);
    expect(messageWords(told)).toMatch(/Failing/);
    expect(hasControl(told, ACTION_IDS.continue)).toBe(false);
    expect(await champion("d-card-default")).toBe(id("p-card-default-3"));
  });

  /** The form as it was, with this version chosen. */
  async function tampered(form: WorkspaceView, version: string): Promise<WorkspaceView> {
    const values = { ...form.state.values };
    const option = (value: string) => ({ text: { type: "plain_text", text: value, emoji: true }, value });
    for (const [block, elements] of Object.entries(values)) {
      for (const action of Object.keys(elements)) {
        const chosen =
          action === ACTION_IDS.replacementReason
            ? "ACCURACY"
            : action === ACTION_IDS.version
              ? version
              : null;
        if (chosen !== null)
          values[block] = {
            [action]: {
              ...elements[action],
              type: String(elements[action]?.type),
              selected_option: option(chosen),
            },
          };
      }
    }
    return { ...form, state: { values } };
  }

  it("what the checks alone can find fails with both values, and offers nothing to confirm", async () => {
    await formOf(slack, "olivia", "/deployments replace house-value");
    const result = await select(slack, "olivia", { version: id("p-house-value-3") });
    const said = {
      local: [/⛔ \*Failing – Humility rules\* _\(our rule\)_/, /champion: `.+` → candidate: `.+`/],
      // Its API tells nobody which rules there are, so there is nothing of ours to compare.
      datarobot: [/⛔ \*Failing – Humility rules \(humilityRules\)\*: .*Unusual estimate/],
    };
    for (const words of said[platform.name]) expect(viewWords(result)).toMatch(words);
    expect(viewWords(result)).toMatch(/What to do:/);
    expect(result.submit).toBeNull();
    await closeAll("olivia");
    expect(await champion("d-house-value")).toBe(id("p-house-value-1"));
  });
});

describe("a replacement that a policy covers", () => {
  let reference = "";

  it("is asked for with a comment and goes to its reviewers, in the channel and directly", async () => {
    await formOf(slack, "olivia", "/deployments replace card-default");
    const result = await select(slack, "olivia", {
      version: id("p-card-default-4"),
      more: {
        [ACTION_IDS.replacementComment]: "Trained on *November* <!channel>",
        [ACTION_IDS.applyReplacement]: "By hand",
      },
    });
    expect(viewWords(result)).toMatch(new RegExp(`${CHECKS} passing`));
    expect(viewWords(result)).toMatch(/Waiting for review/);
    expect(viewWords(result)).toMatch(/Asked:.*U0ADA.*U0BEN/);
    reference = referenceIn(viewWords(result));
    await closeAll("olivia");

    const prompt = await promptFor(slack, "ada", reference);
    await promptFor(slack, "ben", reference);
    const inChannel = await slack.waitFor(
      async () =>
        (await slack.messages("ml-deployments")).find(({ text }) => text.includes(reference)) ?? null,
    );
    for (const shown of [prompt, inChannel]) {
      const words = messageWords(shown);
      expect(shown.text).toMatch(
        /^Olivia asks to replace the model of \*card-default\*: Credit card default v3 → \*Credit card default v4\*/,
      );
      for (const part of [
        /AUC/,
        /eXtreme Gradient Boosted Trees/,
        /drift at risk/,
        /Important replacements/,
        /trained/i,
        /23 features|features/,
        /predictions/i,
      ])
        expect(words).toMatch(part);
      expect(words).toMatch(/Once approved it waits until Olivia presses Apply now/);
      expect(words).toMatch(/May review/);
      expect(words).not.toMatch(/<!channel>/);
    }
    expect(await slack.directMessages("carl")).toEqual([]);
    expect(noticesIn(await slack.messages("ml-deployments"))).toEqual([]);
    expect(await champion("d-card-default")).toBe(id("p-card-default-3"));
  });

  it("waits in /approvals and on Home for those who may review it, and for the one who asked", async () => {
    expect(await told(slack, "ada", "/approvals")).toMatch(
      new RegExp(`Waiting for my review[\\s\\S]*${reference}`),
    );
    expect(await told(slack, "olivia", "/approvals")).toMatch(
      new RegExp(`What I asked for[\\s\\S]*${reference}`),
    );
    await slack.openHome("ben");
    const home = await slack.waitFor(async () => await slack.home("ben"));
    expect(JSON.stringify(home.blocks)).toContain(reference);
  });

  it("comes back with a reason when a reviewer asks for changes, and is answered with a new edition", async () => {
    const old = await promptFor(slack, "ben", reference);
    await slack.press({
      person: "ada",
      actionId: ACTION_IDS.askForChanges,
      ...at(await promptFor(slack, "ada", reference)),
    });
    await modalWith(slack, "ada", "the reason", (view) => view.callback_id === CALLBACK_IDS.askForChanges);
    const empty = await slack.submit({ person: "ada" });
    expect(empty.error).toBe("fields_incomplete");
    await slack.submit({ person: "ada", values: { [ACTION_IDS.reason]: "Say which data it saw" } });
    await closeAll("ada");
    const card = await cardOf("olivia", reference, /Say which data it saw/);
    await directMessage(slack, "olivia", new RegExp(`^✏️ Changes asked for: ${reference}`));

    await slack.press({
      person: "olivia",
      actionId: ACTION_IDS.edit,
      ...at(await cardOf("olivia", reference, /asked for changes/)),
    });
    expect(hasControl(card, ACTION_IDS.edit)).toBe(true);
    const form = viewWords(await loadedForm(slack, "olivia"));
    expect(form).toMatch(/Edit request/);
    await slack.submit({
      person: "olivia",
      values: { [ACTION_IDS.replacementComment]: "Data up to 30 November" },
    });
    await modalWith(
      slack,
      "olivia",
      "the next edition",
      (view) => /edition 2/.test(viewWords(view)) && !/Checking/.test(viewWords(view)),
    );
    await closeAll("olivia");

    const renewed = await slack.waitFor(
      async () =>
        (await slack.directMessages("ben")).find(
          (one) => one.ts !== old.ts && hasControl(one, ACTION_IDS.approve) && one.text.includes(reference),
        ) ?? null,
      { what: "the prompt of edition 2" },
    );
    expect(messageWords(renewed)).toMatch(/Data up to 30 November/);
    await slack.waitFor(
      async () =>
        /^Outdated:/.test((await slack.directMessages("ben")).find(({ ts }) => ts === old.ts)?.text ?? ""),
      { what: "the old prompt retired" },
    );
    // The button of the old prompt, pressed before it changed on somebody's phone.
    await slack.press({
      person: "ben",
      actionId: ACTION_IDS.approve,
      value: buttonValue(old, ACTION_IDS.approve),
      force: true,
      ...at(old),
    });
    const answer = await slack.waitFor(
      async () => (await slack.directMessages("ben")).find((one) => one.text.startsWith("⛔")) ?? null,
      { what: "the answer that it is outdated" },
    );
    expect(messageWords(answer)).toMatch(/edition 1/);
    expect((await about(reference)).filter(({ event }) => event === "request.approved")).toEqual([]);
  });

  it("takes a comment, an approval, and then waits for the hand of the one who asked", async () => {
    await slack.press({
      person: "ben",
      actionId: ACTION_IDS.comment,
      ...at(await promptFor(slack, "ben", reference)),
    });
    await modalWith(slack, "ben", "the comment", (view) => view.callback_id === CALLBACK_IDS.comment);
    await slack.submit({ person: "ben", values: { [ACTION_IDS.reason]: "Looks fine to me" } });
    await closeAll("ben");
    await cardOf("olivia", reference, /Looks fine to me/);

    expect((await approve(slack, "ada", reference)).error).toBeNull();
    await directMessage(slack, "olivia", new RegExp(`^👍 Approved, not applied yet: ${reference}`));
    expect(await champion("d-card-default")).toBe(id("p-card-default-3"));

    const card = await slack.waitFor(
      async () =>
        (await slack.directMessages("olivia")).find(
          (one) =>
            one.thread_ts === undefined && one.text.includes(reference) && hasControl(one, ACTION_IDS.apply),
        ) ?? null,
    );
    await slack.press({ person: "olivia", actionId: ACTION_IDS.apply, ...at(card) });
    await cardOf("olivia", reference, /✅ Done/);
    expect(await champion("d-card-default")).toBe(id("p-card-default-4"));
  });

  it("is told once to the channel and to every other Owner and User, and to no Consumer", async () => {
    await everybodyTold(reference, { "ml-deployments": 1, otto: 1, uma: 1, olivia: 0, carl: 0, ada: 0 });
    const [notice] = noticesIn(await slack.directMessages("otto"));
    expect(notice?.text).toMatch(
      /^Olivia replaced the model of card-default: Credit card default v3 → Credit card default v4\. Replacement reason: Accuracy\. Approved by Ada\./,
    );
    expect(await slack.directMessages("carl")).toEqual([]);
    const card = await cardOf("olivia", reference, /Told 2 others with access by direct message/);
    expect(messageWords(card)).toMatch(/Told in #ml-deployments/);
  });

  it("stands in the history, with an evidence file that says everything", async () => {
    const history = await told(slack, "olivia", "/deployments history card-default");
    expect(history).toMatch(/champion \*Credit card default v4\* since .*reason Accuracy, by Olivia/);
    expect(history).toMatch(new RegExp(`Done.*${reference}`));
    await slack.press({
      person: "olivia",
      actionId: ACTION_IDS.evidence,
      ...at((await slack.ephemerals("olivia", "general")).at(-1) ?? fail()),
    });
    const file = await slack.waitFor(
      async () => (await slack.files()).find(({ name }) => name === `evidence-${reference}.md`) ?? null,
      { what: "the evidence file" },
    );
    const text = await slack.fileText(file.id);
    for (const part of [
      new RegExp(`# Evidence of ${reference}`),
      /Credit card default v3 → Credit card default v4/,
      /\*\*Asked by:\*\* Olivia \(olivia@example\.com/,
      /\*\*Edition:\*\* 2/,
      /edition 1: \*\*ask-for-changes\*\* by Ada .*Say which data it saw/,
      /edition 2: \*\*comment\*\* by Ben .*Looks fine to me/,
      /edition 2: \*\*approve\*\* by Ada/,
      /\*\*Passing\*\* Class names/,
      /sha256 `v1:[0-9a-f]{64}`/,
      /\*\*New:\*\* Credit card default v4/,
      /effect\.succeeded/,
      /entries were read, and all are as they were written/,
    ])
      expect(text).toMatch(part);
    expect(await auditVerify(dataDir)).toMatch(CLEAN);
  });
});

function fail(): never {
  throw new Error("There is nothing there.");
}

describe("the way back", () => {
  it("is prefilled, names its waiver and what it does not restore, and needs no approval", async () => {
    const form = await formOf(slack, "olivia", "/deployments rollback card-default");
    const words = viewWords(form);
    expect(words).toMatch(/Roll back model/);
    expect(words).toMatch(
      /Back to \*Credit card default v3\*, the champion before\. It needs no approval; it is checked all the same\./,
    );
    expect(words).toMatch(/What this does not restore[\s\S]*Challengers stay as they are now/);
    expect(words).not.toMatch(/Apply replacement/);
    const result = await select(slack, "olivia", { reason: "Errors" });
    expect(viewWords(result)).toMatch(
      /No approval is needed to go back to a champion of the last 30 days. Waived: "Important replacements"/,
    );
    expect(viewWords(result)).toMatch(/What this does not restore/);
    expect(viewWords(result).split("\n").at(-1)).toBe("Roll back now");
    const reference = referenceIn(viewWords(result));
    await slack.submit({ person: "olivia" });
    await cardOf("olivia", reference, /✅ Done/);
    await closeAll("olivia");
    await everybodyTold(reference, { "ml-deployments": 1, otto: 1, uma: 1, olivia: 0, carl: 0 });
    expect(noticesIn(await slack.directMessages("uma")).at(-1)?.text).toMatch(
      /^Olivia rolled back the model of card-default: Credit card default v4 → Credit card default v3\. Replacement reason: Errors\./,
    );
    expect(await champion("d-card-default")).toBe(id("p-card-default-3"));
  });
});

describe("warnings", () => {
  it("need an explicit confirmation, and closing the window loses nothing", async () => {
    await formOf(slack, "olivia", "/deployments replace card-default");
    await slack.submit({
      person: "olivia",
      values: { [ACTION_IDS.replacementReason]: "Accuracy", [ACTION_IDS.version]: id("p-card-default-5") },
    });
    await closeAll("olivia");
    const message = await slack.waitFor(
      async () =>
        (await slack.directMessages("olivia")).find((one) => hasControl(one, ACTION_IDS.continue)) ?? null,
      { what: "the result with Continue" },
    );
    const words = messageWords(message);
    expect(words).toMatch(new RegExp(`2 warnings, ${CHECKS - 2} passing`));
    expect(words).toMatch(/PAY_0 \(Numeric → Categorical\)/);
    expect(words).toMatch(/champion: `23 features` → candidate: `24 features`/);
    expect(words).toMatch(/UTIL_6M/);
    const reference = referenceIn(words);

    await slack.press({ person: "olivia", actionId: ACTION_IDS.continue, ...at(message) });
    await checkedView(slack, "olivia");
    expect((await slack.submit({ person: "olivia" })).error).toBe("fields_incomplete");
    const forced = await slack.submit({ person: "olivia", force: true });
    expect(forced.error).toBe("fields_refused");
    expect(Object.keys(forced.fieldErrors)).toEqual(["checks.warnings-read"]);
    expect((await about(reference)).some(({ event }) => event === "request.confirmed")).toBe(false);

    await slack.submit({ person: "olivia", values: { [ACTION_IDS.warningsRead]: ["read"] } });
    const prompt = await promptFor(slack, "ada", reference);
    expect(messageWords(prompt)).toMatch(/Warning – Feature types/);
    await closeAll("olivia");
    await slack.press({
      person: "olivia",
      actionId: ACTION_IDS.cancel,
      ...at(await cardOf("olivia", reference, /Waiting for review/)),
    });
    await modalWith(slack, "olivia", "the cancelling", (view) => view.callback_id === CALLBACK_IDS.cancel);
    await slack.submit({ person: "olivia", values: { [ACTION_IDS.reason]: "Only a test" } });
    await closeAll("olivia");
    await cardOf("olivia", reference, /Cancelled/);
  });

  it("show the first 20 added features on the card and all of them in a file in its thread", async () => {
    await formOf(slack, "olivia", "/deployments replace card-default");
    const result = await select(slack, "olivia", { version: id("p-card-default-9") });
    expect(viewWords(result)).toMatch(/ADDED_20/);
    expect(viewWords(result)).not.toMatch(/`ADDED_21`/);
    expect(viewWords(result)).toMatch(/all 30 in the file/);
    const reference = referenceIn(viewWords(result));
    await slack.submit({ person: "olivia", values: { [ACTION_IDS.warningsRead]: ["read"] } });
    await closeAll("olivia");
    for (const [person, control] of [
      ["ada", ACTION_IDS.approve],
      ["olivia", ACTION_IDS.cancel],
    ] as const) {
      const message = await slack.waitFor(
        async () =>
          (await slack.directMessages(person)).find(
            (one) => one.text.includes(reference) && hasControl(one, control),
          ) ?? null,
      );
      expect(messageWords(message)).toMatch(/ADDED_20[\s\S]*all 30 in the file in the thread/);
      const withFile = await slack.waitFor(
        async () =>
          (await slack.directMessages(person)).find(
            (one) => one.thread_ts === message.ts && (one.files ?? []).length > 0,
          ) ?? null,
        { what: `the file in ${person}'s thread` },
      );
      const text = await slack.fileText(withFile.files?.[0]?.id ?? "");
      for (const feature of ADDED) expect(text).toContain(feature);
    }
    await slack.press({
      person: "olivia",
      actionId: ACTION_IDS.cancel,
      ...at(await cardOf("olivia", reference, /Waiting for review/)),
    });
    await modalWith(slack, "olivia", "the cancelling", (view) => view.callback_id === CALLBACK_IDS.cancel);
    await slack.submit({ person: "olivia" });
    await closeAll("olivia");
    await cardOf("olivia", reference, /Cancelled/);
  });
});

describe("missing training data", () => {
  it("has to be attested, by a tick beside the seed's warning; reviewers and audit see who did", async () => {
    await formOf(slack, "otto", "/deployments replace card-default");
    const result = await select(slack, "otto", { version: id("p-card-default-6") });
    const words = viewWords(result);
    expect(words).toMatch(
      /⚠️ Credit card default v6 has no training data, .*Replacement is not allowed unless model, target type and target name are the same\. I attest that they are\./,
    );
    expect(words).toMatch(/I attest this/);
    const reference = referenceIn(words);
    expect((await slack.submit({ person: "otto" })).error).toBe("fields_incomplete");
    const ticks = Object.fromEntries(
      result.blocks.flatMap((block) => {
        const element = block.element as { action_id?: string; options?: { value: string }[] } | undefined;
        return block.type === "input" && element?.options?.[0]
          ? [[String(block.block_id), [element.options[0].value]]]
          : [];
      }),
    );
    expect(Object.keys(ticks)).toContain("checks.attest:0");
    await slack.submit({ person: "otto", values: ticks });
    await closeAll("otto");
    const prompt = await promptFor(slack, "ada", reference);
    expect(messageWords(prompt)).toMatch(/Attested by Otto/);
    const attested = (await about(reference)).filter(({ event }) => event === "request.attested");
    expect(attested).toHaveLength(1);
    expect(JSON.stringify(attested)).toMatch(/otto@example\.com/);
    expect(JSON.stringify(attested)).toContain(id("p-card-default-6"));

    expect((await approve(slack, "ben", reference)).error).toBeNull();
    await everybodyTold(reference, { "ml-deployments": 1, olivia: 1, uma: 1, otto: 0, carl: 0 });
    expect(await champion("d-card-default")).toBe(id("p-card-default-6"));
  });
});

describe("without a policy", () => {
  it("the replacement starts on confirm", async () => {
    await formOf(slack, "olivia", "/deployments replace house-value");
    const result = await select(slack, "olivia", {
      reason: "Scheduled Refresh",
      version: id("p-house-value-2"),
    });
    expect(viewWords(result)).toMatch(/Press \*Replace model now\*: it starts at once/);
    expect(await champion("d-house-value")).toBe(id("p-house-value-1"));
    const reference = referenceIn(viewWords(result));
    await slack.submit({ person: "olivia" });
    await closeAll("olivia");
    await everybodyTold(reference, { "ml-deployments": 1, uma: 1, olivia: 0, otto: 0, carl: 0 });
    expect(await champion("d-house-value")).toBe(id("p-house-value-2"));
  });
});

describe("a challenger", () => {
  /** Once it is chosen, no version is asked for. */
  async function formFor(challenger: string): Promise<void> {
    await formOf(slack, "olivia", "/deployments replace customer-churn");
    await slack.fill({ person: "olivia", values: { [ACTION_IDS.challenger]: challenger } });
    await modalWith(
      slack,
      "olivia",
      "the form without a version",
      (view) => !JSON.stringify(view.blocks).includes("replace.version"),
    );
  }

  it("is promoted in the same form, and the way back is promoting again", async () => {
    await formFor(id("c-customer-churn-2"));
    const result = await select(slack, "olivia", {});
    const reference = referenceIn(viewWords(result));
    expect(viewWords(result)).toMatch(/Waiting for review/);
    await closeAll("olivia");
    expect((await approve(slack, "ben", reference)).error).toBeNull();
    await everybodyTold(reference, { "ml-deployments": 1, otto: 1, uma: 1, olivia: 0 });
    expect(noticesIn(await slack.directMessages("otto")).at(-1)?.text).toMatch(
      /^Olivia promoted a challenger of customer-churn: Customer churn v1 → Customer churn v2\./,
    );
    const promoted = await platform.deployment("d-customer-churn");
    expect(promoted.championId).toBe(id("p-customer-churn-2"));
    expect(promoted.challengers.map((each) => each.packageId)).toContain(id("p-customer-churn-1"));
    expect(promoted.challengers.map((each) => each.packageId)).not.toContain(id("p-customer-churn-2"));

    const back = promoted.challengers.find((each) => each.packageId === id("p-customer-churn-1"));
    await formFor(String(back?.id));
    const again = await select(slack, "olivia", { reason: "Errors" });
    const second = referenceIn(viewWords(again));
    // Only what is asked for as a rollback goes back without approval: this is a promotion like any other.
    expect(viewWords(again)).toMatch(/Waiting for review/);
    await closeAll("olivia");
    expect((await approve(slack, "ben", second)).error).toBeNull();
    await everybodyTold(second, { "ml-deployments": 1, otto: 1, uma: 1, olivia: 0 });
    const returned = await platform.deployment("d-customer-churn");
    expect(returned.championId).toBe(id("p-customer-churn-1"));
    expect(returned.challengers.map((each) => each.packageId).sort()).toEqual(
      ["p-customer-churn-2", "p-customer-churn-3", "p-customer-churn-4"].map(id).sort(),
    );
  });
});

describe("what else there is to type", () => {
  const typed = (person: string, text: string, channel?: string) => told(slack, person, text, channel);

  it("why shows the whole decision, whoami where rights come from, help all of it", async () => {
    const allowed = await typed("olivia", "/deployments why replace card-default");
    expect(allowed).toMatch(/✅ Allowed/);
    expect(allowed).toMatch(/Owner/i);
    expect(await typed("uma", "/deployments why replace card-default")).toMatch(
      /⛔ Not allowed[\s\S]*Owner/i,
    );
    expect(await typed("ada", "/deployments whoami")).toMatch(/ada@example\.com[\s\S]*ml-approvers/);
    expect(await typed("mona", "/deployments whoami")).toMatch(/names you as an administrator of this bot/);
    const help = await typed("olivia", "/deployments help");
    for (const word of ["replace", "rollback", "history", "why", "whoami", "subscribe", "/approvals"])
      expect(help).toContain(word);
  });

  it("a Consumer gets the same answer as for what does not exist", async () => {
    const hidden = await typed("carl", "/deployments replace card-default");
    const missing = await typed("carl", "/deployments replace no-such-thing");
    expect(hidden.replaceAll("card-default", "…")).toBe(missing.replaceAll("no-such-thing", "…"));
    expect(await typed("carl", "/deployments")).not.toMatch(/card-default/);
  });

  it("a name that is also a word, one of two deployments, or hostile, finds what is meant", async () => {
    expect(await typed("olivia", '/deployments "share"')).toMatch(/Share of wallet v1/);
    const two = await typed("olivia", "/deployments price-elasticity");
    expect(two).toMatch(/price-elasticity[\s\S]*price-elasticity/);
    // DataRobot's search finds what holds the words that were typed, and nothing like it.
    expect(await typed("olivia", "/deployments card-defalt")).toMatch(
      { local: /card-default/, datarobot: /No deployment that you may see is called \*card-defalt\*/ }[
        platform.name
      ],
    );
    expect(await typed("olivia", `/deployments ${id("d-odd-label")}`)).toMatch(/&lt;!channel&gt;/);
    expect(await typed("olivia", `/deployments ${"x".repeat(2_900)}`)).toMatch(
      /no deployment has so long a name|characters/,
    );
  });

  it("a channel that subscribes hears of the next change, and not after it has unsubscribed", async () => {
    expect(await typed("olivia", "/deployments subscribe share")).toMatch(
      /This channel is told when share or its health changes/,
    );
    const first = await ask(slack, "olivia", "share", { version: id("p-share-2") });
    await everybodyTold(first, { general: 1, "ml-deployments": 1, otto: 1, uma: 1, olivia: 0 });
    expect(await typed("olivia", "/deployments unsubscribe share")).toMatch(/no longer told/);
    const back = await ask(slack, "olivia", "share", { version: id("p-share-1") });
    await everybodyTold(back, { general: 0, "ml-deployments": 1, otto: 1, uma: 1, olivia: 0 });
  });

  it("a card can be posted for all, and shows nobody's rights there", async () => {
    await typed("olivia", "/deployments card-default");
    await slack.press({ person: "olivia", actionId: ACTION_IDS.postHere });
    const posted = await slack.waitFor(
      async () =>
        (await slack.messages("general")).find(
          (one) => hasControl(one, ACTION_IDS.openDeployment) && /Service health/.test(messageWords(one)),
        ) ?? null,
    );
    expect(messageWords(posted)).not.toMatch(/You are Owner/);
    await typed("olivia", "/deployments card-default", "partners-otherco");
    expect(JSON.stringify((await slack.ephemerals("olivia", "partners-otherco")).at(-1))).not.toContain(
      ACTION_IDS.postHere,
    );
  });
});

it("has told nobody twice, leaves a clean audit trail, and nothing that Slack would have refused", async () => {
  await slack.waitFor(async () => (await dueDeliveries(dataDir)).length === 0, {
    what: "all deliveries shown",
    timeoutMs: 20_000,
  });
  expect(expected.size).toBeGreaterThan(5);
  for (const [reference, who] of expected) {
    expect({ reference, ...(await noticesAbout(reference)) }).toMatchObject({ reference, ...who });
  }
  expect(await auditVerify(dataDir)).toMatch(CLEAN);
  await expectNothingRefused(slack);
});

describe("an empty registry", () => {
  it("is filled by an administrator, and by nobody else", async () => {
    const other = temporaryFolder();
    const empty = await startBotProcess({
      env: { DATA_DIR: other.path, SAMPLE_FLEET: "false", POLICY_FILE: `${PROJECT}/policy.example.yml` },
      cwd: other.path,
    });
    try {
      const there = new WorkspaceClient(empty.workspace);
      await there.command("olivia", "general", "/deployments");
      const told = (await there.ephemerals("olivia", "general")).at(-1);
      expect(told === undefined ? "" : messageWords(told)).toMatch(/administrator/);
      expect(told === undefined || hasControl(told, ACTION_IDS.adoptSampleFleet)).toBe(false);
      await there.press({
        person: "olivia",
        actionId: ACTION_IDS.adoptSampleFleet,
        force: true,
        ...at(told ?? fail()),
      });
      await there.waitFor(async () =>
        /⛔/.test(messageWords((await there.ephemerals("olivia", "general")).at(-1) ?? fail())),
      );

      await there.command("mona", "general", "/deployments");
      await there.press({ person: "mona", actionId: ACTION_IDS.adoptSampleFleet });
      await there.waitFor(async () =>
        /sample deployments are here now/.test(await lastPrivate(there, "mona", "general")),
      );
      await there.command("olivia", "general", "/deployments");
      expect(await lastPrivate(there, "olivia", "general")).toMatch(/card-default/);
      const audit = await auditOf(other.path);
      expect(audit.filter(({ event }) => event === "fleet.adopted")).toHaveLength(1);
      expect(audit.filter(({ event, allowed }) => event === "press.refused" && !allowed)).toHaveLength(1);
      expect(await auditVerify(other.path)).toMatch(CLEAN);
      await expectNothingRefused(there);
    } finally {
      empty.signal("SIGKILL");
      await empty.ended;
      other.remove();
    }
  });
});
