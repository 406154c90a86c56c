// Who sees what: a deployment that somebody may not see does not exist for them, whatever they ask and press.
import { beforeEach, describe, expect, test } from "vitest";
import type { Answer } from "../../src/deployments/decision.ts";
import type { Grant } from "../../src/deployments/deployment.ts";
import { type DeploymentId, deploymentId, registeredModelId, requestId } from "../../src/deployments/ids.ts";
import type { Operations } from "../../src/operations/operations.ts";
import type { Actor } from "../../src/requests/person.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { refusal, value } from "../support/answers.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});

const labelsFor = async (name: string, text = "") => {
  const page = value(await rig.operations.search(rig.actor(name), { text, filter: {}, limit: 100 }));
  return page.items.map(({ label }) => label);
};
/** Asked and checked: how it stands, refused or not. */
async function asked(name: string, over: Parameters<OperationsRig["ask"]>[1] = {}): Promise<ChangeRequest> {
  const answer = value(await rig.ask(name, over));
  await rig.settle();
  return await rig.request(answer.id);
}
const pending = () => asked("olivia");

const TODAY = Date.UTC(2026, 10, 24);

/** Every read and setting that names a deployment. */
const BY_DEPLOYMENT: Readonly<
  Record<string, (operations: Operations, actor: Actor, id: DeploymentId) => Promise<Answer<unknown>>>
> = {
  menu: (operations, actor, id) => operations.menu(actor, id),
  "the card": (operations, actor, id) => operations.seeDeployment(actor, id),
  "the monitoring": (operations, actor, id) => operations.monitoring(actor, id, TODAY),
  "the replacement form": (operations, actor, id) => operations.replaceForm(actor, id, { rollback: false }),
  "the rollback form": (operations, actor, id) => operations.replaceForm(actor, id, { rollback: true }),
  "registered models": (operations, actor, id) => operations.registeredModels(actor, id, ""),
  versions: (operations, actor, id) =>
    operations.versions(actor, id, registeredModelId("rm-card-default"), ""),
  "why view": (operations, actor, id) => operations.why(actor, "view", id),
  "why replace-model": (operations, actor, id) => operations.why(actor, "replace-model", id),
  "why scoring-code": (operations, actor, id) => operations.why(actor, "scoring-code", id),
  history: (operations, actor, id) => operations.history(actor, id),
  subscribe: (operations, actor, id) => operations.subscribe(actor, id, "C1", true),
  unsubscribe: (operations, actor, id) => operations.subscribe(actor, id, "C1", false),
  "health notices": (operations, actor, id) => operations.healthNotices(actor, id),
  "health notices on": (operations, actor, id) => operations.setHealthNotices(actor, id, "all"),
  "health notices off": (operations, actor, id) => operations.setHealthNotices(actor, id, "none"),
};

describe("a Consumer and somebody without any role", () => {
  test.each(Object.keys(BY_DEPLOYMENT))(
    "get the answer of a deployment that does not exist from %s",
    async (what) => {
      const id = await rig.byLabel("card-default");
      const read = BY_DEPLOYMENT[what];
      if (read === undefined) throw new Error(what);
      value(await read(rig.operations, rig.actor("olivia"), id));
      for (const name of ["carl", "ben"]) {
        const there = refusal(await read(rig.operations, rig.actor(name), id));
        const nowhere = refusal(await read(rig.operations, rig.actor(name), deploymentId("d-nowhere")));
        expect(there.code).toBe("not-found");
        expect(JSON.stringify(there).replaceAll(id, "X")).toBe(
          JSON.stringify(nowhere).replaceAll("d-nowhere", "X"),
        );
      }
    },
  );

  test("find it neither in the list, nor by name, by a mistyped name, or by id", async () => {
    for (const name of ["carl", "ben"]) {
      expect(await labelsFor(name)).not.toContain("card-default");
      for (const text of ["card-default", "card-defualt", "d-card-default", "Credit card default v3"]) {
        expect(await labelsFor(name, text)).not.toContain("card-default");
        const found = value(await rig.operations.lookup(rig.actor(name), text));
        expect(JSON.stringify(found)).not.toContain("card-default");
      }
    }
  });

  test("learn nothing of its requests: not the request, not the evidence, not in the inbox", async () => {
    const request = await pending();
    for (const read of [rig.operations.request, rig.operations.evidence]) {
      const there = refusal(await read(rig.actor("carl"), request.id));
      const nowhere = refusal(await read(rig.actor("carl"), requestId("nowhere")));
      expect(there).toEqual(nowhere);
    }
    expect(value(await rig.operations.inbox(rig.actor("carl")))).toEqual({ waiting: [], asked: [] });
  });

  test("have a submitted replacement refused as for one that does not exist", async () => {
    const there = await asked("carl", { label: "card-default", deploymentLabel: "card-default" });
    const nowhere = await asked("carl", {
      label: "nowhere",
      deploymentLabel: "nowhere",
      wishKey: "V2",
      origin: { viewId: "V2", channel: null },
    });
    if (there.state.name !== "refused" || nowhere.state.name !== "refused") throw new Error(there.state.name);
    expect(there.state.refusal.code).toBe("not-found");
    expect(JSON.stringify(there.state.refusal).replaceAll("card-default", "X")).toBe(
      JSON.stringify(nowhere.state.refusal).replaceAll("nowhere", "X"),
    );
    expect(JSON.stringify(there)).not.toContain("Credit card default");
  });

  test("get no notice of what happened", async () => {
    const request = await pending();
    value(
      await rig.operations.review(rig.actor("ada"), request.id, {
        edition: 1,
        decision: "approve",
        comment: "",
      }),
    );
    await rig.settle();
    const told = rig.messenger.messages.map(({ target }) => JSON.stringify(target)).join(" ");
    expect(told).not.toContain("U0CARL");
    expect(told).toContain("U0UMA");
  });
});

