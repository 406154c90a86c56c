import { referenceFrom, sha256Hex } from "../../src/ids.ts";
import type { Ids } from "../../src/ports/clock.ts";

/** Numbers from 0 up to, not including, 1; the same seed gives the same row (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Ids that a test can repeat: the same seed gives the same ids. Hashes are the real ones. */
export function seededIds(seed = 1): Ids {
  const random = seededRandom(seed);
  let made = 0;
  return {
    unique() {
      made += 1;
      const tail = Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, "0");
      return `id-${seed}-${made}-${tail}`;
    },
    reference: () => referenceFrom((below) => Math.floor(random() * below)),
    hash: sha256Hex,
  };
}
