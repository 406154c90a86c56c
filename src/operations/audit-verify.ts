// Reads the audit trail and says what was changed since it was written, and what nobody can know from it.
import type { LaneHead, SealedEntry, Store } from "../ports/store.ts";
import { type EntryBody, lookupText, macOf, personalHash, readBody, sameMac } from "./audit-entry.ts";

export type FindingKind =
  /** Bytes under the MAC, beside it, or its columns are not what was written. */
  | "altered"
  /** A true entry at another place than its own. */
  | "swapped"
  /** Entries are missing before this one. */
  | "gap"
  /** Entries are missing at the end of the lane. */
  | "cut-tail"
  /** The store is older than the last head that was noted outside. */
  | "rollback"
  /** A lane that was noted outside, or that another lane goes on from, is not there. */
  | "missing-lane"
  /** No given key fits any entry of the lane. */
  | "unknown-key";

export interface Finding {
  readonly kind: FindingKind;
  readonly lane: string;
  /** Null: it is about the lane as a whole. */
  readonly seq: number | null;
  /** One plain sentence for people. */
  readonly sentence: string;
}

export interface AuditReport {
  /** True when there is no finding. What cannot be known is in `cannotKnow`. */
  readonly clean: boolean;
  readonly lanes: number;
  readonly entries: number;
  /** Entries whose personal part was taken out. */
  readonly redacted: number;
  /** The first 1,000. */
  readonly findings: readonly Finding[];
  readonly moreFindings: number;
  readonly cannotKnow: readonly string[];
}

type AuditReads = Pick<Store, "laneHeads" | "auditLane" | "auditAbout">;

const PAGE = 500;
const MOST_FINDINGS = 1_000;
const WITHOUT_HEADS =
  "Without heads noted outside the store nobody can tell whether the newest entries of a lane or whole lanes were removed, or whether an older copy of the store was restored.";
const AFTER_HEADS =
  "Entries later than the last noted head of their lane could have been removed without a trace: at most the last second before a process was killed.";

/** Collects findings and counts in bounded memory. */
function notebook() {
  const findings: Finding[] = [];
  let more = 0;
  let entries = 0;
  let redacted = 0;
  return {
    find(kind: FindingKind, lane: string, seq: number | null, sentence: string): void {
      if (findings.length < MOST_FINDINGS) findings.push({ kind, lane, seq, sentence });
      else more += 1;
    },
    count(entry: SealedEntry, body: EntryBody | null): void {
      entries += 1;
      if (entry.personal === null && body?.kind === "fact") redacted += 1;
    },
    report(lanes: number, cannotKnow: readonly string[]): AuditReport {
      const hidden =
        redacted === 0
          ? []
          : [`Of ${redacted} entries the personal part was taken out: who and why is not in them any more.`];
      return {
        clean: findings.length === 0,
        ...{ lanes, entries, redacted, findings },
        moreFindings: more,
        cannotKnow: [...cannotKnow, ...hidden],
      };
    },
  };
}
type Notebook = ReturnType<typeof notebook>;

/** What is wrong with one entry taken alone; null: nothing, its MAC fits and it stands where it belongs. */
function flawOf(
  entry: SealedEntry,
  body: EntryBody | null,
  keys: readonly Uint8Array[],
): { kind: "altered" | "swapped"; macFits: boolean; what: string } | null {
  const macFits = body !== null && keys.some((key) => sameMac(macOf(key, body.prev, entry.body), entry.mac));
  if (body === null || !macFits)
    return { kind: "altered", macFits: false, what: "its bytes do not fit its MAC" };
  if (body.lane !== entry.lane || body.seq !== entry.seq) {
    return { kind: "swapped", macFits, what: `it belongs to place ${body.seq} of lane ${body.lane}` };
  }
  const fact = body.kind === "fact" ? body : null;
  if (
    entry.at !== body.at ||
    entry.request !== lookupText(fact?.request ?? null) ||
    entry.deployment !== lookupText(fact?.deployment ?? null)
  ) {
    return { kind: "altered", macFits, what: "its request, deployment or time is not the one under its MAC" };
  }
  if (entry.personal !== null && personalHash(entry.personal) !== body.personalHash) {
    return { kind: "altered", macFits, what: "who, why or details are not what was written" };
  }
  return null;
}

