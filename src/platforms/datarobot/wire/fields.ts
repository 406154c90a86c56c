// Fields as DataRobot sends them: what may be absent or null is null, a value that is not known here is what stands for the unknown.
import { z } from "zod";

/** Absent and null alike. */
export const maybe = <T>(schema: z.ZodType<T>): z.ZodType<T | null> =>
  schema.nullish().transform((value) => value ?? null);

export const text = z.string();
export const maybeText = maybe(text);
export const maybeFlag = maybe(z.boolean());
export const maybeNumber = maybe(z.number());

/** ISO 8601, with microseconds at times, and at times without the zone, which is UTC. Epoch ms. */
export const moment = z.string().transform((written, context): number => {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(written) ? written : `${written}Z`;
  const at = Date.parse(zoned);
  if (!Number.isNaN(at)) return at;
  context.addIssue({ code: "custom", message: "not a time" });
  return z.NEVER;
});
export const maybeMoment = maybe(moment);

/** Enums grow: what is not among these is `other`, never an error. */
export const oneOf = <const T extends string, const Other>(
  known: readonly T[],
  other: Other,
): z.ZodType<T | Other> =>
  z
    .string()
    .nullish()
    .transform((value): T | Other => known.find((one) => one === value) ?? other);

/** A user in whatever detail: some lists give an email, some a name, some both. */
export const user = z.object({
  id: maybeText,
  email: maybeText,
  username: maybeText,
  name: maybeText,
  fullName: maybeText,
  firstName: maybeText,
  lastName: maybeText,
});
export type WireUser = z.output<typeof user>;

/** How people know them; null: nothing is told. */
export function nameOf(of: WireUser | null): string | null {
  if (of === null) return null;
  const both = [of.firstName, of.lastName].filter((part) => part !== null && part !== "").join(" ");
  return [of.fullName, of.name, both, of.email, of.username].find((name) => (name ?? "") !== "") ?? null;
}
