// What an application is created with, as it stands in the request. Reference: deployment actions, section 3.3.
import { z } from "zod";
import {
  APPLICATION_NAME_LENGTH,
  APPLICATION_SHARINGS,
  APPLICATION_TEMPLATES,
} from "../../deployments/application.ts";

export const createApplicationInput = z.object({
  template: z.enum(APPLICATION_TEMPLATES, { error: "Choose a template." }),
  name: z
    .string({ error: "Type a name." })
    .trim()
    .min(1, "Type a name.")
    .max(APPLICATION_NAME_LENGTH, `A name has at most ${APPLICATION_NAME_LENGTH} characters.`)
    .refine((text) => !/\p{Cc}/u.test(text), "A name is one line of text."),
  sharing: z.enum(APPLICATION_SHARINGS, { error: "Choose who may open it." }),
});
export type CreateApplicationInput = z.output<typeof createApplicationInput>;
