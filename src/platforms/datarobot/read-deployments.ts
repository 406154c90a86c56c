// The list of deployments, as the person who asks: DataRobot shows the caller's own, as Owner or User. Reference section 3.
import type { Secret } from "../../config/secret.ts";
import type { Role } from "../../deployments/deployment.ts";
import { deploymentId } from "../../deployments/ids.ts";
import type { LinkedAccount } from "../../ports/linked-accounts.ts";
import type { DeploymentQuery, Page, Platform, SeenSummary } from "../../ports/platform.ts";
import { NotPermitted, pathOf, type Query } from "./client.ts";
import { isId } from "./guesses.ts";
import { ENVIRONMENT_NOT_RECORDED } from "./map-deployment.ts";
import { pageAfter } from "./offset.ts";
import { DRAWN_MS, type ReadParts, readAs } from "./parts.ts";
import { type WireDeployment, wireDeployment } from "./wire/deployment.ts";
import { pageOf, type WirePage } from "./wire/page.ts";

/** Of whom somebody owns more, the rest is shown as a User's until it is opened: a role is decided anew at every press. */
const MOST_OWNED = 300;
/** As many as DataRobot gives in one answer. */
const MOST_AT_ONCE = 100;
/** Failing in one way or another is asked for way by way; of each no more is looked at. */
const MOST_FAILING = 300;

const EMPTY: Page<SeenSummary> = { items: [], next: null };

/** What counts as failing: nothing runs, or one kind of health fails. DataRobot joins filters by "and", so each is asked for by itself. */
const FAILING: readonly Query[] = [
  { status: ["errored"] },
  { serviceHealth: ["failing"] },
  { modelHealth: ["failing"] },
  { accuracyHealth: ["failing"] },
];

export const deployments =
  (parts: ReadParts): Platform["deployments"] =>
  (query, caller) =>
    readAs<Page<SeenSummary>>(parts, caller, EMPTY, async (token, account) => {
      const asked = filtersOf(query);
      try {
        const [page, owned] = await Promise.all([
          query.filter.failing === true
            ? failing(parts, token, asked, query)
            : onePage(parts, token, asked, query),
          // Which of them the caller owns is not among the fields: the platform's own filter says it.
          caller.kind === "service" || asked.role === "OWNER"
            ? null
            : ownedIds(parts, token, asked, Math.min(MOST_OWNED, lastOf(query))),
        ]);
        const role = (one: WireDeployment): Role => {
          if (caller.kind === "service") return "USER";
          return owned === null || owned.has(one.id) || isOwner(one, account) ? "OWNER" : "USER";
        };
        return { ...page, items: page.items.map((one) => summaryOf(one, role(one))) };
      } catch (error) {
        // Where the approval workflow is off there is no importance, and asking by it is refused (403).
        if (error instanceof NotPermitted && error.status === 403 && query.filter.importance !== undefined)
          return EMPTY;
        throw error;
      }
    });

/** How far into the list an answer reaches; which ones fail is asked for in several lists, none of which says how far. */
const lastOf = ({ filter, after, limit }: DeploymentQuery): number =>
  filter.failing === true ? MOST_OWNED : pageAfter(after, limit).query.offset + limit;

function filtersOf({ text, filter }: DeploymentQuery): Query {
  return {
    orderBy: "label",
    search: text.trim() || undefined,
    importance: filter.importance,
    status: filter.inactive === true ? ["inactive"] : undefined,
    // Whether a grant is the person's own is not told; what somebody owns is theirs in the plain sense of the word.
    role: filter.mine === true ? "OWNER" : undefined,
  };
}

async function onePage(
  { client }: ReadParts,
  token: Secret,
  asked: Query,
  { text, limit, after }: DeploymentQuery,
): Promise<{ readonly items: readonly WireDeployment[]; readonly next: string | null }> {
  const at = pageAfter(after, limit);
  const named = text.trim();
  const [page, byId] = await Promise.all([
    client.get(pathOf("deployments"), {
      token,
      schema: pageOf(wireDeployment),
      maxAgeMs: DRAWN_MS,
      query: { ...asked, ...at.query },
    }),
    // The search knows labels and descriptions; an id that somebody pasted is looked up.
    isId(named) && at.query.offset === 0
      ? client.get(pathOf("deployments", named), { token, schema: wireDeployment, maxAgeMs: DRAWN_MS })
      : null,
  ]);
  const listed = page?.data ?? [];
  const items = byId === null || listed.some(({ id }) => id === byId.id) ? listed : [byId, ...listed];
  return { items: items.slice(0, limit), next: at.next(page satisfies WirePage<WireDeployment> | null) };
}

async function failing(
  { client }: ReadParts,
  token: Secret,
  asked: Query,
  { limit, after }: DeploymentQuery,
): Promise<{ readonly items: readonly WireDeployment[]; readonly next: string | null }> {
  // What has errored is not inactive.
  const ways = FAILING.filter(({ status }) => status === undefined || asked.status === undefined);
  const lists = await Promise.all(
    ways.map((way) =>
      client.list(pathOf("deployments"), {
        token,
        schema: wireDeployment,
        maxAgeMs: DRAWN_MS,
        max: MOST_FAILING,
        query: { ...asked, ...way },
      }),
    ),
  );
  const all = [...new Map(lists.flatMap((list) => list ?? []).map((one) => [one.id, one])).values()].sort(
    byLabel,
  );
  const at = pageAfter(after, limit);
  const data = all.slice(at.query.offset, at.query.offset + limit);
  return { items: data, next: at.next({ data, more: false, totalCount: all.length }) };
}

function byLabel(a: WireDeployment, b: WireDeployment): number {
  if (a.label !== b.label) return a.label < b.label ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/**
 * Those that the caller owns among the first `upTo` of the list: what is owned comes in the same order, so they are among the first `upTo`
 * of it. All pages at once: nobody waits for more than one answer.
 */
async function ownedIds(
  { client }: ReadParts,
  token: Secret,
  asked: Query,
  upTo: number,
): Promise<ReadonlySet<string>> {
  const offsets = Array.from({ length: Math.ceil(upTo / MOST_AT_ONCE) }, (_, page) => page * MOST_AT_ONCE);
  const pages = await Promise.all(
    offsets.map((offset) =>
      client.get(pathOf("deployments"), {
        token,
        schema: pageOf(wireDeployment),
        maxAgeMs: DRAWN_MS,
        query: { ...asked, role: "OWNER", offset, limit: MOST_AT_ONCE },
      }),
    ),
  );
  return new Set(pages.flatMap((page) => page?.data ?? []).map(({ id }) => id));
}

const isOwner = ({ owners }: WireDeployment, account: LinkedAccount | null): boolean =>
  account !== null && (owners?.preview ?? []).some(({ id }) => id === account.uid);

const summaryOf = (wire: WireDeployment, role: Role): SeenSummary => ({
  id: deploymentId(wire.id),
  label: wire.label,
  importance: wire.importance,
  status: wire.status,
  launchWarning: false,
  environmentName: wire.predictionEnvironment?.name ?? ENVIRONMENT_NOT_RECORDED,
  championName: wire.modelPackage?.name ?? wire.model?.type ?? "",
  health: {
    service: wire.serviceHealth?.status ?? "unavailable",
    drift: wire.modelHealth?.status ?? "unavailable",
    accuracy: wire.accuracyHealth?.status ?? "unavailable",
  },
  role,
});
