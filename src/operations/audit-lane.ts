// The one way to write: records and their audit entries in one commit, sealed in this process's own lane. No audit, no effect.
import type { Ids } from "../ports/clock.ts";
import type { Commit, CommitAnswer, LaneHead, SealedEntry, Store } from "../ports/store.ts";
import { seal } from "./audit-entry.ts";
import type { HeadSink } from "./audit-heads.ts";
import type { Journal, JournalCommit } from "./journal.ts";

const TRIES = 3;
const NO_RECORDS = { expect: [], put: [], remove: [] } satisfies Omit<Commit, "audit">;

export interface AuditLane extends Journal {
  /**
   * Records and sealed facts together or not at all. Answers as the store does, and more often with certainty: an unknown outcome is
   * looked up in the lane, and where it did not land its place is taken, so that it cannot land later; then it is tried again.
   * `unknown` remains when the store cannot be asked. Conflicts on the lane itself are dealt with here and never answered.
   */
  commit(commit: JournalCommit): Promise<CommitAnswer>;
  /** Waits for the running commit and notes the last head. */
  close(): Promise<void>;
}

export interface AuditLaneOptions {
  readonly store: Store;
  /** 32 bytes, used for nothing else. It never goes into the store. */
  readonly key: Uint8Array;
  /** A new one for each start of a process; visible characters without spaces. */
  readonly lane: string;
  readonly ids: Ids;
  readonly heads?: HeadSink;
}

/** What is known of a write whose outcome the store could not tell. */
type Verdict = "landed" | "never" | "doubt";

export function openAuditLane(options: AuditLaneOptions): AuditLane {
  const { store, key, ids, heads } = options;
  if (!/^[\x21-\x7e]{1,200}$/.test(options.lane)) throw new TypeError("A lane's name is visible ASCII text.");
  let head: LaneHead = { lane: options.lane, seq: 0, mac: "" };
  /** Where the lane goes on from, when it is not this process's first. */
  let after: LaneHead | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  /** One at a time: each entry's MAC needs the one before it. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  function sealNext(facts: JournalCommit["audit"]): SealedEntry[] {
    const sealed: SealedEntry[] = [];
    const next = (): LaneHead => sealed.at(-1) ?? head;
    const at = facts[0]?.at ?? 0;
    if (head.seq === 0 && after !== null) sealed.push(seal(key, next(), { kind: "opened", at, after }));
    for (const fact of facts) sealed.push(seal(key, next(), { kind: "fact", fact, salt: ids.unique() }));
    return sealed;
  }

  function advanceTo(entry: SealedEntry | undefined): void {
    if (entry === undefined) return;
    head = { lane: entry.lane, seq: entry.seq, mac: entry.mac };
    heads?.note(head);
  }

  /** Leaves a lane whose end is not certain: the new one names the last certain entry of the old. */
  function leaveLane(): void {
    if (head.seq > 0 || after === null) after = head;
    head = { lane: `${options.lane}~${ids.unique()}`, seq: 0, mac: "" };
  }

  async function landed(sealed: readonly SealedEntry[]): Promise<boolean> {
    const [found] = await store.auditLane({ lane: head.lane, afterSeq: head.seq, limit: 1 });
    return found !== undefined && found.mac === sealed[0]?.mac;
  }

  /** A write that ran late would need the place after the head. Once that place is taken it meets a conflict for ever. */
  async function settle(sealed: readonly SealedEntry[]): Promise<Verdict> {
    if (await landed(sealed)) return "landed";
    const fence = seal(key, head, { kind: "fenced", at: sealed[0]?.at ?? 0 });
    const answer = await store.commit({ ...NO_RECORDS, audit: [fence] });
    if (answer.outcome === "committed") {
      advanceTo(fence);
      return "never";
    }
    return answer.outcome === "conflict" && (await landed(sealed)) ? "landed" : "doubt";
  }

  async function write(commit: JournalCommit): Promise<CommitAnswer> {
    let reason = "The store gave the audit lane no place.";
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const sealed = sealNext(commit.audit);
      const answer = await store.commit({ ...commit, remove: commit.remove ?? [], audit: sealed });
      if (answer.outcome === "committed") {
        advanceTo(sealed.at(-1));
        return answer;
      }
      if (answer.outcome === "failed") return answer;
      if (answer.outcome === "conflict") {
        if (answer.id !== `audit:${head.lane}`) return answer;
        leaveLane();
        continue;
      }
      // A store that cannot be asked now leaves the doubt standing: the caller hears `unknown` with the store's own reason.
      const verdict = await settle(sealed).catch((): Verdict => "doubt");
      if (verdict === "landed") {
        advanceTo(sealed.at(-1));
        return { outcome: "committed" };
      }
      if (verdict === "doubt") {
        leaveLane();
        return answer;
      }
      reason = answer.reason;
    }
    return { outcome: "failed", reason: `${reason} Nothing was changed; try again.` };
  }

  return {
    async commit(commit) {
      if (commit.audit.length === 0) {
        return store.commit({ ...commit, remove: commit.remove ?? [], audit: [] });
      }
      return inTurn(async () => {
        try {
          return await write(commit);
        } catch (error) {
          // The store promises to throw for misuse alone; should it do more, the lane's end is not certain.
          leaveLane();
          throw error;
        }
      });
    },
    async close() {
      await inTurn(async () => heads?.close());
    },
  };
}
