// Entries of a deployment's log. Reference section 9.
import { z } from "zod";
import { maybeText, moment } from "./fields.ts";

export const wireLogEntry = z.object({
  timestamp: moment,
  level: maybeText,
  message: maybeText,
  stacktrace: maybeText,
});
export type WireLogEntry = z.output<typeof wireLogEntry>;
