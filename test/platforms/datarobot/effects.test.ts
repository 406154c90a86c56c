// Each effect as it goes over the wire: what is sent, in whose name, and what each answer means. By the reference alone.
import { describe, expect, it } from "vitest";
import { deploymentId, packageId, useCaseId } from "../../../src/deployments/ids.ts";
import type { EffectAnswer } from "../../../src/ports/platform.ts";
import {
  AT,
  CONSOLE,
  D,
  effectsRig,
  KEY,
  olivia,
  replacement,
  SERVICE_TOKEN,
  wireDeployment,
} from "./effects-rig.ts";
import { BASE, closedEndpoint, HOST, onlyScriptedAnswers, scripted, serverThat, TOKEN } from "./rig.ts";

onlyScriptedAnswers();

const STATUS = `${HOST}${BASE}/status/s1/`;
const HOUR = 3_600_000;
const bearer = `Bearer ${TOKEN.reveal()}`;
const now = (over: object = {}) =>
  scripted().get(AT).matchHeader("authorization", bearer).reply(200, wireDeployment(over));

const modelHistory = () =>
  scripted()
    .get(`${AT}modelHistory/`)
    .query(true)
    .reply(200, { data: [{ model: { id: "m3" }, modelPackage: { id: "p3" } }] });

/** Everything but replacing, as one row each: what is read before, what is sent, and the 2xx that DataRobot answers. */
const SETTINGS = {
  "set-status": {
    command: { kind: "set-status", to: "inactive", expected: "active" },
    before: () => now(),
    sends: { method: "PATCH", path: `${AT}status/`, body: { status: "inactive" } },
    ok: [202, undefined, { location: STATUS }],
    means: "accepted",
  },
  edit: {
    command: {
      kind: "edit",
      to: { label: "card", description: "New.", importance: "HIGH" },
      expected: { label: "card", description: "", importance: "HIGH" },
    },
    before: () => now(),
    sends: { method: "PATCH", path: AT, body: { description: "New." } },
    ok: [204],
    means: "done",
  },
  share: {
    command: {
      kind: "share",
      changes: [
        { subject: { kind: "user", email: "ben@example.com" }, role: "USER", before: null },
        { subject: { kind: "user", email: "uma@example.com" }, role: null, before: "USER" },
        { subject: { kind: "group", group: "The group" }, role: "CONSUMER", before: "USER" },
        { subject: { kind: "organisation" }, role: "CONSUMER", before: null },
      ],
    },
    before: () => {
      scripted()
        .get(`${AT}sharedRoles/`)
        .query(true)
        .reply(200, {
          data: [
            { id: "u2", name: "Uma@example.com", role: "USER", shareRecipientType: "user" },
            { id: "g1", name: "The group", role: "USER", shareRecipientType: "group" },
          ],
          totalCount: 2,
        });
      scripted().get(`${BASE}/account/info/`).reply(200, { uid: "u1", orgId: "o1" });
    },
    sends: {
      method: "PATCH",
      path: `${AT}sharedRoles/`,
      body: {
        operation: "updateRoles",
        roles: [
          { shareRecipientType: "user", username: "ben@example.com", role: "USER" },
          { shareRecipientType: "user", username: "uma@example.com", role: "NO_ROLE" },
          { shareRecipientType: "group", id: "g1", role: "CONSUMER" },
          { shareRecipientType: "organization", id: "o1", role: "CONSUMER" },
        ],
      },
    },
    ok: [204],
    means: "done",
  },
  link: {
    command: { kind: "use-cases", to: "linked", useCases: [useCaseId("u1")] },
    before: () => undefined,
    sends: { method: "POST", path: `${BASE}/useCases/u1/deployments/d1/`, body: {} },
    ok: [201, { id: "l1" }],
    means: "done",
  },
  unlink: {
    command: { kind: "use-cases", to: "unlinked", useCases: [useCaseId("u1")] },
    before: () => undefined,
    sends: { method: "DELETE", path: `${BASE}/useCases/u1/deployments/d1/`, body: undefined },
    ok: [204],
    means: "done",
  },
  delete: {
    command: { kind: "delete", ignoreManagementAgent: false },
    before: () => undefined,
    sends: { method: "DELETE", path: AT, body: undefined },
    ok: [204],
    means: "accepted",
  },
  "clear-statistics": {
    command: {
      kind: "clear-statistics",
      model: packageId("p3"),
      range: { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 10, 2) },
    },
    before: () => modelHistory(),
    sends: {
      method: "POST",
      path: `${AT}monitoringDataDeletions/`,
      body: { modelId: "m3", start: "2026-11-01T00:00:00.000Z", end: "2026-11-02T00:00:00.000Z" },
    },
    ok: [202, undefined, { location: STATUS }],
    means: "accepted",
  },
  "build-scoring-code": {
    command: {
      kind: "build-scoring-code",
      model: packageId("p3"),
      options: { form: "binary", include: ["agent", "intervals"] },
    },
    before: () =>
      scripted()
        .get(AT)
        .matchHeader("authorization", `Bearer ${SERVICE_TOKEN.reveal()}`)
        .reply(200, wireDeployment()),
    sends: {
      method: "POST",
      path: `${AT}scoringCodeBuilds/`,
      body: { includeAgent: true, includePredictionIntervals: true },
    },
    ok: [200, undefined, { location: STATUS }],
    means: "accepted",
  },
} as const;
type Row = (typeof SETTINGS)[keyof typeof SETTINGS];
const rows = Object.entries(SETTINGS) as [string, Row][];

