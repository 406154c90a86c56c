import type { KnownBlock } from "@slack/types";
import { describe, expect, it } from "vitest";
import type { Card } from "../../../src/block-kit/blocks.ts";
import { packageId } from "../../../src/deployments/ids.ts";
import { ACTION_IDS, parseRequestValue } from "../../../src/slack/action-ids.ts";
import { outcomeNotice } from "../../../src/slack/cards/outcome-notice.ts";
import { reminder } from "../../../src/slack/cards/reminder.ts";
import { requestCard } from "../../../src/slack/cards/request-card.ts";
import { requesterNote } from "../../../src/slack/cards/requester-note.ts";
import { reviewPrompt } from "../../../src/slack/cards/review-prompt.ts";
import { expectSafeMessage } from "../../support/foreign-text.ts";
import {
  aCheck,
  aMatchedPolicy,
  anAssessment,
  aPerson,
  aRequest,
  aReview,
  NOW,
} from "../../support/request-builders.ts";
import { addedFeatures, aView, pending, succeeded } from "./views.ts";

const DAY = 86_400_000;

function buttonsOf(card: { readonly blocks: readonly KnownBlock[] }): string[] {
  return card.blocks.flatMap((block) =>
    block.type === "actions"
      ? block.elements.flatMap((element) =>
          "action_id" in element && element.action_id ? [element.action_id] : [],
        )
      : [],
  );
}
const seen = (card: Card): string => JSON.stringify(card.blocks);

