// What is shown, and what the answer to each failed call proves.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import nock from "nock";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/config/secret.ts";
import { DirectoryUnavailable } from "../../src/ports/directory.ts";
import type { RequestExhibit, ShowCommand, Shown, Target } from "../../src/ports/messenger.ts";
import { slackChannels } from "../../src/slack/channels.ts";
import { slackMessenger } from "../../src/slack/messenger.ts";
import { viewGate } from "../../src/slack/view-gate.ts";
import { webClients } from "../../src/slack/web-clients.ts";
import { fakeClock } from "../support/clock.ts";
import { slackId } from "../support/fake-directory.ts";
import { seededIds } from "../support/ids.ts";
import { aRequest } from "../support/request-builders.ts";
import { aView, pending, succeeded } from "./cards/views.ts";
import { CHANNEL, mapCache, onlyScripted, recordingLog, type Script, scriptedWebApi } from "./rig.ts";

beforeAll(onlyScripted);
afterEach(() => {
  nock.cleanAll();
});

function messengerRig(over: { apiUrl?: string; timeoutMs?: number } = {}) {
  const api = scriptedWebApi();
  const clock = fakeClock();
  const log = recordingLog();
  const pauses: number[] = [];
  const { delivery } = webClients({
    botToken: new Secret("xoxb-1"),
    apiUrl: over.apiUrl ?? null,
    log,
    timeoutMs: { delivery: over.timeoutMs ?? 2_000 },
  });
  const messenger = slackMessenger({
    client: delivery,
    channels: slackChannels(delivery, mapCache()),
    ids: seededIds(),
    clock,
    log,
    gate: viewGate(0),
    pause: async (ms) => {
      pauses.push(ms);
    },
  });
  api.script("chat.postMessage", () => ({ body: { channel: "C0POSTED", ts: "1.1" } }));
  return { api, clock, log, pauses, messenger };
}

const REQUEST = pending();
const exhibit = (
  kind: Exclude<RequestExhibit["kind"], "review-prompt" | "requester-note" | "invitation">,
): RequestExhibit => ({
  kind,
  request: REQUEST.id,
});
const PROMPT: RequestExhibit = { kind: "review-prompt", request: REQUEST.id, edition: 1 };
const inChannel: Target = { kind: "channel", channel: CHANNEL };

type OfRequest = Extract<Shown, { readonly exhibit: RequestExhibit }> & Omit<ShowCommand, keyof Shown>;
const command = (over: Partial<OfRequest> = {}): OfRequest => ({
  target: inChannel,
  exhibit: PROMPT,
  view: aView(REQUEST),
  posted: null,
  thread: null,
  deliveryId: "delivery:1",
  shownHash: null,
  ...over,
});

