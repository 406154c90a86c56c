// Foreign text (labels, names, comments, reasons) as data: it never formats, mentions, links or hides anything.
// Rules: reference, Slack platform, section 7. Our own formatting exists only as literals of the `md` template.
import type { MrkdwnElement, PlainTextElement } from "@slack/types";
import { formatDistanceStrict } from "date-fns/formatDistanceStrict";
import { visible, visibleLine } from "../deployments/visible.ts";
import { LIMITS } from "./limits.ts";

/** Room for one name (label, model, feature, person) inside a sentence. */
export const NAME_LENGTH = 100;
/** Room for one interpolated text unless its caller cuts it shorter. */
const FOREIGN_LENGTH = 700;
const ELLIPSIS = "…";

/** Own markup, or foreign text with the way in which it is shown. */
type Piece =
  | { readonly own: string }
  | { readonly foreign: string; readonly before: string; readonly after: string; readonly code: boolean };

/** Mrkdwn that is safe by construction: only the functions of this file make it. */
export class Mrkdwn {
  readonly pieces: readonly Piece[];
  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
  }
  get empty(): boolean {
    return this.pieces.every((piece) => ("own" in piece ? piece.own : piece.foreign) === "");
  }
}

/** Foreign text of several lines for places that parse nothing, as rich text: what would hide or turn text around is taken out. */
export const verbatim = (text: string, limit: number): string => cut(visible(text), limit);

/** Printable ASCII with single blanks between its words: on one line already. */
const PLAIN_LINE = /^[!-~]+(?: [!-~]+)*$/;
/** Short texts with other signs come again and again: our own words with their emoji, people's names. */
const LINES = new Map<string, string>();
const KEPT_LINES = 500;
const SHORT = 80;

/** On one line: breaks and runs of blanks become one blank. */
export function oneLine(text: string): string {
  if (PLAIN_LINE.test(text)) return text;
  if (text.length > SHORT) return visibleLine(text);
  const known = LINES.get(text);
  if (known !== undefined) return known;
  const line = visibleLine(text);
  if (LINES.size >= KEPT_LINES) LINES.clear();
  LINES.set(text, line);
  return line;
}

/** Replaces what Slack reads as control characters, and nothing else. */
export const escapeControls = (text: string): string =>
  !/[&<>]/.test(text) ? text : text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Length as Slack may count it: UTF-16 units of the escaped form. */
export const escapedLength = (text: string): number => escapeControls(text).length;

/** Cuts on code points so that the escaped form, with its ellipsis, has at most `limit` units. */
export function cut(text: string, limit: number): string {
  // One sign becomes five at most.
  if (text.length * 5 <= limit) return text;
  if (escapedLength(text) <= limit) return text;
  let room = limit - ELLIPSIS.length;
  let kept = "";
  for (const point of text) {
    room -= escapedLength(point);
    if (room < 0) break;
    kept += point;
  }
  // A combining mark must not move over to the ellipsis.
  return limit < ELLIPSIS.length ? "" : `${kept.trimEnd()}${ELLIPSIS}`;
}

/** One-line foreign text cut for a name's place; never empty. */
export const name = (text: string, limit: number = NAME_LENGTH): string =>
  cut(oneLine(text), limit) || "(no name)";

/** One-line foreign text as a sentence: with a full stop unless it ends like one already. */
export function sentence(text: string, limit: number = FOREIGN_LENGTH): string {
  const line = cut(oneLine(text), limit);
  return line === "" || /[.!?…:]$/u.test(line) ? line : `${line}.`;
}

// Slack has no escape for its formatting marks: look-alikes stand in where a mark could format. Underscores
// within words never do, and names are full of them: they stay.
const WORD = "[\\p{L}\\p{N}]";
const OUTER_UNDERSCORE = new RegExp(`(?<!${WORD})_|_(?!${WORD})`, "gu");
// Also at the edges, where the other colon could come from the neighbouring text.
const EMOJI_CODE = /:(?=[\p{L}\p{N}\p{M}_+'-]*(?::|$))|(?<=^[\p{L}\p{N}\p{M}_+'-]*):/gmu;
const BROADCAST = /@(?=here|channel|everyone)/giu;

/** Whatever is replaced below; most names and sentences have none of it. */
const MARK = /[*~`_:@>]/;

function neutralise(text: string): string {
  if (!MARK.test(text)) return text;
  return text
    .replaceAll("*", "∗")
    .replaceAll("~", "∼")
    .replaceAll("`", "ˋ")
    .replace(OUTER_UNDERSCORE, "＿")
    .replace(EMOJI_CODE, "꞉")
    .replace(BROADCAST, "＠")
    .replace(/^(\s*)>+/gm, "$1›");
}

const foreign = (text: string, before = "", after = ""): Piece => ({
  foreign: neutralise(text),
  before,
  after,
  code: false,
});

const piecesOf = (value: string | number | Mrkdwn): readonly Piece[] =>
  value instanceof Mrkdwn
    ? value.pieces
    : typeof value === "number"
      ? [{ own: String(value) }]
      : [foreign(cut(oneLine(value), FOREIGN_LENGTH))];

