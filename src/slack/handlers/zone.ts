// The reader's own zone, for times that Slack itself does not show in it.
import { knownZone } from "../../deployments/time-zones.ts";
import type { Actor } from "../../requests/person.ts";
import type { FormParts } from "../forms.ts";
import type { Parts } from "./parts.ts";

/** An IANA name. It is for showing alone: when it cannot be told, times are in UTC. Never throws. */
export async function zoneOf(parts: Pick<Parts, "directory" | "log">, actor: Actor): Promise<string> {
  try {
    return knownZone((await parts.directory.user(actor))?.timeZone ?? null);
  } catch (error) {
    parts.log.warn("slack.zone.unknown", { reason: error instanceof Error ? error.message : "" });
    return "UTC";
  }
}

/** What opening a form takes. */
export const formParts = (parts: Parts): FormParts => ({
  operations: parts.operations,
  now: parts.clock.now(),
  zoneOf: (actor) => zoneOf(parts, actor),
});
