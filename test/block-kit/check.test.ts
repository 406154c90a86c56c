import { describe, expect, it } from "vitest";
import {
  checkHome,
  checkMessage,
  checkOptions,
  checkView,
  MESSAGE_BLOCKS_CHARACTERS,
  METADATA_CHARACTERS,
  type Problem,
  slackMessages,
} from "../../src/block-kit/check.ts";
import { LIMITS } from "../../src/block-kit/limits.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const section = (text = "hi", more: object = {}) => ({ type: "section", text: mrkdwn(text), ...more });
const button = (more: object = {}) => ({ type: "button", action_id: "go", text: plain("Go"), ...more });
const option = (value: string, more: object = {}) => ({ text: plain(`Option ${value}`), value, ...more });
const options = (count: number) => Array.from({ length: count }, (_, at) => option(String(at)));
const actions = (...elements: object[]) => ({ type: "actions", elements });
const input = (element: object, more: object = {}) => ({
  type: "input",
  block_id: "field",
  label: plain("Field"),
  element,
  ...more,
});
const textInput = (more: object = {}) => ({ type: "plain_text_input", action_id: "text", ...more });
const message = (...blocks: object[]) => checkMessage({ text: "fallback", blocks });
const modal = (blocks: object[], more: object = {}) =>
  checkView({ type: "modal", title: plain("Title"), submit: plain("Send"), blocks, ...more });
const codes = (problems: readonly Problem[]) => problems.map((problem) => problem.code);
const a = (length: number) => "a".repeat(length);

describe("the shape of blocks", () => {
  it("takes a message of ordinary blocks", () => {
    const blocks = [
      { type: "header", text: plain("Head") },
      section("*bold*", { block_id: "one", accessory: button({ style: "danger", value: "v" }) }),
      { type: "section", fields: [mrkdwn("a"), plain("b")] },
      {
        type: "context",
        elements: [mrkdwn("c"), { type: "image", image_url: "https://x/y.png", alt_text: "y" }],
      },
      { type: "divider" },
      { type: "image", image_url: "https://x/y.png", alt_text: "y", title: plain("t") },
      actions(button(), {
        type: "static_select",
        action_id: "s",
        placeholder: plain("p"),
        options: options(3),
      }),
    ];
    expect(message(...blocks)).toEqual([]);
  });

  it.each([
    ["an unknown block", { type: "sparkles" }, "unknown_type", "/blocks/0"],
    ["a block without a type", { text: plain("x") }, "unknown_type", "/blocks/0"],
    ["a misspelt key", section("x", { blockid: "one" }), "shape", "/blocks/0"],
    ["a header in mrkdwn", { type: "header", text: mrkdwn("x") }, "shape", "/blocks/0/text/type"],
    ["a text that is no text object", { type: "section", text: "x" }, "shape", "/blocks/0/text"],
    [
      "an unknown element",
      actions({ type: "lever", action_id: "x" }),
      "unknown_type",
      "/blocks/0/elements/0",
    ],
    ["an unknown key deep inside", actions(button({ colour: "red" })), "shape", "/blocks/0/elements/0"],
    ["a button style of our own", actions(button({ style: "loud" })), "shape", "/blocks/0/elements/0/style"],
    ["an image without words", { type: "image", image_url: "https://x/y.png" }, "shape", "/blocks/0"],
    ["an image from nowhere", { type: "image", alt_text: "y" }, "shape", "/blocks/0"],
    [
      "mrkdwn options in a select",
      actions({ type: "static_select", action_id: "s", options: [{ text: mrkdwn("x"), value: "1" }] }),
      "shape",
      "/blocks/0/elements/0/options/0/text/type",
    ],
  ])("refuses %s, and says where", (_name, block, code, path) => {
    const problems = message(block);
    expect(problems.map((problem) => [problem.code, problem.path])).toContainEqual([code, path]);
  });

  it("names the one block that is wrong, not all the blocks it might have been", () => {
    const problems = message(section(), { type: "header", text: plain("x"), level: 2 });
    expect(problems).toEqual([{ path: "/blocks/1", code: "shape", message: "unknown key: level" }]);
  });
});