describe("showing a record", () => {
  it("posts a message with fallback text, our mark in its metadata, and without previews of links", async () => {
    const { api, messenger } = messengerRig();
    const answer = await messenger.show(command());
    expect(answer).toMatchObject({ outcome: "shown", posted: { channel: "C0POSTED", ts: "1.1" } });
    expect(api.of("chat.postMessage")[0]).toMatchObject({
      channel: CHANNEL,
      unfurl_links: "false",
      unfurl_media: "false",
      text: expect.stringMatching(/\S/),
      metadata: { event_type: "pointsman_delivery", event_payload: { delivery: "delivery:1" } },
    });
  });

  it("takes a channel by its name as well", async () => {
    const { api, messenger } = messengerRig();
    api.script("conversations.list", () => ({
      body: { channels: [{ id: CHANNEL, name: "ml-deployments" }] },
    }));
    await messenger.show(command({ target: { kind: "channel", channel: "ml-deployments" } }));
    await messenger.show(command({ target: { kind: "channel", channel: "#ml-deployments" } }));
    expect(api.of("chat.postMessage").map(({ channel }) => channel)).toEqual([CHANNEL, CHANNEL]);
    expect(await messenger.show(command({ target: { kind: "channel", channel: "nowhere" } }))).toEqual({
      outcome: "impossible",
      reason: "channel_not_found",
    });
  });

  it("knows a channel by its name and its id as one, and asks Slack only where there are both", async () => {
    const { api, messenger } = messengerRig();
    api.script("conversations.list", () => ({
      body: { channels: [{ id: CHANNEL, name: "ml-deployments" }] },
    }));
    expect(await messenger.eachOnce(["ml-deployments", "random", "random"])).toEqual([
      "ml-deployments",
      "random",
    ]);
    expect(await messenger.eachOnce([CHANNEL, "C0RANDOM1"])).toEqual([CHANNEL, "C0RANDOM1"]);
    expect(api.of("conversations.list")).toEqual([]);
    expect(await messenger.eachOnce(["#ml-deployments", "nowhere", "C0RANDOM1", CHANNEL])).toEqual([
      "#ml-deployments",
      "nowhere",
      "C0RANDOM1",
    ]);
  });

  it("does not guess which name is whose while Slack does not say, and goes on where it never will", async () => {
    const { api, messenger } = messengerRig();
    api.script("conversations.list", () => ({ status: 500, body: "" }));
    await expect(messenger.eachOnce(["ml-deployments", CHANNEL])).rejects.toThrow(DirectoryUnavailable);
    api.script("conversations.list", () => ({ body: { ok: false, error: "missing_scope" } }));
    expect(await messenger.eachOnce(["ml-deployments", CHANNEL])).toEqual(["ml-deployments", CHANNEL]);
  });

  it("edits what was posted, with text and blocks", async () => {
    const { api, messenger } = messengerRig();
    const posted = { channel: "C0POSTED", ts: "1.1" };
    expect(await messenger.show(command({ posted }))).toMatchObject({ outcome: "shown", posted });
    expect(api.of("chat.update")[0]).toMatchObject({
      ...posted,
      text: expect.any(String),
      blocks: expect.any(Array),
    });
    expect(api.of("chat.postMessage")).toEqual([]);
  });

  it("does not send what is shown already, and sends it again once it differs", async () => {
    const { api, messenger } = messengerRig();
    const first = await messenger.show(command());
    if (first.outcome !== "shown") throw new Error("it was shown");
    const again = command({ posted: first.posted, shownHash: first.hash });
    expect(await messenger.show(again)).toEqual({ outcome: "unchanged" });
    expect(await messenger.show({ ...again, view: aView(succeeded()) })).toMatchObject({ outcome: "shown" });
    expect(api.of("chat.update")).toHaveLength(1);
  });

  it("answers in the thread, and tells the channel of the outcome alone", async () => {
    const { api, messenger } = messengerRig();
    const thread = { channel: "C0POSTED", ts: "1.1" };
    const target: Target = { kind: "thread", of: "delivery:0" };
    await messenger.show(command({ target, thread, exhibit: exhibit("reminder") }));
    await messenger.show(
      command({ target, thread, exhibit: exhibit("outcome-notice"), view: aView(succeeded()) }),
    );
    expect(api.of("chat.postMessage")).toMatchObject([
      { channel: "C0POSTED", thread_ts: "1.1" },
      { channel: "C0POSTED", thread_ts: "1.1", reply_broadcast: "true" },
    ]);
    expect(api.of("chat.postMessage")[0]).not.toHaveProperty("reply_broadcast");
  });

  it("changes the open view, and says when it is gone", async () => {
    const { api, messenger } = messengerRig();
    const target: Target = { kind: "view", viewId: "V1", user: slackId("olivia") };
    const show = () => messenger.show(command({ target, exhibit: exhibit("check-result") }));
    expect(await show()).toMatchObject({ outcome: "shown", posted: null });
    expect(api.of("views.update")[0]).toMatchObject({ view_id: "V1" });
    for (const error of ["not_found", "hash_conflict"]) {
      api.script("views.update", () => ({ body: { ok: false, error } }));
      expect(await show()).toEqual({ outcome: "gone" });
    }
  });

  it("shares the file with all checks in the thread, after its bytes are there", async () => {
    const { api, messenger } = messengerRig();
    api.script("files.getUploadURLExternal", () => ({
      body: { upload_url: "https://files.slack.com/upload/1", file_id: "F1" },
    }));
    const thread = { channel: "C0POSTED", ts: "1.1" };
    const ask = command({ target: { kind: "thread", of: "d" }, thread, exhibit: exhibit("checks-file") });
    expect(await messenger.show(ask)).toMatchObject({ outcome: "shown", posted: null });
    expect(api.calls.map(({ method }) => method)).toEqual([
      "conversations.info",
      "files.getUploadURLExternal",
      "upload",
      "files.completeUploadExternal",
    ]);
    expect(api.of("files.completeUploadExternal")[0]).toMatchObject({
      channel_id: "C0POSTED",
      thread_ts: "1.1",
    });
  });

  it("shows no file before the checks are done", async () => {
    const { api, messenger } = messengerRig();
    const ask = command({ exhibit: exhibit("checks-file"), view: aView(aRequest()) });
    expect(await messenger.show(ask)).toMatchObject({ outcome: "impossible" });
    expect(api.calls).toEqual([]);
  });
});

