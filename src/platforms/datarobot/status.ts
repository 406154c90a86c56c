// Asynchronous work: one look at a status record. Reference section 2. A redirect is its success, and is never followed.
import type { Secret } from "../../config/secret.ts";
import { PlatformUnavailable } from "../../ports/platform.ts";
import { COMPLETED_STATUS, FAILED_STATUS, NOT_BEGUN_STATUS } from "./guesses.ts";
import { cut } from "./http/said.ts";
import type { ReadParts } from "./parts.ts";
import { wireStatus } from "./wire/status.ts";

export type WorkState =
  /** `begun` false: it stands where every record starts, and some never leave it. */
  | { readonly state: "under-way"; readonly since: number; readonly begun: boolean }
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
  return { state: "under-way", since: created ?? clock.now(), begun: !NOT_BEGUN_STATUS.test(status) };
}
