// Blocks as lines of text for a terminal.
import type { Context } from "./context.ts";
import { isRecord, ownOptions, type Place, placesOf, records } from "./elements.ts";
import { BOT_NAME } from "./people.ts";
import type { Json, StateValue } from "./state.ts";

/** Slack's control sequences as people read them. */
export function readable(context: Context, text: string): string {
  return text
    .replace(/<!date\^\d+\^[^|>]*\|([^>]*)>/g, "$1")
    .replace(
      /<@(U\w+)(?:\|[^>]*)?>/g,
      (_, id: string) => `@${context.state.people.get(id)?.name ?? BOT_NAME}`,
    )
    .replace(/<#(C\w+)(?:\|[^>]*)?>/g, (_, id: string) => `#${context.state.channels.get(id)?.name ?? id}`)
    .replace(
      /<!subteam\^(S\w+)(?:\|[^>]*)?>/g,
      (_, id: string) => `@${context.state.groups.get(id)?.handle ?? id}`,
    )
    .replace(/<([^|>]+)\|([^>]+)>/g, "$2 ($1)")
    .replace(/<([^>]+)>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

export function textOf(context: Context, value: unknown): string {
  if (!isRecord(value)) return "";
  const text = String(value.text ?? "");
  return value.type === "mrkdwn" ? readable(context, text) : text;
}

type Values = Readonly<Record<string, Record<string, StateValue>>>;

/** All blocks of a message or view, with what a person has entered into them. */
export function blocksLines(context: Context, blocks: readonly Json[], values: Values): string[] {
  const all = placesOf(blocks);
  return blocks.flatMap((block) => blockLines(context, block, values, all));
}

function blockLines(context: Context, block: Json, values: Values, all: readonly Place[]): string[] {
  const controls = placesOf([block]).map((place) =>
    controlLine(context, place.element, values[place.blockId]?.[place.actionId], whichOne(place, all)),
  );
  switch (block.type) {
    case "section":
      return [
        ...textOf(context, block.text).split("\n"),
        ...records(block.fields).map((field) => `· ${textOf(context, field).replaceAll("\n", ": ")}`),
        ...controls,
      ].filter((line) => line !== "");
    case "header":
      return [`# ${textOf(context, block.text)}`];
    case "context":
      return [
        records(block.elements)
          .map((one) => textOf(context, one))
          .join("  "),
      ];
    case "divider":
      return ["----"];
    case "input": {
      const optional = block.optional === true ? " (optional)" : "";
      const hint = block.hint ? [`  ${textOf(context, block.hint)}`] : [];
      return [`${textOf(context, block.label)}${optional}`, ...controls.map((line) => `  ${line}`), ...hint];
    }
    case "alert":
      return [`⚠ ${textOf(context, block.text)}`];
    case "markdown":
      return String(block.text).split("\n");
    case "container":
      return [
        textOf(context, block.title),
        ...records(block.child_blocks).flatMap((one) => blockLines(context, one, values, all)),
      ];
    case "image":
      return [`[image: ${String(block.alt_text)}]`];
    case "rich_text":
      return records(block.elements).flatMap(richTextLines);
    case "table":
    case "data_table":
      return [wordsOf(block)];
    default:
      return controls;
  }
}

/** Lists keep their items and their depth: a tree is nothing without them. */
function richTextLines(part: Json): string[] {
  if (part.type !== "rich_text_list") return wordsOf(part).split("\n");
  const depth = "  ".repeat(Number(part.indent ?? 0));
  return records(part.elements).map((item) => `${depth}• ${wordsOf(item)}`);
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value))
    return value
      .map(wordsOf)
      .filter((words) => words !== "")
      .join(" ");
  if (!isRecord(value)) return "";
  const own = typeof value.text === "string" ? value.text : "";
  return [own, wordsOf(value.elements), wordsOf(value.rows)].filter((words) => words !== "").join(" ");
}

function controlLine(context: Context, element: Json, value: StateValue | undefined, which: string): string {
  const id = String(element.action_id);
  if (element.type === "button") {
    // A terminal has no click that would open it.
    const opens = typeof element.url === "string" ? `  opens ${element.url}` : "";
    return `[ ${textOf(context, element.text)} ]  action ${id}${which}${opens}`;
  }
  const held = value === undefined ? "" : heldBy(context, value);
  const options = ownOptions(element)
    .map((option) => textOf(context, option.text))
    .join(" | ");
  const choices = options === "" ? textOf(context, element.placeholder) : options;
  if (element.type === "checkboxes") return `${boxes(context, element, value)}  checkboxes ${id}${which}`;
  const shown = held === "" ? choices : options === "" ? held : `${held}›  of  ‹${options}`;
  return `‹${shown}›  ${String(element.type)} ${id}${which}`;
}

/** Each box with its value, ticked or not. */
function boxes(context: Context, element: Json, value: StateValue | undefined): string {
  const ticked = records(value?.selected_options).map((option) => option.value);
  return ownOptions(element)
    .map((option) => {
      const sign = ticked.includes(option.value) ? "☑" : "☐";
      return `${sign} ${textOf(context, option.text)} (${String(option.value)})`;
    })
    .join("  ");
}

/** What tells a control from others of the same name: a button's value, a menu's block. */
function whichOne(place: Place, all: readonly Place[]): string {
  if (all.filter((other) => other.actionId === place.actionId).length < 2) return "";
  const value = typeof place.element.value === "string" ? place.element.value : null;
  return value === null ? `  block ${place.blockId}` : `  value ${value}`;
}

function heldBy(context: Context, value: StateValue): string {
  const { type: _type, ...held } = value;
  return Object.values(held)
    .flat()
    .filter((one) => one !== null && one !== undefined && one !== "")
    .map((one) => (isRecord(one) ? textOf(context, one.text) : String(one)))
    .join(", ");
}
