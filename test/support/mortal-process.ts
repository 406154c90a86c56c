// A process that dies in the middle: after so many of its steps it does nothing any more, and nothing that it waits for comes.
import type { Mail } from "../../src/ports/mail.ts";
import type { Messenger } from "../../src/ports/messenger.ts";
import type { Platform } from "../../src/ports/platform.ts";
import type { Store } from "../../src/ports/store.ts";
import { type OperationsRig, operationsRig } from "./operations-rig.ts";

/** The calls that change something outside the process. */
const STEPS = ["commit", "replaceModel", "change", "createUseCase", "show", "send"];

export interface MortalRig {
  readonly rig: OperationsRig;
  /**
   * Works until it is done, or until the process dies at its `nth` step: before that took place, or (`executed`) right after it. Answers
   * whether it died; another process has taken its place then.
   */
  dieAt(nth: number, executed: boolean, work: () => Promise<unknown>): Promise<boolean>;
}

export async function mortalRig(options: Parameters<typeof operationsRig>[0] = {}): Promise<MortalRig> {
  let life = immortal();
  const port = <T extends object>(real: T): T =>
    new Proxy(real, {
      get: (target, key) => {
        const found = Reflect.get(target, key);
        if (!STEPS.includes(String(key)) || typeof found !== "function") return found;
        return (...given: unknown[]) => life.step(async () => await found.apply(target, given));
      },
    });
  const rig = await operationsRig({
    ...options,
    ...(options.mail === undefined ? {} : { mail: port<Mail>(options.mail) }),
    wrapStore: (store: Store) => port(store),
    wrapPlatform: (platform: Platform) => port(platform),
    wrapMessenger: (messenger: Messenger) => port(messenger),
  });
  return {
    rig,
    async dieAt(nth, executed, work) {
      life = mortal(nth, executed);
      const { isDead } = life;
      await untilDeath(isDead, work());
      const died = isDead();
      life = immortal();
      if (died) rig.restart();
      return died;
    },
  };
}

interface Life {
  isDead(): boolean;
  step<T>(work: () => Promise<T>): Promise<T>;
}

const immortal = (): Life => ({ isDead: () => false, step: (work) => work() });

function mortal(left: number, executed: boolean): Life {
  let remaining = left;
  let dead = false;
  const silence = new Promise<never>(() => undefined);
  return {
    isDead: () => dead,
    async step(work) {
      if (dead) return await silence;
      remaining -= 1;
      if (remaining > 0) return await work();
      dead = true;
      if (executed) await work();
      return await silence;
    },
  };
}

/** Resolves when the work is done or the process has died in it. */
async function untilDeath(isDead: () => boolean, work: Promise<unknown>): Promise<void> {
  let done = false;
  const over = () => {
    done = true;
  };
  const finished = work.then(over, over);
  while (!done && !isDead()) await Promise.race([finished, new Promise((resolve) => setImmediate(resolve))]);
}
