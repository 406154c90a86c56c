// Random lives of a request: whatever happens, in whatever order, the promises of the state machine hold.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { personId } from "../../src/deployments/ids.ts";
import { type Person, samePerson } from "../../src/requests/person.ts";
import { type ChangeRequest, FINAL_STATES, type RequestStateName } from "../../src/requests/request.ts";
import { type RequestEvent, transition } from "../../src/requests/transition.ts";
import {
  aMatchedPolicy,
  anActor,
  anAssessment,
  aPerson,
  aRequest,
  NOW,
} from "../support/request-builders.ts";

const olivia = aPerson("olivia");
const people: readonly Person[] = [
  olivia,
  aPerson("olivia2", { id: olivia.id, email: null }),
  aPerson("ada"),
  aPerson("ada2", { id: personId("u-ada"), email: "ada@example.com" }),
  aPerson("ben"),
];

/** The edges of the design, section 4; every state may also stay as it is. */
const EDGES: Record<RequestStateName, readonly RequestStateName[]> = {
  checking: ["checked", "pending", "refused", "cancelled", "expired"],
  checked: ["pending", "approved", "checking", "cancelled", "expired"],
  pending: ["approved", "changes-requested", "checking", "cancelled", "expired"],
  "changes-requested": ["pending", "approved", "checking", "cancelled", "expired"],
  approved: ["executing", "stale", "refused", "checking", "cancelled", "expired"],
  stale: ["checking", "cancelled", "expired"],
  executing: ["succeeded", "failed", "unknown"],
  unknown: ["succeeded", "failed"],
  refused: [],
  succeeded: [],
  failed: [],
  cancelled: [],
  expired: [],
};

const at = fc.integer({ min: NOW, max: NOW + 1_000_000 });
const by = fc.constantFrom(...people);
/** How far behind (or ahead of) the record the person or the process is: mostly not at all. */
const edition = fc.constantFrom(0, 0, 0, 0, 0, -1, 1);
const attempt = fc.constantFrom(0, 0, 0, 1, -1);
const outcome = { at: NOW, from: "v3", to: "v4", known: "answer", settledBy: null } as const;

const assessment = fc
  .record({
    status: fc.constantFrom("passing", "warning", "failing"),
    policies: fc.constantFrom([], [aMatchedPolicy()]),
  })
  .map((over) => anAssessment(over));

/**
 * Weighted so that lives get far: the requester and the current edition are the likely ones. `edition` and `attempt` are relative:
 * `aimed` makes them fit the record.
 */
const event: fc.Arbitrary<RequestEvent> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant("assessed"), at, assessment }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("confirmed"),
      at,
      by: fc.oneof(fc.constant(olivia), by),
      edition,
      warningsRead: fc.boolean(),
      attested: fc.constant([]),
    }),
  },
  {
    weight: 6,
    arbitrary: fc
      .record({
        by,
        at,
        edition,
        decision: fc.constantFrom("approve", "approve", "ask-for-changes", "comment"),
        comment: fc.constantFrom("", "Because.", "Why?"),
      })
      .chain((review) =>
        fc.boolean().map((approvedNow) => ({
          type: "reviewed" as const,
          review: { ...review, actor: anActor(review.by) },
          approvedNow,
        })),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("edited"),
      at,
      by,
      edition,
      input: fc.constant({ packageId: "p-5" }),
      comment: fc.constant(""),
      apply: fc.constantFrom("on-approval", "by-hand"),
      origin: fc.constant({ viewId: null, channel: null }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("asked-again"), at, by, edition }) },
  fc.record({
    type: fc.constant("cancelled"),
    at,
    by: fc.oneof(by, fc.constant("system" as const)),
    reason: fc.string(),
  }),
  fc.record({ type: fc.constant("expired"), at }),
  fc.record({
    type: fc.constant("refused"),
    at,
    refusal: fc.constant({ code: "error", sentence: "No.", next: "No." }),
  }),
  { weight: 4, arbitrary: fc.record({ type: fc.constant("found-stale"), at, changes: fc.constant([]) }) },
  fc.record({ type: fc.constant("apply-asked"), at, by, edition }),
  {
    weight: 4,
    arbitrary: fc.record({ attempt, at }).map((tried) => ({
      type: "intended" as const,
      at: tried.at,
      intent: { effectKey: "e", at: tried.at, attempt: tried.attempt, before: null, lastCallAt: tried.at },
    })),
  },
  fc.record({ type: fc.constant("succeeded"), at, outcome: fc.constant(outcome) }),
  fc.record({ type: fc.constant("failed"), at, reason: fc.string(), changed: fc.boolean() }),
  { weight: 4, arbitrary: fc.record({ type: fc.constant("accepted"), at }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("doubted"), at, why: fc.string() }) },
  fc
    .record({
      at,
      by,
      reason: fc.string(),
      as: fc.constantFrom({ name: "succeeded", outcome }, { name: "failed" }),
    })
    .map(
      ({ as, ...settlement }) =>
        ({ type: "settled" as const, at: settlement.at, settlement, as }) as RequestEvent,
    ),
  fc.record({ type: fc.constant("reminded"), at }),
  fc.record({ type: fc.constant("view-closed"), at }),
) as fc.Arbitrary<RequestEvent>;

