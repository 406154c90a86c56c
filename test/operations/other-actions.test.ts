// Activate, deactivate, relaunch, edit and delete: from asking to done, on the local platform.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ACTIONS } from "../../src/actions/index.ts";
import { wordsOf } from "../../src/actions/request-words.ts";
import { inputFor } from "../../src/actions/share/input.ts";
import type { ActionName } from "../../src/deployments/action-names.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { formOf } from "../../src/slack/forms.ts";
import { checkResultView } from "../../src/slack/views/check-result.ts";
import { openedForm } from "../actions/forms.ts";
import { refusal, value } from "../support/answers.ts";
import { askFor, confirmed, goThrough, submit } from "../support/asking.ts";
import { firstAnswerLost, LOST_ANSWERS } from "../support/lost-answers.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";
import { aRequest } from "../support/request-builders.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

const ask = (name: string, action: ActionName, label: string, input: Json = {}) =>
  goThrough(rig, name, { action, label, input });

const told = () => rig.messenger.of("outcome-notice").map(({ target }) => target);

describe("every action with an effect", () => {
  const effects = ACTIONS.filter(({ kind }) => kind === "effect");

  test.each(effects.map(({ name }) => name))("%s has a form and words", (name) => {
    expect(formOf(name)).not.toBeNull();
    const words = wordsOf(aRequest({ action: name }));
    expect(words.title(aRequest({ action: name })).length).toBeLessThanOrEqual(24);
    expect(words.confirm(aRequest({ action: name })).length).toBeLessThanOrEqual(24);
  });
});

describe("status", () => {
  test("is changed there and back, each with its own record, and a second request finds it done", async () => {
    const off = await ask("olivia", "deactivate", "house-value");
    expect(off.state).toMatchObject({ name: "succeeded", outcome: { from: "active", to: "inactive" } });
    expect(await deploymentOf(rig, "house-value")).toMatchObject({ status: "inactive" });
    const again = await ask("olivia", "deactivate", "house-value");
    expect(again.state).toMatchObject({
      name: "refused",
      refusal: { sentence: expect.stringContaining("inactive already") },
    });
    const on = await ask("olivia", "activate", "house-value");
    expect(on.state.name).toBe("succeeded");
    expect(await deploymentOf(rig, "house-value")).toMatchObject({ status: "active" });
    expect(rig.audit.filter(({ event }) => event === "effect.succeeded")).toHaveLength(2);
  });

  test("is for Owners: a User is refused with the reason, a Consumer learns nothing", async () => {
    const uma = await ask("uma", "deactivate", "card-default");
    expect(uma.state).toMatchObject({ name: "refused", refusal: { code: "forbidden" } });
    const carl = await ask("carl", "deactivate", "card-default");
    expect(carl.state).toMatchObject({ name: "refused", refusal: { code: "not-found" } });
    expect(await deploymentOf(rig, "card-default")).toMatchObject({ status: "active" });
  });

  test("that another one changed meanwhile is not changed over it", async () => {
    const wish = { action: "deactivate", label: "house-value", input: {} } as const;
    const asked = await askFor(rig, "olivia", wish);
    await changeDeployment(rig, "house-value", { status: "errored" });
    expect((await confirmed(rig, "olivia", asked)).state.name).not.toBe("succeeded");
    expect(await deploymentOf(rig, "house-value")).toMatchObject({ status: "errored" });
  });

  test("of what a management agent runs can be launched anew", async () => {
    const { id } = await deploymentOf(rig, "factory-vibration");
    await changeDeployment(rig, "factory-vibration", {
      environment: {
        ...(await deploymentOf(rig, "factory-vibration")).environment,
        managedByManagementAgent: true,
      },
    });
    const done = await ask("olivia", "relaunch", "factory-vibration");
    expect(done.state.name).toBe("succeeded");
    expect(await rig.platform.effect({ effectKey: `${done.id}.1` })).toMatchObject({ state: "done" });
    expect((await ask("olivia", "relaunch", "house-value")).state).toMatchObject({
      refusal: { sentence: expect.stringContaining("management agent") },
    });
    expect(id).toBe("d-factory-vibration");
  });
});

