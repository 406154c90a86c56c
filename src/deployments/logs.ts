// What the containers of custom models write, and how it is looked through. Reference: deployment actions, section 3.7.
import { allowed, type Decision, denied } from "./decision.ts";
import type { Deployment } from "./deployment.ts";

/** `runtime`: standard output while it serves. `startup`: captured when a launch failed, or went on with errors; kept for good. */
export const LOG_KINDS = ["runtime", "startup"] as const;
export type LogKind = (typeof LOG_KINDS)[number];

/** From least to most severe. */
export const LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One message with all of its lines, as the model wrote it: foreign text. */
export interface LogEntry {
  readonly at: number;
  readonly level: LogLevel;
  readonly text: string;
}

export interface LogFilter {
  /** Part of the text, whatever its case; empty: all. */
  readonly text: string;
  /** This level and those above it; null: all. */
  readonly level: LogLevel | null;
  /** Epoch ms; the moment itself belongs to it. Null: open. */
  readonly from: number | null;
  readonly to: number | null;
}

export interface LogPage {
  /** Newest first. */
  readonly entries: readonly LogEntry[];
  /** How many newer ones match. */
  readonly offset: number;
  readonly matching: number;
  /** Whether there is anything without the filter. */
  readonly empty: boolean;
}

/** A log has at most so many bytes as a file; the oldest entries go first. */
export const LOG_BYTES = 1_000_000;

/** Runtime logs are off while a deployment does not run; startup logs stay readable. */
export function runtimeLogs({ status }: Pick<Deployment, "status">): Decision {
  if (status === "inactive")
    return denied(
      "Runtime logs are disabled while the deployment is inactive. Look at its startup log, or ask an Owner to activate it.",
    );
  if (status === "errored")
    return denied(
      "Runtime logs are disabled: the launch failed, so nothing runs. Look at the startup log for what went wrong.",
    );
  return allowed("The deployment runs, so it writes a runtime log.");
}

/** Whether what runs the model may report into this log now: what does not run has nothing to say, but for why it did not start. */
export function takesReports({ status }: Pick<Deployment, "status">, kind: LogKind): Decision {
  if (status === "inactive" || status === "archived")
    return denied(
      `The deployment is ${status}, so it takes no reports. An Owner has to activate it before it reports again.`,
    );
  if (status === "errored" && kind === "runtime")
    return denied(
      "The launch of the deployment failed, so it takes no runtime reports. Report into its startup log.",
    );
  return allowed("The deployment takes reports.");
}

/** The page at `offset` of what matches, newest first. `entries` come oldest first. */
export function pageOfLog(
  entries: readonly LogEntry[],
  filter: LogFilter,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): LogPage {
  const wanted = filter.text.toLowerCase();
  const least = filter.level === null ? 0 : LOG_LEVELS.indexOf(filter.level);
  const matching = entries.filter(
    ({ at, level, text }) =>
      LOG_LEVELS.indexOf(level) >= least &&
      (filter.from === null || at >= filter.from) &&
      (filter.to === null || at <= filter.to) &&
      (wanted === "" || text.toLowerCase().includes(wanted)),
  );
  return {
    entries: matching.toReversed().slice(offset, offset + limit),
    offset,
    matching: matching.length,
    empty: entries.length === 0,
  };
}

/** As it stands in the file: time in UTC, level, text. */
export const logLine = ({ at, level, text }: LogEntry): string =>
  `${new Date(at).toISOString()} ${level} ${text}\n`;

/** Length of an ISO time, of the two blanks and of the line's end. */
const BESIDES = 24 + 3;
/** Bytes of an entry's line in the file. */
export const logBytes = ({ level, text }: Pick<LogEntry, "level" | "text">): number =>
  BESIDES + level.length + Buffer.byteLength(text, "utf8");

/** The newest entries that fit into `LOG_BYTES` together, oldest first as they came. */
export function boundedLog(entries: readonly LogEntry[]): readonly LogEntry[] {
  let room = LOG_BYTES;
  let first = entries.length;
  for (const entry of entries.toReversed()) {
    room -= logBytes(entry);
    if (room < 0) break;
    first -= 1;
  }
  return entries.slice(first);
}