describe("roles", () => {
  const grant = async (label: string, ...grants: Grant[]) =>
    changeDeployment(rig, label, { grants: [...(await deploymentOf(rig, label)).grants, ...grants] });

  test("a User sees it and is told which role the replacement needs and who can grant it", async () => {
    const answer = refusal(
      await rig.operations.replaceForm(rig.actor("uma"), await rig.byLabel("card-default"), {
        rollback: false,
      }),
    );
    expect(answer).toMatchObject({
      code: "forbidden",
      sentence: expect.stringContaining("needs the role Owner; the role held is User"),
      next: expect.stringContaining("Ask an Owner"),
    });
    expect((await asked("uma")).state).toMatchObject({ name: "refused", refusal: { code: "forbidden" } });
  });

  test("a grant to a Slack user group gives its role, and leaving the group takes it away before the effect", async () => {
    await grant("house-value", { subject: { kind: "group", group: "ml-approvers" }, role: "OWNER" });
    expect(await labelsFor("ada")).toContain("house-value");
    const request = await asked("ada", { label: "house-value", packageId: "p-house-value-2" });
    expect(request.state.name).toBe("checked");
    value(
      await rig.operations.confirm(rig.actor("ada"), request.id, {
        edition: 1,
        warningsRead: true,
        attested: (request.assessment?.toAttest ?? []).map(({ packageId: id }) => id),
      }),
    );
    rig.directory.removeFromGroup("ml-approvers", "ada");
    await rig.settle();
    expect((await rig.request(request.id)).state).toMatchObject({
      name: "refused",
      refusal: { code: "not-found" },
    });
    expect((await deploymentOf(rig, "house-value")).championId).toBe("p-house-value-1");
  });

  test("a grant to the organisation reaches every member, and no guest or outsider", async () => {
    for (const name of ["carl", "ada", "ben"])
      expect(await labelsFor(name)).toContain("support-ticket-routing");
    for (const name of ["gus", "xena"])
      expect(
        refusal(await rig.operations.search(rig.actor(name), { text: "", filter: {}, limit: 5 })).code,
      ).toBe("not-a-person");
  });

  test("the most permissive grant wins", async () => {
    await grant("card-default", { subject: { kind: "organisation" }, role: "USER" });
    expect(await labelsFor("carl")).toContain("card-default");
    const seen = value(
      await rig.operations.seeDeployment(rig.actor("carl"), await rig.byLabel("card-default")),
    );
    expect(seen.role).toBe("USER");
  });

  test("an MLOps administrator is User everywhere and a reviewer of every request, and no more than that", async () => {
    rig.policies = { ...SAMPLE_POLICIES, administrators: { people: [], groups: [] } };
    expect(new Set(await labelsFor("mona"))).toEqual(
      new Set(
        (await rig.platform.deployments({ text: "", filter: {}, limit: 100 }, { kind: "service" })).items.map(
          ({ label }) => label,
        ),
      ),
    );
    const id = await rig.byLabel("card-default");
    expect(
      refusal(await rig.operations.replaceForm(rig.actor("mona"), id, { rollback: false })).sentence,
    ).toContain("needs the role Owner; the role held is User");
    const request = await pending();
    expect(value(await rig.operations.request(rig.actor("mona"), request.id)).may.review).toBe(true);
    value(
      await rig.operations.review(rig.actor("mona"), request.id, {
        edition: 1,
        decision: "approve",
        comment: "",
      }),
    );
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
  });

  test("being an administrator of the bot gives no role on a deployment", async () => {
    rig.policies = { ...SAMPLE_POLICIES, mlopsAdministrators: { people: [], groups: [] } };
    expect(
      refusal(await rig.operations.seeDeployment(rig.actor("mona"), await rig.byLabel("card-default"))).code,
    ).toBe("not-found");
    expect(await labelsFor("mona")).toEqual(["support-ticket-routing"]);
  });
});

