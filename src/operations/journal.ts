// The one way in which operations write: records and audit together or not at all.
import type { CommitAnswer, Expectation, Put, Store, StoredRecord } from "../ports/store.ts";
import type { AuditFact } from "../requests/audit.ts";

export interface JournalCommit {
  readonly expect: readonly Expectation[];
  readonly put: readonly Put[];
  readonly remove?: readonly string[];
  readonly audit: readonly AuditFact[];
}

/** Seals the facts into this process's audit lane and commits them with the records. */
export interface Journal {
  commit(commit: JournalCommit): Promise<CommitAnswer>;
}

/** The store could not keep a change: nothing was done. It ends at a person with an id. */
export class NotRecorded extends Error {
  override readonly name = "NotRecorded";
}

/** What a change makes of a record: nothing to write, or records and audit. `T` goes to the caller once it is durable. */
export type Change<T> =
  | { readonly write: false; readonly value: T }
  | { readonly write: true; readonly value: T; readonly commit: JournalCommit };

const RETRIES = 5;

/**
 * Reads, decides, commits; a lost race is read and decided again, at most `retries` times (design section 3: 5 for what people do).
 * After an unknown answer it reads and decides again as well: a change that landed then shows as a duplicate.
 * Throws `NotRecorded` when the store refuses or the race stays lost.
 */
export async function change<T>(
  deps: { readonly store: Store; readonly journal: Journal },
  id: string,
  decide: (record: StoredRecord | null) => Promise<Change<T>> | Change<T>,
  retries = RETRIES,
): Promise<T> {
  let last = "the record kept changing";
  for (let attempt = 0; attempt <= retries; attempt++) {
    const decided = await decide(await deps.store.get(id));
    if (!decided.write) return decided.value;
    const answer = await deps.journal.commit(decided.commit);
    switch (answer.outcome) {
      case "committed":
        return decided.value;
      case "conflict":
        break;
      case "failed":
        throw new NotRecorded(answer.reason);
      case "unknown":
        last = answer.reason;
        break;
    }
  }
  throw new NotRecorded(last);
}
