// The view of monitoring in Slack: real operations on the sample fleet, signed presses, what goes to Slack's Web API.
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { deploymentId } from "../../src/deployments/ids.ts";
import { deploymentPut } from "../../src/platforms/local/records.ts";
import { PlatformUnavailable } from "../../src/ports/platform.ts";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import { drawnMonitoring, monitoringView } from "../../src/slack/views/monitoring.ts";
import { aDeployment, anEnvironment } from "../support/builders.ts";
import { slackId, TEAM } from "../support/fake-directory.ts";
import { expectSafeView, HOSTILE } from "../support/foreign-text.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, put } from "../support/registry.ts";
import { onlyScripted, type SlackRig, slackRig } from "./rig.ts";

const CARD_DEFAULT = "d-card-default";
const UPLOAD = "https://files.slack.com/upload/v1/abc";
type Json = Readonly<Record<string, unknown>>;
interface View {
  readonly title: { readonly text: string };
  readonly blocks: readonly Json[];
}

let real: OperationsRig;
let rig: SlackRig;
let waits: number[];
let down = false;

const start = async (): Promise<void> => {
  rig = await slackRig({
    operations: real.operations,
    pause: async (ms) => {
      waits.push(ms);
    },
  });
  rig.api.script("users.info", ({ user }) => ({
    body: {
      user: {
        id: String(user),
        team_id: TEAM,
        profile: { display_name: "" },
        tz: user === slackId("ada") ? "Asia/Tokyo" : "Europe/Berlin",
      },
    },
  }));
  let files = 0;
  rig.api.script("files.getUploadURLExternal", () => {
    files += 1;
    return { body: { upload_url: UPLOAD, file_id: `F0PICTURE${files}` } };
  });
};

beforeAll(onlyScripted);
beforeEach(async () => {
  down = false;
  waits = [];
  real = await operationsRig({
    wrapPlatform: (platform) => ({
      ...platform,
      monitoring: async (query) => {
        if (down) throw new PlatformUnavailable("The platform is down.");
        return await platform.monitoring(query);
      },
    }),
  });
  // Signatures carry the time: it is that of the sample fleet.
  vi.useFakeTimers({ toFake: ["Date"], now: real.clock.now() });
  await start();
});
afterEach(async () => {
  await rig.close();
  await real.store.close();
  vi.useRealTimers();
});

const views = (): View[] => rig.api.of("views.update").map(({ view }) => view as View);
const lastView = (): View => {
  const view = views().at(-1);
  if (view === undefined) throw new Error("No view was drawn.");
  return view;
};
const imageOf = (view: View): Json | undefined => view.blocks.find(({ type }) => type === "image");
const tableOf = (view: View): string =>
  view.blocks
    .filter(({ type }) => type === "rich_text")
    .map(({ elements }) => (elements as { elements: { text: string }[] }[])[0]?.elements[0]?.text ?? "")
    .join("\n");
const wordsOf = (view: View): string => JSON.stringify(view);

async function press(id: string, name = "olivia", over: Json = {}): Promise<void> {
  const as = { user: { id: slackId(name), team_id: TEAM } };
  expect((await rig.press(ACTION_IDS.monitoring, id, { ...as, ...over })).status).toBe(200);
  await rig.settled();
}

