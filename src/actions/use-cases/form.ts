// The fields of linking: one of three ways, and what that way asks for. Reference: deployment actions, section 3.5.
import type { KnownBlock, PlainTextOption } from "@slack/types";
import { z } from "zod";
import {
  checkboxes,
  context,
  input,
  option,
  radioButtons,
  section,
  textInput,
} from "../../block-kit/blocks.ts";
import { LIMITS } from "../../block-kit/limits.ts";
import { multiExternalSelect, multiSelect } from "../../block-kit/multi-selects.ts";
import { chosen, type StateValues, ticked, typed } from "../../block-kit/state-values.ts";
import { type Mrkdwn, md, name } from "../../block-kit/text.ts";
import {
  USE_CASE_DESCRIPTION_LENGTH,
  USE_CASE_NAME_LENGTH,
  type UseCase,
} from "../../deployments/use-case.ts";
import { counted } from "../../deployments/words.ts";
import type { ActionFormFacts } from "../../operations/operations.ts";
import type { Json } from "../../requests/request.ts";
import { ACTION_IDS } from "../../slack/action-ids.ts";
import type { ActionFields } from "../../slack/views/action-form.ts";
import { WAYS, type Way } from "./input.ts";

const BLOCKS = {
  way: "use-cases.way",
  select: "use-cases.select",
  name: "use-cases.name",
  description: "use-cases.description",
  marked: "use-cases.marked",
} as const;
/** So many boxes fit into a block; more are chosen from a list, since one of several blocks that are all optional could not be asked for. */
const BOXES = LIMITS.checkboxes.options;

const WAY_WORDS: Readonly<
  Record<Way, { readonly label: string; readonly title: string; readonly submit: string }>
> = {
  link: { label: "Select Use Case", title: "Link to Use Case", submit: "Link to Use Case" },
  create: { label: "Create Use Case", title: "Create Use Case", submit: "Create Use Case" },
  unlink: { label: "Manage linked Use Cases", title: "Manage linked Use Cases", submit: "Unlink selected" },
};

/** What the form is filled in with: also what was chosen so far, which need not be complete. */
const filledIn = z.object({
  way: z.enum(WAYS),
  useCases: z.array(z.string()).default([]),
  marked: z.array(z.string()).default([]),
  /** Marks by name what was created by the request that is undone. */
  named: z.array(z.string()).default([]),
  /** The effect key of a failed creation that this goes on from. */
  madeBy: z.string().optional(),
  name: z.string().default(""),
  description: z.string().default(""),
});
type FilledIn = z.output<typeof filledIn>;
function filledFrom(facts: ActionFormFacts, earlier: Json | null): FilledIn {
  const parsed = filledIn.safeParse(earlier);
  const given = parsed.success ? parsed.data : filledIn.parse({ way: "link" });
  const filled = goingOn(given, offersOf(facts));
  return waysOf(offersOf(facts)).includes(filled.way) ? filled : { ...filled, way: "link" };
}
/** After a failed creation: what it made is selected, or, where it made nothing, may be created. */
function goingOn(filled: FilledIn, { made }: Offers): FilledIn {
  if (filled.madeBy === undefined) return filled;
  return made === null ? { ...filled, way: "create" } : { ...filled, useCases: [made.id] };
}
/** Without any that could be unlinked there is nothing to manage. */
const waysOf = ({ linked }: Offers): readonly Way[] =>
  WAYS.filter((way) => way !== "unlink" || linked.length > 0);

interface NamedUseCase {
  readonly id: string;
  readonly name: string;
}
interface Offers {
  /** Those that this person may unlink. */
  readonly linked: readonly NamedUseCase[];
  /** How many more are linked on which this person has no rights. */
  readonly hidden: number;
  /** Names of some that may be linked. */
  readonly known: readonly NamedUseCase[];
  /** What the failed creation that this goes on from had made. */
  readonly made: NamedUseCase | null;
}
const offersOf = ({ offers }: ActionFormFacts): Offers => offers as unknown as Offers;

/** What the searched list answers for one Use Case. */
export const useCaseOption = (
  useCase: Pick<UseCase, "id" | "name" | "description">,
): PlainTextOption | null => option(name(useCase.name), useCase.id, useCase.description || undefined);

