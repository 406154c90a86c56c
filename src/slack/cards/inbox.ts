// `/approvals`: what waits for this person, and what this person asked for.
import type { Button, KnownBlock } from "@slack/types";
import { wordsOf } from "../../actions/request-words.ts";
import { actions, type Card, card, context, header, section } from "../../block-kit/blocks.ts";
import { bold, code, date, listed, type Mrkdwn, md, NOTHING, name } from "../../block-kit/text.ts";
import type { Inbox } from "../../operations/operations.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import { waitsForRequester } from "../../requests/state-words.ts";
import { ACTION_IDS } from "../action-ids.ts";
import {
  applyButton,
  ask,
  askAgainButton,
  continueButton,
  editButton,
  requestButton,
} from "./request-parts.ts";
import { listedChange, sentences } from "./state-sentences.ts";
import { stateWords } from "./state-words.ts";

/** Of each of the two lists; with headings, and two blocks for what waits for the reader, a message's fifty blocks hold them. */
const SHOWN = 15;

/** `command` is the slash command as installed. */
export function inbox({ waiting, asked }: Inbox, command: string): Card {
  const text = sentences([
    waiting.length === 0
      ? md`Nothing waits for your review.`
      : md`${waiting.length} waiting for your review:`,
    ...waiting.slice(0, SHOWN).map((request) => md`${request.reference}: ${ask(request)}.`),
    asked.length === 0 ? md`You have asked for nothing lately.` : md`You asked for ${asked.length}:`,
    ...asked.slice(0, SHOWN).map(askedWords),
  ]);
  return card(text, [
    header("Waiting for my review"),
    ...rows(waiting, {
      none: md`Nothing. You get a message when a review is asked of you.`,
      row: waitingRow,
      rest: md`asked later; they move up when these are decided.`,
    }),
    header("What I asked for"),
    ...rows(asked, {
      none: md`Nothing open, and nothing that ended in the last 7 days. Start with ${code(command)}.`,
      row: askedRow,
      rest: md`more; ${code(`${command} history <name>`)} shows every request about a deployment.`,
    }),
  ]);
}

interface List {
  readonly none: Mrkdwn;
  readonly row: (request: ChangeRequest) => readonly KnownBlock[];
  /** Stands behind how many there are beside those shown. */
  readonly rest: Mrkdwn;
}

function rows(all: readonly ChangeRequest[], { none, row, rest }: List): readonly KnownBlock[] {
  if (all.length === 0) return [section(none)];
  const left = all.length - SHOWN;
  return [...all.slice(0, SHOWN).flatMap(row), ...(left > 0 ? [context(md`… and ${left} ${rest}`)] : [])];
}

const open = (request: ChangeRequest) => requestButton(request, ACTION_IDS.openRequest, "Open request");

const waitingRow = (request: ChangeRequest): readonly KnownBlock[] => [
  section(
    listed([md`*${request.reference}* ${ask(request)}`, md`Asked ${date(request.createdAt)}`], 2, "\n"),
    open(request),
  ),
];

interface Step {
  readonly words: Mrkdwn;
  readonly button: Button | null;
}

/** What nobody but the requester does next; null: it waits for somebody or something else, or is over. */
function ownStep(request: ChangeRequest): Step | null {
  if (!waitsForRequester(request)) return null;
  switch (request.state.name) {
    case "checked":
      return {
        words: md`Press Continue to read what the checks found and go on; nothing happens before.`,
        button: continueButton(request),
      };
    case "changes-requested":
      return { words: md`Press Edit to answer with a new edition.`, button: editButton(request) };
    case "stale":
      return {
        words: md`Open it to read what changed, then press Ask again.`,
        button: askAgainButton(request),
      };
    default:
      return { words: md`Press Apply now when you are ready.`, button: applyButton(request) };
  }
}

function askedWords(request: ChangeRequest): Mrkdwn {
  const step = ownStep(request);
  return md`${request.reference}, ${wordsOf(request).title(request)}, ${name(request.deploymentLabel)}: ${stateWords(request)}.${step === null ? NOTHING : md` It waits for you: ${step.words}`}`;
}

function askedRow(request: ChangeRequest): readonly KnownBlock[] {
  const step = ownStep(request);
  const words = section(
    md`*${stateWords(request)}* – ${request.reference}, ${bold(request.deploymentLabel)}\n${listedChange(request)}, since ${date(request.state.since)}${step === null ? NOTHING : md`\n*Waits for you:* ${step.words}`}`,
    step === null ? open(request) : null,
  );
  return step === null ? [words] : [words, ...actions([step.button, open(request)])];
}
