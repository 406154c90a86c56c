// What cards say about requests to activate.
import { plainWords, type RequestWords } from "../words.ts";
import { TESTS_FACT } from "./action.ts";

export const activateWords: RequestWords = {
  ...plainWords({
    title: "Activate deployment",
    wish: "activate",
    did: "activated",
    confirm: "Activate now",
    unchanged: "It is as inactive as before.",
    cardFacts: ["Status", "Environment", "Champion"],
    inverse: { label: "Deactivate", action: "deactivate", rollback: false },
    underWay: {
      emoji: "🚀",
      word: "Launching",
      sentence: "Its model is being launched; it takes predictions once that has ended well.",
    },
  }),
  notDone: ({ assessment }) =>
    (assessment?.shown ?? []).flatMap(({ label, value }) => (label === TESTS_FACT ? [value] : [])),
  notDoneTitle: "Before you go on",
};
