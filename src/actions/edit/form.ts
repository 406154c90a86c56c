// The fields of editing. Reference: deployment actions, section 3.12.
import { input, option, select, textInput } from "../../block-kit/blocks.ts";
import { chosen, typed } from "../../block-kit/state-values.ts";
import { IMPORTANCES } from "../../deployments/deployment.ts";
import { IMPORTANCE_WORDS } from "../../deployments/words.ts";
import { ACTION_IDS } from "../../slack/action-ids.ts";
import type { ActionFields } from "../../slack/views/action-form.ts";
import { DESCRIPTION_LENGTH, editInput, LABEL_LENGTH } from "./input.ts";

const BLOCKS = {
  label: "edit.label",
  description: "edit.description",
  importance: "edit.importance",
} as const;

export const editFields: ActionFields = {
  about: () => [],
  fields({ deployment }, earlier) {
    const before = editInput.safeParse(earlier);
    const { label, description, importance } = before.success ? before.data : deployment;
    const levels = select(
      ACTION_IDS.editImportance,
      "Choose an importance",
      IMPORTANCES.toReversed().map((level) => option(IMPORTANCE_WORDS[level], level)),
      importance,
    );
    if (levels === null) throw new Error("There are four importances, so the select has options.");
    return [
      input({
        blockId: BLOCKS.label,
        label: "Label",
        element: textInput(ACTION_IDS.editLabel, {
          placeholder: "Its name in lists and commands",
          initial: label,
          maxLength: LABEL_LENGTH,
        }),
      }),
      input({
        blockId: BLOCKS.description,
        label: "Description",
        optional: true,
        element: textInput(ACTION_IDS.editDescription, {
          placeholder: "What it predicts, and for whom",
          initial: description,
          maxLength: DESCRIPTION_LENGTH,
        }),
      }),
      input({
        blockId: BLOCKS.importance,
        label: "Importance",
        optional: deployment.importance === null,
        hint: "Policies on edits look at the old and the new importance. Label and description alone need no approval.",
        element: levels,
      }),
    ];
  },
  read: (values) => ({
    label: typed(values, BLOCKS.label, ACTION_IDS.editLabel),
    description: typed(values, BLOCKS.description, ACTION_IDS.editDescription),
    importance: chosen(values, BLOCKS.importance, ACTION_IDS.editImportance),
  }),
  blockOf: (field) =>
    field === "label" || field === "description" || field === "importance" ? BLOCKS[field] : null,
};
