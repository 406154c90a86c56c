// Answers that are not as the reference has them: what is missing is null, what is unknown is unknown, what is wrong is an error in words.
import { describe, expect, it } from "vitest";
import { deploymentId, packageId } from "../../../src/deployments/ids.ts";
import { textEntries } from "../../../src/platforms/datarobot/read-logs.ts";
import { createDataRobotReads } from "../../../src/platforms/datarobot/reads.ts";
import { BASE, clientRig, onlyScriptedAnswers, scripted, TOKEN } from "./rig.ts";

onlyScriptedAnswers();

const ID = "5f1a5f1a5f1a5f1a5f1a5f1a";
const VERSION = "6f1a5f1a5f1a5f1a5f1a5f1a";
const MODEL = "7f1a5f1a5f1a5f1a5f1a5f1a";

function reads() {
  const { client, clock } = clientRig();
  return createDataRobotReads({
    client,
    clock,
    serviceToken: TOKEN,
    linkedAccounts: {
      tokenOf: async () => null,
      missing: async () => null,
      linkBroken: async () => undefined,
    },
    wait: async () => undefined,
    scoringCodeMakesPermanent: false,
  });
}

type Answers = Readonly<Record<string, readonly [status: number, body: unknown]>>;

/** The least that an installation has to answer for one deployment; `over` by path. */
function script(over: Answers = {}): void {
  const answers: Answers = {
    [`/deployments/${ID}/`]: [200, { id: ID, label: "bare" }],
    [`/deployments/${ID}/settings/`]: [200, {}],
    [`/deployments/${ID}/sharedRoles/`]: [200, { data: [] }],
    [`/deployments/${ID}/challengers/`]: [200, { data: [] }],
    [`/deployments/${ID}/modelHistory/`]: [404, { message: "Not Found" }],
    [`/deployments/${ID}/capabilities/`]: [404, { message: "Not Found" }],
    [`/deployments/${ID}/championModelPackage/`]: [404, { message: "Not Found" }],
    [`/deployments/${ID}/features/`]: [422, { message: "Not supported." }],
    "/useCases/": [403, { message: "Use Cases are switched off." }],
    ...over,
  };
  for (const [path, [status, body]] of Object.entries(answers))
    scripted()
      .get(`${BASE}${path}`)
      .query(true)
      .reply(status, body as string | Record<string, unknown>);
}

const read = () => reads().deployment(deploymentId(ID));
const withDeployment = (body: object): Answers => ({
  [`/deployments/${ID}/`]: [200, { id: ID, label: "odd", ...body }],
});

describe("a deployment of which hardly anything is told", () => {
  it("is read, and invents nothing", async () => {
    script();
    expect(await read()).toEqual({
      id: ID,
      label: "bare",
      description: "",
      importance: null,
      status: "unknown",
      approval: "APPROVED",
      createdAt: null,
      createdBy: null,
      championId: "",
      championSince: null,
      environment: {
        id: "",
        name: "no environment recorded",
        platform: "other",
        supportedModelFormats: [],
        managedByManagementAgent: false,
      },
      settings: {
        drift: { target: false, features: false },
        associationId: { columns: [], required: false },
        challengersEnabled: false,
        humility: { enabled: false, rules: [] },
        predictionIntervals: { enabled: false, percentiles: [] },
        segments: { enabled: false, attributes: [] },
      },
      challengers: [],
      health: {
        service: { status: "unavailable", message: "" },
        drift: { status: "unavailable", message: "" },
        accuracy: { status: "unavailable", message: "" },
      },
      usage: { dailyRates: [], lastPredictionAt: null },
      grants: [],
      useCases: [],
      history: [],
      launchWarning: false,
      permanentSince: null,
      scoringCode: false,
      applications: [],
      predictionUrl: null,
    });
  });

  it("has an overview all the same, with no champion", async () => {
    script();
    expect(await reads().overview(deploymentId(ID))).toMatchObject({
      champion: null,
      previousChampion: null,
      challengers: [],
    });
  });

  it("has its champion in the history where DataRobot keeps none that can be read", async () => {
    const body = {
      model: { id: MODEL, deployedAt: "2026-11-01T10:00:00.123456Z" },
      modelPackage: { id: VERSION, name: "v4" },
    };
    script(withDeployment(body));
    const from = Date.UTC(2026, 10, 1, 10, 0, 0, 123);
    expect(await read()).toMatchObject({
      championId: VERSION,
      championSince: from,
      history: [{ packageId: VERSION, packageName: "v4", from, by: null, reason: null, effectKey: null }],
    });
  });
});

