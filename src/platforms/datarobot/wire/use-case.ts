// A Use Case. Reference section 7.
import { z } from "zod";
import { maybe, maybeMoment, maybeText, text, user } from "./fields.ts";

export const wireUseCase = z.object({
  id: text,
  name: text,
  description: maybeText,
  createdAt: maybeMoment,
  created: maybe(user),
  owners: maybe(z.array(user)),
  members: maybe(z.array(user)),
});
export type WireUseCase = z.output<typeof wireUseCase>;
