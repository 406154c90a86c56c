// What people do to requests. Each press is authorised here, is one durable commit, and says plainly when it came second.
import { effectAction } from "../actions/index.ts";
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import type { RequestId } from "../deployments/ids.ts";
import { canReview, decideApproval } from "../requests/approval.ts";
import type { AuditFact } from "../requests/audit.ts";
import { type Actor, type Person, samePerson } from "../requests/person.ts";
import type { ChangeRequest, Review } from "../requests/request.ts";
import type { RequestEvent } from "../requests/transition.ts";
import { about, advance } from "./advance.ts";
import { ask } from "./ask.ts";
import { assessRequest, bytesOf, invalidInput } from "./assess.ts";
import { releaseBusy } from "./busy.ts";
import { answerElsewhere } from "./deliver.ts";
import type { Dependencies } from "./dependencies.ts";
import { happenedDetails } from "./effect-end.ts";
import { eligibleVoters } from "./eligible.ts";
import { type Change, change } from "./journal.ts";
import type { Operations } from "./operations.ts";
import { guarded, noSuchRequest, noSuchReview, refusedPress } from "./press-guard.ts";
import { audienceOf } from "./request-reads.ts";
import {
  putRequest,
  REQUEST_INDEX,
  type RequestRecord,
  requestFromStore,
  requestRecordId,
} from "./request-record.ts";
import { TIMING } from "./timing.ts";

type Presses = Pick<
  Operations,
  "ask" | "confirm" | "review" | "edit" | "askAgain" | "cancel" | "apply" | "settle" | "viewClosed"
>;

export function createPresses(deps: Dependencies): Presses {
  return {
    ask: (actor, asked) => guarded(deps, "ask", () => ask(deps, actor, asked)),
    confirm: (actor, id, shown) =>
      press(deps, actor, id, "confirm", async (person, request) => {
        const again = await checkedAgain(deps, person, request, shown);
        if (again !== null) return ok(again);
        const event: RequestEvent = { type: "confirmed", at: deps.clock.now(), by: person, ...shown };
        return ok({ event, audit: (next) => confirmedFacts(deps, next, person) });
      }),
    review: (actor, id, review) =>
      press(
        deps,
        actor,
        id,
        "review",
        (person, request) => reviewEvent(deps, actor, person, request, review),
        {
          fresh: true,
        },
      ),
    edit: (actor, id, edit) =>
      press(deps, actor, id, "edit", async (person, request) => {
        const input = effectAction(request.action).input.safeParse(edit.input);
        if (!input.success) return refuse(invalidInput(input.error.issues));
        const event: RequestEvent = { type: "edited", at: deps.clock.now(), by: person, ...edit };
        return ok({
          event,
          audit: (next) => [fact(deps, next, "request.edited", person, "By its requester.")],
        });
      }),
    askAgain: (actor, id, shown) =>
      press(deps, actor, id, "ask again", async (person) => {
        const event: RequestEvent = { type: "asked-again", at: deps.clock.now(), by: person, ...shown };
        return ok({
          event,
          audit: (next) => [fact(deps, next, "request.asked-again", person, "By its requester.")],
        });
      }),
    cancel: (actor, id, { reason }) =>
      press(deps, actor, id, "cancel", async (person) => {
        const event: RequestEvent = { type: "cancelled", at: deps.clock.now(), by: person, reason };
        return ok({ event, audit: (next) => [fact(deps, next, "request.cancelled", person, reason)] });
      }),
    apply: (actor, id, shown) =>
      press(deps, actor, id, "apply", async (person) => {
        const event: RequestEvent = { type: "apply-asked", at: deps.clock.now(), by: person, ...shown };
        return ok({
          event,
          audit: (next) => [fact(deps, next, "request.apply-asked", person, "By its requester.")],
        });
      }),
    settle: (actor, id, as) =>
      press(deps, actor, id, "settle", (person, request) => settleEvent(deps, person, request, as), {
        fresh: true,
      }),
    viewClosed: async (_actor, viewId) => {
      const page = await deps.store.list({
        kind: "request",
        index: REQUEST_INDEX.view,
        key: viewId,
        order: "descending",
        limit: 5,
      });
      for (const record of page.records) await answerElsewhere(deps, requestFromStore(record).value.request);
    },
  };
}

