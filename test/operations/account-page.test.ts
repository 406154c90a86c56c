// The page on which people link their account of the platform, over real HTTP.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MOST_TRIES, TRIES_WITHIN } from "../../src/operations/link-tries.ts";
import { type AccountRig, accountOf, accountRig, hiddenFields, tokenOf } from "../support/account-rig.ts";
import { refusal, value } from "../support/answers.ts";

let r: AccountRig;
beforeEach(async () => {
  r = await accountRig({ sampleFleet: false });
});
afterEach(() => r.close());

const events = (name: string) => r.rig.audit.filter(({ event }) => event === name);

describe("the page", () => {
  test("says whose Slack account it is, and uses nothing up", async () => {
    const address = await r.addressFor("olivia");
    for (let looks = 0; looks < 3; looks += 1) {
      const page = await fetch(address);
      expect(page.status).toBe(200);
      expect(page.headers.get("cache-control")).toBe("no-store");
      expect(page.headers.get("referrer-policy")).toBe("no-referrer");
      expect(page.headers.get("content-security-policy")).toMatch(
        /default-src 'none'.*form-action 'self'; frame-ancestors 'none'/,
      );
      const text = await page.text();
      for (const words of [
        "Olivia (olivia@example.com)",
        "example.slack.com",
        "datarobot.example.com",
        "API keys",
        "/deployments unlink",
        'type="password"',
      ])
        expect(text).toContain(words);
      expect(text).not.toContain("<script");
    }
    expect(r.rig.audit).toEqual([]);
    expect((await r.enter(address, tokenOf("olivia"))).status).toBe(200);
  });

  test("links the account whose token is entered, and the trail says which", async () => {
    const answer = await r.enter(await r.addressFor("olivia"), tokenOf("olivia"));
    const page = await answer.text();
    expect(page).toContain("<h1>Linked</h1>");
    expect(page).toContain("olivia@example.com");
    expect(await r.rig.linked.tokenOf(r.person("olivia"))).toMatchObject({
      uid: "uid-olivia",
      email: "olivia@example.com",
    });
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
    expect(await r.rig.linked.missing(r.person("olivia"))).toBeNull();
    expect(await r.tokenFor("otto")).toBeNull();
    expect(r.rig.audit).toMatchObject([
      {
        event: "account.linked",
        allowed: true,
        who: { person: { slackUser: "U0OLIVIA" } },
        details: { email: "olivia@example.com", uid: "uid-olivia", before: null },
      },
    ]);
  });

  test("shows what DataRobot and Slack say of people as text", async () => {
    const evil = '<img src=x onerror="alert(1)">';
    r.rig.directory.set("olivia", { name: evil });
    r.accounts.known.set(
      tokenOf("olivia"),
      accountOf("olivia", { name: evil, email: `${evil}@example.com` }),
    );
    const address = await r.addressFor("olivia");
    const confirm = await (await r.enter(address, tokenOf("olivia"))).text();
    const pages = [
      await (await fetch(address)).text(),
      confirm,
      await (await r.post(address, hiddenFields(confirm))).text(),
    ];
    expect(pages.at(-1)).toContain("<h1>Linked</h1>");
    for (const page of pages) {
      expect(page).not.toContain("<img");
      expect(page).toContain("&#60;img src=x onerror=&#34;alert(1)&#34;&#62;");
    }
  });

  test("takes a token with blanks around it, as copying brings them along", async () => {
    await r.enter(await r.addressFor("olivia"), `\n ${tokenOf("olivia")} \n`);
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
  });

  test("works once, also for two at the same time", async () => {
    const address = await r.addressFor("olivia");
    const statuses = await Promise.all(
      [1, 2].map(async () => (await r.enter(address, tokenOf("olivia"))).status),
    );
    expect(statuses.toSorted()).toEqual([200, 410]);
    for (const answer of [await fetch(address), await r.enter(address, tokenOf("olivia"))]) {
      expect(answer.status).toBe(410);
      expect(await answer.text()).toContain("used already");
    }
    expect(events("account.linked")).toHaveLength(1);
  });

  test("works for 10 minutes, and leaves nothing behind but the link", async () => {
    const [old, young] = [await r.addressFor("olivia"), await r.addressFor("olivia")];
    await r.rig.pass(10 * 60_000 - 1);
    expect((await r.enter(young, tokenOf("olivia"))).status).toBe(200);
    await r.rig.pass(1);
    for (const answer of [await fetch(old), await r.enter(old, tokenOf("olivia"))]) {
      expect(answer.status).toBe(410);
      expect(await answer.text()).toContain("10 minutes");
    }
    await r.rig.pass(60 * 60_000);
    await r.rig.worker.drain();
    expect(await r.rig.store.nextAlarm(["seen"])).toBeNull();
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
  });

  test("is nothing when a letter of the address is changed, for another page neither", async () => {
    const address = await r.addressFor("olivia");
    const at = address.indexOf("token=") + 20;
    const changed = `${address.slice(0, at)}${address[at] === "A" ? "B" : "A"}${address.slice(at + 1)}`;
    for (const wrong of [changed, address.slice(0, -2), address.replace("/account", "/download")]) {
      expect((await fetch(wrong)).status).toBe(404);
      expect((await r.enter(wrong, tokenOf("olivia"))).status).toBe(404);
    }
    expect(r.accounts.asked).toEqual([]);
  });

  test("is for its person: not once the Slack account is somebody else's, nor after they left", async () => {
    const address = await r.addressFor("uma");
    r.rig.directory.set("uma", { email: "somebody@example.com" });
    expect((await fetch(address)).status).toBe(410);
    expect((await r.enter(address, tokenOf("uma"))).status).toBe(410);
    r.rig.directory.set("uma", { email: "uma@example.com", deleted: true });
    expect((await r.enter(address, tokenOf("uma"))).status).toBe(403);
    expect(r.accounts.asked).toEqual([]);
    expect(events("press.refused")).toHaveLength(2);
  });

  test("is there for nobody who is no person", async () => {
    for (const name of ["gus", "xena"])
      expect(refusal(await r.rig.operations.startLink(r.rig.actor(name))).code).toBe("not-a-person");
    expect(events("press.refused")).toHaveLength(2);
  });
});