describe("editing", () => {
  const fields = async (label: string, change: Record<string, Json>) => {
    const { label: name, description, importance } = await deploymentOf(rig, label);
    return { label: name, description, importance, ...change };
  };

  test("changes what differs and says so", async () => {
    const input = await fields("house-value", { label: "House prices", importance: "MODERATE" });
    const done = await ask("olivia", "edit", "house-value", input);
    expect(done.state).toMatchObject({ name: "succeeded" });
    const deployment = await rig.platform.deployment(done.deploymentId);
    expect(deployment).toMatchObject({ label: "House prices", importance: "MODERATE" });
    expect(wordsOf(done).details(done)).toEqual([
      { label: "Label", value: "house-value → House prices" },
      { label: "Importance", value: "Low → Moderate" },
    ]);
  });

  test("to a label that another one has goes on after a warning, and names that one", async () => {
    const input = await fields("card-default", { label: "House-Value" });
    const asked = await askFor(rig, "olivia", { action: "edit", label: "card-default", input });
    expect(asked).toMatchObject({ state: { name: "checked" }, assessment: { status: "warning" } });
    const view = value(await rig.operations.request(rig.actor("olivia"), asked.id));
    const shown = JSON.stringify(checkResultView(view));
    expect(shown).toContain("Another deployment is called House-Value already");
    expect(shown).toContain("I have read every warning");
    const unread = { edition: 1, warningsRead: false, attested: [] };
    expect((await rig.operations.confirm(rig.actor("olivia"), asked.id, unread)).ok).toBe(false);
    expect((await confirmed(rig, "olivia", asked)).state.name).toBe("succeeded");
    // Its own name in other capitals is nobody else's.
    const own = await fields("House-Value", { label: "house-value-2" });
    const renamed = await askFor(rig, "olivia", { action: "edit", label: "House-Value", input: own });
    expect(renamed.assessment?.status).toBe("passing");
  });

  test("of nothing is refused, and so is an empty label", async () => {
    const same = await ask("olivia", "edit", "house-value", await fields("house-value", {}));
    expect(same.state).toMatchObject({ name: "refused", refusal: { code: "conflict" } });
    await expect(
      ask("olivia", "edit", "house-value", await fields("house-value", { label: "  " })),
    ).rejects.toThrow("Type a label");
  });

  test("the importance falls under a policy for the old or the new level", async () => {
    const [policy] = rig.policies.policies;
    if (policy === undefined) throw new Error("The sample policy is there.");
    rig.policies = { ...rig.policies, policies: [{ ...policy, actions: ["edit"] }] };
    const lower = await ask(
      "olivia",
      "edit",
      "card-default",
      await fields("card-default", { importance: "LOW" }),
    );
    expect(lower.state.name).toBe("pending");
    const raise = await ask(
      "olivia",
      "edit",
      "house-value",
      await fields("house-value", { importance: "HIGH" }),
    );
    expect(raise.state.name).toBe("pending");
    const both = await ask(
      "olivia",
      "edit",
      "customer-churn",
      await fields("customer-churn", { label: "churn", importance: "LOW" }),
    );
    expect(both.state.name).toBe("pending");
  });

  test("of label and description needs no approval, whatever importance a policy is for", async () => {
    const [policy] = rig.policies.policies;
    if (policy === undefined) throw new Error("The sample policy is there.");
    const any = { ...policy, when: { importance: null, labels: null, requesterGroups: null } };
    rig.policies = {
      ...rig.policies,
      policies: [policy, any].map((each) => ({ ...each, actions: ["edit"] as const })),
    };
    const done = await ask(
      "olivia",
      "edit",
      "card-default",
      await fields("card-default", { label: "Cards", description: "New." }),
    );
    expect(done.state.name).toBe("succeeded");
    expect(done.assessment?.policies).toEqual([]);
    const why = value(await rig.operations.why(rig.actor("olivia"), "edit", done.deploymentId));
    expect(JSON.stringify(why)).toContain("A change of the importance needs approval");
  });
});

