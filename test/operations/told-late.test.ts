// What waits, or is looked at again, long after it happened: whom it does not concern any more is not told, and nothing is done twice.
import { describe, expect, test } from "vitest";
import { inputFor } from "../../src/actions/share/input.ts";
import type { GrantSubject, Role } from "../../src/deployments/deployment.ts";
import type { DirectoryUser } from "../../src/ports/directory.ts";
import type { Target } from "../../src/ports/messenger.ts";
import type { Json } from "../../src/requests/request.ts";
import { value } from "../support/answers.ts";
import { askFor, confirm, goThrough } from "../support/asking.ts";
import { grantTo } from "../support/builders.ts";
import { emailOf, slackId, TEAM } from "../support/fake-directory.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { recordingMail } from "../support/recording-mail.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";

const HOUR = 3_600_000;
const LABEL = "card-default";
const UNGATED = { ...SAMPLE_POLICIES, policies: [], routes: [] };
const REPLACEMENT = {
  action: "replace-model",
  label: LABEL,
  input: { reason: "ACCURACY", packageId: "p-card-default-4", promote: null, rollback: false },
} as const;
const DOWN = { outcome: "not-delivered", retryAfterMs: 60_000, reason: "it is down" } as const;

const replace = (rig: OperationsRig) => goThrough(rig, "olivia", REPLACEMENT);

const share = (rig: OperationsRig, input: object) =>
  goThrough(rig, "olivia", { action: "share", label: LABEL, input: input as Json });
const becomes = (subject: GrantSubject, role: Role | null) => inputFor([{ subject, role }]);

async function grant(rig: OperationsRig, name: string): Promise<void> {
  const { grants } = await deploymentOf(rig, LABEL);
  await changeDeployment(rig, LABEL, { grants: [...grants, grantTo(name, "USER")] });
}

async function takeAway(rig: OperationsRig, name: string): Promise<void> {
  const { grants } = await deploymentOf(rig, LABEL);
  await changeDeployment(rig, LABEL, {
    grants: grants.filter(({ subject }) => subject.kind !== "user" || subject.email !== emailOf(name)),
  });
}

const isUser =
  (name: string) =>
  (target: Target): boolean =>
    target.kind === "user" && target.user === slackId(name);
const isChannel = (target: Target): boolean => target.kind === "channel";
const postedTo = (rig: OperationsRig, where: (target: Target) => boolean) =>
  rig.messenger.messages.filter(({ target }) => where(target)).map(({ exhibit }) => exhibit.kind);
const slackIsDownFor = (rig: OperationsRig, where: (target: Target) => boolean) =>
  rig.messenger.fail({ times: 3, answer: DOWN, executed: false, when: ({ target }) => where(target) });

const subscribe = async (rig: OperationsRig, on: boolean) =>
  value(await rig.operations.subscribe(rig.actor("uma"), await rig.byLabel(LABEL), "C0FRAUD00", on));

