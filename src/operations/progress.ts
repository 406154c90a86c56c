// Takes a due request one step further. Each step is one commit; whoever dies in between, the next holder of the
// record goes on from it (design section 3).
import { DirectoryUnavailable } from "../ports/directory.ts";
import { PlatformUnavailable } from "../ports/platform.ts";
import { type Claim, StoreUnavailable } from "../ports/store.ts";
import { expiresAt, remindAt } from "../requests/deadlines.ts";
import { waitsForHand } from "../requests/state-words.ts";
import { about, wakeAt } from "./advance.ts";
import { assessRequest } from "./assess.ts";
import type { Dependencies } from "./dependencies.ts";
import { executeApproved } from "./execute.ts";
import { fanOut } from "./fan-out.ts";
import { lookAgain } from "./reconcile.ts";
import { putRequest, type RequestRecord, requestFromStore } from "./request-record.ts";
import { moved, type RequestHolder, refused, type Step, write } from "./step.ts";
import { surprise } from "./surprise.ts";
import { backoff, TIMING } from "./timing.ts";

/** One step of a claimed request. Never throws for an unavailable platform, directory or store: the alarm stays. */
export async function stepRequest(deps: Dependencies, claim: Claim): Promise<void> {
  const held = requestFromStore(claim.record);
  const { value: record } = held;
  const due = record.wakeAt !== null && record.wakeAt <= deps.clock.now();
  try {
    if (due) return await stepState(deps, held);
    const shown = await fanOut(deps, record);
    const noticed = record.request.state.name === "succeeded" ? ({ noticed: true } as const) : {};
    await write(deps, held, { record: { ...record, shown, ...noticed }, audit: [] });
  } catch (error) {
    await pause(deps, held, error);
  }
}

async function stepState(deps: Dependencies, held: RequestHolder): Promise<void> {
  const { value: record } = held;
  switch (record.request.state.name) {
    case "checking":
      return await write(deps, held, await check(deps, record));
    case "checked":
      return await write(deps, held, awaitConfirmation(deps, record));
    case "approved":
      // Also one that waits for its turn on a busy deployment: what is not applied in time is not applied.
      if (waitsForHand(record.request) || isPast(expiresAt(record.request), deps))
        return await write(deps, held, expire(deps, record));
      return await executeApproved(deps, held);
    case "executing":
    case "unknown":
      return await lookAgain(deps, held);
    case "pending":
      return await write(deps, held, remindOrExpire(deps, record));
    case "changes-requested":
    case "stale":
      return await write(deps, held, expire(deps, record));
    case "refused":
    case "succeeded":
    case "failed":
    case "cancelled":
    case "expired":
      return await write(deps, held, { record: { ...record, wakeAt: null }, audit: [] });
  }
}

const isPast = (time: number | null, deps: Dependencies): boolean =>
  time !== null && time <= deps.clock.now();

/** An unavailable part: the same step again after a pause. Anything else is a bug: it is logged, and tried again as well. */
async function pause(deps: Dependencies, held: RequestHolder, error: unknown): Promise<void> {
  const { value: record } = held;
  const expected =
    error instanceof PlatformUnavailable ||
    error instanceof DirectoryUnavailable ||
    error instanceof StoreUnavailable;
  if (expected)
    deps.log.warn("step-paused", { request: record.request.id, reason: error.message, tries: record.tries });
  else surprise(deps, `step of ${record.request.id} in ${record.request.state.name}`, error);
  const now = deps.clock.now();
  const at = now + backoff(record.tries);
  const due = record.wakeAt !== null && record.wakeAt <= now;
  const next: RequestRecord = {
    ...withReason(record, error),
    tries: record.tries + 1,
    wakeAt: due ? at : record.wakeAt,
  };
  await deps.journal
    .commit({
      expect: [{ id: held.id, rev: held.rev }],
      // What was a step of the state: people are shown meanwhile how it stands. What was the fan-out itself comes again after the pause.
      put: [putRequest(next, due ? now : at)],
      audit: [],
    })
    .catch((failure: unknown) => surprise(deps, `pause of ${record.request.id}`, failure));
}

/** Somebody waits for an approved request: after a few tries its card says what holds it. */
function withReason(record: RequestRecord, error: unknown): RequestRecord {
  if (record.request.state.name !== "approved" || record.tries < 3) return record;
  const what =
    error instanceof PlatformUnavailable
      ? "The deployment platform does not answer"
      : error instanceof DirectoryUnavailable
        ? "Slack does not say who may do what"
        : "The bot cannot go on";
  const heldBy = `${what}; it is tried again until that changes.`;
  return record.heldBy === heldBy ? record : { ...record, heldBy, content: record.content + 1 };
}

async function check(deps: Dependencies, record: RequestRecord): Promise<Step> {
  const { request } = record;
  const now = deps.clock.now();
  let found: Awaited<ReturnType<typeof assessRequest>>;
  try {
    found = await assessRequest(deps, request);
  } catch (error) {
    if (record.tries < TIMING.checkingTries) throw error;
    return refused(deps, record, surprise(deps, `checking ${request.id}`, error));
  }
  if (!found.ok) return refused(deps, record, found.refusal);
  const { assessment, deploymentLabel } = found.value;
  const labelled = { ...record, request: { ...request, deploymentLabel } };
  const next = moved(deps, labelled, { type: "assessed", at: now, assessment });
  const notPassing = assessment.checks.filter((check) => check.status !== "passing");
  return {
    record: next,
    audit: [
      about(next.request, {
        at: now,
        event: next.request.state.name === "refused" ? "request.refused" : "request.assessed",
        who: "system",
        allowed: next.request.state.name !== "refused",
        why: assessment.policyNote,
        details: {
          status: assessment.status,
          notPassing: notPassing.map(({ check, status, sentence }) => ({ check, status, sentence })),
          policies: assessment.policies.map(({ policy, ruleHash }) => ({ id: policy.id, ruleHash })),
          digest: next.request.digest,
        },
      }),
    ],
  };
}

/** First a direct message beside the open view, at last the end of an unconfirmed wish. */
function awaitConfirmation(deps: Dependencies, record: RequestRecord): Step {
  const end = record.request.state.since + TIMING.confirmWithin;
  if (end <= deps.clock.now()) return expire(deps, record);
  return { record: { ...record, content: record.content + 1, wakeAt: end }, audit: [] };
}

function remindOrExpire(deps: Dependencies, record: RequestRecord): Step {
  const now = deps.clock.now();
  const { request } = record;
  if (isPast(expiresAt(request), deps)) return expire(deps, record);
  if (!isPast(remindAt(request), deps)) return { record: { ...record, wakeAt: wakeAt(request) }, audit: [] };
  const next = moved(deps, record, { type: "reminded", at: now });
  return {
    record: next,
    audit: [
      about(next.request, {
        at: now,
        event: "request.reminded",
        who: "system",
        why: "The policy's reminder period passed.",
      }),
    ],
  };
}

function expire(deps: Dependencies, record: RequestRecord): Step {
  const now = deps.clock.now();
  const next = moved(deps, record, { type: "expired", at: now });
  const why =
    record.request.state.name === "checked"
      ? "Nobody confirmed the result of the checks within a day."
      : "The policy's period for this request passed.";
  return {
    record: next,
    audit: [about(next.request, { at: now, event: "request.expired", who: "system", why })],
  };
}
