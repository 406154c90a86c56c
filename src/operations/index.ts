// The operations and their alarm loop, from what they are handed.
import type { LinkedPages } from "../ports/links.ts";
import { createAccountLinking } from "./account-linking.ts";
import { createApplications } from "./applications.ts";
import type { Dependencies } from "./dependencies.ts";
import { createDownloads } from "./downloads.ts";
import { createEditing } from "./editing.ts";
import { createFormReads } from "./form-reads.ts";
import { createHealthPreferences } from "./health-preferences.ts";
import { createLogReads } from "./logs.ts";
import { createMonitoringReads } from "./monitoring.ts";
import type { Operations } from "./operations.ts";
import { createPresses } from "./presses.ts";
import { createReads } from "./reads.ts";
import { createRecents } from "./recents.ts";
import { createRequestReads } from "./request-reads.ts";
import { createSettings } from "./subscriptions.ts";
import { createWorker, type Worker } from "./worker.ts";

export interface RunningOperations {
  readonly operations: Operations;
  readonly worker: Worker;
  /** For the pages behind links. */
  readonly pages: LinkedPages;
}

/** Nothing runs before `worker.start()`. */
export function createOperations(handed: Omit<Dependencies, "nudge" | "recents">): RunningOperations {
  const recents = createRecents(handed);
  const deps: Dependencies = { ...handed, recents, nudge: () => worker.nudge() };
  const worker = createWorker(deps);
  const { download, ...downloadPages } = createDownloads(deps);
  const { applicationLink, openApplication } = createApplications(deps);
  const { lookAtAccountLink, completeLink, ...accountLinking } = createAccountLinking(deps);
  return {
    worker: {
      ...worker,
      start: () => {
        worker.start();
        recents.start();
      },
      stop: async () => {
        await Promise.all([worker.stop(), recents.stop()]);
      },
      drain: async (options) => {
        await recents.flush();
        return await worker.drain(options);
      },
    },
    pages: { ...downloadPages, openApplication, lookAtAccountLink, completeLink },
    operations: {
      download,
      applicationLink,
      ...createReads(deps),
      ...createFormReads(deps),
      ...createLogReads(deps),
      ...createMonitoringReads(deps),
      ...createRequestReads(deps),
      ...createEditing(deps),
      ...createPresses(deps),
      ...createSettings(deps),
      ...createHealthPreferences(deps),
      ...accountLinking,
    },
  };
}
