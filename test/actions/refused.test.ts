// The way back after a refusal by the checks: the same form with everything that was typed, and a new request from it. Through signed
// requests to the real bot over the real operations.
import type { KnownBlock } from "@slack/types";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inputFor } from "../../src/actions/share/input.ts";
import type { Modal } from "../../src/block-kit/blocks.ts";
import type { ActionName } from "../../src/deployments/action-names.ts";
import type { RequestId } from "../../src/deployments/ids.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { ACTION_IDS, CALLBACK_IDS, requestValue } from "../../src/slack/action-ids.ts";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { checkResultView } from "../../src/slack/views/check-result.ts";
import { onlyScripted, type SlackRig, slackRig } from "../slack/rig.ts";
import { value } from "../support/answers.ts";
import { askFor, goThrough } from "../support/asking.ts";
import { EFFECT_NAMES } from "../support/every-effect.ts";
import { slackId, TEAM } from "../support/fake-directory.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { stateOf, submitted } from "./forms.ts";

beforeAll(onlyScripted);
let bot: OperationsRig;
let slack: SlackRig;
beforeEach(async () => {
  bot = await operationsRig({ scoringCodeMakesPermanent: true });
  slack = await slackRig({ operations: bot.operations });
});
afterEach(async () => {
  await slack.close();
  await bot.store.close();
});

const APPLICATION = { template: "predictor", name: "Will they pay?", sharing: "everybody" };

interface Refused {
  readonly label: string;
  readonly who?: string;
  readonly input: Json;
  /** Before which input the refusal stands; null: before all of them, or there are none. */
  readonly block: string | null;
  /** As the form asks for it when it is sent as it opens; absent: as it was. */
  readonly again?: Json;
  readonly before?: () => Promise<unknown>;
}

const CASES: Partial<Record<ActionName, readonly Refused[]>> = {
  "create-application": [
    {
      label: "card-default",
      input: APPLICATION,
      block: "application.name",
      before: () =>
        goThrough(bot, "olivia", { action: "create-application", label: "card-default", input: APPLICATION }),
    },
  ],
  share: [
    {
      label: "card-default",
      input: { ...inputFor([]), people: ["U0ADA"], emails: ["eve@elsewhere.example"], role: "USER" },
      block: "share.emails",
    },
    {
      label: "card-default",
      input: { ...inputFor([]), people: ["U0ADA"], groups: ["no-such-group"], role: "CONSUMER" },
      block: "share.groups",
    },
    {
      label: "card-default",
      who: "uma",
      input: { ...inputFor([]), emails: ["ada@example.com"], role: "OWNER" },
      block: "share.role",
      // A User is not offered to give more than they have.
      again: { ...inputFor([]), emails: ["ada@example.com"], role: null },
    },
    {
      label: "card-default",
      input: inputFor([{ subject: { kind: "user", email: "nobody@example.com" }, role: null }]),
      block: null,
      // There is no such grant, so none is left to be taken away.
      again: inputFor([]),
    },
  ],
  "use-cases": [
    {
      label: "house-value",
      input: { way: "create", name: "Customer retention", description: "Prices." },
      block: "use-cases.name",
    },
    {
      label: "house-value",
      input: { way: "link", useCases: ["uc-gone"] },
      block: "use-cases.select",
    },
  ],
  edit: [
    {
      label: "house-value",
      input: null,
      block: null,
    },
  ],
  delete: [
    {
      label: "house-value",
      input: { typedName: "its former name", ignoreManagementAgent: false },
      block: "delete.typed-name",
    },
  ],
  "clear-statistics": [
    {
      label: "card-default",
      input: {
        model: "p-card-default-3",
        range: "between",
        start: Date.UTC(2020, 0, 1, 10),
        end: Date.UTC(2020, 0, 1, 12),
        whichStart: null,
        whichEnd: null,
        zone: "UTC",
        until: Date.UTC(2020, 0, 2),
        reason: "A load test had filled them.",
        confirmed: true,
      },
      block: null,
    },
  ],
  "replace-model": [
    {
      label: "card-default",
      input: { reason: "ACCURACY", packageId: "p-card-default-7", promote: null, rollback: false },
      block: "replace.version:rm-card-default",
    },
  ],
  "scoring-code": [
    {
      label: "card-default",
      input: { language: "java-api", include: [], form: "source", acknowledged: false },
      block: "code.acknowledged",
    },
  ],
  activate: [
    {
      label: "claims-triage",
      input: {},
      block: null,
      before: async () => {
        bot.policies = { ...bot.policies, activeDeployments: 0 };
      },
    },
  ],
};

/** Those whose form asks for nothing, and whose refusals are all about who and when. */
const NOTHING_TYPED: readonly ActionName[] = ["deactivate", "relaunch"];

