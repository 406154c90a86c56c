import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalPlatform } from "../../../src/platforms/local/local-platform.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/sqlite-store.ts";
import { platformContract } from "../../contracts/platform.ts";
import { fakeClock } from "../../support/clock.ts";
import { seededIds } from "../../support/ids.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { fill } from "./fill.ts";

platformContract("the local platform in memory", async (world) => {
  const store = memoryStore();
  await fill(store, world);
  return {
    platform: await createLocalPlatform({
      store,
      clock: fakeClock(),
      ids: seededIds(),
      activeDeployments: () => world.activeDeployments ?? null,
    }),
    close: () => store.close(),
  };
});

platformContract("the local platform on SQLite", async (world) => {
  const dir = mkdtempSync(join(tmpdir(), "platform-"));
  const store = await openSqliteStore({ dir });
  await fill(store, world);
  return {
    platform: await createLocalPlatform({
      store,
      clock: fakeClock(),
      ids: seededIds(),
      activeDeployments: () => world.activeDeployments ?? null,
    }),
    async close() {
      await store.close();
      rmSync(dir, { recursive: true });
    },
  };
});
