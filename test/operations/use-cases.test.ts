// Links to Use Cases: from asking to done, on the local platform. Reference: deployment actions, section 3.5; each trap is a test.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { wordsOf } from "../../src/actions/request-words.ts";
import type { UseCasesInput } from "../../src/actions/use-cases/input.ts";
import { useCaseId } from "../../src/deployments/ids.ts";
import { useCasePut } from "../../src/platforms/local/use-cases.ts";
import type { Platform } from "../../src/ports/platform.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { value } from "../support/answers.ts";
import { askFor, confirm, confirmed, goThrough, type Wish } from "../support/asking.ts";
import { firstAnswerLost, LOST_ANSWERS, UNREACHED } from "../support/lost-answers.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf, put } from "../support/registry.ts";
import { aPerson } from "../support/request-builders.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

const wishOf = (input: UseCasesInput, label = "card-default"): Wish => ({
  action: "use-cases",
  label,
  input: input as unknown as Json,
});
const asked = (name: string, input: UseCasesInput) => askFor(rig, name, wishOf(input));
const run = (name: string, input: UseCasesInput, label?: string) =>
  goThrough(rig, name, wishOf(input, label));

const link = (...useCases: string[]): UseCasesInput => ({ way: "link", useCases });
const unlink = (...marked: string[]): UseCasesInput => ({ way: "unlink", marked });
const create = (name: string): UseCasesInput => ({ way: "create", name, description: "Why." });
const linked = async (label = "card-default") => (await deploymentOf(rig, label)).useCases;
const refusalOf = ({ state }: ChangeRequest) => (state.name === "refused" ? state.refusal : null);
const called = async (name: string) =>
  (await rig.platform.useCases({ text: name, limit: 100 }, { kind: "service" })).items.filter(
    (one) => one.name === name,
  );
const found = async (who: string, text = "") =>
  value(await rig.operations.useCases(rig.actor(who), await rig.byLabel("card-default"), text)).map(
    ({ name }) => name,
  );

describe("selecting", () => {
  test("links one that the person has rights on, and a deployment may have several", async () => {
    const done = await run("uma", link("uc-customer-retention"));
    expect(done.state).toMatchObject({
      name: "succeeded",
      outcome: { from: "Customer retention", to: "linked" },
    });
    expect(await linked()).toEqual(["uc-credit-risk", "uc-customer-retention"]);
    expect(
      rig.audit.filter(({ event, action }) => event === "effect.succeeded" && action === "use-cases"),
    ).toHaveLength(1);
    expect(rig.messenger.of("outcome-notice").filter(({ target }) => target.kind === "user")).toEqual([]);
  });

  test("offers those that the person has rights on and that are not linked yet, found by a part of the name", async () => {
    expect(await found("olivia")).toEqual(["Customer retention"]);
    expect(await found("otto")).toEqual(["Board reporting", "Customer retention", "Fraud watch"]);
    expect(await found("otto", "fraud")).toEqual(["Fraud watch"]);
    expect(await found("otto", "fruad")).toEqual(["Fraud watch"]);
    const carl = await rig.operations.useCases(rig.actor("carl"), await rig.byLabel("card-default"), "");
    expect(carl).toMatchObject({ ok: false, refusal: { code: "not-found" } });
  });

  test("needs rights on the Use Case as well: an Owner of the deployment without them is refused", async () => {
    const refused = await run("olivia", link("uc-fraud-watch"));
    expect(refusalOf(refused)).toMatchObject({
      code: "not-found",
      sentence: expect.stringContaining("no rights"),
    });
    // A Consumer of the Use Case reads it and links nothing; one that is not there gets the same answer.
    expect(refusalOf(await run("olivia", link("uc-board-reporting")))).toEqual(refusalOf(refused));
    expect(refusalOf(await run("olivia", link("uc-nothing")))).toEqual(refusalOf(refused));
    expect(JSON.stringify(refused)).not.toContain("Fraud watch");
    expect(await linked()).toEqual(["uc-credit-risk"]);
  });

  test("looks at those rights again at the effect", async () => {
    rig.directory.addToGroup("ml-approvers", "uma");
    const wish = await asked("uma", link("uc-fraud-watch"));
    expect(wish.state.name).toBe("checked");
    rig.directory.removeFromGroup("ml-approvers", "uma");
    expect((await confirmed(rig, "uma", wish)).state.name).toBe("refused");
    expect(await linked()).toEqual(["uc-credit-risk"]);
  });

  test("of what is linked already is refused, and left out among others", async () => {
    expect(refusalOf(await run("olivia", link("uc-credit-risk")))?.code).toBe("conflict");
    expect((await run("olivia", link("uc-credit-risk", "uc-customer-retention"))).state.name).toBe(
      "succeeded",
    );
    expect(await linked()).toEqual(["uc-credit-risk", "uc-customer-retention"]);
  });

  test("by two people at once makes one link", async () => {
    const [a, b] = [
      await asked("olivia", link("uc-customer-retention")),
      await asked("uma", link("uc-customer-retention")),
    ];
    const states = [
      (await confirmed(rig, "olivia", a)).state.name,
      (await confirmed(rig, "uma", b)).state.name,
    ];
    expect(states[0]).toBe("succeeded");
    expect(states[1]).not.toBe("succeeded");
    expect(await linked()).toEqual(["uc-credit-risk", "uc-customer-retention"]);
  });

  test("is for Users and Owners; a Consumer learns nothing", async () => {
    expect(refusalOf(await run("carl", link("uc-customer-retention")))?.code).toBe("not-found");
  });

  test("of nothing, or without a name, is refused before anything is recorded", async () => {
    await expect(run("olivia", link())).rejects.toThrow("Select a Use Case");
    await expect(run("olivia", create("   "))).rejects.toThrow("Type a name");
    await expect(run("olivia", create("x".repeat(101)))).rejects.toThrow("at most 100 characters");
    await expect(run("olivia", unlink())).rejects.toThrow("Mark at least one");
  });
});

