// The view of a deployment's logs: filters above, twenty entries below, newest first. What models wrote is foreign text: it stands as
// preformatted rich text, which Slack never parses.
import { stripVTControlCharacters } from "node:util";
import type { ActionsBlock, KnownBlock, RichTextBlock } from "@slack/types";
import { z } from "zod";
import {
  actions,
  button,
  context,
  dateTimePicker,
  input,
  type Modal,
  modal,
  option,
  section,
  select,
  textInput,
} from "../../block-kit/blocks.ts";
import { chosen, parseStateValues, pickedTime, typed } from "../../block-kit/state-values.ts";
import { bold, type Mrkdwn, md, name, oneLine, verbatim } from "../../block-kit/text.ts";
import { LOG_KINDS, LOG_LEVELS, type LogEntry, type LogKind } from "../../deployments/logs.ts";
import { knownZone } from "../../deployments/time-zones.ts";
import { ACTION_TITLES, counted } from "../../deployments/words.ts";
import type { LogAsk, SeenLog } from "../../operations/operations.ts";
import { ACTION_IDS, CALLBACK_IDS } from "../action-ids.ts";
import { deploymentState } from "../cards/state-words.ts";
import { parseMetadata } from "./form-parts.ts";

const BLOCKS = { choices: "logs.choices", between: "logs.between", text: "logs.text" } as const;

const HOUR_MS = 60 * 60 * 1_000;
/** Choices of a time up to now, by their option's value; `any` and `between` beside them. */
const SPANS = {
  hour: { label: "Last hour", ms: HOUR_MS },
  day: { label: "Last 24 hours", ms: 24 * HOUR_MS },
  week: { label: "Last 7 days", ms: 7 * 24 * HOUR_MS },
} as const;
const TIMES = ["any", "hour", "day", "week", "between"] as const;
type Time = (typeof TIMES)[number];

const KIND_LABELS: Readonly<Record<LogKind, string>> = {
  runtime: "Runtime (standard output)",
  startup: "Startup (the launch)",
};

const metadataSchema = z.object({
  deploymentId: z.string().min(1),
  /** Entries after this moment came while somebody was turning pages. Epoch ms. */
  before: z.int(),
});
export type LogsMetadata = z.output<typeof metadataSchema>;

/** Null when it is not ours. */
export const parseLogsMetadata = (text: string): LogsMetadata | null => parseMetadata(metadataSchema, text);

/** What the filters are set to. */
export interface LogsChoice {
  readonly kind: LogKind | null;
  readonly level: (typeof LOG_LEVELS)[number] | null;
  readonly time: Time;
  readonly from: number | null;
  readonly to: number | null;
  readonly text: string;
}

export const NO_CHOICE: LogsChoice = {
  kind: null,
  level: null,
  time: "any",
  from: null,
  to: null,
  text: "",
};

const SEARCH_LENGTH = 200;

/** Null when the values are not what Slack sends. */
export function parseLogsChoice(state: unknown): LogsChoice | null {
  const values = parseStateValues(state);
  if (values === null) return null;
  const one = <T extends string>(known: readonly T[], actionId: string): T | null =>
    known.find((each) => each === chosen(values, BLOCKS.choices, actionId)) ?? null;
  return {
    kind: one(LOG_KINDS, ACTION_IDS.logsKind),
    level: one(LOG_LEVELS, ACTION_IDS.logsLevel),
    time: one(TIMES, ACTION_IDS.logsTime) ?? "any",
    from: pickedTime(values, BLOCKS.between, ACTION_IDS.logsFrom),
    to: pickedTime(values, BLOCKS.between, ACTION_IDS.logsTo),
    text: typed(values, BLOCKS.text, ACTION_IDS.logsText).slice(0, SEARCH_LENGTH),
  };
}

/** `before`: the newest moment of the pages, so that they do not shift while they are turned. */
export function logAsk(choice: LogsChoice, at: { readonly before: number; readonly offset: number }): LogAsk {
  const { kind, level, time, from, to, text } = choice;
  const filter = (since: number | null, until: number) => ({
    kind,
    filter: { text, level, from: since, to: until },
    offset: at.offset,
  });
  switch (time) {
    case "any":
      return filter(null, at.before);
    case "between":
      return filter(from, Math.min(to ?? at.before, at.before));
    default:
      return filter(at.before - SPANS[time].ms, at.before);
  }
}

export interface LogsOptions {
  readonly choice: LogsChoice;
  readonly before: number;
  /** IANA name of the reader's zone; null: not known, and for what is none: UTC. */
  readonly timeZone: string | null;
}

