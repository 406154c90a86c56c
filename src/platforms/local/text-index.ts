// A searchable list kept in the process: in order, by page, by part of a name, and by a name with typing mistakes.
import { forgiven, normalForm, resembles, wordsOf } from "./spelling.ts";

export interface Entry<T> {
  readonly id: string;
  /** Entries are ordered by this text in normal form, then by id. */
  readonly name: string;
  /** Everything that typed text may be part of; the name is among it. */
  readonly texts: readonly string[];
  readonly item: T;
}

export interface PageAsk<T> {
  /** Empty: all. */
  readonly text: string;
  readonly limit: number;
  readonly after?: string | undefined;
  readonly accept: (item: T) => boolean;
}

export interface TextIndex<T> {
  put(entries: readonly Entry<T>[]): void;
  remove(id: string): void;
  size(): number;
  /**
   * Entries in which each typed word occurs as a part. Only when no accepted entry has them all, words may have typing mistakes
   * (`forgiven`). An entry that left since the cursor was made moves nothing: the page goes on from its place.
   */
  page(ask: PageAsk<T>): { readonly items: readonly T[]; readonly next: string | null };
}

interface Row<T> {
  readonly id: string;
  readonly order: string;
  readonly haystack: string;
  /** Numbers of its words in the vocabulary. */
  readonly words: readonly number[];
  readonly item: T;
}

type Test<T> = (row: Row<T>) => boolean;

export function createTextIndex<T>(): TextIndex<T> {
  const byId = new Map<string, Row<T>>();
  const vocabulary = createVocabulary();
  /** Null: to be sorted at the next page. Loading puts many pages and asks for none meanwhile. */
  let sorted: Row<T>[] | null = [];

  const rowOf = (entry: Entry<T>): Row<T> => {
    const texts = entry.texts.map(normalForm);
    const order = normalForm(entry.name);
    // "carddefault" finds "card-default".
    const joined = wordsOf(order).join("");
    return {
      id: entry.id,
      order,
      haystack: [...texts, joined].join("\n"),
      words: vocabulary.numbersOf([...texts.flatMap(wordsOf), joined]),
      item: entry.item,
    };
  };
  const takeOut = (row: Row<T>): void => {
    const place = sorted === null ? -1 : firstAtOrAfter(sorted, row);
    if (sorted?.[place] === row) sorted.splice(place, 1);
  };
  const inOrder = (): Row<T>[] => {
    sorted ??= [...byId.values()].sort(compare);
    return sorted;
  };

  return {
    put(entries) {
      if (entries.length > BULK) sorted = null;
      for (const row of entries.map(rowOf)) {
        const old = byId.get(row.id);
        if (old !== undefined) takeOut(old);
        byId.set(row.id, row);
        sorted?.splice(firstAtOrAfter(sorted, row), 0, row);
      }
    },
    remove(id) {
      const row = byId.get(id);
      if (row === undefined) return;
      takeOut(row);
      byId.delete(id);
    },
    size: () => byId.size,
    page({ text, limit, after, accept }) {
      const rows = inOrder();
      const typed = normalForm(text);
      const seen: Test<T> = (row) => accept(row.item);
      const from = after === undefined ? 0 : placeAfter(rows, byId, after);
      if (typed === "") return cut(rows, from, limit, seen);

      const parts = typed.split(" ");
      const literal: Test<T> = (row) => parts.every((part) => row.haystack.includes(part)) && seen(row);
      const found = cut(rows, from, limit, literal);
      // On a later page: were there literal matches on an earlier one?
      if (found.items.length > 0 || (from > 0 && rows.some(literal))) return found;

      const words = wordsOf(typed);
      if (words.length === 0) return found;
      const tests = words.map((word) => ({ word, close: vocabulary.close(word) }));
      return cut(
        rows,
        from,
        limit,
        (row) =>
          tests.every(
            ({ word, close }) => row.words.some((number) => close.has(number)) || row.haystack.includes(word),
          ) && seen(row),
      );
    },
  };
}

/** From here on sorting everything once is cheaper than finding each one's place. */
const BULK = 200;

/** The different words of all entries, each compared with a typed word once. Words stay when their last entry leaves. */
function createVocabulary() {
  const numbers = new Map<string, number>();
  return {
    numbersOf(words: readonly string[]): readonly number[] {
      const found = new Set<number>();
      for (const word of words) {
        // The others are found as parts, never by a guess.
        if (forgiven(word) === 0) continue;
        const number = numbers.get(word) ?? numbers.size;
        numbers.set(word, number);
        found.add(number);
      }
      return [...found];
    },
    close(typed: string): ReadonlySet<number> {
      const most = forgiven(typed);
      const close = new Set<number>();
      if (most === 0) return close;
      for (const [word, number] of numbers) if (resembles(typed, word, most)) close.add(number);
      return close;
    },
  };
}

function cut<T>(rows: readonly Row<T>[], from: number, limit: number, test: Test<T>) {
  const items: T[] = [];
  let last: Row<T> | undefined;
  for (let place = from; place < rows.length; place += 1) {
    const row = rows[place];
    if (row === undefined || !test(row)) continue;
    if (items.length === limit) return { items, next: last === undefined ? null : cursorOf(last) };
    items.push(row.item);
    last = row;
  }
  return { items, next: null };
}

type Place = Pick<Row<unknown>, "order" | "id">;

function compare(a: Place, b: Place): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

function firstAtOrAfter(rows: readonly Place[], wanted: Place): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && compare(row, wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cursors travel in buttons, which hold little: of a long name only the beginning does. */
const CURSOR_NAME = 60;

const cursorOf = (row: Place): string =>
  Buffer.from(JSON.stringify([row.order.slice(0, CURSOR_NAME), row.id])).toString("base64url");

function placeAfter<T>(rows: readonly Row<T>[], byId: ReadonlyMap<string, Row<T>>, cursor: string): number {
  const place = readCursor(cursor);
  if (place === null) return 0;
  const row = byId.get(place.id);
  // Renamed since: its old place counts, or entries would be left out.
  const known = row?.order.startsWith(place.order) ? row : place;
  const found = firstAtOrAfter(rows, known);
  return rows[found] === known ? found + 1 : found;
}

/** Null for a cursor that was never given out: it comes back from outside. */
function readCursor(cursor: string): Place | null {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (!Array.isArray(read)) return null;
    const [order, id]: unknown[] = read;
    return typeof order === "string" && typeof id === "string" ? { order, id } : null;
  } catch {
    return null;
  }
}
