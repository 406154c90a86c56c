// What went between the local Slack and the bot, newest last; only so many are kept.

export interface RequestEntry {
  readonly number: number;
  /** Epoch ms on the workspace's clock. */
  readonly at: number;
  readonly direction: "to-bot" | "from-bot";
  /** Kind of request to the bot, or Web API method. */
  readonly name: string;
  readonly request: unknown;
  readonly answer: unknown;
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly ms: number;
  /** Of requests to the bot: not answered within the time that Slack gives. */
  readonly late: boolean;
  readonly retry: number;
}

export interface RequestLog {
  add(entry: Omit<RequestEntry, "number" | "at">): void;
  /** All after the entry of this number. */
  since(number: number): RequestEntry[];
}

const KEPT = 2000;

export function createRequestLog(now: () => number, changed: () => void): RequestLog {
  const entries: RequestEntry[] = [];
  let number = 0;
  return {
    add(entry) {
      number += 1;
      entries.push({ ...entry, number, at: now() });
      if (entries.length > KEPT) entries.shift();
      changed();
    },
    since: (after) => entries.filter((entry) => entry.number > after),
  };
}
