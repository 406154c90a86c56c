import { describe, expect, test } from "vitest";
import type { Decision } from "../../src/deployments/decision.ts";
import type { Grant, Role } from "../../src/deployments/deployment.ts";
import { DEFAULT_SEVERITIES } from "../../src/deployments/validation/severities.ts";
import { guestQuestion } from "../../src/people/guests.ts";
import { createPeople } from "../../src/people/resolve.ts";
import { DirectoryUnavailable, type DirectoryUser } from "../../src/ports/directory.ts";
import type { Actor, Person } from "../../src/requests/person.ts";
import type { PolicyFile } from "../../src/requests/policy.ts";
import { aDeployment, grantTo } from "../support/builders.ts";
import {
  APPROVERS,
  emailOf,
  fakeDirectory,
  OTHER_TEAM,
  sampleActor,
  slackId,
  TEAM,
} from "../support/fake-directory.ts";

const NOBODY = { people: [], groups: [] };
const policyFile = (over: Partial<PolicyFile> = {}): PolicyFile => ({
  policies: [],
  rollback: { withoutApprovalDays: null },
  administrators: NOBODY,
  mlopsAdministrators: { people: ["Mona@Example.com"], groups: [] },
  admitGuests: false,
  tellConsumersOfDeletion: true,
  scoringCode: "link",
  severities: DEFAULT_SEVERITIES,
  activeDeployments: null,
  routes: [],
  ...over,
});

function world(over: Partial<PolicyFile> = {}) {
  const directory = fakeDirectory();
  const logged: string[] = [];
  const people = createPeople({
    directory,
    policies: () => policyFile(over),
    log: { warn: (fields, event) => logged.push(`${event} ${JSON.stringify(fields)}`) },
  });
  const person = async (name: string): Promise<Person> => {
    const answer = await people.person(sampleActor(name));
    if (!answer.ok) throw new Error(answer.refusal.sentence);
    return answer.value;
  };
  return { directory, people, person, logged };
}

const sentences = (decision: Decision): string[] => [
  decision.sentence,
  ...decision.because.flatMap(sentences),
];
const names = (people: readonly Pick<Person, "slackUser">[]): string[] =>
  people.map(({ slackUser }) => slackUser.slice(2).toLowerCase()).toSorted();

