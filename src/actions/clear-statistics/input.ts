// Which statistics are cleared, as it stands in the request. Reference: deployment actions, section 3.8.
import { z } from "zod";
import { fullHourBefore, HOUR_MS, isFullHour, type StatisticsRange } from "../../deployments/statistics.ts";
import { doubled, knownZone, minuteOfFullHours, momentWords } from "../../deployments/time-zones.ts";
import type { FactLine } from "../../requests/request.ts";

export const REASON_LENGTH = 2_000;

/** Names the nearest full hours as they are on the reader's clock. */
export function offTheHour(at: number, zone: string): string {
  const [before, after] = [fullHourBefore(at), fullHourBefore(at) + HOUR_MS];
  const minute = minuteOfFullHours(at, zone);
  const why =
    minute === 0
      ? "That is not a full hour."
      : `Statistics are kept by full hours of UTC, which begin at :${minute} on your clock.`;
  return `${why} Choose ${momentWords(before, zone)} or ${momentWords(after, zone)}.`;
}

/** Whether somebody has to say which of two moments of one name is meant: both are full hours. */
export const isAskedTwice = (at: number, zone: string): boolean =>
  doubled(at, zone)?.every(isFullHour) === true;

const hour = z.int().nullable();
const which = z.enum(["first", "second"]).nullable().default(null);

export const clearStatisticsInput = z
  .object({
    /** A model of the deployment's history. All models at once is not offered. */
    model: z.string({ error: "Choose a model." }).min(1, "Choose a model."),
    range: z.enum(["whole", "between"], { error: "Choose everything up to the last full hour, or a time." }),
    /** Epoch ms; null: from the beginning. */
    start: hour,
    /** Epoch ms; null: until `until`. */
    end: hour,
    /** The last full hour when the form was sent: an open end stands for it, so that a repeat clears the same. Epoch ms. */
    until: z.int().refine(isFullHour, "The form was sent with a time that is no full hour."),
    /** IANA zone of whoever asked, in which they read and chose the times. What is none is UTC. */
    zone: z.string().catch("UTC").transform(knownZone),
    /** Which moment is meant where the clock showed the chosen time twice; `start` and `end` are that one. */
    whichStart: which,
    whichEnd: which,
    reason: z
      .string({ error: "Say why." })
      .trim()
      .min(1, "Say why: it stays in the audit trail when the statistics are gone.")
      .max(REASON_LENGTH, `A reason has at most ${REASON_LENGTH} characters.`),
    confirmed: z.literal(true, { error: "Tick the box: what is cleared does not come back." }),
  })
  .superRefine(({ range, start, end, until, zone, whichStart, whichEnd }, context) => {
    const wrong = (path: string, message: string): void =>
      context.addIssue({ code: "custom", path: [path], message });
    if (range === "whole") return;
    if (start === null && end === null) {
      // The form may not have asked for either yet: then there is no place beside them.
      wrong("range", "Choose a start, an end or both, or everything up to the last full hour.");
      return;
    }
    const problems = (["start", "end"] as const).flatMap((path) => {
      const at = path === "start" ? start : end;
      if (at === null) return [];
      if (!isFullHour(at)) return [{ path, message: offTheHour(at, zone) }];
      if (at > until)
        return [
          {
            path,
            message: `Only hours that are over can be cleared: ${momentWords(until, zone)} is the latest.`,
          },
        ];
      const said = path === "start" ? whichStart : whichEnd;
      if (said !== null || !isAskedTwice(at, zone)) return [];
      return [{ path, message: "The clock shows this time twice that night: say below which one you mean." }];
    });
    for (const { path, message } of problems) wrong(path, message);
    // One thing at a time: beside a field stands one sentence.
    if (problems.length > 0 || start === null || start < (end ?? until)) return;
    if (end === null)
      wrong("start", `There is no full hour between the start and ${momentWords(until, zone)}.`);
    else wrong("end", "The end has to be after the start.");
  });
export type ClearStatisticsInput = z.output<typeof clearStatisticsInput>;

/** What is cleared: the end is a fixed hour in any case. */
export const rangeOf = ({ range, start, end, until }: ClearStatisticsInput): StatisticsRange =>
  range === "whole" ? { from: null, to: until } : { from: start, to: end ?? until };

export const rangeWords = ({ from, to }: StatisticsRange, zone: string): string =>
  `${from === null ? "everything" : `from ${momentWords(from, zone)}`} up to ${momentWords(to, zone)}`;

/** The same for cards, which each reader sees in their own zone. */
export const rangeLine = (range: StatisticsRange): FactLine => ({
  label: "Time",
  value: rangeWords(range, "UTC"),
  pieces: range.from === null ? ["everything up to", range.to] : ["from", range.from, "up to", range.to],
});
