// The mark that a deployment has an effect under way or in doubt.
import type { Expectation } from "../ports/store.ts";
import type { ChangeRequest } from "../requests/request.ts";
import type { Dependencies } from "./dependencies.ts";
import { type BusyRecord, busyRecordId } from "./request-record.ts";

export async function readBusy(
  deps: Pick<Dependencies, "store">,
  request: ChangeRequest,
): Promise<{ readonly rev: number; readonly value: BusyRecord } | null> {
  const stored = await deps.store.get(busyRecordId(request.deploymentId));
  return stored === null ? null : { rev: stored.rev, value: stored.value as unknown as BusyRecord };
}

/** Expectation and removal of the request's own busy mark; nothing when it has none. */
export async function releaseBusy(
  deps: Pick<Dependencies, "store">,
  request: ChangeRequest,
): Promise<{ readonly expect: readonly Expectation[]; readonly remove: readonly string[] }> {
  const busy = await readBusy(deps, request);
  if (busy?.value.request !== request.id) return { expect: [], remove: [] };
  const id = busyRecordId(request.deploymentId);
  return { expect: [{ id, rev: busy.rev }], remove: [id] };
}
