// The view of logs in Slack: real operations on the sample fleet, signed requests, what goes to Slack's Web API.
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { deploymentId } from "../../src/deployments/ids.ts";
import type { LogEntry, LogKind } from "../../src/deployments/logs.ts";
import { ACTION_IDS, actionValue, CALLBACK_IDS } from "../../src/slack/action-ids.ts";
import { slackId, TEAM } from "../support/fake-directory.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment } from "../support/registry.ts";
import { BOT_USER, CHANNEL, ephemeralIn, onlyScripted, type SlackRig, slackRig } from "./rig.ts";

let real: OperationsRig;
let rig: SlackRig;
beforeAll(onlyScripted);
beforeEach(async () => {
  real = await operationsRig();
  // Signatures carry the time: it is that of the sample fleet.
  vi.useFakeTimers({ toFake: ["Date"], now: real.clock.now() });
  rig = await slackRig({ operations: real.operations });
});
afterEach(async () => {
  await rig.close();
  await real.store.close();
  vi.useRealTimers();
});

const DEPLOYMENT = "d-document-classifier";
type Json = Readonly<Record<string, unknown>>;
interface View {
  readonly callback_id: string;
  readonly private_metadata?: string;
  readonly submit?: { readonly text: string };
  readonly blocks: readonly Json[];
}

const as = (name: string): Json => ({ user: { id: slackId(name), team_id: TEAM } });
/** What the window shows now: opened, then filled in and redrawn. */
const shown = (): View => {
  const [last] = rig.api.of("views.update").toReversed();
  if (last === undefined) throw new Error("No view was drawn.");
  return last.view as View;
};
const textOf = (view: View): string =>
  view.blocks
    .filter(({ type }) => type === "rich_text")
    .map(({ elements }) => (elements as { elements: { text: string }[] }[])[0]?.elements[0]?.text ?? "")
    .join("\n");
const elements = (view: View, type: string): Json[] =>
  view.blocks.flatMap((block) =>
    block.type === "actions" ? (block.elements as Json[]).filter((each) => each.type === type) : [],
  );
const buttonOf = (view: View, actionId: string): Json | undefined =>
  elements(view, "button").find(({ action_id: id }) => id === actionId);

interface Chosen {
  readonly kind?: LogKind;
  readonly level?: string;
  readonly time?: string;
  readonly from?: number;
  readonly to?: number;
  readonly text?: string;
}
const option = (value: string | undefined) => ({ selected_option: value === undefined ? null : { value } });
/** The open window as Slack sends it along. */
const open = (view: View, of: Chosen = {}): Json => ({
  id: "V0OPENED",
  hash: "1.abc",
  type: "modal",
  callback_id: view.callback_id,
  private_metadata: view.private_metadata,
  state: {
    values: {
      "logs.choices": {
        [ACTION_IDS.logsKind]: option(of.kind ?? "runtime"),
        [ACTION_IDS.logsLevel]: option(of.level ?? "all"),
        [ACTION_IDS.logsTime]: option(of.time ?? "any"),
      },
      "logs.between": {
        [ACTION_IDS.logsFrom]: { selected_date_time: of.from ?? null },
        [ACTION_IDS.logsTo]: { selected_date_time: of.to ?? null },
      },
      "logs.text": { [ACTION_IDS.logsText]: { value: of.text ?? null } },
    },
  },
});

async function press(actionId: string, value: string, view: View, of: Chosen = {}): Promise<View> {
  const over = { view: open(view, of), channel: undefined, container: { type: "view" } };
  expect((await rig.press(actionId, value, { ...over, response_url: undefined })).status).toBe(200);
  await rig.settled();
  return shown();
}
async function opened(text = "logs document-classifier"): Promise<View> {
  expect((await rig.command(text)).status).toBe(200);
  await rig.settled();
  return shown();
}
async function report(...entries: readonly LogEntry[]): Promise<void> {
  await real.platform.reportLog?.({ deploymentId: deploymentId(DEPLOYMENT), kind: "runtime" }, entries);
}

