import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkspace, type Rig, TOKENS } from "./open-workspace.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const MANIFEST = `
features:
  app_home: { messages_tab_enabled: true }
  slash_commands: [{ command: /deployments, should_escape: true }]
  unfurl_domains: [models.example.com]
oauth_config: { scopes: { bot: [commands, chat:write] } }
settings: { event_subscriptions: { bot_events: [app_mention, link_shared] } }
`;

let rig: Rig;
const start = async (options: Parameters<typeof openWorkspace>[0] = {}) => {
  await rig.stop();
  rig = await openWorkspace(options);
};
beforeEach(async () => {
  rig = await openWorkspace();
});
afterEach(async () => {
  await rig.stop();
});
const command = (text = "/deployments list", person = "olivia", channel = "general") =>
  rig.workspace.command(person, channel, text);
const last = () => rig.bot.heard.at(-1);

describe("signatures", () => {
  it("are the HMAC of version, time and the raw body", async () => {
    await command("/deployments *&<ü> 100%");
    const heard = last();
    const timestamp = String(heard?.headers["x-slack-request-timestamp"]);
    const expected = createHmac("sha256", TOKENS.signingSecret)
      .update(`v0:${timestamp}:${heard?.raw}`)
      .digest("hex");
    expect(heard?.headers["x-slack-signature"]).toBe(`v0=${expected}`);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(5);
  });
});

describe("commands", () => {
  it("carry all the fields, in a form", async () => {
    expect(await command("/deployments  replace “card-default” ")).toMatchObject({
      error: null,
      answer: null,
    });
    expect(last()?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(last()?.body).toMatchObject({
      command: "/deployments",
      text: "replace “card-default”",
      user_id: "U0OLIVIA",
      user_name: "olivia",
      team_id: "T0POINTSMAN",
      team_domain: "pointsman",
      channel_id: "C0GENERAL",
      channel_name: "general",
      api_app_id: "A0POINTSMAN",
      is_enterprise_install: "false",
      response_url: expect.stringContaining(rig.workspace.url),
      trigger_id: expect.any(String),
    });
    await command("/deployments", "olivia", "@pointsman");
    expect(last()?.body).toMatchObject({ channel_id: "D0OLIVIA", channel_name: "directmessage", text: "" });
    await command("/deployments", "olivia", "ml-private");
    expect(last()?.body).toMatchObject({ channel_name: "privategroup" });
  });

  it("show the answer in the acknowledgement to the person alone, or to all", async () => {
    rig.bot.answer(() => ({ body: "just for you" }));
    await command();
    expect(await rig.workspace.ephemerals("olivia", "general")).toMatchObject([{ text: "just for you" }]);
    rig.bot.answer(() => ({ body: { response_type: "in_channel", text: "for all" } }));
    await command();
    const all = await rig.workspace.messages("general", "otto");
    expect(all.map((message) => message.text)).toEqual(["/deployments list", "for all"]);
    rig.bot.answer(() => ({ body: { text: "x", blocks: [{ type: "nope" }] } }));
    expect(await command()).toMatchObject({ error: "invalid_command_response" });
  });

  it.each([
    ["operation_timeout", { silent: true }],
    ["http_service_error", { status: 503 }],
    ["http_client_error", { status: 404 }],
  ])("say %s when the bot does, once and without trying again", async (error, answer) => {
    // Only who waits for silence waits: on a busy machine a short patience would take an answer for none.
    await start("silent" in answer ? { ackMs: 60 } : {});
    rig.bot.answer(() => answer);
    expect(await command()).toMatchObject({ error });
    expect(await rig.workspace.notices("olivia")).toEqual([`/deployments failed with the error "${error}"`]);
    expect(rig.bot.heard).toHaveLength(1);
  });

  it("say dispatch_failed when nobody is there", async () => {
    await rig.bot.stop();
    expect(await command()).toMatchObject({ error: "dispatch_failed" });
  });

  it("exist only for active people of the workspace, in their own channels, as the manifest says", async () => {
    await start({ manifest: MANIFEST });
    expect(await command("/nope")).toMatchObject({ error: "not_a_valid_command" });
    expect(await rig.workspace.notices("olivia")).toEqual(["/nope is not a valid command."]);
    expect(await command("/deployments", "xena", "partners-otherco")).toMatchObject({
      error: "command_not_available",
    });
    await expect(command("/deployments", "gus", "general")).rejects.toMatchObject({ code: "not_in_channel" });
    await expect(command("deployments")).rejects.toMatchObject({ code: "not_a_command" });
    await rig.workspace.change({ person: "olivia", deleted: true });
    await expect(command()).rejects.toMatchObject({ code: "account_inactive" });
    expect(rig.bot.heard).toHaveLength(0);
  });

  it("escape mentions where the manifest asks for it", async () => {
    await start({ manifest: MANIFEST });
    await command("/deployments share x @otto #general @nobody");
    expect(last()?.body.text).toBe("share x <@U0OTTO|otto> <#C0GENERAL|general> @nobody");
  });
});

describe("events", () => {
  it("tell of a mention, with one id and the thread", async () => {
    await rig.workspace.say("olivia", "general", "a thread");
    const ts = String((await rig.workspace.messages("general"))[0]?.ts);
    await rig.workspace.mention("olivia", "general", "replace card-default", { thread: ts });
    expect(last()?.headers["content-type"]).toBe("application/json");
    expect(last()?.body).toMatchObject({
      type: "event_callback",
      team_id: "T0POINTSMAN",
      event_id: expect.stringMatching(/^Ev/),
      authorizations: [{ team_id: "T0POINTSMAN", user_id: "U0POINTSMAN", is_bot: true }],
      is_ext_shared_channel: false,
      event: {
        type: "app_mention",
        user: "U0OLIVIA",
        text: "<@U0POINTSMAN> replace card-default",
        channel: "C0GENERAL",
        thread_ts: ts,
      },
    });
  });

  it("tell nothing of channels without the bot, and that a channel is shared", async () => {
    await rig.workspace.mention("olivia", "random", "hello");
    expect(rig.bot.heard).toHaveLength(0);
    await rig.workspace.mention("xena", "partners-otherco", "hello");
    expect(last()?.body).toMatchObject({ is_ext_shared_channel: true, event: { team: "T0OTHERCO" } });
  });

  it("tell of direct messages, and of links to the app's domains only", async () => {
    await rig.workspace.say("olivia", "@pointsman", "hello");
    expect(last()?.body).toMatchObject({
      event: { type: "message", channel_type: "im", channel: "D0OLIVIA" },
    });
    await start({ manifest: MANIFEST });
    await rig.workspace.say("olivia", "@pointsman", "not subscribed");
    await rig.workspace.say("olivia", "general", "see https://elsewhere.example.com/x");
    expect(rig.bot.heard).toHaveLength(0);
    await rig.workspace.say("olivia", "general", "see https://models.example.com/x");
    expect(last()?.body).toMatchObject({
      event: {
        type: "link_shared",
        links: [{ domain: "models.example.com", url: "https://models.example.com/x" }],
      },
    });
  });

  it("tell of links in channels without the bot as well, without what ends the sentence, and of the thread", async () => {
    await start({ manifest: MANIFEST });
    await rig.workspace.say("olivia", "random", "Is it (https://models.example.com/x)?");
    expect(last()?.body).toMatchObject({
      event: { is_bot_user_member: false, links: [{ url: "https://models.example.com/x" }] },
    });
    const [head] = await rig.workspace.messages("random");
    const thread = head?.ts ?? "";
    await rig.workspace.change({ channel: "random", bot: true });
    await rig.workspace.say(
      "olivia",
      "random",
      "`https://models.example.com/code` or *https://models.example.com/y*.",
      { thread },
    );
    expect(last()?.body).toMatchObject({
      event: {
        is_bot_user_member: true,
        thread_ts: thread,
        links: [{ url: "https://models.example.com/y" }],
      },
    });
  });

  it("come again three times with the same id while nobody takes them", async () => {
    await start({ eventRetriesMs: [0, 1, 2] });
    rig.bot.answer(() => ({ status: 500 }));
    await rig.workspace.mention("olivia", "general", "hello");
    await rig.workspace.waitFor(() => rig.bot.heard.length === 4);
    expect(rig.bot.heard.map((one) => one.headers["x-slack-retry-num"])).toEqual([undefined, "1", "2", "3"]);
    expect(rig.bot.heard[1]?.headers["x-slack-retry-reason"]).toBe("http_error");
    expect(new Set(rig.bot.heard.map((one) => one.body.event_id)).size).toBe(1);
  });

  it("stop coming when the bot took one, or asks for no more", async () => {
    await start({ eventRetriesMs: [0, 1, 2] });
    rig.bot.answer(() => (rig.bot.heard.length === 1 ? { status: 500 } : {}));
    await rig.workspace.mention("olivia", "general", "hello");
    await rig.workspace.waitFor(() => rig.bot.heard.length === 2);
    rig.bot.answer(() => ({ status: 500, headers: { "x-slack-no-retry": "1" } }));
    await rig.workspace.mention("olivia", "general", "hello");
    // One more event that is sent again: a retry of the one before would have come earlier than its.
    rig.bot.answer(() => (rig.bot.heard.length === 4 ? { status: 500 } : {}));
    await rig.workspace.mention("olivia", "general", "hello again");
    await rig.workspace.waitFor(() => rig.bot.heard.length >= 5);
    expect(rig.bot.heard[4]?.body.event_id).toBe(rig.bot.heard[3]?.body.event_id);
  });

  it("tell of changes to people, groups and channels", async () => {
    const types = () => rig.bot.heard.map((one) => (one.body.event as { type: string }).type);
    await rig.workspace.change({ person: "otto", deleted: true });
    await rig.workspace.change({ group: "ml-approvers", remove: ["ada"] });
    await rig.workspace.change({ channel: "general", archived: true });
    await rig.workspace.change({ channel: "random", bot: true });
    await rig.workspace.change({ channel: "random", externallyShared: true });
    await rig.workspace.waitFor(() => rig.bot.heard.length >= 6);
    expect(types().sort()).toEqual([
      "channel_archive",
      "channel_shared",
      "member_joined_channel",
      "subteam_members_changed",
      "subteam_updated",
      "user_change",
    ]);
  });

  it("go with shortcuts, global and on a message", async () => {
    await rig.workspace.shortcut("olivia", "find");
    expect(last()?.body).toMatchObject({
      type: "shortcut",
      callback_id: "find",
      trigger_id: expect.any(String),
    });
    await rig.workspace.say("otto", "general", "look");
    const [message] = await rig.workspace.messages("general");
    await rig.workspace.shortcut("olivia", "about", { message });
    expect(last()?.body).toMatchObject({
      type: "message_action",
      message: { text: "look" },
      channel: { id: "C0GENERAL" },
    });
  });
});

