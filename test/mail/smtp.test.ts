// The Mail port on SMTP, against a real server: what each answer of it proves.
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { Secret } from "../../src/config/secret.ts";
import { type SmtpParts, smtpMail } from "../../src/mail/smtp.ts";
import { answerOf } from "../../src/mail/smtp-failure.ts";
import type { Letter } from "../../src/ports/mail.ts";
import { fakeClock } from "../support/clock.ts";
import { foreignText } from "../support/foreign-text.ts";
import { CERTIFICATE, type MailServer, mailServer, scriptedServer } from "../support/mail-server.ts";

const clock = fakeClock();
const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
});

async function server(options?: Parameters<typeof mailServer>[0]): Promise<MailServer> {
  const started = await mailServer(options);
  open.push(started);
  return started;
}
async function scripted(answers: Parameters<typeof scriptedServer>[0]) {
  const started = await scriptedServer(answers);
  open.push(started);
  return started;
}

const mailTo = (
  { port }: { readonly port: number },
  over: Partial<SmtpParts["server"]> = {},
  more: Partial<SmtpParts> = {},
) =>
  smtpMail({
    server: { host: "127.0.0.1", port, encryption: "plain", login: null, ...over },
    from: { name: "Pointsman", address: "pointsman@example.com" },
    clock,
    timeoutMs: 5_000,
    ...more,
  });

const letter = (over: Partial<Letter> = {}): Letter => ({
  to: "carla@example.com",
  replyTo: { name: "Olivia", address: "olivia@example.com" },
  subject: "Olivia shared card-default with you",
  text: "Hello.\n",
  deliveryId: "d1",
  date: clock.now(),
  ...over,
});

describe("a letter", () => {
  test("comes as plain text from the sender to one address, with an id that follows from its delivery", async () => {
    const smtp = await server();
    const text = "A line.\n.\nA dot alone, ü, and\nFrom here on.\n";
    expect(await mailTo(smtp).send(letter({ text }))).toEqual({ outcome: "sent" });
    const [mail] = smtp.taken;
    expect([mail?.from, mail?.to, mail?.text.trimEnd()]).toEqual([
      "pointsman@example.com",
      ["carla@example.com"],
      text.trimEnd(),
    ]);
    expect(Object.fromEntries(mail?.headers ?? [])).toMatchObject({
      from: "Pointsman <pointsman@example.com>",
      to: "carla@example.com",
      "reply-to": "Olivia <olivia@example.com>",
      subject: "Olivia shared card-default with you",
      "message-id": "<d1@example.com>",
      date: "Tue, 24 Nov 2026 09:00:00 +0000",
      "auto-submitted": "auto-generated",
      "content-type": "text/plain; charset=utf-8",
    });
  });

  test("has the headers that it has, one recipient and its own text, whatever stands in it", async () => {
    const smtp = await server();
    const mail = mailTo(smtp);
    await mail.send(letter());
    const own = [...(smtp.taken[0]?.headers.keys() ?? []), "content-transfer-encoding"];
    const hostile = fc.oneof(
      foreignText(),
      fc.constantFrom(
        "x\r\nBcc: eve@example.org",
        "x\nTo: eve@example.org\n\nbody",
        "=?utf-8?Q?=0ABcc:_eve?=",
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (subject, name) => {
        smtp.taken.length = 0;
        const replyTo = { name, address: "olivia@example.com" };
        expect(await mail.send(letter({ subject, replyTo, text: subject }))).toEqual({ outcome: "sent" });
        expect(smtp.taken[0]?.to).toEqual(["carla@example.com"]);
        const names = [...(smtp.taken[0]?.headers.keys() ?? [])];
        expect(names.filter((each) => !own.includes(each))).toEqual([]);
        expect(names).toContain("message-id");
        expect(smtp.taken[0]?.headers.get("reply-to")).toMatch(/(^|<)olivia@example\.com>?$/);
      }),
      { numRuns: 8 },
    );
  });

  test.each([
    "carla@example.com, eve@example.org",
    "carla@example.com\r\nRCPT TO:<eve@example.org>",
    "Carla <carla@example.com>",
    "carla",
    "",
    "group:carla@example.com;",
    "a@b@example.com",
    '"a b"@example.com',
  ])("to %j goes nowhere, and the server hears nothing of it", async (to) => {
    const smtp = await server();
    expect(await mailTo(smtp).send(letter({ to }))).toMatchObject({ outcome: "impossible" });
    expect([smtp.asked, smtp.taken]).toEqual([[], []]);
  });

  test("leaves out an address to answer to that is none", async () => {
    const smtp = await server();
    await mailTo(smtp).send(letter({ replyTo: { name: "x", address: "a@example.com, b@example.com" } }));
    expect(smtp.taken[0]?.headers.has("reply-to")).toBe(false);
  });
});

