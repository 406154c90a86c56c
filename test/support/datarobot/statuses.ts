// Status records of work: reference section 2, "Asynchronous work".
import { type Answer, notFound, ok } from "./answer.ts";
import { type Call, param } from "./call.ts";
import { paged, readQuery, whole } from "./query.ts";
import type { World } from "./state.ts";
import { when } from "./wire.ts";
import type { Job, StatusName } from "./work.ts";

/** 202 with a `Location` to poll and an empty body. */
export const accepted = (
  world: World,
  statusId: string,
  status: 200 | 202 = 202,
  json?: unknown,
): Answer => ({
  status,
  headers: { location: `${world.url}/status/${statusId}/` },
  ...(json === undefined ? {} : { json }),
});

const statusWire = (job: Job, name: StatusName, message: string): Record<string, unknown> => ({
  statusId: job.id,
  status: name,
  statusType: job.kind,
  type: job.kind,
  code: name === "ERROR" || name === "ABORTED" || name === "EXPIRED" ? 1 : 0,
  message,
  description: job.description,
  created: when(job.createdAt),
});

function ownStatus(call: Call) {
  const found = call.world.work.status(param(call, "statusId"));
  if (found === null || found.job.accountId !== call.account.id) throw notFound();
  return found;
}

/** 303 to what was made is the normal success. */
export function readStatus(call: Call): Answer {
  readQuery(call, {});
  const { job, name, message } = ownStatus(call);
  const { over, ending } = job;
  if (name === "COMPLETED" && ending.how === "redirect" && over !== null && "location" in over)
    return { status: 303, headers: { location: over.location } };
  return ok(statusWire(job, name, message));
}

/** The account's own work that goes on. */
export function listStatuses(call: Call): Answer {
  const { world, account } = call;
  const query = readQuery(call, { offset: whole(0), limit: whole(100, { max: 1_000 }) });
  const running = world.work
    .jobs()
    .filter(({ accountId }) => accountId === account.id)
    .flatMap(({ id }) => world.work.status(id) ?? [])
    .filter(({ name }) => name === "INITIALIZED" || name === "RUNNING");
  const limit = query.limit === 0 ? Math.max(running.length, 1) : query.limit;
  return ok(
    paged(call, running, { offset: query.offset, limit }, ({ job, name, message }) =>
      statusWire(job, name, message),
    ),
  );
}
