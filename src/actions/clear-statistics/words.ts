// What cards say about clearing statistics.
import { isFinal } from "../../requests/request.ts";
import { beforeOrAfter, type RequestWords } from "../words.ts";
import { WILL_BE_GONE } from "./action.ts";
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
  notDone: (request) =>
    beforeOrAfter(
      request,
      [
        "It cannot be undone: what is cleared is gone for good, for everybody.",
        "Health changes only as far as it rests on what is cleared: service health is unknown when nothing is left of the last 24 hours, drift and accuracy when fewer than 100 predictions of the champion are left. Settings, model history and the deployment itself stay.",
      ],
      [
        "What was cleared is gone for good, for everybody.",
        "Health has changed only as far as it rested on that: service health is unknown where nothing is left of the last 24 hours, drift and accuracy where fewer than 100 predictions of the champion are left. Settings, model history and the deployment itself are as they were.",
      ],
    ),
  notDoneTitle: (request) => beforeOrAfter(request, "This is for good", "What is so now"),
  cardFacts: ["Model", WILL_BE_GONE, "Service health", "Data drift", "Accuracy"],
  fact: (fact, request) =>
    fact.label !== WILL_BE_GONE || !isFinal(request.state)
      ? fact
      : { ...fact, label: beforeOrAfter(request, "Would have gone", "Gone") },
  confirm: () => "Clear for good",
  unchanged: "The statistics are as they were.",
  inverse: null,
};
