// Lengths, counts, unique names and surfaces of blocks whose shape is known to be right.
import type { KnownBlock, RichTextBlock } from "@slack/types";
import {
  count,
  type Element,
  element,
  image,
  type Report,
  textObject,
  textWithin,
} from "./check-elements.ts";
import { BLOCK_SURFACES } from "./check-surfaces.ts";
import { LIMITS } from "./limits.ts";

type Cell = Extract<KnownBlock, { type: "table" }>["rows"][number][number];

/** Everything about one block, the blocks inside it included. */
export function block(report: Report, path: string, one: KnownBlock): void {
  textWithin(report, `${path}/block_id`, one.block_id, LIMITS.blockId);
  if (!BLOCK_SURFACES[one.type].includes(report.surface)) {
    report.add(path, "wrong_surface", `a ${one.type} block is not allowed in a ${report.surface}`);
  }
  switch (one.type) {
    case "section":
      if (one.text === undefined && one.fields === undefined) {
        report.add(path, "section", "a section needs text or fields");
      }
      textObject(report, `${path}/text`, one.text, LIMITS.section.text);
      if (one.fields) count(report, `${path}/fields`, one.fields, 1, LIMITS.section.fields);
      one.fields?.forEach((field, at) => {
        textObject(report, `${path}/fields/${at}`, field, LIMITS.section.fieldText);
      });
      if (one.accessory) element(report, `${path}/accessory`, one.accessory, false);
      return;
    case "header":
      textObject(report, `${path}/text`, one.text, LIMITS.header.text);
      return;
    case "context":
      count(report, `${path}/elements`, one.elements, 1, LIMITS.context.elements);
      one.elements.forEach((each, at) => {
        if (each.type === "image") image(report, `${path}/elements/${at}`, each);
        else textObject(report, `${path}/elements/${at}`, each, LIMITS.context.text);
      });
      return;
    case "actions":
      count(report, `${path}/elements`, one.elements, 1, LIMITS.actions.elements);
      list(report, `${path}/elements`, one.elements);
      return;
    case "context_actions":
      count(report, `${path}/elements`, one.elements, 1, LIMITS.contextActions.elements);
      list(report, `${path}/elements`, one.elements);
      return;
    case "image":
      textObject(report, `${path}/title`, one.title, LIMITS.image.title);
      image(report, path, one);
      return;
    case "input":
      textObject(report, `${path}/label`, one.label, LIMITS.input.label);
      textObject(report, `${path}/hint`, one.hint, LIMITS.input.hint);
      element(report, `${path}/element`, one.element, true);
      return;
    case "table":
      table(report, path, one.rows, LIMITS.table);
      return;
    case "data_table":
      if (one.caption === "") report.add(`${path}/caption`, "empty", "must be more than 0 characters");
      if (one.page_size !== undefined && (one.page_size < 1 || one.page_size > LIMITS.dataTable.pageSize)) {
        report.add(`${path}/page_size`, "out_of_range", `must be between 1 and ${LIMITS.dataTable.pageSize}`);
      }
      // The header row comes on top of the rows.
      table(report, path, one.rows, { ...LIMITS.dataTable, rows: LIMITS.dataTable.rows + 1 });
      return;
    case "alert":
      textObject(report, `${path}/text`, one.text, LIMITS.alert.text);
      return;
    case "card":
      textObject(report, `${path}/title`, one.title, LIMITS.card.title);
      textObject(report, `${path}/subtitle`, one.subtitle, LIMITS.card.subtitle);
      textObject(report, `${path}/body`, one.body, LIMITS.card.body);
      if (!one.hero_image && !one.title && !one.actions && !one.body) {
        report.add(path, "card", "a card needs a hero_image, title, body or actions");
      }
      if (one.actions) {
        count(report, `${path}/actions`, one.actions, 1, LIMITS.card.buttons);
        list(report, `${path}/actions`, one.actions);
      }
      return;
    case "carousel":
      count(report, `${path}/elements`, one.elements, 1, LIMITS.carousel.cards);
      one.elements.forEach((each, at) => {
        block(report, `${path}/elements/${at}`, each);
      });
      return;
    case "container":
      if (!one.title && !one.rich_text_title) report.add(path, "container", "a container needs a title");
      textObject(report, `${path}/title`, one.title, LIMITS.container.title);
      textObject(report, `${path}/subtitle`, one.subtitle, LIMITS.container.title);
      count(report, `${path}/child_blocks`, one.child_blocks, 1, LIMITS.container.children);
      one.child_blocks.forEach((each, at) => {
        block(report, `${path}/child_blocks/${at}`, each);
      });
      return;
    case "video":
      textObject(report, `${path}/title`, one.title, LIMITS.image.title);
      textWithin(report, `${path}/alt_text`, one.alt_text, LIMITS.image.altText);
      return;
    default:
      return;
  }
}

function list(report: Report, path: string, all: readonly Element[]): void {
  const seen = new Set<string>();
  all.forEach((one, at) => {
    element(report, `${path}/${at}`, one, false);
    const name = "action_id" in one ? one.action_id : undefined;
    if (name === undefined) return;
    if (seen.has(name)) {
      report.add(`${path}/${at}/action_id`, "duplicate_action_id", `action_id is not unique: ${name}`);
    }
    seen.add(name);
  });
}

function table(
  report: Report,
  path: string,
  rows: readonly (readonly Cell[])[],
  limits: { rows: number; columns: number; characters: number },
): void {
  count(report, `${path}/rows`, rows, 1, limits.rows);
  const width = rows[0]?.length ?? 0;
  rows.forEach((row, at) => {
    count(report, `${path}/rows/${at}`, row, 1, limits.columns);
    if (row.length !== width)
      report.add(`${path}/rows/${at}`, "table", "all rows must have the same number of cells");
  });
  const characters = rows.flat().reduce((sum, cell) => sum + cellLength(cell), 0);
  if (characters > limits.characters) {
    report.add(`${path}/rows`, "too_long", `no more than ${limits.characters} characters in all cells`);
  }
}

const cellLength = (cell: Cell): number =>
  cell.type === "rich_text" ? richTextLength(cell) : cell.text.length;

function richTextLength(block: RichTextBlock): number {
  let length = 0;
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === "object" && value !== null) {
      if ("text" in value && typeof value.text === "string") length += value.text.length;
      if ("elements" in value) walk(value.elements);
    }
  };
  walk(block);
  return length;
}
