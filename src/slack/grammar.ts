// What people type after `/deployments`, or after the bot's name: text -> what it can mean (design section 7).
// Pure and total: it knows the words, not the deployments; the caller finds out which names exist.

import { distance } from "fastest-levenshtein";
import { ACTION_NAMES, type ActionName } from "../deployments/action-names.ts";
import { asTyped } from "../deployments/names.ts";
import { LIST_FILTERS, type ListFilter } from "./action-ids.ts";

/** Longer than any deployment's label with a command before it; what is longer was pasted by mistake. */
export const MAX_COMMAND_LENGTH = 1000;

/** Words that need a deployment's name behind them, beside the actions. */
export const NAME_VERBS = ["rollback", "history", "settings", "subscribe", "unsubscribe"] as const;
export type NameVerb = (typeof NAME_VERBS)[number];

/** Words that stand alone, and what they mean then. */
const LONE_WORDS = {
  whoami: "whoami",
  help: "help",
  approvals: "approvals",
  // With a name behind them they are about Use Cases.
  link: "link-account",
  unlink: "unlink-account",
} as const;
type LoneWord = keyof typeof LONE_WORDS;

export type Reading =
  | { readonly kind: "list"; readonly filter: ListFilter; readonly text: string }
  | { readonly kind: "deployment"; readonly name: string }
  | { readonly kind: "action"; readonly action: ActionName; readonly name: string }
  | { readonly kind: "why"; readonly action: ActionName; readonly name: string }
  | { readonly kind: NameVerb; readonly name: string }
  | { readonly kind: (typeof LONE_WORDS)[LoneWord] }
  /** `why` about something that is none; `near` is the action that was meant, where one is like it; `asked` is all behind `why`. */
  | {
      readonly kind: "no-such-action";
      readonly word: string;
      readonly near: string | null;
      readonly asked: string;
    }
  /** A word that wants more behind it, for example `rollback` alone: `usage` shows the whole form. */
  | { readonly kind: "incomplete"; readonly usage: string }
  /** `why` without an action; `typed` is what was typed in its place, empty: nothing. */
  | { readonly kind: "which-action"; readonly typed: string }
  | { readonly kind: "too-long"; readonly length: number };

export interface Vocabulary {
  readonly actions: readonly {
    readonly name: ActionName;
    readonly words: { readonly commands: readonly string[] };
  }[];
}

const OPENING_QUOTES = ['"', "'", "`"];
/** Ids of DataRobot objects: 24 hexadecimal digits. */
const OBJECT_ID = /^[0-9a-f]{24}$/iu;

/**
 * The words of a Slack message as the person typed them: the bot's own mention goes, links and channels become what
 * they show, `&amp;` and its like become the character. Slack formats command text the same way with `should_escape`.
 */
