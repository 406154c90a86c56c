// A process that commits in a loop and says so line by line, to be killed by its test. Usage: <dir> <lane> [count] [uid]
import { openAuditLane } from "../../src/operations/audit-lane.ts";
import { openSqliteStore } from "../../src/stores/sqlite/sqlite-store.ts";
import { putOf } from "../contracts/store-values.ts";
import { AUDIT_KEY, auditFact } from "../support/audit-facts.ts";
import { seededIds } from "../support/ids.ts";

const [dir = "", lane = "", count = "1000000", uid] = process.argv.slice(2);
// After everything is loaded: that user need not be able to read this program.
if (uid !== undefined) process.setuid?.(Number(uid));
try {
  const store = await openSqliteStore({ dir });
  const writer = openAuditLane({ store, key: AUDIT_KEY, lane, ids: seededIds(1) });
  process.stdout.write("open\n");
  for (let n = 0; n < Number(count); n += 1) {
    const [one, two] = [putOf(`${lane}-${n}`, { value: "x".repeat(2_000) }), putOf(`${lane}-${n}-pair`)];
    const answer = await writer.commit({
      expect: [one, two].map(({ id }) => ({ id, rev: 0 })),
      put: [one, two],
      audit: [auditFact(`${lane}-${n}`)],
    });
    process.stdout.write(`${answer.outcome} ${n}\n`);
    if (answer.outcome !== "committed") {
      process.stdout.write(`reason ${"reason" in answer ? answer.reason : answer.id}\n`);
      process.stdout.write(`there ${(await store.get(one.id)) !== null}\n`);
      break;
    }
    await new Promise(setImmediate);
  }
  await store.close();
} catch (error) {
  process.stdout.write(`error ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