describe("an address that others could read on the way", () => {
  test.each([
    ["http://bot.example.com", false],
    ["https://bot.example.com", true],
    ["http://localhost:3000", true],
    [null, true],
  ])("%s", async (publicUrl, offered) => {
    await r.close();
    r = await accountRig({ sampleFleet: false, publicUrl });
    const started = await r.rig.operations.startLink(r.rig.actor("olivia"));
    if (offered) expect(value(started).kind).toBe("page");
    else expect(refusal(started).next).toContain("PUBLIC_URL");
  });
});

describe("a token that is refused", () => {
  test("may be entered again on the same page; the try is an entry of the trail", async () => {
    const address = await r.addressFor("olivia");
    const answer = await r.enter(address, "wrong-token-1234");
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain("does not know this API key");
    expect(page).toContain('type="password"');
    expect(page).not.toContain("wrong-token-1234");
    expect(r.rig.audit).toMatchObject([
      {
        event: "account.link-refused",
        allowed: false,
        who: { person: { slackUser: "U0OLIVIA" } },
        why: "DataRobot does not know this API key.",
      },
    ]);
    expect(await r.tokenFor("olivia")).toBeNull();
    expect((await r.enter(address, tokenOf("olivia"))).status).toBe(200);
  });

  test("may not be tried for ever, over all pages of one person, not even many at once", async () => {
    const addresses = [await r.addressFor("olivia"), await r.addressFor("olivia")];
    await Promise.all(
      addresses.flatMap((address) =>
        Array.from({ length: MOST_TRIES }, (_, at) => r.enter(address, `wrong-token-${at}`)),
      ),
    );
    expect(r.accounts.asked.length).toBeLessThanOrEqual(MOST_TRIES);
    r.accounts.asked.splice(0);
    for (let at = 0; at < MOST_TRIES; at += 1) await r.enter(addresses[0] ?? "", `wrong-token-${at}`);
    r.accounts.asked.splice(0);
    const late = await r.enter(await r.addressFor("olivia"), tokenOf("olivia"));
    expect(late.status).toBe(409);
    expect(await late.text()).toContain("10 tries within 10 minutes");
    expect(r.accounts.asked).toEqual([]);
    // Others are not held up by it.
    await r.link("otto");
    await r.rig.pass(TRIES_WITHIN);
    await r.link("olivia");
  });

  test.each<[string, Record<string, string>]>([
    ["without one", { mine: "yes" }],
    ["an empty one", { mine: "yes", token: "  " }],
    ["a short one", { mine: "yes", token: "abc" }],
    ["one with a word before it", { mine: "yes", token: "Bearer abcdefgh" }],
    ["one that is far too long", { mine: "yes", token: "x".repeat(2_001) }],
    ["one of letters that no token has", { mine: "yes", token: "töken-töken" }],
    ["one without saying whose Slack account it is", { token: tokenOf("olivia") }],
    ["a confirmation of nothing", { sealed: "v1.k1.a.b.c", shown: "uid-olivia olivia@example.com" }],
    ["a confirmation that is no text of ours", { sealed: "", shown: "" }],
  ])("%s: nobody is asked about it", async (_, fields) => {
    const answer = await r.post(await r.addressFor("olivia"), fields);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('type="password"');
    expect(r.accounts.asked).toEqual([]);
  });

  test("in another shape than a form's, from another page, or larger than any", async () => {
    const address = await r.addressFor("olivia");
    const body = new URLSearchParams({ token: tokenOf("olivia"), mine: "yes" }).toString();
    const type = "application/x-www-form-urlencoded";
    const sent = async (headers: Record<string, string>, text = body) =>
      (await fetch(address, { method: "POST", body: text, headers })).status;
    expect(await sent({ "content-type": "text/plain" })).toBe(404);
    expect(await sent({ "content-type": "application/json" }, "{}")).toBe(404);
    for (const site of ["cross-site", "same-site", "none"])
      expect(await sent({ "content-type": type, "sec-fetch-site": site })).toBe(404);
    expect(await sent({ "content-type": type }, `${body}&more=${"x".repeat(20_000)}`)).toBe(400);
    expect(r.accounts.asked).toEqual([]);
    expect(await sent({ "content-type": `${type}; charset=utf-8`, "sec-fetch-site": "same-origin" })).toBe(
      200,
    );
  });
});