describe("the view of logs", () => {
  it("opens from the command with the newest entries, the filters, and the way on", async () => {
    const view = await opened();
    expect(view).toMatchObject({ callback_id: CALLBACK_IDS.logs, submit: { text: "Search" } });
    expect(
      textOf(view)
        .split("\n")
        .filter((line) => /^\d\d:\d\d:\d\d /.test(line)),
    ).toHaveLength(20);
    expect(elements(view, "static_select").map(({ action_id: id }) => id)).toEqual([
      ACTION_IDS.logsKind,
      ACTION_IDS.logsLevel,
      ACTION_IDS.logsTime,
    ]);
    expect(buttonOf(view, ACTION_IDS.logsMore)).toMatchObject({ value: "20" });
    expect(JSON.stringify(view)).toContain("secrets in it are not masked");
  });

  it("opens from the menu of a card, and from a mention by a button", async () => {
    await rig.press(ACTION_IDS.deploymentMenu, actionValue("logs", DEPLOYMENT));
    await rig.settled();
    expect(shown().callback_id).toBe(CALLBACK_IDS.logs);
    await rig.event({
      type: "app_mention",
      user: slackId("olivia"),
      channel: CHANNEL,
      ts: "1700000000.000200",
      text: `<@${BOT_USER}> logs document-classifier`,
    });
    await rig.settled();
    const [told] = rig.api.of("chat.postEphemeral");
    expect(JSON.stringify(told?.blocks)).toContain(actionValue("logs", DEPLOYMENT));
    expect(JSON.stringify(told?.blocks)).toContain(ACTION_IDS.deploymentAction);
  });

  it("is named by the menu and the card", async () => {
    const { text, blocks } = await ephemeralIn(await rig.command("document-classifier"));
    expect(text).toMatch(/^document-classifier/);
    expect(JSON.stringify(blocks)).toContain(actionValue("logs", DEPLOYMENT));
  });

  it("shows times in the reader's zone, and in UTC when that is not known", async () => {
    await report({ at: real.clock.now() - 1, level: "INFO", text: "zone" });
    const utc = textOf(await opened());
    const user = (tz: string) => ({
      body: {
        user: {
          id: slackId("olivia"),
          team_id: TEAM,
          name: "olivia",
          tz,
          is_email_confirmed: true,
          profile: { email: "olivia@example.com" },
        },
      },
    });
    rig.api.script("users.info", () => user("Asia/Kolkata"));
    const kolkata = await opened();
    expect(JSON.stringify(kolkata)).toMatch(/Times: Asia\/(Kolkata|Calcutta)/);
    const minutes = (text: string): number => {
      const [, hour, minute] = /(\d\d):(\d\d):\d\d INFO zone/.exec(text) ?? [];
      return Number(hour) * 60 + Number(minute);
    };
    const day = 24 * 60;
    expect((minutes(textOf(kolkata)) - minutes(utc) + day) % day).toBe(5 * 60 + 30);
  });

  it("shows what models write as code: nothing of it formats, mentions, links or hides", async () => {
    const text =
      "<!channel> *bold* <https://evil.example|click> ```\n\tat line 3 \u001b[31mred\u001b[0m \u202Etxt.exe";
    await report({ at: real.clock.now(), level: "ERROR", text });
    const view = await opened();
    for (const block of view.blocks.filter(({ type }) => type === "rich_text"))
      expect(block.elements).toEqual([
        { type: "rich_text_preformatted", elements: [{ type: "text", text: expect.any(String) }] },
      ]);
    expect(textOf(view)).toContain(
      "ERROR <!channel> *bold* <https://evil.example|click> ```\n at line 3 red txt.exe",
    );
    // Nowhere else in the view.
    expect(JSON.stringify(view.blocks.filter(({ type }) => type !== "rich_text"))).not.toContain("channel>");
  });

  it("keeps Slack's limits with twenty entries of any length", async () => {
    const entries = Array.from(
      { length: 20 },
      (_, i): LogEntry => ({
        at: real.clock.now() + i,
        level: "ERROR",
        text: `${i} ${"<&>".repeat(4_000)}`,
      }),
    );
    await report(...entries);
    rig.clock.advance(1_000);
    // Every view that goes out is checked by the rig.
    const view = await opened();
    expect(JSON.stringify(view).length).toBeLessThan(60_000);
    expect(textOf(view)).toContain("19 <&>");
  });
});

