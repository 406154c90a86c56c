// The deployments that each person opened or acted on last: lists begin with them (design section 7). A convenience: it is
// written beside the act, never before it, and losing the last second of it harms nobody.
import type { DeploymentId } from "../deployments/ids.ts";
import { StoreUnavailable } from "../ports/store.ts";
import type { Person } from "../requests/person.ts";
import type { Json } from "../requests/request.ts";
import type { Dependencies } from "./dependencies.ts";
import { change } from "./journal.ts";
import { SECOND } from "./timing.ts";

/** So many are kept for a person. */
const KEPT = 20;

export interface Recent {
  readonly deployment: DeploymentId;
  /** When it was opened or acted on, epoch ms; newer ones of one person have larger ones. */
  readonly at: number;
}

export interface Recents {
  /** Remembers it for later writing; takes no time and never fails. */
  note(person: Person, deployment: DeploymentId): void;
  /** Newest first; what cannot be read is not there. */
  of(person: Person): Promise<readonly Recent[]>;
  /** Writes what was noted. Never throws: what cannot be kept is logged and forgotten. */
  flush(): Promise<void>;
  /** Writes every second from now on. */
  start(): void;
  /** Writes the last of it. */
  stop(): Promise<void>;
}

type Deps = Pick<Dependencies, "store" | "journal" | "clock" | "log">;

const recordId = (person: Person): string => `preference:recent:${person.id}`;

interface RecentRecord {
  readonly recent: readonly Recent[];
}

export function createRecents(deps: Deps): Recents {
  let noted = new Map<string, { readonly person: Person; readonly deployments: DeploymentId[] }>();
  let timer: NodeJS.Timeout | null = null;

  const of = (person: Person, stored: readonly Recent[]): readonly Recent[] =>
    (noted.get(person.id)?.deployments ?? []).reduce(
      (list, deployment) => withNewest(list, deployment, deps.clock.now()),
      stored,
    );

  async function keep(person: Person, deployments: readonly DeploymentId[]): Promise<void> {
    const id = recordId(person);
    await change(deps, id, (stored) => {
      const before = stored === null ? [] : (stored.value as unknown as RecentRecord).recent;
      const recent = deployments.reduce(
        (list, deployment) => withNewest(list, deployment, deps.clock.now()),
        before,
      );
      if (recent === before) return { write: false, value: undefined };
      const value: RecentRecord = { recent };
      const put = {
        kind: "preference",
        id,
        value: value as unknown as Json,
        alarmAt: null,
        index: [],
      } as const;
      const commit = { expect: [{ id, rev: stored?.rev ?? 0 }], put: [put], audit: [] };
      return { write: true, value: undefined, commit };
    });
  }

  async function flush(): Promise<void> {
    const all = [...noted.values()];
    noted = new Map();
    for (const { person, deployments } of all) {
      try {
        await keep(person, deployments);
      } catch (error) {
        deps.log.warn("recents-not-kept", { error });
      }
    }
  }

  return {
    note(person, deployment) {
      const before = noted.get(person.id)?.deployments ?? [];
      const deployments = [...before.filter((one) => one !== deployment), deployment];
      noted.set(person.id, { person, deployments });
    },
    async of(person) {
      try {
        const stored = await deps.store.get(recordId(person));
        return of(person, stored === null ? [] : (stored.value as unknown as RecentRecord).recent);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        deps.log.warn("recents-not-read", { error });
        return [];
      }
    },
    flush,
    start() {
      timer = setInterval(() => void flush(), SECOND);
      timer.unref();
    },
    async stop() {
      if (timer !== null) clearInterval(timer);
      await flush();
    },
  };
}

/** The same list when it is the newest already: opening one again and again writes nothing. */
function withNewest(list: readonly Recent[], deployment: DeploymentId, now: number): readonly Recent[] {
  const [newest] = list;
  if (newest?.deployment === deployment) return list;
  const at = Math.max(now, (newest?.at ?? 0) + 1);
  return [{ deployment, at }, ...list.filter((one) => one.deployment !== deployment)].slice(0, KEPT);
}
