// Controls inside forms: one of them changes the form, the others are read at the submit.

import { type Answer, ok, refuse } from "../../deployments/decision.ts";
import { deploymentId, registeredModelId, requestId } from "../../deployments/ids.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { fieldsOf, formOf } from "../forms.ts";
import { parseActionForm, parseActionFormMetadata } from "../views/action-form.ts";
import type { EarlierMetadata } from "../views/form-parts.ts";
import { parseFormMetadata } from "../views/replace-model-state.ts";
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

/** Another registered model: the same form, with an empty version below it. What was typed stays. */
const chooseRegisteredModel: Press = async (parts, press, ack) => {
  await ack();
  const { view, value, actor, label } = press;
  if (view === null || !isId(value)) return;
  const metadata = parseFormMetadata(view.metadata);
  if (metadata === null) return tellRefusal(parts, placeOfPress(press), STRANGE_CONTROL);
  const form = formOf("replace-model");
  if (form === null) throw new Error("replace-model has a form");
  const modal = await guarded(parts, "choose registered model", async () => {
    const earlier = await earlierRequest(parts, press, metadata);
    if (!earlier.ok) return earlier;
    return form.open(formParts(parts), actor, {
      deployment: deploymentId(metadata.deploymentId),
      rollback: metadata.rollback,
      earlier: earlier.value,
      registeredModel: { id: registeredModelId(value), name: label },
      channel: metadata.channel,
    });
  });
  if (!modal.ok) return tellRefusal(parts, placeOfPress(press), modal.refusal);
  await updateView(parts, { id: view.id, hash: view.hash }, modal.value);
};

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

/** Read at the submit; Slack may still tell of a change. */
const readLater: Press = (_, __, ack) => ack();

export const FORM_PRESSES = {
  [ACTION_IDS.registeredModel]: chooseRegisteredModel,
  [ACTION_IDS.replacementReason]: readLater,
  [ACTION_IDS.version]: readLater,
  [ACTION_IDS.challenger]: readLater,
  [ACTION_IDS.replacementComment]: readLater,
  [ACTION_IDS.applyReplacement]: readLater,
  [ACTION_IDS.warningsRead]: readLater,
  [ACTION_IDS.attest]: readLater,
  [ACTION_IDS.actionComment]: readLater,
  [ACTION_IDS.actionApply]: readLater,
  [ACTION_IDS.editLabel]: readLater,
  [ACTION_IDS.editDescription]: readLater,
  [ACTION_IDS.editImportance]: readLater,
  [ACTION_IDS.deleteTypedName]: readLater,
  [ACTION_IDS.deleteIgnoreAgent]: readLater,
  [ACTION_IDS.sharePeople]: readLater,
  [ACTION_IDS.shareEmails]: readLater,
  [ACTION_IDS.shareGroups]: readLater,
  [ACTION_IDS.shareOrganisation]: readLater,
  [ACTION_IDS.shareRole]: readLater,
  [ACTION_IDS.shareGrant]: readLater,
  [ACTION_IDS.useCasesWay]: redrawForm,
  [ACTION_IDS.useCasesSelect]: readLater,
  [ACTION_IDS.useCasesName]: readLater,
  [ACTION_IDS.useCasesDescription]: readLater,
  [ACTION_IDS.useCasesMarked]: readLater,
  [ACTION_IDS.clearModel]: readLater,
  [ACTION_IDS.clearRange]: redrawForm,
  [ACTION_IDS.clearStart]: redrawForm,
  [ACTION_IDS.clearEnd]: redrawForm,
  [ACTION_IDS.clearWhich]: readLater,
  [ACTION_IDS.clearReason]: readLater,
  [ACTION_IDS.clearConfirmed]: readLater,
  [ACTION_IDS.codeLanguage]: readLater,
  [ACTION_IDS.codeInclude]: readLater,
  [ACTION_IDS.codeForm]: readLater,
  [ACTION_IDS.codeAcknowledged]: readLater,
  [ACTION_IDS.applicationTemplate]: readLater,
  [ACTION_IDS.applicationName]: readLater,
  [ACTION_IDS.applicationSharing]: readLater,
  [ACTION_IDS.reason]: readLater,
  [ACTION_IDS.settleAs]: readLater,
} as const satisfies Record<string, Press>;
