// What lists, menus and searches of the local platform answer, from indexes in the process.
import { countsAsActive, type Grant } from "../../deployments/deployment.ts";
import type { PackageId, RegisteredModelId } from "../../deployments/ids.ts";
import { summarise } from "../../deployments/summary.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Caller, DeploymentQuery, Page, RegisteredModel, SeenSummary } from "../../ports/platform.ts";
import type { Store, StoredRecord } from "../../ports/store.ts";
import { follow } from "./follow.ts";
import { domainIdOf, type ListedDeployment, parseListedDeployment, parseListedPackage } from "./records.ts";
import { type Rights, roleFor, sightOf, viewersOf } from "./sight.ts";
import { createTextIndex, type TextIndex } from "./text-index.ts";
import { createVersionIndex } from "./version-index.ts";

export interface Search {
  deployments(query: DeploymentQuery, caller: Caller): Promise<Page<SeenSummary>>;
  registeredModels(query: {
    text: string;
    limit: number;
    after?: string | undefined;
  }): Promise<Page<RegisteredModel>>;
  /** Ids, newest version first. */
  versions(query: {
    registeredModelId: RegisteredModelId;
    text: string;
    limit: number;
    after?: string | undefined;
  }): Promise<Page<PackageId>>;
  size(): Promise<{ readonly deployments: number; readonly packages: number }>;
  /** How many deployments count as active, with everything that was written before this call. */
  active(): Promise<number>;
  /** To be called after each write of this process. */
  wrote(): void;
}

export interface Log {
  warn(fields: object, event: string): void;
}

/** An index older than this is read up before it answers: how late another replica's write may show in lists. */
const STALE_AFTER_MS = 1_000;

/** No more than lists need: 100,000 of them stay in memory. */
interface Item {
  readonly summary: Omit<SeenSummary, "role">;
  readonly failing: boolean;
  readonly grants: readonly Grant[];
  /** Subjects with at least User. */
  readonly viewers: readonly string[];
}

export function createSearch(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly rights: Rights;
  readonly log: Log | undefined;
}): Search {
  const deployments: TextIndex<Item> = createTextIndex();
  const versions = createVersionIndex();
  const active = new Set<string>();
  const texts = new Map<string, string>();
  const following = { store: parts.store, clock: parts.clock, staleAfterMs: STALE_AFTER_MS };

  /** A record that cannot be read is left out of lists and told to the operators; the others stay in use. */
  const sort = <T>(put: readonly StoredRecord[], parse: (record: StoredRecord) => T) => {
    const read: T[] = [];
    const unreadable: string[] = [];
    for (const record of put) {
      try {
        read.push(parse(record));
      } catch (error) {
        parts.log?.warn({ record: record.id, error }, "local-platform.unreadable-record");
        unreadable.push(record.id);
      }
    }
    return { read, unreadable };
  };
  /** Names of environments, champions and subjects come back again and again: one object for each. */
  const one = (text: string): string => {
    const known = texts.get(text) ?? text;
    texts.set(known, known);
    return known;
  };

  const deploymentFollower = follow(following, {
    kind: "local-deployment",
    apply({ put, removed }) {
      const { read, unreadable } = sort(put, parseListedDeployment);
      for (const id of [...removed, ...unreadable].map(domainIdOf)) {
        deployments.remove(id);
        active.delete(id);
      }
      for (const { id, status } of read) {
        if (countsAsActive(status)) active.add(id);
        else active.delete(id);
      }
      deployments.put(
        read.map((listed) => {
          const summary = summaryOf(listed, one);
          return {
            id: listed.id,
            name: listed.label,
            texts: [listed.label, listed.id, summary.environmentName, summary.championName],
            item: {
              summary,
              failing: isFailing(listed),
              grants: listed.grants,
              viewers: viewersOf(listed.grants).map(one),
            },
          };
        }),
      );
    },
  });
  const packageFollower = follow(following, {
    kind: "local-package",
    apply({ put, removed }) {
      const { read, unreadable } = sort(put, parseListedPackage);
      for (const id of [...removed, ...unreadable]) versions.remove(domainIdOf(id));
      versions.put(read);
    },
  });

  return {
    wrote() {
      deploymentFollower.wrote();
      packageFollower.wrote();
    },
    async deployments(query, caller) {
      await deploymentFollower.catchUp();
      const sight = sightOf(caller, parts.rights);
      const { failing, importance, inactive, mine, shared } = query.filter;
      const everything = sight.all && shared !== true;
      const page = deployments.page({
        text: query.text,
        limit: query.limit,
        after: query.after,
        // Asked for each of 100,000: the cheapest question first.
        accept: (item) =>
          (failing !== true || item.failing) &&
          (importance === undefined || item.summary.importance === importance) &&
          (inactive !== true || item.summary.status === "inactive") &&
          (everything || item.viewers.some((viewer) => sight.subjects.has(viewer))) &&
          (mine !== true || (sight.own !== null && item.viewers.includes(sight.own))),
      });
      return {
        items: page.items.flatMap(({ summary, grants }) => {
          const role = roleFor(grants, caller, sight);
          return role === null || role === "CONSUMER" ? [] : [{ ...summary, role }];
        }),
        next: page.next,
      };
    },
    async registeredModels(query) {
      await packageFollower.catchUp();
      return versions.models(query);
    },
    async versions(query) {
      await packageFollower.catchUp();
      return versions.versions(query);
    },
    async active() {
      deploymentFollower.wrote();
      await deploymentFollower.catchUp();
      return active.size;
    },
    async size() {
      await Promise.all([deploymentFollower.catchUp(), packageFollower.catchUp()]);
      return { deployments: deployments.size(), packages: versions.size() };
    },
  };
}

/** One that launched with errors serves, and somebody has to look at it before it is stopped. */
const isFailing = ({ status, launchWarning, health }: ListedDeployment): boolean =>
  status === "errored" ||
  (launchWarning && status === "active") ||
  [health.service, health.drift, health.accuracy].some((one) => one.status === "failing");

/** `one` gives one object for equal texts. */
function summaryOf(listed: ListedDeployment, one: (text: string) => string): Item["summary"] {
  const summary = summarise(listed);
  return {
    ...summary,
    environmentName: one(summary.environmentName),
    championName: one(summary.championName),
  };
}
