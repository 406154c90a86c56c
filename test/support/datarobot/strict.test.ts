// What the real one insists on, and what its official client insists on: reference sections 2 and 16.
import { describe, expect, it } from "vitest";
import { idOf } from "./names.ts";
import { person } from "./person.ts";
import { locationOf, rig, WORK_MS } from "./rig.ts";
import { ROUTES } from "./routes.ts";

const start = rig();
const CARD = `/deployments/${idOf.deployment("card-default")}/`;

describe("paths", () => {
  it("end with a slash, all but one", () => {
    expect(ROUTES.map(([, path]) => path).filter((path) => !path.endsWith("/"))).toEqual(["/ping"]);
  });

  it("without their slash are not found, or lead to the one with it", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    expect((await olivia.get("/deployments?limit=5")).status).toBe(404);
    fake.control.set({ withoutSlash: "redirect" });
    const moved = await olivia.get("/deployments?limit=5");
    expect([moved.status, locationOf(fake, moved)]).toEqual([308, "/deployments/?limit=5"]);
  });

  it("with an id that is none are not found; another method is 405", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    for (const id of ["card-default", "123", `${idOf.deployment("card-default")}0`])
      expect((await olivia.get(`/deployments/${id}/`)).status).toBe(404);
    expect((await olivia.post(CARD, {})).status).toBe(405);
    expect((await olivia.get("/relaunch/")).status).toBe(404);
  });
});

describe("queries", () => {
  it.each([
    ["/deployments/?limit=101", "limit"],
    ["/deployments/?limit=0", "limit"],
    ["/deployments/?limit=ten", "limit"],
    ["/deployments/?offset=-1", "offset"],
    ["/deployments/?statuses=active", "statuses"],
    ["/deployments/?status=Active", "status"],
    ["/deployments/?status=active,off", "status"],
    ["/deployments/?createdByMe=1", "createdByMe"],
    ["/deployments/?orderBy=name", "orderBy"],
    ["/deployments/?role=CONSUMER", "role"],
    ["/deployments/?lastPredictionTimestampStart=yesterday", "lastPredictionTimestampStart"],
    ["/useCases/?entityType=deployments", "entityType"],
    ["/useCases/?limit=1000", "limit"],
    ["/registeredModels/?sortKey=version", "sortKey"],
    ["/registeredModels/?compatibleWithModelPackageId=card", "compatibleWithModelPackageId"],
    [`${CARD}?full=true`, "full"],
    [`${CARD}sharedRoles/?shareRecipientType=User`, "shareRecipientType"],
    ["/changeRequests/?entityType=project", "entityType"],
    ["/changeRequests/", "entityType"],
    ["/approvalPolicyMatch/?entityType=deployment&action=replace", "action"],
  ])("%s are 422 and name the field", async (path, field) => {
    const { fake } = await start();
    const { status, json } = await person(fake, "olivia").get(path);
    expect(status).toBe(422);
    expect(json.message).toEqual(expect.any(String));
    expect(Object.keys(json.errors)).toEqual([field]);
  });

  it.each(["true", "True", "false", "False"])("take %s for a boolean", async (word) => {
    const { fake } = await start();
    const { status, json } = await person(fake, "olivia").get(`/deployments/?createdByMe=${word}`);
    expect([status, json.count > 0]).toEqual([200, true]);
  });
});

describe("bodies", () => {
  const candidate = idOf.version("card-default-4");
  const uc = `/useCases/${idOf.useCase("credit-risk")}/deployments/${idOf.deployment("share")}/`;

  it.each([
    ["PATCH", `${CARD}model/`, { modelPackageId: candidate }, "reason"],
    ["PATCH", `${CARD}model/`, { modelPackageId: candidate, reason: "accuracy" }, "reason"],
    ["PATCH", `${CARD}model/`, { modelPackageId: candidate, reason: "DEPRECATION" }, "reason"],
    ["PATCH", `${CARD}model/`, { modelPackageId: candidate, reason: "OTHER", comment: "x" }, "comment"],
    ["PATCH", `${CARD}model/`, { reason: "OTHER" }, "modelPackageId"],
    [
      "PATCH",
      `${CARD}model/`,
      { modelPackageId: candidate, reason: "OTHER", runtimeParameterValues: "{" },
      "runtimeParameterValues",
    ],
    ["POST", `${CARD}model/validation/`, { modelPackageId: candidate, modelId: candidate }, "modelPackageId"],
    ["POST", `${CARD}model/validation/`, { modelPackageId: "card-default-4" }, "modelPackageId"],
    ["POST", `${CARD}model/validation/`, { modelPackageId: idOf.version("no-such") }, "modelPackageId"],
    ["PATCH", `${CARD}status/`, { status: "Active" }, "status"],
    ["PATCH", `${CARD}status/`, { status: "inactive", reason: "x" }, "reason"],
    ["PATCH", CARD, { importance: "High" }, "importance"],
    ["PATCH", CARD, { name: "x" }, "name"],
    ["PATCH", `${CARD}sharedRoles/`, { operation: "update", roles: [] }, "operation"],
    ["PATCH", `${CARD}settings/`, { humility: { enabled: "yes" } }, "humility.enabled"],
    ["POST", `${CARD}scoringCodeBuilds/`, { includeAgent: "true" }, "includeAgent"],
    ["POST", `${CARD}monitoringDataDeletions/`, {}, "modelId"],
    [
      "POST",
      `${CARD}monitoringDataDeletions/`,
      { modelId: idOf.model("card-default-3"), reason: "x" },
      "reason",
    ],
    ["POST", uc, { role: "USER" }, "role"],
    ["POST", "/useCases/", { name: "" }, "name"],
    ["POST", "/applications/", { modelDeploymentId: idOf.deployment("no-such") }, "modelDeploymentId"],
  ] as const)("%s %s %o are 422 and name the field", async (method, path, body, field) => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const { status, json } = await (method === "PATCH" ? olivia.patch : olivia.post)(path, body);
    expect(status).toBe(422);
    expect(Object.keys(json.errors)).toContain(field);
    expect(fake.effects).toEqual([]);
  });

  it("that are no JSON are 400", async () => {
    const { fake } = await start();
    const { status } = await person(fake, "olivia").send("PATCH", CARD, { body: "{label: 1}" });
    expect(status).toBe(400);
  });

  it("share with one recipient each, 100 at most", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const entry = { shareRecipientType: "user", role: "USER", username: "ada@example.com" };
    const share = async (roles: object[]) =>
      (await olivia.patch(`${CARD}sharedRoles/`, { operation: "updateRoles", roles })).status;
    expect(await share([{ ...entry, id: idOf.account("ada") }])).toBe(422);
    expect(await share([{ ...entry, shareRecipientType: "group" }])).toBe(422);
    expect(await share([{ ...entry, role: "OBSERVER" }])).toBe(422);
    expect(await share(Array.from({ length: 101 }, () => entry))).toBe(422);
    expect(await share([])).toBe(422);
    expect(await share(Array.from({ length: 100 }, () => entry))).toBe(204);
  });
});

