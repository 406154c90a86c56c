// Scoring code: from asking to the bytes in somebody's hands. Reference: deployment actions, section 3.4.
import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { strFromU8, unzipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { packageId } from "../../src/deployments/ids.ts";
import type { CodeDelivery } from "../../src/operations/operations.ts";
import { packagePut } from "../../src/platforms/local/records.ts";
import type { EffectAnswer, Platform } from "../../src/ports/platform.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { sentCard } from "../../src/slack/cards/results.ts";
import { refusal, value } from "../support/answers.ts";
import { askFor, confirm, confirmed, submit } from "../support/asking.ts";
import { slackId } from "../support/fake-directory.ts";
import { firstAnswerLost, IN_DOUBT } from "../support/lost-answers.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { type Pages, servePages } from "../support/pages.ts";
import { changeDeployment, changePackage, deploymentOf, put } from "../support/registry.ts";

let rig: OperationsRig;
let pages: Pages;

async function start(options: Parameters<typeof operationsRig>[0] = {}): Promise<void> {
  rig = await operationsRig(options);
  pages = await servePages(rig);
}
async function stop(): Promise<void> {
  await pages.close();
  await rig.store.close();
}
beforeEach(() => start());
afterEach(() => stop());

/** Another rig in place of the one that every test begins with. */
async function restart(options: Parameters<typeof operationsRig>[0]): Promise<void> {
  await stop();
  await start(options);
}

type Options = Readonly<Record<string, Json>>;
const INPUT: Options = { language: "cli", include: [], form: "binary", acknowledged: false };

/** By its id: a Consumer has nothing else. */
const ask = async (name: string, label: string, over: Options = {}) =>
  askFor(rig, name, {
    action: "scoring-code",
    label: await rig.byLabel(label),
    input: { ...INPUT, ...over },
  });

async function build(name: string, label: string, over: Options = {}): Promise<ChangeRequest> {
  const request = await ask(name, label, over);
  expect(request.state.name).toBe("checked");
  return confirmed(rig, name, request);
}

const download = (name: string, { id }: ChangeRequest) =>
  rig.operations.download(rig.actor(name), id, { edition: 1 });

async function linkFor(
  name: string,
  request: ChangeRequest,
): Promise<Extract<CodeDelivery, { kind: "link" }>> {
  const given = value(await download(name, request));
  if (given.kind !== "link") throw new Error("It came as a file.");
  return given;
}

const press = (address: string) => fetch(pages.at(address), { method: "POST" });
const downloads = () => rig.audit.filter(({ event }) => event === "scoring-code.downloaded");

describe("a build", () => {
  test("reports when it is done, to whoever asked and to nobody else", async () => {
    const done = await build("uma", "card-default", { include: ["agent", "explanations"] });
    expect(done.state).toMatchObject({
      name: "succeeded",
      outcome: {
        from: "Credit card default v3",
        to: "binary JAR with monitoring agent and prediction explanations",
      },
    });
    expect(rig.messenger.of("outcome-notice")).toEqual([]);
    const view = value(await rig.operations.request(rig.actor("uma"), done.id));
    expect(JSON.stringify(requestCard(view).blocks)).toContain('"text":"Download"');
    const others = value(await rig.operations.request(rig.actor("olivia"), done.id));
    expect(JSON.stringify(requestCard(others).blocks)).not.toContain('"text":"Download"');
  });

  test("may take its time: nothing is offered before the platform says that it is done", async () => {
    const late: { run?: () => Promise<EffectAnswer> } = {};
    await restart({
      wrapPlatform: (platform): Platform => ({
        ...platform,
        change: async (command) => {
          late.run = () => platform.change(command);
          return { outcome: "accepted" };
        },
      }),
    });
    const { id } = await ask("uma", "card-default");
    value(await confirm(rig, "uma", { id }));
    await rig.settle(10_000);
    expect((await rig.request(id)).state.name).toBe("executing");
    expect((await download("uma", await rig.request(id))).ok).toBe(false);
    await late.run?.();
    await rig.settle();
    expect((await rig.request(id)).state.name).toBe("succeeded");
  });

  test.each(IN_DOUBT)("is looked for first when the platform $what", async (fault) => {
    const lost = firstAnswerLost(fault);
    await restart({ wrapPlatform: lost.wrap });
    const { id } = await build("uma", "card-default");
    await rig.settle(3_600_000);
    expect((await rig.request(id)).state.name).toBe("succeeded");
    expect(lost.calls).toBe(fault.executed ? 1 : 2);
  });

  test("is of the model that was confirmed: after a replacement nothing is built", async () => {
    const request = await ask("uma", "card-default");
    await changeDeployment(rig, "card-default", { championId: packageId("p-card-default-4") });
    expect((await confirmed(rig, "uma", request)).state.name).not.toBe("succeeded");
  });
});

test("no policy gates it, not even one that names it", async () => {
  const [policy] = rig.policies.policies;
  if (policy === undefined) throw new Error("The sample policy is there.");
  rig.policies = { ...rig.policies, policies: [{ ...policy, actions: ["scoring-code"] }] };
  const done = await build("uma", "card-default");
  expect(done.state.name).toBe("succeeded");
  expect(done.assessment?.policies).toEqual([]);
});

describe("what can be chosen", () => {
  test.each([[["agent"]], [["explanations"]], [["agent", "explanations"]]])(
    "is not source with %s: the error names the form",
    async (include) => {
      const answer = await submit(rig, "uma", {
        action: "scoring-code",
        label: "card-default",
        input: { ...INPUT, form: "source", include },
      });
      expect(refusal(answer)).toMatchObject({ code: "invalid", field: "form" });
      expect(refusal(answer).sentence).toContain("Source is there only without");
    },
  );

  test("is source alone, which says that it cannot score", async () => {
    const done = await build("uma", "card-default", { form: "source" });
    const link = await linkFor("uma", done);
    expect(link.code.filename).toBe("credit-card-default-v3-sources.jar");
    expect(link.example).toContain("cannot score");
  });

  test("are explanations for models with XEMP only: others are refused at the field with the reason", async () => {
    const shap = await ask("olivia", "house-value", { include: ["explanations"] });
    expect(shap.state).toMatchObject({
      name: "refused",
      refusal: { code: "invalid", field: "include", sentence: expect.stringContaining("XEMP only") },
    });
    expect((await build("olivia", "house-value", { include: ["agent"] })).state.name).toBe("succeeded");
    // Changed between form and build: what the model has by then counts.
    const asked = await ask("uma", "card-default", { include: ["explanations"] });
    await changePackage(rig, "p-card-default-3", { explanations: "none" });
    expect((await confirmed(rig, "uma", asked)).state.name).toBe("refused");
  });

  test("are explanations as well for a version whose record is older than the method in it", async () => {
    const [version = null] = await rig.platform.packages([packageId("p-house-value-1")], { kind: "service" });
    if (version === null) throw new Error("The sample version is there.");
    const { explanations: _, ...older } = version;
    await put(rig, packagePut(older as typeof version));
    const done = await build("olivia", "house-value", { include: ["explanations"] });
    expect(done.state.name).toBe("succeeded");
  });

  test("are intervals for time series only, and explanations for all others only", async () => {
    const none = await ask("uma", "card-default", { include: ["intervals"] });
    expect(none.state).toMatchObject({ name: "refused", refusal: { field: "include" } });
    const series = (await rig.platform.deployments({ text: "", filter: {}, limit: 100 }, { kind: "service" }))
      .items;
    for (const { id, label } of series) {
      const overview = await rig.platform.overview(id);
      if (overview?.champion?.timeSeries == null || !overview.deployment.scoringCode) continue;
      if (overview.champion.kind !== "native") continue;
      const explained = await ask("olivia", label, { include: ["explanations"] });
      expect(explained.state).toMatchObject({ name: "refused", refusal: { field: "include" } });
      const intervals = await build("olivia", label, { include: ["intervals"] });
      expect((await linkFor("olivia", intervals)).example).toContain("--interval_length");
      return;
    }
    throw new Error("The sample fleet has a time series with scoring code.");
  });

  test("changes the example by its language, and never the file", async () => {
    const links = [];
    for (const language of ["python-api", "java-api", "cli"])
      links.push(await linkFor("uma", await build("uma", "card-default", { language })));
    expect(new Set(links.map(({ code }) => code.sha256)).size).toBe(1);
    expect(new Set(links.map(({ example }) => example)).size).toBe(3);
  });
});

describe("who may", () => {
  test("a Consumer asks by id, and learns no name and nothing else of the deployment", async () => {
    const label = "Named after a secret project";
    await changeDeployment(rig, "card-default", { label });
    const { id, environment } = await deploymentOf(rig, label);
    const carl = rig.actor("carl");
    expect(value(await rig.operations.lookup(carl, label, "scoring-code")).found).toBe("none");
    expect(value(await rig.operations.lookup(carl, id)).found).toBe("none");
    expect(value(await rig.operations.lookup(carl, id, "edit")).found).toBe("none");
    expect(value(await rig.operations.lookup(carl, id, "scoring-code"))).toMatchObject({
      found: "one",
      deployment: { id, label: id, environmentName: "" },
      caller: { person: { slackUser: slackId("carl") } },
    });
    value(await rig.ask("olivia", { label }));
    await rig.settle();
    const form = value(await rig.operations.actionForm(carl, "scoring-code", id));
    const seen = JSON.stringify({ ...form.deployment, open: form.open });
    expect(form.open).toEqual([]);
    for (const hidden of [label, environment.name, "olivia@example.com", "Olivia"])
      expect(seen).not.toContain(hidden);
    const done = await build("carl", label);
    expect(done.deploymentLabel).toBe(id);
    const card = requestCard(value(await rig.operations.request(carl, done.id)));
    expect(JSON.stringify(card)).not.toContain(label);
    expect(JSON.stringify(card)).not.toContain("Importance");
    expect((await press((await linkFor("carl", done)).address)).status).toBe(200);
  });

  test("nobody without a role, and nothing where the model has no scoring code", async () => {
    const none = await ask("ada", "house-value");
    expect(none.state).toMatchObject({ name: "refused", refusal: { code: "not-found" } });
    await changeDeployment(rig, "card-default", { scoringCode: false });
    const unsupported = await ask("carl", "card-default");
    expect(unsupported.state).toMatchObject({ name: "refused", refusal: { code: "unavailable" } });
    // The refusal quotes the id: a Consumer learns no name by being refused.
    expect(JSON.stringify(unsupported.state).replaceAll(unsupported.deploymentId, "")).not.toContain(
      "card-default",
    );
  });

  test("only whoever asked downloads; every refused try is an entry of the trail", async () => {
    const done = await build("uma", "card-default");
    for (const name of ["olivia", "carl", "ada"])
      expect(refusal(await download(name, done)).code).toBe("not-found");
    expect(rig.audit.filter(({ event }) => event === "press.refused")).toHaveLength(3);
    expect(downloads()).toEqual([]);
  });

  test("whoever lost the role since then does not download, with an old link neither", async () => {
    const done = await build("uma", "card-default");
    const { address } = await linkFor("uma", done);
    await changeDeployment(rig, "card-default", { grants: [] });
    expect(refusal(await download("uma", done)).code).toBe("not-found");
    expect((await fetch(pages.at(address))).status).toBe(404);
    expect((await press(address)).status).toBe(404);
    expect(downloads()).toEqual([]);
  });
});

describe("the link", () => {
  test("is for the person of it: when the account behind it is somebody else's by then, it hands out nothing", async () => {
    const { address } = await linkFor("uma", await build("uma", "card-default"));
    // Otto may have scoring code of the deployment as well.
    rig.directory.set("uma", { email: "otto@example.com" });
    expect((await fetch(pages.at(address))).status).toBe(404);
    expect((await press(address)).status).toBe(404);
    expect(downloads()).toEqual([]);
    rig.directory.set("uma", { email: "uma@example.com" });
    // Nor is one good that was signed for another person, whoever the account and the build belong to.
    const link = rig.links.read(new URL(address).searchParams.get("token") ?? "");
    if (link === null) throw new Error("It is a link of ours.");
    const others = rig.links.address({ ...link, person: "otto@example.com" });
    expect((await fetch(pages.at(others))).status).toBe(404);
    expect((await press(others)).status).toBe(404);
    expect(downloads()).toEqual([]);
    expect((await press(address)).status).toBe(200);
  });

  test("shows a page that uses nothing up; its button hands out the bytes of the checksum, and is audited", async () => {
    const { address, code } = await linkFor("uma", await build("uma", "card-default"));
    for (let looks = 0; looks < 3; looks += 1) {
      const page = await fetch(pages.at(address));
      expect(page.status).toBe(200);
      expect(page.headers.get("cache-control")).toBe("no-store");
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(page.headers.get("referrer-policy")).toBe("no-referrer");
      expect(await page.text()).toContain(code.sha256);
    }
    expect(downloads()).toEqual([]);
    const answer = await press(address);
    expect(answer.headers.get("content-disposition")).toBe(
      'attachment; filename="credit-card-default-v3.jar"',
    );
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(bytes).toHaveLength(code.bytes ?? Number.NaN);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(code.sha256);
    const files = unzipSync(bytes);
    expect(strFromU8(files["META-INF/MANIFEST.MF"] ?? new Uint8Array())).toContain("Manifest-Version: 1.0");
    expect(downloads()).toMatchObject([
      {
        action: "scoring-code",
        who: { person: { slackUser: "U0UMA" } },
        details: { name: "Download Codegen From Deployment", via: "link", sha256: code.sha256 },
      },
    ]);
  });

  test("works once, also for two presses at the same time", async () => {
    const done = await build("uma", "card-default");
    const { address } = await linkFor("uma", done);
    const statuses = (await Promise.all([press(address), press(address)])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 410]);
    expect((await fetch(pages.at(address))).status).toBe(410);
    expect(downloads()).toHaveLength(1);
    expect((await press((await linkFor("uma", done)).address)).status).toBe(200);
  });

  test("works for 15 minutes, and leaves nothing behind", async () => {
    const done = await build("uma", "card-default");
    const [old, young] = [await linkFor("uma", done), await linkFor("uma", done)];
    await rig.pass(15 * 60_000 - 1);
    expect((await press(young.address)).status).toBe(200);
    await rig.pass(1);
    expect((await press(old.address)).status).toBe(410);
    await rig.pass(60 * 60_000);
    await rig.worker.drain();
    expect(await rig.store.nextAlarm(["seen"])).toBeNull();
  });

  test("is nothing when a letter of it is changed, for another page neither", async () => {
    const { address } = await linkFor("uma", await build("uma", "card-default"));
    const at = address.indexOf("token=") + 20;
    const changed = `${address.slice(0, at)}${address[at] === "A" ? "B" : "A"}${address.slice(at + 1)}`;
    for (const wrong of [changed, address.slice(0, -2), address.replace("/download", "/application")]) {
      expect((await fetch(pages.at(wrong))).status).toBe(404);
      expect((await press(wrong)).status).toBe(404);
    }
    expect((await press(address)).status).toBe(200);
  });

  test("is in no line of the log", async () => {
    const { address } = await linkFor("uma", await build("uma", "card-default"));
    await fetch(pages.at(address));
    await press(address);
    const token = new URL(address).searchParams.get("token") ?? "";
    expect(pages.logged.length).toBeGreaterThan(0);
    expect(pages.logged.join("\n")).not.toContain(token.slice(0, 40));
    expect(JSON.stringify(rig.audit)).not.toContain(token.slice(0, 40));
  });

  test("hands out nothing when the trail cannot be written", async () => {
    let full = false;
    await restart({
      wrapStore: (store) => ({
        ...store,
        commit: async (commit) =>
          full ? { outcome: "failed", reason: "The disk is full." } : await store.commit(commit),
      }),
    });
    const { address } = await linkFor("uma", await build("uma", "card-default"));
    full = true;
    expect((await press(address)).status).toBe(503);
    full = false;
    expect((await press(address)).status).toBe(200);
  });

  test("hands out nothing but what was built: a version that changed since is refused, and the trail says so", async () => {
    const { address } = await linkFor("uma", await build("uma", "card-default"));
    await changePackage(rig, "p-card-default-3", { modelType: "Another" });
    expect((await press(address)).status).toBe(409);
    expect(rig.audit.map(({ event }) => event)).toContain("scoring-code.not-downloaded");
  });
});