describe("controls of messages", () => {
  const card = async (more: object = {}) => {
    const answer = await rig.refusal("chat.postMessage", {
      channel: "C0GENERAL",
      text: "card",
      blocks: [
        {
          type: "actions",
          block_id: "row",
          elements: [
            { type: "button", action_id: "approve", value: "r1", text: plain("Approve"), ...more },
            {
              type: "static_select",
              action_id: "menu",
              options: [
                { text: plain("Share"), value: "share" },
                { text: plain("Delete"), value: "delete" },
              ],
            },
            { type: "external_select", action_id: "search" },
          ],
        },
      ],
    });
    return { channel: "C0GENERAL", ts: String(answer.ts) };
  };

  it("send what was pressed with the message, its state and a response URL", async () => {
    const message = await card();
    expect(await rig.workspace.press({ person: "olivia", message, actionId: "approve" })).toMatchObject({
      error: null,
    });
    expect(last()?.body).toMatchObject({
      type: "block_actions",
      user: { id: "U0OLIVIA", team_id: "T0POINTSMAN" },
      container: { type: "message", message_ts: message.ts, channel_id: "C0GENERAL", is_ephemeral: false },
      channel: { id: "C0GENERAL", name: "general" },
      message: { ts: message.ts, text: "card", bot_id: "B0POINTSMAN" },
      state: { values: { row: { menu: { type: "static_select", selected_option: null } } } },
      actions: [
        { type: "button", action_id: "approve", block_id: "row", value: "r1", action_ts: expect.any(String) },
      ],
      response_url: expect.any(String),
      trigger_id: expect.any(String),
    });
  });

  it("can be used by those who see them, and as they are", async () => {
    const message = await card();
    const press = (act: object) =>
      rig.workspace.press({ person: "olivia", message, actionId: "approve", ...act });
    await expect(press({ actionId: "reject" })).rejects.toMatchObject({ code: "no_such_control" });
    await expect(press({ value: "r2" })).rejects.toMatchObject({ code: "no_such_control" });
    await expect(press({ person: "gus" })).rejects.toMatchObject({ code: "message_not_seen" });
    await expect(press({ actionId: "menu" })).rejects.toMatchObject({ code: "not_a_button" });
    await rig.workspace.change({ person: "olivia", deleted: true });
    await expect(press({})).rejects.toMatchObject({ code: "account_inactive" });
    expect(rig.bot.heard.filter((one) => one.body.type === "block_actions")).toEqual([]);
  });

  it("can be forged, by force alone: another value, by somebody who does not see it", async () => {
    const message = await card();
    await rig.workspace.press({ person: "gus", message, actionId: "approve", value: "r2", force: true });
    expect(last()?.body).toMatchObject({ user: { id: "U0GUS" }, actions: [{ value: "r2" }] });
  });

  it("are sent by people of other companies too, where they see them", async () => {
    const answer = await rig.refusal("chat.postMessage", {
      channel: "C0PARTNERSOTHERCO",
      text: "card",
      blocks: [
        { type: "actions", elements: [{ type: "button", action_id: "approve", text: plain("Approve") }] },
      ],
    });
    await rig.workspace.press({
      person: "xena",
      message: { channel: "C0PARTNERSOTHERCO", ts: String(answer.ts) },
      actionId: "approve",
    });
    expect(last()?.body).toMatchObject({ user: { id: "U0XENA", team_id: "T0OTHERCO" } });
  });

  it("are not sent when the person takes it back in the confirm dialog", async () => {
    const confirm = {
      title: plain("Sure?"),
      text: plain("Really?"),
      confirm: plain("Yes"),
      deny: plain("No"),
    };
    const message = await card({ confirm });
    await rig.workspace.press({ person: "olivia", message, actionId: "approve", confirm: false });
    expect(rig.bot.heard).toHaveLength(0);
    await rig.workspace.press({ person: "olivia", message, actionId: "approve" });
    expect(rig.bot.heard).toHaveLength(1);
  });

  it("choose among what is offered, and the message remembers it for that person", async () => {
    const message = await card();
    await expect(
      rig.workspace.choose({ person: "olivia", message, actionId: "menu", option: "Sell" }),
    ).rejects.toMatchObject({
      code: "option_not_offered",
    });
    await rig.workspace.choose({ person: "olivia", message, actionId: "menu", option: "Share" });
    expect(last()?.body).toMatchObject({
      actions: [{ type: "static_select", selected_option: { value: "share" } }],
    });
    await rig.workspace.press({ person: "olivia", message, actionId: "approve" });
    expect(last()?.body).toMatchObject({
      state: { values: { row: { menu: { selected_option: { value: "share" } } } } },
    });
    await rig.workspace.press({ person: "otto", message, actionId: "approve" });
    expect(last()?.body).toMatchObject({ state: { values: { row: { menu: { selected_option: null } } } } });
  });

  it("load options from the bot, after three characters unless told otherwise", async () => {
    const message = await card();
    rig.bot.answer((heard) => ({
      body: { options: [{ text: plain(`For ${heard.body.value}`), value: "found" }] },
    }));
    const ask = (text: string) =>
      rig.workspace.suggest({ person: "olivia", message, actionId: "search", text });
    await expect(ask("ca")).rejects.toMatchObject({ code: "query_too_short" });
    expect(await ask("card")).toMatchObject({ problem: null, options: [{ value: "found" }] });
    expect(last()?.body).toMatchObject({
      type: "block_suggestion",
      action_id: "search",
      block_id: "row",
      value: "card",
      container: { type: "message" },
      channel: { id: "C0GENERAL" },
    });
    await rig.workspace.choose({ person: "olivia", message, actionId: "search", option: "found" });
    expect(last()?.body).toMatchObject({
      actions: [{ selected_option: { value: "found", text: { text: "For card" } } }],
    });
  });

  it.each([
    [
      "too many",
      { options: Array.from({ length: 101 }, (_, at) => ({ text: plain("x"), value: String(at) })) },
    ],
    ["no options", {}],
    ["options without value", { options: [{ text: plain("x") }] }],
  ])("show nothing when the bot answers %s", async (_name, body) => {
    const message = await card();
    rig.bot.answer(() => ({ body }));
    const loaded = await rig.workspace.suggest({
      person: "olivia",
      message,
      actionId: "search",
      text: "card",
    });
    expect(loaded).toMatchObject({ options: [], problem: expect.stringContaining("could not be loaded") });
  });

  it("send no message along when it was ephemeral", async () => {
    await rig.refusal("chat.postEphemeral", {
      channel: "C0GENERAL",
      user: "U0OLIVIA",
      text: "psst",
      blocks: [{ type: "actions", elements: [{ type: "button", action_id: "go", text: plain("Go") }] }],
    });
    await rig.workspace.press({ person: "olivia", actionId: "go" });
    expect(last()?.body).toMatchObject({ container: { is_ephemeral: true } });
    expect(last()?.body).not.toHaveProperty("message");
    await expect(rig.workspace.press({ person: "otto", actionId: "go" })).rejects.toMatchObject({
      code: "no_such_control",
    });
  });
});

