// What cards say about requests to relaunch.
import { plainWords } from "../words.ts";

export const relaunchWords = plainWords({
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
});
