// The list of deployments: filter, rows with Open and this person's actions, paging, and what to do when it is empty.
import type { Button, KnownBlock } from "@slack/types";
import {
  actions,
  button,
  type Card,
  card,
  context,
  option,
  section,
  select,
} from "../../block-kit/blocks.ts";
import { bold, code, listed, type Mrkdwn, md, NOTHING, name } from "../../block-kit/text.ts";
import type { MenuItem } from "../../operations/operations.ts";
import type { SeenSummary } from "../../ports/platform.ts";
import { ACTION_IDS, LIST_FILTERS, type ListFilter, listValue } from "../action-ids.ts";
import { actionMenu } from "./deployment-card.ts";
import { deploymentState, healthWords, importanceWords } from "./state-words.ts";

/** Rows of a page: two blocks each, so that a message's fifty hold them with filter and paging. */
export const LIST_ROWS = 10;

export const FILTER_TITLES: Readonly<Record<ListFilter, string>> = {
  all: "All deployments",
  mine: "Shared with me directly",
  failing: "Failing",
  important: "High or critical importance",
  inactive: "Inactive",
};

export interface DeploymentListView {
  readonly rows: readonly { readonly summary: SeenSummary; readonly menu: readonly MenuItem[] }[];
  readonly filter: ListFilter;
  /** What was searched; empty: all. */
  readonly text: string;
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
  /** Set when the whole registry is empty: what this person can do about it. */
  readonly empty: { readonly administrator: boolean; readonly canAdopt: boolean } | null;
}

/** `command` is the slash command as installed. */
export function deploymentList(view: DeploymentListView, command: string): Card {
  if (view.empty !== null) return emptyRegistry(view.empty, command);
  const shown = view.rows.slice(0, LIST_ROWS);
  const title = md`*${FILTER_TITLES[view.filter]}*${view.text === "" ? NOTHING : md` matching ${bold(view.text)}`}`;
  const filters = select(
    ACTION_IDS.listFilter,
    "Filter",
    LIST_FILTERS.map((filter) => option(FILTER_TITLES[filter], filter)),
    view.filter,
  );
  if (shown.length === 0) return nothingFound(view, title, command, [...actions([filters])]);
  const body: KnownBlock[] = [
    section(title),
    ...actions([filters]),
    ...shown.flatMap((row) => rowBlocks(row)),
    context(
      md`Open one with ${code(`${command} <name>`)}, or search with ${code(`${command} list all <part of a name>`)}.`,
    ),
  ];
  return card(listText(view, shown), body, more(view));
}

type Row = DeploymentListView["rows"][number];

function rowBlocks({ summary, menu }: Row): KnownBlock[] {
  return [section(rowWords(summary)), ...actions([openButton(summary), actionMenu(menu, summary.id)])];
}

/** One deployment in three lines, and the button that opens it. */
export const rowWords = (summary: SeenSummary): Mrkdwn =>
  md`${bold(summary.label)} · ${deploymentState(summary)} · ${importanceWords(summary.importance)}\n${name(summary.championName)} in ${name(summary.environmentName)} · id ends ${code(summary.id.slice(-6))}\nService ${healthWords(summary.health.service)} · Drift ${healthWords(summary.health.drift)} · Accuracy ${healthWords(summary.health.accuracy)}`;

export const openButton = ({ id, label }: Pick<SeenSummary, "id" | "label">): Button | null =>
  button(ACTION_IDS.openDeployment, { text: "Open", label: `Open ${name(label, 50)}` }, id);

/** Without a button when its value does not fit: the next page of another search would be another list. */
function more({ filter, text, next }: DeploymentListView): KnownBlock[] {
  if (next === null) return [];
  const value = listValue({ filter, text, cursor: next });
  return actions([button(ACTION_IDS.listMore, { text: "More", label: "More deployments" }, value)]);
}

function listText({ filter, text, next }: DeploymentListView, shown: readonly Row[]): Mrkdwn {
  const rows = shown.map(
    ({ summary }) =>
      md`${name(summary.label)}, ${deploymentState(summary)}, service ${healthWords(summary.health.service)}`,
  );
  const matching = text === "" ? NOTHING : md` matching ${name(text)}`;
  return md`${FILTER_TITLES[filter]}${matching}: ${listed(rows, LIST_ROWS, "; ")}.${next === null ? NOTHING : md` There are more.`}`;
}

function nothingFound(
  view: DeploymentListView,
  title: Mrkdwn,
  command: string,
  filters: readonly KnownBlock[],
): Card {
  const next =
    view.text !== ""
      ? md`Try fewer letters, another filter, or the id.`
      : view.filter !== "all"
        ? md`Choose another filter: no deployment that you may see matches this one.`
        : md`No deployment is shared with you as Owner or User. Ask an Owner to share one; ${code(`${command} whoami`)} shows how you are known here.`;
  return card(md`${title}: none. ${next}`, [section(title), ...filters, section(md`None. ${next}`)]);
}

/** The first thing that a new installation shows. */
function emptyRegistry(
  { administrator, canAdopt }: { administrator: boolean; canAdopt: boolean },
  command: string,
): Card {
  const adopt = administrator && canAdopt;
  const next = adopt
    ? md`Import your deployments with \`pointsman import\`, or adopt the sample fleet to try things out.`
    : administrator
      ? md`Import your deployments with \`pointsman import\`.`
      : md`Ask an administrator of this bot to import deployments; ${code(`${command} help`)} shows what you can do then.`;
  const text = md`There are no deployments yet. ${next}`;
  return card(
    text,
    [section(text)],
    adopt
      ? actions([
          button(
            ACTION_IDS.adoptSampleFleet,
            { text: "Adopt the sample fleet", label: "Adopt the sample fleet into the empty registry" },
            "sample-fleet",
          ),
        ])
      : [],
  );
}
