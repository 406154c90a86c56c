// The least of a Slack Web API that a bot needs to answer: who it is, who asks, views that open.
import { createServer } from "node:http";
import { OLIVIA, TEAM } from "./load.ts";

const ANSWERS: Readonly<Record<string, unknown>> = {
  "auth.test": { team_id: TEAM, user_id: "U0BOT0000", bot_id: "B0BOT0000", team: "Bench", user: "pointsman" },
  "users.info": {
    user: {
      id: OLIVIA,
      team_id: TEAM,
      name: "olivia",
      is_email_confirmed: true,
      tz: "Europe/Berlin",
      profile: { email: "olivia@example.com", display_name: "Olivia" },
    },
  },
  "usergroups.list": { usergroups: [] },
  "conversations.info": { channel: { id: "C0BENCH00", is_im: false, is_mpim: false, is_ext_shared: false } },
  "conversations.open": { channel: { id: "D0BENCH00" } },
  "views.open": { view: { id: "V0BENCH00", hash: "1" } },
  "views.update": { view: { id: "V0BENCH00", hash: "2" } },
  "chat.postMessage": { channel: "C0BENCH00", ts: "1700000000.000100" },
};

export interface SlackStub {
  readonly apiUrl: string;
  readonly responseUrl: string;
  close(): Promise<void>;
}

/** `before` sees each call, by method and undecoded body, and may hold its answer up. */
export async function startSlackStub(
  before: (method: string, body: string) => Promise<void> = async () => undefined,
): Promise<SlackStub> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (text: string) => {
      body += text;
    });
    request.once("end", async () => {
      const method = request.url?.split("?", 1)[0]?.replace("/api/", "") ?? "";
      await before(method, body);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ ok: true, ...(ANSWERS[method] as object | undefined) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The stub has no port.");
  const base = `http://127.0.0.1:${address.port}`;
  return {
    apiUrl: `${base}/api/`,
    responseUrl: `${base}/response`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
