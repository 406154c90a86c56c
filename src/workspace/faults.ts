// Misbehaviour on demand: the next calls of a method, or the next requests to the bot, go wrong in a chosen way.

export type ApiFault =
  /** Waits before it works. */
  | { readonly kind: "delay"; readonly ms: number }
  /** 429 before any work. */
  | { readonly kind: "rate-limit"; readonly retryAfterS: number }
  /** An HTTP status before any work. */
  | { readonly kind: "status"; readonly status: number }
  /** `ok: false` with this error, before any work. */
  | { readonly kind: "error"; readonly error: string }
  /** The connection ends before any work. */
  | { readonly kind: "reset" }
  /** The work is done, the connection ends before the answer. */
  | { readonly kind: "lost-answer" }
  /** The work is done at once, the answer comes late. */
  | { readonly kind: "late-answer"; readonly ms: number };

export type DeliveryFault =
  | { readonly kind: "delay"; readonly ms: number }
  /** The same request twice, at the same time. */
  | { readonly kind: "twice" }
  /** The bot gets it and answers, Slack never hears the answer: events come again, people are told it failed. */
  | { readonly kind: "lost-answer" }
  /** The trigger in it has expired when it arrives. */
  | { readonly kind: "expired-trigger" };

export type Fault = (
  | ({
      /** Web API method, `response_url`, `upload` (the bytes of a file), or `*` for all. */ readonly on: string;
    } & ApiFault)
  | ({
      /** `bot:command`, `bot:block_actions`, `bot:event`, ..., or `bot:*`. */ readonly on: `bot:${string}`;
    } & DeliveryFault)
) & {
  /** How many calls it concerns; 1 when not said. */
  readonly times?: number | undefined;
};

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault for this call, counted down. */
  onCall(method: string): ApiFault | null;
  onDelivery(kind: string): DeliveryFault | null;
  readonly pending: () => readonly Fault[];
}

export function createFaults(): Faults {
  let faults: { fault: Fault; left: number }[] = [];
  const take = (names: readonly string[]): Fault | null => {
    const found = faults.find((one) => names.includes(one.fault.on) && one.left > 0);
    if (found === undefined) return null;
    found.left -= 1;
    faults = faults.filter((one) => one.left > 0);
    return found.fault;
  };
  return {
    add(fault) {
      faults.push({ fault, left: fault.times ?? 1 });
    },
    clear() {
      faults = [];
    },
    onCall: (method) => take([method, "*"]) as ApiFault | null,
    onDelivery: (kind) => take([`bot:${kind}`, "bot:*"]) as DeliveryFault | null,
    pending: () => faults.map((one) => ({ ...one.fault, times: one.left })),
  };
}
