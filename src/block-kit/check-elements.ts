// Lengths, counts and surfaces of elements, texts and options whose shape is known to be right.
import type {
  Button,
  ConfirmationDialog,
  KnownBlock,
  Option,
  PlainTextElement,
  TextObject,
} from "@slack/types";
import type { Problem } from "./check.ts";
import { MODAL_INPUTS, NOT_ON_HOME, type Surface } from "./check-surfaces.ts";
import { LIMITS } from "./limits.ts";
import { escapedLength } from "./text.ts";

type Input = Extract<KnownBlock, { type: "input" }>["element"];
type Feedback = Extract<
  Extract<KnownBlock, { type: "context_actions" }>["elements"][number],
  { type: "feedback_buttons" }
>;
export type Element =
  | Input
  | Extract<KnownBlock, { type: "actions" }>["elements"][number]
  | NonNullable<Extract<KnownBlock, { type: "section" }>["accessory"]>
  | Extract<KnownBlock, { type: "context_actions" }>["elements"][number];

/** Collects problems at places of a payload. */
export interface Report {
  readonly surface: Surface;
  add(path: string, code: string, message: string): void;
}

export function reportTo(problems: Problem[], surface: Surface): Report {
  return { surface, add: (path, code, message) => problems.push({ path, code, message }) };
}

export function textWithin(report: Report, path: string, text: string | undefined, limit: number): void {
  if (text !== undefined && text.length > limit) {
    report.add(path, "too_long", `must be less than ${limit + 1} characters`);
  }
}

export function count(
  report: Report,
  path: string,
  items: readonly unknown[],
  from: number,
  to: number,
): void {
  if (items.length > to) report.add(path, "too_many", `no more than ${to} items allowed`);
  if (items.length < from) report.add(path, "too_few", `no fewer than ${from} items allowed`);
}

/** `&`, `<` and `>` of a plain text count as Slack may store them, escaped; mrkdwn comes escaped already. */
export function textObject(
  report: Report,
  path: string,
  text: TextObject | undefined,
  limit: number = LIMITS.text,
): void {
  if (text === undefined) return;
  const length = text.type === "plain_text" ? escapedLength(text.text) : text.text.length;
  if (length > limit) report.add(`${path}/text`, "too_long", `must be less than ${limit + 1} characters`);
  if (text.text.length === 0) report.add(`${path}/text`, "empty", "must be more than 0 characters");
}

function confirmDialog(report: Report, path: string, dialog: ConfirmationDialog | undefined): void {
  if (dialog === undefined) return;
  textObject(report, `${path}/title`, dialog.title, LIMITS.confirm.title);
  textObject(report, `${path}/text`, dialog.text, LIMITS.confirm.text);
  textObject(report, `${path}/confirm`, dialog.confirm, LIMITS.confirm.confirm);
  textObject(report, `${path}/deny`, dialog.deny, LIMITS.confirm.deny);
}

export function option(
  report: Report,
  path: string,
  one: Option,
  place: "select" | "overflow" = "select",
): void {
  textObject(report, `${path}/text`, one.text, LIMITS.option.text);
  textObject(report, `${path}/description`, one.description, LIMITS.option.description);
  textWithin(report, `${path}/value`, one.value, LIMITS.option.value);
  if (one.value === undefined || one.value === "") {
    report.add(`${path}/value`, "missing_value", "missing required field: value");
  }
  textWithin(report, `${path}/url`, one.url, LIMITS.option.url);
  if (one.url !== undefined && place !== "overflow") {
    report.add(`${path}/url`, "wrong_place", "only options of an overflow menu may have a url");
  }
}

const same = (a: Option, b: Option): boolean => a.value === b.value && a.text.text === b.text.text;

function choices(
  report: Report,
  path: string,
  element: {
    options?: Option[];
    option_groups?: { label: PlainTextElement; options: Option[] }[];
    initial_option?: Option;
    initial_options?: Option[];
  },
  most: number,
  place: "select" | "overflow" = "select",
): void {
  const { options, option_groups: groups } = element;
  if ((options === undefined) === (groups === undefined)) {
    report.add(path, "options", "needs options or option_groups, and not both");
  }
  if (options) count(report, `${path}/options`, options, 1, most);
  options?.forEach((one, at) => {
    option(report, `${path}/options/${at}`, one, place);
  });
  if (groups) optionGroups(report, `${path}/option_groups`, groups, 1);
  const offered = [...(options ?? []), ...(groups ?? []).flatMap((group) => group.options)];
  const initial = element.initial_option ? [element.initial_option] : (element.initial_options ?? []);
  for (const chosen of initial) {
    if (!offered.some((one) => same(one, chosen))) {
      report.add(path, "initial_option", "initial options must be among the options");
    }
  }
}

