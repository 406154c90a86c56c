// Views for card tests: complete values that take what a test is about, and arbitrary ones full of foreign text.
import fc from "fast-check";
import type { Decision } from "../../../src/deployments/decision.ts";
import { packageId } from "../../../src/deployments/ids.ts";
import {
  type AssessedCheck,
  CHECK_NAMES,
  type CheckResult,
} from "../../../src/deployments/validation/check.ts";
import type { Assessment, ChangeRequest, RequestState } from "../../../src/requests/request.ts";
import type { RequestView } from "../../../src/requests/request-view.ts";
import { foreignText } from "../../support/foreign-text.ts";
import {
  aCheck,
  aMatchedPolicy,
  anAssessment,
  aPerson,
  aRequest,
  aReview,
  NOW,
} from "../../support/request-builders.ts";

const NOTHING = {
  review: false,
  cancel: false,
  edit: false,
  confirm: false,
  apply: false,
  askAgain: false,
  settle: false,
  take: false,
  readLogs: false,
  undo: false,
};

export function aView(
  request: ChangeRequest = aRequest(),
  over: Omit<Partial<RequestView>, "may"> & { may?: Partial<RequestView["may"]> } = {},
): RequestView {
  return {
    request,
    approval: null,
    reviewers: [],
    told: [],
    heldBy: null,
    here: { mails: false },
    now: NOW,
    ...over,
    may: { ...NOTHING, ...over.may },
  };
}

export const pending = (over: Partial<ChangeRequest> = {}): ChangeRequest =>
  aRequest({ assessment: anAssessment(), state: { name: "pending", since: NOW }, ...over });

export const succeeded = (over: Partial<ChangeRequest> = {}): ChangeRequest =>
  aRequest({
    assessment: anAssessment(),
    reviews: [aReview()],
    state: {
      name: "succeeded",
      since: NOW,
      outcome: {
        at: NOW,
        from: "Credit default v3",
        to: "Credit default v4",
        known: "answer",
        settledBy: null,
      },
    },
    ...over,
  });

export const addedFeatures = (count: number): CheckResult =>
  aCheck({
    check: "no-new-features",
    status: "warning",
    sentence: `The candidate needs ${count} features that the champion does not need.`,
    compared: { champion: "7 features", candidate: `${7 + count} features` },
    items: Array.from({ length: count }, (_, at) => `UTIL_${at + 1}M`),
  });

const text = foreignText();
const persons = text.chain((name) => text.map((slackUser) => aPerson("olivia", { name, slackUser })));

function states(): fc.Arbitrary<RequestState> {
  const intent = { effectKey: "k", at: NOW, attempt: 1, before: null, lastCallAt: NOW };
  return fc.oneof(
    fc.constantFrom<RequestState>(
      { name: "checking", since: NOW },
      { name: "checked", since: NOW },
      { name: "pending", since: NOW },
      { name: "expired", since: NOW },
      { name: "executing", since: NOW, intent },
      { name: "executing", since: NOW, intent, acceptedAt: NOW },
      { name: "approved", since: NOW, applyAskedBy: null },
    ),
    text.map(
      (sentence): RequestState => ({
        name: "refused",
        since: NOW,
        refusal: { code: "invalid", sentence, next: sentence },
      }),
    ),
    fc
      .tuple(persons, text)
      .map(([by, comment]): RequestState => ({ name: "changes-requested", since: NOW, by, comment })),
    persons.map((applyAskedBy): RequestState => ({ name: "approved", since: NOW, applyAskedBy })),
    fc.array(text, { maxLength: 30 }).map(
      (texts): RequestState => ({
        name: "stale",
        since: NOW,
        changes: texts.map((what) => ({ what, approved: what, now: what })),
      }),
    ),
    fc.tuple(text, text, persons).map(
      ([from, reason, by]): RequestState => ({
        name: "succeeded",
        since: NOW,
        outcome: { at: NOW, from, to: from, known: "settled", settledBy: { by, at: NOW, reason } },
      }),
    ),
    fc.tuple(text, persons).map(
      ([reason, by]): RequestState => ({
        name: "failed",
        since: NOW,
        reason,
        settledBy: { by, at: NOW, reason },
      }),
    ),
    text.map((why): RequestState => ({ name: "unknown", since: NOW, intent, why })),
    fc
      .tuple(persons, text)
      .map(([by, reason]): RequestState => ({ name: "cancelled", since: NOW, by, reason })),
  );
}

const decisions: fc.Arbitrary<Decision> = fc.letrec<{ decision: Decision }>((tie) => ({
  decision: fc.record({
    outcome: fc.constantFrom("allowed", "denied", "waiting"),
    sentence: text,
    because: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constant([]),
      fc.array(tie("decision"), { maxLength: 4 }),
    ),
  }),
})).decision;
export const anyDecision = (): fc.Arbitrary<Decision> => decisions;

/** The same as the platform's own word, of which even the name is foreign. */
const platformsOwn = (own: CheckResult, name: string, sentence: string): AssessedCheck => ({
  ...own,
  check: `platform:${name}`,
  name,
  pairsWith: name.length % 2 === 0 ? null : own.check,
  ours: sentence.length % 2 === 0 ? null : { status: "failing", sentence },
});

