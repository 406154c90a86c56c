// Shows a due delivery: reads the record, shows it as it is now, keeps what was shown (design section 4, promise 4).
import type { FindAnswer, Posted, ShowAnswer } from "../ports/messenger.ts";
import type { Claim } from "../ports/store.ts";
import type { ChangeRequest } from "../requests/request.ts";
import {
  type DeliveryRecord,
  deliveryFromStore,
  deliveryRecordId,
  isNotice,
  putDelivery,
  tellsOutcome,
} from "./delivery-record.ts";
import type { Dependencies } from "./dependencies.ts";
import { exhibited } from "./exhibited.ts";
import { wakeCard } from "./fan-out.ts";
import { change } from "./journal.ts";
import { mailInstead } from "./mail-instead.ts";
import { putRequest, requestFromStore, requestRecordId, type Stored } from "./request-record.ts";
import { surprise } from "./surprise.ts";
import { MINUTE, SECOND, TIMING } from "./timing.ts";

/** A delivery that fails for this many tries in a row is given up, and the card says so: about two days. */
const TRIES = 400;
const LONGEST_PAUSE = 8 * MINUTE;
/** 1 s, 2 s, 4 s, ...: an outage of hours is sat out, and thousands that wait for it do not ask all the time. */
const pauseAfter = (tries: number): number => Math.min(SECOND * 2 ** Math.min(tries, 9), LONGEST_PAUSE);

export async function deliver(deps: Dependencies, claim: Claim): Promise<void> {
  const held = deliveryFromStore(claim.record);
  try {
    await show(deps, held);
  } catch (error) {
    surprise(deps, `delivery ${held.value.id}`, error);
    await settle(deps, held.value.id, (now) => ({
      delivery: { ...now, tries: now.tries + 1 },
      alarmAfter: pauseAfter(now.tries),
    }));
  }
}

async function show(deps: Dependencies, held: Stored<DeliveryRecord>): Promise<void> {
  const { value: delivery } = held;
  // It was shown, or ended, and what came after that failed: a second look for it would find nothing and call it doubtful.
  if (delivery.state !== "due") return await afterwards(deps, delivery);
  if (delivery.target.kind === "unreachable")
    return await end(deps, delivery, "impossible", delivery.target.reason);
  const record = await exhibited(deps, delivery);

  const thread = await threadOf(deps, delivery);
  if (thread === "never")
    return await end(deps, delivery, "impossible", "the message that it replies to was not shown");
  if (thread !== null && "waitMs" in thread) return await later(deps, delivery, thread.waitMs);

  const isNew = delivery.posted === null && delivery.target.kind !== "view";
  if (isNew && delivery.postingSince !== null) {
    const found = await lookForOurs(deps, delivery, thread);
    if (found === "wait") return;
    if (found !== "absent") return await wasShown(deps, delivery, found, null);
  }
  // Read before the hold begins: who may review is many questions to Slack where nothing is cached.
  const shown = await record.shown(isNew);
  if (shown === null) return await end(deps, delivery, "gone", "it was overtaken");
  if (isNew && !(await writePosting(deps, held))) return;
  const answer = await deps.messenger.show({
    ...shown,
    target: delivery.target,
    posted: delivery.posted,
    thread,
    deliveryId: delivery.id,
    shownHash: delivery.shownHash,
  });
  await recordShown(deps, delivery, record.request, answer);
}

/** The message that a reply hangs under: how long to wait while it is not posted yet, `never` when it will not be. */
async function threadOf(
  deps: Dependencies,
  delivery: DeliveryRecord,
): Promise<Posted | null | { readonly waitMs: number } | "never"> {
  if (delivery.target.kind !== "thread") return null;
  const stored = await deps.store.get(deliveryRecordId(delivery.target.of));
  if (stored === null) return { waitMs: SECOND };
  const parent = deliveryFromStore(stored).value;
  if (parent.posted !== null) return parent.posted;
  // As patient as the message above: thousands of replies must not ask every second through an outage.
  const waits = parent.state === "due" || parent.state === "shown";
  return waits ? { waitMs: pauseAfter(parent.tries) } : "never";
}