describe("a person", () => {
  test("is an active member with a confirmed email, named by it in lower case", async () => {
    const { people, directory } = world();
    directory.set("olivia", { email: " Olivia@Example.com " });
    expect(await people.person(sampleActor("olivia"))).toEqual({
      ok: true,
      value: { id: "olivia@example.com", email: "olivia@example.com", name: "Olivia", slackUser: "U0OLIVIA" },
    });
  });

  test("without a name is called by the email", async () => {
    const { person, directory } = world();
    directory.set("olivia", { name: " " });
    expect((await person("olivia")).name).toBe("olivia@example.com");
  });

  const REFUSED: readonly (readonly [
    why: string,
    change: Partial<DirectoryUser>,
    says: RegExp,
    helps: RegExp,
  ])[] = [
    ["a deactivated account", { deleted: true }, /deactivated/, /administrator of the Slack workspace/],
    ["an app", { bot: true }, /app, not a human/, /member of the workspace/],
    ["a guest", { guest: true }, /guest/, /admit guests in the policy file/],
    [
      "somebody of another company",
      { team: OTHER_TEAM },
      /does not belong to this workspace/,
      /member of this/,
    ],
    [
      "somebody whose workspace Slack did not say",
      { team: null },
      /does not belong/,
      /member of this workspace/,
    ],
    [
      "somebody of another enterprise",
      { team: OTHER_TEAM, enterprise: "E0OTHER" },
      /does not belong/,
      /member of this workspace/,
    ],
    ["an account without email", { email: null }, /no email/, /users:read\.email/],
    ["an account with something that is no email", { email: "olivia" }, /no email/, /users:read\.email/],
    ["an unconfirmed email", { emailConfirmed: false }, /not confirmed/, /Confirm it/],
  ];
  test.each(REFUSED)(
    "is not %s, and the refusal says so and who can help",
    async (_, change, says, helps) => {
      const { people, directory } = world();
      directory.set("olivia", change);
      const answer = await people.person(sampleActor("olivia"));
      if (answer.ok) throw new Error("admitted");
      expect(answer.refusal.code).toBe("not-a-person");
      expect(answer.refusal.sentence).toMatch(says);
      expect(answer.refusal.next).toMatch(helps);
      const tree = answer.refusal.decision;
      expect(
        tree?.because.filter(({ outcome }) => outcome === "denied").map(({ sentence }) => sentence),
      ).toEqual([answer.refusal.sentence]);
    },
  );

  test("has a refusal of its own for each failing condition, and all of them in the tree", async () => {
    const said = await Promise.all(
      REFUSED.map(async ([, change]) => {
        const { people, directory } = world();
        directory.set("olivia", change);
        const answer = await people.person(sampleActor("olivia"));
        return answer.ok ? "" : answer.refusal.sentence;
      }),
    );
    // The three outsiders have one sentence, and so have the two without email.
    expect(new Set(said).size).toBe(6);
    const { people, directory } = world();
    directory.set("olivia", { deleted: true, guest: true, emailConfirmed: false });
    const answer = await people.person(sampleActor("olivia"));
    const denials = answer.ok
      ? []
      : answer.refusal.decision?.because.filter(({ outcome }) => outcome === "denied");
    expect(denials).toHaveLength(3);
  });

  test("is not somebody whom Slack does not know", async () => {
    const { people } = world();
    expect(await people.person(sampleActor("nobody"))).toMatchObject({
      ok: false,
      refusal: { code: "not-a-person", sentence: expect.stringContaining("no such account") },
    });
  });

  test("of the sample workspace is everybody but the guest and the other company's", async () => {
    const { people } = world();
    const everybody = ["olivia", "otto", "uma", "carl", "ada", "ben", "mona", "gus", "xena"];
    const admitted = [];
    for (const name of everybody) if ((await people.person(sampleActor(name))).ok) admitted.push(name);
    expect(admitted).toEqual(["olivia", "otto", "uma", "carl", "ada", "ben", "mona"]);
  });

  test("may be a guest where the policy file admits guests, but never an outsider", async () => {
    const { people } = world({ admitGuests: true });
    expect((await people.person(sampleActor("gus"))).ok).toBe(true);
    expect((await people.person(sampleActor("xena"))).ok).toBe(false);
  });

  test("who is a guest is found out by asking, and in doubt everybody is one", async () => {
    const { directory, person } = world({ admitGuests: true });
    const isGuest = guestQuestion(directory);
    expect(await isGuest(await person("gus"))).toBe(true);
    expect(await isGuest(await person("olivia"))).toBe(false);
    expect(await isGuest({ ...(await person("olivia")), slackUser: "U0GONE" })).toBe(true);
  });

  const PLACES: readonly (readonly [string, Partial<DirectoryUser>, Partial<Actor>, boolean])[] = [
    ["of the workspace", {}, {}, true],
    [
      "of another workspace of the enterprise",
      { team: "T0SISTER", enterprise: "E0HOME" },
      { team: "T0SISTER" },
      true,
    ],
    [
      "of the enterprise by the payload, too",
      { team: "T0SISTER", enterprise: "E0HOME" },
      { team: "T0SISTER", enterprise: "E0HOME" },
      true,
    ],
    ["whose payload names another company", {}, { team: OTHER_TEAM }, false],
    ["whose payload names another enterprise", {}, { team: OTHER_TEAM, enterprise: "E0OTHER" }, false],
    [
      "whose account is another company's, whatever the payload says",
      { team: OTHER_TEAM },
      { team: TEAM },
      false,
    ],
  ];
  test.each(PLACES)("in an enterprise, somebody %s: %#", async (_, change, actor, admitted) => {
    const { people, directory } = world();
    directory.setEnterprise("E0HOME");
    directory.set("olivia", change);
    expect((await people.person(sampleActor("olivia", actor))).ok).toBe(admitted);
  });

  test("of no enterprise does not match an account of no enterprise elsewhere", async () => {
    const { people, directory } = world();
    directory.set("olivia", { team: OTHER_TEAM, enterprise: null });
    expect((await people.person(sampleActor("olivia", { enterprise: null }))).ok).toBe(false);
  });

  test("is read past the cache when asked fresh", async () => {
    const { people, directory } = world();
    await people.person(sampleActor("olivia"));
    expect(directory.asked.fresh).toBe(0);
    await people.person(sampleActor("olivia"), { fresh: true });
    expect(directory.asked.fresh).toBe(1);
  });
});

