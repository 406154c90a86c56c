// Which Use Cases a deployment is linked to, for the one who asks.
import type { Deployment } from "../../deployments/deployment.ts";
import type { UseCaseId } from "../../deployments/ids.ts";
import type { Caller, Platform } from "../../ports/platform.ts";

/** What the deployment names, and where the caller sees more than that, those as well. */
export async function linkedFor(
  platform: Pick<Platform, "linkedUseCases">,
  deployment: Pick<Deployment, "id" | "useCases">,
  caller: Caller,
): Promise<readonly UseCaseId[]> {
  const seen = (await platform.linkedUseCases?.(deployment.id, caller)) ?? [];
  return [...new Set([...deployment.useCases, ...seen])];
}