describe("deleting", () => {
  const typedName = (label: string) => ({ typedName: label, ignoreManagementAgent: false });

  test("takes the typed name, tells everybody it was shared with, and ends what else was asked", async () => {
    const open = value(await rig.ask("olivia", { packageId: "p-card-default-4" }));
    await rig.settle();
    expect((await rig.request(open.id)).state.name).toBe("pending");
    const done = await ask("olivia", "delete", "card-default", typedName("card-default"));
    expect(done.state.name).toBe("succeeded");
    expect(await rig.platform.deployment(done.deploymentId)).toBeNull();
    expect((await rig.request(open.id)).state).toMatchObject({ name: "cancelled", by: "system" });
    const cancelled = () =>
      rig.messenger.of("requester-note").filter(({ view }) => view.request.state.name === "cancelled");
    expect(cancelled()).toMatchObject([
      { posted: { channel: "D-U0OLIVIA" }, view: { request: { id: open.id } } },
    ]);
    const people = told().flatMap((target) => (target.kind === "user" ? [target.user] : []));
    for (const user of ["U0OTTO", "U0UMA", "U0CARL"]) expect(people).toContain(user);
    // Owners and Users of then still read what happened, by its id; others learn nothing.
    expect(value(await rig.operations.history(rig.actor("uma"), done.deploymentId)).label).toBe(
      "card-default",
    );
    expect((await rig.operations.history(rig.actor("carl"), done.deploymentId)).ok).toBe(false);
    expect(value(await rig.operations.history(rig.actor("uma"), done.deploymentId)).deleted).toMatchObject({
      by: "Olivia",
    });
    for (const typed of [done.deploymentId, "card-default", "Card-Default"]) {
      for (const name of ["olivia", "uma"]) {
        expect(value(await rig.operations.lookup(rig.actor(name), typed))).toMatchObject({
          found: "former",
          former: [{ id: done.deploymentId, deleted: { by: "Olivia" }, opens: "history" }],
        });
      }
      expect(value(await rig.operations.lookup(rig.actor("carl"), typed))).toEqual({
        found: "none",
        similar: expect.not.arrayContaining([expect.objectContaining({ label: "card-default" })]),
      });
      // Who was asked to review what was open then.
      expect(value(await rig.operations.lookup(rig.actor("ben"), typed))).toMatchObject({
        former: [{ opens: { id: open.id } }],
      });
    }
    expect((await rig.operations.seeDeployment(rig.actor("olivia"), done.deploymentId)).ok).toBe(false);
  });

  test("is told to no reviewer who was never asked: what nobody confirmed went to none of them", async () => {
    const wish = value(await rig.ask("olivia", { packageId: "p-card-default-6" }));
    await rig.settle();
    expect((await rig.request(wish.id)).state.name).toBe("checked");
    const done = await ask("olivia", "delete", "card-default", typedName("card-default"));
    for (const typed of [done.deploymentId, "card-default"])
      expect(value(await rig.operations.lookup(rig.actor("ada"), typed))).toMatchObject({ found: "none" });
  });

  test("is not needed for a note: who cancels a request by hand gets none", async () => {
    const open = value(await rig.ask("olivia", { packageId: "p-card-default-4" }));
    await rig.settle();
    value(await rig.operations.cancel(rig.actor("olivia"), open.id, { reason: "" }));
    await rig.settle();
    expect((await rig.request(open.id)).state.name).toBe("cancelled");
    expect(rig.messenger.of("requester-note")).toEqual([]);
  });

  test("leaves its requests and their evidence to those who could see them, as they stood", async () => {
    const [policy] = rig.policies.policies;
    if (policy === undefined) throw new Error("The sample policy is there.");
    rig.policies = { ...rig.policies, policies: [{ ...policy, actions: ["delete"] }] };
    const wish = { action: "delete", label: "card-default", input: typedName("card-default") } as const;
    const { id } = await ask("olivia", wish.action, wish.label, wish.input);
    const vote = { edition: 1, decision: "approve", comment: "" } as const;
    value(await rig.operations.review(rig.actor("ada"), id, vote));
    await rig.settle();
    expect((await rig.request(id)).state.name).toBe("succeeded");
    // Requester, another Owner, a User, and the reviewer who approved it; no Consumer.
    for (const name of ["olivia", "otto", "uma", "ada"]) {
      const view = value(await rig.operations.request(rig.actor(name), id));
      expect(view.approval).toMatchObject({ outcome: "allowed" });
      const { view: told } = value(await rig.operations.evidence(rig.actor(name), id));
      expect(told.request).toMatchObject({ id, state: { name: "succeeded" } });
    }
    expect(rig.audit.filter(({ event }) => event === "press.refused")).toEqual([]);
    expect(refusal(await rig.operations.request(rig.actor("carl"), id)).code).toBe("not-found");
    expect(refusal(await rig.operations.evidence(rig.actor("carl"), id)).code).toBe("not-found");
    // By its former name: to Owners and Users the history, to a reviewer the request, to a Consumer nothing.
    const asked = async (name: string) => value(await rig.operations.lookup(rig.actor(name), "card-default"));
    expect(await asked("otto")).toMatchObject({ found: "former", former: [{ opens: "history" }] });
    expect(await asked("ada")).toMatchObject({ found: "former", former: [{ opens: { id } }] });
    expect((await asked("carl")).found).toBe("none");
    // A press that comes too late is answered with how it stands, to those alone.
    for (const name of ["uma", "carl"]) {
      const { code } = refusal(await rig.operations.cancel(rig.actor(name), id, { reason: "" }));
      expect(code).toBe(name === "uma" ? "conflict" : "not-found");
    }
  });

  test("ends what else was asked also when somebody wrote it at the same moment", async () => {
    await rig.store.close();
    let lost = 0;
    rig = await operationsRig({
      wrapStore: (store) => ({
        ...store,
        async commit(commit) {
          const cancelled = commit.put.find(({ kind, value: record }) => {
            const { request } = record as unknown as { readonly request?: ChangeRequest };
            return kind === "request" && request?.state.name === "cancelled";
          });
          if (cancelled === undefined || lost > 0) return store.commit(commit);
          lost += 1;
          return { outcome: "conflict", id: cancelled.id };
        },
      }),
    });
    const open = value(await rig.ask("olivia", { packageId: "p-card-default-4" }));
    await rig.settle();
    await ask("olivia", "delete", "card-default", typedName("card-default"));
    expect(lost).toBe(1);
    expect((await rig.request(open.id)).state).toMatchObject({ name: "cancelled", by: "system" });
  });

  test("is told in NOTIFY_CHANNEL, an edit and a share are not", async () => {
    await rig.store.close();
    rig = await operationsRig({ notifyChannel: "everything-ml", policies: { ...rig.policies, routes: [] } });
    const { description } = await deploymentOf(rig, "house-value");
    const label = "House prices";
    const toBen = { ...inputFor([]), emails: ["ben@example.com"], role: "USER" } as unknown as Json;
    for (const done of [
      await ask("olivia", "edit", "house-value", { label, description, importance: "LOW" }),
      await ask("olivia", "share", label, toBen),
    ])
      expect(done.state.name).toBe("succeeded");
    expect(told()).toEqual([]);
    expect(rig.messenger.of("invitation").map(({ target }) => target.kind)).toEqual(["user"]);
    await ask("olivia", "delete", label, typedName(label));
    expect(told()).toContainEqual({ kind: "channel", channel: "everything-ml" });
  });

  test("says before that it is for good: in the form, and by the result of the checks", async () => {
    const form = await openedForm(rig, { who: "olivia", action: "delete", label: "house-value" });
    expect(JSON.stringify(form)).toContain("This cannot be undone");
    const wish = { action: "delete", label: "house-value", input: typedName("house-value") } as const;
    const asked = await askFor(rig, "olivia", wish);
    const view = value(await rig.operations.request(rig.actor("olivia"), asked.id));
    const result = JSON.stringify(checkResultView(view));
    for (const words of ["This is for good", "It cannot be undone"]) expect(result).toContain(words);
  });

  test("tells no Consumer when the policy file says no", async () => {
    rig.policies = { ...rig.policies, tellConsumersOfDeletion: false };
    const done = await ask("olivia", "delete", "card-default", typedName("card-default"));
    expect(done.state.name).toBe("succeeded");
    expect(told()).not.toContainEqual(expect.objectContaining({ user: "U0CARL" }));
    expect(told()).toContainEqual(expect.objectContaining({ user: "U0UMA" }));
  });

  test("is refused for another name, for a permanent deployment, and for one that waits for its approval", async () => {
    const wish = { action: "delete", label: "card-default", input: typedName("card-defualt") } as const;
    // Seen by the form alone, so it is said beside the field.
    expect(refusal(await submit(rig, "olivia", wish))).toMatchObject({ code: "invalid", field: "typedName" });
    const asked = value(await submit(rig, "olivia", { ...wish, input: typedName("card-default") }));
    await changeDeployment(rig, "card-default", { label: "card-renamed" });
    await rig.settle();
    expect((await rig.request(asked.id)).state).toMatchObject({
      name: "refused",
      refusal: { field: "typedName" },
    });
    await changeDeployment(rig, "house-value", { permanentSince: 1 });
    expect((await ask("olivia", "delete", "house-value", typedName("house-value"))).state.name).toBe(
      "refused",
    );
    await changeDeployment(rig, "house-value", { permanentSince: null, approval: "PENDING" });
    expect((await ask("olivia", "delete", "house-value", typedName("house-value"))).state.name).toBe(
      "refused",
    );
    expect(await deploymentOf(rig, "house-value")).toMatchObject({ label: "house-value" });
  });
});

