// A new wish: one durable write within the three seconds, whatever the platform does, and found again when it is sent twice.
import { effectAction } from "../actions/index.ts";
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import { requestId } from "../deployments/ids.ts";
import { canonicalJson } from "../requests/digest.ts";
import type { Actor } from "../requests/person.ts";
import type { ChangeRequest } from "../requests/request.ts";
import { about } from "./advance.ts";
import { invalidInput } from "./assess.ts";
import type { Dependencies } from "./dependencies.ts";
import { mended } from "./editing.ts";
import { change } from "./journal.ts";
import type { Ask } from "./operations.ts";
import { noSuchRequest, refusedPress } from "./press-guard.ts";
import { putRequest, type RequestRecord, requestFromStore, requestRecordId } from "./request-record.ts";

/**
 * The one durable write of a submit. Its id follows from the view, so that a second submit finds the first. The platform is not asked
 * here: whether the person may is decided by the checking, which comes at once and does not hold up the acknowledgement.
 */
export async function ask(deps: Dependencies, actor: Actor, asked: Ask): Promise<Answer<ChangeRequest>> {
  const id = requestId(deps.ids.hash(`${actor.installation} ${asked.wishKey}`).slice(0, 32));
  const recordId = requestRecordId(id);
  const first = await deps.store.get(recordId);
  if (first !== null) return ownWish(deps, requestFromStore(first).value.request, actor, asked);

  const who = await deps.people.person(actor);
  const refused = (refusal: Refusal) =>
    refusedPress(deps, {
      actor,
      action: asked.action,
      deployment: asked.deploymentId,
      request: null,
      refusal,
    });
  if (!who.ok) return await refused(who.refusal);
  const person = who.value;
  const action = effectAction(asked.action);
  const parsed = action.input.safeParse(asked.input);
  if (!parsed.success) return await refused(invalidInput(parsed.error.issues));
  const slip = action.slip?.(asked.input, asked.deploymentLabel) ?? null;
  if (slip !== null) return await refused(slip);

  const before = await mended(deps, person, asked);
  if (!before.ok) return await refused(before.refusal);
  const mends = before.value;

  const now = deps.clock.now();
  const request: ChangeRequest = {
    id,
    reference: deps.ids.reference(),
    action: asked.action,
    deploymentId: asked.deploymentId,
    deploymentLabel: asked.deploymentLabel,
    requester: person,
    requesterActor: actor,
    createdAt: now,
    ...(mends === null ? {} : { mends }),
    origin: asked.origin,
    edition: 1,
    input: asked.input,
    comment: asked.comment,
    apply: asked.apply,
    assessment: null,
    confirmation: null,
    digestBytes: null,
    digest: null,
    reviews: [],
    state: { name: "checking", since: now },
    remindedAt: null,
  };
  // The acknowledgement itself shows "checking": nothing is to be delivered before there is a result.
  const record: RequestRecord = { request, content: 1, shown: 1, wakeAt: now, tries: 0, heldBy: null };
  const answer = await change<Answer<ChangeRequest>>(deps, recordId, (stored) => {
    if (stored !== null)
      return { write: false, value: ownWish(deps, requestFromStore(stored).value.request, actor, asked) };
    return {
      write: true,
      value: ok(request),
      commit: {
        expect: [{ id: recordId, rev: 0 }],
        put: [putRequest(record, now)],
        audit: [
          about(request, {
            at: now,
            event: "request.asked",
            who: person,
            why: "Recorded as it was sent; role, availability and input are checked next.",
            details: {
              input: asked.input,
              comment: asked.comment,
              ...(mends === null ? {} : { mends: mends.reference }),
            },
          }),
        ],
      },
    };
  });
  deps.recents.note(person, asked.deploymentId);
  deps.nudge();
  return answer;
}

/** A second submit of the same wish finds the first; somebody else's view never does, and another wish is not taken for it. */
function ownWish(
  deps: Dependencies,
  request: ChangeRequest,
  actor: Actor,
  asked: Ask,
): Answer<ChangeRequest> {
  if (request.requesterActor.user !== actor.user) return refuse(noSuchRequest(deps));
  const { action, deploymentId, edition, input } = request;
  // An edit may have changed the input since; what is sent twice is sent within seconds.
  const same =
    action === asked.action &&
    deploymentId === asked.deploymentId &&
    (edition > 1 || canonicalJson(input) === canonicalJson(asked.input));
  if (same) return ok(request);
  return refuse({
    code: "conflict",
    sentence: `This window has sent ${request.reference} already, for ${request.deploymentLabel}; another wish was not recorded.`,
    next: "Close it and open the form again.",
  });
}
