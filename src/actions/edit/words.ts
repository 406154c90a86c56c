// What cards say about edits.
import type { Json } from "../../requests/request.ts";
import type { RequestWords } from "../words.ts";
import { askedFields, checkedFields, editedFields } from "./action.ts";
import { baseOf } from "./base.ts";
import { editInput } from "./input.ts";

export const editWords: RequestWords = {
  title: () => "Edit deployment",
  wish: () => "edit",
  did: () => "edited",
  details: (request) => {
    const before = checkedFields(request);
    const input = editInput.safeParse(request.input);
    if (!input.success) return [];
    if (before === null) return askedFields(input.data);
    return editedFields(before, input.data).map(({ label, from, to }) => ({
      label,
      value: `${from} → ${to}`,
    }));
  },
  notDone: () => [],
  notDoneTitle: () => "",
  cardFacts: [],
  confirm: () => "Save now",
  unchanged: "The deployment is as it was.",
  inverse: {
    label: "Undo",
    action: "edit",
    rollback: false,
    // Of the fields that it changed, and measured by what it made of them: what others did since is warned of. Without the
    // assessment there is nothing to go back to: the form shows what is there.
    prefill(request): Json {
      const before = checkedFields(request);
      const input = editInput.safeParse(request.input);
      return before === null || !input.success
        ? null
        : { ...input.data, ...before, base: baseOf(input.data) };
    },
  },
};
