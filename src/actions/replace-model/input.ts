// The input of a replacement, as it stands in the request. Reference: deployment actions, section 3.2.
import { z } from "zod";
import { REPLACEMENT_REASONS } from "../../deployments/deployment.ts";
import { type ChallengerId, challengerId, type PackageId, packageId } from "../../deployments/ids.ts";

export const replaceModelInput = z.object({
  reason: z.enum(REPLACEMENT_REASONS, { error: "Choose a replacement reason." }),
  packageId: z
    .string({ error: "Choose a registered model version." })
    .min(1, "Choose a registered model version.")
    .max(200)
    .transform((text): PackageId => packageId(text)),
  /** Set when a challenger is promoted. */
  promote: z
    .string()
    .max(200)
    .nullable()
    .transform((text): ChallengerId | null => (text === null ? null : challengerId(text))),
  /** Asked by `rollback`: the card says so, and names what it does not restore. */
  rollback: z.boolean(),
});
export type ReplaceModelInput = z.output<typeof replaceModelInput>;