describe("a role", () => {
  const group = (role: Role, name = APPROVERS): Grant => ({ subject: { kind: "group", group: name }, role });
  const everybody = (role: Role): Grant => ({ subject: { kind: "organisation" }, role });
  const CASES: readonly (readonly [string, string, readonly Grant[], Role | null, RegExp])[] = [
    ["a user grant", "uma", [grantTo("uma", "USER")], "USER", /uma@example\.com/],
    ["a group grant", "ada", [group("OWNER")], "OWNER", /group ml-approvers/],
    ["an organisation grant", "carl", [everybody("USER")], "USER", /organisation/],
    [
      "the strongest of three",
      "ada",
      [grantTo("ada", "CONSUMER"), group("USER"), everybody("CONSUMER")],
      "USER",
      /ml-approvers/,
    ],
    [
      "a group that a weaker own grant does not lower",
      "ben",
      [group("OWNER"), grantTo("ben", "USER")],
      "OWNER",
      /ml-approvers/,
    ],
    ["others' grants", "uma", [grantTo("olivia", "OWNER"), group("OWNER")], null, /No grant/],
    ["a consumer grant", "carl", [grantTo("carl", "CONSUMER")], "CONSUMER", /Consumer/],
    ["being MLOps administrator", "mona", [], "USER", /MLOps administrator/],
    [
      "being MLOps administrator over Consumer",
      "mona",
      [grantTo("mona", "CONSUMER")],
      "USER",
      /MLOps administrator/,
    ],
    [
      "a stronger grant to an MLOps administrator",
      "mona",
      [grantTo("mona", "OWNER")],
      "OWNER",
      /mona@example\.com/,
    ],
  ];
  test.each(CASES)("comes from %s", async (_, name, grants, role, says) => {
    const { people, person } = world();
    const found = await people.roleOn(await person(name), aDeployment({ grants }));
    expect(found.role).toBe(role);
    expect(sentences(found.decision).join("\n")).toMatch(says);
  });

  test("is lost with the membership of the group", async () => {
    const { people, person, directory } = world();
    const ada = await person("ada");
    const deployment = aDeployment({ grants: [group("OWNER")] });
    expect((await people.roleOn(ada, deployment)).role).toBe("OWNER");
    directory.removeFromGroup(APPROVERS, "ada");
    expect((await people.roleOn(ada, deployment, { fresh: true })).role).toBeNull();
    // Groups that were read before are taken for what they are, and never where somebody wants to know how it stands.
    const groups = [APPROVERS];
    expect((await people.roleOn(ada, deployment, { groups })).role).toBe("OWNER");
    expect((await people.roleOn(ada, deployment, { groups, fresh: true })).role).toBeNull();
  });

  test("of an MLOps administrator may come through a group of the policy file", async () => {
    const { people, person } = world({ mlopsAdministrators: { people: [], groups: [APPROVERS] } });
    expect((await people.roleOn(await person("ben"), aDeployment({ grants: [] }))).role).toBe("USER");
    expect((await people.roleOn(await person("mona"), aDeployment({ grants: [] }))).role).toBeNull();
  });
});

