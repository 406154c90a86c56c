// Which action's words a request's card uses.

import type { ActionName } from "../deployments/action-names.ts";
import type { ChangeRequest, FactLine } from "../requests/request.ts";
import { activateWords } from "./activate/words.ts";
import { clearStatisticsWords } from "./clear-statistics/words.ts";
import { createApplicationWords } from "./create-application/words.ts";
import { deactivateWords } from "./deactivate/words.ts";
import { deleteWords } from "./delete/words.ts";
import { editWords } from "./edit/words.ts";
import { effectAction } from "./index.ts";
import { relaunchWords } from "./relaunch/words.ts";
import { replaceModelWords } from "./replace-model/words.ts";
import { scoringCodeWords } from "./scoring-code/words.ts";
import { shareWords } from "./share/words.ts";
import { useCasesWords } from "./use-cases/words.ts";
import type { RequestWords } from "./words.ts";

/** One for each action with an effect; a test goes over the list. */
const WORDS: Partial<Record<ActionName, RequestWords>> = {
  "replace-model": replaceModelWords,
  activate: activateWords,
  deactivate: deactivateWords,
  relaunch: relaunchWords,
  edit: editWords,
  "clear-statistics": clearStatisticsWords,
  delete: deleteWords,
  share: shareWords,
  "create-application": createApplicationWords,
  "scoring-code": scoringCodeWords,
  "use-cases": useCasesWords,
};

/** The words of the request's action. Throws for an action without effect: no request can be for it. */
export function wordsOf(request: ChangeRequest): RequestWords {
  const words = WORDS[request.action];
  if (words === undefined) throw new Error(`${request.action} has no words for its requests.`);
  return words;
}

/** What was found when it was checked, in words as it stands to the request now. */
export const shownFacts = (request: ChangeRequest): readonly FactLine[] => {
  const words = wordsOf(request);
  return (request.assessment?.shown ?? []).map((fact) => words.fact?.(fact, request) ?? fact);
};

/** Those of them that the requester's own card repeats beside what was asked for. */
export const cardFacts = (request: ChangeRequest): readonly FactLine[] => {
  const repeated = wordsOf(request).cardFacts;
  const shown = request.assessment?.shown ?? [];
  return shownFacts(request).filter((_, at) => repeated.includes(shown[at]?.label ?? ""));
};

/** Old and new in words: what happened once it has, else what is asked for. */
export function changeOf(request: ChangeRequest): { readonly from: string; readonly to: string } {
  return request.state.name === "succeeded"
    ? request.state.outcome
    : effectAction(request.action).change(request);
}
