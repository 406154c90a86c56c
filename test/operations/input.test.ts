// What people send that cannot be done as it is, is very large, or was shown to them before something changed.
import { beforeEach, describe, expect, test } from "vitest";
import { challengerId, packageId } from "../../src/deployments/ids.ts";
import type { ModelPackage } from "../../src/deployments/model-package.ts";
import type { CheckName } from "../../src/deployments/validation/check.ts";
import { NO_POLICIES } from "../../src/policy-file.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { deploymentCard } from "../../src/slack/cards/deployment-card.ts";
import { evidenceFile } from "../../src/slack/cards/evidence.ts";
import { historyCard } from "../../src/slack/cards/history.ts";
import { inbox } from "../../src/slack/cards/inbox.ts";
import { draw } from "../../src/slack/drawing.ts";
import { refusal, value } from "../support/answers.ts";
import { expectSafeMessage, expectSafeView, HOSTILE } from "../support/foreign-text.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { changeDeployment, changePackage, deploymentOf } from "../support/registry.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});

let wishes = 0;
async function asked(
  over: Parameters<OperationsRig["ask"]>[1] = {},
  name = "olivia",
): Promise<ChangeRequest> {
  wishes += 1;
  const viewId = `V${wishes}`;
  const answer = value(await rig.ask(name, { wishKey: viewId, origin: { viewId, channel: null }, ...over }));
  await rig.settle();
  return await rig.request(answer.id);
}
const approve = async (request: ChangeRequest, name = "ada") =>
  await rig.operations.review(rig.actor(name), request.id, {
    edition: request.edition,
    decision: "approve",
    comment: "",
  });
const version = async (id: string): Promise<ModelPackage> => {
  const [found = null] = await rig.platform.packages([packageId(id)], { kind: "service" });
  if (found === null) throw new Error(`No version ${id}`);
  return found;
};

/** Everything that Slack was sent so far is something that it takes, and nothing foreign does anything in it. */
function expectAllSafe(): void {
  for (const shown of rig.messenger.messages) {
    const drawn = draw(shown);
    if (drawn.kind === "message") expectSafeMessage(drawn.card);
    if (drawn.kind === "view") expectSafeView(drawn.modal);
  }
}

describe("a candidate that cannot take the champion's place", () => {
  const failing = (request: ChangeRequest): readonly string[] =>
    (request.assessment?.checks ?? []).flatMap(({ check, status }) => (status === "failing" ? [check] : []));

  test.each<[string, () => Promise<Parameters<OperationsRig["ask"]>[1]>, CheckName, RegExp]>([
    [
      "an archived version",
      async () => {
        await changePackage(rig, "p-card-default-4", { archived: true });
        return {};
      },
      "deployable",
      /archived/,
    ],
    ["a deprecated version", async () => ({ packageId: "p-card-default-1" }), "deployable", /deprecated/],
    [
      "a version whose build failed",
      async () => ({ label: "factory-vibration", packageId: "p-factory-vibration-3" }),
      "deployable",
      /build/,
    ],
    [
      "the champion itself",
      async () => ({ packageId: "p-card-default-3" }),
      "not-current-model",
      /is the champion already/,
    ],
    [
      "another version of the same model",
      async () => ({ packageId: "p-card-default-8" }),
      "not-current-model",
      /the model that serves now as Credit card default v3/,
    ],
    [
      "an external model for a native one",
      async () => ({ packageId: "p-ext-fraud-2" }),
      "compatible-class",
      /External models can only replace external models/,
    ],
    [
      "a native model for an external one",
      async () => ({ label: "ext-fraud", packageId: "p-card-default-4" }),
      "compatible-class",
      /External models can only replace external models/,
    ],
    [
      "a model with another target",
      async () => ({ packageId: "p-card-default-7" }),
      "target-name",
      /target/i,
    ],
  ])(
    "%s is refused by name of the check, with what to do, and without a prompt to anybody",
    async (_, prepare, check, words) => {
      const before = rig.messenger.of("review-prompt").length;
      const request = await asked(await prepare());
      expect(request.state).toMatchObject({ name: "refused", refusal: { code: "failing-validation" } });
      expect(failing(request)).toContain(check);
      const found = request.assessment?.checks.find((one) => one.check === check);
      expect(found?.sentence).toMatch(words);
      if (request.state.name === "refused")
        expect(request.state.refusal.next).toMatch(/choose another version/);
      expect(rig.messenger.of("review-prompt")).toHaveLength(before);
      expect(rig.audit.at(-1)).toMatchObject({ event: "request.refused", allowed: false });
      expectAllSafe();
    },
  );

  test("archived between the approval and the call is not applied: stale, with the check that changed", async () => {
    const request = await asked({ apply: "by-hand" });
    value(await approve(request));
    await changePackage(rig, "p-card-default-4", { archived: true });
    value(await rig.operations.apply(rig.actor("olivia"), request.id, { edition: 1 }));
    await rig.settle();
    const { state } = await rig.request(request.id);
    if (state.name !== "stale") throw new Error(state.name);
    expect(JSON.stringify(state.changes)).toContain("check Can be deployed");
    value(await rig.operations.askAgain(rig.actor("olivia"), request.id, { edition: 1 }));
    await rig.settle();
    expect((await rig.request(request.id)).state).toMatchObject({
      name: "refused",
      refusal: { code: "failing-validation" },
    });
  });

  test("a challenger that is none any more is named beside its field", async () => {
    const { challengers } = await deploymentOf(rig, "customer-churn");
    const [first] = challengers;
    if (first === undefined) throw new Error("no challenger");
    const request = await asked({
      label: "customer-churn",
      input: { reason: "ACCURACY", packageId: first.packageId, promote: "c-gone", rollback: false },
    });
    expect(request.state).toMatchObject({
      name: "refused",
      refusal: {
        code: "conflict",
        field: "challenger",
        next: "Choose from the challengers as they are now.",
      },
    });
    const promoted = await asked({
      label: "customer-churn",
      input: {
        reason: "ACCURACY",
        packageId: first.packageId,
        promote: challengerId(first.id),
        rollback: false,
      },
    });
    expect(promoted.state.name).not.toBe("refused");
  });
});

