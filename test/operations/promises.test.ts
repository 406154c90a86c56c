// Attempts to break what the operations promise: races between presses, alarms and calls, and people who may not.
import { beforeEach, describe, expect, test } from "vitest";
import type { Answer } from "../../src/deployments/decision.ts";
import type { Messenger, ShowCommand } from "../../src/ports/messenger.ts";
import type { EffectAnswer, Platform } from "../../src/ports/platform.ts";
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
    expect(refusal(await approve(rig, "olivia", request)).sentence).toContain("own request");
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
