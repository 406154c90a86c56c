// The fields of clearing statistics. Reference: deployment actions, section 3.8.
import type { KnownBlock } from "@slack/types";
import { z } from "zod";
import {
  checkboxes,
  dateTimePicker,
  input,
  option,
  radioButtons,
  section,
  select,
  textInput,
} from "../../block-kit/blocks.ts";
import { chosen, pickedTime, type StateValues, ticked, typed } from "../../block-kit/state-values.ts";
import { md, oneLine } from "../../block-kit/text.ts";
import { fullHourBefore, HEALTH_AFTER_CLEARING, isFullHour } from "../../deployments/statistics.ts";
import { doubled, leftOutNear, minuteOfFullHours, momentWords } from "../../deployments/time-zones.ts";
import { ACTION_IDS } from "../../slack/action-ids.ts";
import type { ActionFields, Reader } from "../../slack/views/action-form.ts";
import { isAskedTwice, offTheHour, REASON_LENGTH } from "./input.ts";

const BLOCKS = {
  model: "clear.model",
  range: "clear.range",
  start: "clear.start",
  end: "clear.end",
  reason: "clear.reason",
  confirmed: "clear.confirmed",
} as const;

const WHICH = ["first", "second"] as const;
type Which = (typeof WHICH)[number];
type Bound = "start" | "end";
const PICKERS = { start: ACTION_IDS.clearStart, end: ACTION_IDS.clearEnd } as const;
const BOUND_WORDS = {
  start: { label: "From", open: "Empty: from the beginning." },
  end: { label: "Up to", open: "What was recorded from then on stays. Empty: up to the last full hour." },
} as const;
/** By its moment: for another time it is another question. */
const whichBlock = (bound: Bound, first: number): string => `clear.which-${bound}:${first}`;

/** What the field has understood, on the reader's clock; before anything is picked, what can be. */
function hintOf(bound: Bound, at: number | null, { now, zone }: Reader): string {
  const { open } = BOUND_WORDS[bound];
  if (at === null) {
    const minute = minuteOfFullHours(now, zone);
    return minute === 0
      ? `A full hour. ${open}`
      : `Hours begin at :${minute} on your clock: statistics are kept by full hours of UTC. ${open}`;
  }
  if (!isFullHour(at)) return offTheHour(at, zone);
  const gap = leftOutNear(at, zone);
  const leftOut =
    gap === null ? "" : ` The clock goes from ${gap.from} to ${gap.to} then, and nothing is in between.`;
  return `${momentWords(at, zone)}.${leftOut}`;
}

/** The time, and where the clock shows it twice, the question which of the two is meant. */
function boundInputs(bound: Bound, at: number | null, which: Which | null, reader: Reader): KnownBlock[] {
  const pair = at === null || !isAskedTwice(at, reader.zone) ? null : doubled(at, reader.zone);
  const picker = input({
    blockId: BLOCKS[bound],
    label: BOUND_WORDS[bound].label,
    hint: hintOf(bound, at, reader),
    optional: true,
    dispatch: true,
    element: dateTimePicker(PICKERS[bound], at),
  });
  if (pair === null) return [picker];
  const options = WHICH.map((one, i) =>
    option(`The ${one}: ${momentWords(pair[i] ?? pair[0], reader.zone)}`, one),
  );
  return [
    picker,
    input({
      blockId: whichBlock(bound, pair[0]),
      label: "The clock shows this time twice that night. Which one?",
      element: radioButtons(ACTION_IDS.clearWhich, options, which),
    }),
  ];
}

/** The picked moment, or the one that is meant by it. A picker tells only one of two that have one name. */
function readBound(
  values: StateValues,
  bound: Bound,
  zone: string,
): { at: number | null; which: Which | null } {
  const at = pickedTime(values, BLOCKS[bound], PICKERS[bound]);
  const pair = at === null ? null : doubled(at, zone);
  if (at === null || pair === null) return { at, which: null };
  // Of two of which one is no full hour the other is meant: it cannot be picked.
  if (!isAskedTwice(at, zone)) return { at: pair.find(isFullHour) ?? at, which: null };
  const said = chosen(values, whichBlock(bound, pair[0]), ACTION_IDS.clearWhich);
  const which = WHICH.find((one) => one === said) ?? null;
  return { at: which === null ? at : (pair[WHICH.indexOf(which)] ?? at), which };
}

