// What the effects alone read of DataRobot's answers. Unknown enum values are text like any other.
import { z } from "zod";
import { maybe, maybeMoment, maybeText, text } from "./fields.ts";

/** What an answer to a creation tells at least. */
export const madeId = z.object({ id: text });

/** Of whatever family. Reference section 5. */
export const applicationMade = z.object({
  id: text,
  name: maybeText,
  description: maybeText,
  createdAt: maybeMoment,
});
export type ApplicationMade = z.output<typeof applicationMade>;

/** A created source has its first version with it, where the server tells it at once. Reference section 5. */
export const applicationSource = z.object({
  id: text,
  latestVersion: maybe(madeId),
});

const verdictText = text.nullish().transform((message) => message ?? "");

/** Reference section 4. */
export const validation = z.object({
  status: text,
  message: verdictText,
  checks: z
    .record(z.string(), z.object({ status: text, message: verdictText }).nullable().catch(null))
    .nullish()
    .transform((checks) => checks ?? {}),
});
export type Validation = z.output<typeof validation>;
