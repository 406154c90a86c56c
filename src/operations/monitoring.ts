// How a deployment did over the last days: for whoever may look at its card.
import { type Answer, ok, refuse } from "../deployments/decision.ts";
import type { DeploymentId } from "../deployments/ids.ts";
import { lastDays } from "../deployments/monitoring.ts";
import { PlatformUnavailable } from "../ports/platform.ts";
import type { Actor } from "../requests/person.ts";
import { authorise, noSuchDeployment } from "./authorise.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Operations, SeenMonitoring } from "./operations.ts";
import { guarded } from "./press-guard.ts";

export function createMonitoringReads(deps: Dependencies): Pick<Operations, "monitoring"> {
  return {
    monitoring: (actor, deployment, today) =>
      guarded(deps, "monitoring", () => monitoring(deps, actor, deployment, today)),
  };
}

async function monitoring(
  deps: Dependencies,
  actor: Actor,
  id: DeploymentId,
  today: number,
): Promise<Answer<SeenMonitoring>> {
  const may = await authorise(deps, { actor, action: "view", deployment: id });
  if (!may.ok) return may;
  const { deployment, person } = may.value;
  deps.recents.note(person, id);
  const time = lastDays(today, deps.clock.now());
  try {
    const seen = await deps.platform.monitoring({ deploymentId: id, time });
    return seen === null ? refuse(noSuchDeployment(deps, id)) : ok({ deployment, monitoring: seen });
  } catch (error) {
    if (!(error instanceof PlatformUnavailable)) throw error;
    // Health and usage are read already: they are worth showing without the days.
    deps.log.warn("monitoring.unavailable", { deployment: id, reason: error.message });
    return ok({ deployment, monitoring: null });
  }
}
