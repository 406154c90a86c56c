// Links in what people say: the app hears of those to the domains that its manifest names.
import type { Context } from "./context.ts";
import type { BotAnswer } from "./deliver.ts";
import { sendEvent } from "./events.ts";
import { BOT_USER, type Channel } from "./people.ts";

/** Addresses in a text, as Slack makes links of them: a sentence's punctuation at the end is no part of one. */
export const linksIn = (text: string): readonly string[] =>
  (text.match(/https?:\/\/[^\s<>|]+/g) ?? [])
    .map((url) => url.replace(/(?:[.,;:!?'"`)\]*_~]|&gt;)+$/u, ""))
    .filter((url) => URL.canParse(url));

/** Null: no such link, or the app has not subscribed to `link_shared`. */
export async function shareLinks(
  context: Context,
  text: string,
  base: { readonly user: string; readonly ts: string; readonly channel: string; readonly thread_ts?: string },
  channel: Channel,
): Promise<BotAnswer | null> {
  const domains = context.grants.unfurlDomains;
  const links = linksIn(text)
    .map((url) => ({ domain: new URL(url).hostname, url }))
    .filter((link) =>
      domains?.some((domain) => link.domain === domain || link.domain.endsWith(`.${domain}`)),
    );
  if (links.length === 0) return null;
  return await sendEvent(
    context,
    {
      type: "link_shared",
      channel: base.channel,
      user: base.user,
      message_ts: base.ts,
      is_bot_user_member: channel.members.has(BOT_USER),
      ...(base.thread_ts === undefined ? {} : { thread_ts: base.thread_ts }),
      unfurl_id: `${base.channel}.${base.ts}`,
      source: "conversations_history",
      links,
    },
    { channel },
  );
}
