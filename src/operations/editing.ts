// Going on from a request that is there: its next edition, or a new request from one that was refused.
import { type Answer, ok } from "../deployments/decision.ts";
import type { RequestId } from "../deployments/ids.ts";
import { mayEdit, mayMend } from "../requests/editing.ts";
import type { Actor, Person } from "../requests/person.ts";
import type { ChangeRequest } from "../requests/request.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Ask, Operations } from "./operations.ts";
import { guarded, noSuchRequest } from "./press-guard.ts";
import { refusedOnRequest, seeRequest } from "./request-reads.ts";
import { requestFromStore, requestRecordId } from "./request-record.ts";

export function createEditing(deps: Dependencies): Pick<Operations, "toEdit"> {
  return {
    toEdit: (actor, id, { edition }) =>
      guarded(deps, "edit", async () => {
        const answer = await editable(deps, actor, id, edition);
        if (answer.ok) return answer;
        return await refusedOnRequest(deps, { actor, id, refusal: answer.refusal, what: "edit" });
      }),
  };
}

async function editable(
  deps: Dependencies,
  actor: Actor,
  id: RequestId,
  edition: number,
): Promise<Answer<ChangeRequest>> {
  const seen = await seeRequest(deps, actor, id);
  if (!seen.ok) return seen;
  const { person, record } = seen.value;
  const { request } = record;
  return request.state.name === "refused" ? mayMend(request, person) : mayEdit(request, person, edition);
}

/** What a new request says of the refused one whose form it comes from. Null: it comes from none. */
export async function mended(
  deps: Dependencies,
  person: Person,
  { mends, action, deploymentId }: Ask,
): Promise<Answer<NonNullable<ChangeRequest["mends"]> | null>> {
  if (mends === undefined) return ok(null);
  const stored = await deps.store.get(requestRecordId(mends));
  const request = stored === null ? null : requestFromStore(stored).value.request;
  // Somebody else's, or another wish: no form that was opened here asks for that.
  if (request === null || request.action !== action || request.deploymentId !== deploymentId)
    return { ok: false, refusal: noSuchRequest(deps) };
  const may = mayMend(request, person);
  return may.ok ? ok({ id: request.id, reference: request.reference }) : may;
}