/** Template for own mrkdwn: its literals format, every interpolated string is data on one line. */
export function md(own: TemplateStringsArray, ...values: readonly (string | number | Mrkdwn)[]): Mrkdwn {
  const pieces: Piece[] = [];
  for (let at = 0; at < own.length; at += 1) {
    const literal = own[at];
    if (literal) pieces.push({ own: literal });
    const value = values[at];
    if (value === undefined) continue;
    for (const piece of piecesOf(value)) if (!("own" in piece) || piece.own !== "") pieces.push(piece);
  }
  return new Mrkdwn(pieces);
}

export const NOTHING: Mrkdwn = new Mrkdwn([]);

/** Foreign text in bold. */
export const bold = (text: string, limit: number = NAME_LENGTH): Mrkdwn =>
  new Mrkdwn([foreign(name(text, limit), "*", "*")]);

/** Foreign text as code: ids, feature names and other words that people copy. */
export const code = (text: string, limit: number = NAME_LENGTH): Mrkdwn =>
  new Mrkdwn([{ foreign: name(text, limit).replaceAll("`", "ˋ"), before: "`", after: "`", code: true }]);

/** Foreign text of several lines as a quote; at most `limit` units. */
export function quote(text: string, limit: number = 1500): Mrkdwn {
  const lines = cut(visible(text), limit).split("\n");
  return join(
    lines.map((line) => new Mrkdwn([{ own: "> " }, foreign(line)])),
    "\n",
  );
}

/** A person by Slack id; what is no Slack user id is shown as code and mentions nobody. */
export const mention = (slackUser: string): Mrkdwn =>
  /^[UW][A-Z0-9_]{1,40}$/.test(slackUser) ? new Mrkdwn([{ own: `<@${slackUser}>` }]) : code(slackUser);

/** A channel by Slack id, shown by its name to those who may see it; what is no channel id is a name. */
export const channelMention = (channel: string): Mrkdwn =>
  /^[CG][A-Z0-9]{5,40}$/.test(channel) ? new Mrkdwn([{ own: `<#${channel}>` }]) : md`#${name(channel)}`;

/** `2026-11-24 10:02 UTC`. Epoch ms; what is no time is said so. */
export function utc(at: number): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime())
    ? "time not recorded"
    : `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** A moment (epoch ms) in the reader's own zone, with UTC for clients that cannot. */
export function date(at: number): Mrkdwn {
  const fallback = utc(at);
  const seconds = Math.floor(at / 1000);
  if (!Number.isSafeInteger(seconds) || fallback.startsWith("time")) return new Mrkdwn([{ own: fallback }]);
  return new Mrkdwn([{ own: `<!date^${seconds}^{date_short_pretty} at {time}|${fallback}>` }]);
}

/** How long ago in words, `3 days`; both epoch ms. What is no time is said so. */
export const ageWords = (since: number, now: number): string =>
  Number.isNaN(new Date(since).getTime()) || Number.isNaN(new Date(now).getTime())
    ? "an unknown time"
    : formatDistanceStrict(since, now);

export function join(parts: readonly Mrkdwn[], between: string): Mrkdwn {
  return new Mrkdwn(
    parts.flatMap((part, at) =>
      at === 0 || between === "" ? part.pieces : [{ own: between }, ...part.pieces],
    ),
  );
}

/** The first `most` of a list, and how many more there are. */
export function listed(parts: readonly Mrkdwn[], most: number, between = ", "): Mrkdwn {
  const shown = join(parts.slice(0, most), between);
  return parts.length > most ? md`${shown} and ${parts.length - most} more` : shown;
}

/**
 * The string for Slack, at most `limit` units: foreign text is cut on a code point, own markup is kept whole or
 * left out with all that follows it.
 */
export function render(text: Mrkdwn, limit: number = LIMITS.text): string {
  let whole = "";
  for (const piece of text.pieces) whole += show(piece);
  if (whole.length <= limit) return whole;
  let out = "";
  let room = limit - ELLIPSIS.length;
  for (const piece of text.pieces) {
    const shown = show(piece);
    if (shown.length <= room) {
      out += shown;
      room -= shown.length;
      continue;
    }
    if ("foreign" in piece) {
      const inner = cut(piece.foreign, room - piece.before.length - piece.after.length);
      if (inner !== "") return out + show({ ...piece, foreign: inner });
    }
    return out + ELLIPSIS;
  }
  return out;
}

const show = (piece: Piece): string =>
  "own" in piece ? piece.own : `${piece.before}${escapeControls(piece.foreign)}${piece.after}`;

/** A mrkdwn object in which Slack looks for nothing by itself. */
export function mrkdwn(text: Mrkdwn, limit: number = LIMITS.text): MrkdwnElement {
  const shown = render(text, limit);
  return { type: "mrkdwn", text: shown.trim() === "" ? "–" : shown, verbatim: true };
}

/** Plain text for one line: hidden characters gone, emoji codes not read. */
export const plain = (text: string, limit: number): PlainTextElement => ({
  type: "plain_text",
  text: cut(oneLine(text), limit) || "–",
  emoji: false,
});
