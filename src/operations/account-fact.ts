// Entries of the audit trail about linked accounts: who the account is of, never what is acted with.
import type { Clock } from "../ports/clock.ts";
import type { AuditFact } from "../requests/audit.ts";
import type { Person } from "../requests/person.ts";

export const accountFact = (
  deps: { readonly clock: Clock },
  fact: Pick<AuditFact, "event" | "why" | "details"> & {
    readonly who: Person | "system";
    /** Yes without it. */
    readonly allowed?: boolean;
  },
): AuditFact => ({
  at: deps.clock.now(),
  event: fact.event,
  action: null,
  request: null,
  deployment: null,
  who: fact.who === "system" ? fact.who : { person: fact.who },
  allowed: fact.allowed ?? true,
  why: fact.why,
  details: fact.details,
});