describe("a reviewer", () => {
  const look = async (name: string, { id }: Pick<ChangeRequest, "id">) =>
    await rig.operations.deploymentUnderReview(rig.actor(name), id);

  test("may read the deployment of what is to be reviewed, until that is over, and nothing else of it", async () => {
    const request = await pending();
    const other = await asked("otto", { wishKey: "V2", origin: { viewId: "V2", channel: null } });
    expect(value(await look("ada", request))).toMatchObject({
      as: "reviewer",
      seen: { deployment: { label: "card-default" }, menu: [], open: [{ id: request.id }], link: null },
    });
    expect(other.deploymentId).toBe(request.deploymentId);
    // The right comes from the request: by its name or id it exists for a reviewer no more than before.
    for (const read of Object.values(BY_DEPLOYMENT))
      expect(refusal(await read(rig.operations, rig.actor("ada"), request.deploymentId)).code).toBe(
        "not-found",
      );
    value(await rig.operations.cancel(rig.actor("olivia"), request.id, { reason: "" }));
    await rig.settle();
    expect(refusal(await look("ada", request)).code).toBe("conflict");
  });

  test("is somebody whom the policy names: others who see the request open it as they may, or not at all", async () => {
    const request = await pending();
    for (const name of ["olivia", "uma", "mona"])
      expect(value(await look(name, request))).toEqual({ as: "member", deployment: request.deploymentId });
    for (const name of ["carl", "gus", "xena"]) expect((await look(name, request)).ok).toBe(false);
    const there = refusal(await look("carl", request));
    const nowhere = refusal(
      await rig.operations.deploymentUnderReview(rig.actor("carl"), requestId("nowhere")),
    );
    expect(there).toEqual(nowhere);
  });
});

describe("guests", () => {
  const withGus = async (role: Grant["role"]) => {
    const { grants } = await deploymentOf(rig, "card-default");
    await changeDeployment(rig, "card-default", {
      grants: [...grants, { subject: { kind: "user", email: "gus@example.com" }, role }],
    });
  };

  test("are nobody, until the policy file admits them", async () => {
    await withGus("USER");
    const id = await rig.byLabel("card-default");
    expect(refusal(await rig.operations.seeDeployment(rig.actor("gus"), id))).toMatchObject({
      code: "not-a-person",
      next: expect.stringContaining("policy file"),
    });
    rig = await operationsRig({ policies: { ...SAMPLE_POLICIES, admitGuests: true } });
    await withGus("USER");
    expect(value(await rig.operations.seeDeployment(rig.actor("gus"), id)).role).toBe("USER");
    expect(await labelsFor("gus")).toContain("card-default");
  });

  test("that are admitted read no registered models, so they replace nothing", async () => {
    rig = await operationsRig({ policies: { ...SAMPLE_POLICIES, admitGuests: true } });
    await withGus("OWNER");
    const id = await rig.byLabel("card-default");
    expect(value(await rig.operations.registeredModels(rig.actor("gus"), id, ""))).toEqual([]);
    expect(
      value(await rig.operations.versions(rig.actor("gus"), id, registeredModelId("rm-card-default"), "")),
    ).toEqual([]);
    expect((await asked("gus")).state).toMatchObject({
      name: "refused",
      refusal: { code: "not-found", sentence: expect.stringContaining("you may not read it") },
    });
  });

  test("that are admitted may review when a policy names them, and drop out when they are not any more", async () => {
    rig = await operationsRig({ policies: { ...SAMPLE_POLICIES, admitGuests: true } });
    rig.directory.addToGroup("ml-approvers", "gus");
    const request = await pending();
    value(
      await rig.operations.review(rig.actor("gus"), request.id, {
        edition: 1,
        decision: "approve",
        comment: "",
      }),
    );
    rig.policies = { ...rig.policies, admitGuests: false };
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("pending");
  });
});

