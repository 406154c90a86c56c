// Endings of work, faults, and what others do meanwhile: everything that a test of an adapter asks of the fake.
import { describe, expect, it, vi } from "vitest";
import { startFakeDataRobot } from "./fake-datarobot.ts";
import { idOf } from "./names.ts";
import { person } from "./person.ts";
import { locationOf, rig, WORK_MS } from "./rig.ts";

const start = rig();
const CARD = `/deployments/${idOf.deployment("card-default")}/`;
const REPLACE = { modelPackageId: idOf.version("card-default-4"), reason: "ACCURACY" };

describe("work can end", () => {
  const end = async (
    ending: Parameters<Awaited<ReturnType<typeof start>>["fake"]["control"]["endWork"]>[0],
  ) => {
    const { fake, clock } = await start({ staleReads: 0 });
    const olivia = person(fake, "olivia");
    fake.control.endWork(ending);
    const taken = await olivia.patch(`${CARD}model/`, REPLACE);
    clock.advance(WORK_MS);
    const { status, json } = await olivia.get(locationOf(fake, taken));
    const deployment = (await olivia.get(CARD)).json;
    const replaced = deployment.modelPackage.id === REPLACE.modelPackageId;
    return {
      status,
      name: json.status,
      message: json.message,
      deployment: deployment.status,
      replaced,
      count: fake.count("replace-model"),
    };
  };

  it("COMPLETED without a redirect", async () => {
    expect(await end({ how: "completed" })).toMatchObject({
      status: 200,
      name: "COMPLETED",
      replaced: true,
      count: 1,
    });
  });

  it("in ERROR with a message, and nothing done", async () => {
    expect(await end({ how: "error", message: "The container did not start." })).toEqual({
      status: 200,
      name: "ERROR",
      message: "The container did not start.",
      deployment: "active",
      replaced: false,
      count: 0,
    });
  });

  it("in ERROR though it was done", async () => {
    expect(await end({ how: "error", done: true })).toMatchObject({
      name: "ERROR",
      replaced: true,
      count: 1,
    });
  });

  it("ABORTED", async () => {
    expect(await end({ how: "aborted" })).toMatchObject({ name: "ABORTED", replaced: false, count: 0 });
  });

  it("never, by its record, though it was done", async () => {
    expect(await end({ how: "stuck" })).toMatchObject({ name: "INITIALIZED", replaced: true, count: 1 });
  });

  it("without a record", async () => {
    expect(await end({ how: "expired" })).toMatchObject({ status: 404, replaced: true, count: 1 });
  });

  it("of one kind, leaving others as they are", async () => {
    const { fake, clock } = await start();
    const olivia = person(fake, "olivia");
    fake.control.endWork({ of: "deactivate", how: "error" });
    const taken = await olivia.patch(`${CARD}model/`, REPLACE);
    clock.advance(WORK_MS);
    expect((await olivia.get(locationOf(fake, taken))).status).toBe(303);
  });

  it("is not seen by another account, and is listed while it runs", async () => {
    const { fake } = await start();
    const taken = await person(fake, "olivia").patch(`${CARD}model/`, REPLACE);
    expect((await person(fake, "otto").get(locationOf(fake, taken))).status).toBe(404);
    expect((await person(fake, "olivia").get("/status/?limit=0")).json.count).toBe(1);
    fake.control.finishWork();
    expect((await person(fake, "olivia").get("/status/")).json.count).toBe(0);
  });

  it("badly when the validation fails by then", async () => {
    const { fake, clock } = await start();
    const olivia = person(fake, "olivia");
    const taken = await olivia.patch(`${CARD}model/`, REPLACE);
    fake.control.archive({ version: "card-default-4" });
    clock.advance(WORK_MS);
    expect((await olivia.get(locationOf(fake, taken))).json.status).toBe("ERROR");
    expect(fake.count("replace-model")).toBe(0);
  });

  it("never on an inactive deployment, where that is asked for", async () => {
    const { fake, clock } = await start({ inactiveReplacement: "hangs" });
    const olivia = person(fake, "olivia");
    const body = { modelPackageId: idOf.version("spring-campaign-2"), reason: "OTHER" };
    const taken = await olivia.patch(`/deployments/${idOf.deployment("spring-campaign")}/model/`, body);
    clock.advance(WORK_MS * 100);
    expect((await olivia.get(locationOf(fake, taken))).json.status).toBe("INITIALIZED");
    expect(fake.count("replace-model")).toBe(0);
  });
});