const start = fc
  .constantFrom("on-approval" as const, "by-hand" as const)
  .map((apply) => aRequest({ apply, requester: olivia, origin: { viewId: "V1", channel: null } }));

interface Step {
  readonly before: ChangeRequest;
  readonly event: RequestEvent;
  readonly after: ChangeRequest;
  readonly accepted: boolean;
}

function aimed(event: RequestEvent, request: ChangeRequest): RequestEvent {
  if (event.type === "reviewed") {
    return { ...event, review: { ...event.review, edition: request.edition + event.review.edition } };
  }
  if (event.type === "intended") {
    const { state } = request;
    const next = (state.name === "executing" ? state.intent.attempt : 0) + 1;
    return { ...event, intent: { ...event.intent, attempt: next + event.intent.attempt } };
  }
  return "edition" in event ? { ...event, edition: request.edition + event.edition } : event;
}

function live(request: ChangeRequest, events: readonly RequestEvent[]): readonly Step[] {
  const steps: Step[] = [];
  let before = request;
  for (const drawn of events) {
    const happens = aimed(drawn, before);
    const answer = transition(before, happens);
    const after = answer.ok ? answer.value : before;
    steps.push({ before, event: happens, after, accepted: answer.ok });
    before = after;
  }
  return steps;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

const holdsInEveryStep = (promise: (step: Step) => void): void =>
  fc.assert(
    fc.property(start, fc.array(event, { minLength: 5, maxLength: 60 }), (request, events) => {
      live(deepFreeze(request), deepFreeze(events)).forEach(promise);
    }),
    { numRuns: 400 },
  );

describe("in every life of a request", () => {
  it("each step is an edge of the design, and final states are never left", () => {
    holdsInEveryStep(({ before, after }) => {
      if (before.state.name === after.state.name) return;
      expect(EDGES[before.state.name]).toContain(after.state.name);
    });
  });

  it("what has ended stays as it ended, but for the closed view", () => {
    holdsInEveryStep(({ before, event: happens, after }) => {
      if (!(FINAL_STATES as readonly string[]).includes(before.state.name)) return;
      if (happens.type === "view-closed") expect(after).toEqual({ ...before, origin: after.origin });
      else expect(after).toBe(before);
    });
  });

  it("nothing executes under a policy without somebody else's approval of this very edition", () => {
    holdsInEveryStep(({ before, after }) => {
      if (after.state.name !== "executing" || before.state.name === "executing") return;
      if ((after.assessment?.policies ?? []).length === 0) {
        expect(after.confirmation?.by.id).toBe(olivia.id);
        return;
      }
      expect(
        after.reviews.some(
          (review) =>
            review.decision === "approve" &&
            review.edition === after.edition &&
            !samePerson(review.by, after.requester),
        ),
      ).toBe(true);
    });
  });

  it("the requester never decides, and the same decision again counts only where it is enough now", () => {
    holdsInEveryStep(({ before, after }) => {
      const deciding = after.reviews.filter(
        (review) => review.edition === after.edition && review.decision !== "comment",
      );
      expect(deciding.every((review) => !samePerson(review.by, after.requester))).toBe(true);
      const last = deciding.at(-1);
      const isNew = after.reviews.length > before.reviews.length && last === after.reviews.at(-1);
      if (last === undefined || !isNew) return;
      const earlier = deciding.slice(0, -1).findLast((review) => samePerson(review.by, last.by));
      if (earlier?.decision !== last.decision) return;
      expect([before.state.name, after.state.name, last.decision]).toEqual([
        "pending",
        "approved",
        "approve",
      ]);
    });
  });

  it("reviews are only added, editions only grow, and a new edition starts with nothing found", () => {
    holdsInEveryStep(({ before, after }) => {
      expect(after.reviews.slice(0, before.reviews.length)).toEqual(before.reviews);
      expect([before.edition, before.edition + 1]).toContain(after.edition);
      if (after.edition === before.edition) return;
      expect(after).toMatchObject({
        assessment: null,
        confirmation: null,
        digest: null,
        state: { name: "checking" },
      });
    });
  });

  it("warnings are confirmed by the requester before anything waits for others or happens", () => {
    holdsInEveryStep(({ after }) => {
      if (!["pending", "approved", "executing"].includes(after.state.name)) return;
      if (after.assessment?.status === "passing" && after.assessment.policies.length > 0) return;
      expect(after.confirmation?.by.id).toBe(olivia.id);
    });
  });

  it("lives get everywhere: these promises are not kept by standing still", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(start, fc.array(event, { minLength: 30, maxLength: 60 }), (request, events) => {
        for (const { after } of live(request, events)) seen.add(after.state.name);
      }),
      { numRuns: 600, seed: 7 },
    );
    expect([...seen].sort()).toEqual(Object.keys(EDGES).sort());
  });
});
