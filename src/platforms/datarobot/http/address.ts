// Addresses of the API. The token goes to the configured host alone, whatever an answer names.
import { PlatformUnavailable } from "../../../ports/platform.ts";

/** Undefined is left out; lists go as one parameter with commas (reference section 3). */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface Addresses {
  of(path: string, query?: Query): URL;
  /** Of an absolute or relative address that DataRobot answered. Throws `PlatformUnavailable` for one that is not of the API. */
  within(location: string): URL;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const MARK = "/api/v2/";

/** A path of these parts, whatever is in them. */
export const pathOf = (...parts: readonly string[]): string =>
  `/${parts.map((part) => `${encodeURIComponent(part)}/`).join("")}`;

/** Throws for an endpoint that is no https address, but for loopback. */
export function addressOf(endpoint: URL): Addresses {
  const secure =
    endpoint.protocol === "https:" || (endpoint.protocol === "http:" && LOOPBACK.test(endpoint.hostname));
  if (!secure)
    throw new Error(`The DataRobot endpoint ${endpoint.origin} would send API tokens without TLS.`);
  const base = endpoint.pathname.replace(/\/+$/, "");

  const at = (rest: string): URL => new URL(`${base}${rest}`, endpoint.origin);
  return {
    of(path, query = {}) {
      const url = at(path);
      // Dots would leave the path that was meant: an id of that kind is a mistake of whoever made the path.
      if (!path.startsWith("/") || url.pathname !== `${base}${path}` || url.search !== "" || url.hash !== "")
        throw new Error(`"${path}" is no path of the API`);
      for (const [name, value] of Object.entries(query))
        if (value !== undefined) url.searchParams.set(name, String(value));
      return url;
    },
    within(location) {
      const named = URL.canParse(location, endpoint.href) ? new URL(location, endpoint) : null;
      const rest = named === null ? null : restOf(named.pathname, base);
      if (named === null || rest === null)
        throw new PlatformUnavailable("DataRobot named an address that is not one of its API.");
      const url = at(rest);
      url.search = named.search;
      return url;
    },
  };
}

/** What follows the endpoint's own path; behind a proxy that adds to it, what follows the API's. */
function restOf(path: string, base: string): string | null {
  if (path.startsWith(`${base}/`)) return path.slice(base.length);
  const at = path.indexOf(MARK);
  return at === -1 ? null : path.slice(at + MARK.length - 1);
}
