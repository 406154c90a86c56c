// Policies, change requests, reviews: reference section 13.
import { describe, expect, it } from "vitest";
import type { FakeDataRobot } from "./fake-datarobot.ts";
import { idOf } from "./names.ts";
import { person } from "./person.ts";
import { locationOf, rig, WORK_MS } from "./rig.ts";

const start = rig();
const CARD = `/deployments/${idOf.deployment("card-default")}/`;
const approvers = [{ id: idOf.group("ml-approvers"), name: "ml-approvers" }];
const HOUR_MS = 3_600_000;

/** Replacements at HIGH need the approval of `ml-approvers`. */
const HIGH = {
  name: "Replacements at HIGH",
  review: { groups: approvers },
  trigger: {
    entityType: "deploymentModel",
    intendedAction: {
      action: "update",
      condition: { condition: "equals", fieldName: "importance", values: ["HIGH", "CRITICAL"] },
    },
  },
};
const ASKED = {
  entityType: "deployment",
  entityId: idOf.deployment("card-default"),
  action: "replaceModelPackage",
  change: { modelPackageId: idOf.version("card-default-4"), replacementReason: "ACCURACY" },
  autoApply: false,
  comment: "Better AUC.",
};

const asked = async (fake: FakeDataRobot, over: object = {}) =>
  (await person(fake, "olivia").post("/changeRequests/", { ...ASKED, ...over })).json;

describe("a policy", () => {
  it.each([403, 409, 422] as const)(
    "refuses the direct call that it covers with %i",
    async (policyRefusal) => {
      const { fake } = await start({ policyRefusal });
      fake.control.addPolicy({ policy: HIGH });
      const olivia = person(fake, "olivia");
      const refused = await olivia.patch(`${CARD}model/`, {
        modelPackageId: idOf.version("card-default-4"),
        reason: "OTHER",
      });
      expect(refused.status).toBe(policyRefusal);
      expect(refused.json.message).toContain("Replacements at HIGH");
      // Of another importance, and another action.
      const share = `/deployments/${idOf.deployment("share")}/model/`;
      expect(
        (await olivia.patch(share, { modelPackageId: idOf.version("share-2"), reason: "OTHER" })).status,
      ).toBe(202);
      expect((await olivia.patch(`${CARD}status/`, { status: "inactive" })).status).toBe(202);
    },
  );

  it("is matched by what is sent, in three spellings", async () => {
    const { fake } = await start();
    const id = fake.control.addPolicy({ policy: HIGH });
    const match = async (query: string) =>
      (await person(fake, "olivia").get(`/approvalPolicyMatch/?${query}`)).json.policyId;
    const field = "fieldName=importance&fieldValue=HIGH";
    expect(await match(`entityType=deploymentModel&action=update&${field}`)).toBe(id);
    expect(await match(`entityType=DeploymentModel&action=Update&${field}`)).toBe(id);
    expect(await match(`entityType=DEPLOYMENT_MODEL&action=UPDATE&${field}`)).toBe(id);
    expect(await match("entityType=deploymentModel&action=update")).toBeNull();
    expect(await match(`entityType=deployment&action=delete&${field}`)).toBeNull();
  });

  it("covers importance by the old value and by the new one", async () => {
    const { fake } = await start();
    const trigger = { ...HIGH.trigger, entityType: "deployment" };
    fake.control.addPolicy({ policy: { ...HIGH, trigger } });
    const set = async (name: string, importance: string) =>
      (await person(fake, "olivia").patch(`/deployments/${idOf.deployment(name)}/`, { importance })).status;
    expect([
      await set("card-default", "LOW"),
      await set("share", "HIGH"),
      await set("share", "MODERATE"),
    ]).toEqual([403, 403, 204]);
  });

  it("is made, changed and deleted by administrators; without the workflow everything is 403", async () => {
    const { fake } = await start();
    const mona = person(fake, "mona");
    const { status, json } = await mona.post("/approvalPolicies/", HIGH);
    expect([status, json.openRequests, json.trigger.entityType]).toEqual([201, 0, "deploymentModel"]);
    expect((await mona.put(`/approvalPolicies/${json.id}/`, { ...HIGH, active: false })).json.active).toBe(
      false,
    );
    expect((await person(fake, "olivia").get("/approvalPolicies/")).status).toBe(403);
    expect((await mona.delete(`/approvalPolicies/${json.id}/`)).status).toBe(204);
    expect((await mona.get(`/approvalPolicies/${json.id}/`)).status).toBe(404);
    fake.control.account({ account: "olivia", approvalWorkflow: false });
    for (const path of [
      "/approvalPolicyMatch/?entityType=deployment&action=delete",
      "/changeRequests/?entityType=deployment",
      "/deployments/?importance=HIGH",
    ])
      expect((await person(fake, "olivia").get(path)).status).toBe(403);
  });
});

