// Facts of the Slack platform that the bot relies on and that no other file here shows, by the sections of the reference.
//
// What a local Slack cannot show, or only pretend: what phones and screen readers make of a message (5, 15), automatic links
// and mentions in text (7), rate limits by method and workspace other than on demand (8.1), events held back for hours,
// switched off or rate limited (2.4), channel ids that change when sharing starts (5), organisations with several workspaces (9, 12),
// token rotation and installing by OAuth (12), Work Objects and charts (14). Bolt's own 3 s timer (2.1) and the
// clients of the Web API (8.2) are tested where the bot uses them.

import { LogLevel, WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { signatureOf } from "../../src/workspace/deliver.ts";
import { startStarterApp } from "../support/starter-app.ts";
import { openWorkspace, type Rig, startSocketBot, TOKENS } from "./open-workspace.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const button = (id: string) => ({ type: "button", action_id: id, text: plain("Go") });
const input = (id: string, element: object = { type: "plain_text_input" }, more: object = {}) => ({
  type: "input",
  block_id: id,
  optional: true,
  label: plain("Field"),
  element: { action_id: `${id}.it`, ...element },
  ...more,
});
const modal = (blocks: object[], more: object = {}) => ({
  type: "modal",
  title: plain("Title"),
  submit: plain("Send"),
  blocks,
  ...more,
});

let rig: Rig;
const start = async (options: Parameters<typeof openWorkspace>[0]) => {
  await rig.stop();
  rig = await openWorkspace(options);
};
beforeEach(async () => {
  rig = await openWorkspace();
});
afterEach(() => rig.stop());

async function starterApp() {
  const app = await startStarterApp({
    slackApiUrl: rig.workspace.apiUrl,
    token: TOKENS.botToken,
    signingSecret: TOKENS.signingSecret,
  });
  onTestFinished(() => app.stop());
  return app;
}

const last = (): Record<string, unknown> => rig.bot.heard.at(-1)?.body ?? {};
const post = (more: Record<string, unknown> = {}) =>
  rig.refusal("chat.postMessage", { channel: "C0GENERAL", text: "hello", ...more });
const open = async (view: object, channel = "general") => {
  await rig.workspace.command("olivia", channel, "/deployments");
  return await rig.refusal("views.open", { trigger_id: last().trigger_id, view });
};
const general = async (person?: string) => await rig.workspace.messages("general", person);

describe("1: what shapes the design", () => {
  it("a card of yesterday can be changed by the Web API alone", async () => {
    const { ts } = await post({ blocks: [{ type: "actions", elements: [button("go")] }] });
    await rig.workspace.press({ person: "olivia", actionId: "go" });
    const url = String(last().response_url);
    rig.clock.advance(24 * 60 * 60_000);
    const late = await fetch(url, { method: "POST", body: '{"text":"new","replace_original":true}' });
    expect(late.status).toBe(404);
    expect((await rig.refusal("chat.update", { channel: "C0GENERAL", ts, text: "new" })).ok).toBe(true);
  });

  it("a client that tries again by itself posts twice when the answer was lost", async () => {
    const client = new WebClient(TOKENS.botToken, {
      slackApiUrl: rig.workspace.apiUrl,
      retryConfig: { retries: 1, minTimeout: 1, maxTimeout: 1 },
      logLevel: LogLevel.ERROR,
    });
    await rig.workspace.fault({ on: "chat.postMessage", kind: "lost-answer" });
    await client.chat.postMessage({ channel: "C0GENERAL", text: "once?" });
    expect((await general()).map((one) => one.text)).toEqual(["once?", "once?"]);
  });

  it("Bolt does not drop an event that comes twice", async () => {
    const app = await starterApp();
    rig.workspace.setBotUrl(String(app.url));
    await rig.workspace.fault({ on: "bot:event", kind: "twice" });
    await rig.workspace.mention("otto", "general", "hello");
    await rig.workspace.waitFor(async () => (await general()).length === 3);
  });

  it.each([
    ["invalid_blocks", "alert", { type: "alert", text: plain("Careful") }],
    ["invalid_blocks", "a number field", input("row", { type: "number_input", is_decimal_allowed: false })],
    ["invalid_blocks", "a block that there is not", { type: "hologram" }],
    ["invalid_blocks", "a key that there is not", { type: "divider", colour: "red" }],
  ])("messages are refused with %s for %s", async (error, _name, block) => {
    expect((await post({ blocks: [block] })).error).toBe(error);
  });

  it.each([
    ["a table", { type: "table", rows: [[{ type: "raw_text", text: "x" }]] }],
    ["markdown", { type: "markdown", text: "# x" }],
  ])("a modal is refused for %s", async (_name, block) => {
    expect((await open(modal([block]))).error).toBe("invalid_arguments");
  });
});

describe("2: requests from Slack", () => {
  it("a modal stays open when its submission was not answered, and can be sent again", async () => {
    await open(modal([input("row")]));
    rig.bot.answer(() => ({ status: 500 }));
    expect(await rig.workspace.submit({ person: "olivia" })).toMatchObject({ closed: false });
    rig.bot.answer(() => ({}));
    expect(await rig.workspace.submit({ person: "olivia" })).toMatchObject({ closed: true, error: null });
  });

  it("a press that was not answered is not sent again, and the person sees so", async () => {
    await post({ blocks: [{ type: "actions", elements: [button("go")] }] });
    rig.bot.answer(() => ({ status: 500 }));
    expect(await rig.workspace.press({ person: "olivia", actionId: "go" })).toMatchObject({
      error: "http_service_error",
    });
    expect(rig.bot.heard).toHaveLength(1);
    expect(await rig.workspace.notices("olivia")).toHaveLength(1);
  });

  it("a closed view is told only where the view asked for it", async () => {
    await open(modal([section("x")]));
    await rig.workspace.closeView("olivia");
    expect(rig.bot.heard.filter((one) => one.body.type === "view_closed")).toEqual([]);
  });

  it("a submission has response URLs for selects that asked for one, and works without membership", async () => {
    const select = { type: "conversations_select", default_to_current_conversation: true };
    await open(
      modal([input("plain", select), input("asked", { ...select, response_url_enabled: true })]),
      "random",
    );
    await rig.workspace.submit({ person: "olivia" });
    const urls = last().response_urls as { response_url: string }[];
    expect(urls).toEqual([
      { block_id: "asked", action_id: "asked.it", channel_id: "C0RANDOM", response_url: expect.any(String) },
    ]);
    const body = '{"text":"from the form","response_type":"in_channel"}';
    expect((await fetch(String(urls[0]?.response_url), { method: "POST", body })).status).toBe(200);
    expect(await rig.workspace.messages("random", "otto")).toMatchObject([{ text: "from the form" }]);
  });

  describe("a response URL", () => {
    const respond = async (body: object) =>
      (await fetch(String(last().response_url), { method: "POST", body: JSON.stringify(body) })).status;
    const blocks = [{ type: "actions", elements: [button("go")] }];

    it("never makes a message of one person public", async () => {
      await rig.workspace.command("olivia", "general", "/deployments");
      await respond({ text: "yours", blocks });
      await rig.workspace.press({ person: "olivia", actionId: "go" });
      await respond({ text: "still yours", replace_original: true, response_type: "in_channel" });
      expect((await general("olivia")).map((one) => one.text)).toEqual(["still yours"]);
      expect(await general("otto")).toEqual([]);
    });

    it("answers in a thread where it is told which one", async () => {
      const { ts } = await post({ blocks });
      await rig.workspace.press({ person: "olivia", actionId: "go" });
      await respond({ text: "in the thread", thread_ts: ts, replace_original: false });
      expect((await general("olivia")).at(-1)).toMatchObject({ thread_ts: ts, text: "in the thread" });
    });

    it("changes no message of somebody else, as a message shortcut would have it", async () => {
      await rig.workspace.say("otto", "general", "mine");
      const [message] = await general();
      await rig.workspace.shortcut("olivia", "about", { message });
      expect(await respond({ delete_original: true })).toBe(404);
      await respond({ text: "yours?", replace_original: true });
      expect((await general("otto")).map((one) => one.text)).toEqual(["mine"]);
    });
  });

  it("Bolt takes what is signed rightly, also from the future, and nothing that is old or signed by another", async () => {
    const app = await starterApp();
    const body = JSON.stringify({ type: "url_verification", challenge: "echo" });
    const send = async (minutes: number, secret = TOKENS.signingSecret) => {
      const timestamp = String(Math.floor(Date.now() / 1000) + minutes * 60);
      const headers = {
        "content-type": "application/json",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signatureOf(secret, timestamp, body),
      };
      return (await fetch(`${app.url}/slack/events`, { method: "POST", headers, body })).status;
    };
    expect([await send(0), await send(10), await send(-6), await send(0, "other")]).toEqual([
      200, 200, 401, 401,
    ]);
  });

  it("what the bot says in a direct message comes back to it, where it hears of direct messages", async () => {
    await post({ channel: "U0OLIVIA", text: "from me" });
    await rig.workspace.waitFor(() => rig.bot.heard.length === 1);
    expect(last()).toMatchObject({
      event: {
        type: "message",
        channel_type: "im",
        user: "U0POINTSMAN",
        bot_id: "B0POINTSMAN",
        text: "from me",
      },
    });
  });
});

describe("3: commands", () => {
  it("know nothing of threads, and name no private channel in what was typed", async () => {
    await start({
      manifest: "features: { slash_commands: [{ command: /deployments, should_escape: true }] }",
    });
    await rig.workspace.command("olivia", "general", "/deployments share #ml-private");
    expect(last()).toMatchObject({ text: "share <#C0MLPRIVATE|>" });
    expect(last()).not.toHaveProperty("thread_ts");
  });

  it("and shortcuts belong to the workspace of the app, buttons to all who see them", async () => {
    await expect(rig.workspace.shortcut("xena", "find")).rejects.toMatchObject({
      code: "shortcut_not_available",
    });
    await post({ channel: "C0PARTNERSOTHERCO", blocks: [{ type: "actions", elements: [button("go")] }] });
    expect(await rig.workspace.press({ person: "xena", actionId: "go" })).toMatchObject({ error: null });
  });

  it("and messages are not typed where the app keeps its tab to itself", async () => {
    const manifest = (more: string) => `
      features:
        app_home: { home_tab_enabled: false, messages_tab_enabled: true, ${more} }
        slash_commands: [{ command: /deployments }]
      settings: { event_subscriptions: { bot_events: [app_home_opened] } }`;
    await start({ manifest: manifest("messages_tab_read_only_enabled: true") });
    const readOnly = { code: "messages_tab_read_only" };
    await expect(rig.workspace.command("olivia", "dm", "/deployments")).rejects.toMatchObject(readOnly);
    await expect(rig.workspace.say("olivia", "dm", "hello")).rejects.toMatchObject(readOnly);
    await expect(rig.workspace.openHome("olivia")).rejects.toMatchObject({ code: "no_such_tab" });
    await rig.workspace.openHome("olivia", "messages");
    expect(last()).toMatchObject({ event: { type: "app_home_opened", tab: "messages" } });
    await start({ manifest: manifest("messages_tab_read_only_enabled: false") });
    expect(await rig.workspace.command("olivia", "dm", "/deployments")).toMatchObject({ error: null });
  });
});

describe("4: views", () => {
  const { submit: _submit, ...withoutSubmit } = modal([input("row")]);
  it.each([
    ["inputs without submit", withoutSubmit],
    ["a title of 25 characters", modal([section("x")], { title: plain("a".repeat(25)) })],
    ["101 blocks", modal(Array.from({ length: 101 }, () => section("x")))],
    ["3,001 characters of metadata", modal([section("x")], { private_metadata: "a".repeat(3001) })],
    ["a callback id of 256", modal([section("x")], { callback_id: "a".repeat(256) })],
    ["an external id of 256", modal([section("x")], { external_id: "a".repeat(256) })],
    ["two blocks of one id", modal([input("row"), input("row")])],
    ["no view at all", undefined],
    [
      "focus in two places",
      modal([
        input("one", { type: "plain_text_input", focus_on_load: true }),
        input("two", { type: "plain_text_input", focus_on_load: true }),
      ]),
    ],
  ])("are refused for %s", async (_name, view) => {
    expect((await open(view as object)).error).toBe("invalid_arguments");
  });

  it("pushed in an answer are found again by their external id alone", async () => {
    await open(modal([input("row")]));
    const second = modal([section("second")], { external_id: "second-1" });
    rig.bot.answer(() => ({ body: { response_action: "push", view: second } }));
    await rig.workspace.submit({ person: "olivia" });
    expect(last().type).toBe("view_submission");
    const update = { external_id: "second-1", view: modal([section("third")], { external_id: "second-1" }) };
    expect((await rig.refusal("views.update", update)).ok).toBe(true);
    expect((await rig.workspace.openView("olivia"))?.blocks[0]).toMatchObject({ text: { text: "third" } });
  });

  it("have the stack of three in answers too", async () => {
    await open(modal([input("row")]));
    rig.bot.answer(() => ({ body: { response_action: "push", view: modal([input("row")]) } }));
    for (const error of [null, null, "push_limit_reached"]) {
      expect(await rig.workspace.submit({ person: "olivia" })).toMatchObject({ error });
    }
  });

  it("go all together where the top one clears on close, with the root's name", async () => {
    const root = (
      await open(modal([{ type: "actions", elements: [button("deeper")] }], { notify_on_close: true }))
    ).view as { id: string };
    await rig.workspace.press({ person: "olivia", actionId: "deeper" });
    await rig.refusal("views.push", {
      trigger_id: last().trigger_id,
      view: modal([section("x")], { clear_on_close: true }),
    });
    await rig.workspace.closeView("olivia");
    expect(last()).toMatchObject({ type: "view_closed", is_cleared: true, view: { id: root.id } });
  });

  it("send what a menu in them asks for with their metadata, and groups of options are shown", async () => {
    const select = { type: "external_select", min_query_length: 0 };
    await open(modal([input("row", select)], { private_metadata: "kept" }));
    const option = { text: plain("A"), value: "a" };
    rig.bot.answer(() => ({ body: { option_groups: [{ label: plain("Group"), options: [option] }] } }));
    const shown = await rig.workspace.suggest({ person: "olivia", actionId: "row.it", text: "" });
    expect(shown).toMatchObject({ problem: null, groups: [{ options: [{ value: "a" }] }] });
    expect(last()).toMatchObject({
      type: "block_suggestion",
      value: "",
      container: { type: "view" },
      view: { private_metadata: "kept" },
    });
    for (const absent of ["channel", "message", "trigger_id", "response_url"])
      expect(last()).not.toHaveProperty(absent);
  });
});

describe("5: messages", () => {
  it("are marked as edited only without blocks", async () => {
    const { ts } = await post();
    const update = (more: object) =>
      rig.refusal("chat.update", { channel: "C0GENERAL", ts, text: "new", ...more });
    expect((await update({ blocks: [section("new")] })).message).not.toHaveProperty("edited");
    expect((await update({})).message).toMatchObject({ edited: { user: "U0POINTSMAN" } });
  });

  it("head their thread with its replies, and a reply is in the channel where it was broadcast", async () => {
    const { ts } = await post();
    await post({ thread_ts: ts, text: "quiet" });
    const { ts: loud } = await post({ thread_ts: ts, text: "loud", reply_broadcast: true });
    const { messages } = await rig.api.conversations.history({ channel: "C0GENERAL" });
    expect(messages?.map((one) => one.text)).toEqual(["loud", "hello"]);
    expect(messages?.[1]).toMatchObject({ thread_ts: ts, reply_count: 2, latest_reply: loud });
    await rig.refusal("chat.delete", { channel: "C0GENERAL", ts: loud });
    const { messages: left } = await rig.api.conversations.replies({ channel: "C0GENERAL", ts: String(ts) });
    expect(left).toMatchObject([{ reply_count: 1 }, { text: "quiet" }]);
    expect(left?.[1]).not.toHaveProperty("reply_count");
  });

  it("reach nobody in a channel that the bot was removed from", async () => {
    await start({ manifest: "oauth_config: { scopes: { bot: [chat:write] } }" });
    await rig.workspace.change({ channel: "general", bot: false });
    expect((await post()).error).toBe("not_in_channel");
  });

  it("show below a link what the app says of it, with controls, and only of links that are there", async () => {
    const manifest = `
      features: { unfurl_domains: [example.com] }
      oauth_config: { scopes: { bot: [links:read, links:write] } }
      settings: { interactivity: { is_enabled: true }, event_subscriptions: { bot_events: [link_shared] } }`;
    await start({ manifest });
    const url = "https://example.com/d1";
    await rig.workspace.say("olivia", "general", `look at ${url}`);
    const { unfurl_id, source } = last().event as { unfurl_id: string; source: string };
    const unfurl = (unfurls: unknown, more: object = { unfurl_id, source }) =>
      rig.refusal("chat.unfurl", { unfurls, ...more });
    const part = { blocks: [{ type: "actions", block_id: "row", elements: [button("go")] }] };
    expect((await unfurl({ "https://example.com/d2": part })).error).toBe("cannot_unfurl_url");
    expect((await unfurl({ "https://example.com/d": part })).error).toBe("cannot_unfurl_url");
    expect((await unfurl({ [url]: { blocks: [{ type: "nope" }] } })).error).toBe("invalid_blocks");
    expect((await unfurl({ [url]: part }, { channel: "C0GENERAL", ts: "1.1" })).error).toBe(
      "cannot_unfurl_message",
    );
    expect((await unfurl(undefined)).error).toBe("missing_unfurls");
    expect((await unfurl({ [url]: part })).ok).toBe(true);
    await rig.workspace.press({ person: "otto", actionId: "go" });
    expect(last()).toMatchObject({
      container: { type: "message_attachment", attachment_id: 1, is_app_unfurl: true, app_unfurl_url: url },
    });
  });
});

describe("8: scopes", () => {
  it.each([
    ["chat:write", "chat.postMessage", { channel: "C0GENERAL", text: "x" }],
    ["chat:write", "chat.postEphemeral", { channel: "C0GENERAL", user: "U0OLIVIA", text: "x" }],
    ["chat:write", "chat.update", { channel: "C0GENERAL", ts: "1.1", text: "x" }],
    ["chat:write", "chat.delete", { channel: "C0GENERAL", ts: "1.1" }],
    ["links:write", "chat.unfurl", { channel: "C0GENERAL", ts: "1.1", unfurls: {} }],
    ["users:read", "users.info", { user: "U0OLIVIA" }],
    ["users:read", "users.list", {}],
    ["users:read", "bots.info", {}],
    ["users:read.email", "users.lookupByEmail", { email: "olivia@example.com" }],
    ["usergroups:read", "usergroups.list", {}],
    ["usergroups:read", "usergroups.users.list", { usergroup: "S0MLAPPROVERS" }],
    ["im:write", "conversations.open", { users: "U0OLIVIA" }],
    ["mpim:write", "conversations.open", { users: "U0OLIVIA,U0OTTO" }],
    ["channels:read", "conversations.info", { channel: "C0GENERAL" }],
    ["groups:read", "conversations.members", { channel: "C0MLPRIVATE" }],
    ["groups:read", "conversations.list", { types: "private_channel" }],
    ["channels:history", "conversations.history", { channel: "C0GENERAL" }],
    ["groups:history", "conversations.replies", { channel: "C0MLPRIVATE", ts: "1.1" }],
    ["files:write", "files.getUploadURLExternal", { filename: "a.txt", length: 1 }],
    ["files:write", "files.completeUploadExternal", { files: [{ id: "F1" }] }],
    ["team:read", "team.info", {}],
  ])("%s is asked for by %s", async (needed, method, args) => {
    const others = needed === "mpim:write" ? "im:write" : "commands";
    await start({ manifest: `oauth_config: { scopes: { bot: ["${others}"] } }` });
    expect(await rig.refusal(method, args)).toMatchObject({
      error: "missing_scope",
      needed,
      provided: others,
    });
  });

  it("none is asked for by tokens, views and links to messages", async () => {
    await start({ manifest: "oauth_config: { scopes: { bot: [] } }" });
    for (const method of ["auth.test", "views.open", "views.push", "views.update", "chat.getPermalink"]) {
      expect((await rig.refusal(method)).error).not.toBe("missing_scope");
    }
  });

  it("a file without a channel is in none, and its comment wins over blocks", async () => {
    const uploaded = async () => {
      const { file_id: id, upload_url: url } = await rig.refusal("files.getUploadURLExternal", {
        filename: "a.txt",
        length: 1,
      });
      await fetch(String(url), { method: "POST", body: "a" });
      return id;
    };
    await rig.refusal("files.completeUploadExternal", { files: [{ id: await uploaded() }] });
    expect(await general()).toEqual([]);
    await rig.refusal("files.completeUploadExternal", {
      files: [{ id: await uploaded() }],
      channel_id: "C0GENERAL",
      initial_comment: "Said",
      blocks: [section("not shown")],
    });
    expect(await general()).toMatchObject([{ text: "Said", files: [{ name: "a.txt" }] }]);
    expect((await general())[0]).not.toHaveProperty("blocks");
  });
});

describe("9: people", () => {
  const user = async (id: string) => (await rig.api.users.info({ user: id })).user;

  it.each([
    ["a member", {}, { is_admin: false, is_restricted: false, is_bot: false, is_email_confirmed: true }],
    ["an administrator", { admin: true }, { is_admin: true, is_owner: false }],
    [
      "a guest of several channels",
      { guest: "multi-channel" },
      { is_restricted: true, is_ultra_restricted: false },
    ],
    [
      "a guest of one channel",
      { guest: "single-channel" },
      { is_restricted: true, is_ultra_restricted: true },
    ],
    ["another app's bot", { bot: true }, { is_bot: true, is_email_confirmed: false }],
    ["somebody invited", { invited: true }, { is_invited_user: true, is_email_confirmed: false }],
    ["somebody deactivated", { deleted: true }, { deleted: true }],
    ["a stranger", { otherCompany: true }, { team_id: "T0OTHERCO", is_stranger: true }],
  ] as const)("%s is known by their flags", async (_name, change, flags) => {
    await rig.workspace.change({ person: "zoe", create: true, ...change });
    expect(await user("U0ZOE")).toMatchObject({ id: "U0ZOE", ...flags });
  });

  it("Slackbot says that it is no bot, and the bot itself says that it is one", async () => {
    expect(await user("USLACKBOT")).toMatchObject({ is_bot: false, is_email_confirmed: false });
    expect(await user("U0POINTSMAN")).toMatchObject({ is_bot: true, profile: { api_app_id: "A0POINTSMAN" } });
  });

  it("of the deactivated Slack tells no roles, in events as in answers", async () => {
    await rig.workspace.change({ person: "otto", deleted: true });
    await rig.workspace.waitFor(() => rig.bot.heard.length === 1);
    const { event } = last() as { event: { type: string; user: object } };
    expect(event).toMatchObject({ type: "user_change", user: { id: "U0OTTO", deleted: true } });
    for (const told of [event.user, await user("U0OTTO")]) {
      expect(told).not.toHaveProperty("is_restricted");
      expect(told).not.toHaveProperty("tz");
    }
  });

  it("whoever is a bot, invited or deactivated does nothing here", async () => {
    await rig.workspace.change({ person: "robo", create: true, bot: true });
    await rig.workspace.change({ person: "ivy", create: true, invited: true });
    await rig.workspace.change({ person: "otto", deleted: true });
    const codes = await Promise.all(
      ["robo", "ivy", "otto"].map((who) =>
        rig.workspace.command(who, "general", "/deployments").catch((error: { code: string }) => error.code),
      ),
    );
    expect(codes).toEqual(["not_a_person", "not_here_yet", "account_inactive"]);
  });
});

describe("11: Socket Mode", () => {
  const sockets = async (count: number) => {
    const all = [];
    for (let at = 0; at < count; at += 1) {
      const bot = await startSocketBot(rig.workspace.apiUrl);
      onTestFinished(() => bot.stop());
      all.push(bot);
    }
    return all;
  };

  it("sends each payload to one of the sockets, ten at most, and nothing over HTTP", async () => {
    const ten = await sockets(10);
    await expect(sockets(1)).rejects.toThrow("refused");
    for (let at = 0; at < 10; at += 1) await rig.workspace.shortcut("olivia", `find-${at}`);
    expect(ten.map(({ said }) => said.map((one) => one.type))).toEqual(
      Array.from({ length: 10 }, () => ["hello", "interactive"]),
    );
    expect(rig.bot.heard).toHaveLength(0);
    await Promise.all(ten.map((one) => one.stop()));
    await rig.workspace.waitFor(() => rig.workspace.socketsConnected() === 0);
    await rig.workspace.shortcut("olivia", "find");
    expect(rig.bot.heard).toHaveLength(1);
  });

  it("asks clients to come again, and says why", async () => {
    const [one] = await sockets(1);
    await rig.workspace.refreshSockets("warning");
    await rig.workspace.shortcut("olivia", "find");
    expect(one?.said.slice(1)).toMatchObject([
      { type: "disconnect", reason: "warning" },
      { type: "interactive", accepts_response_payload: false },
    ]);
  });

  it("sends an event again that nobody acknowledged, with the number of the attempt", async () => {
    await start({ ackMs: 30, eventRetriesMs: [0] });
    const [one] = await sockets(1);
    one?.answer(({ retry_attempt: retry }) => (retry === undefined ? "silence" : undefined));
    await rig.workspace.mention("olivia", "general", "hello");
    await rig.workspace.waitFor(() => one?.said.length === 3);
    expect(one?.said[2]).toMatchObject({
      type: "events_api",
      retry_attempt: 1,
      retry_reason: "http_timeout",
    });
  });

  /** Everything that a person can make Slack send, once. */
  async function tour(): Promise<void> {
    const { workspace } = rig;
    await workspace.command("olivia", "general", "/deployments list");
    await workspace.mention("olivia", "general", "hello");
    await workspace.say("olivia", "dm", "hello");
    await workspace.openHome("olivia");
    await workspace.shortcut("olivia", "find");
    const [message] = await workspace.messages("general");
    await workspace.shortcut("olivia", "about", { message });
    await post({ blocks: [{ type: "actions", block_id: "row", elements: [button("go")] }] });
    await workspace.press({ person: "otto", actionId: "go" });
  }
  const VARYING =
    /127\.0\.0\.1:\d+|\b(?:Ev|EC|V|b|a)[0-9A-F]{10}\b|\d+\.\d+\.[0-9a-f]{32}|(?<=\/response\/)\w+/g;
  const settled = (bodies: readonly unknown[]) =>
    bodies.map((body) => JSON.parse(JSON.stringify(body).replace(VARYING, "#")) as unknown);

  it("carries the same payloads as HTTP, to the letter", async () => {
    await tour();
    const overHttp = settled(rig.bot.heard.map((one) => one.body));
    await start({});
    const [socket] = await sockets(1);
    await tour();
    const overSocket = settled((socket?.said ?? []).slice(1).map((one) => one.payload));
    expect(overSocket).toEqual(overHttp);
    expect(overSocket).toHaveLength(7);
  });
});
