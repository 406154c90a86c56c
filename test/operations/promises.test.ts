// Attempts to break what the operations promise: races between presses, alarms and calls, and people who may not.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer } from "../../src/deployments/decision.ts";
import { type RequestId, requestId } from "../../src/deployments/ids.ts";
import type { DeliveryRecord } from "../../src/operations/delivery-record.ts";
import { putRequest } from "../../src/operations/request-record.ts";
import type { Messenger, ShowCommand } from "../../src/ports/messenger.ts";
import type { EffectAnswer, Platform } from "../../src/ports/platform.ts";
import type { Commit, CommitAnswer, Store } from "../../src/ports/store.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";

const value = <T>(answer: Answer<T>): T => {
  if (!answer.ok) throw new Error(`${answer.refusal.code}: ${answer.refusal.sentence}`);
  return answer.value;
};
const refusal = (answer: Answer<unknown>) => {
  if (answer.ok) throw new Error("It was not refused.");
  return answer.refusal;
};

/** A door that a call waits at until the test opens it. */
function door() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
/** Lets everything run that does not wait for a door. */
const others = () => new Promise<void>((resolve) => setImmediate(resolve));

async function pendingOf(rig: OperationsRig): Promise<ChangeRequest> {
  const asked = value(await rig.ask("olivia", {}));
  await rig.settle();
  return await rig.request(asked.id);
}
const approve = (rig: OperationsRig, name: string, request: ChangeRequest) =>
  rig.operations.review(rig.actor(name), request.id, {
    edition: request.edition,
    decision: "approve",
    comment: "",
  });

const SECOND = 1_000;

afterEach(() => {
  vi.useRealTimers();
});

describe("a call under way", () => {
  /** A platform whose first replacement waits at the door, before it has done anything. */
  async function slowPlatform() {
    const first = door();
    const calls: number[] = [];
    const rig = await operationsRig({
      wrapPlatform: (platform): Platform =>
        Object.assign(Object.create(platform), {
          replaceModel: async (command: Parameters<Platform["replaceModel"]>[0]): Promise<EffectAnswer> => {
            calls.push(rig.clock.now());
            if (calls.length === 1) await first.opened;
            return platform.replaceModel(command);
          },
        }),
    });
    const request = await pendingOf(rig);
    value(await approve(rig, "ada", request));
    const working = rig.worker.drain();
    while (calls.length === 0) await others();
    return { rig, request, calls, first, working };
  }

  test.each([
    ["in the same process", (rig: OperationsRig) => rig.worker],
    ["in another replica", (rig: OperationsRig) => rig.replica().worker],
  ])("closing the view while the platform is called starts no second call %s", async (_, workerOf) => {
    const { rig, request, calls, first, working } = await slowPlatform();
    const worker = workerOf(rig);
    await rig.operations.viewClosed(rig.actor("olivia"), "V1");
    const second = worker.drain();
    for (let turn = 0; turn < 20; turn += 1) await others();
    rig.clock.advance(5 * SECOND);
    const third = worker.drain();
    for (let turn = 0; turn < 20; turn += 1) await others();
    expect(calls).toHaveLength(1);
    first.open();
    await Promise.all([working, second, third]);
    await rig.settle();
    expect(calls).toHaveLength(1);
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
  });

  test("what the platform answered is not lost to somebody who writes the request at the same moment", async () => {
    let closed = 0;
    const rig: OperationsRig = await operationsRig({
      wrapStore: (store): Store =>
        Object.assign(Object.create(store), {
          commit: async (commit: Commit): Promise<CommitAnswer> => {
            if (closed === 0 && commit.audit.some(({ body }) => body.includes("effect.succeeded"))) {
              closed += 1;
              await rig.operations.viewClosed(rig.actor("olivia"), "V1");
            }
            return store.commit(commit);
          },
        }),
    });
    const request = await pendingOf(rig);
    value(await approve(rig, "ada", request));
    await rig.worker.drain();
    expect(closed).toBe(1);
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
  });

  test("a platform that asks for a day's pause does not keep the deployment for a day", async () => {
    const rig = await operationsRig({
      wrapPlatform: (platform): Platform =>
        Object.assign(Object.create(platform), {
          replaceModel: async (): Promise<EffectAnswer> => ({
            outcome: "not-delivered",
            sentence: "Too many requests.",
            retryAfterMs: 86_400 * SECOND,
          }),
        }),
    });
    const request = await pendingOf(rig);
    value(await approve(rig, "ada", request));
    await rig.settle(601 * SECOND);
    expect((await rig.request(request.id)).state.name).toBe("failed");
  });

  test("a read that never answers does not keep its request for ever", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let reads = 0;
    const rig = await operationsRig({
      wrapPlatform: (platform): Platform =>
        Object.assign(Object.create(platform), {
          packages: async (...asked: Parameters<Platform["packages"]>) => {
            reads += 1;
            if (reads === 2) await new Promise(() => undefined);
            return platform.packages(...asked);
          },
        }),
    });
    const asked = value(await rig.ask("olivia", {}));
    const hanging = rig.worker.drain();
    while (reads < 2) await others();
    vi.advanceTimersByTime(41 * SECOND);
    rig.clock.advance(41 * SECOND);
    await hanging;
    await rig.settle();
    expect((await rig.request(asked.id)).state.name).toBe("pending");
  });

  test("a clock that jumps ahead of the lease starts no second call in this process", async () => {
    const { rig, request, calls, first, working } = await slowPlatform();
    rig.clock.advance(50 * SECOND);
    const second = rig.worker.drain();
    for (let turn = 0; turn < 20; turn += 1) await others();
    rig.clock.advance(5 * SECOND);
    const third = rig.worker.drain();
    for (let turn = 0; turn < 20; turn += 1) await others();
    expect(calls).toHaveLength(1);
    first.open();
    await Promise.all([working, second, third]);
    await rig.settle(600 * SECOND);
    expect(calls).toHaveLength(1);
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
  });
});

