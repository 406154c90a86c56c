// From approved to done: authorise again, compare with what was approved, write the intent, call, find out.
import { effectAction } from "../actions/index.ts";
import type { Refusal } from "../deployments/decision.ts";
import type { EffectAnswer } from "../ports/platform.ts";
import type { Expectation } from "../ports/store.ts";
import { decideApproval } from "../requests/approval.ts";
import type { AuditFact } from "../requests/audit.ts";
import { compareDigests } from "../requests/digest.ts";
import type { ChangeRequest, DigestChange, Intent, Json } from "../requests/request.ts";
import { about } from "./advance.ts";
import { assessRequest, bytesOf } from "./assess.ts";
import type { Dependencies } from "./dependencies.ts";
import { eligibleVoters } from "./eligible.ts";
import {
  type BusyRecord,
  busyRecordId,
  putRequest,
  type RequestRecord,
  requestFromStore,
} from "./request-record.ts";
import { moved, type RequestHolder, refused, type Step, write } from "./step.ts";
import { backoff, MINUTE, SECOND, TIMING } from "./timing.ts";

/** An approved request whose time has come. Throws `PlatformUnavailable` and `DirectoryUnavailable`: then again later. */
export async function executeApproved(deps: Dependencies, held: RequestHolder): Promise<void> {
  const { value: record } = held;
  const { request } = record;
  const busy = await readBusy(deps, request);
  if (busy !== null && busy.value.request !== request.id)
    return await write(deps, held, wait(deps, record, busy.value));

  // Before the checks: a change after this look is then refused by the platform, one before it is seen by the checks.
  const before = await effectAction(request.action).effect.before(deps.platform, request);
  const found = await compareWithApproved(deps, request);
  switch (found.answer) {
    case "refused":
      return await write(deps, held, refused(deps, record, found.refusal));
    case "stale":
      return await write(deps, held, stale(deps, record, found.changes));
    case "approval-lost":
      return await write(deps, held, approvalLost(deps, record, found.sentence));
    case "as-approved":
      return await callPlatform(deps, held, before, { rev: busy?.rev ?? 0 });
  }
}

/** What stands between an approval and a call of the platform, read past every cache. */
type Comparison =
  | { readonly answer: "as-approved" }
  | { readonly answer: "refused"; readonly refusal: Refusal }
  | { readonly answer: "stale"; readonly changes: readonly DigestChange[] }
  | { readonly answer: "approval-lost"; readonly sentence: string };

async function compareWithApproved(deps: Dependencies, request: ChangeRequest): Promise<Comparison> {
  const again = await assessRequest(deps, request, { fresh: true });
  if (!again.ok) return { answer: "refused", refusal: again.refusal };
  const bytes = bytesOf(request, again.value.assessment);
  if (bytes !== request.digestBytes) {
    const changes = request.digestBytes === null ? [] : compareDigests(request.digestBytes, bytes);
    return { answer: "stale", changes };
  }
  const lost = await lostApproval(deps, request);
  return lost === null ? { answer: "as-approved" } : { answer: "approval-lost", sentence: lost };
}

const NOT_AS_APPROVED = "What was approved is not what it would be now.";

function stale(deps: Dependencies, record: RequestRecord, changes: readonly DigestChange[]): Step {
  const now = deps.clock.now();
  const next = moved(deps, record, { type: "found-stale", at: now, changes });
  const details: Json = {
    changes: changes.map(({ what, approved, now: is }) => ({ what, approved, now: is })),
  };
  const fact = { at: now, event: "request.found-stale", who: "system", allowed: false, details } as const;
  return { record: next, audit: [about(next.request, { ...fact, why: NOT_AS_APPROVED })] };
}

function approvalLost(deps: Dependencies, record: RequestRecord, why: string): Step {
  const now = deps.clock.now();
  const next = moved(deps, record, { type: "approval-lost", at: now });
  const fact = { at: now, event: "request.approval-lost", who: "system", allowed: false, why } as const;
  return { record: next, audit: [about(next.request, fact)] };
}

