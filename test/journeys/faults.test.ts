// Slack at its worst, people who press what is not theirs, and starts that cannot be: nothing is lost, doubled or done unasked.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import type { ApiFault } from "../../src/workspace/faults.ts";
import type { Workspace } from "../../src/workspace/workspace.ts";
import { runToEnd, temporaryFolder } from "../support/bot-process.ts";
import {
  ask,
  at,
  auditOf,
  auditVerify,
  buttonValue,
  CLEAN,
  checkedView,
  deploymentIn,
  directMessage,
  dueDeliveries,
  expectNothingRefused,
  formOf,
  hasControl,
  messageWords,
  modalWith,
  noticesIn,
  promptFor,
  select,
  viewWords,
} from "../support/journey.ts";
import {
  closeLane,
  expectOnceEach,
  inLane,
  kill,
  type Lane,
  openLane,
  pressAgain,
  startAgain,
  untilTold,
} from "../support/lane.ts";

const referenceIn = (words: string): string => /R-[0-9A-Z]+/.exec(words)?.[0] ?? "no reference";

describe.concurrent("prompts, cards and notices come once and complete when Slack", () => {
  const FAULTS: readonly [string, ApiFault][] = [
    ["has too much to do (429)", { kind: "rate-limit", retryAfterS: 1 }],
    ["fails (500)", { kind: "status", status: 500 }],
    ["hangs up before it did anything", { kind: "reset" }],
    ["says nothing, and does it after nobody waits any more", { kind: "delay", ms: 6_000 }],
    ["does it, and its answer is lost", { kind: "lost-answer" }],
  ];

  it.each(FAULTS)("%s", (_, fault) =>
    inLane({}, async (lane) => {
      const { slack } = lane;
      const posts = () => slack.fault({ on: "chat.postMessage", times: 3, ...fault });
      await posts();
      const reference = await ask(slack, "olivia", "card-default", { version: "p-card-default-4" });
      const prompt = await promptFor(slack, "ada", reference, 30_000);
      await promptFor(slack, "ben", reference, 30_000);
      await slack.waitFor(
        async () => (await slack.messages("ml-deployments")).some(({ text }) => text.includes(reference)),
        { what: "the prompt in the channel", timeoutMs: 30_000 },
      );
      await slack.waitFor(async () => (await dueDeliveries(lane.dataDir)).length === 0, {
        timeoutMs: 30_000,
      });
      for (const messages of [
        await slack.directMessages("ada"),
        await slack.directMessages("ben"),
        await slack.messages("ml-deployments"),
      ]) {
        expect(messages.filter((one) => hasControl(one, ACTION_IDS.approve))).toHaveLength(1);
      }

      await slack.clearFaults();
      await posts();
      await slack.fault({ on: "chat.update", times: 3, ...fault });
      expect(
        (await slack.press({ person: "ada", actionId: ACTION_IDS.approve, ...at(prompt) })).error,
      ).toBeNull();
      lane.done.push(reference);
      await untilTold(lane, reference);
      await expectOnceEach(lane);
      const left = (await slack.directMessages("ben")).filter((one) => hasControl(one, ACTION_IDS.approve));
      expect(left).toEqual([]);
    }),
  );
});

