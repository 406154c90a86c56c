// Reads the audit trail and says what was changed since it was written, and what nobody can know from it.
import type { LaneHead } from "../ports/store.ts";
import {
  type AuditReads,
  type AuditReport,
  type LaneWalk,
  type Notebook,
  notebook,
  walkLane,
} from "./audit-walk.ts";

export type { AuditReport, Finding, FindingKind } from "./audit-walk.ts";

const WITHOUT_HEADS =
  "Without heads noted outside the store nobody can tell whether the newest entries of a lane or whole lanes were removed, or whether an older copy of the store was restored.";
const AFTER_HEADS =
  "Entries later than the last noted head of their lane could have been removed without a trace: at most the last second before a process was killed.";

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
