import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTION_NAMES, type ActionName } from "../../src/deployments/action-names.ts";
import type { Decision } from "../../src/deployments/decision.ts";
import { type Grant, ROLES, type Role } from "../../src/deployments/deployment.ts";
import { decideRole, isVisible, PERMISSIONS, roleOf, strongest } from "../../src/deployments/permissions.ts";
import { grantTo } from "../support/builders.ts";

// Typed by hand from the reference, section 2.1, and 3.12 for `edit`.
const MENU: readonly [action: ActionName, owner: boolean, user: boolean, consumer: boolean][] = [
  ["view", true, true, false],
  ["replace-model", true, false, false],
  ["create-application", true, false, false],
  ["scoring-code", true, true, true],
  ["use-cases", true, true, false],
  ["share", true, true, false],
  ["logs", true, true, false],
  ["clear-statistics", true, false, false],
  ["relaunch", true, false, false],
  ["activate", true, false, false],
  ["deactivate", true, false, false],
  ["delete", true, false, false],
  ["edit", true, false, false],
];

const anyRole = fc.constantFrom(...ROLES);
const anyAction = fc.constantFrom(...ACTION_NAMES);

describe("what a role may do", () => {
  it("has a row for every action", () => {
    expect(MENU.map(([action]) => action)).toEqual([...ACTION_NAMES]);
    expect(Object.keys(PERMISSIONS).sort()).toEqual([...ACTION_NAMES].sort());
  });

  it.each(MENU)("%s: Owner %s, User %s, Consumer %s, nobody else", (action, owner, user, consumer) => {
    const outcome = (may: boolean) => (may ? "allowed" : "denied");
    expect(decideRole(action, "OWNER").outcome).toBe(outcome(owner));
    expect(decideRole(action, "USER").outcome).toBe(outcome(user));
    expect(decideRole(action, "CONSUMER").outcome).toBe(outcome(consumer));
    expect(decideRole(action, null).outcome).toBe("denied");
  });

  it("tells a User who lacks a right the role held, the role needed and who can grant it", () => {
    const { sentence } = decideRole("replace-model", "USER");
    expect(sentence).toBe(
      '"Replace model" needs the role Owner; the role held is User. An Owner of the deployment can grant it.',
    );
  });

  it("names every role that would do, and both kinds of people who grant it", () => {
    const { sentence } = decideRole("logs", null);
    expect(sentence).toContain("needs the role User or Owner");
    expect(sentence).toContain("An Owner or a User of the deployment can grant it.");
  });

  it("answers a Consumer as somebody without any role, for everything but scoring code", () => {
    for (const action of ACTION_NAMES) {
      const same =
        JSON.stringify(decideRole(action, "CONSUMER")) === JSON.stringify(decideRole(action, null));
      expect([action, same]).toEqual([action, action !== "scoring-code"]);
      expect([action, isVisible(action, "CONSUMER")]).toEqual([action, action === "scoring-code"]);
    }
  });

  it("shows a deployment to Users and Owners whatever they ask for, and to nobody without a role", () => {
    for (const action of ACTION_NAMES) {
      expect(isVisible(action, "USER")).toBe(true);
      expect(isVisible(action, "OWNER")).toBe(true);
      expect(isVisible(action, null)).toBe(false);
    }
  });

  it("never takes a right away with a stronger role", () => {
    fc.assert(
      fc.property(anyAction, anyRole, anyRole, (action, one, other) => {
        const better = strongest([one, other]);
        if (decideRole(action, one).outcome === "allowed")
          expect(decideRole(action, better).outcome).toBe("allowed");
      }),
    );
  });
});

describe("the strongest role", () => {
  it("is Owner before User before Consumer, and none of none", () => {
    expect(strongest(["CONSUMER", "OWNER", "USER"])).toBe("OWNER");
    expect(strongest(["USER", "CONSUMER"])).toBe("USER");
    expect(strongest(["CONSUMER"])).toBe("CONSUMER");
    expect(strongest([])).toBeNull();
  });
});