const assessments: fc.Arbitrary<Assessment> = fc
  .record({
    texts: fc.array(text, { minLength: 1, maxLength: 6 }),
    items: fc.constantFrom(0, 1, 21, 3000),
    lines: fc.constantFrom(0, 3, 40),
  })
  .map(({ texts, items, lines }) => {
    const at = (index: number) => texts[index % texts.length] ?? "";
    return anAssessment({
      status: "warning",
      checks: CHECK_NAMES.map((check, index): AssessedCheck => {
        const own = aCheck({
          check,
          status: (["passing", "warning", "failing"] as const)[index % 3] ?? "passing",
          sentence: at(index),
          compared: index % 2 === 0 ? null : { champion: at(index), candidate: at(index + 1) },
          items:
            check === "no-new-features"
              ? // Many, or long ones: both at once are 30 MB of text.
                Array.from(
                  { length: items },
                  (_, item) => `${item} ${at(item).slice(0, items > 100 ? 60 : undefined)}`,
                )
              : [],
          ourRule: index % 4 === 0,
        });
        return index % 2 === 0 ? own : platformsOwn(own, at(index), at(index + 1));
      }),
      facts: { champion: { id: "p-3", name: at(1) }, candidate: { id: "p-4", name: at(2) } },
      shown: Array.from({ length: lines }, (_, index) => ({ label: at(index), value: at(index + 1) })),
      toAttest: [{ packageId: packageId("p-4"), sentence: at(0) }],
      policies: [aMatchedPolicy({ name: at(0), expiryMs: 1000 }), aMatchedPolicy({ name: at(1) })],
      policyNote: at(3),
    });
  });

const requests: fc.Arbitrary<ChangeRequest> = fc
  .record({
    state: states(),
    requester: persons,
    label: text,
    comment: text,
    assessment: fc.option(assessments),
    input: fc.constantFrom(
      { reason: "ACCURACY", packageId: "p-4", promote: null, rollback: false },
      { reason: "ERRORS", packageId: "p-2", promote: null, rollback: true },
      { reason: "OTHER", packageId: "p-4", promote: "c-4", rollback: false },
    ),
    reviewers: fc.array(persons, { maxLength: 12 }),
    confirmed: fc.boolean(),
  })
  .map(({ label, reviewers, confirmed, ...over }) =>
    aRequest({
      ...over,
      edition: 2,
      deploymentLabel: label,
      reviews: reviewers.map((by, at) =>
        aReview(by, {
          edition: 1 + (at % 2),
          comment: over.comment,
          decision: at % 2 ? "approve" : "comment",
        }),
      ),
      confirmation: confirmed ? { by: over.requester, at: NOW, attested: [packageId("p-4")] } : null,
    }),
  );
export const anyRequest = (): fc.Arbitrary<ChangeRequest> => requests;

const channel = fc.oneof(text, fc.constantFrom("C0ML", "C0MLDEPLOYMENTS", "<!channel>"));

const recipient = fc.oneof(
  fc.record({ kind: fc.constant("channel" as const), channel }),
  fc.record({ kind: fc.constant("user" as const), slackUser: fc.constantFrom("U_ADA", "<!channel>") }),
  fc.record({ kind: fc.constant("named" as const), name: text }),
);

/** Any request in any state, seen with any rights, by up to fifty reviewers. */
export const anyView = (): fc.Arbitrary<RequestView> =>
  fc.record({
    request: requests,
    may: fc.record({
      review: fc.boolean(),
      cancel: fc.boolean(),
      edit: fc.boolean(),
      confirm: fc.boolean(),
      apply: fc.boolean(),
      askAgain: fc.boolean(),
      settle: fc.boolean(),
      take: fc.boolean(),
      readLogs: fc.boolean(),
      undo: fc.boolean(),
    }),
    approval: fc.option(decisions),
    reviewers: fc.constantFrom<readonly string[]>(
      [],
      ["U_ADA"],
      Array.from({ length: 50 }, (_, at) => `U_R${at}`),
      ["<!channel>"],
    ),
    told: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant("channels" as const), channels: fc.array(channel, { maxLength: 15 }) }),
        fc.constant({ kind: "no-channel" as const }),
        fc.record({
          kind: fc.constant("on-the-way" as const),
          count: fc.nat(2_000),
          trouble: fc.option(text),
        }),
        fc.record({
          kind: fc.constantFrom("people" as const, "invited" as const),
          by: fc.constantFrom("direct-message" as const, "email" as const),
          to: fc.array(recipient, { minLength: 1, maxLength: 30 }),
        }),
        fc.record({
          kind: fc.constantFrom("missed" as const, "doubtful" as const),
          to: fc.array(recipient, { minLength: 1, maxLength: 30 }),
          reason: text,
        }),
      ),
      { maxLength: 9 },
    ),
    heldBy: fc.option(text),
    here: fc.record({ mails: fc.boolean() }),
    now: fc.constant(NOW),
  });
