// Who was told that it happened, how, and whom it did not reach: read off the deliveries.
import type { Recipient, Told } from "../requests/request-view.ts";
import { type DeliveryRecord, tellsOutcome } from "./delivery-record.ts";

/** Empty before it has happened, and for what tells nobody. */
export function told(deliveries: readonly DeliveryRecord[]): readonly Told[] {
  const notices = deliveries.filter((delivery) => tellsOutcome(delivery.exhibit));
  if (notices.length === 0) return [];
  const shown = notices.filter((notice) => notice.state === "shown");
  const channels = shown.flatMap(({ target }) => (target.kind === "channel" ? [target.channel] : []));
  const waiting = notices.filter((notice) => notice.state === "due");
  const noChannel = notices.every((notice) => notice.target.kind !== "channel");
  return [
    ...(channels.length > 0 ? [{ kind: "channels", channels } as const] : []),
    ...(noChannel ? [{ kind: "no-channel" } as const] : []),
    ...directly(shown),
    ...(waiting.length > 0
      ? [{ kind: "on-the-way", count: waiting.length, trouble: troubleOf(waiting) } as const]
      : []),
    ...notReached(
      "missed",
      notices.filter(({ state }) => state === "impossible"),
    ),
    ...notReached(
      "doubtful",
      notices.filter(({ state }) => state === "unknown"),
    ),
  ];
}

/** A mail server waits for somebody to repair it, who has to hear of it; Slack's own pauses end by themselves. */
const troubleOf = (waiting: readonly DeliveryRecord[]): string | null =>
  waiting.find(({ target, tries }) => target.kind === "mail" && tries > 0)?.reason ?? null;

const WAYS = { user: "direct-message", mail: "email" } as const;

function directly(shown: readonly DeliveryRecord[]): readonly Told[] {
  return (["outcome-notice", "invitation"] as const).flatMap((exhibit) =>
    (["user", "mail"] as const).flatMap((kind): readonly Told[] => {
      const to = shown
        .filter((notice) => notice.exhibit.kind === exhibit && notice.target.kind === kind)
        .map(recipientOf);
      if (to.length === 0) return [];
      return [{ kind: exhibit === "invitation" ? "invited" : "people", by: WAYS[kind], to }];
    }),
  );
}

/** One for each reason, so that a hundred of one kind are one sentence. */
function notReached(kind: "missed" | "doubtful", notices: readonly DeliveryRecord[]): readonly Told[] {
  const byReason = Map.groupBy(notices, ({ reason }) => reason);
  return [...byReason].map(([reason, each]) => ({ kind, to: each.map(recipientOf), reason }));
}

function recipientOf({ target }: DeliveryRecord): Recipient {
  switch (target.kind) {
    case "channel":
      return { kind: "channel", channel: target.channel };
    case "user":
    case "view":
      return { kind: "user", slackUser: target.user };
    case "mail":
      return { kind: "named", name: target.to };
    case "unreachable":
      return { kind: "named", name: target.who };
    case "thread":
      throw new Error("That it has happened is told in no thread.");
  }
}
