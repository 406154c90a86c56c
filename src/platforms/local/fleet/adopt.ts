// Copies the sample fleet into an empty registry: all of it in one commit, once.
import { counted } from "../../../deployments/words.ts";
import { PlatformUnavailable } from "../../../ports/platform.ts";
import { type Put, type Store, StoreMisuse } from "../../../ports/store.ts";
import { newLogPuts } from "../logs.ts";
import { deploymentPut, packagePut, SAMPLE_FLEET_RECORD } from "../records.ts";
import { newStatisticsPuts } from "../statistics.ts";
import { useCasePut } from "../use-cases.ts";
import { sampleFleet } from "./sample-fleet.ts";
import { sampleLogs } from "./sample-logs.ts";
import { sampleStatistics } from "./sample-statistics.ts";
import { sampleUseCases } from "./use-cases.ts";

/** `adopted` counts deployments. Throws `PlatformUnavailable` when the store does not say whether it kept them. */
export async function adoptSampleFleet({
  store,
  size,
  now,
}: {
  readonly store: Store;
  readonly size: { readonly deployments: number; readonly packages: number };
  readonly now: number;
}): Promise<{ readonly adopted: number } | { readonly refused: string }> {
  if (await wasAdopted(store)) return ADOPTED_BEFORE;
  if (size.deployments > 0 || size.packages > 0) {
    return {
      refused: `The sample fleet goes only into an empty registry; this one has ${counted(size.deployments, "deployment")} and ${counted(size.packages, "registered model version")}.`,
    };
  }
  const { deployments, packages } = sampleFleet(now);
  const put: Put[] = [
    { kind: "local-fleet", id: SAMPLE_FLEET_RECORD, value: { adoptedAt: now }, alarmAt: null, index: [] },
    ...packages.map(packagePut),
    ...deployments.map(deploymentPut),
    ...sampleUseCases(now).map(useCasePut),
    ...deployments.flatMap((one) => {
      const champion = packages.find(({ id }) => id === one.championId) ?? null;
      return newStatisticsPuts(one.id, sampleStatistics(one, champion, now));
    }),
    ...sampleLogs(now).flatMap(({ of, entries }) => newLogPuts(of, entries)),
  ];
  const answer = await store.commit({
    expect: put.map(({ id }) => ({ id, rev: 0 })),
    put,
    remove: [],
    audit: [],
  });
  switch (answer.outcome) {
    case "committed":
      return { adopted: deployments.length };
    case "conflict":
      return ADOPTED_BEFORE;
    case "failed":
      return { refused: `Nothing was adopted: ${answer.reason}` };
    case "unknown":
      // One commit: with the marker there, all of it is.
      if (await wasAdopted(store)) return { adopted: deployments.length };
      throw new PlatformUnavailable("The registry did not say whether it kept the sample fleet.");
  }
}

const ADOPTED_BEFORE = { refused: "The sample fleet was adopted before." };

async function wasAdopted(store: Store): Promise<boolean> {
  try {
    return (await store.get(SAMPLE_FLEET_RECORD)) !== null;
  } catch (error) {
    if (error instanceof StoreMisuse) throw error;
    throw new PlatformUnavailable("The local registry cannot be read now.", { cause: error });
  }
}
