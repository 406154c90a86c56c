// What takes its time, from asking to its end as people see it; the limit of active deployments; what cannot come back.
// Reference: deployment actions, sections 3.9-3.11 and 9.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ActionName } from "../../src/deployments/action-names.ts";
import { deploymentId } from "../../src/deployments/ids.ts";
import type { Platform } from "../../src/ports/platform.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { deploymentCard } from "../../src/slack/cards/deployment-card.ts";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { checkResultView } from "../../src/slack/views/check-result.ts";
import { openedForm } from "../actions/forms.ts";
import { refusal, value } from "../support/answers.ts";
import { askFor, confirm, confirmed, goThrough } from "../support/asking.ts";
import { underAgent } from "../support/every-effect.ts";
import { firstAnswerLost, LOST_ANSWERS } from "../support/lost-answers.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, copyDeployment, deploymentOf } from "../support/registry.ts";

const WORK_MS = 5_000;
const HOUR = 3_600_000;

let rig: OperationsRig;
async function start(options: Parameters<typeof operationsRig>[0] = {}): Promise<void> {
  rig = await operationsRig({ workMs: WORK_MS, ...options });
}
beforeEach(() => start());
afterEach(() => rig.store.close());
async function restart(options: Parameters<typeof operationsRig>[0]): Promise<void> {
  await rig.store.close();
  await start(options);
}

const ask = (name: string, action: ActionName, label: string, input: Json = {}) =>
  goThrough(rig, name, { action, label, input });

/** Confirmed, and taken on by the platform; nothing of its time has gone by. */
async function takenOn(
  name: string,
  action: ActionName,
  label: string,
  input: Json = {},
): Promise<ChangeRequest> {
  const asked = await askFor(rig, name, { action, label, input });
  value(await confirm(rig, name, asked));
  await rig.settle(0);
  return await rig.request(asked.id);
}
const seenBy = async (name: string, { id }: Pick<ChangeRequest, "id">) =>
  requestCard(value(await rig.operations.request(rig.actor(name), id)));
const words = (card: unknown): string => JSON.stringify(card);
const cardOf = async (name: string, label: string) =>
  deploymentCard(value(await rig.operations.seeDeployment(rig.actor(name), await rig.byLabel(label))), {
    now: rig.clock.now(),
    audience: "me",
  });

/** What takes its time, what it is asked with, what the card says meanwhile, and the status that others see. */
const TIMED: readonly {
  readonly action: ActionName;
  readonly label: string;
  readonly input: Json;
  readonly says: string;
  readonly status: string;
}[] = [
  { action: "relaunch", label: "factory-vibration", input: {}, says: "🚀 Launching", status: "LAUNCHING" },
  { action: "deactivate", label: "factory-vibration", input: {}, says: "⏹️ Stopping", status: "STOPPING" },
  { action: "deactivate", label: "document-classifier", input: {}, says: "⏹️ Stopping", status: "STOPPING" },
  {
    action: "delete",
    label: "factory-vibration",
    input: { typedName: "factory-vibration", ignoreManagementAgent: false },
    says: "⏹️ Stopping",
    status: "STOPPING",
  },
  {
    action: "scoring-code",
    label: "card-default",
    input: { language: "cli", include: ["agent"], form: "binary", acknowledged: false },
    says: "📦 Building",
    status: "active",
  },
];

