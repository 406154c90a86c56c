// What happens when people do nothing, or take it back: reminders, ends by time, cancelling, applying by hand, nobody who can approve.
import { beforeEach, describe, expect, test } from "vitest";
import type { RequestExhibit } from "../../src/ports/messenger.ts";
import type { Policy, PolicyFile } from "../../src/requests/policy.ts";
import type { ChangeRequest, RequestStateName } from "../../src/requests/request.ts";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { requesterNote } from "../../src/slack/cards/requester-note.ts";
import { checkResultView } from "../../src/slack/views/check-result.ts";
import { refusal, value } from "../support/answers.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";
import { type ScriptedPlatform, scriptedPlatform } from "../support/scripted-platform.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let platform: ScriptedPlatform;
let rig: OperationsRig;
const start = async (over: Partial<Policy> = {}) => {
  platform = scriptedPlatform();
  rig = await operationsRig({ wrapPlatform: platform.wrap, policies: withPolicy(over) });
};
beforeEach(() => start());

function withPolicy(over: Partial<Policy>): PolicyFile {
  return { ...SAMPLE_POLICIES, policies: SAMPLE_POLICIES.policies.map((policy) => ({ ...policy, ...over })) };
}

async function asked(over: Parameters<OperationsRig["ask"]>[1] = {}): Promise<ChangeRequest> {
  const answer = value(await rig.ask("olivia", over));
  await rig.settle();
  return await rig.request(answer.id);
}
const review = (name: string, request: ChangeRequest, decision: "approve" | "ask-for-changes" | "comment") =>
  rig.operations.review(rig.actor(name), request.id, {
    edition: request.edition,
    decision,
    comment: decision === "approve" ? "" : "Why now?",
  });
const stateOf = async (request: ChangeRequest) => (await rig.request(request.id)).state.name;
const shown = (kind: RequestExhibit["kind"]) => rig.messenger.of(kind);
const champion = async () => (await deploymentOf(rig, "card-default")).championId;

describe("reminders", () => {
  test("come in every reviewer's thread, each period again, until somebody decides", async () => {
    await start({ reminderMs: 12 * HOUR });
    const request = await asked();
    await rig.pass(11 * HOUR);
    expect(shown("reminder")).toEqual([]);
    await rig.pass(2 * HOUR);
    const prompts = shown("review-prompt");
    expect(prompts).toHaveLength(4);
    // One reply under each prompt: channel, Ada, Ben and Mona.
    const under = shown("reminder").flatMap(({ target }) => (target.kind === "thread" ? [target.of] : []));
    expect(under.sort()).toEqual(prompts.map(({ deliveryId }) => deliveryId).sort());
    await rig.pass(12 * HOUR);
    expect(shown("reminder")).toHaveLength(8);
    expect(rig.audit.filter(({ event }) => event === "request.reminded")).toHaveLength(2);
    value(await review("ada", request, "approve"));
    await rig.pass(3 * DAY);
    expect(shown("reminder")).toHaveLength(8);
  });

  test("start anew for a new edition, and stop while the requester has to answer", async () => {
    await start({ reminderMs: 12 * HOUR });
    const request = await asked();
    await rig.pass(10 * HOUR);
    value(await review("ada", request, "ask-for-changes"));
    await rig.pass(2 * DAY);
    expect(shown("reminder")).toEqual([]);
    value(
      await rig.operations.edit(rig.actor("olivia"), request.id, {
        edition: 1,
        input: request.input,
        comment: "Because of the drift.",
        apply: "on-approval",
        origin: { viewId: null, channel: null },
      }),
    );
    await rig.pass(11 * HOUR);
    expect(shown("reminder")).toEqual([]);
    await rig.pass(2 * HOUR);
    expect(shown("reminder").length).toBeGreaterThan(0);
  });

  test("survive the process", async () => {
    await start({ reminderMs: HOUR });
    await asked();
    rig.restart();
    await rig.pass(HOUR + 60_000);
    expect(shown("reminder")).toHaveLength(4);
  });

  test("without a period there are none", async () => {
    await asked();
    await rig.pass(30 * DAY);
    expect(shown("reminder")).toEqual([]);
  });
});