interface Pressed {
  readonly event: RequestEvent;
  readonly audit: (next: ChangeRequest) => readonly AuditFact[];
  /** The press ends an effect: its busy mark goes in the same commit. */
  readonly release?: boolean;
}

/**
 * A result that was left lying is looked at again before it goes to reviewers or to the platform. When it would be another one now, a
 * new edition is checked, and the person sees that one first. Null: it stands.
 */
async function checkedAgain(
  deps: Dependencies,
  person: Person,
  request: ChangeRequest,
  shown: { readonly edition: number; readonly viewId?: string },
): Promise<Pressed | null> {
  const { assessment, state, edition } = request;
  if (state.name !== "checked" || assessment === null || shown.edition !== edition) return null;
  if (!samePerson(person, request.requester)) return null;
  const at = deps.clock.now();
  if (at - assessment.at < TIMING.assessmentStands) return null;
  const found = await assessRequest(deps, request);
  if (found.ok && bytesOf(request, found.value.assessment) === bytesOf(request, assessment)) return null;
  const { input, comment, apply } = request;
  // The new result belongs into the view whose button was pressed.
  const origin = { ...request.origin, viewId: shown.viewId ?? request.origin.viewId };
  const event: RequestEvent = { type: "edited", at, by: person, edition, input, comment, apply, origin };
  const why = "What was checked is not what it would be now, so it is checked again.";
  return { event, audit: (next) => [fact(deps, next, "request.edited", person, why)] };
}

/** Reads, decides, moves, commits; tried again when the race was lost. Refused presses are audited. */
async function press(
  deps: Dependencies,
  actor: Actor,
  id: RequestId,
  what: string,
  decide: (person: Person, request: ChangeRequest) => Promise<Answer<Pressed>>,
  options: { readonly fresh?: boolean } = {},
): Promise<Answer<ChangeRequest>> {
  return await guarded(deps, what, async () => {
    const recordId = requestRecordId(id);
    const who = await deps.people.person(actor, options);
    const answer = who.ok
      ? await change<Answer<ChangeRequest>>(deps, recordId, (stored) =>
          decidePress(
            deps,
            who.value,
            stored === null ? null : { rev: stored.rev, record: requestFromStore(stored).value },
            recordId,
            decide,
          ),
        )
      : who;
    if (!answer.ok) {
      const stored = await deps.store.get(recordId);
      const request = stored === null ? null : requestFromStore(stored).value.request;
      const refused = await refusedPress(deps, {
        actor,
        action: request?.action ?? null,
        deployment: request?.deploymentId ?? null,
        request: request?.id ?? null,
        refusal: answer.refusal,
        what,
      });
      // The trail knows the reason. Who may not see the request learns neither its state nor that there is one.
      if (!who.ok || (request !== null && (await maySee(deps, who.value, request)))) return refused;
      return refuse(what === "review" ? noSuchReview(deps) : noSuchRequest(deps));
    }
    if (who.ok) deps.recents.note(who.value, answer.value.deploymentId);
    deps.nudge();
    return answer;
  });
}

const maySee = async (deps: Dependencies, person: Person, request: ChangeRequest): Promise<boolean> =>
  (await audienceOf(deps, person, request)) !== null;

async function decidePress(
  deps: Dependencies,
  person: Person,
  found: { readonly rev: number; readonly record: RequestRecord } | null,
  recordId: string,
  decide: (person: Person, request: ChangeRequest) => Promise<Answer<Pressed>>,
): Promise<Change<Answer<ChangeRequest>>> {
  if (found === null) return { write: false, value: refuse(noSuchRequest(deps)) };
  const { rev, record } = found;
  const pressed = await decide(person, record.request);
  if (!pressed.ok) return { write: false, value: pressed };
  const moved = advance(deps, record, pressed.value.event);
  if (!moved.ok) return { write: false, value: moved };
  const release =
    pressed.value.release === true ? await releaseBusy(deps, record.request) : { expect: [], remove: [] };
  return {
    write: true,
    value: ok(moved.value.request),
    commit: {
      expect: [{ id: recordId, rev }, ...release.expect],
      put: [putRequest(moved.value, deps.clock.now())],
      remove: release.remove,
      audit: pressed.value.audit(moved.value.request),
    },
  };
}