describe("Monitoring", () => {
  it("opens at once, fills in the words, then the picture", async () => {
    await press(CARD_DEFAULT);
    expect(wordsOf(rig.api.of("views.open")[0]?.view as View)).toContain("Loading");
    const [words, picture, ...more] = views();
    expect(more).toEqual([]);
    if (words === undefined || picture === undefined) throw new Error("two views are drawn");
    expect(imageOf(words)).toBeUndefined();
    expect(imageOf(picture)).toMatchObject({
      slack_file: { id: "F0PICTURE1" },
      title: { text: "Monitoring of card-default" },
    });
    expect(words.blocks).toEqual(picture.blocks.filter(({ type }) => type !== "image"));
    for (const view of [words, picture]) {
      expectSafeView(view);
      for (const said of [
        "No errors in the last 24 hours.",
        "1 of 23 features drifted: PAY_AMT6, of low importance.",
        "AUC 0.775, similar to 0.777 at deployment time.",
        "Days are those of Europe/Berlin.",
      ])
        expect(wordsOf(view)).toContain(said);
    }
  });

  it("has a line for each day, the newest first, with all that is recorded", async () => {
    await press(CARD_DEFAULT);
    const lines = tableOf(lastView()).split("\n");
    expect(lines).toHaveLength(15);
    expect(lines[0]?.split(/\s{2,}/)).toEqual(["Day", "Preds", "Reqs", "Errs", "ms", "Drift", "AUC"]);
    expect(lines[1]).toMatch(/^24 Nov +[\d,]+ +[\d,]+ +0 +\d+ +0\.1\d+ +0\.77\d*$/);
    expect(lines[14]).toMatch(/^11 Nov +/);
    // Columns stand under their heads.
    expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  });

  it("says in the alt text what the table says", async () => {
    await press(CARD_DEFAULT);
    const alt = String(imageOf(lastView())?.alt_text);
    for (const line of tableOf(lastView()).split("\n").slice(1)) {
      const [, predictions = "-", , errors = "-", , drift = "-", accuracy = "-"] = line.split(/\s{2,}/);
      for (const figure of [predictions, errors, drift, accuracy])
        expect(alt).toMatch(new RegExp(`[ ;]${figure.replace(/[.,]/g, "\\$&")}[;.]`));
    }
    expect(rig.api.of("files.getUploadURLExternal")[0]?.alt_text).toBe(alt);
  });

  it("uploads a PNG that is shared with nobody, and an equal one only once", async () => {
    await press(CARD_DEFAULT);
    await press(CARD_DEFAULT, "otto");
    const [upload, ...others] = rig.api.of("upload");
    expect(others).toEqual([]);
    expect(String(upload?.text)).toContain("PNG");
    const [shared] = rig.api.of("files.completeUploadExternal");
    expect(shared).toMatchObject({ files: [{ id: "F0PICTURE1", title: "Monitoring of card-default" }] });
    expect(shared).not.toHaveProperty("channel_id");
    expect(rig.api.of("conversations.open")).toEqual([]);
    expect(imageOf(lastView())).toMatchObject({ slack_file: { id: "F0PICTURE1" } });
    await press("d-customer-churn");
    expect(imageOf(lastView())).toMatchObject({ slack_file: { id: "F0PICTURE2" } });
  });

  it("draws the days of the reader", async () => {
    vi.setSystemTime(Date.UTC(2026, 10, 24, 16));
    real.clock.set(Date.now());
    rig.clock.set(Date.now());
    await changeDeployment(real, "card-default", {
      grants: [{ subject: { kind: "user", email: "ada@example.com" }, role: "USER" }],
    });
    await press(CARD_DEFAULT, "ada");
    expect(wordsOf(lastView())).toContain("Days are those of Asia/Tokyo.");
    expect(tableOf(lastView()).split("\n")[1]).toMatch(/^25 Nov /);
    expect(wordsOf(lastView())).toContain("25 Nov is not over.");
  });

  it("opens on top of the window in which the card is", async () => {
    const view = { id: "V0CARD", hash: "1.a", type: "modal", callback_id: "notice", private_metadata: "" };
    await press(CARD_DEFAULT, "olivia", { view, channel: undefined, container: { type: "view" } });
    expect(rig.api.of("views.open")).toEqual([]);
    expect(rig.api.of("views.push")).toHaveLength(1);
    expect(imageOf(lastView())).toBeDefined();
  });
});

describe("who may not see the deployment", () => {
  it.each(["carl", "ben"])("gets nothing of it: %s", async (name) => {
    await press(CARD_DEFAULT, name);
    expect(wordsOf(lastView())).toContain("There is no deployment");
    expect(wordsOf(lastView())).not.toContain("card-default is");
    expect(wordsOf(lastView())).not.toContain("AUC");
    expect(rig.api.of("upload")).toEqual([]);
  });

  it("gets the same answer as for one that does not exist", async () => {
    await press(CARD_DEFAULT, "carl");
    const there = wordsOf(lastView()).replaceAll(CARD_DEFAULT, "X");
    await press("d-nowhere", "carl");
    expect(wordsOf(lastView()).replaceAll("d-nowhere", "X")).toBe(there);
  });
});

