// What Slack tells without being asked. Each event of the manifest has its line here.
import type { BotEvent } from "../manifest.ts";
import type { Parts } from "./parts.ts";

type Told = Exclude<BotEvent, "app_mention" | "app_home_opened" | "link_shared">;

/** `subject`: the user's or channel's id, null where the event names none. */
export const EVENTS: Readonly<Record<Told, (parts: Parts, subject: string | null) => Promise<void> | void>> =
  {
    user_change: (parts, user) => (user === null ? undefined : parts.directory.forgetUser(user)),
    subteam_members_changed: (parts) => parts.directory.forgetGroups(),
    subteam_updated: (parts) => parts.directory.forgetGroups(),
    channel_shared: (parts, channel) => (channel === null ? undefined : parts.channels.forget(channel)),
    channel_unshared: (parts, channel) => (channel === null ? undefined : parts.channels.forget(channel)),
    // Nothing can be said in Slack any more: whoever runs the bot reads it in the log.
    app_uninstalled: (parts) => parts.log.error("slack.app.uninstalled", {}),
    tokens_revoked: (parts) => parts.log.error("slack.token.revoked", {}),
  };

export const isTold = (type: string): type is Told => Object.hasOwn(EVENTS, type);
