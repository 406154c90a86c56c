// What cards say about requests to relaunch.
import { beforeOrAfter, plainWords, type RequestWords } from "../words.ts";

/** What somebody who calls it notices. */
export const DURING =
  "It makes no predictions from the moment the agent begins until the model runs again; model, settings and history stay.";

export const relaunchWords: RequestWords = {
  ...plainWords({
    title: "Relaunch deployment",
    wish: "relaunch",
    did: "relaunched",
    confirm: "Relaunch now",
    unchanged: "It was not launched anew.",
    cardFacts: ["Status", "Environment", "Champion"],
    inverse: null,
    underWay: {
      emoji: "🚀",
      word: "Launching",
      sentence: "The management agent launches it anew.",
    },
  }),
  notDone: (request) => beforeOrAfter(request, [DURING], []),
  notDoneTitle: () => "Meanwhile",
};
