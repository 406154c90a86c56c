import { newLogPuts } from "../../../src/platforms/local/logs.ts";
import { deploymentPut, packagePut } from "../../../src/platforms/local/records.ts";
import { newStatisticsPuts } from "../../../src/platforms/local/statistics.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { World } from "../../contracts/platform.ts";

/** Writes the world into the registry as new records. */
export async function fill(store: Store, world: Partial<World>): Promise<void> {
  const put = [
    ...(world.packages ?? []).map(packagePut),
    ...(world.deployments ?? []).map(deploymentPut),
    ...(world.statistics ?? []).flatMap(({ of, hours }) => newStatisticsPuts(of, hours)),
    ...(world.logs ?? []).flatMap(({ of, entries }) => newLogPuts(of, entries)),
  ];
  const answer = await store.commit({
    expect: put.map(({ id }) => ({ id, rev: 0 })),
    put,
    remove: [],
    audit: [],
  });
  if (answer.outcome !== "committed") throw new Error(`the world was not kept: ${JSON.stringify(answer)}`);
}
