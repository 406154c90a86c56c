// The Home tab: what waits for this person, what this person asked for, which deployments need attention, what is set for this person.
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
import { bold, code, md, name } from "../../block-kit/text.ts";
import type { AccountState } from "../../operations/linked-accounts.ts";
import type { ChosenSettings, Inbox } from "../../operations/operations.ts";
import type { SeenSummary } from "../../ports/platform.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { accountBlocks } from "./account.ts";
import { openButton, rowWords } from "./deployment-list.ts";
import { healthSelect } from "./health-notices.ts";
import { inbox } from "./inbox.ts";

/** Of the deployments that need attention; the command lists all. */
export const HOME_ROWS = 8;

export interface HomeView {
  readonly inbox: Inbox;
  /** Failing ones that are shared with this person; at most `HOME_ROWS`. Null: nobody can tell without a linked account. */
  readonly attention: readonly SeenSummary[] | null;
  /** Whether there are more of them. */
  readonly more: boolean;
  /** Newest first. */
  readonly settings: ChosenSettings;
  readonly account: AccountState;
  /** The slash command as installed. */
  readonly command: string;
}

/** Built by the same rules as messages, in three parts: together within the hundred blocks that Home takes. */
export function homeBlocks(view: HomeView): Card["blocks"] {
  const requests = inbox(view.inbox, view.command).blocks;
  return [...requests, divider(), ...attentionBlocks(view), divider(), ...settingsBlocks(view)];
}

function attentionBlocks({ attention, more, command }: HomeView): Card["blocks"] {
  const rows: readonly KnownBlock[] =
    attention === null
      ? [section(md`They are shown once your account is linked: see *My settings* below.`)]
      : attention.length === 0
        ? [section(md`✅ None: no deployment that is shared with you is failing or launched with errors.`)]
        : attention.map((summary) => section(rowWords(summary), openButton(summary)));
  return card(md`Home`, [
    header("My deployments that need attention"),
    ...rows,
    more ? context(md`There are more: ${code(`${command} failing`)}.`) : null,
    ...actions([
      button(ACTION_IDS.choose, { text: "All deployments", label: "List all deployments" }, "list all"),
    ]),
  ]).blocks;
}

/** What is a person's own to set: it can be changed here. */
function settingsBlocks({ settings: { chosen, more }, account, command }: HomeView): Card["blocks"] {
  const rows: readonly KnownBlock[] =
    chosen.length === 0
      ? [section(md`*Health notices:* none are on. *Settings* on the card of a deployment switches them on.`)]
      : [
          section(
            md`*Health notices* of these deployments are on. *Settings* on the card of another one adds it.`,
          ),
          ...chosen.map(({ deployment, level }) =>
            section(
              md`${bold(deployment.label)}\n${name(deployment.environmentName)} · id ends ${code(deployment.id.slice(-6))}`,
              healthSelect(deployment.id, level),
            ),
          ),
        ];
  return card(md`Settings`, [
    header("My settings"),
    ...accountBlocks(account),
    ...rows,
    more ? context(md`There are more: the settings of each deployment show its own.`) : null,
    context(
      md`Notices of replacements and deletions, of what is newly shared with you, and what is asked of you, always come. ${code(`${command} help`)} says what there is to type, ${code(`${command} whoami`)} how you are known here.`,
    ),
  ]).blocks;
}
