import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decision } from "../../src/deployments/decision.ts";
import { personId } from "../../src/deployments/ids.ts";
import {
  type ApprovalFacts,
  canReview,
  decideApproval,
  reviewerSources,
  sourceKey,
} from "../../src/requests/approval.ts";
import type { Person } from "../../src/requests/person.ts";
import type { ReviewerSource, Rule } from "../../src/requests/policy.ts";
import type { Review, ReviewDecision } from "../../src/requests/request.ts";
import { aMatchedPolicy, anAssessment, aPerson, aRequest, aReview } from "../support/request-builders.ts";

const olivia = aPerson("olivia");
const ada = aPerson("ada");
const ben = aPerson("ben");
const mona = aPerson("mona");

const approvers: ReviewerSource = { kind: "group", group: "ml-approvers" };
const owners: ReviewerSource = { kind: "owners" };
const mlops: ReviewerSource = { kind: "mlops-administrators" };
const approvals = (count: number, ...from: ReviewerSource[]): Rule => ({ kind: "approvals", count, from });

interface Case {
  readonly rules?: readonly Rule[];
  readonly reviews?: readonly Review[];
  readonly edition?: number;
  readonly eligible?: readonly (readonly [ReviewerSource, readonly Person[]])[];
}

const facts = ({
  rules = [approvals(1, approvers)],
  reviews = [],
  edition = 1,
  eligible,
}: Case): ApprovalFacts => ({
  request: aRequest({
    edition,
    reviews,
    assessment: anAssessment({
      policies: rules.map((rule, at) => aMatchedPolicy({ id: `p-${at}`, name: `Policy ${at}`, rule })),
    }),
  }),
  eligible: new Map(
    (eligible ?? [[approvers, [ada, ben]]]).map(([source, people]) => [sourceKey(source), people]),
  ),
});

const approvedIn = (given: Case): boolean => decideApproval(facts(given)).approved;
const sentences = (decision: Decision): readonly string[] => [
  decision.sentence,
  ...decision.because.flatMap(sentences),
];

describe("counting approvals", () => {
  it("needs the number of distinct persons, and says how many more and who else may", () => {
    const rules = [approvals(2, approvers)];
    const one = decideApproval(facts({ rules, reviews: [aReview(ada)] }));
    expect(one).toMatchObject({ approved: false, impossible: false, decision: { outcome: "waiting" } });
    expect(sentences(one.decision)).toEqual([
      "Waiting for approval.",
      'Policy "Policy 0": 1 of 2 approvals of group ml-approvers or the MLOps administrators; 1 more needed.',
      "Ada approved.",
      "May still approve: Ben.",
    ]);
    const two = decideApproval(facts({ rules, reviews: [aReview(ada), aReview(ben)] }));
    expect(two).toMatchObject({ approved: true, decision: { outcome: "allowed" } });
    expect(sentences(two.decision)).toContain('Policy "Policy 0": 2 of 2 approvals, by Ada and Ben.');
  });

  it("leaves out comments, other editions and people who may not review", () => {
    expect(approvedIn({ reviews: [aReview(ada, { decision: "comment" })] })).toBe(false);
    expect(approvedIn({ reviews: [aReview(ada)], edition: 2 })).toBe(false);
    expect(approvedIn({ reviews: [aReview(ada, { edition: 2 })], edition: 1 })).toBe(false);
    expect(approvedIn({ reviews: [aReview(mona)] })).toBe(false);
  });

  it("drops a person who has lost the right since", () => {
    expect(approvedIn({ reviews: [aReview(ada)], eligible: [[approvers, [ben]]] })).toBe(false);
  });

  it("takes the latest decision of a person, whatever the clocks said", () => {
    const asked = aReview(ada, { decision: "ask-for-changes", at: 2 });
    expect(approvedIn({ reviews: [aReview(ada, { at: 9 }), asked] })).toBe(false);
    expect(approvedIn({ reviews: [asked, aReview(ada, { at: 1 })] })).toBe(true);
  });

  it("is held back by another reviewer's ask for changes", () => {
    const asked = aReview(ben, { decision: "ask-for-changes", comment: "Wait." });
    const held = decideApproval(facts({ reviews: [aReview(ada), asked] }));
    expect(held).toMatchObject({ approved: false, decision: { sentence: "Ben asked for changes." } });
  });

  it("lets MLOps administrators review everything, also where nobody is named", () => {
    const eligible = [[mlops, [mona]]] as const;
    expect(approvedIn({ rules: [approvals(1)], reviews: [aReview(mona)], eligible })).toBe(true);
    expect(approvedIn({ rules: [approvals(1, approvers)], reviews: [aReview(mona)], eligible })).toBe(true);
    expect(
      reviewerSources({ kind: "all", rules: [approvals(1, approvers), approvals(2, owners, mlops)] }),
    ).toEqual([approvers, mlops, owners]);
  });

  it("joins rules by and, by or, and policies by and", () => {
    const eligible = [
      [approvers, [ada]],
      [owners, [ben]],
    ] as const;
    const both = { kind: "all", rules: [approvals(1, approvers), approvals(1, owners)] } as const;
    const either = { ...both, kind: "any" } as const;
    const onlyAda = [aReview(ada)];
    expect(approvedIn({ rules: [both], reviews: onlyAda, eligible })).toBe(false);
    expect(approvedIn({ rules: [either], reviews: onlyAda, eligible })).toBe(true);
    expect(approvedIn({ rules: [...both.rules], reviews: onlyAda, eligible })).toBe(false);
    expect(approvedIn({ rules: [...both.rules], reviews: [...onlyAda, aReview(ben)], eligible })).toBe(true);
  });

  it("needs nothing without policies, and approves nothing that was not checked", () => {
    expect(decideApproval(facts({ rules: [] })).approved).toBe(true);
    const unchecked = { request: aRequest({ reviews: [aReview(ada)] }), eligible: new Map() };
    expect(decideApproval(unchecked).approved).toBe(false);
  });
});

