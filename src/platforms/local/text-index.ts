// A searchable list kept in the process: in order, by page, by part of a name, and by a name with typing mistakes.
import { type Cursor, cursorOf, readCursor } from "./cursor.ts";
import { createHaystack, type Haystack } from "./haystack.ts";
import { normalForm, wordsOf } from "./spelling.ts";
import { createVocabulary } from "./vocabulary.ts";

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
  readonly text: string;
  /** Numbers of its words in the vocabulary. */
  readonly words: readonly number[];
  readonly item: T;
}

/** Places of rows, ascending, from a given one on. */
type Places = (from: number) => Iterable<number>;

export function createTextIndex<T>(): TextIndex<T> {
  const byId = new Map<string, Row<T>>();
  const vocabulary = createVocabulary();
  /** Null: to be sorted at the next page. Loading puts many pages and asks for none meanwhile. */
  let sorted: Row<T>[] | null = [];
  /** Null: something changed since it was made. */
  let haystack: Haystack | null = null;

  const rowOf = (entry: Entry<T>): Row<T> => {
    const texts = entry.texts.map(normalForm);
    const order = normalForm(entry.name);
    // "carddefault" finds "card-default".
    const joined = wordsOf(order).join("");
    return {
      id: entry.id,
      order,
      text: [...texts, joined].join("\n"),
      words: vocabulary.numbersOf([...texts.flatMap(wordsOf), joined]),
      item: entry.item,
    };
  };
  const takeOut = (row: Row<T>): void => {
    const place = sorted === null ? -1 : firstAtOrAfter(sorted, row);
    if (sorted?.[place] === row) sorted.splice(place, 1);
  };

  return {
    put(entries) {
      haystack = null;
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
      haystack = null;
      takeOut(row);
      byId.delete(id);
    },
    size: () => byId.size,
    page({ text, limit, after, accept }) {
      sorted ??= [...byId.values()].sort(compare);
      const rows = sorted;
      const from = after === undefined ? 0 : placeAfter(rows, byId, after);
      const cut = (places: Places) => cutPage(rows, places(from), limit, accept);
      const typed = normalForm(text);
      if (typed === "") return cut(onwards(rows));

      haystack ??= createHaystack(rows.map((row) => row.text));
      const literal = haystack.holding(typed.split(" "));
      const found = cut(literal);
      if (found.items.length > 0) return found;
      // On a later page: were there literal matches on an earlier one?
      if (from > 0 && cutPage(rows, literal(0), 1, accept).items.length > 0) return found;
      const guessed = guesses(rows, wordsOf(typed), haystack);
      return guessed === null ? found : cut(guessed);
    },
  };

  /** Rows in which each word occurs or resembles one of theirs; null: there are none. */
  function guesses(rows: readonly Row<T>[], words: readonly string[], texts: Haystack): Places | null {
    const tests: ((row: Row<T>, place: number) => boolean)[] = [];
    for (const word of words) {
      const like = vocabulary.like(word);
      const holding = texts.marks(word);
      if (like === null && holding === null) return null;
      tests.push(
        (row, place) =>
          holding?.[place] === 1 || (like !== null && row.words.some((number) => like[number] === 1)),
      );
    }
    if (tests.length === 0) return null;
    return function* (from) {
      for (const place of onwards(rows)(from)) {
        const row = rows[place];
        if (row !== undefined && tests.every((test) => test(row, place))) yield place;
      }
    };
  }
}

/** From here on sorting everything once is cheaper than finding each one's place. */
const BULK = 200;

const onwards = (rows: readonly unknown[]): Places =>
  function* (from) {
    for (let place = from; place < rows.length; place += 1) yield place;
  };

function cutPage<T>(
  rows: readonly Row<T>[],
  places: Iterable<number>,
  limit: number,
  accept: (item: T) => boolean,
): { readonly items: readonly T[]; readonly next: string | null } {
  const items: T[] = [];
  let last: Row<T> | undefined;
  for (const place of places) {
    const row = rows[place];
    if (row === undefined || !accept(row.item)) continue;
    if (items.length === limit) return { items, next: last === undefined ? null : cursorOf(last) };
    items.push(row.item);
    last = row;
  }
  return { items, next: null };
}

function compare(a: Cursor, b: Cursor): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

function firstAtOrAfter(rows: readonly Cursor[], wanted: Cursor): number {
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

function placeAfter<T>(rows: readonly Row<T>[], byId: ReadonlyMap<string, Row<T>>, after: string): number {
  const place = readCursor(after);
  if (place === null) return 0;
  const row = byId.get(place.id);
  // Renamed since: its old place counts, or entries would be left out.
  const known = row?.order.startsWith(place.order) ? row : place;
  const found = firstAtOrAfter(rows, known);
  return rows[found] === known ? found + 1 : found;
}
