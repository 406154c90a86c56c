// How an effect ends: done, failed, or in doubt.
import { effectAction } from "../actions/index.ts";
import type { AuditFact } from "../requests/audit.ts";
import type { ChangeRequest, Json } from "../requests/request.ts";
import { about } from "./advance.ts";
import { releaseBusy } from "./busy.ts";
import type { Dependencies } from "./dependencies.ts";
import { putRequest } from "./request-record.ts";
import { moved, type RequestHolder, type Written, write, writtenBy } from "./step.ts";
import { MINUTE } from "./timing.ts";

/** Nobody knows whether it happened: people are told, and it is looked up once a minute. */
export async function doubt(deps: Dependencies, held: RequestHolder, why: string): Promise<void> {
  const now = deps.clock.now();
  const record = { ...moved(deps, held.value, { type: "doubted", at: now, why }), wakeAt: now + MINUTE };
  const audit = [
    about(record.request, { at: now, event: "effect.unknown", who: "system", allowed: false, why }),
  ];
  await write(deps, held, { record, audit });
}

/** Of the trail's entry about an effect that has happened: old and new, and what the platform's own audit log calls it. */
export function happenedDetails(request: ChangeRequest): { readonly [key: string]: Json } {
  const action = effectAction(request.action);
  const name = action.auditName?.(request);
  return { ...(name === undefined ? {} : { name }), ...action.change(request) };
}

const accountIn = ({ state }: ChangeRequest): { readonly account?: string } =>
  (state.name === "executing" || state.name === "unknown") && state.intent.account !== undefined
    ? { account: state.intent.account }
    : {};

type Ending =
  | { readonly succeededAt: number; readonly known: "answer" | "found" }
  /** `changed`: something is different from before all the same. */
  | { readonly failed: string; readonly changed: boolean };

/** The end, with the busy mark taken away in the same commit; one that is lost to somebody else is let go. */
export async function finish(deps: Dependencies, held: RequestHolder, ending: Ending): Promise<void> {
  await tryToFinish(deps, held, ending);
}

/** The same, for those who have to know. */
export async function tryToFinish(deps: Dependencies, held: RequestHolder, ending: Ending): Promise<Written> {
  const now = deps.clock.now();
  const { request } = held.value;
  const record =
    "failed" in ending
      ? moved(deps, held.value, {
          type: "failed",
          at: now,
          reason: ending.failed,
          changed: ending.changed,
        })
      : moved(deps, held.value, {
          type: "succeeded",
          at: now,
          outcome: {
            at: ending.succeededAt,
            ...effectAction(request.action).change(request),
            known: ending.known,
            ...accountIn(request),
            settledBy: null,
          },
        });
  const audit: AuditFact[] = [
    "failed" in ending
      ? about(record.request, {
          at: now,
          event: "effect.failed",
          who: "system",
          allowed: false,
          why: ending.failed,
        })
      : about(record.request, {
          at: now,
          event: "effect.succeeded",
          who: "system",
          why: ending.known === "answer" ? "The platform said so." : "Found on the platform.",
          details: { ...happenedDetails(request), happenedAt: ending.succeededAt },
        }),
  ];
  const release = await releaseBusy(deps, request);
  const answer = await deps.journal.commit({
    expect: [{ id: held.id, rev: held.rev }, ...release.expect],
    put: [putRequest(record, now)],
    remove: release.remove,
    audit,
  });
  if (answer.outcome === "failed" || answer.outcome === "unknown")
    deps.log.warn("outcome-not-recorded", { request: request.id, reason: answer.reason });
  deps.nudge();
  return writtenBy(answer);
}