describe("lengths and counts", () => {
  const limits: [string, number, (length: number) => Problem[]][] = [
    ["section text", LIMITS.section.text, (n) => message(section(a(n)))],
    [
      "section fields",
      LIMITS.section.fields,
      (n) => message({ type: "section", fields: Array.from({ length: n }, () => mrkdwn("x")) }),
    ],
    ["field text", LIMITS.section.fieldText, (n) => message({ type: "section", fields: [mrkdwn(a(n))] })],
    ["header", LIMITS.header.text, (n) => message({ type: "header", text: plain(a(n)) })],
    [
      "context elements",
      LIMITS.context.elements,
      (n) => message({ type: "context", elements: Array.from({ length: n }, () => mrkdwn("x")) }),
    ],
    [
      "actions",
      LIMITS.actions.elements,
      (n) => message(actions(...Array.from({ length: n }, (_, at) => button({ action_id: `b${at}` })))),
    ],
    ["button text", LIMITS.button.text, (n) => message(actions(button({ text: plain(a(n)) })))],
    ["button value", LIMITS.button.value, (n) => message(actions(button({ value: a(n) })))],
    [
      "button label",
      LIMITS.button.accessibilityLabel,
      (n) => message(actions(button({ accessibility_label: a(n) }))),
    ],
    [
      "confirm text",
      LIMITS.confirm.text,
      (n) =>
        message(
          actions(
            button({
              confirm: { title: plain("t"), text: plain(a(n)), confirm: plain("y"), deny: plain("n") },
            }),
          ),
        ),
    ],
    [
      "confirm title",
      LIMITS.confirm.title,
      (n) =>
        message(
          actions(
            button({
              confirm: { title: plain(a(n)), text: plain("x"), confirm: plain("y"), deny: plain("n") },
            }),
          ),
        ),
    ],
    ["action_id", LIMITS.actionId, (n) => message(actions(button({ action_id: a(n) })))],
    ["block_id", LIMITS.blockId, (n) => message(section("x", { block_id: a(n) }))],
    [
      "select options",
      LIMITS.select.options,
      (n) => message(actions({ type: "static_select", action_id: "s", options: options(n) })),
    ],
    [
      "placeholder",
      LIMITS.select.placeholder,
      (n) => message(actions({ type: "users_select", action_id: "s", placeholder: plain(a(n)) })),
    ],
    [
      "option text",
      LIMITS.option.text,
      (n) =>
        message(
          actions({ type: "static_select", action_id: "s", options: [{ text: plain(a(n)), value: "1" }] }),
        ),
    ],
    [
      "option value",
      LIMITS.option.value,
      (n) =>
        message(
          actions({ type: "static_select", action_id: "s", options: [option(a(n), { text: plain("x") })] }),
        ),
    ],
    [
      "option description",
      LIMITS.option.description,
      (n) =>
        message(
          actions({
            type: "static_select",
            action_id: "s",
            options: [option("1", { description: plain(a(n)) })],
          }),
        ),
    ],
    [
      "overflow",
      LIMITS.overflow.options,
      (n) => message(actions({ type: "overflow", action_id: "o", options: options(n) })),
    ],
    [
      "checkboxes",
      LIMITS.checkboxes.options,
      (n) => message(actions({ type: "checkboxes", action_id: "c", options: options(n) })),
    ],
    [
      "radio buttons",
      LIMITS.radioButtons.options,
      (n) => message(actions({ type: "radio_buttons", action_id: "r", options: options(n) })),
    ],
    [
      "alt text",
      LIMITS.image.altText,
      (n) => message({ type: "image", image_url: "https://x/y.png", alt_text: a(n) }),
    ],
    ["markdown", LIMITS.markdown.text, (n) => message({ type: "markdown", text: a(n) })],
    [
      "blocks of a message",
      LIMITS.message.blocks,
      (n) => message(...Array.from({ length: n }, () => ({ type: "divider" }))),
    ],
    [
      "blocks of a view",
      LIMITS.view.blocks,
      (n) => modal(Array.from({ length: n }, () => ({ type: "divider" }))),
    ],
    ["title of a view", LIMITS.view.title, (n) => modal([section()], { title: plain(a(n)) })],
    ["submit", LIMITS.view.submit, (n) => modal([section()], { submit: plain(a(n)) })],
    ["close", LIMITS.view.close, (n) => modal([section()], { close: plain(a(n)) })],
    ["private_metadata", LIMITS.view.privateMetadata, (n) => modal([section()], { private_metadata: a(n) })],
    ["callback_id", LIMITS.view.callbackId, (n) => modal([section()], { callback_id: a(n) })],
    ["external_id", LIMITS.view.externalId, (n) => modal([section()], { external_id: a(n) })],
    ["input label", LIMITS.input.label, (n) => modal([input(textInput(), { label: plain(a(n)) })])],
    ["hint", LIMITS.input.hint, (n) => modal([input(textInput(), { hint: plain(a(n)) })])],
    ["max_length", LIMITS.plainTextInput.maxLength, (n) => modal([input(textInput({ max_length: n }))])],
    ["alert", LIMITS.alert.text, (n) => modal([{ type: "alert", text: plain(a(n)) }])],
    ["loaded options", LIMITS.select.options, (n) => checkOptions({ options: options(n) })],
    [
      "loaded groups",
      LIMITS.select.groups,
      (n) =>
        checkOptions({
          option_groups: Array.from({ length: n }, () => ({ label: plain("g"), options: [option("1")] })),
        }),
    ],
    ["text of a message", LIMITS.message.text, (n) => checkMessage({ text: a(n) })],
  ];

  it.each(limits)("%s: %i is fine, one more is not", (_name, limit, check) => {
    expect(check(limit)).toEqual([]);
    expect(check(limit + 1)).toHaveLength(1);
  });

  it("counts the escaped form of a plain text, as Slack may", () => {
    expect(codes(message({ type: "header", text: plain("<".repeat(40)) }))).toEqual(["too_long"]);
  });

  it("counts all the words of a message together", () => {
    const count = Math.floor(MESSAGE_BLOCKS_CHARACTERS / 3000) + 1;
    const blocks = Array.from({ length: count }, () => section(a(3000)));
    expect(codes(message(...blocks))).toEqual(["msg_blocks_too_long"]);
  });

  it("refuses empty texts, empty lists and sections of nothing", () => {
    expect(codes(message(section("")))).toEqual(["empty"]);
    expect(codes(message(actions()))).toEqual(["too_few"]);
    expect(codes(message({ type: "section" }))).toEqual(["section"]);
    expect(codes(modal([]))).toEqual(["too_few"]);
  });

  it("knows tables: one of them, even rows, so many characters", () => {
    const cell = (text: string) => ({ type: "raw_text", text });
    const table = (...rows: object[][]) => ({ type: "table", rows });
    expect(message(table([cell("a"), cell("b")], [cell("c"), cell("d")]))).toEqual([]);
    expect(codes(message(table([cell("a")], [cell("b"), cell("c")])))).toEqual(["table"]);
    expect(codes(message(table([cell("a")]), table([cell("b")])))).toEqual(["only_one_table_allowed"]);
    expect(codes(message(table([cell(a(LIMITS.table.characters + 1))])))).toEqual(["too_long"]);
  });
});

