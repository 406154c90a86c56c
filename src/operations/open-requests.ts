// The requests that are under way on one deployment.
import type { DeploymentId } from "../deployments/ids.ts";
import type { ChangeRequest } from "../requests/request.ts";
import type { Dependencies } from "./dependencies.ts";
import { REQUEST_INDEX, requestFromStore } from "./request-record.ts";

/** Newest first, at most ten. */
export async function openRequests(
  deps: Dependencies,
  deployment: DeploymentId,
): Promise<readonly ChangeRequest[]> {
  const page = await deps.store.list({
    kind: "request",
    index: REQUEST_INDEX.openOnDeployment,
    key: deployment,
    order: "descending",
    limit: 10,
  });
  return page.records.map((record) => requestFromStore(record).value.request);
}
