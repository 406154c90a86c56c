import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Modal } from "../../../src/block-kit/blocks.ts";
import { md } from "../../../src/block-kit/text.ts";
import { packageId } from "../../../src/deployments/ids.ts";
import { ACTION_IDS, requestValue } from "../../../src/slack/action-ids.ts";
import {
  checkResultBlock,
  checkResultView,
  parseCheckResult,
} from "../../../src/slack/views/check-result.ts";
import { loadingView, noticeView, refusalView } from "../../../src/slack/views/notice.ts";
import {
  askForChangesView,
  cancelView,
  commentView,
  parseReason,
  parseSettle,
  settleView,
} from "../../../src/slack/views/reason-forms.ts";
import { expectSafeView, foreignText } from "../../support/foreign-text.ts";
import { aCheck, anAssessment, aRequest, NOW } from "../../support/request-builders.ts";
import { anyDecision, anyRequest, anyView, aView, pending } from "../cards/views.ts";

const inputs = (view: Modal) =>
  view.blocks.flatMap((block) => (block.type === "input" ? [block.block_id] : []));
const seen = (view: Modal): string => JSON.stringify(view.blocks);
const checked = (assessment = anAssessment()) =>
  aRequest({ assessment, state: { name: "checked", since: NOW } });
const confirmable = { may: { confirm: true } };

