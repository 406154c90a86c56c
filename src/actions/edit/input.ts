// What can be edited, as it stands in the request. Reference: deployment actions, section 3.12.
import { z } from "zod";
import { IMPORTANCES } from "../../deployments/deployment.ts";

/** DataRobot's own limit of a label. */
export const LABEL_LENGTH = 512;
export const DESCRIPTION_LENGTH = 2_000;

/** What the form showed. */
export const editBase = z.object({
  /** Fingerprints. */
  label: z.string(),
  description: z.string(),
  importance: z.enum(IMPORTANCES).nullable(),
});
export type EditBase = z.output<typeof editBase>;

const editInputFields = z.object({
  label: z
    .string({ error: "Type a label." })
    .trim()
    .min(1, "Type a label.")
    .max(LABEL_LENGTH, `A label has at most ${LABEL_LENGTH} characters.`),
  description: z
    .string()
    .trim()
    .max(DESCRIPTION_LENGTH, `A description has at most ${DESCRIPTION_LENGTH} characters.`),
  /** Null: none is recorded, and it stays so. */
  importance: z.enum(IMPORTANCES, { error: "Choose an importance." }).nullable(),
  /** Only what differs from it is asked for. */
  base: editBase.nullable().default(null),
});
/** An importance that the form showed cannot be taken away. */
export const editInput = editInputFields.refine(
  ({ importance, base }) => importance !== null || base === null || base.importance === null,
  { path: ["importance"], error: "Choose an importance." },
);
export type EditInput = z.output<typeof editInput>;