describe("the way to the server", () => {
  const ca = { ca: CERTIFICATE };

  test("is encrypted by STARTTLS, or from the first byte", async () => {
    const upgraded = await server({ encryption: "starttls" });
    expect(await mailTo(upgraded, { encryption: "starttls" }, ca).send(letter())).toEqual({
      outcome: "sent",
    });
    const direct = await server({ encryption: "tls" });
    expect(await mailTo(direct, { encryption: "tls" }, ca).send(letter())).toEqual({ outcome: "sent" });
    expect([...upgraded.taken, ...direct.taken].map(({ encrypted }) => encrypted)).toEqual([true, true]);
  });

  test.each([
    ["offers no STARTTLS", "none", "starttls", ca],
    ["has a certificate that nobody trusts", "starttls", "starttls", {}],
    ["has a certificate that nobody trusts, from the first byte", "tls", "tls", {}],
  ] as const)(
    "is not taken when the server %s: nothing is said there, and it is ours to repair",
    async (_what, offers, encryption, trust) => {
      const smtp = await server({ encryption: offers, login: { user: "bot", password: "hush-hush" } });
      const login = { user: "bot", password: new Secret("hush-hush") };
      const mail = mailTo(smtp, { encryption, login }, trust);
      expect(await mail.send(letter())).toMatchObject({
        outcome: "not-delivered",
        retryAfterMs: 600_000,
        reason: expect.stringContaining("no encrypted connection"),
      });
      expect(await mail.check()).toMatchObject({ outcome: "refused" });
      expect([smtp.asked, smtp.taken]).toEqual([[], []]);
    },
  );

  test("is open to whoever has the login, and what the server says of a wrong one has no secret", async () => {
    const smtp = await server({ login: { user: "bot", password: "hush-hush" } });
    const as = (password: string) => mailTo(smtp, { login: { user: "bot", password: new Secret(password) } });
    expect(await as("hush-hush").send(letter())).toEqual({ outcome: "sent" });
    expect(smtp.taken[0]?.user).toBe("bot");
    const refused = await as("wrong-hush").send(letter());
    expect(refused).toMatchObject({
      outcome: "not-delivered",
      retryAfterMs: 600_000,
      reason: expect.stringContaining("does not accept user and password"),
    });
    expect(JSON.stringify(refused)).not.toContain("wrong-hush");
    const checked = await as("wrong-hush").check();
    expect(checked.outcome).toBe("refused");
    expect(JSON.stringify(checked)).not.toContain("wrong-hush");
    expect(await as("hush-hush").check()).toEqual({ outcome: "ready" });
    expect(smtp.taken).toHaveLength(1);
  });
});

