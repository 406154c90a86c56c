// Buttons and submits: recorded before they are acknowledged, and answered where the person is.
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ok, refuse } from "../../src/deployments/decision.ts";
import { deploymentId } from "../../src/deployments/ids.ts";
import type { Operations } from "../../src/operations/operations.ts";
import { ACTION_IDS, CALLBACK_IDS, requestValue } from "../../src/slack/action-ids.ts";
import { BLOCKS, formatMetadata, versionBlock } from "../../src/slack/views/replace-model-state.ts";
import { aDeployment, aPackage } from "../support/builders.ts";
import { slackId } from "../support/fake-directory.ts";
import { anAssessment, aPerson, aRequest } from "../support/request-builders.ts";
import { aView, pending, succeeded } from "./cards/views.ts";
import { CHANNEL, onlyScripted, type SlackRig, slackRig } from "./rig.ts";

let rig: SlackRig;
beforeAll(onlyScripted);
afterEach(() => rig.close());

/** An answer that the test gives when it wants to. */
function held<T>() {
  let give: (value: T) => void = () => undefined;
  const answer = new Promise<T>((resolve) => {
    give = resolve;
  });
  return { answer, give };
}

const REQUEST = pending();
const VALUE = requestValue(REQUEST.id, REQUEST.edition);
const FORBIDDEN = { code: "forbidden", sentence: "You cannot review this.", next: "Ask Ada." } as const;

describe("Approve", () => {
  it("records the vote on the edition that the person was shown, then says what is recorded", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        review: async (actor, id, review) => {
          asked.push([actor.user, id, review]);
          return ok(REQUEST);
        },
      },
    });
    await rig.press(ACTION_IDS.approve, requestValue(REQUEST.id, 7));
    await rig.settled();
    expect(asked).toEqual([
      [slackId("olivia"), REQUEST.id, { edition: 7, decision: "approve", comment: "" }],
    ]);
    expect(rig.api.of("response_url")[0]?.text).toContain("Recorded: you approved R-7K2M");
  });

  it("is not acknowledged before it is recorded", async () => {
    const review = held<Awaited<ReturnType<Operations["review"]>>>();
    rig = await slackRig({ operations: { review: () => review.answer } });
    let acknowledged = false;
    const response = rig.press(ACTION_IDS.approve, VALUE).then(() => {
      acknowledged = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(acknowledged).toBe(false);
    review.give(ok(REQUEST));
    await response;
    expect(acknowledged).toBe(true);
  });

  it("is called Recording… and not recorded while a slow store has not taken it", async () => {
    const review = held<Awaited<ReturnType<Operations["review"]>>>();
    rig = await slackRig({ operations: { review: () => review.answer }, deadlines: { write: 30 } });
    await rig.press(ACTION_IDS.approve, VALUE);
    await expect
      .poll(() => rig.api.of("response_url").map(({ text }) => text))
      .toEqual([expect.stringContaining("Recording")]);
    review.give(ok(REQUEST));
    await rig.settled();
    expect(rig.api.of("response_url")[1]?.text).toContain("Recorded: you approved");
  });

  it("tells who could not, why, and who can help", async () => {
    rig = await slackRig({ operations: { review: async () => refuse(FORBIDDEN) } });
    await rig.press(ACTION_IDS.approve, VALUE);
    await rig.settled();
    expect(rig.api.of("response_url")[0]?.text).toMatch(/You cannot review this.*Ask Ada/s);
  });
});

describe.each([
  ["Ask again", ACTION_IDS.askAgain, "askAgain"],
  ["Apply now", ACTION_IDS.apply, "apply"],
] as const)("%s", (_, id, operation) => {
  it("names the edition and says what is recorded", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        [operation]: async (_: unknown, request: string, shown: unknown) => {
          asked.push([request, shown]);
          return ok(REQUEST);
        },
      },
    });
    await rig.press(id, VALUE);
    await rig.settled();
    expect(asked).toEqual([[REQUEST.id, { edition: 1 }]]);
    expect(rig.api.of("response_url")[0]?.text).toContain("R-7K2M");
  });
});

