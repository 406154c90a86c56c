import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { randomIds } from "../../src/ids.ts";
import { startWorkspace, type Workspace } from "../../src/workspace/workspace.ts";

import { type BareApp, startBareApp } from "../support/bare-bolt-app.ts";
import { WorkspaceClient } from "../support/workspace-client.ts";

import { silentLog, TOKENS } from "./open-workspace.ts";

let workspace: Workspace;
let bot: BareApp;

async function begin(transport: string): Promise<void> {
  workspace = await startWorkspace({
    port: 0,
    clock: { now: Date.now },
    ids: randomIds,
    log: silentLog,
    ...TOKENS,
  });
  const { appToken, ...http } = TOKENS;
  bot = await startBareApp({
    apiUrl: workspace.apiUrl,
    ...http,
    ...(transport === "Socket Mode" ? { appToken } : {}),
  });
  if (bot.url !== null) workspace.setBotUrl(bot.url);
  else await workspace.waitFor(() => workspace.socketsConnected() > 0);
}

afterEach(async () => {
  await bot.stop();
  await workspace.stop();
});

describe.each(["HTTP", "Socket Mode"])("a bare Bolt app over %s", (transport) => {
  beforeEach(() => begin(transport));

  it("opens a modal for a command, loads options, takes the submission and sends a direct message", async () => {
    const acts = new WorkspaceClient(workspace.url);
    expect(await acts.command("olivia", "#general", "/form now")).toMatchObject({ error: null });
    const view = await acts.waitFor(() => acts.openView("olivia"));
    expect(view).toMatchObject({ callback_id: "form", private_metadata: "kept" });
    expect(view.state.values.model).toEqual({
      "model.pick": { type: "external_select", selected_option: null },
    });
    const loaded = await acts.suggest({ person: "olivia", actionId: "model.pick", text: "3" });
    expect(loaded.options.map((option) => option.value)).toEqual(["v30"]);
    const outcome = await acts.submit({ person: "olivia", values: { "model.pick": "v30" } });
    expect(outcome).toMatchObject({ error: null, closed: true });
    expect(await acts.openView("olivia")).toBeNull();
    const [message] = await acts.waitFor(async () => {
      const all = await acts.directMessages("olivia");
      return all.length > 0 && all;
    });
    expect(message).toMatchObject({ text: "Picked v30", channel: "D0OLIVIA" });
    await acts.press({ person: "olivia", actionId: "card.done" });
    await acts.waitFor(async () => (await acts.directMessages("olivia"))[0]?.text === "Done with v30");
  });

  const submit = async (comment: string) => {
    const before = await workspace.openView("olivia");
    await workspace.command("olivia", "#general", "/form");
    await workspace.waitFor(async () => {
      const view = await workspace.openView("olivia");
      return view?.callback_id === "form" && view.id !== before?.id;
    });
    return await workspace.submit({
      person: "olivia",
      values: { "model.pick": "v2", "comment.text": comment },
    });
  };

  it("answers a submission with errors, an update, another view on top, or the end of all", async () => {
    expect(await submit("bad")).toMatchObject({ fieldErrors: { comment: "Not this." } });
    expect(await submit("elsewhere")).toMatchObject({ error: "invalid_errors", closed: false });
    expect(await submit("nonsense")).toMatchObject({ error: "invalid_response_action", closed: false });
    expect(await submit("update")).toMatchObject({ error: null, closed: false });
    expect((await workspace.openView("olivia"))?.blocks[0]).toMatchObject({ text: { text: "Got v2" } });
    expect(await submit("push")).toMatchObject({ error: null, closed: false });
    expect(await workspace.openView("olivia")).toMatchObject({
      previous_view_id: expect.stringMatching(/^V/),
    });
    expect(await submit("clear")).toMatchObject({ closed: true });
  });

  it("pushes from a button inside the modal", async () => {
    await workspace.command("olivia", "general", "/form");
    const first = await workspace.waitFor(() => workspace.openView("olivia"));
    await workspace.press({ person: "olivia", actionId: "more.deep" });
    const second = await workspace.waitFor(async () => {
      const view = await workspace.openView("olivia");
      return view?.id !== first.id && view;
    });
    expect(second).toMatchObject({ root_view_id: first.id, title: { text: "Deeper" } });
  });

  it("hears mentions and direct messages, and publishes Home", async () => {
    await workspace.mention("otto", "general", "hello");
    const reply = await workspace.waitFor(async () => (await workspace.messages("general"))[1]);
    expect(reply).toMatchObject({ text: "Hello <@U0OTTO>", thread_ts: expect.any(String) });
    await workspace.say("otto", "@pointsman", "is it on?");
    await workspace.waitFor(
      async () => (await workspace.directMessages("otto"))[1]?.text === "Echo: is it on?",
    );
    await workspace.openHome("otto");
    const home = await workspace.waitFor(() => workspace.home("otto"));
    expect(home.blocks[0]).toMatchObject({ text: { text: "Welcome home" } });
  });

  it("answers commands at once, and later through the response URL", async () => {
    await workspace.command("olivia", "general", "/say it");
    const later = await workspace.waitFor(async () => (await workspace.ephemerals("olivia", "general"))[0]);
    expect(later).toMatchObject({ text: "You said it" });
    await workspace.command("olivia", "general", "/now");
    expect((await workspace.messages("general")).map((one) => one.text)).toEqual(["/now", "Now."]);
  });
});

describe("a bare Bolt app whose connection Slack refreshes", () => {
  beforeEach(() => begin("Socket Mode"));

  it("comes back and hears what is said then", async () => {
    await workspace.refreshSockets("refresh_requested");
    await workspace.waitFor(async () => {
      const opened = (await workspace.requests()).filter((one) => one.name === "apps.connections.open");
      return opened.length === 2 && workspace.socketsConnected() === 1;
    });
    await workspace.mention("otto", "general", "still there?");
    await workspace.waitFor(async () => (await workspace.messages("general"))[1]);
  });
});
