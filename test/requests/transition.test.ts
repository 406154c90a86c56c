import { describe, expect, it } from "vitest";
import type { Refusal } from "../../src/deployments/decision.ts";
import { packageId } from "../../src/deployments/ids.ts";
import type { ChangeRequest, Intent, RequestState, RequestStateName } from "../../src/requests/request.ts";
import { describeState, type RequestEvent, transition } from "../../src/requests/transition.ts";
import { aCheck, anAssessment, aPerson, aRequest, aReview, NOW } from "../support/request-builders.ts";

const LATER = NOW + 60_000;
const olivia = aPerson("olivia");
const ada = aPerson("ada");
const ben = aPerson("ben");
const oliviasOtherAccount = aPerson("olivia", { slackUser: "U_OLIVIA_2" });

const intent: Intent = { effectKey: "e-1", at: NOW, attempt: 1, before: null, lastCallAt: NOW };
const outcome = { at: LATER, from: "v3", to: "v4", known: "answer", settledBy: null } as const;
const settlement = { by: olivia, at: LATER, reason: "I looked at the endpoint." };
const refusal: Refusal = { code: "forbidden", sentence: "Not an Owner any more.", next: "Ask an Owner." };

const STATES = {
  checking: { name: "checking", since: NOW },
  checked: { name: "checked", since: NOW },
  refused: { name: "refused", since: NOW, refusal },
  pending: { name: "pending", since: NOW },
  "changes-requested": { name: "changes-requested", since: NOW, by: ada, comment: "Wait for the audit." },
  approved: { name: "approved", since: NOW, applyAskedBy: null },
  stale: { name: "stale", since: NOW, changes: [] },
  executing: { name: "executing", since: NOW, intent },
  succeeded: { name: "succeeded", since: NOW, outcome },
  failed: { name: "failed", since: NOW, reason: "The platform said no.", settledBy: null },
  unknown: { name: "unknown", since: NOW, intent, why: "The answer was lost." },
  cancelled: { name: "cancelled", since: NOW, by: olivia, reason: "" },
  expired: { name: "expired", since: NOW },
} as const satisfies Record<RequestStateName, RequestState>;

/** A request of edition 2 in the state, with a matching policy; Ada has asked for changes where the state says so. */
function inState(name: RequestStateName, over: Partial<ChangeRequest> = {}): ChangeRequest {
  const asked = aReview(ada, { edition: 2, decision: "ask-for-changes", comment: "Wait for the audit." });
  return aRequest({
    edition: 2,
    assessment: name === "checking" ? null : anAssessment(),
    reviews: name === "changes-requested" ? [asked] : [],
    state: STATES[name],
    origin: { viewId: "V1", channel: null },
    ...over,
  });
}

const edit = {
  input: { packageId: "p-5" },
  comment: "better",
  apply: "by-hand",
  origin: { viewId: "V2", channel: null },
} as const;
const review = (by: typeof ada, decision: "approve" | "ask-for-changes" | "comment", edition = 2) =>
  aReview(by, { at: LATER, edition, decision, comment: "Because." });