describe("a call can get", () => {
  const edit = { label: "renamed" };

  it("429 with Retry-After, so many times, on one path alone", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    fake.control.fault({ on: "GET /deployments/*/", kind: "rate-limit", retryAfterS: 7, times: 2 });
    expect((await olivia.get(`${CARD}settings/`)).status).toBe(200);
    const first = await olivia.get(CARD);
    expect([first.status, first.headers.get("retry-after")]).toEqual([429, "7"]);
    expect((await olivia.get(CARD)).status).toBe(429);
    expect((await olivia.get(CARD)).status).toBe(200);
  });

  it.each([
    [{ kind: "status", status: 500 }, 500, "application/json"],
    [{ kind: "status", status: 503 }, 503, "application/json"],
    [{ kind: "html" }, 502, "text/html; charset=utf-8"],
    [{ kind: "login-redirect" }, 302, "text/html; charset=utf-8"],
  ] as const)("%o before anything is done", async (fault, status, type) => {
    const { fake } = await start();
    fake.control.fault({ on: "/deployments/**", ...fault });
    const got = await person(fake, "olivia").patch(CARD, edit);
    expect([got.status, got.headers.get("content-type")]).toEqual([status, type]);
    expect(fake.effects).toEqual([]);
    expect(fake.log).toMatchObject([{ by: "olivia", fault: fault.kind, status, body: edit }]);
  });

  it.each([
    [{ kind: "status-after", status: 500 }, 500],
    [{ kind: "html-after" }, 502],
    [{ kind: "late-answer", ms: 1 }, 204],
  ] as const)("%o after it was done", async (fault, status) => {
    const { fake } = await start();
    fake.control.fault({ on: "**", ...fault });
    expect((await person(fake, "olivia").patch(CARD, edit)).status).toBe(status);
    expect(fake.count("edit", "card-default")).toBe(1);
  });

  it.each([
    ["drop", 0],
    ["lost-answer", 1],
  ] as const)("no answer: %s", async (kind, done) => {
    const { fake } = await start();
    fake.control.fault({ on: `PATCH ${CARD}`, kind });
    await expect(person(fake, "olivia").patch(CARD, edit)).rejects.toThrow();
    expect(fake.count("edit", "card-default")).toBe(done);
    expect(fake.log).toMatchObject([{ status: null, fault: kind }]);
  });

  it.each([
    ["hang", 0],
    ["hang-after", 1],
  ] as const)("nothing for ever: %s", async (kind, done) => {
    const { fake } = await start();
    fake.control.fault({ on: "**", kind });
    const patience = new AbortController();
    const init = { body: JSON.stringify(edit), signal: patience.signal };
    const answer = person(fake, "olivia").send("PATCH", CARD, init);
    await vi.waitFor(() => {
      expect(fake.log).toHaveLength(1);
      expect(fake.count("edit", "card-default")).toBe(done);
    });
    patience.abort();
    await expect(answer).rejects.toThrow(/abort/);
    expect(fake.log).toMatchObject([{ status: null, fault: kind }]);
  });

  it("faults by a seed, the same each time", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const rates = { "status-503": 0.3, html: 0.2 };
    const run = async () => {
      fake.control.randomFaults({ seed: 7, rates, on: "/account/**" });
      const statuses = [];
      for (let i = 0; i < 30; i += 1) statuses.push((await olivia.get("/account/info/")).status);
      return statuses;
    };
    const once = await run();
    expect(new Set(once)).toEqual(new Set([200, 502, 503]));
    expect(await run()).toEqual(once);
    fake.control.calm();
    expect((await olivia.get("/account/info/")).status).toBe(200);
  });
});

