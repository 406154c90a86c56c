// What cards say about clearing statistics.
import { HEALTH_AFTER_CLEARING } from "../../deployments/statistics.ts";
import { isFinal } from "../../requests/request.ts";
import { beforeOrAfter, type RequestWords } from "../words.ts";
import { HEALTH_AFTERWARDS, WILL_BE_GONE } from "./action.ts";
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
        `${HEALTH_AFTER_CLEARING} Settings, model history and the deployment itself stay.`,
      ],
      [
        "What was cleared is gone for good, for everybody.",
        `${HEALTH_AFTER_CLEARING} Settings, model history and the deployment itself are as they were.`,
      ],
    ),
  notDoneTitle: (request) => beforeOrAfter(request, "This is for good", "What is so now"),
  cardFacts: ["Model", WILL_BE_GONE, "Service health", "Data drift", "Accuracy", HEALTH_AFTERWARDS],
  fact: (fact, request) => {
    if (!isFinal(request.state)) return fact;
    if (fact.label === WILL_BE_GONE)
      return { ...fact, label: beforeOrAfter(request, "Would have gone", "Gone") };
    return fact.label === HEALTH_AFTERWARDS
      ? { ...fact, label: beforeOrAfter(request, "Health would have been", fact.label) }
      : fact;
  },
  confirm: () => "Clear for good",
  unchanged: "The statistics are as they were.",
  inverse: null,
};
