// What a mistake in the policy file is called: the value as it was written, what is allowed, what was probably meant.
import { z } from "zod";
import { didYouMean } from "../config/did-you-mean.ts";

const LONGEST_SHOWN = 60;

/** Foreign text without line breaks, control characters and marks that turn the reading direction. */
export const onOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ");

/** A foreign value for a message: short, on one line, text in quotes. */
export function shown(value: unknown): string {
  if (typeof value === "string") {
    const line = onOneLine(value);
    return `'${line.length <= LONGEST_SHOWN ? line : `${line.slice(0, LONGEST_SHOWN)}…`}'`;
  }
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a group of keys" : String(value);
}

export const notOneOf = (text: string, words: readonly string[]): string =>
  `${shown(text)} is not one of ${words.join(", ")}.${suggestion(text, words)}`;

/** ` Did you mean 'x'?`, or nothing when no word is near. */
export function suggestion(text: string, words: readonly string[]): string {
  if (text.length > LONGEST_SHOWN) return "";
  const near = didYouMean(
    text.toLowerCase(),
    words.map((word) => word.toLowerCase()),
  );
  const meant = words.find((word) => word.toLowerCase() === near);
  return meant === undefined ? "" : ` Did you mean '${meant}'?`;
}

const KINDS: Readonly<Record<string, string>> = {
  object: "a group of keys",
  array: "a list",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

/** Sentences for what zod finds by itself. They follow the name of the key: "remind is missing." */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined || issue.input === null) return "is missing.";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}, not ${shown(issue.input)}.`;
    case "too_small":
      return issue.origin === "number"
        ? `must be at least ${issue.minimum}, not ${shown(issue.input)}.`
        : "must not be empty.";
    case "too_big":
      return issue.origin === "number"
        ? `must be at most ${issue.maximum}, not ${shown(issue.input)}.`
        : `must not be longer than ${issue.maximum}.`;
    default:
      return `cannot be ${shown(issue.input)}.`;
  }
};

/** One of the words, whatever its capitals; `others` are the forms beside them that a mistake names, too. */
export const word = <const Word extends string>(words: readonly Word[], others: readonly string[] = []) =>
  z.string().transform((text, context): Word => {
    const found = words.find((known) => known.toLowerCase() === text.trim().toLowerCase());
    if (found !== undefined) return found;
    context.addIssue({ code: "custom", message: notOneOf(text, [...words, ...others]) });
    return z.NEVER;
  });

/** Text that a function understands (else null); `wanted` follows "must be". */
export const textThat = <Read>(read: (text: string) => Read | null, wanted: string) =>
  z
    .string({ error: ({ input }) => `must be ${wanted}, not ${shown(input)}.` })
    .transform((text, context): Read => {
      const value = read(text);
      if (value !== null) return value;
      context.addIssue({ code: "custom", message: `must be ${wanted}, not ${shown(text)}.` });
      return z.NEVER;
    });

/** A list, or one item without the brackets. */
export const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (value === null || value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(200),
  );

/** A group of known keys. Its message about an unknown one is the list of the known ones: the reader of issues makes the sentence. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(", ") : undefined),
  });