describe("while DataRobot does not answer", () => {
  test("nothing is linked and nothing used up", async () => {
    const address = await r.addressFor("olivia");
    r.accounts.down = true;
    const answer = await r.enter(address, tokenOf("olivia"));
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("nothing was linked");
    expect(await r.tokenFor("olivia")).toBeNull();
    r.accounts.down = false;
    expect((await r.enter(address, tokenOf("olivia"))).status).toBe(200);
  });
});

describe("an account with another email than the Slack account's", () => {
  const ask = async (name: string, token: string) => {
    const address = await r.addressFor(name);
    const answer = await r.enter(address, token);
    return { address, page: await answer.text() };
  };
  beforeEach(() => {
    r.accounts.known.set(
      tokenOf("private"),
      accountOf("olivia", { uid: "uid-private", email: "o@private.example" }),
    );
  });

  test("is linked once the person says that it is theirs", async () => {
    const { address, page } = await ask("olivia", tokenOf("private"));
    expect(page).toContain("Act as o@private.example");
    expect(page).not.toContain(tokenOf("private"));
    expect(page).not.toContain('type="password"');
    expect(await r.tokenFor("olivia")).toBeNull();
    expect(r.rig.audit).toEqual([]);
    const linked = await (await r.post(address, hiddenFields(page))).text();
    expect(linked).toContain("<h1>Linked</h1>");
    expect(await r.tokenFor("olivia")).toBe(tokenOf("private"));
    expect((await r.post(address, hiddenFields(page))).status).toBe(410);
  });

  test("is asked about once more where it is another one by then", async () => {
    const { address, page } = await ask("olivia", tokenOf("private"));
    r.accounts.known.set(tokenOf("private"), accountOf("otto"));
    const again = await (await r.post(address, hiddenFields(page))).text();
    expect(again).toContain("Act as otto@example.com");
    expect(await r.tokenFor("olivia")).toBeNull();
  });

  test("is not linked by a confirmation of another page, or one that was changed", async () => {
    const [first, second] = [await ask("olivia", tokenOf("private")), await ask("otto", tokenOf("private"))];
    const fields = hiddenFields(first.page);
    r.accounts.asked.splice(0);
    const sealed = fields.sealed ?? "";
    const [version, key, nonce, bytes = "", tag] = sealed.split(".");
    const flipped = `${bytes.startsWith("A") ? "B" : "A"}${bytes.slice(1)}`;
    for (const wrong of [
      { ...fields, shown: "uid-olivia olivia@example.com" },
      { ...fields, sealed: [version, key, nonce, flipped, tag].join(".") },
      { ...fields, sealed: [version, "k9", nonce, bytes, tag].join(".") },
      { ...fields, sealed: sealed.slice(0, -30) },
    ])
      expect((await r.post(first.address, wrong)).status).toBe(400);
    expect((await r.post(second.address, fields)).status).toBe(400);
    expect(r.accounts.asked).toEqual([]);
    expect(await r.tokenFor("olivia")).toBeNull();
    expect(await r.tokenFor("otto")).toBeNull();
    expect(events("account.link-refused")).toHaveLength(5);
  });
});

