// The model of the Store contract: the same promises in memory, without any durability. For fast tests and simulations.
import {
  type Claim,
  type Commit,
  type CommitAnswer,
  type LaneHead,
  type SealedEntry,
  type Store,
  type StoredRecord,
  StoreUnavailable,
} from "../../src/ports/store.ts";
import {
  AUDIT_ABOUT_LIMIT,
  AUDIT_LANE_LIMIT,
  checkCommit,
  checkLimit,
  holdOf,
  indexPlace,
  LIST_LIMIT,
  listCursor,
  parseListCursor,
  parseWriteCursor,
} from "../../src/stores/commit-shape.ts";

interface Kept {
  /** As JSON, so that nobody shares an object with the store; null: removed, the rev is kept. */
  json: string | null;
  kind: string;
  index: StoredRecord["index"];
  rev: number;
  alarmAt: number | null;
  leaseUntil: number | null;
  written: number;
}

export interface MemoryStore extends Store {
  /** How many commits were `committed`. */
  readonly commits: () => number;
  /** The next process on the same data: open again, and the leases of the one before are over. */
  reopen(): void;
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Answers like the real stores, `StoreMisuse` included; `close()` forgets nothing: see `reopen()`. */
export function memoryStore(): MemoryStore {
  const records = new Map<string, Kept>();
  const audit: SealedEntry[] = [];
  let writes = 0;
  let commits = 0;
  let closed = false;
  let openings = 1;

  const read = (id: string, kept: Kept | undefined): StoredRecord | null => {
    if (kept === undefined || kept.json === null) return null;
    return { ...JSON.parse(kept.json), id, rev: kept.rev };
  };
  const open = (): void => {
    if (closed) throw new StoreUnavailable("The store is closed.");
  };
  const revOf = (id: string): number => {
    const kept = records.get(id);
    return kept === undefined || kept.json === null ? 0 : kept.rev;
  };
  const headOf = (lane: string): LaneHead | null => {
    const last = audit.findLast((entry) => entry.lane === lane);
    return last === undefined ? null : { lane, seq: last.seq, mac: last.mac };
  };

  function firstConflict(commit: Commit): string | null {
    for (const { id, rev } of commit.expect) if (revOf(id) !== rev) return id;
    const seen = new Set<string>();
    for (const entry of commit.audit) {
      if (!seen.has(entry.lane) && entry.seq !== (headOf(entry.lane)?.seq ?? 0) + 1)
        return `audit:${entry.lane}`;
      seen.add(entry.lane);
    }
    return null;
  }

  return {
    commits: () => commits,

    reopen() {
      closed = false;
      openings += 1;
      for (const kept of records.values()) kept.leaseUntil = null;
    },

    async commit(commit): Promise<CommitAnswer> {
      checkCommit(commit);
      if (closed) return { outcome: "failed", reason: "The store is closed." };
      const conflict = firstConflict(commit);
      if (conflict !== null) return { outcome: "conflict", id: conflict };
      for (const whole of commit.put) {
        const { heldUntil: _, heldSince: __, ...put } = whole;
        const hold = holdOf(whole, String(openings));
        writes += 1;
        records.set(put.id, {
          json: JSON.stringify(put),
          kind: put.kind,
          index: put.index.map((entry) => ({ ...entry })),
          rev: (records.get(put.id)?.rev ?? 0) + 1,
          alarmAt: put.alarmAt,
          leaseUntil: hold,
          written: writes,
        });
      }
      for (const id of commit.remove) {
        const kept = records.get(id);
        if (kept === undefined) continue;
        writes += 1;
        Object.assign(kept, {
          json: null,
          index: [],
          rev: kept.rev + 1,
          alarmAt: null,
          leaseUntil: null,
          written: writes,
        });
      }
      audit.push(...commit.audit.map((entry) => ({ ...entry })));
      commits += 1;
      return { outcome: "committed" };
    },

    async get(id) {
      open();
      return read(id, records.get(id));
    },

    async getMany(ids) {
      open();
      return ids.map((id) => read(id, records.get(id)));
    },

    async list(listing) {
      open();
      checkLimit(listing.limit, LIST_LIMIT);
      const after = parseListCursor(listing);
      const place = indexPlace({ name: listing.index, key: listing.key });
      const turn = listing.order === "ascending" ? 1 : -1;
      const compare = (a: { sort: number; id: string }, b: { sort: number; id: string }): number =>
        turn * (a.sort - b.sort || byBytes(a.id, b.id));
      const found = [...records]
        .flatMap(([id, kept]) =>
          kept.kind !== listing.kind
            ? []
            : kept.index
                .filter((entry) => indexPlace(entry) === place)
                .map((entry) => ({ sort: entry.sort, id, kept })),
        )
        .filter((row) => after === null || compare(row, after) > 0)
        .sort(compare);
      const page = found.slice(0, listing.limit);
      const last = page.at(-1);
      return {
        records: page.flatMap(({ id, kept }) => read(id, kept) ?? []),
        next: last !== undefined && found.length > page.length ? listCursor(last) : null,
      };
    },

    opening: () => String(openings),

    async claimDue({ now, leaseMs, limit, kinds }) {
      open();
      checkLimit(limit, LIST_LIMIT);
      const due = [...records]
        .filter(
          ([, kept]) =>
            (kinds as readonly string[]).includes(kept.kind) &&
            kept.alarmAt !== null &&
            kept.alarmAt <= now &&
            (kept.leaseUntil ?? 0) <= now,
        )
        .sort(([a, x], [b, y]) => (x.alarmAt ?? 0) - (y.alarmAt ?? 0) || byBytes(a, b))
        .slice(0, limit);
      return due.flatMap(([id, kept]): Claim[] => {
        kept.rev += 1;
        kept.leaseUntil = now + leaseMs;
        const record = read(id, kept);
        return record === null ? [] : [{ record, leaseUntil: kept.leaseUntil }];
      });
    },

    async nextAlarm(kinds) {
      open();
      const times = [...records.values()].flatMap((kept) =>
        (kinds as readonly string[]).includes(kept.kind) && kept.alarmAt !== null
          ? [Math.max(kept.alarmAt, kept.leaseUntil ?? kept.alarmAt)]
          : [],
      );
      return times.length === 0 ? null : Math.min(...times);
    },

    async changedSince({ kind, cursor, limit }) {
      open();
      checkLimit(limit, AUDIT_LANE_LIMIT);
      const after = parseWriteCursor(cursor);
      const found = [...records]
        .filter(([, kept]) => kept.kind === kind && kept.written > after)
        .sort(([, x], [, y]) => x.written - y.written);
      const page = found.slice(0, limit);
      return {
        changes: page.map(([id, kept]) => {
          const record = read(id, kept);
          return record === null ? { removed: true, id } : { removed: false, record };
        }),
        cursor: String(page.at(-1)?.[1].written ?? after),
        upToDate: page.length === found.length,
      };
    },

    async laneHeads() {
      open();
      const lanes = [...new Set(audit.map((entry) => entry.lane))].sort(byBytes);
      return lanes.flatMap((lane) => headOf(lane) ?? []);
    },

    async auditLane({ lane, afterSeq, limit }) {
      open();
      checkLimit(limit, AUDIT_LANE_LIMIT);
      return audit
        .filter((entry) => entry.lane === lane && entry.seq > afterSeq)
        .slice(0, limit)
        .map((entry) => ({ ...entry }));
    },

    async auditAbout({ about, after, limit }) {
      open();
      checkLimit(limit, AUDIT_ABOUT_LIMIT);
      const from = parseWriteCursor(after);
      const found = audit.flatMap((entry, place) =>
        place >= from &&
        ("request" in about ? entry.request === about.request : entry.deployment === about.deployment)
          ? [{ entry: { ...entry }, place }]
          : [],
      );
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        entries: page.map((row) => row.entry),
        next: last !== undefined && found.length > page.length ? String(last.place + 1) : null,
      };
    },

    async probe() {
      return closed ? "The store is closed." : null;
    },

    async close() {
      closed = true;
    },
  };
}