describe("an end by time", () => {
  test("comes when the policy says, counted from asking; the requester is told, and nothing is applied any more", async () => {
    await start({ expiryMs: 2 * DAY, reminderMs: 20 * HOUR });
    const request = await asked();
    await rig.pass(2 * DAY - HOUR);
    expect(await stateOf(request)).toBe("pending");
    await rig.pass(2 * HOUR);
    expect(await stateOf(request)).toBe("expired");
    expect(shown("requester-note").map(({ exhibit }) => exhibit)).toMatchObject([{ about: "expired" }]);
    expect(refusal(await review("ada", request, "approve"))).toMatchObject({
      code: "conflict",
      sentence: expect.stringContaining("has expired"),
    });
    for (const prompt of shown("review-prompt")) expect(prompt.view.request.state.name).toBe("expired");
    expect(rig.audit.at(-2)?.event).toBe("request.expired");
  });

  test("is the one that the card names", async () => {
    await start({ expiryMs: 2 * DAY });
    const request = await asked();
    const view = value(await rig.operations.request(rig.actor("olivia"), request.id));
    const ends = `<!date^${(request.createdAt + 2 * DAY) / 1000}^`;
    expect(JSON.stringify(requestCard(view))).toContain(ends);
  });

  test("of the strictest of several policies counts", async () => {
    const [policy] = withPolicy({ expiryMs: 3 * DAY }).policies;
    if (policy === undefined) throw new Error("no policy");
    rig.policies = {
      ...SAMPLE_POLICIES,
      policies: [policy, { ...policy, id: "second", name: "Second", expiryMs: DAY }],
    };
    const request = await asked();
    await rig.pass(DAY + HOUR);
    expect(await stateOf(request)).toBe("expired");
  });

  test("also ends what waits for the requester: changes asked for, out of date, or to be applied by hand", async () => {
    await start({ expiryMs: DAY });
    const changes = await asked({ wishKey: "V1" });
    value(await review("ada", changes, "ask-for-changes"));
    const byHand = await asked({ wishKey: "V2", apply: "by-hand" });
    value(await review("ada", byHand, "approve"));
    const stale = await asked({ wishKey: "V3" });
    await changeDeployment(rig, "card-default", { importance: "CRITICAL" });
    value(await review("ben", stale, "approve"));
    await rig.settle();
    expect(await stateOf(stale)).toBe("stale");
    await rig.pass(DAY);
    for (const request of [changes, byHand, stale]) expect(await stateOf(request)).toBe("expired");
    expect(await champion()).toBe("p-card-default-3");
  });

  test("never comes for what is being applied", async () => {
    await start({ expiryMs: HOUR });
    platform.script({ answer: { outcome: "accepted" } });
    const request = await asked();
    value(await review("ada", request, "approve"));
    await rig.worker.drain();
    platform.shown = (deployment) => ({ ...deployment, status: "replacingModel" });
    await rig.pass(3 * HOUR);
    expect(await stateOf(request)).toBe("unknown");
    platform.shown = (deployment) => deployment;
    await platform.execute(platform.calls[0]);
    await rig.pass(HOUR);
    expect(await stateOf(request)).toBe("succeeded");
  });
});

