// Opening and changing modals: at once with a loading view, then by id, never over a newer state of the same view.
import { z } from "zod";
import { type Card, type Modal, modal } from "../../block-kit/blocks.ts";
import type { Refusal } from "../../deployments/decision.ts";
import { CALLBACK_IDS } from "../action-ids.ts";
import { callFailure, slackError } from "../call-failure.ts";
import { refusalView } from "../views/notice.ts";
import type { Parts, Place } from "./parts.ts";

export interface OpenView {
  readonly id: string;
  /** Null: whatever is shown now is replaced. */
  readonly hash: string | null;
}

const answer = z.looseObject({ view: z.looseObject({ id: z.string(), hash: z.string().nullish() }) });

/** Opens a view, or pushes it where the person is in a modal already. Null, and logged, when Slack does not open it. */
export async function openView(parts: Parts, place: Place, view: Modal): Promise<OpenView | null> {
  const { triggerId } = place;
  if (triggerId === null) return null;
  const inside = place.view !== null && !place.view.home;
  try {
    const opened = answer.parse(
      inside
        ? await parts.client.views.push({ trigger_id: triggerId, view })
        : await parts.client.views.open({ trigger_id: triggerId, view }),
    );
    return { id: opened.view.id, hash: opened.view.hash ?? null };
  } catch (error) {
    parts.log.warn("slack.view.not-opened", { user: place.actor.user, ...callFailure(error) });
    return null;
  }
}

/** What the view is now; null when the view is not there any more or shows something newer: then it is not wanted there. */
export async function updateView(parts: Parts, open: OpenView, view: Modal): Promise<OpenView | null> {
  try {
    const updated = await parts.client.views.update({
      view_id: open.id,
      view,
      ...(open.hash === null ? {} : { hash: open.hash }),
    });
    return { id: open.id, hash: updated.view?.hash ?? null };
  } catch (error) {
    const gone = ["not_found", "view_not_found", "hash_conflict"].includes(slackError(error) ?? "");
    if (!gone) parts.log.warn("slack.view.not-updated", { view: open.id, ...callFailure(error) });
    return null;
  }
}

/** What a message would show, as a modal. */
export const cardView = (title: string, card: Card): Modal =>
  modal({ callbackId: CALLBACK_IDS.notice, title, blocks: card.blocks });

export const refusedView = (title: string, refusal: Refusal): Modal =>
  refusalView(title, { refusal, quoteId: null });

/** On top of the modal in which the person is. Throws when it cannot be shown there. */
export async function pushNotice(parts: Parts, place: Place, card: Card): Promise<void> {
  const { triggerId } = place;
  if (triggerId === null) throw new Error("no trigger to push a view with");
  await parts.client.views.push({ trigger_id: triggerId, view: cardView("Pointsman", card) });
}

/** Above the Home tab in which the person is. Throws when it does not open: its trigger may have died meanwhile. */
export async function openNotice(parts: Parts, place: Place, card: Card): Promise<void> {
  if ((await openView(parts, place, cardView("Pointsman", card))) === null) throw new Error("no view opened");
}