describe("managing", () => {
  test("unlinks nothing before the confirmation, and deletes neither side", async () => {
    await run("olivia", link("uc-customer-retention"));
    const wish = await asked("olivia", unlink("uc-credit-risk", "uc-customer-retention"));
    expect(wish.state.name).toBe("checked");
    expect(await linked()).toHaveLength(2);
    const done = await confirmed(rig, "olivia", wish);
    expect(done.state).toMatchObject({
      name: "succeeded",
      outcome: { from: "Credit risk and Customer retention", to: "unlinked" },
    });
    expect(await linked()).toEqual([]);
    expect(await called("Credit risk")).toHaveLength(1);
    expect(wordsOf(done).notDone(done, { mails: false }).join(" ")).toContain(
      "neither the Use Case nor the deployment",
    );
  });

  test("needs rights on each of them", async () => {
    await run("otto", link("uc-board-reporting"));
    expect(refusalOf(await run("olivia", unlink("uc-board-reporting")))?.code).toBe("not-found");
    expect(await linked()).toEqual(["uc-credit-risk", "uc-board-reporting"]);
    const form = value(
      await rig.operations.actionForm(rig.actor("olivia"), "use-cases", await rig.byLabel("card-default")),
    );
    expect(form.offers).toMatchObject({ linked: [{ name: "Credit risk" }], hidden: 1 });
    expect(JSON.stringify(form.offers)).not.toContain("Board reporting");
  });

  test("of one that is not linked any more is refused", async () => {
    await run("olivia", unlink("uc-credit-risk"));
    expect(refusalOf(await run("uma", unlink("uc-credit-risk")))?.code).toBe("conflict");
  });
});

describe("creating", () => {
  test("creates it for the person who asked, and links it", async () => {
    const done = await run("uma", create("Late payers"));
    expect(done.state.name).toBe("succeeded");
    const [made, ...more] = await called("Late payers");
    expect(more).toEqual([]);
    expect(made).toMatchObject({
      description: "Why.",
      createdBy: "Uma",
      grants: [{ role: "OWNER", subject: { email: "uma@example.com" } }],
    });
    expect(await linked()).toEqual(["uc-credit-risk", made?.id]);
    // It is linked now; to others it does not exist.
    expect(await found("uma", "late")).toEqual([]);
    expect(await found("otto", "late")).toEqual([]);
  });

  test("is refused where one could link to one of that name", async () => {
    expect(refusalOf(await run("uma", create("credit RISK")))).toMatchObject({
      code: "conflict",
      next: expect.stringContaining("Select Use Case"),
    });
    // What one may not see says nothing: Otto's own is no reason.
    expect((await run("uma", create("Board reporting"))).state.name).toBe("succeeded");
    expect(await called("Board reporting")).toHaveLength(2);
  });
});

/** The platform with a will of its own about one of the two steps. */
async function withFaults(over: (platform: Platform) => Partial<Platform>): Promise<void> {
  await rig.store.close();
  rig = await operationsRig({ wrapPlatform: (platform) => ({ ...platform, ...over(platform) }) });
}