describe.each(TIMED)("$action of $label", ({ action, label, input, says, status }) => {
  test("is on the card while it goes on, for others too, and the card is edited when it has ended", async () => {
    const under = await takenOn("olivia", action, label, input);
    expect(under.state).toMatchObject({ name: "executing", acceptedAt: rig.clock.now() });
    for (const name of ["olivia", "otto"]) {
      const card = await seenBy(name, under);
      expect(words(card.blocks)).toContain(says);
      expect(words(card.blocks)).toContain("Since <!date^");
      expect(words(card.text)).toContain(says);
    }
    const deployment = await cardOf("uma", label);
    expect(words(deployment.blocks)).toContain(status);
    expect(words(deployment.blocks)).toContain(`${says} since <!date^`);
    const [message] = rig.messenger.of("request-card").filter(({ view }) => view.request.id === under.id);
    expect(message?.view.request.state).toMatchObject({ name: "executing", acceptedAt: expect.any(Number) });
    const times = message?.times ?? 0;

    await rig.settle();
    expect((await rig.request(under.id)).state).toMatchObject({
      name: "succeeded",
      outcome: { known: "answer" },
    });
    expect(rig.messenger.of("request-card").filter(({ view }) => view.request.id === under.id)).toHaveLength(
      1,
    );
    expect(message?.view.request.state.name).toBe("succeeded");
    expect(message?.times).toBeGreaterThan(times);
    expect(rig.audit.filter(({ event }) => event === "effect.accepted")).toHaveLength(1);
    expect(rig.audit.filter(({ event }) => event === "effect.succeeded")).toHaveLength(1);
  });

  test("goes on when the process dies in between, on whatever process", async () => {
    const under = await takenOn("olivia", action, label, input);
    rig.restart();
    await rig.settle();
    expect((await rig.request(under.id)).state.name).toBe("succeeded");
  });

  test("ends once with two processes", async () => {
    const under = await takenOn("olivia", action, label, input);
    const other = rig.replica();
    for (let second = 0; second < 60; second += 1) {
      rig.clock.advance(1_000);
      await Promise.all([rig.worker.drain(), other.worker.drain()]);
    }
    expect((await rig.request(under.id)).state.name).toBe("succeeded");
    expect(rig.audit.filter(({ event }) => event === "effect.succeeded")).toHaveLength(1);
  });

  test.each(LOST_ANSWERS)("happens once when the platform $what", async (fault) => {
    const lost = firstAnswerLost(fault);
    await restart({ wrapPlatform: lost.wrap });
    const request = await ask("olivia", action, label, input);
    await rig.settle(HOUR);
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
    expect(lost.calls).toBe(fault.executed ? 1 : 2);
  });
});

describe("while it goes on", () => {
  test("nothing else is started: availability says what it waits for", async () => {
    await takenOn("olivia", "relaunch", "factory-vibration");
    for (const action of ["deactivate", "relaunch", "activate"] as const) {
      const answer = await rig.operations.actionForm(
        rig.actor("otto"),
        action,
        await rig.byLabel("factory-vibration"),
      );
      expect(refusal(answer).sentence).toContain("is launching at the moment. Wait until that has ended");
    }
    const replace = value(
      await rig.operations.menu(rig.actor("otto"), await rig.byLabel("factory-vibration")),
    ).find(({ action }) => action === "replace-model");
    expect(replace?.refused).toContain("launching");
  });

  test("a replacement under an agent shows MODEL REPLACING with the old champion, then the new one", async () => {
    rig.policies = { ...rig.policies, policies: [] };
    const asked = value(
      await rig.ask("olivia", { label: "factory-vibration", packageId: "p-factory-vibration-2" }),
    );
    await rig.settle();
    value(await confirm(rig, "olivia", asked));
    await rig.settle(0);
    expect(words((await cardOf("uma", "factory-vibration")).blocks)).toContain("MODEL REPLACING");
    expect(words((await seenBy("olivia", asked)).blocks)).toContain("🔄 Replacing the model");
    expect((await deploymentOf(rig, "factory-vibration")).championId).toBe("p-factory-vibration-1");
    await rig.settle();
    expect((await rig.request(asked.id)).state.name).toBe("succeeded");
    expect(await deploymentOf(rig, "factory-vibration")).toMatchObject({
      championId: "p-factory-vibration-2",
      status: "active",
    });
  });

  test("a deletion that ignores the agent waits for nothing", async () => {
    const input = { typedName: "factory-vibration", ignoreManagementAgent: true };
    const done = await takenOn("olivia", "delete", "factory-vibration", input);
    expect(done.state.name).toBe("succeeded");
    expect(await rig.platform.deployment(done.deploymentId)).toBeNull();
  });

  test("a deletion that waited tells those who could see it then", async () => {
    const input = { typedName: "factory-vibration", ignoreManagementAgent: false };
    await takenOn("olivia", "delete", "factory-vibration", input);
    expect(rig.messenger.of("outcome-notice")).toEqual([]);
    await rig.settle();
    const people = rig.messenger
      .of("outcome-notice")
      .flatMap(({ target }) => (target.kind === "user" ? [target.user] : []));
    expect(people.toSorted()).toEqual(["U0OTTO", "U0UMA"]);
  });
});