describe("a button that opens a form about a request", () => {
  it.each([
    [ACTION_IDS.askForChanges, CALLBACK_IDS.askForChanges],
    [ACTION_IDS.comment, CALLBACK_IDS.comment],
    [ACTION_IDS.cancel, CALLBACK_IDS.cancel],
    [ACTION_IDS.settle, CALLBACK_IDS.settle],
    [ACTION_IDS.continue, CALLBACK_IDS.checkResult],
  ])("opens at once and then shows it: %s", async (id, callbackId) => {
    rig = await slackRig({
      operations: { request: async () => ok(aView(REQUEST, { may: { review: true } })) },
    });
    await rig.press(id, VALUE);
    await rig.settled();
    expect(rig.api.of("views.open")).toHaveLength(1);
    expect(rig.api.of("views.update")[0]).toMatchObject({ view: { callback_id: callbackId } });
  });

  it("does not let somebody answer an edition that they were not shown", async () => {
    const newer = pending({ edition: 2 });
    rig = await slackRig({
      operations: { request: async () => ok(aView(newer, { may: { review: true } })) },
    });
    await rig.press(ACTION_IDS.askForChanges, requestValue(newer.id, 1));
    await rig.settled();
    expect(JSON.stringify(rig.api.of("views.update")[0]?.view)).toContain("outdated");
  });

  it("tells before anything is typed that somebody cannot review", async () => {
    rig = await slackRig({ operations: { request: async () => ok(aView(REQUEST)) } });
    await rig.press(ACTION_IDS.askForChanges, VALUE);
    await rig.settled();
    expect(JSON.stringify(rig.api.of("views.update")[0]?.view)).toContain("You cannot review R-7K2M now");
  });

  it("opens the replacement form, filled, to edit", async () => {
    const form = {
      deployment: aDeployment(),
      champion: aPackage(),
      person: aPerson("olivia"),
      challengers: [],
      previousChampion: null,
      policies: [],
      policyNote: "",
      open: [],
      rollbackWaived: false,
    };
    rig = await slackRig({
      operations: { toEdit: async () => ok(REQUEST), replaceForm: async () => ok(form) },
    });
    await rig.press(ACTION_IDS.edit, VALUE);
    await rig.settled();
    expect(JSON.stringify(rig.api.of("views.update")[0]?.view)).toContain("Edit request");
  });

  it("is pushed on top where the person is in a modal already", async () => {
    rig = await slackRig({ operations: { request: async () => ok(aView(REQUEST)) } });
    await rig.press(ACTION_IDS.continue, VALUE, {
      view: { id: "V0BELOW", type: "modal" },
      response_url: undefined,
    });
    await rig.settled();
    expect(rig.api.of("views.push")).toHaveLength(1);
    expect(rig.api.of("views.open")).toEqual([]);
  });
});

describe("the evidence file", () => {
  const evidence = async () =>
    ok({ view: aView(succeeded()), trail: [], verification: ["The lane is whole."] });

  it("goes to the person alone", async () => {
    rig = await slackRig({ operations: { evidence } });
    rig.api.script("files.getUploadURLExternal", () => ({
      body: { upload_url: "https://files.slack.com/upload/1", file_id: "F1" },
    }));
    await rig.press(ACTION_IDS.evidence, VALUE);
    await rig.settled();
    expect(rig.api.of("upload")[0]?.text).toContain("The lane is whole.");
    expect(rig.api.of("files.completeUploadExternal")[0]).toMatchObject({ channel_id: "D0DIRECT" });
    expect(rig.api.of("response_url")[0]?.text).toContain("in your messages with me");
  });

  it("names the missing scope", async () => {
    rig = await slackRig({ operations: { evidence } });
    rig.api.script("files.getUploadURLExternal", () => ({ body: { ok: false, error: "missing_scope" } }));
    await rig.press(ACTION_IDS.evidence, VALUE);
    await rig.settled();
    expect(rig.api.of("response_url")[0]?.text).toContain("files:write");
  });
});

