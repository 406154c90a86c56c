// Reading logs: authorised like every action, and an entry of the trail each time (design section 4, promise 5).
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import type { Deployment } from "../deployments/deployment.ts";
import type { DeploymentId } from "../deployments/ids.ts";
import { type LogEntry, type LogKind, pageOfLog, runtimeLogs } from "../deployments/logs.ts";
import type { Actor } from "../requests/person.ts";
import type { Json } from "../requests/request.ts";
import { type Authorised, authorise, noSuchDeployment } from "./authorise.ts";
import type { Dependencies } from "./dependencies.ts";
import { NotRecorded } from "./journal.ts";
import type { LogAsk, Operations, SeenLog, WholeLog } from "./operations.ts";
import { guarded, refusedPress } from "./press-guard.ts";

type LogReads = Pick<Operations, "readLog" | "wholeLog">;

const PAGE = 20;

export function createLogReads(deps: Dependencies): LogReads {
  return {
    readLog: (actor, deployment, ask) => guarded(deps, "logs", () => readLog(deps, actor, deployment, ask)),
    wholeLog: (actor, deployment, kind) =>
      guarded(deps, "whole log", () => wholeLog(deps, actor, deployment, kind)),
  };
}

interface Wanted {
  readonly actor: Actor;
  readonly deployment: DeploymentId;
  /** For the trail. */
  readonly what: string;
}

const refused = (deps: Dependencies, wanted: Wanted, refusal: Refusal) =>
  refusedPress(deps, { ...wanted, action: "logs", request: null, refusal });

/** Person, role and availability; a refusal is an entry of the trail. */
async function mayRead(deps: Dependencies, wanted: Wanted): Promise<Answer<Authorised>> {
  const may = await authorise(deps, { ...wanted, action: "logs" });
  return may.ok ? may : await refused(deps, wanted, may.refusal);
}

/** Why this log cannot be read now; null: it can. */
function switchedOff(deployment: Deployment, kind: LogKind): Refusal | null {
  const runtime = runtimeLogs(deployment);
  if (kind === "startup" || runtime.outcome === "allowed") return null;
  return { code: "unavailable", sentence: runtime.sentence, next: "" };
}

/** Null: no such deployment. Nothing is read that could not be recorded. */
async function recordedRead(
  deps: Dependencies,
  { person, deployment, decision }: Authorised,
  read: { readonly event: "logs.read" | "logs.downloaded"; readonly kind: LogKind; readonly details: Json },
): Promise<readonly LogEntry[] | null> {
  const answer = await deps.journal.commit({
    expect: [],
    put: [],
    audit: [
      {
        at: deps.clock.now(),
        event: read.event,
        action: "logs",
        request: null,
        deployment: deployment.id,
        who: { person },
        allowed: true,
        why: decision.sentence,
        details: read.details,
      },
    ],
  });
  if (answer.outcome !== "committed")
    throw new NotRecorded("reading logs is audited, and the trail cannot be written");
  const caller = await deps.people.caller(person);
  return await deps.platform.logs({ deploymentId: deployment.id, kind: read.kind }, caller);
}

async function readLog(
  deps: Dependencies,
  actor: Actor,
  id: DeploymentId,
  ask: LogAsk,
): Promise<Answer<SeenLog>> {
  const wanted = { actor, deployment: id, what: "read logs" };
  const may = await mayRead(deps, wanted);
  if (!may.ok) return may;
  const { deployment, person } = may.value;
  deps.recents.note(person, id);
  const kind = ask.kind ?? (switchedOff(deployment, "runtime") === null ? "runtime" : "startup");
  const off = switchedOff(deployment, kind);
  if (off !== null) {
    await refused(deps, wanted, off);
    return ok({ deployment, kind, off: off.sentence, page: null });
  }
  const { filter, offset } = ask;
  const entries = await recordedRead(deps, may.value, {
    event: "logs.read",
    kind,
    details: { kind, ...filter, offset },
  });
  if (entries === null) return refuse(noSuchDeployment(deps, id));
  return ok({ deployment, kind, off: null, page: pageOfLog(entries, filter, { offset, limit: PAGE }) });
}

async function wholeLog(
  deps: Dependencies,
  actor: Actor,
  id: DeploymentId,
  kind: LogKind,
): Promise<Answer<WholeLog>> {
  const wanted = { actor, deployment: id, what: "download logs" };
  const may = await mayRead(deps, wanted);
  if (!may.ok) return may;
  const { deployment } = may.value;
  const off = switchedOff(deployment, kind);
  if (off !== null) return await refused(deps, wanted, off);
  const entries = await recordedRead(deps, may.value, { event: "logs.downloaded", kind, details: { kind } });
  if (entries === null) return refuse(noSuchDeployment(deps, id));
  if (entries.length === 0)
    return refuse({
      code: "unavailable",
      sentence: `The ${kind} log of ${deployment.label} is empty, so there is no file of it.`,
      next: "",
    });
  return ok({ deployment, kind, entries });
}
