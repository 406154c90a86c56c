// Each row of the reference's summary, with requests and answers typed by hand from its sections.
import { describe, expect, it } from "vitest";
import { idOf } from "./names.ts";
import { person } from "./person.ts";
import { locationOf, rig, WORK_MS } from "./rig.ts";

const start = rig();
const CARD = `/deployments/${idOf.deployment("card-default")}/`;
const SHARE = `/deployments/${idOf.deployment("share")}/`;

describe("deployments", () => {
  it("are listed in pages with absolute links", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const first = await olivia.get("/deployments/?limit=5&orderBy=label");
    expect(first).toMatchObject({ status: 200, json: { count: 5, previous: null, totalCount: 18 } });
    expect(first.json.next).toBe(`${fake.url}/deployments/?limit=5&orderBy=label&offset=5`);
    const second = await olivia.get(first.json.next ?? "no next page");
    expect(second.json.previous).toBe(`${fake.url}/deployments/?limit=5&orderBy=label&offset=0`);
    const labels = [...first.json.data, ...second.json.data].map(({ label }) => label);
    expect(labels).toEqual(labels.toSorted((a, b) => a.localeCompare(b, "en")));
    expect((await olivia.get("/deployments/?limit=5&offset=15")).json).toMatchObject({
      count: 3,
      next: null,
    });
  });

  it.each([
    ["search=CREDIT&", []],
    ["search=Card&", ["card-default", "legacy-scorecard"]],
    ["status=inactive&", ["claims-triage", "spring-campaign"]],
    ["importance=CRITICAL&", ["ext-fraud", "factory-vibration"]],
    ["importance=CRITICAL,HIGH&serviceHealth=failing&", ["factory-vibration"]],
    ["importance=CRITICAL&importance=HIGH&accuracyHealth=failing&", ["customer-churn"]],
    ["executionEnvironmentType=external&", ["ext-fraud"]],
    ["predictionEnvironmentPlatform=snowflake&", ["price-elasticity"]],
    [
      "championModelExecutionType=custom_inference_model&status=active&",
      ["document-classifier", "network-anomalies"],
    ],
    ["role=USER&", ["network-anomalies"]],
  ])("are filtered by %s", async (query, labels) => {
    const { fake } = await start();
    const { json } = await person(fake, "olivia").get(`/deployments/?${query}orderBy=label`);
    expect(json.data.map(({ label }) => label)).toEqual(labels);
  });

  it("show what the reference names", async () => {
    const { fake } = await start();
    const { status, json } = await person(fake, "uma").get(CARD);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: idOf.deployment("card-default"),
      label: "card-default",
      status: "active",
      importance: "HIGH",
      approvalStatus: "APPROVED",
      governance: { approvalStatus: "APPROVED", hasOpenedChangeRequests: false },
      openedChangeRequests: [],
      permissions: ["CAN_VIEW", "CAN_SHARE", "CAN_MAKE_PREDICTIONS"],
      owners: {
        count: 2,
        preview: [{ email: "olivia@example.com" }, { email: "otto@example.com" }],
      },
      model: {
        id: idOf.model("card-default-3"),
        type: "eXtreme Gradient Boosted Trees Classifier",
        targetName: "default payment next month",
        targetType: "Binary",
        isDeprecated: false,
        unsupervisedMode: false,
        unstructuredModelKind: false,
      },
      modelPackage: {
        id: idOf.version("card-default-3"),
        name: "Credit card default v3",
        registeredModelId: idOf.registeredModel("card-default"),
      },
      predictionEnvironment: {
        id: idOf.environment("production"),
        name: "DataRobot production",
        platform: "datarobot",
        isManagedByManagementAgent: false,
      },
      predictionUsage: {
        dailyRates: [29_610, 30_044, 30_118, 29_987, 30_205, 28_730, 28_412],
        lastTimestamp: "2026-11-24T08:57:00.000000Z",
      },
      serviceHealth: { status: "passing", startDate: "2026-11-23T09:00:00.000000Z" },
      modelHealth: { status: "warning" },
      accuracyHealth: { status: "passing" },
      capabilities: { supportsModelReplacement: true, supportsScoringCodeDownload: true },
      settings: { humbleAiEnabled: false, predictionIntervalsEnabled: false },
    });
    const custom = await person(fake, "uma").get(`/deployments/${idOf.deployment("document-classifier")}/`);
    expect(custom.json.model.customModelImage.customModelVersionId).toBe(
      idOf.version("document-classifier-1"),
    );
    expect(custom.json.capabilities.supportsScoringCodeDownload).toBe(false);
  });

  it("tell their capabilities as a list, with the reason for what is missing", async () => {
    const { fake } = await start();
    const { json } = await person(fake, "olivia").get(
      `/deployments/${idOf.deployment("ext-fraud")}/capabilities/`,
    );
    expect(json.data).toContainEqual({ name: "supportsModelReplacement", supported: true, messages: [] });
    expect(json.data).toContainEqual({
      name: "supportsScoringCodeDownload",
      supported: false,
      messages: ["The model has no scoring code."],
    });
  });

  it("are edited with an empty 204", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const body = { label: "card default", description: "New.", importance: "CRITICAL" };
    expect(await olivia.patch(CARD, body)).toMatchObject({ status: 204, text: "" });
    expect((await olivia.get(CARD)).json).toMatchObject(body);
    expect(fake.count("edit", "card-default")).toBe(1);
  });

  it("are deleted with 204, found for a few reads, and then gone", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    expect(await olivia.delete(`${SHARE}?ignoreManagementAgent=true`)).toMatchObject({
      status: 204,
      text: "",
    });
    const reads = [];
    for (let i = 0; i < 4; i += 1) reads.push((await olivia.get(SHARE)).status);
    expect(reads).toEqual([200, 200, 404, 404]);
    expect((await olivia.delete(SHARE)).status).toBe(404);
    expect((await olivia.get("/deployments/?search=wallet")).json.count).toBe(0);
    expect(fake.count("delete", "share")).toBe(1);
  });

  it("name the champions of before, newest first", async () => {
    const { fake } = await start();
    const { json } = await person(fake, "olivia").get(`${CARD}modelHistory/`);
    expect(json.data.map((one) => [one.modelPackage.id, one.reason])).toEqual([
      [idOf.version("card-default-3"), "ACCURACY"],
      [idOf.version("card-default-2"), "SCHEDULED_REFRESH"],
      [idOf.version("card-default-1"), null],
    ]);
  });
});

