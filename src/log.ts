// The process's log: one JSON line an event, fixed event names with fields, secrets struck out.
import pino from "pino";
import type { Config } from "./config.ts";

/** Fixed event names with fields; a sentence is never built from values. */
export interface Log {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** The same log for parts that name the fields first, as pino itself does. */
export const fieldsFirst = (log: Log) => ({
  warn: (fields: object, event: string): void => log.warn(event, { ...fields }),
  error: (fields: object, event: string): void => log.error(event, { ...fields }),
});

/** Fields that hold secrets wherever they stand in the first three levels. */
const SECRET_FIELDS = [
  "token",
  "botToken",
  "appToken",
  "signingSecret",
  "authorization",
  "response_url",
  "responseUrl",
];
const PATHS = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/**
 * Redaction goes by path, so a secret inside a sentence (an error's message, an address) is struck out of the finished
 * line: Slack's tokens, the addresses that work as one, and what stands before an `@` in a URL.
 */
const SECRET_TEXTS = [
  /\bxox[a-z]-[\w-]+|\bxapp-[\w-]+/g,
  /(?<=https:\/\/hooks\.slack\.com\/)[\w/.-]+/g,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s/@"]{0,100}:)[^\s/@"]+(?=@)/g,
];

export function strikeSecrets(line: string): string {
  return SECRET_TEXTS.reduce((text, pattern) => text.replace(pattern, "***"), line);
}

/**
 * Writes to standard output, synchronously: the last lines before an exit are not lost. `onError` is told of every line
 * of level error, for counting. `write` is for tests.
 */
export function createLog(options: {
  readonly level: Config["logLevel"];
  readonly fields?: Readonly<Record<string, string>>;
  readonly onError?: () => void;
  readonly write?: (line: string) => void;
}): Log {
  const write = options.write;
  const destination = write === undefined ? pino.destination({ dest: 1, sync: true }) : { write };
  const logger = pino(
    {
      level: options.level,
      base: options.fields ?? null,
      messageKey: "event",
      errorKey: "error",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.errWithCause, err: pino.stdSerializers.errWithCause },
      redact: { paths: PATHS, censor: "***" },
      hooks: { streamWrite: strikeSecrets },
    },
    destination,
  );
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => {
      options.onError?.();
      logger.error(fields, event);
    },
  };
}
