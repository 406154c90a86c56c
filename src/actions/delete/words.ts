// What cards say about deletions.
import type { RequestWords } from "../words.ts";
import { deleteInput } from "./action.ts";

export const deleteWords: RequestWords = {
  title: () => "Delete deployment",
  wish: () => "delete",
  did: () => "deleted",
  details: (request) => {
    const input = deleteInput.safeParse(request.input);
    return input.success && input.data.ignoreManagementAgent
      ? [{ label: "Management agent", value: "Not waited for." }]
      : [];
  },
  notDone: () => ["It cannot be undone: statistics, settings and grants go with it."],
  notDoneTitle: "Before you go on",
  cardFacts: ["Status", "Champion", "Shared with"],
  confirm: () => "Delete for good",
  unchanged: "The deployment is still there.",
  inverse: null,
  underWay: {
    emoji: "⏹️",
    word: "Stopping",
    sentence: "The management agent is told to stop it; it is deleted when the agent has.",
  },
};
