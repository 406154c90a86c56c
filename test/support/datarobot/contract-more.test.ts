// The rest of the reference's summary: sharing, statistics, scoring code, logs, Use Cases, applications, account.
import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { idOf } from "./names.ts";
import { person } from "./person.ts";
import { locationOf, rig, WORK_MS } from "./rig.ts";

const start = rig();
const CARD = `/deployments/${idOf.deployment("card-default")}/`;

describe("sharing", () => {
  const roles = (...entries: object[]) => ({ operation: "updateRoles", roles: entries });

  it("lists who has which role, and changes it with an empty 204", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const users = await olivia.get(`${CARD}sharedRoles/?shareRecipientType=user`);
    expect(users.json.data).toContainEqual({
      id: idOf.account("carl"),
      name: "carl@example.com",
      role: "CONSUMER",
      shareRecipientType: "user",
    });
    const changed = await olivia.patch(
      `${CARD}sharedRoles/`,
      roles(
        { shareRecipientType: "user", role: "USER", username: "Ada@Example.com" },
        { shareRecipientType: "user", role: "NO_ROLE", id: idOf.account("carl") },
        { shareRecipientType: "group", role: "CONSUMER", id: idOf.group("ml-approvers") },
        { shareRecipientType: "organization", role: "CONSUMER", id: idOf.organization },
      ),
    );
    expect(changed).toMatchObject({ status: 204, text: "" });
    const { json } = await olivia.get(`${CARD}sharedRoles/`);
    expect(json.data.map((one) => `${one.name} ${one.role}`)).toEqual([
      "olivia@example.com OWNER",
      "otto@example.com OWNER",
      "uma@example.com USER",
      "ada@example.com USER",
      "ml-approvers CONSUMER",
      "Example CONSUMER",
    ]);
    expect(fake.count("share", "card-default")).toBe(1);
  });

  it("keeps an owner (409), and knows only people of the organization (422), all entries or none", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const without = (name: string) => ({
      shareRecipientType: "user",
      role: "NO_ROLE",
      username: `${name}@example.com`,
    });
    expect(
      (await olivia.patch(`${CARD}sharedRoles/`, roles(without("olivia"), without("otto")))).status,
    ).toBe(409);
    for (const username of ["nobody@example.com", "xena@example.com"]) {
      const entry = { shareRecipientType: "user", role: "USER", username };
      const { status, json } = await olivia.patch(`${CARD}sharedRoles/`, roles(without("uma"), entry));
      expect([status, json.errors]).toEqual([422, { "roles.1.username": "There is no such user." }]);
    }
    expect((await olivia.get(`${CARD}sharedRoles/`)).json.count).toBe(4);
  });
});

describe("statistics", () => {
  it("of whole hours of one model are deleted by work", async () => {
    const { fake, clock } = await start();
    const olivia = person(fake, "olivia");
    const modelId = idOf.model("card-default-3");
    const taken = await olivia.post(`${CARD}monitoringDataDeletions/`, {
      modelId,
      start: "2026-11-23T00:00:00Z",
      end: "2026-11-23T06:00:00+00:00",
    });
    expect(taken.status).toBe(202);
    clock.advance(WORK_MS);
    expect((await olivia.get(locationOf(fake, taken))).status).toBe(303);
    expect(fake.effects.at(-1)).toMatchObject({ kind: "clear-statistics", detail: { modelId, hours: 6 } });
    const time =
      "start=2026-11-23T00:00:00Z&end=2026-11-23T07:00:00Z&bucketSize=PT1H&metric=totalPredictions";
    const { json } = await olivia.get(`${CARD}serviceStatsOverTime/?${time}`);
    expect(json.buckets.map(({ value }) => value > 0)).toEqual([...Array(6).fill(false), true]);
  });

  it("go all at once without bounds, and health is unknown then", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    await olivia.post(`${CARD}monitoringDataDeletions/`, { modelId: idOf.model("card-default-3") });
    fake.control.finishWork(undefined);
    expect((await olivia.get(CARD)).json).toMatchObject({
      serviceHealth: { status: "unknown" },
      modelHealth: { status: "unknown" },
      accuracyHealth: { status: "unknown" },
    });
  });

  it("are not deleted within an hour (422), of a strange model (404), or backwards (422)", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const modelId = idOf.model("card-default-3");
    const ask = async (body: object) => (await olivia.post(`${CARD}monitoringDataDeletions/`, body)).status;
    expect(await ask({ modelId, start: "2026-11-23T00:30:00Z" })).toBe(422);
    expect(await ask({ modelId, start: "yesterday" })).toBe(422);
    expect(await ask({ modelId, start: "2026-11-23T02:00:00Z", end: "2026-11-23T01:00:00Z" })).toBe(422);
    expect(await ask({ modelId: idOf.model("share-1") })).toBe(404);
    expect(fake.count("clear-statistics")).toBe(0);
  });

  it("are told by service, accuracy and drift", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const week = "start=2026-11-17T09:00:00Z&end=2026-11-24T09:00:00Z";
    const service = await olivia.get(`${CARD}serviceStats/?${week}`);
    expect(service.json).toMatchObject({
      modelId: idOf.model("card-default-3"),
      metrics: { userErrorRate: 0 },
    });
    expect(service.json.metrics.totalPredictions).toBeGreaterThan(190_000);
    const accuracy = await olivia.get(`${CARD}accuracy/?${week}`);
    expect(accuracy.json.metrics.AUC).toMatchObject({ baselineValue: 0.7774 });
    expect(accuracy.json.metrics.AUC?.value).toBeCloseTo(0.775, 2);
    const drift = await olivia.get(`${CARD}featureDrift/?${week}&limit=1`);
    expect(drift.json).toMatchObject({ metric: "psi", data: [{ name: "LIMIT_BAL" }] });
    expect((await olivia.get(`${CARD}serviceStats/?start=2026-11-17T09:10:00Z`)).status).toBe(422);
  });
});

