// What each interactive element sends, in a message, in Home and in a modal, and what a submission says of it.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkspace, type Rig } from "./open-workspace.ts";

const plain = (text: string) => ({ type: "plain_text", text, emoji: true });
const option = (value: string) => ({ text: plain(value.toUpperCase()), value });
const OPTIONS = [option("a"), option("b"), option("c")];
const [A, B] = OPTIONS;

let rig: Rig;
beforeEach(async () => {
  rig = await openWorkspace();
});
afterEach(() => rig.stop());

const last = (): Record<string, unknown> => rig.bot.heard.at(-1)?.body ?? {};
const action = () => (last().actions as Record<string, unknown>[] | undefined)?.[0];

/** Element, what the person enters, and what the action and the state then hold beside type, action_id, block_id and action_ts. */
const CHOOSERS: readonly (readonly [
  { readonly type: string; readonly [key: string]: unknown },
  string | string[],
  object,
])[] = [
  [{ type: "static_select", options: OPTIONS }, "b", { selected_option: B }],
  [{ type: "multi_static_select", options: OPTIONS }, ["a", "B"], { selected_options: [A, B] }],
  [{ type: "external_select", min_query_length: 0 }, "b", { selected_option: B }],
  [{ type: "multi_external_select", min_query_length: 0 }, ["a"], { selected_options: [A] }],
  [{ type: "radio_buttons", options: OPTIONS }, "a", { selected_option: A }],
  [{ type: "checkboxes", options: OPTIONS }, ["a", "b"], { selected_options: [A, B] }],
  [{ type: "users_select" }, "otto", { selected_user: "U0OTTO" }],
  [{ type: "multi_users_select" }, ["otto", "U0ADA"], { selected_users: ["U0OTTO", "U0ADA"] }],
  [{ type: "channels_select" }, "#random", { selected_channel: "C0RANDOM" }],
  [{ type: "multi_channels_select" }, ["random"], { selected_channels: ["C0RANDOM"] }],
  [{ type: "conversations_select" }, "ml-private", { selected_conversation: "C0MLPRIVATE" }],
  [{ type: "multi_conversations_select" }, ["otto"], { selected_conversations: ["U0OTTO"] }],
  [{ type: "datepicker" }, "2026-12-24", { selected_date: "2026-12-24" }],
  [{ type: "timepicker" }, "23:59", { selected_time: "23:59" }],
];
const named = (element: object) => ({ ...element, action_id: "it" });

describe.each(CHOOSERS)("%o", (element, entered, held) => {
  const expected = () => ({
    type: element.type,
    action_id: "it",
    block_id: "row",
    action_ts: expect.stringMatching(/^\d+\.\d{6}$/),
    ...held,
  });
  beforeEach(() => rig.bot.answer(() => ({ body: { options: OPTIONS } })));

  it("sends what was chosen from a message, with the state of the message", async () => {
    await rig.refusal("chat.postMessage", {
      channel: "C0GENERAL",
      text: "card",
      blocks: [{ type: "actions", block_id: "row", elements: [named(element)] }],
    });
    await rig.workspace.choose({ person: "olivia", actionId: "it", option: entered });
    expect(action()).toEqual(expected());
    expect(last()).toMatchObject({
      type: "block_actions",
      container: { type: "message", channel_id: "C0GENERAL" },
      state: { values: { row: { it: { type: element.type, ...held } } } },
      response_url: expect.any(String),
      trigger_id: expect.any(String),
    });
  });

  it("sends it from Home with the view, and no response URL", async () => {
    await rig.refusal("views.publish", {
      user_id: "U0OLIVIA",
      view: { type: "home", blocks: [{ type: "actions", block_id: "row", elements: [named(element)] }] },
    });
    await rig.workspace.choose({ person: "olivia", actionId: "it", option: entered });
    expect(action()).toEqual(expected());
    expect(last()).toMatchObject({
      container: { type: "view", view_id: expect.stringMatching(/^V/) },
      view: { type: "home", state: { values: { row: { it: { type: element.type, ...held } } } } },
    });
    for (const absent of ["response_url", "message", "channel", "state"]) {
      expect(last()).not.toHaveProperty(absent);
    }
  });

  it("says it at the submission of a modal, before that only where the block wants so", async () => {
    const open = async (more: object) => {
      await rig.workspace.command("olivia", "general", "/deployments");
      const block = { type: "input", block_id: "row", label: plain("It"), element: named(element), ...more };
      await rig.refusal("views.open", {
        trigger_id: last().trigger_id,
        view: { type: "modal", title: plain("T"), submit: plain("S"), blocks: [block] },
      });
    };
    await open({});
    await rig.workspace.fill({ person: "olivia", values: { it: entered } });
    expect(rig.bot.heard.filter((one) => one.body.type === "block_actions")).toEqual([]);
    rig.bot.answer(() => ({}));
    await rig.workspace.submit({ person: "olivia" });
    expect(last()).toMatchObject({
      type: "view_submission",
      view: { state: { values: { row: { it: { type: element.type, ...held } } } } },
    });
    await open({ dispatch_action: true });
    rig.bot.answer(() => ({ body: { options: OPTIONS } }));
    await rig.workspace.fill({ person: "olivia", values: { it: entered } });
    expect(action()).toEqual(expected());
    expect(last()).toMatchObject({ container: { type: "view" }, view: { type: "modal" } });
  });
});

