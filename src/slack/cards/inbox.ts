// `/approvals`: what waits for this person, and what this person asked for.
import type { KnownBlock } from "@slack/types";
import { type Card, card, context, header, section } from "../../block-kit/blocks.ts";
import { bold, code, date, listed, md, name } from "../../block-kit/text.ts";
import type { Inbox } from "../../operations/operations.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { ask, requestButton } from "./request-parts.ts";
import { changeWords, sentences } from "./state-sentences.ts";
import { stateWords } from "./state-words.ts";

/** Of each of the two lists; with headings this stays under a message's fifty blocks. */
const SHOWN = 15;

/** `command` is the slash command as installed. */
export function inbox({ waiting, asked }: Inbox, command: string): Card {
  const text = sentences([
    waiting.length === 0
      ? md`Nothing waits for your review.`
      : md`${waiting.length} waiting for your review:`,
    ...waiting.slice(0, SHOWN).map((request) => md`${request.reference}: ${ask(request)}.`),
    asked.length === 0 ? md`You have asked for nothing lately.` : md`You asked for ${asked.length}:`,
    ...asked
      .slice(0, SHOWN)
      .map((request) => md`${request.reference}, ${name(request.deploymentLabel)}: ${stateWords(request)}.`),
  ]);
  return card(text, [
    header("Waiting for my review"),
    ...rows(waiting, md`Nothing. You get a message when a review is asked of you.`, waitingRow),
    header("What I asked for"),
    ...rows(
      asked,
      md`Nothing open, and nothing that ended in the last 7 days. Start with ${code(command)}.`,
      askedRow,
    ),
  ]);
}

function rows(
  all: readonly ChangeRequest[],
  none: ReturnType<typeof md>,
  row: (request: ChangeRequest) => KnownBlock,
): KnownBlock[] {
  if (all.length === 0) return [section(none)];
  const left = all.length - SHOWN;
  return [
    ...all.slice(0, SHOWN).map(row),
    ...(left > 0 ? [context(md`… and ${left} more; they show when these are decided.`)] : []),
  ];
}

const open = (request: ChangeRequest) => requestButton(request, ACTION_IDS.openRequest, "Open request");

const waitingRow = (request: ChangeRequest): KnownBlock =>
  section(
    listed([md`*${request.reference}* ${ask(request)}`, md`Asked ${date(request.createdAt)}`], 2, "\n"),
    open(request),
  );

const askedRow = (request: ChangeRequest): KnownBlock =>
  section(
    listed(
      [
        md`*${stateWords(request)}* – ${request.reference}, ${bold(request.deploymentLabel)}`,
        md`${changeWords(request)}, since ${date(request.state.since)}`,
      ],
      2,
      "\n",
    ),
    open(request),
  );
