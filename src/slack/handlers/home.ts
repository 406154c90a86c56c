// The Home tab: what waits for this person, and what this person asked for.
import type { HomeView } from "@slack/types";
import { callFailure } from "../call-failure.ts";
import type { Incoming } from "../payload.ts";
import { guarded, type Parts } from "./parts.ts";
import { inboxFor } from "./run-reading.ts";
import { refusalMessage } from "./tell.ts";

export async function handleHome(
  parts: Parts,
  opened: Extract<Incoming, { kind: "home-opened" }>,
): Promise<void> {
  const answer = await guarded(parts, "home", () => inboxFor(parts, opened.actor));
  const drawn = answer.ok ? answer.value : refusalMessage(answer.refusal);
  const view: HomeView = { type: "home", blocks: drawn.blocks };
  try {
    await parts.client.views.publish({ user_id: opened.actor.user, view });
  } catch (error) {
    // The next opening draws it again.
    parts.log.warn("slack.home.not-drawn", { user: opened.actor.user, ...callFailure(error) });
  }
}