describe("filters", () => {
  it.each([
    [ACTION_IDS.logsLevel, "ERROR", { level: "ERROR" }, / ERROR /],
    [ACTION_IDS.logsText, "tokens", { text: "TOKENS" }, /tokens/],
  ] as const)("change the view in place: %s", async (actionId, value, of, expected) => {
    const view = await press(actionId, value, await opened(), of);
    const lines = textOf(view)
      .split("\n")
      .filter((line) => /^\d\d:\d\d:\d\d /.test(line));
    expect(lines.length).toBeGreaterThan(0);
    if (actionId === ACTION_IDS.logsLevel) for (const line of lines) expect(line).toMatch(expected);
    else expect(textOf(view)).toMatch(expected);
    const [update] = rig.api.of("views.update").toReversed();
    expect(update).toMatchObject({ view_id: "V0OPENED", hash: "1.abc" });
  });

  it("go on standing as they were set", async () => {
    const view = await press(ACTION_IDS.logsLevel, "WARNING", await opened(), {
      level: "WARNING",
      text: "cut",
      time: "week",
    });
    const initial = elements(view, "static_select").map(
      ({ initial_option: chosen }) => (chosen as { value: string }).value,
    );
    expect(initial).toEqual(["runtime", "WARNING", "week"]);
    expect(JSON.stringify(view)).toContain('"initial_value":"cut"');
  });

  it("ask for two moments when a time between them is chosen, and keep to them", async () => {
    const first = await opened();
    expect(elements(first, "datetimepicker")).toEqual([]);
    const between = await press(ACTION_IDS.logsTime, "between", first, { time: "between" });
    expect(elements(between, "datetimepicker")).toHaveLength(2);
    const end = Math.floor(real.clock.now() / 1_000) - 24 * 3_600;
    const view = await press(ACTION_IDS.logsFrom, "", between, {
      time: "between",
      from: end - 3_600,
      to: end,
    });
    // One every nine minutes.
    expect(
      textOf(view)
        .split("\n")
        .filter((line) => /^\d\d:\d\d:\d\d /.test(line)).length,
    ).toBeLessThan(9);
    expect(elements(view, "datetimepicker").map(({ initial_date_time: at }) => at)).toEqual([
      end - 3_600,
      end,
    ]);
  });

  it("are sent by Search as well, and answered in the same window", async () => {
    const view = await opened();
    const response = await rig.submission(open(view, { text: "no such words" }));
    const answer = (await response.json()) as { response_action: string; view: View };
    expect(answer.response_action).toBe("update");
    expect(JSON.stringify(answer.view)).toContain("Nothing in this log matches");
  });

  it("are answered later in the same window when the platform is slow", async () => {
    const view = await opened();
    await rig.close();
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    rig = await slackRig({
      operations: {
        readLog: async (...ask) => {
          await gate;
          return real.operations.readLog(...ask);
        },
      },
      deadlines: { write: 20 },
    });
    const response = await rig.submission(open(view, { text: "gunicorn" }));
    expect(await response.json()).toMatchObject({ response_action: "update" });
    go();
    await rig.settled();
    expect(textOf(shown())).toContain("Starting gunicorn");
  });
});

describe("pages", () => {
  it("go on to older entries, and do not shift when new ones come meanwhile", async () => {
    const first = await opened();
    rig.clock.advance(60_000);
    await report({ at: rig.clock.now(), level: "INFO", text: "came meanwhile" });
    const second = await press(ACTION_IDS.logsMore, "20", first);
    expect(JSON.stringify(second)).toContain("21 to 40 of");
    const all = `${textOf(first)}\n${textOf(second)}`
      .split("\n")
      .filter((line) => /^\d\d:\d\d:\d\d /.test(line));
    expect(all).toHaveLength(40);
    expect(new Set(all).size).toBe(40);
    expect(textOf(second)).not.toContain("came meanwhile");
    const newest = await press(ACTION_IDS.logsNewest, "0", second);
    expect(textOf(newest)).toContain("came meanwhile");
  });

  it("end with the oldest entry", async () => {
    const [, matching] = /of (\d+) entries/.exec(JSON.stringify(await opened())) ?? [];
    const last = await press(ACTION_IDS.logsMore, String(Number(matching) - 3), await opened());
    expect(textOf(last)).toContain("Starting gunicorn");
    expect(buttonOf(last, ACTION_IDS.logsMore)).toBeUndefined();
    expect(buttonOf(last, ACTION_IDS.logsFile)).toBeDefined();
  });
});