describe("who may review", () => {
  it("lists distinct persons and never the requester", () => {
    const adaAgain = aPerson("ada", { slackUser: "U_ADA_2" });
    const { mayReview } = decideApproval(
      facts({
        eligible: [
          [approvers, [olivia, ada, adaAgain]],
          [mlops, [mona, ada]],
        ],
      }),
    );
    expect(mayReview).toEqual([ada, mona]);
  });

  it("says when nobody is left who could approve", () => {
    const alone = decideApproval(facts({ eligible: [[approvers, [olivia]]] }));
    expect(alone).toMatchObject({ approved: false, impossible: true, decision: { outcome: "denied" } });
    expect(sentences(alone.decision).join(" ")).toContain("nobody may give one besides the requester");
    const tooFew = decideApproval(facts({ rules: [approvals(3, approvers)] }));
    expect(tooFew.impossible).toBe(true);
    expect(decideApproval(facts({ rules: [approvals(2, approvers)] })).impossible).toBe(false);
  });

  it("is told with the reason", () => {
    const given = facts({
      eligible: [
        [approvers, [olivia, ada]],
        [mlops, [mona]],
      ],
    });
    expect(sentences(canReview(given, ada))).toEqual([
      "Ada may review this.",
      "Ada is in group ml-approvers.",
      "Ada is not an MLOps administrator.",
    ]);
    expect(canReview(given, ben)).toMatchObject({
      outcome: "denied",
      sentence: "Ben is not among the reviewers. These may: Ada and Mona.",
    });
    expect(canReview(given, olivia)).toMatchObject({
      outcome: "denied",
      sentence: "Olivia asked for this, and nobody decides on their own request.",
    });
    expect(canReview(facts({ eligible: [] }), ben).sentence).toContain("Nobody may at the moment.");
  });

  it("knows a reviewer by any account, and the requester as well", () => {
    const given = facts({ eligible: [[approvers, [ada]]] });
    expect(canReview(given, aPerson("a", { id: ada.id, email: null })).outcome).toBe("allowed");
    expect(canReview(given, aPerson("o", { email: "olivia@example.com" })).outcome).toBe("denied");
  });
});

