// What cards say about requests to activate.
import { withoutForecast } from "../../deployments/launch.ts";
import { isFinal } from "../../requests/request.ts";
import { plainWords, type RequestWords, statusBefore } from "../words.ts";

const words = plainWords({
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

export const activateWords: RequestWords = {
  ...words,
  fact: (fact, request) =>
    isFinal(request.state) ? { ...statusBefore(fact, request), value: withoutForecast(fact.value) } : fact,
};
