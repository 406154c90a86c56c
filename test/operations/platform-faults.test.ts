// What becomes of an approved replacement when the platform fails, is slow, answers strangely, or is changed by others.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { EffectAnswer } from "../../src/ports/platform.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { refusal, value } from "../support/answers.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";
import { type ScriptedPlatform, scriptedPlatform } from "../support/scripted-platform.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const UNKNOWN: EffectAnswer = { outcome: "unknown", sentence: "The connection broke." };
const ACCEPTED: EffectAnswer = { outcome: "accepted" };

let platform: ScriptedPlatform;
let rig: OperationsRig;
beforeEach(async () => {
  platform = scriptedPlatform();
  rig = await operationsRig({
    wrapPlatform: platform.wrap,
    // Going back to version 2 needs approval as well, so that two requests can wait at once.
    policies: { ...SAMPLE_POLICIES, rollback: { withoutApprovalDays: null } },
  });
});
afterEach(() => {
  vi.useRealTimers();
});

async function pendingOf(name: string, packageId: string, wishKey: string): Promise<ChangeRequest> {
  const asked = value(
    await rig.ask(name, { packageId, wishKey, origin: { viewId: wishKey, channel: null } }),
  );
  await rig.settle();
  return await rig.request(asked.id);
}
const approve = async (request: ChangeRequest, name = "ada") =>
  value(
    await rig.operations.review(rig.actor(name), request.id, {
      edition: request.edition,
      decision: "approve",
      comment: "",
    }),
  );
async function approved(): Promise<ChangeRequest> {
  const request = await pendingOf("olivia", "p-card-default-4", "V1");
  await approve(request);
  return request;
}
const now = async (request: ChangeRequest) => await rig.request(request.id);
const champion = async () => (await deploymentOf(rig, "card-default")).championId;
const effects = async () =>
  (await deploymentOf(rig, "card-default")).history.filter((entry) => entry.effectKey !== null).length;
const events = (request: ChangeRequest) =>
  rig.audit
    .filter((fact) => fact.request === request.id && fact.event.startsWith("effect."))
    .map(({ event }) => event);
const notes = () =>
  rig.messenger
    .of("requester-note")
    .map(({ exhibit }) => (exhibit.kind === "requester-note" ? exhibit.about : ""));

/** The deployment takes another effect: no mark was left behind. */
async function expectFree(): Promise<void> {
  const other = await pendingOf("otto", "p-card-default-4", "V-free");
  if (other.state.name === "pending") await approve(other);
  await rig.settle();
  expect(["succeeded", "refused"]).toContain((await now(other)).state.name);
}

describe("while it is checked", () => {
  test("a platform that is away for a moment only delays the result", async () => {
    const asked = value(await rig.ask("olivia", {}));
    platform.down = true;
    await rig.pass(10_000);
    expect((await rig.request(asked.id)).state.name).toBe("checking");
    platform.down = false;
    await rig.settle();
    expect((await rig.request(asked.id)).state.name).toBe("pending");
  });

  test("one that stays away ends in a refusal with an id to quote, in the log under the same id", async () => {
    const asked = value(await rig.ask("olivia", {}));
    platform.down = true;
    await rig.pass(HOUR);
    const { state } = await rig.request(asked.id);
    if (state.name !== "refused") throw new Error(state.name);
    expect(state.refusal).toMatchObject({
      code: "error",
      sentence: "The deployment platform does not answer right now, so nothing was done.",
    });
    const id = /quote (\S+)\./.exec(state.refusal.next)?.[1];
    expect(rig.logged.map(({ fields }) => fields.id)).toContain(id);
  });

  test("opening things says so, with an id, and what to do", async () => {
    const id = await rig.byLabel("card-default");
    platform.down = true;
    for (const answer of [
      await rig.operations.seeDeployment(rig.actor("olivia"), id),
      await rig.operations.replaceForm(rig.actor("olivia"), id, { rollback: false }),
      await rig.operations.search(rig.actor("olivia"), { text: "", filter: {}, limit: 5 }),
      await rig.operations.why(rig.actor("olivia"), "replace-model", id),
    ])
      expect(refusal(answer)).toMatchObject({
        code: "error",
        sentence: expect.stringContaining("does not answer"),
        next: expect.stringMatching(/^Try again in a minute\..*quote/),
      });
  });
});