export const useCasesFields: ActionFields = {
  about: (facts) => [section(linkedWords(offersOf(facts)))],
  words: (facts, earlier) => WAY_WORDS[filledFrom(facts, earlier).way],
  fields(facts, earlier) {
    const filled = filledFrom(facts, earlier);
    const offers = offersOf(facts);
    return [wayInput(filled, offers), ...inputsOf(filled, offers)];
  },
  read,
  blockOf: (field) => {
    switch (field) {
      case "way":
      case "name":
      case "description":
      case "marked":
        return BLOCKS[field];
      case "useCases":
        return BLOCKS.select;
      default:
        return null;
    }
  },
};

function linkedWords({ linked, hidden }: Offers): Mrkdwn {
  const others = hidden === 0 ? "" : ` and ${counted(hidden, "Use Case")} that you have no rights on`;
  if (linked.length === 0)
    return hidden === 0
      ? md`It is linked to no Use Case.`
      : md`It is linked to ${counted(hidden, "Use Case")} that you have no rights on.`;
  return md`It is linked to ${linked.map((one) => name(one.name)).join(", ")}${others}.`;
}

const wayInput = ({ way }: FilledIn, offers: Offers): KnownBlock =>
  input({
    blockId: BLOCKS.way,
    label: "What to do",
    dispatch: true,
    element: radioButtons(
      ACTION_IDS.useCasesWay,
      waysOf(offers).map((each) => option(WAY_WORDS[each].label, each)),
      way,
    ),
  });

function inputsOf(filled: FilledIn, offers: Offers): (KnownBlock | null)[] {
  switch (filled.way) {
    case "link":
      return [selectInput(filled, offers)];
    case "create":
      return createInputs(filled);
    case "unlink":
      return markInputs(filled, offers);
  }
}

const selectInput = ({ useCases }: FilledIn, { known, made }: Offers): KnownBlock =>
  input({
    blockId: BLOCKS.select,
    label: "Use Case",
    hint: "Those that you have rights on and that are not linked yet. Type a part of the name.",
    element: multiExternalSelect(
      ACTION_IDS.useCasesSelect,
      "Select Use Case",
      useCases.flatMap((id) => option([...known, made].find((one) => one?.id === id)?.name ?? id, id) ?? []),
    ),
  });

const createInputs = (filled: FilledIn): KnownBlock[] => [
  input({
    blockId: BLOCKS.name,
    label: "Name",
    element: {
      ...textInput(ACTION_IDS.useCasesName, {
        placeholder: "What it is about",
        initial: filled.name,
        maxLength: USE_CASE_NAME_LENGTH,
      }),
      multiline: false,
    },
  }),
  input({
    blockId: BLOCKS.description,
    label: "Description",
    hint: "It is created first, with you as its Owner, then linked.",
    optional: true,
    element: textInput(ACTION_IDS.useCasesDescription, {
      placeholder: "Who works on it, and why",
      initial: filled.description,
      maxLength: USE_CASE_DESCRIPTION_LENGTH,
    }),
  }),
];

function markInputs({ marked: before, named }: FilledIn, { linked }: Offers): KnownBlock[] {
  const all = linked.map((one) => ({ one, box: option(name(one.name), one.id) }));
  const shown = all.slice(0, LIMITS.select.options);
  const left = all.length - shown.length;
  const boxes = shown.map(({ box }) => box);
  const marked = shown.flatMap(({ one, box }) =>
    box !== null && (before.includes(one.id) || named.includes(one.name)) ? [box] : [],
  );
  const element =
    shown.length > BOXES
      ? multiSelect(ACTION_IDS.useCasesMarked, "Choose what to unlink", boxes, marked)
      : {
          ...checkboxes(ACTION_IDS.useCasesMarked, boxes),
          ...(marked.length > 0 ? { initial_options: marked } : {}),
        };
  return [
    input({
      blockId: BLOCKS.marked,
      label: "Unlink",
      hint: "Neither side is deleted. You confirm once more.",
      element,
    }),
    ...(left > 0 ? [context(md`… and ${left} more: unlink some of these first.`)] : []),
  ];
}

function read(values: StateValues): Json {
  const way = WAYS.find((each) => each === chosen(values, BLOCKS.way, ACTION_IDS.useCasesWay)) ?? "link";
  switch (way) {
    case "link":
      return { way, useCases: ticked(values, BLOCKS.select, ACTION_IDS.useCasesSelect) };
    case "create":
      return {
        way,
        name: typed(values, BLOCKS.name, ACTION_IDS.useCasesName),
        description: typed(values, BLOCKS.description, ACTION_IDS.useCasesDescription),
      };
    case "unlink":
      return {
        way,
        marked: ticked(values, BLOCKS.marked, ACTION_IDS.useCasesMarked),
      };
  }
}
