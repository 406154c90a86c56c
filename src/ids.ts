import { createHash, randomInt, randomUUID } from "node:crypto";
import type { Ids } from "./ports/clock.ts";

/** No 0/O, 1/I/L, U (rude words) or letters that sound alike over the phone and look alike on paper. */
export const REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
export const REFERENCE_LENGTH = 6;

export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** `R-` and characters of the reference alphabet; `pick(n)` gives a whole number from 0 to n - 1. */
export function referenceFrom(pick: (below: number) => number): string {
  let text = "R-";
  for (let i = 0; i < REFERENCE_LENGTH; i += 1) {
    text += REFERENCE_ALPHABET.charAt(pick(REFERENCE_ALPHABET.length));
  }
  return text;
}

/**
 * Ids from the system's secure randomness. `unique()` carries 122 random bits. `reference()` has some 7 * 10^8
 * values: fit for people to quote, not to tell records apart by alone.
 */
export const randomIds: Ids = {
  unique: () => randomUUID(),
  reference: () => referenceFrom((below) => randomInt(below)),
  hash: sha256Hex,
};
