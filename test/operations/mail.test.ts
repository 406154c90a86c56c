// Who is told by email, and how often: those whom a notice is meant for and whom no direct message reaches (reference section 7).
import { afterEach, describe, expect, test } from "vitest";
import { inputFor } from "../../src/actions/share/input.ts";
import type { Grant } from "../../src/deployments/deployment.ts";
import { putDelivery } from "../../src/operations/delivery-record.ts";
import { deliveriesOf } from "../../src/operations/fan-out.ts";
import type { MailAnswer } from "../../src/ports/mail.ts";
import type { PolicyFile } from "../../src/requests/policy.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import type { Told } from "../../src/requests/request-view.ts";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { value } from "../support/answers.ts";
import { askFor, confirm, confirmed, goThrough } from "../support/asking.ts";
import { grantTo } from "../support/builders.ts";
import { emailOf, slackId } from "../support/fake-directory.ts";
import { mortalRig } from "../support/mortal-process.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";
import { type RecordingMail, recordingMail } from "../support/recording-mail.ts";
import { changeDeployment, deploymentOf, put } from "../support/registry.ts";

let rig: OperationsRig;
let mail: RecordingMail;
afterEach(() => rig.store.close());

const NEW_HIRE = "new.hire@example.com";
const grants = async (...more: readonly Grant[]): Promise<void> => {
  const { grants: now } = await deploymentOf(rig, "card-default");
  await changeDeployment(rig, "card-default", { grants: [...now, ...more] });
};
/** With mail, and with those beside the sample fleet's people to whom `card-default` is shared. */
async function open(more: readonly Grant[] = [], policies: Partial<PolicyFile> = {}): Promise<void> {
  mail = recordingMail();
  rig = await operationsRig({ mail, policies: { ...SAMPLE_POLICIES, policies: [], ...policies } });
  await grants(...more);
}
const done = async (action: "share" | "replace-model" | "delete", input: Json): Promise<ChangeRequest> => {
  const request = await goThrough(rig, "olivia", { action, label: "card-default", input });
  expect(request.state.name).toBe("succeeded");
  return request;
};
const share = (emails: readonly string[], role: "OWNER" | "USER" | "CONSUMER") =>
  done("share", { ...inputFor([]), emails, role } as unknown as Json);
const replace = () =>
  done("replace-model", {
    reason: "ACCURACY",
    packageId: "p-card-default-4",
    promote: null,
    rollback: false,
  });
const remove = () => done("delete", { typedName: "card-default", ignoreManagementAgent: false });
const toldOf = async ({ id }: ChangeRequest): Promise<readonly Told[]> =>
  value(await rig.operations.request(rig.actor("olivia"), id)).told;
const cardOf = async ({ id }: ChangeRequest): Promise<string> =>
  JSON.stringify(requestCard(value(await rig.operations.request(rig.actor("olivia"), id))));
const addresses = () => mail.letters.map(({ to }) => to);
const messagesTo = (name: string) =>
  rig.messenger.messages.filter(({ target }) => target.kind === "user" && target.user === slackId(name));
const named = (name: string) => ({ kind: "named", name }) as const;

