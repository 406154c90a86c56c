import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deploymentId, packageId } from "../../src/deployments/ids.ts";
import { canonicalJson, compareDigests, type DigestParts, digestBytes } from "../../src/requests/digest.ts";
import type { Json } from "../../src/requests/request.ts";
import { aCheck, aMatchedPolicy } from "../support/request-builders.ts";

const parts = (over: Partial<DigestParts> = {}): DigestParts => ({
  action: "replace-model",
  deploymentId: deploymentId("d-1"),
  input: { packageId: "p-4", reason: "ACCURACY" },
  facts: { candidate: { id: "p-4", targetName: "default" }, traffic: 12 },
  checks: [aCheck({ check: "target-name" }), aCheck({ check: "target-type" })],
  importance: "HIGH",
  policies: [aMatchedPolicy({ id: "one" }), aMatchedPolicy({ id: "two" })],
  attested: [packageId("p-4"), packageId("p-3")],
  ...over,
});

/** JSON, as it comes back from the store: a zero has no sign. */
const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** The same value, its keys made in another order. */
function turnedAround(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(turnedAround);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turnedAround(member)]),
  );
}

describe("canonical JSON", () => {
  it("says the same as JSON, in one way only", () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(canonicalJson(turnedAround(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      }),
    );
  });

  it("sorts keys by code units and writes numbers shortest", () => {
    expect(
      canonicalJson({ b: 1.0, a: [1e21, -0, 0.1], "\u{1F600}": null, "\uFF5E": true, B: "\u2028" }),
    ).toBe('{"B":"\u2028","a":[1e+21,0,0.1],"b":1,"\u{1F600}":null,"\uFF5E":true}');
  });

  it("has no place for numbers that are none", () => {
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => canonicalJson({ rate: number })).toThrow(TypeError);
    }
  });
});

describe("the digest's bytes", () => {
  it("start with their version, so that a later way of recording cannot be mistaken for this one", () => {
    expect(digestBytes(parts())).toMatch(/^v1:\{/);
  });

  it("do not depend on order or on the wording of checks", () => {
    fc.assert(
      fc.property(json, json, fc.string(), (input, facts, sentence) => {
        const given = parts({ input, facts });
        const other = parts({
          input: turnedAround(input),
          facts: turnedAround(facts),
          checks: given.checks
            .map((check) => ({ ...check, sentence, items: [sentence], compared: null }))
            .reverse(),
          policies: [...given.policies].reverse(),
          attested: [...given.attested].reverse(),
        });
        expect(digestBytes(other)).toBe(digestBytes(given));
      }),
    );
  });

  it.each<[string, Partial<DigestParts>]>([
    ["action", { action: "delete" }],
    ["deployment", { deploymentId: deploymentId("d-2") }],
    ["input", { input: { packageId: "p-5", reason: "ACCURACY" } }],
    ["facts", { facts: { candidate: { id: "p-4", targetName: "fraud" }, traffic: 12 } }],
    [
      "status of a check",
      { checks: [aCheck({ check: "target-name", status: "warning" }), aCheck({ check: "target-type" })] },
    ],
    [
      "whether a check was evaluated",
      { checks: [aCheck({ check: "target-name", evaluated: false }), aCheck({ check: "target-type" })] },
    ],
    ["a check that is missing", { checks: [aCheck({ check: "target-name" })] }],
    ["importance", { importance: "LOW" }],
    ["a policy that is missing", { policies: [aMatchedPolicy({ id: "one" })] }],
    ["another policy", { policies: [aMatchedPolicy({ id: "one" }), aMatchedPolicy({ id: "three" })] }],
    [
      "rule of a policy",
      { policies: [aMatchedPolicy({ id: "one" }), { ...aMatchedPolicy({ id: "two" }), ruleHash: "other" }] },
    ],
    ["attested packages", { attested: [packageId("p-4")] }],
  ])("change with the %s", (_what, over) => {
    expect(digestBytes(parts(over))).not.toBe(digestBytes(parts()));
  });

  it("change with every different input and every different fact", () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        fc.pre(canonicalJson(one) !== canonicalJson(other));
        expect(digestBytes(parts({ input: one }))).not.toBe(digestBytes(parts({ input: other })));
        expect(digestBytes(parts({ facts: one }))).not.toBe(digestBytes(parts({ facts: other })));
      }),
    );
  });
});

const NAMES = {
  policies: new Map([["two", "Two reviewers"]]),
  checks: new Map([["target-name", "Target name"]]),
};

