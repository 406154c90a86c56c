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
        "Health is unknown until new predictions are recorded; settings, model history and the deployment itself stay.",
      ],
      [
        "What was cleared is gone for good, for everybody.",
        "Health is unknown until new predictions are recorded; settings, model history and the deployment itself are as they were.",
      ],
    ),
  notDoneTitle: (request) => beforeOrAfter(request, "This is for good", "What is so now"),
  cardFacts: ["Model", WILL_BE_GONE, "Service health", "Data drift", "Accuracy"],
  factLabel: (label, request) => {
    if (label !== WILL_BE_GONE || !isFinal(request.state)) return label;
    return beforeOrAfter(request, "Would have gone", "Gone");
  },
  confirm: () => "Clear for good",
  unchanged: "The statistics are as they were.",
  inverse: null,
};
