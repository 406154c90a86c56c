// An effect of which nobody knows whether it happened: who may say what became of it, and what that sets free.
import { beforeEach, describe, expect, test } from "vitest";
import { deploymentId } from "../../src/deployments/ids.ts";
import { busyRecordId } from "../../src/operations/request-record.ts";
import type { Person } from "../../src/requests/person.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { evidenceFile } from "../../src/slack/cards/evidence.ts";
import { refusal, value } from "../support/answers.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";
import { type ScriptedPlatform, scriptedPlatform } from "../support/scripted-platform.ts";

const HOUR = 3_600_000;

let platform: ScriptedPlatform;
let rig: OperationsRig;
beforeEach(async () => {
  platform = scriptedPlatform();
  // Ben administers the bot, Mona is MLOps administrator; neither has a grant on the deployment.
  rig = await operationsRig({
    wrapPlatform: platform.wrap,
    policies: {
      ...SAMPLE_POLICIES,
      administrators: { people: ["ben@example.com"], groups: [] },
      rollback: { withoutApprovalDays: null },
    },
  });
});

const approve = async (request: ChangeRequest, name = "ada") =>
  value(
    await rig.operations.review(rig.actor(name), request.id, {
      edition: request.edition,
      decision: "approve",
      comment: "",
    }),
  );
async function pendingOf(name: string, packageId: string, wishKey: string) {
  const asked = value(
    await rig.ask(name, { packageId, wishKey, origin: { viewId: wishKey, channel: null } }),
  );
  await rig.settle();
  return await rig.request(asked.id);
}

/** Somebody else changed the champion after a lost answer, on a platform that proves nothing. */
async function unknown(): Promise<ChangeRequest> {
  platform.recordsEffectKeys = false;
  platform.script({ answer: { outcome: "unknown", sentence: "The connection broke." } });
  const request = await pendingOf("olivia", "p-card-default-4", "V1");
  await approve(request);
  await rig.worker.drain();
  await changeDeployment(rig, "card-default", { championSince: rig.clock.now() });
  await rig.pass(HOUR);
  expect((await rig.request(request.id)).state.name).toBe("unknown");
  return request;
}
const settle = (
  name: string,
  request: ChangeRequest,
  happened: boolean,
  reason = "I looked at the model age.",
) => rig.operations.settle(rig.actor(name), request.id, { happened, reason });
const isBusy = async () => (await rig.store.get(busyRecordId(deploymentId("d-card-default")))) !== null;
const settledFacts = () => rig.audit.filter(({ event }) => event === "effect.settled");
const byOf = (by: Person) => by.name;

