import { storeContract } from "../contracts/store.ts";
import { memoryStore } from "../support/memory-store.ts";

storeContract("the store in memory", async () => {
  const store = memoryStore();
  return {
    store,
    async reopen() {
      await store.close();
      store.reopen();
      return store;
    },
    close: () => store.close(),
  };
});
