import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { randomIds } from "../../src/ids.ts";
import { startWorkspace, type Workspace } from "../../src/workspace/workspace.ts";

import { type BareApp, startBareApp } from "../support/bare-bolt-app.ts";
import { WorkspaceClient } from "../support/workspace-client.ts";

import { silentLog, TOKENS } from "./open-workspace.ts";

describe.each(["HTTP", "Socket Mode"])("a bare Bolt app over %s", (transport) => {
  let workspace: Workspace;
  let bot: BareApp;

  beforeEach(async () => {
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
  });
  afterEach(async () => {
    await bot.stop();
    await workspace.stop();
  });

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
});