describe("settling", () => {
  test("as happened, by an Owner: done, said to be settled by whom and why, told to everybody concerned", async () => {
    const request = await unknown();
    expect(rig.messenger.of("outcome-notice")).toEqual([]);
    value(await settle("otto", request, true));
    await rig.settle();
    const { state } = await rig.request(request.id);
    if (state.name !== "succeeded") throw new Error(state.name);
    expect(state.outcome).toMatchObject({
      known: "settled",
      settledBy: { reason: "I looked at the model age." },
      from: "Credit card default v3",
      to: "Credit card default v4",
    });
    expect(state.outcome.settledBy === null ? null : byOf(state.outcome.settledBy.by)).toBe("Otto");
    expect(rig.messenger.of("outcome-notice")).toHaveLength(3);
    expect(settledFacts()).toMatchObject([
      { why: "I looked at the model age.", details: { name: "Replaced Model", happened: true, by: "Owner" } },
    ]);
    expect(platform.calls).toHaveLength(1);
  });

  test("as not happened, by an administrator of the bot: failed with the reason, and nobody is told that it happened", async () => {
    const request = await unknown();
    value(await settle("ben", request, false, "The champion is still version 3."));
    await rig.settle();
    expect((await rig.request(request.id)).state).toMatchObject({
      name: "failed",
      reason: "The champion is still version 3.",
      settledBy: { by: { name: "Ben" } },
    });
    expect(rig.messenger.of("outcome-notice")).toEqual([]);
    expect(settledFacts()).toMatchObject([{ details: { happened: false, by: "administrator" } }]);
    expect(settledFacts()[0]?.details).not.toHaveProperty("name");
  });

  test.each([
    ["a User", "uma", "forbidden"],
    ["a reviewer", "ada", "forbidden"],
    ["an MLOps administrator", "mona", "forbidden"],
    ["a Consumer", "carl", "not-found"],
    ["a guest", "gus", "not-a-person"],
    ["somebody of another company", "xena", "not-a-person"],
  ])("is refused to %s, audited, and changes nothing", async (_, name, code) => {
    const request = await unknown();
    expect(refusal(await settle(name, request, true)).code).toBe(code);
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("unknown");
    expect(await isBusy()).toBe(true);
    expect(settledFacts()).toEqual([]);
    expect(rig.audit.at(-1)).toMatchObject({ event: "press.refused", allowed: false });
  });

  test("is refused to the requester who is no Owner any more", async () => {
    const request = await unknown();
    const { grants } = await deploymentOf(rig, "card-default");
    await changeDeployment(rig, "card-default", {
      grants: grants.filter(
        ({ subject }) => !(subject.kind === "user" && subject.email.startsWith("olivia")),
      ),
    });
    expect(value(await rig.operations.request(rig.actor("olivia"), request.id)).may.settle).toBe(false);
    expect(refusal(await settle("olivia", request, true)).code).toBe("forbidden");
  });

  test("needs a reason, beside its field", async () => {
    const request = await unknown();
    expect(refusal(await settle("otto", request, true, "  \n "))).toMatchObject({
      code: "invalid",
      field: "reason",
    });
  });

  test("twice: the second one is told who settled it and how", async () => {
    const request = await unknown();
    const answers = await Promise.all([settle("otto", request, true), settle("ben", request, false)]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    const second = answers.find((answer) => !answer.ok);
    if (second === undefined) throw new Error("Both went through.");
    expect(refusal(second).code).toBe("conflict");
    expect(settledFacts()).toHaveLength(1);
  });

  test("is refused for what is not in doubt", async () => {
    const request = await pendingOf("olivia", "p-card-default-4", "V1");
    expect(refusal(await settle("otto", request, true))).toMatchObject({
      code: "conflict",
      sentence: expect.stringContaining("waiting for review"),
    });
  });

  test("stays settled: what the platform shows later is not looked at any more", async () => {
    const request = await unknown();
    value(await settle("otto", request, false, "Not there."));
    await rig.pass(24 * HOUR);
    expect((await rig.request(request.id)).state.name).toBe("failed");
    expect(platform.calls).toHaveLength(1);
  });

  test("is in the evidence, with who, when and why", async () => {
    const request = await unknown();
    value(await settle("otto", request, true));
    await rig.settle();
    const { view, trail, verification } = value(await rig.operations.evidence(rig.actor("otto"), request.id));
    const file = evidenceFile(view.request, {
      approval: view.approval,
      told: view.told,
      trail: trail.map(({ event, who, why }) => `${event} by ${who}: ${why}`),
      verification,
      madeAt: rig.clock.now(),
    });
    expect(file.text).toContain("I looked at the model age.");
    expect(file.text).toContain("effect.settled by Otto");
  });
});

describe("who is offered it", () => {
  test("the requester, every Owner and administrators; reviewers and Users look only", async () => {
    const request = await unknown();
    const may = async (name: string) =>
      value(await rig.operations.request(rig.actor(name), request.id)).may.settle;
    expect([await may("olivia"), await may("otto"), await may("ben")]).toEqual([true, true, true]);
    expect([await may("uma"), await may("ada"), await may("mona")]).toEqual([false, false, false]);
  });
});

describe("a deployment that is busy with it", () => {
  test("takes no other effect; the waiting one says for what it waits, goes on once it is settled, and is checked again", async () => {
    const first = await unknown();
    const second = await pendingOf("otto", "p-card-default-2", "V2");
    await approve(second);
    await rig.pass(HOUR);
    expect((await rig.request(second.id)).state.name).toBe("approved");
    expect(platform.calls).toHaveLength(1);
    const view = value(await rig.operations.request(rig.actor("otto"), second.id));
    expect(view.heldBy).toContain(first.reference);
    expect(rig.messenger.of("request-card").at(-1)?.view.heldBy).toContain(first.reference);
    value(await settle("ben", first, false, "The champion is still version 3."));
    await rig.pass(60_000);
    expect((await rig.request(second.id)).state.name).toBe("succeeded");
    expect((await deploymentOf(rig, "card-default")).championId).toBe("p-card-default-2");
  });

  test("is free after an unknown one was found by itself", async () => {
    platform.script({ answer: { outcome: "unknown", sentence: "No answer." }, executed: true });
    const request = await pendingOf("olivia", "p-card-default-4", "V1");
    await approve(request);
    await rig.worker.drain();
    platform.down = true;
    await rig.pass(10 * 60_000);
    expect((await rig.request(request.id)).state.name).toBe("unknown");
    expect(await isBusy()).toBe(true);
    platform.down = false;
    await rig.pass(5 * 60_000);
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
    expect(await isBusy()).toBe(false);
  });

  test("stays busy over a restart", async () => {
    await unknown();
    rig.restart();
    const second = await pendingOf("otto", "p-card-default-2", "V2");
    await approve(second);
    await rig.pass(HOUR);
    expect((await rig.request(second.id)).state.name).toBe("approved");
  });

  test("still shows its card, and the open requests on it", async () => {
    const request = await unknown();
    const seen = value(
      await rig.operations.seeDeployment(rig.actor("uma"), await rig.byLabel("card-default")),
    );
    expect(seen.open.map(({ reference }) => reference)).toEqual([request.reference]);
  });
});