describe("a message under way", () => {
  test.each([
    ["in the same process", (rig: OperationsRig) => rig.worker],
    ["in another replica", (rig: OperationsRig) => rig.replica().worker],
  ])(
    "a request that moves while its first prompt is being posted gets no second one %s",
    async (_, workerOf) => {
      const first = door();
      const posts: ShowCommand[] = [];
      const isPrompt = ({ exhibit, posted, target }: ShowCommand) =>
        exhibit.kind === "review-prompt" && posted === null && target.kind === "channel";
      const rig = await operationsRig({
        wrapMessenger: (messenger): Messenger => ({
          ...messenger,
          find: async () => ({ outcome: "cannot-look" }),
          show: async (command) => {
            if (isPrompt(command)) {
              posts.push(command);
              if (posts.length === 1) await first.opened;
            }
            return messenger.show(command);
          },
        }),
      });
      const asked = value(await rig.ask("olivia", {}));
      const working = rig.worker.drain();
      while (posts.length === 0) await others();
      value(await approve(rig, "ada", await rig.request(asked.id)));
      const second = workerOf(rig).drain();
      for (let turn = 0; turn < 50; turn += 1) await others();
      first.open();
      await Promise.all([working, second]);
      await rig.settle();
      expect(posts).toHaveLength(1);
      const prompts = rig.messenger.of("review-prompt").filter(({ target }) => target.kind === "channel");
      expect(prompts).toHaveLength(1);
      expect(prompts[0]?.view.request.state.name).toBe("succeeded");
    },
  );
});

