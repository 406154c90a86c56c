// Lists begin with what the person opened or acted on last (design section 7); the platform knows nothing of that.
import { summarise } from "../deployments/summary.ts";
import type { Caller, DeploymentQuery, Page, SeenSummary } from "../ports/platform.ts";
import type { Person } from "../requests/person.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Recent } from "./recents.ts";

type Deps = Pick<Dependencies, "platform" | "people" | "recents" | "clock">;

/**
 * One page of the deployments that the person may see. The whole list has the recent ones on its first pages and then all others;
 * where it is searched or filtered, the recent ones come first within each page. What becomes recent while somebody leafs through
 * may show twice, and nothing is left out.
 */
export async function recentFirst(
  deps: Deps,
  person: Person,
  caller: Caller,
  query: DeploymentQuery,
): Promise<Page<SeenSummary>> {
  const recent = await deps.recents.of(person);
  const { mine, shared, failing, importance, inactive } = query.filter;
  const filtered = mine || shared || failing || inactive || importance !== undefined;
  const whole = query.text.trim() === "" && !filtered;
  if (whole) return await wholeList(deps, person, caller, { query, recent });
  const page = await deps.platform.deployments(query, caller);
  const place = ({ id }: SeenSummary): number => {
    const at = recent.findIndex(({ deployment }) => deployment === id);
    return at === -1 ? recent.length : at;
  };
  return { ...page, items: page.items.toSorted((a, b) => place(a) - place(b)) };
}

/** Where a page of the whole list begins. */
interface Position {
  /** When the first page was shown: what became recent later counts as not shown yet. Epoch ms. */
  readonly began: number;
  /** Recent ones before this time come next; null: all of them have been shown. */
  readonly recentBefore: number | null;
  /** The platform's cursor for all others; absent: from the beginning. */
  readonly rest: string | undefined;
}

const formatPosition = ({ began, recentBefore, rest }: Position): string =>
  `${began.toString(36)}.${recentBefore?.toString(36) ?? ""}.${rest ?? ""}`;

/** Null for what was never given out: then the list starts again. */
function parsePosition(text: string | undefined): Position | null {
  const [, began = "", before = "", rest = ""] =
    /^([0-9a-z]{1,11})\.([0-9a-z]{0,11})\.(.*)$/s.exec(text ?? "") ?? [];
  if (began === "") return null;
  return {
    began: Number.parseInt(began, 36),
    recentBefore: before === "" ? null : Number.parseInt(before, 36),
    rest: rest === "" ? undefined : rest,
  };
}

async function wholeList(
  deps: Deps,
  person: Person,
  caller: Caller,
  { query, recent }: { readonly query: DeploymentQuery; readonly recent: readonly Recent[] },
): Promise<Page<SeenSummary>> {
  const newest = recent[0]?.at ?? 0;
  const start: Position = {
    began: Math.max(deps.clock.now(), newest),
    recentBefore: Number.MAX_SAFE_INTEGER,
    rest: undefined,
  };
  const { began, recentBefore, rest } = parsePosition(query.after) ?? start;
  const known = recent.filter(({ at }) => at <= began);
  const items: SeenSummary[] = [];
  if (recentBefore !== null) {
    const due = known.filter(({ at }) => at < recentBefore);
    const seen = await Promise.all(due.map((one) => look(deps, person, one)));
    for (const [i, summary] of seen.entries()) {
      if (summary !== null) items.push(summary);
      const last = due[i];
      if (items.length === query.limit && last !== undefined && seen.slice(i + 1).some((one) => one !== null))
        return { items, next: formatPosition({ began, recentBefore: last.at, rest: undefined }) };
    }
  }
  const shown = new Set(known.map(({ deployment }) => deployment));
  const others = await allOthers(deps, caller, { query, rest, shown, room: query.limit - items.length });
  const next =
    others.next === null ? null : formatPosition({ began, recentBefore: null, rest: others.next.rest });
  return { items: [...items, ...others.items], next };
}

/** Null when it is gone, or when the person may not see it (any more). */
async function look(deps: Deps, person: Person, { deployment: id }: Recent): Promise<SeenSummary | null> {
  const deployment = await deps.platform.deployment(id);
  if (deployment === null) return null;
  const { role } = await deps.people.roleOn(person, deployment);
  return role === null || role === "CONSUMER" ? null : { ...summarise(deployment), role };
}

/** Up to `room` of those that were not shown yet; `next` null when none is left. */
async function allOthers(
  deps: Deps,
  caller: Caller,
  ask: {
    readonly query: DeploymentQuery;
    readonly rest: string | undefined;
    readonly shown: ReadonlySet<string>;
    readonly room: number;
  },
): Promise<{
  readonly items: readonly SeenSummary[];
  readonly next: { readonly rest: string | undefined } | null;
}> {
  const { query, shown, room } = ask;
  const items: SeenSummary[] = [];
  let { rest } = ask;
  const read = async (limit: number) => {
    const page = await deps.platform.deployments({ ...query, limit, after: rest }, caller);
    return { next: page.next, fresh: page.items.filter(({ id }) => !shown.has(id)) };
  };
  while (items.length < room) {
    const { next, fresh } = await read(room - items.length);
    items.push(...fresh);
    if (next === null) return { items, next: null };
    rest = next;
  }
  if (shown.size === 0) return { items, next: { rest } };
  // Those that were shown already must not be all that another page would have.
  const ahead = await read(shown.size + 1);
  return { items, next: ahead.fresh.length > 0 || ahead.next !== null ? { rest } : null };
}
