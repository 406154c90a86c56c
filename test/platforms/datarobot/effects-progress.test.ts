// What becomes of an effect that DataRobot took on, what a build hands out, how applications are made, and DataRobot's verdict.
import { describe, expect, it } from "vitest";
import { deploymentId, packageId } from "../../../src/deployments/ids.ts";
import { PlatformUnavailable } from "../../../src/ports/platform.ts";
import { AT, D, effectsRig, KEY, olivia, replacement, SERVICE_TOKEN, wireDeployment } from "./effects-rig.ts";
import { BASE, HOST, onlyScriptedAnswers, scripted, TOKEN } from "./rig.ts";

onlyScriptedAnswers();

const STATUS = `${HOST}${BASE}/status/s1/`;
const status = () =>
  scripted().get(`${BASE}/status/s1/`).matchHeader("authorization", `Bearer ${TOKEN.reveal()}`);
const modelHistory = () =>
  scripted()
    .get(`${AT}modelHistory/`)
    .query(true)
    .reply(200, { data: [{ model: { id: "m3" }, modelPackage: { id: "p3" } }] });
const now = () => scripted().get(AT).reply(200, wireDeployment());

const clear = {
  kind: "clear-statistics",
  model: packageId("p3"),
  range: { from: null, to: 3_600_000 },
} as const;

async function started(kind: "replace" | "clear-statistics" | "set-status", location = STATUS) {
  const rig = effectsRig();
  if (kind === "clear-statistics") modelHistory();
  else now();
  scripted()
    .intercept(/.*/, kind === "clear-statistics" ? "POST" : "PATCH")
    .reply(202, undefined, { location });
  const answer =
    kind === "replace"
      ? await rig.effects.replaceModel(replacement)
      : await rig.change(kind === "set-status" ? { kind, to: "inactive", expected: "active" } : clear);
  const ticket = answer.outcome === "accepted" ? answer.ticket : undefined;
  return { ...rig, ask: () => rig.effects.effect({ effectKey: KEY, ticket }) };
}

describe("work that DataRobot took on", () => {
  it.each(["INITIALIZED", "RUNNING", "SOMETHING_NEW"])("is under way while it is %s", async (word) => {
    const { ask, clock } = await started("replace");
    status().reply(200, { statusId: "s1", status: word, code: 0, message: "" });
    expect(await ask()).toEqual({ state: "under-way", since: clock.now() });
  });

  it.each(["ERROR", "ABORTED", "EXPIRED", "error: no room"])(
    "has failed with the server's message for %s",
    async (word) => {
      const { ask } = await started("set-status");
      status().reply(200, { status: word, code: 1, message: "The container did not start" });
      expect(await ask()).toMatchObject({
        state: "failed",
        sentence: "DataRobot could not do it: The container did not start.",
      });
    },
  );

  it.each([
    ["a redirect, which is not followed", 303, "", { location: `${HOST}${BASE}/deployments/d1/` }],
    ["COMPLETED", 200, { status: "COMPLETED" }, {}],
  ])(
    "that ended with %s says nothing of a replacement, and that a clearing is done",
    async (_, code, body, headers) => {
      const replaced = await started("replace");
      status().reply(code, body, headers as Record<string, string>);
      expect(await replaced.ask()).toBeNull();
      const cleared = await started("clear-statistics");
      status().reply(code, body, headers as Record<string, string>);
      expect(await cleared.ask()).toMatchObject({ state: "done" });
    },
  );

  it("is told by the deployment alone once its record has expired", async () => {
    const { ask } = await started("clear-statistics");
    status().reply(404, { message: "Not Found" });
    expect(await ask()).toBeNull();
  });

  it("that stays at its first status for two minutes is looked at itself, but never a replacement", async () => {
    for (const [kind, state] of [
      ["set-status", undefined],
      ["replace", "under-way"],
    ] as const) {
      const { ask, clock } = await started(kind);
      clock.advance(119_999);
      status().reply(200, { status: "INITIALIZED" });
      expect((await ask())?.state).toBe("under-way");
      clock.advance(1);
      status().reply(200, { status: "INITIALIZED" });
      expect((await ask())?.state).toBe(state);
    }
  });

  it.each(["https://elsewhere.example.com/collect", "nonsense"])(
    "is not asked for at %s: no token leaves for an address that is no status record's",
    async (location) => {
      const { ask } = await started("replace", location);
      expect(await ask()).toBeNull();
    },
  );

  it("is asked for at the endpoint's own host, whatever the host of its address", async () => {
    const { ask } = await started("replace", `https://elsewhere.example.com${BASE}/status/s1/`);
    status().reply(200, { status: "RUNNING" });
    expect(await ask()).toMatchObject({ state: "under-way" });
  });

  it("is not taken for anything while nobody answers", async () => {
    const { ask } = await started("replace");
    status().times(4).reply(503, {});
    await expect(ask()).rejects.toThrow(PlatformUnavailable);
  });

  it("is asked for by the service when the person's link is gone", async () => {
    let linked: string | null = TOKEN.reveal();
    const { effects } = effectsRig({ linked: () => linked });
    now();
    scripted().patch(`${AT}model/`).reply(202, undefined, { location: STATUS });
    const answer = await effects.replaceModel(replacement);
    linked = null;
    scripted()
      .get(`${BASE}/status/s1/`)
      .matchHeader("authorization", `Bearer ${SERVICE_TOKEN.reveal()}`)
      .reply(404, { message: "Not Found" });
    const ticket = answer.outcome === "accepted" ? answer.ticket : undefined;
    expect(await effects.effect({ effectKey: KEY, ticket })).toBeNull();
  });

  it.each(["", "{}", "not ours"])("a ticket that is none of ours (%j) says nothing", async (ticket) => {
    expect(await effectsRig().effects.effect({ effectKey: KEY, ticket })).toBeNull();
  });
});