describe("when it was approved while the platform is away", () => {
  test("it waits, says why on the card, and happens once when the platform is back", async () => {
    const request = await pendingOf("olivia", "p-card-default-4", "V1");
    platform.down = true;
    // The vote itself needs the platform, which tells whose deployment it is.
    expect(
      refusal(
        await rig.operations.review(rig.actor("ada"), request.id, {
          edition: 1,
          decision: "approve",
          comment: "",
        }),
      ).code,
    ).toBe("error");
    platform.down = false;
    await approve(request);
    platform.down = true;
    await rig.pass(3 * HOUR);
    expect((await now(request)).state.name).toBe("approved");
    expect(rig.messenger.of("request-card").at(-1)?.view.heldBy).toContain("platform does not answer");
    platform.down = false;
    await rig.settle();
    expect((await now(request)).state).toMatchObject({ name: "succeeded", outcome: { known: "answer" } });
    expect(await effects()).toBe(1);
    expect(rig.messenger.of("request-card").at(-1)?.view.heldBy).toBeNull();
  });
});

describe("a platform that says no", () => {
  test("ends it as failed with the platform's own sentence; nothing changed, nobody else is told, the deployment is free", async () => {
    platform.script({
      answer: { outcome: "refused", sentence: "The quota of this environment is used up." },
    });
    const request = await approved();
    await rig.settle();
    expect((await now(request)).state).toMatchObject({
      name: "failed",
      reason: "The quota of this environment is used up.",
      settledBy: null,
    });
    expect(await champion()).toBe("p-card-default-3");
    expect(rig.messenger.of("outcome-notice")).toEqual([]);
    expect(notes()).toEqual(["failed"]);
    expect(events(request)).toEqual(["effect.intended", "effect.failed"]);
    expect(platform.calls).toHaveLength(1);
    await expectFree();
  });
});

describe("an answer that got lost", () => {
  test("after the effect: it is found on the platform, and not sent again", async () => {
    platform.script({ answer: UNKNOWN, executed: true });
    const request = await approved();
    await rig.settle();
    expect((await now(request)).state).toMatchObject({ name: "succeeded", outcome: { known: "found" } });
    expect(platform.calls).toHaveLength(1);
    expect(events(request)).toEqual(["effect.intended", "effect.unknown", "effect.succeeded"]);
    expect(rig.messenger.of("outcome-notice")).toHaveLength(3);
  });

  test("before the effect: after a look that shows the old state it is sent again, under the same key", async () => {
    platform.script({ answer: UNKNOWN });
    const request = await approved();
    const [sent] = [rig.clock.now()];
    await rig.settle();
    expect((await now(request)).state).toMatchObject({ name: "succeeded", outcome: { known: "answer" } });
    expect(platform.calls.map(({ effectKey }) => effectKey)).toEqual([`${request.id}.1`, `${request.id}.1`]);
    expect(await effects()).toBe(1);
    // The platform gets its time to show the effect before the old state is believed.
    expect(rig.clock.now() - sent).toBeGreaterThanOrEqual(3_000);
  });

  test("because the call threw: it is handled as lost, and logged", async () => {
    platform.script({ answer: "throws", executed: true });
    const request = await approved();
    await rig.settle();
    expect((await now(request)).state).toMatchObject({ name: "succeeded", outcome: { known: "found" } });
    expect(rig.logged.map(({ event }) => event)).toContain("effect-call-threw");
  });

  test.each([
    ["executed and then timed out", true, "found", 1],
    ["timed out and did nothing", false, "answer", 2],
  ] as const)("because the platform %s: one effect", async (_, executed, known, calls) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    platform.script({ answer: "never", executed });
    const request = await approved();
    const working = rig.settle();
    await vi.advanceTimersByTimeAsync(24_000);
    expect((await now(request)).state.name).toBe("executing");
    await vi.advanceTimersByTimeAsync(2_000);
    await working;
    expect((await now(request)).state).toMatchObject({ name: "succeeded", outcome: { known } });
    expect(platform.calls).toHaveLength(calls);
    expect(await effects()).toBe(1);
  });

  test("and the platform cannot be asked: after two minutes it is unknown, people are told, and it is found later", async () => {
    platform.script({ answer: UNKNOWN, executed: true });
    const request = await approved();
    await rig.worker.drain();
    platform.down = true;
    await rig.pass(3 * MINUTE);
    expect((await now(request)).state).toMatchObject({
      name: "unknown",
      why: "The platform cannot be asked whether it happened.",
    });
    expect(notes()).toEqual(["unknown"]);
    platform.down = false;
    await rig.pass(5 * MINUTE);
    expect((await now(request)).state).toMatchObject({ name: "succeeded", outcome: { known: "found" } });
    expect(platform.calls).toHaveLength(1);
    expect(notes()).toEqual(["unknown", "succeeded"]);
  });

  test("that is unknown and did not happen ends as failed after a settle time, and is never sent again", async () => {
    platform.script({ answer: UNKNOWN });
    const request = await approved();
    await rig.worker.drain();
    platform.down = true;
    await rig.pass(3 * MINUTE);
    expect((await now(request)).state.name).toBe("unknown");
    platform.down = false;
    await rig.pass(HOUR);
    expect((await now(request)).state).toMatchObject({
      name: "failed",
      reason: "It did not happen: the platform shows the old state, unchanged.",
    });
    expect(platform.calls).toHaveLength(1);
    await expectFree();
  });
});

