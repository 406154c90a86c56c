// More of the reference's summary: sharing, statistics, scoring code, logs.
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
    fake.control.finishWork();
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
