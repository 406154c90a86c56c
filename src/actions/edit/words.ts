// What cards say about edits.
import type { Json } from "../../requests/request.ts";
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
  notDoneTitle: () => "",
  cardFacts: [],
  confirm: () => "Save now",
  unchanged: "The deployment is as it was.",
  inverse: {
    label: "Undo",
    action: "edit",
    rollback: false,
    // Without the assessment there is nothing to go back to: the form shows what is there.
    prefill: (request) => checkedFields(request) as unknown as Json,
  },
};
