// Links in what people say: the app hears of those to the domains that its manifest names.
import type { Context } from "./context.ts";
import type { BotAnswer } from "./deliver.ts";
import { sendEvent } from "./events.ts";
import { BOT_USER, type Channel } from "./people.ts";

/** Inline code and blocks of it: Slack makes no links in them. */
const CODE = /(```[\s\S]*?```|`[^`\n]+`)/;
/** What ends a sentence is no part of an address. */
const ENDING = /(?:[.,;:!?'"`)\]*_~]|&gt;)+$/u;

/** Addresses in an escaped text become links, as when somebody sends it: `<https://example.com>`. */
export const withLinks = (text: string): string =>
  text
    .split(CODE)
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part.replace(/https?:\/\/[^\s<>|]+/g, (typed) => {
            const url = typed.replace(ENDING, "");
            return URL.canParse(url) ? `<${url}>${typed.slice(url.length)}` : typed;
          }),
    )
    .join("");

/** The links of a sent text. */
export const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(/<(https?:\/\/[^<>|\s]+)(?:\|[^<>]*)?>/g)].flatMap(([, url]) =>
    url !== undefined && URL.canParse(url) ? [url] : [],
  );

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