describe("Post here", () => {
  const operations: Partial<Operations> = {
    seeDeployment: async () =>
      ok({
        deployment: aDeployment({ id: deploymentId("d-1"), label: "card-default" }),
        champion: aPackage(),
        challengers: [],
        person: REQUEST.requester,
        role: "OWNER",
        menu: [{ action: "replace-model", title: "Replace model", refused: null }],
        open: [],
        link: null,
      }),
  };

  it("posts for all, without anybody's rights", async () => {
    rig = await slackRig({ operations });
    await rig.press(ACTION_IDS.postHere, "d-1");
    await rig.settled();
    const [message] = rig.api.of("chat.postMessage");
    expect(message).toMatchObject({ channel: CHANNEL, unfurl_links: "false" });
    expect(JSON.stringify(message?.blocks)).not.toContain(ACTION_IDS.deploymentAction);
  });

  it.each([
    [
      "shared with another company",
      () => ({ body: { channel: { is_ext_shared: true } } }),
      "another company",
    ],
    [
      "that the bot cannot see",
      () => ({ body: { ok: false, error: "channel_not_found" } }),
      "Invite the bot",
    ],
  ])("never posts into a channel %s", async (_, script, words) => {
    rig = await slackRig({ operations });
    rig.api.script("conversations.info", script);
    await rig.press(ACTION_IDS.postHere, "d-1");
    await rig.settled();
    expect(rig.api.of("chat.postMessage")).toEqual([]);
    expect(rig.api.of("response_url")[0]?.text).toContain(words);
  });

  it("does not claim that nothing was posted when the answer was lost", async () => {
    rig = await slackRig({ operations });
    rig.api.script("chat.postMessage", () => Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    await rig.press(ACTION_IDS.postHere, "d-1");
    await rig.settled();
    expect(rig.api.of("chat.postMessage")).toHaveLength(1);
    expect(rig.api.of("response_url")[0]?.text).toContain("did not say whether");
  });
});

const metadata = (edit: { id: string; edition: number } | null = null) =>
  formatMetadata({
    deploymentId: "d-card-default",
    label: "card-default",
    rollback: false,
    mends: null,
    edit,
    channel: CHANNEL,
    registeredModel: "rm-1",
    challengers: [],
    promotes: false,
  });
const fields = {
  [BLOCKS.reason]: { [ACTION_IDS.replacementReason]: { selected_option: { value: "ACCURACY" } } },
  [versionBlock("rm-1")]: { [ACTION_IDS.version]: { selected_option: { value: "p-4" } } },
  [BLOCKS.comment]: { [ACTION_IDS.replacementComment]: { value: "Drift since October" } },
};
const form = (over: Record<string, unknown> = {}) => ({
  callback_id: CALLBACK_IDS.replaceModel,
  private_metadata: metadata(),
  root_view_id: "V0ROOT",
  state: { values: fields },
  ...over,
});
const bodyOf = async (response: Response) => (await response.json()) as Record<string, unknown>;

describe("submitting the replacement form", () => {
  it("records the wish once, under the view's own key, and shows Checking…", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        ask: async (_, ask) => {
          asked.push(ask);
          return ok(aRequest());
        },
      },
    });
    const body = await bodyOf(await rig.submission(form()));
    expect(body).toMatchObject({ response_action: "update", view: { notify_on_close: true } });
    expect(JSON.stringify(body.view)).toContain("Checking…");
    expect(asked).toEqual([
      {
        action: "replace-model",
        deploymentId: "d-card-default",
        deploymentLabel: "card-default",
        input: { reason: "ACCURACY", packageId: "p-4", promote: null, rollback: false },
        comment: "Drift since October",
        apply: "on-approval",
        origin: { viewId: "V0FORM", channel: CHANNEL },
        wishKey: "V0FORM",
      },
    ]);
  });

  it("says beside the field what is missing, and records nothing", async () => {
    rig = await slackRig();
    const values = { [BLOCKS.reason]: {}, [versionBlock("rm-1")]: {} };
    const body = await bodyOf(await rig.submission(form({ state: { values } })));
    expect(body).toMatchObject({
      response_action: "errors",
      errors: { [BLOCKS.reason]: expect.any(String), [versionBlock("rm-1")]: expect.any(String) },
    });
  });

  it("says at the first input what is about one that the view does not have, since Slack takes it nowhere else", async () => {
    rig = await slackRig();
    const empty = async (values: Record<string, unknown>) =>
      bodyOf(await rig.submission(form({ state: { values } })));
    const both = await empty({ [BLOCKS.reason]: {}, [versionBlock("rm-1")]: {} });
    const errors = both.errors as Record<string, string>;
    const [reason, version] = [errors[BLOCKS.reason], errors[versionBlock("rm-1")]];
    expect(await empty({ [BLOCKS.comment]: {}, [versionBlock("rm-1")]: {} })).toEqual({
      response_action: "errors",
      errors: { [BLOCKS.comment]: reason, [versionBlock("rm-1")]: version },
    });
    expect(await empty({ [BLOCKS.reason]: {} })).toEqual({
      response_action: "errors",
      errors: { [BLOCKS.reason]: `${reason} ${version}` },
    });
    const none = await empty({});
    expect(none).toMatchObject({ response_action: "push" });
    expect(JSON.stringify(none)).toContain(reason);
  });

  it("says the same of a refusal once it is to be recorded", async () => {
    const refusal = { code: "invalid", sentence: "It was archived.", next: "", field: "challenger" } as const;
    rig = await slackRig({ operations: { ask: async () => refuse(refusal) } });
    const body = await bodyOf(await rig.submission(form()));
    expect(body).toMatchObject({ response_action: "errors" });
    expect(Object.values(body.errors as Record<string, string>)).toEqual(["It was archived."]);
    expect(Object.keys(body.errors as Record<string, string>)).not.toContain(BLOCKS.challenger);
  });

  it("shows a refusal beside the field that it is about", async () => {
    const refusal = {
      code: "invalid",
      sentence: "v4 was archived.",
      next: "Choose another.",
      field: "version",
    } as const;
    rig = await slackRig({ operations: { ask: async () => refuse(refusal) } });
    const body = await bodyOf(await rig.submission(form()));
    expect(body).toEqual({
      response_action: "errors",
      errors: { [versionBlock("rm-1")]: "v4 was archived. Choose another." },
    });
  });

  it("shows any other refusal on top, so that what was typed stays", async () => {
    rig = await slackRig({ operations: { ask: async () => refuse(FORBIDDEN) } });
    const body = await bodyOf(await rig.submission(form()));
    expect(body).toMatchObject({ response_action: "push" });
    expect(JSON.stringify(body.view)).toContain("You cannot review this.");
  });

  it("makes the next edition when a request is edited", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        edit: async (_, id, edit) => {
          asked.push([id, edit.edition]);
          return ok(aRequest());
        },
      },
    });
    await rig.submission(form({ private_metadata: metadata({ id: "r-1", edition: 3 }) }));
    expect(asked).toEqual([["r-1", 3]]);
  });

  it("refuses a form of another version without losing it", async () => {
    rig = await slackRig();
    const body = await bodyOf(await rig.submission(form({ private_metadata: "{}" })));
    expect(body).toMatchObject({ response_action: "push" });
  });

  it("says Recording… when the store is slow, and never more than that before it is recorded", async () => {
    const ask = held<Awaited<ReturnType<Operations["ask"]>>>();
    rig = await slackRig({ operations: { ask: () => ask.answer }, deadlines: { write: 30 } });
    const body = await bodyOf(await rig.submission(form()));
    expect(JSON.stringify(body.view)).toContain("It is not recorded yet");
    expect(rig.api.of("views.update")).toEqual([]);
    ask.give(ok(aRequest()));
    await rig.settled();
    const [update] = rig.api.of("views.update");
    expect(update).toMatchObject({ view_id: "V0FORM" });
    expect(JSON.stringify(update?.view)).toContain("Checking…");
  });

  it("tells the late end by direct message when the window was closed meanwhile", async () => {
    const ask = held<Awaited<ReturnType<Operations["ask"]>>>();
    rig = await slackRig({ operations: { ask: () => ask.answer }, deadlines: { write: 30 } });
    rig.api.script("views.update", () => ({ body: { ok: false, error: "not_found" } }));
    await rig.submission(form());
    ask.give(refuse(FORBIDDEN));
    await rig.settled();
    expect(rig.api.of("chat.postMessage")[0]).toMatchObject({ channel: slackId("olivia") });
    expect(JSON.stringify(rig.api.of("chat.postMessage")[0]?.blocks)).toContain("You cannot review this.");
  });

  it("keeps results back until Slack has drawn the acknowledged view", async () => {
    rig = await slackRig({ operations: { ask: async () => ok(aRequest()) } });
    const order: string[] = [];
    const release = rig.connection.gate.hold("V0FORM");
    const opened = rig.connection.gate.open("V0FORM").then(() => order.push("result"));
    await new Promise((resolve) => setTimeout(resolve, 30));
    order.push("acknowledged");
    release();
    await opened;
    expect(order).toEqual(["acknowledged", "result"]);
  });
});

