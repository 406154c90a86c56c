// Whether an action can be had at all: as the deployment is, and on this platform.
import type { ActionName } from "../deployments/action-names.ts";
import { availability } from "../deployments/availability.ts";
import { type Decision, denied } from "../deployments/decision.ts";
import type { Deployment } from "../deployments/deployment.ts";
import type { ModelPackage } from "../deployments/model-package.ts";
import type { Platform } from "../ports/platform.ts";

/** What the deployment's own state denies is said first: that may change. */
export function offered(
  platform: Pick<Platform, "cannot">,
  action: ActionName,
  deployment: Deployment,
  champion: ModelPackage | null,
): Decision {
  const available = availability(action, deployment, champion);
  const cannot = available.outcome === "allowed" ? platform.cannot(action) : null;
  return cannot === null ? available : denied(cannot);
}
