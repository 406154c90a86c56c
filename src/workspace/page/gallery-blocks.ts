// The gallery's content. A test checks it against Slack's own types and limits, and that every block and element is there.
import type { Json } from "../state.ts";

const plain = (text: string): Json => ({ type: "plain_text", text, emoji: true });
const mrkdwn = (text: string): Json => ({ type: "mrkdwn", text, verbatim: true });
const option = (text: string, value: string, description?: string): Json => ({
  text: plain(text),
  value,
  ...(description === undefined ? {} : { description: plain(description) }),
});
const input = (id: string, label: string, element: Json, more: Json = {}): Json => ({
  type: "input",
  block_id: id,
  label: plain(label),
  element: { action_id: id, ...element },
  ...more,
});
const REASONS = [
  option("Accuracy", "ACCURACY", "The new one predicts better"),
  option("Data Drift", "DATA_DRIFT", "The world has changed"),
  option("Errors", "ERRORS"),
];
const confirm = (style: "primary" | "danger"): Json => ({
  title: plain("Approve R-7K2M?"),
  text: mrkdwn("*card-default* will serve *Credit default v4*. It is applied at once."),
  confirm: plain("Approve"),
  deny: plain("Not now"),
  style,
});
const run = (text: string, style: Json = {}): Json => ({ type: "text", text, style });

