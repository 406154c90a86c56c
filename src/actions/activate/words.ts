// What cards say about requests to activate.
import { plainWords } from "../words.ts";

export const activateWords = plainWords({
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
});
