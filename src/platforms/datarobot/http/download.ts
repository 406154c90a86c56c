// A file, passed on as it comes: scoring code is hundreds of megabytes.
import { PlatformUnavailable } from "../../../ports/platform.ts";
import { exchangeOf, failure, open, type Sending } from "./exchange.ts";
import { isAbsence, refuseOthers, troubleWith } from "./refusals.ts";
import { parsedBody } from "./said.ts";

export interface Download {
  /** Once. Throws `PlatformUnavailable` when the connection breaks, or stands still for too long. */
  readonly content: AsyncIterable<Uint8Array>;
  /** As the server names it: foreign text. */
  readonly filename: string | null;
  readonly bytes: number | null;
}

/** Sent once. Null: DataRobot's own 404. `idleMs`: the longest silence before the answer, and within it. */
export async function startDownload(
  sending: Omit<Sending, "signal">,
  { idleMs, stop }: { readonly idleMs: number; readonly stop: AbortSignal },
): Promise<Download | null> {
  const silence = new AbortController();
  const signal = AbortSignal.any([silence.signal, stop]);
  let alarm: NodeJS.Timeout | undefined;
  const heard = () => {
    clearTimeout(alarm);
    alarm = setTimeout(() => silence.abort(new DOMException("silence", "TimeoutError")), idleMs);
  };
  const what = `GET ${sending.url.pathname}`;
  const broken = (error: unknown) => {
    const { why, cause } = failure(error, signal);
    return new PlatformUnavailable(`${what}: ${why}.`, { cause });
  };

  heard();
  const response = await open({ ...sending, signal }).catch((error: unknown) => {
    clearTimeout(alarm);
    throw broken(error);
  });
  if (!response.ok) {
    const came = await exchangeOf(response, signal);
    clearTimeout(alarm);
    const trouble = troubleWith(came);
    if (trouble !== null || came.kind !== "answer") throw new PlatformUnavailable(`${what}: ${trouble}.`);
    const body = parsedBody(came.text);
    if (isAbsence(came, body)) return null;
    refuseOthers(what, came, body);
  }

  async function* content(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of response.body ?? []) {
        heard();
        yield chunk;
      }
    } catch (error) {
      throw broken(error);
    } finally {
      clearTimeout(alarm);
    }
  }
  const { headers } = response;
  const length = headers.get("content-encoding") === null ? headers.get("content-length") : null;
  return {
    content: content(),
    filename: filenameIn(headers.get("content-disposition") ?? ""),
    bytes: length !== null && /^\d+$/.test(length) ? Number(length) : null,
  };
}

/** Of a `Content-Disposition` (RFC 6266); the encoded form wins. */
export function filenameIn(disposition: string): string | null {
  const encoded = /;\s*filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(disposition)?.[1];
  try {
    if (encoded !== undefined) return decodeURIComponent(encoded);
  } catch {
    // Not encoded as it says: the plain form is still there.
  }
  const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1]?.replace(/\\(.)/g, "$1");
  return quoted ?? /;\s*filename\s*=\s*([^;"\s]+)/i.exec(disposition)?.[1] ?? null;
}
