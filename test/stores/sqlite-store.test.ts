import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../src/stores/sqlite/sqlite-store.ts";
import { storeContract } from "../contracts/store.ts";

storeContract("the SQLite store", async () => {
  const dir = mkdtempSync(join(tmpdir(), "store-"));
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
