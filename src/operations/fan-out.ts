// From a request's content to deliveries: who has to see it, and that they see it as it is now.

import type { StoredRecord } from "../ports/store.ts";
import { decideApproval } from "../requests/approval.ts";
import type { Person } from "../requests/person.ts";
import { type ChangeRequest, isFinal, type RequestStateName, tookItAway } from "../requests/request.ts";
import { routeChannels } from "../requests/routes.ts";
import { about } from "./advance.ts";
import { eachOnce } from "./channels.ts";
import {
  DELIVERY_INDEX,
  type DeliveryRecord,
  deliveryFromStore,
  deliveryRecordId,
  isNotice,
  NOBODY_CAN_APPROVE,
  newDelivery,
  putDelivery,
  type Wish,
  wish,
} from "./delivery-record.ts";
import type { Dependencies } from "./dependencies.ts";
import { eligibleReviewers } from "./eligible.ts";
import { everyRecord } from "./every-record.ts";
import { type Change, change } from "./journal.ts";
import { notices } from "./notices.ts";
import { putRequest, REQUEST_INDEX, type RequestRecord, requestFromStore } from "./request-record.ts";
import { moved } from "./step.ts";
import { TIMING } from "./timing.ts";

/** More items than this are not all on the card: the file in its thread has them. */
export const ITEMS_ON_CARD = 20;

/** Creates what is missing, wakes what may have to change. Answers the content that is covered now; safe to repeat. */
export async function fanOut(deps: Dependencies, record: RequestRecord): Promise<number> {
  if (tookItAway(record.request)) await cancelRequestsFor(deps, record.request);
  for (const wished of await wishes(deps, record)) await ensure(deps, wished);
  return record.content;
}

/** Nothing can be done any more to what is gone: the other open requests are ended by the system, each with its own notice. */
async function cancelRequestsFor(deps: Dependencies, deletion: ChangeRequest): Promise<void> {
  let after: string | undefined;
  do {
    const page = await deps.store.list({
      kind: "request",
      index: REQUEST_INDEX.openOnDeployment,
      key: deletion.deploymentId,
      order: "ascending",
      limit: 200,
      after,
    });
    for (const { id } of page.records)
      await change(deps, id, (stored) => cancellation(deps, deletion, stored));
    after = page.next ?? undefined;
  } while (after !== undefined);
  deps.nudge();
}

function cancellation(
  deps: Dependencies,
  deletion: ChangeRequest,
  stored: StoredRecord | null,
): Change<undefined> {
  const held = stored === null ? null : requestFromStore(stored);
  const state = held?.value.request.state;
  // What is sent to the platform already ends by what the platform says.
  if (
    held === null ||
    state === undefined ||
    isFinal(state) ||
    state.name === "executing" ||
    state.name === "unknown"
  )
    return { write: false, value: undefined };
  const at = deps.clock.now();
  const why = `The deployment was deleted (${deletion.reference}).`;
  const record = moved(deps, held.value, { type: "cancelled", at, by: "system", reason: why });
  return {
    write: true,
    value: undefined,
    commit: {
      expect: [{ id: held.id, rev: held.rev }],
      put: [putRequest(record, at)],
      audit: [about(record.request, { at, event: "request.cancelled", who: "system", why })],
    },
  };
}

/** A new delivery is due now; one that is edited in place is woken; a notice stays as it is. */
export async function ensure(deps: Dependencies, wished: Wish): Promise<void> {
  const id = deliveryRecordId(wished.id);
  await change(deps, id, (stored) => {
    const now = deps.clock.now();
    const put = (delivery: DeliveryRecord) => ({
      write: true as const,
      value: undefined,
      commit: { expect: [{ id, rev: stored?.rev ?? 0 }], put: [putDelivery(delivery, now)], audit: [] },
    });
    if (stored === null) return put(newDelivery(wished));
    const delivery = deliveryFromStore(stored).value;
    const stays = isNotice(delivery.exhibit) || delivery.state === "impossible" || delivery.state === "gone";
    if (stays) return { write: false, value: undefined };
    return put({ ...delivery, state: "due", tries: 0, wakes: delivery.wakes + 1 });
  });
  deps.nudge();
}

/** As many notices as are under way at one time may wake the same card in one moment. */
const WAKE_RETRIES = 20;

/** Wakes the card of a request, for what it says about its notices. Does nothing when there is no card yet. */
export async function wakeCard(deps: Dependencies, request: ChangeRequest): Promise<void> {
  const id = deliveryRecordId(cardWish(deps, request).id);
  await change(
    deps,
    id,
    (stored) => {
      if (stored === null) return { write: false, value: undefined };
      const delivery = deliveryFromStore(stored).value;
      if (delivery.state === "impossible") return { write: false, value: undefined };
      // A second later, so that a row of notices makes one edit and not twenty.
      const put = putDelivery(
        { ...delivery, state: "due", wakes: delivery.wakes + 1 },
        deps.clock.now() + 1000,
      );
      return {
        write: true,
        value: undefined,
        commit: { expect: [{ id, rev: stored.rev }], put: [put], audit: [] },
      };
    },
    WAKE_RETRIES,
  );
}

const cardWish = (deps: Pick<Dependencies, "ids">, request: ChangeRequest): Wish =>
  wish(
    deps.ids,
    { kind: "request-card", request: request.id },
    { kind: "user", user: request.requester.slackUser },
  );

