// Label patterns of the policy file: `*` is any text, `?` is one character, capitals do not matter.

/**
 * True when the whole label matches. Walks the label once per star at most (no back-tracking beyond the last star), so that a
 * hostile pattern takes no longer than pattern length times label length.
 */
export function matchesGlob(pattern: string, label: string): boolean {
  const wanted = [...folded(pattern)];
  const given = [...folded(label)];
  let at = 0;
  let there = 0;
  let star = -1;
  let resume = 0;
  while (there < given.length) {
    if (wanted[at] === "*") {
      star = at;
      at += 1;
      resume = there;
    } else if (at < wanted.length && (wanted[at] === "?" || wanted[at] === given[there])) {
      at += 1;
      there += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      there = resume;
    } else {
      return false;
    }
  }
  return wanted.slice(at).every((character) => character === "*");
}

/** An accented letter is one character, however it was typed. */
const folded = (text: string): string => text.normalize("NFC").toLowerCase();
