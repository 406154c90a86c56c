// Lets the ports fail as the real ones do: seeded, so that a failing run can be repeated, or scripted for one call.
import type { Clock } from "../../src/ports/clock.ts";
import { type Directory, DirectoryUnavailable } from "../../src/ports/directory.ts";
import type { FindAnswer, Messenger, ShowAnswer } from "../../src/ports/messenger.ts";
import { type EffectAnswer, type Platform, PlatformUnavailable } from "../../src/ports/platform.ts";
import { type Commit, type CommitAnswer, type Store, StoreUnavailable } from "../../src/ports/store.ts";
import { seededRandom } from "./ids.ts";

export const FAULTS = ["refused", "timed-out", "executed-then-timed-out", "slow"] as const;
/**
 * `refused`: not executed, and the caller is told so. `timed-out`: not executed, the caller cannot know. `executed-then-timed-out`:
 * executed, the caller cannot know. `slow`: executed after a while. `late` (commits alone, only scripted or with a rate): the caller
 * cannot know, and it runs before a later call.
 */
export type Fault = (typeof FAULTS)[number] | "late";
export type Rates = Partial<Record<Fault, number>>;

export interface FaultRig {
  readonly seed: number;
  /** What befalls this call, for example `store.commit`. */
  choose(call: string): Fault | null;
  /** A whole number from 0 to `below` - 1. */
  draw(below: number): number;
  /** The next calls of this name get these faults, whatever the rates say; null: none. */
  script(call: string, ...faults: readonly (Fault | null)[]): void;
  /** From now on no faults but scripted ones. */
  calm(): void;
  /** Lets a slow call wait: by the clock that was handed in, never by real time. */
  wait(): Promise<void>;
  /** Every fault so far, for example `3 store.commit timed-out`. */
  readonly history: string[];
}

export interface RigOptions {
  readonly seed: number;
  /** Chance of each fault per call; together at most 1. 5 % each without it. */
  readonly rates?: Rates;
  readonly clock?: Clock & { advance(ms: number): void };
  readonly slowMs?: number;
}

export function faultRig(options: RigOptions): FaultRig {
  const random = seededRandom(options.seed);
  const rates = options.rates ?? Object.fromEntries(FAULTS.map((fault) => [fault, 0.05]));
  const scripts = new Map<string, (Fault | null)[]>();
  const history: string[] = [];
  let calls = 0;
  let calm = false;

  function drawn(): Fault | null {
    let left = random();
    for (const fault of [...FAULTS, "late"] as const) {
      left -= rates[fault] ?? 0;
      if (left < 0) return fault;
    }
    return null;
  }

  return {
    seed: options.seed,
    history,
    choose(call) {
      calls += 1;
      const scripted = scripts.get(call);
      const next =
        scripted !== undefined && scripted.length > 0 ? (scripted.shift() ?? null) : calm ? null : drawn();
      // Only a commit can be late: elsewhere it is a time-out.
      const fault = next === "late" && call !== "store.commit" ? "timed-out" : next;
      if (fault !== null) history.push(`${calls} ${call} ${fault}`);
      return fault;
    },
    draw: (below) => Math.floor(random() * below),
    script(call, ...faults) {
      scripts.set(call, [...(scripts.get(call) ?? []), ...faults]);
    },
    calm() {
      calm = true;
    },
    async wait() {
      options.clock?.advance(options.slowMs ?? 2_000);
      // Others get their turn meanwhile.
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    },
  };
}

/** Runs `work` with a rig; a failure carries the seed and the faults, so that the run can be repeated. */
export async function underFaults<T>(options: RigOptions, work: (rig: FaultRig) => Promise<T>): Promise<T> {
  const rig = faultRig(options);
  try {
    return await work(rig);
  } catch (error) {
    const faults = rig.history.slice(-30).join("\n  ");
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`With seed ${rig.seed}: ${cause}\nLast faults:\n  ${faults}`, { cause: error });
  }
}

/** How one port tells its faults: as values or by throwing. */
interface Telling<T> {
  readonly refused: () => T;
  readonly timedOut: () => T;
  readonly late?: () => T;
}

