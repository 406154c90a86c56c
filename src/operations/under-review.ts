// The deployment of a request, for those who are asked to review it. Reference: deployment actions, section 2.3.
import { type Answer, ok, refuse } from "../deployments/decision.ts";
import type { RequestId } from "../deployments/ids.ts";
import { isVisible } from "../deployments/permissions.ts";
import { type Actor, samePerson } from "../requests/person.ts";
import { isFinal } from "../requests/request.ts";
import { standing } from "../requests/state-words.ts";
import type { Dependencies } from "./dependencies.ts";
import { mayReview } from "./eligible.ts";
import type { UnderReview } from "./operations.ts";
import { noSuchRequest } from "./press-guard.ts";
import { requestFromStore, requestRecordId } from "./request-record.ts";

/** By the request and never by the deployment's name: the right comes from it and ends with it. */
export async function deploymentUnderReview(
  deps: Dependencies,
  actor: Actor,
  id: RequestId,
): Promise<Answer<UnderReview>> {
  const who = await deps.people.person(actor);
  if (!who.ok) return who;
  const stored = await deps.store.get(requestRecordId(id));
  if (stored === null) return refuse(noSuchRequest(deps));
  const { request } = requestFromStore(stored).value;
  const overview = await deps.platform.overview(request.deploymentId);
  if (overview === null) return refuse(noSuchRequest(deps));
  const { deployment, champion, challengers } = overview;
  const { role } = await deps.people.roleOn(who.value, deployment);
  if (isVisible("view", role)) return ok({ as: "member", deployment: deployment.id });
  const reviews =
    !samePerson(request.requester, who.value) && (await mayReview(deps, request, who.value, deployment));
  if (!reviews) return refuse(noSuchRequest(deps));
  if (isFinal(request.state)) {
    const { sentence, next } = standing(request);
    return refuse({
      code: "conflict",
      sentence: `${sentence} The deployment was open to its reviewers until then.`,
      next,
    });
  }
  const seen = { deployment, champion, challengers, person: who.value, open: [request], link: null };
  return ok({ as: "reviewer", seen: { ...seen, role: "USER", menu: [] } });
}