describe("a change request", () => {
  it("is approved by a reviewer, applied by who asked, and ends in the change", async () => {
    const { fake, clock } = await start({ staleReads: 0 });
    fake.control.addPolicy({ policy: HIGH });
    const [olivia, ada] = [person(fake, "olivia"), person(fake, "ada")];
    const request = await asked(fake);
    const path = `/changeRequests/${request.id}/`;
    expect(request.diff).toEqual({
      changesFrom: ["Model package: Credit card default v3"],
      changesTo: ["Model package: Credit card default v4", "Reason: ACCURACY"],
    });
    expect((await olivia.get(CARD)).json).toMatchObject({
      openedChangeRequests: [request.id],
      governance: { hasOpenedChangeRequests: true },
    });
    // A reviewer sees the deployment as long as the request is open.
    expect((await ada.get(CARD)).status).toBe(200);
    expect((await ada.get(path)).json.userOperations).toMatchObject({
      canReview: true,
      canResolve: false,
      canCancel: false,
    });
    expect((await olivia.patch(`${path}status/`, { status: "resolving" })).status).toBe(422);
    const review = { changeVersionId: request.changeVersionId, status: "APPROVED", comment: "Fine." };
    expect(await ada.post(`${path}reviews/`, review)).toMatchObject({
      status: 201,
      json: {
        changeRequestId: request.id,
        status: "approved",
        userName: "ada@example.com",
        comment: "Fine.",
      },
    });
    expect((await olivia.get(path)).json).toMatchObject({
      status: "approved",
      userOperations: { canResolve: true },
    });
    const taken = await olivia.patch(`${path}status/`, { status: "resolving" });
    expect(taken.status).toBe(200);
    expect((await olivia.get(CARD)).json.status).toBe("replacingModel");
    clock.advance(WORK_MS);
    const done = await olivia.get(locationOf(fake, taken));
    expect([done.status, locationOf(fake, done)]).toEqual([303, path]);
    expect((await olivia.get(path)).json).toMatchObject({
      status: "resolved",
      processedAt: expect.any(String),
    });
    expect((await olivia.get(CARD)).json.modelPackage.name).toBe("Credit card default v4");
    expect((await ada.get(CARD)).status).toBe(404);
    expect(fake.count("replace-model", "card-default")).toBe(1);
  });

  it("applies by itself upon the last approval when asked to", async () => {
    const { fake } = await start();
    fake.control.addPolicy({ policy: HIGH, approvals: 2 });
    const request = await asked(fake, { autoApply: true });
    expect(request.numApprovalsRequired).toBe(2);
    fake.control.review({ changeRequest: request.id, by: "ada", status: "approved" });
    // Twice by one reviewer is once.
    fake.control.review({ changeRequest: request.id, by: "ada", status: "approved" });
    const read = async () => (await person(fake, "olivia").get(`/changeRequests/${request.id}/`)).json;
    expect((await read()).status).toBe("pending");
    fake.control.review({ changeRequest: request.id, by: "ben", status: "approved" });
    expect((await read()).status).toBe("resolving");
    fake.control.finishWork();
    expect(await read()).toMatchObject({ status: "resolved", statusChangedBy: null });
  });

  it("is not reviewed by who asked, by strangers, or in a version of before", async () => {
    const { fake } = await start();
    fake.control.addPolicy({ policy: HIGH });
    const request = await asked(fake);
    const path = `/changeRequests/${request.id}/`;
    const review = { changeVersionId: request.changeVersionId, status: "approved" };
    expect((await person(fake, "olivia").post(`${path}reviews/`, review)).status).toBe(403);
    expect((await person(fake, "uma").post(`${path}reviews/`, review)).status).toBe(403);
    expect((await person(fake, "carl").post(`${path}reviews/`, review)).status).toBe(404);
    const change = { ...ASKED.change, replacementReason: "ERRORS" };
    const edited = await person(fake, "olivia").patch(path, { change });
    expect(edited.json.changeVersionId).not.toBe(request.changeVersionId);
    expect((await person(fake, "ada").post(`${path}reviews/`, review)).status).toBe(422);
    expect((await person(fake, "otto").patch(path, { comment: "mine" })).status).toBe(403);
  });

  it("goes back to pending when it changes after a review", async () => {
    const { fake } = await start();
    fake.control.addPolicy({ policy: HIGH });
    const request = await asked(fake);
    const olivia = person(fake, "olivia");
    const path = `/changeRequests/${request.id}/`;
    fake.control.review({
      changeRequest: request.id,
      by: "ada",
      status: "changesRequested",
      comment: "Why?",
    });
    expect((await olivia.get(path)).json.status).toBe("changesRequested");
    fake.control.review({ changeRequest: request.id, by: "ada", status: "approved" });
    expect((await olivia.get(path)).json.status).toBe("approved");
    await olivia.patch(path, { change: { ...ASKED.change, replacementReason: "ERRORS" } });
    expect((await olivia.get(path)).json.status).toBe("pending");
    expect((await olivia.get(`${path}reviews/`)).json.count).toBe(2);
  });

  it("is cancelled by who asked, with 200 and work", async () => {
    const { fake, clock } = await start();
    const request = await asked(fake);
    const path = `/changeRequests/${request.id}/`;
    expect((await person(fake, "otto").patch(`${path}status/`, { status: "cancelled" })).status).toBe(403);
    const taken = await person(fake, "olivia").patch(`${path}status/`, { status: "cancelled" });
    expect(taken.status).toBe(200);
    clock.advance(WORK_MS);
    expect((await person(fake, "olivia").get(locationOf(fake, taken))).status).toBe(303);
    expect((await person(fake, "olivia").get(path)).json).toMatchObject({
      status: "cancelled",
      statusChangedBy: idOf.account("olivia"),
    });
  });

  it("is cancelled by its policy when it waits too long", async () => {
    const { fake, clock } = await start();
    fake.control.addPolicy({ policy: { ...HIGH, automaticAction: { action: "cancel", period: "PT12H" } } });
    const request = await asked(fake);
    clock.advance(12 * HOUR_MS);
    expect((await person(fake, "olivia").get(`/changeRequests/${request.id}/`)).json).toMatchObject({
      status: "cancelled",
      statusChangedBy: null,
      statusChangedAt: null,
    });
  });

  it.each([
    ["changeStatus", { status: "inactive" }, "deactivate"],
    ["CHANGE_STATUS", { status: "inactive" }, "deactivate"],
    ["changeImportance", { importance: "CRITICAL" }, "edit"],
    [
      "cleanupStats",
      { dataType: "monitoringData", modelId: null, start: null, end: null },
      "clear-statistics",
    ],
    ["delete", null, "delete"],
    ["approve", { approvalStatus: "APPROVED" }, "approve"],
    ["replaceModel", { modelId: idOf.model("card-default-4"), replacementReason: "OTHER" }, "replace-model"],
  ])("of %s %o does what it says", async (action, change, effect) => {
    const { fake } = await start();
    const request = await asked(fake, { action, change, autoApply: true });
    fake.control.review({ changeRequest: request.id, by: "mona", status: "approved" });
    fake.control.finishWork();
    expect(fake.count(effect, "card-default")).toBe(1);
  });

  it.each([
    [{ action: "explode" }, "action"],
    [{ change: { modelPackageId: idOf.version("card-default-4") } }, "change"],
    [{ change: null }, "change"],
    [{ autoApply: "yes" }, "autoApply"],
    [{ entityType: "project" }, "entityType"],
    [{ reason: "x" }, "reason"],
  ])("with %o is 422", async (over, field) => {
    const { fake } = await start();
    const { status, json } = await person(fake, "olivia").post("/changeRequests/", { ...ASKED, ...over });
    expect([status, Object.keys(json.errors)]).toEqual([422, [field]]);
  });

  it("is for owners, and is listed by what it is about", async () => {
    const { fake } = await start();
    expect((await person(fake, "uma").post("/changeRequests/", ASKED)).status).toBe(403);
    expect((await person(fake, "carl").post("/changeRequests/", ASKED)).status).toBe(404);
    const request = await asked(fake);
    const count = async (name: "olivia" | "uma" | "carl", query = "") =>
      (await person(fake, name).get(`/changeRequests/?entityType=deployment${query}`)).json.count;
    expect([await count("olivia"), await count("uma"), await count("carl")]).toEqual([1, 1, 0]);
    expect(await count("uma", "&myRequests=true")).toBe(0);
    expect(await count("uma", `&entityId=${idOf.deployment("share")}`)).toBe(0);
    expect(await count("uma", "&status=PENDING&showApproved=false&showCancelled=false")).toBe(1);
    const reviewers = await person(fake, "olivia").get(`/changeRequests/${request.id}/suggestedReviewers/`);
    expect(reviewers.json.data.map(({ username }) => username)).toEqual(["mona@example.com"]);
  });

  it("stays approved when it cannot be applied any more", async () => {
    const { fake, clock } = await start();
    const request = await asked(fake);
    fake.control.review({ changeRequest: request.id, by: "mona", status: "approved" });
    const olivia = person(fake, "olivia");
    const taken = await olivia.patch(`/changeRequests/${request.id}/status/`, { status: "resolving" });
    fake.control.archive({ version: "card-default-4" });
    clock.advance(WORK_MS);
    expect((await olivia.get(locationOf(fake, taken))).json.status).toBe("ERROR");
    expect((await olivia.get(`/changeRequests/${request.id}/`)).json.status).toBe("approved");
    expect(fake.count("replace-model")).toBe(0);
  });
});
