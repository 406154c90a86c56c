// Opens an action's form: a loading view at once, since a trigger lives three seconds, then what the platform says.
import { actions, button, type Card, card, type Modal, section } from "../../block-kit/blocks.ts";
import { md } from "../../block-kit/text.ts";
import type { ActionName } from "../../deployments/action-names.ts";
import type { Answer } from "../../deployments/decision.ts";
import type { Actor } from "../../requests/person.ts";
import { ACTION_IDS, actionValue } from "../action-ids.ts";
import { type FormWish, formOf } from "../forms.ts";
import type { ViewReference } from "../payload.ts";
import { loadingView } from "../views/notice.ts";
import { guarded, type Parts, type Place } from "./parts.ts";
import { readOf } from "./read-views.ts";
import { refusalMessage, tell } from "./tell.ts";
import { type OpenView, openView, refusedView, updateView } from "./views.ts";
import { formParts } from "./zone.ts";

export interface ActionWish {
  readonly action: ActionName;
  readonly wish: FormWish;
}

export interface Opening {
  readonly title: string;
  /** Never throws. */
  content(): Promise<Answer<Modal>>;
}

/** Whether something opens for the action: its form, or a view of what it shows. */
export const opens = (action: ActionName): boolean => formOf(action) !== null || readOf(action) !== null;

/** What opens for the action. Throws where nothing does. */
export function openingOf(parts: Parts, actor: Actor, { action, wish }: ActionWish): Opening {
  const read = readOf(action);
  if (read !== null)
    return {
      title: read.title,
      content: () => guarded(parts, `view of ${action}`, () => read.open(parts, actor, wish.deployment)),
    };
  const form = formOf(action);
  if (form === null) throw new Error(`Nothing opens for ${action}.`);
  return {
    title: form.title(wish),
    content: () => guarded(parts, `form ${action}`, () => form.open(formParts(parts), actor, wish)),
  };
}

/** Where no modal can be opened (mentions, a trigger that has died): a button that opens it. */
export function formButton(title: string, { action, wish }: ActionWish, why: string): Card {
  const press = wish.rollback
    ? button(ACTION_IDS.rollBack, { text: title, label: title }, wish.deployment)
    : button(
        ACTION_IDS.deploymentAction,
        { text: title, label: title },
        actionValue(action, wish.deployment),
      );
  return card(md`${why} Press ${title}.`, [section(md`${why}`)], actions([press]));
}

/** Shows the loading view while `content` is read, then that, or the refusal. The person is told when no view opens. */
export async function openLoaded(
  parts: Parts,
  place: Place,
  title: string,
  content: Promise<Answer<Modal>>,
  ifNotOpened: () => Card,
): Promise<void> {
  const opened = await openView(parts, place, loadingView(title));
  if (opened === null) {
    const answer = await content;
    await tell(parts, place, answer.ok ? ifNotOpened() : refusalMessage(answer.refusal));
    return;
  }
  await fill(parts, opened, title, content);
}

export async function fill(
  parts: Parts,
  opened: OpenView,
  title: string,
  content: Promise<Answer<Modal>>,
): Promise<void> {
  const answer = await content;
  await updateView(parts, opened, answer.ok ? answer.value : refusedView(title, answer.refusal));
}

/**
 * The form in the window that shows the request, since Slack stacks no more than three. From then on the request's own answer goes
 * another way, so that it does not draw over the form.
 */
export async function fillInPlace(
  parts: Parts,
  actor: Actor,
  { id, hash }: ViewReference,
  { title, content }: { readonly title: string; readonly content: Promise<Answer<Modal>> },
): Promise<void> {
  const opened = await updateView(parts, { id, hash }, loadingView(title));
  // It shows something newer, such as the form after a double click.
  if (opened === null) return;
  await parts.operations.viewClosed(actor, id);
  await fill(parts, opened, title, content);
}

export async function openForm(parts: Parts, place: Place, asked: ActionWish): Promise<void> {
  const { title, content } = openingOf(parts, place.actor, asked);
  if (place.triggerId === null) {
    await tell(parts, place, formButton(title, asked, "A form cannot be opened from a mention."));
    return;
  }
  await openLoaded(parts, place, title, content(), () =>
    formButton(title, asked, "Slack did not open the form in time."),
  );
}