describe("surfaces", () => {
  it("takes an alert in modals only", () => {
    const alert = { type: "alert", text: plain("Careful"), level: "warning" };
    expect(modal([alert])).toEqual([]);
    expect(codes(message(alert))).toEqual(["wrong_surface"]);
    expect(codes(checkHome({ type: "home", blocks: [alert] }))).toEqual(["wrong_surface"]);
  });

  it.each(["table", "markdown", "carousel", "container", "data_table"])("refuses a %s in a modal", (type) => {
    const cell = { type: "raw_text", text: "x" };
    const blocks: Record<string, object> = {
      table: { type: "table", rows: [[cell]] },
      data_table: { type: "data_table", caption: "c", rows: [[cell], [cell]] },
      markdown: { type: "markdown", text: "x" },
      carousel: { type: "carousel", elements: [{ type: "card", body: mrkdwn("x") }] },
      container: { type: "container", title: plain("x"), child_blocks: [section()] },
    };
    expect(message(blocks[type] ?? {})).toEqual([]);
    expect(codes(modal([blocks[type] ?? {}]))).toContain("wrong_surface");
  });

  it("takes number, email, URL and file inputs in modals only", () => {
    for (const type of ["number_input", "email_text_input", "url_text_input", "file_input"]) {
      const more = type === "number_input" ? { is_decimal_allowed: false } : {};
      const block = input({ type, action_id: "x", ...more });
      expect(modal([block])).toEqual([]);
      expect(codes(message(block))).toEqual(["wrong_surface"]);
    }
  });

  it("wants submit beside inputs, one focus, and names that are told apart", () => {
    expect(codes(modal([input(textInput())], { submit: undefined }))).toContain("missing_submit");
    expect(
      codes(
        modal([
          input(textInput({ focus_on_load: true })),
          input(textInput({ focus_on_load: true }), { block_id: "b" }),
        ]),
      ),
    ).toEqual(["focus_on_load"]);
    expect(codes(modal([input(textInput()), input(textInput())]))).toEqual(["duplicate_block_id"]);
    expect(codes(message(actions(button(), button())))).toEqual(["duplicate_action_id"]);
    expect(message(actions(button()), actions(button()))).toEqual([]);
  });

  it("wants initial options to be among the options", () => {
    const select = (initial: object) =>
      actions({ type: "static_select", action_id: "s", options: options(2), initial_option: initial });
    expect(message(select(option("1")))).toEqual([]);
    expect(codes(message(select(option("7"))))).toEqual(["initial_option"]);
  });

  it("knows Home by its type", () => {
    expect(checkView({ type: "home", blocks: [section()] })).toEqual([]);
    expect(codes(checkView({ type: "home", title: plain("x"), blocks: [section()] }))).toEqual(["shape"]);
  });
});