describe("votes", () => {
  let rig: OperationsRig;
  beforeEach(async () => {
    rig = await operationsRig();
  });

  test("a requester who changes the email of the account is still the requester", async () => {
    rig.directory.addToGroup("ml-approvers", "olivia");
    const request = await pendingOf(rig);
    rig.directory.set("olivia", { email: "olivia.new@example.com" });
    refusal(await approve(rig, "olivia", request));
    expect(rig.audit.at(-1)).toMatchObject({
      event: "press.refused",
      why: expect.stringContaining("asked for this"),
    });
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("pending");
  });

  test("one account is one vote, whatever email it has at each", async () => {
    const [policy] = SAMPLE_POLICIES.policies;
    if (policy === undefined) throw new Error("The sample has a policy.");
    rig.policies = {
      ...SAMPLE_POLICIES,
      policies: [
        {
          ...policy,
          rule: { kind: "approvals", count: 2, from: [{ kind: "group", group: "ml-approvers" }] },
        },
      ],
    };
    const request = await pendingOf(rig);
    value(await approve(rig, "ada", request));
    rig.directory.set("ada", { email: "ada.new@example.com" });
    await approve(rig, "ada", request);
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("pending");
  });

  test("a right that is lost before the effect and comes back: the same reviewer can approve again", async () => {
    const asked = value(await rig.ask("olivia", { apply: "by-hand" }));
    await rig.settle();
    const request = await rig.request(asked.id);
    value(await approve(rig, "ada", request));
    rig.directory.removeFromGroup("ml-approvers", "ada");
    value(await rig.operations.apply(rig.actor("olivia"), request.id, { edition: 1 }));
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("pending");
    rig.directory.addToGroup("ml-approvers", "ada");
    value(await approve(rig, "ada", request));
    expect((await rig.request(request.id)).state.name).toBe("approved");
  });
});

describe("people who may not", () => {
  const PRESSES = {
    confirm: (rig, name, id) =>
      rig.operations.confirm(rig.actor(name), id, { edition: 1, warningsRead: true, attested: [] }),
    edit: (rig, name, id) =>
      rig.operations.edit(rig.actor(name), id, {
        edition: 1,
        input: { reason: "ACCURACY", packageId: "p-card-default-4", promote: null, rollback: false },
        comment: "",
        apply: "on-approval",
        origin: { viewId: null, channel: null },
      }),
    "edit with bad input": (rig, name, id) =>
      rig.operations.edit(rig.actor(name), id, {
        edition: 1,
        input: {},
        comment: "",
        apply: "on-approval",
        origin: { viewId: null, channel: null },
      }),
    "ask again": (rig, name, id) => rig.operations.askAgain(rig.actor(name), id, { edition: 1 }),
    "an outdated ask again": (rig, name, id) => rig.operations.askAgain(rig.actor(name), id, { edition: 7 }),
    cancel: (rig, name, id) => rig.operations.cancel(rig.actor(name), id, { reason: "" }),
    apply: (rig, name, id) => rig.operations.apply(rig.actor(name), id, { edition: 1 }),
    settle: (rig, name, id) => rig.operations.settle(rig.actor(name), id, { happened: true, reason: "x" }),
    "settle without a reason": (rig, name, id) =>
      rig.operations.settle(rig.actor(name), id, { happened: true, reason: "" }),
    review: (rig, name, id) =>
      rig.operations.review(rig.actor(name), id, { edition: 1, decision: "approve", comment: "" }),
    request: (rig, name, id) => rig.operations.request(rig.actor(name), id),
    evidence: (rig, name, id) => rig.operations.evidence(rig.actor(name), id),
  } as const satisfies Record<
    string,
    (rig: OperationsRig, name: string, id: RequestId) => Promise<Answer<unknown>>
  >;

  test.each(Object.entries(PRESSES))(
    "%s by a Consumer who knows a request's id answers as for a request that is not there",
    async (_, press) => {
      const rig = await operationsRig();
      const request = await pendingOf(rig);
      const nowhere = refusal(await press(rig, "carl", requestId("not-there")));
      expect(refusal(await press(rig, "carl", request.id))).toEqual(nowhere);
      value(await approve(rig, "ada", request));
      await rig.settle();
      expect((await rig.request(request.id)).state.name).toBe("succeeded");
      expect(refusal(await press(rig, "carl", request.id))).toEqual(nowhere);
    },
  );

  test.each(Object.entries(PRESSES).filter(([name]) => name !== "request"))(
    "a refused %s is in the audit trail of the request",
    async (_, press) => {
      const rig = await operationsRig();
      const request = await pendingOf(rig);
      refusal(await press(rig, "carl", request.id));
      expect(rig.audit.filter(({ event }) => event === "press.refused")).toMatchObject([
        { request: request.id, allowed: false, who: { actor: rig.actor("carl") } },
      ]);
    },
  );

  test("a refused submit is in the audit trail, also when only its input is wrong", async () => {
    const rig = await operationsRig();
    refusal(await rig.ask("olivia", { input: {} }));
    expect(rig.audit.map(({ event }) => event)).toEqual(["press.refused"]);
  });
});

