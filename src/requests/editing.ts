// Which requests their requester may edit, and which refused ones may be asked anew from what was typed.
import { type Answer, ok, type Refusal } from "../deployments/decision.ts";
import type { Person } from "./person.ts";
import { conflictWithState, inState, isRequester, notTheRequester, outdated } from "./refusals.ts";
import { type ChangeRequest, isFinal } from "./request.ts";

const EDITABLE = ["checked", "pending", "changes-requested", "approved", "stale"] as const;

/** Whether an edit makes its next edition now. */
export const isEditable = (request: ChangeRequest): boolean => inState(request, EDITABLE);

/** What the checks say of an input, or could not find out about it. */
const OF_THE_INPUT: readonly Refusal["code"][] = ["invalid", "conflict", "failing-validation", "error"];

/**
 * Whether the same form could get past what refused this request. Who may not do it, what is gone and what is not available stays so
 * whatever is typed; a refusal that names a field is about that field.
 */
export const isMendable = ({ state }: Pick<ChangeRequest, "state">): boolean =>
  state.name === "refused" &&
  (state.refusal.field !== undefined || OF_THE_INPUT.includes(state.refusal.code));

/** The request, when this person may make its next edition from the edition that they were shown; else why not. */
export function mayEdit(request: ChangeRequest, by: Person, edition: number): Answer<ChangeRequest> {
  if (isFinal(request.state)) return conflictWithState(request);
  if (edition !== request.edition) return outdated(request, edition);
  if (!isEditable(request)) return conflictWithState(request);
  if (!isRequester(request, by)) return notTheRequester(request, "edit it");
  return ok(request);
}

/** The refused request, when this person may ask anew from what they had typed; else why not. */
export function mayMend(request: ChangeRequest, by: Person): Answer<ChangeRequest> {
  if (!isRequester(request, by)) return notTheRequester(request, "ask for it anew");
  return isMendable(request) ? ok(request) : conflictWithState(request);
}
