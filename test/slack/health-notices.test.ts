// The choice of health notices in Slack: under a deployment's settings and on Home, over the real operations.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DeploymentId } from "../../src/deployments/ids.ts";
import { ACTION_IDS, healthValue } from "../../src/slack/action-ids.ts";
import { healthNotice } from "../../src/slack/cards/health-notices.ts";
import { value } from "../support/answers.ts";
import { aDeployment } from "../support/builders.ts";
import { slackId, TEAM } from "../support/fake-directory.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, copyDeployment } from "../support/registry.ts";
import { ephemeralIn, onlyScripted, type SlackRig, slackRig } from "./rig.ts";

beforeAll(onlyScripted);
let bot: OperationsRig;
let slack: SlackRig;
let id: DeploymentId;
beforeEach(async () => {
  bot = await operationsRig();
  slack = await slackRig({ operations: bot.operations });
  id = await bot.byLabel("card-default");
});
afterEach(async () => {
  await slack.close();
  await bot.store.close();
});

const by = (name: string) => ({ user: { id: slackId(name), team_id: TEAM } });
const HOME = {
  channel: undefined,
  response_url: undefined,
  container: { type: "view" },
  view: { id: "V0HOME", type: "home", state: { values: {} } },
};
const choose = (name: string, chosen: string, over: object = {}) =>
  slack.press(ACTION_IDS.healthNotices, "", {
    ...by(name),
    actions: [
      {
        type: "static_select",
        action_id: ACTION_IDS.healthNotices,
        block_id: "b",
        selected_option: { value: chosen, text: { type: "plain_text", text: "All" } },
      },
    ],
    ...over,
  });
const answers = () => slack.api.of("response_url").map(({ text }) => String(text));
const levelOf = async (name: string) => value(await bot.operations.healthNotices(bot.actor(name), id));
const homeOf = async (name: string): Promise<string> => {
  await slack.event({ type: "app_home_opened", user: slackId(name), tab: "home", channel: "D0HOME" });
  await slack.settled();
  return JSON.stringify(slack.api.of("views.publish").at(-1)?.view);
};

describe("under the settings of a deployment", () => {
  it("shows what is chosen, beside the settings", async () => {
    value(await bot.operations.setHealthNotices(bot.actor("uma"), id, "critical"));
    await slack.press(ACTION_IDS.settings, id, by("uma"));
    await slack.settled();
    const [shown] = slack.api.of("response_url");
    expect(shown?.text).toContain("Your health notices: Critical only");
    expect(JSON.stringify(shown?.blocks)).toContain(
      `"initial_option":{"text":{"type":"plain_text","text":"Critical only"`,
    );
    // Not of every share: of a role that is changed or taken away nobody gets a message.
    expect(JSON.stringify(shown?.blocks)).toContain(
      "Notices of replacements and deletions, and of what is newly shared with you, always come.",
    );
  });

  it("opens by its command, for those alone who may see the deployment", async () => {
    const shown = await ephemeralIn(await slack.command("settings card-default"));
    expect(shown.text).toContain("Your health notices: None");
    expect(JSON.stringify(shown.blocks)).toContain(ACTION_IDS.healthNotices);
    const carls = await ephemeralIn(
      await slack.command("settings card-default", { user_id: slackId("carl") }),
    );
    expect(carls.text).not.toContain("health notices");
  });

  it.each([
    ["none", /you get no message when the health .*monitored all the same/i],
    ["critical", /From now on you get a message when .* turns to failing\. .*every 15 minutes/],
    ["all", /From now on you get a message each time .* changes, better or worse/],
  ] as const)("says what happens from now on with %s", async (level, words) => {
    await choose("uma", healthValue(level, id));
    await slack.settled();
    expect(answers()).toEqual([expect.stringMatching(words)]);
    expect(answers()[0]).not.toMatch(/shares/);
    expect(await levelOf("uma")).toBe(level);
    expect(await levelOf("olivia")).toBe("none");
  });

  it("says the same as a fact when it was so already", async () => {
    await choose("uma", healthValue("all", id));
    await choose("uma", healthValue("all", id));
    await slack.settled();
    expect(answers()[1]).toMatch(/^🔔 You get a message each time/);
    expect(bot.audit.filter(({ event }) => event === "preference.changed")).toHaveLength(1);
  });

  it("is refused to a Consumer as a deployment that is not there", async () => {
    await choose("carl", healthValue("all", id));
    await slack.settled();
    expect(answers()).toEqual([expect.stringContaining(`There is no deployment "${id}"`)]);
    expect(answers().join(" ")).not.toContain("card-default ");
  });

  it.each([
    "",
    "all",
    "everything d-card-default",
    "constructor d-card-default",
    "all d card default",
    " all d",
  ])("a control that is none of ours changes nothing: %j", async (forged) => {
    await choose("uma", forged);
    await slack.settled();
    expect(answers()).toEqual([expect.stringContaining("cannot be used any more")]);
    expect(await levelOf("uma")).toBe("none");
  });
});