describe("response URLs", () => {
  const respond = async (body: object, url = String(last()?.body.response_url)) => {
    const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : text };
  };
  const texts = async (person?: string) =>
    (await rig.workspace.messages("general", person)).map((one) => one.text);

  it("post to the person alone, or to the channel, five times", async () => {
    await command();
    expect(await respond({ text: "one" })).toEqual({ status: 200, body: "ok" });
    expect(await respond({ text: "two", response_type: "in_channel" })).toMatchObject({ status: 200 });
    expect(await texts("olivia")).toEqual(["one", "two"]);
    expect(await texts("otto")).toEqual(["two"]);
    for (const text of ["three", "four", "five"]) await respond({ text });
    expect(await respond({ text: "six" })).toMatchObject({ status: 404, body: { error: "used_url" } });
  });

  it("are good for thirty minutes", async () => {
    await command();
    rig.clock.advance(30 * 60_000);
    expect(await respond({ text: "just in time" })).toMatchObject({ status: 200 });
    rig.clock.advance(1);
    expect(await respond({ text: "too late" })).toMatchObject({
      status: 404,
      body: { error: "expired_url" },
    });
    expect(await respond({ text: "x" }, `${rig.workspace.url}/response/made-up`)).toMatchObject({
      status: 404,
    });
  });

  it("work where the bot is not a member", async () => {
    await command("/deployments", "olivia", "random");
    expect(await respond({ text: "here", response_type: "in_channel" })).toMatchObject({ status: 200 });
    expect(await rig.workspace.messages("random", "otto")).toHaveLength(1);
  });

  it("replace and delete the message that held the control", async () => {
    await command();
    const blocks = [{ type: "actions", elements: [{ type: "button", action_id: "go", text: plain("Go") }] }];
    await respond({ text: "first", blocks });
    await rig.workspace.press({ person: "olivia", actionId: "go" });
    await respond({ text: "second", blocks, replace_original: true });
    expect(await texts("olivia")).toEqual(["second"]);
    await rig.workspace.press({ person: "olivia", actionId: "go" });
    await respond({ delete_original: true });
    expect(await texts("olivia")).toEqual([]);
  });

  it("refuse what Slack refuses, and that does not count", async () => {
    await command();
    const wrong = await respond({ text: "x", blocks: [{ type: "nope" }] });
    expect(wrong).toMatchObject({ status: 400, body: { error: "invalid_blocks" } });
    expect(await respond({})).toMatchObject({ status: 400, body: { error: "no_text" } });
    for (const text of ["1", "2", "3", "4", "5"])
      expect(await respond({ text })).toMatchObject({ status: 200 });
  });
});
