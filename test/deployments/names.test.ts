// Names as they are shown and as they are typed: what is shown to be typed is taken, and another name is not.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { md, oneLine } from "../../src/block-kit/text.ts";
import { isTyped, nameKey, nameToType } from "../../src/deployments/names.ts";
import { foreignText } from "../support/foreign-text.ts";

const TOWER = `e${"\u0301\u0316\u0308\u0323\u030a".repeat(3)}`;
const HARD = [
  ["an invisible sign", "card\u200Bdefault"],
  ["a sign of private use", "card\uE000default"],
  ["a filler that is a letter to Unicode", "card\u3164default"],
  ["a joiner between a letter and its accent", "caf" + "e\u034F\u0301"],
  ["a tower of marks", TOWER],
  ["a tower on a composed letter", `\u1EC7${"\u0301".repeat(9)}`],
  ["marks in another order than the canonical one", "q\u0307\u0323\u0301\u0316"],
  ["an emoji with its selector", "❤\uFE0F churn"],
  ["a line break", "card\u0085default"],
  ["marks that format", "a*b* ~c~ `d` :e: f_"],
  ["typographic signs", "“card” – default’s"],
  ["a lone surrogate", "card\uD800default"],
] as const;

describe("a name that has to be typed", () => {
  it.each(HARD)("is taken as it is shown and as it is: %s", (_, label) => {
    const shown = nameToType({ label, id: "d-1" });
    for (const typed of [shown, shown.normalize("NFC"), shown.normalize("NFD"), shown.toUpperCase(), label])
      expect(isTyped(typed, label)).toBe(true);
  });

  it("is taken as any form or card shows it, whatever it is", () => {
    fc.assert(
      fc.property(foreignText(), (label) => {
        fc.pre(label.length <= 512);
        const shown = nameToType({ label, id: "d-1" });
        expect(shown).not.toBe("");
        expect(isTyped(shown, oneLine(label) === "" ? "d-1" : label)).toBe(true);
        expect(isTyped(shown.normalize("NFD"), shown)).toBe(true);
      }),
    );
  });

  it.each(["a*b*", "~a~", "a `b` c", ":tada: a", "_a_ b", "@here", "a_b"])(
    "is taken as it is copied from a card: %s",
    (label) => {
      const copied = md`${label}`.pieces
        .map((piece) => ("own" in piece ? piece.own : piece.foreign))
        .join("");
      expect(isTyped(copied, label)).toBe(true);
    },
  );

  it("is the id where nothing of the name can be seen", () => {
    expect(nameToType({ label: "\u200B\u3164 ", id: "d-1" })).toBe("d-1");
  });

  it.each([
    ["another letter", "card-defautl", "card-default"],
    ["another accent", "cafe\u0301", "cafe\u0300"],
    ["an accent", "cafe", "cafe\u0301"],
    ["a shorter tower", "e\u0301", TOWER],
    ["a blank", "card default", "carddefault"],
    ["nothing", "", "card-default"],
    ["a beginning of it", "card", "card-default"],
    ["another emoji", "❤ churn", "💔 churn"],
  ])("is not confused with %s", (_, typed, label) => {
    expect(isTyped(typed, label)).toBe(false);
  });
});

describe("two names", () => {
  it("are equal when nobody can tell them apart by typing", () => {
    expect(nameKey("Card\u200B-Default")).toBe(nameKey("card\u2011default"));
    expect(nameKey("caf\u00E9")).toBe(nameKey("CAFE\u0301"));
    expect(nameKey("cafe\u200D\u0301")).toBe(nameKey("caf\u00E9"));
  });

  it("stay what they are when the key is made of a key", () => {
    fc.assert(
      fc.property(foreignText(), (text) => {
        expect(nameKey(nameKey(text))).toBe(nameKey(text));
      }),
    );
  });
});
