// The answers of the state machine to events that mean nothing now.
import { type Refusal, refuse } from "../deployments/decision.ts";
import { type Person, samePerson } from "./person.ts";
import type { ChangeRequest, RequestStateName } from "./request.ts";
import { standing } from "./state-words.ts";

type Refused = { readonly ok: false; readonly refusal: Refusal };

export const inState = (request: ChangeRequest, names: readonly RequestStateName[]): boolean =>
  names.includes(request.state.name);

/** Gives rights, so accounts are compared directly: the narrower reading is the safe one. */
export const isRequester = (request: ChangeRequest, person: Person): boolean =>
  samePerson(request.requester, person);

/** Too late or too early: says what the state is, who brought it about, and since when. */
export function conflictWithState(request: ChangeRequest): Refused {
  return refuse({ code: "conflict", ...standing(request) });
}

/** The person was shown another edition than the current one. */
export function outdated(request: ChangeRequest, shown: number): Refused {
  return refuse({
    code: "outdated",
    sentence: `This belongs to edition ${shown} of ${request.reference}; it is at edition ${request.edition} now.`,
    next: "Open the request again and look at the current edition.",
    at: request.state.since,
  });
}

export function notTheRequester(request: ChangeRequest, toDoWhat: string): Refused {
  return refuse({
    code: "forbidden",
    sentence: `Only ${request.requester.name}, who asked for ${request.reference}, can ${toDoWhat}.`,
    next: `Ask ${request.requester.name} to do it.`,
  });
}
