// A Bolt app as anybody would write it, without a line of ours: the local Slack has to be Slack to it.
import { App, type AppOptions, LogLevel, SocketModeReceiver } from "@slack/bolt";

export interface BareApp {
  readonly app: App;
  /** Where it listens; null over Socket Mode. */
  readonly url: string | null;
  stop(): Promise<void>;
}

const plain = (text: string) => ({ type: "plain_text" as const, text });

/** With a shorter wait before it connects again than the 5 s it has by itself. */
const socketReceiver = (appToken: string, slackApiUrl: string): SocketModeReceiver =>
  new SocketModeReceiver({
    appToken,
    logLevel: LogLevel.ERROR,
    clientPingTimeout: 500,
    installerOptions: { clientOptions: { slackApiUrl } },
  });

/** A command that opens a modal with an external select, a submission with every kind of answer, a mention, a direct message. */
export async function startBareApp(options: {
  readonly apiUrl: string;
  readonly botToken: string;
  readonly signingSecret: string;
  readonly appToken?: string;
}): Promise<BareApp> {
  const socketMode = options.appToken !== undefined;
  const settings: AppOptions = {
    token: options.botToken,
    signingSecret: options.signingSecret,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: options.apiUrl },
    deferInitialization: true,
    ...(options.appToken ? { receiver: socketReceiver(options.appToken, options.apiUrl) } : {}),
  };
  const app = new App(settings);
  await app.init();
  register(app);
  const server = await (socketMode ? app.start() : app.start({ port: 0, host: "127.0.0.1" }));
  const address = "address" in server && typeof server.address === "function" ? server.address() : null;
  const port = typeof address === "object" && address !== null && "port" in address ? address.port : null;
  return {
    app,
    url: port === null ? null : `http://127.0.0.1:${port}`,
    stop: async () => {
      await app.stop();
    },
  };
}

const DEEPER = {
  type: "actions" as const,
  block_id: "more",
  elements: [{ type: "button" as const, action_id: "more.deep", text: plain("Deeper") }],
};

const FORM = {
  type: "modal" as const,
  callback_id: "form",
  private_metadata: "kept",
  notify_on_close: true,
  title: plain("Replace"),
  submit: plain("Select"),
  blocks: [
    {
      type: "input" as const,
      block_id: "model",
      label: plain("Model"),
      element: { type: "external_select" as const, action_id: "model.pick", min_query_length: 0 },
    },
    {
      type: "input" as const,
      block_id: "comment",
      optional: true,
      label: plain("Comment"),
      element: { type: "plain_text_input" as const, action_id: "comment.text", max_length: 20 },
    },
    DEEPER,
  ],
};

function register(app: App): void {
  app.command("/form", async ({ ack, client, body }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: FORM });
  });
  app.command("/say", async ({ ack, command, respond }) => {
    await ack();
    await respond({ text: `You said ${command.text}`, response_type: "ephemeral" });
  });
  app.command("/now", async ({ ack }) => {
    await ack({ response_type: "in_channel", text: "Now." });
  });
  app.options("model.pick", async ({ ack, options }) => {
    const all = ["v1", "v2", "v30"].filter((name) => name.includes(options.value));
    await ack({ options: all.map((name) => ({ text: plain(`Model ${name}`), value: name })) });
  });
  app.action("more.deep", async ({ ack, client, body }) => {
    await ack();
    if (body.type !== "block_actions") return;
    const { submit: _submit, ...frame } = FORM;
    await client.views.push({
      trigger_id: body.trigger_id,
      view: { ...frame, title: plain("Deeper"), blocks: [DEEPER] },
    });
  });
  app.view("form", async ({ ack, view, client, body }) => {
    const picked = view.state.values.model?.["model.pick"]?.selected_option?.value;
    const comment = view.state.values.comment?.["comment.text"]?.value;
    if (comment === "bad") return await ack({ response_action: "errors", errors: { comment: "Not this." } });
    if (comment === "elsewhere")
      return await ack({ response_action: "errors", errors: { more: "Not an input." } });
    if (comment === "nonsense") return await ack({ response_action: "explode" } as never);
    if (comment === "clear") return await ack({ response_action: "clear" });
    if (comment === "update" || comment === "push") {
      const { submit: _submit, ...frame } = FORM;
      return await ack({
        response_action: comment,
        view: {
          ...frame,
          title: plain("Result"),
          blocks: [{ type: "section", text: plain(`Got ${picked}`) }],
        },
      });
    }
    await ack();
    await client.chat.postMessage({
      channel: body.user.id,
      text: `Picked ${picked}`,
      blocks: [
        { type: "section", block_id: "about", text: { type: "mrkdwn", text: `Picked *${picked}*` } },
        {
          type: "actions",
          block_id: "choice",
          elements: [{ type: "button", action_id: "card.done", value: String(picked), text: plain("Done") }],
        },
      ],
    });
  });
  app.action("card.done", async ({ ack, respond, action }) => {
    await ack();
    const value = action.type === "button" ? action.value : "";
    await respond({ replace_original: true, text: `Done with ${value}` });
  });
  app.event("app_mention", async ({ event, say }) => {
    await say({ text: `Hello <@${event.user}>`, thread_ts: event.thread_ts ?? event.ts });
  });
  app.message(async ({ message, say }) => {
    if (message.subtype === undefined) await say(`Echo: ${message.text}`);
  });
  app.event("app_home_opened", async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: "home", blocks: [{ type: "section", text: plain("Welcome home") }] },
    });
  });
}