describe("under a policy", () => {
  test.each([
    {
      action: "delete",
      input: { typedName: "house-value", ignoreManagementAgent: false },
      status: undefined,
    },
    { action: "activate", input: {}, status: "active" },
    { action: "deactivate", input: {}, status: "inactive" },
  ] as const)("$action waits for its approval, and is then applied", async ({ action, input, status }) => {
    const [policy] = rig.policies.policies;
    if (policy === undefined) throw new Error("The sample policy is there.");
    const low = { importance: ["LOW"], labels: null, requesterGroups: null } as const;
    rig.policies = { ...rig.policies, policies: [{ ...policy, actions: [action], when: low }] };
    const before = action === "activate" ? "inactive" : "active";
    await changeDeployment(rig, "house-value", { status: before });
    const request = await ask("olivia", action, "house-value", input);
    expect(request.state.name).toBe("pending");
    expect(await deploymentOf(rig, "house-value")).toMatchObject({ status: before });
    const approve = (name: string) =>
      rig.operations.review(rig.actor(name), request.id, { edition: 1, decision: "approve", comment: "" });
    expect((await approve("olivia")).ok).toBe(false);
    expect(value(await approve("ada")).state.name).toBe("approved");
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
    expect((await rig.platform.deployment(request.deploymentId))?.status).toBe(status);
  });
});

