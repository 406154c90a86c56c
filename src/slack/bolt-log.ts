import type { Logger } from "@slack/bolt";
import type { Log } from "../operations/surprise.ts";

/**
 * Bolt's and the Web API client's own words in our log. Their debug lines are dropped: they print whole bodies.
 */
export function boltLogger(log: Log): Logger {
  const words = (parts: readonly unknown[]): string =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(" ");
  // `info` is what the level is; Bolt asks for it and sets it, nothing depends on it.
  const level = "info" as ReturnType<Logger["getLevel"]>;
  return {
    debug: () => undefined,
    info: (...parts) => log.info("slack.library", { words: words(parts) }),
    warn: (...parts) => log.warn("slack.library", { words: words(parts) }),
    error: (...parts) => log.error("slack.library", { words: words(parts) }),
    setLevel: () => undefined,
    getLevel: () => level,
    setName: () => undefined,
  };
}