describe("applying by hand", () => {
  test("waits for the requester for ever without an expiry, and reviewers cannot press it", async () => {
    const request = await asked({ apply: "by-hand" });
    value(await review("ada", request, "approve"));
    await rig.pass(30 * DAY);
    expect(await stateOf(request)).toBe("approved");
    expect(shown("requester-note").map(({ exhibit }) => exhibit)).toMatchObject([{ about: "approved" }]);
    for (const name of ["ada", "otto", "mona"])
      expect(refusal(await rig.operations.apply(rig.actor(name), request.id, { edition: 1 })).code).toBe(
        "forbidden",
      );
    value(await rig.operations.apply(rig.actor("olivia"), request.id, { edition: 1 }));
    await rig.settle();
    expect(await stateOf(request)).toBe("succeeded");
  });

  test("is checked again then: what changed meanwhile makes it stale", async () => {
    const request = await asked({ apply: "by-hand" });
    value(await review("ada", request, "approve"));
    await changeDeployment(rig, "card-default", { importance: "CRITICAL" });
    value(await rig.operations.apply(rig.actor("olivia"), request.id, { edition: 1 }));
    await rig.settle();
    expect((await rig.request(request.id)).state).toMatchObject({
      name: "stale",
      changes: [{ what: "importance", approved: "High", now: "Critical" }],
    });
  });

  test("before the approval, of an old edition, or after the end is refused with how it stands", async () => {
    const request = await asked({ apply: "by-hand" });
    const apply = (edition: number) => rig.operations.apply(rig.actor("olivia"), request.id, { edition });
    expect(refusal(await apply(1)).sentence).toContain("waiting for review");
    expect(refusal(await apply(2)).code).toBe("outdated");
    value(await rig.operations.cancel(rig.actor("olivia"), request.id, { reason: "" }));
    expect(refusal(await apply(1)).sentence).toContain("cancelled");
  });
});

describe("cancelling", () => {
  /** Brings a request into a state. */
  const INTO: Readonly<Record<string, () => Promise<ChangeRequest>>> = {
    checking: async () => {
      const answer = value(await rig.ask("olivia", {}));
      return await rig.request(answer.id);
    },
    checked: () => asked({ packageId: "p-card-default-5" }),
    pending: () => asked(),
    "changes-requested": async () => {
      const request = await asked();
      value(await review("ada", request, "ask-for-changes"));
      return request;
    },
    approved: async () => {
      const request = await asked({ apply: "by-hand" });
      value(await review("ada", request, "approve"));
      return request;
    },
    stale: async () => {
      const request = await asked();
      await changeDeployment(rig, "card-default", { importance: "CRITICAL" });
      value(await review("ada", request, "approve"));
      await rig.settle();
      return request;
    },
    executing: async () => {
      platform.script({ answer: { outcome: "accepted" } });
      const request = await asked();
      value(await review("ada", request, "approve"));
      await rig.worker.drain();
      platform.shown = (deployment) => ({ ...deployment, status: "replacingModel" });
      return request;
    },
    unknown: async () => {
      platform.recordsEffectKeys = false;
      platform.script({ answer: { outcome: "unknown", sentence: "No answer." } });
      const request = await asked();
      value(await review("ada", request, "approve"));
      await rig.worker.drain();
      await changeDeployment(rig, "card-default", { championSince: rig.clock.now() });
      await rig.pass(60_000);
      return request;
    },
    refused: () => asked({ packageId: "p-card-default-7" }),
    succeeded: async () => {
      const request = await asked();
      value(await review("ada", request, "approve"));
      await rig.settle();
      return request;
    },
    failed: async () => {
      platform.script({ answer: { outcome: "refused", sentence: "No." } });
      const request = await asked();
      value(await review("ada", request, "approve"));
      await rig.settle();
      return request;
    },
    expired: async () => {
      const request = await asked({ packageId: "p-card-default-5" });
      await rig.pass(2 * DAY);
      return request;
    },
    cancelled: async () => {
      const request = await asked();
      value(await rig.operations.cancel(rig.actor("olivia"), request.id, { reason: "First." }));
      return request;
    },
  } satisfies Record<RequestStateName, () => Promise<ChangeRequest>>;
  const into = async (name: string): Promise<ChangeRequest> => {
    const request = await INTO[name]?.();
    if (request === undefined) throw new Error(name);
    expect(await stateOf(request)).toBe(name);
    return request;
  };

  test.each(["checking", "checked", "pending", "changes-requested", "approved", "stale"])(
    "is open to the requester, and to nobody else, while it is %s; it stays cancelled",
    async (name) => {
      const request = await into(name);
      for (const other of ["otto", "ada", "mona"])
        expect(
          refusal(await rig.operations.cancel(rig.actor(other), request.id, { reason: "" })).code,
        ).toMatch(/forbidden|not-found/);
      value(await rig.operations.cancel(rig.actor("olivia"), request.id, { reason: "Not now." }));
      expect((await rig.request(request.id)).state).toMatchObject({
        name: "cancelled",
        by: { name: "Olivia" },
        reason: "Not now.",
      });
      await rig.pass(30 * DAY);
      expect(await stateOf(request)).toBe("cancelled");
      expect(await champion()).toBe("p-card-default-3");
      expect(rig.audit.filter(({ event }) => event === "request.cancelled")).toHaveLength(1);
    },
  );

  test.each(["executing", "unknown", "refused", "succeeded", "failed", "expired", "cancelled"])(
    "is refused with how it stands while it is %s, and changes nothing",
    async (name) => {
      const request = await into(name);
      const before = await rig.request(request.id);
      const answer = refusal(
        await rig.operations.cancel(rig.actor("olivia"), request.id, { reason: "Too late." }),
      );
      expect(answer).toMatchObject({
        code: "conflict",
        sentence: expect.stringContaining(request.reference),
      });
      expect(answer.next).not.toBe("");
      expect(answer.at).toBe(before.state.since);
      expect((await rig.request(request.id)).state).toEqual(before.state);
    },
  );
});

