// What a typed name can mean: equal names told apart, none found with similar ones, two readings of one text.
import type { KnownBlock } from "@slack/types";
import { actions, button, type Card, card, context, section } from "../../block-kit/blocks.ts";
import { bold, code, date, listed, type Mrkdwn, md, NOTHING, name } from "../../block-kit/text.ts";
import { nameKey } from "../../deployments/names.ts";
import type { FormerNamed, Lookup, Named } from "../../operations/operations.ts";
import { ACTION_IDS, commandValue } from "../action-ids.ts";
import { requestButton } from "./request-parts.ts";

const SHOWN = 15;
const ID_END = 6;

/** `verb` is what the choice goes on with, as `commandValue` takes it; empty: the deployment's card. */
export function manyFound(typed: string, candidates: readonly Named[], verb: string): Card {
  const left = candidates.length - SHOWN;
  const equal = candidates.every((each) => nameKey(each.label) === nameKey(typed));
  const title = md`${candidates.length} deployments ${equal ? "are called" : "have a name like"} ${bold(typed)}. Choose one:`;
  return card(md`${title} ${names(candidates)}`, [
    section(title),
    ...candidates.slice(0, SHOWN).map((each) => choice(each, verb)),
    left > 0 ? context(md`… and ${left} more. Type more of the name, or the id.`) : null,
  ]);
}

interface NoneFoundOptions {
  /** The slash command as installed. */
  readonly command: string;
  /** What the whole text was perhaps meant to be: a command with its verb spelled right. */
  readonly corrected?: string | null;
}

export function noneFound(
  typed: string,
  similar: readonly Named[],
  verb: string,
  { command, corrected = null }: NoneFoundOptions,
): Card {
  const sentence = md`No deployment that you may see is called ${bold(typed)}.`;
  const meant =
    corrected === null
      ? null
      : md`There is no action ${bold(firstWord(typed))}. Did you mean ${code(`${command} ${corrected}`)}?`;
  const next =
    similar.length > 0
      ? md`Did you mean one of these?`
      : meant === null
        ? md`Look through ${code(command)}, or ask an Owner to share it with you.`
        : NOTHING;
  const found = [sentence, meant ?? NOTHING, next].filter((part) => !part.empty);
  return card(md`${listed(found, 3, " ")}${similar.length === 0 ? NOTHING : md` ${names(similar)}`}`, [
    ...(corrected === null || meant === null ? [] : [correction(meant, corrected)]),
    section(md`${sentence}${next.empty ? NOTHING : md` ${next}`}`),
    ...similar.slice(0, SHOWN).map((each) => choice(each, verb)),
  ]);
}

/** Nothing is called so any more, and this is what was: with what is left to be opened of each. */
export function wasDeleted(
  typed: string,
  { former, similar }: Pick<Extract<Lookup, { found: "former" }>, "former" | "similar">,
  verb: string,
  command: string,
): Card {
  const sentence = md`${bold(typed)} is not there any more: it was deleted.`;
  const lines = former.slice(0, SHOWN).map((each) => deletedWords(each, command));
  return card(md`${sentence} ${listed(lines, SHOWN, " ")}`, [
    section(sentence),
    ...former.slice(0, SHOWN).map((each, at) => section(lines[at] ?? NOTHING, whatIsLeft(each))),
    similar.length === 0 ? null : section(md`Did you mean one of these?`),
    ...similar.slice(0, SHOWN).map((each) => choice(each, verb)),
  ]);
}

function deletedWords({ id, label, environmentName, deleted, opens }: FormerNamed, command: string): Mrkdwn {
  const when = deleted === null ? NOTHING : md` ${date(deleted.at)} by ${name(deleted.by)}`;
  const left =
    opens === "history"
      ? md`What was asked about it: ${code(`${command} history ${id}`)}.`
      : md`You may open ${opens.reference}, which was yours to review.`;
  return md`🗑️ ${bold(label)} in ${name(environmentName)}, id ${code(id)}, was deleted${when}. ${left}`;
}

function whatIsLeft({ id, label, opens }: FormerNamed) {
  if (opens !== "history") return requestButton(opens, ACTION_IDS.openRequest, "Open request");
  return button(ACTION_IDS.history, { text: "History", label: `History of ${name(label, 50)}` }, id);
}

const firstWord = (typed: string): string => typed.trim().split(/\s/, 1)[0] ?? "";

const correction = (meant: Mrkdwn, corrected: string): KnownBlock =>
  section(meant, button(ACTION_IDS.choose, { text: "Yes", label: `Run ${name(corrected, 60)}` }, corrected));

export interface Choice {
  /** What it does, in words. */
  readonly text: string;
  /** The command that the button runs. */
  readonly command: string;
}

/** Two or more readings of what was typed. */
export function readings(typed: string, choices: readonly Choice[]): Card {
  const title = md`${bold(typed)} can mean more than one thing. Choose:`;
  const shown = choices.slice(0, 10);
  return card(
    md`${title} ${listed(
      shown.map(({ text }) => md`${name(text)}`),
      10,
      "; ",
    )}`,
    [
      section(title),
      ...shown.flatMap(({ text, command }) =>
        actions([button(ACTION_IDS.choose, { text: name(text, 70), label: name(text, 70) }, command)]),
      ),
    ],
  );
}

/** Equal labels are told apart by environment and the end of the id. */
function choice(each: Named, verb: string): KnownBlock {
  const end = each.id.slice(-ID_END);
  const label = `Choose ${name(each.label, 30)} in ${name(each.environmentName, 20)}, ${end}`;
  return section(
    md`${bold(each.label)} in ${name(each.environmentName)}, id ends ${code(end)}`,
    button(ACTION_IDS.choose, { text: "Choose", label }, commandValue(verb, each.id)),
  );
}

const names = (all: readonly Named[]): Mrkdwn =>
  listed(
    all.map(
      (each) => md`${name(each.label)} in ${name(each.environmentName)}, id ends ${each.id.slice(-ID_END)}`,
    ),
    SHOWN,
    "; ",
  );
