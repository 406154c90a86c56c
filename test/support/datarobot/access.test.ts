// Who sees what: decided by the token of each call. Reference sections 2 ("Roles") and 8.
import { describe, expect, it } from "vitest";
import { idOf } from "./names.ts";
import { person } from "./person.ts";
import { rig } from "./rig.ts";

const start = rig();
const CARD = `/deployments/${idOf.deployment("card-default")}/`;

describe("a token", () => {
  it("is taken as Bearer and as Token", async () => {
    const { fake } = await start();
    expect((await person(fake, "uma", "Bearer").get("/account/info/")).status).toBe(200);
    expect((await person(fake, "uma", "Token").get("/account/info/")).status).toBe(200);
  });

  it.each([
    ["none", {}],
    ["a strange one", { authorization: "Bearer nobody" }],
    ["another scheme", { authorization: "Basic b2xpdmlhOng=" }],
  ])("is asked for: %s is 401, whatever the path", async (_what, headers) => {
    const { fake } = await start();
    for (const path of ["/deployments/", "/ping", CARD, "/nothing/"]) {
      const answer = await fetch(`${fake.url}${path}`, { headers });
      expect(answer.status).toBe(401);
    }
    expect(fake.log.every(({ by }) => by === null)).toBe(true);
  });

  it("of an account that was switched off is 401", async () => {
    const { fake } = await start();
    fake.control.account({ account: "uma", active: false });
    expect((await person(fake, "uma").get("/account/info/")).status).toBe(401);
  });
});

describe("a deployment", () => {
  it("is there for Users and Owners, and for nobody else: list and item agree", async () => {
    const { fake } = await start();
    const seen: Record<string, [number, boolean]> = {};
    for (const name of ["olivia", "otto", "uma", "carl", "ada", "gus", "mona", "xena", "service"] as const) {
      const who = person(fake, name);
      const { json } = await who.get("/deployments/?search=card-default");
      seen[name] = [(await who.get(CARD)).status, json.count === 1];
    }
    const [yes, no] = [
      [200, true],
      [404, false],
    ];
    expect(seen).toEqual({
      olivia: yes,
      otto: yes,
      uma: yes,
      carl: no,
      ada: no,
      gus: no,
      mona: yes,
      xena: no,
      service: yes,
    });
  });

  it("of a group or of everybody is seen through it; the strongest role counts", async () => {
    const { fake } = await start();
    const fraud = `/deployments/${idOf.deployment("ext-fraud")}/`;
    const routing = `/deployments/${idOf.deployment("ticket-routing")}/`;
    const mail = `/deployments/${idOf.deployment("document-classifier")}/`;
    const ada = person(fake, "ada");
    expect([
      (await ada.get(fraud)).status,
      (await ada.get(routing)).status,
      (await ada.get(mail)).status,
    ]).toEqual([200, 200, 404]);
    fake.control.grant({ deployment: "document-classifier", to: "ada", role: "USER" });
    expect((await ada.get(mail)).status).toBe(200);
    fake.control.group({ group: "ml-approvers", members: ["ben"] });
    expect((await ada.get(fraud)).status).toBe(404);
    expect((await person(fake, "xena").get(routing)).status).toBe(404);
  });

  it.each([
    ["carl", 404],
    ["xena", 404],
    ["uma", 403],
    ["mona", 403],
    ["service", 403],
  ] as const)("is not changed by %s: %i for each call that changes it", async (name, status) => {
    const { fake } = await start();
    const who = person(fake, name);
    const answers = [
      await who.patch(CARD, { label: "mine" }),
      await who.patch(`${CARD}model/`, { modelPackageId: idOf.version("card-default-4"), reason: "OTHER" }),
      await who.patch(`${CARD}status/`, { status: "inactive" }),
      await who.post(`${CARD}monitoringDataDeletions/`, { modelId: idOf.model("card-default-3") }),
      await who.patch(`${CARD}settings/`, { humility: { enabled: true } }),
      await who.delete(CARD),
    ];
    expect(answers.map((one) => one.status)).toEqual(answers.map(() => status));
    expect(fake.effects).toEqual([]);
  });

  it("is shared by a User up to User, and an Owner's role is not a User's to change", async () => {
    const { fake } = await start();
    const uma = person(fake, "uma");
    const share = async (name: string, role: string) => {
      const entry = { shareRecipientType: "user", role, username: `${name}@example.com` };
      return (await uma.patch(`${CARD}sharedRoles/`, { operation: "updateRoles", roles: [entry] })).status;
    };
    expect([await share("ada", "USER"), await share("ada", "OWNER"), await share("otto", "USER")]).toEqual([
      204, 403, 403,
    ]);
  });

  it("tells a User in the validation that the permission is missing", async () => {
    const { fake } = await start();
    const body = { modelPackageId: idOf.version("card-default-4") };
    const { json } = await person(fake, "uma").post(`${CARD}model/validation/`, body);
    expect([json.status, json.checks.permission?.status]).toEqual(["failing", "failing"]);
  });
});

describe("the directory", () => {
  it("is for administrators", async () => {
    const { fake } = await start();
    const paths = [
      "/users/",
      "/users/?username=carl@example.com",
      `/users/${idOf.account("carl")}/`,
      "/groups/",
      `/groups/${idOf.group("ml-approvers")}/`,
      `/groups/${idOf.group("ml-approvers")}/users/`,
      "/organizations/",
      `/organizations/${idOf.organization}/users/`,
    ];
    for (const path of paths) {
      expect((await person(fake, "olivia").get(path)).status, path).toBe(403);
      expect((await person(fake, "mona").get(path)).status, path).toBe(200);
    }
    const members = await person(fake, "mona").get(`/groups/${idOf.group("ml-approvers")}/users/`);
    expect(members.json.data.map(({ username }) => username)).toEqual(["ada@example.com", "ben@example.com"]);
    const users = await person(fake, "mona").get("/users/?limit=100");
    expect(users.json.data.map(({ username }) => username)).not.toContain("xena@example.com");
  });

  it("finds a group by its exact name for everybody", async () => {
    const { fake } = await start();
    const find = async (name: string) =>
      (await person(fake, "carl").get(`/directoryEntities/?entityType=group&name=${name}`)).json;
    expect((await find("ml-approvers")).data[0]).toMatchObject({
      id: idOf.group("ml-approvers"),
      memberCount: 2,
    });
    expect((await find("ML-approvers")).count).toBe(0);
  });
});

describe("registered models", () => {
  it("are those of the organization", async () => {
    const { fake } = await start();
    expect((await person(fake, "carl").get("/registeredModels/")).json.totalCount).toBe(18);
    expect((await person(fake, "xena").get("/registeredModels/")).json.totalCount).toBe(0);
    expect((await person(fake, "xena").get(`/modelPackages/${idOf.version("card-default-4")}/`)).status).toBe(
      404,
    );
  });
});
