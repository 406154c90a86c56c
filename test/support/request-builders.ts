// Small builders for tests about requests: each gives a complete value, and takes what the test is about.
import { deploymentId, personId, requestId } from "../../src/deployments/ids.ts";
import type { CheckResult } from "../../src/deployments/validation/check.ts";
import type { PersonCaller } from "../../src/ports/platform.ts";
import type { Actor, Person } from "../../src/requests/person.ts";
import type { Policy } from "../../src/requests/policy.ts";
import type { Assessment, ChangeRequest, MatchedPolicy, Review } from "../../src/requests/request.ts";

/** 2026-11-24, 09:00 UTC: when the fake clock starts. */
export const NOW = Date.UTC(2026, 10, 24, 9, 0, 0);

/** `aPerson("olivia")` is olivia@example.com with the Slack user `U_OLIVIA`. */
export function aPerson(name = "olivia", over: Partial<Person> = {}): Person {
  const email = `${name}@example.com`;
  return {
    id: personId(email),
    email,
    name: name.charAt(0).toUpperCase() + name.slice(1),
    slackUser: `U_${name.toUpperCase()}`,
    ...over,
  };
}

/** Who asks, as a look-up has read them. */
export const callerOf = (name: string, ...groups: readonly string[]): PersonCaller => ({
  kind: "person",
  person: aPerson(name),
  groups,
});

/** The actor behind a person of the test workspace. */
export function anActor(person: Person = aPerson(), over: Partial<Actor> = {}): Actor {
  return { installation: "T_TEST", enterprise: null, team: "T_TEST", user: person.slackUser, ...over };
}

export function aCheck(over: Partial<CheckResult> = {}): CheckResult {
  return {
    check: "target-name",
    status: "passing",
    evaluated: true,
    sentence: "Both models predict the same target.",
    compared: { champion: "default", candidate: "default" },
    items: [],
    ourRule: false,
    ...over,
  };
}

/** One approval of the group `ml-approvers` for `replace-model` at any importance. */
export function aPolicy(over: Partial<Policy> = {}): Policy {
  return {
    id: "important-replacements",
    name: "Important replacements",
    actions: ["replace-model"],
    when: { importance: null, labels: null, requesterGroups: null },
    rule: { kind: "approvals", count: 1, from: [{ kind: "group", group: "ml-approvers" }] },
    reminderMs: null,
    expiryMs: null,
    ...over,
  };
}

export function aMatchedPolicy(over: Partial<Policy> = {}): MatchedPolicy {
  const policy = aPolicy(over);
  return { policy, ruleHash: `hash of ${JSON.stringify(policy.rule)}` };
}

/** Passing, with one matching policy: an assessed request goes straight on to `pending`. */
export function anAssessment(over: Partial<Assessment> = {}): Assessment {
  return {
    at: NOW,
    status: "passing",
    checks: [aCheck()],
    facts: {
      champion: { id: "p-3", name: "Credit default v3" },
      candidate: {
        id: "p-4",
        name: "Credit default v4",
        registeredModel: { id: "rm-credit-default", name: "Credit default" },
      },
    },
    shown: [{ label: "Traffic", value: "1,200 predictions a day" }],
    importance: "HIGH",
    toAttest: [],
    policies: [aMatchedPolicy()],
    policyNote: "Important replacements applies.",
    ...over,
  };
}

export function aReview(by: Person = aPerson("ada"), over: Partial<Review> = {}): Review {
  return { by, actor: anActor(by), at: NOW, edition: 1, decision: "approve", comment: "", ...over };
}

/** A request of Olivia to replace the model of `card-default`, in `checking` unless told otherwise. */
export function aRequest(over: Partial<ChangeRequest> = {}): ChangeRequest {
  const requester = over.requester ?? aPerson("olivia");
  return {
    id: requestId("request:r-1"),
    reference: "R-7K2M",
    action: "replace-model",
    deploymentId: deploymentId("d-card-default"),
    deploymentLabel: "card-default",
    requester,
    requesterActor: anActor(requester),
    createdAt: NOW,
    origin: { viewId: null, channel: null },
    edition: 1,
    input: { reason: "ACCURACY", packageId: "p-4", promote: null, rollback: false },
    comment: "",
    apply: "on-approval",
    assessment: null,
    confirmation: null,
    digestBytes: null,
    digest: null,
    reviews: [],
    state: { name: "checking", since: NOW },
    remindedAt: null,
    ...over,
  };
}
