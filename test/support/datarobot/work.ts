// Work that goes on after its call was answered: reference section 2, "Asynchronous work". No timers: each request first brings
// on what is due by the clock, so a test that holds the clock holds the work.
import { hexId } from "./ids.ts";

export type StatusName = "INITIALIZED" | "RUNNING" | "COMPLETED" | "ERROR" | "ABORTED" | "EXPIRED";

/** How the next work of a kind ends. */
export interface Ending {
  /** Kind of work, for example `replace-model`; absent: any. */
  readonly of?: string | undefined;
  readonly how:
    | "redirect"
    /** 200 `COMPLETED`, no redirect. */
    | "completed"
    | "error"
    | "aborted"
    /** `INITIALIZED` for ever. */
    | "stuck"
    /** The status record answers 404 once the work is over. */
    | "expired";
  readonly message?: string | undefined;
  /** Whether the work is done; not for `error` and `aborted`, done for the others, unless said here. */
  readonly done?: boolean | undefined;
}

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly accountId: string;
  readonly description: string;
  readonly createdAt: number;
  readonly dueAt: number;
  readonly ending: Ending;
  readonly run: () => { readonly location: string } | { readonly failed: string };
  /** When it is not done: what it took hold of is let go. */
  readonly undo: (message: string) => void;
  over: { readonly location: string } | { readonly failed: string } | null;
}

export interface Work {
  start(job: Pick<Job, "kind" | "accountId" | "description" | "run" | "undo">): string;
  /** Brings on all that is due. */
  settle(): void;
  /** Brings everything to its end, due or not. */
  finish(): void;
  /** Null: there is no such record (any more). */
  status(id: string): { readonly job: Job; readonly name: StatusName; readonly message: string } | null;
  jobs(): readonly Job[];
  endings: Ending[];
}

export function createWork(now: () => number, workMs: () => number): Work {
  const all = new Map<string, Job>();
  const open = new Set<Job>();

  function end(job: Job): void {
    open.delete(job);
    const { how, message, done } = job.ending;
    const fails = how === "error" || how === "aborted";
    const text = message ?? (how === "aborted" ? "The work was aborted." : "The work failed.");
    if (done ?? !fails) {
      job.over = job.run();
    } else {
      job.undo(text);
      job.over = { failed: text };
    }
  }

  const due = (): readonly Job[] => [...open].toSorted((a, b) => a.dueAt - b.dueAt);

  const work: Work = {
    endings: [],
    start(job) {
      const at = work.endings.findIndex(({ of }) => of === undefined || of === job.kind);
      const [ending = { how: "redirect" as const }] = at < 0 ? [] : work.endings.splice(at, 1);
      const id = hexId(`status ${all.size + 1}`);
      const made: Job = {
        ...job,
        id,
        createdAt: now(),
        dueAt: now() + workMs(),
        ending,
        over: null,
      };
      all.set(id, made);
      open.add(made);
      return id;
    },
    settle() {
      if (open.size === 0) return;
      for (const job of due()) if (job.dueAt <= now()) end(job);
    },
    finish() {
      // Ending one may start another.
      while (open.size > 0) for (const job of due()) end(job);
    },
    status(id) {
      const job = all.get(id);
      if (job === undefined) return null;
      const { how, message = "" } = job.ending;
      if (how === "stuck") return { job, name: "INITIALIZED", message: "" };
      if (job.over === null) {
        const half = job.createdAt + (job.dueAt - job.createdAt) / 2;
        return { job, name: now() < half ? "INITIALIZED" : "RUNNING", message: "" };
      }
      if (how === "expired") return null;
      if (how === "error" || how === "aborted") {
        const text = "failed" in job.over ? job.over.failed : message;
        return { job, name: how === "error" ? "ERROR" : "ABORTED", message: text };
      }
      return "failed" in job.over
        ? { job, name: "ERROR", message: job.over.failed }
        : { job, name: "COMPLETED", message };
    },
    jobs: () => [...all.values()],
  };
  return work;
}
