// The Home tab is drawn anew each time it is opened, and when a setting was changed on it.
import type { HomeView } from "@slack/types";
import type { Card } from "../../block-kit/blocks.ts";
import { type Answer, ok } from "../../deployments/decision.ts";
import type { Actor } from "../../requests/person.ts";
import { callFailure } from "../call-failure.ts";
import { HOME_ROWS, homeBlocks } from "../cards/home.ts";
import type { Incoming } from "../payload.ts";
import { guarded, type Parts } from "./parts.ts";
import { refusalMessage } from "./tell.ts";

async function homeFor(parts: Parts, actor: Actor): Promise<Answer<Card["blocks"]>> {
  const { operations, commands } = parts;
  const query = { text: "", filter: { failing: true, shared: true }, limit: HOME_ROWS };
  const [requests, failing, chosen, account] = await Promise.all([
    operations.inbox(actor),
    operations.search(actor, query),
    operations.chosenHealthNotices(actor),
    operations.linkOf(actor),
  ]);
  if (!requests.ok) return requests;
  // What waits for a review and the way to a link are for those too who have linked no account.
  const unlinked = !failing.ok && failing.refusal.code === "not-linked";
  if (!failing.ok && !unlinked) return failing;
  if (!chosen.ok) return chosen;
  if (!account.ok) return account;
  return ok(
    homeBlocks({
      inbox: requests.value,
      attention: failing.ok ? failing.value.items : null,
      more: failing.ok && failing.value.next !== null,
      settings: chosen.value,
      account: account.value,
      command: commands.deployments,
    }),
  );
}

export const handleHome = (
  parts: Parts,
  { actor }: Extract<Incoming, { kind: "home-opened" }>,
): Promise<void> => drawHome(parts, actor);

/** Never throws: what could not be drawn is logged. */
export async function drawHome(parts: Parts, actor: Actor): Promise<void> {
  const answer = await guarded(parts, "home", () => homeFor(parts, actor));
  const blocks = answer.ok ? answer.value : refusalMessage(answer.refusal).blocks;
  const view: HomeView = { type: "home", blocks };
  try {
    await parts.client.views.publish({ user_id: actor.user, view });
  } catch (error) {
    // The next opening draws it again.
    parts.log.warn("slack.home.not-drawn", { user: actor.user, ...callFailure(error) });
  }
}
