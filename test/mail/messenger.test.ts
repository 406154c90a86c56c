// Where a delivery goes: by mail what has an address, to Slack all else.
import { describe, expect, test } from "vitest";
import { withMail } from "../../src/mail/messenger.ts";
import type { MailAnswer } from "../../src/ports/mail.ts";
import type { ShowCommand, Target } from "../../src/ports/messenger.ts";
import { aView, succeeded } from "../slack/cards/views.ts";
import { fakeClock } from "../support/clock.ts";
import { recordingMail } from "../support/recording-mail.ts";
import { recordingMessenger } from "../support/recording-messenger.ts";

const TO: Target = { kind: "mail", to: "carla@example.com" };
const request = succeeded();
const notice = (target: Target): ShowCommand => ({
  target,
  exhibit: { kind: "outcome-notice", request: request.id },
  view: aView(request),
  posted: null,
  thread: null,
  deliveryId: "d1",
  shownHash: null,
});

function world(options: { readonly mail?: false } = {}) {
  const slack = recordingMessenger();
  const mail = recordingMail();
  const logged: object[] = [];
  const clock = fakeClock();
  const messenger = withMail(slack, {
    mail: options.mail === false ? null : mail,
    clock,
    log: { warn: (event, fields) => logged.push({ event, ...fields }) },
    slackUrl: async () => "https://example.slack.com/",
    links: { ofDeployment: (id) => `https://bot.example.com/deployments/${id}` },
    command: "/dev-deployments",
    environmentName: "Staging",
  });
  return { slack, mail, logged, clock, messenger };
}

describe("a delivery", () => {
  test("with an address goes there as a letter, rendered now", async () => {
    const { mail, slack, clock, messenger } = world();
    clock.advance(60_000);
    expect(await messenger.show(notice(TO))).toEqual({ outcome: "shown", posted: null, hash: "d1" });
    expect(mail.letters).toMatchObject([
      {
        to: "carla@example.com",
        deliveryId: "d1",
        date: clock.now(),
        subject: expect.stringMatching(/^\[Staging\] /),
        text: expect.stringContaining(
          "Its link: https://bot.example.com/deployments/d-card-default\nTo open it, go to Slack, https://example.slack.com/ and type\n/dev-deployments d-card-default",
        ),
      },
    ]);
    expect(slack.messages).toEqual([]);
  });

  test("without one goes to Slack, and is looked for there", async () => {
    const { mail, slack, messenger } = world();
    const target = { kind: "channel", channel: "C1" } as const;
    await messenger.show(notice(target));
    expect([slack.messages.length, mail.letters.length]).toEqual([1, 0]);
    const ask = { thread: null, deliveryId: "d1", since: 0 };
    expect((await messenger.find({ ...ask, target })).outcome).toBe("found");
    expect(await messenger.find({ ...ask, target: TO })).toEqual({ outcome: "cannot-look" });
  });

  test("is impossible by mail where no server is set, or when it is nothing that is told so", async () => {
    expect(await world({ mail: false }).messenger.show(notice(TO))).toEqual({
      outcome: "impossible",
      reason: "no email is set up (SMTP_URL)",
    });
    const card = {
      ...notice(TO),
      exhibit: { kind: "request-card", request: request.id },
      view: aView(request),
    } as const;
    expect(await world().messenger.show(card)).toMatchObject({ outcome: "impossible" });
  });

  test.each<MailAnswer>([
    { outcome: "unknown", reason: "broke off" },
    { outcome: "impossible", reason: "550 no" },
    { outcome: "not-delivered", reason: "451 later", retryAfterMs: 60_000 },
  ])("that fails is answered as it failed, and logged without the address: $outcome", async (answer) => {
    const { mail, logged, messenger } = world();
    mail.fail({ times: 1, answer });
    expect(await messenger.show(notice(TO))).toEqual(answer);
    expect(logged).toEqual([{ event: "mail.failed", delivery: "d1", exhibit: "outcome-notice", ...answer }]);
    expect(JSON.stringify(logged)).not.toContain("carla");
  });
});
