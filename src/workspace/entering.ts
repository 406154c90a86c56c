// What a person can enter into an element: offered options only, and nothing that Slack itself would stop.
import { type FieldValue, PersonCannot } from "./acts.ts";
import { initialValue, isEmpty, isRecord, ownOptions, type Place } from "./elements.ts";
import type { Json, StateValue, StateValues } from "./state.ts";

const textOfOption = (option: Json): string => (isRecord(option.text) ? String(option.text.text) : "");

function pick(offered: readonly Json[], wanted: string, place: Place): Json {
  const found =
    offered.find((option) => option.value === wanted) ??
    offered.find((option) => textOfOption(option) === wanted);
  if (found) return found;
  const there = offered.map((option) => `${textOfOption(option)} (${String(option.value)})`).join(", ");
  throw new PersonCannot(
    "option_not_offered",
    `${place.actionId} does not offer ${wanted}. Offered: ${there || "nothing"}.`,
  );
}

export const isExternal = (element: Json): boolean =>
  element.type === "external_select" || element.type === "multi_external_select";

/** What the element holds afterwards. `loaded`: options that the bot offered for it. */
export function entered(place: Place, value: FieldValue, loaded: readonly Json[]): StateValue {
  const { element } = place;
  const type = String(element.type);
  const offered = isExternal(element)
    ? [...loaded, ...[element.initial_option, element.initial_options].flat().filter(isRecord)]
    : ownOptions(element);
  const all = value === null || value === "" ? [] : typeof value === "string" ? [value] : [...value];
  const one = all[0] ?? null;
  const most = Number(element.max_selected_items ?? Number.POSITIVE_INFINITY);
  if (all.length > most) {
    throw new PersonCannot("too_many_selected", `${place.actionId} takes at most ${most}.`);
  }
  const chosen = () => (one === null ? null : pick(offered, one, place));
  switch (type) {
    case "plain_text_input":
    case "number_input":
    case "email_text_input":
    case "url_text_input":
      return { type, value: one };
    case "rich_text_input":
      return { type, rich_text_value: one === null ? null : richText(one) };
    case "static_select":
    case "external_select":
    case "radio_buttons":
    case "overflow":
      return { type, selected_option: chosen() };
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return { type, selected_options: all.map((each) => pick(offered, each, place)) };
    case "users_select":
      return { type, selected_user: one };
    case "multi_users_select":
      return { type, selected_users: all };
    case "channels_select":
      return { type, selected_channel: one };
    case "multi_channels_select":
      return { type, selected_channels: all };
    case "conversations_select":
      return { type, selected_conversation: one };
    case "multi_conversations_select":
      return { type, selected_conversations: all };
    case "datepicker":
      return { type, selected_date: shaped(place, one, /^\d{4}-\d{2}-\d{2}$/, "a date like 2026-11-24") };
    case "timepicker":
      return { type, selected_time: shaped(place, one, /^([01]\d|2[0-3]):[0-5]\d$/, "a time like 09:30") };
    case "datetimepicker": {
      const seconds = shaped(place, one, /^\d{10}$/, "seconds since 1970");
      return { type, selected_date_time: seconds === null ? null : Number(seconds) };
    }
    default:
      throw new PersonCannot(
        "nothing_to_enter",
        `${place.actionId} is a ${type}: there is nothing to enter.`,
      );
  }
}

/** Pickers hand out nothing else. */
function shaped(place: Place, value: string | null, shape: RegExp, words: string): string | null {
  if (value === null || shape.test(value)) return value;
  throw new PersonCannot("not_offered", `${place.actionId} takes ${words}, not ${value}.`);
}

/** As the box sends what was typed without any formatting. */
const richText = (text: string): Json => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
});

/** What Slack says beside the fields before it sends anything, by block_id. */
export function fieldProblems(places: readonly Place[], values: StateValues): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const place of places) {
    if (place.input === null || initialValue(place.element) === null) continue;
    const value = values[place.blockId]?.[place.actionId];
    const problem = isEmpty(value)
      ? place.input.optional === true
        ? null
        : "Please complete this required field."
      : wrongText(place.element, value);
    if (problem) problems[place.blockId] = problem;
  }
  return problems;
}

function wrongText(element: Json, value: StateValue | undefined): string | null {
  const text = typeof value?.value === "string" ? value.value : null;
  if (text === null) return null;
  const least = Number(element.min_length ?? 0);
  const most = Number(element.max_length ?? Number.POSITIVE_INFINITY);
  if (text.length < least) return `Please enter at least ${least} characters.`;
  if (text.length > most) return `Please enter no more than ${most} characters.`;
  switch (element.type) {
    case "number_input": {
      const number = Number(text);
      if (!Number.isFinite(number)) return "Please enter a number.";
      if (element.is_decimal_allowed !== true && !Number.isInteger(number))
        return "Please enter a whole number.";
      if (number < Number(element.min_value ?? number))
        return `Please enter at least ${String(element.min_value)}.`;
      if (number > Number(element.max_value ?? number))
        return `Please enter at most ${String(element.max_value)}.`;
      return null;
    }
    case "email_text_input":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : "Please enter an email address.";
    case "url_text_input":
      return URL.canParse(text) ? null : "Please enter a URL.";
    default:
      return null;
  }
}