describe("every view", () => {
  it("is one that Slack takes, whatever is in the record", () => {
    fc.assert(
      fc.property(anyView(), (view) => expectSafeView(checkResultView(view))),
      { numRuns: 80 },
    );
    fc.assert(
      fc.property(anyRequest(), foreignText(), anyDecision(), (request, text, decision) => {
        for (const form of [askForChangesView, commentView, cancelView, settleView])
          expectSafeView(form(request));
        expectSafeView(loadingView(text));
        expectSafeView(noticeView(text, [md`${text}`]));
        expectSafeView(
          refusalView(text, { refusal: { sentence: text, next: text, decision }, quoteId: text }),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe("the result of checking", () => {
  it("says that it is checking, and that closing loses nothing", () => {
    const view = checkResultView(aView(aRequest()));
    expect(view.submit).toBeUndefined();
    expect(view.notify_on_close).toBe(true);
    expect(seen(view)).toContain("Checking…");
    expect(seen(view)).toContain("nothing is lost");
  });

  it("goes on at once when everything passes", () => {
    const view = checkResultView(aView(checked(anAssessment({ policies: [] })), confirmable));
    expect(view.submit?.text).toBe("Replace model now");
    expect(inputs(view)).toEqual([]);
  });

  it("shows what changed when it is out of date, with the button that it says to press", () => {
    const changes = [{ what: "policy Two reviewers", approved: "did not apply", now: "applies" }];
    const request = pending({ state: { name: "stale", since: NOW, changes } });
    const view = checkResultView(aView(request, { may: { askAgain: true } }));
    expect(seen(view)).toContain("*Policy Two reviewers:* did not apply, now applies");
    expect(seen(view)).toContain(ACTION_IDS.askAgain);
    expect(seen(checkResultView(aView(request)))).not.toContain(ACTION_IDS.askAgain);
  });

  it("asks for approval when a policy matches", () => {
    expect(checkResultView(aView(checked(), confirmable)).submit?.text).toBe("Ask for approval");
  });

  it("wants warnings to be confirmed and each package to be attested", () => {
    const toAttest = ["p-3", "p-4"].map((id) => ({
      packageId: packageId(id),
      sentence: `${id} has no training data. Replacement is not allowed unless model, target type and target name are the same.`,
    }));
    const request = checked(anAssessment({ status: "warning", toAttest }));
    const view = checkResultView(aView(request, confirmable));
    expect(inputs(view)).toEqual(["checks.warnings-read", "checks.attest:0", "checks.attest:1"]);
    for (const block of view.blocks) if (block.type === "input") expect(block.optional).toBe(false);
    expect(seen(view)).toContain(
      "Replacement is not allowed unless model, target type and target name are the same.",
    );
    for (const field of ["warningsRead", "attested"])
      expect(
        checkResultBlock(
          field,
          inputs(view).flatMap((id) => id ?? []),
        ),
      ).not.toBeNull();
  });

  it("cannot be submitted while a check fails, and says what to do about each", () => {
    const assessment = anAssessment({
      status: "failing",
      checks: [
        aCheck({
          status: "failing",
          sentence: "Other target.",
          compared: { champion: "default", candidate: "churn" },
        }),
      ],
    });
    const refusal = {
      code: "failing-validation",
      sentence: "1 check fails.",
      next: "Choose another version.",
    } as const;
    const view = checkResultView(
      aView(aRequest({ assessment, state: { name: "refused", since: NOW, refusal } })),
    );
    expect(view.submit).toBeUndefined();
    expect(seen(view)).toContain("champion: `default` → candidate: `churn`");
    expect(seen(view)).toContain("Choose a version that predicts the same target.");
  });

  it("cannot be submitted by somebody who may not confirm", () => {
    expect(checkResultView(aView(checked())).submit).toBeUndefined();
  });

  it("tells who was asked once it waits for review", () => {
    const view = checkResultView(aView(pending(), { reviewers: ["U_ADA"] }));
    expect(seen(view)).toContain("*Asked:* <@U_ADA>");
    expect(seen(view)).toContain("Important replacements");
  });

  it("reads back what was ticked", () => {
    const option = (value: string) => ({
      type: "checkboxes",
      selected_options: [{ value, text: { type: "plain_text", text: "x" } }],
    });
    const values = {
      "checks.warnings-read": { [ACTION_IDS.warningsRead]: option("read") },
      "checks.attest:0": { [ACTION_IDS.attest]: option("p-3") },
      "checks.attest:1": { [ACTION_IDS.attest]: { type: "checkboxes", selected_options: [] } },
    };
    expect(parseCheckResult(values, requestValue("request:r-1", 2))).toEqual({
      id: "request:r-1",
      edition: 2,
      warningsRead: true,
      attested: ["p-3"],
    });
    expect(parseCheckResult({}, requestValue("request:r-1", 2))?.warningsRead).toBe(false);
    expect(parseCheckResult(values, "nonsense")).toBeNull();
    expect(parseCheckResult("nonsense", requestValue("request:r-1", 2))).toBeNull();
  });
});

describe("the small forms", () => {
  const metadata = requestValue("request:r-1", 1);
  const reason = (value: string | null) => ({
    reason: { [ACTION_IDS.reason]: { type: "plain_text_input", value } },
  });
  const settle = (as: string | null) => ({
    settle: {
      [ACTION_IDS.settleAs]: { type: "radio_buttons", selected_option: as === null ? null : { value: as } },
    },
  });

  it("give back the trimmed text with the record that was shown", () => {
    expect(parseReason(reason("  Train it anew. "), metadata)).toEqual({
      ok: true,
      id: "request:r-1",
      edition: 1,
      text: "Train it anew.",
    });
  });

  it("ask for a text beside the field, unless it may be empty", () => {
    for (const empty of [null, "", "  "]) {
      const answer = parseReason(reason(empty), metadata);
      expect(answer.ok ? null : Object.keys(answer.errors)).toEqual(["reason"]);
      expect(parseReason(reason(empty), metadata, { optional: true })).toMatchObject({ ok: true, text: "" });
    }
  });

  it("settle only with an outcome and a reason", () => {
    expect(parseSettle({ ...reason("History shows it."), ...settle("happened") }, metadata)).toMatchObject({
      ok: true,
      happened: true,
    });
    expect(
      parseSettle({ ...reason("Old model serves."), ...settle("not-happened") }, metadata),
    ).toMatchObject({ ok: true, happened: false });
    const nothing = parseSettle({ ...reason(""), ...settle(null) }, metadata);
    expect(nothing.ok ? [] : Object.keys(nothing.errors).sort()).toEqual(["reason", "settle"]);
  });

  it("put their errors beside inputs that are there", () => {
    const blocks = inputs(settleView(aRequest()));
    const nothing = parseSettle({}, metadata);
    for (const block of nothing.ok ? [] : Object.keys(nothing.errors)) expect(blocks).toContain(block);
  });
});