async function wishes(deps: Dependencies, { request, noticed }: RequestRecord): Promise<readonly Wish[]> {
  const card = cardWish(deps, request);
  const all: Wish[] = [];
  const { viewId } = request.origin;
  if (viewId !== null) {
    const target = { kind: "view", viewId, user: request.requester.slackUser } as const;
    all.push(wish(deps.ids, { kind: "check-result", request: request.id }, target));
  }
  if (needsCard(deps, request)) {
    all.push(card, ...fileWish(deps, request, card));
    all.push(...requesterNotes(deps, request));
  }
  all.push(...(await prompts(deps, request)));
  // Once: who comes to it later was not concerned by it.
  if (request.state.name === "succeeded" && noticed !== true) all.push(...(await notices(deps, request)));
  return all;
}

const EARLY: readonly RequestStateName[] = ["checking", "checked", "refused"];

/** As long as the asking view is open it carries the answer; the card comes when it was closed, or when others are involved. */
function needsCard(deps: Dependencies, request: ChangeRequest): boolean {
  const { state, origin, edition } = request;
  if (!EARLY.includes(state.name) || edition > 1) return true;
  if (origin.viewId === null) return state.name !== "checking";
  return state.name === "checked" && deps.clock.now() >= state.since + TIMING.remindToConfirm;
}

function fileWish(deps: Dependencies, request: ChangeRequest, under: Wish): readonly Wish[] {
  const checks = request.assessment?.checks ?? [];
  if (!checks.some((check) => check.items.length > ITEMS_ON_CARD)) return [];
  const target = { kind: "thread", of: under.id } as const;
  return [wish(deps.ids, { kind: "checks-file", request: request.id }, target, String(request.edition))];
}

/** States that the requester is told of by a message of its own: an edited card makes no sound. */
const NOTED: readonly RequestStateName[] = [
  "approved",
  "changes-requested",
  "stale",
  "failed",
  "unknown",
  "expired",
  "cancelled",
  "succeeded",
];

function requesterNotes(deps: Dependencies, request: ChangeRequest): readonly Wish[] {
  const { state } = request;
  const byHand = request.apply === "by-hand" || request.assessment?.policies.length === 0;
  // An approval that is applied at once is followed by its outcome: one message, not two.
  if (!NOTED.includes(state.name) || (state.name === "approved" && !byHand)) return [];
  if (state.name === "approved" && request.assessment?.policies.length === 0) return [];
  // Whoever cancelled it knows it.
  if (state.name === "cancelled" && state.by !== "system") return [];
  return [note(deps, request, state.name)];
}

function note(deps: Dependencies, request: ChangeRequest, about: string): Wish {
  const exhibit = { kind: "requester-note", request: request.id, about } as const;
  const target = { kind: "thread", of: cardWish(deps, request).id } as const;
  return wish(deps.ids, exhibit, target, `${request.edition} ${request.state.since}`);
}

/** Prompts of this edition are made while it is pending; those of every edition are edited as long as the request lives. */
async function prompts(deps: Dependencies, request: ChangeRequest): Promise<readonly Wish[]> {
  const known = await existingPrompts(deps, request);
  if (request.state.name !== "pending") return known;
  const deployment = await deps.platform.deployment(request.deploymentId);
  if (deployment === null) return known;
  const eligible = await eligibleReviewers(deps, request, deployment);
  const { mayReview, impossible } = decideApproval({ request, eligible });
  const exhibit = { kind: "review-prompt", request: request.id, edition: request.edition } as const;
  const channels = await eachOnce(deps, routeChannels(deps.policies(), request, deps.notifyChannel));
  const made = [
    ...channels.map((channel) => wish(deps.ids, exhibit, { kind: "channel", channel })),
    ...mayReview.map((person: Person) => wish(deps.ids, exhibit, { kind: "user", user: person.slackUser })),
  ];
  const files = made.flatMap((prompt) => fileWish(deps, request, prompt));
  const nobody = impossible ? [note(deps, request, NOBODY_CAN_APPROVE)] : [];
  return unique([...known, ...made, ...files, ...reminders(deps, request, made), ...nobody]);
}

function reminders(deps: Dependencies, request: ChangeRequest, made: readonly Wish[]): readonly Wish[] {
  if (
    request.remindedAt === null ||
    request.state.name !== "pending" ||
    request.remindedAt <= request.state.since
  )
    return [];
  const nth = String(request.remindedAt);
  return made.map((prompt) =>
    wish(deps.ids, { kind: "reminder", request: request.id }, { kind: "thread", of: prompt.id }, nth),
  );
}

async function existingPrompts(deps: Dependencies, request: ChangeRequest): Promise<readonly Wish[]> {
  const all = await deliveriesOf(deps, request);
  return all.filter((delivery) => delivery.exhibit.kind === "review-prompt");
}

/** All deliveries of a request, for fan-out and for what the card says about them. */
export async function deliveriesOf(
  deps: Pick<Dependencies, "store">,
  request: ChangeRequest,
): Promise<readonly DeliveryRecord[]> {
  const all = await everyRecord(deps, { kind: "delivery", index: DELIVERY_INDEX, key: request.id });
  return all.map((record) => deliveryFromStore(record).value);
}

const unique = (all: readonly Wish[]): readonly Wish[] => [
  ...new Map(all.map((one) => [one.id, one])).values(),
];
