// How typed text is compared with names: normal form, words, and a bounded number of typing mistakes.

/** One form for upper and lower case, full-width and accented letters, with and without invisible characters; white space is one blank. */
export function normalForm(text: string): string {
  // Most names are plain: the two steps that cost most change nothing about ASCII.
  const plain = /^[\x20-\x7e]*$/.test(text) ? text : text.normalize("NFKD").replace(/[\p{M}\p{Cf}]+/gu, "");
  return plain.toLowerCase().replace(/\s+/g, " ").trim();
}

/** Runs of letters and digits of a text in normal form. */
export const wordsOf = (normal: string): string[] => normal.match(/[\p{L}\p{N}]+/gu) ?? [];

const MAX_WORD = 40;

/**
 * How many typing mistakes are forgiven. Words with digits are numbers, years and ids, where one wrong character is another
 * thing: never guessed.
 */
export function forgiven(word: string): number {
  if (word.length < 4 || word.length > MAX_WORD || /\p{N}/u.test(word)) return 0;
  return word.length < 8 ? 1 : 2;
}

/** Which letters a word has, as bits (letters 32 apart in Unicode share one): for `Likeness`, to be kept with the word. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i += 1) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
}

/** `letters` is `lettersOf(word)`. */
export type Likeness = (word: string, letters: number) => boolean;

/**
 * True for a word that `typed` is, or is the beginning of, with at most `most` mistakes: a letter wrong, missing or too many, or two
 * neighbours swapped (optimal string alignment, only the diagonal band that can still win). Made once for each typed word and then
 * asked for each of 100,000, so it allocates nothing more.
 */
export function likenessTo(typed: string, most: number): Likeness {
  const rows = typed.length;
  const typedLetters = lettersOf(typed);
  const tooMany = most + 1;
  const width = rows + most + 1;
  let [before, above, row] = [new Uint8Array(width), new Uint8Array(width), new Uint8Array(width)];

  return (word, letters) => {
    // Each typed letter that the word lacks is a mistake of its own.
    if (word.length < rows - most || bitCount(typedLetters & ~letters) > most) return false;
    const columns = Math.min(word.length, rows + most);
    for (let j = 0; j <= columns; j += 1) above[j] = Math.min(j, tooMany);
    for (let i = 1; i <= rows; i += 1) {
      const first = Math.max(1, i - most);
      const last = Math.min(columns, i + most);
      row.fill(tooMany);
      if (first === 1) row[0] = Math.min(i, tooMany);
      let best = first === 1 ? Math.min(i, tooMany) : tooMany;
      const letter = typed.charCodeAt(i - 1);
      for (let j = first; j <= last; j += 1) {
        const there = word.charCodeAt(j - 1);
        let cost = Math.min(
          at(above, j - 1) + (letter === there ? 0 : 1),
          at(above, j) + 1,
          at(row, j - 1) + 1,
          tooMany,
        );
        const swapped =
          i > 1 && j > 1 && letter === word.charCodeAt(j - 2) && typed.charCodeAt(i - 2) === there;
        if (swapped) cost = Math.min(cost, at(before, j - 2) + 1);
        row[j] = cost;
        best = Math.min(best, cost);
      }
      if (best > most) return false;
      [before, above, row] = [above, row, before];
    }
    for (let j = Math.max(0, rows - most); j <= columns; j += 1) if (at(above, j) <= most) return true;
    return false;
  };
}

const at = (row: Uint8Array, j: number): number => row[j] ?? 255;

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