export function optionGroups(
  report: Report,
  path: string,
  groups: readonly { label: PlainTextElement; options: readonly Option[] }[],
  from: number,
): void {
  count(report, path, groups, from, LIMITS.select.groups);
  groups.forEach((group, at) => {
    textObject(report, `${path}/${at}/label`, group.label, LIMITS.select.groupLabel);
    count(report, `${path}/${at}/options`, group.options, from, LIMITS.select.options);
    group.options.forEach((one, index) => {
      option(report, `${path}/${at}/options/${index}`, one);
    });
  });
}

function button(report: Report, path: string, one: Button): void {
  textObject(report, `${path}/text`, one.text, LIMITS.button.text);
  textWithin(report, `${path}/value`, one.value, LIMITS.button.value);
  textWithin(report, `${path}/url`, one.url, LIMITS.button.url);
  textWithin(
    report,
    `${path}/accessibility_label`,
    one.accessibility_label,
    LIMITS.button.accessibilityLabel,
  );
}

function feedback(report: Report, path: string, element: Feedback): void {
  for (const name of ["positive_button", "negative_button"] as const) {
    const one = element[name];
    textObject(report, `${path}/${name}/text`, one.text, LIMITS.button.text);
    textWithin(report, `${path}/${name}/value`, one.value, LIMITS.button.value);
  }
}

export function element(report: Report, path: string, one: Element, inInput: boolean): void {
  if ("action_id" in one) textWithin(report, `${path}/action_id`, one.action_id, LIMITS.actionId);
  if ("placeholder" in one) {
    textObject(report, `${path}/placeholder`, one.placeholder, LIMITS.select.placeholder);
  }
  if ("confirm" in one) confirmDialog(report, `${path}/confirm`, one.confirm);
  if (MODAL_INPUTS.has(one.type) && !(inInput && report.surface === "modal")) {
    report.add(path, "wrong_surface", `${one.type} is allowed only in an input block of a modal`);
  }
  if (NOT_ON_HOME.has(one.type) && report.surface === "home") {
    report.add(path, "wrong_surface", `${one.type} is not allowed on Home`);
  }
  switch (one.type) {
    case "button":
      button(report, path, one);
      return;
    case "static_select":
    case "multi_static_select":
      choices(report, path, one, LIMITS.select.options);
      return;
    case "external_select":
      if (one.initial_option) option(report, `${path}/initial_option`, one.initial_option);
      return;
    case "multi_external_select":
      one.initial_options?.forEach((each, at) => {
        option(report, `${path}/initial_options/${at}`, each);
      });
      return;
    case "overflow":
      choices(report, path, one, LIMITS.overflow.options, "overflow");
      return;
    case "checkboxes":
      choices(report, path, one, LIMITS.checkboxes.options);
      return;
    case "radio_buttons":
      choices(report, path, one, LIMITS.radioButtons.options);
      return;
    case "plain_text_input":
      plainTextInput(report, path, one);
      return;
    case "image":
      image(report, path, one);
      return;
    case "feedback_buttons":
      feedback(report, path, one);
      return;
    case "icon_button":
      textObject(report, `${path}/text`, one.text, LIMITS.button.text);
      textWithin(report, `${path}/value`, one.value, LIMITS.button.value);
      return;
    default:
      return;
  }
}

function plainTextInput(
  report: Report,
  path: string,
  one: { min_length?: number; max_length?: number; initial_value?: string },
): void {
  const most = LIMITS.plainTextInput.maxLength;
  for (const key of ["min_length", "max_length"] as const) {
    const value = one[key];
    if (value !== undefined && (value > most || value < 0)) {
      report.add(`${path}/${key}`, "out_of_range", `must be between 0 and ${most}`);
    }
  }
  if ((one.min_length ?? 0) > (one.max_length ?? most)) {
    report.add(path, "out_of_range", "min_length must not be greater than max_length");
  }
  textWithin(report, `${path}/initial_value`, one.initial_value, one.max_length ?? most);
}

export function image(report: Report, path: string, one: { alt_text: string } & object): void {
  textWithin(report, `${path}/alt_text`, one.alt_text, LIMITS.image.altText);
  if (one.alt_text === "") report.add(`${path}/alt_text`, "empty", "must be more than 0 characters");
  if ("image_url" in one && typeof one.image_url === "string") {
    textWithin(report, `${path}/image_url`, one.image_url, LIMITS.image.url);
  }
}
