// The end of what was taken on: by the work record's alarm as long as nobody reports, and by a report of whoever does the work. Once,
// whoever comes first and however often.
import type { Deployment } from "../../deployments/deployment.ts";
import { PlatformUnavailable } from "../../ports/platform.ts";
import type { StoredRecord } from "../../ports/store.ts";
import { type ChangeParts, committed, TRIES } from "./change.ts";
import { decide } from "./decide.ts";
import type { Moment } from "./decided.ts";
import { type Ending, endingCommit, failing } from "./ending.ts";
import { ownReport, type Report } from "./launch.ts";
import { type ReadSide, readSide } from "./read-side.ts";
import { parseDeployment, parsePackage, workRecordId } from "./records.ts";
import { parseWork, type Work } from "./work.ts";

/** `over`: nothing is under way by this key (any more). */
export type Completion = "completed" | "over";

/**
 * Ends what was taken on under this key as the report says; without one (null), as the registry finds it. New status, the effect's record and
 * the end of the work are one commit. Throws `PlatformUnavailable` when the store did not keep it, or cannot say: then it is asked again.
 */
export async function completeWork(
  parts: ChangeParts,
  effectKey: string,
  report: Report | null,
): Promise<Completion> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const stored = await parts.store.get(workRecordId(effectKey));
    if (stored === null) return "over";
    const work = parseWork(stored);
    const side = await readSide(parts, work.command);
    if (side.work === null) return "over";
    const at = parts.clock.now();
    const ending = endingOf(work, side, report, { at, newId: parts.ids.unique() });
    const { commit } = endingCommit(work.command, side, ending, at);
    const answer = await committed(parts.store, commit);
    if (answer.outcome === "committed") return "completed";
    if (answer.outcome !== "conflict")
      throw new PlatformUnavailable(`The end of ${effectKey} was not kept: ${answer.reason}`);
  }
  throw new PlatformUnavailable("Others change this deployment all the time.");
}

/** The alarm's step. */
export const stepWork = async (parts: ChangeParts, record: StoredRecord): Promise<Completion> =>
  await completeWork(parts, parseWork(record).command.effectKey, null);

function endingOf(work: Work, side: ReadSide, given: Report | null, moment: Moment): Ending {
  const { command } = work;
  if (side.deployment === null)
    return { becomes: undefined, failed: "The deployment was deleted in the meantime." };
  const now = parseDeployment(side.deployment);
  const holdsStatus = work.during !== work.before;
  if (holdsStatus && now.status !== work.during)
    return { becomes: undefined, failed: "Somebody else changed the deployment in the meantime." };
  const before = holdsStatus ? { ...now, status: work.before } : now;
  try {
    return reportedEnding(command, before, side, given, moment);
  } catch (error) {
    if (!(error instanceof PlatformUnavailable)) throw error;
    // A record beside the deployment that cannot be read stays so: waiting for it would hold the status for ever.
    return { becomes: before, failed: `${error.message} Nothing was changed.` };
  }
}

function reportedEnding(
  command: Work["command"],
  before: Deployment,
  side: ReadSide,
  given: Report | null,
  moment: Moment,
): Ending {
  const model = side.model === null ? null : parsePackage(side.model);
  const report = given ?? ownReport(command, model, moment.at);
  if (!report.ok) return failing(command, before, report, model);
  const decided = decide(before, command, side, moment);
  if (!("outcome" in decided)) return decided;
  const why = "sentence" in decided ? decided.sentence : "It was done before.";
  return { becomes: before, failed: why };
}