describe("somebody who is not in Slack", () => {
  test("gets the invitation by mail, once, and the card says so", async () => {
    await open();
    const request = await share([NEW_HIRE], "USER");
    expect(mail.letters).toMatchObject([
      {
        to: NEW_HIRE,
        subject: "Olivia shared card-default with you",
        text: expect.stringContaining("https://example.slack.com/ and type\n/deployments d-card-default\n"),
        replyTo: { name: "Olivia", address: emailOf("olivia") },
      },
    ]);
    expect(await toldOf(request)).toContainEqual({ kind: "invited", by: "email", to: [named(NEW_HIRE)] });
    expect(await cardOf(request)).toContain("Told 1 person by email that it is shared with them.");
    await rig.pass(7 * 24 * 60 * 60_000);
    rig.restart();
    await rig.settle();
    expect(mail.letters).toHaveLength(1);
  });

  test("gets no mail when a level changes or is taken away", async () => {
    await open();
    await share([NEW_HIRE], "CONSUMER");
    expect(mail.letters[0]?.text).toContain("Its id is d-card-default");
    const change = (role: "USER" | null) =>
      done("share", inputFor([{ subject: { kind: "user", email: NEW_HIRE }, role }]) as unknown as Json);
    await change("USER");
    await change(null);
    expect(mail.letters).toHaveLength(1);
  });

  test("hears of a replacement as Owner and as User, and of nothing but a deletion as Consumer", async () => {
    await open([grantTo("carla", "OWNER"), grantTo("ulf", "USER"), grantTo("cora", "CONSUMER")]);
    const request = await replace();
    expect(addresses().sort()).toEqual([emailOf("carla"), emailOf("ulf")]);
    expect(mail.letters[0]?.subject).toBe("Olivia replaced the model of card-default");
    expect(await toldOf(request)).toContainEqual({
      kind: "people",
      by: "email",
      to: expect.arrayContaining([named(emailOf("carla")), named(emailOf("ulf"))]),
    });
    mail.letters.length = 0;
    await remove();
    expect(addresses().sort()).toEqual([emailOf("carla"), emailOf("cora"), emailOf("ulf")]);
    expect(mail.letters[0]?.text).toContain("deployment id d-card-default");
  });

  test("does not hear of a deletion as Consumer where the policy file says so", async () => {
    await open([grantTo("cora", "CONSUMER")], { tellConsumersOfDeletion: false });
    await remove();
    expect(mail.letters).toEqual([]);
  });

  test("is named with the reason where no mail server is set, at most ten by name", async () => {
    await open();
    rig.store.close();
    rig = await operationsRig({ policies: { ...SAMPLE_POLICIES, policies: [] } });
    await grants(...Array.from({ length: 25 }, (_, at) => grantTo(`member${at}`, "USER")));
    const request = await replace();
    expect(await toldOf(request)).toContainEqual({
      kind: "missed",
      to: expect.toSatisfy((to: readonly unknown[]) => to.length === 25),
      reason: "no email is set up (SMTP_URL)",
    });
    const card = await cardOf(request);
    expect(card).toContain("@example.com and 15 more – no email is set up (SMTP_URL).");
    expect(card.match(/member\d+@example\.com/g)?.length).toBeLessThanOrEqual(20);
  });
});

describe("somebody who is in Slack", () => {
  test("gets the direct message and no mail", async () => {
    await open();
    await replace();
    expect(messagesTo("otto")).toHaveLength(1);
    expect(mail.letters).toEqual([]);
  });

  const noDirectMessage = (to: string) =>
    rig.messenger.fail({
      times: 1,
      answer: { outcome: "impossible", reason: "messages_tab_disabled" },
      executed: false,
      when: ({ target }) => target.kind === "user" && target.user === slackId(to),
    });

  test("gets a mail to the confirmed address when a direct message is proven impossible, and is not called missed", async () => {
    await open();
    noDirectMessage("otto");
    const request = await replace();
    expect(addresses()).toEqual([emailOf("otto")]);
    const told = await toldOf(request);
    expect(told).toContainEqual({ kind: "people", by: "email", to: [named(emailOf("otto"))] });
    expect(told.filter(({ kind }) => kind === "missed")).toEqual([]);
    rig.restart();
    await rig.pass(60 * 60_000);
    expect(mail.letters).toHaveLength(1);
  });

  test.each(["no mail server is set", "the address cannot be looked up"])(
    "is named with Slack's words when %s",
    async (why) => {
      await open();
      if (why === "no mail server is set") {
        rig.store.close();
        rig = await operationsRig({ policies: { ...SAMPLE_POLICIES, policies: [] } });
      }
      rig.messenger.fail({
        times: 1,
        answer: { outcome: "impossible", reason: "messages_tab_disabled" },
        executed: false,
        when: ({ target }) => {
          const otto = target.kind === "user" && target.user === slackId("otto");
          if (otto) rig.directory.unconfirmEmail("otto");
          return otto;
        },
      });
      const request = await replace();
      expect(await toldOf(request)).toContainEqual({
        kind: "missed",
        to: [{ kind: "user", slackUser: slackId("otto") }],
        reason: "messages_tab_disabled",
      });
      expect(mail.letters).toEqual([]);
    },
  );

  test("gets no mail when nobody knows whether the direct message came", async () => {
    await open();
    rig.messenger.canLook = false;
    rig.messenger.fail({
      times: 1,
      answer: { outcome: "unknown", reason: "no answer" },
      executed: true,
      when: ({ target }) => target.kind === "user" && target.user === slackId("otto"),
    });
    const request = await replace();
    await rig.pass(60_000);
    expect(await toldOf(request)).toContainEqual(expect.objectContaining({ kind: "doubtful" }));
    expect(mail.letters).toEqual([]);
  });

  test("and left the company is told nothing, and named", async () => {
    await open();
    rig.directory.deactivate("otto");
    const request = await replace();
    expect([messagesTo("otto"), mail.letters]).toEqual([[], []]);
    expect(await toldOf(request)).toContainEqual({
      kind: "missed",
      to: [named(emailOf("otto"))],
      reason: "This Slack account is deactivated.",
    });
    // That is how it is, and no trouble of ours.
    expect(rig.logged.filter(({ event }) => event === "delivery-ended")).toEqual([]);
  });
});

