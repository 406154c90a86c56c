// Who may share what, over any grants and any changes. Reference: deployment actions, section 3.6.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Grant, type GrantSubject, ROLES, type Role } from "../../src/deployments/deployment.ts";
import { roleOf } from "../../src/deployments/permissions.ts";
import {
  applyChanges,
  beyondLevel,
  differences,
  type GrantChange,
  grantable,
  grantedTo,
  mergeChanges,
  subjectKey,
  takesAnOwner,
  userOwners,
} from "../../src/deployments/sharing.ts";
import { grantTo } from "../support/builders.ts";

const anySubject: fc.Arbitrary<GrantSubject> = fc.oneof(
  fc.constantFrom("olivia", "otto", "uma", "Uma", "carl").map((who) => ({
    kind: "user" as const,
    email: `${who}@example.com`,
  })),
  fc.constantFrom("ml-approvers", "data").map((group) => ({ kind: "group" as const, group })),
  fc.constant({ kind: "organisation" as const }),
);
const anyRole = fc.constantFrom(...ROLES);
const anyGrants = fc.array(fc.record({ subject: anySubject, role: anyRole }), { maxLength: 8 });
const anyChanges = fc.array(fc.record({ subject: anySubject, role: fc.option(anyRole, { nil: null }) }), {
  maxLength: 8,
});
const merge = (changes: readonly GrantChange[]) => mergeChanges(changes).merged;

describe("the grants after a change", () => {
  it("give exactly what was asked for, and leave everybody else alone", () => {
    fc.assert(
      fc.property(anyGrants, anyChanges, (grants, wanted) => {
        const changes = merge(wanted);
        const after = applyChanges(grants, changes);
        for (const { subject, role } of changes) expect(grantedTo(after, subject)).toBe(role);
        const touched = new Set(changes.map(({ subject }) => subjectKey(subject)));
        const untouched = (all: readonly Grant[]) =>
          all.filter(({ subject }) => !touched.has(subjectKey(subject)));
        expect(untouched(after)).toEqual(untouched(grants));
      }),
    );
  });

  it("are the same when it is done twice, and as before when it is undone", () => {
    fc.assert(
      fc.property(anyGrants, anyChanges, (grants, wanted) => {
        const changes = differences(grants, merge(wanted));
        const after = applyChanges(grants, changes);
        expect(applyChanges(after, changes)).toEqual(after);
        expect(differences(after, changes)).toEqual([]);
        const back = applyChanges(
          after,
          changes.map(({ subject, before }) => ({ subject, role: before })),
        );
        for (const { subject } of [...grants, ...changes])
          expect(grantedTo(back, subject)).toBe(grantedTo(grants, subject));
      }),
    );
  });

  it("count one address in whatever capitals as one person", () => {
    const shouted = { kind: "user", email: "UMA@example.com" } as const;
    expect(applyChanges([grantTo("uma", "USER")], [{ subject: shouted, role: "OWNER" }])).toHaveLength(1);
    expect(
      mergeChanges([
        { subject: shouted, role: "USER" },
        { subject: { kind: "user", email: "uma@example.com" }, role: "OWNER" },
      ]).contradictory,
    ).toHaveLength(1);
  });
});

describe("what somebody may give", () => {
  it("is at most their own level", () => {
    expect(grantable("OWNER")).toEqual(["CONSUMER", "USER", "OWNER"]);
    expect(grantable("USER")).toEqual(["CONSUMER", "USER"]);
  });

  it("never leaves anybody above them changed, nor anybody raised above them", () => {
    fc.assert(
      fc.property(anyGrants, anyChanges, anyRole, (grants, wanted, level) => {
        const changes = differences(grants, merge(wanted));
        if (beyondLevel(changes, level) !== null) return;
        const after = applyChanges(grants, changes);
        const higher = (all: readonly Grant[]) =>
          all.filter(({ role }) => ROLES.indexOf(role) > ROLES.indexOf(level));
        // Who holds more than the level before holds it after, and nobody else does.
        const names = (all: readonly Grant[]) =>
          [...new Set(higher(all).map(({ subject, role }) => `${subjectKey(subject)} ${role}`))].sort();
        expect(names(after)).toEqual(names(grants));
      }),
    );
  });

  it("an Owner gives and takes everything", () => {
    fc.assert(
      fc.property(anyGrants, anyChanges, (grants, wanted) => {
        expect(beyondLevel(differences(grants, merge(wanted)), "OWNER")).toBeNull();
      }),
    );
  });

  it("is said with everything that is too much, by name", () => {
    const grants = [grantTo("olivia", "OWNER"), grantTo("uma", "USER")];
    const changes = differences(grants, [
      { subject: { kind: "user", email: "olivia@example.com" }, role: null },
      { subject: { kind: "user", email: "carl@example.com" }, role: "OWNER" },
      { subject: { kind: "user", email: "uma@example.com" }, role: "CONSUMER" },
    ]);
    const refusal = beyondLevel(changes, "USER");
    expect(refusal).toMatchObject({ code: "forbidden" });
    expect(refusal?.sentence).toContain("You are User here, so you can give Consumer or User.");
    expect(refusal?.sentence).toContain("Owner for carl@example.com is more than you can give.");
    expect(refusal?.sentence).toContain("olivia@example.com is Owner");
    expect(refusal?.sentence).not.toContain("uma@example.com");
  });
});

describe("the last Owner", () => {
  it("is missed only when a person stops being one", () => {
    fc.assert(
      fc.property(anyGrants, anyChanges, (grants, wanted) => {
        const changes = merge(wanted);
        const after = applyChanges(grants, changes);
        const lost = userOwners(grants).filter((email) => !userOwners(after).includes(email));
        expect(takesAnOwner(grants, changes)).toBe(lost.length > 0);
      }),
    );
  });

  it("is a person: a group of Owners does not count, though it makes its members Owners", () => {
    const group: Grant = { subject: { kind: "group", group: "data" }, role: "OWNER" };
    const member = { email: "uma@example.com", groups: ["data"], inOrganisation: true };
    expect(roleOf([group], member).role).toBe("OWNER" satisfies Role);
    expect(userOwners([group])).toEqual([]);
  });
});