export function typedText(text: string, botUser: string | null): string {
  if (!/[<&]/.test(text)) return text;
  return text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/gu, (mention, user: string) => (user === botUser ? " " : mention))
    .replace(/<#[A-Z0-9]+\|([^>]*)>/gu, "#$1")
    .replace(
      /<(?![@#!])([^>|]*)(?:\|([^>]*))?>/gu,
      (_, link: string, label: string | undefined) => label ?? link,
    )
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** `"a \"b\""` -> `a "b"`; null when it does not start with a quote. A missing closing quote is forgiven. */
function unquote(text: string): string | null {
  const quote = OPENING_QUOTES.find((mark) => text.startsWith(mark));
  if (quote === undefined || text.length < 2) return null;
  const closed = text.endsWith(quote) && !/(?<!\\)(?:\\\\)*\\$/u.test(text.slice(0, -1));
  const inner = text.slice(1, closed ? -1 : undefined);
  return inner.replace(/\\(["'`\\])/gu, "$1").trim();
}

const quote = (name: string): string => `"${name.replace(/["\\]/gu, "\\$&")}"`;

/** A name behind a verb; `forced` when quotes or an id leave no doubt that it is a name. */
function nameIn(text: string): { readonly name: string; readonly forced: boolean } {
  const quoted = unquote(text);
  if (quoted !== null) return { name: quoted, forced: true };
  return { name: text, forced: OBJECT_ID.test(text) };
}

interface Split {
  readonly action: ActionName;
  /** The words that name it, as they were typed. */
  readonly verb: string;
  readonly rest: string;
}

/** By a vocabulary's actions, which stay the same while the process runs: each command asks several times. */
const BY_WORDS = new WeakMap<Vocabulary["actions"], ReadonlyMap<string, ActionName>>();

/** Every name and alias, its words joined by dashes, to the first action that has it. */
function byWords({ actions }: Vocabulary): ReadonlyMap<string, ActionName> {
  const known = BY_WORDS.get(actions);
  if (known !== undefined) return known;
  const made = new Map<string, ActionName>();
  for (const { name, words } of actions)
    for (const word of [name, ...words.commands.map((command) => command.replaceAll(" ", "-"))])
      if (!made.has(word)) made.set(word, name);
  BY_WORDS.set(actions, made);
  return made;
}

/** All ways to read the first words as an action: `replace model x` is `replace` of "model x" or `replace-model` of "x". */
function actionsAtStart(text: string, vocabulary: Vocabulary): readonly Split[] {
  const known = byWords(vocabulary);
  const words = text.split(" ");
  const splits: Split[] = [];
  for (const count of [3, 2, 1]) {
    if (words.length < count) continue;
    const head = words.slice(0, count).join("-").toLowerCase();
    const action = known.get(head);
    if (action !== undefined)
      splits.push({ action, verb: words.slice(0, count).join(" "), rest: words.slice(count).join(" ") });
  }
  return splits;
}

const isLoneWord = (word: string): word is LoneWord => Object.hasOwn(LONE_WORDS, word);

const isFilter = (word: string): word is ListFilter => (LIST_FILTERS as readonly string[]).includes(word);

function listReading(text: string, needsFilter: boolean): Reading | null {
  const [first = "", ...rest] = text.split(" ");
  const filter = first.toLowerCase();
  if (isFilter(filter)) return { kind: "list", filter, text: nameIn(rest.join(" ")).name };
  return needsFilter ? null : { kind: "list", filter: "all", text: nameIn(text).name };
}

interface Found {
  readonly readings: readonly Reading[];
  /** No doubt is left: the whole text is not a name as well. */
  readonly sure: boolean;
}

const withName = (splits: readonly Split[], kind: "action" | "why"): Found => {
  const complete = splits
    .map(({ action, rest }) => ({ action, ...nameIn(rest) }))
    .filter(({ name }) => name !== "");
  const sure = complete.filter(({ forced }) => forced);
  return {
    readings: (sure.length > 0 ? sure.slice(0, 1) : complete).map(({ action, name }) => ({
      kind,
      action,
      name,
    })),
    sure: sure.length > 0,
  };
};

const commandsOf = (vocabulary: Vocabulary): readonly string[] =>
  vocabulary.actions.flatMap(({ words }) => words.commands);

/** The one known word that a typed one can be a slip of; null: none, or more than one. */
function nearest(word: string, known: readonly string[]): string | null {
  const typed = word.toLowerCase();
  const near = known.filter((each) => distance(typed, each) <= Math.min(2, Math.floor(each.length / 3)));
  // Two within reach may be opposites (subscribe, unsubscribe): then nothing is guessed.
  const [one, ...others] = new Set(near);
  return one === undefined || others.length > 0 ? null : one;
}

/** The command that a text begins with a slip of, `repalce x` as `replace x`; null: none is near. */
export function correctedVerb(text: string, vocabulary: Vocabulary): string | null {
  const [first = "", ...rest] = asTyped(text).split(" ");
  if (rest.length === 0) return null;
  const verb = nearest(first, [...commandsOf(vocabulary), ...NAME_VERBS, "why"]);
  return verb === null ? null : [verb, ...rest].join(" ");
}

function verbReadings(text: string, vocabulary: Vocabulary): Found {
  const space = text.indexOf(" ");
  const first = (space === -1 ? text : text.slice(0, space)).toLowerCase();
  const rest = space === -1 ? "" : text.slice(space + 1);
  if (isLoneWord(first) && (rest === "" || first === "help"))
    return { readings: [{ kind: LONE_WORDS[first] }], sure: false };
  const verb = NAME_VERBS.find((word) => word === first);
  if (verb !== undefined) {
    const { name, forced } = nameIn(rest);
    if (name === "") return { readings: [{ kind: "incomplete", usage: `${verb} <name>` }], sure: false };
    return { readings: [{ kind: verb, name }], sure: forced };
  }
  if (first === "why") {
    const found = withName(actionsAtStart(rest, vocabulary), "why");
    if (found.readings.length > 0) return found;
    const [word = "", ...others] = rest.split(" ");
    if (word.toLowerCase() === "rollback") {
      // Going back is a replacement by the model before, under the same rules.
      const { name, forced } = nameIn(others.join(" "));
      return name === ""
        ? { readings: [{ kind: "incomplete", usage: "why rollback <name>" }], sure: false }
        : { readings: [{ kind: "why", action: "replace-model", name }], sure: forced };
    }
    const [action] = actionsAtStart(rest, vocabulary);
    if (action !== undefined)
      return { readings: [{ kind: "incomplete", usage: `why ${action.verb} <name>` }], sure: false };
    const near = nearest(word, commandsOf(vocabulary));
    return {
      readings: [
        rest !== word || near !== null
          ? { kind: "no-such-action", word, near, asked: rest }
          : { kind: "which-action", typed: word },
      ],
      sure: false,
    };
  }
  if (first === "list") {
    const list = listReading(rest, false);
    return {
      readings: list === null ? [] : [list],
      sure: unquote(rest.split(" ").slice(1).join(" ")) !== null,
    };
  }
  const filtered = listReading(text, true);
  if (filtered !== null) return { readings: [filtered], sure: false };
  const actions = actionsAtStart(text, vocabulary);
  const named = withName(actions, "action");
  if (named.readings.length > 0) return named;
  const [bare] = actions;
  return {
    readings: bare === undefined ? [] : [{ kind: "incomplete", usage: `${bare.verb} <name>` }],
    sure: false,
  };
}

/**
 * Everything that the text can mean, most likely first, at least one. Readings with a name are candidates: the caller
 * looks up which names exist and offers a choice when more than one does. The last one takes the whole text as a name,
 * except when quotes or an id leave no doubt. Never throws.
 */
export function parse(text: string, vocabulary: Vocabulary): readonly Reading[] {
  const typed = asTyped(text);
  if (typed.length > MAX_COMMAND_LENGTH) return [{ kind: "too-long", length: typed.length }];
  if (typed === "") return [{ kind: "list", filter: "all", text: "" }];
  const whole = nameIn(typed);
  if (whole.forced) {
    return [
      whole.name === ""
        ? { kind: "list", filter: "all", text: "" }
        : { kind: "deployment", name: whole.name },
    ];
  }
  const found = verbReadings(typed, vocabulary);
  return found.sure ? found.readings : [...found.readings, { kind: "deployment", name: typed }];
}

/** The reading as text that parses to this reading alone: for buttons that offer a choice. */
export function formatReading(reading: Reading): string {
  switch (reading.kind) {
    case "list":
      return reading.text === "" ? `list ${reading.filter}` : `list ${reading.filter} ${quote(reading.text)}`;
    case "deployment":
      return quote(reading.name);
    case "action":
      return `${reading.action} ${quote(reading.name)}`;
    case "why":
      return `why ${reading.action} ${quote(reading.name)}`;
    case "rollback":
    case "history":
    case "settings":
    case "subscribe":
    case "unsubscribe":
      return `${reading.kind} ${quote(reading.name)}`;
    case "whoami":
    case "help":
    case "approvals":
      return reading.kind;
    case "link-account":
      return "link";
    case "unlink-account":
      return "unlink";
    case "no-such-action":
    case "incomplete":
    case "which-action":
    case "too-long":
      return "help";
  }
}

export const isActionName = (text: string): text is ActionName =>
  (ACTION_NAMES as readonly string[]).includes(text);