describe("wishes", () => {
  test("another wish from the same window is not taken for the first one", async () => {
    const rig = await operationsRig();
    value(await rig.ask("olivia", {}));
    const other = await rig.ask("olivia", { packageId: "p-card-default-5" });
    expect(refusal(other).code).toBe("conflict");
    value(await rig.ask("olivia", {}));
  });

  test("what waits for a reviewer shows also behind hundreds of requests that do not", async () => {
    const rig = await operationsRig();
    const [policy] = SAMPLE_POLICIES.policies;
    if (policy === undefined) throw new Error("The sample has a policy.");
    rig.policies = {
      ...SAMPLE_POLICIES,
      policies: [
        {
          ...policy,
          rule: { kind: "approvals", count: 1, from: [{ kind: "person", email: "otto@example.com" }] },
        },
      ],
    };
    const foreign = await pendingOf(rig);
    for (let nth = 0; nth < 250; nth += 1) {
      const request = { ...foreign, id: requestId(`other-${nth}`) };
      const record = { request, content: 1, shown: 1, wakeAt: null, tries: 0, heldBy: null };
      const put = putRequest(record, rig.clock.now());
      const answer = await rig.store.commit({
        expect: [{ id: put.id, rev: 0 }],
        put: [put],
        remove: [],
        audit: [],
      });
      expect(answer.outcome).toBe("committed");
    }
    rig.clock.advance(1);
    rig.policies = SAMPLE_POLICIES;
    const mine = value(await rig.ask("olivia", { wishKey: "last", origin: { viewId: null, channel: null } }));
    await rig.settle();
    const { waiting } = value(await rig.operations.inbox(rig.actor("ada")));
    expect(waiting.map(({ id }) => id)).toEqual([mine.id]);
  });
});

describe("what is done is what was approved", () => {
  test("before a call is made again everything is compared again", async () => {
    let calls = 0;
    const rig = await operationsRig({
      wrapPlatform: (platform): Platform =>
        Object.assign(Object.create(platform), {
          replaceModel: async (command: Parameters<Platform["replaceModel"]>[0]): Promise<EffectAnswer> => {
            calls += 1;
            if (calls > 1) return platform.replaceModel(command);
            return { outcome: "not-delivered", sentence: "Too many requests.", retryAfterMs: 120 * SECOND };
          },
        }),
    });
    const request = await pendingOf(rig);
    value(await approve(rig, "ada", request));
    await rig.settle(10 * SECOND);
    expect(calls).toBe(1);
    rig.directory.removeFromGroup("ml-approvers", "ada");
    await rig.settle(600 * SECOND);
    expect(calls).toBe(1);
    expect((await rig.request(request.id)).state.name).toBe("failed");
    // The deployment is free for others again.
    const next = value(await rig.ask("olivia", { wishKey: "V2", origin: { viewId: "V2", channel: null } }));
    await rig.settle();
    value(await approve(rig, "ben", await rig.request(next.id)));
    await rig.settle();
    expect((await rig.request(next.id)).state.name).toBe("succeeded");
  });

  test("what was approved in time and expires while it waits for its turn is not done", async () => {
    const [policy] = SAMPLE_POLICIES.policies;
    if (policy === undefined) throw new Error("The sample has a policy.");
    let calls = 0;
    const rig = await operationsRig({
      policies: { ...SAMPLE_POLICIES, policies: [{ ...policy, expiryMs: 3_600 * SECOND }] },
      wrapPlatform: (platform): Platform =>
        Object.assign(Object.create(platform), {
          replaceModel: async (): Promise<EffectAnswer> => {
            calls += 1;
            return { outcome: "accepted" };
          },
          deployment: async (id: Parameters<Platform["deployment"]>[0]) => {
            const deployment = await platform.deployment(id);
            // As DataRobot shows it while it is at it.
            return deployment === null || calls === 0
              ? deployment
              : { ...deployment, status: "replacingModel" };
          },
        }),
    });
    const request = await pendingOf(rig);
    const second = value(
      await rig.ask("olivia", {
        wishKey: "V2",
        origin: { viewId: "V2", channel: null },
      }),
    );
    await rig.settle();
    value(await approve(rig, "ada", request));
    value(await approve(rig, "ada", await rig.request(second.id)));
    await rig.settle(7_000 * SECOND);
    expect((await rig.request(second.id)).state.name).toBe("expired");
    expect(calls).toBe(1);
  });
});

