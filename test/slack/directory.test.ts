import nock from "nock";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/config/secret.ts";
import { DirectoryUnavailable } from "../../src/ports/directory.ts";
import { connectSlack } from "../../src/slack/connection.ts";
import { fakeClock } from "../support/clock.ts";
import { TEAM } from "../support/fake-directory.ts";
import { seededIds } from "../support/ids.ts";
import { mapCache, onlyScripted, recordingLog, scriptedWebApi } from "./rig.ts";

beforeAll(onlyScripted);
afterEach(() => {
  nock.cleanAll();
});

function directoryRig() {
  const api = scriptedWebApi();
  const cache = mapCache();
  const { directory } = connectSlack({
    transport: { mode: "http", botToken: new Secret("xoxb-1"), signingSecret: new Secret("s"), apiUrl: null },
    log: recordingLog(),
    clock: fakeClock(),
    ids: seededIds(),
    cache,
  });
  return { api, cache, directory };
}

const ADA = {
  id: "U0ADA",
  team_id: TEAM,
  tz: "Asia/Tokyo",
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_email_confirmed: true,
  profile: { email: "Ada@Example.com", display_name: "Ada" },
};
const actor = { user: "U0ADA", team: TEAM, enterprise: null };

describe("a person in the directory", () => {
  it("is what Slack says, with the email in lower case", async () => {
    const { api, directory } = directoryRig();
    api.script("users.info", () => ({
      body: { user: { ...ADA, enterprise_user: { enterprise_id: "E0CORP" } } },
    }));
    expect(await directory.user(actor)).toEqual({
      user: "U0ADA",
      team: TEAM,
      enterprise: "E0CORP",
      name: "Ada",
      email: "ada@example.com",
      emailConfirmed: true,
      deleted: false,
      bot: false,
      guest: false,
      timeZone: "Asia/Tokyo",
    });
  });

  it("has nulls and no confirmed email where Slack says nothing", async () => {
    const { api, directory } = directoryRig();
    api.script("users.info", () => ({ body: { user: { id: "U0ADA", profile: { email: "" } } } }));
    expect(await directory.user(actor)).toMatchObject({
      team: null,
      enterprise: null,
      email: null,
      emailConfirmed: false,
      timeZone: null,
    });
  });

  it.each([
    ["a single-channel guest", { is_ultra_restricted: true }, { guest: true }],
    ["a guest", { is_restricted: true }, { guest: true }],
    ["a bot", { is_bot: true }, { bot: true }],
    ["Slackbot, which calls itself none", { id: "USLACKBOT" }, { bot: true }],
    ["deactivated", { deleted: true }, { deleted: true }],
    ["invited and not there yet", { is_invited_user: true }, { emailConfirmed: false }],
  ])("is recognised as %s", async (_, said, seen) => {
    const { api, directory } = directoryRig();
    api.script("users.info", () => ({ body: { user: { ...ADA, ...said } } }));
    expect(await directory.user(actor)).toMatchObject(seen);
  });

  it("is nobody only when Slack says so", async () => {
    const { api, directory } = directoryRig();
    api.script("users.info", () => ({ body: { ok: false, error: "user_not_found" } }));
    api.script("users.lookupByEmail", () => ({ body: { ok: false, error: "users_not_found" } }));
    api.script("users.list", () => ({ body: { members: [ADA] } }));
    expect(await directory.user(actor)).toBeNull();
    expect(await directory.userByEmail("nobody@example.com")).toBeNull();
  });

  it("is known by the address after leaving, though Slack finds nobody by it", async () => {
    const { api, directory } = directoryRig();
    let here = true;
    api.script("users.lookupByEmail", () =>
      here ? { body: { user: ADA } } : { body: { ok: false, error: "users_not_found" } },
    );
    let pages = 0;
    api.script("users.list", (form) => {
      pages += 1;
      return form.cursor === undefined
        ? { body: { members: [{ id: "U0BEN" }], response_metadata: { next_cursor: "next" } } }
        : { body: { members: [{ ...ADA, deleted: true }], response_metadata: { next_cursor: "" } } };
    });
    expect((await directory.userByEmail("ada@example.com"))?.deleted).toBe(false);
    here = false;
    // An event says so: it is not asked of the cache, though only her address was looked up before.
    await directory.forgetUser("U0ADA");
    expect(await directory.userByEmail("ada@example.com")).toMatchObject({ user: "U0ADA", deleted: true });
    expect(await directory.userByEmail("ada@example.com")).toMatchObject({ deleted: true });
    expect(pages).toBe(2);
  });

  it("is unknown, never nobody, when the members cannot be listed", async () => {
    const { api, directory } = directoryRig();
    api.script("users.lookupByEmail", () => ({ body: { ok: false, error: "users_not_found" } }));
    api.script("users.list", () => ({ body: { ok: false, error: "internal_error" } }));
    await expect(directory.userByEmail("ada@example.com")).rejects.toThrow(DirectoryUnavailable);
  });

  it.each([
    ["500", () => ({ status: 500, body: "oops" })],
    ["429", () => ({ status: 429, body: "", headers: { "retry-after": "5" } })],
    ["429 without a time", () => ({ status: 429, body: "" })],
    ["an error of its own", () => ({ body: { ok: false, error: "internal_error" } })],
    ["a page that is no JSON", () => ({ body: "<html>" })],
    ["an answer of another shape", () => ({ body: { user: "ada" } })],
    ["a broken connection", () => Object.assign(new Error("reset"), { code: "ECONNRESET" })],
  ])("is unknown, never nobody, when Slack answers with %s", async (_, script) => {
    const { api, directory } = directoryRig();
    api.script("users.info", script);
    await expect(directory.user(actor)).rejects.toThrow(DirectoryUnavailable);
  });

  it("is asked for once, past the cache before an effect, and again after a change", async () => {
    const { api, directory } = directoryRig();
    api.script("users.info", () => ({ body: { user: ADA } }));
    await directory.user(actor);
    await directory.user(actor);
    expect(api.of("users.info")).toHaveLength(1);
    await directory.user(actor, { fresh: true });
    expect(api.of("users.info")).toHaveLength(2);
    await directory.forgetUser("U0ADA");
    await directory.user(actor);
    expect(api.of("users.info")).toHaveLength(3);
  });

  it("is not read from a cache that holds something else", async () => {
    const { api, cache, directory } = directoryRig();
    cache.map.set("slack-user:U0ADA", { user: "U0ADA", guest: "no" });
    api.script("users.info", () => ({ body: { user: ADA } }));
    expect((await directory.user(actor))?.email).toBe("ada@example.com");
  });
});

