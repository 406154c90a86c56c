// The fields of editing. Reference: deployment actions, section 3.12.
import { z } from "zod";
import { input, option, select, textInput } from "../../block-kit/blocks.ts";
import { chosen, typed } from "../../block-kit/state-values.ts";
import { cut } from "../../block-kit/text.ts";
import { IMPORTANCES } from "../../deployments/deployment.ts";
import { IMPORTANCE_WORDS } from "../../deployments/words.ts";
import { ACTION_IDS } from "../../slack/action-ids.ts";
import type { ActionFields } from "../../slack/views/action-form.ts";
import { baseOf, fingerprint, wishesOf } from "./base.ts";
import { DESCRIPTION_LENGTH, editBase, editInput, LABEL_LENGTH } from "./input.ts";

const BLOCKS = {
  label: "edit.label",
  description: "edit.description",
  importance: "edit.importance",
} as const;

/** What the form was opened on, and how it stands in the fields, where a long text is cut. */
const carriedSchema = z.object({ base: editBase, shown: editBase });

export const editFields: ActionFields = {
  about: () => [],
  carried({ deployment }, earlier) {
    const asked = editInput.safeParse(earlier);
    const base = asked.success ? asked.data.base : null;
    const wishes = asked.success ? wishesOf(asked.data) : {};
    const is = baseOf(deployment);
    return {
      base:
        base === null
          ? is
          : { ...is, ...Object.fromEntries(Object.entries(base).filter(([field]) => field in wishes)) },
      shown: baseOf({
        label: cut(deployment.label.toWellFormed(), LABEL_LENGTH),
        description: cut(deployment.description.toWellFormed(), DESCRIPTION_LENGTH),
        importance: deployment.importance,
      }),
    };
  },
  fields({ deployment }, earlier) {
    const asked = editInput.safeParse(earlier);
    const { label, description, importance } = {
      ...deployment,
      ...(asked.success ? wishesOf(asked.data) : {}),
    };
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
  read(values, _, carried) {
    const entered = {
      label: typed(values, BLOCKS.label, ACTION_IDS.editLabel),
      description: typed(values, BLOCKS.description, ACTION_IDS.editDescription),
      importance: chosen(values, BLOCKS.importance, ACTION_IDS.editImportance),
    };
    const opened = carriedSchema.safeParse(carried);
    if (!opened.success) return entered;
    const { base, shown } = opened.data;
    const untouched = (field: "label" | "description") => fingerprint(entered[field]) === shown[field];
    return {
      ...entered,
      base: {
        ...base,
        ...(untouched("label") ? { label: shown.label } : {}),
        ...(untouched("description") ? { description: shown.description } : {}),
      },
    };
  },
  blockOf: (field) =>
    field === "label" || field === "description" || field === "importance" ? BLOCKS[field] : null,
};