describe("with one bot", () => {
  let lane: Lane;
  let slack: Workspace;
  beforeAll(async () => {
    lane = await openLane({ policy: null });
    ({ slack } = lane);
  });
  afterAll(() => closeLane(lane));
  const champion = async (id: string) => (await deploymentIn(lane.dataDir, id)).championId;
  const about = async (reference: string) =>
    (await auditOf(lane.dataDir)).filter(({ details }) => details?.reference === reference);
  const asked = async (deployment: string) =>
    (await auditOf(lane.dataDir)).filter(
      (line) => line.event === "request.asked" && line.deployment === deployment,
    );
  const close = (person: string) => slack.closeView(person, { all: true });

  it("an event that is delivered twice is answered once", async () => {
    await slack.fault({ on: "bot:event", kind: "twice" });
    await slack.mention("olivia", "general", "whoami");
    await slack.waitFor(async () => (await slack.ephemerals("olivia", "general")).length > 0);
    // The next answer comes behind whatever the first delivery still brings.
    await slack.mention("olivia", "general", "help");
    await slack.waitFor(async () =>
      (await slack.ephemerals("olivia", "general")).some((one) => /What you can do/.test(messageWords(one))),
    );
    const answers = (await slack.ephemerals("olivia", "general")).map((one) =>
      /Who I am here/.test(messageWords(one)) ? "whoami" : "help",
    );
    expect(answers).toEqual(["whoami", "help"]);
  });

  it("a submit that comes twice, again later, and again to the next process is one request", async () => {
    await formOf(slack, "olivia", "/deployments replace house-value");
    await slack.fill({
      person: "olivia",
      values: { [ACTION_IDS.replacementReason]: "Accuracy", [ACTION_IDS.version]: "p-house-value-2" },
    });
    const view = await modalWith(slack, "olivia", "the filled form", () => true);
    await slack.fault({ on: "bot:view_submission", kind: "twice" });
    expect((await slack.submit({ person: "olivia" })).error).toBeNull();
    const reference = referenceIn(viewWords(await checkedView(slack, "olivia")));
    await close("olivia");
    expect((await slack.submit({ person: "olivia", view, force: true })).error).toBeNull();

    await kill(lane);
    await startAgain(lane);
    expect((await slack.submit({ person: "olivia", view, force: true })).error).toBeNull();
    expect(await asked("d-house-value")).toHaveLength(1);
    expect((await about(reference)).filter(({ event }) => event === "request.asked")).toHaveLength(1);
    const cards = (await slack.directMessages("olivia")).filter((one) =>
      hasControl(one, ACTION_IDS.continue),
    );
    expect(cards).toHaveLength(1);
    expect(await champion("d-house-value")).toBe("p-house-value-1");
  });

  it("a form that was opened before the champion changed finds out at its submit", async () => {
    await formOf(slack, "olivia", "/deployments replace share");
    await slack.fill({
      person: "olivia",
      values: { [ACTION_IDS.replacementReason]: "Accuracy", [ACTION_IDS.version]: "p-share-2" },
    });
    const others = await ask(slack, "otto", "share", { version: "p-share-2" });
    await directMessage(slack, "olivia", new RegExp(`Otto replaced the model of share.*${others}`));
    expect(await champion("d-share")).toBe("p-share-2");

    expect((await slack.submit({ person: "olivia" })).error).toBeNull();
    const result = await checkedView(slack, "olivia");
    expect(viewWords(result)).toMatch(/⛔ Refused/);
    expect(viewWords(result)).toMatch(/Failing – Not the current model/);
    expect(result.submit).toBeNull();
    await close("olivia");
    expect((await deploymentIn(lane.dataDir, "d-share")).history).toHaveLength(2);
  });

  it("a result that was confirmed after the champion changed is not applied; the card says what changed", async () => {
    await formOf(slack, "olivia", "/deployments replace support-ticket-routing");
    const result = await select(slack, "olivia", { version: "p-ticket-routing-2" });
    const reference = referenceIn(viewWords(result));
    const others = await ask(slack, "otto", "support-ticket-routing", { version: "p-ticket-routing-2" });
    await directMessage(slack, "olivia", new RegExp(`Otto replaced the model.*${others}`));
    await slack.submit({ person: "olivia" });
    const card = await slack.waitFor(
      async () =>
        (await slack.directMessages("olivia")).find(
          (one) => one.text.includes(reference) && /⛔|⚠️ Out of date/.test(messageWords(one)),
        ) ?? null,
      { what: "the card that says so", timeoutMs: 15_000 },
    );
    expect(messageWords(card)).toMatch(/champion/i);
    await close("olivia");
    expect((await deploymentIn(lane.dataDir, "d-ticket-routing")).history).toHaveLength(2);
    expect((await about(reference)).filter(({ event }) => event === "effect.intended")).toEqual([]);
  });

  it("two reviewers at once make one approval; the second one is told who was first", async () => {
    const reference = await ask(slack, "olivia", "customer-churn", { version: "p-customer-churn-5" });
    const prompts = await Promise.all(
      (["ada", "ben"] as const).map(async (person) => ({
        person,
        at: at(await promptFor(slack, person, reference)),
      })),
    );
    await slack.fault({ on: "bot:block_actions", kind: "twice", times: 2 });
    const outcomes = await Promise.all(
      prompts.map(({ person, at: message }) =>
        slack.press({ person, actionId: ACTION_IDS.approve, ...message }),
      ),
    );
    expect(outcomes.map(({ error }) => error)).toEqual([null, null]);
    await directMessage(slack, "uma", new RegExp(`replaced the model of customer-churn.*${reference}`));
    const events = (await about(reference)).map(({ event }) => event);
    expect(events.filter((event) => event === "request.approved")).toHaveLength(1);
    expect(events.filter((event) => event === "effect.intended")).toHaveLength(1);
    expect((await deploymentIn(lane.dataDir, "d-customer-churn")).history).toHaveLength(2);
    const answers = await slack.waitFor(async () => {
      const private_ = [
        ...(await slack.directMessages("ada")),
        ...(await slack.directMessages("ben")),
      ].filter(({ ephemeral_to }) => ephemeral_to !== undefined);
      return private_.length >= 4 && private_.map(messageWords);
    });
    expect(answers.filter((words) => /Recorded: you approved/.test(words))).toHaveLength(1);
    for (const words of answers.filter((each) => /⛔/.test(each)))
      expect(words).toMatch(new RegExp(reference));
  });

  describe("what is pressed by somebody who may not is refused and stands in the audit trail", () => {
    const CONTROLS = [ACTION_IDS.approve, ACTION_IDS.apply, ACTION_IDS.askAgain];
    let reference = "";
    let prompt: Awaited<ReturnType<typeof promptFor>>;
    beforeAll(async () => {
      await slack.change({ person: "stan", create: true });
      reference = await ask(slack, "olivia", "card-default", { version: "p-card-default-4" });
      prompt = await promptFor(slack, "ada", reference);
    });

    it.each([
      ["a Consumer", "carl"],
      ["a User", "uma"],
      ["a stranger", "stan"],
      ["a guest", "gus"],
      ["somebody of another company", "xena"],
      ["the requester", "olivia"],
    ])("%s", async (_, person) => {
      const value = buttonValue(prompt, ACTION_IDS.approve);
      const before = await about(reference);
      const refusals = async () =>
        (await auditOf(lane.dataDir)).filter(
          ({ event, who }) =>
            event === "press.refused" && JSON.stringify(who).includes(`"U0${person.toUpperCase()}"`),
        );
      const had = (await refusals()).length;
      const presses = CONTROLS.filter((actionId) => person !== "olivia" || actionId === ACTION_IDS.approve);
      for (const actionId of presses)
        await slack.press({ person, actionId, value, force: true, ...at(prompt) });
      await slack.waitFor(async () => (await refusals()).length === had + presses.length, {
        what: `${presses.length} refusals in the trail`,
      });
      for (const refusal of await refusals()) {
        expect(refusal.allowed).toBe(false);
        expect(refusal.why).not.toBe("");
      }
      expect(await about(reference)).toEqual(before);
    });

    it("forms about it open for nobody outside, and what they would submit is not taken", async () => {
      const value = buttonValue(prompt, ACTION_IDS.approve);
      for (const person of ["carl", "stan", "gus"]) {
        for (const actionId of [
          ACTION_IDS.openRequest,
          ACTION_IDS.comment,
          ACTION_IDS.cancel,
          ACTION_IDS.edit,
          ACTION_IDS.evidence,
        ]) {
          const since = (await slack.requests()).at(-1)?.number ?? 0;
          await slack.press({ person, actionId, value, force: true, ...at(prompt) });
          await slack.waitFor(
            async () =>
              (await slack.requests(since)).some(
                ({ direction, name, request }) =>
                  direction === "from-bot" &&
                  ["response_url", "chat.postEphemeral", "views.update"].includes(name) &&
                  JSON.stringify(request).includes("⛔"),
              ),
            { what: `the refusal of ${actionId} for ${person}` },
          );
          // Cards and prompts of others may be posted in the same moment.
          const said = (await slack.requests(since)).filter(({ name }) =>
            ["response_url", "chat.postEphemeral", "views.open", "views.update"].includes(name),
          );
          // Nothing of the request is told to those who may not see it.
          expect(JSON.stringify(said.map(({ request }) => request))).not.toMatch(
            /Credit card default|R-[0-9A-Z]{6}/,
          );
          if ((await slack.openView(person)) !== null) await close(person);
        }
      }
      expect((await slack.files()).filter(({ name }) => name.includes(reference))).toEqual([]);
    });

    it("and the right person still can", async () => {
      expect(
        (await slack.press({ person: "ada", actionId: ACTION_IDS.approve, ...at(prompt) })).error,
      ).toBeNull();
      await directMessage(slack, "uma", new RegExp(`replaced the model of card-default.*${reference}`));
      expect(noticesIn(await slack.directMessages("carl"))).toEqual([]);
      expect(await champion("d-card-default")).toBe("p-card-default-4");
    });
  });

  it("leaves a clean audit trail, and nothing that Slack would have refused", async () => {
    expect(await auditVerify(lane.dataDir)).toMatch(CLEAN);
    await expectNothingRefused(slack);
  });
});

