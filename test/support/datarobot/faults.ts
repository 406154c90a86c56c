// Misbehaviour on demand: the next calls of a path, or a share of all calls by a seed, go wrong in a chosen way.
import { seededRandom } from "../ids.ts";

/** Before any work was done. */
type Before =
  | { readonly kind: "rate-limit"; readonly retryAfterS?: number | undefined }
  | { readonly kind: "status"; readonly status: number; readonly body?: unknown }
  /** A page of a proxy. */
  | { readonly kind: "html"; readonly status?: number | undefined }
  /** 302 to a login page, as behind single sign-on. */
  | { readonly kind: "login-redirect" }
  /** Never an answer. */
  | { readonly kind: "hang" }
  | { readonly kind: "drop" }
  | { readonly kind: "delay"; readonly ms: number };
/** The work is done. */
type After =
  /** The connection ends before the answer. */
  | { readonly kind: "lost-answer" }
  | { readonly kind: "late-answer"; readonly ms: number }
  | { readonly kind: "hang-after" }
  | { readonly kind: "status-after"; readonly status: number }
  | { readonly kind: "html-after"; readonly status?: number | undefined };
export type Misbehaviour = Before | After;

export type Fault = Misbehaviour & {
  // Which calls: a path below `/api/v2`, a method before it if it matters. One star stands for one part, two for any.
  readonly on: string;
  /** How many calls; 1 when not said. */
  readonly times?: number | undefined;
};

export const RANDOM_KINDS = [
  "rate-limit",
  "html",
  "drop",
  "lost-answer",
  "status-500",
  "status-503",
] as const;
export interface RandomFaults {
  readonly seed: number;
  /** Chance of each per call; together at most 1. */
  readonly rates: Partial<Record<(typeof RANDOM_KINDS)[number], number>>;
  /** All calls when not said. */
  readonly on?: string | undefined;
}

export interface Faults {
  add(fault: Fault): void;
  /** Null: none any more. */
  random(faults: RandomFaults | null): void;
  clear(): void;
  /** The misbehaviour of this call, counted down. */
  take(method: string, path: string): Misbehaviour | null;
  readonly pending: () => readonly Fault[];
}

function matcher(pattern: string): (method: string, path: string) => boolean {
  const [, method, path = ""] = /^(?:([A-Z]+) )?(\S+)$/.exec(pattern) ?? [];
  const expression = path
    .split(/(\*\*|\*)/)
    .map((part) =>
      part === "**" ? ".*" : part === "*" ? "[^/]+" : part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"),
    )
    .join("");
  const whole = new RegExp(`^${expression}$`);
  return (of, at) => (method === undefined || method === of) && whole.test(at);
}

function drawn(kind: (typeof RANDOM_KINDS)[number]): Misbehaviour {
  switch (kind) {
    case "rate-limit":
      return { kind, retryAfterS: 1 };
    case "status-500":
      return { kind: "status", status: 500 };
    case "status-503":
      return { kind: "status", status: 503 };
    default:
      return { kind };
  }
}

export function createFaults(): Faults {
  let planned: { readonly fault: Fault; readonly concerns: ReturnType<typeof matcher>; left: number }[] = [];
  let chance: ((method: string, path: string) => Misbehaviour | null) | null = null;
  return {
    add(fault) {
      planned.push({ fault, concerns: matcher(fault.on), left: fault.times ?? 1 });
    },
    random(faults) {
      if (faults === null) {
        chance = null;
        return;
      }
      const next = seededRandom(faults.seed);
      const concerns = matcher(faults.on ?? "**");
      chance = (method, path) => {
        if (!concerns(method, path)) return null;
        let at = next();
        for (const kind of RANDOM_KINDS) {
          at -= faults.rates[kind] ?? 0;
          if (at < 0) return drawn(kind);
        }
        return null;
      };
    },
    clear() {
      planned = [];
      chance = null;
    },
    take(method, path) {
      const found = planned.find(({ concerns }) => concerns(method, path));
      if (found === undefined) return chance?.(method, path) ?? null;
      found.left -= 1;
      planned = planned.filter(({ left }) => left > 0);
      return found.fault;
    },
    pending: () => planned.map(({ fault, left }) => ({ ...fault, times: left })),
  };
}
