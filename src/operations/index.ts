// The operations and their alarm loop, from what they are handed.
import type { Dependencies } from "./dependencies.ts";
import type { Operations } from "./operations.ts";
import { createPresses } from "./presses.ts";
import { createReads } from "./reads.ts";
import { createRequestReads } from "./request-reads.ts";
import { createSettings } from "./subscriptions.ts";
import { createWorker, type Worker } from "./worker.ts";

export interface RunningOperations {
  readonly operations: Operations;
  readonly worker: Worker;
}

/** Nothing runs before `worker.start()`. */
export function createOperations(handed: Omit<Dependencies, "nudge">): RunningOperations {
  const deps: Dependencies = { ...handed, nudge: () => worker.nudge() };
  const worker = createWorker(deps);
  return {
    worker,
    operations: {
      ...createReads(deps),
      ...createRequestReads(deps),
      ...createPresses(deps),
      ...createSettings(deps),
    },
  };
}