describe("a server that says no", () => {
  test.each(["connect", "sender", "recipient", "content"] as const)(
    "for now, at the %s: it is tried again, and then taken",
    async (at) => {
      const smtp = await server();
      smtp.refuse({ at, code: 451, words: "4.3.0 Try again later", times: 1 });
      const mail = mailTo(smtp);
      expect(await mail.send(letter())).toEqual({
        outcome: "not-delivered",
        retryAfterMs: 60_000,
        reason: expect.stringContaining("Try again later"),
      });
      expect(smtp.taken).toEqual([]);
      expect(await mail.send(letter())).toEqual({ outcome: "sent" });
    },
  );

  test.each(["recipient", "content"] as const)(
    "for good, at the %s: it is impossible, in its own words without the address",
    async (at) => {
      const smtp = await server();
      smtp.refuse({ at, code: 550, words: "5.1.1 <Carla@example.com> is nobody here" });
      const answer = await mailTo(smtp).send(letter());
      expect(answer).toEqual({
        outcome: "impossible",
        reason: expect.stringContaining("5.1.1 this address is nobody here"),
      });
    },
  );

  test("to the sender: that is ours to repair, and the letter waits", async () => {
    const smtp = await server();
    smtp.refuse({ at: "sender", code: 553, words: "5.7.1 Sender not allowed" });
    expect(await mailTo(smtp).send(letter())).toMatchObject({
      outcome: "not-delivered",
      retryAfterMs: 600_000,
      reason: expect.stringContaining("Sender not allowed"),
    });
  });
});

describe("a server that is not there", () => {
  /** As a plain server, up to the line at which it stops. */
  const until = (stop: (line: string) => boolean, how: "break off" | "silence") => {
    let content = false;
    return (line: string) => {
      if (stop(line)) return how;
      if (line === "CONNECTED") return "220 ready";
      if (content) return "silence";
      if (line === "DATA") {
        content = true;
        return "354 go on";
      }
      return "250 fine";
    };
  };

  test("takes no connection: it is tried again", async () => {
    const smtp = await mailServer();
    await smtp.stop();
    expect(await mailTo(smtp).send(letter())).toMatchObject({
      outcome: "not-delivered",
      retryAfterMs: 15_000,
      reason: expect.stringContaining("cannot be reached"),
    });
    expect(await mailTo(smtp).check()).toMatchObject({ outcome: "silent" });
  });

  test.each([
    ["breaks off at once", "CONNECTED", "break off"],
    ["never greets", "CONNECTED", "silence"],
    ["breaks off before the recipient", "RCPT", "break off"],
    ["falls silent before the content", "DATA", "silence"],
  ] as const)("%s: the letter was not taken", async (_what, line, how) => {
    const smtp = await scripted(until((said) => said.startsWith(line), how));
    expect(await mailTo(smtp, {}, { timeoutMs: 150 }).send(letter())).toMatchObject({
      outcome: "not-delivered",
    });
  });

  test.each(["break off", "silence"] as const)(
    "says nothing after the content (%s): nobody knows, and that is said",
    async (how) => {
      const smtp = await scripted(until((line) => line === ".", how));
      expect(await mailTo(smtp, {}, { timeoutMs: 700 }).send(letter())).toMatchObject({ outcome: "unknown" });
    },
  );

  test("gives its answer to the content, and to nothing else, by that answer alone", () => {
    const going = { message: "421 4.3.2 going down", response: "421 4.3.2 going down", responseCode: 421 };
    const nothing = { to: null, secrets: [] };
    expect(answerOf({ ...going, code: "ECONNECTION", command: "CONN" }, "content", nothing)).toMatchObject({
      outcome: "unknown",
    });
    expect(answerOf({ ...going, code: "EMESSAGE", command: "DATA" }, "content", nothing)).toMatchObject({
      outcome: "not-delivered",
    });
    expect(answerOf({ message: "what?" }, "before", nothing)).toMatchObject({ outcome: "not-delivered" });
    expect(answerOf({ message: "what?" }, "content", nothing)).toMatchObject({ outcome: "unknown" });
  });
});

test("two letters are on their way at one time; the others are told when to come back, a second after each other", async () => {
  const smtp = await scripted(() => "silence");
  const mail = mailTo(smtp, {}, { timeoutMs: 150 });
  const first = [mail.send(letter()), mail.send(letter())];
  expect(await Promise.all([mail.send(letter()), mail.send(letter()), mail.send(letter())])).toEqual(
    [1_000, 2_000, 3_000].map((retryAfterMs) => ({
      outcome: "not-delivered",
      retryAfterMs,
      reason: expect.any(String),
      waits: true,
    })),
  );
  for (const one of await Promise.all(first)) expect(one).not.toHaveProperty("waits");
  expect(await mail.send(letter())).not.toHaveProperty("waits");
});
