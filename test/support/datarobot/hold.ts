// One change of a deployment at a time: what is under way is seen in its status.
import { conflict } from "./answer.ts";
import type { Deployment, DeploymentStatus, World } from "./state.ts";

/** Throws 409 while another change is under way. */
export function refuseBusy(deployment: Deployment): void {
  if (deployment.workId !== null) throw conflict("Another change of this deployment is under way.");
}

/**
 * Starts work that holds the deployment; it shows `meanwhile` until then. `perform` runs at the end, with the status of before back
 * in place. The id of the status record.
 */
export function holding(
  world: World,
  deployment: Deployment,
  work: {
    readonly kind: string;
    readonly accountId: string;
    readonly meanwhile: DeploymentStatus;
    /** Where a success leads; the deployment, unless said. */
    readonly location?: string;
    readonly perform: () => { readonly failed: string } | null;
    /** After the status of before is back and nothing was done. */
    readonly failed?: (message: string) => void;
  },
): string {
  refuseBusy(deployment);
  const before = deployment.status;
  deployment.status = work.meanwhile;
  const free = (): void => {
    deployment.workId = null;
    deployment.status = before;
  };
  deployment.workId = world.work.start({
    kind: work.kind,
    accountId: work.accountId,
    description: `${work.kind} of ${deployment.label}`,
    run() {
      free();
      const failure = work.perform();
      if (failure !== null) {
        work.failed?.(failure.failed);
        return failure;
      }
      return { location: work.location ?? `${world.url}/deployments/${deployment.id}/` };
    },
    undo(message) {
      free();
      work.failed?.(message);
    },
  });
  return deployment.workId;
}
