// The envelope of every list. Reference section 2, pagination.
import { z } from "zod";

export interface WirePage<T> {
  readonly data: readonly T[];
  readonly totalCount: number | null;
  /** Whether there is another page. `next` itself is not followed: it loses filters, and ends as null or as "". */
  readonly more: boolean;
}

export const pageOf = <T>(item: z.ZodType<T>): z.ZodType<WirePage<T>> =>
  z
    .object({
      data: z.array(item),
      next: z.string().nullish(),
      totalCount: z.number().int().nonnegative().nullish(),
    })
    .transform(({ data, next, totalCount }) => ({
      data,
      totalCount: totalCount ?? null,
      more: (next ?? "") !== "",
    }));
