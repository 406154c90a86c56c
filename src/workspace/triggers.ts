// Trigger ids: 3 seconds, one use (reference: Slack platform, section 2.2).
import { LIMITS } from "../block-kit/limits.ts";
import type { Clock, Ids } from "../ports/clock.ts";

/** Old ones are forgotten, and are then invalid instead of expired. */
const REMEMBERED = 10_000;

export interface Trigger {
  readonly person: string;
  /** The view whose control made it; null when it came from elsewhere. */
  readonly view: string | null;
  /** The conversation that the person was looking at; null in Home and where a search found the app. */
  readonly channel: string | null;
}

export interface Triggers {
  issue(trigger: Trigger, options?: { readonly expired?: boolean }): string;
  /** Does not use it up: Slack looks at the view first. */
  look(id: string): Trigger | "invalid_trigger_id" | "exchanged_trigger_id" | "expired_trigger_id";
  use(id: string): void;
}

export function createTriggers(deps: { readonly clock: Clock; readonly ids: Ids }): Triggers {
  const issued = new Map<string, Trigger & { readonly until: number; used: boolean }>();
  let count = 0;
  return {
    issue(trigger, options = {}) {
      count += 1;
      if (issued.size >= REMEMBERED) issued.delete(issued.keys().next().value ?? "");
      const id = `${count}.${deps.clock.now()}.${deps.ids.hash(deps.ids.unique()).slice(0, 32)}`;
      const until = options.expired ? Number.NEGATIVE_INFINITY : deps.clock.now() + LIMITS.triggerMs;
      issued.set(id, { ...trigger, until, used: false });
      return id;
    },
    look(id) {
      const trigger = issued.get(id);
      if (trigger === undefined) return "invalid_trigger_id";
      if (trigger.used) return "exchanged_trigger_id";
      if (deps.clock.now() > trigger.until) return "expired_trigger_id";
      return trigger;
    },
    use(id) {
      const trigger = issued.get(id);
      if (trigger) trigger.used = true;
    },
  };
}
