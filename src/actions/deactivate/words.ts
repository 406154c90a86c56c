// What cards say about requests to deactivate.
import { plainWords } from "../words.ts";

export const deactivateWords = plainWords({
  title: "Deactivate deployment",
  wish: "deactivate",
  did: "deactivated",
  confirm: "Deactivate now",
  unchanged: "It goes on as before.",
  cardFacts: ["Status", "Environment", "Champion"],
  inverse: { label: "Activate", action: "activate", rollback: false },
  underWay: {
    emoji: "⏹️",
    word: "Stopping",
    sentence: "What serves it is being stopped.",
  },
});
