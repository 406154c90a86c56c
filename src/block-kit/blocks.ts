// Builders of Block Kit that keep Slack's limits: they cut with an ellipsis, split, or leave out what cannot be shown.
import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  Checkboxes,
  ConfirmationDialog,
  ContextBlock,
  DateTimepicker,
  DividerBlock,
  ExternalSelect,
  HeaderBlock,
  ImageBlock,
  InputBlock,
  InputBlockElement,
  KnownBlock,
  ModalView,
  Option,
  PlainTextInput,
  PlainTextOption,
  RadioButtons,
  SectionBlock,
  SectionBlockAccessory,
  StaticSelect,
} from "@slack/types";
import { LIMITS } from "./limits.ts";
import { cut, join, type Mrkdwn, md, mrkdwn, oneLine, plain, render } from "./text.ts";

/** A message: `text` is the notification and all that screen readers read; `blocks` is what is seen. */
export interface Card {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** A modal of known blocks only. */
export interface Modal extends Omit<ModalView, "blocks"> {
  blocks: KnownBlock[];
}

export const section = (text: Mrkdwn, accessory?: SectionBlockAccessory | null): SectionBlock => ({
  type: "section",
  text: mrkdwn(text, LIMITS.section.text),
  ...(accessory ? { accessory } : {}),
});

/** A picture that was uploaded to Slack: no address outside of it. `alt` has to say everything that the picture does. */
export const image = (of: {
  readonly slackFile: string;
  readonly title: string;
  readonly alt: string;
}): ImageBlock => ({
  type: "image",
  slack_file: { id: of.slackFile },
  title: plain(of.title, LIMITS.image.title),
  alt_text: cut(oneLine(of.alt), LIMITS.image.altText) || "–",
});

/** Label and value pairs in two columns; more than ten go into further sections. */
export function fields(pairs: readonly { readonly label: string; readonly value: Mrkdwn }[]): SectionBlock[] {
  return chunks(pairs, LIMITS.section.fields).map((group) => ({
    type: "section",
    fields: group.map((pair) => mrkdwn(md`*${pair.label}*\n${pair.value}`, LIMITS.section.fieldText)),
  }));
}

/** Lines packed into as few sections as they fit in, at most `most` sections; what is left is counted. */
export function lines(all: readonly Mrkdwn[], most: number): SectionBlock[] {
  const packs: Mrkdwn[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const line of all) {
    const own = render(line).length + 1;
    if (length + own > LIMITS.section.text) {
      packs.push([]);
      length = 0;
    }
    packs.at(-1)?.push(line);
    length += own;
  }
  const shown = packs.slice(0, most).map((pack) => section(join(pack, "\n")));
  const left = packs.slice(most).reduce((sum, pack) => sum + pack.length, 0);
  return left === 0 ? shown : [...shown.slice(0, most), section(md`… and ${left} more`)];
}

export const header = (text: string): HeaderBlock => ({
  type: "header",
  text: plain(text, LIMITS.header.text),
});

export function context(...texts: readonly Mrkdwn[]): ContextBlock {
  const shown = texts.filter((text) => !text.empty).slice(0, LIMITS.context.elements);
  return {
    type: "context",
    elements: (shown.length === 0 ? [md`–`] : shown).map((text) => mrkdwn(text, LIMITS.context.text)),
  };
}

export const divider = (): DividerBlock => ({ type: "divider" });

/** No element: no block. A second control of one name goes into the next block, where its name is unique again. */
export function actions(elements: readonly (ActionsBlockElement | null)[]): ActionsBlock[] {
  const blocks: ActionsBlockElement[][] = [];
  for (const element of elements) {
    if (element === null) continue;
    const home = blocks.find(
      (block) =>
        block.length < LIMITS.actions.elements &&
        block.every((other) => other.action_id !== element.action_id),
    );
    if (home) home.push(element);
    else blocks.push([element]);
  }
  return blocks.map((block) => ({ type: "actions", elements: block }));
}

export interface ButtonWords {
  readonly text: string;
  /** Names the object, for screen readers: the visible label repeats many times in a channel. */
  readonly label: string;
}

/** Null when its value does not fit: a cut value would name another record. */
export function button(
  actionId: string,
  words: ButtonWords,
  value: string,
  more: { readonly style?: "primary" | "danger"; readonly confirm?: ConfirmationDialog } = {},
): Button | null {
  if (value.length > LIMITS.button.value) return null;
  return {
    type: "button",
    action_id: actionId,
    text: plain(words.text, LIMITS.button.text),
    value,
    accessibility_label: cut(oneLine(words.label), LIMITS.button.accessibilityLabel) || words.text,
    ...more,
  };
}

/** Opens an address of ours; Slack tells of the press all the same. Null when the address does not fit. */
export function linkButton(actionId: string, words: ButtonWords, url: string): Button | null {
  if (url.length > LIMITS.button.url) return null;
  return {
    type: "button",
    action_id: actionId,
    text: plain(words.text, LIMITS.button.text),
    url,
    accessibility_label: cut(oneLine(words.label), LIMITS.button.accessibilityLabel) || words.text,
    style: "primary",
  };
}

export const confirm = (words: {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny?: string;
  readonly danger?: boolean;
}): ConfirmationDialog => ({
  title: plain(words.title, LIMITS.confirm.title),
  text: plain(words.text, LIMITS.confirm.text),
  confirm: plain(words.confirm, LIMITS.confirm.confirm),
  deny: plain(words.deny ?? "Back", LIMITS.confirm.deny),
  ...(words.danger ? { style: "danger" as const } : {}),
});

/** Null when its value does not fit. */
export function option(text: string, value: string, description?: string): PlainTextOption | null {
  if (value.length > LIMITS.option.value || value === "") return null;
  return {
    text: plain(text, LIMITS.option.text),
    value,
    ...(description ? { description: plain(description, LIMITS.option.description) } : {}),
  };
}

/** What fits, in its order. */
export const present = <T>(items: readonly (T | null)[]): T[] =>
  items.filter((item): item is T => item !== null);

/** Null without any option: Slack refuses an empty select. */
export function select(
  actionId: string,
  placeholder: string,
  options: readonly (PlainTextOption | null)[],
  initial?: string | null,
): StaticSelect | null {
  const shown = present(options).slice(0, LIMITS.select.options);
  if (shown.length === 0) return null;
  const chosen = shown.find((each) => each.value === initial);
  return {
    type: "static_select",
    action_id: actionId,
    placeholder: plain(placeholder, LIMITS.select.placeholder),
    options: shown,
    ...(chosen ? { initial_option: chosen } : {}),
  };
}

/** Its options are loaded from the bot, from the first key on. */
export const externalSelect = (
  actionId: string,
  placeholder: string,
  initial: PlainTextOption | null = null,
): ExternalSelect => ({
  type: "external_select",
  action_id: actionId,
  placeholder: plain(placeholder, LIMITS.select.placeholder),
  min_query_length: 0,
  ...(initial ? { initial_option: initial } : {}),
});

export function radioButtons(
  actionId: string,
  options: readonly (PlainTextOption | null)[],
  initial: string | null = null,
): RadioButtons {
  const shown = present(options).slice(0, LIMITS.radioButtons.options);
  const chosen = shown.find((each) => each.value === initial);
  return {
    type: "radio_buttons",
    action_id: actionId,
    options: shown,
    ...(chosen ? { initial_option: chosen } : {}),
  };
}

export const checkboxes = (actionId: string, options: readonly (Option | null)[]): Checkboxes => ({
  type: "checkboxes",
  action_id: actionId,
  options: present(options).slice(0, LIMITS.checkboxes.options),
});

/** `initial` is data, but it is what the person typed: it comes back uncut up to the input's own limit. */
export const textInput = (
  actionId: string,
  words: { readonly placeholder: string; readonly initial?: string; readonly maxLength?: number },
): PlainTextInput => {
  const most = Math.min(words.maxLength ?? LIMITS.plainTextInput.maxLength, LIMITS.plainTextInput.maxLength);
  const initial = words.initial === undefined ? "" : cut(words.initial.toWellFormed(), most);
  return {
    type: "plain_text_input",
    action_id: actionId,
    multiline: true,
    max_length: most,
    placeholder: plain(words.placeholder, LIMITS.plainTextInput.placeholder),
    ...(initial === "" ? {} : { initial_value: initial }),
  };
};

/** A moment to the minute, in the reader's own zone. Epoch ms; null: nothing is chosen yet. */
export const dateTimePicker = (actionId: string, initial: number | null): DateTimepicker => ({
  type: "datetimepicker",
  action_id: actionId,
  ...(initial === null ? {} : { initial_date_time: Math.floor(initial / 1_000) }),
});

export const input = (words: {
  /** Errors are shown beside the block of this id; another id resets what was typed. */
  readonly blockId: string;
  readonly label: string;
  readonly hint?: string | null;
  readonly optional?: boolean;
  readonly dispatch?: boolean;
  readonly element: InputBlockElement;
}): InputBlock => ({
  type: "input",
  block_id: words.blockId.slice(0, LIMITS.blockId),
  label: plain(words.label, LIMITS.input.label),
  element: words.element,
  optional: words.optional ?? false,
  ...(words.hint ? { hint: plain(words.hint, LIMITS.input.hint) } : {}),
  ...(words.dispatch ? { dispatch_action: true } : {}),
});

/**
 * Foot blocks (the buttons) are always kept. A body of too many blocks is cut before them, and of a body with too much
 * text the longest blocks are left out; both are said.
 */
export function card(
  text: Mrkdwn,
  body: readonly (KnownBlock | null)[],
  foot: readonly KnownBlock[] = [],
): Card {
  const fitting = within(present(body), foot, LIMITS.message.blocks);
  return {
    text: render(text, LIMITS.message.text) || "–",
    blocks: withinText(fitting, LIMITS.message.blocksText),
  };
}

function within(body: readonly KnownBlock[], foot: readonly KnownBlock[], most: number): KnownBlock[] {
  const end = foot.slice(0, most - 1);
  if (body.length + end.length <= most) return [...body, ...end];
  const room = most - end.length - 1;
  return [
    ...body.slice(0, room),
    context(md`… ${body.length - room} more parts are not shown here.`),
    ...end,
  ];
}

/** Blocks with controls stay, whatever they hold. */
function withinText(blocks: readonly KnownBlock[], most: number): KnownBlock[] {
  const shown = [...blocks];
  const lengths = shown.map(textLength);
  let total = lengths.reduce((sum, length) => sum + length, 0);
  while (total > most) {
    const at = lengths.indexOf(Math.max(...lengths.filter((_, index) => shown[index]?.type !== "actions")));
    const longest = lengths[at];
    const left = context(md`… this part is too long to be shown here.`);
    if (longest === undefined || longest <= textLength(left)) return shown;
    shown[at] = left;
    lengths[at] = textLength(left);
    total += textLength(left) - longest;
  }
  return shown;
}

/** Characters of everything in it that is read. */
function textLength(part: unknown): number {
  if (Array.isArray(part)) return part.reduce<number>((sum, inner) => sum + textLength(inner), 0);
  if (typeof part !== "object" || part === null) return 0;
  let length = "text" in part && typeof part.text === "string" ? part.text.length : 0;
  for (const inner of Object.values(part)) if (typeof inner === "object") length += textLength(inner);
  return length;
}

export interface ModalWords {
  readonly callbackId: string;
  readonly title: string;
  readonly submit?: string | null;
  readonly close?: string;
  readonly metadata?: string;
  readonly notifyOnClose?: boolean;
  readonly blocks: readonly (KnownBlock | null)[];
}

/** Throws a RangeError for metadata over the limit: cut metadata would name another record. */
export function modal(words: ModalWords): Modal {
  const metadata = words.metadata ?? "";
  if (metadata.length > LIMITS.view.privateMetadata) {
    throw new RangeError(
      `private_metadata has ${metadata.length} characters, at most ${LIMITS.view.privateMetadata}`,
    );
  }
  const blocks = within(present(words.blocks), [], LIMITS.view.blocks);
  return {
    type: "modal",
    callback_id: words.callbackId.slice(0, LIMITS.view.callbackId),
    title: plain(words.title, LIMITS.view.title),
    close: plain(words.close ?? "Close", LIMITS.view.close),
    ...(words.submit ? { submit: plain(words.submit, LIMITS.view.submit) } : {}),
    ...(metadata === "" ? {} : { private_metadata: metadata }),
    ...(words.notifyOnClose ? { notify_on_close: true } : {}),
    blocks: blocks.length === 0 ? [section(md`–`)] : blocks,
  };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const out: T[][] = [];
  for (let at = 0; at < items.length; at += size) out.push(items.slice(at, at + size));
  return out;
}