describe("the official client finds", () => {
  it("in a shared role these fields and no other, the id with 24 characters", async () => {
    const { fake } = await start();
    const { json } = await person(fake, "olivia").get(`${CARD}sharedRoles/`);
    for (const role of json.data) {
      expect(Object.keys(role).toSorted()).toEqual(["id", "name", "role", "shareRecipientType"]);
      expect(role.id).toHaveLength(24);
    }
  });

  it("in a change request all that it needs, the comment as text", async () => {
    const { fake } = await start();
    const change = {
      entityType: "deployment",
      entityId: idOf.deployment("share"),
      action: "delete",
      change: null,
    };
    const { status, json } = await person(fake, "olivia").post("/changeRequests/", {
      ...change,
      autoApply: false,
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      entityType: "DEPLOYMENT",
      entityId: idOf.deployment("share"),
      action: "delete",
      change: null,
      changeVersionId: expect.any(String),
      status: "pending",
      autoApply: false,
      userId: idOf.account("olivia"),
      userName: "olivia@example.com",
      comment: "",
      numApprovalsRequired: 1,
      createdAt: "2026-11-24T09:00:00.000000Z",
      updatedAt: "2026-11-24T09:00:00.000000Z",
      userOperations: {
        canUpdate: true,
        canResolve: false,
        canCancel: true,
        canComment: true,
        canReview: false,
      },
    });
  });

  it("in registered models and their versions all that it needs", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const model = await olivia.get(`/registeredModels/${idOf.registeredModel("card-default")}/`);
    expect(model.json).toMatchObject({
      name: "Credit card default",
      description: expect.any(String),
      createdAt: expect.any(String),
      modifiedAt: expect.any(String),
      createdBy: { email: "olivia@example.com" },
      target: { name: "default payment next month", type: "Binary" },
      lastVersionNum: 8,
      isArchived: false,
    });
    const version = await olivia.get(
      `/registeredModels/${idOf.registeredModel("card-default")}/versions/${idOf.version("card-default-3")}/`,
    );
    expect(version.json).toMatchObject({
      registeredModelVersion: 3,
      modelId: idOf.model("card-default-3"),
      modelExecutionType: "dedicated",
      isArchived: false,
      isDeprecated: false,
      permissions: expect.any(Array),
      activeDeploymentCount: 1,
      target: { classNames: ["1", "0"], classCount: 2 },
      modelKind: { isTimeSeries: false, isMultiseries: false },
      modelDescription: { modelName: "eXtreme Gradient Boosted Trees Classifier" },
      sourceMeta: { scoringCode: expect.any(Object) },
      datasets: { trainingDataSize: 32_250 },
      timeseries: expect.any(Object),
      importMeta: expect.any(Object),
    });
  });

  it("in a Use Case its people and counts", async () => {
    const { fake } = await start();
    const { json } = await person(fake, "uma").get(`/useCases/${idOf.useCase("credit-risk")}/`);
    expect(json).toMatchObject({
      created: { email: "olivia@example.com" },
      updated: { id: idOf.account("olivia") },
      members: [{ email: "olivia@example.com" }, { email: "otto@example.com" }, { email: "uma@example.com" }],
      modelsCount: 0,
      projectsCount: 0,
      datasetsCount: 0,
      notebooksCount: 0,
      applicationsCount: 0,
    });
  });

  it("a Location wherever it waits", async () => {
    const { fake, clock } = await start();
    const olivia = person(fake, "olivia");
    const share = `/deployments/${idOf.deployment("share")}/`;
    const asked = [
      await olivia.patch(`${CARD}model/`, {
        modelPackageId: idOf.version("card-default-4"),
        reason: "OTHER",
      }),
      await olivia.patch(`${share}status/`, { status: "inactive" }),
      await olivia.post(`${CARD}monitoringDataDeletions/`, { modelId: idOf.model("card-default-3") }),
      await olivia.post(`${CARD}scoringCodeBuilds/`, {}),
      await olivia.post(`${CARD}modelPackageFileBuilds/`, {}),
    ];
    clock.advance(WORK_MS);
    for (const taken of asked) {
      expect(locationOf(fake, taken)).toMatch(/^\/status\//);
      expect((await olivia.get(locationOf(fake, taken))).status).toBe(303);
    }
  });
});
