import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forgiven, lettersOf, likenessTo, normalForm } from "../../../src/platforms/local/spelling.ts";

const resembles = (typed: string, other: string, most: number): boolean =>
  likenessTo(typed, most)(other, lettersOf(other));

/** The textbook table of optimal string alignment, without a band: slow and plain. */
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => d[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(i - 2, j - 2) + 1);
      (d[i] ?? [])[j] = cost;
    }
  }
  return at(a.length, b.length);
}

const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 9 });

describe("a typed word", () => {
  test("is compared in the same way after other words", () => {
    fc.assert(
      fc.property(
        word,
        fc.array(word, { maxLength: 6 }),
        fc.integer({ min: 0, max: 2 }),
        (typed, others, most) => {
          const likeness = likenessTo(typed, most);
          for (const other of others)
            expect(likeness(other, lettersOf(other))).toBe(resembles(typed, other, most));
        },
      ),
    );
  });

  test("resembles a word when it is within so many mistakes of it or of a beginning of it", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 2 }), (typed, other, most) => {
        const nearest = Math.min(
          ...Array.from({ length: other.length + 1 }, (_, end) => distance(typed, other.slice(0, end))),
        );
        expect(resembles(typed, other, most)).toBe(nearest <= most);
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    ["crad", "card", true],
    ["defualt", "default", true],
    ["defalt", "default", true],
    ["defaullt", "default", true],
    ["custmer", "customers", true],
    ["care", "card", true],
    ["cord", "fraud", false],
  ])("%s finds %s: %s", (typed, other, yes) => {
    expect(resembles(typed, other, forgiven(typed))).toBe(yes);
  });

  test("is never guessed when it is short or holds digits: a number one off is another thing", () => {
    for (const typed of ["abc", "2025", "v4", "card2", "a".repeat(41)]) expect(forgiven(typed)).toBe(0);
    expect([forgiven("card"), forgiven("default"), forgiven("customer")]).toEqual([1, 1, 2]);
  });
});

test("names compare without case, accents, widths and doubled blanks", () => {
  expect(normalForm("  Fraud\u00a0 D\u00c9TECTION \uff21\uff22 ")).toBe("fraud detection ab");
});