describe("user groups", () => {
  const groups = (...usergroups: readonly Record<string, unknown>[]) => ({ body: { usergroups } });

  it("are found by handle with and without its mark, and tell whose groups they are", async () => {
    const { api, directory } = directoryRig();
    api.script("usergroups.list", () =>
      groups(
        { id: "S1", handle: "ML-Approvers", date_delete: 0, users: ["U0ADA", "U0BEN"] },
        { id: "S2", handle: "ops" },
      ),
    );
    expect(await directory.groupMembers("ml-approvers")).toEqual(["U0ADA", "U0BEN"]);
    expect(await directory.groupMembers("@ml-approvers")).toEqual(["U0ADA", "U0BEN"]);
    expect(await directory.groupMembers("ops")).toEqual([]);
    expect(await directory.groupMembers("nobody")).toBeNull();
    expect(await directory.groupsOf("U0BEN")).toEqual(["ml-approvers"]);
    expect(api.of("usergroups.list")).toHaveLength(1);
  });

  it("are listed by handle and name with how many they are, without disabled ones", async () => {
    const { api, directory } = directoryRig();
    api.script("usergroups.list", () =>
      groups(
        { id: "S1", handle: "ML-Approvers", name: "ML approvers", date_delete: 0, users: ["U0ADA", "U0BEN"] },
        { id: "S2", handle: "ops" },
        { id: "S3", handle: "gone", name: "Gone", date_delete: 1_700_000_000, users: ["U0ADA"] },
        { id: "S4", name: "without a handle" },
      ),
    );
    expect(await directory.groups()).toEqual([
      { handle: "ml-approvers", name: "ML approvers", size: 2 },
      { handle: "ops", name: "ops", size: 0 },
    ]);
    await directory.groups();
    expect(api.of("usergroups.list")).toHaveLength(1);
  });

  it("have no members once they are disabled", async () => {
    const { api, directory } = directoryRig();
    api.script("usergroups.list", () =>
      groups({ id: "S1", handle: "ml-approvers", date_delete: 1_700_000_000, users: ["U0ADA"] }),
    );
    expect(await directory.groupMembers("ml-approvers")).toEqual([]);
    expect(await directory.groupsOf("U0ADA")).toEqual([]);
  });

  it("are unknown, never empty, when Slack does not answer", async () => {
    const { api, directory } = directoryRig();
    api.script("usergroups.list", () => ({ status: 503, body: "" }));
    await expect(directory.groupMembers("ml-approvers")).rejects.toThrow(DirectoryUnavailable);
    await expect(directory.groups()).rejects.toThrow(DirectoryUnavailable);
    await expect(directory.groupsOf("U0ADA")).rejects.toThrow(DirectoryUnavailable);
  });

  it("are asked for again before an effect and after a change", async () => {
    const { api, directory } = directoryRig();
    api.script("usergroups.list", () => groups({ id: "S1", handle: "a", users: [] }));
    await directory.groupMembers("a");
    await directory.groupMembers("a", { fresh: true });
    await directory.forgetGroups();
    await directory.groupsOf("U0ADA");
    expect(api.of("usergroups.list")).toHaveLength(3);
  });
});