describe("what is not there", () => {
  it("is said of a deployment without any record, and nothing is drawn", async () => {
    await put(real, deploymentPut(aDeployment({ id: deploymentId("d-new"), label: "new-one" })));
    await press("d-new");
    expect(views()).toHaveLength(1);
    expect(wordsOf(lastView())).toContain("Nothing is recorded of the last 14 days.");
    expect(imageOf(lastView())).toBeUndefined();
    expect(rig.api.of("upload")).toEqual([]);
  });

  it("is said of single figures: no column of them, and a dash in the alt text", async () => {
    await press("d-ext-fraud");
    expect(wordsOf(lastView())).toContain("Not recorded here: accuracy.");
    expect(tableOf(lastView()).split("\n")[0]).not.toContain("Accuracy");
    expect(String(imageOf(lastView())?.alt_text)).toContain("nothing recorded");
  });

  it("is said where the platform does not tell the days now; health is there all the same", async () => {
    down = true;
    await press(CARD_DEFAULT);
    expect(wordsOf(lastView())).toContain("The platform does not tell the figures of the last days now.");
    expect(wordsOf(lastView())).toContain("No errors in the last 24 hours.");
    expect(imageOf(lastView())).toBeUndefined();
  });
});

describe("the last prediction", () => {
  const uncounted = "The last prediction is not among these figures";

  it("is said on the clock whose days stand below, and among them where it is counted", async () => {
    await press(CARD_DEFAULT);
    expect(wordsOf(lastView())).toMatch(/last one 2026-11-24 \d\d:\d\d UTC\+01.00/);
    expect(wordsOf(lastView())).not.toContain(uncounted);
  });

  it("of a day of which none is counted is said not to be: just after midnight, or after a clearance", async () => {
    const at = Date.UTC(2026, 10, 24, 23, 5);
    vi.setSystemTime(at);
    real.clock.set(at);
    rig.clock.set(at);
    await changeDeployment(real, "card-default", {
      usage: { dailyRates: [], lastPredictionAt: at - 60_000 },
    });
    await put(
      real,
      deploymentPut(
        aDeployment({
          id: deploymentId("d-cleared"),
          label: "cleared",
          usage: { dailyRates: [], lastPredictionAt: at - 60_000 },
        }),
      ),
    );
    for (const id of [CARD_DEFAULT, "d-cleared"]) {
      await press(id);
      expect(wordsOf(lastView())).toMatch(/last one 2026-11-25 00:04 UTC\+01.00/);
      expect(wordsOf(lastView())).toContain(uncounted);
    }
  });
});

it("the table is no wider than a window, whatever the figures and the metric's name", () => {
  const days = [12, 123_456, 99_999_999].map((count, at) => ({
    ...{ from: at * 86_400_000, predictions: count, requests: count, refused: count, failed: 0 },
    ...{ responseMs: 2_345, drift: 0.012_345, accuracy: 0.012_345 },
  }));
  const metric = { name: "Gamma Deviance of all", atDeployment: null };
  const seen = { deployment: aDeployment(), monitoring: { days, metric, driftLimit: null } };
  const view = monitoringView(seen, { timeZone: "UTC", picture: { kind: "none" } }) as unknown as View;
  for (const line of tableOf(view).split("\n")) expect(line.length).toBeLessThanOrEqual(58);
  expect(tableOf(view)).toContain("Accuracy");
  expect(wordsOf(view)).toContain("Gamma Deviance");
});