const connectionError =
  (code: string): Script =>
  () =>
    Object.assign(new Error(code), { code });

describe("a call that fails", () => {
  it.each<[string, Script, Record<string, unknown>]>([
    [
      "429 with a time",
      () => ({ status: 429, body: "", headers: { "retry-after": "7" } }),
      { outcome: "not-delivered", retryAfterMs: 7_000 },
    ],
    [
      "429 without a time",
      () => ({ status: 429, body: "" }),
      { outcome: "not-delivered", retryAfterMs: 30_000 },
    ],
    [
      "a 429 in Slack's words",
      () => ({ body: { ok: false, error: "ratelimited" } }),
      { outcome: "not-delivered" },
    ],
    ["500", () => ({ status: 500, body: "oops" }), { outcome: "unknown" }],
    ["Slack's own fault", () => ({ body: { ok: false, error: "internal_error" } }), { outcome: "unknown" }],
    ["a page that is no JSON", () => ({ body: "<html>hello</html>" }), { outcome: "unknown" }],
    ["a reset connection", connectionError("ECONNRESET"), { outcome: "unknown" }],
    ["no place told", () => ({ body: {} }), { outcome: "unknown" }],
    [
      "channel_not_found",
      () => ({ body: { ok: false, error: "channel_not_found" } }),
      { outcome: "impossible", reason: "channel_not_found" },
    ],
    [
      "is_archived",
      () => ({ body: { ok: false, error: "is_archived" } }),
      { outcome: "impossible", reason: "is_archived" },
    ],
    [
      "not_in_channel",
      () => ({ body: { ok: false, error: "not_in_channel" } }),
      { outcome: "impossible", reason: "not_in_channel" },
    ],
    [
      "a token that somebody has to repair",
      () => ({ body: { ok: false, error: "token_revoked" } }),
      { outcome: "not-delivered" },
    ],
    [
      "a scope that somebody has to add",
      () => ({ body: { ok: false, error: "missing_scope" } }),
      { outcome: "not-delivered" },
    ],
  ])("proves no more than it does: %s", async (_, script, proof) => {
    const { api, messenger } = messengerRig();
    api.script("chat.postMessage", script);
    expect(await messenger.show(command())).toMatchObject(proof);
    expect(api.of("chat.postMessage")).toHaveLength(1);
  });

  it("was never made when nobody listens, and may have been when nobody answers", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const apiUrl = `http://127.0.0.1:${port}/api/`;
    const quiet = messengerRig({ apiUrl, timeoutMs: 100 });
    const direct = command({ target: { kind: "user", user: slackId("ada") } });
    expect(await quiet.messenger.show(direct)).toMatchObject({ outcome: "unknown" });
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
    const refused = messengerRig({ apiUrl });
    expect(await refused.messenger.show(direct)).toMatchObject({
      outcome: "not-delivered",
      reason: "ECONNREFUSED",
    });
  });

  it("of a file before it is shared may be made again", async () => {
    const { api, messenger } = messengerRig();
    api.script("files.getUploadURLExternal", () => ({
      body: { upload_url: "https://files.slack.com/upload/1", file_id: "F1" },
    }));
    api.script("upload", connectionError("ECONNRESET"));
    expect(await messenger.show(command({ exhibit: exhibit("checks-file") }))).toMatchObject({
      outcome: "not-delivered",
    });
    api.script("upload", () => ({ body: {} }));
    api.script("files.completeUploadExternal", connectionError("ECONNRESET"));
    expect(await messenger.show(command({ exhibit: exhibit("checks-file") }))).toMatchObject({
      outcome: "unknown",
    });
  });
});

