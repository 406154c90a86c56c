// Pages of DataRobot go by offset; the cursor that travels in buttons is that number.
import type { WirePage } from "./wire/page.ts";

/** DataRobot gives no more at once. */
const MOST = 100;

export interface Offset {
  readonly query: { readonly offset: number; readonly limit: number };
  /** Where the page after this one begins; null: there is none. */
  next(page: Pick<WirePage<unknown>, "data" | "more" | "totalCount"> | null): string | null;
}

/** A cursor that was never given out begins at the start. */
export function pageAfter(after: string | undefined, limit: number): Offset {
  const offset = after !== undefined && /^\d{1,9}$/.test(after) ? Number(after) : 0;
  return {
    query: { offset, limit: Math.min(Math.max(limit, 1), MOST) },
    next(page) {
      if (page === null || page.data.length === 0) return null;
      const end = offset + page.data.length;
      const more = page.totalCount === null ? page.more : end < page.totalCount;
      return more ? String(end) : null;
    },
  };
}
