// Every effect of the local platform: read, decide, one commit. What takes its time is taken on by it, and ended by `completeWork`.
// Reference: deployment actions, sections 3.2-3.12.
import type { Clock, Ids } from "../../ports/clock.ts";
import { type EffectAnswer, PlatformUnavailable } from "../../ports/platform.ts";
import { type Commit, type CommitAnswer, type Put, type Store, StoreMisuse } from "../../ports/store.ts";
import { LIMIT_RECORD, limitPut } from "./active-limit.ts";
import { decide } from "./decide.ts";
import { type Decided, type Moment, refused } from "./decided.ts";
import { answerOf, endingCommit, failing } from "./ending.ts";
import { ownReport } from "./launch.ts";
import { type LocalCommand, type Readable, type ReadSide, readSide, withoutRoom } from "./read-side.ts";
import { deploymentPut, parseDeployment, parseEffect, parsePackage, workRecordId } from "./records.ts";
import { timed, workPut } from "./work.ts";

/** Lost races before the caller is told to come back later. */
export const TRIES = 5;
const BUSY_RETRY_MS = 1_000;
const FULL_STORE_RETRY_MS = 60_000;

export interface ChangeParts extends Readable {
  readonly clock: Clock;
  readonly ids: Ids;
  /** How long what takes its time takes, in milliseconds; 0: all is done at once. */
  readonly workMs: number;
}

const notDelivered = (sentence: string, retryAfterMs: number): EffectAnswer => ({
  outcome: "not-delivered",
  sentence,
  retryAfterMs,
});

interface Planned {
  readonly commit: Commit;
  /** When the commit stands. */
  readonly answer: EffectAnswer;
}

/**
 * The effect's own record is written with it: whoever asks again finds it, also after the deployment is gone. Whatever did not end in a
 * commit answers that nothing changed, or `unknown` when the store cannot say.
 */
export async function runCommand(parts: ChangeParts, command: LocalCommand): Promise<EffectAnswer> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    let side: ReadSide;
    try {
      side = await readSide(parts, command);
    } catch (error) {
      if (error instanceof StoreMisuse) throw error;
      // Nothing of this call was written: reading changes nothing, and a lost race wrote nothing.
      return notDelivered("The local registry cannot be read now, so nothing was changed.", BUSY_RETRY_MS);
    }
    const plan = planOrRefuse(parts, command, side);
    if ("outcome" in plan) return plan;
    const answer = await committed(parts.store, plan.commit);
    switch (answer.outcome) {
      case "committed":
        return plan.answer;
      case "failed":
        return notDelivered(`Nothing was changed: ${answer.reason}`, FULL_STORE_RETRY_MS);
      case "unknown":
        return { outcome: "unknown", sentence: "The local registry did not say whether it kept the change." };
      case "conflict":
        continue;
    }
  }
  return notDelivered("Others change this deployment all the time; nothing was changed.", BUSY_RETRY_MS);
}

/** A record that cannot be read as what it should be stays as it is. */
function planOrRefuse(...given: Parameters<typeof plan>): EffectAnswer | Planned {
  try {
    return plan(...given);
  } catch (error) {
    if (error instanceof PlatformUnavailable) return refused(`${error.message} Nothing was changed.`);
    throw error;
  }
}

function plan(parts: ChangeParts, command: LocalCommand, side: ReadSide): EffectAnswer | Planned {
  if (side.effect !== null) return answerOf(parseEffect(side.effect));
  if (side.deployment === null) return refused("This deployment does not exist any more.");
  if (side.work !== null) return { outcome: "accepted" };
  const deployment = parseDeployment(side.deployment);
  const moment: Moment = { at: parts.clock.now(), newId: parts.ids.unique() };
  const decided = decide(deployment, command, side, moment);
  if ("outcome" in decided) return decided;
  const full = withoutRoom(side);
  if (full !== null) return refused(full);
  const model = side.model === null ? null : parsePackage(side.model);
  const takes = timed(command, deployment, model);
  if (takes !== null && parts.workMs > 0) {
    const work = { ...takes, since: moment.at, before: deployment.status };
    const seen =
      takes.during === deployment.status ? [] : [deploymentPut({ ...deployment, status: takes.during })];
    const put = [workPut(work, moment.at + parts.workMs), ...seen];
    return counting(side, moment, {
      commit: begun(side, decided, command, put),
      answer: { outcome: "accepted" },
    });
  }
  const report = takes === null ? ({ ok: true } as const) : ownReport(command, model, moment.at);
  const ending = report.ok ? decided : failing(command, deployment, report, model);
  return counting(side, moment, endingCommit(command, side, ending, moment.at));
}

/** Taken on: what it was decided on must be as it was read, and it is taken on once. */
function begun(
  { deployment }: ReadSide,
  { beside }: Decided,
  command: LocalCommand,
  put: readonly Put[],
): Commit {
  const read = [...(deployment === null ? [] : [deployment]), ...(beside?.read ?? [])];
  return {
    expect: [...read.map(({ id, rev }) => ({ id, rev })), { id: workRecordId(command.effectKey), rev: 0 }],
    put,
    remove: [],
    audit: [],
  };
}

/** One more that counts against a limit writes the record that all of them write. */
function counting({ room }: ReadSide, { at }: Moment, { commit, answer }: Planned): Planned {
  if (room === null) return { commit, answer };
  const expect = [...commit.expect, { id: LIMIT_RECORD, rev: room.record?.rev ?? 0 }];
  return { commit: { ...commit, expect, put: [...commit.put, limitPut(at)] }, answer };
}

/** A store that throws in a commit may have kept it. */
export async function committed(store: Store, commit: Commit): Promise<CommitAnswer> {
  try {
    return await store.commit(commit);
  } catch (error) {
    if (error instanceof StoreMisuse) throw error;
    return { outcome: "unknown", reason: error instanceof Error ? error.message : "" };
  }
}
