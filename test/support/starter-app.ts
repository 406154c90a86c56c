// The kind of app that Bolt's TypeScript starter template makes, one register function per kind of listener, and without a
// line of ours: whoever brings such an app changes nothing but `slackApiUrl`.
import { App, type BlockAction, LogLevel } from "@slack/bolt";

export interface StarterApp {
  /** Where it takes requests; null over Socket Mode. */
  readonly url: string | null;
  stop(): Promise<void>;
}

export interface StarterOptions {
  readonly slackApiUrl: string;
  readonly token: string;
  readonly signingSecret: string;
  /** Given: Socket Mode. */
  readonly appToken?: string | undefined;
}

const plain = (text: string) => ({ type: "plain_text" as const, text });

export async function startStarterApp(options: StarterOptions): Promise<StarterApp> {
  const { slackApiUrl, token, signingSecret, appToken } = options;
  const app = new App({
    token,
    signingSecret,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl },
    ...(appToken === undefined ? {} : { socketMode: true, appToken }),
  });
  registerCommands(app);
  registerShortcuts(app);
  registerActions(app);
  registerOptions(app);
  registerViews(app);
  registerEvents(app);
  const server = await (appToken === undefined ? app.start({ port: 0, host: "127.0.0.1" }) : app.start());
  const address = "address" in server ? (server.address() as { readonly port: number }) : null;
  return {
    url: address === null ? null : `http://127.0.0.1:${address.port}`,
    stop: async () => {
      await app.stop();
    },
  };
}

const sampleView = (metadata: string) => ({
  type: "modal" as const,
  callback_id: "sample_view_id",
  private_metadata: metadata,
  notify_on_close: true,
  title: plain("Sample modal title"),
  submit: plain("Submit"),
  blocks: [
    {
      type: "section" as const,
      text: { type: "mrkdwn" as const, text: "Click the button to update the modal" },
      accessory: { type: "button" as const, text: plain("Click me!"), action_id: "sample_action_id" },
    },
    {
      type: "input" as const,
      block_id: "select_channel_block_id",
      label: plain("Select a channel to message"),
      element: {
        type: "conversations_select" as const,
        action_id: "sample_dropdown_id",
        response_url_enabled: true,
        default_to_current_conversation: true,
      },
    },
    {
      type: "input" as const,
      block_id: "model_block_id",
      label: plain("Model"),
      element: { type: "external_select" as const, action_id: "sample_model_id", min_query_length: 0 },
    },
    {
      type: "input" as const,
      block_id: "input_block_id",
      label: plain("Message"),
      element: { type: "plain_text_input" as const, action_id: "sample_input_id", multiline: true },
    },
  ],
});

function registerCommands(app: App): void {
  app.command("/sample-command", async ({ ack, command, respond }) => {
    await ack();
    await respond(`Responding to the sample command: ${command.text}`);
  });
  app.command("/sample-modal", async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: sampleView(command.channel_id) });
  });
}

function registerShortcuts(app: App): void {
  app.shortcut("sample_shortcut_id", async ({ ack, client, shortcut }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: sampleView("") });
  });
  app.shortcut("sample_message_shortcut_id", async ({ ack, shortcut, respond }) => {
    await ack();
    if (shortcut.type === "message_action") await respond(`You chose: ${shortcut.message.text}`);
  });
}

function registerActions(app: App): void {
  app.action<BlockAction>("sample_action_id", async ({ ack, client, body }) => {
    await ack();
    const { view } = body;
    if (view === undefined) return;
    await client.views.update({
      view_id: view.id,
      hash: view.hash,
      view: { ...sampleView(view.private_metadata), title: plain("Updated modal title") },
    });
  });
  app.action<BlockAction>("sample_done_id", async ({ ack, respond, body }) => {
    await ack();
    await respond({ replace_original: true, text: `Done by <@${body.user.id}>` });
  });
}

function registerOptions(app: App): void {
  app.options("sample_model_id", async ({ ack, options }) => {
    const models = ["gradient boosting", "random forest", "ridge"].filter((name) =>
      name.includes(options.value),
    );
    await ack({
      option_groups: [
        { label: plain("Models"), options: models.map((name) => ({ text: plain(name), value: name })) },
      ],
    });
  });
}

function registerViews(app: App): void {
  app.view("sample_view_id", async ({ ack, view, client, body }) => {
    const { values } = view.state;
    const text = values.input_block_id?.sample_input_id?.value ?? "";
    if (text.length < 3) {
      return await ack({
        response_action: "errors",
        errors: { input_block_id: "Please say a little more." },
      });
    }
    await ack();
    const model = values.model_block_id?.sample_model_id?.selected_option?.value;
    await client.chat.postMessage({
      channel: values.select_channel_block_id?.sample_dropdown_id?.selected_conversation ?? body.user.id,
      text: `${text} (${model})`,
      blocks: [
        { type: "section", text: { type: "mrkdwn", text: `${text} (${model})` } },
        { type: "actions", elements: [{ type: "button", text: plain("Done"), action_id: "sample_done_id" }] },
      ],
    });
  });
  app.view({ callback_id: "sample_view_id", type: "view_closed" }, async ({ ack, body, client }) => {
    await ack();
    await client.chat.postMessage({ channel: body.user.id, text: "You closed the modal." });
  });
}

function registerEvents(app: App): void {
  app.event("app_home_opened", async ({ client, event }) => {
    if (event.tab !== "home") return;
    await client.views.publish({
      user_id: event.user,
      view: { type: "home", blocks: [{ type: "header", text: plain("Welcome home!") }] },
    });
  });
  app.event("app_mention", async ({ event, say }) => {
    await say({ text: `<@${event.user}> mentioned me`, thread_ts: event.thread_ts ?? event.ts });
  });
  app.message(/^(hi|hello|hey).*/, async ({ context, say }) => {
    await say(`${context.matches[0]}, how are you?`);
  });
}
