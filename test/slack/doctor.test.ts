import nock from "nock";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/config/secret.ts";
import type { PolicyFile } from "../../src/requests/policy.ts";
import { type DoctorSettings, diagnose } from "../../src/slack/doctor.ts";
import { SCOPES } from "../../src/slack/manifest.ts";
import { webClients } from "../../src/slack/web-clients.ts";
import { TEAM } from "../support/fake-directory.ts";
import { SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { onlyScripted, recordingLog, scriptedWebApi, type WebApi } from "./rig.ts";

beforeAll(onlyScripted);
afterEach(() => {
  nock.cleanAll();
});

const scopes = (without: readonly string[] = []) =>
  [...Object.keys(SCOPES), "channels:history", "groups:history", "im:history"]
    .filter((scope) => !without.includes(scope))
    .join(",");

/** A workspace in which everything is right. */
function rightWorkspace(): WebApi {
  const api = scriptedWebApi();
  api.script("auth.test", () => ({
    body: { team: "Acme", user: "pointsman", team_id: TEAM, user_id: "U0BOT" },
    headers: { "x-oauth-scopes": scopes() },
  }));
  api.script("apps.connections.open", () => ({ body: { url: "wss://x" } }));
  api.script("conversations.list", () => ({
    body: { channels: [{ id: "C0MLDEPLOY", name: "ml-deployments", is_ext_shared: false }] },
  }));
  api.script("usergroups.list", () => ({
    body: { usergroups: [{ handle: "ml-approvers", date_delete: 0, users: ["U0ADA", "U0BEN"] }] },
  }));
  api.script("users.lookupByEmail", () => ({ body: { user: { id: "U0X" } } }));
  return api;
}

const settings = (over: Partial<DoctorSettings> = {}): DoctorSettings => ({
  appToken: new Secret("xapp-1"),
  notifyChannel: "ml-deployments",
  policy: SAMPLE_POLICIES,
  ...over,
});

const examine = (over: Partial<DoctorSettings> = {}) =>
  diagnose(
    settings(over),
    webClients({ botToken: new Secret("xoxb-1"), apiUrl: null, log: recordingLog() }).interactive,
  );
const wrong = async (over: Partial<DoctorSettings> = {}) =>
  (await examine(over)).filter(({ severity }) => severity === "mistake");

const withGroup = (group: string): PolicyFile => ({
  ...SAMPLE_POLICIES,
  administrators: { people: [], groups: [group] },
});

describe("the doctor", () => {
  it("finds nothing wrong where everything is right", async () => {
    rightWorkspace();
    expect((await examine()).filter(({ severity }) => severity !== "fine")).toEqual([]);
  });

  it.each(Object.keys(SCOPES))("names the missing scope %s and what breaks without it", async (scope) => {
    const api = rightWorkspace();
    api.script("auth.test", () => ({
      body: { team: "Acme" },
      headers: { "x-oauth-scopes": scopes([scope]) },
    }));
    const [finding] = await wrong();
    expect(finding?.sentence).toContain(`${scope} is missing: ${SCOPES[scope as keyof typeof SCOPES]}`);
    expect(finding?.fix).toContain("manifest");
  });

  it("names the token that Slack refuses, and asks nothing else with it", async () => {
    const api = rightWorkspace();
    api.script("auth.test", () => ({ body: { ok: false, error: "invalid_auth" } }));
    expect((await wrong()).map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining("SLACK_BOT_TOKEN"),
    ]);
    expect(api.of("usergroups.list")).toEqual([]);
  });

  it("names the app token that opens no connection", async () => {
    const api = rightWorkspace();
    api.script("apps.connections.open", () => ({ body: { ok: false, error: "not_allowed_token_type" } }));
    expect((await wrong())[0]?.sentence).toContain("SLACK_APP_TOKEN");
  });

  it.each([
    ["there is none", [], "There is no channel ml-deployments"],
    ["it is archived", [{ id: "C1", name: "ml-deployments", is_archived: true }], "is archived"],
    [
      "it is private and the bot is not in it",
      [{ id: "C1", name: "ml-deployments", is_private: true, is_member: false }],
      "not in the private channel",
    ],
  ])("names the notice channel when %s", async (_, channels, words) => {
    const api = rightWorkspace();
    api.script("conversations.list", () => ({ body: { channels } }));
    expect((await wrong())[0]?.sentence).toContain(words);
  });

  it("names a notice channel that other companies read", async () => {
    const api = rightWorkspace();
    api.script("conversations.info", () => ({
      body: { channel: { id: "C0SHARED01", name: "x", is_ext_shared: true } },
    }));
    const findings = await examine({ notifyChannel: "C0SHARED01" });
    expect(findings.find(({ severity }) => severity === "mistake")?.sentence).toContain("other companies");
  });

  it.each([
    ["does not exist", {}, "There is no user group @admins"],
    ["is disabled", { handle: "admins", date_delete: 1, users: ["U1"] }, "is disabled"],
    ["is empty", { handle: "admins", date_delete: 0, users: [] }, "Nobody is in"],
  ])("names a user group of the policy file that %s", async (_, group, words) => {
    const api = rightWorkspace();
    api.script("usergroups.list", () => ({
      body: {
        usergroups: [{ handle: "ml-approvers", users: ["U0ADA"] }, ...("handle" in group ? [group] : [])],
      },
    }));
    expect((await wrong({ policy: withGroup("admins") }))[0]?.sentence).toContain(words);
  });

  it("names an administrator whom nobody is", async () => {
    const api = rightWorkspace();
    api.script("users.lookupByEmail", () => ({ body: { ok: false, error: "users_not_found" } }));
    const policy = { ...SAMPLE_POLICIES, administrators: { people: ["gone@example.com"], groups: [] } };
    expect((await wrong({ policy })).map(({ sentence }) => sentence).join()).toContain("gone@example.com");
  });

  it("does not call wrong what Slack did not answer", async () => {
    const api = rightWorkspace();
    for (const method of [
      "conversations.list",
      "usergroups.list",
      "users.lookupByEmail",
      "apps.connections.open",
    ]) {
      api.script(method, () => ({ status: 503, body: "" }));
    }
    const findings = await examine();
    expect(findings.filter(({ severity }) => severity === "mistake")).toEqual([]);
    expect(findings.filter(({ severity }) => severity === "warning").length).toBeGreaterThanOrEqual(3);
  });
});
