// Says what Slack would refuse in a message, a view or loaded options, without Slack: shape, lengths, counts, surfaces,
// unique names. Pure; used by the local workspace and by every test that sees a payload.
import type { KnownBlock, Option, OptionGroup } from "@slack/types";
import { block } from "./check-blocks.ts";
import { option, optionGroups, type Report, reportTo, textObject, textWithin } from "./check-elements.ts";
import { checkShape } from "./check-shape.ts";
import { LIMITS } from "./limits.ts";

export interface Problem {
  /** JSON pointer into the payload, for example `/blocks/0/text/text`; empty: the whole. */
  readonly path: string;
  /** Fixed word, for tests and counting. */
  readonly code: string;
  readonly message: string;
}

/** Guess: Slack publishes no number for `msg_blocks_too_long`; reports put it at about 13,200 characters. */
export const MESSAGE_BLOCKS_CHARACTERS = 13_000;
/** Guess: Slack publishes no number for `metadata_too_large`. */
export const METADATA_CHARACTERS = 8000;

export interface MessageCheck {
  /**
   * A message with blocks and without `text` is correct for Slack and wrong for us: phones and screen readers get
   * nothing. False only where somebody else's bot is checked.
   */
  readonly fallbackText?: boolean;
}

/** Of a message for `chat.postMessage`, `chat.update` or a response URL: `text`, `blocks`, `metadata`; other keys are not looked at. */
export function checkMessage(payload: unknown, options: MessageCheck = {}): Problem[] {
  const problems: Problem[] = [];
  const report = reportTo(problems, "message");
  if (!isRecord(payload)) return [{ path: "", code: "shape", message: "a message must be an object" }];
  const { text, blocks, attachments, markdown_text: markdown, metadata } = payload;
  if (text !== undefined && typeof text !== "string") report.add("/text", "shape", "must be string");
  const hasText = typeof text === "string" && text !== "";
  const hasBlocks = Array.isArray(blocks) && blocks.length > 0;
  if (!hasText && !hasBlocks && attachments === undefined && markdown === undefined) {
    report.add("", "no_text", "no text and no blocks");
  }
  if (hasBlocks && !hasText && options.fallbackText !== false) {
    report.add(
      "/text",
      "missing_text",
      "blocks need a text beside them, for notifications and screen readers",
    );
  }
  if (typeof text === "string" && text.length > LIMITS.message.text) {
    report.add("/text", "msg_too_long", `must be less than ${LIMITS.message.text + 1} characters`);
  }
  if (blocks !== undefined && blocks !== null) {
    checkBlocks(report, problems, blocks, LIMITS.message.blocks);
    if (characters(blocks) > MESSAGE_BLOCKS_CHARACTERS) {
      report.add(
        "/blocks",
        "msg_blocks_too_long",
        `no more than ${MESSAGE_BLOCKS_CHARACTERS} characters in all blocks`,
      );
    }
  }
  if (metadata !== undefined) checkMetadata(report, problems, metadata);
  return problems;
}

/** Of a modal or Home view as given to `views.open`, `push`, `update`, `publish` or a `response_action`. */
export function checkView(view: unknown): Problem[] {
  if (!isRecord(view)) return [{ path: "", code: "shape", message: "a view must be an object" }];
  if (view.type === "home") return checkHome(view);
  const problems: Problem[] = [];
  const report = reportTo(problems, "modal");
  const { blocks, ...frame } = view;
  problems.push(...checkShape("Modal", { ...frame, blocks: [] }, ""));
  if (problems.length === 0) {
    const { title, submit, close } = frame as unknown as ModalFrame;
    textObject(report, "/title", title, LIMITS.view.title);
    textObject(report, "/submit", submit, LIMITS.view.submit);
    textObject(report, "/close", close, LIMITS.view.close);
  }
  frameTexts(report, frame);
  checkBlocks(report, problems, blocks, LIMITS.view.blocks);
  if (frame.submit === undefined && Array.isArray(blocks) && blocks.some((one) => one?.type === "input")) {
    report.add("/submit", "missing_submit", "a view with an input block needs submit");
  }
  return problems;
}

/** Of a Home view. */
export function checkHome(view: unknown): Problem[] {
  if (!isRecord(view)) return [{ path: "", code: "shape", message: "a view must be an object" }];
  const problems: Problem[] = [];
  const report = reportTo(problems, "home");
  const { blocks, ...frame } = view;
  problems.push(...checkShape("Home", { ...frame, blocks: [] }, ""));
  frameTexts(report, frame);
  checkBlocks(report, problems, blocks, LIMITS.view.blocks);
  return problems;
}