describe("subscribing a channel", () => {
  const subscribe = async (name: string, on: boolean, channel = "C0SALES") =>
    rig.operations.subscribe(rig.actor(name), await rig.byLabel("card-default"), channel, on);
  const changes = () => rig.audit.filter(({ event }) => event === "subscription.changed");
  async function replaceOnce(wishKey: string, packageId: string) {
    const request = await asked("olivia", { wishKey, packageId, origin: { viewId: wishKey, channel: null } });
    value(
      await rig.operations.review(rig.actor("ada"), request.id, {
        edition: 1,
        decision: "approve",
        comment: "",
      }),
    );
    await rig.settle();
    return await rig.request(request.id);
  }
  const channelsTold = () =>
    rig.messenger
      .of("outcome-notice")
      .flatMap(({ target }) => (target.kind === "channel" ? [target.channel] : []));

  test("a User may; the channel is told from then on, beside the route, until it is unsubscribed", async () => {
    rig.policies = { ...SAMPLE_POLICIES, rollback: { withoutApprovalDays: null } };
    expect(value(await subscribe("uma", true))).toEqual({ on: true, changed: true });
    expect((await replaceOnce("V1", "p-card-default-4")).state.name).toBe("succeeded");
    expect(channelsTold().sort()).toEqual(["C0SALES", "ml-deployments"]);
    expect(value(await subscribe("otto", false))).toEqual({ on: false, changed: true });
    expect(value(await subscribe("otto", false))).toEqual({ on: false, changed: false });
    expect((await replaceOnce("V2", "p-card-default-2")).state.name).toBe("succeeded");
    expect(channelsTold().sort()).toEqual(["C0SALES", "ml-deployments", "ml-deployments"]);
  });

  test("twice is once, and each change is in the audit trail with who and which channel", async () => {
    for (const on of [true, true, false, false, true]) value(await subscribe("uma", on));
    expect(changes().map(({ details }) => details)).toEqual([
      { channel: "C0SALES", on: true },
      { channel: "C0SALES", on: false },
      { channel: "C0SALES", on: true },
    ]);
  });

  test("is refused to a Consumer, and the refusal is audited", async () => {
    expect(refusal(await subscribe("carl", true)).code).toBe("not-found");
    expect(changes()).toEqual([]);
    expect(rig.audit.at(-1)).toMatchObject({ event: "press.refused", allowed: false });
  });

  test("the channel of one that also has a route is told once", async () => {
    value(await subscribe("uma", true, "ml-deployments"));
    await replaceOnce("V1", "p-card-default-4");
    expect(channelsTold()).toEqual(["ml-deployments"]);
  });

  test("without any route, subscription or default channel the card says that no channel was told", async () => {
    rig.policies = { ...SAMPLE_POLICIES, routes: [] };
    const request = await replaceOnce("V1", "p-card-default-4");
    expect(channelsTold()).toEqual([]);
    const view = value(await rig.operations.request(rig.actor("olivia"), request.id));
    expect(view.told).toContainEqual({ kind: "no-channel" });
  });

  test("without a route the default channel is told", async () => {
    rig = await operationsRig({
      policies: { ...SAMPLE_POLICIES, routes: [] },
      notifyChannel: "everything-ml",
    });
    await replaceOnce("V1", "p-card-default-4");
    expect(channelsTold()).toEqual(["everything-ml"]);
  });
});

describe("adopting the sample fleet", () => {
  const events = () => rig.audit.map(({ event }) => event);

  test("is for administrators of the bot; Owners, Users and MLOps administrators are refused, and that is audited", async () => {
    rig = await operationsRig({
      sampleFleet: false,
      policies: { ...SAMPLE_POLICIES, administrators: { people: ["ben@example.com"], groups: [] } },
    });
    for (const name of ["olivia", "uma", "mona", "ada"]) {
      expect(refusal(await rig.operations.adoptSampleFleet(rig.actor(name)))).toMatchObject({
        code: "forbidden",
        next: expect.stringContaining("policy file"),
      });
    }
    expect(events()).toEqual(["press.refused", "press.refused", "press.refused", "press.refused"]);
    expect((await rig.platform.size()).deployments).toBe(0);
    expect(value(await rig.operations.adoptSampleFleet(rig.actor("ben"))).adopted).toBeGreaterThan(11);
    expect(events().slice(4)).toEqual(["fleet.adopt-intended", "fleet.adopted"]);
    expect(await labelsFor("olivia")).toContain("card-default");
  });

  test("goes into an empty registry only, once; the trail does not say that it was adopted when it was not", async () => {
    expect(refusal(await rig.operations.adoptSampleFleet(rig.actor("mona")))).toMatchObject({
      code: "conflict",
      sentence: expect.stringContaining("adopted before"),
    });
    expect(events()).toEqual(["fleet.adopt-intended", "press.refused"]);
  });

  test("a group of administrators counts as well", async () => {
    rig = await operationsRig({
      sampleFleet: false,
      policies: { ...SAMPLE_POLICIES, administrators: { people: [], groups: ["ml-approvers"] } },
    });
    value(await rig.operations.adoptSampleFleet(rig.actor("ada")));
  });
});
