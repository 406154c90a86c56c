// What a server said, in so far as it can be shown: foreign text, in whatever shape.
import { z } from "zod";

/** A body as JSON; undefined where it is none, or is empty. */
export function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A sentence fits on a card; what is longer is a page or a stack trace. */
const LONGEST = 300;

/** Older services answer `message` and `errors` by field, newer ones `detail` (reference section 2, errors). */
const errorBody = z.object({
  message: z.string().trim().min(1).optional().catch(undefined),
  detail: z.string().trim().min(1).optional().catch(undefined),
  errors: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** The server's own words on one line, cut to a sentence; without any, what its status says. */
export function saidIn(status: number, body: unknown): string {
  const read = errorBody.safeParse(body);
  const { message, detail, errors = {} } = read.success ? read.data : {};
  const fields = Object.entries(errors).flatMap(([field, text]) =>
    typeof text === "string" && text.trim() !== "" && text !== message ? [`${field}: ${text}`] : [],
  );
  const words = [message ?? detail, ...fields].filter((part) => part !== undefined).join(" ");
  if (words === "") return `DataRobot answered ${status}${MEANINGS[status] ?? ""}.`;
  return cut(words.replace(/\s+/g, " "));
}

export const cut = (text: string): string => {
  const characters = [...text];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join("")}…`;
};

const MEANINGS: Readonly<Record<number, string>> = {
  400: ": the request is not as it expects it",
  401: ": the API token is not accepted",
  403: ": the account is not allowed to do this",
  404: ": there is no such thing, or the account cannot see it",
  409: ": it conflicts with what is there now",
  422: ": it cannot be done",
};

/** Seconds, or a date (RFC 9110, section 10.2.3); null where the header says neither. Milliseconds from `now`. */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,7}$/.test(value)) return Number(value) * 1_000;
  const at = value === "" ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(at - now, 0);
}
