// Names as people type them. Phones write curly quotes, long dashes and hard spaces; lists and chats copy invisible characters along.
import { visibleLine } from "./visible.ts";

const DOUBLE_QUOTES = /[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02]/gu;
const SINGLE_QUOTES = /[\u2018\u2019\u201a\u201b\u2032\uff07]/gu;
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/gu;
const SPACES = /[\s\u00a0\u2028\u2029]+/gu;
/** Printable ASCII with single blanks between its words. */
const AS_TYPED = /^[!-~]+(?: [!-~]+)*$/;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}]+/gu;

/** Text as typed on a desktop keyboard: no invisible characters, single spaces, straight quotes, plain dashes. */
export function asTyped(text: string): string {
  // Most names are already, and a search compares many.
  if (AS_TYPED.test(text)) return text;
  return text
    .replace(SPACES, " ")
    .replace(INVISIBLE, "")
    .replace(DOUBLE_QUOTES, '"')
    .replace(SINGLE_QUOTES, "'")
    .replace(DASHES, "-")
    .replace(SPACES, " ")
    .trim();
}

/** What `visible` takes out, and the selectors of a sign's look. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]+/gu;
/** Before and after the signs are put together: what stood between a letter and its accent kept them apart. */
const seen = (text: string): string => text.replace(SPACES, " ").replace(UNSEEN, "");

/** Equal for two names that nobody can tell apart by typing: capitals and the way in which an accent is written do not matter. */
export function nameKey(text: string): string {
  if (AS_TYPED.test(text)) return text.toLowerCase();
  return asTyped(seen(seen(text).normalize("NFKC"))).toLowerCase();
}

/** Signs that stand on cards for marks that would format there. */
const STAND_INS: Readonly<Record<string, string>> = { "∗": "*", "∼": "~", ˋ: "`", "꞉": ":", "›": ">" };
const typedKey = (text: string): string =>
  nameKey(text.replace(/[∗∼ˋ꞉›]/gu, (sign) => STAND_INS[sign] ?? sign));

/** How a name is shown to somebody who has to type it: the id in place of one of which nothing can be seen. */
export const nameToType = ({ label, id }: { readonly label: string; readonly id: string }): string =>
  visibleLine(label) || id;

/** Whether somebody has typed this name, or copied it from where it is shown. */
export const isTyped = (typed: string, name: string): boolean =>
  [name, visibleLine(name)].some((one) => typedKey(one) === typedKey(typed));