describe("a stop in the middle", () => {
  it("loses nothing, whenever it comes", () =>
    inLane({}, async (lane) => {
      const { slack } = lane;
      for (const [index, afterCalls] of [0, 4, 9].entries()) {
        const version = index % 2 === 0 ? "p-card-default-4" : "p-card-default-3";
        const reference = await ask(slack, "olivia", "card-default", { version });
        const prompt = await promptFor(slack, "ada", reference);
        await slack.fault({ on: "chat.postMessage", kind: "late-answer", ms: 700, times: 2 });
        const since = (await slack.requests()).at(-1)?.number ?? 0;
        const pressed = slack.press({ person: "ada", actionId: ACTION_IDS.approve, ...at(prompt) });
        await slack.waitFor(async () => (await slack.requests(since)).length >= afterCalls);
        lane.bot.signal("SIGTERM");
        const ended = await lane.bot.ended;
        expect({ afterCalls, code: ended.code }).toEqual({ afterCalls, code: 0 });
        await slack.clearFaults();
        const { error } = await pressed;
        await startAgain(lane);
        if (error !== null) await pressAgain(lane, reference);
        await untilTold(lane, reference);
        lane.done.push(reference);
      }
      await expectOnceEach(lane);
    }));
});

describe("a start is refused", () => {
  const refusal = async (env: Readonly<Record<string, string>>, policy?: string): Promise<string> => {
    const folder = temporaryFolder();
    try {
      if (policy !== undefined) writeFileSync(join(folder.path, "policy.yml"), policy);
      const ended = await runToEnd({
        env: { DATA_DIR: join(folder.path, "data"), PORT: "0", WORKSPACE_PORT: "0", ...env },
        cwd: folder.path,
      });
      expect(ended.code).toBe(1);
      expect(ended.stderr).toMatch(/^Pointsman does not start:/);
      return ended.stderr;
    } finally {
      folder.remove();
    }
  };

  it("for a policy file with mistakes, each of them with its line", async () => {
    const said = await refusal(
      {},
      [
        "policies:",
        "  - name: One",
        "    actions: replace-modle",
        "    needs: {approvals: none, from: [group: ml-approvers]}",
        "    remind: soon",
        "  - name: Two",
        "    actions: replace-model",
        "    when: {importance: URGENT}",
        "    needs: {approvals: 1, from: [owners]}",
        "administraters:",
        "  people: [mona@example.com]",
      ].join("\n"),
    );
    for (const line of [3, 4, 5, 8, 10]) expect(said).toMatch(new RegExp(`policy\\.yml:${line}: `));
    expect(said).toMatch(/replace-model/);
    expect(said).toMatch(/administrators/);
  });

  it("for what is not built yet and for what is missing, in clear words and all at once", async () => {
    const said = await refusal({ REDIS_URL: "redis://localhost:6379", PLATFORM: "datarobot" });
    expect(said).toMatch(/REDIS_URL does not work yet/);
    expect(said).toMatch(/DATAROBOT_ENDPOINT is missing beside PLATFORM=datarobot/);
    expect(said).toMatch(/DATAROBOT_API_TOKEN is missing beside PLATFORM=datarobot/);
  });
});