describe("messages", () => {
  test.each(["before it was written", "after it was written"])(
    "a notice is sent although the store lost its word just before it, %s",
    async (when) => {
      let lost = 0;
      const rig = await operationsRig({
        wrapStore: (store): Store =>
          Object.assign(Object.create(store), {
            commit: async (commit: Commit): Promise<CommitAnswer> => {
              const [put] = commit.put;
              const delivery = put?.kind === "delivery" ? (put.value as unknown as DeliveryRecord) : null;
              const isPosting = delivery?.exhibit.kind === "outcome-notice" && delivery.postingUntil !== null;
              if (!isPosting || lost >= 3) return store.commit(commit);
              lost += 1;
              if (when === "after it was written") await store.commit(commit);
              return { outcome: "unknown", reason: "No answer." };
            },
          }),
      });
      rig.messenger.canLook = false;
      const request = await pendingOf(rig);
      value(await approve(rig, "ada", request));
      await rig.settle();
      expect(lost).toBe(3);
      expect(rig.messenger.of("outcome-notice")).toHaveLength(3);
    },
  );

  test("after an outage the requester is told once how it ended, and no reviewer is reminded of what is decided", async () => {
    const [policy] = SAMPLE_POLICIES.policies;
    if (policy === undefined) throw new Error("The sample has a policy.");
    let away = false;
    const rig = await operationsRig({
      policies: { ...SAMPLE_POLICIES, policies: [{ ...policy, reminderMs: 3_600 * SECOND }] },
      wrapMessenger: (messenger): Messenger => ({
        ...messenger,
        show: async (command) =>
          away
            ? { outcome: "not-delivered", retryAfterMs: 5 * SECOND, reason: "ECONNREFUSED" }
            : messenger.show(command),
      }),
    });
    const asked = value(await rig.ask("olivia", { apply: "by-hand" }));
    await rig.settle();
    away = true;
    await rig.settle(3_700 * SECOND);
    value(await approve(rig, "ada", await rig.request(asked.id)));
    await rig.settle(60 * SECOND);
    value(await rig.operations.apply(rig.actor("olivia"), asked.id, { edition: 1 }));
    await rig.settle(60 * SECOND);
    away = false;
    await rig.settle(3_600 * SECOND);
    expect((await rig.request(asked.id)).state.name).toBe("succeeded");
    expect(rig.messenger.of("reminder")).toEqual([]);
    expect(rig.messenger.of("requester-note").map(({ exhibit }) => exhibit)).toMatchObject([
      { about: "succeeded" },
    ]);
  });

  test("a prompt is posted after Slack has been away for half a day", async () => {
    let away = true;
    const rig = await operationsRig({
      wrapMessenger: (messenger): Messenger => ({
        ...messenger,
        show: async (command) =>
          away
            ? { outcome: "not-delivered", retryAfterMs: 5 * SECOND, reason: "ECONNREFUSED" }
            : messenger.show(command),
      }),
    });
    const asked = value(await rig.ask("olivia", {}));
    await rig.settle(12 * 3_600 * SECOND);
    away = false;
    await rig.settle(3_600 * SECOND);
    expect((await rig.request(asked.id)).state.name).toBe("pending");
    expect(rig.messenger.of("review-prompt")).toHaveLength(4);
  });
});
