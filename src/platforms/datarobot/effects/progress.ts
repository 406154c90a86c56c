// What became of work that DataRobot took on: reference section 2, asynchronous work. Redirects are read and never followed.
import type { EffectRecord } from "../../../ports/platform.ts";
import { NotPermitted } from "../client.ts";
import { COMPLETED_STATUS, FAILED_STATUS } from "../guesses.ts";
import { statusRecord } from "../wire/effects.ts";
import { sentenceOf } from "./answers.ts";
import type { EffectParts } from "./parts.ts";
import type { Ticket, TicketKind } from "./ticket.ts";

/** `over`: `location` is where what came of it stands. Null: no status record tells; then the deployment shows it. */
export type Progress =
  | { readonly state: "over"; readonly location: string | null }
  | Exclude<EffectRecord, { readonly state: "done" }>
  | null;

/** A record can stay at its first status for ever; then the thing itself is looked at (reference section 2, known fault). */
const STUCK_AFTER_MS = 2 * 60_000;
/** Not these: the old champion looks as healthy as the new one. */
const NEVER_LOOKED_AT_EARLY: readonly TicketKind[] = ["replace"];

/** Throws `PlatformUnavailable`. */
export async function progressOf(parts: EffectParts, { kind, at, by, sent }: Ticket): Promise<Progress> {
  if (at === null) return null;
  const account = await parts.accounts.tokenOf(by);
  const token = account?.token ?? parts.serviceToken;
  const seen = await parts.client.status(at, { token }).catch((error: unknown) => {
    // Not its own account's to read: the deployment itself says what came of it.
    if (error instanceof NotPermitted) return null;
    throw error;
  });
  if (seen === null) return null;
  if (seen.status === 303) return { state: "over", location: seen.location };
  const read = statusRecord.safeParse(seen.body);
  if (!read.success) return null;
  const { status, message } = read.data;
  if (COMPLETED_STATUS.test(status)) return { state: "over", location: seen.location };
  if (FAILED_STATUS.test(status)) {
    const why = message === "" ? `it says ${status}` : message;
    return {
      state: "failed",
      at: parts.clock.now(),
      sentence: `DataRobot could not do it: ${sentenceOf(why)}`,
    };
  }
  const stuck = /^initialized$/i.test(status) && parts.clock.now() - sent >= STUCK_AFTER_MS;
  if (stuck && !NEVER_LOOKED_AT_EARLY.includes(kind)) return null;
  return { state: "under-way", since: sent };
}
