// The yardstick: a Bolt app that acknowledges with a constant, in a process of its own.
import bolt from "@slack/bolt";
import { SIGNING_SECRET } from "./load.ts";

const app = new bolt.App({
  receiver: new bolt.HTTPReceiver({ signingSecret: SIGNING_SECRET, logLevel: bolt.LogLevel.ERROR }),
  authorize: async () => ({ botToken: "xoxb-bench", botId: "B0BOT0000", botUserId: "U0BOT0000" }),
  logLevel: bolt.LogLevel.ERROR,
});
app.command("/deployments", async ({ ack }) => ack("A constant."));
app.action(/.*/, async ({ ack }) => ack());
app.view(/.*/, async ({ ack }) => ack());
app.options(/.*/, async ({ ack }) => ack({ options: [] }));

const server = await app.start(0);
const address = server.address();
if (address === null || typeof address === "string") throw new Error("Bolt has no port.");
process.stdout.write(`${JSON.stringify({ port: address.port, event: "start.ready" })}\n`);
