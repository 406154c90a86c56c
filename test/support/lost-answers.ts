// A platform that answers a call with nothing to go by: whether it did what it was told has to be found out.
import type { Platform, UseCaseAnswer } from "../../src/ports/platform.ts";

/** What the platform `executed`, and what the caller learns of it. */
export interface LostAnswer {
  /** Behind "the platform", in the names of tests. */
  readonly what: string;
  readonly executed: boolean;
  readonly answer: Extract<UseCaseAnswer, { readonly outcome: "unknown" | "not-delivered" }> | "throws";
}

const LOST = { outcome: "unknown", sentence: "Lost." } as const;
export const UNREACHED = { outcome: "not-delivered", sentence: "Refused.", retryAfterMs: 1_000 } as const;

/** After these nobody knows whether it was done. */
export const IN_DOUBT: readonly LostAnswer[] = [
  { what: "does it and loses the answer", executed: true, answer: LOST },
  { what: "does it and breaks the connection", executed: true, answer: "throws" },
  { what: "does nothing and says nothing", executed: false, answer: LOST },
];

export const LOST_ANSWERS: readonly LostAnswer[] = [
  ...IN_DOUBT,
  { what: "is not reached", executed: false, answer: UNREACHED },
];

export interface FirstAnswerLost {
  /** So often the platform was called, the first time included. */
  readonly calls: number;
  /** For `operationsRig({ wrapPlatform })`: the first change goes wrong, every later one is done. */
  wrap(platform: Platform): Platform;
  /** The same for another call than a change. */
  call<T>(real: () => Promise<T>): Promise<T | Exclude<LostAnswer["answer"], "throws">>;
}

export function firstAnswerLost({ executed, answer }: LostAnswer): FirstAnswerLost {
  let calls = 0;
  const first: FirstAnswerLost = {
    get calls() {
      return calls;
    },
    wrap: (platform) => ({
      ...platform,
      change: (command) => first.call(() => platform.change(command)),
    }),
    call: async (real) => {
      calls += 1;
      if (calls > 1) return await real();
      if (executed) await real();
      if (answer === "throws") throw new Error("The connection broke.");
      return answer;
    },
  };
  return first;
}