describe("a channel that other companies read", () => {
  const prompt = () => command({ target: { kind: "channel", channel: "C0SHARED1" } });
  const shared = { id: "C0SHARED1", name: "partners" };
  const thread = { channel: "C0SHARED1", ts: "1.1" };

  it.each([
    ["is shared", { is_ext_shared: true }],
    ["is about to be shared", { is_ext_shared: false, is_pending_ext_shared: true }],
    ["does not say", {}],
  ])("gets no prompt, notice, reminder or file when it %s", async (_, info) => {
    const { api, messenger } = messengerRig();
    api.script("conversations.info", () => ({ body: { channel: { ...shared, ...info } } }));
    api.script("conversations.list", () => ({ body: { channels: [shared] } }));
    const target: Target = { kind: "thread", of: "d" };
    for (const each of [
      prompt(),
      command({ exhibit: exhibit("outcome-notice"), target: { kind: "channel", channel: "partners" } }),
      command({ exhibit: exhibit("reminder"), target, thread }),
      command({ exhibit: exhibit("checks-file"), target, thread }),
    ]) {
      expect(await messenger.show(each)).toEqual({
        outcome: "impossible",
        reason: "the channel is shared with another company",
      });
    }
    expect(api.calls.filter(({ method }) => !method.startsWith("conversations."))).toEqual([]);
  });

  it.each([
    ["is shared by now", { is_ext_shared: true }],
    ["is about to be shared", { is_ext_shared: false, is_pending_ext_shared: true }],
    ["is one of which Slack says nothing", {}],
  ])("%s: what was posted there before says nothing of it any more", async (_, kind) => {
    const { api, messenger } = messengerRig();
    const posted = { channel: CHANNEL, ts: "5.5" };
    api.script("conversations.info", () => ({ body: { channel: { id: CHANNEL, is_ext_shared: false } } }));
    const first = await messenger.show(command({ posted }));
    if (first.outcome !== "shown") throw new Error(first.outcome);
    api.script("conversations.info", () => ({ body: { channel: { id: CHANNEL, ...kind } } }));

    const changed = { posted, view: aView(succeeded()), shownHash: first.hash };
    const answer = await messenger.show(command(changed));
    expect(answer).toMatchObject({ outcome: "shown", posted });
    const update = api.of("chat.update").at(-1);
    expect(update).toMatchObject({
      channel: CHANNEL,
      ts: "5.5",
      text: expect.stringContaining("shared with"),
    });
    const said = JSON.stringify(update);
    for (const fact of [REQUEST.deploymentLabel, REQUEST.reference, REQUEST.requester.name, "Credit default"])
      expect(said).not.toContain(fact);
    expect(said).not.toContain("action_id");

    const shownHash = answer.outcome === "shown" ? answer.hash : null;
    expect(await messenger.show(command({ ...changed, shownHash }))).toEqual({ outcome: "unchanged" });
    expect(api.of("chat.update")).toHaveLength(2);

    api.script("conversations.info", () => ({ body: { channel: { id: CHANNEL, is_ext_shared: false } } }));
    await messenger.show(command({ ...changed, shownHash }));
    expect(JSON.stringify(api.of("chat.update").at(-1))).toContain(REQUEST.deploymentLabel);
  });

  it("is not edited while Slack does not say what it is", async () => {
    const { api, messenger } = messengerRig();
    const edit = command({ posted: { channel: CHANNEL, ts: "5.5" } });
    api.script("conversations.info", () => ({ status: 503, body: "no" }));
    expect(await messenger.show(edit)).toMatchObject({ outcome: "not-delivered" });
    expect(api.of("chat.update")).toEqual([]);
  });

  it("is not asked about for an edit in a direct message", async () => {
    const { api, messenger } = messengerRig();
    await messenger.show(command({ posted: { channel: "D0DIRECT", ts: "5.5" } }));
    expect(api.of("conversations.info")).toEqual([]);
    expect(api.of("chat.update")).toHaveLength(1);
  });

  it("is asked about again while Slack does not say what it is, and nothing is posted meanwhile", async () => {
    const { api, messenger } = messengerRig();
    api.script("conversations.info", () => new Error("socket hang up"));
    expect((await messenger.show(prompt())).outcome).toBe("not-delivered");
    api.script("conversations.info", () => ({ body: { channel: { ...shared, is_ext_shared: false } } }));
    expect((await messenger.show(prompt())).outcome).toBe("shown");
    expect(api.of("chat.postMessage")).toHaveLength(1);
  });
});

