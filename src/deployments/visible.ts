// What people see of a text: what is invisible, or would pile up over other text, is not there for them.

// Control and format characters, bidirectional marks, zero-width and other invisible ones; line breaks are handled before.
// The selector that makes a sign colourful stays behind its sign.
const INVISIBLE =
  /(?!(?<=\p{Extended_Pictographic})\uFE0F)[\p{Cc}\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;
const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029\v\f]/g;

/** Without hidden characters, lone surrogates and towers of combining marks; line breaks kept as `\n`. The same again for what it answers. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(LINE_BREAKS, "\n")
    .split("\n")
    .map((line) =>
      line
        .replaceAll("\t", " ")
        .replace(INVISIBLE, "")
        .replace(/(\p{M}{3})\p{M}+/gu, "$1"),
    )
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** On one line: breaks and runs of blanks become one blank. */
export const visibleLine = (text: string): string => visible(text).replace(/\s+/g, " ").trim();
