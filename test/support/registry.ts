// Puts deployments and registered model versions into the local registry of a rig, past every action.
import type { Deployment } from "../../src/deployments/deployment.ts";
import { packageId } from "../../src/deployments/ids.ts";
import type { ModelPackage } from "../../src/deployments/model-package.ts";
import { deploymentPut, packagePut } from "../../src/platforms/local/records.ts";
import type { Put } from "../../src/ports/store.ts";
import type { OperationsRig } from "./operations-rig.ts";

type Rig = Pick<OperationsRig, "store" | "clock" | "platform" | "byLabel">;

/** As another replica would write it: lists show it from then on. */
export async function put(rig: Rig, ...puts: readonly Put[]): Promise<void> {
  const before = await rig.store.getMany(puts.map(({ id }) => id));
  const expect = puts.map(({ id }, i) => ({ id, rev: before[i]?.rev ?? 0 }));
  const answer = await rig.store.commit({ expect, put: puts, remove: [], audit: [] });
  if (answer.outcome !== "committed") throw new Error(`Not put: ${answer.outcome}`);
  rig.clock.advance(1_001);
}

export async function deploymentOf(rig: Rig, label: string): Promise<Deployment> {
  const deployment = await rig.platform.deployment(await rig.byLabel(label));
  if (deployment === null) throw new Error(`No deployment ${label}`);
  return deployment;
}

export async function changeDeployment(rig: Rig, label: string, change: Partial<Deployment>): Promise<void> {
  await put(rig, deploymentPut({ ...(await deploymentOf(rig, label)), ...change }));
}

/** A copy of a deployment under another id. */
export async function copyDeployment(
  rig: Rig,
  label: string,
  change: Partial<Deployment> & Pick<Deployment, "id">,
): Promise<void> {
  await put(rig, deploymentPut({ ...(await deploymentOf(rig, label)), ...change }));
}

/** Changes the version, or copies it when `change` names another id. */
export async function changePackage(rig: Rig, id: string, change: Partial<ModelPackage>): Promise<void> {
  const [version = null] = await rig.platform.packages([packageId(id)], { kind: "service" });
  if (version === null) throw new Error(`No version ${id}`);
  await put(rig, packagePut({ ...version, ...change }));
}
