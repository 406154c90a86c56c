// What cards say about clearing statistics.
import type { RequestWords } from "../words.ts";
import { clearStatisticsInput, rangeLine, rangeOf } from "./input.ts";

export const clearStatisticsWords: RequestWords = {
  title: () => "Clear statistics",
  wish: () => "clear statistics of",
  did: () => "cleared statistics of",
  details: (request) => {
    const input = clearStatisticsInput.safeParse(request.input);
    return input.success
      ? [{ label: "Reason", value: input.data.reason }, rangeLine(rangeOf(input.data))]
      : [];
  },
  notDone: () => [
    "It cannot be undone: what is cleared is gone for good, for everybody.",
    "Health changes only as far as it rests on what is cleared: service health is unknown when nothing is left of the last 24 hours, drift and accuracy when fewer than 100 predictions of the champion are left. Settings, model history and the deployment itself stay.",
  ],
  notDoneTitle: "Before you go on",
  cardFacts: ["Model", "Will be gone", "Service health", "Data drift", "Accuracy"],
  confirm: () => "Clear for good",
  unchanged: "The statistics are as they were.",
  inverse: null,
};
