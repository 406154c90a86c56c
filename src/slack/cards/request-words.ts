// Which action's words a request's card uses.
import { effectAction } from "../../actions/index.ts";
import { replaceModelWords } from "../../actions/replace-model/words.ts";
import type { RequestWords } from "../../actions/words.ts";
import type { ActionName } from "../../deployments/action-names.ts";
import type { ChangeRequest } from "../../requests/request.ts";

const WORDS: Partial<Record<ActionName, RequestWords>> = { "replace-model": replaceModelWords };

/** The words of the request's action. Throws for an action without effect: no request can be for it. */
export function wordsOf(request: ChangeRequest): RequestWords {
  const words = WORDS[request.action];
  if (words === undefined) throw new Error(`${request.action} has no words for its requests.`);
  return words;
}

/** Old and new in words: what happened once it has, else what is asked for. */
export function changeOf(request: ChangeRequest): { readonly from: string; readonly to: string } {
  return request.state.name === "succeeded"
    ? request.state.outcome
    : effectAction(request.action).change(request);
}