describe("messages", () => {
  it("wants a text beside blocks, unless it is somebody else's message", () => {
    expect(codes(checkMessage({ blocks: [section()] }))).toEqual(["missing_text"]);
    expect(checkMessage({ blocks: [section()] }, { fallbackText: false })).toEqual([]);
  });

  it("refuses nothing at all, and metadata of the wrong shape or size", () => {
    expect(codes(checkMessage({}))).toEqual(["no_text"]);
    const metadata = (payload: object) =>
      checkMessage({ text: "x", metadata: { event_type: "e", event_payload: payload } });
    expect(metadata({ id: "1", count: 2 })).toEqual([]);
    expect(codes(checkMessage({ text: "x", metadata: { event_type: "e" } }))).toEqual(["shape"]);
    expect(codes(metadata({ id: a(METADATA_CHARACTERS) }))).toEqual(["metadata_too_large"]);
    expect(checkMessage({ text: "x", metadata: {} })).toEqual([]);
  });

  it("writes problems as Slack does", () => {
    expect(slackMessages(modal([section()], { title: plain(a(25)) }), "/view")).toEqual([
      "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
    ]);
  });
});

describe("loaded options", () => {
  it("takes options or groups, none of them too, and not both", () => {
    expect(checkOptions({ options: [] })).toEqual([]);
    expect(checkOptions({ option_groups: [{ label: plain("g"), options: [option("1")] }] })).toEqual([]);
    expect(codes(checkOptions({}))).toEqual(["options"]);
    expect(codes(checkOptions({ options: [], option_groups: [] }))).toEqual(["options"]);
    expect(codes(checkOptions(null))).toEqual(["shape"]);
  });

  it("refuses options without value or with mrkdwn", () => {
    expect(codes(checkOptions({ options: [{ text: plain("x") }] }))).toEqual(["missing_value"]);
    expect(codes(checkOptions({ options: [{ text: mrkdwn("x"), value: "1" }] }))).toEqual(["shape"]);
  });
});