describe("through Slack", () => {
  test("it goes as a file where the policy file says so, and is audited before", async () => {
    rig.policies = { ...rig.policies, scoringCode: "slack" };
    const done = await build("uma", "card-default");
    const given = value(await download("uma", done));
    if (given.kind !== "file") throw new Error("It came as a link.");
    expect(downloads()).toMatchObject([{ details: { via: "slack" } }]);
    const chunks: Uint8Array[] = [];
    for await (const chunk of given.content) chunks.push(chunk);
    expect(createHash("sha256").update(Buffer.concat(chunks)).digest("hex")).toBe(given.code.sha256);
  });
});

describe("where the platform tells neither size nor checksum before the file is read", () => {
  /** As the local platform builds it, without saying what it is. */
  const unmeasured = { bytes: null, sha256: null };
  beforeEach(() =>
    restart({
      wrapPlatform: (platform): Platform => ({
        ...platform,
        async scoringCode(key) {
          const code = await platform.scoringCode(key);
          return code === null ? null : { ...code, ...unmeasured };
        },
        async downloadScoringCode(key) {
          const given = await platform.downloadScoringCode(key);
          return given.outcome === "ready" ? { ...given, code: { ...given.code, ...unmeasured } } : given;
        },
      }),
    }),
  );
  const readToEnd = () => rig.audit.filter(({ event }) => event === "scoring-code.read-to-end");

  /** The answer as it goes over the wire: a trailer is not something that `fetch` shows. */
  const pressRaw = (address: string) =>
    new Promise<{ readonly body: Buffer; readonly trailers: NodeJS.Dict<string> }>((resolve, reject) => {
      httpRequest(pages.at(address), { method: "POST" }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ body: Buffer.concat(chunks), trailers: response.trailers }));
      })
        .on("error", reject)
        .end();
    });

  test("the page says that it comes later, the file brings its checksum behind it, and the trail keeps it", async () => {
    const { address } = await linkFor("uma", await build("uma", "card-default"));
    const page = await (await fetch(pages.at(address))).text();
    expect(page).toContain("x-checksum-sha256");
    expect(page).not.toContain("null");
    const { body, trailers } = await pressRaw(address);
    const sha256 = createHash("sha256").update(body).digest("hex");
    expect(trailers["x-checksum-sha256"]).toBe(sha256);
    expect(downloads()).toMatchObject([{ details: { sha256: null } }]);
    expect(readToEnd()).toMatchObject([{ details: { bytes: body.length, sha256 } }]);
  });

  test("through Slack the card shows it once the file was sent", async () => {
    rig.policies = { ...rig.policies, scoringCode: "slack" };
    const given = value(await download("uma", await build("uma", "card-default")));
    if (given.kind !== "file") throw new Error("It came as a link.");
    expect(JSON.stringify(sentCard(given))).toContain("once it was downloaded");
    expect(given.measured()).toBeNull();
    const hash = createHash("sha256");
    for await (const chunk of given.content) hash.update(chunk);
    const code = given.measured() ?? given.code;
    expect(JSON.stringify(sentCard({ ...given, code }))).toContain(hash.digest("hex"));
  });

  test("a file that breaks off has no checksum anywhere", async () => {
    rig.policies = { ...rig.policies, scoringCode: "slack" };
    const given = value(await download("uma", await build("uma", "card-default")));
    if (given.kind !== "file") throw new Error("It came as a link.");
    for await (const _ of given.content) break;
    expect(given.measured()).toBeNull();
    expect(readToEnd()).toEqual([]);
  });
});

