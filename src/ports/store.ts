// The Store port: one durable home for records, their alarms and the audit trail (design section 9).
import type { Json } from "../requests/request.ts";

export const RECORD_KINDS = [
  "request",
  "busy",
  "delivery",
  "person-link",
  "preference",
  "subscription",
  "health-watch",
  "switch",
  "seen",
  "key-fingerprint",
  "local-deployment",
  "local-package",
  "local-fleet",
  "local-effect",
  "local-work",
  "local-limit",
  "local-former",
  "local-use-case",
  "local-log",
  "local-statistics",
  "datarobot-effect",
  "datarobot-former",
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export interface IndexEntry {
  readonly name: string;
  readonly key: string;
  /** Ascending order within one key: numbers compare as numbers, use times or zero. Equal ones go by the bytes of their ids. */
  readonly sort: number;
}

/** What a put writes. Ids are unique over all kinds: they start with the kind and a colon (`request:…`). */
export interface Put {
  readonly kind: RecordKind;
  readonly id: string;
  readonly value: Json;
  /** When the record wants to be woken, epoch ms; null: never. */
  readonly alarmAt: number | null;
  /** Replaces all earlier index entries of the record. */
  readonly index: readonly IndexEntry[];
  /**
   * The writer goes on holding the record (as by a claim) until this time of the store, epoch ms, whatever its alarm says: for a call
   * that is made right after the write. Absent: the put ends the lease.
   */
  readonly heldUntil?: number;
  /**
   * What `opening` said when the hold began: of a later one, whoever held it is gone, and the put ends the lease. Absent: it begins with
   * this put. So others who write meanwhile can go on holding it for the caller, and not for one that died.
   */
  readonly heldSince?: string;
}

export interface StoredRecord extends Omit<Put, "heldUntil" | "heldSince"> {
  /**
   * Storage version, 1 on the very first write; each put, claim and removal makes it larger. An id that comes back after a
   * removal goes on counting, so that a version read before the removal never fits again: read it, do not guess it.
   */
  readonly rev: number;
}

/** `rev` 0: the record must not exist. Every put must be named here: there are no blind writes. */
export interface Expectation {
  readonly id: string;
  readonly rev: number;
}

/** An audit entry with its place in a lane and its MAC; made by the audit lane, never by hand. */
export interface SealedEntry {
  readonly lane: string;
  /** 1, 2, 3, ... within the lane, without gaps. */
  readonly seq: number;
  /** Lower-case hex. */
  readonly mac: string;
  /** Canonical JSON of the entry: the bytes under the MAC. It holds a salted hash of the personal fields. */
  readonly body: string;
  /** Personal fields and their salt as JSON, outside the MAC; null once redacted. */
  readonly personal: string | null;
  /** Index for reading: request id, deployment id or null. */
  readonly request: string | null;
  readonly deployment: string | null;
  readonly at: number;
}

export interface LaneHead {
  readonly lane: string;
  readonly seq: number;
  readonly mac: string;
}

export interface Commit {
  readonly expect: readonly Expectation[];
  readonly put: readonly Put[];
  /** Ids to delete; each must be named in `expect`. */
  readonly remove: readonly string[];
  /**
   * Appended if and only if the records are. The first entry must follow the stored head of its lane
   * (seq + 1), else the answer is a conflict on `audit:<lane>`.
   */
  readonly audit: readonly SealedEntry[];
}

export type CommitAnswer =
  | { readonly outcome: "committed" }
  /** Nothing was written; `id` is the first expectation that did not hold. */
  | { readonly outcome: "conflict"; readonly id: string }
  /** Nothing was written and nothing will be: the store is full or read-only. `reason` is for people. */
  | { readonly outcome: "failed"; readonly reason: string }
  /** It may or may not have been written: read before you go on. */
  | { readonly outcome: "unknown"; readonly reason: string };

export interface Listing {
  readonly kind: RecordKind;
  readonly index: string;
  readonly key: string;
  readonly order: "ascending" | "descending";
  /** At most 200. */
  readonly limit: number;
  /** Position from an earlier answer's `next`. */
  readonly after?: string | undefined;
}

export interface RecordPage {
  readonly records: readonly StoredRecord[];
  /** Null on the last page. */
  readonly next: string | null;
}

export interface Claim {
  readonly record: StoredRecord;
  /** Store time at which another process may claim it. */
  readonly leaseUntil: number;
}

/** Reads and claims that fail throw it; `message` is a sentence for people, `cause` the driver's own error. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** A call that no correct program makes: a put without an expectation, an id of another kind, a foreign cursor. Nothing was done. */
export class StoreMisuse extends Error {
  override readonly name = "StoreMisuse";
}

export interface Store {
  /** The only writer. All or nothing, also over process death; durable when it answers `committed`. Throws `StoreMisuse` alone. */
  commit(commit: Commit): Promise<CommitAnswer>;
  /** Answers are the reader's own copy, or frozen. */
  get(id: string): Promise<StoredRecord | null>;
  /** In the order of the ids, null where there is none. */
  getMany(ids: readonly string[]): Promise<readonly (StoredRecord | null)[]>;
  list(listing: Listing): Promise<RecordPage>;
  /**
   * Takes up to `limit` records whose alarm is due at `now` and that nobody holds: each gets a lease of `leaseMs`
   * and a larger `rev`, so that a late writer with the old one meets a conflict. Oldest alarm first.
   * A put ends the lease, or names a new end. A record whose holder died is due again when the lease ends, or earlier where the store knows that the
   * holder is gone.
   */
  claimDue(ask: {
    now: number;
    leaseMs: number;
    limit: number;
    kinds: readonly RecordKind[];
  }): Promise<readonly Claim[]>;
  /** Another text each time when the store knows that everybody who held a record before is gone. */
  opening(): string;
  /** When to look again: the earliest alarm; a held one counts with the end of its lease if that is later. Null: there is none. */
  nextAlarm(kinds: readonly RecordKind[]): Promise<number | null>;
  /**
   * Records of the kind written or removed after `cursor` (null: from the beginning), in order of writing; for indexes kept in
   * a process. A removed record comes as `{ id, removed: true }`, once, at its removal; a record written several times comes once, as it
   * is now, at its last write. A claim is no write here: a `rev` from such an index may be old.
   */
  changedSince(ask: { kind: RecordKind; cursor: string | null; limit: number }): Promise<{
    readonly changes: readonly (
      | { readonly removed: false; readonly record: StoredRecord }
      | { readonly removed: true; readonly id: string }
    )[];
    readonly cursor: string;
    /** True when this answer reached the newest write. */
    readonly upToDate: boolean;
  }>;
  laneHeads(): Promise<readonly LaneHead[]>;
  /** Entries of a lane in order, at most 1,000 a call. */
  auditLane(ask: { lane: string; afterSeq: number; limit: number }): Promise<readonly SealedEntry[]>;
  /** Entries about a request or a deployment, oldest first, at most 200 a page. */
  auditAbout(ask: {
    about: { readonly request: string } | { readonly deployment: string };
    after?: string | undefined;
    limit: number;
  }): Promise<{ readonly entries: readonly SealedEntry[]; readonly next: string | null }>;
  /** Writes and deletes a probe: null when the store can keep things, else a sentence for people. */
  probe(): Promise<string | null>;
  close(): Promise<void>;
}