interface LaneWalk {
  readonly lastSeq: number;
  /** MAC stored at the sequence that was asked for; null: no such entry. */
  readonly macAtNoted: string | null;
}

async function walkLane(
  store: AuditReads,
  keys: readonly Uint8Array[],
  ask: { readonly lane: string; readonly until: number; readonly noted: number | null },
  notes: Notebook,
): Promise<LaneWalk> {
  const { lane } = ask;
  let last = 0;
  /** MAC of the entry before, null when it is not to be trusted or not there. */
  let before: string | null = "";
  let fitting = 0;
  const unfitting: number[] = [];
  let macAtNoted: string | null = null;

  async function follow(after: LaneHead, seq: number): Promise<void> {
    if (after.seq === 0) return;
    const [joint] = await store.auditLane({ lane: after.lane, afterSeq: after.seq - 1, limit: 1 });
    if (joint?.seq === after.seq && joint.mac === after.mac) return;
    notes.find(
      "missing-lane",
      after.lane,
      after.seq,
      `Lane ${lane} goes on from entry ${after.seq} of lane ${after.lane} (its entry ${seq} says so), which is not there as it was.`,
    );
  }

  for (;;) {
    const page = await store.auditLane({ lane, afterSeq: last, limit: PAGE });
    for (const entry of page) {
      if (entry.seq > ask.until) break;
      const body = readBody(entry);
      notes.count(entry, body);
      if (entry.seq === ask.noted) macAtNoted = entry.mac;
      if (entry.seq !== last + 1) {
        const missing = entry.seq - last - 1;
        notes.find(
          "gap",
          lane,
          entry.seq,
          `Lane ${lane} misses ${missing} entries before entry ${entry.seq}.`,
        );
        before = null;
      }
      const flaw = flawOf(entry, body, keys);
      if (flaw === null && before !== null && body?.prev !== before) {
        notes.find(
          "swapped",
          lane,
          entry.seq,
          `Entry ${entry.seq} of lane ${lane} follows another entry than it was written after.`,
        );
      }
      if (flaw !== null && !flaw.macFits) unfitting.push(entry.seq);
      else fitting += 1;
      if (flaw?.macFits === true) {
        notes.find(flaw.kind, lane, entry.seq, `Entry ${entry.seq} of lane ${lane}: ${flaw.what}.`);
      }
      if (flaw === null && body?.kind === "opened") await follow(body.after, entry.seq);
      before = flaw === null ? entry.mac : null;
      last = entry.seq;
      // Keeps memory bounded: an unknown key is told by the first entries as well as by all.
      if (unfitting.length > MOST_FINDINGS) flushUnfitting();
    }
    if (page.length < PAGE || last >= ask.until) break;
  }
  flushUnfitting();
  return { lastSeq: last, macAtNoted };

  function flushUnfitting(): void {
    if (unfitting.length === 0) return;
    if (fitting === 0) {
      notes.find(
        "unknown-key",
        lane,
        null,
        `No given key fits lane ${lane}: another key wrote it, or all of it was altered.`,
      );
    } else {
      for (const seq of unfitting) {
        notes.find("altered", lane, seq, `Entry ${seq} of lane ${lane}: its bytes do not fit its MAC.`);
      }
    }
    unfitting.length = 0;
  }
}

interface NotedHeads {
  readonly newestOf: ReadonlyMap<string, LaneHead>;
  readonly last: LaneHead | null;
}

