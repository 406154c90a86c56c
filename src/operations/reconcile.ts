// After a call: what became of it? The platform is asked before anything is sent again (design section 4, promise 2).
import { effectAction } from "../actions/index.ts";
import type { ChangeRequest } from "../requests/request.ts";
import { readBusy } from "./busy.ts";
import type { Dependencies } from "./dependencies.ts";
import { callPlatform } from "./effect-call.ts";
import { doubt, finish } from "./effect-end.ts";
import { type Comparison, compareWithApproved, notAsAgreed } from "./execute.ts";
import { type RequestHolder, write } from "./step.ts";
import { backoff, MINUTE, TIMING } from "./timing.ts";

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
      return await finish(deps, held, {
        succeededAt: happened.at,
        known: wasTakenOn(state) ? "answer" : "found",
      });
    case "in-progress": {
      // After a standstill of ours the platform gets one more look: it may have ended long ago, and not have said so yet.
      const stood = record.wakeAt !== null && now - record.wakeAt > MINUTE;
      if (state.name === "executing" && !stood && now - state.intent.at >= TIMING.acceptedWithin)
        return await doubt(deps, held, "The platform has been at it for over an hour.");
      return await again(deps, held, Math.max(TIMING.poll, backoff(record.tries)));
    }
    case "failed":
      return await finish(deps, held, { failed: happened.sentence, changed: true });
    case "changed-by-others":
      if (happened.certain) return await finish(deps, held, { failed: happened.sentence, changed: true });
      if (state.name === "executing") return await doubt(deps, held, happened.sentence);
      return await again(deps, held, MINUTE);
    case "no":
      break;
  }
  const and = happened.leftOver === undefined ? "" : ` ${happened.leftOver}`;
  if (state.name === "unknown") {
    if (sinceCall < TIMING.unknownSettle) return await again(deps, held, TIMING.unknownSettle - sinceCall);
    return await finish(deps, held, {
      failed: `It did not happen: the platform shows the old state, unchanged.${and}`,
      changed: false,
    });
  }
  if (sinceCall < TIMING.settle) return await again(deps, held, TIMING.settle - sinceCall);
  if (state.acceptedAt !== undefined) return await notDoneYet(deps, held, state.acceptedAt);
  if (effect.kind === "one-shot")
    return await doubt(deps, held, "The answer was lost, and it must not be sent twice.");
  if (now - state.intent.at >= TIMING.callWithin)
    return await giveUp(
      deps,
      held,
      sinceCall,
      `It did not happen: the platform did not take it within ten minutes.${and}`,
    );
  // Everything is compared at every call, not only at the first.
  const found = await compareWithApproved(deps, request);
  if (found.answer !== "as-approved")
    return await giveUp(deps, held, sinceCall, `${whyNotAgain(request, found)}${and}`);
  const busy = await readBusy(deps, request);
  await callPlatform(deps, held, state.intent.before, { rev: busy?.rev ?? 0 });
}

/** The platform had said that it would do it: looking is how it says that it has. */
const wasTakenOn = (state: ChangeRequest["state"]): boolean =>
  state.name === "executing" && state.acceptedAt !== undefined;

/** Nothing is sent any more. That it did not happen is said when the last call, whose answer may be lost, is long enough ago. */
async function giveUp(
  deps: Dependencies,
  held: RequestHolder,
  sinceCall: number,
  failed: string,
): Promise<void> {
  if (sinceCall < TIMING.unknownSettle) return await again(deps, held, TIMING.unknownSettle - sinceCall);
  await finish(deps, held, { failed, changed: false });
}

/** What the platform took on may wait for its turn there, unseen: it is never sent again. */
async function notDoneYet(deps: Dependencies, held: RequestHolder, acceptedAt: number): Promise<void> {
  if (deps.clock.now() - acceptedAt < TIMING.callWithin)
    return await again(deps, held, Math.max(TIMING.poll, backoff(held.value.tries)));
  await finish(deps, held, {
    failed: "The platform took it on and did not do it: it shows the old state, unchanged.",
    changed: false,
  });
}

/** The first call did not arrive, and what was approved does not hold any more: nothing is sent again. */
function whyNotAgain(request: ChangeRequest, found: Exclude<Comparison, { answer: "as-approved" }>): string {
  switch (found.answer) {
    case "refused":
      return found.refusal.sentence;
    case "stale": {
      const changed = found.changes.map(({ what }) => what).join(", ");
      return `It did not happen, and it is not sent again: ${notAsAgreed(request)} Changed: ${changed}.`;
    }
    case "approval-lost":
      return `It did not happen, and it is not sent again: the approval does not hold any more. ${found.sentence}`;
  }
}

async function again(deps: Dependencies, held: RequestHolder, afterMs: number): Promise<void> {
  const record = { ...held.value, tries: held.value.tries + 1, wakeAt: deps.clock.now() + afterMs };
  await write(deps, held, { record, audit: [] });
}