async function meet<T, Told extends T = T>(
  rig: FaultRig,
  call: string,
  run: () => Promise<T>,
  tell: Telling<Told>,
): Promise<T> {
  switch (rig.choose(call)) {
    case null:
      return run();
    case "refused":
      return tell.refused();
    case "timed-out":
      return tell.timedOut();
    case "late":
      return (tell.late ?? tell.timedOut)();
    case "executed-then-timed-out":
      await run();
      return tell.timedOut();
    case "slow":
      await rig.wait();
      return run();
  }
}

const throwing = (make: (message: string) => Error): Telling<never> => ({
  refused: () => {
    throw make("Fault rig: the call was refused.");
  },
  timedOut: () => {
    throw make("Fault rig: the call timed out.");
  },
});

const commitTelling: Telling<CommitAnswer> = {
  refused: () => ({ outcome: "failed", reason: "Fault rig: the store is full." }),
  timedOut: () => ({ outcome: "unknown", reason: "Fault rig: the store did not answer in time." }),
};

export interface FaultyStore extends Store {
  /** Runs the commits that were late until now. */
  landLate(): Promise<void>;
}

/** How many store calls a late commit lets pass at most. */
const LATEST = 6;

/** Commits fail as values, everything else throws `StoreUnavailable`; a late commit runs before one of the next calls. */
export function faultyStore(store: Store, rig: FaultRig): FaultyStore {
  let late: { readonly commit: Commit; calls: number }[] = [];
  const unavailable = throwing((message) => new StoreUnavailable(message));

  async function land(due: (one: { calls: number }) => boolean): Promise<void> {
    const now = late.filter(due);
    late = late.filter((one) => !now.includes(one));
    for (const { commit } of now)
      rig.history.push(`late store.commit: ${(await store.commit(commit)).outcome}`);
  }
  async function call<T>(name: string, run: () => Promise<T>, tell: Telling<T> = unavailable): Promise<T> {
    await land((one) => one.calls-- <= 0);
    return meet(rig, `store.${name}`, run, tell);
  }

  return {
    landLate: () => land(() => true),
    async commit(commit) {
      return call<CommitAnswer>("commit", () => store.commit(commit), {
        ...commitTelling,
        late: () => {
          late.push({ commit, calls: rig.draw(LATEST) });
          return commitTelling.timedOut();
        },
      });
    },
    get: (id) => call("get", () => store.get(id)),
    getMany: (ids) => call("getMany", () => store.getMany(ids)),
    list: (listing) => call("list", () => store.list(listing)),
    opening: () => store.opening(),
    claimDue: (ask) => call("claimDue", () => store.claimDue(ask)),
    nextAlarm: (kinds) => call("nextAlarm", () => store.nextAlarm(kinds)),
    changedSince: (ask) => call("changedSince", () => store.changedSince(ask)),
    laneHeads: () => call("laneHeads", () => store.laneHeads()),
    auditLane: (ask) => call("auditLane", () => store.auditLane(ask)),
    auditAbout: (ask) => call("auditAbout", () => store.auditAbout(ask)),
    probe: () =>
      call<string | null>("probe", () => store.probe(), {
        refused: () => "Fault rig: the store is full.",
        timedOut: () => "Fault rig: the store did not answer in time.",
      }),
    close: () => store.close(),
  };
}

const effectTelling: Telling<Extract<EffectAnswer, { readonly outcome: "not-delivered" | "unknown" }>> = {
  refused: () => ({
    outcome: "not-delivered",
    sentence: "Fault rig: connection refused.",
    retryAfterMs: 1_000,
  }),
  timedOut: () => ({ outcome: "unknown", sentence: "Fault rig: the platform did not answer in time." }),
};