describe("scoring code", () => {
  it("is a jar, the same each time, for whoever the deployment is shared with", async () => {
    const { fake } = await start();
    const carl = person(fake, "carl");
    const fetched = async () => {
      const answer = await fetch(`${fake.url}${CARD}scoringCode/?includeAgent=true&sourceCode=False`, {
        headers: { authorization: `Bearer ${fake.tokens.carl}` },
      });
      expect(answer.headers.get("content-type")).toBe("application/java-archive");
      expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="[0-9a-f]{24}\.jar"$/);
      return Buffer.from(await answer.arrayBuffer());
    };
    const [one, other] = [await fetched(), await fetched()];
    expect(one.equals(other)).toBe(true);
    expect(Object.keys(unzipSync(one))).toEqual(["META-INF/MANIFEST.MF", "model.json", "agent.txt"]);
    expect((await person(fake, "olivia").get(CARD)).json.scoringCodeInitialDownload.timestamp).toBe(
      "2026-11-24T09:00:00.000000Z",
    );
    expect((await carl.get(`${CARD}scoringCode/?sourceCode=true&includeAgent=true`)).status).toBe(422);
    expect((await carl.get(`${CARD}scoringCode/?includePredictionIntervals=true`)).status).toBe(422);
    const external = `/deployments/${idOf.deployment("ext-fraud")}/scoringCode/`;
    expect((await carl.get(external)).status).toBe(404);
    fake.control.set({ codes: { noScoringCode: 422 } });
    expect((await carl.get(external)).status).toBe(422);
  });

  it("with extras is built first: the last Location is the file", async () => {
    const { fake, clock } = await start();
    const carl = person(fake, "carl");
    const taken = await carl.post(`${CARD}scoringCodeBuilds/`, { includePredictionExplanations: true });
    expect(taken.status).toBe(202);
    clock.advance(WORK_MS);
    const done = await carl.get(locationOf(fake, taken));
    expect(done.status).toBe(303);
    const file = await carl.get(locationOf(fake, done));
    expect([file.status, file.headers.get("content-type")]).toEqual([200, "application/java-archive"]);
    expect((await person(fake, "ada").get(locationOf(fake, done))).status).toBe(404);
    fake.control.set({ codes: { works: 200 } });
    const other = await carl.post(`${CARD}scoringCodeBuilds/`, {});
    expect([other.status, locationOf(fake, other)]).toEqual([200, expect.stringMatching(/^\/status\//)]);
  });
});

describe("logs", () => {
  const LOGS = `/otel/deployment/${idOf.deployment("document-classifier")}/logs/`;

  it("are newest first, by a least level, a time and words, stack traces apart", async () => {
    const { fake } = await start();
    const uma = person(fake, "uma");
    const all = await uma.get(`${LOGS}?limit=3`);
    expect(all.json.totalCount).toBeGreaterThan(100);
    const times = all.json.data.map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted().toReversed());
    const errors = await uma.get(`${LOGS}?level=error&includes=could%20not%20be%20scored`);
    expect(errors.json.data[0]).toMatchObject({
      level: "error",
      message: expect.stringMatching(/^Row \d+ of the request could not be scored$/),
      stacktrace: expect.stringMatching(/^Traceback/),
      spanId: null,
      traceId: null,
    });
    const warnings = await uma.get(`${LOGS}?level=warning&excludes=not%20be%20scored`);
    expect(new Set(warnings.json.data.map(({ level }) => level))).toEqual(new Set(["warn"]));
    const hour = await uma.get(`${LOGS}?startTime=2026-11-24T08:00:00Z&endTime=2026-11-24T08:20:00Z`);
    expect(hour.json.count).toBeGreaterThan(0);
    expect(hour.json.count).toBeLessThan(5);
  });

  it("of older servers are text", async () => {
    const { fake, clock } = await start({ newer: false });
    const otto = person(fake, "otto");
    expect((await otto.get(LOGS)).status).toBe(404);
    const old = `/customModelDeployments/${idOf.deployment("network-anomalies")}/logs/`;
    expect((await otto.get(old)).text).toContain("Launched with 1 error");
    const taken = await otto.post(old);
    clock.advance(WORK_MS);
    const done = await otto.get(locationOf(fake, taken));
    expect((await otto.get(locationOf(fake, done))).text).toContain("Starting gunicorn");
    expect((await otto.get(`/customModelDeployments/${idOf.deployment("card-default")}/logs/`)).status).toBe(
      404,
    );
  });
});

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