describe("a mail that waited", () => {
  async function withMail() {
    const mail = recordingMail();
    const rig = await operationsRig({ mail, policies: UNGATED });
    return { mail, rig };
  }

  test.each<[string, (rig: OperationsRig) => Promise<unknown>]>([
    ["whose grant was taken away meanwhile", (rig) => takeAway(rig, "ulf")],
    [
      "who became a Consumer meanwhile",
      (rig) => share(rig, becomes({ kind: "user", email: emailOf("ulf") }, "CONSUMER")),
    ],
  ])("does not go to somebody %s", async (_, meanwhile) => {
    const { mail, rig } = await withMail();
    await grant(rig, "ulf");
    mail.fail({ times: 5, answer: DOWN });
    await replace(rig);
    await meanwhile(rig);
    await rig.pass(HOUR);
    expect(mail.letters).toEqual([]);
  });

  test("goes when nothing has changed", async () => {
    const { mail, rig } = await withMail();
    await grant(rig, "ulf");
    mail.fail({ times: 5, answer: DOWN });
    await replace(rig);
    expect(mail.letters).toEqual([]);
    await rig.pass(HOUR);
    expect(mail.letters.map(({ to }) => to)).toEqual([emailOf("ulf")]);
  });

  test("does not invite to what was taken back meanwhile", async () => {
    const { mail, rig } = await withMail();
    mail.fail({ times: 5, answer: DOWN });
    await share(rig, { ...inputFor([]), emails: ["wrong@example.com"], role: "USER" });
    await share(rig, becomes({ kind: "user", email: "wrong@example.com" }, null));
    await rig.pass(HOUR);
    expect(mail.letters).toEqual([]);
  });

  test("does not go to who left Slack meanwhile", async () => {
    const { mail, rig } = await withMail();
    rig.directory.unconfirmEmail("otto");
    mail.fail({ times: 5, answer: DOWN });
    await replace(rig);
    rig.directory.deactivate("otto");
    await rig.pass(HOUR);
    expect(mail.letters).toEqual([]);
  });

  test("does not go in place of a direct message that Slack refuses because its reader left", async () => {
    const mail = recordingMail();
    let frozen: DirectoryUser | null = null;
    const rig = await operationsRig({
      mail,
      policies: UNGATED,
      wrapDirectory: (directory) => ({
        ...directory,
        // A cache that has not heard of it.
        user: async (actor, options) =>
          frozen?.user === actor.user && options?.fresh !== true ? frozen : directory.user(actor, options),
        userByEmail: async (email, options) =>
          frozen?.email === email && options?.fresh !== true ? frozen : directory.userByEmail(email, options),
      }),
    });
    frozen = await rig.directory.userByEmail(emailOf("otto"));
    rig.directory.deactivate("otto");
    rig.messenger.fail({
      times: 1,
      answer: { outcome: "impossible", reason: "user_disabled" },
      executed: false,
      when: ({ target }) => isUser("otto")(target),
    });
    await replace(rig);
    expect(mail.letters).toEqual([]);
  });

  test.each([
    "https:\u200b//evil.example/login",
    "w\u200bww.evil.example/login",
    "mailto\u00ad:x@evil.example",
    "https:/\u2060/evil.example",
  ])("has no address to press, whatever hides in the comment %j", async (comment) => {
    const { mail, rig } = await withMail();
    rig.directory.unconfirmEmail("otto");
    const input = { ...REPLACEMENT.input };
    const asked = value(await rig.ask("olivia", { input, comment, origin: { viewId: null, channel: null } }));
    await rig.settle();
    value(await confirm(rig, "olivia", asked));
    await rig.settle();
    expect(mail.letters).toHaveLength(1);
    expect(mail.letters[0]?.text).not.toMatch(/> (https:\/\/|www\.\S|mailto:\S)/);
  });
});

describe("a message that waited for Slack", () => {
  test("does not go to somebody whose grant was taken away meanwhile", async () => {
    const rig = await operationsRig({ policies: UNGATED });
    slackIsDownFor(rig, isUser("uma"));
    await replace(rig);
    await takeAway(rig, "uma");
    await rig.pass(HOUR);
    expect(postedTo(rig, isUser("uma"))).toEqual([]);
  });

  test("does not go to a channel that unsubscribed meanwhile", async () => {
    const rig = await operationsRig({ policies: UNGATED });
    await subscribe(rig, true);
    slackIsDownFor(rig, isChannel);
    await replace(rig);
    await subscribe(rig, false);
    await rig.pass(HOUR);
    expect(postedTo(rig, isChannel)).toEqual([]);
  });

  test("does not ask a review of somebody who is no reviewer any more", async () => {
    const rig = await operationsRig({ policies: { ...SAMPLE_POLICIES, routes: [] } });
    for (const name of ["ada", "ben"]) slackIsDownFor(rig, isUser(name));
    await askFor(rig, "olivia", REPLACEMENT);
    rig.directory.removeFromGroup("ml-approvers", "ben");
    await rig.pass(HOUR);
    expect(postedTo(rig, isUser("ben"))).toEqual([]);
    expect(postedTo(rig, isUser("ada"))).toEqual(["review-prompt"]);
  });
});

