// What a person gets: reading logs and clearing statistics, by the real process over signed HTTP requests. Each payload of the bot is
// checked by the local Slack as Slack itself would.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ACTION_IDS, CALLBACK_IDS } from "../../src/slack/action-ids.ts";
import type { FieldValue } from "../../src/workspace/acts.ts";
import {
  actionForm,
  at,
  auditOf,
  auditVerify,
  CLEAN,
  checkedView,
  directMessage,
  expectNothingRefused,
  hasControl,
  messageWords,
  modalWith,
  viewWords,
} from "../support/journey.ts";
import { oneBot } from "../support/one-bot.ts";

const POLICY = `policies:
  - name: Important statistics
    actions: clear-statistics
    when:
      importance: HIGH or above
    needs:
      approvals: 1
      from: [group: ml-approvers]
`;

const { dataDir, slack, platform } = oneBot((folder) => writeFileSync(join(folder, "policy.yml"), POLICY));

const HOUR = 3_600;
/** The last full hour, in seconds as a picker gives them. */
const lastHour = (): number => Math.floor(Date.now() / 1_000 / HOUR) * HOUR;

describe("logs", () => {
  const view = (person: string, what: RegExp) =>
    modalWith(
      slack,
      person,
      String(what),
      (each) => each.callback_id === CALLBACK_IDS.logs && what.test(viewWords(each)),
    );

  it("are read, turned, filtered and taken along as a file", async () => {
    await slack.command("uma", "general", "/deployments logs document-classifier");
    await view("uma", /1 to 20 of/);
    await slack.press({ person: "uma", actionId: ACTION_IDS.logsMore });
    await view("uma", /21 to 40 of/);
    await slack.fill({ person: "uma", values: { [ACTION_IDS.logsLevel]: "ERROR" } });
    expect(viewWords(await view("uma", /Traceback/))).not.toContain(" INFO ");
    await slack.submit({ person: "uma", values: { [ACTION_IDS.logsText]: "no such words" } });
    await view("uma", /Nothing in this log matches/);
    await slack.submit({ person: "uma", values: { [ACTION_IDS.logsText]: "" } });
    await view("uma", /Traceback/);
    await slack.press({ person: "uma", actionId: ACTION_IDS.logsFile });
    const file = await slack.waitFor(
      async () => (await slack.directMessages("uma")).flatMap(({ files }) => files ?? []).at(-1) ?? null,
      { what: "the file", timeoutMs: 15_000 },
    );
    expect(file).toMatchObject({ title: "The runtime log of document-classifier" });
    // All of it, whatever the filters were.
    const lines = (await slack.fileText(file.id)).trim().split("\n");
    expect(lines[0]).toContain("INFO Starting gunicorn");
    expect(lines.length).toBeGreaterThan(600);
    await slack.closeView("uma", { all: true });
    const trail = (await auditOf(dataDir)).map(({ event }) => event);
    expect(trail.filter((event) => event === "logs.read").length).toBeGreaterThanOrEqual(5);
    expect(trail.filter((event) => event === "logs.downloaded")).toHaveLength(1);
  });

  it("are refused to who may not, whichever way they try", async () => {
    await slack.command("carl", "general", "/deployments logs card-default");
    const [told] = (await slack.ephemerals("carl", "general")).toReversed();
    expect(told === undefined ? "" : messageWords(told)).toContain("No deployment that you may see");
    await slack.command("olivia", "general", "/deployments logs house-value");
    await modalWith(slack, "olivia", "the refusal", (each) =>
      /Only custom models write logs/.test(viewWords(each)),
    );
    await slack.closeView("olivia", { all: true });
  });
});