test("an organisation that it is shared with gets no mails, whatever happens to it; the card says so", async () => {
  await open([{ subject: { kind: "organisation" }, role: "USER" }]);
  for (let at = 0; at < 3_000; at += 1)
    rig.directory.add({
      user: `U0MEMBER${at}`,
      team: "T0POINTSMAN",
      enterprise: null,
      name: "Member",
      email: `member${at}@example.com`,
      emailConfirmed: true,
      deleted: false,
      bot: false,
      guest: false,
      timeZone: null,
    });
  const request = await replace();
  expect(mail.letters).toEqual([]);
  expect(await cardOf(request)).toContain(
    "Not told: everybody in the organisation – no message goes to a whole organisation.",
  );
});

describe("a mail server in trouble", () => {
  const notNow: MailAnswer = { outcome: "not-delivered", retryAfterMs: 60_000, reason: "451 later" };

  test("is asked again, and the mail comes once", async () => {
    await open();
    mail.fail({ times: 3, answer: notNow });
    const request = await share([NEW_HIRE], "USER");
    expect(await toldOf(request)).toContainEqual({ kind: "on-the-way", count: 1, trouble: "451 later" });
    const shown = () => JSON.stringify(rig.messenger.of("request-card").at(-1)?.view.told);
    expect(shown()).toContain("451 later");
    await rig.pass(30 * 60_000);
    expect(addresses()).toEqual([NEW_HIRE]);
    expect(await toldOf(request)).toContainEqual({ kind: "invited", by: "email", to: [named(NEW_HIRE)] });
    expect(shown()).not.toContain("451 later");
  });

  test("is asked again after a restart", async () => {
    await open();
    mail.fail({ times: 1, answer: notNow });
    await share([NEW_HIRE], "USER");
    rig.restart();
    await rig.pass(30 * 60_000);
    expect(addresses()).toEqual([NEW_HIRE]);
  });

  test("does not use up a mail's tries while others go first", async () => {
    await open();
    mail.fail({ times: 450, answer: { ...notNow, retryAfterMs: 1_000, waits: true } });
    const request = await share([NEW_HIRE], "USER");
    await rig.pass(60 * 60_000);
    expect(addresses()).toEqual([NEW_HIRE]);
    expect((await toldOf(request)).map(({ kind }) => kind)).not.toContain("missed");
    expect(rig.logged.filter(({ event }) => event === "mail.failed")).toEqual([]);
  });

  test("that will never take it is quoted on the card", async () => {
    await open();
    mail.fail({ times: 1, answer: { outcome: "impossible", reason: "550 5.1.1 nobody here" } });
    const request = await share([NEW_HIRE], "USER");
    await rig.pass(30 * 60_000);
    expect(mail.letters).toEqual([]);
    expect(await cardOf(request)).toContain(`Not told: ${NEW_HIRE} – 550 5.1.1 nobody here.`);
  });

  test.each([
    ["missed", { outcome: "impossible", reason: "550 nobody here" }],
    ["invited", { outcome: "sent" }],
  ] as const)(
    "that has answered is not asked again, nor is its answer doubted, when the write after it failed: %s",
    async (kind, answer) => {
      await open();
      if (answer.outcome !== "sent") mail.fail({ times: 1, answer });
      const request = await share([NEW_HIRE], "USER");
      const stored = (await deliveriesOf(rig, request)).find(({ target }) => target.kind === "mail");
      if (stored === undefined) throw new Error("There is no mail.");
      // As it is left when the card could not be woken: ended, and due again.
      await put(rig, putDelivery(stored, rig.clock.now()));
      await rig.pass(60_000);
      expect(mail.letters).toHaveLength(answer.outcome === "sent" ? 1 : 0);
      const kinds = (await toldOf(request)).map((each) => each.kind);
      expect([kinds.includes(kind), kinds.includes("doubtful")]).toEqual([true, false]);
    },
  );

  test.each([true, false])(
    "whose answer is lost is not sent it twice, and the card says that nobody knows (it took it: %s)",
    async (took) => {
      await open();
      mail.fail({ times: 1, answer: { outcome: "unknown", reason: "broke off" }, took });
      const request = await share([NEW_HIRE], "USER");
      rig.restart();
      await rig.pass(24 * 60 * 60_000);
      expect(mail.letters).toHaveLength(took ? 1 : 0);
      expect(await toldOf(request)).toContainEqual({
        kind: "doubtful",
        to: [named(NEW_HIRE)],
        reason: "the answer was lost, and a notice is not sent twice",
      });
    },
  );
});

