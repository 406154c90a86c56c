// Links to accounts of the platform as they are kept: under which key, for whom, and until when.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { allowed } from "../../src/deployments/decision.ts";
import { openKeys, parseSecretKeys } from "../../src/keys.ts";
import { missingLink } from "../../src/operations/linked-accounts.ts";
import { type PersonLink, personLinkId } from "../../src/operations/person-link-record.ts";
import { NO_POLICIES } from "../../src/policy-file.ts";
import type { LinkedAccounts } from "../../src/ports/linked-accounts.ts";
import type { Json } from "../../src/requests/request.ts";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { commandWords } from "../../src/slack/manifest.ts";
import { tokenKeys } from "../../src/start/accounts.ts";
import { type AccountRig, accountOf, accountRig, keysOf, tokenOf } from "../support/account-rig.ts";
import { refusal, value } from "../support/answers.ts";
import { askFor, confirmed } from "../support/asking.ts";
import { operationsRig } from "../support/operations-rig.ts";

let r: AccountRig;
beforeEach(async () => {
  r = await accountRig({ sampleFleet: false });
});
afterEach(() => r.close());

const idOf = (name: string): string => personLinkId(r.rig.actor(name));

async function kept(name: string): Promise<PersonLink | null> {
  return ((await r.rig.store.get(idOf(name)))?.value ?? null) as PersonLink | null;
}

/** Writes past the operations, as whoever has the store could. */
async function overwrite(name: string, link: PersonLink): Promise<void> {
  const stored = await r.rig.store.get(idOf(name));
  await r.rig.store.commit({
    expect: [{ id: idOf(name), rev: stored?.rev ?? 0 }],
    put: [{ kind: "person-link", id: idOf(name), value: link as unknown as Json, alarmAt: null, index: [] }],
    remove: [],
    audit: [],
  });
}

const events = (name: string) => r.rig.audit.filter(({ event }) => event === name);
const missing = async (name: string) => await r.rig.linked.missing(r.person(name));

/** The process again, with other keys or another platform. */
function restart(change: Partial<Pick<AccountRig["accounts"], "keys" | "server">>): void {
  Object.assign(r.accounts, change);
  r.rig.restart();
}

describe("somebody without a link", () => {
  test("is told how to link, and acts with nothing", async () => {
    expect(await missing("olivia")).toEqual({
      code: "not-linked",
      sentence: "Your DataRobot account is not linked yet, so nothing can be done there as you.",
      next: "/deployments link links it, in about a minute.",
    });
    expect(await r.tokenFor("olivia")).toBeNull();
  });
});

describe("the key that a token is kept under", () => {
  test("may be an older one; the next link is kept under the new one", async () => {
    await r.link("olivia");
    expect((await kept("olivia"))?.sealed).toMatch(/^v1\.k1\./);
    restart({ keys: keysOf("k2", "k1") });
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
    await r.link("olivia");
    expect((await kept("olivia"))?.sealed).toMatch(/^v1\.k2\./);
    restart({ keys: keysOf("k2") });
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
  });

  test("that is gone means: link again, which works", async () => {
    await r.link("olivia");
    restart({ keys: keysOf("k2") });
    expect(await r.tokenFor("olivia")).toBeNull();
    expect(await missing("olivia")).toMatchObject({
      code: "not-linked",
      sentence: expect.stringContaining("cannot be read any more"),
      next: expect.stringContaining("/deployments link"),
    });
    expect(r.rig.logged.map(({ event }) => event)).toContain("account.link-unreadable");
    await r.link("olivia");
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
  });

  test("with the same name and other bytes opens nothing", async () => {
    await r.link("olivia");
    restart({ keys: { writes: "k1", keys: new Map([["k1", new Uint8Array(32).fill(99)]]) } });
    expect(await r.tokenFor("olivia")).toBeNull();
  });

  test("comes from SECRET_KEYS: turned over, what was kept is read, and a link is kept under the first", async () => {
    const text = (id: string) => `${id}:${Buffer.alloc(32, id).toString("base64")}`;
    const opened = async (...ids: readonly string[]) => {
      const parsed = parseSecretKeys(ids.map(text).join(","));
      if (!parsed.ok) throw new Error(parsed.mistakes.join());
      const { store, clock } = r.rig;
      const answer = await openKeys({ secretKeys: parsed.keys, dataDir: "/nowhere", store, clock });
      if (!answer.ok) throw new Error(answer.sentence);
      return tokenKeys(answer.keyring);
    };
    restart({ keys: await opened("k1") });
    await r.link("olivia");
    await r.link("otto");
    restart({ keys: await opened("k2", "k1") });
    expect([await r.tokenFor("olivia"), await r.tokenFor("otto")]).toEqual(["olivia", "otto"].map(tokenOf));
    await r.link("olivia");
    expect([(await kept("olivia"))?.sealed, (await kept("otto"))?.sealed]).toEqual([
      expect.stringMatching(/^v1\.k2\./),
      expect.stringMatching(/^v1\.k1\./),
    ]);
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
  });

  test("never makes the same text twice of one token", async () => {
    await r.link("olivia");
    const first = (await kept("olivia"))?.sealed;
    await r.link("olivia");
    expect((await kept("olivia"))?.sealed).not.toBe(first);
  });
});

