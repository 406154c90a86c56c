// One step of a request: what it wants written, and how it is written.
import type { Refusal } from "../deployments/decision.ts";
import type { CommitAnswer } from "../ports/store.ts";
import type { AuditFact } from "../requests/audit.ts";
import type { RequestEvent } from "../requests/transition.ts";
import { about, advance } from "./advance.ts";
import type { Dependencies } from "./dependencies.ts";
import { putRequest, type RequestRecord, type Stored } from "./request-record.ts";

/** What a step wants written: the record as it shall be, and the facts that belong to it. */
export interface Step {
  readonly record: RequestRecord;
  readonly audit: readonly AuditFact[];
}

export type RequestHolder = Stored<RequestRecord>;

/** Moves by an event that the state machine must accept here; a refusal is a bug in the caller. */
export function moved(deps: Dependencies, record: RequestRecord, event: RequestEvent): RequestRecord {
  const next = advance(deps, record, event);
  if (!next.ok)
    throw new Error(`${event.type} refused in ${record.request.state.name}: ${next.refusal.sentence}`);
  return next.value;
}

/** The step that ends a request with a refusal. */
export function refused(deps: Dependencies, record: RequestRecord, refusal: Refusal): Step {
  const now = deps.clock.now();
  const next = moved(deps, record, { type: "refused", at: now, refusal });
  return {
    record: next,
    audit: [
      about(next.request, {
        at: now,
        event: "request.refused",
        who: "system",
        allowed: false,
        why: refusal.sentence,
        details: { code: refusal.code },
      }),
    ],
  };
}

/** What became of a write. `lost`: somebody else wrote the request, whose alarm then counts. */
export type Written = "written" | "lost" | "in doubt";

/** Commits a step under the claim's `rev`; one that is lost to somebody else is let go. */
export async function write(deps: Dependencies, held: RequestHolder, step: Step): Promise<void> {
  await tryToWrite(deps, held, step);
}

/** The same, for those who have to know. */
export async function tryToWrite(deps: Dependencies, held: RequestHolder, step: Step): Promise<Written> {
  const now = deps.clock.now();
  const answer = await deps.journal.commit({
    expect: [{ id: held.id, rev: held.rev }],
    put: [putRequest(step.record, now)],
    audit: step.audit,
  });
  if (answer.outcome === "failed" || answer.outcome === "unknown")
    deps.log.warn("step-not-recorded", { request: step.record.request.id, reason: answer.reason });
  deps.nudge();
  return writtenBy(answer);
}

export const writtenBy = ({ outcome }: CommitAnswer): Written =>
  outcome === "committed" ? "written" : outcome === "conflict" ? "lost" : "in doubt";
