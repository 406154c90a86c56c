// What cards say about edits.
import type { RequestWords } from "../words.ts";
import { checkedFields, editedFields } from "./action.ts";
import { editInput } from "./input.ts";

export const editWords: RequestWords = {
  title: () => "Edit deployment",
  wish: () => "edit",
  did: () => "edited",
  details: (request) => {
    const before = checkedFields(request);
    const input = editInput.safeParse(request.input);
    if (before === null || !input.success) return [];
    return editedFields(before, input.data).map(({ label, from, to }) => ({
      label,
      value: `${from} → ${to}`,
    }));
  },
  notDone: () => [],
  notDoneTitle: "",
  cardFacts: [],
  confirm: () => "Save now",
  unchanged: "The deployment is as it was.",
  inverse: { label: "Edit again", action: "edit", rollback: false },
};