describe("a call that provably did not arrive", () => {
  test("is made again, with growing pauses, until it arrives", async () => {
    platform.unreachable = true;
    const request = await approved();
    await rig.pass(30_000);
    expect((await now(request)).state.name).toBe("executing");
    const tries = platform.calls.length;
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(15);
    platform.unreachable = false;
    await rig.settle();
    expect((await now(request)).state).toMatchObject({ name: "succeeded" });
    expect(await effects()).toBe(1);
    expect(events(request).filter((event) => event === "effect.not-delivered")).toHaveLength(tries);
  });

  test("waits as long as the platform asks for", async () => {
    platform.script({
      answer: { outcome: "not-delivered", sentence: "Too many requests.", retryAfterMs: 40_000 },
    });
    const request = await approved();
    const before = rig.clock.now();
    await rig.pass(2 * MINUTE);
    expect((await now(request)).state.name).toBe("succeeded");
    const succeeded = rig.audit.find(({ event }) => event === "effect.succeeded");
    expect((succeeded?.at ?? 0) - before).toBeGreaterThanOrEqual(40_000);
  });

  test("is given up after ten minutes: it did not happen, and the wish has gone cold", async () => {
    platform.unreachable = true;
    const request = await approved();
    await rig.pass(9 * MINUTE);
    expect((await now(request)).state.name).toBe("executing");
    await rig.pass(3 * MINUTE);
    expect((await now(request)).state).toMatchObject({
      name: "failed",
      reason: "It did not happen: the platform did not take it within ten minutes.",
    });
    expect(await champion()).toBe("p-card-default-3");
    platform.unreachable = false;
    await rig.pass(HOUR);
    expect(await effects()).toBe(0);
    await expectFree();
  });
});

describe("a job that the platform takes on", () => {
  const replacing = () => {
    platform.shown = (deployment) => ({ ...deployment, status: "replacingModel" });
  };
  const normal = () => {
    platform.shown = (deployment) => deployment;
  };

  test("is done when the platform shows it, not when it was accepted", async () => {
    platform.script({ answer: ACCEPTED });
    const request = await approved();
    await rig.worker.drain();
    replacing();
    await rig.pass(20 * MINUTE);
    expect((await now(request)).state.name).toBe("executing");
    expect(rig.messenger.of("outcome-notice")).toEqual([]);
    normal();
    await platform.execute(platform.calls[0]);
    await rig.pass(MINUTE);
    expect((await now(request)).state).toMatchObject({ name: "succeeded", outcome: { known: "answer" } });
    expect(platform.calls).toHaveLength(1);
    expect(events(request)).toEqual(["effect.intended", "effect.accepted", "effect.succeeded"]);
  });

  test("is unknown after an hour, and done when it ends after all", async () => {
    platform.script({ answer: ACCEPTED });
    const request = await approved();
    await rig.worker.drain();
    replacing();
    await rig.pass(HOUR + 2 * MINUTE);
    expect((await now(request)).state).toMatchObject({
      name: "unknown",
      why: "The platform has been at it for over an hour.",
    });
    expect(notes()).toEqual(["unknown"]);
    await rig.pass(2 * HOUR);
    expect((await now(request)).state.name).toBe("unknown");
    normal();
    await platform.execute(platform.calls[0]);
    await rig.pass(5 * MINUTE);
    expect((await now(request)).state.name).toBe("succeeded");
    expect(await effects()).toBe(1);
  });

  test("is not sent a second time while it waits for its turn there without showing yet", async () => {
    platform.script({ answer: ACCEPTED });
    const request = await approved();
    await rig.pass(4 * MINUTE);
    expect(platform.calls).toHaveLength(1);
    expect((await now(request)).state.name).toBe("executing");
    await platform.execute(platform.calls[0]);
    await rig.pass(MINUTE);
    expect((await now(request)).state.name).toBe("succeeded");
  });

  test("and then does not do ends as failed, and is not sent again", async () => {
    platform.script({ answer: ACCEPTED });
    const request = await approved();
    await rig.pass(20 * MINUTE);
    expect((await now(request)).state).toMatchObject({
      name: "failed",
      reason: "The platform took it on and did not do it: it shows the old state, unchanged.",
    });
    expect(platform.calls).toHaveLength(1);
    await expectFree();
  });
});