const EVENTS = {
  "assessed, passing": { type: "assessed", at: LATER, assessment: anAssessment() },
  "assessed, warning": { type: "assessed", at: LATER, assessment: anAssessment({ status: "warning" }) },
  "assessed, failing": { type: "assessed", at: LATER, assessment: anAssessment({ status: "failing" }) },
  "assessed, without policy": { type: "assessed", at: LATER, assessment: anAssessment({ policies: [] }) },
  refused: { type: "refused", at: LATER, refusal },
  confirmed: { type: "confirmed", at: LATER, by: olivia, edition: 2, warningsRead: true, attested: [] },
  "confirmed by another": {
    type: "confirmed",
    at: LATER,
    by: ben,
    edition: 2,
    warningsRead: true,
    attested: [],
  },
  "confirmed, old view": {
    type: "confirmed",
    at: LATER,
    by: olivia,
    edition: 1,
    warningsRead: true,
    attested: [],
  },
  "approved, more needed": { type: "reviewed", review: review(ben, "approve"), approvedNow: false },
  "approved, enough": { type: "reviewed", review: review(ben, "approve"), approvedNow: true },
  "approved by the requester": { type: "reviewed", review: review(olivia, "approve"), approvedNow: true },
  "approved, old prompt": { type: "reviewed", review: review(ben, "approve", 1), approvedNow: true },
  "changes asked for": { type: "reviewed", review: review(ben, "ask-for-changes"), approvedNow: false },
  commented: { type: "reviewed", review: review(ben, "comment"), approvedNow: false },
  "commented by the requester": { type: "reviewed", review: review(olivia, "comment"), approvedNow: false },
  edited: { type: "edited", at: LATER, by: olivia, edition: 2, ...edit },
  "edited by another": { type: "edited", at: LATER, by: ben, edition: 2, ...edit },
  "edited, old view": { type: "edited", at: LATER, by: olivia, edition: 1, ...edit },
  "asked again": { type: "asked-again", at: LATER, by: olivia, edition: 2 },
  "asked again by another": { type: "asked-again", at: LATER, by: ben, edition: 2 },
  "asked again, old card": { type: "asked-again", at: LATER, by: olivia, edition: 1 },
  cancelled: { type: "cancelled", at: LATER, by: olivia, reason: "Not needed." },
  "cancelled by the system": { type: "cancelled", at: LATER, by: "system", reason: "Policy removed." },
  "cancelled by another": { type: "cancelled", at: LATER, by: ben, reason: "I say so." },
  expired: { type: "expired", at: LATER },
  "found stale": { type: "found-stale", at: LATER, changes: [] },
  "apply asked": { type: "apply-asked", at: LATER, by: olivia, edition: 2 },
  "apply asked, old card": { type: "apply-asked", at: LATER, by: olivia, edition: 1 },
  intended: { type: "intended", at: LATER, intent },
  "intended again": { type: "intended", at: LATER, intent: { ...intent, attempt: 2 } },
  succeeded: { type: "succeeded", at: LATER, outcome },
  accepted: { type: "accepted", at: LATER },
  failed: { type: "failed", at: LATER, reason: "The platform said no.", changed: false },
  doubted: { type: "doubted", at: LATER, why: "No answer." },
  "settled as done": { type: "settled", at: LATER, settlement, as: { name: "succeeded", outcome } },
  "settled as not done": { type: "settled", at: LATER, settlement, as: { name: "failed" } },
  reminded: { type: "reminded", at: LATER },
  "view closed": { type: "view-closed", at: LATER },
} as const satisfies Record<string, RequestEvent>;
type EventName = keyof typeof EVENTS;

type Cell = RequestStateName | "conflict" | "outdated" | "forbidden" | "invalid";
/** In the order of STATES. */
type Row = readonly [Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell];
const no = "conflict";
const old = "outdated";
const notHis = "forbidden";
const asks = "changes-requested";