/** Rights of reviewers are read again: a vote of somebody who may not any more drops out. Null: approved still. */
async function lostApproval(deps: Dependencies, request: ChangeRequest): Promise<string | null> {
  const policies = request.assessment?.policies ?? [];
  if (policies.length === 0) return null;
  const deployment = await deps.platform.deployment(request.deploymentId);
  if (deployment === null) return "The deployment does not exist any more.";
  const eligible = await eligibleVoters(deps, request, deployment);
  const { approved, decision } = decideApproval({ request, eligible });
  return approved ? null : decision.sentence;
}

function wait(deps: Dependencies, record: RequestRecord, busy: BusyRecord): Step {
  const heldBy = `${busy.reference} is being applied to this deployment, or in doubt; this one goes on when that is settled.`;
  const content = record.heldBy === heldBy ? record.content : record.content + 1;
  return { record: { ...record, heldBy, content, wakeAt: deps.clock.now() + TIMING.busy }, audit: [] };
}

/** The intent with the busy mark in one commit, then the call, then its answer. */
async function callPlatform(
  deps: Dependencies,
  held: RequestHolder,
  before: Json,
  busy: { readonly rev: number },
): Promise<void> {
  const { value: record } = held;
  const now = deps.clock.now();
  const intent = nextIntent(record.request, before, now);
  const intended = moved(deps, record, { type: "intended", at: now, intent });
  const mark: BusyRecord = {
    request: record.request.id,
    reference: record.request.reference,
    since: intent.at,
  };
  const answer = await deps.journal.commit({
    expect: [
      { id: held.id, rev: held.rev },
      { id: busyRecordId(record.request.deploymentId), rev: busy.rev },
    ],
    put: [
      putRequest(intended, now),
      {
        kind: "busy",
        id: busyRecordId(record.request.deploymentId),
        value: mark as unknown as Json,
        alarmAt: null,
        index: [],
      },
    ],
    audit: [
      about(intended.request, {
        at: now,
        event: "effect.intended",
        who: record.request.requester,
        why: record.request.assessment?.policyNote ?? "",
        details: {
          effectKey: intent.effectKey,
          attempt: intent.attempt,
          before,
          digest: record.request.digest,
        },
      }),
    ],
  });
  // Not certain that the intent stands: no call. The record's alarm brings us back here or to a look at the platform.
  if (answer.outcome !== "committed") {
    if (answer.outcome !== "conflict")
      deps.log.warn("intent-not-recorded", { request: record.request.id, reason: answer.reason });
    return;
  }
  deps.nudge();
  // A commit that took so long that others might take over before the call's deadline: they look first, and call if need be.
  if (deps.clock.now() - now > TIMING.lease - TIMING.callDeadline - SECOND) return;
  const called = await callWithDeadline(deps, intended.request, intent);
  await recordAnswer(deps, held.id, intent, called);
}

function nextIntent(request: ChangeRequest, before: Json, now: number): Intent {
  if (request.state.name === "executing")
    return { ...request.state.intent, attempt: request.state.intent.attempt + 1, lastCallAt: now };
  return { effectKey: `${request.id}.${request.edition}`, at: now, attempt: 1, before, lastCallAt: now };
}

/** A call that outlives its deadline is `unknown`; it never throws. */
async function callWithDeadline(
  deps: Dependencies,
  request: ChangeRequest,
  intent: Intent,
): Promise<EffectAnswer> {
  const lost = (sentence: string): EffectAnswer => ({ outcome: "unknown", sentence });
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<EffectAnswer>((resolve) => {
    timer = setTimeout(() => resolve(lost("The platform did not answer in time.")), TIMING.callDeadline);
    timer.unref();
  });
  try {
    return await Promise.race([
      effectAction(request.action).effect.call(deps.platform, request, intent),
      deadline,
    ]);
  } catch (error) {
    deps.log.error("effect-call-threw", { request: request.id, error });
    return lost("The call ended without an answer.");
  } finally {
    clearTimeout(timer);
  }
}

