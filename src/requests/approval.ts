// Who has approved, how many are still needed, and who else may: by distinct persons, for one edition. Pure: who is behind a
// reviewer source now is told by the caller.
import { allowed, type Decision, denied, waiting } from "../deployments/decision.ts";
import { type Person, samePerson } from "./person.ts";
import type { ReviewerSource, Rule } from "./policy.ts";
import type { ChangeRequest, MatchedPolicy, Review } from "./request.ts";
import { distinctPeople, type HumanOf, humansAmong } from "./same-people.ts";
import { decidingReviews, namesOf } from "./state-words.ts";

export interface ApprovalFacts {
  /**
   * Assessed, with all its reviews. All policies must be satisfied; one person may count for several of them, and for several
   * rules of one.
   */
  readonly request: Pick<ChangeRequest, "assessment" | "reviews" | "edition" | "requester">;
  /** Persons who hold the right now, by `sourceKey`; a source that is not there has nobody. */
  readonly eligible: ReadonlyMap<string, readonly Person[]>;
}

export interface ApprovalFinding {
  readonly approved: boolean;
  /** A node for each policy and rule: who approved, how many more, who else may. */
  readonly decision: Decision;
  /** Everybody who may review, also those who have; distinct, never the requester. */
  readonly mayReview: readonly Person[];
  /** True when the rules could not be satisfied even if everybody who may review approved. */
  readonly impossible: boolean;
}

/** The key of a source in `eligible`. */
export function sourceKey(source: ReviewerSource): string {
  switch (source.kind) {
    case "person":
      return `person:${source.email.toLowerCase()}`;
    case "group":
      return `group:${source.group.toLowerCase()}`;
    case "owners":
    case "mlops-administrators":
      return source.kind;
  }
}

/** All sources of a rule, without doubles. MLOps administrators are reviewers of every rule (reference 6.3). */
export function reviewerSources(rule: Rule): readonly ReviewerSource[] {
  const named = rule.kind === "approvals" ? rule.from : rule.rules.flatMap(reviewerSources);
  const sources: readonly ReviewerSource[] = [...named, { kind: "mlops-administrators" }];
  return [...new Map(sources.map((source) => [sourceKey(source), source])).values()];
}

/**
 * Whether the reviews of the current edition satisfy all policies. The latest decision of each person counts, a comment decides
 * nothing, the requester's own vote never counts, and a person who has lost the right drops out. Somebody's standing
 * ask-for-changes holds it back. Without policies nothing is needed; what was not assessed is never approved.
 */
export function decideApproval(facts: ApprovalFacts): ApprovalFinding {
  const policies = policiesOf(facts);
  if (facts.request.assessment === null) {
    const decision = waiting("It has not been checked yet.");
    return { approved: false, decision, mayReview: [], impossible: false };
  }
  if (policies.length === 0) {
    const decision = allowed("No approval policy applies: no approval is needed.");
    return { approved: true, decision, mayReview: [], impossible: false };
  }
  const count = countOf(facts);
  const because = policies.map(({ policy }) => {
    const byRule = decideRule(policy.rule, count);
    return { ...byRule, sentence: `Policy "${policy.name}": ${byRule.sentence}`, because: byRule.because };
  });
  const impossible = because.some(({ outcome }) => outcome === "denied");
  const mayReview = count.eligibleFor(policies.flatMap(({ policy }) => reviewerSources(policy.rule)));
  const reviewers = new Set(mayReview.map(count.humanOf));
  const asked = count.deciding.find(
    ({ decision, by }) => decision === "ask-for-changes" && reviewers.has(count.humanOf(by)),
  );
  if (asked !== undefined) {
    const decision = waiting(`${asked.by.name} asked for changes.`, because);
    return { approved: false, decision, mayReview, impossible };
  }
  const outcome = together(because);
  return {
    approved: outcome === "allowed",
    decision: { outcome, sentence: SUMMARY[outcome], because },
    mayReview,
    impossible,
  };
}

const SUMMARY = {
  allowed: "Approved, every policy is satisfied.",
  waiting: "Waiting for approval.",
  denied: "It cannot be approved as things are: too few people may review it.",
} as const satisfies Record<Judgement, string>;

/** An approval is never aside of itself. */
type Judgement = Exclude<Decision["outcome"], "aside">;

/** Whether the person may review now, with the reason: the source that names them, or who else may. */
export function canReview(facts: ApprovalFacts, person: Person): Decision {
  const { requester } = facts.request;
  const count = countOf(facts, [person]);
  const human = count.humanOf(person);
  if (human === count.humanOf(requester)) {
    return denied(`${person.name} asked for this, and nobody decides on their own request.`);
  }
  const sources = distinctSources(policiesOf(facts));
  const because = sources.map((source) =>
    // Gives a right, so accounts are compared directly: a list that is minutes old must not know one by its Slack account alone.
    count.eligibleFor([source]).some((one) => samePerson(one, person))
      ? allowed(`${person.name} is ${oneOf(source)}.`)
      : denied(`${person.name} is not ${oneOf(source)}.`),
  );
  if (because.some(({ outcome }) => outcome === "allowed"))
    return allowed(`${person.name} may review this.`, because);
  const others = count.eligibleFor(sources);
  const who = others.length === 0 ? "Nobody may at the moment." : `These may: ${someNames(others)}.`;
  return denied(`${person.name} is not among the reviewers. ${who}`, because);
}