// Typed by hand: this is the state machine as people agreed on it.
// biome-ignore format: a table is read by its columns
const TABLE: Record<EventName, Row> = {
  //                         checking    checked     refused pending      changes-req. approved     stale        executing    succ. failed unknown      canc. exp.
  "assessed, passing":       ["pending",  no,         no,     no,          no,          no,          no,          no,          no,   no,    no,          no,   no],
  "assessed, warning":       ["checked",  no,         no,     no,          no,          no,          no,          no,          no,   no,    no,          no,   no],
  "assessed, failing":       ["refused",  no,         no,     no,          no,          no,          no,          no,          no,   no,    no,          no,   no],
  "assessed, without policy":["checked",  no,         no,     no,          no,          no,          no,          no,          no,   no,    no,          no,   no],
  refused:                   ["refused",  no,         no,     no,          no,          "refused",   no,          no,          no,   no,    no,          no,   no],
  confirmed:                 [no,         "pending",  no,     no,          no,          no,          no,          no,          no,   no,    no,          no,   no],
  "confirmed by another":    [no,         notHis,     no,     no,          no,          no,          no,          no,          no,   no,    no,          no,   no],
  "confirmed, old view":     [old,        old,        no,     old,         old,         old,         old,         old,         no,   no,    old,         no,   no],
  "approved, more needed":   [no,         no,         no,     "pending",   no,          no,          no,          no,          no,   no,    no,          no,   no],
  "approved, enough":        [no,         no,         no,     "approved",  no,          no,          no,          no,          no,   no,    no,          no,   no],
  "approved by the requester":[no,        no,         no,     no,          no,          no,          no,          no,          no,   no,    no,          no,   no],
  "approved, old prompt":    [old,        old,        no,     old,         old,         old,         old,         no,          no,   no,    no,          no,   no],
  "changes asked for":       [no,         no,         no,     asks,        no,          no,          no,          no,          no,   no,    no,          no,   no],
  commented:                 [no,         no,         no,     "pending",   asks,        "approved",  "stale",     no,          no,   no,    no,          no,   no],
  "commented by the requester":[no,       no,         no,     "pending",   asks,        "approved",  "stale",     no,          no,   no,    no,          no,   no],
  edited:                    [no,         "checking", no,     "checking",  "checking",  "checking",  "checking",  no,          no,   no,    no,          no,   no],
  "edited by another":       [no,         notHis,     no,     notHis,      notHis,      notHis,      notHis,      no,          no,   no,    no,          no,   no],
  "edited, old view":        [old,        old,        no,     old,         old,         old,         old,         old,         no,   no,    old,         no,   no],
  "asked again":             [no,         no,         no,     no,          no,          no,          "checking",  no,          no,   no,    no,          no,   no],
  "asked again by another":  [no,         no,         no,     no,          no,          no,          notHis,      no,          no,   no,    no,          no,   no],
  "asked again, old card":   [old,        old,        no,     old,         old,         old,         old,         old,         no,   no,    old,         no,   no],
  cancelled:                 ["cancelled","cancelled",no,     "cancelled", "cancelled", "cancelled", "cancelled", no,          no,   no,    no,          no,   no],
  "cancelled by the system": ["cancelled","cancelled",no,     "cancelled", "cancelled", "cancelled", "cancelled", no,          no,   no,    no,          no,   no],
  "cancelled by another":    [notHis,     notHis,     no,     notHis,      notHis,      notHis,      notHis,      no,          no,   no,    no,          no,   no],
  expired:                   ["expired",  "expired",  no,     "expired",   "expired",   "expired",   "expired",   no,          no,   no,    no,          no,   no],
  "found stale":             [no,         no,         no,     no,          no,          "stale",     no,          no,          no,   no,    no,          no,   no],
  "apply asked":             [no,         no,         no,     no,          no,          no,          no,          no,          no,   no,    no,          no,   no],
  "apply asked, old card":   [old,        old,        no,     old,         old,         old,         old,         old,         no,   no,    old,         no,   no],
  intended:                  [no,         no,         no,     no,          no,          "executing", no,          no,          no,   no,    no,          no,   no],
  "intended again":          [no,         no,         no,     no,          no,          no,          no,          "executing", no,   no,    no,          no,   no],
  succeeded:                 [no,         no,         no,     no,          no,          no,          no,          "succeeded", no,   no,    "succeeded", no,   no],
  accepted:                  [no,         no,         no,     no,          no,          no,          no,          "executing", no,   no,    no,          no,   no],
  failed:                    [no,         no,         no,     no,          no,          no,          no,          "failed",    no,   no,    "failed",    no,   no],
  doubted:                   [no,         no,         no,     no,          no,          no,          no,          "unknown",   no,   no,    no,          no,   no],
  "settled as done":         [no,         no,         no,     no,          no,          no,          no,          no,          no,   no,    "succeeded", no,   no],
  "settled as not done":     [no,         no,         no,     no,          no,          no,          no,          no,          no,   no,    "failed",    no,   no],
  reminded:                  [no,         no,         no,     "pending",   no,          no,          no,          no,          no,   no,    no,          no,   no],
  "view closed":             ["checking", "checked",  "refused", "pending", asks,       "approved",  "stale",     "executing", "succeeded", "failed", "unknown", "cancelled", "expired"],
};