describe("values that are not known here", () => {
  it("are unknown, and no error", async () => {
    script({
      ...withDeployment({
        status: "hibernating",
        importance: "EXTREME",
        approvalStatus: "SOMETHING_NEW",
        serviceHealth: { status: "glowing", message: null },
        predictionEnvironment: {
          id: "e",
          name: "E",
          platform: "moon",
          supportedModelFormats: ["onnx", "customModel"],
        },
      }),
      [`/deployments/${ID}/sharedRoles/`]: [
        200,
        {
          data: [
            { id: "1", name: "A@Example.com", role: "USER", shareRecipientType: "user" },
            { id: "2", name: "b@example.com", role: "OBSERVER", shareRecipientType: "user" },
            { id: "3", name: "robot", role: "OWNER", shareRecipientType: "externalApplication" },
            { id: "4", name: "ml", role: "CONSUMER", shareRecipientType: "group", scimManaged: true },
          ],
          next: "",
        },
      ],
    });
    expect(await read()).toMatchObject({
      status: "unknown",
      importance: null,
      // Nobody has approved what nobody understands.
      approval: "PENDING",
      health: { service: { status: "unknown", message: "" } },
      environment: { platform: "other", supportedModelFormats: ["customModel"] },
      grants: [
        { subject: { kind: "user", email: "a@example.com" }, role: "USER" },
        { subject: { kind: "group", group: "ml" }, role: "CONSUMER" },
      ],
    });
  });

  it("are read whatever the order of the history, with times in whatever zone", async () => {
    script({
      ...withDeployment({ modelPackage: { id: VERSION, name: "v4" } }),
      [`/deployments/${ID}/modelHistory/`]: [
        200,
        {
          data: [
            { modelPackage: { id: MODEL, name: "v3" }, startDate: "2026-10-01T00:00:00", reason: "BOREDOM" },
            {
              modelPackage: { id: VERSION, name: "v4" },
              startDate: "2026-11-01T02:00:00+02:00",
              reason: "ERRORS",
            },
            { modelPackage: null, startDate: "2026-09-01T00:00:00Z" },
            { modelPackage: { id: "no time" } },
          ],
        },
      ],
    });
    expect(
      (await read())?.history.map(({ packageName, from, reason }) => [packageName, from, reason]),
    ).toEqual([
      ["v4", Date.UTC(2026, 10, 1), "ERRORS"],
      ["v3", Date.UTC(2026, 9, 1), null],
    ]);
  });

  it("of capabilities are taken from the list, or from the field where there is no list", async () => {
    script(withDeployment({ capabilities: { supportsScoringCodeDownload: true, odd: "yes" } }));
    expect((await read())?.scoringCode).toBe(true);
    script({
      ...withDeployment({ capabilities: { supportsScoringCodeDownload: true } }),
      [`/deployments/${ID}/capabilities/`]: [
        200,
        { data: [{ name: "supportsScoringCodeDownload", supported: false, messages: ["no"] }] },
      ],
    });
    expect((await read())?.scoringCode).toBe(false);
  });
});

describe("what is wrong", () => {
  const cases: readonly (readonly [string, Answers, RegExp])[] = [
    ["no label", { [`/deployments/${ID}/`]: [200, { id: ID }] }, /deployments\/.*"label"/],
    ["a time that is none", withDeployment({ createdAt: "yesterday" }), /"createdAt": not a time/],
    [
      "a list that is none",
      { [`/deployments/${ID}/sharedRoles/`]: [200, { items: [] }] },
      /sharedRoles\/.*"data"/,
    ],
    ["a page in between", { [`/deployments/${ID}/settings/`]: [200, "<html>"] }, /settings\/.*not JSON/],
    ["a login page", { "/useCases/": [302, ""] }, /useCases\/.*redirect/],
    ["grants that may not be read", { [`/deployments/${ID}/sharedRoles/`]: [403, {}] }, /sharedRoles/],
    ["a token that is refused", { "/useCases/": [401, { message: "no" }] }, /useCases/],
  ];
  it.each(cases)("is an error that says where: %s", async (_, answers, says) => {
    script(answers);
    await expect(read()).rejects.toThrow(says);
  });

  it("of the deployment itself is absence: 404 of DataRobot's own", async () => {
    script({ [`/deployments/${ID}/`]: [404, { message: "Not Found" }] });
    expect(await read()).toBeNull();
  });
});

describe("a version of which hardly anything is told", () => {
  it("is read: what it can do is not recorded, and no check takes that for a difference", async () => {
    scripted()
      .get(`${BASE}/modelPackages/${VERSION}/`)
      .reply(200, {
        id: VERSION,
        modelExecutionType: "custom_inference_model",
        target: { type: "Telepathy" },
      })
      .get(`${BASE}/modelPackages/${VERSION}/features/`)
      .query(true)
      .reply(422, { message: "no training data" });
    const [read] = await reads().packages([packageId(VERSION)], { kind: "service" });
    expect(read).toMatchObject({
      name: VERSION,
      kind: "custom",
      target: { name: null, type: null, classes: null, classCount: null },
      features: null,
      trainingData: null,
      humilitySupport: null,
      predictionIntervals: null,
      explanations: null,
      driftSupport: null,
      tests: { status: "unknown" },
      author: null,
      createdAt: null,
    });
  });
});

describe("a text log", () => {
  it.each([
    ["", []],
    ["2026-11-24T08:00:00.123456Z INFO Up", [["INFO", "Up"]]],
    ["[2026-11-24 08:00:00,123] [warning] Slow", [["WARNING", "Slow"]]],
    ["2026-11-24 08:00:00 - error - Down\n  at x\n\n  at y", [["ERROR", "Down\n  at x\n  at y"]]],
    ["Banner\n2026-11-24 08:00:00 no level", [["INFO", "Banner\nno level"]]],
    ["2026-11-24T08:00:00+02:00 CRITICAL Gone", [["CRITICAL", "Gone"]]],
  ])("%j", (text, entries) => {
    expect(textEntries(text, 7).map(({ level, text: words }) => [level, words])).toEqual(entries);
  });

  it("without any time is lost to nobody", () => {
    expect(textEntries("only\nwords\n", 7)).toEqual([{ at: 7, level: "INFO", text: "only\nwords" }]);
  });
});