// Properties, over people whose ids and emails overlap in every way.

const KNOWN = ["a", "b", "c", "d", "e", "f", "g"];
const account = (id: string, email: string | null): Person => ({
  id: personId(`u-${id}`),
  email: email === null ? null : `${email}@example.com`,
  name: `${id}/${email}`,
  slackUser: `U-${id}-${email}`,
});
/** Mostly one account each; now and then one that shares its id with one person and its email with another. */
const person: fc.Arbitrary<Person> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...KNOWN).map((name) => account(name, name)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...KNOWN), fc.constantFrom(null, ...KNOWN))
      .map(([id, email]) => account(id, email)),
  },
);
const SOURCES: readonly ReviewerSource[] = [
  approvers,
  owners,
  mlops,
  { kind: "person", email: "a@example.com" },
];
const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc
      .record({ count: fc.integer({ min: 1, max: 3 }), from: fc.subarray([...SOURCES]) })
      .map(({ count, from }): Rule => ({ kind: "approvals", count, from })),
    fc.record({
      kind: fc.constantFrom("all" as const, "any" as const),
      rules: fc.array(tie("rule"), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));
const review = (decisions: readonly ReviewDecision[]): fc.Arbitrary<Review> =>
  fc
    .record({ by: person, decision: fc.constantFrom(...decisions), edition: fc.constantFrom(1, 2, 2, 2) })
    .map(({ by, ...over }) => aReview(by, over));
const anyFacts = (decisions: readonly ReviewDecision[] = ["approve", "ask-for-changes", "comment"]) =>
  fc
    .record({
      requester: person,
      rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
      reviews: fc.array(review(decisions), { maxLength: 10 }),
      eligible: fc.tuple(...SOURCES.map(() => fc.array(person, { maxLength: 4 }))),
    })
    .map(
      ({ requester, rules, reviews, eligible }): ApprovalFacts => ({
        request: {
          requester,
          reviews,
          edition: 2,
          assessment: anAssessment({
            policies: rules.map((one, at) => aMatchedPolicy({ id: `p-${at}`, rule: one })),
          }),
        },
        eligible: new Map(SOURCES.map((source, at) => [sourceKey(source), eligible[at] ?? []])),
      }),
    );

const withReviews = (given: ApprovalFacts, reviews: readonly Review[]): ApprovalFacts => ({
  ...given,
  request: { ...given.request, reviews },
});

/** The people reachable from one over shared ids and emails: slow, and plainly right. */
function accountsOf(one: Person, everybody: readonly Person[]): readonly Person[] {
  let found: readonly Person[] = [one];
  for (;;) {
    const known = found;
    const more = everybody.filter((other) =>
      known.some((a) => a.id === other.id || (a.email !== null && a.email === other.email)),
    );
    if (more.every((other) => known.includes(other))) return known;
    found = [...new Set([...known, ...more])];
  }
}

function everybodyIn({ request, eligible }: ApprovalFacts): readonly Person[] {
  return [request.requester, ...[...eligible.values()].flat(), ...request.reviews.map(({ by }) => by)];
}

/** What the reference says, written down without regard to speed. */
function modelApproves(given: ApprovalFacts): boolean {
  const { request, eligible } = given;
  const everybody = everybodyIn(given);
  const own = accountsOf(request.requester, everybody);
  const current = request.reviews.filter(
    ({ edition, decision }) => edition === request.edition && decision !== "comment",
  );
  const decisionOf = (one: Person) =>
    current.findLast(({ by }) => accountsOf(one, everybody).includes(by))?.decision ?? null;
  const named = (sources: readonly ReviewerSource[]) =>
    [...sources, mlops]
      .flatMap((source) => eligible.get(sourceKey(source)) ?? [])
      .filter((one) => !own.includes(one));
  const satisfied = (one: Rule): boolean => {
    if (one.kind === "all") return one.rules.every(satisfied);
    if (one.kind === "any") return one.rules.some(satisfied);
    const approving = named(one.from).filter((voter) => decisionOf(voter) === "approve");
    const humans = new Set(
      approving.map((voter) => everybody.findIndex((any) => accountsOf(voter, everybody).includes(any))),
    );
    return humans.size >= one.count;
  };
  const sourcesOf = (one: Rule): readonly ReviewerSource[] =>
    one.kind === "approvals" ? one.from : one.rules.flatMap(sourcesOf);
  const rules = (request.assessment?.policies ?? []).map(({ policy }) => policy.rule);
  const held = named(rules.flatMap(sourcesOf)).some((one) => decisionOf(one) === "ask-for-changes");
  return !held && rules.every(satisfied);
}

describe("whatever the rules and the people", () => {
  it("approval is what a slow and plain reading of the rules says", () => {
    fc.assert(
      fc.property(anyFacts(), (given) => {
        expect(decideApproval(given).approved).toBe(modelApproves(given));
      }),
      { numRuns: 500 },
    );
  });

  it("adding an approval never turns approved into not approved", () => {
    let approvedOnes = 0;
    fc.assert(
      fc.property(anyFacts(["approve"]), fc.nat(), (given, pick) => {
        if (!decideApproval(given).approved) return;
        approvedOnes += 1;
        // Somebody who is known already: an account that ties two people together would make one vote of two.
        const everybody = everybodyIn(given);
        const by = everybody[pick % everybody.length] ?? given.request.requester;
        const more = withReviews(given, [...given.request.reviews, aReview(by, { edition: 2 })]);
        expect(decideApproval(more).approved).toBe(true);
      }),
      { numRuns: 1_000, seed: 11 },
    );
    expect(approvedOnes).toBeGreaterThan(100);
  });

  it("the requester's own vote, from any account, never counts", () => {
    fc.assert(
      fc.property(anyFacts(["approve"]), (given) => {
        const own = accountsOf(given.request.requester, everybodyIn(given));
        const ownVotes = own.map((by) => aReview(by, { edition: 2 }));
        const before = decideApproval(given);
        const after = decideApproval(withReviews(given, [...given.request.reviews, ...ownVotes]));
        expect(after.approved).toBe(before.approved);
        expect(after.mayReview.filter((one) => own.includes(one))).toEqual([]);
        for (const account of own) expect(canReview(given, account).outcome).toBe("denied");
      }),
      { numRuns: 500 },
    );
  });

  it("a second account of somebody who approved adds nothing", () => {
    fc.assert(
      fc.property(anyFacts(["approve"]), fc.nat(), (given, pick) => {
        const voters = given.request.reviews.filter(({ edition }) => edition === 2);
        fc.pre(voters.length > 0);
        const everybody = everybodyIn(given);
        const again = voters
          .flatMap(({ by }) => accountsOf(by, everybody))
          .map((by) => aReview(by, { edition: 2 }));
        const second = again[pick % again.length];
        const more = withReviews(given, [
          ...given.request.reviews,
          ...(second === undefined ? [] : [second]),
        ]);
        expect(decideApproval(more).approved).toBe(decideApproval(given).approved);
      }),
      { numRuns: 500 },
    );
  });

  it("the order of votes of different people does not matter", () => {
    const shuffled = anyFacts(["approve"]).chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray([...given.request.reviews], { minLength: given.request.reviews.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([given, other]) => {
        expect(decideApproval(withReviews(given, other)).approved).toBe(decideApproval(given).approved);
      }),
      { numRuns: 500 },
    );
  });

  it("impossible means that not even everybody together could approve", () => {
    fc.assert(
      fc.property(
        anyFacts(["approve"]).map((given) => withReviews(given, [])),
        (given) => {
          const { mayReview, impossible } = decideApproval(given);
          const all = withReviews(
            given,
            mayReview.map((by) => aReview(by, { edition: 2 })),
          );
          expect(decideApproval(all).approved).toBe(!impossible);
        },
      ),
      { numRuns: 500 },
    );
  });
});