/** Each change with what it needs to be asked for, and how one sees that it happened. */
const CHANGES: readonly {
  readonly action: ActionName;
  readonly label: string;
  readonly input: Json;
}[] = [
  { action: "activate", label: "house-value", input: {} },
  { action: "deactivate", label: "house-value", input: {} },
  { action: "relaunch", label: "house-value", input: {} },
  {
    action: "edit",
    label: "house-value",
    input: { label: "House prices", description: "New.", importance: "LOW" },
  },
  {
    action: "delete",
    label: "house-value",
    input: { typedName: "house-value", ignoreManagementAgent: false },
  },
];

describe.each(CHANGES)("the effect of $action", ({ action, label, input }) => {
  test.each(LOST_ANSWERS)("happens once when the platform $what", async (fault) => {
    await rig.store.close();
    const lost = firstAnswerLost(fault);
    rig = await operationsRig({ wrapPlatform: lost.wrap });
    if (action === "activate") await changeDeployment(rig, label, { status: "inactive" });
    if (action === "relaunch") {
      const { environment } = await deploymentOf(rig, label);
      await changeDeployment(rig, label, {
        environment: { ...environment, managedByManagementAgent: true },
      });
    }
    const request = await ask("olivia", action, label, input);
    await rig.settle(3_600_000);
    const { state } = await rig.request(request.id);
    expect(state.name).toBe("succeeded");
    // Found on the platform, or sent again only after a look that showed the old state.
    expect(lost.calls).toBe(fault.executed ? 1 : 2);
    expect(rig.audit.filter(({ event }) => event === "effect.succeeded")).toHaveLength(1);
  });
});