describe("pace", () => {
  it("is one message a second for each channel; more than a short wait is given back", async () => {
    const { api, messenger, pauses } = messengerRig();
    const post = (channel: string) => messenger.show(command({ target: { kind: "channel", channel } }));
    const answers = await Promise.all([
      post("C0AAAAAAA"),
      post("C0AAAAAAA"),
      post("C0AAAAAAA"),
      post("C0BBBBBBB"),
    ]);
    expect(pauses).toEqual([1_000]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(["shown", "shown", "not-delivered", "shown"]);
    expect(api.of("chat.postMessage")).toHaveLength(3);
  });

  it("tells each message of a long row when to come back, and none of them has failed by that", async () => {
    const { clock, messenger } = messengerRig();
    const post = () => messenger.show(command({ target: { kind: "channel", channel: "C0AAAAAAA" } }));
    const row = await Promise.all(Array.from({ length: 6 }, post));
    const back = row.flatMap((answer) => (answer.outcome === "not-delivered" ? [answer] : []));
    expect(back.map(({ retryAfterMs }) => retryAfterMs)).toEqual([2_000, 3_000, 4_000, 5_000]);
    expect(back.every(({ waits }) => waits)).toBe(true);
    for (let nth = 0; nth < 4; nth += 1) {
      clock.advance(nth === 0 ? 2_000 : 1_000);
      expect((await post()).outcome).toBe("shown");
    }
  });

  it("leaves a method alone for as long as Slack says, and others not", async () => {
    const { api, clock, messenger } = messengerRig();
    api.script("chat.postMessage", () => ({ status: 429, body: "", headers: { "retry-after": "7" } }));
    await messenger.show(command());
    clock.advance(2_000);
    expect(await messenger.show(command())).toMatchObject({ outcome: "not-delivered", retryAfterMs: 5_000 });
    expect(api.of("chat.postMessage")).toHaveLength(1);
    expect(await messenger.show(command({ posted: { channel: "C0POSTED", ts: "1.1" } }))).toMatchObject({
      outcome: "shown",
    });
    clock.advance(5_000);
    api.script("chat.postMessage", () => ({ body: { channel: "C0POSTED", ts: "1.1" } }));
    expect(await messenger.show(command())).toMatchObject({ outcome: "shown" });
  });
});

describe("looking for our own message after a lost answer", () => {
  const ours = {
    ts: "5.5",
    metadata: { event_type: "pointsman_delivery", event_payload: { delivery: "delivery:1" } },
  };
  const others = { ts: "4.4", metadata: { event_type: "other", event_payload: { delivery: "delivery:1" } } };
  const ask = { target: inChannel, thread: null, deliveryId: "delivery:1", since: 1_700_000_000_000 };

  it("finds it by its mark, over several pages", async () => {
    const { api, messenger } = messengerRig();
    api.script("conversations.history", ({ cursor }) =>
      cursor === undefined
        ? { body: { messages: [others], has_more: true, response_metadata: { next_cursor: "two" } } }
        : { body: { messages: [ours], has_more: false } },
    );
    expect(await messenger.find(ask)).toEqual({ outcome: "found", posted: { channel: CHANNEL, ts: "5.5" } });
    expect(api.of("conversations.history")[0]).toMatchObject({
      oldest: "1699999940",
      include_all_metadata: "true",
    });
  });

  it("says that it is not there only after it has looked through everything", async () => {
    const { api, messenger } = messengerRig();
    api.script("conversations.history", () => ({ body: { messages: [others], has_more: false } }));
    expect(await messenger.find(ask)).toEqual({ outcome: "absent" });
    api.script("conversations.history", () => ({
      body: { messages: [others], has_more: true, response_metadata: { next_cursor: "more" } },
    }));
    expect(await messenger.find(ask)).toEqual({ outcome: "cannot-look" });
  });

  it("looks into the thread and into direct messages", async () => {
    const { api, messenger } = messengerRig();
    api.script("conversations.replies", () => ({ body: { messages: [ours], has_more: false } }));
    api.script("conversations.history", () => ({ body: { messages: [ours], has_more: false } }));
    const thread = { channel: "C0POSTED", ts: "1.1" };
    expect(await messenger.find({ ...ask, target: { kind: "thread", of: "d" }, thread })).toMatchObject({
      posted: { channel: "C0POSTED" },
    });
    const user: Target = { kind: "user", user: slackId("ada") };
    expect(await messenger.find({ ...ask, target: user })).toMatchObject({ posted: { channel: "D0DIRECT" } });
  });

  it("finds a channel that is known by name only, as policy files name them", async () => {
    const { api, messenger } = messengerRig();
    api.script("conversations.list", ({ cursor }) =>
      cursor === undefined
        ? {
            body: {
              channels: [{ id: "C0RANDOM1", name: "random" }],
              response_metadata: { next_cursor: "2" },
            },
          }
        : { body: { channels: [{ id: "C0MLDEPLOY", name: "ml-deployments" }] } },
    );
    api.script("conversations.history", () => ({ body: { messages: [ours], has_more: false } }));
    const named = (channel: string) => messenger.find({ ...ask, target: { kind: "channel", channel } });
    expect(await named("#ml-deployments")).toEqual({
      outcome: "found",
      posted: { channel: "C0MLDEPLOY", ts: "5.5" },
    });
    expect(api.of("conversations.history")[0]).toMatchObject({ channel: "C0MLDEPLOY" });
    expect(await named("no-such")).toEqual({ outcome: "cannot-look" });
  });

  it.each<[string, Script]>([
    ["the history scope is missing", () => ({ body: { ok: false, error: "missing_scope" } })],
    ["Slack does not answer", () => ({ status: 500, body: "" })],
  ])("knows nothing when %s", async (_, script) => {
    const { api, messenger } = messengerRig();
    api.script("conversations.history", script);
    expect(await messenger.find(ask)).toEqual({ outcome: "cannot-look" });
  });
});
