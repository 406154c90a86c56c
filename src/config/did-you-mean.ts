import { distance } from "fastest-levenshtein";

/** The known word that a misspelt one most likely means; null when none is near. */
export function didYouMean(word: string, known: readonly string[]): string | null {
  const nearest = known
    .map((candidate) => ({ candidate, steps: distance(word, candidate) }))
    .sort((a, b) => a.steps - b.steps)[0];
  return nearest !== undefined && nearest.steps <= 2 ? nearest.candidate : null;
}