/** Effects fail as values (`refused` is proven non-delivery), reads throw `PlatformUnavailable`. */
export function faultyPlatform(platform: Platform, rig: FaultRig): Platform {
  const unavailable = throwing((message) => new PlatformUnavailable(message));
  const read = <T>(name: string, run: () => Promise<T>): Promise<T> =>
    meet(rig, `platform.${name}`, run, unavailable);
  const adopt = platform.adoptSampleFleet?.bind(platform);
  const report = platform.reportLog?.bind(platform);
  return {
    name: platform.name,
    recordsEffectKeys: platform.recordsEffectKeys,
    cannot: (capability) => platform.cannot(capability),
    deployments: (query, caller) => read("deployments", () => platform.deployments(query, caller)),
    deployment: (id) => read("deployment", () => platform.deployment(id)),
    overview: (id) => read("overview", () => platform.overview(id)),
    registeredModels: (query, caller) =>
      read("registeredModels", () => platform.registeredModels(query, caller)),
    versions: (query, caller) => read("versions", () => platform.versions(query, caller)),
    packages: (ids, caller) => read("packages", () => platform.packages(ids, caller)),
    replaceModel: (command) =>
      meet(rig, "platform.replaceModel", () => platform.replaceModel(command), effectTelling),
    useCases: (query, caller) => read("useCases", () => platform.useCases(query, caller)),
    useCasesById: (ids, caller) => read("useCasesById", () => platform.useCasesById(ids, caller)),
    createUseCase: (command) =>
      meet(rig, "platform.createUseCase", () => platform.createUseCase(command), effectTelling),
    useCaseMadeBy: (key) => read("useCaseMadeBy", () => platform.useCaseMadeBy(key)),
    change: (command) => meet(rig, "platform.change", () => platform.change(command), effectTelling),
    effect: (key) => read("effect", () => platform.effect(key)),
    activeLimit: () => read("activeLimit", () => platform.activeLimit()),
    ...(platform.alarms === undefined ? {} : { alarms: platform.alarms }),
    former: (id) => read("former", () => platform.former(id)),
    formerCalled: (name) => read("formerCalled", () => platform.formerCalled(name)),
    logs: (query, caller) => read("logs", () => platform.logs(query, caller)),
    ...(report === undefined
      ? {}
      : { reportLog: (of, entries) => read("reportLog", () => report(of, entries)) }),
    statistics: (query) => read("statistics", () => platform.statistics(query)),
    monitoring: (query) => read("monitoring", () => platform.monitoring(query)),
    scoringCodeMakesPermanent: platform.scoringCodeMakesPermanent,
    scoringCode: (key) => read("scoringCode", () => platform.scoringCode(key)),
    downloadScoringCode: (key) => read("downloadScoringCode", () => platform.downloadScoringCode(key)),
    size: () => read("size", () => platform.size()),
    ...(adopt === undefined ? {} : { adoptSampleFleet: () => read("adoptSampleFleet", adopt) }),
    ready: () =>
      meet(rig, "platform.ready", () => platform.ready(), { refused: () => false, timedOut: () => false }),
  };
}

const showTelling: Telling<ShowAnswer> = {
  refused: () => ({ outcome: "not-delivered", retryAfterMs: 1_000, reason: "Fault rig: ratelimited." }),
  timedOut: () => ({ outcome: "unknown", reason: "Fault rig: Slack did not answer in time." }),
};

const findTelling: Telling<FindAnswer> = {
  refused: () => ({ outcome: "cannot-look" }),
  timedOut: () => ({ outcome: "cannot-look" }),
};

/** All faults are values but which name is whose, as the port says. */
export function faultyMessenger(messenger: Messenger, rig: FaultRig): Messenger {
  return {
    show: (command) => meet(rig, "messenger.show", () => messenger.show(command), showTelling),
    find: (ask) => meet(rig, "messenger.find", () => messenger.find(ask), findTelling),
    eachOnce: (channels) =>
      meet(
        rig,
        "messenger.eachOnce",
        () => messenger.eachOnce(channels),
        throwing((message) => new DirectoryUnavailable(message)),
      ),
  };
}

/** All faults throw `DirectoryUnavailable`. */
export function faultyDirectory(directory: Directory, rig: FaultRig): Directory {
  const unavailable = throwing((message) => new DirectoryUnavailable(message));
  const call = <T>(name: string, run: () => Promise<T>): Promise<T> =>
    meet(rig, `directory.${name}`, run, unavailable);
  return {
    user: (actor, options) => call("user", () => directory.user(actor, options)),
    userByEmail: (email, options) => call("userByEmail", () => directory.userByEmail(email, options)),
    groupMembers: (handle, options) => call("groupMembers", () => directory.groupMembers(handle, options)),
    groups: () => call("groups", () => directory.groups()),
    groupsOf: (user, options) => call("groupsOf", () => directory.groupsOf(user, options)),
    home: () => call("home", () => directory.home()),
  };
}