describe("a window that is closed long after it happened", () => {
  const WISH_VIEW = { viewId: "V1", channel: null };

  async function doneIn(
    rig: OperationsRig,
    wish: { readonly action: "share" | "replace-model"; input: Json },
  ) {
    const asked = value(
      await rig.operations.ask(rig.actor("olivia"), {
        ...wish,
        deploymentId: await rig.byLabel(LABEL),
        deploymentLabel: LABEL,
        comment: "",
        apply: "on-approval",
        origin: WISH_VIEW,
        wishKey: "V1",
      }),
    );
    await rig.settle();
    value(await confirm(rig, "olivia", asked));
    await rig.settle();
    expect((await rig.request(asked.id)).state.name).toBe("succeeded");
  }
  async function close(rig: OperationsRig): Promise<void> {
    await rig.operations.viewClosed(rig.actor("olivia"), "V1");
    await rig.settle();
  }

  test("tells nobody who came to it since", async () => {
    const rig = await operationsRig({ policies: UNGATED });
    await doneIn(rig, REPLACEMENT);
    await grant(rig, "ben");
    await close(rig);
    expect(postedTo(rig, isUser("ben"))).toEqual([]);
    expect(postedTo(rig, isUser("uma"))).toEqual(["outcome-notice"]);
  });

  test("tells no channel that subscribed since", async () => {
    const rig = await operationsRig({ policies: UNGATED });
    await doneIn(rig, REPLACEMENT);
    await subscribe(rig, true);
    await close(rig);
    expect(postedTo(rig, isChannel)).toEqual([]);
  });

  test("invites nobody to what was taken back since", async () => {
    const rig = await operationsRig({ policies: UNGATED });
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
    const input = { ...inputFor([]), groups: ["ml-approvers"], role: "USER" };
    await doneIn(rig, { action: "share", input: input as unknown as Json });
    await share(rig, becomes({ kind: "group", group: "ml-approvers" }, null));
    rig.directory.addToGroup("ml-approvers", "newt");
    await close(rig);
    expect(postedTo(rig, isUser("newt"))).toEqual([]);
  });
});

test("a deployment that a download made permanent while an agent was at it is not deleted", async () => {
  const rig = await operationsRig({ workMs: 60_000, scoringCodeMakesPermanent: true, policies: UNGATED });
  const { environment } = await deploymentOf(rig, "factory-vibration");
  await changeDeployment(rig, LABEL, { environment });
  const built = await askFor(rig, "uma", {
    action: "scoring-code",
    label: LABEL,
    input: { language: "cli", include: [], form: "binary", acknowledged: true },
  });
  value(await confirm(rig, "uma", built));
  await rig.pass(120_000);
  const deletion = await askFor(rig, "olivia", {
    action: "delete",
    label: LABEL,
    input: { typedName: LABEL, ignoreManagementAgent: false },
  });
  value(await confirm(rig, "olivia", deletion));
  await rig.settle(0);
  expect((await rig.request(deletion.id)).state.name).toBe("executing");
  const got = value(await rig.operations.download(rig.actor("uma"), built.id, { edition: 1 }));
  const link =
    got.kind === "link" ? rig.links.read(new URL(got.address).searchParams.get("token") ?? "") : null;
  if (link?.purpose !== "scoring-code") throw new Error("There is no link.");
  value(await rig.pages.takeDownload(link));
  await rig.pass(120_000);
  expect((await rig.request(deletion.id)).state.name).toBe("failed");
  expect((await deploymentOf(rig, LABEL)).permanentSince).not.toBeNull();
});

test("a standstill of the process is no doubt about what the platform was at", async () => {
  const rig = await operationsRig({ workMs: 5_000, policies: UNGATED });
  const asked = await askFor(rig, "olivia", { action: "relaunch", label: "factory-vibration", input: {} });
  value(await confirm(rig, "olivia", asked));
  await rig.settle(0);
  expect((await rig.request(asked.id)).state.name).toBe("executing");
  rig.clock.advance(2 * HOUR);
  rig.restart();
  await rig.worker.drain();
  await rig.settle();
  expect((await rig.request(asked.id)).state.name).toBe("succeeded");
  expect(rig.audit.filter(({ event }) => event === "effect.unknown")).toEqual([]);
  expect(rig.messenger.of("requester-note").map(({ exhibit }) => exhibit)).toMatchObject([
    { about: "succeeded" },
  ]);
});
