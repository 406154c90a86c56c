// Linked accounts as people meet them in Slack, over the real operations; and that the token is nowhere but on the page.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import nock from "nock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ok, refuse } from "../../src/deployments/decision.ts";
import { missingLink } from "../../src/operations/linked-accounts.ts";
import type { Operations } from "../../src/operations/operations.ts";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import { draw } from "../../src/slack/drawing.ts";
import { commandWords } from "../../src/slack/manifest.ts";
import { openSqliteStore } from "../../src/stores/sqlite/sqlite-store.ts";
import { type AccountRig, accountOf, accountRig, hiddenFields, tokenOf } from "../support/account-rig.ts";
import { slackId } from "../support/fake-directory.ts";
import { operationsRig } from "../support/operations-rig.ts";
import { callerOf } from "../support/request-builders.ts";
import { scratchDir } from "../support/scratch.ts";
import { ephemeralIn, onlyScripted, type SlackRig, slackRig } from "./rig.ts";

beforeAll(onlyScripted);
afterAll(() => nock.enableNetConnect());

let dir: string;
let r: AccountRig;
let slack: SlackRig;
beforeEach(async () => {
  dir = scratchDir("pointsman-accounts-");
  const store = { ...(await openSqliteStore({ dir })), commits: () => 0, reopen: () => undefined };
  r = await accountRig({ store, sampleFleet: false });
  slack = await slackRig({ operations: r.rig.operations, hasAccounts: true });
});
afterEach(async () => {
  await slack.close();
  await r.close();
  rmSync(dir, { recursive: true, force: true });
});

const shown = async (text: string): Promise<string> =>
  JSON.stringify(await ephemeralIn(await slack.command(text)));
/** The address behind the card's button, on the rig's own server. */
const pageIn = (card: string): string => {
  const [address] = /https:\/\/bot\.example\.com\/account\?token=[\w.-]+/.exec(card) ?? [];
  if (address === undefined) throw new Error(`No address in ${card}`);
  return r.pages.at(address);
};
const home = async (): Promise<string> => {
  await slack.event({ type: "app_home_opened", user: slackId("olivia"), tab: "home", channel: "D0HOME" });
  await expect.poll(() => slack.api.of("views.publish").length).toBeGreaterThan(0);
  return JSON.stringify(slack.api.of("views.publish").at(-1)?.view);
};

describe("link, typed alone", () => {
  it("answers the person alone with a button to the page, and with what not to do", async () => {
    const card = await shown("link");
    expect(card).toContain("Never send it in a message");
    expect(card).toContain("works once");
    const page = await fetch(pageIn(card));
    expect(await page.text()).toContain("Olivia (olivia@example.com)");
  });

  it("is behind a button too: on Home, in whoami, and where somebody is refused for it", async () => {
    expect(await shown("whoami")).toContain(ACTION_IDS.linkAccount);
    expect(await home()).toContain(ACTION_IDS.linkAccount);
    await slack.press(ACTION_IDS.linkAccount, "link");
    await expect.poll(() => slack.api.of("response_url").length).toBe(1);
    expect((await fetch(pageIn(JSON.stringify(slack.api.of("response_url"))))).status).toBe(200);
  });

  it("with a name behind it is about Use Cases, and help says both", async () => {
    const help = await shown("help");
    expect(help).toContain("/deployments link &lt;name&gt;");
    expect(help).toContain("Link your DataRobot account");
    expect(await shown("link nothing-of-that-name")).not.toContain("/account?token=");
  });
});

it("a refusal for want of a link has the button, in a message and in a window", async () => {
  await slack.close();
  const refused = async () => refuse(missingLink(commandWords("")));
  const found = {
    found: "one",
    deployment: { id: "d-1" as never, label: "one", environmentName: "Production" },
    caller: callerOf("olivia"),
  } as const;
  const operations: Partial<Operations> = {
    lookup: async () => ok(found),
    seeDeployment: refused,
    replaceForm: refused,
  };
  slack = await slackRig({ operations, hasAccounts: true });
  const card = await shown("one");
  expect(card).toContain("not linked yet");
  expect(card).toContain(ACTION_IDS.linkAccount);
  await slack.command("replace one");
  await expect.poll(() => JSON.stringify(slack.api.of("views.update"))).toContain(ACTION_IDS.linkAccount);
});