const stateNames = Object.keys(STATES) as RequestStateName[];
const pairs = (Object.keys(EVENTS) as EventName[]).flatMap((event) =>
  stateNames.map((state, column) => ({ event, state, expected: TABLE[event][column] })),
);

const move = (request: ChangeRequest, event: RequestEvent): ChangeRequest => {
  const answer = transition(request, event);
  if (!answer.ok) throw new Error(answer.refusal.sentence);
  return answer.value;
};
const refusalOf = (request: ChangeRequest, event: RequestEvent): Refusal => {
  const answer = transition(request, event);
  if (answer.ok) throw new Error(`accepted, now ${answer.value.state.name}`);
  return answer.refusal;
};

describe("every event in every state", () => {
  it.each(pairs)("$event in $state: $expected", ({ event, state, expected }) => {
    const answer = transition(inState(state), EVENTS[event]);
    expect(answer.ok ? answer.value.state.name : answer.refusal.code).toBe(expected);
    if (answer.ok) return;
    expect(answer.refusal.sentence).toMatch(/^\S.*\.$/s);
    expect(answer.refusal.next).toMatch(/^\S.*\.$/s);
  });
});

describe("checking", () => {
  it("asks the requester to confirm when something is to be attested, even when everything passes", () => {
    const toAttest = [{ packageId: packageId("p-6"), sentence: "Nobody can compare its target." }];
    const request = move(inState("checking"), {
      type: "assessed",
      at: LATER,
      assessment: anAssessment({ toAttest }),
    });
    expect(request.state.name).toBe("checked");
  });

  it("refuses a failing validation and names each failing check", () => {
    const checks = [
      aCheck({ check: "target-name", status: "failing", sentence: "The targets differ." }),
      aCheck({ check: "target-type", sentence: "The types are the same." }),
      aCheck({ check: "feature-types", status: "failing", sentence: "PAY_0 has another type." }),
    ];
    const request = move(inState("checking"), {
      type: "assessed",
      at: LATER,
      assessment: anAssessment({ status: "failing", checks }),
    });
    expect(request.assessment?.checks).toEqual(checks);
    expect(request.state).toMatchObject({
      name: "refused",
      since: LATER,
      refusal: {
        code: "failing-validation",
        sentence:
          "Validation failed. Target name: The targets differ. Feature types: PAY_0 has another type.",
      },
    });
  });

  it("counts the first ask as a reminder, so that the next one comes a period later", () => {
    expect(move(inState("checking"), EVENTS["assessed, passing"]).remindedAt).toBe(LATER);
    expect(move(inState("checking"), EVENTS["assessed, warning"]).remindedAt).toBeNull();
  });
});

