// One HTTP exchange, and what became of it. Nothing is repeated here, no redirect is followed, and nothing throws but for bugs.

/** Answers of DataRobot's API are far below this; what is longer comes from somebody else. */
const LONGEST_BODY = 32 * 1024 * 1024;

export interface HttpAnswer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: Headers;
  /** Empty for no body. */
  readonly text: string;
}

export type Exchange =
  | HttpAnswer
  /** Proven: the request never left, so nothing can have come of it. */
  | { readonly kind: "not-sent"; readonly why: string; readonly cause: unknown }
  /** Sent, or perhaps sent, and no whole answer came back. */
  | { readonly kind: "lost"; readonly why: string; readonly cause: unknown };

export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

export interface Sending {
  readonly fetch: Fetch;
  readonly url: URL;
  readonly init: Omit<RequestInit, "signal" | "redirect">;
  readonly signal: AbortSignal;
}

/** Sends, and reads the whole body as text. */
export async function exchange(sending: Sending): Promise<Exchange> {
  try {
    return await exchangeOf(await open(sending), sending.signal);
  } catch (error) {
    return failure(error, sending.signal);
  }
}

/** The rest of an exchange whose answer has begun. */
export async function exchangeOf(response: Response, signal: AbortSignal): Promise<Exchange> {
  try {
    const text = await readText(response);
    return { kind: "answer", status: response.status, headers: response.headers, text };
  } catch (error) {
    return failure(error, signal);
  }
}

/** Sends, and leaves the body unread. Throws what `failure` understands. */
export const open = ({ fetch, url, init, signal }: Sending): Promise<Response> =>
  fetch(url, { ...init, signal, redirect: "manual" });

async function readText(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > LONGEST_BODY) throw new Error(`the body is longer than ${LONGEST_BODY} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** What an exchange that threw has come to. */
export function failure(error: unknown, signal: AbortSignal): Exclude<Exchange, HttpAnswer> {
  if (signal.aborted) {
    const why =
      signal.reason instanceof Error && signal.reason.name === "TimeoutError"
        ? "it did not answer in time"
        : "the call was given up";
    return { kind: "lost", why, cause: error };
  }
  const code = neverConnected(error);
  if (code !== null) return { kind: "not-sent", why: `it cannot be reached (${code})`, cause: error };
  return { kind: "lost", why: `the connection broke (${codeOf(error) ?? "no reason given"})`, cause: error };
}

/** Failures of looking up the name, of connecting and of the TLS handshake: before any of them ends, no byte of a request is sent. */
const BEFORE_SENDING =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|HOSTNAME_MISMATCH|INVALID_CA)$/;

/** The code that proves it; null: nothing does. Several addresses of one name all have to have failed so. */
function neverConnected(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof AggregateError && error.errors.length > 0) {
    const codes = error.errors.map(neverConnected);
    return codes.every((code) => code !== null) ? (codes[0] ?? null) : null;
  }
  const code = ownCode(error);
  if (code !== null && (BEFORE_SENDING.test(code) || ("syscall" in error && error.syscall === "connect")))
    return code;
  return neverConnected(error.cause);
}

const ownCode = (error: Error): string | null =>
  "code" in error && typeof error.code === "string" ? error.code : null;

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return codeOf(error.cause) ?? ownCode(error) ?? (error.cause === undefined ? error.message : null);
}