describe("a link that was put where it does not belong", () => {
  beforeEach(() => r.link("olivia"));
  const link = async (): Promise<PersonLink> => {
    const found = await kept("olivia");
    if (found === null) throw new Error("Olivia has linked her account.");
    return found;
  };

  test("below another Slack account opens nothing, whoever it says that it belongs to", async () => {
    const own = await link();
    const otto = { slackEmail: "otto@example.com", slackName: "Otto" };
    for (const forged of [
      own,
      { ...own, ...otto },
      { ...own, ...otto, owner: { ...own.owner, user: "U0OTTO" } },
    ]) {
      await overwrite("otto", forged);
      expect(await r.tokenFor("otto")).toBeNull();
    }
  });

  test.each<[string, (link: PersonLink) => PersonLink]>([
    ["as another account's", (own) => ({ ...own, account: { ...own.account, uid: "uid-otto" } })],
    ["as another team's", (own) => ({ ...own, owner: { ...own.owner, team: "T0OTHERCO" } })],
    [
      "with a changed letter",
      (own) => ({ ...own, sealed: (own.sealed ?? "").replace(/.$/, (end) => (end === "A" ? "Q" : "A")) }),
    ],
    ["cut", (own) => ({ ...own, sealed: (own.sealed ?? "").slice(0, 20) })],
    ["of another version", (own) => ({ ...own, sealed: (own.sealed ?? "").replace("v1", "v2") })],
    ["empty", (own) => ({ ...own, sealed: "" })],
    ["with more at its end", (own) => ({ ...own, sealed: `${own.sealed}.more` })],
  ])("%s opens nothing", async (_, forge) => {
    await overwrite("olivia", forge(await link()));
    expect(await r.tokenFor("olivia")).toBeNull();
    expect((await missing("olivia"))?.sentence).toContain("cannot be read");
  });

  test("goes to no other DataRobot, even if the record says that it is of that one", async () => {
    restart({ server: new URL("https://evil.example.com/api/v2") });
    expect(await r.tokenFor("olivia")).toBeNull();
    expect((await missing("olivia"))?.sentence).toContain("another DataRobot");
    await overwrite("olivia", { ...(await link()), server: "https://evil.example.com/api/v2" });
    expect(await r.tokenFor("olivia")).toBeNull();
  });

  test("is not used for a Slack account that has another email by then", async () => {
    const person = { ...r.person("olivia"), email: "someone@example.com" };
    expect(await r.rig.linked.tokenOf(person)).toBeNull();
    const why = await r.rig.linked.missing(person);
    expect(why?.sentence).toContain("email of your Slack account has changed");
    expect(JSON.stringify(why)).not.toContain("olivia@example.com");
  });
});

