// What waits, or is looked at again, long after it happened: whom it does not concern any more is not told, and nothing is done twice.
import { expect, test } from "vitest";
import { inputFor } from "../../src/actions/share/input.ts";
import type { DirectoryUser } from "../../src/ports/directory.ts";
import type { Json } from "../../src/requests/request.ts";
import { value } from "../support/answers.ts";
import { askFor, confirm, goThrough } from "../support/asking.ts";
import { grantTo } from "../support/builders.ts";
import { emailOf, slackId, TEAM } from "../support/fake-directory.ts";
import { operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { recordingMail } from "../support/recording-mail.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";

const REPL = { reason: "ACCURACY", packageId: "p-card-default-4", promote: null, rollback: false };
const POL = { ...SAMPLE_POLICIES, policies: [] };
const DOWN = {
  times: 5,
  answer: { outcome: "not-delivered", retryAfterMs: 60_000, reason: "the server is down" },
} as const;

test("does not mail whose grant was taken away while the mail waited", async () => {
  const mail = recordingMail();
  const rig = await operationsRig({ mail, policies: POL });
  const { grants } = await deploymentOf(rig, "card-default");
  await changeDeployment(rig, "card-default", { grants: [...grants, grantTo("ulf", "USER")] });
  mail.fail(DOWN);
  await goThrough(rig, "olivia", { action: "replace-model", label: "card-default", input: REPL });
  expect(mail.letters).toEqual([]);
  const now = (await deploymentOf(rig, "card-default")).grants;
  await changeDeployment(rig, "card-default", {
    grants: now.filter(({ subject }) => subject.kind !== "user" || subject.email !== emailOf("ulf")),
  });
  await rig.pass(3_600_000);
  expect(mail.letters.map(({ to, subject }) => ({ to, subject }))).toEqual([]);
});

test("does not mail a replacement to who became a Consumer meanwhile", async () => {
  const mail = recordingMail();
  const rig = await operationsRig({ mail, policies: POL });
  const { grants } = await deploymentOf(rig, "card-default");
  await changeDeployment(rig, "card-default", { grants: [...grants, grantTo("ulf", "USER")] });
  mail.fail(DOWN);
  await goThrough(rig, "olivia", { action: "replace-model", label: "card-default", input: REPL });
  await goThrough(rig, "olivia", {
    action: "share",
    label: "card-default",
    input: inputFor([
      { subject: { kind: "user", email: emailOf("ulf") }, role: "CONSUMER" },
    ]) as unknown as Json,
  });
  await rig.pass(3_600_000);
  expect(mail.letters.map(({ to, subject }) => ({ to, subject }))).toEqual([]);
});

test("does not mail an invitation that was taken back meanwhile", async () => {
  const mail = recordingMail();
  const rig = await operationsRig({ mail, policies: POL });
  mail.fail(DOWN);
  await goThrough(rig, "olivia", {
    action: "share",
    label: "card-default",
    input: { ...inputFor([]), emails: ["wrong@example.com"], role: "USER" } as unknown as Json,
  });
  await goThrough(rig, "olivia", {
    action: "share",
    label: "card-default",
    input: inputFor([
      { subject: { kind: "user", email: "wrong@example.com" }, role: null },
    ]) as unknown as Json,
  });
  await rig.pass(3_600_000);
  expect(mail.letters.map(({ to, subject, text }) => ({ to, subject, text }))).toEqual([]);
});

test("does not mail who left Slack meanwhile", async () => {
  const mail = recordingMail();
  const rig = await operationsRig({ mail, policies: POL });
  rig.directory.unconfirmEmail("otto");
  mail.fail(DOWN);
  await goThrough(rig, "olivia", { action: "replace-model", label: "card-default", input: REPL });
  rig.directory.deactivate("otto");
  await rig.pass(3_600_000);
  expect(mail.letters.map(({ to, subject }) => ({ to, subject }))).toEqual([]);
});

test("does not write to whose grant was taken away while Slack was down", async () => {
  const rig = await operationsRig({ policies: POL });
  const away = { outcome: "not-delivered", retryAfterMs: 60_000, reason: "slack is down" } as const;
  rig.messenger.fail({
    times: 3,
    answer: away,
    executed: false,
    when: ({ target }) => target.kind === "user" && target.user === slackId("uma"),
  });
  await goThrough(rig, "olivia", { action: "replace-model", label: "card-default", input: REPL });
  const now = (await deploymentOf(rig, "card-default")).grants;
  await changeDeployment(rig, "card-default", {
    grants: now.filter(({ subject }) => subject.kind !== "user" || subject.email !== emailOf("uma")),
  });
  await rig.pass(3_600_000);
  expect(
    rig.messenger.messages
      .filter(({ target }) => target.kind === "user" && target.user === slackId("uma"))
      .map((m) => m.exhibit.kind),
  ).toEqual([]);
});

test("does not post in a channel that unsubscribed while Slack was down", async () => {
  const rig = await operationsRig({ policies: { ...POL, routes: [] } });
  const id = await rig.byLabel("card-default");
  value(await rig.operations.subscribe(rig.actor("uma"), id, "C0FRAUD00", true));
  const away = { outcome: "not-delivered", retryAfterMs: 60_000, reason: "slack is down" } as const;
  rig.messenger.fail({
    times: 3,
    answer: away,
    executed: false,
    when: ({ target }) => target.kind === "channel",
  });
  await goThrough(rig, "olivia", { action: "replace-model", label: "card-default", input: REPL });
  value(await rig.operations.subscribe(rig.actor("uma"), id, "C0FRAUD00", false));
  await rig.pass(3_600_000);
  expect(
    rig.messenger.messages.filter(({ target }) => target.kind === "channel").map((m) => m.exhibit.kind),
  ).toEqual([]);
});

test("does not delete what a download made permanent while an agent was at it", async () => {
  const rig = await operationsRig({ workMs: 60_000, scoringCodeMakesPermanent: true, policies: POL });
  const agent = { ...(await deploymentOf(rig, "factory-vibration")).environment };
  await changeDeployment(rig, "card-default", { environment: agent });
  const built = await askFor(rig, "uma", {
    action: "scoring-code",
    label: "card-default",
    input: { language: "cli", include: [], form: "binary", acknowledged: true },
  });
  value(await confirm(rig, "uma", built));
  await rig.pass(120_000);
  expect((await rig.request(built.id)).state.name).toBe("succeeded");
  const del = await askFor(rig, "olivia", {
    action: "delete",
    label: "card-default",
    input: { typedName: "card-default", ignoreManagementAgent: false },
  });
  value(await confirm(rig, "olivia", del));
  await rig.settle(0);
  expect((await rig.request(del.id)).state.name).toBe("executing");
  const got = value(await rig.operations.download(rig.actor("uma"), built.id, { edition: 1 }));
  if (got.kind !== "link") throw new Error("link");
  const link = rig.links.read(new URL(got.address).searchParams.get("token") ?? "");
  if (link?.purpose !== "scoring-code") throw new Error("no");
  const handed = value(await rig.pages.takeDownload(link));
  expect(handed.code.filename).toMatch(/jar/);
  const id = await rig.byLabel("card-default");
  expect((await rig.platform.deployment(id))?.permanentSince).not.toBeNull();
  await rig.pass(120_000);
  expect((await rig.request(del.id)).state).toMatchObject({ name: "failed" });
  expect(await rig.platform.deployment(id)).not.toBeNull();
});

test("does not mail who left, when Slack refuses the direct message for that", async () => {
  const mail = recordingMail();
  let frozen: DirectoryUser | null = null;
  const rig = await operationsRig({
    mail,
    policies: POL,
    wrapDirectory: (d) => ({
      ...d,
      user: async (a, o) =>
        frozen !== null && a.user === frozen.user && o?.fresh !== true ? frozen : d.user(a, o),
      userByEmail: async (e, o) =>
        frozen !== null && e === frozen.email && o?.fresh !== true ? frozen : d.userByEmail(e, o),
    }),
  });
  frozen = await rig.directory.userByEmail(emailOf("otto"));
  rig.directory.deactivate("otto");
  rig.messenger.fail({
    times: 1,
    answer: { outcome: "impossible", reason: "user_disabled" },
    executed: false,
    when: ({ target }) => target.kind === "user" && target.user === slackId("otto"),
  });
  await goThrough(rig, "olivia", { action: "replace-model", label: "card-default", input: REPL });
  expect(mail.letters.map(({ to, subject }) => ({ to, subject }))).toEqual([]);
});

test("does not tell who came to it later, when the window is closed", async () => {
  const rig = await operationsRig({ policies: POL });
  const asked = value(await rig.ask("olivia", { input: REPL }));
  await rig.settle();
  value(await confirm(rig, "olivia", asked));
  await rig.settle();
  expect((await rig.request(asked.id)).state.name).toBe("succeeded");
  const { grants } = await deploymentOf(rig, "card-default");
  await changeDeployment(rig, "card-default", { grants: [...grants, grantTo("ben", "USER")] });
  await rig.pass(3_600_000);
  await rig.operations.viewClosed(rig.actor("olivia"), "V1");
  await rig.settle();
  expect(
    rig.messenger.messages
      .filter(({ target }) => target.kind === "user" && target.user === slackId("ben"))
      .map((m) => m.exhibit.kind),
  ).toEqual([]);
});

test("does not post in a channel that subscribed later, when the window is closed", async () => {
  const rig = await operationsRig({ policies: { ...POL, routes: [] } });
  const asked = value(await rig.ask("olivia", { input: REPL }));
  await rig.settle();
  value(await confirm(rig, "olivia", asked));
  await rig.settle();
  const id = await rig.byLabel("card-default");
  value(await rig.operations.subscribe(rig.actor("uma"), id, "C0LATER00", true));
  await rig.operations.viewClosed(rig.actor("olivia"), "V1");
  await rig.settle();
  expect(
    rig.messenger.messages.filter(({ target }) => target.kind === "channel").map((m) => m.exhibit.kind),
  ).toEqual([]);
});

test("does not invite to what was taken back, when the window is closed", async () => {
  const rig = await operationsRig({ policies: POL });
  rig.directory.add({
    user: slackId("newt"),
    team: TEAM,
    enterprise: null,
    name: "Newt",
    email: emailOf("newt"),
    emailConfirmed: true,
    deleted: false,
    bot: false,
    guest: false,
    timeZone: null,
  });
  const input = { ...inputFor([]), groups: ["ml-approvers"], role: "USER" } as unknown as Json;
  const asked = value(
    await rig.operations.ask(rig.actor("olivia"), {
      action: "share",
      deploymentId: await rig.byLabel("card-default"),
      deploymentLabel: "card-default",
      input,
      comment: "",
      apply: "on-approval",
      origin: { viewId: "V1", channel: null },
      wishKey: "V1",
    }),
  );
  await rig.settle();
  value(await confirm(rig, "olivia", asked));
  await rig.settle();
  expect((await rig.request(asked.id)).state.name).toBe("succeeded");
  const taken = await goThrough(rig, "olivia", {
    action: "share",
    label: "card-default",
    input: inputFor([{ subject: { kind: "group", group: "ml-approvers" }, role: null }]) as unknown as Json,
  });
  expect(taken.state.name).toBe("succeeded");
  rig.directory.addToGroup("ml-approvers", "newt");
  await rig.operations.viewClosed(rig.actor("olivia"), "V1");
  await rig.settle();
  expect(
    rig.messenger.messages
      .filter(({ target }) => target.kind === "user" && target.user === slackId("newt"))
      .map((m) => m.exhibit.kind),
  ).toEqual([]);
});

test("is not in doubt after a standstill of the process", async () => {
  const rig = await operationsRig({ workMs: 5_000, policies: POL });
  const asked = await askFor(rig, "olivia", { action: "relaunch", label: "factory-vibration", input: {} });
  value(await confirm(rig, "olivia", asked));
  await rig.settle(0);
  expect((await rig.request(asked.id)).state.name).toBe("executing");
  rig.clock.advance(2 * 3_600_000);
  rig.restart();
  await rig.worker.drain();
  await rig.settle();
  const notes = rig.messenger.of("requester-note").map(({ exhibit }) => (exhibit as { about: string }).about);
  expect({
    notes,
    audit: rig.audit.filter(({ event }) => event === "effect.unknown").map(({ why }) => why),
    state: (await rig.request(asked.id)).state.name,
  }).toEqual({ notes: ["succeeded"], audit: [], state: "succeeded" });
});

test.each([
  "https:\u200b//evil.example/login",
  "w\u200bww.evil.example/login",
  "mailto\u00ad:x@evil.example",
  "https:/\u2060/evil.example",
])("has no address to press in a mail, whatever hides in the comment %j", async (comment) => {
  const mail = recordingMail();
  const rig = await operationsRig({ mail, policies: POL });
  rig.directory.unconfirmEmail("otto");
  const asked = value(
    await rig.ask("olivia", { input: REPL, comment, origin: { viewId: null, channel: null } }),
  );
  await rig.settle();
  value(await confirm(rig, "olivia", asked));
  await rig.settle();
  expect(mail.letters).toHaveLength(1);
  expect(mail.letters[0]?.text).not.toMatch(/> (https:\/\/|www\.\S|mailto:\S)/);
});
