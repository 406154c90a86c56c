// Text as attackers and accidents write it, and what must be true of every payload that shows it.
import fc from "fast-check";
import { expect } from "vitest";
import { checkHome, checkMessage, checkView } from "../../src/block-kit/check.ts";

export const HOSTILE = [
  "<!channel> <!here> <!everyone>",
  "<@U12345678> <!subteam^S123|@ops>",
  "<https://evil.example|https://good.example>",
  "<!date^0^{date}^https://evil.example|yesterday>",
  "@here @channel @everyone #general",
  "*bold* _italic_ ~strike~ `code` ```block```",
  "> quoted\n> twice\n&gt; escaped",
  ":white_check_mark: :tada",
  "approved:",
  "safe\u202Egnp.exe\u2066x\u2069",
  "zero\u200Bwidth\uFEFF\u00AD\u200D",
  "lone \uD800 surrogate \uDFFF",
  "line\r\nbreaks\u2028and\u2029more\v\f\n\n\n\n",
  `e${"\u0301".repeat(500)}`,
  "&amp; &lt;script&gt; <b>&</b>",
  "<".repeat(4000),
  "👩‍👩‍👧".repeat(1500),
  "",
  " \t\n ",
  "\u200B",
  "x".repeat(10_000),
] as const;

/** Foreign text: hostile, huge, empty, any Unicode. */
export const foreignText = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...HOSTILE) },
    { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...HOSTILE), fc.constantFrom(...HOSTILE))
        .map((two) => two.join("")),
    },
  );

interface Texts {
  readonly mrkdwn: string[];
  readonly plain: string[];
  readonly wrong: string[];
}

/** Every text of a payload by kind, and text objects that leave Slack something to interpret. */
function textsOf(payload: unknown, found: Texts = { mrkdwn: [], plain: [], wrong: [] }): Texts {
  if (Array.isArray(payload)) for (const each of payload) textsOf(each, found);
  else if (typeof payload === "object" && payload !== null) {
    if ("type" in payload && "text" in payload && typeof payload.text === "string") {
      if (payload.type === "mrkdwn") {
        found.mrkdwn.push(payload.text);
        if (!("verbatim" in payload) || payload.verbatim !== true)
          found.wrong.push(`not verbatim: ${payload.text}`);
      } else {
        found.plain.push(payload.text);
        if (payload.type === "plain_text" && (!("emoji" in payload) || payload.emoji !== false)) {
          found.wrong.push(`reads emoji codes: ${payload.text}`);
        }
      }
    }
    for (const each of Object.values(payload)) textsOf(each, found);
  }
  return found;
}

/** The only markup that the bot writes. */
const OWN_MARKUP =
  /<@[UW][A-Z0-9_]+>|<#[CG][A-Z0-9]+>|<!date\^\d+\^\{date_short_pretty\} at \{time\}\|[0-9+-]+-\d\d-\d\d \d\d:\d\d UTC>/g;
/** Control characters but the line break, format characters (bidirectional, zero-width), lone surrogates. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

/** Nothing foreign mentions, links, shows an emoji or hides; `typed` texts of people's own inputs are left out. */
export function foreignMarkup(payload: { readonly text?: string; readonly blocks: unknown }): string[] {
  const { mrkdwn, plain, wrong } = textsOf(payload.blocks);
  const formatted = payload.text === undefined ? mrkdwn : [...mrkdwn, payload.text];
  const problems = [...wrong];
  for (const text of formatted) {
    const rest = text.replace(OWN_MARKUP, "");
    if (/[<>]/.test(rest.replace(/^> /gm, ""))) problems.push(`markup: ${rest.slice(0, 200)}`);
    if (/&(?!amp;|lt;|gt;)/.test(rest)) problems.push(`bare &: ${rest.slice(0, 200)}`);
    if (/:[a-z0-9_+'-]+:/i.test(rest.replace(/`[^`]*`/g, "")))
      problems.push(`emoji code: ${rest.slice(0, 200)}`);
    if (/@(here|channel|everyone)/i.test(rest.replace(/`[^`]*`/g, "")))
      problems.push(`broadcast: ${rest.slice(0, 200)}`);
    if (HIDDEN.test(text)) problems.push(`hidden: ${JSON.stringify(text.slice(0, 200))}`);
  }
  for (const text of plain)
    if (HIDDEN.test(text)) problems.push(`hidden: ${JSON.stringify(text.slice(0, 200))}`);
  return problems;
}

/** Slack would take it, and nothing foreign does anything in it. */
export function expectSafeMessage(card: {
  readonly text: string;
  readonly blocks: readonly unknown[];
}): void {
  expect(checkMessage(card)).toEqual([]);
  expect(foreignMarkup(card)).toEqual([]);
}

export function expectSafeHome(home: { readonly type: "home"; readonly blocks: readonly unknown[] }): void {
  expect(checkHome(home)).toEqual([]);
  expect(foreignMarkup(home)).toEqual([]);
}

export function expectSafeView(view: { readonly blocks: readonly unknown[] }): void {
  expect(checkView(view)).toEqual([]);
  expect(foreignMarkup(view)).toEqual([]);
}