describe("confirming", () => {
  const toAttest = [
    { packageId: packageId("p-6"), sentence: "No training data." },
    { packageId: packageId("p-3"), sentence: "No training data either." },
  ];
  const attesting = inState("checked", { assessment: anAssessment({ toAttest }) });

  it("goes to the effect when no policy matches", () => {
    const request = move(
      inState("checked", { assessment: anAssessment({ policies: [] }) }),
      EVENTS.confirmed,
    );
    expect(request.state).toEqual({ name: "approved", since: LATER, applyAskedBy: null });
    expect(request.confirmation).toEqual({ by: olivia, at: LATER, attested: [] });
  });

  it("goes to the reviewers when a policy matches", () => {
    expect(move(inState("checked"), EVENTS.confirmed)).toMatchObject({
      state: { name: "pending" },
      remindedAt: LATER,
    });
  });

  it("is refused while one of the packages is not attested, and names it", () => {
    const half = refusalOf(attesting, { ...EVENTS.confirmed, attested: [packageId("p-6")] });
    expect(half).toMatchObject({ code: "invalid", field: "attested" });
    expect(half.sentence).toContain("p-3");
  });

  it("keeps what was attested and nothing that was not asked for", () => {
    const attested = ["p-3", "p-6", "p-99", "p-3"].map(packageId);
    expect(move(attesting, { ...EVENTS.confirmed, attested }).confirmation?.attested).toEqual(["p-6", "p-3"]);
  });

  it("needs the warnings to have been read", () => {
    const warned = inState("checked", { assessment: anAssessment({ status: "warning" }) });
    expect(refusalOf(warned, { ...EVENTS.confirmed, warningsRead: false })).toMatchObject({
      code: "invalid",
      field: "warningsRead",
    });
    expect(move(warned, EVENTS.confirmed).state.name).toBe("pending");
  });

  it("can be done from the requester's other account", () => {
    expect(move(inState("checked"), { ...EVENTS.confirmed, by: oliviasOtherAccount }).state.name).toBe(
      "pending",
    );
  });
});

describe("reviewing", () => {
  it("tells the second approval by one person who approved, and when", () => {
    const once = move(inState("pending"), EVENTS["approved, more needed"]);
    const again = refusalOf(once, {
      ...EVENTS["approved, more needed"],
      review: aReview(ben, { edition: 2, at: LATER + 5 }),
    });
    expect(again).toMatchObject({ code: "conflict", at: LATER });
    expect(again.sentence).toBe("R-7K2M has already been approved by Ben.");
  });

  it("takes two accounts of one person for one person, also when a third account links them", () => {
    const work = aPerson("w", { id: "u-1" as typeof ben.id, email: "ben@work.example.com" });
    const link = aPerson("l", { id: "u-1" as typeof ben.id, email: "ben@home.example.com" });
    const home = aPerson("h", { id: "u-2" as typeof ben.id, email: "ben@home.example.com" });
    const reviews = [
      aReview(work, { edition: 2 }),
      aReview(link, { edition: 2, decision: "comment", comment: "It is me." }),
    ];
    const second = refusalOf(inState("pending", { reviews }), {
      type: "reviewed",
      review: aReview(home, { edition: 2 }),
      approvedNow: false,
    });
    expect(second.sentence).toContain("already been approved by W");
  });

  it("takes one Slack account for one person, also when its email was changed in between", () => {
    const renamed = { ...ben, id: "u-9" as typeof ben.id, email: "ben.new@example.com" };
    const second = refusalOf(inState("pending", { reviews: [aReview(ben, { edition: 2 })] }), {
      type: "reviewed",
      review: aReview(renamed, { edition: 2 }),
      approvedNow: false,
    });
    expect(second.sentence).toContain("already been approved by Ben");
  });

  it("lets the same person approve again when the first approval had lost its weight and has it back", () => {
    const waiting = inState("pending", { reviews: [aReview(ben, { edition: 2 })] });
    expect(move(waiting, EVENTS["approved, enough"]).state.name).toBe("approved");
  });

  it("refuses the requester under another account", () => {
    const own = {
      type: "reviewed",
      review: review(oliviasOtherAccount, "approve"),
      approvedNow: true,
    } as const;
    expect(refusalOf(inState("pending"), own).sentence).toContain("your own request");
  });

  it("keeps waiting since it began to wait when more approvals are needed", () => {
    const request = move(inState("pending"), EVENTS["approved, more needed"]);
    expect(request.state).toEqual({ name: "pending", since: NOW });
    expect(request.reviews).toEqual([EVENTS["approved, more needed"].review]);
  });

  it("says who asked for changes, and does not let another person approve over it", () => {
    const asked = move(inState("pending"), EVENTS["changes asked for"]);
    expect(asked.state).toEqual({ name: "changes-requested", since: LATER, by: ben, comment: "Because." });
    const over = refusalOf(asked, { type: "reviewed", review: review(ada, "approve"), approvedNow: true });
    expect(over).toMatchObject({ code: "conflict", at: LATER });
    expect(over.sentence).toContain("changes asked for by Ben: Because.");
  });

  it("lets the person who asked for changes take that back by approving", () => {
    const takenBack = (approvedNow: boolean) =>
      move(inState("changes-requested"), { type: "reviewed", review: review(ada, "approve"), approvedNow })
        .state;
    expect(takenBack(true)).toEqual({ name: "approved", since: LATER, applyAskedBy: null });
    expect(takenBack(false)).toEqual({ name: "pending", since: LATER });
  });

  it("lets a person who approved ask for changes while it waits for others", () => {
    const once = move(inState("pending"), EVENTS["approved, more needed"]);
    expect(move(once, EVENTS["changes asked for"]).state.name).toBe("changes-requested");
  });

  it("keeps a comment and moves nothing, and refuses the same one delivered twice", () => {
    const commented = move(inState("approved"), EVENTS.commented);
    expect(commented).toEqual({ ...inState("approved"), reviews: [EVENTS.commented.review] });
    expect(refusalOf(commented, EVENTS.commented).code).toBe("conflict");
  });

  it.each(["ask-for-changes", "comment"] as const)("wants words with %s", (decision) => {
    const silent = aReview(ben, { edition: 2, decision, comment: " \n" });
    expect(
      refusalOf(inState("pending"), { type: "reviewed", review: silent, approvedNow: false }),
    ).toMatchObject({
      code: "invalid",
      field: "comment",
    });
  });
});

