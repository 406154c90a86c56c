// Entries of the audit trail as people read them.
import { z } from "zod";
import type { SealedEntry } from "../ports/store.ts";
import type { TrailEntry } from "../requests/request-view.ts";
import { readFact } from "./audit-entry.ts";

const whoSchema = z.union([
  z.literal("system"),
  z.object({ person: z.object({ name: z.string(), slackUser: z.string() }) }),
  z.object({ actor: z.object({ team: z.string(), user: z.string() }) }),
]);

/** Null for entries that are no facts (a lane's opening). Damaged or redacted parts are named, never guessed. */
export function readTrailEntry(entry: SealedEntry): TrailEntry | null {
  const fact = readFact(entry);
  if (fact === null) return null;
  const who = fact.personal === null ? null : whoSchema.safeParse(fact.personal.who).data;
  return {
    at: fact.at,
    event: fact.event,
    who: who === undefined || who === null ? "redacted" : nameOf(who),
    allowed: fact.allowed,
    why: fact.personal?.why ?? "redacted",
  };
}

function nameOf(who: z.output<typeof whoSchema>): string {
  if (who === "system") return "system";
  if ("person" in who) return `${who.person.name} (${who.person.slackUser})`;
  return `${who.actor.user} of ${who.actor.team}, not recognised`;
}
