import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checksFile } from "../../../src/slack/cards/checks-file.ts";
import { evidenceFile } from "../../../src/slack/cards/evidence.ts";
import { foreignText } from "../../support/foreign-text.ts";
import { aCheck, anAssessment, aPerson, aRequest, aReview, NOW } from "../../support/request-builders.ts";
import { addedFeatures, anyRequest, pending, succeeded } from "./views.ts";

const facts = {
  approval: null,
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

  it("says who, when, checks, reviews, digest, outcome and the verification for any request, and lets nothing foreign make a heading", () => {
    fc.assert(
      fc.property(anyRequest(), foreignText(), (request, line) => {
        const { text } = evidenceFile(request, { ...facts, trail: [line], verification: [line] });
        const headings = text.split("\n").filter((each) => /^#{1,6} /.test(each));
        expect(headings).toEqual([
          "# Evidence of R-7K2M",
          "## Outcome",
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
