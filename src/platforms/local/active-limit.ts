// One record that every activation under a limit writes: of two at once the second loses the race, and counts again.
import type { Put } from "../../ports/store.ts";

export const LIMIT_RECORD = "local-limit:active-deployments";

export const limitPut = (at: number): Put => ({
  kind: "local-limit",
  id: LIMIT_RECORD,
  value: { lastActivationAt: at },
  alarmAt: null,
  index: [],
});
