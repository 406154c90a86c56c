import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { readStorage } from "../config.ts";
import { readKeyring } from "../keys.ts";
import { parseHeadLine } from "../operations/audit-heads.ts";
import { type AuditReport, verifyAudit } from "../operations/audit-verify.ts";
import type { LaneHead } from "../ports/store.ts";
import { openSqliteStoreReadOnly, StoreNotOpened } from "../stores/sqlite/sqlite-store.ts";
import type { Shell } from "./commands.ts";

/** Heads in the order of the file's lines; other lines are the rest of a log. */
async function* headsIn(path: string): AsyncGenerator<LaneHead> {
  for await (const line of createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const head = parseHeadLine(line);
    if (head !== null) yield head;
  }
}

function tell(shell: Shell, report: AuditReport): void {
  for (const { kind, sentence } of report.findings) shell.out(`${kind}: ${sentence}`);
  if (report.moreFindings > 0) shell.out(`and ${report.moreFindings} more`);
  for (const sentence of report.cannotKnow) shell.out(`Not known: ${sentence}`);
  const what = `${report.entries} entries in ${report.lanes} ${report.lanes === 1 ? "lane" : "lanes"}`;
  shell.out(
    report.clean
      ? `Clean: ${what}.`
      : `NOT clean: ${what}, ${report.findings.length + report.moreFindings} findings.`,
  );
}

/** Reads only, also beside a running bot. 1 when something was found, or when it could not be looked for. */
export async function auditVerify(
  shell: Shell,
  options: Readonly<Record<string, string | boolean | undefined>>,
): Promise<number> {
  // Where the records and keys are is all that matters here: a missing Slack token is no reason not to verify.
  const { storage, mistakes } = readStorage(shell.env, shell);
  if (mistakes.length > 0) {
    for (const mistake of mistakes) shell.complain(mistake);
    return 1;
  }
  const keys = readKeyring(storage);
  if (!keys.ok) {
    shell.complain(keys.sentence);
    return 1;
  }
  try {
    const store = await openSqliteStoreReadOnly({ dir: storage.dataDir });
    try {
      const report = await verifyAudit({
        store,
        keys: keys.keyring.subKeys("audit"),
        ...(typeof options.heads === "string" ? { heads: headsIn(options.heads) } : {}),
      });
      tell(shell, report);
      return report.clean ? 0 : 1;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof StoreNotOpened) shell.complain(error.message);
    else if (error instanceof Error && "code" in error && "path" in error)
      shell.complain(`${String(error.path)} cannot be read (${String(error.code)}).`);
    else throw error;
    return 1;
  }
}
