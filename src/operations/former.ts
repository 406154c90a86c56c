// A deployment for those who look back at it.
import type { Deployment, FormerDeployment } from "../deployments/deployment.ts";
import { type DeploymentId, deploymentId } from "../deployments/ids.ts";
import { isVisible } from "../deployments/permissions.ts";
import { type Person, samePerson } from "../requests/person.ts";
import type { ChangeRequest } from "../requests/request.ts";
import type { Dependencies } from "./dependencies.ts";
import { mayReview } from "./eligible.ts";
import type { FormerNamed } from "./operations.ts";
import { REQUEST_INDEX, requestFromStore } from "./request-record.ts";

/**
 * The deployment, or one that was deleted here as it was just before: who saw it then still sees what was asked of it. Null: there is
 * none, and nothing was kept. For reading alone: nothing may be decided for an effect by what is no longer there.
 */
export const presentOrFormer = async (
  { platform }: { readonly platform: Pick<Dependencies["platform"], "deployment" | "former"> },
  id: DeploymentId,
): Promise<Deployment | null> => (await platform.deployment(id)) ?? (await platform.former(id));

/** Far above the longest label: what is longer was pasted by mistake, and is not looked for. */
const LONGEST_NAME = 1_000;
/** Requests about one that are looked through for one that the person reviews: the deletion is among the last. */
const LAST_REQUESTS = 50;

/** Those deleted ones with this id or name that the person could see then, or reviewed a request about; last deleted first. */
export async function formerFor(
  deps: Dependencies,
  person: Person,
  named: string,
): Promise<readonly FormerNamed[]> {
  if (named.length > LONGEST_NAME) return [];
  const byId = /^\S{1,100}$/.test(named) ? await deps.platform.former(deploymentId(named)) : null;
  const all = byId === null ? await deps.platform.formerCalled(named) : [byId];
  const found = await Promise.all(
    all.map(async (former): Promise<FormerNamed | null> => {
      const opens = await opensTo(deps, person, former);
      if (opens === null) return null;
      const { id, label, environment, deleted } = former;
      return { id, label, environmentName: environment.name, deleted, opens };
    }),
  );
  return found.flatMap((one) => one ?? []);
}

/** What was never confirmed went to none of them: it tells nobody that there was such a deployment. */
const wasPutToReviewers = ({ remindedAt, reviews }: ChangeRequest): boolean =>
  remindedAt !== null || reviews.length > 0;

/** Null: it does not exist for this person. */
async function opensTo(
  deps: Dependencies,
  person: Person,
  former: FormerDeployment,
): Promise<FormerNamed["opens"] | null> {
  const { role } = await deps.people.roleOn(person, former);
  if (isVisible("view", role)) return "history";
  const page = await deps.store.list({
    kind: "request",
    index: REQUEST_INDEX.deployment,
    key: former.id,
    order: "descending",
    limit: LAST_REQUESTS,
  });
  for (const record of page.records) {
    const { request } = requestFromStore(record).value;
    if (samePerson(request.requester, person) || !wasPutToReviewers(request)) continue;
    if (await mayReview(deps, request, person, former)) return request;
  }
  return null;
}
