// Applications: created once, opened by those who may, and asking the prediction address. Reference: deployment actions, section 3.3.
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Deployment } from "../../src/deployments/deployment.ts";
import { packageId } from "../../src/deployments/ids.ts";
import { NO_POLICIES } from "../../src/policy-file.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { deploymentCard } from "../../src/slack/cards/deployment-card.ts";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { fieldsOf } from "../../src/slack/forms.ts";
import { actionForm } from "../../src/slack/views/action-form.ts";
import { openedForm } from "../actions/forms.ts";
import { refusal, value } from "../support/answers.ts";
import { askFor, confirmed, submit, type Wish } from "../support/asking.ts";
import { firstAnswerLost, LOST_ANSWERS } from "../support/lost-answers.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { type Pages, servePages } from "../support/pages.ts";
import { changeDeployment, changePackage, deploymentOf } from "../support/registry.ts";

let rig: OperationsRig;
let pages: Pages;
async function start(options: Parameters<typeof operationsRig>[0] = {}): Promise<void> {
  rig = await operationsRig(options);
  pages = await servePages(rig);
}
const servers: Server[] = [];
async function stop(): Promise<void> {
  await pages.close();
  await rig.store.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
}
beforeEach(() => start());
afterEach(() => stop());

type Options = Readonly<Record<string, Json>>;
const INPUT: Options = { template: "predictor", name: "Will they pay?", sharing: "everybody" };

const wishOf = (over: Options): Wish => ({
  action: "create-application",
  label: "card-default",
  input: { ...INPUT, ...over },
});
const ask = (name: string, over: Options = {}) => askFor(rig, name, wishOf(over));

async function create(name: string, over: Options = {}): Promise<ChangeRequest> {
  const request = await ask(name, over);
  expect(request.state.name).toBe("checked");
  return confirmed(rig, name, request);
}

const card = () => deploymentOf(rig, "card-default");
const keyOf = ({ id, edition }: ChangeRequest): string => `${id}.${edition}`;

const linkFor = (name: string, request: ChangeRequest) =>
  rig.operations.applicationLink(rig.actor(name), request.deploymentId, keyOf(request));

