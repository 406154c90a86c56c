// What an answer to a read means when it is not what was asked for.
import { PlatformUnavailable } from "../../../ports/platform.ts";
import type { Exchange, HttpAnswer } from "./exchange.ts";
import { saidIn } from "./said.ts";

/** A read that DataRobot answered with a refusal. */
export class RefusedRead extends PlatformUnavailable {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** 401 or 403: the token is not accepted, or its account may not read this. */
export class NotPermitted extends RefusedRead {}

/** Why it is worth asking again; null: it has been answered. */
export function troubleWith(came: Exchange): string | null {
  if (came.kind !== "answer") return came.why;
  if (came.status === 429) return "it asks to be asked less often (429)";
  return came.status >= 500 ? `it answered ${came.status}` : null;
}

/**
 * DataRobot's own 404: not there, or not visible. A page of somebody in between proves neither, and must not pass for a deployment that is
 * gone.
 */
export const isAbsence = ({ status, text }: HttpAnswer, body: unknown): boolean =>
  status === 404 && (text === "" || (typeof body === "object" && body !== null));

/** Throws for every answer that is not a 2xx. `what` was asked. */
export function refuseOthers(what: string, { status, text }: HttpAnswer, body: unknown): void {
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400)
    throw new PlatformUnavailable(
      `${what}: a redirect (${status}), which is not followed. A login page may stand before the API, or the endpoint may be another one.`,
    );
  const said =
    text !== "" && body === undefined
      ? `${status} with a page that is not DataRobot's.`
      : saidIn(status, body);
  if (status === 401 || status === 403) throw new NotPermitted(`${what}: ${said}`, status);
  if (status === 404) throw new PlatformUnavailable(`${what}: ${said}`);
  throw new RefusedRead(`${what}: ${said}`, status);
}