const COMMENT = "Because of the audit.";
let windows = 0;

async function refusedFor(action: ActionName, one: Refused): Promise<ChangeRequest> {
  await one.before?.();
  const deployment = await bot.platform.deployment(await bot.byLabel(one.label));
  if (deployment === null) throw new Error(`No ${one.label}`);
  const { label, description, importance } = deployment;
  windows += 1;
  const { id } = value(
    await bot.operations.ask(bot.actor(one.who ?? "olivia"), {
      action,
      deploymentId: deployment.id,
      deploymentLabel: action === "delete" ? "its former name" : label,
      input: one.input ?? { label, description, importance },
      comment: COMMENT,
      apply: "by-hand",
      origin: { viewId: `V${windows}`, channel: null },
      wishKey: `V${windows}`,
    }),
  );
  await bot.settle();
  const request = await bot.request(id);
  expect(request.state).toMatchObject({ name: "refused" });
  return request;
}

const modal = (): Modal => slack.api.of("views.update").at(-1)?.view as Modal;
const by = (who: string) => ({ user: { id: slackId(who), team_id: TEAM } });

async function pressEdit({ id, edition }: ChangeRequest, over: Record<string, unknown> = {}): Promise<Modal> {
  expect((await slack.press(ACTION_IDS.edit, requestValue(id, edition), over)).status).toBe(200);
  await slack.settled();
  return modal();
}

const viewFor = async (who: string, id: RequestId) => value(await bot.operations.request(bot.actor(who), id));
const buttons = (blocks: readonly KnownBlock[]) =>
  blocks.flatMap((block) => (block.type === "actions" ? block.elements : [])).map((each) => each.action_id);

const isRefusal = (block: KnownBlock): boolean => JSON.stringify(block).includes("was refused:");

describe("Edit on what the checks refused", () => {
  it("is tested for every action that asks for something", () => {
    expect([...Object.keys(CASES), ...NOTHING_TYPED].toSorted()).toEqual(EFFECT_NAMES.toSorted());
  });

  it.each(
    Object.entries(CASES).flatMap(([action, cases]) =>
      cases.map((one) => ({ action: action as ActionName, one, at: one.block ?? "the top" })),
    ),
  )("opens the form of $action with what was typed, and says why at $at", async ({ action, one }) => {
    const request = await refusedFor(action, one);
    const who = one.who ?? "olivia";
    const card = requestCard(await viewFor(who, request.id));
    expect(buttons(card.blocks)).toContain(ACTION_IDS.edit);
    expect(card.text).toContain("Press Edit: the form opens with what you typed.");

    const form = await pressEdit(request, by(who));
    expect(JSON.stringify(form)).toContain(COMMENT);
    const at = form.blocks.findIndex((block) => isRefusal(block as KnownBlock));
    expect(form.blocks.filter((block) => isRefusal(block as KnownBlock))).toHaveLength(1);
    const firstInput = form.blocks.findIndex(({ type }) => type === "input");
    if (one.block === null) expect(at).toBe(firstInput - 1);
    else expect(form.blocks[at + 1]?.block_id).toBe(one.block);
    expect(JSON.stringify(form.blocks[at])).toContain(request.reference);
    if (action === "replace-model") expect(JSON.stringify(form)).toContain('"value":"p-card-default-7"');
    else {
      const read = submitted(action, form) as Record<string, Json>;
      const typed = one.again ?? request.input;
      // The end of what is cleared is the last full hour at each submit; what is acknowledged is acknowledged anew; an edit carries
      // what its form showed.
      const aside =
        action === "clear-statistics"
          ? { until: read.until, confirmed: read.confirmed }
          : action === "edit"
            ? { base: read.base }
            : {};
      expect(read).toEqual({ ...(typed as Record<string, Json>), ...aside });
    }
  });

  it("asks anew, and leaves the refused one as it is", async () => {
    const [one] = CASES["create-application"] ?? [];
    if (one === undefined) throw new Error("no case");
    const request = await refusedFor("create-application", one);
    const form = await pressEdit(request);
    const submission = {
      id: "V0EDITED",
      callback_id: CALLBACK_IDS.actionForm,
      private_metadata: form.private_metadata,
      state: { values: stateOf(form, { "application.name": { value: "Another name" } }) },
    };
    const answers = [await slack.submission(submission), await slack.submission(submission)];
    for (const answer of answers) expect(JSON.stringify(await answer.json())).toContain("Checking…");
    await bot.settle();

    const { items } = value(await bot.operations.history(bot.actor("olivia"), request.deploymentId)).requests;
    const made = items.filter(({ mends }) => mends?.id === request.id);
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({
      state: { name: "checked" },
      comment: COMMENT,
      input: { ...APPLICATION, name: "Another name" },
      mends: { reference: request.reference },
    });
    expect(await bot.request(request.id)).toEqual(request);
    const asked = bot.audit.findLast(({ event }) => event === "request.asked");
    expect(asked?.details).toMatchObject({ mends: request.reference });
    const card = requestCard(await viewFor("olivia", made[0]?.id ?? request.id));
    expect(JSON.stringify(card.blocks)).toContain(`anew after ${request.reference} was refused`);
  });

  it("keeps what was typed when a choice draws the form again", async () => {
    const [one] = CASES["use-cases"] ?? [];
    if (one === undefined) throw new Error("no case");
    const form = await pressEdit(await refusedFor("use-cases", one));
    await slack.press(ACTION_IDS.useCasesWay, "", {
      view: {
        id: "V0FORM",
        hash: "1.abc",
        type: "modal",
        callback_id: CALLBACK_IDS.actionForm,
        private_metadata: form.private_metadata,
        state: { values: stateOf(form) },
      },
      actions: [
        {
          type: "radio_buttons",
          action_id: ACTION_IDS.useCasesWay,
          block_id: "use-cases.way",
          selected_option: { value: "create", text: { type: "plain_text", text: "Create Use Case" } },
        },
      ],
    });
    await slack.settled();
    expect(modal().private_metadata).toBe(form.private_metadata);
    expect(submitted("use-cases", modal())).toEqual(one.input);
  });
});

