// What linking is asked for, as it stands in the request. Reference: deployment actions, section 3.5.
import { z } from "zod";
import { USE_CASE_DESCRIPTION_LENGTH, USE_CASE_NAME_LENGTH } from "../../deployments/use-case.ts";

/** Select one that is there, create one, or manage those that are linked. */
export const WAYS = ["link", "create", "unlink"] as const;
export type Way = (typeof WAYS)[number];

/** More are not linked or unlinked at once: as many as a select shows. */
const MOST = 100;
const ids = (none: string) =>
  z
    .array(z.string().min(1).max(200), { error: none })
    .min(1, none)
    .max(MOST, `At most ${MOST} Use Cases fit in one request.`);

export const useCasesInput = z.discriminatedUnion("way", [
  z.object({ way: z.literal("link"), useCases: ids("Select a Use Case.") }),
  z.object({
    way: z.literal("create"),
    name: z
      .string({ error: "Type a name." })
      .trim()
      .min(1, "Type a name.")
      .max(USE_CASE_NAME_LENGTH, `A name has at most ${USE_CASE_NAME_LENGTH} characters.`),
    description: z
      .string()
      .trim()
      .max(
        USE_CASE_DESCRIPTION_LENGTH,
        `A description has at most ${USE_CASE_DESCRIPTION_LENGTH} characters.`,
      ),
  }),
  z.object({ way: z.literal("unlink"), marked: ids("Mark at least one Use Case to unlink.") }),
]);
export type UseCasesInput = z.output<typeof useCasesInput>;