describe("clearing statistics", () => {
  const form = (person: string, what: RegExp) => actionForm(slack, person, what);
  const open = async (person: string, label: string) => {
    await slack.command(person, "general", `/deployments clear ${label}`);
    return await form(person, /cannot be undone/);
  };
  const AGREED = "I understand that this data is removed for good";
  const fields = (over: Readonly<Record<string, FieldValue>> = {}) => ({
    [ACTION_IDS.clearReason]: "A load test had filled them.",
    [ACTION_IDS.clearConfirmed]: [AGREED],
    ...over,
  });

  it("says beside each field what is wrong, and then clears what it counted", async () => {
    await open("olivia", "house-value");
    const nothing = await slack.submit({ person: "olivia" });
    expect(nothing.error).toBe("fields_incomplete");
    await slack.fill({ person: "olivia", values: { [ACTION_IDS.clearRange]: "between" } });
    await form("olivia", /On your clock \(Europe\/Berlin\)/);
    const tries: readonly (readonly [Readonly<Record<string, FieldValue>>, RegExp])[] = [
      [{}, /Choose a start, an end or both/],
      [
        { [ACTION_IDS.clearStart]: String(lastHour() - 48 * HOUR + 1_200) },
        /not a full hour\. Choose \S+ \d\d:00 UTC\+0[12]:00 or \S+ \d\d:00 UTC\+0[12]:00/,
      ],
      [{ [ACTION_IDS.clearStart]: String(lastHour() + HOUR) }, /Only hours that are over/],
      [
        {
          [ACTION_IDS.clearStart]: String(lastHour() - HOUR),
          [ACTION_IDS.clearEnd]: String(lastHour() - 2 * HOUR),
        },
        /The end has to be after the start/,
      ],
      [fields({ [ACTION_IDS.clearReason]: "  " }), /required|Say why/],
    ];
    for (const [values, said] of tries) {
      const answer = await slack.submit({ person: "olivia", values: fields(values) });
      expect(JSON.stringify(answer)).toMatch(said);
    }
    const sent = await slack.submit({
      person: "olivia",
      values: fields({
        [ACTION_IDS.clearStart]: String(lastHour() - 24 * HOUR),
        [ACTION_IDS.clearEnd]: String(lastHour()),
      }),
    });
    expect(sent.error).toBeNull();
    expect(viewWords(await checkedView(slack, "olivia"))).toMatch(/[\d,]+ predictions in 24 hours/);
    expect((await platform.deployment("d-house-value")).health.service.status).toBe("passing");
    await slack.submit({ person: "olivia" });
    await directMessage(slack, "olivia", /Done[\s\S]*cleared for good/);
    await slack.closeView("olivia", { all: true });
    const { health } = await platform.deployment("d-house-value");
    expect(health.service.status).toBe("unknown");
  });

  it("waits for its approval where a policy says so, and the reviewer sees what will be gone", async () => {
    await open("olivia", "card-default");
    const sent = await slack.submit({
      person: "olivia",
      values: fields({
        [ACTION_IDS.clearModel]: platform.id("p-card-default-3"),
        [ACTION_IDS.clearRange]: "whole",
      }),
    });
    expect(sent.error).toBeNull();
    const prompt = await slack.waitFor(
      async () =>
        (await slack.directMessages("ada")).find((one) => hasControl(one, ACTION_IDS.approve)) ?? null,
      { what: "Ada's prompt", timeoutMs: 15_000 },
    );
    expect(messageWords(prompt)).toMatch(/[\d,]+ predictions in 336 hours/);
    expect(messageWords(prompt)).toContain("It cannot be undone");
    await slack.press({ person: "ada", actionId: ACTION_IDS.approve, ...at(prompt) });
    await directMessage(slack, "olivia", /Done[\s\S]*card-default[\s\S]*cleared for good/);
    const { health } = await platform.deployment("d-card-default");
    expect(Object.values(health).map(({ status }) => status)).toEqual(["unknown", "unknown", "unknown"]);
    await slack.closeView("olivia", { all: true });
  });
});

it("leaves nothing that Slack refused, and a trail that verifies", async () => {
  await expectNothingRefused(slack);
  expect(await auditVerify(dataDir)).toMatch(CLEAN);
});
