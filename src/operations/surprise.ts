// Exceptions are for surprises, and each ends at a person with an id to quote.
import type { Refusal } from "../deployments/decision.ts";
import type { Ids } from "../ports/clock.ts";
import { DirectoryUnavailable } from "../ports/directory.ts";
import { PlatformUnavailable } from "../ports/platform.ts";
import { StoreUnavailable } from "../ports/store.ts";
import { NotRecorded } from "./journal.ts";

/** Fixed event names with fields; the log's owner redacts secrets. */
export interface Log {
  info(event: string, fields: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields: Readonly<Record<string, unknown>>): void;
  error(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Turns an exception into what a person sees, and logs it under the same id. Denied when in doubt (promise 7). */
export function surprise(
  deps: { readonly ids: Ids; readonly log: Log },
  during: string,
  error: unknown,
): Refusal {
  const id = deps.ids.unique().slice(0, 8);
  deps.log.error("surprise", { id, during, error });
  const ask = `If it stays so, tell an administrator of this bot and quote ${id}.`;
  if (error instanceof PlatformUnavailable)
    return {
      code: "error",
      sentence: "The deployment platform does not answer right now, so nothing was done.",
      next: `Try again in a minute. ${ask}`,
    };
  if (error instanceof DirectoryUnavailable)
    return {
      code: "error",
      sentence: "Slack did not say who you are right now, so nothing was done.",
      next: `Try again in a minute. ${ask}`,
    };
  if (error instanceof StoreUnavailable)
    return {
      code: "error",
      sentence: "The bot's own store cannot be read right now, so nothing was done.",
      next: `Try again in a minute. ${ask}`,
    };
  if (error instanceof NotRecorded)
    return {
      code: "error",
      sentence: `This could not be recorded, so nothing was done: ${error.message}`,
      next: `Try again. ${ask}`,
    };
  return {
    code: "error",
    sentence: "Something went wrong on our side, so nothing was done.",
    next: `Try again. ${ask}`,
  };
}
