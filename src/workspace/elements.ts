// Blocks as Slack keeps them: with the ids it gives, and the elements found inside them.
import type { Json, State, StateValue, StateValues } from "./state.ts";

export interface Place {
  readonly blockId: string;
  readonly actionId: string;
  readonly element: Json;
  /** The input block around it; null in actions, sections and the like. */
  readonly input: Json | null;
}

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const records = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** A copy with block_id and action_id where the app gave none, and the defaults that Slack writes into texts. */
export function withIds(state: State, blocks: readonly unknown[]): Json[] {
  return records(structuredClone(blocks)).map((block) => named(state, block));
}

function named(state: State, block: Json): Json {
  const out: Json = textDefaults({ ...block, block_id: block.block_id ?? state.newId("b") });
  if (block.type === "container")
    out.child_blocks = records(out.child_blocks).map((one) => named(state, one));
  for (const element of elementsOf(out)) {
    if (element.type !== "image") element.action_id ??= state.newId("a");
  }
  return out;
}

function textDefaults<T>(value: T): T {
  if (Array.isArray(value)) return value.map(textDefaults) as T;
  if (!isRecord(value)) return value;
  const out: Json = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, textDefaults(one)]));
  if (out.type === "plain_text") out.emoji ??= true;
  if (out.type === "mrkdwn") out.verbatim ??= false;
  return out as T;
}

function elementsOf(block: Json): Json[] {
  switch (block.type) {
    case "actions":
    case "context_actions":
      return records(block.elements);
    case "section":
      return isRecord(block.accessory) ? [block.accessory] : [];
    case "input":
      return isRecord(block.element) ? [block.element] : [];
    case "card":
      return records(block.actions);
    default:
      return [];
  }
}

/** Every interactive element of the blocks, those in containers and carousels included. */
export function placesOf(blocks: readonly Json[]): Place[] {
  return blocks.flatMap((block) => {
    if (block.type === "container") return placesOf(records(block.child_blocks));
    if (block.type === "carousel") return placesOf(records(block.elements));
    return elementsOf(block)
      .filter((element) => typeof element.action_id === "string")
      .map((element) => ({
        blockId: String(block.block_id),
        actionId: String(element.action_id),
        element,
        input: block.type === "input" ? block : null,
      }));
  });
}

/**
 * What an element holds before anybody touched it; null for those without a state (buttons, overflow menus).
 * `conversation`: the one that the person is looking at, for selects that start with it.
 */
export function initialValue(element: Json, conversation: string | null = null): StateValue | null {
  const current = element.default_to_current_conversation === true ? conversation : null;
  const type = String(element.type);
  const initial = (key: string): unknown => element[key] ?? null;
  switch (type) {
    case "plain_text_input":
    case "number_input":
    case "email_text_input":
    case "url_text_input":
      return { type, value: initial("initial_value") };
    case "rich_text_input":
      return { type, rich_text_value: initial("initial_value") };
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return { type, selected_option: initial("initial_option") };
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return { type, selected_options: element.initial_options ?? [] };
    case "users_select":
      return { type, selected_user: initial("initial_user") };
    case "multi_users_select":
      return { type, selected_users: element.initial_users ?? [] };
    case "channels_select":
      return { type, selected_channel: initial("initial_channel") };
    case "multi_channels_select":
      return { type, selected_channels: element.initial_channels ?? [] };
    case "conversations_select":
      return { type, selected_conversation: initial("initial_conversation") ?? current };
    case "multi_conversations_select":
      return {
        type,
        selected_conversations: element.initial_conversations ?? (current === null ? [] : [current]),
      };
    case "datepicker":
      return { type, selected_date: initial("initial_date") };
    case "timepicker":
      return { type, selected_time: initial("initial_time") };
    case "datetimepicker":
      return { type, selected_date_time: initial("initial_date_time") };
    case "file_input":
      return { type, files: [] };
    default:
      return null;
  }
}

/** State of fresh blocks; what was entered before stays where block_id, action_id and type are still the same. */
export function stateOf(
  blocks: readonly Json[],
  before: StateValues = {},
  conversation: string | null = null,
): StateValues {
  const values: StateValues = {};
  for (const { blockId, actionId, element } of placesOf(blocks)) {
    const fresh = initialValue(element, conversation);
    if (fresh === null) continue;
    const kept = before[blockId]?.[actionId];
    values[blockId] = {
      ...values[blockId],
      [actionId]: kept?.type === fresh.type ? kept : fresh,
    };
  }
  return values;
}

/** Has the person left this input empty? */
export function isEmpty(value: StateValue | undefined): boolean {
  if (value === undefined) return true;
  const { type: _type, ...held } = value;
  return Object.values(held).every(
    (one) => one === null || one === undefined || one === "" || (Array.isArray(one) && one.length === 0),
  );
}

/** What can be pressed in an element: itself, or the two of a pair for feedback. */
export const buttonsOf = (element: Json): Json[] =>
  element.type === "feedback_buttons"
    ? [element.positive_button, element.negative_button].filter(isRecord)
    : [element];

/** Options that a select, menu or group of boxes offers by itself. */
export const ownOptions = (element: Json): Json[] => [
  ...records(element.options),
  ...records(element.option_groups).flatMap((group) => records(group.options)),
];

export { isRecord, records };