describe("on Home", () => {
  it("lists what this person has switched on, with a way to change it, and says how to add one", async () => {
    expect(await homeOf("uma")).toContain("none are on");
    value(await bot.operations.setHealthNotices(bot.actor("uma"), id, "critical"));
    const home = await homeOf("uma");
    expect(home).toContain(`"value":"${healthValue("critical", id)}"`);
    expect(home).toContain("My settings");
    expect(await homeOf("olivia")).toContain("none are on");
  });

  it("is drawn again when it was changed there", async () => {
    value(await bot.operations.setHealthNotices(bot.actor("uma"), id, "critical"));
    await choose("uma", healthValue("none", id), HOME);
    await slack.settled();
    expect(await levelOf("uma")).toBe("none");
    expect(slack.api.of("views.publish")).toHaveLength(1);
    expect(JSON.stringify(slack.api.of("views.publish")[0]?.view)).toContain("none are on");
    expect(JSON.stringify(slack.api.of("views.open")[0]?.view)).toContain("monitored all the same");
  });

  it("has the deployments that are shared with the person, not all that an administrator may see", async () => {
    const failing = { status: "failing" as const, message: "Errors." };
    const { health } = aDeployment();
    await changeDeployment(bot, "card-default", { health: { ...health, service: failing } });
    await copyDeployment(bot, "card-default", {
      id: "d-monas" as DeploymentId,
      label: "monas-own",
      grants: [{ subject: { kind: "user", email: "mona@example.com" }, role: "OWNER" }],
    });
    expect(await homeOf("uma")).toContain("card-default");
    const monas = await homeOf("mona");
    expect(monas).toContain("monas-own");
    expect(monas).not.toContain("card-default");
  });
});

describe("the message", () => {
  const exhibit = {
    kind: "health-notice",
    deployment: aDeployment().id,
    at: Date.UTC(2026, 10, 24, 9, 15),
    before: Date.UTC(2026, 10, 24, 9),
    reader: null,
    changes: [],
  } as const;
  const change = (from: "passing" | "failing", to: "passing" | "failing") => ({
    metric: "drift" as const,
    from: { status: from, message: "" },
    to: { status: to, message: "2 of 14 features drifted." },
  });

  it("names deployment, metric, old and new, what the platform says, since when, and what to do", () => {
    const deployment = aDeployment({
      health: { ...aDeployment().health, drift: { status: "failing", message: "" } },
    });
    const { text, blocks } = healthNotice(exhibit, {
      changes: [change("passing", "failing")],
      level: "critical",
      deployment,
    });
    expect(text).toMatch(
      /^Health of card-default changed\. Data drift: ✅ passing → ❌ failing\. 2 of 14 features drifted\..*Next: Open it/,
    );
    expect(text).not.toContain("Now:");
    const drawn = JSON.stringify(blocks);
    for (const control of [ACTION_IDS.openDeployment, ACTION_IDS.history, ACTION_IDS.settings])
      expect(drawn).toContain(control);
    expect(drawn).toContain("set to *Critical only* for you");
  });

  it("says how it is now when it went on changing, and that nothing is to do when it got better", () => {
    const view = {
      changes: [change("passing", "failing")],
      level: "all",
      deployment: aDeployment(),
    } as const;
    expect(healthNotice(exhibit, view).text).toContain("Now: ✅ passing.");
    const better = healthNotice(exhibit, { ...view, changes: [change("failing", "passing")] });
    expect(better.text).toContain("Nothing is to do.");
  });

  it("in a channel has no control of one person's settings", () => {
    const view = { changes: [change("passing", "failing")], level: null, deployment: aDeployment() };
    const drawn = JSON.stringify(healthNotice(exhibit, view).blocks);
    expect(drawn).toContain("This channel has subscribed");
    expect(drawn).not.toContain(ACTION_IDS.settings);
  });
});
