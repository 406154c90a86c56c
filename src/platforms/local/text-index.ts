// A searchable list kept in the process: in order, by page, by part of a name, and by a name with typing mistakes.
import { type Cursor, cursorOf, readCursor } from "./cursor.ts";
import { createHaystack, type Haystack, type Places } from "./haystack.ts";
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

export function createTextIndex<T>(): TextIndex<T> {
  const byId = new Map<string, Row<T>>();
  const vocabulary = createVocabulary();
  /** Null: to be sorted at the next page. Loading puts many pages and asks for none meanwhile. */
  let sorted: Row<T>[] | null = [];
  /** Null: something changed since it was made. */
  let searched: Searched | null = null;

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
      searched = null;
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
      searched = null;
      takeOut(row);
      byId.delete(id);
    },
    size: () => byId.size,
    page({ text, limit, after, accept }) {
      sorted ??= [...byId.values()].sort(compare);
      const rows = sorted;
      const from = after === undefined ? 0 : placeAfter(rows, byId, after);
      const cut = (places: Places) => cutPage(rows, places, from, limit, accept);
      const typed = normalForm(text);
      if (typed === "") return cut(onwards(rows));

      searched ??= {
        haystack: createHaystack(rows.map((row) => row.text)),
        words: flatten(rows.map((row) => row.words)),
      };
      const literal = searched.haystack.holding(typed.split(" "));
      const found = cut(literal);
      if (found.items.length > 0) return found;
      // On a later page: were there literal matches on an earlier one?
      if (from > 0 && cutPage(rows, literal, 0, 1, accept).items.length > 0) return found;
      const guessed = guesses(searched, wordsOf(typed));
      return guessed === null ? found : cut(guessed);
    },
  };

  /** Rows in which each word occurs or resembles one of theirs; null: there are none. */
  function guesses({ haystack, words }: Searched, typed: readonly string[]): Places | null {
    const marks: Uint8Array[] = [];
    for (const word of typed) {
      const holding = haystack.marks(word);
      const like = vocabulary.like(word);
      if (like === null && holding === null) return null;
      marks.push(withLike(holding ?? new Uint8Array(words.ends.length), words, like));
    }
    if (marks.length === 0) return null;
    return (from, visit) =>
      onwards(words.ends)(from, (place) => !marks.every((one) => one[place] === 1) || visit(place));
  }
}

/** What is made of all rows, in their order, for searching. */
interface Searched {
  readonly haystack: Haystack;
  readonly words: FlatWords;
}

/** The words of one row after those of the other, with the place after each row's last one: read far faster than as many lists. */
interface FlatWords {
  readonly numbers: Uint32Array;
  readonly ends: Uint32Array;
}

function flatten(rows: readonly (readonly number[])[]): FlatWords {
  const ends = new Uint32Array(rows.length);
  let end = 0;
  for (const [place, words] of rows.entries()) {
    end += words.length;
    ends[place] = end;
  }
  const numbers = new Uint32Array(end);
  let next = 0;
  for (const words of rows) {
    numbers.set(words, next);
    next += words.length;
  }
  return { numbers, ends };
}

/** Marks the rows that have one of the words, too. */
function withLike(marks: Uint8Array, { numbers, ends }: FlatWords, like: Uint8Array | null): Uint8Array {
  if (like === null) return marks;
  let next = 0;
  for (let place = 0; place < ends.length; place += 1) {
    for (const end = ends[place] ?? 0; next < end; next += 1)
      if (like[numbers[next] ?? 0] === 1) marks[place] = 1;
  }
  return marks;
}

/** From here on sorting everything once is cheaper than finding each one's place. */
const BULK = 200;

const onwards =
  (rows: { readonly length: number }): Places =>
  (from, visit) => {
    let place = from;
    while (place < rows.length && visit(place)) place += 1;
  };

function cutPage<T>(
  rows: readonly Row<T>[],
  places: Places,
  from: number,
  limit: number,
  accept: (item: T) => boolean,
): { readonly items: readonly T[]; readonly next: string | null } {
  const found: Row<T>[] = [];
  places(from, (place) => {
    const row = rows[place];
    if (row !== undefined && accept(row.item)) found.push(row);
    // One more than asked for says that there is a next page.
    return found.length <= limit;
  });
  const last = found[limit - 1];
  return {
    items: found.slice(0, limit).map((row) => row.item),
    next: found.length > limit && last !== undefined ? cursorOf(last) : null,
  };
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