const sent = ({ sends }: Row) =>
  scripted().intercept(sends.path, sends.method, sends.body).matchHeader("authorization", bearer);

describe.each(rows)("%s", (_, row) => {
  const command = row.command as Parameters<ReturnType<typeof effectsRig>["change"]>[0];

  it("sends one call in the person's name, and says what its answer means", async () => {
    const { change } = effectsRig();
    row.before();
    const scope = sent(row).reply(...(row.ok as unknown as [number, string, Record<string, string>]));
    expect((await change(command)).outcome).toBe(row.means);
    expect(scope.isDone()).toBe(true);
  });

  it("is refused without a linked account, and nothing is asked", async () => {
    const { change } = effectsRig({ linked: () => null });
    const answer = await change(command);
    expect(answer).toMatchObject({ outcome: "refused", sentence: expect.stringContaining("Link it") });
  });

  it.each([
    [409, { message: "Another change is under way" }],
    [422, { message: "It cannot be done." }],
    [403, { message: "Not allowed" }],
  ])("is refused with the server's words for %d", async (status, body) => {
    const { change } = effectsRig();
    row.before();
    sent(row).reply(status, body);
    const answer = await change(command);
    expect(answer).toMatchObject({ outcome: "refused", sentence: expect.stringContaining(body.message) });
  });

  it("says what to do when DataRobot does not take the token any more", async () => {
    const { change, broken } = effectsRig();
    row.before();
    sent(row).reply(401, { message: "Invalid API key" });
    expect(await change(command)).toMatchObject({
      outcome: "refused",
      sentence: expect.stringContaining("Link your account anew"),
    });
    expect(broken).toEqual([olivia]);
  });

  it.each([403, 409, 422])(
    "names the change request when an approval policy covers it (%d)",
    async (status) => {
      const { change } = effectsRig();
      row.before();
      sent(row).reply(status, { message: 'This action requires approval under the policy "Fleet".' });
      const { sentence } = (await change(command)) as Extract<EffectAnswer, { outcome: "refused" }>;
      expect(sentence).toContain('This action requires approval under the policy "Fleet".');
      expect(sentence).toContain(CONSOLE);
    },
  );

  it("is proven not to be delivered for 429, with the time to wait", async () => {
    const { change } = effectsRig();
    row.before();
    sent(row).reply(429, {}, { "retry-after": "7" });
    expect(await change(command)).toMatchObject({ outcome: "not-delivered", retryAfterMs: 7_000 });
  });

  it.each([
    ["500", 500, { message: "Oops" }, {}],
    ["a page of a proxy", 502, "<html>Bad gateway</html>", {}],
    ["a page instead of an answer", 200, "<html>Sign in</html>", {}],
    ["a redirect", 302, "", { location: "https://login.example.com/" }],
  ])("is in doubt for %s, and sent only once", async (_what, status, body, headers) => {
    const { change } = effectsRig();
    row.before();
    sent(row).reply(status, body, headers as Record<string, string>);
    expect((await change(command)).outcome).toBe("unknown");
  });

  it("is in doubt when the connection breaks after the call", async () => {
    const { change } = effectsRig();
    row.before();
    sent(row).replyWithError(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
    expect((await change(command)).outcome).toBe("unknown");
  });
});

describe("replacing the model", () => {
  const replaced = (body: object = { modelPackageId: "p4", reason: "ACCURACY" }) =>
    scripted()
      .patch(`${AT}model/`, body as Record<string, string>)
      .matchHeader("authorization", bearer);

  it("compares the champion, sends version and reason, and keeps the address of the status record", async () => {
    const { effects } = effectsRig();
    now();
    replaced().reply(202, undefined, { location: STATUS });
    const answer = await effects.replaceModel(replacement);
    expect(answer).toMatchObject({ outcome: "accepted", ticket: expect.stringContaining("/status/s1/") });
  });

  it("does nothing when the champion is another one by now", async () => {
    const { effects } = effectsRig();
    now({ modelPackage: { id: "p9" } });
    expect(await effects.replaceModel(replacement)).toMatchObject({
      outcome: "refused",
      sentence: expect.stringContaining("not the one any more"),
    });
  });

  it("does nothing when the person does not see the deployment", async () => {
    const { effects } = effectsRig();
    scripted().get(AT).reply(404, { message: "Not Found" });
    expect((await effects.replaceModel(replacement)).outcome).toBe("refused");
  });

  it("sends nothing, and says so, when the champion cannot be read", async () => {
    const { effects } = effectsRig();
    scripted().get(AT).times(4).reply(503, {});
    expect(await effects.replaceModel(replacement)).toMatchObject({
      outcome: "not-delivered",
      sentence: expect.stringContaining("Nothing was sent"),
    });
  });

  it("sends nothing when the read took so long that the effect may have been given up", async () => {
    const { effects, clock } = effectsRig();
    scripted()
      .get(AT)
      .reply(200, () => {
        clock.advance(10_000);
        return wireDeployment();
      });
    expect(await effects.replaceModel(replacement)).toMatchObject({ outcome: "not-delivered" });
  });

  it("promotes a challenger as a replacement by its package", async () => {
    const { effects } = effectsRig();
    now();
    replaced().reply(202, undefined, { location: STATUS });
    const promoted = { ...replacement, promote: "c1" as never };
    expect((await effects.replaceModel(promoted)).outcome).toBe("accepted");
  });

  it("says in words which checks do not let it pass", async () => {
    const { effects } = effectsRig();
    now();
    replaced().reply(409, {
      message: "The model cannot replace the current one",
      checks: {
        target: { status: "failing", message: "Another target" },
        features: { status: "warning", message: "One new feature" },
        odd: { status: "blocked", message: "" },
      },
    });
    expect(await effects.replaceModel(replacement)).toEqual({
      outcome: "refused",
      sentence:
        "DataRobot's validation does not let it pass: The model cannot replace the current one. target: Another target. odd: blocked.",
    });
  });

  it("never puts another reason in the place of one that DataRobot does not take", async () => {
    const { effects } = effectsRig();
    now();
    replaced({ modelPackageId: "p4", reason: "DEPRECATION" }).reply(422, {
      message: "Invalid field data",
      errors: { reason: "is not one of the reasons" },
    });
    expect(await effects.replaceModel({ ...replacement, reason: "DEPRECATION" })).toEqual({
      outcome: "refused",
      sentence:
        "DataRobot does not take the reason deprecation. Ask again with another one: accuracy, data drift, errors, scheduled refresh, scoring speed or other.",
    });
  });

  it("is not delivered where nobody listens, and in doubt where nobody answers", async () => {
    const nobody = effectsRig({ http: { endpoint: await closedEndpoint() } });
    expect((await nobody.effects.replaceModel(replacement)).outcome).toBe("not-delivered");
    const silent = await serverThat((request, response) => {
      if (request.method === "GET") response.end(JSON.stringify(wireDeployment()));
    });
    const patient = effectsRig({ http: { endpoint: silent, deadlines: { read: 5_000, write: 50 } } });
    expect((await patient.effects.replaceModel(replacement)).outcome).toBe("unknown");
  });
});

describe("what is compared before a change", () => {
  it.each([
    ["set-status", { status: "errored" }],
    ["edit", { description: "Somebody else's." }],
  ] as const)("%s does nothing when somebody else was faster", async (name, over) => {
    const { change } = effectsRig();
    now(over);
    expect(await change(SETTINGS[name].command as never)).toMatchObject({
      outcome: "refused",
      sentence: expect.stringContaining("Somebody else changed it"),
    });
  });

  it("share does nothing when a grant is another one by now, and names whose", async () => {
    const { change } = effectsRig();
    scripted()
      .get(`${AT}sharedRoles/`)
      .query(true)
      .reply(200, {
        data: [{ id: "u3", name: "BEN@example.com", role: "OWNER", shareRecipientType: "user" }],
      });
    const answer = await change({
      kind: "share",
      changes: [{ subject: { kind: "user", email: "ben@example.com" }, role: "USER", before: null }],
    });
    expect(answer).toMatchObject({
      outcome: "refused",
      sentence: expect.stringContaining("ben@example.com"),
    });
  });

  it("an edit that leaves the importance does not send it", async () => {
    const { change } = effectsRig();
    now();
    let body: unknown;
    scripted()
      .patch(AT, (given) => {
        body = given;
        return true;
      })
      .reply(204);
    await change(SETTINGS.edit.command);
    expect(body).toEqual({ description: "New." });
  });

  it("a build is of the model that was confirmed, or is not made", async () => {
    const { change } = effectsRig();
    scripted()
      .get(AT)
      .reply(200, wireDeployment({ modelPackage: { id: "p9" } }));
    expect((await change(SETTINGS["build-scoring-code"].command as never)).outcome).toBe("refused");
  });
});

describe("Use Cases", () => {
  const two = { kind: "use-cases", to: "linked", useCases: [useCaseId("u1"), useCaseId("u2")] } as const;
  const link = (id: string) => scripted().post(`${BASE}/useCases/${id}/deployments/d1/`);

  it.each([409, 422])("what is linked already is done (%d)", async (status) => {
    const { change } = effectsRig();
    link("u1").reply(status, { message: "Deployment d1 is already linked to this Use Case." });
    link("u2").reply(200, { id: "l2" });
    expect((await change(two)).outcome).toBe("done");
  });

  it("what is not linked any more is unlinked, by DataRobot's own 404 alone", async () => {
    const { change } = effectsRig();
    const unlink = { kind: "use-cases", to: "unlinked", useCases: [useCaseId("u1")] } as const;
    scripted().delete(`${BASE}/useCases/u1/deployments/d1/`).reply(404, { message: "Not Found" });
    expect((await change(unlink)).outcome).toBe("done");
    scripted().delete(`${BASE}/useCases/u1/deployments/d1/`).reply(404, "<html>nginx</html>");
    expect((await change(unlink)).outcome).toBe("refused");
  });

  it("says which were done when the others were refused", async () => {
    const { change } = effectsRig();
    link("u1").reply(201, { id: "l1" });
    link("u2").reply(403, { message: "Not yours" });
    expect(await change(two)).toEqual({
      outcome: "failed",
      sentence:
        "1 of 2 Use Cases is linked, and u2 not: DataRobot refused it: Not yours. Ask again for what is missing.",
    });
  });

  it("is in doubt as soon as one of them is", async () => {
    const { change } = effectsRig();
    link("u1").reply(201, { id: "l1" });
    link("u2").reply(502, "");
    expect((await change(two)).outcome).toBe("unknown");
  });

  it("one is created with our key in its description, behind what the person wrote", async () => {
    const { effects } = effectsRig();
    scripted()
      .post(`${BASE}/useCases/`, { name: "Late payers", description: `Who pays?\n[Pointsman ${KEY}]` })
      .reply(201, { id: "u7" });
    const answer = await effects.createUseCase({
      name: "Late payers",
      description: "Who pays?",
      effectKey: KEY,
      as: olivia,
    });
    expect(answer).toMatchObject({
      outcome: "done",
      useCase: { id: "u7", name: "Late payers", description: "Who pays?" },
    });
  });

  it("one that was created by a call whose answer was lost is found, not created again", async () => {
    const { effects } = effectsRig();
    const command = { name: "Late payers", description: "", effectKey: KEY, as: olivia };
    scripted().post(`${BASE}/useCases/`).reply(502, "");
    expect((await effects.createUseCase(command)).outcome).toBe("unknown");
    const list = () =>
      scripted()
        .get(`${BASE}/useCases/`)
        .query(({ orderBy }) => orderBy === "-createdAt")
        .reply(200, {
          data: [
            { id: "u6", name: "Other", description: "[Pointsman request:r-1.11]" },
            {
              id: "u7",
              name: "Late payers",
              description: `[Pointsman ${KEY}]`,
              createdAt: "2026-11-24T09:00:00Z",
            },
          ],
        });
    list();
    expect(await effects.useCaseMadeBy(KEY)).toMatchObject({ id: "u7", description: "" });
    list();
    expect(await effects.createUseCase(command)).toMatchObject({ outcome: "done", useCase: { id: "u7" } });
  });

  it("cuts a description only where the key would not fit behind it", async () => {
    const { effects } = effectsRig();
    let description = "";
    scripted()
      .post(`${BASE}/useCases/`, (body: { description: string }) => {
        ({ description } = body);
        return true;
      })
      .reply(201, { id: "u7" });
    await effects.createUseCase({ name: "x", description: "a".repeat(1_000), effectKey: KEY, as: olivia });
    expect(description).toHaveLength(1_000);
    expect(description).toMatch(/a…\n\[Pointsman request:r-1\.1\]$/);
  });
});

describe("clearing statistics", () => {
  const VERSION = "5f0000000000000000000001";
  const clear = {
    kind: "clear-statistics",
    model: packageId(VERSION),
    range: { from: null, to: 100 * HOUR },
  } as const;
  const history = (data: readonly object[]) =>
    scripted().get(`${AT}modelHistory/`).query(true).reply(200, { data });
  const version = () => scripted().get(`${BASE}/modelPackages/${VERSION}/`);
  const deleted = (modelId: string) =>
    scripted().post(`${AT}monitoringDataDeletions/`, { modelId, end: "1970-01-05T04:00:00.000Z" });

  it("finds the model of a version that is not readable any more in the history, and is done at once without work", async () => {
    const { change } = effectsRig();
    history([{ odd: true }, { model: { id: "m1" }, modelPackage: { id: VERSION } }]);
    version().reply(404, { message: "Not Found" });
    deleted("m1").reply(200, {});
    expect((await change(clear)).outcome).toBe("done");
  });

  it("or by the version itself", async () => {
    const { change } = effectsRig();
    history([]);
    version().reply(200, { id: VERSION, modelId: "m1" });
    deleted("m1").reply(202, undefined, { location: STATUS });
    expect((await change(clear)).outcome).toBe("accepted");
  });

  it("clears nothing when no model is told", async () => {
    const { change } = effectsRig();
    history([]);
    version().reply(403, { message: "Not yours" });
    expect((await change(clear)).outcome).toBe("refused");
  });
});

describe("deleting", () => {
  it("tells not to wait for the management agent only when that was asked, and never deletes resources", async () => {
    const { change } = effectsRig();
    scripted().delete(AT).query({ ignoreManagementAgent: "true" }).reply(204);
    expect((await change({ kind: "delete", ignoreManagementAgent: true })).outcome).toBe("accepted");
  });

  it("keeps the deployment as it was", async () => {
    const { change, effects, clock } = effectsRig();
    scripted().delete(AT).reply(204);
    await change({ kind: "delete", ignoreManagementAgent: false });
    const reads = () => scripted().get(AT).twice().reply(404, { message: "Not Found" });
    reads();
    const deleted = { at: clock.now(), by: "Olivia" };
    expect(await effects.former(D)).toMatchObject({ id: D, label: "card-default", deleted });
    expect(await effects.formerCalled("Card-Default")).toMatchObject([{ id: D, deleted }]);
    expect(await effects.former(deploymentId("d2"))).toBeNull();
  });

  it("does not call one deleted that is still there, because the deletion did not happen", async () => {
    const { change, effects } = effectsRig();
    scripted().delete(AT).reply(502);
    await change({ kind: "delete", ignoreManagementAgent: false });
    scripted().get(AT).twice().reply(200, wireDeployment());
    expect(await effects.former(D)).toBeNull();
    expect(await effects.formerCalled("card-default")).toEqual([]);
  });

  it("says of nobody that they deleted one whose deletion was refused, when it is deleted elsewhere later", async () => {
    const { change, effects } = effectsRig();
    scripted().delete(AT).reply(403, { message: "Not yours to delete." });
    await change({ kind: "delete", ignoreManagementAgent: false });
    scripted().get(AT).times(2).reply(404, { message: "Not Found" });
    expect(await effects.former(D)).toBeNull();
    expect(await effects.formerCalled("card-default")).toEqual([]);
  });

  it("keeps it where nobody knows whether it was deleted", async () => {
    const { change, effects } = effectsRig();
    scripted().delete(AT).reply(502);
    await change({ kind: "delete", ignoreManagementAgent: false });
    scripted().get(AT).reply(404, { message: "Not Found" });
    expect(await effects.former(D)).toMatchObject({ id: D });
  });
});

it("a relaunch is refused with the page where it can be done", async () => {
  const { change, effects } = effectsRig();
  const answer = await change({ kind: "relaunch", expected: "active" });
  expect(answer).toMatchObject({ outcome: "refused", sentence: expect.stringContaining(CONSOLE) });
  expect(effects.cannot("relaunch")).toContain(`${HOST}/console-nextgen/deployments`);
  expect(effects.cannot("replace-model")).toBeNull();
});
