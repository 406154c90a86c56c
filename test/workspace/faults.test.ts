import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRequestLog } from "../../src/workspace/request-log.ts";
import { WorkspaceClient } from "../support/workspace-client.ts";
import { openWorkspace, type Rig, TOKENS } from "./open-workspace.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await openWorkspace();
});
afterEach(async () => {
  await rig.stop();
});
const post = (text = "hello") => rig.api.chat.postMessage({ channel: "C0GENERAL", text });
const posted = async () => (await rig.workspace.messages("general")).map((message) => message.text);

describe("faults on demand", () => {
  it("answer 429 with Retry-After before any work, as often as asked", async () => {
    await rig.workspace.fault({ on: "chat.postMessage", kind: "rate-limit", retryAfterS: 7, times: 2 });
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    await post();
    expect(await posted()).toHaveLength(1);
  });

  it("answer 500, or any of Slack's errors", async () => {
    await rig.workspace.fault({ on: "chat.postMessage", kind: "status", status: 500 });
    await expect(post()).rejects.toMatchObject({ statusCode: 500 });
    await rig.workspace.fault({ on: "*", kind: "error", error: "internal_error" });
    await expect(post()).rejects.toMatchObject({ data: { error: "internal_error" } });
    expect(await posted()).toEqual([]);
  });

  it("lose the connection before the work, or the answer after it", async () => {
    await rig.workspace.fault({ on: "chat.postMessage", kind: "reset" });
    await expect(post("never")).rejects.toThrow();
    expect(await posted()).toEqual([]);
    await rig.workspace.fault({ on: "chat.postMessage", kind: "lost-answer" });
    await expect(post("done")).rejects.toThrow();
    expect(await posted()).toEqual(["done"]);
  });

  it("do the work late, or answer late", async () => {
    await rig.workspace.fault({ on: "chat.postMessage", kind: "late-answer", ms: 30 });
    const answer = post("late");
    await rig.workspace.waitFor(async () => (await posted()).length === 1);
    expect((await answer).ok).toBe(true);
    await rig.workspace.fault({ on: "chat.postMessage", kind: "delay", ms: 1 });
    expect((await post("later")).ok).toBe(true);
  });

  it("deliver a request twice, with the same trigger", async () => {
    await rig.workspace.fault({ on: "bot:command", kind: "twice" });
    await rig.workspace.command("olivia", "general", "/deployments");
    await rig.workspace.waitFor(() => rig.bot.heard.length === 2);
    expect(rig.bot.heard[0]?.raw).toBe(rig.bot.heard[1]?.raw);
    await rig.workspace.command("olivia", "general", "/deployments");
    expect(rig.bot.heard).toHaveLength(3);
  });

  it("send events late", async () => {
    await rig.workspace.fault({ on: "bot:event", kind: "delay", ms: 20 });
    const began = performance.now();
    await rig.workspace.mention("olivia", "general", "hello");
    // Timers may be a fraction of a millisecond early.
    expect(performance.now() - began).toBeGreaterThan(19);
    expect(rig.bot.heard).toHaveLength(1);
  });

  it("lose the bot's answer after it did its work: people are told, events come again", async () => {
    await rig.stop();
    rig = await openWorkspace({ eventRetriesMs: [0] });
    await rig.workspace.fault({ on: "bot:*", kind: "lost-answer", times: 2 });
    expect(await rig.workspace.command("olivia", "general", "/deployments")).toMatchObject({
      error: "operation_timeout",
    });
    expect(await rig.workspace.notices("olivia")).toHaveLength(1);
    await rig.workspace.mention("olivia", "general", "hello");
    await rig.workspace.waitFor(() => rig.bot.heard.length === 3);
    expect(rig.bot.heard[2]?.headers["x-slack-retry-reason"]).toBe("http_timeout");
    expect(rig.bot.heard[2]?.body.event_id).toBe(rig.bot.heard[1]?.body.event_id);
  });

  it("concern response URLs and uploads as well", async () => {
    await rig.workspace.command("olivia", "general", "/deployments");
    const respond = () =>
      fetch(String(rig.bot.heard[0]?.body.response_url), { method: "POST", body: '{"text":"x"}' });
    await rig.workspace.fault({ on: "response_url", kind: "error", error: "expired_url" });
    expect((await respond()).status).toBe(404);
    await rig.workspace.fault({ on: "response_url", kind: "lost-answer" });
    await expect(respond()).rejects.toThrow();
    expect(await rig.workspace.ephemerals("olivia", "general")).toHaveLength(1);
    const asked = await rig.refusal("files.getUploadURLExternal", { filename: "a.txt", length: 1 });
    const upload = () => fetch(String(asked.upload_url), { method: "POST", body: "a" });
    await rig.workspace.fault({ on: "upload", kind: "status", status: 500 });
    expect((await upload()).status).toBe(500);
    expect((await upload()).status).toBe(200);
  });

  it("say what is still to come, and how often", async () => {
    await rig.workspace.fault({ on: "chat.postMessage", kind: "rate-limit", retryAfterS: 7, times: 2 });
    await expect(post()).rejects.toThrow();
    const left = await (await fetch(`${rig.workspace.url}/control/faults`)).json();
    expect(left).toEqual([{ on: "chat.postMessage", kind: "rate-limit", retryAfterS: 7, times: 1 }]);
  });

  it("end when they are cleared", async () => {
    await rig.workspace.fault({ on: "*", kind: "reset", times: 100 });
    await rig.workspace.clearFaults();
    expect((await post()).ok).toBe(true);
  });
});

