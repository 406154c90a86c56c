// What every store refuses before it looks at its data: shapes that no correct program sends.
import {
  type Commit,
  type Expectation,
  type IndexEntry,
  type Listing,
  type Put,
  RECORD_KINDS,
  type SealedEntry,
  StoreMisuse,
} from "../ports/store.ts";

export const LIST_LIMIT = 200;
export const AUDIT_LANE_LIMIT = 1_000;
export const AUDIT_ABOUT_LIMIT = 200;
const MAX_ID = 512;

const shown = (text: string): string => JSON.stringify(text.slice(0, 80));

/** Ids go into indexes and cursors as they are: text that no encoding changes. */
export function isStorableId(id: string): boolean {
  return id.length > 0 && id.length <= MAX_ID && id.isWellFormed() && !id.includes("\u0000");
}

/** Until when the put holds its record; null: it ends the lease, also where whoever held it went with an earlier opening. */
export const holdOf = ({ heldUntil, heldSince }: Put, opening: string): number | null =>
  heldUntil === undefined || (heldSince !== undefined && heldSince !== opening) ? null : heldUntil;

function checkPut(put: Put): void {
  if (!(RECORD_KINDS as readonly string[]).includes(put.kind)) {
    throw new StoreMisuse(`The store has no kind ${shown(put.kind)}.`);
  }
  if (!isStorableId(put.id) || !put.id.startsWith(`${put.kind}:`)) {
    throw new StoreMisuse(`The id ${shown(put.id)} does not start with "${put.kind}:" or cannot be stored.`);
  }
  if (put.alarmAt !== null && !Number.isSafeInteger(put.alarmAt)) {
    throw new StoreMisuse(`The alarm of ${shown(put.id)} is no whole number of milliseconds.`);
  }
  if (put.heldUntil !== undefined && !Number.isSafeInteger(put.heldUntil)) {
    throw new StoreMisuse(`The hold of ${shown(put.id)} is no whole number of milliseconds.`);
  }
  if (put.heldSince !== undefined && put.heldUntil === undefined) {
    throw new StoreMisuse(`The hold of ${shown(put.id)} has a beginning and no end.`);
  }
  const places = new Set<string>();
  for (const entry of put.index) {
    if (!Number.isFinite(entry.sort)) {
      throw new StoreMisuse(`The index ${shown(entry.name)} of ${shown(put.id)} sorts by no number.`);
    }
    places.add(indexPlace(entry));
  }
  if (places.size !== put.index.length) {
    throw new StoreMisuse(`${shown(put.id)} stands twice under one key of an index.`);
  }
}

/** Name and key as one text without collisions, also for text that is not well-formed. */
export function indexPlace(entry: Pick<IndexEntry, "name" | "key">): string {
  return JSON.stringify([entry.name, entry.key]);
}

function checkExpectations(expectations: readonly Expectation[]): Map<string, number> {
  const expected = new Map<string, number>();
  for (const { id, rev } of expectations) {
    if (!Number.isSafeInteger(rev) || rev < 0) {
      throw new StoreMisuse(`The expected rev of ${shown(id)} is no version: ${rev}.`);
    }
    if ((expected.get(id) ?? rev) !== rev) {
      throw new StoreMisuse(`The commit expects two versions of ${shown(id)}.`);
    }
    expected.set(id, rev);
  }
  return expected;
}

function checkAudit(entries: readonly SealedEntry[]): void {
  const last = new Map<string, number>();
  for (const entry of entries) {
    if (!isStorableId(entry.lane) || !Number.isSafeInteger(entry.seq) || entry.seq < 1) {
      throw new StoreMisuse(`An audit entry has no place in a lane: ${shown(entry.lane)} ${entry.seq}.`);
    }
    for (const part of [entry.mac, entry.body, entry.personal, entry.request, entry.deployment]) {
      if (part !== null && !part.isWellFormed()) {
        throw new StoreMisuse(
          `Audit entry ${entry.seq} of lane ${shown(entry.lane)} is not well-formed text.`,
        );
      }
    }
    const before = last.get(entry.lane);
    if (before !== undefined && entry.seq !== before + 1) {
      throw new StoreMisuse(`Audit entries of lane ${shown(entry.lane)} do not follow each other.`);
    }
    last.set(entry.lane, entry.seq);
  }
}

/** Throws `StoreMisuse` for a commit that is wrong whatever the store holds. */
export function checkCommit(commit: Commit): void {
  const expected = checkExpectations(commit.expect);
  const touched = new Set<string>();
  for (const id of [...commit.put.map((put) => put.id), ...commit.remove]) {
    if (!expected.has(id)) throw new StoreMisuse(`The commit changes ${shown(id)} without an expectation.`);
    if (touched.has(id)) throw new StoreMisuse(`The commit changes ${shown(id)} twice.`);
    touched.add(id);
  }
  for (const id of commit.remove) {
    if (expected.get(id) === 0)
      throw new StoreMisuse(`The commit removes ${shown(id)}, which must not exist.`);
  }
  for (const put of commit.put) checkPut(put);
  checkAudit(commit.audit);
}

/** Throws `StoreMisuse` unless the limit is a whole number from 1 to `most`. */
export function checkLimit(limit: number, most: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > most) {
    throw new StoreMisuse(`A page has 1 to ${most} entries, not ${limit}.`);
  }
}

export interface ListPosition {
  readonly sort: number;
  readonly id: string;
}

export function listCursor(position: ListPosition): string {
  return Buffer.from(JSON.stringify([position.sort, position.id])).toString("base64url");
}

/** Null at the start. Throws `StoreMisuse` for a cursor that no listing gave out. */
export function parseListCursor(listing: Listing): ListPosition | null {
  if (listing.after === undefined) return null;
  try {
    const [sort, id]: unknown[] = JSON.parse(Buffer.from(listing.after, "base64url").toString("utf8"));
    if (typeof sort === "number" && typeof id === "string") return { sort, id };
  } catch (error) {
    throw new StoreMisuse("The listing's cursor cannot be read.", { cause: error });
  }
  throw new StoreMisuse("The listing's cursor cannot be read.");
}

/** 0 at the start. Cursors of changes and of audit pages are positions in the order of writing. */
export function parseWriteCursor(cursor: string | null | undefined): number {
  if (cursor === null || cursor === undefined) return 0;
  if (!/^\d{1,15}$/.test(cursor)) throw new StoreMisuse("The cursor cannot be read.");
  return Number(cursor);
}