describe("a new edition", () => {
  const full = inState("approved", {
    confirmation: { by: olivia, at: NOW, attested: [] },
    digestBytes: "v1:{}",
    digest: "v1:abc",
    reviews: [aReview(ben, { edition: 2 })],
    remindedAt: NOW,
  });

  it("starts from the edited input with nothing found, confirmed or fixed, and keeps the reviews of the old one", () => {
    expect(move(full, EVENTS.edited)).toEqual({
      ...full,
      ...edit,
      edition: 3,
      assessment: null,
      confirmation: null,
      digestBytes: null,
      digest: null,
      remindedAt: null,
      state: { name: "checking", since: LATER },
    });
  });

  it("after asking again has the same input", () => {
    const again = move({ ...full, state: STATES.stale }, EVENTS["asked again"]);
    expect(again).toMatchObject({ edition: 3, input: full.input, comment: full.comment, apply: full.apply });
    expect(again).toMatchObject({ assessment: null, digest: null, state: { name: "checking" } });
  });
});

describe("applying by hand", () => {
  const byHand = inState("approved", { apply: "by-hand" });

  it("waits for the requester, and is asked for once", () => {
    expect(refusalOf(byHand, EVENTS.intended).next).toContain("Olivia can apply");
    const asked = move(byHand, EVENTS["apply asked"]);
    expect(asked.state).toEqual({ name: "approved", since: NOW, applyAskedBy: olivia });
    expect(refusalOf(asked, EVENTS["apply asked"]).code).toBe("conflict");
    expect(move(asked, EVENTS.intended).state.name).toBe("executing");
  });

  it("is the requester's alone", () => {
    expect(refusalOf(byHand, { ...EVENTS["apply asked"], by: ben }).code).toBe("forbidden");
  });

  it("means nothing where no policy matched", () => {
    const free = inState("approved", { apply: "by-hand", assessment: anAssessment({ policies: [] }) });
    expect(move(free, EVENTS.intended).state.name).toBe("executing");
  });
});

