// How typed text is compared with names: normal form, words, and a bounded number of typing mistakes.

/** One form for upper and lower case, full-width and accented letters; white space is one blank. */
export function normalForm(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}

/** Runs of letters and digits of a text in normal form. */
export const wordsOf = (normal: string): string[] => normal.match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * How many typing mistakes are forgiven. Words with digits are numbers, years and ids, where one wrong character is another
 * thing: never guessed.
 */
export function forgiven(word: string): number {
  if (word.length < 4 || word.length > MAX_WORD || /\p{N}/u.test(word)) return 0;
  return word.length < 8 ? 1 : 2;
}
const MAX_WORD = 40;

/**
 * True when `typed` is `word` or the beginning of it with at most `most` mistakes: a letter wrong, missing or too many, or two
 * neighbours swapped. Optimal string alignment, only the diagonal band that can still win.
 */
export function resembles(typed: string, word: string, most: number): boolean {
  const rows = typed.length;
  const columns = Math.min(word.length, rows + most);
  if (columns < rows - most) return false;
  const tooMany = most + 1;
  let before: number[] = [];
  let above = Array.from({ length: columns + 1 }, (_, j) => Math.min(j, tooMany));
  for (let i = 1; i <= rows; i += 1) {
    const row = new Array<number>(columns + 1).fill(tooMany);
    row[0] = Math.min(i, tooMany);
    let best = row[0];
    for (let j = Math.max(1, i - most); j <= Math.min(columns, i + most); j += 1) {
      const same = typed.charCodeAt(i - 1) === word.charCodeAt(j - 1);
      let cost = Math.min(at(above, j - 1) + (same ? 0 : 1), at(above, j) + 1, at(row, j - 1) + 1);
      if (
        i > 1 &&
        j > 1 &&
        typed.charCodeAt(i - 1) === word.charCodeAt(j - 2) &&
        typed.charCodeAt(i - 2) === word.charCodeAt(j - 1)
      )
        cost = Math.min(cost, at(before, j - 2) + 1);
      row[j] = cost;
      best = Math.min(best, cost);
    }
    if (best > most) return false;
    before = above;
    above = row;
  }
  return above.some((cost, j) => cost <= most && j >= rows - most);
}

const at = (row: readonly number[], j: number): number => row[j] ?? Number.POSITIVE_INFINITY;