/** Of the answer to an option load: `options` or `option_groups`; none at all is allowed. */
export function checkOptions(answer: unknown): Problem[] {
  if (!isRecord(answer)) return [{ path: "", code: "shape", message: "an answer must be an object" }];
  const problems: Problem[] = [];
  const report = reportTo(problems, "modal");
  const { options, option_groups: groups, ...rest } = answer;
  for (const key of Object.keys(rest)) report.add(`/${key}`, "shape", `unknown key: ${key}`);
  if ((options === undefined) === (groups === undefined)) {
    report.add("", "options", "needs options or option_groups, and not both");
  }
  if (options !== undefined) {
    if (!Array.isArray(options))
      return [...problems, { path: "/options", code: "shape", message: "must be array" }];
    if (options.length > LIMITS.select.options) {
      report.add("/options", "too_many", `no more than ${LIMITS.select.options} items allowed`);
    }
    options.forEach((one: unknown, at) => {
      const wrong = checkShape("LoadedOption", one, `/options/${at}`);
      if (wrong.length > 0) problems.push(...wrong);
      else loadedOption(report, `/options/${at}`, one as Option);
    });
  }
  if (groups !== undefined) {
    if (!Array.isArray(groups)) {
      return [...problems, { path: "/option_groups", code: "shape", message: "must be array" }];
    }
    const wrong = groups.flatMap((one: unknown, at) =>
      checkShape("LoadedGroup", one, `/option_groups/${at}`),
    );
    problems.push(...wrong);
    if (wrong.length === 0) optionGroups(report, "/option_groups", groups as OptionGroup[], 0);
  }
  return problems;
}

/** As Slack writes them into `response_metadata.messages`. */
export const slackMessages = (problems: readonly Problem[], root = ""): string[] =>
  problems.map((problem) => `[ERROR] ${problem.message} [json-pointer:${root}${problem.path}]`);

interface ModalFrame {
  readonly title: Parameters<typeof textObject>[2];
  readonly submit?: Parameters<typeof textObject>[2];
  readonly close?: Parameters<typeof textObject>[2];
}

function loadedOption(report: Report, path: string, one: Option): void {
  option(report, path, one);
  if (one.text.type !== "plain_text") {
    report.add(`${path}/text/type`, "shape", "options of a select must be plain_text");
  }
}

function frameTexts(report: Report, frame: Record<string, unknown>): void {
  const limits = {
    private_metadata: LIMITS.view.privateMetadata,
    callback_id: LIMITS.view.callbackId,
    external_id: LIMITS.view.externalId,
  };
  for (const [key, limit] of Object.entries(limits)) {
    const value = frame[key];
    if (typeof value === "string") textWithin(report, `/${key}`, value, limit);
  }
}

function checkBlocks(report: Report, problems: Problem[], blocks: unknown, most: number): void {
  if (!Array.isArray(blocks)) {
    report.add("/blocks", "shape", "must be array");
    return;
  }
  if (blocks.length > most) report.add("/blocks", "too_many", `no more than ${most} items allowed`);
  if (blocks.length === 0 && report.surface !== "message") {
    report.add("/blocks", "too_few", "no fewer than 1 items allowed");
  }
  const known: KnownBlock[] = [];
  blocks.forEach((one: unknown, at) => {
    const wrong = checkShape("MessageBlock", one, `/blocks/${at}`);
    problems.push(...wrong);
    if (wrong.length > 0) return;
    known.push(one as KnownBlock);
    block(report, `/blocks/${at}`, one as KnownBlock);
  });
  together(report, known);
}

/** What is counted over all blocks of one message or view. */
function together(report: Report, blocks: readonly KnownBlock[]): void {
  const names = new Set<string>();
  const all = blocks.flatMap((one): KnownBlock[] =>
    one.type === "container" ? [one, ...one.child_blocks] : [one],
  );
  for (const one of all) {
    if (one.block_id === undefined) continue;
    if (names.has(one.block_id)) {
      report.add("/blocks", "duplicate_block_id", `block_id is not unique: ${one.block_id}`);
    }
    names.add(one.block_id);
  }
  if (all.filter((one) => one.type === "table").length > 1) {
    report.add("/blocks", "only_one_table_allowed", "only one table is allowed");
  }
  const markdown = all.reduce((sum, one) => sum + (one.type === "markdown" ? one.text.length : 0), 0);
  if (markdown > LIMITS.markdown.text) {
    report.add(
      "/blocks",
      "too_long",
      `no more than ${LIMITS.markdown.text} characters in all markdown blocks`,
    );
  }
  if (count(blocks, (value) => value.focus_on_load === true) > 1) {
    report.add("/blocks", "focus_on_load", "only one element may have focus_on_load");
  }
}

function checkMetadata(report: Report, problems: Problem[], metadata: unknown): void {
  // `{}` on an update removes what was there.
  if (isRecord(metadata) && Object.keys(metadata).length === 0) return;
  problems.push(...checkShape("Metadata", metadata, "/metadata"));
  if (JSON.stringify(metadata).length > METADATA_CHARACTERS) {
    report.add("/metadata", "metadata_too_large", `no more than ${METADATA_CHARACTERS} characters of JSON`);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function count(value: unknown, matches: (record: Record<string, unknown>) => boolean): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + count(one, matches), 0);
  if (!isRecord(value)) return 0;
  return (matches(value) ? 1 : 0) + count(Object.values(value), matches);
}

/** Characters of everything that is read, the blocks' words and not their keys. */
function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + characters(one), 0);
  if (!isRecord(value)) return 0;
  const own = typeof value.text === "string" ? value.text.length : 0;
  return own + characters(Object.values(value));
}