describe("scoring code", () => {
  const built = (options: { form: "binary" | "source"; include: readonly ("agent" | "explanations")[] }) =>
    ({ kind: "build-scoring-code", model: packageId("p3"), options }) as const;
  const plain = built({ form: "binary", include: [] });
  const content = Buffer.from("PK the whole archive");

  async function bytesOf(effects: ReturnType<typeof effectsRig>["effects"]) {
    const download = await effects.downloadScoringCode(KEY);
    if (download.outcome !== "ready") return download;
    const chunks: Uint8Array[] = [];
    for await (const chunk of download.content) chunks.push(chunk);
    return { ...download, bytes: Buffer.concat(chunks) };
  }

  it("without extras is there at once, and comes from the deployment with the person's token", async () => {
    const { effects, change } = effectsRig();
    now();
    expect((await change(plain)).outcome).toBe("done");
    expect(await effects.effect({ effectKey: KEY })).toMatchObject({ state: "done" });
    expect(await effects.scoringCode(KEY)).toMatchObject({
      filename: "scoring-code-p3.jar",
      bytes: null,
      sha256: null,
    });
    now();
    scripted()
      .get(`${AT}scoringCode/`)
      .matchHeader("authorization", `Bearer ${TOKEN.reveal()}`)
      .reply(200, content, { "content-type": "application/java-archive" });
    expect(await bytesOf(effects)).toMatchObject({ outcome: "ready", bytes: content });
  });

  it("as source says so", async () => {
    const { effects, change } = effectsRig();
    now();
    await change(built({ form: "source", include: [] }));
    now();
    scripted().get(`${AT}scoringCode/`).query({ sourceCode: "true" }).reply(200, content);
    expect(await bytesOf(effects)).toMatchObject({
      outcome: "ready",
      code: { filename: "scoring-code-p3-source.jar" },
    });
  });

  it("of a champion that was replaced since is not handed out as if it were the one that was asked for", async () => {
    const { effects, change } = effectsRig();
    now();
    await change(plain);
    scripted()
      .get(AT)
      .reply(200, wireDeployment({ modelPackage: { id: "p9" } }));
    expect(await effects.downloadScoringCode(KEY)).toMatchObject({ outcome: "refused" });
  });

  it("with extras is built, and comes from the address where the build has ended", async () => {
    const { effects, change } = effectsRig();
    now();
    scripted()
      .post(`${AT}scoringCodeBuilds/`, { includeAgent: true })
      .reply(202, undefined, { location: STATUS });
    const answer = await change(built({ form: "binary", include: ["agent"] }));
    const ticket = answer.outcome === "accepted" ? answer.ticket : undefined;
    status().reply(200, { status: "RUNNING" });
    expect(await effects.effect({ effectKey: KEY, ticket })).toMatchObject({ state: "under-way" });
    expect(await effects.scoringCode(KEY)).toBeNull();
    status().reply(303, "", { location: `${HOST}${AT}scoringCodeBuilds/b1/` });
    expect(await effects.effect({ effectKey: KEY, ticket })).toMatchObject({ state: "done" });
    scripted().get(`${AT}scoringCodeBuilds/b1/`).reply(200, content);
    expect(await bytesOf(effects)).toMatchObject({ outcome: "ready", bytes: content });
  });

  it.each([404, 422])("that the model does not have is refused in words (%d)", async (code) => {
    const { effects, change } = effectsRig();
    now();
    await change(plain);
    now();
    scripted().get(`${AT}scoringCode/`).reply(code, { message: "The model does not support scoring code." });
    expect((await effects.downloadScoringCode(KEY)).outcome).toBe("refused");
  });

  it("that breaks off does not pass for the whole", async () => {
    const { effects, change } = effectsRig();
    now();
    await change(plain);
    now();
    scripted()
      .get(`${AT}scoringCode/`)
      .replyWithError(Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    await expect(bytesOf(effects)).rejects.toThrow(PlatformUnavailable);
  });

  it("is handed to nobody whose link is gone", async () => {
    let linked: string | null = TOKEN.reveal();
    const { effects, change } = effectsRig({ linked: () => linked });
    now();
    await change(plain);
    linked = null;
    expect(await effects.downloadScoringCode(KEY)).toMatchObject({
      outcome: "refused",
      sentence: expect.stringContaining("Link it"),
    });
    expect((await effects.downloadScoringCode("another")).outcome).toBe("refused");
  });
});

describe("applications", () => {
  const wish = {
    kind: "create-application",
    application: {
      template: "predictor",
      name: "Will they pay?",
      sharing: "only-me",
      creator: { id: olivia.id, email: olivia.email, name: olivia.name },
    },
    associationId: [],
  } as const;
  const noCode = { applications: { predictor: { kind: "no-code", typeId: "t1" } } } as const;

  it("cannot be created where no way is configured, and says where they can", async () => {
    const { effects, change } = effectsRig();
    expect(effects.cannot("create-application")).toContain(`${HOST}/console-nextgen/deployments`);
    expect((await change(wish)).outcome).toBe("refused");
  });

  it("of another kind than the configured ones, or for everybody, are refused", async () => {
    const { effects, change } = effectsRig(noCode);
    expect(effects.cannot("create-application")).toBeNull();
    for (const over of [{ template: "batch" }, { sharing: "everybody" }] as const)
      expect((await change({ ...wish, application: { ...wish.application, ...over } })).outcome).toBe(
        "refused",
      );
  });

  it("without code carry our key, by which one whose answer was lost is found", async () => {
    const { effects, change } = effectsRig(noCode);
    scripted()
      .post(`${BASE}/applications/`, {
        applicationTypeId: "t1",
        modelDeploymentId: "d1",
        name: "Will they pay?",
        description: `Pointsman ${KEY}`,
      })
      .reply(502, "");
    expect((await change(wish)).outcome).toBe("unknown");
    const list = () =>
      scripted()
        .get(`${BASE}/applications/`)
        .query(true)
        .reply(200, {
          data: [{ id: "a1", name: "x", description: `Pointsman ${KEY}`, createdAt: "2026-11-24T09:00:00Z" }],
        });
    list();
    expect(await effects.effect({ effectKey: KEY })).toEqual({
      state: "done",
      at: Date.UTC(2026, 10, 24, 9),
    });
    list();
    expect((await change(wish)).outcome).toBe("done");
  });

  it("for questions and answers are told from those that were there before", async () => {
    const { effects, change } = effectsRig({ applications: { predictor: { kind: "qanda" } } });
    const list = (...ids: readonly string[]) =>
      scripted()
        .get(`${BASE}/customApplications/`)
        .query(true)
        .reply(200, { data: ids.map((id) => ({ id, name: "Q&A" })) });
    list("a0");
    scripted().post(`${BASE}/customApplications/qanda/`, { deploymentId: "d1" }).reply(500, {});
    expect((await change(wish)).outcome).toBe("unknown");
    list("a0");
    expect(await effects.effect({ effectKey: KEY })).toBeNull();
    list("a1", "a0");
    expect(await effects.effect({ effectKey: KEY })).toMatchObject({ state: "done" });
  });

  it("of a template get a source that names the deployment, and our key in their name", async () => {
    const { change } = effectsRig({ applications: { predictor: { kind: "template", templateId: "t1" } } });
    scripted()
      .post(`${BASE}/customApplicationSources/fromCustomTemplate/`, { customTemplateId: "t1" })
      .reply(201, { id: "s1", latestVersion: { id: "v1" } });
    scripted()
      .patch(`${BASE}/customApplicationSources/s1/versions/v1/`, {
        runtimeParameterValues: JSON.stringify([
          { fieldName: "DEPLOYMENT_ID", type: "deployment", value: "d1" },
        ]),
      })
      .reply(200, {});
    scripted()
      .post(`${BASE}/customApplications/`, {
        name: `Will they pay? (Pointsman ${KEY})`,
        applicationSourceVersionId: "v1",
      })
      .reply(202, { id: "a1" }, { location: STATUS });
    expect((await change(wish)).outcome).toBe("accepted");
  });
});

describe("DataRobot's verdict on a replacement", () => {
  const asked = { deploymentId: D, packageId: packageId("p4") };
  const caller = { kind: "person", person: olivia, groups: [] } as const;
  const validated = () => scripted().post(`${AT}model/validation/`, { modelPackageId: "p4" });

  it("is asked for in the person's name, pairs its checks with ours and keeps names that are not known", async () => {
    const { effects } = effectsRig();
    validated()
      .matchHeader("authorization", `Bearer ${TOKEN.reveal()}`)
      .reply(200, {
        status: "warning",
        message: "Check the warnings.",
        checks: {
          targetType: { status: "passing", message: "Same." },
          quantumState: { status: "warning", message: "Entangled." },
          features: { status: "shaky", message: "Hm." },
          seriesType: null,
        },
      });
    expect(await effects.verdict(asked, caller)).toEqual({
      status: "warning",
      message: "Check the warnings.",
      checks: [
        { name: "targetType", check: "target-type", status: "passing", message: "Same." },
        { name: "quantumState", check: null, status: "warning", message: "Entangled." },
        {
          name: "features",
          check: "no-new-features",
          status: "warning",
          message: 'DataRobot answers "shaky", which is not known here. Hm.',
        },
        {
          name: "seriesType",
          check: "time-series",
          status: "warning",
          message: "DataRobot answers nothing that can be read.",
        },
      ],
    });
  });

  it("that is not known lets nothing pass", async () => {
    const { effects } = effectsRig();
    validated().reply(200, { status: "splendid", message: "" });
    expect((await effects.verdict(asked, caller))?.status).toBe("failing");
  });

  it.each([
    [404, { message: "Not Found" }],
    [422, { message: "Invalid field data", errors: { modelPackageId: "There is no such model." } }],
  ])("is null where there is no such deployment or version (%d)", async (code, body) => {
    const { effects } = effectsRig();
    validated().reply(code, body);
    expect(await effects.verdict(asked, caller)).toBeNull();
  });

  it.each([403, 422])(
    "is failing with the server's words where it does not validate at all (%d)",
    async (code) => {
      const { effects } = effectsRig();
      validated().reply(code, { message: "Not for this deployment." });
      expect(await effects.verdict(asked, caller)).toEqual({
        status: "failing",
        message: "Not for this deployment.",
        checks: [],
      });
    },
  );

  it.each([
    [200, "<html>"],
    [200, JSON.stringify({ verdict: "fine" })],
    [401, "{}"],
    [429, "{}"],
    [502, "<html>"],
  ])("is not made up when the answer is %d %j", async (code, body) => {
    const { effects } = effectsRig();
    validated().reply(code, body);
    await expect(effects.verdict(asked, caller)).rejects.toThrow(PlatformUnavailable);
  });

  it("needs a linked account", async () => {
    const { effects } = effectsRig({ linked: () => null });
    await expect(effects.verdict({ ...asked, deploymentId: deploymentId("d1") }, caller)).rejects.toThrow(
      "not linked",
    );
  });
});