describe("creating works and linking fails", () => {
  const answering = LOST_ANSWERS.filter(({ answer }) => answer !== "throws");

  test.each(answering)("a retry links without creating again when the platform $what", async (fault) => {
    const lost = firstAnswerLost(fault);
    await withFaults(lost.wrap);
    const { id } = await run("uma", create("Late payers"));
    await rig.settle(3_600_000);
    expect((await rig.request(id)).state.name).toBe("succeeded");
    expect(await called("Late payers")).toHaveLength(1);
    expect(await linked()).toHaveLength(2);
    expect(lost.calls).toBe(fault.executed ? 1 : 2);
  });

  test("for good: the request says that the Use Case was created and stays, and how it is linked", async () => {
    await withFaults(() => ({
      change: async () => ({ outcome: "refused", sentence: "The platform said no." }),
    }));
    const done = await run("uma", create("Late payers"));
    expect(done.state).toMatchObject({
      name: "failed",
      reason: expect.stringMatching(
        /said no\. The Use Case Late payers was created all the same.*Select Use Case/,
      ),
    });
    expect(await called("Late payers")).toHaveLength(1);
    // What is asked for next is to link it, and creating another of that name is refused.
    expect(refusalOf(await run("uma", create("Late payers")))?.code).toBe("conflict");
  });

  test("without an answer for ten minutes: said as well, whichever way it ends", async () => {
    await withFaults(() => ({ change: async () => UNREACHED }));
    const { id } = await run("uma", create("Late payers"));
    await rig.settle(3_600_000);
    const { state } = await rig.request(id);
    expect(state).toMatchObject({
      name: "failed",
      reason: expect.stringContaining("was created all the same"),
    });
    expect(await called("Late payers")).toHaveLength(1);
  });

  test("because the deployment was deleted meanwhile", async () => {
    await withFaults((platform) => ({
      async createUseCase(command) {
        const made = await platform.createUseCase(command);
        await platform.change({
          kind: "delete",
          ignoreManagementAgent: false,
          deploymentId: (await deploymentOf(rig, "card-default")).id,
          effectKey: "other",
          as: aPerson("otto"),
        });
        return made;
      },
    }));
    const done = await run("uma", create("Late payers"));
    expect(done.state).toMatchObject({
      name: "failed",
      reason: expect.stringMatching(/does not exist any more.*was created all the same/),
    });
  });
});

describe("creating itself", () => {
  test.each(LOST_ANSWERS)("happens once when the platform $what", async (fault) => {
    const lost = firstAnswerLost(fault);
    await withFaults((platform) => ({
      createUseCase: (command) => lost.call(() => platform.createUseCase(command)),
    }));
    const { id } = await run("uma", create("Late payers"));
    await rig.settle(3_600_000);
    expect((await rig.request(id)).state.name).toBe("succeeded");
    expect(await called("Late payers")).toHaveLength(1);
    expect(await linked()).toHaveLength(2);
  });

  test("and linking go on after the process died between them", async () => {
    let dies = true;
    await withFaults((platform) => ({
      async createUseCase(command) {
        const made = await platform.createUseCase(command);
        if (dies) await new Promise(() => undefined);
        return made;
      },
    }));
    const wish = await asked("uma", create("Late payers"));
    value(await confirm(rig, "uma", wish));
    const hanging = rig.worker.drain();
    await until(async () => (await called("Late payers")).length === 1);
    dies = false;
    rig.restart();
    await rig.settle(3_600_000);
    expect((await rig.request(wish.id)).state.name).toBe("succeeded");
    expect(await called("Late payers")).toHaveLength(1);
    expect(await linked()).toHaveLength(2);
    hanging.catch(() => undefined);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 1_000; turn += 1) if (await holds()) return;
  throw new Error("It did not come to that.");
}

describe("Undo", () => {
  test("of a link marks it to be unlinked, of an unlink selects it again", async () => {
    const done = await run("olivia", link("uc-customer-retention"));
    const back = wordsOf(done).inverse?.prefill?.(done) as unknown as UseCasesInput;
    expect(back).toMatchObject({ way: "unlink", marked: ["uc-customer-retention"] });
    const undone = await run("olivia", back);
    expect(undone.state.name).toBe("succeeded");
    expect(await linked()).toEqual(["uc-credit-risk"]);
    const again = wordsOf(undone).inverse?.prefill?.(undone) as unknown as UseCasesInput;
    expect((await run("olivia", again)).state.name).toBe("succeeded");
    expect(await linked()).toEqual(["uc-credit-risk", "uc-customer-retention"]);
  });
});

describe("Use Cases", () => {
  test("do not wait for a change of status, and not of an archived deployment", async () => {
    await changeDeployment(rig, "card-default", { status: "launching" });
    expect((await run("olivia", link("uc-customer-retention"))).state.name).toBe("succeeded");
    await changeDeployment(rig, "card-default", { status: "archived" });
    expect(refusalOf(await run("olivia", unlink("uc-customer-retention")))?.code).toBe("unavailable");
  });

  test("that another replica wrote show in the search within a second", async () => {
    expect(await found("olivia", "forecast")).toEqual([]);
    await put(
      rig,
      useCasePut({
        id: useCaseId("uc-new"),
        name: "Forecasts",
        description: "",
        createdAt: 1,
        createdBy: "Olivia",
        grants: [{ subject: { kind: "user", email: "olivia@example.com" }, role: "USER" }],
      }),
    );
    expect(await found("olivia", "forecast")).toEqual(["Forecasts"]);
  });
});
