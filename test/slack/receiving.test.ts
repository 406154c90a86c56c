import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ok } from "../../src/deployments/decision.ts";
import { ACTION_IDS, CALLBACK_IDS } from "../../src/slack/action-ids.ts";
import { WISHES } from "../../src/slack/handlers/wishes.ts";
import { slackId, TEAM } from "../support/fake-directory.ts";
import { CHANNEL, ephemeralIn, onlyScripted, RESPONSE_URL, type SlackRig, slackRig } from "./rig.ts";

let rig: SlackRig;
beforeAll(onlyScripted);
afterEach(() => rig.close());

const HELP = {
  whoAmI: async () => ok({} as never),
  lookup: async () => ok({ found: "none", similar: [] } as const),
};

describe("a request to the bot", () => {
  it("is answered when its signature is right", async () => {
    rig = await slackRig({ operations: HELP });
    const { text } = await ephemeralIn(await rig.command("help"));
    expect(text).toContain("/deployments whoami");
  });

  it("is refused when its signature is wrong, missing or of another body", async () => {
    rig = await slackRig();
    expect(
      (await rig.send("command=%2Fdeployments", { headers: { "x-slack-signature": "v0=00" } })).status,
    ).toBe(401);
    expect((await rig.send("a=b", { headers: { "x-slack-signature": "" } })).status).toBe(401);
  });

  it.each([
    ["six minutes ago", -6],
    ["six minutes ahead", 6],
  ])("is refused when it was signed %s", async (_, minutes) => {
    rig = await slackRig();
    const response = await rig.send("command=%2Fdeployments", { at: Date.now() + minutes * 60_000 });
    expect(response.status).toBe(401);
  });

  it("is refused when it is larger than any that Slack sends", async () => {
    rig = await slackRig();
    expect((await rig.send(`text=${"x".repeat(1024 * 1024 + 10)}`)).status).toBe(413);
  });

  it("tells who is asking from the signed payload alone", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        inbox: async (actor) => {
          asked.push(actor);
          return ok({ waiting: [], asked: [] });
        },
      },
    });
    await rig.command("", { command: "/approvals", user_id: slackId("ada"), enterprise_id: "E0CORP" });
    expect(asked).toEqual([{ installation: TEAM, enterprise: "E0CORP", team: TEAM, user: slackId("ada") }]);
  });

  it("comes from the presser's own company, not from the channel's", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        review: async (actor) => {
          asked.push(actor.team);
          throw new Error("enough");
        },
      },
    });
    await rig.press(ACTION_IDS.approve, "1 r-1", { user: { id: "U0XENA", team_id: "T0OTHERCO" } });
    await rig.settled();
    expect(asked).toEqual(["T0OTHERCO"]);
  });
});

