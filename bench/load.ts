// Signed Slack requests against a bot on loopback, and how long each took to be answered. Bounded in count and time.
import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

export const SIGNING_SECRET = "bench-signing-secret";
export const TEAM = "T0BENCH00";
export const OLIVIA = "U0OLIVIA0";
const CHANNEL = "C0BENCH00";

export const commandBody = (text: string, responseUrl: string): string =>
  new URLSearchParams({
    command: "/deployments",
    text,
    user_id: OLIVIA,
    team_id: TEAM,
    channel_id: CHANNEL,
    response_url: responseUrl,
    trigger_id: randomUUID(),
    api_app_id: "A0BENCH00",
    token: "unused",
  }).toString();

export const interactionBody = (payload: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams({
    payload: JSON.stringify({
      user: { id: OLIVIA, team_id: TEAM },
      team: { id: TEAM },
      api_app_id: "A0BENCH00",
      trigger_id: randomUUID(),
      ...payload,
    }),
  }).toString();

export interface Target {
  readonly port: number;
  readonly agent: Agent;
}

export const targetOn = (port: number): Target => ({
  port,
  // Idle connections end here before Node's servers end them (after 5 s): a request on one that is ending would be lost.
  agent: new Agent({ keepAlive: true, maxSockets: 256, timeout: 2_000 }),
});

/** Milliseconds until the whole answer was there. Rejects on any status but 200. */
export function send(target: Target, body: string): Promise<number> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest("hex");
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const call = request(
      {
        host: "127.0.0.1",
        port: target.port,
        path: "/slack/events",
        method: "POST",
        agent: target.agent,
        timeout: 10_000,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "content-length": Buffer.byteLength(body),
          "x-slack-request-timestamp": timestamp,
          "x-slack-signature": `v0=${signature}`,
        },
      },
      (response) => {
        response.resume();
        response.once("end", () =>
          response.statusCode === 200
            ? resolve(performance.now() - began)
            : reject(new Error(`Answered ${response.statusCode}.`)),
        );
      },
    );
    call.once("timeout", () => call.destroy(new Error("No answer within 10 s.")));
    call.once("error", reject);
    call.end(body);
  });
}

/** As many as the bot can take with `atOnce` of them open. Answers requests per second. */
export async function throughput(
  target: Target,
  make: () => string,
  { atOnce, seconds }: { readonly atOnce: number; readonly seconds: number },
): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let answered = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() < until) {
        await send(target, make());
        answered += 1;
      }
    }),
  );
  return answered / ((performance.now() - began) / 1000);
}

/** So many per second whether or not the earlier ones were answered. Answers each one's milliseconds, sorted. */
export async function steadily(
  target: Target,
  make: (index: number) => string,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<readonly number[]> {
  const began = performance.now();
  const open: Promise<number>[] = [];
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const wait = began + (index * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    open.push(send(target, make(index)));
  }
  return (await Promise.all(open)).sort((a, b) => a - b);
}

/** Of sorted numbers; `share` from 0 to 1. */
export function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error("There is nothing to take a quantile of.");
  return value;
}