describe("input that is none", () => {
  test.each<[string, Json, string]>([
    ["nothing", {}, "reason"],
    ["an unknown reason", { reason: "BORED", packageId: "p", promote: null, rollback: false }, "reason"],
    ["no version", { reason: "OTHER", packageId: "", promote: null, rollback: false }, "packageId"],
    [
      "a version id of 10,000 characters",
      { reason: "OTHER", packageId: "x".repeat(10_000), promote: null, rollback: false },
      "packageId",
    ],
  ])("%s is refused beside its field, and leaves no request", async (_, input, field) => {
    const answer = refusal(await rig.ask("olivia", { input }));
    expect(answer).toMatchObject({ code: "invalid", field });
    expect(answer.next).not.toBe("");
    expect(value(await rig.operations.inbox(rig.actor("olivia"))).asked).toEqual([]);
    expect(rig.audit.map(({ event }) => event)).toEqual(["press.refused"]);
  });

  test("an edit with such input is refused beside its field as well, and the request stays as it was", async () => {
    const request = await asked();
    const answer = refusal(
      await rig.operations.edit(rig.actor("olivia"), request.id, {
        edition: 1,
        input: { reason: "BORED" },
        comment: "",
        apply: "on-approval",
        origin: request.origin,
      }),
    );
    expect(answer).toMatchObject({ code: "invalid", field: "reason" });
    expect(await rig.request(request.id)).toMatchObject({ edition: 1, state: { name: "pending" } });
  });

  test("a version that does not exist, or may not be read, is told beside its field", async () => {
    const request = await asked({ packageId: "p-nothing" });
    expect(request.state).toMatchObject({
      name: "refused",
      refusal: { code: "not-found", field: "version" },
    });
  });
});

