import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Told } from "../../../src/requests/request-view.ts";
import { checksFile } from "../../../src/slack/cards/checks-file.ts";
import { evidenceFile } from "../../../src/slack/cards/evidence.ts";
import { foreignText } from "../../support/foreign-text.ts";
import { aCheck, anAssessment, aPerson, aRequest, aReview, NOW } from "../../support/request-builders.ts";
import { addedFeatures, anyRequest, pending, succeeded } from "./views.ts";

const told: readonly Told[] = [
  { kind: "channels", channels: ["ml-deployments"] },
  { kind: "people", by: "direct-message", to: [{ kind: "user", slackUser: "U0OTTO" }] },
  { kind: "people", by: "email", to: [{ kind: "named", name: "carla@example.com" }] },
  { kind: "missed", to: [{ kind: "named", name: "gone@example.com" }], reason: "the account is deactivated" },
];
const facts = {
  approval: null,
  told,
  trail: ["request.asked by Olivia"],
  verification: ["3 entries verified."],
  madeAt: NOW,
};

describe("the file of checks", () => {
  it("holds every item of every check, none cut", () => {
    const assessment = anAssessment({ checks: [aCheck(), addedFeatures(3000)] });
    const file = checksFile(pending({ assessment }));
    for (let at = 1; at <= 3000; at++) expect(file?.text).toContain(`    UTIL_${at}M\n`);
    expect(file?.filename).toBe("checks-R-7K2M-1.txt");
  });

  it("is not there before the checks are done", () => {
    expect(checksFile(aRequest())).toBeNull();
  });
});

describe("the evidence file", () => {
  it("is this, for an approved and applied request", () => {
    const request = succeeded({
      digest: "a".repeat(64),
      digestBytes: '{"action":"replace-model"}',
      confirmation: { by: aPerson(), at: NOW, attested: [] },
    });
    expect(evidenceFile(request, facts).text).toMatchSnapshot();
  });

  it("names everybody who was told, how, and whom nothing reached, however many", () => {
    const to = Array.from({ length: 500 }, (_, at) => ({
      kind: "named" as const,
      name: `member${at}@example.com`,
    }));
    const missed: Told = { kind: "missed", to, reason: "no email is set up (SMTP_URL)" };
    const { text } = evidenceFile(succeeded(), { ...facts, told: [...told, missed] });
    expect(text).toContain(
      "- In channels: ml-deployments\n- By direct message: Slack U0OTTO\n- By email: carla@example.com\n",
    );
    expect(text).toContain("- Not told: gone@example.com (the account is deactivated)");
    expect(text).toContain("member0@example.com, ");
    expect(text).toContain("member499@example.com (no email is set up (SMTP\\_URL))");
  });

  it("says who, when, checks, reviews, digest, outcome and the verification for any request, and lets nothing foreign make a heading", () => {
    fc.assert(
      fc.property(anyRequest(), foreignText(), (request, line) => {
        const { text } = evidenceFile(request, {
          ...facts,
          told: [{ kind: "missed", to: [{ kind: "named", name: line }], reason: line }],
          trail: [line],
          verification: [line],
        });
        const headings = text.split("\n").filter((each) => /^#{1,6} /.test(each));
        expect(headings).toEqual([
          "# Evidence of R-7K2M",
          "## Outcome",
          "## Who was told",
          "## Policies",
          "## Approval",
          "## Reviews",
          "## Confirmation and attestation",
          "## Checks as seen",
          "## Facts as seen",
          "## Digest of what was approved",
          "## Audit trail",
          "## Audit verification",
        ]);
      }),
      { numRuns: 40 },
    );
  });

  it("keeps a hostile comment as text", () => {
    const request = pending({
      reviews: [aReview(aPerson("ada"), { comment: "[x](https://evil.example) <img> | **b**" })],
    });
    expect(evidenceFile(request, facts).text).toContain(
      "\\[x\\](https://evil.example) \\<img\\> \\| \\*\\*b\\*\\*",
    );
  });
});
