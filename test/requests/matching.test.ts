import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesGlob } from "../../src/requests/label-glob.ts";
import { labelMatches, matchPolicies, type Wish } from "../../src/requests/matching.ts";
import type { Condition, Policy } from "../../src/requests/policy.ts";
import { aPolicy, NOW } from "../support/request-builders.ts";

const DAY = 24 * 60 * 60 * 1000;

const wish = (over: Partial<Wish> = {}): Wish => ({
  action: "replace-model",
  importances: ["HIGH"],
  label: "card-default",
  requesterGroups: ["data-science"],
  rollbackTo: null,
  now: NOW,
  hash: (text) => `hash(${text})`,
  ...over,
});

const when = (over: Partial<Condition>): Policy =>
  aPolicy({ when: { importance: null, labels: null, requesterGroups: null, ...over } });

const match = (policies: readonly Policy[], over: Partial<Wish> = {}, days: number | null = null) =>
  matchPolicies({ policies, rollback: { withoutApprovalDays: days } }, wish(over));
const idsOf = (policies: readonly Policy[], over: Partial<Wish> = {}) =>
  match(policies, over).policies.map(({ policy }) => policy.id);

describe("a policy applies", () => {
  it("to its own actions", () => {
    expect(idsOf([aPolicy()])).toEqual(["important-replacements"]);
    expect(idsOf([aPolicy({ actions: ["delete"] })])).toEqual([]);
  });

  it("when the old or the new importance is one of its levels", () => {
    const policy = when({ importance: ["HIGH", "CRITICAL"] });
    expect(idsOf([policy], { importances: ["LOW"] })).toEqual([]);
    expect(idsOf([policy], { importances: ["LOW", "CRITICAL"] })).toHaveLength(1);
    expect(idsOf([policy], { importances: ["HIGH", "LOW"] })).toHaveLength(1);
  });

  it("to nothing where the importance is what it is about, and stays as it is", () => {
    const any = aPolicy({ actions: ["edit"] });
    const important = when({ importance: ["HIGH"] });
    for (const policy of [any, { ...important, actions: ["edit"] as const }]) {
      const found = match([policy], { action: "edit", importances: [] });
      expect(found.policies).toEqual([]);
      expect(found.decision.because[0]?.sentence).toContain("that stays as it is");
      expect(idsOf([policy], { action: "edit", importances: ["HIGH", "LOW"] })).toHaveLength(1);
    }
  });

  it.each(["scoring-code", "view", "logs"] as const)(
    "to no %s, also where it names that action",
    (action) => {
      const found = match([aPolicy({ actions: [action] })], { action });
      expect(found).toMatchObject({
        policies: [],
        note: "No policy can ask for an approval of this.",
        decision: { outcome: "aside" },
      });
    },
  );

  it("to labels that match one of its patterns, and to requesters in one of its groups", () => {
    expect(idsOf([when({ labels: ["fraud-*", "CARD-*"] })])).toHaveLength(1);
    expect(idsOf([when({ labels: ["fraud-*"] })])).toEqual([]);
    expect(idsOf([when({ requesterGroups: ["Data-Science", "x"] })])).toHaveLength(1);
    expect(idsOf([when({ requesterGroups: ["x"] })])).toEqual([]);
  });

  it("together with every other one that matches, in the order of the file", () => {
    const found = match([
      aPolicy({ id: "a", name: "A" }),
      aPolicy({ id: "b", name: "B", actions: ["delete"] }),
      aPolicy({ id: "c", name: "C" }),
    ]);
    expect(found.policies.map(({ policy }) => policy.id)).toEqual(["a", "c"]);
    expect(found.note).toBe('The policies "A" and "C" apply; all must be satisfied.');
  });

  it("and is fixed by the hash of its rule, not of its name", () => {
    const [one] = match([aPolicy()]).policies;
    const [renamed] = match([aPolicy({ name: "Other" })]).policies;
    const [stricter] = match([aPolicy({ rule: { kind: "approvals", count: 2, from: [] } })]).policies;
    expect(renamed?.ruleHash).toBe(one?.ruleHash);
    expect(stricter?.ruleHash).not.toBe(one?.ruleHash);
    expect(one?.ruleHash).toMatch(/^hash\(\{"count":1,/);
  });
});

describe("why", () => {
  it("says whose approvals a policy that applies asks for", () => {
    const group = { kind: "group", group: "risk" } as const;
    const owners = { kind: "owners" } as const;
    const rule = {
      kind: "all",
      rules: [
        { kind: "approvals", count: 2, from: [group] },
        { kind: "approvals", count: 1, from: [owners] },
      ],
    } as const;
    expect(match([aPolicy({ rule })]).decision.because.map(({ sentence }) => sentence)).toEqual([
      '"Important replacements" applies: 2 approvals of group risk or the MLOps administrators, and 1 approval of the Owners or the MLOps administrators.',
    ]);
  });

  it("is said when none applies, with the reason of each", () => {
    expect(match([]).note).toBe("There are no approval policies.");
    const found = match([
      when({ importance: ["CRITICAL"] }),
      when({ labels: ["x"] }),
      when({ requesterGroups: ["x"] }),
    ]);
    expect(found).toMatchObject({
      note: "No approval policy applies to this.",
      decision: { outcome: "aside" },
    });
    expect(found.decision.because.map(({ sentence }) => sentence)).toEqual([
      '"Important replacements" is for importance CRITICAL; this is HIGH.',
      '"Important replacements" is for labels like x.',
      '"Important replacements" is for requests by @x.',
    ]);
  });
});

describe("a rollback", () => {
  it("needs no approval when the champion served within the days of the rule, and says what was waived", () => {
    const found = match([aPolicy()], { rollbackTo: { servedUntil: NOW - 30 * DAY } }, 30);
    expect(found).toMatchObject({ policies: [], decision: { outcome: "allowed" } });
    expect(found.note).toBe(
      'No approval is needed to go back to a champion of the last 30 days. Waived: "Important replacements".',
    );
  });

  it("needs approval when it is longer ago, or when there is no such rule", () => {
    expect(match([aPolicy()], { rollbackTo: { servedUntil: NOW - 30 * DAY - 1 } }, 30).policies).toHaveLength(
      1,
    );
    expect(match([aPolicy()], { rollbackTo: { servedUntil: NOW } }, null).policies).toHaveLength(1);
  });

  it("is what the rule is about: another replacement is not waived", () => {
    expect(match([aPolicy()], { rollbackTo: null }, 30).policies).toHaveLength(1);
  });
});

describe("label patterns", () => {
  it.each([
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["card-*", "card-default", true],
    ["card-*", "CARD-", true],
    ["card-*", "xcard-default", false],
    ["*-prod", "a-prod-b-prod", true],
    ["c?rd", "card", true],
    ["c?rd", "crd", false],
    ["?", "\u{1F600}", true],
    ["caf\u00E9*", "cafe\u0301-eu", true],
    ["a.c", "abc", false],
    ["[ab]", "a", false],
  ])("%j and %j: %s", (pattern, label, expected) => {
    expect(matchesGlob(pattern, label)).toBe(expected);
  });

  it("match what the same pattern written as a regular expression matches", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "-"), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "-", "*", "?"), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (glob, label) => {
        const expression = new RegExp(`^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        expect(matchesGlob(glob, label)).toBe(expression.test(label));
      }),
      { numRuns: 2_000 },
    );
  });

  it("end soon for patterns made to take for ever", () => {
    expect(matchesGlob(`${"a*".repeat(100)}b`, "a".repeat(10_000))).toBe(false);
  });

  it("are any of them, and none given is any label", () => {
    expect(labelMatches(null, "x")).toBe(true);
    expect(labelMatches(["a", "x"], "x")).toBe(true);
    expect(labelMatches([], "x")).toBe(false);
  });
});
