// Links in what people say: the app hears of those to the domains that its manifest names.
import type { Context } from "./context.ts";
import type { BotAnswer } from "./deliver.ts";
import { sendEvent } from "./events.ts";
import type { Channel } from "./people.ts";

/** Null: no such link, or the app has not subscribed to `link_shared`. */
export async function shareLinks(
  context: Context,
  text: string,
  base: { readonly user: string; readonly ts: string; readonly channel: string },
  channel: Channel,
): Promise<BotAnswer | null> {
  const domains = context.grants.unfurlDomains;
  const links = (text.match(/https?:\/\/[^\s<>|]+/g) ?? [])
    .filter((url) => URL.canParse(url))
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
      is_bot_user_member: true,
      unfurl_id: `${base.channel}.${base.ts}`,
      source: "conversations_history",
      links,
    },
    { channel },
  );
}