describe("foreign text", () => {
  const figures = { requests: 1, refused: 0, failed: 0, responseMs: 5, drift: 0.1, accuracy: 0.5 };
  it("stays text in labels, sentences, environments and names of metrics", () => {
    for (const text of HOSTILE) {
      const health = { status: "warning", message: text } as const;
      const seen = {
        deployment: aDeployment({
          label: text,
          environment: anEnvironment({ name: text }),
          health: { service: health, drift: health, accuracy: health },
        }),
        monitoring: {
          days: [{ from: 0, predictions: 1, ...figures }],
          metric: { name: text, atDeployment: 0.6 },
          driftLimit: 0.15,
        },
      };
      const picture = drawnMonitoring(seen, "UTC");
      if (picture === null) throw new Error("there is something to draw");
      expect(picture.filename).toMatch(/^monitoring-[A-Za-z0-9.-]*\.png$/);
      expectSafeView(
        monitoringView(seen, { timeZone: "UTC", picture: { kind: "shown", file: "F1", picture } }),
      );
    }
  });

  it("comes as far as Slack", async () => {
    await changeDeployment(real, "card-default", { label: "<!channel> \u202e漢字 & *bold*" });
    await press(CARD_DEFAULT);
    expect(imageOf(lastView())).toBeDefined();
    for (const view of views()) expectSafeView(view);
  });
});

describe("a picture that Slack does not show", () => {
  const refusing = (times: number, error = "invalid_arguments") => {
    let left = times;
    rig.api.script("views.update", ({ view }) => {
      if (imageOf(view as View) === undefined || left === 0) return {};
      left -= 1;
      return { body: { ok: false, error } };
    });
  };

  it("yet is tried again: Slack looks at a new file first", async () => {
    refusing(2);
    await press(CARD_DEFAULT);
    expect(waits).toEqual([500, 1_500]);
    expect(imageOf(lastView())).toBeDefined();
  });

  it("at all is left out, which is said, and uploaded anew the next time", async () => {
    refusing(100);
    await press(CARD_DEFAULT);
    expect(waits).toHaveLength(3);
    expect(imageOf(lastView())).toBeUndefined();
    expect(wordsOf(lastView())).toContain("cannot be shown now");
    expect(tableOf(lastView())).toContain("24 Nov ");
    refusing(0);
    await press(CARD_DEFAULT);
    expect(imageOf(lastView())).toMatchObject({ slack_file: { id: "F0PICTURE2" } });
  });

  it("for another reason is not tried again", async () => {
    refusing(100, "ratelimited");
    await press(CARD_DEFAULT);
    expect(waits).toEqual([]);
    expect(wordsOf(lastView())).toContain("cannot be shown now");
  });

  it("because the window was closed is nobody's trouble", async () => {
    refusing(100, "not_found");
    await press(CARD_DEFAULT);
    expect(rig.api.of("views.update")).toHaveLength(2);
    expect(rig.log.lines.filter(({ level }) => level !== "info")).toEqual([]);
  });

  it.each([
    ["files.getUploadURLExternal", { body: { ok: false, error: "missing_scope" } }],
    ["upload", { status: 500, body: "no" }],
    ["files.completeUploadExternal", { body: { ok: false, error: "internal_error" } }],
  ] as const)("because %s failed is left out, and said", async (method, answer) => {
    rig.api.script(method, () => answer);
    await press(CARD_DEFAULT);
    expect(imageOf(lastView())).toBeUndefined();
    expect(wordsOf(lastView())).toContain("cannot be shown now");
    expect(tableOf(lastView())).toContain("24 Nov ");
    expect(rig.log.lines).toContainEqual(expect.objectContaining({ event: "slack.picture.not-uploaded" }));
  });
});

describe("a window that does not open", () => {
  it("is told where the person pressed, with the button once more", async () => {
    rig.api.script("views.open", () => ({ body: { ok: false, error: "expired_trigger_id" } }));
    await press(CARD_DEFAULT);
    const [told] = rig.api.of("response_url");
    expect(told?.text).toBe("Slack did not open the window in time. Press Monitoring again.");
    expect(JSON.stringify(told?.blocks)).toContain(ACTION_IDS.monitoring);
    expect(rig.api.of("upload")).toEqual([]);
  });
});

it.each(["", "two words", "x".repeat(101)])(
  "a button whose value is not ours does nothing: %j",
  async (value) => {
    await press(value);
    expect(rig.api.of("views.open")).toEqual([]);
    expect(JSON.stringify(rig.api.of("response_url"))).toContain("from another version of the bot");
  },
);
