// What the browser page is made of, and what it is told.
import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkMessage, checkView } from "../../src/block-kit/check.ts";
import { GALLERY } from "../../src/workspace/page/gallery-blocks.ts";
import { PAGE_WINDOW, type PageAnswer } from "../../src/workspace/page-reads.ts";
import { openWorkspace, type Rig } from "./open-workspace.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await openWorkspace();
});
afterEach(() => rig.stop());

const get = (path: string) => fetch(`${rig.workspace.url}${path}`);
const seen = async (person: string, query: Readonly<Record<string, string>> = {}): Promise<PageAnswer> => {
  const answer = await get(
    `/control/page/${person}?${new URLSearchParams({ channel: "C0GENERAL", ...query })}`,
  );
  return (await answer.json()) as PageAnswer;
};
const post = async (text: string, more: Record<string, unknown> = {}): Promise<string> => {
  const answer = await rig.api.chat.postMessage({ channel: "C0GENERAL", text, ...more });
  return answer.ts ?? "";
};

describe("the page's files", () => {
  it("are a document, a script and a sheet, with no script inside the document and nothing from elsewhere", async () => {
    for (const path of ["/", "/gallery"]) {
      const answer = await get(path);
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).not.toContain("unsafe");
      expect(policy).toContain("frame-ancestors 'none'");
      const html = await answer.text();
      expect(html.match(/<script(?![^>]*src=)/g)).toBeNull();
      expect(html.match(/(?:href|src)="(?!\/page\/|data:,)[^"]*"/g)).toBeNull();
    }
    const script = await get("/page/app.js");
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(await script.text()).toContain("Put it in the box");
    expect(await (await get("/page/app.css")).text()).toContain("prefers-reduced-motion");
    expect((await get("/page/other.js")).status).toBe(404);
  });

  it("go to nobody who comes from elsewhere", async () => {
    const status = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        request({ host: "127.0.0.1", port: rig.workspace.port, path: "/", headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .on("error", reject)
          .end();
      });
    expect(await status({})).toBe(200);
    expect(await status({ host: "evil.example.com" })).toBe(403);
    expect(await status({ origin: "https://evil.example.com" })).toBe(403);
    // Without an origin: pictures, and what is fetched without asking for the answer.
    for (const site of ["cross-site", "same-site"])
      expect(await status({ "sec-fetch-site": site })).toBe(403);
    for (const site of ["same-origin", "none"]) expect(await status({ "sec-fetch-site": site })).toBe(200);
  });
});

describe("the gallery", () => {
  it("shows what Slack would take", () => {
    for (const { title, blocks } of GALLERY) {
      const inputs = blocks.some(({ type }) => type === "input" || type === "alert");
      const problems = inputs
        ? checkView({
            type: "modal",
            title: { type: "plain_text", text: "Gallery" },
            submit: { type: "plain_text", text: "Send" },
            blocks,
          })
        : checkMessage({ text: "gallery", blocks });
      expect({ title, problems }).toEqual({ title, problems: [] });
    }
  });
});

