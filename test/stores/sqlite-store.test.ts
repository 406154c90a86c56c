import { rmSync } from "node:fs";
import { openSqliteStore } from "../../src/stores/sqlite/sqlite-store.ts";
import { storeContract } from "../contracts/store.ts";
import { scratchDir } from "../support/scratch.ts";

storeContract("the SQLite store", async () => {
  const dir = scratchDir("store-");
  let store = await openSqliteStore({ dir });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openSqliteStore({ dir });
      return store;
    },
    async close() {
      await store.close();
      rmSync(dir, { recursive: true });
    },
  };
});