/** The votes of one decision, counted by humans. */
interface Count {
  readonly humanOf: HumanOf;
  readonly deciding: readonly Review[];
  /** Humans whose latest decision is to approve. */
  readonly approving: ReadonlySet<string>;
  /** Distinct persons behind any of the sources, never the requester. */
  readonly eligibleFor: (sources: readonly ReviewerSource[]) => readonly Person[];
}

function countOf(facts: ApprovalFacts, others: readonly Person[] = []): Count {
  const { request, eligible } = facts;
  const { requester } = request;
  const everybody = [...eligible.values()].flat().concat(others);
  const humanOf = humansAmong([requester, ...everybody, ...request.reviews.map(({ by }) => by)]);
  const deciding = decidingReviews(request, everybody);
  const approving = new Set(
    deciding.filter(({ decision }) => decision === "approve").map(({ by }) => humanOf(by)),
  );
  const eligibleFor = (sources: readonly ReviewerSource[]): readonly Person[] => {
    const people = sources.flatMap((source) => eligible.get(sourceKey(source)) ?? []);
    return distinctPeople(people, humanOf).filter((person) => humanOf(person) !== humanOf(requester));
  };
  return { humanOf, deciding, approving, eligibleFor };
}

function decideRule(rule: Rule, count: Count): Decision {
  if (rule.kind === "approvals") return decideApprovals(rule, count);
  const because = rule.rules.map((inner) => decideRule(inner, count));
  if (rule.kind === "all")
    return { outcome: together(because), sentence: "all of these are needed.", because };
  const outcome = because.some((one) => one.outcome === "allowed")
    ? "allowed"
    : because.every((one) => one.outcome === "denied")
      ? "denied"
      : "waiting";
  return { outcome, sentence: "one of these is needed.", because };
}

function decideApprovals(rule: Extract<Rule, { kind: "approvals" }>, count: Count): Decision {
  const sources = reviewerSources(rule);
  const eligible = count.eligibleFor(sources);
  const approved = eligible.filter((person) => count.approving.has(count.humanOf(person)));
  const others = eligible.filter((person) => !count.approving.has(count.humanOf(person)));
  const tally = `${approved.length} of ${rule.count} ${rule.count === 1 ? "approval" : "approvals"}`;
  const because = approved.map((person) => allowed(`${person.name} approved.`));
  if (approved.length >= rule.count) return allowed(`${tally}, by ${someNames(approved)}.`, because);
  const from = namesOf(
    sources.map((source) => ({ name: inWords(source) })),
    "or",
  );
  if (eligible.length < rule.count) {
    const left = eligible.length === 0 ? "nobody" : `only ${someNames(eligible)}`;
    return denied(`${tally} of ${from}; ${left} may give one besides the requester.`, because);
  }
  return waiting(`${tally} of ${from}; ${rule.count - approved.length} more needed.`, [
    ...because,
    waiting(`May still approve: ${someNames(others)}.`),
  ]);
}

/** What a rule asks for: `1 approval of group ml-approvers or the MLOps administrators`. */
export function ruleWords(rule: Rule): string {
  if (rule.kind !== "approvals")
    return rule.rules.map(ruleWords).join(rule.kind === "all" ? ", and " : ", or ");
  const from = reviewerSources(rule).map((source) => ({ name: inWords(source) }));
  return `${rule.count} ${rule.count === 1 ? "approval" : "approvals"} of ${namesOf(from, "or")}`;
}

/** All of them have to be satisfied. */
function together(decisions: readonly Decision[]): Judgement {
  if (decisions.some(({ outcome }) => outcome === "denied")) return "denied";
  return decisions.every(({ outcome }) => outcome === "allowed") ? "allowed" : "waiting";
}

const policiesOf = ({ request }: ApprovalFacts): readonly MatchedPolicy[] =>
  request.assessment?.policies ?? [];

const distinctSources = (policies: readonly MatchedPolicy[]): readonly ReviewerSource[] =>
  reviewerSources({ kind: "all", rules: policies.map(({ policy }) => policy.rule) });

const MOST_NAMES = 10;

function someNames(people: readonly Person[]): string {
  const left = people.length - MOST_NAMES;
  return left <= 0
    ? namesOf(people)
    : namesOf([...people.slice(0, MOST_NAMES), { name: left === 1 ? "one other" : `${left} others` }]);
}

function inWords(source: ReviewerSource): string {
  switch (source.kind) {
    case "person":
      return source.email;
    case "group":
      return `group ${source.group}`;
    case "owners":
      return "the Owners";
    case "mlops-administrators":
      return "the MLOps administrators";
  }
}

function oneOf(source: ReviewerSource): string {
  switch (source.kind) {
    case "person":
      return `the reviewer ${source.email}`;
    case "group":
      return `in group ${source.group}`;
    case "owners":
      return "an Owner of the deployment";
    case "mlops-administrators":
      return "an MLOps administrator";
  }
}