describe("states", () => {
  it("say that runtime logs are off while inactive, with the startup log first", async () => {
    await changeDeployment(real, "network-anomalies", { status: "inactive" });
    const view = await opened("logs network-anomalies");
    expect(textOf(view)).toContain("scaler.joblib");
    const off = await press(ACTION_IDS.logsKind, "runtime", view, { kind: "runtime" });
    expect(JSON.stringify(off)).toContain("disabled while the deployment is inactive");
    expect(textOf(off)).toBe("");
  });

  it("say that a startup log is empty, and that a failure outside the container leaves none", async () => {
    const view = await press(ACTION_IDS.logsKind, "startup", await opened(), { kind: "startup" });
    expect(JSON.stringify(view)).toContain("a failure outside the container leaves no log");
  });

  it("say that a model is no custom one", async () => {
    const view = await opened("logs house-value");
    expect(view.callback_id).toBe(CALLBACK_IDS.notice);
    expect(JSON.stringify(view)).toContain("Only custom models write logs");
  });
});

describe("the whole log", () => {
  it("is sent as a file to the person alone, all of it, oldest first", async () => {
    rig.api.script("files.getUploadURLExternal", () => ({
      body: { upload_url: "https://files.slack.com/upload/1", file_id: "F0LOG" },
    }));
    const view = await opened();
    await press(ACTION_IDS.logsFile, "runtime", view, { level: "ERROR" });
    const [file] = rig.api.of("upload");
    const lines = String(file?.text).trim().split("\n");
    expect(lines[0]).toMatch(/^2\d{3}-\d\d-\d\dT[\d:.]+Z INFO Starting gunicorn/);
    expect(lines.length).toBeGreaterThan(600);
    expect(rig.api.of("files.completeUploadExternal")[0]).toMatchObject({ channel_id: "D0DIRECT" });
    expect(rig.api.of("conversations.open")[0]).toMatchObject({ users: slackId("olivia") });
    expect(real.audit.filter(({ event }) => event === "logs.downloaded")).toHaveLength(1);
  });

  it("that Slack does not take is said", async () => {
    rig.api.script("files.getUploadURLExternal", () => ({ body: { ok: false, error: "missing_scope" } }));
    const view = await opened();
    await press(ACTION_IDS.logsFile, "runtime", view);
    expect(JSON.stringify(rig.api.calls.slice(-1))).toContain("files:write");
  });
});

describe("forged presses", () => {
  it("of somebody who may not are refused, say nothing, and are entries of the trail", async () => {
    const view = await opened();
    const before = rig.api.of("views.update").length;
    for (const [actionId, value] of [
      [ACTION_IDS.logsMore, "20"],
      [ACTION_IDS.logsFile, "runtime"],
      [ACTION_IDS.deploymentAction, actionValue("logs", DEPLOYMENT)],
    ] as const) {
      const over = actionId === ACTION_IDS.deploymentAction ? {} : { view: open(view), channel: undefined };
      await rig.press(actionId, value, { ...over, ...as("ada") });
      await rig.settled();
    }
    const drawn = JSON.stringify(rig.api.of("views.update").slice(before));
    expect(drawn).not.toContain("gunicorn");
    expect(drawn).not.toContain("POST /predictions/");
    expect(rig.api.of("upload")).toEqual([]);
    expect(real.audit.filter(({ event, allowed }) => event === "press.refused" && !allowed)).toHaveLength(3);
    expect(real.audit.filter(({ event }) => event === "logs.read")).toHaveLength(1);
  });

  it.each([
    [ACTION_IDS.logsMore, "-1"],
    [ACTION_IDS.logsMore, "9999999999"],
    [ACTION_IDS.logsFile, "everything"],
  ])("with a strange value are said to be strange: %s %s", async (actionId, value) => {
    const view = await opened();
    const over = { view: open(view), channel: undefined };
    await rig.press(actionId, value, over);
    await rig.settled();
    expect(JSON.stringify(rig.api.of("views.push"))).toContain("another version of the bot");
    expect(real.audit.filter(({ event }) => event === "logs.read")).toHaveLength(1);
  });

  it("of a window whose hidden data was changed are said to be strange", async () => {
    const view = await opened();
    const response = await rig.submission({ ...open(view), private_metadata: '{"deploymentId":1}' });
    expect(await response.json()).toMatchObject({ response_action: "push" });
  });
});
