// A local Slack with a bot that only posts: for what the page shows, whatever any bot does.

import type { KnownBlock } from "@slack/types";
import { LogLevel, WebClient } from "@slack/web-api";
import { slackApart, TOKENS } from "./journey.ts";

export interface BareSlack {
  readonly url: string;
  post(channel: string, blocks: KnownBlock[], text?: string): Promise<void>;
  /** So many cards, one after the other. */
  fill(channel: string, count: number): Promise<void>;
  /** Edits one of the newest cards. */
  change(channel: string, count: number): Promise<void>;
  stop(): Promise<void>;
}

const section = (text: string): KnownBlock => ({ type: "section", text: { type: "mrkdwn", text } });
const cardOf = (text: string): KnownBlock[] => [
  { type: "header", text: { type: "plain_text", text: text.slice(0, 100) } },
  section(`*Waiting for review* – ${text}: \`PAY_0\` and more, <@U0OLIVIA>`),
  {
    type: "actions",
    elements: ["Approve", "Ask for changes", "Comment"].map((label) => ({
      type: "button",
      action_id: label,
      text: { type: "plain_text", text: label },
      value: text,
    })),
  },
];

/** `manifest` is the text of one; the bot's own when not given. */
export async function bareSlack(manifest?: string): Promise<BareSlack> {
  const slack = await slackApart(manifest === undefined ? {} : { manifest });
  const client = new WebClient(TOKENS.botToken, {
    slackApiUrl: slack.apiUrl,
    logLevel: LogLevel.ERROR,
    maxRequestConcurrency: 20,
  });
  const newest: string[] = [];
  const post = async (channel: string, blocks: KnownBlock[], text = "a card"): Promise<void> => {
    const { ts } = await client.chat.postMessage({ channel, text, blocks });
    if (ts !== undefined) newest.push(ts);
  };
  return {
    url: slack.url,
    post,
    async fill(channel, count) {
      for (let at = 0; at < count; at += 20) {
        await Promise.all(
          Array.from({ length: Math.min(20, count - at) }, (_, more) =>
            post(channel, cardOf(`card ${at + more}`)),
          ),
        );
      }
    },
    async change(channel, count) {
      const ts = newest.at(-1 - (count % 10)) ?? "";
      await client.chat.update({ channel, ts, text: "a card", blocks: cardOf(`changed ${count}`) });
    },
    stop: () => slack.stop(),
  };
}