/** What was chosen so far: less than the action's schema wants. */
const draft = z.object({
  model: z.string().nullable(),
  range: z.enum(["whole", "between"]).nullable(),
  start: z.number().nullable(),
  end: z.number().nullable(),
  whichStart: z.enum(WHICH).nullable().catch(null),
  whichEnd: z.enum(WHICH).nullable().catch(null),
  reason: z.string(),
});

const NOTHING_YET: z.output<typeof draft> = {
  ...{ model: null, range: null, reason: "" },
  ...{ start: null, end: null, whichStart: null, whichEnd: null },
};

export const clearStatisticsFields: ActionFields = {
  asksForTimes: true,
  about: () => [
    section(
      md`⚠️ *This cannot be undone.* What is recorded of a model's predictions (service health, data drift, accuracy) is taken away for good. ${HEALTH_AFTER_CLEARING} Settings, model history and the deployment itself stay. What will be gone is counted, and what becomes of health is said, before you confirm.`,
    ),
  ],
  fields({ deployment }, earlier, reader) {
    const before = draft.safeParse(earlier);
    const { model, range, start, end, whichStart, whichEnd, reason } = before.success
      ? before.data
      : NOTHING_YET;
    const served = [...new Map(deployment.history.map((entry) => [entry.packageId, entry])).values()];
    const [only] = served;
    const models = select(
      ACTION_IDS.clearModel,
      "Choose a model of its history",
      served.map(({ packageId, packageName }) =>
        option(
          packageId === deployment.championId ? `${oneLine(packageName)} (champion)` : packageName,
          packageId,
        ),
      ),
      // With a choice nobody clears the champion's by a slip.
      model ?? (served.length === 1 ? only?.packageId : null),
    );
    if (models === null) throw new Error("A deployment has a champion, so its history is not empty.");
    const between = range === "between";
    const agreed = option("I understand that this data is removed for good", "confirmed");
    return [
      input({ blockId: BLOCKS.model, label: "Model", element: models }),
      input({
        blockId: BLOCKS.range,
        label: "Time",
        dispatch: true,
        element: radioButtons(
          ACTION_IDS.clearRange,
          [
            option("Everything up to the last full hour", "whole", "Of that model, from its beginning"),
            option("Between two full hours", "between", `On your clock (${reader.zone}); one may stay open`),
          ],
          range,
        ),
      }),
      ...(between
        ? [...boundInputs("start", start, whichStart, reader), ...boundInputs("end", end, whichEnd, reader)]
        : []),
      input({
        blockId: BLOCKS.reason,
        label: "Reason for clearance",
        hint: "It stays in the audit trail.",
        element: textInput(ACTION_IDS.clearReason, {
          placeholder: "Why do these statistics have to go?",
          initial: reason,
          maxLength: REASON_LENGTH,
        }),
      }),
      input({
        blockId: BLOCKS.confirmed,
        label: "Confirm clearance",
        element: checkboxes(ACTION_IDS.clearConfirmed, [agreed]),
      }),
    ];
  },
  read(values, { now, zone }) {
    const range = chosen(values, BLOCKS.range, ACTION_IDS.clearRange);
    const between = range === "between";
    const open = { at: null, which: null };
    const start = between ? readBound(values, "start", zone) : open;
    const end = between ? readBound(values, "end", zone) : open;
    return {
      model: chosen(values, BLOCKS.model, ACTION_IDS.clearModel),
      range,
      start: start.at,
      end: end.at,
      whichStart: start.which,
      whichEnd: end.which,
      zone,
      until: fullHourBefore(now),
      reason: typed(values, BLOCKS.reason, ACTION_IDS.clearReason),
      confirmed: ticked(values, BLOCKS.confirmed, ACTION_IDS.clearConfirmed).includes("confirmed"),
    };
  },
  blockOf: (field) =>
    field !== undefined && Object.hasOwn(BLOCKS, field) ? BLOCKS[field as keyof typeof BLOCKS] : null,
};
