// Activate and deactivate: reference section 10.
import { z } from "zod";
import { deploymentAs } from "./access.ts";
import { type Answer, conflict, invalid } from "./answer.ts";
import { readBody } from "./body.ts";
import type { Call } from "./call.ts";
import { recordEffect } from "./effects.ts";
import { holding, refuseBusy } from "./hold.ts";
import { refuseCovered } from "./policy-match.ts";
import { readQuery } from "./query.ts";
import type { Account, Deployment, World } from "./state.ts";
import { accepted } from "./statuses.ts";

export type Wanted = "active" | "inactive";
const BODY = z.strictObject({ status: z.enum(["active", "inactive"]) });

export function changeStatus(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const { status } = readBody(call, BODY);
  const deployment = deploymentAs(call, "OWNER");
  refuseStatus(world, deployment, status);
  refuseCovered(call, deployment, { entityType: "deploymentStatus", action: "update" });
  const id = holding(world, deployment, {
    kind: status === "active" ? "activate" : "deactivate",
    accountId: account.id,
    meanwhile: status === "active" ? "launching" : "stopping",
    perform: () => performStatus(world, account, deployment, status),
    // A launch that fails leaves its mark.
    failed: () => {
      if (status === "active") deployment.status = "errored";
    },
  });
  return accepted(world, id);
}

/** Throws 409 for the status that it has, or while another change is under way; 422 where it cannot be done. */
export function refuseStatus(world: World, deployment: Deployment, wanted: Wanted): void {
  refuseBusy(deployment);
  if (deployment.status === wanted) throw conflict(`The deployment is ${wanted} already.`);
  if (wanted === "inactive" && deployment.status !== "active")
    throw invalid(`A deployment that is ${deployment.status} cannot be deactivated.`);
  const { activeLimit } = world.options;
  if (wanted === "inactive" || activeLimit === null) return;
  if (activeCount(world) >= activeLimit)
    throw invalid(`The limit of ${activeLimit} active deployments is reached.`);
}

export const activeCount = (world: World): number =>
  [...world.deployments.values()].filter(
    ({ status, goneAfter }) => goneAfter === null && !["inactive", "errored", "archived"].includes(status),
  ).length;

export function performStatus(
  world: World,
  account: Account,
  deployment: Deployment,
  wanted: Wanted,
): { readonly failed: string } | null {
  if (wanted === "active") {
    const version = world.versions.get(deployment.championId);
    if (deployment.launchWarning || (version?.kind === "custom" && version.tests?.status === "failed")) {
      deployment.status = "errored";
      return { failed: "The model did not start: its tests failed." };
    }
  }
  deployment.status = wanted;
  recordEffect(world, account, wanted === "active" ? "activate" : "deactivate", deployment.id);
  return null;
}
