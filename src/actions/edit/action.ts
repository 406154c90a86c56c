// Change label, description or importance. Reference: deployment actions, sections 3.12 and 6.2.
import { type Deployment, type Importance, importancesOf } from "../../deployments/deployment.ts";
import { nameKey } from "../../deployments/names.ts";
import { ACTION_TITLES, counted, IMPORTANCE_WORDS } from "../../deployments/words.ts";
import type { EditableFields, SeenSummary } from "../../ports/platform.ts";
import type { ChangeRequest, Json } from "../../requests/request.ts";
import type { AssessContext, EffectAction } from "../action.ts";
import { deploymentState } from "../goal-state.ts";
import { deploymentsLike } from "../like-named.ts";
import { baseOf, wishesOf } from "./base.ts";
import { type EditInput, editInput } from "./input.ts";

const inputOf = (request: ChangeRequest): EditInput => editInput.parse(request.input);

const fieldsOf = ({ label, description, importance }: Deployment): EditableFields => ({
  label,
  description,
  importance,
});

const wordsOf = (fields: EditableFields) => ({
  Label: fields.label,
  Description: fields.description === "" ? "none" : fields.description,
  Importance: fields.importance === null ? "not recorded" : IMPORTANCE_WORDS[fields.importance],
});

const FIELDS = [
  { field: "label", label: "Label" },
  { field: "description", label: "Description" },
  { field: "importance", label: "Importance" },
] as const;

/** The fields that are asked for, in words. */
export function askedFields(input: EditInput): readonly { readonly label: string; readonly value: string }[] {
  const [wishes, words] = [wishesOf(input), wordsOf(input)];
  return FIELDS.filter(({ field }) => field in wishes).map(({ label }) => ({ label, value: words[label] }));
}

interface EditedField {
  readonly field: keyof EditableFields;
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

/** The fields that differ, each in words. One that is not known before counts as unchanged. */
export function editedFields(before: Partial<EditableFields>, after: EditableFields): readonly EditedField[] {
  const [from, to] = [wordsOf({ ...after, ...before }), wordsOf(after)];
  return FIELDS.filter(({ label }) => from[label] !== to[label]).map(({ field, label }) => ({
    field,
    label,
    from: from[label],
    to: to[label],
  }));
}

/** Of those, the ones that somebody else changed since the form showed them. */
function changedMeanwhile(
  edited: readonly EditedField[],
  now: EditableFields,
  { base }: EditInput,
): readonly string[] {
  if (base === null) return [];
  const is = baseOf(now);
  return edited
    .filter(({ field }) => is[field] !== base[field])
    .map(
      ({ label, from, to }) =>
        `${label} was changed meanwhile: “${inShort(from)}” is there now and will become “${inShort(to)}”.`,
    );
}

/** As long as a value can be among others in one line. */
const SHORT = 100;
const inShort = (value: string): string => {
  const points = [...value];
  return points.length <= SHORT ? value : `${points.slice(0, SHORT).join("").trimEnd()}…`;
};

/** None where it stays as it is. From one that is not recorded it may be a change of any. */
function importancesOfChange(from: Importance | null, to: Importance | null): readonly Importance[] {
  if (from === to || to === null) return [];
  return [...importancesOf({ importance: from }), to];
}

/** What the deployment showed of the fields that are asked for when it was checked; null before. */
export function checkedFields(request: ChangeRequest): Partial<EditableFields> | null {
  const facts = request.assessment?.facts as { readonly before?: Partial<EditableFields> } | undefined;
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

/** Field by field, in one line with an arrow between both; a description is named alone where there is more. Null: no change. */
function changeInShort(
  edited: readonly EditedField[],
): { readonly from: string; readonly to: string } | null {
  const told = edited.filter(({ field }) => field !== "description");
  const [first, ...more] = told.length === 0 ? edited : told;
  if (first === undefined) return null;
  const others = [
    ...more.map(({ field, from, to }) => `${field} ${inShort(from)} → ${inShort(to)}`),
    ...(told.length > 0 && told.length < edited.length ? ["description changed"] : []),
  ];
  return {
    from: `${first.field} ${inShort(first.from)}`,
    to: [inShort(first.to), ...others].join(", "),
  };
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
    const wishes = wishesOf(input);
    const after = { ...before, ...wishes };
    if (after.importance === null && before.importance !== null)
      return {
        refusal: {
          code: "invalid",
          field: "importance",
          sentence: "The deployment has an importance, which cannot be taken away.",
          next: "Choose an importance.",
        },
      };
    const edited = editedFields(before, after);
    if (edited.length === 0)
      return {
        refusal: {
          code: "conflict",
          sentence: "The deployment is like this already, so there is nothing to change.",
          next: "Change a field, or close the form.",
        },
      };
    const alike = after.label === before.label ? [] : await called(after.label, context);
    const warnings = [
      ...changedMeanwhile(edited, before, input),
      ...(alike.length === 0 ? [] : [alikeWords(after.label, alike)]),
    ];
    const asked = Object.entries(before).filter(([field]) => field in wishes);
    return {
      status: warnings.length === 0 ? "passing" : "warning",
      checks: [],
      // Of the fields that are asked for alone: what others do to the rest makes no approval stale.
      facts: { before: Object.fromEntries(asked) },
      shown: [
        ...edited.map(({ label, from, to }) => ({ label, value: `${from} → ${to}` })),
        ...warnings.map((value) => ({ label: "⚠️ Warning", value })),
      ],
      toAttest: [],
      rollbackTo: null,
      // Testing the old one alone would let somebody lower the level first and act freely after. Label and description trigger nothing.
      importances: importancesOfChange(before.importance, after.importance),
    };
  },
  effect: deploymentState({
    command: (request, before) => {
      const expected = before as unknown as EditableFields;
      return { kind: "edit", to: { ...expected, ...wishesOf(inputOf(request)) }, expected };
    },
    shows: (deployment) => fieldsOf(deployment) as unknown as Json,
    reached: (deployment, request) => {
      if (deployment === null) return false;
      const now = fieldsOf(deployment);
      return editedFields(now, { ...now, ...wishesOf(inputOf(request)) }).length === 0;
    },
  }),
  tells: "nobody",
  change: (request) => {
    const before = checkedFields(request);
    const edited = before === null ? [] : editedFields(before, inputOf(request));
    return changeInShort(edited) ?? { from: "as it is", to: inputOf(request).label };
  },
};
