// What a failed Web API call proves. The messenger decides by it whether a message may be posted again.
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";

export type CallFailure =
  /** Slack says no; nothing happened. `error` in Slack's words, for example `channel_not_found`. */
  | { readonly kind: "refused"; readonly error: string }
  /** Proven: it never reached Slack, or Slack turned it away before doing anything. */
  | { readonly kind: "not-delivered"; readonly retryAfterMs: number; readonly reason: string }
  /** It may have happened. */
  | { readonly kind: "unknown"; readonly reason: string };

const UNREACHED_RETRY_MS = 5_000;

/** Codes of connections that were never made, so that no byte of the call left. */
const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Slack's own faults behind `ok: false`: they may come after the work was done. */
const SLACK_FAULTS = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
]);

function codesOf(error: unknown, depth = 0): readonly string[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  const parts = error instanceof AggregateError ? error.errors : [];
  return [...own, ...codesOf(error.cause, depth + 1), ...parts.flatMap((part) => codesOf(part, depth + 1))];
}

export function callFailure(error: unknown): CallFailure {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: "not-delivered", retryAfterMs: error.retryAfter * 1000, reason: "rate limited by Slack" };
  }
  if (error instanceof WebAPIPlatformError) {
    const { error: name } = error.data;
    if (name === "ratelimited" || name === "rate_limited") {
      const seconds = error.data.response_metadata?.retryAfter ?? 30;
      return { kind: "not-delivered", retryAfterMs: seconds * 1000, reason: "rate limited by Slack" };
    }
    // A body that is no JSON (a proxy's page) arrives as the "error name".
    const isName = typeof name === "string" && /^[a-z0-9_:-]{1,80}$/.test(name);
    if (!isName) return { kind: "unknown", reason: "an answer that is not Slack's" };
    return SLACK_FAULTS.has(name) ? { kind: "unknown", reason: name } : { kind: "refused", error: name };
  }
  if (error instanceof WebAPIHTTPError) return { kind: "unknown", reason: `HTTP ${error.statusCode}` };
  if (error instanceof WebAPIRequestError) {
    const codes = [...codesOf(error.original), ...codesOf(error.cause)];
    const failed = codes.find((code) => NEVER_CONNECTED.has(code));
    // With several addresses each must have refused: one that did not may have been given the call.
    if (failed !== undefined && codes.every((code) => NEVER_CONNECTED.has(code))) {
      return { kind: "not-delivered", retryAfterMs: UNREACHED_RETRY_MS, reason: failed };
    }
    return { kind: "unknown", reason: codes[0] ?? error.original.name };
  }
  return { kind: "unknown", reason: error instanceof Error ? error.name : "no error object" };
}

/** Slack's name of the refusal, null for anything else. */
export const slackError = (error: unknown): string | null => {
  const failure = callFailure(error);
  return failure.kind === "refused" ? failure.error : null;
};
