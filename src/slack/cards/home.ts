// The Home tab: what waits for this person, what this person asked for, which deployments need attention, where to go on.
import type { KnownBlock } from "@slack/types";
import {
  actions,
  button,
  type Card,
  card,
  context,
  divider,
  header,
  section,
} from "../../block-kit/blocks.ts";
import { code, md } from "../../block-kit/text.ts";
import type { Inbox } from "../../operations/operations.ts";
import type { SeenSummary } from "../../ports/platform.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { openButton, rowWords } from "./deployment-list.ts";
import { inbox } from "./inbox.ts";

/** Of the deployments that need attention; the command lists all. */
export const HOME_ROWS = 8;

export interface HomeView {
  readonly inbox: Inbox;
  /** Failing ones that this person may see; at most `HOME_ROWS`. */
  readonly attention: readonly SeenSummary[];
  /** Whether there are more of them. */
  readonly more: boolean;
  /** The slash command as installed. */
  readonly command: string;
}

/** At most fifty blocks, as a message has; Home itself would take a hundred. */
export function homeBlocks({ inbox: requests, attention, more, command }: HomeView): Card["blocks"] {
  const { blocks } = inbox(requests, command);
  const rows: readonly KnownBlock[] =
    attention.length === 0
      ? [section(md`✅ None: no deployment that you may see is failing.`)]
      : attention.map((summary) => section(rowWords(summary), openButton(summary)));
  return card(md`Home`, [
    ...blocks,
    divider(),
    header("Deployments that need attention"),
    ...rows,
    more ? context(md`There are more: ${code(`${command} failing`)}.`) : null,
    ...actions([
      button(ACTION_IDS.choose, { text: "All deployments", label: "List all deployments" }, "list all"),
    ]),
    context(
      md`${code(`${command} help`)} says what there is to type, ${code(`${command} whoami`)} how you are known here.`,
    ),
  ]).blocks;
}