describe("what the bot does not know", () => {
  it("is said for a command of another name", async () => {
    rig = await slackRig({ commandPrefix: "dev-" });
    const { text } = await ephemeralIn(await rig.command("help", { command: "/deployments" }));
    expect(text).toContain("/dev-deployments");
  });

  it("is said for a button of another version", async () => {
    rig = await slackRig();
    expect((await rig.press("old.button", "x")).status).toBe(200);
    await rig.settled();
    expect(rig.api.of("response_url")[0]?.text).toContain("another version");
  });

  it("is said for a value that is not one of ours", async () => {
    rig = await slackRig();
    await rig.press(ACTION_IDS.approve, "x");
    await rig.press(ACTION_IDS.deploymentAction, "fly-to-moon d-1");
    await rig.settled();
    expect(rig.api.of("response_url").map(({ text }) => text)).toEqual([
      expect.stringContaining("another version"),
      expect.stringContaining("another version"),
    ]);
  });

  it("is said for a modal of another version, in the modal", async () => {
    rig = await slackRig();
    const response = await rig.submission({ callback_id: "old-form", state: { values: {} } });
    expect(await response.json()).toMatchObject({ response_action: "push" });
  });

  it("is acknowledged for shortcuts, old menus and events that nobody handles", async () => {
    rig = await slackRig();
    const user = { id: slackId("olivia"), team_id: TEAM };
    const shortcut = { type: "shortcut", callback_id: "x", user, team: { id: TEAM }, trigger_id: "1" };
    const menu = { type: "interactive_message", actions: [{ name: "x" }], user, team: { id: TEAM } };
    const answers = await Promise.all([
      rig.interaction(shortcut),
      rig.interaction({ ...menu, response_url: RESPONSE_URL, callback_id: "x", channel: { id: CHANNEL } }),
      rig.event({ type: "reaction_added", user: slackId("olivia"), item: {} }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it("never ends in Bolt's own 404, not even without any type", async () => {
    rig = await slackRig({ deadlines: { last: 30 } });
    expect((await rig.interaction({ hello: "world" })).status).toBe(200);
    expect(rig.log.lines.map(({ event }) => event)).toContain("slack.request.not-acknowledged");
  });
});

describe("every control and every modal of the bot", () => {
  it.each(Object.values(CALLBACK_IDS))("has an answer to its submit: %s", (id) => {
    expect(WISHES).toHaveProperty(id);
  });

  it.each(Object.values(ACTION_IDS))(
    "is known and acknowledged, and tells an id when everything breaks: %s",
    async (id) => {
      rig = await slackRig();
      const response = await rig.press(id, id.startsWith("request.") ? "1 r-1" : "replace-model d-1");
      expect(response.status).toBe(200);
      await rig.settled();
      expect(rig.log.lines.map(({ event }) => event)).not.toContain("slack.press.unknown");
      const surprises = rig.log.lines.filter(({ event }) => event === "surprise");
      const told = JSON.stringify([...rig.api.of("response_url"), ...rig.api.of("views.update")]);
      for (const { fields } of surprises) expect(told).toContain(String(fields.id));
    },
  );
});

describe("a surprise", () => {
  it("shows the same id to the person and in the log", async () => {
    rig = await slackRig({
      operations: {
        whoAmI: async () => {
          throw new Error("secret internals");
        },
        lookup: async () => ok({ found: "none", similar: [] }),
      },
    });
    const { text, blocks } = await ephemeralIn(await rig.command("whoami"));
    const logged = rig.log.lines.find(({ event }) => event === "surprise");
    expect(text).toContain(String(logged?.fields.id));
    expect(JSON.stringify(blocks)).not.toContain("secret internals");
  });

  it("is told when Slack itself does not say who the bot is", async () => {
    rig = await slackRig({ start: false });
    rig.api.script("auth.test", () => ({ status: 503, body: "down" }));
    await rig.slack.start();
    const { text } = await ephemeralIn(await rig.command("help"));
    expect(text).toContain(String(rig.log.lines.find(({ event }) => event === "surprise")?.fields.id));
  });

  it("keeps a submitted form open when Slack itself does not say who the bot is", async () => {
    rig = await slackRig({ start: false });
    rig.api.script("auth.test", () => ({ status: 503, body: "down" }));
    await rig.slack.start();
    const response = await rig.submission({ callback_id: CALLBACK_IDS.replaceModel, state: { values: {} } });
    expect(await response.json()).toMatchObject({ response_action: "push" });
  });
});

describe("starting", () => {
  it("is refused with the variable's name when Slack refuses the token", async () => {
    rig = await slackRig({ start: false });
    rig.api.script("auth.test", () => ({ body: { ok: false, error: "invalid_auth" } }));
    await expect(rig.slack.start()).rejects.toThrow(/SLACK_BOT_TOKEN.*invalid_auth/);
  });

  it("goes on when Slack cannot be reached: it will be back", async () => {
    rig = await slackRig({ start: false });
    rig.api.script("auth.test", () => Object.assign(new Error("down"), { code: "ECONNREFUSED" }));
    await rig.slack.start();
    expect(rig.log.lines.map(({ event }) => event)).toContain("slack.start.unreachable");
  });
});