export const GALLERY: readonly { readonly title: string; readonly blocks: readonly Json[] }[] = [
  {
    title: "header, section, context, divider",
    blocks: [
      { type: "header", text: plain("⏳ Replace model: card-default") },
      {
        type: "section",
        text: mrkdwn(
          "*Waiting for review* – <@U0OLIVIA> asks to replace the model of *card-default*: v3 → *v4*, _since_ <!date^1795510800^{date_short_pretty} at {time}|10:00 UTC>, ~not~ `v5`.\n&gt; UTIL_6M is not sent by all callers yet.\n```PAY_0: Numeric -> Categorical```\n:tada: <https://example.com/r/1|Evidence>",
        ),
      },
      {
        type: "section",
        text: mrkdwn("A section with fields and an accessory"),
        fields: ["*Service health*\n✅ passing", "*Data drift*\n⚠️ at risk", "*Accuracy*\n❌ failing"].map(
          mrkdwn,
        ),
        accessory: {
          type: "button",
          action_id: "gallery.open",
          text: plain("Open"),
          accessibility_label: "Open card-default",
          value: "d-card-default",
        },
      },
      { type: "divider" },
      {
        type: "context",
        elements: [
          { type: "image", image_url: "https://example.com/face.png", alt_text: "A face" },
          mrkdwn("R-7K2M, edition 2, *policy* “High importance”"),
          plain("plain text with :white_check_mark:"),
        ],
      },
    ],
  },
  {
    title: "actions: buttons, menus, dates",
    blocks: [
      {
        type: "actions",
        block_id: "gallery-actions",
        elements: [
          { type: "button", action_id: "b1", text: plain("Comment"), value: "1" },
          {
            type: "button",
            action_id: "b2",
            text: plain("Approve"),
            style: "primary",
            confirm: confirm("primary"),
          },
          {
            type: "button",
            action_id: "b3",
            text: plain("Delete"),
            style: "danger",
            confirm: confirm("danger"),
          },
          { type: "button", action_id: "b4", text: plain("Open page"), url: "https://example.com/" },
          {
            type: "overflow",
            action_id: "o1",
            options: [option("History", "history"), option("Post here", "post", "For all to see")],
          },
          { type: "static_select", action_id: "s1", placeholder: plain("Actions"), options: REASONS },
          { type: "external_select", action_id: "s2", placeholder: plain("Search"), min_query_length: 0 },
          { type: "users_select", action_id: "s3", placeholder: plain("A person") },
          { type: "channels_select", action_id: "s4", placeholder: plain("A channel") },
          { type: "conversations_select", action_id: "s5", placeholder: plain("A conversation") },
          { type: "datepicker", action_id: "d1", placeholder: plain("A day") },
          { type: "timepicker", action_id: "d2", placeholder: plain("A time") },
          { type: "datetimepicker", action_id: "d3" },
          { type: "checkboxes", action_id: "c1", options: REASONS },
          { type: "radio_buttons", action_id: "r1", options: REASONS },
        ],
      },
    ],
  },
  {
    title: "input",
    blocks: [
      input(
        "i1",
        "Comment",
        { type: "plain_text_input", multiline: true, placeholder: plain("Why now?") },
        { optional: true, hint: plain("Reviewers see it.") },
      ),
      input("i2", "Name", { type: "plain_text_input", initial_value: "Fraud team" }),
      input("i3", "Hours", {
        type: "number_input",
        is_decimal_allowed: false,
        min_value: "1",
        max_value: "99",
      }),
      input("i4", "Email", { type: "email_text_input", placeholder: plain("ada@example.com") }),
      input("i5", "Address", { type: "url_text_input" }),
      input("i6", "Replacement reason", { type: "static_select", options: REASONS }),
      input("i7", "Grouped", {
        type: "static_select",
        option_groups: [
          { label: plain("Native"), options: [option("v3", "3")] },
          { label: plain("Custom"), options: [option("v4", "4")] },
        ],
      }),
      input("i8", "Several", { type: "multi_static_select", options: REASONS }),
      input("i9", "Registered model", { type: "external_select", min_query_length: 0 }),
      input("i10", "Several, loaded", { type: "multi_external_select", min_query_length: 0 }),
      input("i11", "Person", { type: "users_select" }),
      input("i12", "People", { type: "multi_users_select" }),
      input("i13", "Channel", { type: "channels_select" }),
      input("i14", "Channels", { type: "multi_channels_select" }),
      input("i15", "Conversation", { type: "conversations_select" }),
      input("i16", "Conversations", { type: "multi_conversations_select" }),
      input("i17", "Attest", { type: "checkboxes", options: REASONS }),
      input("i18", "Apply replacement", { type: "radio_buttons", options: REASONS }),
      input("i19", "Day", { type: "datepicker" }),
      input("i20", "Time", { type: "timepicker" }),
      input("i21", "Moment", { type: "datetimepicker" }),
    ],
  },
  {
    title: "rich_text",
    blocks: [
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              run("Plain, "),
              run("bold, ", { bold: true }),
              run("italic, ", { italic: true }),
              run("struck, ", { strike: true }),
              run("code ", { code: true }),
              { type: "link", url: "https://example.com/", text: "a link" },
              run(" "),
              { type: "emoji", name: "tada", unicode: "1f389" },
              { type: "user", user_id: "U0OLIVIA" },
              { type: "channel", channel_id: "C0GENERAL" },
              { type: "usergroup", usergroup_id: "S0MLAPPROVERS" },
              { type: "broadcast", range: "here" },
              run(" *not* <b>formatted</b>"),
            ],
          },
          {
            type: "rich_text_list",
            style: "bullet",
            indent: 0,
            elements: [
              { type: "rich_text_section", elements: [run("✅ Allowed – Olivia may use it")] },
              { type: "rich_text_section", elements: [run("⛔ Not allowed – it is inactive")] },
            ],
          },
          {
            type: "rich_text_list",
            style: "ordered",
            indent: 1,
            elements: [{ type: "rich_text_section", elements: [run("One step in")] }],
          },
          { type: "rich_text_quote", elements: [run("A quote")] },
          { type: "rich_text_preformatted", elements: [run("PAY_0  Numeric\nUTIL_6M Numeric")] },
        ],
      },
    ],
  },
  {
    title: "markdown, table, image",
    blocks: [
      {
        type: "markdown",
        text: "# A heading\n\n**Bold**, *italic*, `code`, [a link](https://example.com/)\n\n- one\n- two\n\n> quoted",
      },
      {
        type: "table",
        rows: [
          ["Check", "Champion", "Candidate"],
          ["Target name", "default", "default"],
          ["Rows", "30,000", "36,000"],
        ].map((cells) => cells.map((text) => ({ type: "raw_text", text }))),
        column_settings: [{ align: "left" }, { align: "center" }, { align: "right" }],
      },
      {
        type: "image",
        image_url: "https://example.com/drift.png",
        alt_text: "Drift over the last 7 days",
        title: plain("Drift"),
      },
    ],
  },
  {
    title: "alert, in a modal",
    blocks: [
      ...["default", "info", "warning", "error", "success"].map((level) => ({
        type: "alert",
        level,
        text: mrkdwn(`An alert of level *${level}*`),
      })),
    ],
  },
  {
    title: "card, container, carousel",
    blocks: [
      {
        type: "card",
        title: mrkdwn("*Credit default v4*"),
        subtitle: mrkdwn("Gradient Boosted Trees"),
        body: mrkdwn("AUC 0.781, trained on 36,000 rows"),
        actions: [{ type: "button", action_id: "k1", text: plain("Choose"), value: "4" }],
      },
      {
        type: "container",
        title: plain("17 checks"),
        subtitle: plain("all passing"),
        is_collapsible: true,
        default_collapsed: true,
        child_blocks: [{ type: "section", text: mrkdwn("Target name: equal") }],
      },
      {
        type: "carousel",
        elements: ["v4", "v5"].map((name) => ({
          type: "card",
          title: mrkdwn(`*Credit default ${name}*`),
          body: mrkdwn("A candidate"),
        })),
      },
    ],
  },
];