describe("inputs of text", () => {
  const fields = (elements: readonly object[]) =>
    elements.map((element, at) => ({
      type: "input",
      block_id: `row-${at}`,
      optional: true,
      dispatch_action: true,
      label: plain("Field"),
      element: { ...element, action_id: `it-${at}` },
    }));
  const open = async (elements: readonly object[]) => {
    await rig.workspace.command("olivia", "general", "/deployments");
    return await rig.refusal("views.open", {
      trigger_id: last().trigger_id,
      view: { type: "modal", title: plain("T"), submit: plain("S"), blocks: fields(elements) },
    });
  };

  it.each([
    [{ type: "plain_text_input" }, "why", { value: "why" }],
    [{ type: "number_input", is_decimal_allowed: true }, "1.50", { value: "1.50" }],
    [{ type: "email_text_input" }, "a@example.com", { value: "a@example.com" }],
    [{ type: "url_text_input" }, "https://example.com/", { value: "https://example.com/" }],
    [{ type: "datetimepicker" }, "1795510800", { selected_date_time: 1_795_510_800 }],
    [
      { type: "rich_text_input" },
      "so",
      {
        rich_text_value: {
          type: "rich_text",
          elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "so" }] }],
        },
      },
    ],
  ])("%o send what was typed as Slack does", async (element, typed, held) => {
    expect(await open([element])).toMatchObject({ ok: true });
    await rig.workspace.fill({ person: "olivia", values: { "it-0": typed } });
    expect(action()).toMatchObject({ type: element.type, action_id: "it-0", block_id: "row-0", ...held });
    rig.bot.answer(() => ({}));
    await rig.workspace.submit({ person: "olivia" });
    const view = last().view as { state: { values: object } };
    expect(view.state.values).toEqual({ "row-0": { "it-0": { type: element.type, ...held } } });
  });

  it("are there when nobody touched them, empty", async () => {
    const [text, date, many, files] = [
      { type: "plain_text_input" },
      { type: "datepicker" },
      { type: "checkboxes", options: OPTIONS },
      { type: "file_input" },
    ];
    await open([text, date, many, files]);
    await rig.workspace.submit({ person: "olivia" });
    const view = last().view as { state: { values: object } };
    expect(view.state.values).toEqual({
      "row-0": { "it-0": { type: "plain_text_input", value: null } },
      "row-1": { "it-1": { type: "datepicker", selected_date: null } },
      "row-2": { "it-2": { type: "checkboxes", selected_options: [] } },
      "row-3": { "it-3": { type: "file_input", files: [] } },
    });
  });
});

describe("what cannot be entered", () => {
  const choose = async (element: object, entered: string | string[]) => {
    await rig.refusal("chat.postMessage", {
      channel: "C0GENERAL",
      text: "card",
      blocks: [{ type: "actions", elements: [named(element)] }],
    });
    return await rig.workspace.choose({ person: "olivia", actionId: "it", option: entered });
  };

  it.each([
    ["option_not_offered", { type: "channels_select" }, "ml-private"],
    ["no_such_channel", { type: "channels_select" }, "nowhere"],
    ["no_such_person", { type: "users_select" }, "nobody"],
    ["option_not_offered", { type: "conversations_select", filter: { include: ["public"] } }, "ml-private"],
    [
      "option_not_offered",
      { type: "conversations_select", filter: { exclude_external_shared_channels: true } },
      "partners-otherco",
    ],
    ["too_many_selected", { type: "multi_users_select", max_selected_items: 1 }, ["otto", "ada"]],
    ["not_offered", { type: "datepicker" }, "tomorrow"],
    ["not_offered", { type: "timepicker" }, "25:00"],
  ])("is refused with %s by %o", async (code, element, entered) => {
    await expect(choose(element, entered)).rejects.toMatchObject({ code });
    expect(rig.bot.heard).toHaveLength(0);
  });
});

describe("what is pressed", () => {
  const post = (blocks: object[]) =>
    rig.refusal("chat.postMessage", { channel: "C0GENERAL", text: "card", blocks });

  it("is a button with its text and value, and its link where it has one", async () => {
    const button = {
      type: "button",
      action_id: "it",
      text: plain("Open"),
      value: "v",
      url: "https://example.com/",
    };
    await post([{ type: "section", block_id: "row", text: plain("x"), accessory: button }]);
    await rig.workspace.press({ person: "olivia", actionId: "it" });
    expect(action()).toEqual({ ...button, block_id: "row", action_ts: expect.any(String) });
  });

  it("is one of a menu that opens, which keeps no state", async () => {
    await post([
      {
        type: "section",
        block_id: "row",
        text: plain("x"),
        accessory: { ...named({ type: "overflow" }), options: OPTIONS },
      },
    ]);
    await rig.workspace.choose({ person: "olivia", actionId: "it", option: "b" });
    expect(action()).toEqual({
      type: "overflow",
      action_id: "it",
      block_id: "row",
      action_ts: expect.any(String),
      selected_option: B,
    });
    expect(last()).toMatchObject({ state: { values: {} } });
  });

  it("is one of a pair for feedback, or an icon", async () => {
    const up = { text: plain("Good"), value: "up" };
    const down = { text: plain("Bad"), value: "down" };
    await post([
      {
        type: "context_actions",
        block_id: "row",
        elements: [
          { type: "feedback_buttons", action_id: "rate", positive_button: up, negative_button: down },
          { type: "icon_button", action_id: "drop", icon: "trash", text: plain("Drop"), value: "r1" },
        ],
      },
    ]);
    await rig.workspace.press({ person: "olivia", actionId: "rate", value: "down" });
    expect(action()).toMatchObject({ type: "feedback_buttons", action_id: "rate", ...down });
    await rig.workspace.press({ person: "olivia", actionId: "drop" });
    expect(action()).toMatchObject({ type: "icon_button", icon: "trash", value: "r1", text: plain("Drop") });
  });
});