describe("an account that another Slack account has linked", () => {
  const tryAgain = async (name: string, whose: string) => {
    const address = await r.addressFor(name);
    const page = await (await r.enter(address, tokenOf(whose))).text();
    const fields = hiddenFields(page);
    return Object.keys(fields).length === 0 ? page : await (await r.post(address, fields)).text();
  };

  test("is refused, and whoever holds its token learns who acts with it", async () => {
    await r.link("olivia", "otto");
    expect(await tryAgain("otto", "otto")).toContain("that of Olivia (olivia@example.com)");
    expect(await r.tokenFor("otto")).toBeNull();
    expect(await r.tokenFor("olivia")).toBe(tokenOf("otto"));
    expect(events("account.link-refused")).toMatchObject([
      { who: { person: { slackUser: "U0OTTO" } }, details: { email: "otto@example.com", uid: "uid-otto" } },
    ]);
    value(await r.rig.operations.unlink(r.rig.actor("olivia")));
    expect(await tryAgain("otto", "otto")).toContain("<h1>Linked</h1>");
  });

  test("is linked by one of two who come at the same time", async () => {
    const pages = await Promise.all(["olivia", "uma"].map((name) => tryAgain(name, "otto")));
    expect(pages.filter((page) => page.includes("<h1>Linked</h1>"))).toHaveLength(1);
    const tokens = await Promise.all(["olivia", "uma"].map((name) => r.tokenFor(name)));
    expect(tokens.toSorted()).toEqual([tokenOf("otto"), null].toSorted());
  });

  test("goes over to whoever holds its token when the other one left, or is the same person", async () => {
    await r.link("uma", "otto");
    r.rig.directory.deactivate("uma");
    expect(await tryAgain("otto", "otto")).toContain("<h1>Linked</h1>");
    expect(await r.tokenFor("uma")).toBeNull();
    expect(events("account.linked").at(-1)).toMatchObject({ details: { takenOverFrom: "U0UMA" } });
    r.rig.directory.set("ben", { email: "otto@example.com" });
    expect(await tryAgain("ben", "otto")).toContain("<h1>Linked</h1>");
    expect(await r.tokenFor("otto")).toBeNull();
  });

  test("is free again when its owner goes over to another one", async () => {
    await r.link("olivia", "otto");
    await r.link("olivia", "olivia");
    expect(await r.tokenFor("olivia")).toBe(tokenOf("olivia"));
    expect(events("account.linked").at(-1)).toMatchObject({ details: { before: "otto@example.com" } });
    await r.link("otto");
    expect(await r.tokenFor("otto")).toBe(tokenOf("otto"));
  });
});