describe("the effect", () => {
  it("counts attempts without gaps and only for the same effect", () => {
    const executing = inState("executing");
    const tried = (over: Partial<Intent>) =>
      transition(executing, { type: "intended", at: LATER, intent: { ...intent, ...over } }).ok;
    expect(tried({ attempt: 2 })).toBe(true);
    expect(tried({ attempt: 1 })).toBe(false);
    expect(tried({ attempt: 3 })).toBe(false);
    expect(tried({ attempt: 2, effectKey: "e-2" })).toBe(false);
    expect(transition(inState("approved"), EVENTS["intended again"]).ok).toBe(false);
  });

  it("is executing since the first attempt, with the intent of the last", () => {
    expect(move(inState("executing"), EVENTS["intended again"]).state).toEqual({
      name: "executing",
      since: NOW,
      intent: { ...intent, attempt: 2 },
    });
  });

  it("says since when the platform is at it, until another call is made", () => {
    const accepted = move(inState("executing"), EVENTS.accepted);
    expect(accepted.state).toEqual({ name: "executing", since: NOW, intent, acceptedAt: LATER });
    expect(move(accepted, EVENTS["intended again"]).state).not.toHaveProperty("acceptedAt");
  });

  it("that failed on the way says that something is different", () => {
    expect(move(inState("executing"), EVENTS.failed).state).not.toHaveProperty("changed");
    expect(move(inState("executing"), { ...EVENTS.failed, changed: true }).state).toHaveProperty(
      "changed",
      true,
    );
  });

  it("in doubt keeps its intent, and names who settled it", () => {
    const doubted = move(inState("executing"), EVENTS.doubted);
    expect(doubted.state).toEqual({ name: "unknown", since: LATER, intent, why: "No answer." });
    expect(move(doubted, EVENTS["settled as done"]).state).toMatchObject({
      outcome: { known: "settled", settledBy: settlement, to: "v4" },
    });
    expect(move(doubted, EVENTS["settled as not done"]).state).toEqual({
      name: "failed",
      since: LATER,
      reason: settlement.reason,
      settledBy: settlement,
    });
  });
});

describe("what people read", () => {
  it("says who approved, who cancelled and what was done, with the time for the edge to show", () => {
    const approved = move(inState("pending"), EVENTS["approved, enough"]);
    expect(refusalOf(approved, EVENTS["changes asked for"])).toMatchObject({
      sentence: "R-7K2M has already been approved by Ben.",
      at: LATER,
    });
    expect(refusalOf(inState("cancelled"), EVENTS.cancelled)).toMatchObject({
      sentence: "R-7K2M has already been cancelled by Olivia.",
      at: NOW,
    });
    expect(refusalOf(inState("succeeded"), EVENTS.intended).sentence).toBe(
      "R-7K2M has already been done: from v3 to v4.",
    );
    const bySystem = { name: "cancelled", since: NOW, by: "system", reason: "Policy removed." } as const;
    expect(refusalOf(inState("cancelled", { state: bySystem }), EVENTS.edited).sentence).toBe(
      "R-7K2M has already been cancelled automatically: Policy removed.",
    );
  });

  it("has different words for every state", () => {
    const words = stateNames.map((name) => describeState(inState(name)));
    expect(new Set(words).size).toBe(stateNames.length);
    expect(describeState(inState("approved", { apply: "by-hand" }))).toBe(
      "approved, waiting for Olivia to apply it",
    );
    expect(describeState(inState("approved", { assessment: anAssessment({ policies: [] }) }))).toContain(
      "confirmed",
    );
    expect(describeState(inState("changes-requested"))).toBe("changes asked for by Ada");
  });
});

it("forgets a closed view and nothing else", () => {
  const request = inState("pending", { origin: { viewId: "V1", channel: "C1" } });
  expect(move(request, EVENTS["view closed"])).toEqual({
    ...request,
    origin: { viewId: null, channel: "C1" },
  });
});