describe("the card of a request", () => {
  it("is this, while it waits for review", () => {
    const view = aView(pending({ comment: "Drift since October." }), {
      may: { cancel: true, edit: true },
      reviewers: ["U_ADA", "U_BEN"],
      approval: { outcome: "waiting", sentence: "0 of 1 approvals.", because: [] },
    });
    expect(requestCard(view)).toMatchSnapshot();
  });

  it("has exactly the buttons that the person may press", () => {
    const all = {
      confirm: true,
      edit: true,
      cancel: true,
      apply: true,
      askAgain: true,
      settle: true,
      review: true,
    };
    expect(buttonsOf(requestCard(aView(pending())))).toEqual([ACTION_IDS.evidence]);
    expect(buttonsOf(requestCard(aView(pending(), { may: all }))).sort()).toEqual(
      [
        ACTION_IDS.continue,
        ACTION_IDS.apply,
        ACTION_IDS.askAgain,
        ACTION_IDS.settle,
        ACTION_IDS.approve,
        ACTION_IDS.askForChanges,
        ACTION_IDS.comment,
        ACTION_IDS.reviewedDeployment,
        ACTION_IDS.edit,
        ACTION_IDS.cancel,
        ACTION_IDS.evidence,
      ].sort(),
    );
  });

  it.each([
    {
      action: "delete",
      input: { typedName: "card-default", ignoreManagementAgent: false },
      fact: { label: "Status", value: "active" },
      before: ["This is for good", "It cannot be undone", "*Status*"],
      after: ["What is gone", "went with it, for good", "*Status before*"],
      never: "*Status*",
    },
    {
      action: "clear-statistics",
      input: {},
      fact: { label: "Will be gone", value: "336 predictions" },
      before: ["This is for good", "It cannot be undone", "*Will be gone*"],
      after: ["What is so now", "What was cleared is gone for good", "*Gone*"],
      never: "*Would have gone*",
    },
    {
      action: "use-cases",
      input: { way: "unlink", marked: ["uc-1"] },
      fact: { label: "My case", value: "will be unlinked" },
      before: ["will be unlinked"],
      after: ["*My case:* unlinked"],
      never: "was to be unlinked",
    },
    {
      action: "use-cases",
      input: { way: "link", useCases: ["uc-1"] },
      fact: { label: "My case", value: "will be linked" },
      before: ["will be linked"],
      after: ["*My case:* linked"],
      never: "was to be linked",
    },
  ] as const)("of $action speaks of what is so now, once it has happened", (each) => {
    const { action, input, fact } = each;
    const assessment = anAssessment({ checks: [], shown: [fact] });
    const of = { action, input, assessment };
    const waits = JSON.stringify(requestCard(aView(pending(of))));
    const done = JSON.stringify(requestCard(aView(succeeded(of))));
    for (const words of each.before) expect(waits).toContain(words);
    for (const words of each.after) expect(done).toContain(words);
    for (const words of [...each.before, each.never]) expect(done).not.toContain(words);
    const cancelled = { name: "cancelled", since: NOW, by: "system", reason: "" } as const;
    const ended = JSON.stringify(requestCard(aView(pending({ ...of, state: cancelled }))));
    for (const words of [
      "This is for good",
      "Will be gone",
      "What is gone",
      "will be linked",
      "will be unlinked",
    ])
      expect(ended).not.toContain(words);
  });

  it("of a launch that failed neither foretells it nor calls inactive what has errored", () => {
    const assessment = anAssessment({
      checks: [],
      shown: [
        { label: "Status", value: "inactive" },
        {
          label: "Custom model tests",
          value: "The tests of its custom model failed (startup), so the launch will probably fail.",
        },
      ],
    });
    const of = { action: "activate", input: {}, assessment } as const;
    const waits = JSON.stringify(requestCard(aView(pending(of))));
    expect(waits).toContain("*Status*");
    expect(waits).not.toContain("Status before");
    const state = { name: "failed", since: NOW, reason: "It did not start.", settledBy: null } as const;
    const view = aView(pending({ ...of, state }));
    const drawn = JSON.stringify([requestCard(view), reviewPrompt(view, { edition: 1 })]);
    expect(drawn).toContain("*Status before*");
    expect(drawn).not.toContain("*Status*");
    expect(drawn).not.toContain("probably");
  });

  it("offers the logs of a launch that failed to whoever may read them, and says to look there", () => {
    const state = {
      name: "failed",
      since: NOW,
      reason: "It did not start.",
      settledBy: null,
      changed: true,
    } as const;
    const failed = pending({ action: "activate", input: {}, state });
    const card = requestCard(aView(failed, { may: { readLogs: true } }));
    expect(buttonsOf(card)).toContain(ACTION_IDS.deploymentAction);
    expect(card.text).toContain("Press View logs");
    expect(buttonsOf(requestCard(aView(failed)))).not.toContain(ACTION_IDS.deploymentAction);
  });

  it("offers the way back after a success, and only then, to whoever may go it", () => {
    expect(buttonsOf(requestCard(aView(succeeded(), { may: { undo: true } })))).toContain(
      ACTION_IDS.rollBack,
    );
    expect(buttonsOf(requestCard(aView(succeeded())))).not.toContain(ACTION_IDS.rollBack);
    expect(buttonsOf(requestCard(aView(pending())))).not.toContain(ACTION_IDS.rollBack);
  });

  it("is a receipt of a deletion, with the id and the history that it leads to", () => {
    const receipt = requestCard(aView(succeeded({ action: "delete" })));
    expect(seen(receipt)).toContain("deployment id `d-card-default`");
    expect(receipt.text).toContain("Its id was `d-card-default`.");
    const history = receipt.blocks.flatMap((block) =>
      block.type === "actions"
        ? block.elements.filter(({ action_id }) => action_id === ACTION_IDS.history)
        : [],
    );
    expect(history).toMatchObject([{ value: "d-card-default" }]);
    for (const other of [pending({ action: "delete" }), succeeded()])
      expect(buttonsOf(requestCard(aView(other)))).not.toContain(ACTION_IDS.history);
  });

  it("says before a deletion that it cannot be undone", () => {
    const input = { typedName: "card-default", ignoreManagementAgent: false };
    const card = requestCard(aView(pending({ action: "delete", input })));
    expect(seen(card)).toContain("It cannot be undone: statistics, settings and grants go with it.");
  });

  it("puts in each button the record and the edition that was shown", () => {
    const card = requestCard(aView(pending({ edition: 3 }), { may: { cancel: true } }));
    const values = card.blocks.flatMap((block) =>
      block.type === "actions"
        ? block.elements.map((each) => ("value" in each ? parseRequestValue(each.value ?? "") : null))
        : [],
    );
    expect(values).not.toHaveLength(0);
    for (const value of values) expect(value).toEqual({ id: "request:r-1", edition: 3 });
  });

  it("shows what does not pass first, with both values, and the first 20 of 3,000 added features", () => {
    const assessment = anAssessment({
      status: "failing",
      checks: [
        aCheck(),
        addedFeatures(3000),
        aCheck({
          check: "target-type",
          status: "failing",
          sentence: "The target types differ.",
          compared: { champion: "Binary", candidate: "Regression" },
        }),
      ],
    });
    const card = requestCard(aView(pending({ assessment })));
    const text = seen(card);
    const places = ["Failing – Target type", "Warning – No new features", "✅ Passing: Target name"].map(
      (part) => text.indexOf(part),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(text).toContain("champion: `Binary` → candidate: `Regression`");
    expect(text).toContain("`UTIL_20M`, … all 3000 in the file in the thread");
    expect(text).not.toContain("UTIL_21M");
    expectSafeMessage(card);
  });

  it("counts what passes, names what readers ask for, and says where the rest is", () => {
    const assessment = anAssessment({
      checks: [
        aCheck({ check: "permission" }),
        aCheck({ check: "deployable" }),
        aCheck({ check: "target-type" }),
      ],
    });
    const text = seen(requestCard(aView(pending({ assessment }))));
    expect(text).toContain("*Checks: 3 passing*");
    expect(text).toContain("✅ Passing, among others: Target type. All are in the evidence file.");
    expect(text).not.toContain("Permission");
  });

  it("says once what stops several checks from being made", () => {
    const missing = {
      status: "warning",
      evaluated: false,
      sentence: "v6 has no training data.",
      compared: null,
    } as const;
    const assessment = anAssessment({
      status: "warning",
      toAttest: [{ packageId: packageId("p-6"), sentence: "v6 has the same target." }],
      checks: [
        aCheck({ check: "target-name" }),
        aCheck({ ...missing, check: "feature-types" }),
        aCheck({ ...missing, check: "no-new-features" }),
      ],
    });
    const text = seen(requestCard(aView(pending({ assessment }))));
    expect(text).toContain("*Warning – Feature types, No new features*: v6 has no training data.");
    expect(text.split("v6 has no training data.")).toHaveLength(2);
    expect(text).toContain("✅ Passing: Target name (as recorded).");
  });

  it("names the channels that were told as Slack shows channels", () => {
    const view = aView(succeeded(), {
      told: [
        { kind: "channels", channels: ["C0MLDEPLOYMENTS", "ml-deployments"] },
        { kind: "missed", to: [{ kind: "channel", channel: "C0RISKTEAM" }], reason: "is_archived" },
        { kind: "people", by: "direct-message", to: [{ kind: "user", slackUser: "U0OTTO" }] },
      ],
    });
    const text = seen(requestCard(view));
    expect(text).toContain("📣 Told in <#C0MLDEPLOYMENTS>, #ml-deployments.");
    expect(text).toContain("📣 Not told: <#C0RISKTEAM> – is_archived");
    expect(text).toContain("📣 Told 1 other person with access by direct message.");
  });

  it("marks a severity that is our own rule", () => {
    const assessment = anAssessment({
      checks: [aCheck({ check: "humility-rules", status: "failing", ourRule: true })],
    });
    expect(seen(requestCard(aView(pending({ assessment }))))).toContain("_(our rule)_");
  });

  it("says who attested what, and what nobody attested yet", () => {
    const sentence = "Credit default v4 has no training data. I attest that the target is the same.";
    const assessment = anAssessment({ toAttest: [{ packageId: packageId("p-4"), sentence }] });
    expect(seen(requestCard(aView(pending({ assessment }))))).toContain("*To be attested:*");
    const confirmation = { by: aPerson("olivia"), at: NOW, attested: [packageId("p-4")] };
    expect(seen(requestCard(aView(pending({ assessment, confirmation }))))).toContain(
      "*Attested by Olivia:*",
    );
  });

  it("shows what changed since the approval when it is stale", () => {
    const request = pending({
      state: {
        name: "stale",
        since: NOW,
        changes: [{ what: "champion", approved: "Credit default v3", now: "Credit default v5" }],
      },
    });
    const card = requestCard(aView(request, { may: { askAgain: true } }));
    expect(seen(card)).toContain("*Champion:* Credit default v3, now Credit default v5");
    expect(card.text).toContain("press Ask again");
  });

  it("says neither approval nor review of what was only confirmed", () => {
    const assessment = anAssessment({ policies: [], policyNote: "No policy applies." });
    const approved = pending({ assessment, state: { name: "approved", since: NOW, applyAskedBy: null } });
    const stale = pending({ assessment, state: { name: "stale", since: NOW, changes: [] } });
    const waiting = requestCard(aView(approved, { heldBy: "R-9ZZZ is being applied to card-default" }));
    expect(waiting.text).toContain("Confirmed, waiting to be applied");
    const outdated = requestCard(aView(stale, { may: { askAgain: true } }));
    expect(outdated.text).toContain("Out of date: things changed since it was confirmed");
    expect(outdated.text).toContain("what was confirmed is not what is there now");
    expect(outdated.text).toContain("press Ask again: it is checked anew");
    for (const card of [waiting, outdated])
      expect(seen(card)).not.toMatch(/approved|approval\b(?! is needed)/i);
  });

  it("does not call a stale request approved: the approval no longer counts", () => {
    const request = pending({
      assessment: anAssessment({ policies: [aMatchedPolicy()] }),
      state: { name: "stale", since: NOW, changes: [] },
    });
    const approval = { outcome: "allowed", sentence: "Approved by Ada.", because: [] } as const;
    const text = seen(requestCard(aView(request, { approval })));
    expect(text).toContain("*Approval:* it was for what was checked then, and no longer counts.");
    expect(text).not.toContain("Approved by Ada.");
  });

  it("names what a rollback does not restore", () => {
    const request = pending({ input: { reason: "ERRORS", packageId: "p-2", promote: null, rollback: true } });
    const text = seen(requestCard(aView(request)));
    for (const word of [
      "Roll back model",
      "does not restore",
      "Settings changed",
      "Challengers",
      "Statistics",
    ]) {
      expect(text).toContain(word);
    }
  });

  it("says why an approved request waits", () => {
    const request = pending({ state: { name: "approved", since: NOW, applyAskedBy: null } });
    const card = requestCard(aView(request, { heldBy: "R-9ZZZ is being applied to card-default" }));
    expect(card.text).toContain("It waits: R-9ZZZ is being applied to card-default.");
  });

  it("does not say done for any state but succeeded", () => {
    for (const name of ["checking", "checked", "pending", "expired"] as const) {
      expect(requestCard(aView(aRequest({ state: { name, since: NOW } }))).text).not.toContain("Done");
    }
    const executing = aRequest({
      state: {
        name: "executing",
        since: NOW,
        intent: { effectKey: "k", at: NOW, attempt: 1, before: null, lastCallAt: NOW },
      },
    });
    expect(requestCard(aView(executing)).text).not.toContain("Done");
    expect(requestCard(aView(succeeded())).text).toContain("✅ Done");
  });
});

describe("the prompt to reviewers", () => {
  const policy = aMatchedPolicy({ expiryMs: DAY });
  const shown = [
    { label: "AUC (validation)", value: "0.77 → 0.79" },
    { label: "Added features", value: "none" },
    { label: "Traffic", value: "1,200 predictions a day" },
  ];
  const request = pending({ assessment: anAssessment({ policies: [policy], shown }) });

  it("is this, while the edition waits", () => {
    expect(reviewPrompt(aView(request, { reviewers: ["U_ADA"] }), { edition: 1 })).toMatchSnapshot();
  });

  it("begins with the ask and the end, in words that phones and screen readers get alone", () => {
    const { text } = reviewPrompt(aView(request), { edition: 1 });
    expect(text).toMatch(
      /^Olivia asks to replace the model of \*card-default\*: Credit default v3 → \*Credit default v4\*\. Please review by /,
    );
    for (const part of [
      "2026-11-25 09:00 UTC",
      "R-7K2M",
      "Important replacements",
      "0.77 → 0.79",
      "1,200 predictions",
      "Approve",
    ]) {
      expect(text).toContain(part);
    }
  });

  it("asks whoever sees it, whatever rights were looked up: the press is authorised, not the sight", () => {
    expect(buttonsOf(reviewPrompt(aView(request), { edition: 1 }))).toEqual([
      ACTION_IDS.approve,
      ACTION_IDS.askForChanges,
      ACTION_IDS.comment,
      ACTION_IDS.reviewedDeployment,
      ACTION_IDS.evidence,
    ]);
  });

  it("asks before an approval, with deployment and version", () => {
    const card = reviewPrompt(aView(request), { edition: 1 });
    const [approve] = card.blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
    const dialog = approve && "confirm" in approve ? approve.confirm : undefined;
    expect(dialog?.text.text).toContain("card-default: Credit default v3 → Credit default v4.");
  });

  it("says when it is applied by hand", () => {
    const card = reviewPrompt(aView({ ...request, apply: "by-hand" }), { edition: 1 });
    expect(card.text).toContain("waits until Olivia presses Apply now");
  });

  it("is outdated once there is another edition, with nothing left to review", () => {
    const card = reviewPrompt(aView({ ...request, edition: 2 }), { edition: 1 });
    expect(card.text).toMatch(/^Outdated: /);
    expect(buttonsOf(card)).toEqual([ACTION_IDS.openRequest]);
  });

  it("shows the outcome and no review buttons once it is decided", () => {
    for (const state of [
      { name: "approved", since: NOW, applyAskedBy: null },
      { name: "changes-requested", since: NOW, by: aPerson("ada"), comment: "Train it anew." },
      { name: "expired", since: NOW },
      { name: "cancelled", since: NOW, by: "system", reason: "The deployment is gone." },
    ] as const) {
      const card = reviewPrompt(aView({ ...request, state }), { edition: 1 });
      expect(buttonsOf(card)).toEqual([ACTION_IDS.openRequest]);
    }
    expect(reviewPrompt(aView(succeeded()), { edition: 1 }).text).toMatch(/^✅ Done/);
  });

  it("tells the first ten of fifty reviewers and counts the others", () => {
    const reviewers = Array.from({ length: 50 }, (_, at) => `U_R${at}`);
    const text = seen(reviewPrompt(aView(request, { reviewers }), { edition: 1 }));
    expect(text).toContain("<@U_R9> and 40 more");
    expect(text).not.toContain("<@U_R10>");
  });

  it("marks reviews of an earlier edition as no longer counting", () => {
    const edited = { ...request, edition: 2, reviews: [aReview(aPerson("ada"), { edition: 1 })] };
    expect(seen(reviewPrompt(aView(edited), { edition: 2 }))).toContain("edition 1, no longer counts");
  });
});

describe("notices and notes", () => {
  it("tell old, new, reason, who and who approved, after the fact", () => {
    const { text } = outcomeNotice(aView(succeeded()));
    expect(text).toContain(
      "Olivia replaced the model of card-default: Credit default v3 → Credit default v4. Replacement reason: Accuracy. Approved by Ada.",
    );
    expect(outcomeNotice(aView(succeeded(), { may: { undo: true } }))).toMatchSnapshot();
  });

  it("of a deletion have its id and nothing to press: readers may no longer open what is gone", () => {
    const notice = outcomeNotice(aView(succeeded({ action: "delete" })));
    expect(buttonsOf(notice)).toEqual([]);
    expect(seen(notice)).toContain("deployment id `d-card-default`");
    expect(notice.text).toContain("Its id was `d-card-default`.");
    expect(buttonsOf(outcomeNotice(aView(succeeded())))).toContain(ACTION_IDS.openDeployment);
  });

  it("do not claim an outcome that is not there", () => {
    const { text } = outcomeNotice(aView(pending()));
    expect(text).not.toContain("replaced");
    expect(text).toContain("Waiting for review");
  });

  it("carry the next button to the requester", () => {
    expect(
      buttonsOf(
        requesterNote(
          aView(aRequest({ state: { name: "checked", since: NOW } }), { may: { confirm: true } }),
        ),
      ),
    ).toEqual([ACTION_IDS.continue, ACTION_IDS.openRequest]);
    const approved = pending({
      apply: "by-hand",
      state: { name: "approved", since: NOW, applyAskedBy: null },
    });
    const note = requesterNote(aView(approved, { may: { apply: true } }));
    expect(note.text).toContain("Press Apply now when you are ready.");
    expect(buttonsOf(note)).toContain(ACTION_IDS.apply);
  });

  it("remind of what waits, and say so when it waits no longer", () => {
    expect(reminder(aView(pending())).text).toMatch(/^Reminder: Olivia asks to replace/);
    expect(reminder(aView(succeeded())).text).toMatch(/^✅ Done/);
  });
});