async function addressFor(name: string, request: ChangeRequest): Promise<string> {
  return pages.at(value(await linkFor(name, request)).address);
}

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A prediction server of our own, on loopback. */
async function predictions(
  answer: (asked: Asked) => {
    readonly status?: number;
    readonly headers?: Record<string, string>;
    readonly body: string;
  },
): Promise<{ readonly url: string; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = { headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
      asked.push(one);
      const { status = 200, headers = {}, body } = answer(one);
      response.writeHead(status, headers);
      response.end(body);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/predict`, asked };
}

const PREDICTED = JSON.stringify({ data: [{ prediction: 0.25 }] });

const post = (address: string, fields: Readonly<Record<string, string>>) =>
  fetch(address, { method: "POST", body: new URLSearchParams(fields) });

/** The keys of the form's fields by the feature that they are for, as a person reads it. */
function keysOf(page: string): ReadonlyMap<string, string> {
  return new Map(
    [...page.matchAll(/<label for="([^"]+)">([^<]+)<\/label>/g)].map(([, key = "", name = ""]) => [
      name,
      key,
    ]),
  );
}

describe("creating", () => {
  test("is for Owners", async () => {
    expect((await ask("uma")).state).toMatchObject({ name: "refused", refusal: { code: "forbidden" } });
    expect((await ask("carl")).state).toMatchObject({ name: "refused", refusal: { code: "not-found" } });
    expect((await card()).applications).toEqual([]);
  });

  test("makes one that carries the request, and both cards offer it", async () => {
    const done = await create("olivia");
    expect(done.state.name).toBe("succeeded");
    expect((await card()).applications).toMatchObject([
      {
        id: keyOf(done),
        template: "predictor",
        name: "Will they pay?",
        creator: { name: done.requester.name },
      },
    ]);
    const view = value(await rig.operations.request(rig.actor("olivia"), done.id));
    expect(JSON.stringify(requestCard(view).blocks)).toContain('"text":"Open application"');
    const seen = value(await rig.operations.seeDeployment(rig.actor("uma"), done.deploymentId));
    const drawn = deploymentCard(seen, { now: rig.clock.now(), audience: "me" });
    expect(JSON.stringify(drawn.blocks)).toContain("Will they pay?");
  });

  test.each([
    ["name", { name: "  " }],
    ["name", { name: "x".repeat(101) }],
    ["name", { name: "two\nlines" }],
    ["template", { template: "dashboard" }],
    ["sharing", { sharing: "the-world" }],
  ])("with a bad %s is refused beside the field", async (field, over) => {
    expect(refusal(await submit(rig, "olivia", wishOf(over)))).toMatchObject({ code: "invalid", field });
  });

  test("a second one of the same name is refused beside the name", async () => {
    await create("olivia");
    const again = await ask("olivia", { name: "will THEY pay?" });
    expect(again.state).toMatchObject({ name: "refused", refusal: { code: "conflict", field: "name" } });
  });

  test("more than fifty is refused when it is asked for, and when somebody was faster", async () => {
    await create("olivia", { name: "The first" });
    const [first] = (await card()).applications;
    if (first === undefined) throw new Error("It was created.");
    const made = (count: number) =>
      Array.from({ length: count }, (_, nth) => ({ ...first, id: `application-${nth}`, name: `No. ${nth}` }));
    await changeDeployment(rig, "card-default", { applications: made(49) });
    expect((await create("olivia", { name: "The fiftieth" })).state.name).toBe("succeeded");
    const more = await ask("olivia", { name: "One more" });
    expect(more.state).toMatchObject({
      name: "refused",
      refusal: { code: "unavailable", sentence: expect.stringContaining("50 applications") },
    });
    await changeDeployment(rig, "card-default", { applications: made(49) });
    const late = await ask("olivia", { name: "Too late" });
    await changeDeployment(rig, "card-default", { applications: made(50) });
    expect((await confirmed(rig, "olivia", late)).state.name).not.toBe("succeeded");
    expect((await card()).applications).toHaveLength(50);
  });

  test("makes the association id required for good, and says so before", async () => {
    const { settings } = await card();
    await changeDeployment(rig, "card-default", {
      settings: { ...settings, associationId: { columns: ["ID"], required: false } },
    });
    const asked = await ask("olivia");
    const before = requestCard(value(await rig.operations.request(rig.actor("olivia"), asked.id)));
    expect(JSON.stringify(before.blocks)).toContain("can no longer be turned off");
    expect((await card()).settings.associationId.required).toBe(false);
    await confirmed(rig, "olivia", asked);
    expect((await card()).settings.associationId).toEqual({ columns: ["ID"], required: true });
  });

  test("says in the form that no association id can be added any more, and that there is no address", async () => {
    const { settings, id } = await card();
    await changeDeployment(rig, "card-default", {
      settings: { ...settings, associationId: { columns: [], required: false } },
    });
    const fields = fieldsOf("create-application");
    const facts = value(await rig.operations.actionForm(rig.actor("olivia"), "create-application", id));
    if (fields === null) throw new Error("There is a form.");
    const reader = { now: rig.clock.now(), zone: "UTC" };
    const options = { action: "create-application", earlier: null, channel: null, reader } as const;
    const form = JSON.stringify(actionForm(facts, fields, options));
    expect(form).toContain("none can be added");
    expect(form).toContain("no prediction address");
    await changeDeployment(rig, "card-default", { predictionUrl: "https://predict.example.com/" });
    const other = value(await rig.operations.actionForm(rig.actor("olivia"), "create-application", id));
    expect(JSON.stringify(actionForm(other, fields, options))).not.toContain("no prediction address");
  });

  test("with an association id that changed since it was confirmed creates nothing", async () => {
    const request = await ask("olivia");
    const { settings } = await card();
    await changeDeployment(rig, "card-default", {
      settings: { ...settings, associationId: { columns: ["OTHER"], required: true } },
    });
    expect((await confirmed(rig, "olivia", request)).state.name).not.toBe("succeeded");
    expect((await card()).applications).toEqual([]);
  });

  test("waits for approval where a policy says so", async () => {
    const rule = { kind: "approvals", count: 1, from: [{ kind: "group", group: "ml-approvers" }] } as const;
    const when = { importance: null, labels: null, requesterGroups: null };
    const policy = { id: "p", name: "Apps", actions: ["create-application"], when, rule } as const;
    rig.policies = { ...NO_POLICIES, policies: [{ ...policy, reminderMs: null, expiryMs: null }] };
    const { id, state } = await ask("olivia");
    expect(state.name).toBe("pending");
    value(
      await rig.operations.review(rig.actor("ada"), id, { edition: 1, decision: "approve", comment: "" }),
    );
    await rig.settle();
    expect((await rig.request(id)).state.name).toBe("succeeded");
  });

  test.each(LOST_ANSWERS)("makes one when the platform $what", async (fault) => {
    await stop();
    const lost = firstAnswerLost(fault);
    await start({ wrapPlatform: lost.wrap });
    const { id } = await create("olivia");
    await rig.settle(3_600_000);
    expect((await rig.request(id)).state.name).toBe("succeeded");
    expect(lost.calls).toBe(fault.executed ? 1 : 2);
    expect((await card()).applications).toHaveLength(1);
  });
});

describe("opening", () => {
  test("is for everybody with a role when it is shared, and else for its creator", async () => {
    const shared = await create("olivia");
    const own = await create("olivia", { name: "Mine", sharing: "only-me" });
    for (const name of ["olivia", "otto", "uma", "carl"]) {
      expect((await fetch(await addressFor(name, shared))).status).toBe(200);
      expect((await linkFor(name, own)).ok).toBe(name === "olivia");
    }
    for (const name of ["ada", "gus", "xena"]) expect((await linkFor(name, shared)).ok).toBe(false);
    expect(refusal(await linkFor("uma", own)).code).toBe("not-found");
    const seen = value(await rig.operations.seeDeployment(rig.actor("uma"), own.deploymentId));
    const drawn = JSON.stringify(deploymentCard(seen, { now: rig.clock.now(), audience: "me" }).blocks);
    expect(drawn).toContain("Will they pay?");
    expect(drawn).not.toContain("Mine");
  });

  test("ends with the last role, at the next opening and at the next prediction", async () => {
    const server = await predictions(() => ({ body: PREDICTED }));
    await changeDeployment(rig, "card-default", { predictionUrl: server.url });
    const address = await addressFor("uma", await create("olivia"));
    expect((await fetch(address)).status).toBe(200);
    await changeDeployment(rig, "card-default", { grants: [] });
    expect((await fetch(address)).status).toBe(404);
    expect((await post(address, { model: "p-card-default-3" })).status).toBe(404);
    expect(server.asked).toEqual([]);
    expect(rig.audit.filter(({ event }) => event === "press.refused")).not.toEqual([]);
  });

  test("is for the person of the link: when the account behind it is somebody else's by then, it is nothing", async () => {
    const address = await addressFor("uma", await create("olivia"));
    expect((await fetch(address)).status).toBe(200);
    // Otto may open the application himself, by a link of his own.
    rig.directory.set("uma", { email: "otto@example.com" });
    expect((await fetch(address)).status).toBe(404);
    expect(rig.audit.at(-1)).toMatchObject({ event: "press.refused", action: "create-application" });
  });

  test("ends after 12 hours, and with a changed link it never begins", async () => {
    const address = await addressFor("uma", await create("olivia"));
    expect((await fetch(address.replace("/application", "/download"))).status).toBe(404);
    expect((await fetch(address.slice(0, -1))).status).toBe(404);
    await rig.pass(12 * 3_600_000 - 1);
    expect((await fetch(address)).status).toBe(200);
    await rig.pass(1);
    expect((await fetch(address)).status).toBe(410);
  });

  test("shows a field for each feature, by its type, and what is foreign stays text", async () => {
    const name = `<script>alert("x")</script>' onfocus='alert(1)`;
    await changePackage(rig, "p-card-default-3", {
      features: [
        { name: "AGE", type: "Numeric" },
        { name: "MARRIED", type: "Boolean" },
        { name, type: "Categorical" },
      ],
    });
    const answer = await fetch(await addressFor("uma", await create("olivia", { name })));
    const page = await answer.text();
    expect(page).toMatch(/<input id="a0" name="a0" type="number"/);
    expect(page).toMatch(/<select id="a1"/);
    expect(page).toMatch(/<input id="a2" name="a2" type="text"/);
    expect(page).not.toMatch(/<script|onfocus='/);
    expect(page).toContain("&#60;script&#62;");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    expect(answer.headers.get("x-frame-options")).toBe("DENY");
  });
});

describe("a prediction", () => {
  const withServer = async (
    answer: Parameters<typeof predictions>[0] = () => ({ body: PREDICTED }),
    over: Partial<Deployment> = {},
  ) => {
    const server = await predictions(answer);
    await changeDeployment(rig, "card-default", { predictionUrl: server.url, ...over });
    return server;
  };
  const modelOf = async () => (await card()).championId;

  test("is asked for with what was entered, as numbers, yes and no, and missing values", async () => {
    const server = await withServer();
    await changePackage(rig, "p-card-default-3", {
      features: [
        { name: "AGE", type: "Numeric" },
        { name: "MARRIED", type: "Boolean" },
        { name: "SEX", type: "Categorical" },
        { name: "PAY_0", type: "Numeric" },
      ],
    });
    const address = await addressFor("uma", await create("olivia"));
    const keys = keysOf(await (await fetch(address)).text());
    const fields = {
      model: await modelOf(),
      [keys.get("ID") ?? ""]: "17",
      [keys.get("AGE") ?? ""]: "41.5",
      [keys.get("MARRIED") ?? ""]: "true",
      [keys.get("SEX") ?? ""]: "female",
    };
    const answer = await post(address, fields);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("<strong>0.25</strong>");
    expect(server.asked.map(({ body }) => JSON.parse(body))).toEqual([
      [{ ID: "17", AGE: 41.5, MARRIED: true, SEX: "female", PAY_0: null }],
    ]);
    expect(server.asked[0]?.headers["content-type"]).toContain("application/json");
  });

  test("without the association id, or with a word for a number, is not asked for: the field says why", async () => {
    const server = await withServer();
    const address = await addressFor("uma", await create("olivia"));
    const keys = keysOf(await (await fetch(address)).text());
    const missing = await post(address, { model: await modelOf() });
    expect(missing.status).toBe(400);
    expect(await missing.text()).toContain("This has to be filled in");
    const word = await post(address, {
      model: await modelOf(),
      [keys.get("ID") ?? ""]: "17",
      [keys.get("LIMIT_BAL") ?? ""]: "many",
    });
    expect(word.status).toBe(400);
    expect(await word.text()).toContain("This is not a number.");
    expect(server.asked).toEqual([]);
  });

  test("of What-if compares two rows, and sends no association id: simulations are not tracked", async () => {
    const server = await withServer();
    const address = await addressFor("uma", await create("olivia", { template: "what-if" }));
    const page = await (await fetch(address)).text();
    expect(page).toContain("Simulations are not tracked.");
    const answer = await post(address, { model: await modelOf(), a0: "1", b0: "2" });
    expect(answer.status).toBe(200);
    expect(server.asked).toHaveLength(2);
    for (const { body } of server.asked) expect(JSON.parse(body)[0]).not.toHaveProperty("ID");
  });

  test("of Batch sends the rows as they are, once they name the association id", async () => {
    const server = await withServer(() => ({ body: "row,prediction\n0,0.25\n" }));
    const address = await addressFor("uma", await create("olivia", { template: "batch" }));
    const without = await post(address, { model: await modelOf(), csv: "LIMIT_BAL\n1\n" });
    expect([without.status, await without.text()]).toEqual([
      400,
      expect.stringContaining("does not name ID"),
    ]);
    const csv = '"ID",LIMIT_BAL\n1,20000\n2,<b>\n';
    const answer = await post(address, { model: await modelOf(), csv });
    expect(await answer.text()).toContain("0,0.25");
    expect(server.asked.map(({ body }) => body)).toEqual([csv]);
    expect(server.asked[0]?.headers["content-type"]).toContain("text/csv");
    const large = await post(address, { model: await modelOf(), csv: "x".repeat(3 * 1024 * 1024) });
    expect(large.status).toBe(413);
  });

  test("is not asked for when the model was replaced since the page was opened", async () => {
    const server = await withServer();
    const address = await addressFor("uma", await create("olivia", { template: "what-if" }));
    const model = await modelOf();
    await changeDeployment(rig, "card-default", { championId: packageId("p-card-default-4") });
    const answer = await post(address, { model, a0: "1" });
    expect([answer.status, await answer.text()]).toEqual([
      409,
      expect.stringContaining("model was replaced"),
    ]);
    expect(server.asked).toEqual([]);
  });

  test("follows no redirect, and says what the other side answered, as text", async () => {
    const elsewhere = await predictions(() => ({ body: "never" }));
    await withServer(() => ({ status: 302, headers: { location: elsewhere.url }, body: "" }));
    const address = await addressFor("uma", await create("olivia", { template: "what-if" }));
    const model = await modelOf();
    expect(await (await post(address, { model })).text()).toContain("redirects elsewhere");
    expect(elsewhere.asked).toEqual([]);
    await withServer(() => ({ status: 500, body: "<script>x</script>" }));
    const failed = await (await post(address, { model })).text();
    expect(failed).toContain("answered 500");
    expect(failed).not.toContain("<script>");
    await changeDeployment(rig, "card-default", { predictionUrl: "http://127.0.0.1:1/" });
    expect(await (await post(address, { model })).text()).toContain("cannot be reached");
  });

  test.each([
    ["http://predict.example.com/", "neither https nor on this computer"],
    ["file:///etc/passwd", "neither https nor on this computer"],
    ["https://user:secret@predict.example.com/", "neither https nor on this computer"],
    ["not an address", "neither https nor on this computer"],
    [null, "no prediction address"],
  ])("is not asked for at %s", async (predictionUrl, sentence) => {
    await changeDeployment(rig, "card-default", { predictionUrl });
    const address = await addressFor("uma", await create("olivia", { template: "what-if" }));
    const page = await (await fetch(address)).text();
    expect(page).toContain(sentence);
    expect(page).not.toContain("<button>");
    expect((await post(address, { model: await modelOf() })).status).toBe(409);
  });

  test.each([
    ["inactive", "is inactive, so it makes no predictions"],
    ["errored", "is errored, so it makes no predictions"],
    ["launching", "is launching at the moment, so it makes no predictions"],
    ["stopping", "is stopping at the moment, so it makes no predictions"],
  ] as const)("is refused with the reason while the deployment is %s", async (status, reason) => {
    const server = await withServer(undefined, { status });
    const address = await addressFor("uma", await create("olivia", { template: "what-if" }));
    expect(await (await fetch(address)).text()).toContain(reason);
    const answer = await post(address, { model: await modelOf() });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain(reason);
    expect(server.asked).toEqual([]);
  });
});

describe("of a deployment that is down", () => {
  const formFor = async (who: string) =>
    JSON.stringify(await openedForm(rig, { who, action: "create-application", label: "card-default" }));

  test("the form and the card say that it makes no predictions until the deployment is activated", async () => {
    const says = "makes no predictions until it is activated";
    expect(await formFor("olivia")).not.toContain(says);
    await changeDeployment(rig, "card-default", { status: "inactive" });
    expect(await formFor("olivia")).toContain(`The deployment is inactive: the application ${says}`);
    const request = await ask("olivia");
    const drawn = requestCard(value(await rig.operations.request(rig.actor("olivia"), request.id)));
    expect(JSON.stringify(drawn)).toContain(says);
  });
});