async function reviewEvent(
  deps: Dependencies,
  actor: Actor,
  person: Person,
  request: ChangeRequest,
  given: Parameters<Operations["review"]>[2],
): Promise<Answer<Pressed>> {
  const deployment = await deps.platform.deployment(request.deploymentId);
  if (deployment === null) return refuse(noSuchRequest(deps));
  const eligible = await eligibleVoters(deps, request, deployment);
  const may = canReview({ request, eligible }, person);
  if (may.outcome !== "allowed")
    return refuse({
      code: "forbidden",
      sentence: may.sentence,
      next: "The card names who may review it.",
      decision: may,
    });
  const at = deps.clock.now();
  const review: Review = { by: person, actor, at, ...given };
  const withIt = { ...request, reviews: [...request.reviews, review] };
  const { approved, decision } = decideApproval({ request: withIt, eligible });
  const event: RequestEvent = {
    type: "reviewed",
    review,
    approvedNow: given.decision === "approve" && approved,
  };
  return ok({
    event,
    audit: (next) => [
      fact(deps, next, "request.reviewed", person, may.sentence, {
        decision: given.decision,
        comment: given.comment,
        digest: request.digest,
      }),
      ...(next.state.name === "approved"
        ? [fact(deps, next, "request.approved", person, decision.sentence, { digest: next.digest })]
        : []),
    ],
  });
}

/** An Owner of the deployment or an administrator says what became of an effect that nobody could find out. */
async function settleEvent(
  deps: Dependencies,
  person: Person,
  request: ChangeRequest,
  as: { readonly happened: boolean; readonly reason: string },
): Promise<Answer<Pressed>> {
  const reason = as.reason.trim();
  if (reason === "") return refuse(WITHOUT_REASON);
  const deployment = await deps.platform.deployment(request.deploymentId);
  const role =
    deployment === null ? null : (await deps.people.roleOn(person, deployment, { fresh: true })).role;
  const administrator = await deps.people.isAdministrator(person, { fresh: true });
  if (role !== "OWNER" && !administrator)
    return refuse({
      code: "forbidden",
      sentence: "Only an Owner of the deployment or an administrator may settle this.",
      next: "Ask one of them: the deployment's card names its Owners.",
    });
  const at = deps.clock.now();
  const settlement = { by: person, at, reason };
  const outcome = {
    at,
    ...effectAction(request.action).change(request),
    known: "settled",
    settledBy: settlement,
  } as const;
  const event: RequestEvent = {
    type: "settled",
    at,
    settlement,
    as: as.happened ? { name: "succeeded", outcome } : { name: "failed" },
  };
  return ok({
    event,
    release: true,
    audit: (next) => [
      fact(deps, next, "effect.settled", person, reason, {
        ...(as.happened ? happenedDetails(request) : {}),
        happened: as.happened,
        by: role === "OWNER" ? "Owner" : "administrator",
      }),
    ],
  });
}

function confirmedFacts(deps: Dependencies, next: ChangeRequest, person: Person): readonly AuditFact[] {
  const attested = next.confirmation?.attested ?? [];
  return [
    fact(deps, next, "request.confirmed", person, "By its requester, who saw the result of the checks.", {
      digest: next.digest,
    }),
    ...(attested.length === 0
      ? []
      : [
          fact(
            deps,
            next,
            "request.attested",
            person,
            "Model, target type and target name are the same, as attested by the requester.",
            {
              packages: attested,
            },
          ),
        ]),
  ];
}

function fact(
  deps: Dependencies,
  request: ChangeRequest,
  event: AuditFact["event"],
  who: Person,
  why: string,
  details?: AuditFact["details"],
): AuditFact {
  return about(request, {
    at: deps.clock.now(),
    event,
    who,
    why,
    ...(details === undefined ? {} : { details }),
  });
}

const WITHOUT_REASON: Refusal = {
  code: "invalid",
  sentence: "Say how you know what became of it.",
  next: "Write a sentence and send it again.",
  field: "reason",
};