describe("a token that DataRobot answers 401 to", () => {
  beforeEach(async () => {
    await r.link("olivia");
    r.accounts.asked.splice(0);
  });
  const broken = async () => {
    await r.rig.linked.linkBroken(r.person("olivia"));
    await r.rig.settle();
  };

  test("is forgotten once it is refused again; the person is told once, with the way to a new one", async () => {
    r.accounts.known.delete(tokenOf("olivia"));
    await broken();
    expect(await r.tokenFor("olivia")).toBeNull();
    expect(await kept("olivia")).toMatchObject({ sealed: null, brokenAt: expect.any(Number) });
    expect(await missing("olivia")).toMatchObject({
      sentence: expect.stringContaining("does not work any more"),
      next: expect.stringMatching(/new API key.*\/deployments link/),
    });
    expect(r.rig.messenger.accountNotices).toMatchObject([
      {
        target: { kind: "user", user: "U0OLIVIA" },
        view: { email: "olivia@example.com", command: "/deployments" },
        times: 1,
      },
    ]);
    expect(events("account.link-broken")).toMatchObject([
      { allowed: false, who: "system", details: { email: "olivia@example.com", uid: "uid-olivia" } },
    ]);
    await broken();
    expect(r.rig.messenger.accountNotices).toHaveLength(1);
    expect(r.accounts.asked).toEqual([tokenOf("olivia")]);
    r.accounts.known.set(tokenOf("olivia"), accountOf("olivia"));
    await r.link("olivia");
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
  });

  test("stays where DataRobot takes it after all, or does not answer", async () => {
    await broken();
    r.accounts.down = true;
    await broken();
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
    expect(r.rig.messenger.accountNotices).toEqual([]);
    expect(r.rig.logged.filter(({ event }) => event === "account.link-questioned")).toHaveLength(2);
  });

  test("does not take away the one that was linked in the meantime", async () => {
    r.accounts.known.delete(tokenOf("olivia"));
    r.accounts.known.set(tokenOf("new"), accountOf("olivia"));
    let first = true;
    r.accounts.meanwhile = async () => {
      if (!first) return;
      first = false;
      await r.link("olivia", "new");
    };
    await broken();
    expect(await r.tokenFor("olivia")).toBe(tokenOf("new"));
    expect(r.rig.messenger.accountNotices).toEqual([]);
  });

  test("is not told of any more where another one was linked before the message went out", async () => {
    r.accounts.known.delete(tokenOf("olivia"));
    r.accounts.known.set(tokenOf("new"), accountOf("olivia"));
    await r.rig.linked.linkBroken(r.person("olivia"));
    await r.link("olivia", "new");
    await r.rig.settle();
    expect(r.rig.messenger.accountNotices).toEqual([]);
  });

  test("of somebody who has linked none changes nothing, and neither does a store that fails", async () => {
    await r.rig.linked.linkBroken(r.person("otto"));
    r.accounts.known.delete(tokenOf("olivia"));
    await r.rig.store.close();
    await r.rig.linked.linkBroken(r.person("olivia"));
    expect(r.rig.logged.at(-1)).toMatchObject({ event: "surprise" });
    r.rig.store.reopen();
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
  });
});

describe("unlinking", () => {
  test("forgets the token, and the account may be linked by whoever holds its token", async () => {
    await r.link("olivia");
    expect(value(await r.rig.operations.unlink(r.rig.actor("olivia")))).toEqual({
      email: "olivia@example.com",
    });
    expect(await kept("olivia")).toBeNull();
    expect(await r.tokenFor("olivia")).toBeNull();
    expect(events("account.unlinked")).toMatchObject([
      {
        who: { person: { slackUser: "U0OLIVIA" } },
        details: { email: "olivia@example.com", uid: "uid-olivia" },
      },
    ]);
    expect(value(await r.rig.operations.unlink(r.rig.actor("olivia")))).toEqual({ email: null });
    expect(events("account.unlinked")).toHaveLength(1);
    await r.link("otto", "olivia");
  });

  test("is for the person's own link alone, and for nobody who is no person", async () => {
    await r.link("olivia");
    expect(value(await r.rig.operations.unlink(r.rig.actor("otto")))).toEqual({ email: null });
    expect(refusal(await r.rig.operations.unlink(r.rig.actor("xena"))).code).toBe("not-a-person");
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
  });
});

describe("what is told of it", () => {
  test("whoami and the settings name the account, or why there is none", async () => {
    const stateOf = async () => {
      const state = value(await r.rig.operations.linkOf(r.rig.actor("olivia")));
      expect(value(await r.rig.operations.whoAmI(r.rig.actor("olivia"))).account).toEqual(state);
      return state;
    };
    expect(await stateOf()).toEqual({ kind: "none" });
    await r.link("olivia");
    expect(await stateOf()).toEqual({
      kind: "linked",
      email: "olivia@example.com",
      name: "olivia of DataRobot",
      linkedAt: r.rig.clock.now(),
    });
    restart({ keys: keysOf("k2") });
    expect(await stateOf()).toMatchObject({ kind: "unusable", sentence: expect.stringContaining("key") });
  });
});

