// Tells one person something where they are looking, and by the next best way when that fails.
import type { Card } from "../../block-kit/blocks.ts";
import type { Refusal } from "../../deployments/decision.ts";
import { callFailure } from "../call-failure.ts";
import { refusalCard } from "../cards/refusal.ts";
import type { Parts, Place } from "./parts.ts";
import { openNotice, pushNotice } from "./views.ts";

const RESPONSE_TIMEOUT_MS = 2_000;

/** The refusal's own text carries the id to quote where there is one. */
export const refusalMessage = (refusal: Refusal): Card => refusalCard({ refusal, quoteId: null });

/** Works where the bot is no member, but only five times and for half an hour. */
async function byResponseUrl(place: Place, url: string, card: Card, replace: boolean): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({
      response_type: "ephemeral",
      replace_original: replace,
      text: card.text,
      blocks: card.blocks,
      ...(place.threadTs === null || replace ? {} : { thread_ts: place.threadTs }),
    }),
    redirect: "error",
    signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`response_url answered ${answer.status}`);
}

/**
 * `replace` edits the private message that held the control instead of adding one; only for controls of private messages.
 * Never throws: an answer that reaches nobody is logged.
 */
export async function tell(
  parts: Parts,
  place: Place,
  card: Card,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<void> {
  const { actor, channel, responseUrl, view } = place;
  const message = { text: card.text, blocks: card.blocks, parse: "none" as const };
  const ways: (readonly [string, () => Promise<unknown>])[] = [];
  if (view !== null && !view.home) ways.push(["view", () => pushNotice(parts, place, card)]);
  // On the Home tab nothing can be added beside what was pressed: it opens above it, as long as the trigger lives.
  if (view?.home === true) ways.push(["modal", () => openNotice(parts, place, card)]);
  if (responseUrl !== null)
    ways.push(["response_url", () => byResponseUrl(place, responseUrl, card, replace)]);
  if (channel !== null) {
    const thread = place.threadTs === null ? {} : { thread_ts: place.threadTs };
    ways.push([
      "ephemeral",
      () => parts.client.chat.postEphemeral({ channel, user: actor.user, ...message, ...thread }),
    ]);
  }
  ways.push([
    "direct message",
    () =>
      parts.client.chat.postMessage({
        channel: actor.user,
        unfurl_links: false,
        unfurl_media: false,
        ...message,
      }),
  ]);
  for (const [way, work] of ways) {
    try {
      await work();
      return;
    } catch (error) {
      const reason = error instanceof Error ? error.message : "";
      parts.log.warn("slack.answer.failed", { way, user: actor.user, reason, ...callFailure(error) });
    }
  }
  parts.log.error("slack.answer.lost", { user: actor.user });
}

export const tellRefusal = (parts: Parts, place: Place, refusal: Refusal): Promise<void> =>
  tell(parts, place, refusalMessage(refusal));