describe("home", () => {
  it("is asked for once, and again after a failure", async () => {
    const { api, directory } = directoryRig();
    const down = () => ({ status: 500, body: "" });
    api.script("auth.test", down);
    await expect(directory.home()).rejects.toThrow(DirectoryUnavailable);
    const url = "https://example.slack.com/";
    api.script("auth.test", () => ({ body: { url, team_id: TEAM, user_id: "U0BOT", bot_id: "B0" } }));
    expect(await directory.home()).toEqual({ team: TEAM, enterprise: null, botUser: "U0BOT", url });
    await directory.home();
    expect(api.of("auth.test")).toHaveLength(2);
  });
});

describe("an address that has changed hands", () => {
  it("is asked past the cache where that is wanted, and is forgotten once the person is seen with another one", async () => {
    const { api, cache, directory } = directoryRig();
    let user: unknown = ADA;
    api.script("users.list", () => ({ body: { members: [user] } }));
    api.script("users.info", () => ({ body: { user } }));
    api.script("users.lookupByEmail", () =>
      user === ADA ? { body: { user: ADA } } : { body: { ok: false, error: "users_not_found" } },
    );
    await directory.user(actor);
    expect((await directory.userByEmail("ada@example.com"))?.user).toBe("U0ADA");
    user = { ...ADA, profile: { ...ADA.profile, email: "ada@elsewhere.example" } };
    // Kept for a while, but not before a vote counts.
    expect((await directory.userByEmail("ada@example.com"))?.user).toBe("U0ADA");
    expect(await directory.userByEmail("ada@example.com", { fresh: true })).toBeNull();
    expect(await directory.userByEmail("ada@example.com")).toBeNull();
    cache.map.set("slack-email:ada@example.com", cache.map.get("slack-user:U0ADA"));
    await directory.user(actor, { fresh: true });
    expect(cache.map.has("slack-email:ada@example.com")).toBe(false);
  });
});

describe("what kind of channel it is", () => {
  const rigOf = () => {
    const api = scriptedWebApi();
    const cache = mapCache();
    const { channels } = connectSlack({
      transport: {
        mode: "http",
        botToken: new Secret("xoxb-1"),
        signingSecret: new Secret("s"),
        apiUrl: null,
      },
      log: recordingLog(),
      clock: fakeClock(),
      ids: seededIds(),
      cache,
    });
    return { api, channels };
  };
  const shared = (is: boolean) => ({ body: { channel: { id: "C0SALES", is_ext_shared: is } } });

  it("is asked past the cache before something is posted for all who read there", async () => {
    const { api, channels } = rigOf();
    let outside = false;
    api.script("conversations.info", () => shared(outside));
    expect(await channels.kind("C0SALES")).toBe("inside");
    outside = true;
    expect(await channels.kind("C0SALES")).toBe("inside");
    expect(await channels.kind("C0SALES", { fresh: true })).toBe("shared-outside");
    expect(await channels.look("C0SALES")).toBe("shared-outside");
    expect(await channels.kind("C0SALES")).toBe("shared-outside");
  });

  it("is not kept when Slack says during the question that it has changed", async () => {
    const { api, channels } = rigOf();
    let outside = false;
    api.script("conversations.info", () => {
      const answer = shared(outside);
      // Told while the old answer is on its way.
      if (!outside) void channels.forget("C0SALES");
      outside = true;
      return answer;
    });
    expect(await channels.kind("C0SALES")).toBe("inside");
    expect(await channels.kind("C0SALES")).toBe("shared-outside");
  });
});