export function logsView(seen: SeenLog, options: LogsOptions): Modal {
  const { deployment } = seen;
  const metadata: LogsMetadata = { deploymentId: deployment.id, before: options.before };
  return modal({
    callbackId: CALLBACK_IDS.logs,
    title: ACTION_TITLES.logs,
    submit: "Search",
    metadata: JSON.stringify(metadata),
    blocks: [
      section(
        md`${bold(deployment.label)} in ${name(deployment.environment.name)}, ${deploymentState(deployment)}`,
      ),
      ...filters(seen.kind, options.choice),
      ...(seen.page === null ? [section(md`⏸️ ${seen.off}`)] : pageBlocks(seen, options)),
      context(
        md`At most 1 MB is kept, the oldest entries go. It stands as the model wrote it: secrets in it are not masked. That you read it is in the audit trail.`,
      ),
    ],
  });
}

function filters(kind: LogKind, choice: LogsChoice): KnownBlock[] {
  const times = TIMES.map((time) => {
    if (time === "any") return option("Any time", time);
    return option(time === "between" ? "Between two moments" : SPANS[time].label, time);
  });
  const [choices] = actions([
    select(
      ACTION_IDS.logsKind,
      "Log",
      LOG_KINDS.map((each) => option(KIND_LABELS[each], each)),
      kind,
    ),
    select(
      ACTION_IDS.logsLevel,
      "Level",
      [
        option("Every level", "all"),
        ...LOG_LEVELS.slice(1).map((level, at) =>
          option(at === LOG_LEVELS.length - 2 ? level : `${level} and above`, level),
        ),
      ],
      choice.level ?? "all",
    ),
    select(ACTION_IDS.logsTime, "Time", times, choice.time),
  ]);
  const [between] = actions([
    dateTimePicker(ACTION_IDS.logsFrom, choice.from),
    dateTimePicker(ACTION_IDS.logsTo, choice.to),
  ]);
  const named = (block: ActionsBlock | undefined, blockId: string): KnownBlock[] =>
    block === undefined ? [] : [{ ...block, block_id: blockId }];
  return [
    ...named(choices, BLOCKS.choices),
    ...(choice.time === "between"
      ? [context(md`From the first moment to the second one:`), ...named(between, BLOCKS.between)]
      : []),
    input({
      blockId: BLOCKS.text,
      label: "Search",
      optional: true,
      dispatch: true,
      element: {
        ...textInput(ACTION_IDS.logsText, {
          placeholder: "Part of the text",
          initial: choice.text,
          maxLength: SEARCH_LENGTH,
        }),
        multiline: false,
      },
    }),
  ];
}

type SeenPage = Extract<SeenLog, { readonly off: null }>;

function pageBlocks(seen: SeenPage, options: LogsOptions): KnownBlock[] {
  const { page, deployment } = seen;
  const { entries, offset, matching } = page;
  if (entries.length === 0) return [section(nothing(seen))];
  const zone = knownZone(options.timeZone);
  const older = matching - offset - entries.length;
  const label = name(deployment.label, 40);
  return [
    context(
      md`${offset + 1} to ${offset + entries.length} of ${counted(matching, "entry", "entries")}, newest first. Times: ${zone}.`,
    ),
    ...entryBlocks(entries, zone),
    ...actions([
      older > 0
        ? button(
            ACTION_IDS.logsMore,
            { text: "More", label: `More, older entries of ${label}` },
            String(offset + entries.length),
          )
        : null,
      button(ACTION_IDS.logsNewest, { text: "Newest", label: `Newest entries of ${label}` }, "0"),
      button(
        ACTION_IDS.logsFile,
        { text: "Whole log as a file", label: `Whole log of ${label} as a file, in my messages` },
        seen.kind,
      ),
    ]),
  ];
}

function nothing({ page, kind }: SeenPage): Mrkdwn {
  if (!page.empty) return md`🔎 Nothing in this log matches. Change the filters, or empty them.`;
  return kind === "runtime"
    ? md`📭 The runtime log is empty: the model has written nothing yet. Look again once predictions were made.`
    : md`📭 The startup log is empty. It is kept when a launch fails or goes on with errors; a failure outside the container leaves no log.`;
}

/** Long ones are cut here and whole in the file. */
const ENTRY_LENGTH = 700;
/** Slack names no limit for rich text; a section's is kept. */
const BLOCK_LENGTH = 3_000;

function entryBlocks(entries: readonly LogEntry[], zone: string): RichTextBlock[] {
  const { day, time } = clockOf(zone);
  const texts: string[] = [];
  let lastDay = "";
  for (const { at, level, text } of entries) {
    const today = day(at);
    const heading = today === lastDay ? "" : `── ${today} ──\n`;
    lastDay = today;
    const shown = verbatim(stripVTControlCharacters(text), ENTRY_LENGTH) || "(empty)";
    const line = `${heading}${time(at)} ${level} ${shown}`;
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < BLOCK_LENGTH)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map((text) => ({
    type: "rich_text",
    elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text }] }],
  }));
}

function clockOf(timeZone: string): { day: (at: number) => string; time: (at: number) => string } {
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "medium" });
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" });
  return { day: (at) => oneLine(day.format(at)), time: (at) => time.format(at) };
}
