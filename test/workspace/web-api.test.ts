import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkspace, type Rig, TOKENS } from "./open-workspace.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const MANIFEST = `
features:
  app_home: { home_tab_enabled: false, messages_tab_enabled: false }
  slash_commands: [{ command: /deployments, description: Deployments }]
oauth_config:
  scopes:
    bot: [commands, chat:write, im:write, users:read]
    bot_optional: [channels:read]
settings:
  interactivity: { is_enabled: true }
  event_subscriptions: { bot_events: [app_mention] }
`;

let rig: Rig;
const start = async (options: Parameters<typeof openWorkspace>[0] = {}) => {
  await rig.stop();
  rig = await openWorkspace(options);
};
const error = async (method: string, args: Record<string, unknown> = {}) =>
  (await rig.refusal(method, args)).error;
const post = (channel: string, more: Record<string, unknown> = {}) =>
  rig.refusal("chat.postMessage", { channel, text: "hello", ...more });

beforeEach(async () => {
  rig = await openWorkspace();
});
afterEach(async () => {
  await rig.stop();
});

describe("tokens and scopes", () => {
  const call = async (method: string, authorization: string | null) => {
    const response = await fetch(`${rig.workspace.apiUrl}${method}`, {
      method: "POST",
      headers: authorization === null ? {} : { authorization },
    });
    return ((await response.json()) as { error?: string }).error;
  };

  it("wants the bot's token, and the app's where sockets are opened", async () => {
    expect(await call("auth.test", null)).toBe("not_authed");
    expect(await call("auth.test", "Bearer xoxb-other")).toBe("invalid_auth");
    expect(await call("auth.test", `Bearer ${TOKENS.appToken}`)).toBe("not_allowed_token_type");
    expect(await call("apps.connections.open", `Bearer ${TOKENS.botToken}`)).toBe("not_allowed_token_type");
    expect(await call("auth.test", `Bearer ${TOKENS.botToken}`)).toBeUndefined();
  });

  it("knows who the bot is", async () => {
    expect(await rig.api.auth.test()).toMatchObject({
      team_id: "T0POINTSMAN",
      user_id: "U0POINTSMAN",
      bot_id: "B0POINTSMAN",
    });
    expect(await rig.api.bots.info({ bot: "B0POINTSMAN" })).toMatchObject({ bot: { app_id: "A0POINTSMAN" } });
    expect(await rig.api.team.info()).toMatchObject({ team: { id: "T0POINTSMAN" } });
  });

  it("does not know a method that it does not have", async () => {
    expect(await error("admin.everything")).toBe("unknown_method");
  });

  it("gives no more than the manifest asks for, and says what is missing", async () => {
    await start({ manifest: MANIFEST });
    expect(await rig.refusal("usergroups.list")).toMatchObject({
      error: "missing_scope",
      needed: "usergroups:read",
      provided: "commands,chat:write,im:write,users:read,channels:read",
    });
    expect(await error("users.lookupByEmail", { email: "olivia@example.com" })).toBe("missing_scope");
    expect(await error("conversations.info", { channel: "C0GENERAL" })).toBeUndefined();
    expect(await rig.refusal("conversations.info", { channel: "C0MLPRIVATE" })).toMatchObject({
      error: "missing_scope",
      needed: "groups:read",
    });
    expect(await rig.refusal("conversations.history", { channel: "C0GENERAL" })).toMatchObject({
      error: "missing_scope",
      needed: "channels:history",
    });
  });

  it("shows emails only to those who may read them", async () => {
    expect((await rig.api.users.info({ user: "U0OLIVIA" })).user?.profile?.email).toBe("olivia@example.com");
    await start({ manifest: MANIFEST });
    const { user } = await rig.api.users.info({ user: "U0OLIVIA" });
    expect(user).toMatchObject({ id: "U0OLIVIA", is_email_confirmed: true });
    expect(user?.profile).not.toHaveProperty("email");
  });

  it("has no Home and no Messages tab when the manifest switches them off", async () => {
    await start({ manifest: MANIFEST });
    expect((await post("U0OLIVIA")).error).toBe("messages_tab_disabled");
    const view = { type: "home", blocks: [section("x")] };
    expect(await error("views.publish", { user_id: "U0OLIVIA", view })).toBe("not_enabled");
    expect((await post("C0RANDOM")).error).toBe("not_in_channel");
  });
});

describe("posting", () => {
  it("keeps text, blocks with ids, thread and metadata", async () => {
    const metadata = { event_type: "delivery", event_payload: { id: "d1" } };
    const first = await rig.api.chat.postMessage({
      channel: "C0GENERAL",
      text: "hi",
      blocks: [section("*hi*")] as never,
      metadata,
    });
    expect(first).toMatchObject({ ok: true, channel: "C0GENERAL" });
    expect(first.message).toMatchObject({ bot_id: "B0POINTSMAN", user: "U0POINTSMAN", text: "hi", metadata });
    expect(first.message?.blocks?.[0]).toMatchObject({
      block_id: expect.stringMatching(/^b/),
      text: { verbatim: false },
    });
    const reply = await rig.api.chat.postMessage({
      channel: "#general",
      text: "reply",
      thread_ts: String(first.ts),
    });
    expect(reply.message).toMatchObject({ thread_ts: first.ts });
  });

  it("gives every message a time stamp of its own, even at the same moment", async () => {
    const stamps = await Promise.all(Array.from({ length: 20 }, () => post("C0GENERAL")));
    expect(new Set(stamps.map((one) => one.ts)).size).toBe(20);
  });

  it("opens the direct message when posted to a user, and answers with its channel", async () => {
    expect(await post("U0OLIVIA")).toMatchObject({ ok: true, channel: "D0OLIVIA" });
    expect(await rig.workspace.directMessages("olivia")).toMatchObject([{ text: "hello" }]);
    expect(await rig.api.conversations.open({ users: "U0OLIVIA" })).toMatchObject({
      channel: { id: "D0OLIVIA" },
    });
  });

  it.each([
    ["channel_not_found", { channel: "C0NOWHERE" }],
    ["invalid_arguments", { channel: "" }],
    ["no_text", { channel: "C0GENERAL", text: "" }],
    ["cannot_dm_bot", { channel: "U0POINTSMAN" }],
    ["channel_not_found", { channel: "U0XENA" }],
    ["thread_not_found", { channel: "C0GENERAL", thread_ts: "1.000001" }],
    ["markdown_text_conflict", { channel: "C0GENERAL", markdown_text: "x" }],
    ["invalid_blocks_format", { channel: "C0GENERAL", blocks: "{nonsense" }],
    ["invalid_metadata_format", { channel: "C0GENERAL", metadata: { event_type: "x" } }],
    [
      "metadata_too_large",
      { channel: "C0GENERAL", metadata: { event_type: "x", event_payload: { a: "a".repeat(9000) } } },
    ],
    [
      "msg_blocks_too_long",
      { channel: "C0GENERAL", blocks: Array.from({ length: 10 }, () => section("a".repeat(3000))) },
    ],
    ["invalid_blocks", { channel: "C0GENERAL", text: "", blocks: [section("no fallback text")] }],
  ])("answers %s to %j", async (name, args) => {
    expect(await error("chat.postMessage", { text: "hello", ...args })).toBe(name);
  });

  it("says what is wrong with blocks, and where", async () => {
    const answer = await post("C0GENERAL", { blocks: [{ type: "header", text: plain("a".repeat(151)) }] });
    expect(answer).toMatchObject({
      error: "invalid_blocks",
      response_metadata: {
        messages: ["[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"],
      },
    });
  });

  it("lets a bot of somebody else go without fallback text when told so", async () => {
    await start({ fallbackText: false });
    expect((await post("C0GENERAL", { text: "", blocks: [section("x")] })).ok).toBe(true);
  });

  it("refuses archived channels and private ones that the bot was taken out of", async () => {
    await rig.workspace.change({ channel: "general", archived: true });
    await rig.workspace.change({ channel: "ml-private", bot: false });
    expect((await post("C0GENERAL")).error).toBe("is_archived");
    expect((await post("C0MLPRIVATE")).error).toBe("channel_not_found");
    expect(await error("conversations.info", { channel: "C0MLPRIVATE" })).toBe("channel_not_found");
  });

  it("cuts a text of more than 40,000 characters, as Slack does", async () => {
    await post("C0GENERAL", { text: "a".repeat(50_000) });
    expect((await rig.workspace.messages("general"))[0]?.text).toHaveLength(40_000);
  });
});

describe("changing and removing", () => {
  const posted = async (more: Record<string, unknown> = {}) =>
    String((await post("C0GENERAL", { blocks: [section("first")], ...more })).ts);
  const update = (args: Record<string, unknown>) =>
    rig.refusal("chat.update", { channel: "C0GENERAL", ...args });

  it("takes the blocks away when only a text comes", async () => {
    const ts = await posted();
    expect(await update({ ts, text: "second", blocks: [section("second")] })).toMatchObject({
      ok: true,
      text: "second",
    });
    expect((await rig.workspace.messages("general"))[0]?.blocks).toHaveLength(1);
    await update({ ts, text: "third" });
    expect((await rig.workspace.messages("general"))[0]).not.toHaveProperty("blocks");
  });

  it("keeps metadata that is not mentioned and drops it for an empty object", async () => {
    const metadata = { event_type: "delivery", event_payload: { id: "d1" } };
    const ts = await posted({ metadata });
    await update({ ts, text: "again" });
    expect((await rig.workspace.messages("general"))[0]?.metadata).toEqual(metadata);
    await update({ ts, text: "again", metadata: {} });
    expect((await rig.workspace.messages("general"))[0]).not.toHaveProperty("metadata");
  });

  it("refuses long texts, unknown messages, other people's, ephemeral ones and user ids", async () => {
    const ts = await posted();
    expect((await update({ ts, text: "a".repeat(4001) })).error).toBe("msg_too_long");
    expect((await update({ ts: "1.000001", text: "x" })).error).toBe("message_not_found");
    expect((await update({ ts })).error).toBe("no_text");
    await rig.workspace.say("olivia", "general", "mine");
    const mine = (await rig.workspace.messages("general")).at(-1)?.ts;
    expect((await update({ ts: mine, text: "x" })).error).toBe("cant_update_message");
    expect(await error("chat.delete", { channel: "C0GENERAL", ts: mine })).toBe("cant_delete_message");
    const hidden = await rig.refusal("chat.postEphemeral", {
      channel: "C0GENERAL",
      user: "U0OLIVIA",
      text: "x",
    });
    expect((await update({ ts: hidden.message_ts, text: "x" })).error).toBe("message_not_found");
    expect((await update({ channel: "U0OLIVIA", ts, text: "x" })).error).toBe("channel_not_found");
  });

  it("removes the bot's own message", async () => {
    const ts = await posted();
    expect((await rig.refusal("chat.delete", { channel: "C0GENERAL", ts })).ok).toBe(true);
    expect(await rig.workspace.messages("general")).toEqual([]);
  });

  it("links to a message that is there", async () => {
    const ts = await posted();
    const link = await rig.refusal("chat.getPermalink", { channel: "C0GENERAL", message_ts: ts });
    expect(link.permalink).toBe(`${rig.workspace.url}/archives/C0GENERAL/p${ts.replace(".", "")}`);
    expect(await error("chat.getPermalink", { channel: "C0GENERAL", message_ts: "1.1" })).toBe(
      "message_not_found",
    );
  });
});

describe("ephemeral messages", () => {
  const ephemeral = (args: Record<string, unknown>) =>
    rig.refusal("chat.postEphemeral", { channel: "C0GENERAL", user: "U0OLIVIA", text: "psst", ...args });

  it("are seen by one person", async () => {
    await ephemeral({});
    expect(await rig.workspace.ephemerals("olivia", "general")).toMatchObject([{ text: "psst" }]);
    expect(await rig.workspace.messages("general", "olivia")).toHaveLength(1);
    expect(await rig.workspace.messages("general", "otto")).toEqual([]);
    expect(await rig.workspace.messages("general")).toEqual([]);
  });

  it("need both in the channel", async () => {
    expect((await ephemeral({ channel: "C0RANDOM" })).error).toBe("not_in_channel");
    expect((await ephemeral({ user: "U0GUS" })).error).toBe("user_not_in_channel");
  });
});

describe("people and groups", () => {
  it("tells guests, outsiders, unconfirmed and deactivated people apart", async () => {
    const user = async (id: string) => (await rig.api.users.info({ user: id })).user;
    expect(await user("U0GUS")).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect(await user("U0XENA")).toMatchObject({ team_id: "T0OTHERCO", is_stranger: false });
    expect((await user("U0XENA"))?.profile).not.toHaveProperty("email");
    await rig.workspace.change({ person: "otto", emailConfirmed: false, deleted: true });
    expect(await user("U0OTTO")).toMatchObject({ deleted: true });
    expect(await user("U0OTTO")).not.toHaveProperty("is_restricted");
    expect(await error("users.info", { user: "U0NOBODY" })).toBe("user_not_found");
  });

  it("finds active members of the workspace by email", async () => {
    expect((await rig.api.users.lookupByEmail({ email: "Olivia@example.com" })).user?.id).toBe("U0OLIVIA");
    await rig.workspace.change({ person: "otto", deleted: true });
    expect(await error("users.lookupByEmail", { email: "otto@example.com" })).toBe("users_not_found");
    expect(await error("users.lookupByEmail", { email: "xena@example.com" })).toBe("users_not_found");
  });

  it("lists people by pages", async () => {
    const first = await rig.api.users.list({ limit: 4 });
    const second = await rig.api.users.list({
      limit: 100,
      cursor: first.response_metadata?.next_cursor ?? "",
    });
    expect(first.members).toHaveLength(4);
    expect([...(first.members ?? []), ...(second.members ?? [])]).toHaveLength(11);
    expect(await error("users.list", { cursor: "!!" })).toBe("invalid_cursor");
  });

  it("has groups with members, and none for a group that is switched off", async () => {
    const groups = await rig.api.usergroups.list();
    expect(groups.usergroups).toMatchObject([{ id: "S0MLAPPROVERS", handle: "ml-approvers", user_count: 2 }]);
    const members = async () => await rig.refusal("usergroups.users.list", { usergroup: "S0MLAPPROVERS" });
    expect((await members()).users).toEqual(["U0ADA", "U0BEN"]);
    await rig.workspace.change({ group: "ml-approvers", remove: ["ada"], add: ["uma"] });
    expect((await members()).users).toEqual(["U0BEN", "U0UMA"]);
    await rig.workspace.change({ group: "ml-approvers", disabled: true });
    expect((await members()).error).toBe("no_such_subteam");
    expect((await rig.api.usergroups.list()).usergroups).toEqual([]);
    expect((await rig.api.usergroups.list({ include_disabled: true })).usergroups).toHaveLength(1);
  });
});

describe("conversations", () => {
  it("says what kind a channel is", async () => {
    const info = async (channel: string) => (await rig.api.conversations.info({ channel })).channel;
    expect(await info("C0PARTNERSOTHERCO")).toMatchObject({ is_ext_shared: true, is_member: true });
    expect(await info("C0RANDOM")).toMatchObject({ is_member: false, is_private: false });
    expect(await info("C0MLPRIVATE")).toMatchObject({ is_private: true });
    const sharing = { is_pending_ext_shared: true, is_ext_shared: false };
    await rig.workspace.change({ channel: "random", sharingPending: true });
    expect(await info("C0RANDOM")).toMatchObject(sharing);
    await rig.workspace.change({ channel: "random", externallyShared: true });
    expect(await info("C0RANDOM")).toMatchObject({ is_pending_ext_shared: false, is_ext_shared: true });
  });

  it("lists by kind, without those that the bot cannot see", async () => {
    const names = async (types: string) =>
      (await rig.api.conversations.list({ types })).channels?.map((channel) => channel.name);
    expect(await names("public_channel")).toEqual([
      "general",
      "ml-deployments",
      "random",
      "partners-otherco",
    ]);
    expect(await names("private_channel")).toEqual(["ml-private"]);
    await rig.workspace.change({ channel: "ml-private", bot: false });
    expect(await names("private_channel")).toEqual([]);
    expect(await error("conversations.list", { types: "secret" })).toBe("invalid_types");
  });

  it("says who is in a channel, the bot included", async () => {
    expect((await rig.api.conversations.members({ channel: "C0PARTNERSOTHERCO" })).members).toEqual(
      expect.arrayContaining(["U0OLIVIA", "U0XENA", "U0POINTSMAN"]),
    );
    expect((await rig.api.conversations.members({ channel: "C0RANDOM" })).members).not.toContain(
      "U0POINTSMAN",
    );
  });

  it("opens direct messages with active members only", async () => {
    const { channel } = await rig.api.conversations.open({ users: "U0OLIVIA" });
    expect(await rig.refusal("conversations.open", { channel: channel?.id })).toMatchObject({
      channel: { id: "D0OLIVIA" },
    });
    expect(await error("conversations.open", { channel: "C0GENERAL" })).toBe("channel_not_found");
    expect(await error("conversations.open", { users: "U0NOBODY" })).toBe("user_not_found");
    expect(await error("conversations.open", { users: "U0XENA" })).toBe("user_not_visible");
    await rig.workspace.change({ person: "otto", deleted: true });
    expect(await error("conversations.open", { users: "U0OTTO" })).toBe("user_disabled");
    expect((await post("U0OTTO")).error).toBe("channel_not_found");
  });

  it("finds the bot's own message again by its metadata", async () => {
    const metadata = { event_type: "delivery", event_payload: { id: "d1" } };
    const { ts } = await post("C0GENERAL", { metadata });
    await post("C0GENERAL", { thread_ts: ts, text: "in the thread" });
    await rig.refusal("chat.postEphemeral", { channel: "C0GENERAL", user: "U0OLIVIA", text: "hidden" });
    const history = await rig.api.conversations.history({ channel: "C0GENERAL", include_all_metadata: true });
    expect(history.messages).toMatchObject([{ ts, metadata }]);
    const plainHistory = await rig.api.conversations.history({ channel: "C0GENERAL" });
    expect(plainHistory.messages?.[0]).not.toHaveProperty("metadata");
    const replies = await rig.api.conversations.replies({ channel: "C0GENERAL", ts: String(ts) });
    expect(replies.messages?.map((one) => one.text)).toEqual(["hello", "in the thread"]);
    expect(await error("conversations.history", { channel: "C0RANDOM" })).toBe("not_in_channel");
  });

  it("keeps to the times that are asked for", async () => {
    await post("C0GENERAL", { text: "old" });
    rig.clock.advance(60_000);
    const oldest = String(rig.clock.now() / 1000);
    await post("C0GENERAL", { text: "new" });
    const history = await rig.api.conversations.history({ channel: "C0GENERAL", oldest, inclusive: true });
    expect(history.messages?.map((one) => one.text)).toEqual(["new"]);
  });
});

describe("files", () => {
  it("takes an upload in three steps into a thread", async () => {
    const { ts } = await post("C0GENERAL");
    await rig.api.filesUploadV2({
      channel_id: "C0GENERAL",
      thread_ts: String(ts),
      filename: "checks.csv",
      content: "check,status\n1,passed\n",
      initial_comment: "All checks",
    });
    const [file] = await rig.workspace.files();
    expect(file).toMatchObject({ name: "checks.csv", mimetype: "text/csv", size: 22 });
    expect(await rig.workspace.fileText(String(file?.id))).toBe("check,status\n1,passed\n");
    const reply = (await rig.workspace.messages("general")).at(-1);
    expect(reply).toMatchObject({ thread_ts: ts, text: "All checks", files: [{ id: file?.id }] });
    const download = await fetch(String(file?.url_private));
    expect(await download.text()).toContain("1,passed");
    expect(download.headers.get("content-disposition")).toContain("inline");
    const kept = await fetch(String(file?.url_private_download));
    expect(kept.headers.get("content-disposition")).toContain("attachment");
  });

  it("shows in blocks only pictures that were uploaded, by id or by address", async () => {
    const upload = async (filename: string) => {
      const ask = await rig.refusal("files.getUploadURLExternal", { filename, length: 3, alt_text: "A dot" });
      expect((await fetch(String(ask.upload_url), { method: "POST", body: "abc" })).status).toBe(200);
      return String(ask.file_id);
    };
    const blocks = (slackFile: unknown) => [{ type: "image", alt_text: "A dot", slack_file: slackFile }];
    const posted = async (slackFile: unknown) =>
      await rig.refusal("chat.postMessage", { channel: "C0GENERAL", text: "dot", blocks: blocks(slackFile) });
    const picture = await upload("dot.png");
    // Not before the upload is complete.
    expect(await posted({ id: picture })).toMatchObject({
      error: "invalid_blocks",
      response_metadata: { messages: ["[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"] },
    });
    const text = await upload("dot.txt");
    for (const id of [picture, text])
      expect(await error("files.completeUploadExternal", { files: [{ id }] })).toBeUndefined();
    expect((await posted({ id: picture })).error).toBeUndefined();
    const address = (await rig.workspace.files()).find(({ id }) => id === picture)?.url_private;
    expect((await posted({ url: address })).error).toBeUndefined();
    for (const wrong of [{ id: "F0NONE" }, { id: text }, { url: "https://example.com/dot.png" }])
      expect((await posted(wrong)).error).toBe("invalid_blocks");
    expect((await posted({ id: picture, url: address })).error).toBe("invalid_blocks");
    // Inside other blocks as well.
    const inside = [{ type: "context", elements: blocks({ id: "F0NONE" }) }];
    const answer = await rig.refusal("chat.postMessage", {
      channel: "C0GENERAL",
      text: "dot",
      blocks: inside,
    });
    expect(answer.response_metadata).toEqual({
      messages: ["[ERROR] invalid slack file [json-pointer:/blocks/0/elements/0/slack_file]"],
    });
  });

  it("refuses to complete what was not uploaded, or twice, or of another length", async () => {
    const ask = () => rig.refusal("files.getUploadURLExternal", { filename: "a.txt", length: 3 });
    const complete = (id: unknown, more: object = {}) =>
      error("files.completeUploadExternal", { files: [{ id }], ...more });
    const { file_id: id, upload_url: url } = await ask();
    expect(await complete(id)).toBe("file_not_found");
    expect((await fetch(String(url), { method: "POST", body: "four" })).status).toBe(400);
    expect((await fetch(`${url}x`, { method: "POST", body: "abc" })).status).toBe(404);
    expect((await fetch(String(url), { method: "POST", body: "abc" })).status).toBe(200);
    expect(await complete(id, { channel_id: "C0RANDOM" })).toBe("not_in_channel");
    expect(await complete(id)).toBeUndefined();
    expect(await complete(id)).toBe("file_not_found");
    expect(await error("files.getUploadURLExternal", { filename: "a.txt" })).toBe("invalid_arguments");
  });
});
