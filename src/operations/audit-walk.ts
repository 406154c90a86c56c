// Walks one audit lane and notes what is wrong with it.
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

export type AuditReads = Pick<Store, "laneHeads" | "auditLane" | "auditAbout">;

const PAGE = 500;
const MOST_FINDINGS = 1_000;
/** Collects findings and counts in bounded memory. */
export function notebook() {
  const findings: Finding[] = [];
  let more = 0;
  let entries = 0;
  let redacted = 0;
  return {
    find(kind: FindingKind, lane: string, seq: number | null, sentence: string): void {
      if (findings.length < MOST_FINDINGS) findings.push({ kind, lane, seq, sentence });
      else more += 1;
    },
    /** Findings that are counted only. */
    findMore(count: number): void {
      more += count;
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
export type Notebook = ReturnType<typeof notebook>;

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

export interface LaneWalk {
  readonly lastSeq: number;
  /** MAC stored at the sequence that was asked for; null: no such entry. */
  readonly macAtNoted: string | null;
}

/** Reads one lane from its beginning up to and including entry `until`, page by page. */
export async function walkLane(
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
  let unfittingMore = 0;
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
      if (flaw === null || flaw.macFits) fitting += 1;
      else if (unfitting.length < MOST_FINDINGS) unfitting.push(entry.seq);
      else unfittingMore += 1;
      if (flaw?.macFits === true) {
        notes.find(flaw.kind, lane, entry.seq, `Entry ${entry.seq} of lane ${lane}: ${flaw.what}.`);
      }
      if (flaw === null && body?.kind === "opened") await follow(body.after, entry.seq);
      before = flaw === null ? entry.mac : null;
      last = entry.seq;
    }
    if (page.length < PAGE || last >= ask.until) break;
  }
  if (unfitting.length > 0 && fitting === 0) {
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
    notes.findMore(unfittingMore);
  }
  return { lastSeq: last, macAtNoted };
}
