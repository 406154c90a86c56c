// The local platform with a will of its own about replacements: what it answers, and whether it did it.
import type { Deployment } from "../../src/deployments/deployment.ts";
import {
  type EffectAnswer,
  type Platform,
  PlatformUnavailable,
  type ReplaceModelCommand,
} from "../../src/ports/platform.ts";

/** What a call of the platform does. `executed`: it happens at once, whatever is answered. `never`: no answer comes. */
export interface ScriptedCall {
  readonly answer: EffectAnswer | "never" | "throws";
  readonly executed?: boolean;
}

export interface ScriptedPlatform {
  /** For `operationsRig({ wrapPlatform })`. */
  wrap(platform: Platform): Platform;
  /** The next calls do this; after the last the platform does what it is told. */
  script(...calls: readonly ScriptedCall[]): void;
  /** Commands in the order in which they came. */
  readonly calls: ReplaceModelCommand[];
  /** Does it as the platform would, late. */
  execute(command: ReplaceModelCommand | undefined): Promise<EffectAnswer>;
  /** While true no read is answered. */
  down: boolean;
  /** While true no call is answered, and none arrives. */
  unreachable: boolean;
  /** How single deployments are shown; null: as if it were not there. */
  shown: (deployment: Deployment) => Deployment | null;
  recordsEffectKeys: boolean;
}

export function scriptedPlatform(): ScriptedPlatform {
  const script: ScriptedCall[] = [];
  let local: Platform | null = null;
  const real = (): Platform => {
    if (local === null) throw new Error("No platform was wrapped.");
    return local;
  };
  const scripted: ScriptedPlatform = {
    calls: [],
    down: false,
    unreachable: false,
    shown: (deployment) => deployment,
    recordsEffectKeys: true,
    script: (...calls) => {
      script.push(...calls);
    },
    execute: async (command) => {
      if (command === undefined) throw new Error("The platform was not called.");
      return await real().replaceModel(command);
    },
    wrap: (platform) => {
      local = platform;
      const read = <T>(answer: () => Promise<T>): Promise<T> => {
        if (scripted.down) throw new PlatformUnavailable("The platform is down.");
        return answer();
      };
      return {
        ...platform,
        get recordsEffectKeys() {
          return scripted.recordsEffectKeys;
        },
        deployments: async (query, caller) => read(() => platform.deployments(query, caller)),
        packages: async (ids, caller) => read(() => platform.packages(ids, caller)),
        deployment: async (id) => {
          const deployment = await read(() => platform.deployment(id));
          return deployment === null ? null : scripted.shown(deployment);
        },
        effect: async (key) => (scripted.recordsEffectKeys ? await read(() => platform.effect(key)) : null),
        overview: async (id) => {
          const overview = await read(() => platform.overview(id));
          const deployment = overview === null ? null : scripted.shown(overview.deployment);
          return overview === null || deployment === null ? null : { ...overview, deployment };
        },
        replaceModel: async (command) => {
          scripted.calls.push(command);
          if (scripted.unreachable)
            return { outcome: "not-delivered", sentence: "Connection refused.", retryAfterMs: 1_000 };
          const next = script.shift();
          if (next === undefined) return await platform.replaceModel(command);
          if (next.executed === true) await platform.replaceModel(command);
          if (next.answer === "throws") throw new Error("The connection broke.");
          if (next.answer === "never") return await new Promise<never>(() => undefined);
          return next.answer;
        },
      };
    },
  };
  return scripted;
}