describe("what changed since the approval", () => {
  const changes = (before: Partial<DigestParts>, after: Partial<DigestParts>) =>
    compareDigests(digestBytes(parts(before)), digestBytes(parts(after)), NAMES);

  it("is nothing exactly when the bytes are equal", () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const one = digestBytes(parts({ facts: before }));
        const other = digestBytes(parts({ facts: after }));
        expect(compareDigests(one, other, NAMES).length === 0).toBe(one === other);
      }),
    );
  });

  it("is named in words, with both values", () => {
    const facts = (targetName: string | null, active: boolean): Json => ({
      candidate: { targetName },
      active,
    });
    expect(changes({ facts: facts("default", true) }, { facts: facts(null, false) })).toEqual([
      { what: "active", approved: "yes", now: "no" },
      { what: "candidate target name", approved: "default", now: "none" },
    ]);
    expect(changes({}, { importance: "CRITICAL" })).toEqual([
      { what: "importance", approved: "High", now: "Critical" },
    ]);
    expect(
      changes({}, { checks: [aCheck({ status: "failing" }), aCheck({ check: "target-type" })] }),
    ).toEqual([{ what: "check Target name", approved: "passing", now: "failing" }]);
    expect(changes({ attested: [] }, { attested: [packageId("p-4")] })).toEqual([
      { what: "attested", approved: "none", now: "p-4" },
    ]);
  });

  it("calls policies and checks what people call them, and says whether they apply", () => {
    const [one, two] = [aMatchedPolicy({ id: "one" }), aMatchedPolicy({ id: "two" })];
    expect(changes({ policies: [one] }, { policies: [one, two] })).toEqual([
      { what: "policy Two reviewers", approved: "did not apply", now: "applies" },
    ]);
    expect(changes({ policies: [one, two] }, { policies: [one] })).toEqual([
      { what: "policy Two reviewers", approved: "applied", now: "does not apply" },
    ]);
    expect(changes({}, { policies: [one, { ...two, ruleHash: "other" }] })).toEqual([
      { what: "policy Two reviewers", approved: "applied", now: "applies with another rule" },
    ]);
    expect(changes({ checks: [] }, { checks: [aCheck({ status: "warning" })] })).toEqual([
      { what: "check Target name", approved: "not there", now: "warning" },
    ]);
  });

  it("says values as cards do, and once what the bytes hold twice", () => {
    const edited = (importance: string | null, status: string): Json => ({
      before: { label: "card-default", importance },
      status,
    });
    expect(
      changes(
        { facts: edited("MODERATE", "active"), importance: "MODERATE" },
        { facts: edited("HIGH", "replacingModel"), importance: "HIGH" },
      ),
    ).toEqual([
      { what: "importance", approved: "Moderate", now: "High" },
      { what: "status", approved: "active", now: "replacing its model" },
    ]);
    expect(changes({ importance: null }, { importance: "LOW" })).toEqual([
      { what: "importance", approved: "not recorded", now: "Low" },
    ]);
  });

  it("names what has a name, without its id", () => {
    const champion = (id: string, name: string): Json => ({ champion: { id, name } });
    expect(
      changes(
        { facts: champion("p-3", "Credit default v3") },
        { facts: champion("p-5", "Credit default v5") },
      ),
    ).toEqual([{ what: "champion name", approved: "Credit default v3", now: "Credit default v5" }]);
    expect(changes({ facts: champion("p-3", "v3") }, { facts: champion("p-5", "v3") })).toEqual([
      { what: "champion id", approved: "p-3", now: "p-5" },
    ]);
  });

  it("compares features by their names, not by their places", () => {
    const features = (...list: [string, string][]): Json => ({
      features: list.map(([name, type]) => ({ name, type })),
    });
    expect(
      changes(
        { facts: features(["AGE", "Numeric"], ["PAY_0", "Numeric"]) },
        { facts: features(["NEW", "Text"], ["AGE", "Numeric"], ["PAY_0", "Text"]) },
      ),
    ).toEqual([
      { what: "features PAY_0 type", approved: "Numeric", now: "Text" },
      { what: "features NEW", approved: "not there", now: '{"name":"NEW","type":"Text"}' },
    ]);
    expect(
      changes({ facts: features(["A", "x"], ["B", "x"]) }, { facts: features(["B", "x"], ["A", "x"]) }),
    ).toEqual([{ what: "features order", approved: "A, B", now: "B, A" }]);
  });

  it("shows of long lists only what differs", () => {
    const names = Array.from({ length: 500 }, (_, at) => `feature-${at}`);
    expect(changes({ facts: { names } }, { facts: { names: [...names.slice(1), "UTIL_6M"] } })).toEqual([
      { what: "names (500 before, 500 now; only the differences)", approved: "feature-0", now: "UTIL_6M" },
    ]);
  });

  it("stays small enough for a card's record, and counts what it leaves out", () => {
    const many = (type: string): Json =>
      Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`f${at}`, type.repeat(1_000)]));
    const found = changes({ facts: many("a") }, { facts: many("b") });
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toMatchObject({ what: "2900 more" });
    expect(JSON.stringify(found).length).toBeLessThan(100_000);
  });

  it("says so when the bytes are of another version or broken", () => {
    for (const bytes of ["v0:{}", "v1:{", ""]) {
      expect(compareDigests(bytes, digestBytes(parts()), NAMES)).toMatchObject([
        { approved: "an earlier version" },
      ]);
    }
  });
});