async function collectHeads(
  heads: Iterable<LaneHead> | AsyncIterable<LaneHead>,
  notes: Notebook,
): Promise<NotedHeads> {
  const newestOf = new Map<string, LaneHead>();
  let last: LaneHead | null = null;
  for await (const head of heads) {
    const known = newestOf.get(head.lane);
    if (known?.seq === head.seq && known.mac !== head.mac) {
      notes.find(
        "rollback",
        head.lane,
        head.seq,
        `Two different entries ${head.seq} of lane ${head.lane} were noted outside: one was taken back.`,
      );
    }
    if (known === undefined || head.seq > known.seq) newestOf.set(head.lane, head);
    last = head;
  }
  return { newestOf, last };
}

function compareWithNoted(noted: LaneHead, walk: LaneWalk, isLastNoted: boolean, notes: Notebook): void {
  const { lane, seq } = noted;
  if (walk.lastSeq < seq) {
    const kind = isLastNoted ? "rollback" : "cut-tail";
    notes.find(
      kind,
      lane,
      seq,
      `Lane ${lane} ends at entry ${walk.lastSeq}, but entry ${seq} was noted outside: its end was cut off, or an older copy of the store was restored.`,
    );
  } else if (walk.macAtNoted !== null && walk.macAtNoted !== noted.mac) {
    notes.find("rollback", lane, seq, `Entry ${seq} of lane ${lane} is not the one that was noted outside.`);
  }
}

/**
 * Goes through every lane, page by page. `keys`: every key that the process has or had. `heads`: what a sink outside the store noted, in
 * the order of noting. Throws `StoreUnavailable`.
 */
export async function verifyAudit(options: {
  readonly store: AuditReads;
  readonly keys: readonly Uint8Array[];
  readonly heads?: Iterable<LaneHead> | AsyncIterable<LaneHead>;
}): Promise<AuditReport> {
  const { store, keys } = options;
  const notes = notebook();
  const noted = options.heads === undefined ? null : await collectHeads(options.heads, notes);
  const stored = await store.laneHeads();
  for (const head of stored) {
    const outside = noted?.newestOf.get(head.lane) ?? null;
    const ask = { lane: head.lane, until: Number.MAX_SAFE_INTEGER, noted: outside?.seq ?? null };
    const walk = await walkLane(store, keys, ask, notes);
    if (walk.lastSeq < head.seq) {
      notes.find(
        "cut-tail",
        head.lane,
        head.seq,
        `Lane ${head.lane} ends at entry ${walk.lastSeq}, but the store's own head says ${head.seq}.`,
      );
    }
    if (outside !== null) compareWithNoted(outside, walk, noted?.last?.lane === head.lane, notes);
  }
  const there = new Set(stored.map((head) => head.lane));
  for (const { lane, seq } of noted?.newestOf.values() ?? []) {
    if (there.has(lane)) continue;
    const isLast = noted?.last?.lane === lane;
    notes.find(
      isLast ? "rollback" : "missing-lane",
      lane,
      seq,
      `Lane ${lane} was noted outside up to entry ${seq}, but the store has nothing of it.`,
    );
  }
  return notes.report(stored.length, [noted === null ? WITHOUT_HEADS : AFTER_HEADS]);
}

/**
 * Quick verification for one request: the lanes that hold entries about it, from their beginning to its last entry there.
 * Throws `StoreUnavailable`.
 */
export async function verifyAuditOf(
  store: AuditReads,
  keys: readonly Uint8Array[],
  about: { readonly request: string },
): Promise<AuditReport> {
  const lastIn = new Map<string, number>();
  let after: string | undefined;
  do {
    const page = await store.auditAbout({ about, limit: 200, after });
    for (const { lane, seq } of page.entries) lastIn.set(lane, Math.max(seq, lastIn.get(lane) ?? 0));
    after = page.next ?? undefined;
  } while (after !== undefined);
  const notes = notebook();
  for (const [lane, until] of lastIn) await walkLane(store, keys, { lane, until, noted: null }, notes);
  const missing = lastIn.size === 0 ? ["The store has no entry about this request."] : [];
  return notes.report(lastIn.size, [...missing, WITHOUT_HEADS]);
}