describe("others", () => {
  it("change things in DataRobot's own pages, which counts for no client", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    fake.control.replaceModel({ deployment: "card-default", version: "card-default-2", by: "otto" });
    fake.control.edit({ deployment: "card-default", importance: "LOW" });
    fake.control.grant({ deployment: "card-default", to: "group:ml-approvers", role: "USER" });
    const { json } = await olivia.get(CARD);
    expect([json.modelPackage.name, json.importance]).toEqual(["Credit card default v2", "LOW"]);
    expect((await person(fake, "ada").get(CARD)).status).toBe(200);
    expect(fake.count("replace-model")).toBe(0);
    expect(fake.effects.map(({ kind, by, elsewhere }) => [kind, by, elsewhere])).toEqual([
      ["replace-model", "otto", true],
      ["edit", "otto", true],
      ["share", "otto", true],
    ]);
    fake.control.remove({ deployment: "card-default" });
    expect((await olivia.get(CARD)).status).toBe(404);
  });

  it("register a version, add a challenger, change settings", async () => {
    const { fake } = await start();
    const olivia = person(fake, "olivia");
    const id = fake.control.register({ like: "card-default-4", name: "Credit card default v9" });
    expect((await olivia.get(`/modelPackages/${id}/`)).json.registeredModelVersion).toBe(9);
    fake.control.challenger({ deployment: "card-default", version: id });
    fake.control.settings({
      deployment: "card-default",
      settings: { segmentAnalysis: { enabled: true, attributes: ["SEX", "BRANCH"] } },
    });
    const verdict = await olivia.post(`${CARD}model/validation/`, { modelPackageId: id });
    expect(verdict.json.checks).toMatchObject({
      validChallenger: { status: "failing" },
      containsTrackedSegmentAttributes: { status: "failing", message: expect.stringContaining("BRANCH") },
    });
    expect(verdict.json.checks.containsTrackedSegmentAttributes?.message).not.toContain("SEX");
  });
});

describe("over HTTP", () => {
  it("the same acts answer to whoever knows the secret", async () => {
    const { fake } = await start();
    const at = (path: string) => `${new URL(fake.url).origin}/__control/${path}`;
    const headers = { "x-control-secret": fake.controlSecret };
    const post = async (path: string, body: object, as: Record<string, string> = headers) =>
      (await fetch(at(path), { method: "POST", body: JSON.stringify(body), headers: as })).status;
    const fault = { on: "/ping", kind: "status", status: 503 };
    expect(await post("fault", fault, {})).toBe(401);
    expect(await post("fault", fault)).toBe(200);
    expect((await person(fake, "uma").get("/ping")).status).toBe(503);
    expect(await post("fault", { on: "/ping", kind: "explode" })).toBe(422);
    expect(await post("nonsense", {})).toBe(404);
    expect(await post("replaceModel", { deployment: "card-default", version: "card-default-2" })).toBe(200);
    expect(await post("replaceModel", { deployment: "no-such", version: "card-default-2" })).toBe(422);
    const log = await fetch(at("log"), { headers });
    expect(await log.json()).toMatchObject([{ method: "GET", path: "/ping", status: 503 }]);
    const effects = await fetch(at("effects"), { headers });
    expect(await effects.json()).toMatchObject([{ kind: "replace-model", elsewhere: true }]);
  });
});

describe("a call that no client may make", () => {
  it.each([
    [
      "delete",
      `/useCases/${idOf.useCase("credit-risk")}/deployments/${idOf.deployment("card-default")}/?deleteResource=true`,
    ],
    ["delete", `/otel/deployment/${idOf.deployment("document-classifier")}/logs/`],
    ["delete", `/applications/${idOf.deployment("share")}/?hard=true`],
    ["delete", `/customApplications/${idOf.deployment("share")}/?hardDelete=true`],
  ] as const)("%s %s does nothing and fails the test at the end", async (method, path) => {
    const fake = await startFakeDataRobot();
    expect((await person(fake, "olivia")[method](path)).status).toBe(403);
    expect(fake.effects).toEqual([]);
    await expect(fake.close()).rejects.toThrow(/no client may make/);
  });
});
