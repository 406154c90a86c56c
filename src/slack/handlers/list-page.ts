// One page of the list with each row's actions.

import type { Card } from "../../block-kit/blocks.ts";
import { type Answer, ok } from "../../deployments/decision.ts";
import type { Importance } from "../../deployments/deployment.ts";
import type { DeploymentQuery, Page, SeenSummary } from "../../ports/platform.ts";
import type { Actor } from "../../requests/person.ts";
import type { ListFilter, ListPosition } from "../action-ids.ts";
import { deploymentList, LIST_ROWS } from "../cards/deployment-list.ts";
import type { Parts } from "./parts.ts";

const FILTERS: Readonly<Record<Exclude<ListFilter, "important">, DeploymentQuery["filter"]>> = {
  all: {},
  mine: { mine: true },
  failing: { failing: true },
  inactive: { inactive: true },
};

/** Most important first: the platform lists one importance at a time. */
const IMPORTANT: readonly Importance[] = ["CRITICAL", "HIGH"];

/** `<importance>:<cursor of the platform>`; anything else starts from the beginning. */
function importantCursor(cursor: string): { at: number; after: string | undefined } {
  const [importance = "", ...rest] = cursor.split(":");
  const at = IMPORTANT.findIndex((each) => each.startsWith(importance) && importance !== "");
  return at === -1 ? { at: 0, after: undefined } : { at, after: rest.join(":") || undefined };
}

async function importantPage(
  parts: Pick<Parts, "operations">,
  actor: Actor,
  { text, cursor }: ListPosition,
): Promise<Answer<Page<SeenSummary>>> {
  const items: SeenSummary[] = [];
  let { at, after } = importantCursor(cursor);
  for (; at < IMPORTANT.length; at += 1, after = undefined) {
    const importance = IMPORTANT[at];
    const limit = LIST_ROWS - items.length;
    if (limit === 0) return ok({ items, next: `${importance}:` });
    const page = await parts.operations.search(actor, { text, filter: { importance }, limit, after });
    if (!page.ok) return page;
    items.push(...page.value.items);
    if (page.value.next !== null) return ok({ items, next: `${importance}:${page.value.next}` });
  }
  return ok({ items, next: null });
}

/** For people who start with nothing; null when there is something, or when nobody can tell. */
async function emptyRegistry(parts: Pick<Parts, "operations" | "registry" | "commands">, actor: Actor) {
  if ((await parts.registry.isEmpty()) !== true) return null;
  const who = await parts.operations.whoAmI(actor);
  return { administrator: who.ok && who.value.administrator, canAdopt: parts.registry.canAdopt };
}

export async function listPage(
  parts: Pick<Parts, "operations" | "registry" | "commands">,
  actor: Actor,
  position: ListPosition,
): Promise<Answer<Card>> {
  const { filter, text, cursor } = position;
  const page =
    filter === "important"
      ? await importantPage(parts, actor, position)
      : await parts.operations.search(actor, {
          text,
          filter: FILTERS[filter],
          limit: LIST_ROWS,
          after: cursor === "" ? undefined : cursor,
        });
  if (!page.ok) return page;
  const rows = await Promise.all(
    page.value.items.map(async (summary) => {
      const menu = await parts.operations.menu(actor, summary.id);
      // A row whose menu cannot be told is shown without one: it is still there to be opened.
      return { summary, menu: menu.ok ? menu.value : [] };
    }),
  );
  const empty = rows.length === 0 && cursor === "" ? await emptyRegistry(parts, actor) : null;
  return ok(deploymentList({ rows, filter, text, next: page.value.next, empty }, parts.commands.deployments));
}
