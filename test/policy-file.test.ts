import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { parseDuration } from "../src/policy-file/duration.ts";
import { NO_POLICIES, parsePolicyFile } from "../src/policy-file.ts";
import type { PolicyFile } from "../src/requests/policy.ts";

function read(text: string): PolicyFile {
  const parsed = parsePolicyFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.policies;
}

/** `"4: sentence"` for each mistake. */
function mistakes(text: string): readonly string[] {
  const parsed = parsePolicyFile(text);
  return parsed.ok ? [] : parsed.mistakes.map(({ line, sentence }) => `${line}: ${sentence}`);
}

/** One policy with this in place of its last lines; they begin at line 4. */
const policyWith = (...lines: readonly string[]): string =>
  ["policies:", "  - name: P", "    actions: delete", ...lines.map((line) => `    ${line}`)].join("\n");

const HOUR = 60 * 60 * 1000;

describe("the example that ships with the project", () => {
  it("is the policy of the sample fleet", () => {
    expect(read(readFileSync(new URL("../policy.example.yml", import.meta.url), "utf8"))).toEqual({
      policies: [
        {
          id: "important-replacements",
          name: "Important replacements",
          actions: ["replace-model"],
          when: { importance: ["HIGH", "CRITICAL"], labels: null, requesterGroups: null },
          rule: { kind: "approvals", count: 1, from: [{ kind: "group", group: "ml-approvers" }] },
          reminderMs: 12 * HOUR,
          expiryMs: 7 * 24 * HOUR,
        },
        {
          id: "changes-of-a-high-importance",
          name: "Changes of a high importance",
          actions: ["edit"],
          when: { importance: ["HIGH", "CRITICAL"], labels: null, requesterGroups: null },
          rule: { kind: "approvals", count: 1, from: [{ kind: "group", group: "ml-approvers" }] },
          reminderMs: null,
          expiryMs: null,
        },
      ],
      rollback: { withoutApprovalDays: 30 },
      administrators: { people: ["mona@example.com"], groups: [] },
      mlopsAdministrators: { people: ["mona@example.com"], groups: [] },
      admitGuests: false,
      tellConsumersOfDeletion: true,
      scoringCode: "link",
      severities: {
        "humility-rules": "failing",
        "prediction-intervals": "failing",
        "segment-attributes": "failing",
        "drift-tracking": "warning",
      },
      activeDeployments: null,
      routes: [{ channel: "ml-deployments", actions: ["replace-model", "delete"], labels: null }],
    } satisfies PolicyFile);
  });

  it("teaches with examples that are understood when the # before them is taken away", () => {
    const text = readFileSync(new URL("../policy.example.yml", import.meta.url), "utf8");
    const opened = text
      .replace(/^(\s*)# (labels:|requester-groups:|- person:|- owners|- mlops-administrators)/gm, "$1$2")
      .replace(/^ {4}needs:\n {6}approvals: 1\n(?: {6}.*\n| {8}.*\n)+/m, "")
      .replace(/^ {4}# (needs:| {2}all:| {4}- approvals: \d| {6}from:)/gm, "    $1");
    const [policy] = read(opened).policies;
    expect(policy?.when.labels).toEqual(["card-*", "*-prod"]);
    expect(policy?.when.requesterGroups).toEqual(["data-science"]);
    expect(policy?.rule).toEqual({
      kind: "all",
      rules: [
        { kind: "approvals", count: 2, from: [{ kind: "group", group: "ml-approvers" }] },
        { kind: "approvals", count: 1, from: [{ kind: "owners" }] },
      ],
    });
  });
});

describe("a file without mistakes", () => {
  it("may be empty: nothing needs approval and nobody administers", () => {
    for (const text of ["", "# nothing yet\n", "---\n", "policies:\n"])
      expect(read(text)).toEqual(NO_POLICIES);
    expect(NO_POLICIES).toMatchObject({
      policies: [],
      admitGuests: false,
      tellConsumersOfDeletion: true,
      scoringCode: "link",
      administrators: { people: [], groups: [] },
    });
    expect(NO_POLICIES.severities["drift-tracking"]).toBe("warning");
  });

  it("may nest rules, and takes MLOps administrators where nobody is named", () => {
    const text = policyWith(
      "needs:",
      "  any:",
      "    - approvals: 2",
      "    - all:",
      "        - {approvals: 1, from: [owners, person: Ada@Example.com]}",
      "        - {approvals: 1, from: []}",
    );
    expect(read(text).policies[0]?.rule).toEqual({
      kind: "any",
      rules: [
        { kind: "approvals", count: 2, from: [{ kind: "mlops-administrators" }] },
        {
          kind: "all",
          rules: [
            {
              kind: "approvals",
              count: 1,
              from: [{ kind: "owners" }, { kind: "person", email: "ada@example.com" }],
            },
            { kind: "approvals", count: 1, from: [{ kind: "mlops-administrators" }] },
          ],
        },
      ],
    });
  });

  it.each([
    ["high", ["HIGH"]],
    ["MODERATE or above", ["MODERATE", "HIGH", "CRITICAL"]],
    ["LOW OR ABOVE", ["LOW", "MODERATE", "HIGH", "CRITICAL"]],
    ["[LOW, CRITICAL]", ["LOW", "CRITICAL"]],
    ["", null],
  ])("importance: %s", (written, expected) => {
    const text = policyWith(`when: {importance: ${written}}`, "needs: {approvals: 1}");
    expect(read(text).policies[0]?.when.importance).toEqual(expected);
  });

  it("takes groups with or without @, channels with or without # or by id", () => {
    expect(read('administrators: {groups: ["@Ops", admins]}').administrators.groups).toEqual([
      "ops",
      "admins",
    ]);
    const routes = read(
      'notify: [channel: "#ML", channel: ml, channel: C0123ABCDE]'
        .replaceAll(", ", "}, {")
        .replace("[", "[{")
        .replace("]", "}]"),
    ).routes;
    expect(routes.map((route) => route.channel)).toEqual(["ml", "ml", "C0123ABCDE"]);
  });

  it("gives names in any script their own id", () => {
    const name = (text: string) =>
      read(policyWith("needs: {approvals: 1}").replace("name: P", `name: ${text}`)).policies[0]?.id;
    expect(name("Löschen: wichtige Modelle!".replace(":", ""))).toBe("löschen-wichtige-modelle");
    expect(name("モデル置換")).toBe("モデル置換");
  });

  it("may limit the active deployments, and limits none without it", () => {
    expect(read("limits: {active-deployments: 50}").activeDeployments).toBe(50);
    for (const text of ["", "limits:", "limits: {active-deployments: }"])
      expect(read(text).activeDeployments).toBeNull();
  });

  it("may reuse a part by an anchor", () => {
    const text = [
      "policies:",
      "  - {name: A, actions: delete, needs: &two {approvals: 2}}",
      "  - {name: B, actions: edit, needs: *two}",
    ];
    expect(read(text.join("\n")).policies.map(({ rule }) => rule)).toEqual(
      Array(2).fill({ kind: "approvals", count: 2, from: [{ kind: "mlops-administrators" }] }),
    );
  });
});

describe("a file with mistakes", () => {
  it("is told all of them at once, each with its line", () => {
    const text = `polices: []
policies:
  - name: Important
    actions: [replace-modle, delete]
    when:
      importance: HIHG
      colour: red
    needs:
      approvals: 0
      from:
        - grup: x
        - ownrs
        - person: nobody
    remind: 12
  - name: important
    needs: {approvals: 1}
guests: no
severities: {humility-rules: warn, target-name: failing}
notify:
  - channel: #ml
`;
    expect(mistakes(text)).toEqual([
      "1: 'polices' is not known here. Did you mean 'policies'? Known are policies, rollback, administrators, mlops-administrators, guests, tell-consumers-of-deletion, scoring-code, severities, limits, notify.",
      "4: actions 'replace-modle' is not one of replace-model, create-application, use-cases, share, clear-statistics, relaunch, activate, deactivate, delete, edit. Did you mean 'replace-model'?",
      "6: importance 'HIHG' is not one of LOW, MODERATE, HIGH, CRITICAL. Did you mean 'HIGH'? A list of them and 'HIGH or above' are understood, too.",
      "7: 'colour' is not known here. Known are importance, labels, requester-groups.",
      "9: approvals must be at least 1, not 0.",
      "11: 'grup' is not known here. Did you mean 'group'? Known are group, person.",
      "12: from 'ownrs' is not one of owners, mlops-administrators, 'group: ...', 'person: ...'. Did you mean 'owners'?",
      "13: person must be an email address, not 'nobody'.",
      "14: remind must be a duration from 1 minute to 365 days, such as 12h, 3 days or P3D, not 12.",
      "15: actions is missing.",
      "15: name 'important' is taken by the policy in line 3.",
      "17: guests 'no' is not one of admit, refuse.",
      "18: humility-rules 'warn' is not one of warning, failing.",
      "18: 'target-name' is not known here. Known are humility-rules, prediction-intervals, segment-attributes, drift-tracking.",
      `20: channel must be the name of a channel in quotes, such as "#ml-deployments" (without quotes, # starts a comment), not ''.`,
    ]);
  });

  it.each<[string, string, string | RegExp]>([
    ["a policy without needs", policyWith("when:"), "2: needs is missing."],
    [
      "two kinds of rule in one",
      policyWith("needs: {approvals: 1, any: [{approvals: 2}]}"),
      /^4: needs needs exactly one of approvals/,
    ],
    [
      "from beside a list",
      policyWith("needs:", "  any: [{approvals: 2}]", "  from: owners"),
      /^6: from stands beside approvals only/,
    ],
    ["an empty list of rules", policyWith("needs: {all: []}"), "4: all must not be empty."],
    [
      "a reviewer that is two things",
      policyWith("needs: {approvals: 1, from: [{group: a, person: a@b.co}]}"),
      /^4: from needs in each line either/,
    ],
    [
      "no action",
      policyWith("needs: {approvals: 1}").replace("delete", "[]"),
      "3: actions must not be empty.",
    ],
    [
      "an action that only looks",
      policyWith("needs: {approvals: 1}").replace("delete", "view"),
      /^3: actions 'view' is not one of/,
    ],
    [
      "a name without letters",
      policyWith("needs: {approvals: 1}").replace("P", '"?!"'),
      "2: name '?!' needs a letter or a digit.",
    ],
    [
      "days in words",
      "rollback: {without-approval-days: soon}",
      "1: without-approval-days must be a number, not 'soon'.",
    ],
    [
      "a limit in words",
      "limits: {active-deployments: many}",
      "1: active-deployments must be a number, not 'many'.",
    ],
    [
      "a limit of nothing",
      "limits: {active-deployments: 0}",
      "1: active-deployments must be at least 1, not 0.",
    ],
    [
      "a limit beyond reason",
      "limits: {active-deployments: 1000001}",
      "1: active-deployments must be at most 1000000, not 1000001.",
    ],
    [
      "half a deployment",
      "limits: {active-deployments: 2.5}",
      /^1: active-deployments must be a whole number/,
    ],
    [
      "another limit",
      "limits: {active-deployment: 2}",
      "1: 'active-deployment' is not known here. Did you mean 'active-deployments'? Known are active-deployments.",
    ],
    [
      "half a day",
      "rollback: {without-approval-days: 0.5}",
      /^1: without-approval-days must be a whole number/,
    ],
    [
      "a list where keys belong",
      "administrators: [a@b.co]",
      "1: administrators must be a group of keys, not a list.",
    ],
    ["a list as file", "- a", "1: The file must be a group of keys, not a list."],
    ["text as file", "hello", "1: The file must be a group of keys, not 'hello'."],
    ["a key twice", "guests: admit\nguests: refuse", "2: This key is there twice."],
    [
      "@ without quotes",
      "administrators:\n  groups: [@ml]",
      /^2: This is not YAML: .*@\. Put the value in quotes\.$/,
    ],
    ["two documents", "guests: admit\n---\nguests: refuse", /^2: This is not YAML/],
    ["a tag", "guests: !!js/function x", /^1: This is not YAML: Unresolved tag/],
    ["an alias inside of itself", "policies: &a [*a]", /^1: The file is nested too deeply/],
    ["an unknown alias", "policies: *a", /^1: .*[Uu]nresolved alias/],
  ])("%s", (_what, text, expected) => {
    const [first] = mistakes(text);
    if (typeof expected === "string") expect(first).toBe(expected);
    else expect(first).toMatch(expected);
  });

  it("shows foreign values cut and on one line", () => {
    const [first = ""] = mistakes(`guests: "a\\nb\\u202E${"x".repeat(500)}"`);
    expect(first).toMatch(/^1: guests 'a b x+…' is not one of admit, refuse\.$/);
    expect(first.length).toBeLessThan(150);
  });

  it("is refused when it is a bomb", () => {
    const names = "abcdefghi".split("");
    const laughs = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ...names.slice(1).map((name, at) => `${name}: &${name} [${Array(9).fill(`*${names[at]}`).join(",")}]`),
    ];
    expect(mistakes(laughs.join("\n"))).toEqual([
      expect.stringMatching(/^1: The file cannot be read: Excessive alias count/),
    ]);
    expect(mistakes(`policies: ${"[".repeat(100_000)}`)).not.toEqual([]);
    expect(mistakes("x".repeat(300_000))).toEqual(["1: The file is longer than 256 KB."]);
  });
});

describe("durations", () => {
  it.each([
    ["12h", 12 * HOUR],
    ["12 hours", 12 * HOUR],
    ["1 Hour", HOUR],
    ["90m", 1.5 * HOUR],
    ["3 days", 72 * HOUR],
    ["2w", 14 * 24 * HOUR],
    ["P3D", 72 * HOUR],
    ["PT12H", 12 * HOUR],
    ["P1DT1H30M", 25.5 * HOUR],
    ["P1W", 7 * 24 * HOUR],
    ["1 m", 60_000],
    ["365d", 365 * 24 * HOUR],
  ])("%s", (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([
    "",
    "12",
    "h",
    "0h",
    "-1h",
    "1.5h",
    "366d",
    "P",
    "PT",
    "P1M",
    "P1Y",
    "P1DT",
    "3 moons",
    "1h 30m",
    "999999w",
  ])("not %j", (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe("whatever the file says", () => {
  const anything = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom("a", ":", " ", "\n", "-", "[", "{", "&", "*", "#", "'", "|"),
      maxLength: 60,
    }),
    fc
      .dictionary(
        fc.constantFrom("policies", "rollback", "administrators", "guests", "severities", "notify", "other"),
        fc.anything({
          key: fc.constantFrom("name", "actions", "needs", "from", "any", "people", "channel", "__proto__"),
        }),
      )
      .map((file) => {
        try {
          return stringify(file, { aliasDuplicateObjects: false });
        } catch {
          return "unprintable: true";
        }
      }),
  );

  it("the answer is policies or mistakes with lines of the file and one line of text", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const parsed = parsePolicyFile(text);
        if (parsed.ok) return;
        expect(parsed.mistakes.length).toBeGreaterThan(0);
        for (const { line, sentence } of parsed.mistakes) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length);
          expect(sentence).toMatch(/^[^\p{Cc}\p{Cf}]+\.$/u);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
