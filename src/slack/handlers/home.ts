// The Home tab is drawn anew each time it is opened.
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
  const query = { text: "", filter: { failing: true }, limit: HOME_ROWS };
  const [requests, failing] = await Promise.all([operations.inbox(actor), operations.search(actor, query)]);
  if (!requests.ok) return requests;
  if (!failing.ok) return failing;
  const { items, next } = failing.value;
  return ok(
    homeBlocks({
      inbox: requests.value,
      attention: items,
      more: next !== null,
      command: commands.deployments,
    }),
  );
}

export async function handleHome(
  parts: Parts,
  opened: Extract<Incoming, { kind: "home-opened" }>,
): Promise<void> {
  const answer = await guarded(parts, "home", () => homeFor(parts, opened.actor));
  const blocks = answer.ok ? answer.value : refusalMessage(answer.refusal).blocks;
  const view: HomeView = { type: "home", blocks };
  try {
    await parts.client.views.publish({ user_id: opened.actor.user, view });
  } catch (error) {
    // The next opening draws it again.
    parts.log.warn("slack.home.not-drawn", { user: opened.actor.user, ...callFailure(error) });
  }
}
