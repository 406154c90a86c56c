// The different words of many names, so that a typed word is compared with each of them once.
import { forgiven, lettersOf, likenessTo } from "./spelling.ts";

export interface Vocabulary {
  /** Numbers of those of the words that may be guessed; new ones are added. Words stay when their last name leaves. */
  numbersOf(words: readonly string[]): readonly number[];
  /** For each number 1 where the typed word resembles that word; null: none does, or it may not be guessed. */
  like(typed: string): Uint8Array | null;
}

export function createVocabulary(): Vocabulary {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  const letters: number[] = [];

  const numberOf = (word: string): number => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, words.length);
    letters.push(lettersOf(word));
    return words.push(word) - 1;
  };

  return {
    numbersOf: (given) => [...new Set(given.filter((word) => forgiven(word) > 0).map(numberOf))],
    like(typed) {
      const most = forgiven(typed);
      if (most === 0) return null;
      const resembles = likenessTo(typed, most);
      const marks = new Uint8Array(words.length);
      let any = false;
      for (let number = 0; number < words.length; number += 1) {
        if (!resembles(words[number] ?? "", letters[number] ?? 0)) continue;
        marks[number] = 1;
        any = true;
      }
      return any ? marks : null;
    },
  };
}