describe("confirming the checks", () => {
  const checked = aRequest({
    assessment: anAssessment({ status: "warning" }),
    state: { name: "checked", since: 0 },
  });
  const view = (values: Record<string, unknown>) => ({
    callback_id: CALLBACK_IDS.checkResult,
    private_metadata: requestValue(checked.id, 1),
    state: { values },
  });
  const read = {
    "checks.warnings-read": { [ACTION_IDS.warningsRead]: { selected_options: [{ value: "read" }] } },
  };

  it("that is recorded late never puts an older state over a result that was faster", async () => {
    const confirm = held<Awaited<ReturnType<Operations["confirm"]>>>();
    const firstRead = held<Awaited<ReturnType<Operations["request"]>>>();
    const confirmed = aRequest({
      assessment: anAssessment({ policies: [] }),
      state: { name: "approved", since: 0, applyAskedBy: null },
    });
    const done = succeeded();
    let reads = 0;
    rig = await slackRig({
      operations: {
        confirm: () => confirm.answer,
        request: () => {
          reads += 1;
          return reads === 1 ? firstRead.answer : Promise.resolve(ok(aView(done)));
        },
      },
      deadlines: { write: 30, lookup: 5_000 },
    });
    await rig.submission(view(read));
    confirm.give(ok(confirmed));
    await expect.poll(() => reads).toBe(1);
    const target = { kind: "view", viewId: "V0FORM", user: slackId("olivia") } as const;
    await rig.connection.messenger.show({
      target,
      exhibit: { kind: "check-result", request: done.id },
      view: aView(done),
      posted: null,
      thread: null,
      deliveryId: "delivery:1",
      shownHash: null,
    });
    firstRead.give(ok(aView(confirmed)));
    await rig.settled();
    const shown = rig.api.of("views.update").map(({ view: drawn }) => JSON.stringify(drawn));
    expect(shown.at(-1)).toContain("Done");
  });

  it("names the edition, what was read and what was attested, then shows who was asked", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        confirm: async (_, id, shown) => {
          asked.push([id, shown]);
          return ok(REQUEST);
        },
        request: async () => ok(aView(REQUEST, { reviewers: [slackId("ada")] })),
      },
    });
    const body = await bodyOf(
      await rig.submission(
        view({
          ...read,
          "checks.attest:0": { [ACTION_IDS.attest]: { selected_options: [{ value: "p-6" }] } },
        }),
      ),
    );
    expect(asked).toEqual([
      [checked.id, { edition: 1, warningsRead: true, attested: ["p-6"], viewId: "V0FORM" }],
    ]);
    expect(JSON.stringify(body.view)).toContain(slackId("ada"));
  });

  it("says that it is recorded when the details cannot be read", async () => {
    const down = { code: "error", sentence: "down", next: "" } as const;
    rig = await slackRig({
      operations: { confirm: async () => ok(REQUEST), request: async () => refuse(down) },
    });
    const body = await bodyOf(await rig.submission(view(read)));
    expect(JSON.stringify(body.view)).toContain("Recorded* as R-7K2M");
  });

  const unticked = {
    "checks.warnings-read": { [ACTION_IDS.warningsRead]: { selected_options: [] } },
    "checks.attest:0": { [ACTION_IDS.attest]: { selected_options: [] } },
  };

  it.each([
    ["warningsRead", "checks.warnings-read"],
    ["attested", "checks.attest:0"],
  ])("shows a refusal about %s beside its box", async (field, block) => {
    const refusal = { code: "invalid", sentence: "Tick it.", next: "", field } as const;
    rig = await slackRig({ operations: { confirm: async () => refuse(refusal) } });
    const body = await bodyOf(await rig.submission(view(unticked)));
    expect(body).toEqual({ response_action: "errors", errors: { [block]: "Tick it." } });
  });

  it("shows it on top where the view has no such box", async () => {
    const refusal = { code: "invalid", sentence: "Attest it.", next: "", field: "attested" } as const;
    rig = await slackRig({ operations: { confirm: async () => refuse(refusal) } });
    const body = await bodyOf(await rig.submission(view(read)));
    expect(body.response_action).toBe("push");
    expect(JSON.stringify(body.view)).toContain("Attest it.");
  });
});

