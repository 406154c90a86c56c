// What a submitted view brings: parsed once, trusted after. Untouched fields are there with null (reference: Slack platform, section 4).
import { z } from "zod";

const optionValue = z.object({
  value: z.string(),
  description: z.object({ text: z.string() }).nullish(),
});

const element = z.object({
  value: z.string().nullish(),
  selected_option: optionValue.nullish(),
  selected_options: z.array(optionValue).nullish(),
  selected_users: z.array(z.string()).nullish(),
  selected_date_time: z.number().nullish(),
});
const stateValues = z.record(z.string(), z.record(z.string(), element));
export type StateValues = z.output<typeof stateValues>;

/** Null when it is not what Slack sends. */
export function parseStateValues(values: unknown): StateValues | null {
  const parsed = stateValues.safeParse(values);
  return parsed.success ? parsed.data : null;
}

/** Typed text, trimmed; empty when there is none. */
export const typed = (values: StateValues, blockId: string, actionId: string): string =>
  values[blockId]?.[actionId]?.value?.trim() ?? "";

/** Value of the chosen option; null when nothing is chosen. */
export const chosen = (values: StateValues, blockId: string, actionId: string): string | null =>
  values[blockId]?.[actionId]?.selected_option?.value ?? null;

/** A picked moment as epoch ms, to the minute; null when nothing is picked. */
export function pickedTime(values: StateValues, blockId: string, actionId: string): number | null {
  const seconds = values[blockId]?.[actionId]?.selected_date_time ?? null;
  return seconds === null ? null : seconds * 1_000;
}

/** Slack ids of the picked people. */
export const pickedUsers = (values: StateValues, blockId: string, actionId: string): readonly string[] =>
  values[blockId]?.[actionId]?.selected_users ?? [];

/** Values of the ticked boxes, or of everything that is chosen in a select of several. */
export const ticked = (values: StateValues, blockId: string, actionId: string): readonly string[] =>
  (values[blockId]?.[actionId]?.selected_options ?? []).map((each) => each.value);