describe("a request that nobody can approve", () => {
  const readable = (shown: unknown) => JSON.stringify(shown);

  test("says so when it is made, why, and to whom to turn: in the view, on the card, in a note", async () => {
    rig.directory.removeGroup("ml-approvers");
    rig.policies = { ...SAMPLE_POLICIES, mlopsAdministrators: { people: [], groups: [] } };
    const request = await asked();
    expect(request.state.name).toBe("pending");
    const view = value(await rig.operations.request(rig.actor("olivia"), request.id));
    expect(view.approval?.outcome).toBe("denied");
    for (const drawn of [requestCard(view), checkResultView(view)]) {
      const text = readable(drawn);
      expect(text).toContain("cannot be approved as things are");
      expect(text).toContain("nobody may give one besides the requester");
      expect(text).toContain("administrator of this bot");
      expect(text).toContain("policy file");
    }
    const notes = shown("requester-note");
    expect(notes.map(({ exhibit }) => exhibit)).toMatchObject([{ about: "nobody-can-approve" }]);
    expect(readable(notes.map((note) => requesterNote(note.view)))).toContain(
      "cannot be approved as things are",
    );
  });

  test("counts the requester out: the only reviewer who asks has nobody to approve", async () => {
    rig.directory.removeFromGroup("ml-approvers", "ada");
    rig.directory.removeFromGroup("ml-approvers", "ben");
    rig.directory.addToGroup("ml-approvers", "olivia");
    rig.policies = { ...SAMPLE_POLICIES, mlopsAdministrators: { people: [], groups: [] } };
    const request = await asked();
    expect(value(await rig.operations.request(rig.actor("olivia"), request.id)).approval?.outcome).toBe(
      "denied",
    );
  });

  test("can be approved as soon as somebody may, without asking again", async () => {
    rig.directory.removeGroup("ml-approvers");
    rig.policies = { ...SAMPLE_POLICIES, mlopsAdministrators: { people: [], groups: [] } };
    const request = await asked();
    rig.directory.addToGroup("ml-approvers", "ben");
    value(await review("ben", request, "approve"));
    await rig.settle();
    expect(await stateOf(request)).toBe("succeeded");
  });

  test("with enough reviewers nothing of that is said", async () => {
    await asked();
    expect(shown("requester-note")).toEqual([]);
  });
});