describe("somebody else's change", () => {
  const byOthers = async () => {
    const deployment = await deploymentOf(rig, "card-default");
    await changeDeployment(rig, "card-default", {
      championId: deployment.history[1]?.packageId ?? deployment.championId,
      championSince: rig.clock.now(),
      history: [
        {
          packageId: deployment.history[1]?.packageId ?? deployment.championId,
          packageName: "Credit card default v2",
          from: rig.clock.now(),
          reason: "ERRORS",
          by: "Somebody on the platform",
          effectKey: null,
        },
        ...deployment.history,
      ],
    });
  };

  test("before the call makes the approval stale, with what changed, and the platform is not called", async () => {
    const request = await pendingOf("olivia", "p-card-default-4", "V1");
    await byOthers();
    await approve(request);
    await rig.settle();
    const { state } = await now(request);
    if (state.name !== "stale") throw new Error(state.name);
    expect(state.changes.map(({ what }) => what)).toContain("champion name");
    expect(platform.calls).toEqual([]);
  });

  test("between the last look and the call is refused by the platform: nothing is overwritten", async () => {
    const request = await approved();
    const before = await deploymentOf(rig, "card-default");
    // Whatever is looked at shows the old champion; the change is there when the call comes.
    platform.shown = () => before;
    await byOthers();
    await rig.worker.drain();
    platform.shown = (deployment) => deployment;
    await rig.settle();
    expect(platform.calls).toHaveLength(1);
    expect((await now(request)).state).toMatchObject({
      name: "failed",
      reason: expect.stringContaining("made Credit card default v2 the champion"),
    });
    expect(await champion()).toBe("p-card-default-2");
  });

  test("after a lost answer, on a platform whose history proves it: it did not happen, and fails", async () => {
    platform.script({ answer: UNKNOWN });
    const request = await approved();
    await rig.worker.drain();
    await byOthers();
    await rig.settle();
    expect((await now(request)).state).toMatchObject({
      name: "failed",
      reason: "Somebody else changed the champion to Credit card default v2 in the meantime.",
    });
    expect(platform.calls).toHaveLength(1);
  });

  test("after a lost answer, on a platform that proves nothing: unknown, until somebody settles it", async () => {
    platform.recordsEffectKeys = false;
    platform.script({ answer: UNKNOWN });
    const request = await approved();
    await rig.worker.drain();
    await byOthers();
    await rig.pass(3 * HOUR);
    expect((await now(request)).state).toMatchObject({
      name: "unknown",
      why: "Somebody else changed the champion to Credit card default v2 in the meantime.",
    });
    expect(platform.calls).toHaveLength(1);
    expect(notes()).toEqual(["unknown"]);
  });

  test("a deployment that was deleted meanwhile: refused before the call, failed after it", async () => {
    const first = await pendingOf("olivia", "p-card-default-4", "V1");
    const second = await pendingOf("otto", "p-card-default-2", "V2");
    platform.script({ answer: UNKNOWN });
    await approve(first);
    await rig.worker.drain();
    await approve(second);
    platform.shown = () => null;
    await rig.settle();
    expect((await now(first)).state).toMatchObject({
      name: "failed",
      reason: "The deployment does not exist any more.",
    });
    expect((await now(second)).state).toMatchObject({ name: "refused", refusal: { code: "not-found" } });
    expect(platform.calls).toHaveLength(1);
  });
});

describe("two approved requests for one deployment", () => {
  test("one is applied; the other waits, says for what, and is stale then", async () => {
    platform.script({ answer: UNKNOWN });
    const first = await pendingOf("olivia", "p-card-default-4", "V1");
    const second = await pendingOf("otto", "p-card-default-2", "V2");
    await approve(first);
    await rig.worker.drain();
    platform.down = true;
    await rig.pass(3 * MINUTE);
    platform.down = false;
    expect((await now(first)).state.name).toBe("unknown");
    await approve(second, "ben");
    await rig.worker.drain();
    const { heldBy } = value(await rig.operations.request(rig.actor("otto"), second.id));
    expect(heldBy).toContain(`${first.reference} is being applied to this deployment, or in doubt`);
    await rig.pass(HOUR);
    expect((await now(first)).state.name).toBe("failed");
    expect((await now(second)).state.name).toBe("succeeded");
    expect(await effects()).toBe(1);
  });
});