describe("rights of the policy file", () => {
  test("name administrators by email, in any case, and by group, and the two kinds stay apart", async () => {
    const { people, person } = world({
      administrators: { people: ["OTTO@example.com"], groups: [APPROVERS] },
    });
    const who = async (name: string) => {
      const one = await person(name);
      return [await people.isAdministrator(one), await people.isMlopsAdministrator(one)];
    };
    expect(await who("otto")).toEqual([true, false]);
    expect(await who("ada")).toEqual([true, false]);
    expect(await who("mona")).toEqual([false, true]);
    expect(await who("olivia")).toEqual([false, false]);
  });

  test("and groups travel with the caller", async () => {
    const { people, person } = world();
    const ada = await person("ada");
    expect(await people.caller(ada)).toEqual({ kind: "person", person: ada, groups: [APPROVERS] });
  });
});

describe("reviewers", () => {
  test("are the members of a group now, without guests, outsiders, leavers and the unconfirmed", async () => {
    const { people, directory } = world();
    for (const name of ["gus", "xena", "uma", "carl", "otto"]) directory.addToGroup(APPROVERS, name);
    directory.deactivate("uma");
    directory.unconfirmEmail("carl");
    directory.removeFromGroup(APPROVERS, "ben");
    const found = await people.reviewers({ kind: "group", group: APPROVERS }, aDeployment());
    expect(names(found)).toEqual(["ada", "otto"]);
  });

  test("are one person, the Owners by person and group, or the MLOps administrators", async () => {
    const { people } = world({ mlopsAdministrators: { people: ["mona@example.com"], groups: [APPROVERS] } });
    const owned = aDeployment({
      grants: [
        grantTo("olivia", "OWNER"),
        grantTo("uma", "USER"),
        { subject: { kind: "group", group: APPROVERS }, role: "OWNER" },
      ],
    });
    expect(names(await people.reviewers({ kind: "person", email: "Otto@example.com" }, owned))).toEqual([
      "otto",
    ]);
    expect(names(await people.reviewers({ kind: "owners" }, owned))).toEqual(["ada", "ben", "olivia"]);
    expect(names(await people.reviewers({ kind: "mlops-administrators" }, owned))).toEqual([
      "ada",
      "ben",
      "mona",
    ]);
  });

  test("are nobody where the person left or the group is gone, and the missing group is logged", async () => {
    const { people, directory, logged } = world();
    directory.deactivate("otto");
    directory.removeGroup(APPROVERS);
    expect(await people.reviewers({ kind: "person", email: "otto@example.com" }, aDeployment())).toEqual([]);
    expect(await people.reviewers({ kind: "group", group: APPROVERS }, aDeployment())).toEqual([]);
    expect(logged).toEqual(['people.no-such-group {"group":"ml-approvers"}']);
  });

  test("are each one person once, whatever ways lead there", async () => {
    const { people, directory } = world();
    directory.add({
      user: "U0ADATWO",
      team: TEAM,
      enterprise: null,
      name: "Ada's second account",
      email: "ADA@example.com",
      emailConfirmed: true,
      deleted: false,
      bot: false,
      guest: false,
      timeZone: null,
    });
    directory.addToGroup(APPROVERS, "adatwo");
    const found = await people.reviewers({ kind: "group", group: APPROVERS }, aDeployment());
    expect(names(found)).toEqual(["ada", "ben"]);
  });

  test("read who is in a group past the cache when asked fresh, and not each member", async () => {
    const { people, directory } = world();
    await people.reviewers({ kind: "group", group: APPROVERS }, aDeployment(), { fresh: true });
    expect(directory.asked.fresh).toBe(1);
  });

  test("are all found in a group larger than what is asked at one time", async () => {
    const { people, directory } = world();
    for (let i = 0; i < 30; i += 1) {
      const name = `member${i}`;
      directory.add({
        user: slackId(name),
        team: TEAM,
        enterprise: null,
        name,
        email: emailOf(name),
        emailConfirmed: true,
        deleted: false,
        bot: false,
        guest: false,
        timeZone: null,
      });
      directory.addToGroup("crowd", name);
    }
    expect(await people.reviewers({ kind: "group", group: "crowd" }, aDeployment())).toHaveLength(30);
  });
});

