// The fields of clearing statistics. Reference: deployment actions, section 3.8.
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
import { chosen, pickedTime, ticked, typed } from "../../block-kit/state-values.ts";
import { bold, md, oneLine } from "../../block-kit/text.ts";
import { fullHourBefore } from "../../deployments/statistics.ts";
import { ACTION_IDS } from "../../slack/action-ids.ts";
import type { ActionFields } from "../../slack/views/action-form.ts";
import { REASON_LENGTH } from "./input.ts";

const BLOCKS = {
  model: "clear.model",
  range: "clear.range",
  start: "clear.start",
  end: "clear.end",
  reason: "clear.reason",
  confirmed: "clear.confirmed",
} as const;

/** What was chosen so far: less than the action's schema wants. */
const draft = z.object({
  model: z.string().nullable(),
  range: z.enum(["whole", "between"]).nullable(),
  start: z.number().nullable(),
  end: z.number().nullable(),
  reason: z.string(),
});

export const clearStatisticsFields: ActionFields = {
  about: ({ deployment }) => [
    section(
      md`⚠️ *This cannot be undone.* What is recorded of a model's predictions (service health, data drift, accuracy) is taken away for good. Health of ${bold(deployment.label)} is unknown until new predictions are recorded; settings, model history and the deployment itself stay. What will be gone is counted before you confirm.`,
    ),
  ],
  fields({ deployment }, earlier) {
    const before = draft.safeParse(earlier);
    const { model, range, start, end, reason } = before.success
      ? before.data
      : { model: null, range: null, start: null, end: null, reason: "" };
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
            option("The whole history of that model", "whole", "Up to the last full hour"),
            option("Between two full hours", "between"),
          ],
          range,
        ),
      }),
      between
        ? input({
            blockId: BLOCKS.start,
            label: "From",
            hint: "A full hour of UTC. Empty: from the beginning.",
            optional: true,
            element: dateTimePicker(ACTION_IDS.clearStart, start),
          })
        : null,
      between
        ? input({
            blockId: BLOCKS.end,
            label: "Up to",
            hint: "A full hour of UTC, which itself stays. Empty: up to the last full hour.",
            optional: true,
            element: dateTimePicker(ACTION_IDS.clearEnd, end),
          })
        : null,
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
  read(values, now) {
    const range = chosen(values, BLOCKS.range, ACTION_IDS.clearRange);
    const between = range === "between";
    return {
      model: chosen(values, BLOCKS.model, ACTION_IDS.clearModel),
      range,
      start: between ? pickedTime(values, BLOCKS.start, ACTION_IDS.clearStart) : null,
      end: between ? pickedTime(values, BLOCKS.end, ACTION_IDS.clearEnd) : null,
      until: fullHourBefore(now),
      reason: typed(values, BLOCKS.reason, ACTION_IDS.clearReason),
      confirmed: ticked(values, BLOCKS.confirmed, ACTION_IDS.clearConfirmed).includes("confirmed"),
    };
  },
  blockOf: (field) =>
    field !== undefined && Object.hasOwn(BLOCKS, field) ? BLOCKS[field as keyof typeof BLOCKS] : null,
};