/** Written before a new message is posted, under the claim's `rev`. False: it is not posted now. */
async function writePosting(deps: Dependencies, held: Stored<DeliveryRecord>): Promise<boolean> {
  const now = deps.clock.now();
  // The hold keeps others away until the call must be over; where the store knows that the holder died, it ends at once.
  const posting = {
    ...held.value,
    postingSince: now,
    postingUntil: now + TIMING.lease,
    postingIn: deps.store.opening(),
  };
  const answer = await deps.journal.commit({
    expect: [{ id: held.id, rev: held.rev }],
    put: [putDelivery(posting, now)],
    audit: [],
  });
  if (answer.outcome === "unknown") await takeBackPosting(deps, posting, held.value.postingSince);
  return answer.outcome === "committed";
}

/**
 * Nothing was posted, but the note that it may have been could stand, or could still land. It is taken back under a new `rev`, so that
 * a notice is not given up for a message that never left.
 */
async function takeBackPosting(
  deps: Dependencies,
  posting: DeliveryRecord,
  postingSince: number | null,
): Promise<void> {
  const id = deliveryRecordId(posting.id);
  await change(deps, id, (stored) => {
    const now = stored === null ? null : deliveryFromStore(stored).value;
    const anothers = now?.postingUntil !== null && now?.postingSince !== posting.postingSince;
    if (stored === null || now === null || anothers) return { write: false, value: undefined };
    const put = putDelivery({ ...now, postingSince, postingUntil: null }, deps.clock.now() + SECOND);
    const commit = { expect: [{ id, rev: stored.rev }], put: [put], audit: [] };
    return { write: true, value: undefined, commit };
  });
}

/** After a lost answer or a crash: is our message there? Prompts and cards may be sent again, notices may not. */
async function lookForOurs(
  deps: Dependencies,
  delivery: DeliveryRecord,
  thread: Posted | null,
): Promise<Posted | "absent" | "wait"> {
  const since = delivery.postingSince ?? 0;
  const found: FindAnswer = await deps.messenger.find({
    target: delivery.target,
    thread,
    deliveryId: delivery.id,
    since: since - MINUTE,
  });
  switch (found.outcome) {
    case "found":
      return found.posted;
    case "absent":
      return "absent";
    case "cannot-look":
      if (!isNotice(delivery.exhibit)) return "absent";
      await end(deps, delivery, "unknown", "the answer was lost, and a notice is not sent twice");
      return "wait";
  }
}

async function recordShown(
  deps: Dependencies,
  delivery: DeliveryRecord,
  request: ChangeRequest | null,
  answer: ShowAnswer,
): Promise<void> {
  switch (answer.outcome) {
    case "shown":
      return await wasShown(deps, delivery, answer.posted, answer.hash);
    case "unchanged":
      return await wasShown(deps, delivery, delivery.posted, delivery.shownHash);
    case "gone":
      // In this order: a process that dies in between finds the view gone again, and the answer is not lost.
      if (request !== null) await answerElsewhere(deps, request);
      return await end(deps, delivery, "gone", "the view was closed");
    case "impossible":
      return await giveUp(deps, delivery, answer.reason);
    case "not-delivered": {
      const failed = answer.waits !== true;
      if (failed && delivery.tries >= TRIES) return await giveUp(deps, delivery, answer.reason);
      await settle(deps, delivery.id, (now) => ({
        // Proven: nothing was posted, so the next try need not look for it.
        delivery: {
          ...now,
          tries: failed ? now.tries + 1 : now.tries,
          postingSince: delivery.posted === null ? null : now.postingSince,
          reason: failed ? answer.reason : now.reason,
        },
        alarmAfter: Math.max(answer.retryAfterMs, failed ? pauseAfter(now.tries) : 0),
      }));
      // A mail server may have to be repaired by somebody, who learns of it from the card.
      if (failed && delivery.tries === 0 && delivery.target.kind === "mail") await wakeCardOf(deps, delivery);
      return;
    }
    case "unknown":
      if (delivery.tries >= TRIES) return await end(deps, delivery, "impossible", answer.reason);
      return await settle(deps, delivery.id, (now) => ({
        delivery: { ...now, tries: now.tries + 1, reason: answer.reason },
        // The message may still be on its way: looking for it too early would miss it.
        alarmAfter: Math.max(TIMING.settle, pauseAfter(now.tries)),
      }));
  }
}

