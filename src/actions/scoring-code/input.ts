// What can be chosen of scoring code, as it stands in the request. Reference: deployment actions, section 3.4.
import { z } from "zod";
import { CODE_FORMS, CODING_LANGUAGES, formConflict, INCLUSIONS } from "../../deployments/scoring-code.ts";

export const scoringCodeInput = z
  .object({
    language: z.enum(CODING_LANGUAGES, { error: "Choose a coding language." }),
    include: z.array(z.enum(INCLUSIONS, { error: "Choose from what is offered." })).max(INCLUSIONS.length),
    form: z.enum(CODE_FORMS, { error: "Choose binary or source." }),
    /** That the first download makes the deployment permanent; asked for where it does. */
    acknowledged: z.boolean(),
  })
  .superRefine((options, context) => {
    const conflict = formConflict(options);
    if (conflict !== null) context.addIssue({ code: "custom", path: ["form"], message: conflict });
  });
export type ScoringCodeInput = z.output<typeof scoringCodeInput>;
