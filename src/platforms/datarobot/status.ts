// Asynchronous work: one look at a status record. Reference section 2.
import { z } from "zod";
import type { Secret } from "../../config/secret.ts";
import { personId } from "../../deployments/ids.ts";
import { type EffectRecord, type Platform, PlatformUnavailable } from "../../ports/platform.ts";
import type { Person } from "../../requests/person.ts";
import { COMPLETED_STATUS, FAILED_STATUS } from "./guesses.ts";
import { cut } from "./http/said.ts";
import type { ReadParts } from "./parts.ts";
import { wireStatus } from "./wire/status.ts";

/**
 * What an effect is, for what the end of its work proves. `replace` and `status`: the deployment shows it, and may show the old state for
 * a while after the record says that it is over. The others are done when their work is.
 */
export const TICKET_KINDS = ["replace", "status", "clear", "build", "other"] as const;
export type TicketKind = (typeof TICKET_KINDS)[number];

export interface Ticket {
  readonly kind: TicketKind;
  /** As the answer named it. */
  readonly location: string;
  /** By whose account: a status record shows itself to nobody else. */
  readonly as: Person;
}

const written = z.object({
  kind: z.enum(TICKET_KINDS),
  location: z.string().min(1),
  as: z.object({
    id: z.string().transform(personId),
    email: z.string().nullable(),
    name: z.string(),
    slackUser: z.string(),
  }),
});

export const ticketText = ({ kind, location, as }: Ticket): string => JSON.stringify({ kind, location, as });

/** Null: not one of ours. */
export function readTicket(text: string): Ticket | null {
  try {
    return written.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export type WorkState =
  | { readonly state: "under-way"; readonly since: number }
  /** `location`: what came of it, where the record names it. */
  | { readonly state: "finished"; readonly location: string | null }
  | { readonly state: "failed"; readonly sentence: string }
  /** The record is gone: records expire, so the thing itself has to be looked at. */
  | { readonly state: "expired" };

/** Throws `PlatformUnavailable`. */
export async function lookAt(
  { client, clock }: Pick<ReadParts, "client" | "clock">,
  { location, token }: { readonly location: string; readonly token: Secret },
): Promise<WorkState> {
  const answer = await client.status(location, { token });
  if (answer === null) return { state: "expired" };
  if (answer.status === 303) return { state: "finished", location: answer.location };
  const read = wireStatus.safeParse(answer.body);
  if (!read.success) throw new PlatformUnavailable("A status record of DataRobot is not as it was expected.");
  const { status, message, description, created } = read.data;
  if (COMPLETED_STATUS.test(status)) return { state: "finished", location: answer.location };
  if (FAILED_STATUS.test(status)) {
    const said = [message, description].find((words) => (words ?? "").trim() !== "") ?? status;
    return { state: "failed", sentence: cut(said.replace(/\s+/g, " ").trim()) };
  }
  return { state: "under-way", since: created ?? clock.now() };
}

/** What the status record of an effect proves; null: nothing, the deployment has to be looked at. */
export const effect =
  (parts: ReadParts): Platform["effect"] =>
  async ({ ticket }): Promise<EffectRecord | null> => {
    const named = ticket === undefined ? null : readTicket(ticket);
    if (named === null) return null;
    // Whoever asks after an effect wants what is there now.
    parts.client.forget();
    const { location, as, kind } = named;
    const token = (await parts.linkedAccounts.tokenOf(as))?.token ?? parts.serviceToken;
    const found = await lookAt(parts, { location, token });
    switch (found.state) {
      case "under-way":
        return found;
      case "failed":
        return { state: "failed", at: parts.clock.now(), sentence: `DataRobot says: ${found.sentence}` };
      case "finished":
        return kind === "replace" || kind === "status" ? null : { state: "done", at: parts.clock.now() };
      case "expired":
        return null;
    }
  };