describe("a replacement", () => {
  it("is validated at once, with 200 for each verdict", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const verdicts: Record<number, unknown> = {};
    for (const version of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const { status, json } = await olivia.post(`${CARD}model/validation/`, {
        modelPackageId: idOf.version(`card-default-${version}`),
      });
      expect(status).toBe(200);
      const checks = Object.entries(json.checks).filter(([, check]) => check.status !== "passing");
      verdicts[version] = [json.status, ...checks.map(([name]) => name)];
    }
    expect(verdicts).toEqual({
      1: ["failing", "modelCanBeDeployed"],
      2: ["passing"],
      3: ["failing", "notCurrentModel"],
      4: ["passing"],
      5: ["warning", "features", "featureDataTypes"],
      6: ["warning", "features", "featureDataTypes"],
      7: ["failing", "target"],
      8: ["failing", "notCurrentModel"],
    });
  });

  it("is taken with 202, runs, and ends in 303 to the deployment", async () => {
    const { fake, clock } = await start();
    const olivia = person(fake, "olivia");
    const taken = await olivia.patch(`${CARD}model/`, {
      modelPackageId: idOf.version("card-default-4"),
      reason: "ACCURACY",
    });
    expect(taken).toMatchObject({ status: 202, text: "" });
    const location = locationOf(fake, taken);
    expect(location).toMatch(/^\/status\/[0-9a-f]{24}\/$/);
    expect((await olivia.get(location)).json).toMatchObject({ status: "INITIALIZED", code: 0, message: "" });
    expect((await olivia.get(CARD)).json).toMatchObject({ status: "replacingModel" });
    clock.advance(WORK_MS - 1);
    expect((await olivia.get(location)).json).toMatchObject({ status: "RUNNING" });
    expect(fake.count("replace-model")).toBe(0);
    clock.advance(1);
    const done = await olivia.get(location);
    expect([done.status, locationOf(fake, done)]).toEqual([303, CARD]);
    const shown = [];
    for (let i = 0; i < 2; i += 1) shown.push((await olivia.get(CARD)).json.modelPackage.id);
    // The old one is seen for a read after the end.
    expect(shown).toEqual([idOf.version("card-default-3"), idOf.version("card-default-4")]);
    expect((await olivia.get(CARD)).json.status).toBe("active");
    expect(fake.count("replace-model", "card-default")).toBe(1);
  });

  it("is refused with 409 and the checks when the validation fails", async () => {
    const { fake } = await start();
    const { status, json } = await person(fake, "olivia").patch(`${CARD}model/`, {
      modelPackageId: idOf.version("card-default-7"),
      reason: "OTHER",
    });
    expect(status).toBe(409);
    expect(json.checks.target?.status).toBe("failing");
    expect(json.message).toMatch(/cannot be used/);
  });

  it("resets prediction intervals, as the real one does", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const energy = `/deployments/${idOf.deployment("energy-demand")}/`;
    await olivia.patch(`${energy}model/`, {
      modelPackageId: idOf.version("energy-demand-2"),
      reason: "ACCURACY",
    });
    fake.control.finishWork();
    const { json } = await olivia.get(`${energy}settings/`);
    expect(json.predictionIntervals).toEqual({ enabled: false, percentiles: [] });
  });

  it("has candidates of the same kind, target and series", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const compatible = `compatibleWithModelPackageId=${idOf.version("card-default-3")}`;
    const models = await olivia.get(`/registeredModels/?${compatible}`);
    expect(models.json.data.map(({ name }) => name)).toEqual(["Credit card default"]);
    const id = idOf.registeredModel("card-default");
    const versions = await olivia.get(
      `/registeredModels/${id}/versions/?${compatible}&sortKey=version&sortDirection=asc`,
    );
    const numbers = versions.json.data.map((one) => one.registeredModelVersion);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 8]);
    const similar = await olivia.get(`/modelPackages/?similarTo=${idOf.version("card-default-3")}`);
    expect(similar.json.count).toBe(6);
  });
});