describe("a process that dies at any step", () => {
  const HOUR = 60 * 60_000;

  test.each([
    ["before the step took place", false, false],
    ["after the step took place", true, false],
    ["before the step took place, where Slack refuses direct messages", false, true],
    ["after the step took place, where Slack refuses direct messages", true, true],
  ] as const)(
    "leaves one mail at most, and a card that says no more than is known: %s",
    async (_what, executed, refuses) => {
      for (let nth = 1; ; nth += 1) {
        mail = recordingMail();
        const mortal = await mortalRig({ mail, policies: { ...SAMPLE_POLICIES, policies: [] } });
        ({ rig } = mortal);
        if (refuses)
          rig.messenger.fail({
            times: 99,
            answer: { outcome: "impossible", reason: "messages_tab_disabled" },
            executed: false,
            when: ({ target }) => target.kind === "user" && target.user === slackId("ada"),
          });
        const to = refuses ? emailOf("ada") : NEW_HIRE;
        const asked = await askFor(rig, "olivia", {
          action: "share",
          label: "card-default",
          input: { ...inputFor([]), emails: [to], role: "USER" } as unknown as Json,
        });
        const died = await mortal.dieAt(nth, executed, async () => {
          value(await confirm(rig, "olivia", asked));
          await rig.settle(HOUR);
        });
        await rig.settle(HOUR);
        if ((await rig.request(asked.id)).state.name === "checked") await confirmed(rig, "olivia", asked);
        await rig.settle(HOUR);
        const kinds = (await toldOf(asked)).map(({ kind }) => kind);
        expect({ nth, most: mail.letters.length <= 1 }).toEqual({ nth, most: true });
        expect({ nth, kinds }).toEqual({
          nth,
          kinds: expect.arrayContaining([
            mail.letters.length === 0 ? "doubtful" : expect.stringMatching("invited|doubtful"),
          ]),
        });
        expect({ nth, waiting: kinds.includes("on-the-way") }).toEqual({ nth, waiting: false });
        await rig.store.close();
        if (!died) {
          expect([nth > 5, kinds.includes("invited"), mail.letters.length]).toEqual([true, true, 1]);
          break;
        }
      }
    },
  );
});