it("Home has what waits for a review, and the way to a link, for those too who have linked none", async () => {
  await slack.close();
  const operations: Partial<Operations> = {
    inbox: async () => ok({ waiting: [], asked: [] }),
    search: async () => refuse(missingLink(commandWords(""))),
    chosenHealthNotices: async () => ok({ chosen: [], more: false }),
    linkOf: async () => ok({ kind: "none" }),
  };
  slack = await slackRig({ operations, hasAccounts: true });
  const drawn = await home();
  for (const words of ["Waiting for my review", "once your account is linked", ACTION_IDS.linkAccount])
    expect(drawn).toContain(words);
});

describe("once it is linked", () => {
  beforeEach(async () => {
    await r.enter(pageIn(await shown("link")), tokenOf("olivia"));
  });

  it("whoami and Home name the account", async () => {
    for (const words of [await shown("whoami"), await home(), await shown("link")])
      expect(words).toContain("You act in DataRobot as olivia");
  });

  it("unlink asks first, then forgets it, and Home shows that", async () => {
    const asked = await shown("unlink");
    expect(asked).toContain('"confirm"');
    expect(asked).toContain("forgets the API key");
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
    await home();
    const view = { id: "V0HOME", type: "home", hash: "1.h" };
    await slack.press(ACTION_IDS.unlinkAccount, "unlink", {
      view,
      container: { type: "view" },
      channel: undefined,
    });
    await expect.poll(() => slack.api.of("views.publish").length).toBe(2);
    expect(JSON.stringify(slack.api.of("views.publish")[1])).toContain("not linked yet");
    expect(await r.tokenFor("olivia")).toBeNull();
    expect(await shown("unlink")).toContain("not linked yet");
  });
});

it("the token is in no log, record, entry of the trail, message or page, whatever happens to it", async () => {
  const [own, wrong, other] = [tokenOf("olivia"), "wrong-Key-0123456789", tokenOf("private")];
  r.accounts.known.set(other, accountOf("olivia", { uid: "uid-private", email: "o@private.example" }));
  const pages: string[] = [];
  const enter = async (address: string, token: string): Promise<string> => {
    const page = await (await r.enter(address, token)).text();
    pages.push(page);
    return page;
  };
  const address = pageIn(await shown("link"));
  await enter(address, wrong);
  r.accounts.down = true;
  await enter(address, own);
  r.accounts.down = false;
  r.accounts.meanwhile = () => Promise.reject(new TypeError("broken"));
  await enter(address, own);
  r.accounts.meanwhile = async () => undefined;
  await enter(address, own);
  await enter(address, own);
  const second = pageIn(await shown("link"));
  const confirm = await enter(second, other);
  pages.push(await (await r.post(second, hiddenFields(confirm))).text());
  await enter(pageIn(await shown("link")), own);
  const otto = await r.addressFor("otto");
  pages.push(await (await r.post(otto, hiddenFields(await enter(otto, own)))).text());
  await shown("whoami");
  await home();
  r.accounts.known.delete(own);
  await r.rig.linked.linkBroken(r.person("olivia"));
  await r.rig.settle();
  const notices = r.rig.messenger.accountNotices.map(({ exhibit, view }) => draw({ exhibit, view }));
  expect(notices).toHaveLength(1);
  await shown("unlink");
  await r.rig.operations.unlink(r.rig.actor("olivia"));
  await r.rig.operations.unlink(r.rig.actor("otto"));

  const everything = [
    ...pages,
    ...r.pages.logged,
    JSON.stringify([r.rig.logged, slack.log.lines, r.rig.audit, slack.api.calls, notices]),
    ...readdirSync(dir).map((name) => readFileSync(join(dir, name), "latin1")),
  ];
  // Something has to be there to be searched.
  expect(everything.join("").length).toBeGreaterThan(20_000);
  expect(everything.some((text) => text.includes("uid-olivia"))).toBe(true);
  for (const token of [own, other, wrong]) {
    const bytes = Buffer.from(token);
    for (const form of [
      token,
      encodeURIComponent(token),
      token.slice(0, 16),
      bytes.toString("base64").slice(0, 20),
      bytes.toString("hex"),
    ])
      expect(everything.filter((text) => text.includes(form))).toEqual([]);
  }
});

it("on a platform without accounts link says that none is needed, and help does not speak of it", async () => {
  await slack.close();
  const local = await operationsRig({ sampleFleet: false });
  slack = await slackRig({ operations: local.operations });
  for (const text of ["link", "unlink"]) expect(await shown(text)).toContain("Nothing has to be linked");
  expect(await shown("help")).not.toContain("DataRobot account");
  for (const words of [await shown("whoami"), await home()])
    expect(words).not.toContain(ACTION_IDS.linkAccount);
  await local.store.close();
});