describe("the request log", () => {
  it("says what went both ways, how it ended and how long it took, and no token", async () => {
    await rig.workspace.command("olivia", "general", "/deployments");
    await post();
    await rig.refusal("chat.postMessage", { channel: "C0NOWHERE", text: "x", token: "xoxb-local" });
    const entries = await rig.workspace.requests();
    expect(entries).toMatchObject([
      { direction: "to-bot", name: "command", status: 200, late: false, retry: 0 },
      { direction: "from-bot", name: "chat.postMessage", answer: { ok: true } },
      { direction: "from-bot", name: "chat.postMessage", answer: { error: "channel_not_found" } },
    ]);
    expect(JSON.stringify(entries)).not.toContain("xoxb-");
    expect(await rig.workspace.requests(entries[1]?.number)).toHaveLength(1);
  });

  it("names who made Slack send something", async () => {
    await rig.workspace.command("olivia", "general", "/deployments");
    await rig.workspace.shortcut("otto", "find");
    await rig.workspace.mention("uma", "general", "hello");
    await rig.workspace.change({ person: "carl", admin: true });
    await post();
    await rig.workspace.waitFor(async () => (await rig.workspace.requests()).length === 5);
    const people = (await rig.workspace.requests()).map((one) => one.person);
    expect(people.sort()).toEqual(["U0CARL", "U0OLIVIA", "U0OTTO", "U0UMA", null]);
  });

  it("shows no token, and no address that is as good as one", async () => {
    await rig.workspace.command("olivia", "general", "/deployments xoxb-1-secret");
    const url = String(rig.bot.heard[0]?.body.response_url);
    const { upload_url: upload } = await rig.refusal("files.getUploadURLExternal", {
      filename: "a.txt",
      length: 1,
    });
    const opened = await fetch(`${rig.workspace.apiUrl}apps.connections.open`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKENS.appToken}` },
    });
    const ticket = new URL(((await opened.json()) as { url: string }).url).searchParams.get("ticket");
    const shown = JSON.stringify(await rig.workspace.requests());
    const secrets = [
      url.split("/").at(-1),
      String(upload).split("/").at(-1),
      ticket,
      "1-secret",
      "local-workspace",
    ];
    for (const secret of secrets) expect(shown).not.toContain(secret);
    expect(shown).toContain("/deployments");
  });

  it("keeps the last five hundred", () => {
    const log = createRequestLog(
      () => 0,
      () => undefined,
    );
    const call = { direction: "from-bot", name: "api.test", request: {}, answer: {}, status: 200 } as const;
    for (let sent = 0; sent < 502; sent += 1) log.add({ ...call, ms: 1, late: false, retry: 0 });
    expect([log.since(0).length, log.since(0)[0]?.number]).toEqual([500, 3]);
  });
});

describe("changes to the app itself", () => {
  it("end its token, and the app hears of it", async () => {
    await rig.workspace.change({ app: "token-revoked" });
    await rig.workspace.waitFor(() => rig.bot.heard.length === 1);
    expect(rig.bot.heard[0]?.body.event).toMatchObject({ type: "tokens_revoked" });
    await expect(post()).rejects.toMatchObject({ data: { error: "token_revoked" } });
    await rig.workspace.change({ app: "installed" });
    expect((await post()).ok).toBe(true);
  });

  it("take it out of the workspace: no command, no button, no call", async () => {
    const button = { type: "button", action_id: "go", text: { type: "plain_text", text: "Go" } };
    const blocks = [{ type: "actions", elements: [button] }];
    await rig.refusal("chat.postMessage", { channel: "C0GENERAL", text: "x", blocks });
    await rig.workspace.change({ app: "uninstalled" });
    await rig.workspace.waitFor(() => rig.bot.heard.length === 2);
    const events = rig.bot.heard.map((one) => (one.body.event as { type: string }).type);
    expect(events.sort()).toEqual(["app_uninstalled", "tokens_revoked"]);
    await expect(post()).rejects.toMatchObject({ data: { error: "account_inactive" } });
    expect(await rig.workspace.command("olivia", "general", "/deployments")).toMatchObject({
      error: "not_a_valid_command",
    });
    expect(await rig.workspace.press({ person: "olivia", actionId: "go" })).toMatchObject({
      error: "dispatch_failed",
    });
    await rig.workspace.mention("olivia", "general", "hello?");
    expect(rig.bot.heard).toHaveLength(2);
  });
});

describe("over its control API", () => {
  const curl = async (path: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${rig.workspace.url}/control/${path}`, {
      headers,
      ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, text: await response.text() };
  };

  it("answers a first command with what the person then sees, as text with the next step", async () => {
    rig.bot.answer(() => ({
      body: {
        text: "Deployments",
        blocks: [
          { type: "section", text: { type: "mrkdwn", text: "*card-default* &lt;3" } },
          {
            type: "actions",
            elements: [{ type: "button", action_id: "open", text: { type: "plain_text", text: "Open" } }],
          },
        ],
      },
    }));
    const { status, text } = await curl("command", {
      as: "olivia",
      channel: "ml-deployments",
      text: "/deployments",
    });
    expect(status).toBe(200);
    expect(text).toContain("#ml-deployments");
    expect(text).toContain("*card-default* <3");
    expect(text).toContain("[ Open ]  action open");
    expect(text).toContain(`${rig.workspace.url}/control/press`);
    const screen = await curl("as/olivia");
    expect(screen.text).toContain("== Olivia (olivia) ==");
    expect(screen.text).toContain("only visible to you");
    expect((await curl("as/otto")).text).not.toContain("card-default");
  });

  it("says in words what cannot be done", async () => {
    expect(await curl("command", { as: "nobody", channel: "general", text: "/x" })).toMatchObject({
      status: 409,
      text: expect.stringContaining("olivia, otto"),
    });
    expect(await curl("press", { as: "olivia" })).toMatchObject({
      status: 400,
      text: expect.stringContaining("action"),
    });
    expect(await curl("dance", { as: "olivia" })).toMatchObject({ status: 404 });
    expect((await fetch(`${rig.workspace.url}/control/press`, { method: "POST", body: "{" })).status).toBe(
      400,
    );
  });

  it("lets a client in another process do and see the same", async () => {
    const client = new WorkspaceClient(rig.workspace.url);
    await client.change({ person: "zoe", create: true });
    expect(await client.command("zoe", "general", "/deployments")).toMatchObject({ error: null });
    await expect(client.press({ person: "zoe", actionId: "none" })).rejects.toMatchObject({
      code: "no_such_control",
    });
    await client.fault({ on: "chat.postMessage", kind: "reset" });
    await client.clearFaults();
    expect(await client.openHome("zoe", "messages")).toMatchObject({ error: null });
    await client.change({ app: "token-revoked" });
    await expect(post()).rejects.toMatchObject({ data: { error: "token_revoked" } });
    await client.change({ app: "installed" });
    const later = client.waitFor(async () => (await client.messages("general"))[0], { what: "a message" });
    await post("woken");
    expect(await later).toMatchObject({ text: "woken" });
    await expect(client.waitFor(() => null, { timeoutMs: 20, what: "nothing" })).rejects.toThrow(
      /waited 20 ms for nothing[\s\S]*chat.postMessage -> 200/,
    );
  });

  it("talks only to this computer and to its own pages", async () => {
    const port = rig.workspace.port;
    const status = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        request({ host: "127.0.0.1", port, path: "/control/as/olivia", headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .on("error", reject)
          .end();
      });
    expect(await status({})).toBe(200);
    expect(await status({ host: `evil.example.com:${port}` })).toBe(403);
    expect(await status({ origin: "https://evil.example.com" })).toBe(403);
    expect(await status({ origin: "null" })).toBe(403);
    expect(await status({ origin: `http://127.0.0.1:${port}` })).toBe(200);
  });

  it("shows hostile text as text, and nothing that steers a terminal", async () => {
    await post("<!channel> \u202e \u001b[2J <script>alert(1)</script> &lt;b&gt;");
    const { text } = await curl("as/olivia");
    expect(text).toContain("<b>");
    for (const steering of ["\u202e", "\u001b"]) expect(text).not.toContain(steering);
  });

  it("says which of several controls of one name is meant", async () => {
    const row = (name: string) => ({
      type: "actions",
      block_id: `row-${name}`,
      elements: [
        { type: "button", action_id: "open", value: name, text: { type: "plain_text", text: "Open" } },
        {
          type: "static_select",
          action_id: "menu",
          options: [{ text: { type: "plain_text", text: "Share" }, value: `share ${name}` }],
        },
      ],
    });
    await rig.refusal("chat.postMessage", {
      channel: "C0GENERAL",
      text: "rows",
      blocks: [row("a"), row("b")],
    });
    const { text } = await curl("as/olivia");
    expect(text).toContain("[ Open ]  action open  value b");
    expect(text).toContain("‹Share›  static_select menu  block row-b");
    await rig.workspace.choose({ person: "olivia", actionId: "menu", option: "share b" });
    expect(rig.bot.heard.at(-1)?.body).toMatchObject({ actions: [{ block_id: "row-b" }] });
    await rig.workspace.press({ person: "olivia", actionId: "open", value: "b" });
    expect(rig.bot.heard.at(-1)?.body).toMatchObject({ actions: [{ block_id: "row-b", value: "b" }] });
  });
});
