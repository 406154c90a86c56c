// What became of work that DataRobot took on, by its status record.
import type { EffectRecord } from "../../../ports/platform.ts";
import { NotPermitted } from "../client.ts";
import { lookAt, type WorkState } from "../status.ts";
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
  const account = await parts.linkedAccounts.tokenOf(by);
  const token = account?.token ?? parts.serviceToken;
  const seen = await lookAt(parts, { location: at, token }).catch((error: unknown): WorkState => {
    // Not this account's to read: the deployment itself says what came of it.
    if (error instanceof NotPermitted) return { state: "expired" };
    throw error;
  });
  switch (seen.state) {
    case "expired":
      return null;
    case "finished":
      return { state: "over", location: seen.location };
    case "failed":
      return {
        state: "failed",
        at: parts.clock.now(),
        sentence: `DataRobot could not do it: ${sentenceOf(seen.sentence)}`,
      };
    case "under-way": {
      const stuck = !seen.begun && parts.clock.now() - sent >= STUCK_AFTER_MS;
      return stuck && !NEVER_LOOKED_AT_EARLY.includes(kind) ? null : { state: "under-way", since: sent };
    }
  }
}
