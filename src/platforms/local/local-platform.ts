// A real, durable registry for teams without DataRobot and for trying out. All its state goes through the Store port.
import type { ActiveLimit } from "../../deployments/active-limit.ts";
import { packageId } from "../../deployments/ids.ts";
import type { ModelPackage } from "../../deployments/model-package.ts";
import { type Monitoring, monitoredDays } from "../../deployments/monitoring.ts";
import { nameKey } from "../../deployments/names.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import { type Caller, type EffectAnswer, type Platform, PlatformUnavailable } from "../../ports/platform.ts";
import { type Store, StoreMisuse, StoreUnavailable } from "../../ports/store.ts";
import type { Person } from "../../requests/person.ts";
import { type ChangeParts, runCommand } from "./change.ts";
import { stepWork } from "./complete-work.ts";
import { adoptSampleFleet } from "./fleet/adopt.ts";
import { appendLog, readLog } from "./logs.ts";
import { keptByRev } from "./parsed.ts";
import type { LocalCommand } from "./read-side.ts";
import {
  deploymentRecordId,
  effectRecordId,
  FORMER_BY_NAME,
  formerRecordId,
  packageRecordId,
  parseDeployment,
  parseEffect,
  parseFormer,
  parsePackage,
  SAMPLE_FLEET_RECORD,
  workRecordId,
} from "./records.ts";
import { downloadScoringCode } from "./scoring-code-download.ts";
import { createSearch, type Log } from "./search.ts";
import type { Rights } from "./sight.ts";
import { measuredHours, readStatistics } from "./statistics.ts";
import { createUseCases } from "./use-cases.ts";
import { parseWork } from "./work.ts";

/** Of deleted ones that had one name. */
const FORMER_SHOWN = 10;

export interface LocalPlatformParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** True: an empty registry starts with the sample fleet. Default false. */
  readonly sampleFleet?: boolean;
  /** From the policy file. Default: nobody is one. */
  readonly isMlopsAdministrator?: Rights["isMlopsAdministrator"];
  /** Guests read no registered models. To be given when the policy file admits guests; without it every person is a member. */
  readonly isGuest?: (person: Person) => Promise<boolean>;
  /** True: as on plans where a download of scoring code makes a deployment permanent. Default false. */
  readonly scoringCodeMakesPermanent?: boolean;
  /**
   * How long launching, stopping and building take, in milliseconds, where nobody reports their end. Default 0: what there is to be done
   * is done at once.
   */
  readonly workMs?: number;
  /** How many deployments may be active at once, from the policy file; null: as many as there are. Default null. */
  readonly activeDeployments?: () => number | null;
  readonly log?: Log;
}

/**
 * The Platform port on the Store port. Other replicas' writes show in lists within a second, own ones at once; a single
 * deployment or package is always read from the store. Throws `PlatformUnavailable` when the sample fleet was asked for and
 * the store cannot keep it.
 */
