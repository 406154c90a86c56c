// A replacement from asking to its end, over the real local platform and people.
import { beforeEach, describe, expect, test } from "vitest";
import type { Answer } from "../../src/deployments/decision.ts";
import { packageId } from "../../src/deployments/ids.ts";
import type { PolicyFile } from "../../src/requests/policy.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});

const value = <T>(answer: Answer<T>): T => {
  if (!answer.ok) throw new Error(`${answer.refusal.code}: ${answer.refusal.sentence}`);
  return answer.value;
};
const refusal = (answer: Answer<unknown>) => {
  if (answer.ok) throw new Error("It was not refused.");
  return answer.refusal;
};
const championOf = async (label: string) =>
  (await rig.platform.deployment(await rig.byLabel(label)))?.championId;
const historyOf = async (label: string) =>
  (await rig.platform.deployment(await rig.byLabel(label)))?.history ?? [];
const events = (request: ChangeRequest) =>
  rig.audit.filter((fact) => fact.request === request.id).map((fact) => fact.event);

/** What a window shows now of the request in it. */
const shownIn = (viewId: string) =>
  rig.messenger.of("check-result").find(({ target }) => target.kind === "view" && target.viewId === viewId)
    ?.view.request;

async function pending(): Promise<ChangeRequest> {
  const asked = value(await rig.ask("olivia", {}));
  await rig.settle();
  return await rig.request(asked.id);
}
const approve = (name: string, request: ChangeRequest) =>
  rig.operations.review(rig.actor(name), request.id, {
    edition: request.edition,
    decision: "approve",
    comment: "",
  });

/** Going back needs approval like every other replacement. */
const everythingReviewed: PolicyFile = { ...SAMPLE_POLICIES, rollback: { withoutApprovalDays: null } };

