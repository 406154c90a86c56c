// What cards say about scoring code.
import { LANGUAGE_WORDS } from "../../deployments/scoring-code.ts";
import type { RequestWords } from "../words.ts";
import { codeFacts, optionWords } from "./action.ts";
import { scoringCodeInput } from "./input.ts";

export const scoringCodeWords: RequestWords = {
  title: () => "Get scoring code",
  wish: () => "get the scoring code of",
  did: () => "had the scoring code built of",
  details: (request) => {
    const input = scoringCodeInput.safeParse(request.input);
    if (!input.success) return [];
    return [
      { label: "File", value: optionWords(input.data) },
      { label: "Coding language", value: LANGUAGE_WORDS[input.data.language] },
    ];
  },
  notDone: (request) =>
    codeFacts(request)?.makesPermanent === true
      ? ["The first download makes the deployment permanent: it can no longer be deleted."]
      : [],
  notDoneTitle: () => "What cannot be taken back",
  cardFacts: ["Model"],
  confirm: () => "Build scoring code",
  unchanged: "Nothing was built.",
  inverse: null,
  result: { label: "Download", opens: "download" },
  underWay: {
    emoji: "📦",
    word: "Building",
    sentence: "The file is being built.",
  },
};
