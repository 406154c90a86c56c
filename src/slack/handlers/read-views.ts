// The views of actions that only show something, by action: they are opened from commands, menus and buttons as forms are, and need no
// request.
import type { Modal } from "../../block-kit/blocks.ts";
import type { ActionName } from "../../deployments/action-names.ts";
import type { Answer } from "../../deployments/decision.ts";
import type { DeploymentId } from "../../deployments/ids.ts";
import { ACTION_TITLES } from "../../deployments/words.ts";
import type { Actor } from "../../requests/person.ts";
import { openLogs } from "./logs.ts";
import type { Parts } from "./parts.ts";

export interface ReadView {
  readonly title: string;
  /** Reads and draws; the refusal of somebody who may not. Authorised and audited by the operations. */
  open(parts: Parts, actor: Actor, deployment: DeploymentId): Promise<Answer<Modal>>;
}

/** `view` is not here: it is a message. */
const READS: Partial<Record<ActionName, ReadView>> = {
  logs: { title: ACTION_TITLES.logs, open: openLogs },
};

/** Null for an action without a view of its own. */
export const readOf = (action: ActionName): ReadView | null => READS[action] ?? null;