/** Writes what the call answered, unless somebody found out in the meantime. */
async function recordAnswer(
  deps: Dependencies,
  id: string,
  intent: Intent,
  answer: EffectAnswer,
): Promise<void> {
  const stored = await deps.store.get(id);
  if (stored === null) return;
  const held = requestFromStore(stored);
  const { state } = held.value.request;
  if (state.name !== "executing" || state.intent.attempt !== intent.attempt) return;
  const now = deps.clock.now();
  switch (answer.outcome) {
    case "done":
      return await finish(deps, held, { succeededAt: answer.at, known: "answer" });
    case "refused":
      return await finish(deps, held, { failed: answer.sentence });
    case "accepted":
      return await lookLater(deps, held, {
        event: "effect.accepted",
        why: "The platform took it on.",
        at: now + TIMING.poll,
      });
    case "not-delivered":
      return await lookLater(deps, held, {
        event: "effect.not-delivered",
        why: answer.sentence,
        at: now + Math.max(answer.retryAfterMs, backoff(intent.attempt - 1)),
      });
    case "unknown":
      return await lookLater(deps, held, {
        event: "effect.unknown",
        why: answer.sentence,
        at: now + TIMING.settle,
      });
  }
}

async function lookLater(
  deps: Dependencies,
  held: RequestHolder,
  later: { event: "effect.accepted" | "effect.not-delivered" | "effect.unknown"; why: string; at: number },
): Promise<void> {
  const audit = [
    about(held.value.request, { at: deps.clock.now(), event: later.event, who: "system", why: later.why }),
  ];
  const accepted = later.event === "effect.accepted" ? { acceptedAt: deps.clock.now() } : {};
  await write(deps, held, { record: { ...held.value, ...accepted, wakeAt: later.at, tries: 0 }, audit });
}

/** Executing or unknown: asks the platform what happened, before anything else is done. */
export async function lookAgain(deps: Dependencies, held: RequestHolder): Promise<void> {
  const { value: record } = held;
  const { request } = record;
  const { state } = request;
  if (state.name !== "executing" && state.name !== "unknown") return;
  const now = deps.clock.now();
  const { effect } = effectAction(request.action);
  const sinceCall = now - state.intent.lastCallAt;
  let happened: Awaited<ReturnType<typeof effect.happened>>;
  try {
    happened = await effect.happened(deps.platform, request, state.intent);
  } catch (error) {
    if (state.name === "executing" && now - state.intent.at >= TIMING.doubtAfter)
      return await doubt(deps, held, "The platform cannot be asked whether it happened.");
    throw error;
  }
  switch (happened.answer) {
    case "yes":
      return await finish(deps, held, { succeededAt: happened.at, known: "found" });
    case "in-progress":
      if (state.name === "executing" && now - state.intent.at >= TIMING.acceptedWithin)
        return await doubt(deps, held, "The platform has been at it for over an hour.");
      return await again(deps, held, Math.max(TIMING.poll, backoff(record.tries)));
    case "changed-by-others":
      if (happened.certain) return await finish(deps, held, { failed: happened.sentence });
      if (state.name === "executing") return await doubt(deps, held, happened.sentence);
      return await again(deps, held, MINUTE);
    case "no":
      break;
  }
  if (state.name === "unknown") {
    if (sinceCall < TIMING.unknownSettle) return await again(deps, held, TIMING.unknownSettle - sinceCall);
    return await finish(deps, held, {
      failed: "It did not happen: the platform shows the old state, unchanged.",
    });
  }
  if (sinceCall < TIMING.settle) return await again(deps, held, TIMING.settle - sinceCall);
  if (record.acceptedAt !== undefined) return await notDoneYet(deps, held, record.acceptedAt);
  if (effect.kind === "one-shot")
    return await doubt(deps, held, "The answer was lost, and it must not be sent twice.");
  if (now - state.intent.at >= TIMING.callWithin)
    return await finish(deps, held, {
      failed: "It did not happen: the platform did not take it within ten minutes.",
    });
  // Everything is compared at every call, not only at the first.
  const found = await compareWithApproved(deps, request);
  if (found.answer !== "as-approved") return await finish(deps, held, { failed: whyNotAgain(found) });
  const busy = await readBusy(deps, request);
  await callPlatform(deps, held, state.intent.before, { rev: busy?.rev ?? 0 });
}

