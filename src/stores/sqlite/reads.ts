// The reading half of the embedded store.
import type { Store, StoredRecord } from "../../ports/store.ts";
import {
  AUDIT_ABOUT_LIMIT,
  AUDIT_LANE_LIMIT,
  checkLimit,
  indexPlace,
  isStorableId,
  LIST_LIMIT,
  listCursor,
  parseListCursor,
  parseWriteCursor,
} from "../commit-shape.ts";
import type { Connection } from "./connection.ts";
import type { Reading } from "./kept-records.ts";
import { entryOf, number, numberOrNull, type Row, recordOf, text, textOrNull } from "./rows.ts";

export type ReadOnlyStore = Omit<Store, "commit" | "claimDue" | "opening" | "probe">;

/** The reads that the owner keeps in memory (`keptRecords`). Null for what was never there and for what was removed. */
export function readingOf(connection: Connection): Reading {
  return {
    record(id) {
      if (!isStorableId(id)) return null;
      const row = connection.read((sql) => sql.record.get(id));
      if (row === undefined) return null;
      const found = recordOf(row);
      return found === null ? null : { found, length: lengthOf(row) };
    },

    list(listing) {
      checkLimit(listing.limit, LIST_LIMIT);
      const ascending = listing.order === "ascending";
      const after = parseListCursor(listing) ?? { sort: ascending ? -Infinity : Infinity, id: "" };
      const place = indexPlace({ name: listing.index, key: listing.key });
      const rows = connection.read((sql) =>
        (ascending ? sql.ascending : sql.descending).all(
          listing.kind,
          place,
          after.sort,
          after.id,
          listing.limit + 1,
        ),
      );
      const page = rows.slice(0, listing.limit);
      const last = page.at(-1);
      const more = last !== undefined && rows.length > page.length;
      return {
        found: {
          records: page.flatMap((row) => recordOf(row) ?? []),
          next: more ? listCursor({ sort: number(last, "sort"), id: text(last, "id") }) : null,
        },
        length: page.reduce((sum, row) => sum + lengthOf(row), 0),
      };
    },
  };
}

const lengthOf = (row: Row): number => textOrNull(row, "value")?.length ?? 0;

export function readsOf(connection: Connection): Omit<ReadOnlyStore, "close"> {
  const reading = readingOf(connection);
  const get = (id: string): StoredRecord | null => reading.record(id)?.found ?? null;
  return {
    get: async (id) => get(id),
    getMany: async (ids) => ids.map(get),
    list: async (listing) => reading.list(listing).found,

    async nextAlarm(kinds) {
      const times = connection.read((sql) =>
        kinds.flatMap((kind) => {
          const rows = [sql.firstFreeAlarm.get(kind), sql.firstHeldAlarm.get(kind)];
          return rows.flatMap((row) => (row === undefined ? [] : (numberOrNull(row, "at") ?? [])));
        }),
      );
      return times.length === 0 ? null : Math.min(...times);
    },

    async changedSince({ kind, cursor, limit }) {
      checkLimit(limit, AUDIT_LANE_LIMIT);
      const after = parseWriteCursor(cursor);
      const rows = connection.read((sql) => sql.changed.all(kind, after, limit + 1));
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        changes: page.map((row) => {
          const record = recordOf(row);
          return record === null ? { removed: true, id: text(row, "id") } : { removed: false, record };
        }),
        cursor: String(last === undefined ? after : number(last, "written")),
        upToDate: rows.length === page.length,
      };
    },

    async laneHeads() {
      return connection.read((sql) =>
        sql.lanes
          .all()
          .map((row) => sql.head.get(text(row, "lane")))
          .flatMap((row) =>
            row === undefined
              ? []
              : [{ lane: text(row, "lane"), seq: number(row, "seq"), mac: text(row, "mac") }],
          ),
      );
    },

    async auditLane({ lane, afterSeq, limit }) {
      checkLimit(limit, AUDIT_LANE_LIMIT);
      return connection.read((sql) => sql.lane.all(lane, afterSeq, limit)).map(entryOf);
    },

    async auditAbout({ about, after, limit }) {
      checkLimit(limit, AUDIT_ABOUT_LIMIT);
      const from = parseWriteCursor(after);
      const subject = "request" in about ? about.request : about.deployment;
      if (!subject.isWellFormed()) return { entries: [], next: null };
      const rows: Row[] = connection.read((sql) =>
        ("request" in about ? sql.aboutRequest : sql.aboutDeployment).all(subject, from, limit + 1),
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        entries: page.map(entryOf),
        next: last !== undefined && rows.length > page.length ? String(number(last, "n")) : null,
      };
    },
  };
}
