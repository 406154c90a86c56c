// A record of asynchronous work. Reference section 2.
import { z } from "zod";
import { maybeMoment, maybeText } from "./fields.ts";

/** What it says is read in whatever case: failures have been seen as words that merely begin like these. */
export const wireStatus = z.object({
  status: z.string(),
  message: maybeText,
  description: maybeText,
  created: maybeMoment,
});
