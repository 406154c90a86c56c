// A deployment for those who look back at it.
import type { Deployment } from "../deployments/deployment.ts";
import type { DeploymentId } from "../deployments/ids.ts";
import type { Dependencies } from "./dependencies.ts";

/**
 * The deployment, or one that was deleted here as it was just before: who saw it then still sees what was asked of it. Null: there is
 * none, and nothing was kept. For reading alone: nothing may be decided for an effect by what is no longer there.
 */
export const presentOrFormer = async (
  { platform }: { readonly platform: Pick<Dependencies["platform"], "deployment" | "former"> },
  id: DeploymentId,
): Promise<Deployment | null> => (await platform.deployment(id)) ?? (await platform.former(id));
