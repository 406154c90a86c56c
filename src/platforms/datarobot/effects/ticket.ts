// What an effect is asked for with later: kept with its intent, in our words alone. It names who did it, because a status record
// answers the account that it belongs to.
import { z } from "zod";
import { personId } from "../../../deployments/ids.ts";
import type { EffectAnswer } from "../../../ports/platform.ts";
import type { Person } from "../../../requests/person.ts";
import { STATUS_IN_LOCATION } from "../guesses.ts";

export const TICKET_KINDS = [
  "replace",
  "set-status",
  "clear-statistics",
  "build-scoring-code",
  "create-application",
  "delete",
] as const;
export type TicketKind = (typeof TICKET_KINDS)[number];

export const storedPerson = z.object({
  id: z.string().min(1).transform(personId),
  email: z.string().nullable(),
  name: z.string(),
  slackUser: z.string(),
});

const ticket = z.object({
  kind: z.enum(TICKET_KINDS),
  /** Of the status record, as it was given; null: there is none. */
  at: z.string().nullable(),
  by: storedPerson,
  /** Epoch ms. */
  sent: z.number().int(),
});
export type Ticket = z.output<typeof ticket>;

/** Null for what is no ticket of ours: it says nothing then. */
export function parseTicket(text: string): Ticket | null {
  try {
    return ticket.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Taken on. An address that is none of a status record is not kept: what came of it shows on the deployment alone. */
export function accepted(
  kind: TicketKind,
  { location, by, at }: { readonly location: string | null; readonly by: Person; readonly at: number },
): Extract<EffectAnswer, { outcome: "accepted" }> {
  const { id, email, name, slackUser } = by;
  const usable = location?.includes(STATUS_IN_LOCATION) ? location : null;
  const value: Ticket = { kind, at: usable, by: { id, email, name, slackUser }, sent: at };
  return { outcome: "accepted", ticket: JSON.stringify(value) };
}
