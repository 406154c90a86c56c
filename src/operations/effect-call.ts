// One call of the platform: its intent written before, its answer after.
import { effectAction } from "../actions/index.ts";
import type { EffectAnswer } from "../ports/platform.ts";
import { type ChangeRequest, effectKeyOf, type Intent, type Json } from "../requests/request.ts";
import { about } from "./advance.ts";
import type { Dependencies } from "./dependencies.ts";
import { tryToFinish } from "./effect-end.ts";
import { type BusyRecord, busyRecordId, putRequest, requestFromStore } from "./request-record.ts";
import { moved, type RequestHolder, tryToWrite, type Written } from "./step.ts";
import { backoff, SECOND, TIMING } from "./timing.ts";

/** The intent with the busy mark in one commit, then the call, then its answer. */
export async function callPlatform(
  deps: Dependencies,
  held: RequestHolder,
  before: Json,
  busy: { readonly rev: number },
): Promise<void> {
  const { value: record } = held;
  const account = await accountOf(deps, record.request);
  const now = deps.clock.now();
  const intent = { ...nextIntent(record.request, before, now), ...(account === null ? {} : { account }) };
  const intended = {
    ...moved(deps, record, { type: "intended", at: now, intent }),
    calledIn: deps.store.opening(),
  };
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
          ...(account === null ? {} : { account }),
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

/** Under which the platform will do it; null: it knows people as the bot does. */
async function accountOf(deps: Dependencies, { requester }: ChangeRequest): Promise<string | null> {
  const state = await deps.accounts?.stateOf(requester);
  return state?.kind === "linked" ? state.email : null;
}

function nextIntent(request: ChangeRequest, before: Json, now: number): Intent {
  if (request.state.name === "executing") {
    // These belong to the call before.
    const { ticket: _, account: __, ...intent } = request.state.intent;
    return { ...intent, attempt: intent.attempt + 1, lastCallAt: now };
  }
  return { effectKey: effectKeyOf(request), at: now, attempt: 1, before, lastCallAt: now };
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

const RECORD_TRIES = 5;

/** Writes what the call answered, unless somebody found out in the meantime. What others wrote into the request meanwhile stays. */
async function recordAnswer(
  deps: Dependencies,
  id: string,
  intent: Intent,
  answer: EffectAnswer,
): Promise<void> {
  for (let tries = 0; tries < RECORD_TRIES; tries += 1) {
    const stored = await deps.store.get(id);
    if (stored === null) return;
    const held = requestFromStore(stored);
    const { state } = held.value.request;
    if (state.name !== "executing" || state.intent.attempt !== intent.attempt) return;
    if ((await recordOnce(deps, held, intent, answer)) !== "lost") return;
  }
}

async function recordOnce(
  deps: Dependencies,
  held: RequestHolder,
  intent: Intent,
  answer: EffectAnswer,
): Promise<Written> {
  const now = deps.clock.now();
  switch (answer.outcome) {
    case "done":
      return await tryToFinish(deps, held, { succeededAt: answer.at, known: "answer" });
    case "refused":
      return await tryToFinish(deps, held, { failed: answer.sentence, changed: false });
    case "failed":
      return await tryToFinish(deps, held, { failed: answer.sentence, changed: true });
    case "accepted": {
      const ticket = answer.ticket === undefined ? {} : { ticket: answer.ticket };
      // The card says so while it goes on.
      return await lookLater(
        deps,
        { ...held, value: moved(deps, held.value, { type: "accepted", at: now, ...ticket }) },
        { event: "effect.accepted", why: "The platform took it on.", at: now + TIMING.poll },
      );
    }
    case "not-delivered":
      return await lookLater(deps, held, {
        event: "effect.not-delivered",
        why: answer.sentence,
        // Not later than the time when nothing is sent any more: the deployment waits for it.
        at: Math.min(
          now + Math.max(answer.retryAfterMs, backoff(intent.attempt - 1)),
          Math.max(now + TIMING.settle, intent.at + TIMING.callWithin),
        ),
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
): Promise<Written> {
  const audit = [
    about(held.value.request, { at: deps.clock.now(), event: later.event, who: "system", why: later.why }),
  ];
  const record = { ...held.value, wakeAt: later.at, tries: 0 };
  return await tryToWrite(deps, held, { record, audit });
}