/** What the platform took on may wait for its turn there, unseen: it is never sent again. */
async function notDoneYet(deps: Dependencies, held: RequestHolder, acceptedAt: number): Promise<void> {
  if (deps.clock.now() - acceptedAt < TIMING.callWithin)
    return await again(deps, held, Math.max(TIMING.poll, backoff(held.value.tries)));
  await finish(deps, held, {
    failed: "The platform took it on and did not do it: it shows the old state, unchanged.",
  });
}

/** The first call did not arrive, and what was approved does not hold any more: nothing is sent again. */
function whyNotAgain(found: Exclude<Comparison, { answer: "as-approved" }>): string {
  switch (found.answer) {
    case "refused":
      return found.refusal.sentence;
    case "stale": {
      const changed = found.changes.map(({ what }) => what).join(", ");
      return `It did not happen, and it is not sent again: ${NOT_AS_APPROVED} Changed: ${changed}.`;
    }
    case "approval-lost":
      return `It did not happen, and it is not sent again: the approval does not hold any more. ${found.sentence}`;
  }
}

async function again(deps: Dependencies, held: RequestHolder, afterMs: number): Promise<void> {
  const record = { ...held.value, tries: held.value.tries + 1, wakeAt: deps.clock.now() + afterMs };
  await write(deps, held, { record, audit: [] });
}

async function doubt(deps: Dependencies, held: RequestHolder, why: string): Promise<void> {
  const now = deps.clock.now();
  const record = { ...moved(deps, held.value, { type: "doubted", at: now, why }), wakeAt: now + MINUTE };
  const audit = [
    about(record.request, { at: now, event: "effect.unknown", who: "system", allowed: false, why }),
  ];
  await write(deps, held, { record, audit });
}

type Ending =
  | { readonly succeededAt: number; readonly known: "answer" | "found" }
  | { readonly failed: string };

/** The end, with the busy mark taken away in the same commit. */
async function finish(deps: Dependencies, held: RequestHolder, ending: Ending): Promise<void> {
  const now = deps.clock.now();
  const { request } = held.value;
  const record =
    "failed" in ending
      ? moved(deps, held.value, { type: "failed", at: now, reason: ending.failed })
      : moved(deps, held.value, {
          type: "succeeded",
          at: now,
          outcome: {
            at: ending.succeededAt,
            ...effectAction(request.action).change(request),
            known: ending.known,
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
          details: { happenedAt: ending.succeededAt, ...effectAction(request.action).change(request) },
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
}

export async function readBusy(
  deps: Pick<Dependencies, "store">,
  request: ChangeRequest,
): Promise<{ readonly rev: number; readonly value: BusyRecord } | null> {
  const stored = await deps.store.get(busyRecordId(request.deploymentId));
  return stored === null ? null : { rev: stored.rev, value: stored.value as unknown as BusyRecord };
}

/** Expectation and removal of the request's own busy mark; nothing when it has none. */
export async function releaseBusy(
  deps: Pick<Dependencies, "store">,
  request: ChangeRequest,
): Promise<{ readonly expect: readonly Expectation[]; readonly remove: readonly string[] }> {
  const busy = await readBusy(deps, request);
  if (busy?.value.request !== request.id) return { expect: [], remove: [] };
  const id = busyRecordId(request.deploymentId);
  return { expect: [{ id, rev: busy.rev }], remove: [id] };
}
