// Change label, description or importance. Reference: deployment actions, sections 3.12 and 6.2.
import { type Deployment, type Importance, importancesOf } from "../../deployments/deployment.ts";
import { nameKey } from "../../deployments/names.ts";
import { ACTION_TITLES, counted, IMPORTANCE_WORDS } from "../../deployments/words.ts";
import type { EditableFields, SeenSummary } from "../../ports/platform.ts";
import type { ChangeRequest, Json } from "../../requests/request.ts";
import type { AssessContext, EffectAction } from "../action.ts";
import { deploymentState } from "../goal-state.ts";
import { deploymentsLike } from "../like-named.ts";
import { type EditInput, editInput } from "./input.ts";

const inputOf = (request: ChangeRequest): EditInput => editInput.parse(request.input);

const fieldsOf = ({ label, description, importance }: Deployment): EditableFields => ({
  label,
  description,
  importance,
});

/** The fields that differ, each in words. */
export function editedFields(
  before: EditableFields,
  after: EditableFields,
): readonly { readonly label: string; readonly from: string; readonly to: string }[] {
  const words = (fields: EditableFields) => ({
    Label: fields.label,
    Description: fields.description === "" ? "none" : fields.description,
    Importance: fields.importance === null ? "not recorded" : IMPORTANCE_WORDS[fields.importance],
  });
  const [from, to] = [words(before), words(after)];
  return (["Label", "Description", "Importance"] as const)
    .filter((label) => from[label] !== to[label])
    .map((label) => ({ label, from: from[label], to: to[label] }));
}

/** None where it stays as it is. From one that is not recorded it may be a change of any. */
function importancesOfChange(from: Importance | null, to: Importance | null): readonly Importance[] {
  if (from === to || to === null) return [];
  return [...importancesOf({ importance: from }), to];
}

/** What the deployment showed when it was checked; null before. */
export function checkedFields(request: ChangeRequest): EditableFields | null {
  const facts = request.assessment?.facts as { readonly before?: EditableFields } | undefined;
  return facts?.before ?? null;
}

/** Others that whoever asks may see, and that nobody could tell from this one by typing the name. */
async function called(
  label: string,
  { platform, caller, deployment }: AssessContext,
): Promise<readonly SeenSummary[]> {
  const like = await deploymentsLike(platform, caller, label);
  return like.filter((one) => one.id !== deployment.id && nameKey(one.label) === nameKey(label));
}

function alikeWords(label: string, alike: readonly SeenSummary[]): string {
  const [one, ...more] = alike;
  const others = more.length === 0 ? "" : ` and ${counted(more.length, "more deployment")}`;
  const where = one === undefined ? "" : ` (in ${one.environmentName}, id ends ${one.id.slice(-6)})${others}`;
  return `Another deployment is called ${label} already${where}: whoever types the name has to choose between them.`;
}

export const edit: EffectAction = {
  kind: "effect",
  name: "edit",
  words: {
    title: ACTION_TITLES.edit,
    commands: ["edit", "rename"],
    help: "Change the label, the description or the importance.",
  },
  input: editInput,
  gatedPart: "A change of the importance",
  assess: async (raw, context) => {
    const { deployment } = context;
    const input = editInput.parse(raw);
    const before = fieldsOf(deployment);
    if (input.importance === null && before.importance !== null)
      return {
        refusal: {
          code: "invalid",
          field: "importance",
          sentence: "The deployment has an importance, which cannot be taken away.",
          next: "Choose an importance.",
        },
      };
    const edited = editedFields(before, input);
    if (edited.length === 0)
      return {
        refusal: {
          code: "conflict",
          sentence: "The deployment is like this already, so there is nothing to change.",
          next: "Change a field, or close the form.",
        },
      };
    const alike = input.label === before.label ? [] : await called(input.label, context);
    return {
      status: alike.length === 0 ? "passing" : "warning",
      checks: [],
      facts: { before } as unknown as Json,
      shown: [
        ...edited.map(({ label, from, to }) => ({ label, value: `${from} → ${to}` })),
        ...(alike.length === 0 ? [] : [{ label: "⚠️ Warning", value: alikeWords(input.label, alike) }]),
      ],
      toAttest: [],
      rollbackTo: null,
      // Testing the old one alone would let somebody lower the level first and act freely after. Label and description trigger nothing.
      importances: importancesOfChange(before.importance, input.importance),
    };
  },
  effect: deploymentState({
    command: (request, before) => ({
      kind: "edit",
      to: inputOf(request),
      expected: before as unknown as EditableFields,
    }),
    shows: (deployment) => fieldsOf(deployment) as unknown as Json,
    reached: (deployment, request) =>
      deployment !== null && editedFields(fieldsOf(deployment), inputOf(request)).length === 0,
  }),
  tells: "nobody",
  change: (request) => {
    const before = checkedFields(request);
    const edited = before === null ? [] : editedFields(before, inputOf(request));
    const [first, ...more] = edited;
    if (first === undefined) return { from: "as it is", to: inputOf(request).label };
    const others =
      more.length === 0 ? "" : ` and ${more.map(({ label }) => label.toLowerCase()).join(" and ")}`;
    return { from: first.from, to: `${first.to}${others}` };
  },
};
