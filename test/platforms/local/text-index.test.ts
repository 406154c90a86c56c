import fc from "fast-check";
import { expect, test } from "vitest";
import { createTextIndex, type Entry, type TextIndex } from "../../../src/platforms/local/text-index.ts";

const entry = (id: string, name: string): Entry<string> => ({ id, name, texts: [name, id], item: id });
const all = (index: TextIndex<string>, limit: number, text = ""): string[] => {
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = index.page({ text, limit, after, accept: () => true });
    seen.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined && seen.length < 10_000);
  return seen;
};

const name = fc.constantFrom(
  "card",
  "Card",
  "churn",
  "fraud",
  "fräud",
  "price list",
  "a".repeat(200),
  `${"a".repeat(200)}b`,
);
const step = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), id: fc.nat(30), name }),
  fc.record({ kind: fc.constant("remove" as const), id: fc.nat(30) }),
  fc.record({ kind: fc.constant("bulk" as const), name }),
);

test("whatever was put and removed, pages of any size give every entry once, in order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (steps, limit) => {
      const index = createTextIndex<string>();
      const model = new Map<string, string>();
      const put = (entries: Entry<string>[]): void => {
        index.put(entries);
        for (const one of entries) model.set(one.id, one.name);
      };
      for (const one of steps) {
        if (one.kind === "put") put([entry(`id-${one.id}`, one.name)]);
        else if (one.kind === "bulk")
          put(Array.from({ length: 250 }, (_, i) => entry(`bulk-${i}`, one.name)));
        else {
          index.remove(`id-${one.id}`);
          model.delete(`id-${one.id}`);
        }
      }
      const form = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
      const wanted = [...model].toSorted(([a, x], [b, y]) =>
        form(x) !== form(y) ? (form(x) < form(y) ? -1 : 1) : a < b ? -1 : 1,
      );
      expect(all(index, limit)).toEqual(wanted.map(([id]) => id));
      expect(index.size()).toBe(model.size);
    }),
    { numRuns: 60 },
  );
});

test("a page goes on from its place when the entry it ended with is gone or renamed", () => {
  const index = createTextIndex<string>();
  index.put(["a", "b", "c", "d"].map((one) => entry(one, one)));
  const first = index.page({ text: "", limit: 2, accept: () => true });
  const next = () =>
    index.page({ text: "", limit: 2, after: first.next ?? "missing", accept: () => true }).items;
  index.remove("b");
  expect(next()).toEqual(["c", "d"]);
  index.put([entry("b", "zz")]);
  expect(next()).toEqual(["c", "d"]);
});

test("cursors stay short however long the names are: they travel in buttons", () => {
  const index = createTextIndex<string>();
  index.put([entry("x", "\u00fc\u{1f600}".repeat(5_000)), entry("y", "z")]);
  const page = index.page({ text: "", limit: 1, accept: () => true });
  expect(page.next?.length).toBeLessThan(600);
});

test("a guess on a later page is no answer when earlier pages had what was typed", () => {
  const index = createTextIndex<string>();
  index.put([entry("1", "sales a"), entry("2", "scales b")]);
  const first = index.page({ text: "sales", limit: 1, accept: () => true });
  expect(first).toEqual({ items: ["1"], next: null });
  const cursor = index.page({ text: "", limit: 1, accept: () => true }).next ?? "missing";
  expect(index.page({ text: "sales", limit: 1, after: cursor, accept: () => true }).items).toEqual([]);
});

test("what nobody may see does not keep a mistyped name from being found", () => {
  const index = createTextIndex<string>();
  index.put([entry("hidden", "defalt"), entry("seen", "default")]);
  const page = index.page({ text: "defalt", limit: 5, accept: (id) => id !== "hidden" });
  expect(page.items).toEqual(["seen"]);
});