describe("the role of a person on a deployment", () => {
  const uma = { email: "uma@example.com", groups: ["fraud-team"], inOrganisation: true };
  const toGroup = (group: string, role: Role): Grant => ({ subject: { kind: "group", group }, role });
  const toOrganisation = (role: Role): Grant => ({ subject: { kind: "organisation" }, role });

  it("is the most permissive of user, group and organisation", () => {
    expect(roleOf([toOrganisation("CONSUMER"), grantTo("uma", "USER")], uma).role).toBe("USER");
    expect(roleOf([grantTo("uma", "USER"), toGroup("fraud-team", "OWNER")], uma).role).toBe("OWNER");
    expect(roleOf([grantTo("uma", "CONSUMER"), toOrganisation("USER")], uma).role).toBe("USER");
  });

  it("names the grant that it came from, and every other that reaches the person below it", () => {
    const { decision } = roleOf([grantTo("uma", "USER"), toGroup("fraud-team", "OWNER")], uma);
    expect(decision.sentence).toBe(
      "Owner through the grant to the group fraud-team, the strongest of 2 grants.",
    );
    expect(decision.because.map(({ sentence }) => sentence)).toEqual([
      "The grant to the group fraud-team gives Owner.",
      "The grant to uma@example.com gives User.",
    ]);
  });

  it("names the grant closest to the person when several give the same role", () => {
    const grants = [toOrganisation("USER"), toGroup("fraud-team", "USER"), grantTo("uma", "USER")];
    expect(roleOf(grants, uma).decision.sentence).toContain("through the grant to uma@example.com");
  });

  it("does not come from grants to others, to other groups or to an organisation of others", () => {
    const outsider = { email: "xena@example.com", groups: ["uma@example.com"], inOrganisation: false };
    const grants = [grantTo("uma", "OWNER"), toGroup("fraud-team", "OWNER"), toOrganisation("OWNER")];
    expect(roleOf([toGroup("xena@example.com", "OWNER")], outsider).role).toBeNull();
    const { role, decision } = roleOf(grants, outsider);
    expect(role).toBeNull();
    expect(decision.outcome).toBe("denied");
  });

  it("says nothing of the grants of other people", () => {
    const grants = [grantTo("olivia", "OWNER"), toGroup("secret-team", "OWNER"), grantTo("uma", "USER")];
    for (const reach of [uma, { email: "xena@example.com", groups: [], inOrganisation: false }])
      expect(JSON.stringify(roleOf(grants, reach).decision)).not.toMatch(/olivia|secret-team/);
  });

  it("ignores the case of emails, and never matches an empty one", () => {
    expect(roleOf([grantTo("Uma", "USER")], { ...uma, email: "UMA@Example.com" }).role).toBe("USER");
    const empty: Grant = { subject: { kind: "user", email: "" }, role: "OWNER" };
    expect(roleOf([empty], { email: "", groups: [], inOrganisation: false }).role).toBeNull();
  });

  const anyGrant: fc.Arbitrary<Grant> = fc.record({
    role: anyRole,
    subject: fc.oneof(
      fc.record({
        kind: fc.constant("user" as const),
        email: fc.constantFrom("uma@example.com", "b@example.com"),
      }),
      fc.record({ kind: fc.constant("group" as const), group: fc.constantFrom("fraud-team", "others") }),
      fc.record({ kind: fc.constant("organisation" as const) }),
    ),
  });
  const anyReach = fc.record({
    email: fc.constantFrom("uma@example.com", "b@example.com", "c@example.com"),
    groups: fc.subarray(["fraud-team", "others"]),
    inOrganisation: fc.boolean(),
  });

  it("is the same, with the same reasons, in whatever order the grants come", () => {
    fc.assert(
      fc.property(
        fc
          .array(anyGrant, { maxLength: 8 })
          .chain((grants) =>
            fc.tuple(
              fc.constant(grants),
              fc.shuffledSubarray(grants, { minLength: grants.length, maxLength: grants.length }),
            ),
          ),
        anyReach,
        ([grants, shuffled], reach) => {
          expect(roleOf(shuffled, reach)).toEqual(roleOf(grants, reach));
        },
      ),
    );
  });

  it("never gets weaker by one more grant", () => {
    fc.assert(
      fc.property(fc.array(anyGrant, { maxLength: 6 }), anyGrant, anyReach, (grants, more, reach) => {
        const before = roleOf(grants, reach).role;
        const after = roleOf([...grants, more], reach).role;
        expect(strongest([...(before === null ? [] : [before]), ...(after === null ? [] : [after])])).toBe(
          after,
        );
      }),
    );
  });

  it("is held by one of the grants that reach the person, whose role it is", () => {
    const leaves = (decision: Decision): readonly string[] =>
      decision.because.map(({ sentence }) => sentence);
    fc.assert(
      fc.property(fc.array(anyGrant, { maxLength: 6 }), anyReach, (grants, reach) => {
        const { role, decision } = roleOf(grants, reach);
        const reaching = grants.filter(
          ({ subject }) =>
            (subject.kind === "user" && subject.email === reach.email) ||
            (subject.kind === "group" && reach.groups.includes(subject.group)) ||
            (subject.kind === "organisation" && reach.inOrganisation),
        );
        expect(leaves(decision)).toHaveLength(reaching.length);
        expect(reaching.some((grant) => grant.role === role)).toBe(role !== null);
        expect(decision.outcome).toBe(role === null ? "denied" : "allowed");
      }),
    );
  });
});