describe("Edit after a reviewer asked for changes", () => {
  it.each([
    {
      action: "replace-model",
      label: "card-default",
      input: { reason: "ACCURACY", packageId: "p-card-default-4", promote: null, rollback: false },
    },
    { action: "deactivate", label: "house-value", input: {} },
    { action: "create-application", label: "house-value", input: APPLICATION },
  ] as const)("opens the form of $action with the reviewer's words above all inputs", async (wish) => {
    const [policy] = bot.policies.policies;
    if (policy === undefined) throw new Error("no policy");
    const everywhere = { importance: null, labels: null, requesterGroups: null };
    bot.policies = {
      ...bot.policies,
      policies: [{ ...policy, actions: [wish.action], when: everywhere }],
    };
    const request = await askFor(bot, "olivia", wish);
    expect(request.state.name).toBe("pending");
    const words = "Which *data* did it see?\n<!channel> & why now?";
    value(
      await bot.operations.review(bot.actor("ada"), request.id, {
        edition: request.edition,
        decision: "ask-for-changes",
        comment: words,
      }),
    );
    await bot.settle();

    const form = await pressEdit(await bot.request(request.id));
    const firstInput = form.blocks.findIndex(({ type }) => type === "input");
    const above = JSON.stringify(form.blocks.slice(0, firstInput));
    expect(above).toContain(`asked for changes to ${request.reference}`);
    expect(above).toContain("&lt;!channel&gt; &amp; why now?");
    expect(above).not.toContain("<!channel>");
  });
});

describe("in the window that shows the refusal", () => {
  const [one] = CASES["create-application"] ?? [];

  it("Edit makes it the form again, as often as it takes", async () => {
    if (one === undefined) throw new Error("no case");
    const request = await refusedFor("create-application", one);
    const result = checkResultView(await viewFor("olivia", request.id));
    expect(buttons(result.blocks as KnownBlock[])).toContain(ACTION_IDS.edit);
    const view = { id: "V0WINDOW", hash: "1.abc", type: "modal", private_metadata: result.private_metadata };
    let last = request;
    for (const turn of [1, 2, 3, 4]) {
      const form = await pressEdit(last, { view: { ...view, id: `V${windows}` }, response_url: undefined });
      await slack.submission({
        id: `V${windows}`,
        callback_id: CALLBACK_IDS.actionForm,
        private_metadata: form.private_metadata,
        state: { values: stateOf(form) },
      });
      await bot.settle();
      const { items } = value(
        await bot.operations.history(bot.actor("olivia"), request.deploymentId),
      ).requests;
      const next = items.find(({ mends }) => mends?.id === last.id);
      expect({ turn, state: next?.state.name }).toEqual({ turn, state: "refused" });
      last = next ?? last;
    }
    // Slack stacks three windows at most.
    expect(slack.api.of("views.push")).toEqual([]);
    expect(slack.api.of("views.open")).toEqual([]);
  });

  it("the refused request does not draw over the form, and its card keeps the way back", async () => {
    if (one === undefined) throw new Error("no case");
    const request = await refusedFor("create-application", one);
    expect(bot.messenger.of("request-card").filter(({ exhibit }) => exhibit.request === request.id)).toEqual(
      [],
    );
    const drawn = () =>
      bot.messenger.of("check-result").find(({ exhibit }) => exhibit.request === request.id)?.times;
    const before = drawn();
    await pressEdit(request, { view: { id: `V${windows}`, hash: "1.abc", type: "modal" } });
    await bot.settle();
    expect(drawn()).toBe(before);
    const [card] = bot.messenger.of("request-card").filter(({ exhibit }) => exhibit.request === request.id);
    expect(card?.view.may.edit).toBe(true);
  });

  it("a press that Slack answers with a newer window changes nothing", async () => {
    if (one === undefined) throw new Error("no case");
    const request = await refusedFor("create-application", one);
    slack.api.script("views.update", () => ({ body: { ok: false, error: "hash_conflict" } }));
    await pressEdit(request, { view: { id: `V${windows}`, hash: "0.old", type: "modal" } });
    expect(slack.api.of("views.update")).toHaveLength(1);
    expect((await bot.request(request.id)).origin.viewId).toBe(`V${windows}`);
  });
});

