// The rest of the reference's summary: what stands around a deployment.
import { describe, expect, it } from "vitest";
import { idOf } from "./names.ts";
import { person } from "./person.ts";
import { locationOf, rig, WORK_MS } from "./rig.ts";

const start = rig();

describe("Use Cases", () => {
  const CREDIT = `/useCases/${idOf.useCase("credit-risk")}/`;
  const CHURN = idOf.deployment("customer-churn");

  it("are linked once, and unlinked", async () => {
    const { fake } = await start();
    const uma = person(fake, "uma");
    const linked = await uma.post(`${CREDIT}deployments/${CHURN}/`, {});
    expect(linked).toMatchObject({
      status: 201,
      json: {
        entityType: "deployment",
        entityId: CHURN,
        useCaseId: idOf.useCase("credit-risk"),
        isDeleted: false,
      },
    });
    const again = await uma.post(`${CREDIT}deployments/${CHURN}/`, {});
    expect(again.status).toBe(422);
    expect(again.json.message).toContain("already linked to this Use Case");
    expect((await uma.get(`${CREDIT}deployments/`)).json.data.map(({ id }) => id)).toContain(CHURN);
    expect((await uma.delete(`${CREDIT}deployments/${CHURN}/`)).status).toBe(204);
    expect((await uma.delete(`${CREDIT}deployments/${CHURN}/`)).status).toBe(404);
    expect([fake.count("link", "customer-churn"), fake.count("unlink", "customer-churn")]).toEqual([1, 1]);
  });

  it("of a deployment are found by it, but for a next page that forgets what was asked", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const card = idOf.deployment("card-default");
    await person(fake, "uma").post(
      `/useCases/${idOf.useCase("customer-retention")}/deployments/${card}/`,
      {},
    );
    const asked = await olivia.get(`/useCases/?entityType=deployment&entityId=${card}&limit=1`);
    expect(asked.json).toMatchObject({ count: 1, totalCount: 2 });
    expect(asked.json.next).toBe(`${fake.url}/useCases/?limit=1&offset=1`);
  });

  it("are created with the caller as owner, and seen by members alone", async () => {
    const { fake } = await start();
    const { status, json } = await person(fake, "carl").post("/useCases/", {
      name: "Mine",
      description: "Own.",
    });
    expect([status, json.name, json.description]).toEqual([201, "Mine", "Own."]);
    expect((await person(fake, "carl").get(`/useCases/${json.id}/`)).json.members[0]?.email).toBe(
      "carl@example.com",
    );
    expect((await person(fake, "uma").get(`/useCases/${json.id}/`)).status).toBe(404);
    const board = `/useCases/${idOf.useCase("board-reporting")}/deployments/${CHURN}/`;
    expect((await person(fake, "olivia").post(board, {})).status).toBe(403);
    expect((await person(fake, "uma").post(board, {})).status).toBe(404);
  });
});

describe("applications", () => {
  it("without code are made of a deployment", async () => {
    const { fake, clock } = await start();
    const olivia = person(fake, "olivia");
    const body = { modelDeploymentId: idOf.deployment("card-default"), name: "What if", description: "R-1" };
    const taken = await olivia.post("/applications/", body);
    expect(taken).toMatchObject({
      status: 202,
      json: { name: "What if", deploymentIds: [body.modelDeploymentId] },
    });
    clock.advance(WORK_MS);
    const done = await olivia.get(locationOf(fake, taken));
    expect((await olivia.get(locationOf(fake, done))).json.description).toBe("R-1");
    expect((await olivia.get("/applications/")).json.count).toBe(1);
    expect((await person(fake, "otto").get("/applications/")).json.count).toBe(0);
    expect((await person(fake, "uma").post("/applications/", body)).status).toBe(403);
    expect(fake.count("create-application", "card-default")).toBe(1);
  });

  it("for questions need a deployment that generates text, unless told otherwise", async () => {
    const { fake, clock } = await start();
    const olivia = person(fake, "olivia");
    const body = { deploymentId: idOf.deployment("card-default") };
    expect((await olivia.post("/customApplications/qanda/", body)).status).toBe(422);
    fake.control.set({ qanda: "any" });
    const taken = await olivia.post("/customApplications/qanda/", body);
    expect(taken.json.status).toBe("initializing");
    clock.advance(WORK_MS);
    expect((await olivia.get(`/customApplications/${taken.json.id}/`)).json.status).toBe("running");
  });

  it("of a template are told their deployment by a runtime parameter", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const templates = await olivia.get("/customTemplates/");
    const source = await olivia.post("/customApplicationSources/fromCustomTemplate/", {
      customTemplateId: templates.json.data[0]?.id,
    });
    const { id, runtimeParameters } = source.json.latestVersion;
    expect(runtimeParameters).toEqual([
      { fieldName: "DEPLOYMENT_ID", type: "deployment", currentValue: null, allowEmpty: false },
    ]);
    const value = { fieldName: "DEPLOYMENT_ID", type: "deployment", value: idOf.deployment("card-default") };
    await olivia.patch(`/customApplicationSources/${source.json.id}/versions/${id}/`, {
      runtimeParameterValues: JSON.stringify([value]),
    });
    const taken = await olivia.post("/customApplications/", { name: "Mine", applicationSourceVersionId: id });
    expect(taken).toMatchObject({ status: 202, json: { customApplicationSourceVersionId: id } });
    expect((await olivia.get("/customApplications/nameCheck/?name=Mine")).json).toEqual({ inUse: true });
    expect(fake.count("create-application", "card-default")).toBe(1);
  });
});

describe("the account", () => {
  it("says who calls, and the server which version it is", async () => {
    const { fake } = await start();
    const uma = person(fake, "uma");
    expect((await uma.get("/account/info/")).json).toMatchObject({
      uid: idOf.account("uma"),
      email: "uma@example.com",
      firstName: "Uma",
      orgId: idOf.organization,
    });
    expect((await uma.get("/version/")).json).toEqual({ major: 2, minor: 46, versionString: "2.46.0" });
    expect((await uma.get("/ping")).json).toMatchObject({ response: "pong" });
    const entitlements = [{ name: "ENABLE_MLOPS" }, { name: "NO_SUCH" }];
    expect((await uma.post("/entitlements/evaluate/", { entitlements })).json).toEqual({
      entitlements: [
        { name: "ENABLE_MLOPS", value: true },
        { name: "NO_SUCH", value: false },
      ],
    });
  });
});
