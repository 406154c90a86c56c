// Every call that came, as it came, and what it got.
export interface LoggedCall {
  /** Of the fake's clock. */
  readonly at: number;
  readonly method: string;
  /** Below `/api/v2`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Short name of the token's owner; null: none, or a bad one. */
  readonly by: string | null;
  readonly body: unknown;
  /** Null: no answer (yet): the connection was dropped, or hangs. */
  status: number | null;
  /** Kind of the misbehaviour, if there was one. */
  readonly fault: string | null;
  /** What a client must never do, if this call did it. */
  readonly forbidden: string | null;
}

/** Why a client must never send this; null: it may. Reference section 15. */
export function forbiddenCall(method: string, path: string, query: URLSearchParams): string | null {
  if (query.has("deleteResource")) return "deleteResource deletes the deployment itself";
  if (query.has("hard") || query.has("hardDelete")) return "applications are never deleted for good";
  if (method === "DELETE" && path.startsWith("/otel/")) return "it purges logs";
  if (method === "DELETE" && path.startsWith("/status/"))
    return "it takes away a status record, and stops nothing";
  return null;
}
