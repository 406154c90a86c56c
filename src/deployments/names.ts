// Names as people type them. Phones write curly quotes, long dashes and hard spaces; lists and chats copy invisible characters along.
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

/** Equal for two names that nobody can tell apart by typing: capitals and the way in which an accent is written do not matter. */
export const nameKey = (text: string): string => asTyped(text.normalize("NFKC")).toLowerCase();
