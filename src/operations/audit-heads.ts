// Heads of audit lanes, noted outside the store: the only way to see later that newest entries, or the whole store, were taken back.
import { open } from "node:fs/promises";
import type { LaneHead } from "../ports/store.ts";

const EVERY_MS = 1_000;
const LINE = /audit-head v1 lane=(\S{1,512}) seq=(\d{1,15}) mac=([0-9a-f]{64})(?![0-9a-f])/;

/** One line without line break, for a file or inside a log line. */
export function headLine(head: LaneHead): string {
  return `audit-head v1 lane=${head.lane} seq=${head.seq} mac=${head.mac}`;
}

/** Finds the head in a line, also inside a log line around it; null when there is none. */
export function parseHeadLine(line: string): LaneHead | null {
  const [, lane, seq, mac] = LINE.exec(line) ?? [];
  if (lane === undefined || seq === undefined || mac === undefined) return null;
  return { lane, seq: Number(seq), mac };
}

export interface HeadSink {
  /** Takes the newest head; written at once, or within a second when one was just written. */
  note(head: LaneHead): void;
  /** Writes what is still to be written. */
  close(): Promise<void>;
}

/** A sink over any way to keep lines. `failed` hears of a line that could not be kept; it is tried again with the next one. */
export function headSink(options: {
  readonly keep: (lines: string) => Promise<void>;
  readonly failed: (error: unknown) => void;
}): HeadSink {
  const waiting = new Map<string, LaneHead>();
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;

  function flush(): Promise<void> {
    running = running.then(async () => {
      const heads = [...waiting.values()];
      if (heads.length === 0) return;
      waiting.clear();
      try {
        await options.keep(heads.map((head) => `${headLine(head)}\n`).join(""));
      } catch (error) {
        for (const head of heads) if (!waiting.has(head.lane)) waiting.set(head.lane, head);
        options.failed(error);
      }
    });
    return running;
  }

  function pause(): void {
    timer = setTimeout(() => {
      timer = null;
      if (waiting.size === 0) return;
      void flush();
      pause();
    }, EVERY_MS);
    timer.unref();
  }

  return {
    note(head) {
      waiting.set(head.lane, head);
      if (timer !== null) return;
      void flush();
      pause();
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await flush();
    },
  };
}

/** Appends heads to a file (made with mode 0600) that should lie on another disk or be copied away; each line is on disk when it is kept. */
export function fileHeadSink(options: {
  readonly path: string;
  readonly failed: (error: unknown) => void;
}): HeadSink {
  return headSink({
    failed: options.failed,
    async keep(lines) {
      const file = await open(options.path, "a", 0o600);
      try {
        await file.appendFile(lines);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  });
}