describe("a launch that fails", () => {
  const activate = () => takenOn("olivia", "activate", "claims-triage");

  test("is said before it is tried, in the form and by the checks", async () => {
    const form = await openedForm(rig, { who: "olivia", action: "activate", label: "claims-triage" });
    expect(words(form)).toContain("tests of its custom model failed (Startup)");
    const asked = await askFor(rig, "olivia", { action: "activate", label: "claims-triage", input: {} });
    const view = value(await rig.operations.request(rig.actor("olivia"), asked.id));
    expect(words(checkResultView(view))).toContain("tests of its custom model failed (Startup)");
    const sound = await openedForm(rig, {
      who: "olivia",
      action: "activate",
      label: await inactive("house-value"),
    });
    expect(words(sound)).not.toContain("tests of its custom model");
  });

  test("ends as failed with the reason on the card, the deployment errored, and its startup log has it", async () => {
    const under = await activate();
    expect(words(await seenBy("olivia", under))).toContain("🚀 Launching");
    await rig.settle();
    const { state } = await rig.request(under.id);
    expect(state).toMatchObject({ name: "failed", changed: true });
    const card = words((await seenBy("olivia", under)).blocks);
    expect(card).toContain("❌ Failed");
    expect(card).toContain("The launch failed: the tests of Claims triage v1 failed (Startup).");
    // It is not as it was before.
    expect(card).not.toContain("as inactive as before");
    expect(words((await cardOf("uma", "claims-triage")).blocks)).toContain("ERRORED");
    // Its startup log says why, to those who may read it.
    for (const name of ["olivia", "uma"]) expect(words(await seenBy(name, under))).toContain("View logs");
    const log = value(
      await rig.operations.readLog(rig.actor("olivia"), await rig.byLabel("claims-triage"), {
        kind: null,
        filter: { text: "", level: null, from: null, to: null },
        offset: 0,
      }),
    );
    expect(log.kind).toBe("startup");
    expect(log.page?.entries.map(({ text }) => text)).toContain("Test failed: Startup");
    expect(rig.audit.filter(({ event }) => event === "effect.failed")).toHaveLength(1);
    expect(rig.messenger.of("outcome-notice")).toEqual([]);
  });

  test("leaves the way open: another model, and it is activated", async () => {
    await activate();
    await rig.settle();
    const asked = value(await rig.ask("olivia", { label: "claims-triage", packageId: "p-claims-triage-2" }));
    await rig.settle();
    await confirmed(rig, "olivia", asked);
    expect((await ask("olivia", "activate", "claims-triage")).state.name).toBe("succeeded");
    expect((await deploymentOf(rig, "claims-triage")).status).toBe("active");
  });

  test("is found out when the answer was lost", async () => {
    const lost = firstAnswerLost(LOST_ANSWERS[0] ?? { what: "", executed: true, answer: "throws" });
    await restart({ wrapPlatform: lost.wrap, workMs: 0 });
    const request = await ask("olivia", "activate", "claims-triage");
    await rig.settle(HOUR);
    expect((await rig.request(request.id)).state).toMatchObject({ name: "failed", changed: true });
    expect(lost.calls).toBe(1);
  });
});

/** The label of a deployment that is inactive by now. */
async function inactive(label: string): Promise<string> {
  await changeDeployment(rig, label, { status: "inactive" });
  return label;
}

