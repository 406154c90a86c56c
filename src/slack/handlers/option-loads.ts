// Options of searched lists: Slack shows a load failure after three seconds, so something is answered before that.
import type { PlainTextOption } from "@slack/types";
import { option } from "../../block-kit/blocks.ts";
import { type Answer, ok } from "../../deployments/decision.ts";
import { deploymentId, registeredModelId } from "../../deployments/ids.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { within } from "../deadline.ts";
import { groupOption, registeredModelOption, useCaseOption, versionOption } from "../forms.ts";
import type { Incoming } from "../payload.ts";
import { parseActionFormMetadata } from "../views/action-form.ts";
import { parseFormMetadata } from "../views/replace-model-state.ts";
import { guarded, type Parts } from "./parts.ts";

type OptionLoad = Extract<Incoming, { kind: "options" }>;
export interface Options {
  readonly options: PlainTextOption[];
}

const MOST = 100;
/** The value of an explaining entry: no id of anything; a form refuses it as unknown when it is chosen all the same. */
const NO_CHOICE = "! -";

/** One entry that says why there are no others. */
const explained = (text: string, next: string): Options => {
  const entry = option(text, NO_CHOICE, next);
  return { options: entry === null ? [] : [entry] };
};

const shown = (options: readonly (PlainTextOption | null)[]): Options => ({
  options: options.flatMap((each) => each ?? []).slice(0, MOST),
});

type Source = (parts: Parts, load: OptionLoad) => Promise<Answer<Options>>;

const registeredModels: Source = async ({ operations }, { actor, text, view }) => {
  const metadata = parseFormMetadata(view?.metadata ?? "");
  if (metadata === null)
    return ok(explained("This form is from another version.", "Close it and open it again."));
  const found = await operations.registeredModels(actor, deploymentId(metadata.deploymentId), text);
  if (!found.ok) return found;
  if (found.value.length === 0)
    return ok(explained("No registered model is called so.", "Type fewer letters."));
  return ok(shown(found.value.map(registeredModelOption)));
};

const versions: Source = async ({ operations }, { actor, text, view }) => {
  const metadata = parseFormMetadata(view?.metadata ?? "");
  if (metadata === null)
    return ok(explained("This form is from another version.", "Close it and open it again."));
  if (metadata.registeredModel === null)
    return ok(explained("No registered model is chosen.", "Choose it above first."));
  const found = await operations.versions(
    actor,
    deploymentId(metadata.deploymentId),
    registeredModelId(metadata.registeredModel),
    text,
  );
  if (!found.ok) return found;
  if (found.value.length === 0) return ok(explained("No version is called so.", "Type fewer letters."));
  return ok(shown(found.value.map(versionOption)));
};

const useCases: Source = async ({ operations }, { actor, text, view }) => {
  const metadata = parseActionFormMetadata(view?.metadata ?? "");
  if (metadata === null)
    return ok(explained("This form is from another version.", "Close it and open it again."));
  const found = await operations.useCases(actor, deploymentId(metadata.deploymentId), text);
  if (!found.ok) return found;
  if (found.value.length === 0)
    return ok(explained("No other Use Case that you have rights on.", "Type fewer letters, or create one."));
  return ok(shown(found.value.map(useCaseOption)));
};

const userGroups: Source = async ({ operations }, { actor, text, view }) => {
  const metadata = parseActionFormMetadata(view?.metadata ?? "");
  if (metadata === null)
    return ok(explained("This form is from another version.", "Close it and open it again."));
  const found = await operations.userGroups(actor, deploymentId(metadata.deploymentId), text);
  if (!found.ok) return found;
  if (found.value.length > 0) return ok(shown(found.value.map(groupOption)));
  return ok(
    text.trim() === ""
      ? explained("This workspace has no user groups.", "Name people, or the organisation.")
      : explained("No user group is called so.", "Type fewer letters."),
  );
};

export const OPTION_SOURCES: Readonly<Record<string, Source>> = {
  [ACTION_IDS.registeredModel]: registeredModels,
  [ACTION_IDS.version]: versions,
  [ACTION_IDS.useCasesSelect]: useCases,
  [ACTION_IDS.shareGroups]: userGroups,
};

/** Always options, within the deadline: a refusal or a slow platform is said in the list. */
export async function loadOptions(parts: Parts, load: OptionLoad): Promise<Options> {
  const source = Object.hasOwn(OPTION_SOURCES, load.actionId) ? OPTION_SOURCES[load.actionId] : undefined;
  if (source === undefined) return { options: [] };
  const timely = await within(
    parts.deadlines.options,
    guarded(parts, `options ${load.actionId}`, () => source(parts, load)),
  );
  if (timely.late) return explained("The platform takes too long.", "Type a letter to try again.");
  const { value } = timely;
  return value.ok ? value.value : explained(value.refusal.sentence, value.refusal.next);
}