describe("with a matching policy", () => {
  test("a passing replacement goes to review, is approved, happens once, and everybody concerned is told", async () => {
    const request = await pending();
    expect(request.state.name).toBe("pending");
    expect(rig.messenger.of("outcome-notice")).toEqual([]);
    const prompts = rig.messenger.of("review-prompt").map(({ target }) => JSON.stringify(target));
    expect(prompts.sort()).toEqual(
      [
        { kind: "channel", channel: "ml-deployments" },
        { kind: "user", user: "U0ADA" },
        { kind: "user", user: "U0BEN" },
        { kind: "user", user: "U0MONA" },
      ]
        .map((target) => JSON.stringify(target))
        .sort(),
    );

    value(await approve("ada", request));
    await rig.settle();

    expect((await rig.request(request.id)).state).toMatchObject({
      name: "succeeded",
      outcome: { from: "Credit card default v3", to: "Credit card default v4", known: "answer" },
    });
    const facts = (await rig.request(request.id)).assessment?.shown ?? [];
    expect(facts.map(({ label }) => label)).toContain("AUC (cross validation)");
    expect(await championOf("card-default")).toBe("p-card-default-4");
    expect((await historyOf("card-default")).filter((entry) => entry.effectKey !== null)).toHaveLength(1);
    const told = rig.messenger
      .of("outcome-notice")
      .map(({ target }) => ("user" in target ? target.user : "channel" in target ? target.channel : ""));
    // Otto is the other Owner, Uma a User; Carl is a Consumer, Olivia asked.
    expect(told.sort()).toEqual(["U0OTTO", "U0UMA", "ml-deployments"]);
    expect(events(request)).toEqual([
      "request.asked",
      "request.assessed",
      "request.reviewed",
      "request.approved",
      "effect.intended",
      "effect.succeeded",
    ]);
    for (const prompt of rig.messenger.of("review-prompt"))
      expect(prompt.view.request.state.name).toBe("succeeded");
  });

  test("the requester cannot approve, nor can somebody who is no reviewer; both presses are audited", async () => {
    const request = await pending();
    expect(refusal(await approve("olivia", request)).sentence).toContain("own request");
    expect(refusal(await approve("uma", request)).code).toBe("forbidden");
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("pending");
    expect(rig.audit.filter((fact) => fact.event === "press.refused")).toHaveLength(2);
  });

  test("of two approvals at once one counts and the other gets a plain answer", async () => {
    const request = await pending();
    const answers = await Promise.all([
      approve("ada", request),
      approve("ben", request),
      approve("ada", request),
    ]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    for (const answer of answers.filter((one) => !one.ok)) expect(refusal(answer).code).toBe("conflict");
    await rig.settle();
    expect((await historyOf("card-default")).filter((entry) => entry.effectKey !== null)).toHaveLength(1);
  });

  test("a reviewer who loses the right between press and execution does not count", async () => {
    const request = await pending();
    value(await approve("ada", request));
    rig.directory.removeFromGroup("ml-approvers", "ada");
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("pending");
    expect(await championOf("card-default")).toBe("p-card-default-3");
    value(await approve("ben", await rig.request(request.id)));
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
  });

  test("a leaver's vote drops out, also when Slack still lists them in the group", async () => {
    const request = await pending();
    value(await approve("ada", request));
    rig.directory.deactivate("ada");
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("pending");
    expect(await championOf("card-default")).toBe("p-card-default-3");
  });

  test("an Owner who was deactivated before the execution gets nothing done", async () => {
    const request = await pending();
    value(await approve("ada", request));
    rig.directory.deactivate("olivia");
    await rig.settle();
    expect((await rig.request(request.id)).state).toMatchObject({
      name: "refused",
      refusal: { code: "not-a-person" },
    });
    expect(await championOf("card-default")).toBe("p-card-default-3");
  });

  test("asking for changes, an edit and a new review; the old review does not count", async () => {
    const request = await pending();
    value(
      await rig.operations.review(rig.actor("ada"), request.id, {
        edition: 1,
        decision: "ask-for-changes",
        comment: "Please say why now.",
      }),
    );
    await rig.settle();
    expect(rig.messenger.of("requester-note").map(({ exhibit }) => exhibit)).toMatchObject([
      { about: "changes-requested" },
    ]);
    value(
      await rig.operations.edit(rig.actor("olivia"), request.id, {
        edition: 1,
        input: { reason: "DATA_DRIFT", packageId: "p-card-default-4", promote: null, rollback: false },
        comment: "Drift since October.",
        apply: "on-approval",
        origin: { viewId: null, channel: null },
      }),
    );
    await rig.settle();
    const edited = await rig.request(request.id);
    expect(edited).toMatchObject({ edition: 2, state: { name: "pending" } });
    expect(refusal(await approve("ben", request)).code).toBe("outdated");
    value(await approve("ben", edited));
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
    expect((await historyOf("card-default"))[0]?.reason).toBe("DATA_DRIFT");
  });

  test("what was approved and is not so any more becomes stale, says what changed, and can be asked again", async () => {
    rig.policies = everythingReviewed;
    const first = await pending();
    const other = value(
      await rig.ask("otto", {
        packageId: "p-card-default-2",
        wishKey: "V2",
        origin: { viewId: "V2", channel: null },
      }),
    );
    await rig.settle();
    value(await approve("ada", await rig.request(other.id)));
    await rig.settle();
    expect((await rig.request(other.id)).state.name).toBe("succeeded");
    value(await approve("ada", first));
    await rig.settle();
    const stale = await rig.request(first.id);
    expect(stale.state.name).toBe("stale");
    expect(JSON.stringify(stale.state)).toContain("Credit card default v2");
    value(await rig.operations.askAgain(rig.actor("olivia"), first.id, { edition: 1 }));
    await rig.settle();
    value(await approve("ben", await rig.request(first.id)));
    await rig.settle();
    expect((await rig.request(first.id)).state.name).toBe("succeeded");
    expect(await championOf("card-default")).toBe("p-card-default-4");
  });

  test("two approved requests for one deployment: one happens, the other is stale", async () => {
    rig.policies = everythingReviewed;
    const first = await pending();
    const second = value(
      await rig.ask("otto", {
        packageId: "p-card-default-2",
        wishKey: "V2",
        origin: { viewId: "V2", channel: null },
      }),
    );
    await rig.settle();
    await Promise.all([approve("ada", first), approve("ben", await rig.request(second.id))]);
    await rig.settle();
    const states = [(await rig.request(first.id)).state.name, (await rig.request(second.id)).state.name];
    expect(states.sort()).toEqual(["stale", "succeeded"]);
    expect((await historyOf("card-default")).filter((entry) => entry.effectKey !== null)).toHaveLength(1);
  });

  test("apply by hand waits for the requester, and for nobody else", async () => {
    const asked = value(await rig.ask("olivia", { apply: "by-hand" }));
    await rig.settle();
    value(await approve("ada", await rig.request(asked.id)));
    await rig.settle(3_600_000);
    expect((await rig.request(asked.id)).state.name).toBe("approved");
    expect(refusal(await rig.operations.apply(rig.actor("otto"), asked.id, { edition: 1 })).code).toBe(
      "forbidden",
    );
    value(await rig.operations.apply(rig.actor("olivia"), asked.id, { edition: 1 }));
    expect(refusal(await rig.operations.apply(rig.actor("olivia"), asked.id, { edition: 1 })).code).toBe(
      "conflict",
    );
    await rig.settle();
    expect((await rig.request(asked.id)).state.name).toBe("succeeded");
  });

  test("a cancelled request takes no approval any more", async () => {
    const request = await pending();
    expect(refusal(await rig.operations.cancel(rig.actor("otto"), request.id, { reason: "" })).code).toBe(
      "forbidden",
    );
    value(await rig.operations.cancel(rig.actor("olivia"), request.id, { reason: "Not now." }));
    expect(refusal(await approve("ada", request)).sentence).toContain("cancelled");
    await rig.settle();
    expect(await championOf("card-default")).toBe("p-card-default-3");
  });
});

describe("without a policy", () => {
  /** LOW importance: the sample policy does not apply. */
  const ask = () => rig.ask("olivia", { label: "house-value", packageId: "p-house-value-2" });

  test("nothing starts before the requester confirmed; then it happens at once", async () => {
    const asked = value(await ask());
    await rig.settle();
    const checked = await rig.request(asked.id);
    expect(checked.state.name).toBe("checked");
    expect(
      refusal(
        await rig.operations.confirm(rig.actor("otto"), asked.id, {
          edition: 1,
          warningsRead: true,
          attested: [],
        }),
      ).code,
    ).toBe("not-found");
    value(
      await rig.operations.confirm(rig.actor("olivia"), asked.id, {
        edition: 1,
        warningsRead: true,
        attested: (checked.assessment?.toAttest ?? []).map(({ packageId: id }) => id),
      }),
    );
    await rig.settle();
    expect((await rig.request(asked.id)).state.name).toBe("succeeded");
  });

  test("closing the form loses nothing: the result arrives as a direct message", async () => {
    const asked = value(await ask());
    await rig.operations.viewClosed(rig.actor("olivia"), "V1");
    await rig.settle();
    expect(rig.messenger.of("request-card").map(({ target }) => target)).toEqual([
      { kind: "user", user: "U0OLIVIA" },
    ]);
    expect((await rig.request(asked.id)).state.name).toBe("checked");
  });

  test("the window in which it is confirmed is kept up to date from then on, though another one asked", async () => {
    const asked = value(await ask());
    await rig.settle();
    await rig.operations.viewClosed(rig.actor("olivia"), "V1");
    await rig.settle();
    value(
      await rig.operations.confirm(rig.actor("olivia"), asked.id, {
        edition: 1,
        warningsRead: true,
        attested: [],
        viewId: "V-continued",
      }),
    );
    await rig.settle();
    expect((await rig.request(asked.id)).state.name).toBe("succeeded");
    expect(shownIn("V-continued")?.state.name).toBe("succeeded");
  });

  test("a view that Slack closed without a word: the answer goes the same way", async () => {
    rig.messenger.closedViews.add("V1");
    value(await ask());
    await rig.settle();
    expect(rig.messenger.of("request-card")).toHaveLength(1);
  });

  test("an unconfirmed result is brought by direct message after minutes and dropped after a day", async () => {
    const asked = value(await ask());
    await rig.settle(10 * 60_000);
    expect(rig.messenger.of("request-card")).toHaveLength(1);
    await rig.settle(25 * 3_600_000);
    expect((await rig.request(asked.id)).state.name).toBe("expired");
  });
});

describe("warnings and attestation", () => {
  test("warnings are confirmed explicitly, then reviewed", async () => {
    const asked = value(await rig.ask("olivia", { packageId: "p-card-default-5" }));
    await rig.settle();
    expect(await rig.request(asked.id)).toMatchObject({
      state: { name: "checked" },
      assessment: { status: "warning" },
    });
    const unread = await rig.operations.confirm(rig.actor("olivia"), asked.id, {
      edition: 1,
      warningsRead: false,
      attested: [],
    });
    expect(refusal(unread).code).toBe("invalid");
    value(
      await rig.operations.confirm(rig.actor("olivia"), asked.id, {
        edition: 1,
        warningsRead: true,
        attested: [],
      }),
    );
    await rig.settle();
    expect((await rig.request(asked.id)).state.name).toBe("pending");
  });

  test("a result that was left lying is looked at again: what has changed is checked and shown first", async () => {
    const asked = value(await rig.ask("olivia", { packageId: "p-card-default-5" }));
    await rig.settle();
    const other = value(
      await rig.ask("otto", {
        packageId: "p-card-default-4",
        wishKey: "V2",
        origin: { viewId: "V2", channel: null },
      }),
    );
    await rig.settle();
    value(await approve("ada", await rig.request(other.id)));
    await rig.settle();
    const confirm = (edition: number) =>
      rig.operations.confirm(rig.actor("olivia"), asked.id, {
        edition,
        warningsRead: true,
        attested: [],
        viewId: "V-continued",
      });
    rig.clock.advance(60_000);
    expect(value(await confirm(1))).toMatchObject({ edition: 2, state: { name: "checking" } });
    await rig.settle();
    expect(await rig.request(asked.id)).toMatchObject({ edition: 2, state: { name: "checked" } });
    expect(shownIn("V-continued")).toMatchObject({ edition: 2, state: { name: "checked" } });
    expect(rig.messenger.of("review-prompt").filter(({ exhibit }) => exhibit.request === asked.id)).toEqual(
      [],
    );
    value(await confirm(2));
    await rig.settle();
    expect((await rig.request(asked.id)).state.name).toBe("pending");
  });

  test("without training data somebody attests, and reviewers and audit see who", async () => {
    const asked = value(await rig.ask("olivia", { packageId: "p-card-default-6" }));
    await rig.settle();
    const checked = await rig.request(asked.id);
    expect(checked.assessment?.toAttest.map(({ packageId: id }) => id)).toEqual(["p-card-default-6"]);
    const without = await rig.operations.confirm(rig.actor("olivia"), asked.id, {
      edition: 1,
      warningsRead: true,
      attested: [],
    });
    expect(refusal(without).code).toBe("invalid");
    value(
      await rig.operations.confirm(rig.actor("olivia"), asked.id, {
        edition: 1,
        warningsRead: true,
        attested: [packageId("p-card-default-6")],
      }),
    );
    await rig.settle();
    const prompt = rig.messenger.of("review-prompt")[0];
    expect(prompt?.view.request.confirmation).toMatchObject({
      by: { slackUser: "U0OLIVIA" },
      attested: ["p-card-default-6"],
    });
    expect(events(checked)).toContain("request.attested");
  });
});

describe("refused", () => {
  test.each([
    ["p-card-default-7", "target-name"],
    ["p-card-default-8", "not-current-model"],
    ["p-card-default-3", "not-current-model"],
  ])("%s fails %s", async (candidate, check) => {
    const asked = value(await rig.ask("olivia", { packageId: candidate }));
    await rig.settle();
    const request = await rig.request(asked.id);
    expect(request.state).toMatchObject({ name: "refused", refusal: { code: "failing-validation" } });
    expect(request.assessment?.checks.find((one) => one.check === check)?.status).toBe("failing");
  });

  test("a version that does not exist", async () => {
    const asked = value(await rig.ask("olivia", { packageId: "p-nothing" }));
    await rig.settle();
    expect((await rig.request(asked.id)).state).toMatchObject({
      name: "refused",
      refusal: { code: "not-found" },
    });
  });

  test("a User may not ask; a Consumer and a stranger get the answer of a deployment that does not exist", async () => {
    // A submit is recorded whatever it asks for; the checking that follows at once decides.
    const refusedAs = async (name: string, label: string, wishKey: string) => {
      const origin = { viewId: wishKey, channel: null };
      const asked = value(await rig.ask(name, { label, wishKey, origin }));
      await rig.settle();
      const { state } = await rig.request(asked.id);
      if (state.name !== "refused") throw new Error(`It is ${state.name}.`);
      return state.refusal;
    };
    expect((await refusedAs("uma", "card-default", "V1")).code).toBe("forbidden");
    const carl = await refusedAs("carl", "card-default", "V2");
    const nothing = await refusedAs("carl", "no-such-deployment", "V3");
    expect(carl.code).toBe("not-found");
    expect(carl.sentence.replaceAll("card-default", "X")).toBe(
      nothing.sentence.replaceAll("no-such-deployment", "X"),
    );
    expect(await championOf("card-default")).toBe("p-card-default-3");
    expect(refusal(await rig.ask("xena", { wishKey: "V4" })).code).toBe("not-a-person");
    expect(refusal(await rig.ask("gus", { wishKey: "V5" })).code).toBe("not-a-person");
  });

  test("a second submit of the same view finds the first, on the same process and after a restart", async () => {
    const first = value(await rig.ask("olivia", {}));
    const second = value(await rig.ask("olivia", {}));
    rig.restart();
    const third = value(await rig.ask("olivia", {}));
    expect([second.id, third.id]).toEqual([first.id, first.id]);
    await rig.settle();
    expect(events(first).filter((event) => event === "request.asked")).toHaveLength(1);
  });

  test("an error of Slack's directory is a refusal with an id", async () => {
    rig.directory.fail?.(true);
    const answer = refusal(await rig.ask("olivia", {}));
    expect(answer.code).toBe("error");
    expect(answer.next).toMatch(/quote \S{4,}/);
  });
});

describe("going back", () => {
  test("to the champion before the present one needs no approval on the sample fleet, and is confirmed by the requester", async () => {
    const form = value(
      await rig.operations.replaceForm(rig.actor("olivia"), await rig.byLabel("card-default"), {
        rollback: true,
      }),
    );
    expect(form).toMatchObject({
      previousChampion: { id: "p-card-default-2" },
      policies: [],
      rollbackWaived: true,
    });
    const back = value(
      await rig.ask("olivia", {
        input: { reason: "ERRORS", packageId: "p-card-default-2", promote: null, rollback: true },
      }),
    );
    await rig.settle();
    expect(await rig.request(back.id)).toMatchObject({
      state: { name: "checked" },
      assessment: { policies: [], policyNote: expect.stringContaining("champion of the last 30 days") },
    });
    expect(rig.messenger.of("review-prompt")).toEqual([]);
  });

  test("a champion of the last days comes back without approval, and history has both", async () => {
    const request = await pending();
    value(await approve("ada", request));
    await rig.settle();
    const form = value(
      await rig.operations.replaceForm(rig.actor("olivia"), request.deploymentId, { rollback: true }),
    );
    expect(form).toMatchObject({
      previousChampion: { id: "p-card-default-3" },
      policies: [],
      rollbackWaived: true,
    });
    const back = value(
      await rig.ask("olivia", {
        wishKey: "V9",
        origin: { viewId: "V9", channel: null },
        input: { reason: "ERRORS", packageId: "p-card-default-3", promote: null, rollback: true },
      }),
    );
    await rig.settle();
    expect((await rig.request(back.id)).state.name).toBe("checked");
    value(
      await rig.operations.confirm(rig.actor("olivia"), back.id, {
        edition: 1,
        warningsRead: true,
        attested: [],
      }),
    );
    await rig.settle();
    expect((await rig.request(back.id)).state.name).toBe("succeeded");
    expect((await historyOf("card-default")).map((entry) => entry.packageId).slice(0, 2)).toEqual([
      "p-card-default-3",
      "p-card-default-4",
    ]);
  });
});

describe("a model that was gone back from", () => {
  test("comes back with an approval, in the form of a replacement and in that of a rollback", async () => {
    let wishes = 0;
    const replaced = async (packageId: string, rollback: boolean) => {
      wishes += 1;
      const asked = value(
        await rig.ask("olivia", {
          packageId,
          wishKey: `V-${wishes}`,
          input: { reason: "ERRORS", packageId, promote: null, rollback },
        }),
      );
      await rig.settle();
      return rig.request(asked.id);
    };
    const first = await replaced("p-card-default-4", false);
    expect(first.state.name).toBe("pending");
    value(
      await rig.operations.review(rig.actor("ada"), first.id, {
        edition: 1,
        decision: "approve",
        comment: "",
      }),
    );
    await rig.settle();
    const back = await replaced("p-card-default-3", true);
    expect(back.assessment?.policyNote).toContain("Waived");
    value(
      await rig.operations.confirm(rig.actor("olivia"), back.id, {
        edition: 1,
        warningsRead: true,
        attested: [],
      }),
    );
    await rig.settle();
    expect((await rig.request(back.id)).state.name).toBe("succeeded");
    const form = value(
      await rig.operations.replaceForm(rig.actor("olivia"), back.deploymentId, { rollback: true }),
    );
    expect(form).toMatchObject({ rollbackWaived: false });
    expect((await replaced("p-card-default-4", false)).state.name).toBe("pending");
    expect((await replaced("p-card-default-4", true)).state.name).toBe("pending");
  });
});
