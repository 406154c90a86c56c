// What cards say about applications.
import { SHARING_WORDS, TEMPLATE_WORDS } from "../../deployments/application.ts";
import type { RequestWords } from "../words.ts";
import { applicationFacts, associationSentence, NO_ADDRESS } from "./action.ts";
import { createApplicationInput } from "./input.ts";

export const createApplicationWords: RequestWords = {
  title: () => "Create application",
  wish: () => "create an application of",
  did: () => "created an application of",
  details: (request) => {
    const input = createApplicationInput.safeParse(request.input);
    if (!input.success) return [];
    const { name, template, sharing } = input.data;
    return [
      { label: "Name", value: name },
      { label: "Template", value: TEMPLATE_WORDS[template] },
      { label: "May open it", value: SHARING_WORDS[sharing] },
    ];
  },
  notDone: (request) => {
    const facts = applicationFacts(request);
    if (facts === null) return [];
    return [associationSentence(facts.associationId), ...(facts.predictionUrl === null ? [NO_ADDRESS] : [])];
  },
  notDoneTitle: () => "What stays so",
  cardFacts: ["Status when checked", "Association id"],
  confirm: () => "Create application",
  unchanged: "No application was created.",
  inverse: null,
  result: { label: "Open application", opens: "application" },
};
