// An app from Bolt's starter template: it is told another `slackApiUrl`, and everything else is Slack to it.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { randomIds } from "../../src/ids.ts";
import type { WorkspaceMessage } from "../../src/workspace/state.ts";
import { startWorkspace, type Workspace } from "../../src/workspace/workspace.ts";
import { type StarterApp, startStarterApp } from "../support/starter-app.ts";
import { silentLog, TOKENS } from "./open-workspace.ts";

const MANIFEST = `
features:
  app_home: { home_tab_enabled: true, messages_tab_enabled: true }
  slash_commands:
    - { command: /sample-command, description: Sample }
    - { command: /sample-modal, description: Sample }
  shortcuts:
    - { name: Sample, type: global, callback_id: sample_shortcut_id, description: Sample }
    - { name: Sample, type: message, callback_id: sample_message_shortcut_id, description: Sample }
oauth_config:
  scopes: { bot: [commands, chat:write, app_mentions:read, im:history] }
settings:
  interactivity: { is_enabled: true }
  event_subscriptions: { bot_events: [app_home_opened, app_mention, message.im] }
`;

describe.each(["HTTP", "Socket Mode"])("an app of the starter template's kind over %s", (transport) => {
  let workspace: Workspace;
  let app: StarterApp;
  beforeEach(async () => {
    workspace = await startWorkspace({
      port: 0,
      clock: { now: Date.now },
      ids: randomIds,
      log: silentLog,
      manifest: MANIFEST,
      ...TOKENS,
    });
    app = await startStarterApp({
      slackApiUrl: workspace.apiUrl,
      token: TOKENS.botToken,
      signingSecret: TOKENS.signingSecret,
      appToken: transport === "Socket Mode" ? TOKENS.appToken : undefined,
    });
    if (app.url !== null) workspace.setBotUrl(app.url);
    else await workspace.waitFor(() => workspace.socketsConnected() > 0);
  });
  afterEach(async () => {
    await app.stop();
    await workspace.stop();
  });

  const openedModal = () => workspace.waitFor(() => workspace.openView("olivia"), { what: "the modal" });
  const message = (look: () => Promise<WorkspaceMessage[]>, text: string) =>
    workspace.waitFor(async () => (await look()).find((one) => one.text === text), { what: text });
  const values = { sample_model_id: "ridge", sample_input_id: "Ship it" };

  it("answers a command to the person alone", async () => {
    expect(await workspace.command("olivia", "general", "/sample-command now")).toMatchObject({
      error: null,
    });
    await message(() => workspace.ephemerals("olivia", "general"), "Responding to the sample command: now");
  });

  it("opens a modal, loads its options, refuses a field, takes the submission and changes its message", async () => {
    await workspace.command("olivia", "ml-deployments", "/sample-modal");
    expect(await openedModal()).toMatchObject({
      state: {
        values: {
          select_channel_block_id: { sample_dropdown_id: { selected_conversation: "C0MLDEPLOYMENTS" } },
        },
      },
    });
    const loaded = await workspace.suggest({ person: "olivia", actionId: "sample_model_id", text: "r" });
    expect(loaded.groups).toMatchObject([{ label: { text: "Models" } }]);
    expect(loaded.options.map((option) => option.value)).toEqual([
      "gradient boosting",
      "random forest",
      "ridge",
    ]);
    const short = { person: "olivia", values: { ...values, sample_input_id: "no" } };
    expect(await workspace.submit(short)).toMatchObject({
      fieldErrors: { input_block_id: "Please say a little more." },
      closed: false,
    });
    expect(await workspace.submit({ person: "olivia", values })).toMatchObject({ error: null, closed: true });
    const shown = () => workspace.messages("ml-deployments", "otto");
    await message(shown, "Ship it (ridge)");
    await workspace.press({ person: "otto", actionId: "sample_done_id" });
    await message(shown, "Done by <@U0OTTO>");
  });

  it("updates the open modal, and what was typed stays", async () => {
    await workspace.shortcut("olivia", "sample_shortcut_id");
    const first = await openedModal();
    await workspace.fill({ person: "olivia", values: { sample_input_id: "kept" } });
    await workspace.press({ person: "olivia", actionId: "sample_action_id" });
    const updated = await workspace.waitFor(async () => {
      const view = await workspace.openView("olivia");
      return view?.hash !== first.hash && view;
    });
    expect(updated).toMatchObject({
      id: first.id,
      title: { text: "Updated modal title" },
      state: { values: { input_block_id: { sample_input_id: { value: "kept" } } } },
    });
  });

  it("hears that a modal was closed", async () => {
    await workspace.command("olivia", "general", "/sample-modal");
    await openedModal();
    await workspace.closeView("olivia");
    await message(() => workspace.directMessages("olivia"), "You closed the modal.");
  });

  it("has a message shortcut, and those of the manifest alone", async () => {
    await workspace.say("otto", "general", "look at this");
    const [said] = await workspace.messages("general");
    await workspace.shortcut("olivia", "sample_message_shortcut_id", { message: said });
    await message(() => workspace.ephemerals("olivia", "general"), "You chose: look at this");
    const offered = await (await fetch(`${workspace.url}/control/shortcuts`)).json();
    expect(offered).toMatchObject([
      { type: "global", callbackId: "sample_shortcut_id" },
      { type: "message", callbackId: "sample_message_shortcut_id" },
    ]);
    await expect(workspace.shortcut("olivia", "another_shortcut")).rejects.toMatchObject({
      code: "no_such_shortcut",
    });
  });

  it("publishes Home, answers a mention in its thread and a direct message", async () => {
    await workspace.openHome("olivia");
    const home = await workspace.waitFor(() => workspace.home("olivia"));
    expect(home.blocks[0]).toMatchObject({ type: "header", text: { text: "Welcome home!" } });
    await workspace.mention("otto", "general", "are you there?");
    const [said] = await workspace.messages("general");
    expect(await message(() => workspace.messages("general"), "<@U0OTTO> mentioned me")).toMatchObject({
      thread_ts: said?.ts,
    });
    await workspace.say("uma", "@pointsman", "hello bot");
    await message(() => workspace.directMessages("uma"), "hello bot, how are you?");
  });
});
