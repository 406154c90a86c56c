import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WorkspaceClient } from "../support/workspace-client.ts";
import { openWorkspace, type Rig } from "./open-workspace.ts";

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