describe("status", () => {
  it("is changed with 202; it shows stopping and launching meanwhile", async () => {
    const { fake, clock } = await start();
    const olivia = person(fake, "olivia");
    const seen: string[] = [];
    const look = async () => seen.push((await olivia.get(SHARE)).json.status);
    for (const status of ["inactive", "active"]) {
      const taken = await olivia.patch(`${SHARE}status/`, { status });
      expect(taken).toMatchObject({ status: 202, text: "" });
      await look();
      clock.advance(WORK_MS);
      expect((await olivia.get(locationOf(fake, taken))).status).toBe(303);
      await look();
    }
    expect(seen).toEqual(["stopping", "inactive", "launching", "active"]);
    expect([fake.count("deactivate", "share"), fake.count("activate", "share")]).toEqual([1, 1]);
  });

  it("of before, or under way, is 409; what cannot be launched ends in ERROR and errored", async () => {
    const { fake, clock } = await start();
    const olivia = person(fake, "olivia");
    expect((await olivia.patch(`${SHARE}status/`, { status: "active" })).status).toBe(409);
    await olivia.patch(`${SHARE}status/`, { status: "inactive" });
    expect((await olivia.patch(`${SHARE}status/`, { status: "active" })).status).toBe(409);
    const claims = `/deployments/${idOf.deployment("claims-triage")}/`;
    const taken = await olivia.patch(`${claims}status/`, { status: "active" });
    clock.advance(WORK_MS);
    expect((await olivia.get(locationOf(fake, taken))).json).toMatchObject({
      status: "ERROR",
      code: 1,
      message: "The model did not start: its tests failed.",
    });
    expect((await olivia.get(claims)).json.status).toBe("errored");
  });

  it("past the limit of active deployments is 422", async () => {
    const { fake } = await start({ activeLimit: 3 });
    const spring = `/deployments/${idOf.deployment("spring-campaign")}/`;
    expect((await person(fake, "olivia").patch(`${spring}status/`, { status: "active" })).status).toBe(422);
  });
});
