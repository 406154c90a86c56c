// A registry with many deployments, written through the store as the local platform itself writes them.
import { deploymentId } from "../src/deployments/ids.ts";
import { sampleFleet } from "../src/platforms/local/fleet/sample-fleet.ts";
import { deploymentPut, packagePut } from "../src/platforms/local/records.ts";
import type { Put } from "../src/ports/store.ts";
import { openSqliteStore } from "../src/stores/sqlite/sqlite-store.ts";

const PER_COMMIT = 2_000;
const AREAS = ["card", "fraud", "churn", "claims", "demand", "pricing", "routing", "scoring"];
const PLACES = ["berlin", "lisbon", "osaka", "quito", "dakar", "perth", "turin", "leeds"];
const STAGES = ["prod", "staging", "test"];

export const labelOf = (index: number): string => {
  const pick = (words: readonly string[], divisor: number): string =>
    words[Math.floor(index / divisor) % words.length] ?? "";
  return `${pick(AREAS, 1)}-${pick(PLACES, 8)}-${pick(STAGES, 64)}-${index}`;
};

export async function seedRegistry(dir: string, count: number): Promise<void> {
  const { deployments, packages } = sampleFleet(Date.now());
  const model = deployments.find(({ label }) => label === "card-default");
  if (model === undefined) throw new Error("The sample fleet has no card-default.");
  const store = await openSqliteStore({ dir });
  try {
    const commit = async (put: readonly Put[]): Promise<void> => {
      const expect = put.map(({ id }) => ({ id, rev: 0 }));
      const answer = await store.commit({ expect, put, remove: [], audit: [] });
      if (answer.outcome !== "committed") throw new Error(`Not seeded: ${JSON.stringify(answer)}`);
    };
    await commit(packages.map(packagePut));
    for (let from = 0; from < count; from += PER_COMMIT) {
      const puts = Array.from({ length: Math.min(PER_COMMIT, count - from) }, (_, offset) =>
        deploymentPut({
          ...model,
          id: deploymentId(`d-${from + offset}`),
          label: labelOf(from + offset),
        }),
      );
      await commit(puts);
    }
  } finally {
    await store.close();
  }
}