describe("the small forms", () => {
  const reason = (text: string) => ({ reason: { [ACTION_IDS.reason]: { value: text } } });
  const view = (callbackId: string, values: Record<string, unknown>) => ({
    callback_id: callbackId,
    private_metadata: VALUE,
    state: { values },
  });

  it("record a review with its text", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        review: async (_, __, review) => {
          asked.push(review);
          return ok(REQUEST);
        },
      },
    });
    await rig.submission(view(CALLBACK_IDS.askForChanges, reason("Too old")));
    const body = await bodyOf(await rig.submission(view(CALLBACK_IDS.comment, reason("Why?"))));
    expect(asked).toEqual([
      { edition: 1, decision: "ask-for-changes", comment: "Too old" },
      { edition: 1, decision: "comment", comment: "Why?" },
    ]);
    expect(JSON.stringify(body)).toContain("R-7K2M");
  });

  it("ask for the text beside its field", async () => {
    rig = await slackRig();
    const body = await bodyOf(await rig.submission(view(CALLBACK_IDS.askForChanges, reason(" "))));
    expect(body).toMatchObject({ response_action: "errors", errors: { reason: expect.any(String) } });
  });

  it("cancel without a reason, and settle only with one", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        cancel: async (_, id, why) => {
          asked.push([id, why]);
          return ok(REQUEST);
        },
        settle: async (_, id, as) => {
          asked.push([id, as]);
          return ok(REQUEST);
        },
      },
    });
    await rig.submission(view(CALLBACK_IDS.cancel, reason("")));
    const settle = { settle: { [ACTION_IDS.settleAs]: { selected_option: { value: "not-happened" } } } };
    await rig.submission(view(CALLBACK_IDS.settle, { ...settle, ...reason("") }));
    await rig.submission(view(CALLBACK_IDS.settle, { ...settle, ...reason("I looked") }));
    expect(asked).toEqual([
      [REQUEST.id, { reason: "" }],
      [REQUEST.id, { happened: false, reason: "I looked" }],
    ]);
  });
});

describe("a closed window", () => {
  it("is told to the operations, so that the answer finds another way", async () => {
    const closed: unknown[] = [];
    rig = await slackRig({
      operations: {
        viewClosed: async (actor, viewId) => {
          closed.push([actor.user, viewId]);
        },
      },
    });
    const response = await rig.submission({ callback_id: CALLBACK_IDS.checkResult }, { type: "view_closed" });
    expect(response.status).toBe(200);
    await rig.settled();
    expect(closed).toEqual([[slackId("olivia"), "V0FORM"]]);
  });
});

describe("adopting the sample fleet", () => {
  it("says how many there are now", async () => {
    rig = await slackRig({ operations: { adoptSampleFleet: async () => ok({ adopted: 14 }) } });
    await rig.press(ACTION_IDS.adoptSampleFleet, "sample-fleet");
    await rig.settled();
    expect(rig.api.of("response_url")[0]?.text).toContain("14 sample deployments");
  });
});