describe("the limit of active deployments", () => {
  const room = async (more: number) => {
    rig.policies = { ...rig.policies, activeDeployments: 1_000 };
    const limit = await rig.platform.activeLimit();
    rig.policies = { ...rig.policies, activeDeployments: (limit?.active ?? 0) + more };
    return limit?.active ?? 0;
  };

  test("is in the form, and one more than fits is refused when it is asked for, with what to do", async () => {
    await inactive("house-value");
    const active = await room(0);
    const form = words(await openedForm(rig, { who: "olivia", action: "activate", label: "house-value" }));
    expect(form).toContain(`${active} of ${active} are active now`);
    expect(form).toContain("There is no room");
    const asked = await ask("olivia", "activate", "house-value");
    expect(asked.state).toMatchObject({
      name: "refused",
      refusal: {
        code: "conflict",
        sentence: `The limit is ${active} active deployments, and ${active} are active already, so this one cannot become active.`,
        next: expect.stringContaining("Deactivate another deployment first"),
      },
    });
    expect((await deploymentOf(rig, "house-value")).status).toBe("inactive");
  });

  test("is in the way of a relaunch of one that has errored as well: refused when it is asked for", async () => {
    await underAgent(rig, "house-value");
    await changeDeployment(rig, "house-value", { status: "errored" });
    const active = await room(0);
    const asked = await askFor(rig, "olivia", { action: "relaunch", label: "house-value", input: {} });
    expect(asked.state).toMatchObject({
      name: "refused",
      refusal: {
        code: "conflict",
        sentence: expect.stringContaining(`${active} are active already`),
        next: expect.stringContaining("Deactivate another deployment first"),
      },
    });
    await room(1);
    const fits = await askFor(rig, "olivia", { action: "relaunch", label: "house-value", input: {} });
    expect(fits.state.name).toBe("checked");
  });

  test("is not in the way of a relaunch of one that counts already", async () => {
    await underAgent(rig, "house-value");
    await room(0);
    const asked = await askFor(rig, "olivia", { action: "relaunch", label: "house-value", input: {} });
    expect(asked.state.name).toBe("checked");
  });

  test("has room again once another one is inactive", async () => {
    await inactive("house-value");
    await room(0);
    expect((await ask("olivia", "deactivate", "card-default")).state.name).toBe("succeeded");
    expect((await ask("olivia", "activate", "house-value")).state.name).toBe("succeeded");
    expect((await ask("olivia", "activate", "card-default")).state.name).toBe("refused");
  });

  test("without one nothing is counted or refused", async () => {
    await inactive("house-value");
    const form = words(await openedForm(rig, { who: "olivia", action: "activate", label: "house-value" }));
    expect(form).not.toContain("limit");
    expect((await ask("olivia", "activate", "house-value")).state.name).toBe("succeeded");
  });

  test("lets one of two through that were both confirmed while there was room for one", async () => {
    await inactive("house-value");
    const second = deploymentId("d-second-house");
    await copyDeployment(rig, "house-value", { id: second, label: "second-house", status: "inactive" });
    await room(1);
    const ids = [];
    for (const label of ["house-value", "second-house"])
      ids.push((await askFor(rig, "olivia", { action: "activate", label, input: {} })).id);
    await Promise.all(ids.map(async (id) => value(await confirm(rig, "olivia", { id }))));
    await rig.settle();
    const ends = await Promise.all(ids.map(async (id) => (await rig.request(id)).state));
    expect(ends.filter(({ name }) => name === "succeeded")).toHaveLength(1);
    expect(JSON.stringify(ends)).toContain("so this one cannot become active");
    const limit = await rig.platform.activeLimit();
    expect(limit?.active).toBe(limit?.limit);
  });

  test("past it at the very moment of the effect fails with the reason, and says that nothing is different", async () => {
    const full: { now: boolean } = { now: false };
    await restart({
      wrapPlatform: (platform): Platform => ({
        ...platform,
        activeLimit: async () => (full.now ? null : await platform.activeLimit()),
      }),
    });
    await inactive("house-value");
    await room(0);
    // As if another process had activated one between the check and the call.
    full.now = true;
    const request = await ask("olivia", "activate", "house-value");
    expect(request.state).toMatchObject({ name: "failed", reason: expect.stringContaining("The limit is") });
    expect(words((await seenBy("olivia", request)).blocks)).toContain("It is as inactive as before.");
  });
});

describe("a custom model that had launched with errors", () => {
  const LABEL = "network-anomalies";
  const deactivate = () => askFor(rig, "otto", { action: "deactivate", label: LABEL, input: {} });

  test("is warned of before it is deactivated: in the form, by the result of the checks and on the card", async () => {
    const form = words(await openedForm(rig, { who: "otto", action: "deactivate", label: LABEL }));
    expect(form).toContain("It cannot come back as it is");
    const asked = await deactivate();
    const view = value(await rig.operations.request(rig.actor("otto"), asked.id));
    expect(words(checkResultView(view))).toContain("It cannot come back as it is");
    expect(words(requestCard(view).blocks)).toContain("It cannot come back as it is");
    const other = words(await openedForm(rig, { who: "olivia", action: "deactivate", label: "house-value" }));
    expect(other).not.toContain("cannot come back");
  });

  test("has no way back on the card afterwards, and is not activated", async () => {
    const done = await confirmed(rig, "otto", await deactivate());
    expect(done.state.name).toBe("succeeded");
    expect(words((await seenBy("otto", done)).blocks)).not.toContain('"text":"Activate"');
    const sound = await ask("olivia", "deactivate", "house-value");
    expect(words((await seenBy("olivia", sound)).blocks)).toContain('"text":"Activate"');
    const back = await ask("otto", "activate", LABEL);
    expect(back.state).toMatchObject({
      name: "refused",
      refusal: { sentence: expect.stringContaining("had launched with errors") },
    });
  });
});
