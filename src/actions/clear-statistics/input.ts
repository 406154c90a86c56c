// Which statistics are cleared, as it stands in the request. Reference: deployment actions, section 3.8.
import { z } from "zod";
import { fullHourBefore, HOUR_MS, isFullHour, type StatisticsRange } from "../../deployments/statistics.ts";
import { counted } from "../../deployments/words.ts";

export const REASON_LENGTH = 2_000;
const MINUTE_MS = 60_000;

/** `2026-11-24 10:00 UTC`: the same for everybody, since a sentence of the core does not know who reads it. */
export const hourWords = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** Names the nearest full hours, also as steps from what was chosen: those are right in every zone. */
function offTheHour(at: number): string {
  const [before, after] = [fullHourBefore(at), fullHourBefore(at) + HOUR_MS];
  const minutes = (ms: number): string => counted(Math.round(ms / MINUTE_MS), "minute");
  return `That is not a full hour. Choose ${minutes(at - before)} earlier (${hourWords(before)}) or ${minutes(after - at)} later (${hourWords(after)}).`;
}

const hour = z.int().nullable();

export const clearStatisticsInput = z
  .object({
    /** A model of the deployment's history. All models at once is not offered. */
    model: z.string({ error: "Choose a model." }).min(1, "Choose a model."),
    range: z.enum(["whole", "between"], { error: "Choose the whole history of the model, or a time." }),
    /** Epoch ms; null: from the beginning. */
    start: hour,
    /** Epoch ms; null: until `until`. */
    end: hour,
    /** The last full hour when the form was sent: an open end stands for it, so that a repeat clears the same. Epoch ms. */
    until: z.int().refine(isFullHour, "The form was sent with a time that is no full hour."),
    reason: z
      .string({ error: "Say why." })
      .trim()
      .min(1, "Say why: it stays in the audit trail when the statistics are gone.")
      .max(REASON_LENGTH, `A reason has at most ${REASON_LENGTH} characters.`),
    confirmed: z.literal(true, { error: "Tick the box: what is cleared does not come back." }),
  })
  .superRefine(({ range, start, end, until }, context) => {
    const wrong = (path: string, message: string): void =>
      context.addIssue({ code: "custom", path: [path], message });
    if (range === "whole") return;
    if (start === null && end === null) {
      wrong("start", "Choose a start, an end or both, or clear the whole history of the model.");
      return;
    }
    const problems = (["start", "end"] as const).flatMap((path) => {
      const at = path === "start" ? start : end;
      if (at === null) return [];
      if (!isFullHour(at)) return [{ path, message: offTheHour(at) }];
      if (at <= until) return [];
      return [
        { path, message: `Only hours that are over can be cleared: ${hourWords(until)} is the latest.` },
      ];
    });
    for (const { path, message } of problems) wrong(path, message);
    // One thing at a time: beside a field stands one sentence.
    if (problems.length > 0 || start === null || start < (end ?? until)) return;
    if (end === null) wrong("start", `There is no full hour between the start and ${hourWords(until)}.`);
    else wrong("end", "The end has to be after the start.");
  });
export type ClearStatisticsInput = z.output<typeof clearStatisticsInput>;

/** What is cleared: the end is a fixed hour in any case. */
export const rangeOf = ({ range, start, end, until }: ClearStatisticsInput): StatisticsRange =>
  range === "whole" ? { from: null, to: until } : { from: start, to: end ?? until };

export const rangeWords = ({ from, to }: StatisticsRange): string =>
  `${from === null ? "everything" : `from ${hourWords(from)}`} up to ${hourWords(to)}`;