describe("Owners and Users", () => {
  test("are told apart from those who cannot be reached, never with Consumers, each with the strongest role", async () => {
    const { people, directory } = world();
    directory.deactivate("otto");
    const deployment = aDeployment({
      grants: [
        grantTo("ada", "USER"),
        grantTo("carl", "CONSUMER"),
        grantTo("olivia", "OWNER"),
        grantTo("otto", "OWNER"),
        grantTo("gone", "USER"),
        { subject: { kind: "group", group: APPROVERS }, role: "OWNER" },
        { subject: { kind: "group", group: "dissolved" }, role: "USER" },
        { subject: { kind: "organisation" }, role: "USER" },
      ],
    });
    const found = await people.sharedWith(deployment, { consumers: false });
    expect(found.people.map(({ name, role }) => [name, role])).toEqual([
      ["Olivia", "OWNER"],
      ["Ada", "OWNER"],
      ["Ben", "OWNER"],
    ]);
    // No account has the address.
    expect(found.byMail).toEqual([{ address: "gone@example.com", role: "USER" }]);
    expect(found.unreachable).toEqual([
      { who: "otto@example.com", reason: "This Slack account is deactivated." },
      { who: "the group dissolved", reason: "there is no Slack user group called so" },
      { who: "everybody in the organisation", reason: "no message goes to a whole organisation" },
    ]);
  });
});

describe("whom only a mail reaches", () => {
  const shared = (...names: readonly string[]) =>
    aDeployment({ grants: names.map((name) => grantTo(name, "USER")) });

  test("is an address that no account has, or that none is proven to own; once, with the strongest role", async () => {
    const { people, directory } = world();
    directory.unconfirmEmail("uma");
    const deployment = aDeployment({
      grants: [grantTo("New.Hire", "CONSUMER"), grantTo("uma", "USER"), grantTo("new.hire", "OWNER")],
    });
    expect(await people.sharedWith(deployment, { consumers: true })).toEqual({
      people: [],
      byMail: [
        { address: "new.hire@example.com", role: "OWNER" },
        { address: "uma@example.com", role: "USER" },
      ],
      unreachable: [],
    });
  });

  test("is nobody who left, is a guest or belongs to another company: they are named with the reason", async () => {
    const { people, directory } = world();
    directory.deactivate("otto");
    directory.unconfirmEmail("otto");
    const { byMail, unreachable } = await people.sharedWith(shared("otto", "gus", "xena"), {
      consumers: true,
    });
    expect(byMail).toEqual([]);
    expect(unreachable).toEqual([
      { who: "otto@example.com", reason: expect.stringContaining("deactivated") },
      { who: "gus@example.com", reason: expect.stringContaining("guest") },
      { who: "xena@example.com", reason: expect.stringContaining("does not belong to this workspace") },
    ]);
  });

  test("has an address of a member that is confirmed, or none", async () => {
    const { people, directory } = world();
    expect(await people.address(slackId("uma"))).toBe("uma@example.com");
    directory.unconfirmEmail("uma");
    expect(await people.address(slackId("uma"))).toBeNull();
    expect(await people.address("U0NOBODY")).toBeNull();
  });
});

test("a directory that does not answer gives no right and no refusal: every question throws", async () => {
  const { people, person, directory } = world();
  const olivia = await person("olivia");
  const deployment = aDeployment();
  directory.fail(true);
  const questions = [
    () => people.person(sampleActor("olivia")),
    () => people.groups(olivia),
    () => people.caller(olivia),
    () => people.roleOn(olivia, deployment),
    () => people.isAdministrator(olivia),
    () => people.isMlopsAdministrator(olivia),
    () => people.reviewers({ kind: "group", group: APPROVERS }, deployment),
    () => people.reviewers({ kind: "owners" }, deployment),
    () => people.sharedWith(deployment, { consumers: false }),
    () => people.address(olivia.slackUser),
  ];
  for (const question of questions) await expect(question()).rejects.toThrow(DirectoryUnavailable);
});