test("with a platform that asks for links, people are told to link in every wish, and may act once they have", async () => {
  await r.close();
  let linked: LinkedAccounts | null = null;
  r = await accountRig({
    wrapPlatform: (platform) => ({
      ...platform,
      accounts: {
        missing: async (person) => (linked === null ? null : await linked.missing(person)),
        roleOn: async () => ({ role: "OWNER", decision: allowed("The platform says so.") }),
      },
    }),
  });
  linked = r.rig.linked;
  const olivia = r.rig.actor("olivia");
  const id = await r.rig.byLabel("card-default");
  expect(refusal(await r.rig.operations.seeDeployment(olivia, id))).toEqual(missingLink(commandWords("")));
  const { sentences } = value(await r.rig.operations.whoAmI(olivia));
  expect(sentences.at(-1)).toContain("what DataRobot says of your account");
  await r.link("olivia");
  expect(value(await r.rig.operations.seeDeployment(olivia, id)).role).toBe("OWNER");
});

describe("without a trail", () => {
  test("nothing is linked, and nothing unlinked", async () => {
    let full = false;
    await r.close();
    r = await accountRig({
      sampleFleet: false,
      wrapStore: (store) => ({
        ...store,
        commit: async (commit) =>
          full && commit.audit.length > 0
            ? { outcome: "failed", reason: "The disk is full." }
            : store.commit(commit),
      }),
    });
    full = true;
    const answer = await r.enter(await r.addressFor("olivia"), tokenOf("olivia"));
    expect(answer.status).toBe(503);
    expect(await kept("olivia")).toBeNull();
    full = false;
    await r.link("olivia");
    full = true;
    expect(refusal(await r.rig.operations.unlink(r.rig.actor("olivia"))).code).toBe("error");
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
  });

  test("an answer of the store that was lost links once, and says so", async () => {
    let lose = false;
    await r.close();
    r = await accountRig({
      sampleFleet: false,
      wrapStore: (store) => ({
        ...store,
        commit: async (commit) => {
          const answer = await store.commit(commit);
          if (!lose || commit.audit.length === 0) return answer;
          lose = false;
          return { outcome: "unknown", reason: "Lost." };
        },
      }),
    });
    const address = await r.addressFor("olivia");
    lose = true;
    expect(await (await r.enter(address, tokenOf("olivia"))).text()).toContain("<h1>Linked</h1>");
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
  });
});

test("on a platform without accounts nothing has to be linked", async () => {
  const local = await operationsRig({ sampleFleet: false });
  const olivia = local.actor("olivia");
  expect(value(await local.operations.startLink(olivia))).toEqual({ kind: "not-needed" });
  expect(value(await local.operations.linkOf(olivia))).toEqual({ kind: "not-needed" });
  expect(value(await local.operations.whoAmI(olivia)).account).toEqual({ kind: "not-needed" });
  expect(value(await local.operations.unlink(olivia))).toEqual({ email: null });
  const link = {
    purpose: "account",
    id: "1",
    actor: olivia,
    person: "olivia@example.com",
    expiresAt: local.clock.now() + 1_000,
  } as const;
  expect(refusal(await local.pages.lookAtAccountLink(link)).code).toBe("unavailable");
  await local.store.close();
});

test("says by which account of the platform something was done, on the card, in the evidence and in the trail", async () => {
  const made = await accountRig({ policies: NO_POLICIES });
  await made.link("olivia", "otto");
  const { rig } = made;
  const asked = await askFor(rig, "olivia", { action: "deactivate", label: "card-default", input: {} });
  await confirmed(rig, "olivia", asked);
  await rig.settle();
  const done = await rig.request(asked.id);
  expect(done.state).toMatchObject({ name: "succeeded", outcome: { account: "otto@example.com" } });
  expect(rig.audit.filter(({ event }) => event === "effect.intended")).toMatchObject([
    { details: { account: "otto@example.com" } },
  ]);
  const view = value(await rig.operations.request(rig.actor("olivia"), asked.id));
  expect(JSON.stringify(requestCard(view))).toContain("In DataRobot it was done as");
  expect(JSON.stringify(requestCard(view))).toContain("otto@example.com");
  await made.close();
});