describe("on a legacy plan", () => {
  beforeEach(() => restart({ scoringCodeMakesPermanent: true }));

  test("the acknowledgement is asked for, and the first download makes the deployment permanent", async () => {
    const without = await ask("uma", "card-default");
    expect(without.state).toMatchObject({ name: "refused", refusal: { field: "acknowledged" } });
    const done = await build("uma", "card-default", { acknowledged: true });
    expect((await deploymentOf(rig, "card-default")).permanentSince).toBeNull();
    const { address } = await linkFor("uma", done);
    await fetch(pages.at(address));
    expect((await deploymentOf(rig, "card-default")).permanentSince).toBeNull();
    expect((await press(address)).status).toBe(200);
    const since = (await deploymentOf(rig, "card-default")).permanentSince;
    expect(since).toBe(rig.clock.now());
    // The second one changes nothing, and nothing is to be acknowledged any more.
    rig.clock.advance(60_000);
    expect((await press((await linkFor("uma", done)).address)).status).toBe(200);
    expect((await deploymentOf(rig, "card-default")).permanentSince).toBe(since);
    expect((await ask("uma", "card-default")).state.name).toBe("checked");
    const why = value(await rig.operations.why(rig.actor("olivia"), "delete", done.deploymentId));
    expect(JSON.stringify(why)).toContain("can no longer be deleted");
  });

  test("what is acknowledged is said before it is confirmed", async () => {
    const { id } = await ask("uma", "card-default", { acknowledged: true });
    const card = requestCard(value(await rig.operations.request(rig.actor("uma"), id)));
    expect(JSON.stringify(card.blocks)).toContain("makes the deployment permanent");
  });
});

