// Inputs of forms that change the form while it is open; the others are read at the submit.

import { type Answer, ok, refuse } from "../../deployments/decision.ts";
import { deploymentId, registeredModelId, requestId } from "../../deployments/ids.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { type FormWish, fieldsOf, formOf } from "../forms.ts";
import { parseActionForm, parseActionFormMetadata } from "../views/action-form.ts";
import type { EarlierMetadata } from "../views/form-parts.ts";
import { A_VERSION, parseFormMetadata } from "../views/replace-model-state.ts";
import { guarded, type Parts } from "./parts.ts";
import { type Press, placeOfPress, STRANGE_CONTROL } from "./press.ts";
import { tellRefusal } from "./tell.ts";
import { updateView } from "./views.ts";
import { formParts } from "./zone.ts";

/** Explaining entries of a searched list have values that are no ids. */
const isId = (value: string | null): value is string => value !== null && /^\S{1,200}$/.test(value);

async function earlierRequest(
  parts: Parts,
  press: Parameters<Press>[1],
  { edit, mends }: EarlierMetadata,
): Promise<Answer<ChangeRequest | null>> {
  if (mends !== null) return await parts.operations.toEdit(press.actor, requestId(mends), { edition: 1 });
  if (edit === null) return ok(null);
  const found = await parts.operations.request(press.actor, requestId(edit.id));
  if (!found.ok) return found;
  const { request } = found.value;
  if (request.edition === edit.edition) return ok(request);
  return refuse({
    code: "outdated",
    sentence: `${request.reference} was changed meanwhile: it is at edition ${request.edition} now.`,
    next: "Close this form and open the request again.",
  });
}

/** The form of a replacement for what is chosen so far. What was typed stays. */
const redrawReplacement =
  (what: string, chosen: (press: Parameters<Press>[1]) => ReplacementChoice | null): Press =>
  async (parts, press, ack) => {
    await ack();
    const { view, actor } = press;
    const choice = chosen(press);
    if (view === null || choice === null) return;
    const metadata = parseFormMetadata(view.metadata);
    if (metadata === null) return tellRefusal(parts, placeOfPress(press), STRANGE_CONTROL);
    const form = formOf("replace-model");
    if (form === null) throw new Error("replace-model has a form");
    const modal = await guarded(parts, what, async () => {
      const earlier = await earlierRequest(parts, press, metadata);
      if (!earlier.ok) return earlier;
      return form.open(formParts(parts), actor, {
        deployment: deploymentId(metadata.deploymentId),
        rollback: metadata.rollback,
        earlier: earlier.value,
        ...choice,
        channel: metadata.channel,
      });
    });
    if (!modal.ok) return tellRefusal(parts, placeOfPress(press), modal.refusal);
    await updateView(parts, { id: view.id, hash: view.hash }, modal.value);
  };
type ReplacementChoice = Pick<FormWish, "registeredModel" | "promote">;

/** With an empty version below it. */
const chooseRegisteredModel = redrawReplacement("choose registered model", ({ value, label }) =>
  isId(value) ? { registeredModel: { id: registeredModelId(value), name: label }, promote: null } : null,
);

/** A version, or a challenger without one. */
const chooseReplacement = redrawReplacement("choose a challenger or a version", ({ value }) =>
  value === null ? null : { registeredModel: null, promote: value === A_VERSION ? null : value },
);

/** A choice on which other fields depend: the same form for what is chosen so far. What was typed stays. */
const redrawForm: Press = async (parts, press, ack) => {
  await ack();
  const { view, actor } = press;
  if (view === null) return;
  const metadata = parseActionFormMetadata(view.metadata);
  const fields = metadata === null ? null : fieldsOf(metadata.action);
  const form = metadata === null ? null : formOf(metadata.action);
  const answer =
    metadata === null || fields === null
      ? null
      : parseActionForm(view.state, fields, { ...metadata, now: parts.clock.now() });
  if (metadata === null || form === null || answer === null)
    return tellRefusal(parts, placeOfPress(press), STRANGE_CONTROL);
  await parts.redraws.inTurn({ id: view.id, hash: view.hash }, async (at) => {
    const modal = await guarded(parts, `choice in the form ${metadata.action}`, async () => {
      const earlier = await earlierRequest(parts, press, metadata);
      if (!earlier.ok) return earlier;
      return form.open(formParts(parts), actor, {
        deployment: deploymentId(metadata.deploymentId),
        rollback: false,
        earlier: earlier.value,
        prefill: answer.input,
        registeredModel: null,
        channel: metadata.channel,
      });
    });
    if (modal.ok) return updateView(parts, at, modal.value);
    await tellRefusal(parts, placeOfPress(press), modal.refusal);
    return null;
  });
};

export const FORM_PRESSES = {
  [ACTION_IDS.registeredModel]: chooseRegisteredModel,
  [ACTION_IDS.challenger]: chooseReplacement,
  [ACTION_IDS.useCasesWay]: redrawForm,
  [ACTION_IDS.clearRange]: redrawForm,
  [ACTION_IDS.clearStart]: redrawForm,
  [ACTION_IDS.clearEnd]: redrawForm,
} as const satisfies Record<string, Press>;
