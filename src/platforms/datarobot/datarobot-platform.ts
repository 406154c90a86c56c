// The Platform port on DataRobot's public REST API (reference: DataRobot API). DataRobot keeps the deployments; of our own there is only
// what it has no room for: who made what, and how a deployment was that was deleted.
import { setTimeout as delay } from "node:timers/promises";
import type { Secret } from "../../config/secret.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LinkedAccounts } from "../../ports/linked-accounts.ts";
import type { Platform } from "../../ports/platform.ts";
import type { Store } from "../../ports/store.ts";
import type { Client, Log } from "./client.ts";
import { consoleLinks } from "./console-links.ts";
import { type ApplicationWays, createDataRobotEffects } from "./effects/index.ts";
import { createDataRobotReads } from "./reads.ts";

export interface DataRobotPlatformParts {
  /** With `EFFECT_DEADLINES`. */
  readonly client: Client;
  /** With `/api/v2`. */
  readonly endpoint: URL;
  /** Reads for drawing and polling; acts for nobody. */
  readonly serviceToken: Secret;
  readonly linkedAccounts: LinkedAccounts;
  readonly applications: ApplicationWays;
  /** True: on this plan a download of scoring code makes a deployment permanent. */
  readonly scoringCodeMakesPermanent: boolean;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** Asks DataRobot for nothing by itself. */
export function createDataRobotPlatform(parts: DataRobotPlatformParts): Platform {
  const { client, clock, serviceToken, linkedAccounts, scoringCodeMakesPermanent, store, log } = parts;
  const reads = createDataRobotReads({
    client,
    clock,
    serviceToken,
    linkedAccounts,
    scoringCodeMakesPermanent,
    wait: (ms) => delay(ms, undefined, { ref: false }),
  });
  const effects = createDataRobotEffects({
    client,
    clock,
    serviceToken,
    linkedAccounts,
    console: consoleLinks(parts.endpoint),
    applications: parts.applications,
    deployment: reads.deployment,
    store,
    log,
  });
  return { name: "datarobot", scoringCodeMakesPermanent, ...reads, ...effects };
}