async function wasShown(
  deps: Dependencies,
  delivery: DeliveryRecord,
  posted: Posted | null,
  hash: string | null,
): Promise<void> {
  // What was found after a lost answer is edited once more: nobody knows what it shows.
  const found = hash === null && !isNotice(delivery.exhibit);
  await settle(deps, delivery.id, (now) => {
    const again = found || (now.wakes !== delivery.wakes && !isNotice(delivery.exhibit));
    return {
      delivery: {
        ...now,
        state: again ? "due" : "shown",
        posted,
        shownHash: hash,
        tries: 0,
        reason: "",
        firstShownAt: now.firstShownAt ?? deps.clock.now(),
      },
      alarmAfter: again ? 0 : null,
    };
  });
  await wakeCardOf(deps, delivery);
}

/** It is proven that it was not shown there and never will be. */
async function giveUp(deps: Dependencies, delivery: DeliveryRecord, reason: string): Promise<void> {
  // In this order: a process that dies in between makes the same wish again.
  if (!(await mailInstead(deps, delivery))) return await end(deps, delivery, "impossible", reason);
  await end(deps, delivery, "gone", `no direct message is possible (${reason}), so it goes by email`);
}

async function end(
  deps: Dependencies,
  delivery: DeliveryRecord,
  state: "impossible" | "unknown" | "gone",
  reason: string,
): Promise<void> {
  if (state !== "gone" && delivery.target.kind !== "unreachable")
    deps.log.warn("delivery-ended", { delivery: delivery.id, exhibit: delivery.exhibit.kind, state, reason });
  await settle(deps, delivery.id, (now) => ({ delivery: { ...now, state, reason }, alarmAfter: null }));
  await wakeCardOf(deps, delivery);
}

/** What has to follow the end of a delivery, once more; then it is left alone. */
async function afterwards(deps: Dependencies, delivery: DeliveryRecord): Promise<void> {
  await wakeCardOf(deps, delivery);
  await settle(deps, delivery.id, (now) => ({ delivery: now, alarmAfter: now.state === "due" ? 0 : null }));
}

const later = (deps: Dependencies, delivery: DeliveryRecord, afterMs: number): Promise<void> =>
  settle(deps, delivery.id, (now) => ({ delivery: now, alarmAfter: afterMs }));

/** For what it says of its notices. */
async function wakeCardOf(deps: Dependencies, { exhibit }: DeliveryRecord): Promise<void> {
  if (!tellsOutcome(exhibit)) return;
  const stored = await deps.store.get(requestRecordId(exhibit.request));
  if (stored !== null) await wakeCard(deps, requestFromStore(stored).value.request);
}

/** The open view is gone: the request is told, so that its answer comes as a direct message. */
export async function answerElsewhere(deps: Dependencies, request: ChangeRequest): Promise<void> {
  const id = requestRecordId(request.id);
  await change(deps, id, (stored) => {
    if (stored === null) return { write: false, value: undefined };
    const { value: record } = requestFromStore(stored);
    if (record.request.origin.viewId !== request.origin.viewId || request.origin.viewId === null)
      return { write: false, value: undefined };
    const next = {
      ...record,
      content: record.content + 1,
      request: { ...record.request, origin: { ...record.request.origin, viewId: null } },
    };
    const commit = {
      expect: [{ id, rev: stored.rev }],
      put: [putRequest(next, deps.clock.now())],
      audit: [],
    };
    return { write: true, value: undefined, commit };
  });
  deps.nudge();
}

/** Writes a delivery's next state over whatever woke it in the meantime: a wake is kept. */
async function settle(
  deps: Dependencies,
  deliveryId: string,
  next: (now: DeliveryRecord) => { readonly delivery: DeliveryRecord; readonly alarmAfter: number | null },
): Promise<void> {
  const id = deliveryRecordId(deliveryId);
  await change(deps, id, (stored) => {
    if (stored === null) return { write: false, value: undefined };
    const { delivery: settled, alarmAfter } = next(deliveryFromStore(stored).value);
    const delivery: DeliveryRecord = { ...settled, postingUntil: null };
    const alarmAt = alarmAfter === null ? null : deps.clock.now() + alarmAfter;
    const commit = { expect: [{ id, rev: stored.rev }], put: [putDelivery(delivery, alarmAt)], audit: [] };
    return { write: true, value: undefined, commit };
  });
  deps.nudge();
}
