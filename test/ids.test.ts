import { expect, test } from "vitest";
import { REFERENCE_ALPHABET, randomIds } from "../src/ids.ts";
import { seededIds } from "./support/ids.ts";

test("a reference is short, begins with R- and has no characters that people confuse", () => {
  const references = Array.from({ length: 500 }, () => randomIds.reference());
  for (const reference of references) expect(reference).toMatch(/^R-[2-9A-HJKMNP-TV-Z]{6}$/);
  for (const confusing of "01OILU") expect(REFERENCE_ALPHABET).not.toContain(confusing);
  expect(new Set(references).size).toBeGreaterThan(495);
});

test("unique ids differ and are safe in an address", () => {
  const ids = Array.from({ length: 1_000 }, () => randomIds.unique());
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) expect(encodeURIComponent(id)).toBe(id);
});

test("a hash is the sha256 of the text's UTF-8 bytes in lower-case hex", () => {
  expect(randomIds.hash("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(randomIds.hash("ä")).not.toBe(randomIds.hash("a"));
});

test("seeded ids repeat with the seed and differ without it", () => {
  const row = (seed: number) => {
    const ids = seededIds(seed);
    return [ids.unique(), ids.unique(), ids.reference()];
  };
  expect(row(7)).toEqual(row(7));
  expect(row(7)).not.toEqual(row(8));
});