describe("foreign text", () => {
  const FOREIGN = [
    '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    "Name: x\r\nMain-Class: Evil\r\n\r\n",
    "../../etc/passwd",
    "a b; rm -rf $HOME `id`",
    "safe\u202Egnp.exe",
    "模型",
    "x".repeat(10_000),
  ];
  test.each(FOREIGN)(
    "in the model's name stays out of file names, headers and manifests: %j",
    async (text) => {
      const [version = null] = await rig.platform.packages([packageId("p-card-default-3")], {
        kind: "service",
      });
      if (version === null) throw new Error("The champion is there.");
      await changePackage(rig, "p-card-default-3", {
        registeredModel: { ...version.registeredModel, name: text },
        name: text,
      });
      const { address, code } = await linkFor("uma", await build("uma", "card-default"));
      expect(code.filename).toMatch(/^[a-z0-9][a-z0-9-]*-v3\.jar$/);
      const page = await (await fetch(pages.at(address))).text();
      expect(page).not.toMatch(/<script|<img|javascript:/i);
      const bytes = new Uint8Array(await (await press(address)).arrayBuffer());
      const files = unzipSync(bytes);
      expect(Object.keys(files).toSorted()).toEqual(["META-INF/MANIFEST.MF", "README.md", "model.json"]);
      expect(JSON.parse(strFromU8(files["model.json"] ?? new Uint8Array())).registeredModel.name).toBe(text);
    },
  );
});
