// What is pressed and chosen around the forms, through signed requests to the real bot over the real operations.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inputFor } from "../../src/actions/share/input.ts";
import type { Json } from "../../src/requests/request.ts";
import { ACTION_IDS, CALLBACK_IDS, requestValue } from "../../src/slack/action-ids.ts";
import { A_VERSION } from "../../src/slack/views/replace-model-state.ts";
import { onlyScripted, type SlackRig, slackRig } from "../slack/rig.ts";
import { TEAM } from "../support/fake-directory.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { blockIds, chose, openedForm, stateOf } from "./forms.ts";

beforeAll(onlyScripted);
let bot: OperationsRig;
let slack: SlackRig;
beforeEach(async () => {
  bot = await operationsRig();
  slack = await slackRig({ operations: bot.operations });
});
afterEach(async () => {
  await slack.close();
  await bot.store.close();
});

async function done(action: "share" | "use-cases", input: unknown) {
  const asked = await bot.operations.ask(bot.actor("olivia"), {
    action,
    deploymentId: await bot.byLabel("card-default"),
    deploymentLabel: "card-default",
    input: input as Json,
    comment: "",
    apply: "on-approval",
    origin: { viewId: null, channel: null },
    wishKey: "V1",
  });
  if (!asked.ok) throw new Error(asked.refusal.sentence);
  const { id } = asked.value;
  await bot.settle();
  await bot.operations.confirm(bot.actor("olivia"), id, { edition: 1, warningsRead: true, attested: [] });
  await bot.settle();
  return bot.request(id);
}

const updated = () => JSON.stringify(slack.api.of("views.update").at(-1)?.view);

describe("Undo", () => {
  it("opens the form of sharing, filled in with the grants as they were", async () => {
    const request = await done(
      "share",
      inputFor([
        { subject: { kind: "user", email: "carl@example.com" }, role: null },
        { subject: { kind: "user", email: "uma@example.com" }, role: "OWNER" },
      ]),
    );
    expect(request.state.name).toBe("succeeded");
    const answer = await slack.press(ACTION_IDS.undo, requestValue(request.id, 1));
    expect(answer.status).toBe(200);
    await slack.settled();
    expect(updated()).toContain("share.grant:NO_ROLE:user:carl@example.com");
    expect(updated()).toContain('"text":"uma@example.com (Owner)"');
  });

  it("tells somebody who may not see the request nothing of it", async () => {
    const request = await done("share", inputFor([{ subject: { kind: "organisation" }, role: "CONSUMER" }]));
    await slack.press(ACTION_IDS.undo, requestValue(request.id, 1), {
      user: { id: "U0CARL", team_id: TEAM },
    });
    await slack.settled();
    expect(updated()).not.toContain("share.grant");
  });

  it("shows another reader only what they have rights on themselves", async () => {
    const request = await done("use-cases", { way: "link", useCases: ["uc-customer-retention"] });
    await slack.press(ACTION_IDS.undo, requestValue(request.id, 1), {
      user: { id: "U0MONA", team_id: TEAM },
    });
    await slack.settled();
    // An MLOps administrator is User of every deployment, and sees no Use Case but those that are for everybody.
    expect(updated()).toContain("Customer retention");
    expect(updated()).not.toContain("Credit risk");
  });
});

describe("choosing a way", () => {
  it("draws the form for it in the same window", async () => {
    const form = await openedForm(bot, { who: "olivia", action: "use-cases", label: "card-default" });
    const press = {
      type: "block_actions",
      user: { id: "U0OLIVIA", team_id: TEAM },
      team: { id: TEAM },
      trigger_id: "1.2.trigger",
      container: { type: "view", view_id: "V0FORM" },
      view: {
        id: "V0FORM",
        hash: "1.abc",
        type: "modal",
        callback_id: CALLBACK_IDS.actionForm,
        private_metadata: form.private_metadata,
        state: { values: stateOf(form, { "use-cases.way": chose("unlink") }) },
      },
      actions: [
        {
          type: "radio_buttons",
          action_id: ACTION_IDS.useCasesWay,
          block_id: "use-cases.way",
          selected_option: { value: "unlink", text: { type: "plain_text", text: "Manage linked Use Cases" } },
        },
      ],
    };
    expect((await slack.interaction(press)).status).toBe(200);
    await slack.settled();
    const [update] = slack.api.of("views.update");
    expect(update?.view_id).toBe("V0FORM");
    const drawn = update?.view as Awaited<ReturnType<typeof openedForm>>;
    expect(drawn.submit?.text).toBe("Unlink selected");
    expect(blockIds(drawn)).toContain("use-cases.marked");
  });

  it("asks for a version or for none, as a version or a challenger is chosen to replace the model with", async () => {
    let form = await openedForm(bot, { who: "olivia", action: "replace-model", label: "customer-churn" });
    const choose = async (what: string) => {
      await slack.press(ACTION_IDS.challenger, "", {
        view: {
          id: "V0FORM",
          hash: "1.abc",
          type: "modal",
          callback_id: CALLBACK_IDS.replaceModel,
          private_metadata: form.private_metadata,
          state: { values: stateOf(form) },
        },
        actions: [
          {
            type: "static_select",
            action_id: ACTION_IDS.challenger,
            block_id: "replace.challenger",
            selected_option: { value: what, text: { type: "plain_text", text: what } },
          },
        ],
      });
      await slack.settled();
      form = slack.api.of("views.update").at(-1)?.view as typeof form;
      return blockIds(form);
    };
    const version = "replace.version:rm-customer-churn";
    expect(blockIds(form)).toContain(version);
    expect(await choose("c-customer-churn-2")).not.toContain(version);
    expect(stateOf(form)["replace.challenger"]).toMatchObject({
      [ACTION_IDS.challenger]: { selected_option: { value: "c-customer-churn-2" } },
    });
    expect(await choose(A_VERSION)).toContain(version);
  });

  it("searches the Use Cases that the person has rights on, and leaves out what is linked already", async () => {
    const form = await openedForm(bot, { who: "olivia", action: "use-cases", label: "card-default" });
    const view = { id: "V0FORM", type: "modal", private_metadata: form.private_metadata };
    const found = async (text: string) =>
      (await (await slack.options(ACTION_IDS.useCasesSelect, text, view)).json()) as {
        options: { value: string }[];
      };
    const [first, ...more] = (await found("retention")).options;
    expect([first?.value, more]).toEqual(["uc-customer-retention", []]);
    expect(JSON.stringify(await found("risk"))).not.toContain("uc-credit-risk");
    expect(JSON.stringify(await found("fraud"))).toContain("No other Use Case that you have rights on");
  });
});

describe("submitting", () => {
  it("says beside the field what is wrong with it, and records nothing", async () => {
    const form = await openedForm(bot, { who: "olivia", action: "share", label: "card-default" });
    const errorsOf = async (changed: Parameters<typeof stateOf>[1]) => {
      const answer = await slack.submission({
        callback_id: CALLBACK_IDS.actionForm,
        private_metadata: form.private_metadata,
        state: { values: stateOf(form, changed) },
      });
      return ((await answer.json()) as { errors: Record<string, string> }).errors;
    };
    expect(await errorsOf({})).toEqual({ "share.people": expect.stringContaining("Name somebody") });
    expect(await errorsOf({ "share.people": { selected_users: ["U0ADA"] } })).toEqual({
      "share.role": expect.stringContaining("Choose the role"),
    });
    expect(await errorsOf({ "share.emails": { value: "ada at example" } })).toHaveProperty(["share.emails"]);
    expect(bot.audit.filter(({ event }) => event === "request.asked")).toEqual([]);
  });
});
