// Names of the champion against names of the candidate, as sets: for checks where both directions count.
import { counted, enumerated } from "../words.ts";

export interface SetDifference {
  /** `missing: a`, then `added: b`, all of them. */
  readonly items: readonly string[];
  /** For example `lacks 2 classes of the champion and adds 1 class`. Empty when there is no difference. */
  readonly words: string;
}

export function setDifference(
  champion: Iterable<string>,
  candidate: Iterable<string>,
  noun: readonly [one: string, many: string],
): SetDifference {
  const [before, after] = [new Set(champion), new Set(candidate)];
  const missing = [...before].filter((name) => !after.has(name));
  const added = [...after].filter((name) => !before.has(name));
  const parts: string[] = [];
  if (missing.length > 0) parts.push(`lacks ${counted(missing.length, ...noun)} of the champion`);
  if (added.length > 0) parts.push(`adds ${counted(added.length, ...noun)}`);
  return {
    items: [...missing.map((name) => `missing: ${name}`), ...added.map((name) => `added: ${name}`)],
    words: enumerated(parts),
  };
}
