// What cards say about deletions.
import { beforeOrAfter, type RequestWords, wasBefore } from "../words.ts";
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
  notDone: (request) => [
    beforeOrAfter(
      request,
      "It cannot be undone: statistics, settings and grants go with it.",
      "Statistics, settings and grants went with it, for good. Its history and the requests about it can still be read.",
    ),
  ],
  notDoneTitle: (request) => beforeOrAfter(request, "This is for good", "What is gone"),
  cardFacts: ["Status", "Champion", "Shared with"],
  fact: wasBefore(["Status", "Champion", "Shared with"]),
  confirm: () => "Delete for good",
  unchanged: "The deployment is still there.",
  inverse: null,
  underWay: {
    emoji: "⏹️",
    word: "Stopping",
    sentence: "The management agent is told to stop it; it is deleted when the agent has.",
  },
};