export async function createLocalPlatform(parts: LocalPlatformParts): Promise<Platform> {
  const { store, clock, ids } = parts;
  const isGuest = parts.isGuest ?? (async () => false);
  const deploymentOf = keptByRev(parseDeployment);
  const packageOf = keptByRev(parsePackage);
  const search = createSearch({
    store,
    clock,
    rights: { isMlopsAdministrator: parts.isMlopsAdministrator ?? (() => false) },
    log: parts.log,
  });
  const useCases = createUseCases({ store, clock, log: parts.log });
  /** Sharing is not needed to read a package here: every member of the workspace may, a guest may not. */
  const mayReadPackages = async (caller: Caller): Promise<boolean> =>
    caller.kind === "service" || !(await isGuest(caller.person));
  const adopt = async () => {
    search.wrote();
    try {
      return await adoptSampleFleet({ store, size: await search.size(), now: clock.now() });
    } finally {
      search.wrote();
    }
  };

  const packages: Platform["packages"] = async (wanted, caller) => {
    if (!(await mayReadPackages(caller))) return wanted.map(() => null);
    const records = await reading(() => store.getMany(wanted.map(packageRecordId)));
    return records.map((record) => (record === null ? null : packageOf(record)));
  };

  async function activeLimit(): Promise<ActiveLimit | null> {
    const limit = parts.activeDeployments?.() ?? null;
    return limit === null ? null : { limit, active: await search.active() };
  }
  const changing: ChangeParts = { store, clock, ids, activeLimit, workMs: parts.workMs ?? 0 };
  const run = async (command: LocalCommand): Promise<EffectAnswer> => {
    try {
      return await runCommand(changing, command);
    } finally {
      search.wrote();
    }
  };

  if (parts.sampleFleet === true && (await search.size()).deployments === 0) await adopt();

  return {
    name: "local",
    recordsEffectKeys: true,
    cannot: () => null,
    deployments: search.deployments,
    async deployment(id) {
      const record = await reading(() => store.get(deploymentRecordId(id)));
      return record === null ? null : deploymentOf(record);
    },
    async overview(id) {
      const record = await reading(() => store.get(deploymentRecordId(id)));
      if (record === null) return null;
      const deployment = deploymentOf(record);
      const before = deployment.history[1]?.packageId ?? null;
      const challengerIds = deployment.challengers.map((challenger) => challenger.packageId);
      const wanted = [deployment.championId, ...(before === null ? [] : [before]), ...challengerIds];
      const read = await packages(wanted, { kind: "service" });
      const [champion = null, ...others] = read;
      return {
        deployment,
        champion,
        previousChampion: before === null ? null : (others[0] ?? null),
        challengers: before === null ? others : others.slice(1),
      };
    },
    async registeredModels(query, caller) {
      if (!(await mayReadPackages(caller))) return { items: [], next: null };
      return search.registeredModels(query);
    },
    async versions(query, caller) {
      if (!(await mayReadPackages(caller))) return { items: [], next: null };
      const { items, next } = await search.versions(query);
      const read = await packages(items.map(packageId), caller);
      // One that was removed since the index was read is not there any more.
      return { items: read.flatMap((version) => version ?? []), next };
    },
    packages,
    replaceModel: ({ as, ...command }) => run({ ...command, kind: "replace-model", by: as.name }),
    change: ({ as, ...command }) => run({ ...command, by: as.name }),
    async effect({ effectKey }) {
      const [effect = null, work = null] = await reading(() =>
        store.getMany([effectRecordId(effectKey), workRecordId(effectKey)]),
      );
      if (effect !== null) {
        const { at, failed } = parseEffect(effect);
        return failed === undefined ? { state: "done", at } : { state: "failed", at, sentence: failed };
      }
      return work === null ? null : { state: "under-way", since: parseWork(work).since };
    },
    activeLimit,
    alarms: {
      kind: "local-work",
      async step({ record }) {
        try {
          await stepWork(changing, record);
        } catch (error) {
          if (!(error instanceof PlatformUnavailable || error instanceof StoreUnavailable)) throw error;
          // Its lease ends, and then it comes again.
          parts.log?.warn({ record: record.id, error }, "local-platform.work-paused");
        } finally {
          search.wrote();
        }
      },
    },
    async former(id) {
      const record = await reading(() => store.get(formerRecordId(id)));
      return record === null ? null : parseFormer(record);
    },
    async formerCalled(name) {
      const index = { kind: "local-former", index: FORMER_BY_NAME, key: nameKey(name) } as const;
      const page = await reading(() => store.list({ ...index, order: "descending", limit: FORMER_SHOWN }));
      return page.records.map(parseFormer);
    },
    async logs(query) {
      return await reading(async () => {
        if ((await store.get(deploymentRecordId(query.deploymentId))) === null) return null;
        return await readLog(store, query);
      });
    },
    async statistics(query) {
      return await reading(async () => {
        if ((await store.get(deploymentRecordId(query.deploymentId))) === null) return null;
        return await readStatistics(store, query, clock.now());
      });
    },
    async monitoring({ deploymentId, time }) {
      const record = await reading(() => store.get(deploymentRecordId(deploymentId)));
      if (record === null) return null;
      const { championId, championSince } = deploymentOf(record);
      const [hours, [champion]] = await Promise.all([
        reading(() => measuredHours(store, deploymentId, time, clock.now())),
        packages([championId], { kind: "service" }),
      ]);
      return {
        days: monitoredDays(hours, time, { championId, championSince }),
        metric: leadingMetric(champion ?? null),
        driftLimit: DRIFT_LIMIT,
      };
    },
    reportLog: (of, entries) => reading(() => appendLog(store, of, entries)),
    useCases: useCases.useCases,
    useCasesById: (ids, caller) => reading(() => useCases.useCasesById(ids, caller)),
    createUseCase: useCases.createUseCase,
    useCaseMadeBy: (effectKey) => reading(() => useCases.useCaseMadeBy(effectKey)),
    scoringCodeMakesPermanent: parts.scoringCodeMakesPermanent ?? false,
    async scoringCode(effectKey) {
      const record = await reading(() => store.get(effectRecordId(effectKey)));
      return record === null ? null : (parseEffect(record).code ?? null);
    },
    async downloadScoringCode(effectKey) {
      const makesPermanent = parts.scoringCodeMakesPermanent ?? false;
      try {
        return await reading(() => downloadScoringCode({ store, clock, makesPermanent }, effectKey));
      } finally {
        search.wrote();
      }
    },
    size: search.size,
    adoptSampleFleet: adopt,
    async ready() {
      try {
        await store.get(SAMPLE_FLEET_RECORD);
        return true;
      } catch (error) {
        parts.log?.warn({ error }, "local-platform.not-ready");
        return false;
      }
    },
  };
}

/** From here on distributions count as different; where teams that set nothing have it as well. */
const DRIFT_LIMIT = 0.15;

/** What this registry measures accuracy in: the first metric of the champion, with its value on data that the training never saw. */
function leadingMetric(champion: ModelPackage | null): Monitoring["metric"] {
  const [first] = champion?.metrics ?? [];
  if (first === undefined) return null;
  const held = champion?.metrics.find(
    ({ name, partition }) => name === first.name && partition === "holdout",
  );
  return { name: first.name, atDeployment: (held ?? first).value };
}

/** Reads of the store that fail are the platform being unavailable; a question that no program should ask stays a bug. */
async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof StoreMisuse) throw error;
    throw new PlatformUnavailable("The local registry cannot be read now.", { cause: error });
  }
}