describe("confirming", () => {
  test("without the tick for the warnings, or without attesting, is refused beside that box", async () => {
    const warned = await asked({ packageId: "p-card-default-5" });
    const untold = { edition: 1, warningsRead: false, attested: [] };
    expect(refusal(await rig.operations.confirm(rig.actor("olivia"), warned.id, untold))).toMatchObject({
      code: "invalid",
      field: "warningsRead",
    });
    const lacking = await asked({ packageId: "p-card-default-6" });
    for (const attested of [[], [packageId("p-card-default-4")]])
      expect(
        refusal(
          await rig.operations.confirm(rig.actor("olivia"), lacking.id, {
            edition: 1,
            warningsRead: true,
            attested,
          }),
        ),
      ).toMatchObject({
        code: "invalid",
        field: "attested",
        sentence: expect.stringContaining("p-card-default-6"),
      });
  });

  test("twice is told plainly, and asks the reviewers once", async () => {
    const request = await asked({ packageId: "p-card-default-5" });
    const confirm = () =>
      rig.operations.confirm(rig.actor("olivia"), request.id, {
        edition: 1,
        warningsRead: true,
        attested: [],
      });
    const answers = await Promise.all([confirm(), confirm()]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(refusal(answers.find((answer) => !answer.ok) ?? answers[0])).toMatchObject({ code: "conflict" });
    await rig.settle();
    expect(rig.messenger.of("review-prompt")).toHaveLength(4);
  });
});

describe("a form that was open while the champion changed", () => {
  const replaceMeanwhile = async () => {
    rig.policies = { ...NO_POLICIES };
    const other = await asked({ packageId: "p-card-default-4" }, "otto");
    value(
      await rig.operations.confirm(rig.actor("otto"), other.id, {
        edition: 1,
        warningsRead: true,
        attested: [],
      }),
    );
    await rig.settle();
    expect((await rig.request(other.id)).state.name).toBe("succeeded");
    rig.policies = SAMPLE_POLICIES;
  };

  test("submitted after the change is checked against the champion as it is now", async () => {
    await replaceMeanwhile();
    const request = await asked({ packageId: "p-card-default-4" });
    expect(request.state).toMatchObject({ name: "refused", refusal: { code: "failing-validation" } });
    expect(JSON.stringify(request.assessment?.facts)).toContain("Credit card default v4");
  });

  test("with a result that was shown before the change: confirming applies nothing that was not shown", async () => {
    rig.policies = { ...NO_POLICIES };
    const request = await asked({ packageId: "p-card-default-2" });
    expect(request.state.name).toBe("checked");
    await replaceMeanwhile();
    rig.policies = { ...NO_POLICIES };
    value(
      await rig.operations.confirm(rig.actor("olivia"), request.id, {
        edition: 1,
        warningsRead: true,
        attested: [],
      }),
    );
    await rig.settle();
    const { state } = await rig.request(request.id);
    if (state.name !== "stale") throw new Error(state.name);
    expect(state.changes.map(({ what }) => what)).toContain("champion name");
    expect((await deploymentOf(rig, "card-default")).championId).toBe("p-card-default-4");
    expectAllSafe();
  });

  test("a press on an old edition is outdated, whatever it is", async () => {
    const request = await asked();
    value(
      await rig.operations.edit(rig.actor("olivia"), request.id, {
        edition: 1,
        input: request.input,
        comment: "Anew.",
        apply: "by-hand",
        origin: { viewId: null, channel: null },
      }),
    );
    await rig.settle();
    const shown = { edition: 1 };
    const olivia = rig.actor("olivia");
    for (const answer of [
      await approve(request),
      await rig.operations.review(rig.actor("ada"), request.id, {
        ...shown,
        decision: "ask-for-changes",
        comment: "Why?",
      }),
      await rig.operations.confirm(olivia, request.id, { ...shown, warningsRead: true, attested: [] }),
      await rig.operations.apply(olivia, request.id, shown),
      await rig.operations.askAgain(olivia, request.id, shown),
      await rig.operations.edit(olivia, request.id, {
        ...shown,
        input: request.input,
        comment: "",
        apply: "by-hand",
        origin: request.origin,
      }),
    ])
      expect(refusal(answer)).toMatchObject({
        code: "outdated",
        sentence: expect.stringContaining("edition 2"),
        next: expect.stringContaining("current edition"),
      });
    expect((await rig.request(request.id)).reviews).toEqual([]);
    // The prompts of the first edition have nothing left to press.
    for (const prompt of rig.messenger.of("review-prompt")) {
      const drawn = draw(prompt);
      const old = prompt.exhibit.kind === "review-prompt" && prompt.exhibit.edition === 1;
      expect(
        JSON.stringify(drawn).includes('"request.approve"') || JSON.stringify(drawn).includes("Approve"),
      ).toBe(!old);
    }
  });
});

describe("3,000 added features", () => {
  const ADDED = 3_000;
  const addFeatures = async (): Promise<void> => {
    const base = await version("p-card-default-4");
    const added = Array.from({ length: ADDED }, (_, n) => ({ name: `ADDED_${n}`, type: "Numeric" }));
    const features = [...(base.features ?? []), ...added];
    const trainingData = base.trainingData === null ? null : { ...base.trainingData, columns: features };
    await changePackage(rig, "p-card-default-4", { features, trainingData });
  };

  test("are a warning with 20 on the card, all in the file, in the digest and in the evidence, in good time", async () => {
    await addFeatures();
    const started = performance.now();
    const request = await asked();
    const checkedMs = performance.now() - started;
    expect(request.state.name).toBe("checked");
    const check = request.assessment?.checks.find((one) => one.check === "no-new-features");
    expect(check).toMatchObject({
      status: "warning",
      sentence: expect.stringContaining("3,000 features"),
      compared: { champion: "23 features", candidate: "3,023 features" },
    });
    expect(check?.items).toHaveLength(ADDED);

    value(
      await rig.operations.confirm(rig.actor("olivia"), request.id, {
        edition: 1,
        warningsRead: true,
        attested: [],
      }),
    );
    await rig.settle();
    expectAllSafe();
    const card = rig.messenger.of("request-card")[0];
    if (card === undefined) throw new Error("no card");
    const drawnCard = JSON.stringify(draw(card));
    expect(drawnCard).toContain("ADDED_19");
    expect(drawnCard).not.toContain("ADDED_20");
    expect(drawnCard).toContain("all 3000 in the file");
    // The file hangs in the thread of the card and of every prompt.
    const files = rig.messenger.of("checks-file");
    expect(files).toHaveLength(1 + rig.messenger.of("review-prompt").length);
    for (const file of files) {
      const drawn = draw(file);
      if (drawn.kind !== "file") throw new Error(drawn.kind);
      for (const n of [0, 20, 1_500, ADDED - 1]) expect(drawn.file.text).toContain(`ADDED_${n}\n`);
    }

    const pending = await rig.request(request.id);
    expect(pending.digestBytes).toContain(`"ADDED_${ADDED - 1}"`);
    value(await approve(pending));
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("succeeded");

    const { view, trail, verification } = value(
      await rig.operations.evidence(rig.actor("olivia"), request.id),
    );
    const evidence = evidenceFile(view.request, {
      approval: view.approval,
      told: view.told,
      trail: trail.map(({ event, why }) => `${event}: ${why}`),
      verification,
      madeAt: rig.clock.now(),
    });
    expect(evidence.text).toContain(`ADDED_${ADDED - 1}`);
    const digest = (await rig.request(request.id)).digest ?? "none";
    expect(evidence.text).toContain(digest);
    expect(checkedMs).toBeLessThan(1_500);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("one of them changed after the approval: stale, and that one is named", async () => {
    await addFeatures();
    const request = await asked({ apply: "by-hand" });
    value(
      await rig.operations.confirm(rig.actor("olivia"), request.id, {
        edition: 1,
        warningsRead: true,
        attested: [],
      }),
    );
    await rig.settle();
    value(await approve(await rig.request(request.id)));
    const candidate = await version("p-card-default-4");
    await changePackage(rig, "p-card-default-4", {
      features: (candidate.features ?? []).map((feature) =>
        feature.name === "ADDED_1234" ? { ...feature, name: "RENAMED" } : feature,
      ),
    });
    value(await rig.operations.apply(rig.actor("olivia"), request.id, { edition: 1 }));
    await rig.settle();
    const { state } = await rig.request(request.id);
    if (state.name !== "stale") throw new Error(state.name);
    expect(state.changes).toEqual([
      {
        what: "features added (3000 before, 3000 now; only the differences)",
        approved: "ADDED_1234",
        now: "RENAMED",
      },
    ]);
    expectAllSafe();
  });
});

describe("names and texts as attackers and accidents write them", () => {
  test("go through a whole journey as data: every card, view, note, list and file", {
    timeout: 60_000,
  }, async () => {
    for (const [n, text] of HOSTILE.entries()) {
      rig = await operationsRig();
      const name = text.trim() === "" ? "x" : text;
      const id = await rig.byLabel("card-default");
      await changeDeployment(rig, "card-default", { label: name, description: text });
      const candidate = await version("p-card-default-4");
      await changePackage(rig, "p-card-default-4", {
        name,
        author: text,
        modelType: text,
        features: [...(candidate.features ?? []), { name, type: text }],
        trainingData: candidate.trainingData === null ? null : { ...candidate.trainingData, name: text },
      });
      rig.directory.set("olivia", { name: text });
      const viewId = `V${n}`;
      const answer = value(
        await rig.ask("olivia", {
          deploymentId: id,
          comment: text,
          wishKey: viewId,
          origin: { viewId, channel: null },
        }),
      );
      await rig.settle();
      const checked = await rig.request(answer.id);
      if (checked.state.name === "checked")
        value(
          await rig.operations.confirm(rig.actor("olivia"), answer.id, {
            edition: 1,
            warningsRead: true,
            attested: [],
          }),
        );
      await rig.settle();
      await rig.operations.review(rig.actor("ben"), answer.id, {
        edition: 1,
        decision: "comment",
        comment: text,
      });
      value(await approve(await rig.request(answer.id)));
      await rig.settle();
      expect((await rig.request(answer.id)).state.name, `with ${JSON.stringify(text.slice(0, 30))}`).toBe(
        "succeeded",
      );
      expectAllSafe();
      const seen = value(await rig.operations.seeDeployment(rig.actor("uma"), id));
      expectSafeMessage(deploymentCard(seen, { now: rig.clock.now(), audience: "me" }));
      expectSafeMessage(historyCard(value(await rig.operations.history(rig.actor("uma"), id))));
      expectSafeMessage(inbox(value(await rig.operations.inbox(rig.actor("olivia"))), "/deployments"));
    }
  });
});
