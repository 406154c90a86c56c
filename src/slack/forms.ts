// The forms that there are, by action. An action with a form is opened from commands, menus and buttons alike.

import { activateFields } from "../actions/activate/form.ts";
import { clearStatisticsFields } from "../actions/clear-statistics/form.ts";
import { createApplicationFields } from "../actions/create-application/form.ts";
import { deactivateFields } from "../actions/deactivate/form.ts";
import { deleteFields } from "../actions/delete/form.ts";
import { editFields } from "../actions/edit/form.ts";
import { relaunchFields } from "../actions/relaunch/form.ts";
import { replaceModelForm } from "../actions/replace-model/form.ts";
import { replaceModelInput } from "../actions/replace-model/input.ts";
import { changeOf } from "../actions/request-words.ts";
import { scoringCodeFields } from "../actions/scoring-code/form.ts";
import { shareFields } from "../actions/share/form.ts";
import { useCasesFields } from "../actions/use-cases/form.ts";
import type { Modal } from "../block-kit/blocks.ts";
import type { ActionName } from "../deployments/action-names.ts";
import { type Answer, ok } from "../deployments/decision.ts";
import type { DeploymentId } from "../deployments/ids.ts";
import { ACTION_TITLES } from "../deployments/words.ts";
import type { Operations } from "../operations/operations.ts";
import type { RegisteredModel } from "../ports/platform.ts";
import type { Actor } from "../requests/person.ts";
import type { ChangeRequest, Json } from "../requests/request.ts";
import { type ActionFields, actionForm } from "./views/action-form.ts";

export { registeredModelOption, versionOption } from "../actions/replace-model/form.ts";
/** What the searched lists of forms answer. */
export { groupOption } from "../actions/share/form.ts";
export { useCaseOption } from "../actions/use-cases/form.ts";

export interface FormWish {
  readonly deployment: DeploymentId;
  readonly rollback: boolean;
  /** Set to edit this request, or to ask anew after this one was refused. */
  readonly earlier: ChangeRequest | null;
  /** What the form is filled in with instead, as the action's input. */
  readonly prefill?: Json | undefined;
  /** Set when another registered model was chosen in the form. */
  readonly registeredModel: Pick<RegisteredModel, "id" | "name"> | null;
  /** Set when it was chosen between a challenger, by its id, and a version (null) to replace the model with. */
  readonly promote?: string | null;
  readonly channel: string | null;
}

export interface FormParts {
  readonly operations: Operations;
  readonly now: number;
  /** The IANA name of the person's zone, UTC when it is not known. */
  readonly zoneOf: (actor: Actor) => Promise<string>;
}

export interface ActionForm {
  title(wish: Pick<FormWish, "rollback">): string;
  /** Reads what the form shows and draws it; the refusal of somebody who may not. */
  open(parts: FormParts, actor: Actor, wish: FormWish): Promise<Answer<Modal>>;
}

const replaceModel: ActionForm = {
  title: ({ rollback }) => (rollback ? "Roll back model" : "Replace model"),
  async open({ operations, now }, actor, wish) {
    const { rollback, channel, earlier, registeredModel, promote } = wish;
    const form = await operations.replaceForm(actor, wish.deployment, { rollback });
    if (!form.ok) return form;
    return ok(
      replaceModelForm(form.value, {
        rollback,
        channel,
        now,
        ...(earlier === null ? {} : { earlier, earlierVersion: changeOf(earlier).to }),
        ...(registeredModel === null ? {} : { registeredModel }),
        ...(promote === undefined ? {} : { promote }),
      }),
    );
  },
};

/** What each action with a form of the common shape adds to it. */
const FIELDS: Partial<Record<ActionName, ActionFields>> = {
  activate: activateFields,
  deactivate: deactivateFields,
  relaunch: relaunchFields,
  edit: editFields,
  "clear-statistics": clearStatisticsFields,
  delete: deleteFields,
  share: shareFields,
  "use-cases": useCasesFields,
  "create-application": createApplicationFields,
  "scoring-code": scoringCodeFields,
};

/** Null for an action whose form has a shape of its own, or that has none. */
export const fieldsOf = (action: ActionName): ActionFields | null => FIELDS[action] ?? null;

const common = (action: ActionName, fields: ActionFields): ActionForm => ({
  title: () => ACTION_TITLES[action],
  async open({ operations, now, zoneOf }, actor, { deployment, earlier, prefill, channel }) {
    const [facts, zone] = await Promise.all([
      operations.actionForm(actor, action, deployment, prefill),
      fields.asksForTimes === true ? zoneOf(actor) : "UTC",
    ]);
    if (!facts.ok) return facts;
    const reader = { now, zone };
    return ok(actionForm(facts.value, fields, { action, earlier, prefill, channel, reader }));
  },
});

/** Null for an action without a form. */
export function formOf(action: ActionName): ActionForm | null {
  if (action === "replace-model") return replaceModel;
  const fields = fieldsOf(action);
  return fields === null ? null : common(action, fields);
}

/** Whether a request asks for going back, so that editing it opens the same form. */
export function isRollback(request: ChangeRequest): boolean {
  const input = replaceModelInput.safeParse(request.input);
  return input.success && input.data.rollback;
}