describe("what the page is told", () => {
  it("is what the person sees: their channels, their private messages, and nobody else's", async () => {
    await rig.api.chat.postEphemeral({ channel: "C0GENERAL", user: "U0OTTO", text: "for Otto" });
    await post("for all");
    const texts = async (person: string) => (await seen(person)).window?.changed.map(({ text }) => text);
    expect(await texts("otto")).toEqual(["for Otto", "for all"]);
    expect(await texts("olivia")).toEqual(["for all"]);
    expect((await seen("olivia")).channels.map(({ name }) => name)).toContain("ml-private");
    expect((await seen("carl")).channels.map(({ name }) => name)).not.toContain("ml-private");
    expect((await seen("gus", { channel: "C0GENERAL" })).window).toBeNull();
  });

  it("names the records that the bot works on, and where there are none that last, this start", async () => {
    const named = await openWorkspace({ records: "1795510800000" });
    const answer = await fetch(`${named.workspace.url}/control/page/olivia?channel=C0GENERAL`);
    expect(((await answer.json()) as PageAnswer).records).toBe("1795510800000");
    await named.stop();
    expect((await seen("olivia")).records).toBe((await seen("uma")).records);
    expect((await seen("olivia")).records).not.toBe("");
  });

  it("is what changed since, and only a window of it", async () => {
    for (let count = 0; count < PAGE_WINDOW + 10; count += 1) await post(`message ${count}`);
    const first = await seen("olivia");
    expect(first.window).toMatchObject({ earlier: 10, later: 0 });
    expect(first.window?.order).toHaveLength(PAGE_WINDOW);
    const ts = await post("new");
    await rig.api.chat.update({ channel: "C0GENERAL", ts, text: "edited" });
    const next = await seen("olivia", { since: String(first.version) });
    expect(next.window?.changed.map(({ text }) => text)).toEqual(["edited"]);
    const until = first.window?.order[5] ?? "";
    expect((await seen("olivia", { until })).window).toMatchObject({ earlier: 0, later: PAGE_WINDOW - 5 });
  });

  it("has what was typed as it was typed: mentions of who is there, and no other markup", async () => {
    const typed = "<https://evil.example.com|https://bank.example.com> <!channel> <@U0ADA> <@U0NOBODY> & co";
    await rig.workspace.say("olivia", "general", typed);
    expect((await seen("otto")).window?.changed.map(({ text }) => text)).toEqual([
      "&lt;<https://evil.example.com>|<https://bank.example.com>&gt; &lt;!channel&gt; <@U0ADA> &lt;@U0NOBODY&gt; &amp; co",
    ]);
  });

  it("has threads apart, with the count of their replies", async () => {
    const ts = await post("first");
    await post("in the thread", { thread_ts: ts });
    await post("in both", { thread_ts: ts, reply_broadcast: true });
    const { window, thread } = await seen("olivia", { thread: ts });
    expect(window?.changed.map(({ text }) => text)).toEqual(["first", "in both"]);
    expect(window?.replies).toEqual({ [ts]: 2 });
    expect(thread.map(({ text }) => text)).toEqual(["first", "in the thread", "in both"]);
  });

  it("says who has news, and what is set to go wrong", async () => {
    const { people } = await seen("olivia");
    expect(people.every(({ latest }) => latest === "")).toBe(true);
    await rig.api.chat.postMessage({ channel: "U0ADA", text: "please approve" });
    await rig.workspace.fault({ on: "chat.postMessage", kind: "reset", times: 2 });
    const after = await seen("olivia");
    expect(after.people.filter(({ latest }) => latest !== "").map(({ name }) => name)).toEqual(["ada"]);
    expect(after.faults).toEqual([{ on: "chat.postMessage", kind: "reset", times: 2 }]);
  });
});

describe("a file", () => {
  it("is shown as text or downloaded, and never runs", async () => {
    const bytes = Buffer.from("<script>alert(1)</script>");
    const { upload_url: url, file_id: id } = (await rig.api.apiCall("files.getUploadURLExternal", {
      filename: "checks.csv",
      length: bytes.length,
    })) as unknown as { upload_url: string; file_id: string };
    await fetch(url, { method: "POST", body: bytes });
    await rig.api.apiCall("files.completeUploadExternal", { files: [{ id }], channel_id: "C0GENERAL" });
    const [message] = (await seen("olivia")).window?.changed ?? [];
    const [file] = message?.files ?? [];
    const shown = await fetch(file?.url_private ?? "");
    expect(shown.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(shown.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect(shown.headers.get("content-disposition")).toMatch(/^inline/);
    const kept = await fetch(file?.url_private_download ?? "");
    expect(kept.headers.get("content-disposition")).toMatch(/^attachment/);
    expect(await kept.text()).toContain("alert(1)");
  });
});