describe("no way back", () => {
  const offered = async (who: string, request: ChangeRequest) =>
    buttons(requestCard(await viewFor(who, request.id)).blocks).includes(ACTION_IDS.edit);
  const REPLACEMENT = { reason: "ACCURACY", packageId: "p-card-default-4", promote: null, rollback: false };

  it.each([
    ["who may not do it", "uma", "replace-model", "card-default", REPLACEMENT, "forbidden"],
    ["what is not available", "olivia", "deactivate", "claims-triage", {}, "unavailable"],
    ["what is running already", "olivia", "activate", "card-default", {}, "unavailable"],
  ] as const)("is offered to %s", async (_, who, action, label, input, code) => {
    const request = await refusedFor(action, { label, who, input, block: null });
    expect(request.state).toMatchObject({ refusal: { code } });
    expect(await offered(who, request)).toBe(false);
    const shown = await pressEdit(request, by(who));
    expect(JSON.stringify(shown)).toContain("has been refused");
    expect(shown.submit).toBeUndefined();
  });

  const [one] = CASES["create-application"] ?? [];

  it.each([
    ["an Owner who sees the request", "otto", /Only .*Olivia.* can ask for it anew/],
    ["a Consumer, who does not", "carl", /no such request that you can see/],
  ])("is there for %s", async (_, who, words) => {
    if (one === undefined) throw new Error("no case");
    const request = await refusedFor("create-application", one);
    const shown = await pressEdit(request, by(who));
    expect(JSON.stringify(shown)).toMatch(words);
    expect(JSON.stringify(shown)).not.toContain(COMMENT);
    expect(bot.audit.at(-1)).toMatchObject({
      event: "press.refused",
      request: request.id,
      allowed: false,
      details: { press: "edit" },
    });
  });

  it("is there for somebody who lost the right in the meantime", async () => {
    if (one === undefined) throw new Error("no case");
    const request = await refusedFor("create-application", one);
    await goThrough(bot, "otto", {
      action: "share",
      label: "card-default",
      input: inputFor([{ subject: { kind: "user", email: "olivia@example.com" }, role: "CONSUMER" }]),
    });
    const shown = await pressEdit(request);
    expect(shown.submit).toBeUndefined();
    expect(JSON.stringify(shown)).not.toContain("application.name");
  });

  it("is taken from a forged submit that names somebody else's request", async () => {
    if (one === undefined) throw new Error("no case");
    const request = await refusedFor("create-application", one);
    const asked = await bot.operations.ask(bot.actor("otto"), {
      action: "create-application",
      deploymentId: request.deploymentId,
      deploymentLabel: "card-default",
      input: { ...APPLICATION, name: "Otto's" },
      comment: "",
      apply: "on-approval",
      origin: { viewId: null, channel: null },
      wishKey: "forged",
      mends: request.id,
    });
    expect(asked).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
  });
});

it("what could not be checked at all can be sent again from its form", async () => {
  await slack.close();
  await bot.store.close();
  let down = false;
  bot = await operationsRig({
    wrapPlatform: (platform) => ({
      ...platform,
      overview: async (id) => {
        if (down) throw new Error("the disk is full");
        return await platform.overview(id);
      },
    }),
  });
  slack = await slackRig({ operations: bot.operations });
  const deploymentId = await bot.byLabel("house-value");
  down = true;
  const { id } = value(
    await bot.operations.ask(bot.actor("olivia"), {
      action: "deactivate",
      deploymentId,
      deploymentLabel: "house-value",
      input: {},
      comment: COMMENT,
      apply: "on-approval",
      origin: { viewId: null, channel: null },
      wishKey: "V-down",
    }),
  );
  await bot.settle(10 * 60_000);
  expect((await bot.request(id)).state).toMatchObject({ name: "refused", refusal: { code: "error" } });
  down = false;
  expect(JSON.stringify(await pressEdit(await bot.request(id)))).toContain(COMMENT);
});
