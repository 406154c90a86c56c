// What mails say: the same facts as the Slack cards, as plain text in which nothing foreign makes a line or a link.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LetterFacts, letterOf } from "../../src/mail/letter.ts";
import type { Exhibit } from "../../src/ports/messenger.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { anyRequest, pending, succeeded } from "../slack/cards/views.ts";
import { foreignText } from "../support/foreign-text.ts";
import { aPerson, aRequest } from "../support/request-builders.ts";

const facts: LetterFacts = {
  to: "carla@example.com",
  slackUrl: "https://example.slack.com/",
  link: "https://bot.example.com/deployments/d-card-default",
  command: "/deployments",
  environmentName: null,
};
const noticeOf = ({ id: request }: ChangeRequest): Exhibit => ({ kind: "outcome-notice", request });
const letter = (exhibit: Exhibit, request: ChangeRequest, over: Partial<LetterFacts> = {}) => {
  const written = letterOf(exhibit, request, { ...facts, ...over });
  if (written === null) throw new Error("There is no letter.");
  return written;
};

describe("an invitation", () => {
  const invitation = (role: "OWNER" | "USER" | "CONSUMER", request = aRequest()) =>
    letter({ kind: "invitation", request: request.id, role }, request);

  test("brings an Owner and a User the way to the deployment", () => {
    expect(invitation("USER")).toEqual({
      subject: "Olivia shared card-default with you",
      replyTo: { name: "Olivia", address: "olivia@example.com" },
      text: [
        "Olivia (olivia@example.com) shared the deployment card-default with you as User.",
        "",
        "Its link: https://bot.example.com/deployments/d-card-default",
        "To open it, go to Slack, https://example.slack.com/ and type",
        "/deployments d-card-default",
        "It takes an account there with the address carla@example.com.",
        "",
        "The model and its project are shared on their own.",
        "",
        "R-7K2M, deployment id d-card-default",
        "This came by email because no direct message in Slack reaches you.",
        "",
      ].join("\n"),
    });
    expect(invitation("OWNER").text).toContain("as Owner");
  });

  test("brings a Consumer the id, and no way to open what a Consumer cannot open", () => {
    const { text } = invitation("CONSUMER");
    expect(text).toContain("Its id is d-card-default");
    expect(text).not.toContain("/deployments");
  });

  test("says who asked also of somebody whose address is not known, and then nobody is answered to", () => {
    const { text, replyTo } = invitation("USER", aRequest({ requester: aPerson("olivia", { email: null }) }));
    expect(text).toMatch(/^Olivia shared /);
    expect(replyTo).toBeNull();
  });
});

describe("a notice", () => {
  test("says who did what, old and new, the reason, when, and the way to it", () => {
    const request = succeeded({ comment: "Better on the holdout.\nMuch." });
    const { subject, text } = letter(noticeOf(request), request, { environmentName: "Staging" });
    expect(subject).toBe("[Staging] Olivia replaced the model of card-default");
    expect(text).toContain(
      "Olivia replaced the model of card-default: Credit default v3 → Credit default v4.\n\nReplacement reason: Accuracy\nApproved by: Ada\nWhen: 2026-11-24 09:00 UTC\n\nComment:\n> Better on the holdout.\n> Much.\n\nIts link: https://bot.example.com/deployments/d-card-default\nTo open it, go to",
    );
  });

  test("of a deletion has the id, and no way to what is gone", () => {
    const request = succeeded({ action: "delete" });
    const { text } = letter(noticeOf(request), request);
    expect(text).toContain("deployment id d-card-default");
    expect(text).not.toContain("To open it");
  });

  test("is not written before it has happened, nor about anything else", () => {
    expect(letterOf(noticeOf(pending()), pending(), facts)).toBeNull();
    const card = { kind: "request-card", request: pending().id } as const;
    expect(letterOf(card, pending(), facts)).toBeNull();
  });
});

test("knows its way without the address of the Slack, and without a link where others reach none", () => {
  const request = succeeded();
  const text = letter(noticeOf(request), request, {
    slackUrl: null,
    link: null,
    command: "/dev-deployments",
  }).text;
  expect(text).not.toContain("Its link");
  expect(text).toContain("go to Slack and type\n/dev-deployments d-card-default\n");
});

test("has a subject of one line, no line of its own from foreign text, and no address to press in it, whatever is written", () => {
  fc.assert(
    fc.property(anyRequest(), foreignText(), (any, name) => {
      const hostile = `${name}\r\nhttps://evil.example/ www.evil.example`;
      const request = {
        ...succeeded(),
        ...any,
        state: succeeded().state,
        deploymentLabel: hostile,
        comment: hostile,
      };
      for (const exhibit of [
        noticeOf(request),
        { kind: "invitation", request: request.id, role: "CONSUMER" },
      ] as const) {
        const { subject, text } = letter(exhibit, request, { slackUrl: null, link: null });
        expect(subject).not.toMatch(/[\r\n]/);
        expect(subject.length).toBeLessThanOrEqual(150);
        expect(`${subject}\n${text}`).not.toMatch(/:\/\/evil|www\.evil/);
        expect(text.split("\n").filter((line) => line.startsWith("This came by email"))).toHaveLength(1);
      }
    }),
    { numRuns: 60 },
  );
});
